"""Invented good practices of institutions marked DEMO: adopted, changed, reviewed.

No source says what worked in a real institution in the parts of this form; so none is told of one.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from relevo.exchange.actions import practices
from relevo.exchange.enums import AdoptionResult, EmergencyKind, ReviewVerdict
from relevo.exchange.rules.practices import PracticeText
from relevo.kernel.actor import Actor
from relevo.kernel.countries import UTC_OFFSET_MINUTES

Cast = Callable[[str], Actor]
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
TOLD_AT = datetime(2020, 10, 20, 9, 0, tzinfo=LOCAL)

SHARED_LIST = PracticeText(
    title_es="DEMO: una sola lista de llegada para los dos lados",
    title_en="DEMO: one arrival list for both sides",
    context_es="Un paso donde llegan grupos devueltos de noche y cada lado cuenta por su cuenta.",
    context_en="A crossing where returned groups arrive by night and each side counts alone.",
    problem_es="Las cuentas no coinciden y nadie sabe quién sigue entre las dos listas.",
    problem_en="The counts do not match and nobody knows who is still between both lists.",
    steps_es=(
        "Acordar las mismas columnas en los dos lados.\n"
        "Anotar la hora de salida y la hora de llegada de cada grupo.\n"
        "Comparar los totales por teléfono antes de cerrar el turno.\n"
        "Escribir la diferencia en el acta de entrega."
    ),
    steps_en=(
        "Agree on the same columns on both sides.\n"
        "Note when each group leaves and when it arrives.\n"
        "Compare the totals by telephone before the shift ends.\n"
        "Write the difference into the hand-over record."
    ),
    resources_es="Una hoja impresa, un teléfono de turno en cada lado.",
    resources_en="A printed sheet, a duty telephone on each side.",
    evidence_es="Actas de doce turnos, con la diferencia anotada.",
    evidence_en="Records of twelve shifts, with the difference noted.",
    results_es="En doce turnos la diferencia se explicó el mismo día en once.",
    results_en="In eleven of twelve shifts the difference was explained the same day.",
    elsewhere_es="Una persona de turno en cada lado que conteste de noche.",
    elsewhere_en="A duty person on each side who answers by night.",
)
NIGHT_BAG = PracticeText(
    title_es="DEMO: bolsa lista para la noche en el albergue",
    title_en="DEMO: a bag ready for the night at the shelter",
    context_es="Familias que llegan después de la tormenta, de noche y sin equipaje.",
    context_en="Families who arrive after the storm, by night and without luggage.",
    problem_es="La primera hora se va en buscar mantas y pañales.",
    problem_en="The first hour goes into looking for blankets and diapers.",
    steps_es="Preparar bolsas por edad.\nEntregarlas en la puerta.\nReponerlas cada mañana.",
    steps_en="Prepare bags by age.\nHand them out at the door.\nRefill them every morning.",
    results_es="La atención médica empieza en la primera media hora.",
    results_en="Medical care begins within the first half hour.",
    elsewhere_es="Un estante con llave cerca de la puerta.",
    elsewhere_en="A shelf with a key near the door.",
)
DRAFT = PracticeText(
    title_es="DEMO: jornada de documentos en el parque",
    title_en="DEMO: a day for papers in the park",
    context_es="Personas que viven lejos del registro.",
    context_en="People who live far from the registry.",
)


def tell_practices(actor_of: Cast) -> None:
    """One that went on to two others and was reviewed, one that is new, one still a draft."""
    shared = practices.draft_practice(
        text=SHARED_LIST,
        tags={
            "emergency": [EmergencyKind.MASS_RETURN, EmergencyKind.LARGE_MOVEMENT],
            "need": ["return_reception"],
            "profile": ["returnee"],
            "sector": ["11"],
            "country": ["GT", "HN"],
        },
        by=actor_of("demo-red-gt"),
        at=TOLD_AT,
        network_key="DEMO-RED",
    )
    practices.publish_practice(
        practice_id=shared.pk, by=actor_of("demo-red-gt"), at=TOLD_AT + timedelta(days=1)
    )
    _answer(shared.pk, actor_of)
    night = practices.draft_practice(
        text=NIGHT_BAG,
        tags={
            "emergency": [EmergencyKind.STORM],
            "need": ["shelter", "clothing_kits"],
            "profile": ["family"],
            "sector": ["2"],
            "country": ["GT"],
        },
        by=actor_of("demo-albergue"),
        at=TOLD_AT,
    )
    practices.publish_practice(
        practice_id=night.pk, by=actor_of("demo-albergue"), at=TOLD_AT + timedelta(days=2)
    )
    practices.draft_practice(
        text=DRAFT, tags={"need": ["documents"]}, by=actor_of("demo-copan"), at=TOLD_AT
    )


def _answer(practice_id: UUID, actor_of: Cast) -> None:
    """Two adopt it, with different ends; a university says what the evidence carries."""
    for username, result, story_es, story_en in (
        (
            "demo-red-sv",
            AdoptionResult.WORKED_CHANGED,
            "Sirvió cuando se cambió la llamada por un mensaje al grupo.",
            "It worked once the call became a message to the group.",
        ),
        ("demo-copan", AdoptionResult.UNDER_WAY, "", ""),
    ):
        practices.adopt_practice(
            practice_id=practice_id,
            adopted_on=date(2020, 11, 3),
            result=result,
            story_es=story_es,
            story_en=story_en,
            by=actor_of(username),
            at=TOLD_AT + timedelta(days=20),
        )
    practices.review_evidence(
        practice_id=practice_id,
        revision=1,
        verdict=ReviewVerdict.PROMISING,
        text_es="Doce turnos son pocos, pero las actas permiten comprobar la cuenta.",
        text_en="Twelve shifts are few, but the records let one check the count.",
        by=actor_of("demo-universidad"),
        at=TOLD_AT + timedelta(days=25),
    )

"""An invented exchange, marked DEMO: tables, proposed routes, a practice, a commitment.

Only institutions of the demonstration play: no real one proposes, promises or is late here.
"""

from datetime import datetime, timedelta

from relevo.directory.models import Institution
from relevo.exchange.actions import exchanges, practices, tables
from relevo.exchange.actions.commitments import make_commitment
from relevo.exchange.actions.exchanges import ExchangePlan, Participant, SessionPlan
from relevo.exchange.actions.tables import TablePlan
from relevo.exchange.enums import ConfirmerKind, EmergencyKind
from relevo.exchange.models import Exchange
from relevo.exchange.rules.practices import PracticeText
from relevo.exchange.rules.tables import RouteDraft, StepDraft
from relevo.kernel.actor import Actor

OWN, SOUTH, CORINTO = "DEMO-RED", "NET-SUR", "NET-COR"
"""The network of the demonstration, and two real ones that only sit there."""

DUE_AFTER = timedelta(days=25)
DAY, HOUR = 24 * 60, 60

CHILDREN = RouteDraft(
    title_es="DEMO: niñez no acompañada que llega de noche a El Amatillo",
    title_en="DEMO: unaccompanied children who arrive at El Amatillo by night",
    problem_es="De noche nadie sabe a quién llamar en el otro lado, y la niña o el niño espera.",
    problem_en="By night nobody knows whom to call on the other side, and the child waits.",
    steps=(
        StepDraft(
            "Atender lo urgente y quedarse con la niña o el niño",
            "Persona de turno del monitoreo",
            "HN",
            action_en="Attend to what is urgent and stay with the child",
            institution_key="DEMO-MONITOREO",
            within_minutes=30,
        ),
        StepDraft(
            "Llamar al equipo de protección de su lado",
            "Secretaría técnica de la red",
            "HN",
            action_en="Call the protection team of that side",
            institution_key="DEMO-RED-SUR",
            within_minutes=HOUR,
        ),
        StepDraft(
            "Recibir con acta de entrega, sin hueco entre personas adultas responsables",
            "Coordinación del lado salvadoreño",
            "SV",
            action_en="Receive with a hand-over record, with no gap between responsible adults",
            institution_key="DEMO-RED-SV",
            within_minutes=DAY,
        ),
    ),
    missing_es="Un turno nocturno en el lado salvadoreño.",
    missing_en="A night shift on the Salvadoran side.",
)
STORM = RouteDraft(
    title_es="DEMO: familias que perdieron sus documentos en la tormenta",
    title_en="DEMO: families who lost their papers in the storm",
    problem_es="Sin partida de nacimiento no pasan, y cada lado la pide al otro.",
    problem_en="Without a birth certificate they do not cross; each side asks the other for it.",
    steps=(
        StepDraft(
            "Anotar qué documento falta y de qué registro es",
            "Jefatura de la ventanilla",
            "HN",
            action_en="Note which paper is missing and whose registry it is",
            institution_key="DEMO-VENTANILLA-COPAN",
            within_minutes=2 * HOUR,
        ),
        StepDraft(
            "Pedirlo a la contraparte por la línea de la red",
            "Coordinación de red",
            "GT",
            action_en="Ask the counterpart for it over the network's line",
            institution_key="DEMO-RED-GT",
            within_minutes=3 * DAY,
        ),
    ),
    missing_es="Quién paga la copia certificada.",
    missing_en="Who pays for the certified copy.",
)

NIGHT_LINE = PracticeText(
    title_es="DEMO: una línea de noche para los dos lados",
    title_en="DEMO: one night line for both sides",
    context_es="Dos lados de un paso con turnos que terminan a horas distintas.",
    context_en="Two sides of a crossing whose shifts end at different hours.",
    problem_es="Quien llama de noche no sabe qué lado contesta.",
    problem_en="Who calls by night does not know which side answers.",
    steps_es="Acordar un solo número.\nRepartir las noches.\nAnotar cada llamada sin nombres.",
    steps_en="Agree on one number.\nShare the nights out.\nNote each call without names.",
    results_es="En la prueba se contestaron las seis llamadas.",
    results_en="In the trial all six calls were answered.",
    elsewhere_es="Un teléfono que cambie de manos en cada turno.",
    elsewhere_en="A telephone that changes hands at each shift.",
)


def tell_exchange(*, south: Actor, corinto: Actor, at: datetime) -> Exchange:
    """The exchange as it stands when the story begins: under way, on its second day."""
    began = at - timedelta(days=1)
    exchange = _plan(by=south, at=began - timedelta(days=20))
    key = exchange.key
    for network in (OWN, SOUTH, CORINTO):
        exchanges.add_participation(
            key=key, who=Participant(network_key=network), by=south, at=began
        )
    for institution, women, men in (
        ("DEMO-RED-SUR", 2, 1),
        ("DEMO-RED-SV", 1, 1),
        ("DEMO-RED-GT", 1, 2),
        ("DEMO-UNIVERSIDAD", 1, 0),
    ):
        who = Participant(institution_key=institution, women=women, men=men)
        exchanges.add_participation(key=key, who=who, by=south, at=began)
    exchanges.open_exchange(key=key, by=south, at=began)
    _sit(exchange, by=south, at=began)
    _work(exchange, south=south, corinto=corinto, at=began)
    _tell_a_practice(exchange, by=corinto, at=began)
    make_commitment(
        network_key=SOUTH,
        text_es="DEMO: pasar a la otra coordinación el turno nocturno de protección.",
        text_en="DEMO: give the other coordination the night shift of protection.",
        owner_id=Institution.objects.get(key="DEMO-RED-SV").pk,
        confirmer_kind=ConfirmerKind.COUNTERPART,
        counterpart_id=Institution.objects.get(key="DEMO-RED-SUR").pk,
        due_on=(at + DUE_AFTER).date(),
        exchange_id=exchange.pk,
        by=south,
        at=at,
    )
    return exchange


def _plan(*, by: Actor, at: datetime) -> Exchange:
    series = exchanges.found_series(
        name_es="Intercambio de demostración",
        name_en="Demonstration exchange",
        convener_es="Secretaría de red (DEMO)",
        convener_en="Network secretariat (DEMO)",
        by=by,
        at=at,
    )
    plan = ExchangePlan(
        title_es="Rutas y buenas prácticas después de las tormentas (DEMO)",
        title_en="Routes and good practices after the storms (DEMO)",
        aim_es="Mostrar cómo dos redes proponen rutas juntas. Todo aquí es inventado.",
        aim_en="To show how two networks propose routes together. Everything here is invented.",
        starts_on=(at + timedelta(days=20)).date(),
        ends_on=(at + timedelta(days=21)).date(),
        date_precision="day",
        place="El Amatillo (DEMO)",
        modality="mixed",
    )
    return exchanges.plan_exchange(series_key=series.key, plan=plan, by=by, at=at)


def _sit(exchange: Exchange, *, by: Actor, at: datetime) -> None:
    for session in (
        SessionPlan(
            "Situación en cada lado (DEMO)",
            "Situation on each side (DEMO)",
            at,
            "Cada red contó qué cambió con las tormentas y qué servicios faltan.",
            "Each network told what the storms changed and which services are missing.",
        ),
        SessionPlan("Mesas de trabajo (DEMO)", "Working tables (DEMO)", at + timedelta(hours=20)),
    ):
        exchanges.add_session(key=exchange.key, session=session, by=by, at=at)


def _tell_a_practice(exchange: Exchange, *, by: Actor, at: datetime) -> None:
    practice = practices.draft_practice(
        text=NIGHT_LINE,
        tags={"emergency": [EmergencyKind.LARGE_MOVEMENT], "profile": ["nna"]},
        by=by,
        at=at,
        exchange_id=exchange.pk,
    )
    practices.publish_practice(practice_id=practice.pk, by=by, at=at + timedelta(hours=3))


def _work(exchange: Exchange, *, south: Actor, corinto: Actor, at: datetime) -> None:
    seated = (OWN, SOUTH, CORINTO)
    children = tables.add_table(
        exchange_key=exchange.key,
        plan=TablePlan(seated[:2], crossing_key="HNSV-AMA", profile="nna"),
        by=south,
        at=at,
    )
    families = tables.add_table(
        exchange_key=exchange.key, plan=TablePlan(seated, profile="family"), by=south, at=at
    )
    later = at + timedelta(hours=21)
    taken = tables.propose_route(table_id=children.pk, draft=CHILDREN, by=south, at=later)
    tables.propose_route(table_id=families.pk, draft=STORM, by=corinto, at=later)
    tables.take_up_route(
        route_id=taken.pk, network_key=OWN, by=south, at=later + timedelta(hours=1)
    )

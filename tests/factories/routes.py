"""Routes of the demonstration's network, written by its two invented coordinators."""

from datetime import date, timedelta

from relevo.demo.story import STARTS_AT, actor_of
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Acta, Network
from relevo.pathways.actions import drafts, states
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.rules.content import Alternate, Branch, Content, Step

SECRETARY, OTHER_SIDE = "demo-secretaria", "demo-red-sv"
NETWORK = "NET-SUR"
HEAD = drafts.PathwayHead(
    "Familias que regresan por El Amatillo",
    "Families who return through El Amatillo",
    ("family",),
    ("HN", "SV"),
    "HNSV-AMA",
)


def text(es, en):
    return LocalisedText(es, en)


def steps():
    """Three steps of two demo institutions on both sides."""
    return (
        Step(
            key="s1",
            side="HN",
            action=text("Identificar sin interrogar", "Identify without questioning"),
            role=text("Ventanilla de turno", "Window on duty"),
            institution_key="DEMO-RED-SUR",
            within_minutes=30,
            documents=text("Ficha de activación", "Activation form"),
            alternates=(Alternate(institution_key="DEMO-MONITOREO"),),
        ),
        Step(
            key="s2",
            side="HN",
            action=text("Informar y pedir consentimiento", "Inform and ask for consent"),
            institution_key="DEMO-RED-SUR",
            within_minutes=120,
            consent=ConsentKind.CONSENT,
            fields=("needs", "urgency"),
            feedback_minutes=2880,
        ),
        Step(
            key="s3",
            side="SV",
            action=text("Recibir con acta de entrega", "Receive with a hand-over record"),
            role=text("Enlace de la red", "Focal point of the network"),
            institution_key="DEMO-RED-SV",
            within_minutes=360,
            adult=AdultPresent.YES,
            line="132",
            is_exit=True,
        ),
    )


def content(**changes):
    told = {
        "trigger": text(
            "Una familia pide ayuda en el puesto", "A family asks for help at the post"
        ),
        "activation_form": text("Ficha de activación de la red", "Activation form of the network"),
        "children_heard": ChildrenHeard.NOT_HEARD,
        "steps": steps(),
        "branches": (
            Branch("s2", "", text("no consiente", "they do not consent")),
            Branch("s3", "s1", text("vuelve a faltar alguien", "somebody is missing again")),
        ),
    }
    return Content(**told | changes)


def draft(*, by=SECRETARY, head=HEAD, at=STARTS_AT, **changes):
    return drafts.draft_pathway(
        head, network_key=NETWORK, content=content(**changes), by=actor_of(by), at=at
    )


def proposal(**changes):
    version = draft(**changes)
    return states.propose_version(version_id=version.pk, by=actor_of(SECRETARY), at=STARTS_AT)


def acta(number="7-2020", *, network=NETWORK):
    owner = Network.objects.get(key=network)
    return Acta.objects.create(
        network=owner,
        number=number,
        kind="meeting",
        adopted_on=date(2020, 11, 19),
        title_es="Acta de la reunión",
        title_en="Record of the meeting",
        attending=9,
        recorded_by=actor_of(SECRETARY).id,
        recorded_at=STARTS_AT,
    )


def agreed(**changes):
    """A version that works."""
    return states.validate_version(
        version_id=proposal(**changes).pk,
        acta_id=acta().pk,
        review_on=STARTS_AT.date() + timedelta(days=180),
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )


def edit(version, changed, *, base=None, by=SECRETARY, at=STARTS_AT):
    return drafts.edit_version(
        version_id=version.pk,
        content=changed,
        base=version.revision if base is None else base,
        by=actor_of(by),
        at=at,
    )


def address(version, page=""):
    return f"/es/mesa/rutas/{version.pathway.key}/v{version.number}/{page}"

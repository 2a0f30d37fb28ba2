"""The demonstration network: every seat is of an institution marked DEMO, every acta is invented.

Real networks have real actas; none is invented for them. What a network does with Relevo is shown
by one that does not exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from uuid import UUID

from relevo.directory.models import Institution
from relevo.exchange.actions import commitments
from relevo.exchange.enums import ConfirmerKind
from relevo.kernel.actor import Actor
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.text import LocalisedText
from relevo.networks.actions import actas, meetings, mirrors, networks, plans, protocols, seats
from relevo.networks.enums import (
    ActaKind,
    McofPhase,
    MeetingKind,
    Modality,
    Presence,
    SeatRole,
)
from relevo.networks.models import Acta
from relevo.networks.rules.meetings import ActaDetails, AgendaPoint, Attended, MeetingDetails
from relevo.networks.rules.plans import PlanLine
from relevo.networks.rules.protocols import ProtocolText
from relevo.networks.rules.seats import SeatTerms
from relevo.pathways.actions import drafts, endorsements, states
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.rules.content import Alternate, Branch, Content, Step

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
KEY = "DEMO-RED"
Cast = Callable[[str], Actor]
"""The actor of an invented person, by user name."""

FOUNDED_ON = date(2020, 2, 3)
MET_AT = datetime(2020, 10, 16, 9, 0, tzinfo=LOCAL)
ACTA = "01-2020"
SEATS = (
    ("DEMO-RED-SV", SeatRole.MEMBER, "Coordinación", "Asistencia", True),
    ("DEMO-RED-GT", SeatRole.MEMBER, "Coordinación", "Asistencia", True),
    ("DEMO-VENTANILLA-COPAN", SeatRole.MEMBER, "Jefatura de la ventanilla", "Turno", False),
    ("DEMO-MONITOREO", SeatRole.MEMBER, "Jefatura de monitoreo", "Turno", False),
    ("DEMO-ALBERGUE", SeatRole.MEMBER, "Dirección del albergue", "Trabajo social", False),
    ("DEMO-SALUD", SeatRole.MEMBER, "Jefatura de la clínica", "Enfermería", False),
    ("DEMO-UNIVERSIDAD", SeatRole.OBSERVER, "Observatorio de movilidad", "", False),
)


CAME = ("DEMO-RED-SUR", "DEMO-RED-SV", "DEMO-RED-GT", "DEMO-ALBERGUE", "DEMO-SALUD")
OCTOBER = MeetingDetails(
    kind=MeetingKind.ORDINARY,
    title_es="Reunión ordinaria de octubre",
    title_en="Ordinary meeting of October",
    starts_at=MET_AT,
    ends_at=MET_AT + timedelta(hours=3),
    place="Copán Ruinas (DEMO)",
    modality=Modality.MIXED,
)
NOVEMBER = MeetingDetails(
    kind=MeetingKind.ORDINARY,
    title_es="Reunión ordinaria de noviembre",
    title_en="Ordinary meeting of November",
    starts_at=datetime(2020, 11, 27, 9, 0, tzinfo=LOCAL),
    ends_at=datetime(2020, 11, 27, 12, 0, tzinfo=LOCAL),
    place="Esquipulas (DEMO)",
    modality=Modality.MIXED,
)


@dataclass(frozen=True, slots=True)
class Promised:
    """What an invented institution promised, and which other one will say that it was kept."""

    text: LocalisedText
    owner: str
    counterpart: str
    due_on: date


PROMISES = (
    Promised(
        LocalisedText(
            "Compartir el horario de la clínica con la ventanilla de Copán Ruinas.",
            "Share the hours of the clinic with the window of Copán Ruinas.",
        ),
        "DEMO-RED-GT",
        "DEMO-RED-SV",
        date(2020, 10, 30),
    ),
    Promised(
        LocalisedText(
            "Enviar la lista de números de emergencia de los dos lados.",
            "Send the list of emergency numbers of both sides.",
        ),
        "DEMO-RED-SV",
        "DEMO-RED-GT",
        date(2020, 11, 25),
    ),
    Promised(
        LocalisedText(
            "Actualizar la entrada del albergue en el directorio.",
            "Update the entry of the shelter in the directory.",
        ),
        "DEMO-ALBERGUE",
        "DEMO-VENTANILLA-COPAN",
        date(2020, 11, 13),
    ),
    Promised(
        LocalisedText(
            "Preparar una jornada de documentación en Copán Ruinas.",
            "Prepare a documentation day in Copán Ruinas.",
        ),
        "DEMO-VENTANILLA-COPAN",
        "DEMO-RED-GT",
        date(2020, 12, 11),
    ),
)
"""The first is kept and confirmed, the second reported; the third is late, the fourth not due."""

WINDOW, SHELTER, CLINIC = "DEMO-VENTANILLA-COPAN", "DEMO-ALBERGUE", "DEMO-SALUD"
CONTENT = Content(
    trigger=LocalisedText(
        "Una familia con niñas o niños pide seguir viaje o pasar la noche.",
        "A family with children asks to travel on or to stay the night.",
    ),
    entry_points=LocalisedText("Ventanilla de Copán Ruinas.", "Window of Copán Ruinas."),
    identification_guide=LocalisedText(
        "¿Viajan juntos? ¿Alguien está enfermo? ¿Tienen los documentos de las niñas y niños?",
        "Do they travel together? Is anybody ill? Have they the children's documents?",
    ),
    activation_form=LocalisedText(
        "Código, edades por rango, necesidades, urgencia, idioma, contacto seguro.",
        "Code, age bands, needs, urgency, language, safe contact.",
    ),
    closing_form=LocalisedText(
        "Qué se hizo, en qué lado, con qué resultado.",
        "What was done, where, with what result.",
    ),
    referral_form=LocalisedText(
        "Quién refiere, a quién, qué se pide, hasta cuándo, qué consintió la persona.",
        "Who refers, to whom, what is asked, by when, what the person agreed to.",
    ),
    children_heard=ChildrenHeard.HEARD,
    children_how=LocalisedText(
        "Taller de ejemplo con diez adolescentes (DEMO).",
        "Example workshop with ten adolescents (DEMO).",
    ),
    steps=(
        Step(
            key="s1",
            side="HN",
            action=LocalisedText("Escuchar y orientar a la familia", "Listen and explain"),
            role=LocalisedText("Oficial de la ventanilla", "Officer of the window"),
            institution_key=WINDOW,
            within_minutes=60,
            adult=AdultPresent.YES,
            alternates=(Alternate(LocalisedText("Monitoreo", "Monitoring"), "DEMO-MONITOREO"),),
        ),
        Step(
            key="s2",
            side="GT",
            action=LocalisedText("Revisar la salud", "Check their health"),
            role=LocalisedText("Turno de la clínica", "Clinic on duty"),
            institution_key=CLINIC,
            service_key="DEMO-SP-SALUD",
            need="medical",
            within_minutes=5760,
            consent=ConsentKind.CONSENT,
            fields=("needs", "urgency", "age_bands"),
            feedback_minutes=1440,
            adult=AdultPresent.YES,
            alternates=(Alternate(LocalisedText("Coordinación", "Network"), "DEMO-RED-GT"),),
        ),
        Step(
            key="s3",
            side="GT",
            action=LocalisedText("Dar albergue", "Give shelter"),
            role=LocalisedText("Turno del albergue", "Shelter on duty"),
            institution_key=SHELTER,
            service_key="DEMO-SP-ALBERGUE",
            need="shelter",
            within_minutes=1440,
            consent=ConsentKind.CONSENT,
            fields=("needs", "group_size", "language", "arrives_at"),
            handover=LocalisedText("Con acta de entrega.", "With a hand-over record."),
            feedback_minutes=1440,
            adult=AdultPresent.YES,
            alternates=(Alternate(LocalisedText("Coordinación", "Network"), "DEMO-RED-GT"),),
        ),
        Step(
            key="s4",
            side="HN",
            action=LocalisedText("Cerrar y contar de vuelta", "Close and tell back"),
            role=LocalisedText("Oficial de la ventanilla", "Officer of the window"),
            institution_key=WINDOW,
            within_minutes=4320,
            adult=AdultPresent.YES,
            alternates=(Alternate(LocalisedText("Secretaría", "Secretariat"), "DEMO-RED-SUR"),),
            is_exit=True,
        ),
    ),
    branches=(
        Branch(
            "s1",
            "s3",
            LocalisedText("Nadie está enfermo", "Nobody is ill"),
        ),
        Branch(
            "s1",
            "",
            LocalisedText("Solo querían información", "They only wanted information"),
        ),
    ),
    next_number=5,
)


def tell_network(actor_of: Cast) -> None:
    """Found the network, let it meet, promise, agree and plan; all before the story begins."""
    found_network(actor_of("demo-secretaria"), on=FOUNDED_ON)
    _meet(actor_of("demo-secretaria"))
    _sign(actor_of)
    _promise(actor_of)
    _agree(actor_of)
    _plan(actor_of("demo-secretaria"))


def _id(key: str) -> UUID:
    return Institution.objects.get(key=key).pk


def found_network(by: Actor, *, on: date) -> None:
    """The demonstration network with its seats and mirrors, from a day on."""
    at = datetime.combine(on, time(10), LOCAL)
    networks.found_network(
        networks.Founding(
            key=KEY,
            name_es="Red de demostración (DEMO)",
            name_en="Demonstration network (DEMO)",
            scope="trinational",
            countries=("GT", "HN", "SV"),
            territory_es="Copán, Chiquimula y Valle (DEMO)",
            territory_en="Copán, Chiquimula and Valle (DEMO)",
            crossing_keys=("GTHN-FLO", "HNSV-AMA"),
        ),
        started_on=on,
        by=by,
        at=at,
    )
    for key, role, focal_role, alternate_role, is_steering in SEATS:
        seats.add_seat(
            key=KEY,
            seated=seats.Seated(institution_key=key),
            terms=SeatTerms(
                role=role,
                focal_role=focal_role,
                alternate_role=alternate_role,
                term_until=date(2022, 2, 3),
                is_steering=is_steering,
            ),
            joined_on=on,
            by=by,
            at=at,
        )
    mirrors.add_mirror(
        network_key=KEY,
        crossing_key="GTHN-FLO",
        keys=("DEMO-VENTANILLA-COPAN", "DEMO-ALBERGUE"),
        by=by,
        at=at,
    )


def _meet(by: Actor) -> None:
    before, after = MET_AT - timedelta(days=10), MET_AT + timedelta(days=1)
    first = _call(OCTOBER, by=by, at=before)
    meetings.set_agenda(
        network_key=KEY,
        number=first,
        points=[
            AgendaPoint("Situación por lado", "Situation on each side", 40),
            AgendaPoint("Ruta de unidades familiares", "Pathway for family units", 60),
        ],
        by=by,
        at=before,
    )
    meetings.hold_meeting(network_key=KEY, number=first, by=by, at=after)
    _write_down(first, by=by, at=after)
    actas.record_acta(
        network_key=KEY,
        details=ActaDetails(
            number=ACTA,
            kind=ActaKind.MEETING,
            adopted_on=MET_AT.date(),
            title_es="Acta de la reunión de octubre (DEMO)",
            title_en="Acta of the October meeting (DEMO)",
            kept_where="Archivo de la secretaría (DEMO)",
        ),
        by=by,
        at=after,
        meeting_number=first,
    )
    _call(NOVEMBER, by=by, at=after)


def _call(details: MeetingDetails, *, by: Actor, at: datetime) -> int:
    return meetings.plan_meeting(network_key=KEY, details=details, by=by, at=at).number


def _write_down(number: int, *, by: Actor, at: datetime) -> None:
    present = Attended(Presence.PRESENT, women=1, men=1, represented_by="Coordinación")
    came = {_id(key): present for key in CAME}
    meetings.record_attendance(
        network_key=KEY,
        number=number,
        attended={**came, _id("DEMO-UNIVERSIDAD"): Attended(Presence.EXCUSED)},
        by=by,
        at=at,
    )
    meetings.add_decision(
        network_key=KEY,
        number=number,
        text_es="Se valida la ruta de unidades familiares entre Copán Ruinas y Esquipulas.",
        text_en="The pathway for family units between Copán Ruinas and Esquipulas is validated.",
        by=by,
        at=at,
    )
    meetings.write_minutes(
        network_key=KEY,
        number=number,
        es="Cada lado contó su situación. Se leyó la ruta paso por paso y se corrigió el paso 3.",
        en="Each side told its situation. The pathway was read step by step; step 3 was corrected.",
        base=0,
        by=by,
        at=at,
    )


def _sign(actor_of: Cast) -> None:
    by = actor_of("demo-secretaria")
    at = MET_AT + timedelta(days=2)
    protocol = protocols.draft_protocol(
        key=KEY,
        text=ProtocolText(
            what_es="Lo que la persona consintió para esa institución: necesidades, urgencia, "
            "edades por rango, idioma y contacto seguro. Nunca un diagnóstico ni un relato.",
            what_en="What the person agreed to for that institution: needs, urgency, age bands, "
            "language and safe contact. Never a diagnosis, never a story.",
            purpose_es="Que la persona reciba la atención que pidió, y nada más.",
            purpose_en="That the person gets the help they asked for, and nothing else.",
            holder_es="Cada institución guarda lo que recibe y responde por ello.",
            holder_en="Each institution keeps what it receives and answers for it.",
            retention_days=365,
            incident_es="Quien note una fuga avisa a la secretaría el mismo día.",
            incident_en="Whoever notices a leak tells the secretariat on the same day.",
            leaving_es="Quien sale se lleva sus datos y deja de recibir casos ese día.",
            leaving_en="Who leaves takes its data along and receives no case from that day.",
        ),
        by=by,
        at=at,
    )
    protocols.put_in_force(
        key=KEY,
        version=protocol.version,
        acta_number=ACTA,
        on=MET_AT.date() + timedelta(days=2),
        by=by,
        at=at,
    )
    for username in ("demo-secretaria", "demo-red-sv", "demo-admin-albergue"):
        protocols.sign_protocol(
            key=KEY,
            version=protocol.version,
            signed_role="Dirección",
            document="Nota DEMO",
            read_digest=protocol.digest,
            by=actor_of(username),
            at=at + timedelta(days=3),
        )


def _promise(actor_of: Cast) -> None:
    """One commitment in each state, between institutions marked DEMO."""
    at = MET_AT + timedelta(days=1)
    kept, reported, *_ = [
        commitments.make_commitment(
            network_key=KEY,
            text_es=told.text.es,
            text_en=told.text.en,
            owner_id=_id(told.owner),
            confirmer_kind=ConfirmerKind.COUNTERPART,
            counterpart_id=_id(told.counterpart),
            due_on=told.due_on,
            by=actor_of("demo-secretaria"),
            at=at,
        ).pk
        for told in PROMISES
    ]
    commitments.report_commitment(
        commitment_id=kept,
        evidence="Correo enviado a la ventanilla (DEMO).",
        by=actor_of("demo-red-gt"),
        at=at + timedelta(days=8),
    )
    commitments.confirm_commitment(
        commitment_id=kept, by=actor_of("demo-red-sv"), at=at + timedelta(days=9)
    )
    commitments.report_commitment(
        commitment_id=reported,
        evidence="Lista en el grupo de la red (DEMO).",
        by=actor_of("demo-red-sv"),
        at=datetime(2020, 11, 18, 15, 40, tzinfo=LOCAL),
    )


def _agree(actor_of: Cast) -> None:
    by = actor_of("demo-secretaria")
    drafted = drafts.draft_pathway(
        drafts.PathwayHead(
            title_es="Unidades familiares entre Copán Ruinas y Esquipulas (DEMO)",
            title_en="Family units between Copán Ruinas and Esquipulas (DEMO)",
            profiles=("family",),
            countries=("GT", "HN"),
            crossing_key="GTHN-FLO",
        ),
        network_key=KEY,
        content=CONTENT,
        by=by,
        at=MET_AT - timedelta(days=20),
    )
    states.propose_version(version_id=drafted.pk, by=by, at=MET_AT - timedelta(days=5))
    acta = Acta.objects.get(network__key=KEY, number=ACTA)
    at = MET_AT + timedelta(days=1)
    states.validate_version(
        version_id=drafted.pk, acta_id=acta.pk, review_on=date(2021, 10, 16), by=by, at=at
    )
    endorsements.endorse(
        version_id=drafted.pk,
        document="Nota DEMO 12",
        on=at.date(),
        by=actor_of("demo-red-gt"),
        at=at,
    )
    endorsements.reserve(
        version_id=drafted.pk,
        text=LocalisedText(
            "El albergue recibe después de las 20:00 solo si se avisa antes.",
            "After 20:00 the shelter takes people in only if it is told before.",
        ),
        step_keys=("s3",),
        on=at.date(),
        by=actor_of("demo-admin-albergue"),
        at=at,
    )


def _plan(by: Actor) -> None:
    at = MET_AT + timedelta(days=1)
    lines = (
        ("Simulacro de movilización numerosa", "Drill of a large movement", McofPhase.BEFORE, 8),
        ("Jornada de documentación", "Documentation day", McofPhase.DURING, 12),
        ("Ronda de verificación del directorio", "Verification round", McofPhase.BEFORE, 15),
        ("Apoyo psicosocial después de la tormenta", "Support after a storm", McofPhase.AFTER, 5),
    )
    for title_es, title_en, phase, sector in lines:
        plans.add_plan_item(
            network_key=KEY,
            line=PlanLine(
                year=2020,
                title_es=title_es,
                title_en=title_en,
                phase=phase,
                sector=sector,
                institution_id=_id("DEMO-RED-SUR"),
                due_on=date(2020, 12, 15),
            ),
            by=by,
            at=at,
        )

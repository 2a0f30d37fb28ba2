"""The demo story, told through the actions: invented persons at real places.

El Amatillo, Friday 20 November 2020, 15:40: the clock of a demo starts here. A monitor has seen the
crossing an hour and a half before. Institutions marked DEMO play every part in which no real
institution is to be seen: they decline, they are late, nobody arrives.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from django.db import transaction

from relevo.accounts import actions as accounts
from relevo.accounts import queries as memberships
from relevo.accounts.models import Membership, User
from relevo.borders import actions as borders
from relevo.cases import access
from relevo.cases import actions as cases
from relevo.cases.enums import ConsentForm, DeclineCode, FieldGroup, ReferralClosing, Urgency
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.demo.casework import tell_casework
from relevo.demo.exchange import tell_exchange
from relevo.demo.network import tell_network
from relevo.demo.people import (
    INSTITUTIONS,
    PEOPLE,
    READERS,
    READS_FOR,
    SEATS,
    SERVICES,
    DemoInstitution,
    DemoPerson,
    DemoService,
)
from relevo.demo.practices import tell_practices
from relevo.demo.situation_alerts import tell_alerts
from relevo.demo.situation_emergency import tell_emergency
from relevo.directory import actions as directory
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Capacity, Institution, Location, Schedule, Service, Term
from relevo.feedback import actions as feedback
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.ids import imported_id
from relevo.networks.actions import seats
from relevo.networks.rules.seats import SeatTerms
from relevo.places.models import Area
from relevo.plumbing.folding import fold, sort_key

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
STARTS_AT = datetime(2020, 11, 20, 15, 40, tzinfo=LOCAL)
SEEN_AT = STARTS_AT - timedelta(minutes=95)
FLORIDO_SEEN_AT = datetime(2021, 1, 15, 16, 30, tzinfo=LOCAL)
SINCE = date(2020, 1, 1)
SOURCE = "DEMO"
GROUPS = (FieldGroup.NEEDS, FieldGroup.PROFILE)


@transaction.atomic
def load_story() -> None:
    """Tell the whole story once; a story already told is left as it is."""
    if User.objects.filter(is_demo=True).exists():
        return
    load_people(since=SINCE, at=STARTS_AT)
    _see_the_crossings()
    _play_every_state()
    tell_casework(actor_of("demo-copan"), at=STARTS_AT)
    tell_network(actor_of)
    _name_readers()
    tell_practices(actor_of)
    tell_exchange(south=actor_of("demo-secretaria"), corinto=actor_of("demo-red-gt"), at=STARTS_AT)
    tell_alerts(author=actor_of("demo-secretaria"), approver=actor_of("demo-red-sv"), at=STARTS_AT)
    tell_emergency(actor_of, at=STARTS_AT)


def load_people(*, since: date, at: datetime) -> None:
    """The invented institutions, their services, people and seats, and nothing that they do."""
    for institution in INSTITUTIONS:
        _add_institution(institution)
    for service in SERVICES:
        _add_service(service, at=at)
    directory.index_services(Service.objects.filter(is_demo=True))
    for person in PEOPLE:
        _add_person(person, since=since, at=at)
    _seat_everybody(since=since, at=at - timedelta(days=60))


def _add_institution(told: DemoInstitution) -> None:
    Institution.objects.create(
        id=imported_id("institution", told.key),
        key=told.key,
        name_es=told.name_es,
        name_en=told.name_en,
        name_folded=fold(told.name_es),
        sort_key=sort_key(told.name_es),
        country=told.country,
        kind=told.kind,
        source=SOURCE,
        is_demo=True,
    )


def _add_service(told: DemoService, *, at: datetime) -> None:
    area = Area.objects.select_related("parent").get(key=told.area_key)
    location = Location.objects.create(
        area=area, node_key=area.node_key, lat=area.lat, lon=area.lon, precision=area.precision
    )
    service = Service.objects.create(
        id=imported_id("service", told.key),
        key=told.key,
        institution=Institution.objects.get(key=told.institution_key),
        name_es=told.name_es,
        name_en=told.name_en,
        sort_key=sort_key(told.name_es),
        kind=told.kind,
        country=area.country,
        department=area.parent,
        location=location,
        status=ServiceStatus.ACTIVE,
        permanence="permanent",
        visibility=Visibility.PUBLIC,
        source=SOURCE,
        sourced=True,
        confidence=Confidence.HIGH,
        is_demo=True,
    )
    service.terms.set(Term.objects.filter(code__in=(*told.terms, "all")))
    Schedule.objects.create(
        service=service, opening_hours=told.opening_hours, as_of=at.date(), is_sourced=True
    )
    Capacity.objects.create(
        service=service,
        unit="persons",
        maximum=told.places,
        available=told.places,
        updated_at=at,
    )


def _add_person(told: DemoPerson, *, since: date, at: datetime) -> None:
    institution = Institution.objects.get(key=told.institution_key)
    first, *others = told.roles
    user = accounts.create_person(
        username=told.username,
        institution=institution,
        role=first,
        starts_on=since,
        acta=SOURCE,
        by=SYSTEM,
        at=at,
        is_demo=True,
    )
    for role in others:
        Membership.objects.create(
            user=user, institution=institution, role=role, starts_on=since, acta=SOURCE
        )
    for attribute in told.attributes:
        accounts.set_attribute(
            user=user,
            institution=institution,
            attribute=attribute,
            is_held=True,
            by=SYSTEM,
            at=at,
        )


def _seat_everybody(*, since: date, at: datetime) -> None:
    """The invented institutions sit in real networks, so that no real one has a part to fail in."""
    for told in SEATS:
        seats.add_seat(
            key=told.network_key,
            seated=seats.Seated(institution_key=told.institution_key),
            terms=SeatTerms(
                role=told.role,
                focal_role=told.focal_role,
                alternate_role=told.alternate_role,
                is_steering=told.is_steering,
            ),
            joined_on=since,
            acta_number=SOURCE,
            by=SYSTEM,
            at=at,
        )


def _name_readers() -> None:
    """Who reads complaints: invented persons, so that no real institution is spoken of."""
    for network_key in READS_FOR:
        for username in READERS:
            person = actor_of(username)
            assert person.institution_id is not None  # noqa: S101 -- everybody of the story has one
            feedback.name_focal_point(
                network_key=network_key,
                user_id=person.id,
                institution_id=person.institution_id,
                by=actor_of("demo-secretaria"),
                at=STARTS_AT - timedelta(days=30),
            )


def actor_of(username: str) -> Actor:
    """The actor of one invented person at the start of the story."""
    user = User.objects.get(username=username)
    return memberships.get_actor(memberships.list_memberships(user, on=STARTS_AT.date()))


def _see_the_crossings() -> None:
    """What the invented monitor saw before each scene begins; not known before it was seen."""
    _see(
        "HNSV-AMA",
        at=SEEN_AT,
        text="DEMO: paso de personas de 06:00 a 18:00, con mascarilla.",
        text_en="DEMO: people cross from 06:00 to 18:00, with a mask.",
        opening_hours="06:00-18:00",
    )
    _see(
        "GTHN-FLO",
        at=FLORIDO_SEEN_AT,
        text="DEMO: piden documento, prueba y, a NNA, pasaporte y la compañía de sus padres.",
        text_en="DEMO: papers and a test are asked; of children a passport and their parents.",
    )


def _see(
    crossing_key: str, *, at: datetime, text: str, text_en: str, opening_hours: str = ""
) -> None:
    borders.report_status(
        crossing_key=crossing_key,
        sighting=borders.Sighting(
            country="",
            direction="both",
            state="restricted",
            basis="observed",
            source="Monitoreo fronterizo (DEMO)",
            from_at=at,
            opening_hours=opening_hours,
            text=text,
            text_en=text_en,
        ),
        by=actor_of("demo-monitor"),
        at=at,
        is_demo=True,
    )


def _play_every_state() -> None:
    """A referral in every state of its life, between institutions marked DEMO only."""
    for number, play in enumerate(PLAYS):
        started = STARTS_AT - timedelta(hours=30, minutes=10 * number)
        play(_offer(number, at=started), started + timedelta(minutes=30))
    _withdraw_one(STARTS_AT - timedelta(hours=40))
    _let_one_expire(STARTS_AT - timedelta(hours=44))


def _offer(number: int, *, at: datetime, urgency: Urgency = Urgency.URGENT) -> UUID:
    service = Service.objects.get(key=SERVICES[number % len(SERVICES)].key)
    people = (Person(age_band="21-59", sex="f"), Person(age_band="5-11", sex="m"))
    facts = CaseFacts(
        needs=tuple(service.terms.filter(kind="need").values_list("code", flat=True)),
        people=people,
        nationality="HN",
        start_node="HN-0404",
    )
    return offer(service, facts=facts, urgency=urgency, by=actor_of("demo-copan"), at=at)


def offer(
    service: Service,
    *,
    facts: CaseFacts,
    by: Actor,
    at: datetime,
    urgency: Urgency = Urgency.URGENT,
) -> UUID:
    """A new case with consent for one recipient, and the offer to it; its id."""
    case = cases.open_case(facts=facts, urgency=urgency, by=by, at=at)
    text = access.consent_text(
        by,
        case_id=case.pk,
        service_id=service.pk,
        field_groups=GROUPS,
        form=ConsentForm.ORAL,
        language="es",
        at=at,
    )
    consent = cases.record_consent(
        case_id=case.pk,
        service_id=service.pk,
        field_groups=GROUPS,
        form=ConsentForm.ORAL,
        language="es",
        read_digest=text.digest,
        by=by,
        at=at,
    )
    return cases.offer_referral(
        case_id=case.pk,
        service_id=service.pk,
        urgency=urgency,
        consent_id=consent.pk,
        is_life_in_danger=False,
        is_protocol_signed=True,
        by=by,
        at=at,
    ).pk


def _recipient(referral_id: UUID) -> Actor:
    actors = [actor_of(username) for username in ("demo-albergue", "demo-salud")]
    return next(
        actor
        for actor in actors
        if any(row.referral_id == referral_id for row in access.inbox_of(actor, at=STARTS_AT))
    )


def _leave_offered(referral_id: UUID, at: datetime) -> None:
    """Nobody has looked yet."""


def _look(referral_id: UUID, at: datetime) -> None:
    cases.mark_seen(referral_id=referral_id, by=_recipient(referral_id), at=at)


def _accept(referral_id: UUID, at: datetime) -> Actor:
    recipient = _recipient(referral_id)
    cases.accept(referral_id=referral_id, by=recipient, at=at)
    return recipient


def _decline(referral_id: UUID, at: datetime) -> None:
    cases.decline(
        referral_id=referral_id, code=DeclineCode.OUT_OF_AREA, by=_recipient(referral_id), at=at
    )


def _arrive(referral_id: UUID, at: datetime) -> Actor:
    recipient = _accept(referral_id, at)
    cases.mark_arrived(referral_id=referral_id, by=recipient, at=at + timedelta(hours=3))
    return recipient


def _miss(referral_id: UUID, at: datetime) -> None:
    recipient = _accept(referral_id, at)
    cases.mark_not_arrived(referral_id=referral_id, by=recipient, at=at + timedelta(hours=20))


def _deliver(referral_id: UUID, at: datetime) -> None:
    recipient = _arrive(referral_id, at)
    cases.mark_delivered(referral_id=referral_id, by=recipient, at=at + timedelta(hours=5))


def _close(referral_id: UUID, at: datetime) -> None:
    _deliver(referral_id, at)
    cases.close_referral(
        referral_id=referral_id,
        reason=ReferralClosing.DELIVERED,
        by=actor_of("demo-copan"),
        at=at + timedelta(hours=6),
    )


def _do_not_deliver(referral_id: UUID, at: datetime) -> None:
    recipient = _arrive(referral_id, at)
    cases.mark_not_delivered(referral_id=referral_id, by=recipient, at=at + timedelta(hours=5))


def _withdraw_one(at: datetime) -> None:
    referral_id = _offer(0, at=at)
    cases.withdraw(referral_id=referral_id, by=actor_of("demo-copan"), at=at + timedelta(minutes=5))


def _let_one_expire(at: datetime) -> None:
    """An emergency that nobody answered in its day; no other offer is due by then."""
    _offer(0, at=at, urgency=Urgency.EMERGENCY)
    cases.expire_due(at=at + timedelta(hours=24))


PLAYS: tuple[Callable[[UUID, datetime], object], ...] = (
    _leave_offered,
    _look,
    _accept,
    _decline,
    _arrive,
    _miss,
    _deliver,
    _do_not_deliver,
    _close,
)

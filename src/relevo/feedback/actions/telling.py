"""Somebody tells how a place treated them, and later adds something. Nobody here asks who."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from relevo.audit import actions as audit
from relevo.directory import actions as directory
from relevo.directory.access import visible_services
from relevo.directory.models import Institution, Service
from relevo.directory.queries import list_holidays
from relevo.feedback import queries
from relevo.feedback.access import BarredByCode
from relevo.feedback.actions.steps import write_statement, write_step
from relevo.feedback.enums import Channel, ComplaintState, Reached, Verb
from relevo.feedback.errors import FollowUpUnknown, TellingRefused, ToldAlready, TooManyToday
from relevo.feedback.models import Complaint, Report, Tally
from relevo.feedback.queries import Route
from relevo.feedback.rules.bodies import NO_BODY, body_of
from relevo.feedback.rules.sorting import Sorted, Told, check_told, check_words, sort
from relevo.feedback.rules.states import LONGEST_AHEAD_DAYS, due_at
from relevo.kernel.actor import SYSTEM
from relevo.kernel.countries import REGION
from relevo.kernel.ids import parse_code
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Network
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal

MOST_A_DAY = 300
"""A network is told less than this on its worst day."""
MOST_ADDED = 30
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Where:
    """Which place, and in which country; a place that is on no list has words only."""

    country: str
    service_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where it went. ``due_at``: until when its readers acknowledge it.

    ``readers``: the institutions for which they sit, never who they are.
    """

    reached: frozenset[Reached]
    due_at: datetime | None = None
    readers: tuple[LocalisedText, ...] = ()


@transaction.atomic
def tell(
    *,
    told: Told,
    where: Where,
    code: str,
    channel: Channel,
    outside_body: str,
    only_outside: bool,
    on_demo: bool,
    barred_by_code: BarredByCode,
    at: datetime,
) -> Receipt:
    """Take what somebody said, under the code they keep; where it goes is a rule.

    ``only_outside``: nothing is kept here, a letter goes to the outside body. On a demonstration
    only invented places are spoken of. Who works on the case of the slip is barred from now on;
    with no reader left it goes the way of a place that has none. Raises NothingTold,
    TellingRefused, CodeUnreadable, ToldAlready, TooManyToday.
    """
    check_told(told, on=at.date())
    told = replace(told, slip_code=parse_code(told.slip_code) if told.slip_code else "")
    sorted_ = sort(told)
    code = parse_code(code)
    if queries.is_code_known(code):
        raise ToldAlready
    service = _service(where, on_demo=on_demo)
    if sorted_.for_the_place and not sorted_.for_readers and service is None:
        raise TellingRefused(field="service", problem="place_needed")
    institution = service.institution if service is not None else None
    _check_body(outside_body, institution)
    barred = barred_by_code(told.slip_code) if told.slip_code else frozenset()
    route = _route(where, institution, barred=barred, at=at)
    reached: set[Reached] = set()
    due: datetime | None = None
    if sorted_.for_readers and (only_outside or not route.readers):
        reached.add(Reached.OUTSIDE_ONLY)
    elif sorted_.for_readers and route.network is not None:
        complaint = _complaint(
            told,
            where,
            route.network,
            institution=institution,
            barred=barred,
            code=code,
            channel=channel,
            outside_body=outside_body,
            at=at,
        )
        reached.add(Reached.READERS)
        due = complaint.due_at
    if sorted_.for_the_place and service is not None:
        report_code = code if Reached.READERS not in reached else ""
        _report(told, service, route, code=report_code, channel=channel, at=at)
        reached.add(Reached.PLACE)
    if sorted_.tells_closed and service is not None:
        directory.note_told_closed(service_id=service.pk, on=told.went_on or at.date(), at=at)
    _count(route, sorted_, is_kept=not only_outside, at=at)
    return Receipt(frozenset(reached), due_at=due, readers=_named(route) if due else ())


def _route(
    where: Where, institution: Institution | None, *, barred: frozenset[UUID], at: datetime
) -> Route:
    """Who would read it, without who works on the case."""
    return queries.route_for(
        institution=institution, country=where.country, on=at.date(), barred=barred
    )


def _named(route: Route) -> tuple[LocalisedText, ...]:
    """The institutions for which the readers sit."""
    return tuple(LocalisedText(row.name_es, row.name_en) for row in route.sitting_in)


def _service(where: Where, *, on_demo: bool) -> Service | None:
    if where.country not in REGION:
        raise TellingRefused(field="country", problem="unknown")
    if where.service_id is None:
        return None
    found = (
        visible_services(None)
        .select_related("institution")
        .filter(pk=where.service_id, is_demo=on_demo)
        .first()
    )
    if found is None:
        raise TellingRefused(field="service", problem="unknown")
    return found


def _check_body(key: str, institution: Institution | None) -> None:
    body = body_of(key)
    if body is None and key != NO_BODY:
        raise TellingRefused(field="outside_body", problem="unknown")
    if body and institution and body.institution_key == institution.key:
        raise TellingRefused(field="outside_body", problem="is_the_one")


def _complaint(
    told: Told,
    where: Where,
    network: Network,
    *,
    institution: Institution | None,
    barred: frozenset[UUID],
    code: str,
    channel: Channel,
    outside_body: str,
    at: datetime,
) -> Complaint:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Complaint.objects.filter(network=network, received_at__gte=midnight)
    if today.count() >= MOST_A_DAY:
        raise TooManyToday
    row = Complaint(
        id=uuid4(),
        network=network,
        code_digest=queries.digest_of(code),
        state=ComplaintState.RECEIVED,
        channel=channel,
        country=where.country,
        outside_body=outside_body,
        received_at=at,
        due_at=_due(where.country, at=at),
    )
    about = {
        "institution": None if institution is None else str(institution.pk),
        "service": None if where.service_id is None else str(where.service_id),
        "found": told.found,
        "got": told.got,
        "matters": sorted(told.matters),
        "went_on": told.went_on.isoformat() if told.went_on else "",
        "slip_code": told.slip_code,
        "barred": sorted(map(str, barred)),
    }
    row.about = seal(about, context=queries.context_of(row), holder=network.pk, envelope=row.pk)
    _keep(row)
    if told.words.strip():
        write_statement(row, told.words.strip(), at=at)
    write_step(row, Verb.TOLD, at=at)
    return row


def _keep(row: Complaint | Report) -> None:
    """Raises ToldAlready where the same was sent twice at once: its code is in the table by now."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise ToldAlready from twice


def _due(country: str, *, at: datetime) -> datetime:
    today = at.date()
    until = today + timedelta(days=LONGEST_AHEAD_DAYS)
    return due_at(at, holidays=list_holidays(country=country, start=today, end=until))


def _report(
    told: Told, service: Service, route: Route, *, code: str, channel: Channel, at: datetime
) -> None:
    """The coded part alone, on a row of its own: nothing leads from it to a complaint."""
    row_id = uuid4()
    today = Report.objects.filter(institution=service.institution_id, told_on=at.date())
    if today.count() >= MOST_A_DAY:
        raise TooManyToday
    row = Report(
        id=row_id,
        network=route.network,
        institution_id=service.institution_id,
        service=service,
        # Without a code of its own nobody can ask for it; the column has to be different.
        code_digest=queries.digest_of(code or f"none {row_id}"),
        found=told.found,
        got=told.got,
        told_on=at.date(),
        went_on=told.went_on,
        channel=channel,
    )
    _keep(row)
    subject = str(row_id)
    outbox.queue("report.told", subject_id=subject, at=at)
    audit.record("report.told", subject=subject, actor=SYSTEM, at=at)


def _count(route: Route, sorted_: Sorted, *, is_kept: bool, at: datetime) -> None:
    """What the coordination learns. Who wants nothing kept here is not counted either."""
    if route.network is None or not is_kept:
        return
    row, _made = Tally.objects.get_or_create(
        network=route.network, month=f"{at:%Y-%m}", kind=sorted_.kind
    )
    Tally.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def add(*, code: str, words: str, at: datetime) -> None:
    """Whoever has the code adds something; to a closed complaint this opens it anew.

    Raises CodeUnreadable, FollowUpUnknown, TellingRefused.
    """
    words = words.strip()
    check_words(words)
    if not words:
        raise TellingRefused(field="words", problem="missing")
    row = (
        Complaint.objects.select_for_update(of=("self",), no_key=True)
        .filter(code_digest=queries.digest_of(parse_code(code)))
        .first()
    )
    if row is None:
        raise FollowUpUnknown
    if row.statements.count() >= MOST_ADDED:
        raise TellingRefused(field="words", problem="too_many")
    write_statement(row, words, at=at)
    if row.state == ComplaintState.CLOSED:
        row.state, row.received_at = ComplaintState.RECEIVED, at
        row.due_at = _due(row.country, at=at)
        row.save(update_fields=["state", "received_at", "due_at"])
        write_step(row, Verb.REOPENED, at=at)
    else:
        write_step(row, Verb.ADDED, at=at)

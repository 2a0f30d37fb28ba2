"""Reads of feedback. Who may read what is decided in ``access``; what is counted is here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from relevo.accounts.models import Membership
from relevo.directory.models import Institution
from relevo.directory.queries import bodies_of
from relevo.feedback.enums import ComplaintState, Kind, Verb
from relevo.feedback.errors import FollowUpUnknown
from relevo.feedback.models import Complaint, FocalPoint, Report, Statement, Step, Tally
from relevo.feedback.rules.bodies import OutsideBody
from relevo.feedback.rules.sorting import Reader, readers_of
from relevo.kernel.suppression import suppressed_table
from relevo.networks.models import Member, Network
from relevo.networks.queries.network import networks_of
from relevo.plumbing.sealed import mac, unseal_many

MOST_MONTHS = 24
NEVER_READERS: frozenset[str] = frozenset({"coordinator", "platform_admin", "institution_admin"})


def digest_of(code: str) -> str:
    """Under which a code is kept: whoever reads the table can follow nobody up."""
    return mac("feedback.code", code)


def context_of(row: Complaint | Statement | Step) -> str:
    """What a sealed blob is bound to: it opens in its own row only."""
    if isinstance(row, Complaint):
        return f"feedback_complaint|about|{row.pk}"
    table = "feedback_step" if isinstance(row, Step) else "feedback_statement"
    return f"{table}|words|{row.pk}"


def abouts_of(complaints: Sequence[Complaint]) -> list[dict[str, Any]]:
    """What complaints are about, unsealed; for the door alone."""
    return unseal_many([(bytes(row.about), context_of(row)) for row in complaints])


def words_of(rows: Sequence[Statement] | Sequence[Step]) -> list[str]:
    """What somebody wrote, unsealed; empty where nothing was."""
    written = [(bytes(row.words), context_of(row)) for row in rows if row.words is not None]
    found = iter(unseal_many(written))
    return ["" if row.words is None else str(next(found)["words"]) for row in rows]


def current_points() -> QuerySet[FocalPoint]:
    """Who was named to read complaints, and whose task was not ended."""
    return FocalPoint.objects.filter(until=None)


def reading_points(on: date) -> QuerySet[FocalPoint]:
    """Of those named, who can read on a day.

    Still of the institution they were named for, which still sits in the network, and in no role
    that never reads.
    """
    of_the_institution = Membership.objects.current(on).filter(
        user=OuterRef("user"), institution=OuterRef("institution")
    )
    seat = Member.objects.seated().filter(
        network=OuterRef("network"), institution=OuterRef("institution")
    )
    return current_points().filter(
        Exists(of_the_institution.filter(is_psea_focal_point=True)),
        ~Exists(of_the_institution.filter(role__in=NEVER_READERS)),
        Exists(seat),
    )


def list_points(network: Network) -> list[FocalPoint]:
    """The persons whom a network has named and not ended, the first one first."""
    return _of_network(current_points(), network)


def _of_network(points: QuerySet[FocalPoint], network: Network) -> list[FocalPoint]:
    named = points.filter(network=network).select_related("user", "institution")
    return list(named.order_by("since", "id"))


@dataclass(frozen=True, slots=True)
class Route:
    """Which network's readers get what was told of a place; none: nobody here may read it."""

    network: Network | None
    readers: tuple[Reader, ...]
    sitting_in: tuple[Institution, ...] = ()
    """The institutions for which these readers sit: told to the person before they write."""


def reader_of(user_id: UUID, *, on: date) -> Reader:
    """A person with every institution they belong to on a day, under all its names."""
    own = Membership.objects.current(on).filter(user=user_id)
    return Reader(user_id, bodies_of(own.values_list("institution", flat=True)))


def route_for(
    *,
    institution: Institution | None,
    country: str,
    on: date,
    barred: Collection[UUID] = (),
) -> Route:
    """A network in which the institution sits, else one of that country, that has a reader for it.

    In the order of the networks' names, so that two tellings about a place go to the same readers.
    ``barred``: who works on the case of whoever tells; for them there is no reader.
    """
    seated = networks_of(institution.pk) if institution is not None else []
    can_read = reading_points(on)
    named = set(can_read.values_list("network_id", flat=True))
    of_country = Network.objects.filter(pk__in=named, countries__contains=country)
    first = [network for network in seated if network.pk in named]
    others = of_country.exclude(pk__in=[network.pk for network in first])
    about = institution.pk if institution is not None else None
    for network in (*first, *others.order_by("sort_key", "key")):
        points = _of_network(can_read, network)
        known = [reader_of(point.user_id, on=on) for point in points]
        readers = readers_of(known, about=about, barred=barred)
        if readers:
            ids = {reader.user_id for reader in readers}
            sitting = tuple(point.institution for point in points if point.user_id in ids)
            return Route(network, tuple(readers), sitting)
    return Route(next(iter(seated), None), ())


def list_readers(country: str, *, on: date) -> list[Institution]:
    """The institutions for which those sit who may read what is told in a country, by name.

    Which of them do depends on the place: of each network two. They are told before one writes.
    """
    sitting = reading_points(on).filter(network__countries__contains=country)
    return list(
        Institution.objects.filter(pk__in=sitting.values("institution")).order_by("sort_key", "key")
    )


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Something that was done about it, as the person is told."""

    verb: str
    on: date
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a person learns by their code: how it stands and what was answered.

    Never what they had written: whoever takes the code from them cannot read it. Days may be
    instants: the page tells the day of the three countries.
    """

    state: str
    received_on: date
    due_on: date | None
    outside_body: str
    steps: tuple[ToldStep, ...]
    added: int
    may_add: bool
    report_answer: str = ""


TOLD_TO_HER = (Verb.ACKNOWLEDGED, Verb.ANSWERED, Verb.REFERRED, Verb.CLOSED)


def follow_up(code: str) -> FollowUp:
    """How what was told under a code stands; raises FollowUpUnknown."""
    digest = digest_of(code)
    complaint = Complaint.objects.filter(code_digest=digest).first()
    if complaint is None:
        return _follow_report(digest)
    steps = list(complaint.steps.filter(verb__in=TOLD_TO_HER).order_by("number"))
    is_waiting = complaint.state == ComplaintState.RECEIVED
    return FollowUp(
        state=complaint.state,
        received_on=complaint.received_at,
        due_on=complaint.due_at if is_waiting else None,
        outside_body=complaint.outside_body,
        steps=tuple(
            ToldStep(verb=step.verb, on=step.at, code=step.code, words=words)
            for step, words in zip(steps, words_of(steps), strict=True)
        ),
        added=complaint.statements.count(),
        may_add=True,
    )


def _follow_report(digest: str) -> FollowUp:
    report = Report.objects.filter(code_digest=digest).first()
    if report is None:
        raise FollowUpUnknown
    return FollowUp(
        state=ComplaintState.ANSWERED if report.answer else ComplaintState.RECEIVED,
        received_on=report.told_on,
        due_on=None,
        outside_body="",
        steps=(),
        added=0,
        may_add=False,
        report_answer=report.answer,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each kind in each month that is over; None: too few to be told."""

    months: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


def counts_of(network: Network, *, at: datetime) -> Counts:
    """Counts by kind and month of whole months that are over, small cells hidden."""
    this_month = f"{at:%Y-%m}"
    tallies = list(
        Tally.objects.filter(network=network, month__lt=this_month).order_by("month", "kind")
    )
    months = tuple(sorted({tally.month for tally in tallies})[-MOST_MONTHS:])
    kinds = [kind.value for kind in Kind]
    found = {(tally.kind, tally.month): tally.count for tally in tallies if tally.month in months}
    shown = suppressed_table(found, rows=kinds, columns=months)
    return Counts(
        months=months,
        rows=tuple((kind, tuple(shown[kind, month] for month in months)) for kind in kinds),
    )


def overdue_count(network: Network, *, at: datetime) -> int:
    """How many complaints of a network nobody has acknowledged in time."""
    return Complaint.objects.filter(
        network=network, state=ComplaintState.RECEIVED, due_at__lt=at
    ).count()


def telephone_of(body: OutsideBody) -> str:
    """The line of an outside body, if its row in the directory has one."""
    return (
        Institution.objects.filter(key=body.institution_key)
        .values_list("public_line", flat=True)
        .first()
        or ""
    )


def is_code_known(code: str) -> bool:
    """Whether something was told under this code already."""
    digest = digest_of(code)
    return (
        Complaint.objects.filter(code_digest=digest).exists()
        or Report.objects.filter(code_digest=digest).exists()
    )

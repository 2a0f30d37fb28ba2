"""The one door to complaints: who may open one, decided anew each time.

A person whom the network named, who still sits for that institution, whose institution it is not
about and who does not work on the case of whoever complains. Nobody else, whatever their role: for
them there is no such complaint. Every opening and every refusal is written down.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from relevo.audit import actions as audit
from relevo.directory.access import MAY_SPEAK_FOR_OWN
from relevo.directory.models import Institution, Service
from relevo.feedback import queries
from relevo.feedback.enums import ComplaintState, Found
from relevo.feedback.errors import ComplaintNotVisible, ReportNotVisible
from relevo.feedback.models import Complaint, Report
from relevo.feedback.rules.sorting import Reader, readers_of
from relevo.feedback.rules.states import is_overdue
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.kernel.waiting import Waiting
from relevo.networks.access import keepers_of
from relevo.networks.models import Member, Network

BarredByCode = Callable[[str], frozenset[UUID]]
"""Who works on the case of a slip's code. Given by the surface: this app knows no cases."""
WorkedOn = Callable[[UUID, Collection[str]], frozenset[str]]
"""Which of these codes lead to a case on which the person works or worked. Given likewise."""
"""The coordination learns counts and no more; who gives accounts could give one to themselves."""
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint in the list of a reader: when and how it stands, not what it says."""

    complaint_id: UUID
    network: LocalisedText
    state: str
    received_at: datetime
    due_at: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words and their instant."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the history."""

    verb: str
    at: datetime
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenedComplaint:
    """A complaint as its readers see it. The code of the slip is not in it: it leads to a case."""

    row: ComplaintRow
    institution: LocalisedText | None
    service: LocalisedText | None
    country: str
    channel: str
    outside_body: str
    found: str
    got: str
    matters: tuple[str, ...]
    went_on: date | None
    said: tuple[Said, ...]
    history: tuple[Done, ...]


def _reading(actor: Actor, *, on: date) -> QuerySet[Network]:
    """Networks whose complaints the actor reads, for the institution they act for now."""
    if queries.NEVER_READERS & actor.roles:
        return Network.objects.none()
    mine = queries.reading_points(on).filter(
        network=OuterRef("pk"), user=actor.id, institution=actor.institution_id
    )
    return Network.objects.filter(Exists(mine))


def reads_complaints(actor: Actor, *, at: datetime) -> bool:
    """Whether anything is there to be listed for this person at all."""
    return _reading(actor, on=at.date()).exists()


def _may_open(me: Reader, about: Mapping[str, Any], barred_by_code: BarredByCode) -> bool:
    """By whom it is about, and on whose case the person works or worked when it was told."""
    institution = UUID(about["institution"]) if about["institution"] else None
    barred = frozenset(map(UUID, about.get("barred", ())))  # sealed when it was told
    if about["slip_code"]:
        barred |= barred_by_code(about["slip_code"])
    return bool(readers_of([me], about=institution, barred=barred))


def list_complaints(actor: Actor, *, worked_on: WorkedOn, at: datetime) -> list[ComplaintRow]:
    """The complaints this person may open, what is due first and what is closed last.

    As many queries for many as for one. Raises ComplaintNotVisible for who reads none.
    """
    if not reads_complaints(actor, at=at):
        raise ComplaintNotVisible
    is_closed = Case(When(state=ComplaintState.CLOSED, then=1), default=0)
    rows = list(
        Complaint.objects.filter(network__in=_reading(actor, on=at.date()))
        .exclude(asides__user_id=actor.id)
        .select_related("network")
        .order_by(is_closed, "due_at", "id")[:MOST_LISTED]
    )
    found = [_row(row, at=at) for row in _openable(actor, rows, worked_on=worked_on, at=at)]
    audit.record_access(
        "complaint.listed", subject=str(actor.id), actor=actor, at=at, facts={"n": len(found)}
    )
    return found


def _openable(
    actor: Actor, rows: Sequence[Complaint], *, worked_on: WorkedOn, at: datetime
) -> list[Complaint]:
    """Of these the ones that the person may open, in their order."""
    me = queries.reader_of(actor.id, on=at.date())
    abouts = queries.abouts_of(rows)
    own = worked_on(actor.id, [about["slip_code"] for about in abouts if about["slip_code"]])
    return [
        row
        for row, about in zip(rows, abouts, strict=True)
        if about["slip_code"] not in own and _may_open(me, about, lambda _code: frozenset())
    ]


def count_waiting(actor: Actor, *, worked_on: WorkedOn, at: datetime) -> Waiting | None:
    """How many complaints nobody has acknowledged, of those this person may open; None: none.

    As many queries for many as for one. Nothing is told of any, so it is no reading of the list.
    """
    rows = list(
        Complaint.objects.filter(
            network__in=_reading(actor, on=at.date()), state=ComplaintState.RECEIVED
        )
        .exclude(asides__user_id=actor.id)
        .order_by("due_at", "id")[:MOST_LISTED]
    )
    if not rows:
        return None
    dues = [row.due_at for row in _openable(actor, rows, worked_on=worked_on, at=at)]
    return Waiting(count=len(dues), due_at=dues[0]) if dues else None


def _row(complaint: Complaint, *, at: datetime) -> ComplaintRow:
    network = complaint.network
    return ComplaintRow(
        complaint_id=complaint.pk,
        network=LocalisedText(network.name_es, network.name_en),
        state=complaint.state,
        received_at=complaint.received_at,
        due_at=complaint.due_at,
        is_overdue=is_overdue(state=complaint.state, due=complaint.due_at, at=at),
    )


def _find(
    actor: Actor,
    complaints: QuerySet[Complaint],
    *,
    complaint_id: UUID,
    barred_by_code: BarredByCode,
    at: datetime,
) -> Complaint:
    complaint = (
        complaints.filter(pk=complaint_id, network__in=_reading(actor, on=at.date()))
        .exclude(asides__user_id=actor.id)
        .first()
    )
    if complaint is None:
        raise ComplaintNotVisible
    (about,) = queries.abouts_of([complaint])
    if not _may_open(queries.reader_of(actor.id, on=at.date()), about, barred_by_code):
        raise ComplaintNotVisible
    return complaint


def note_refusal(actor: Actor, *, complaint_id: UUID, at: datetime) -> None:
    """Somebody asked for a complaint that is not there for them; whether there is one or not."""
    audit.record_access("complaint.refused", subject=str(complaint_id), actor=actor, at=at)


def open_complaint(
    actor: Actor, *, complaint_id: UUID, barred_by_code: BarredByCode, at: datetime
) -> OpenedComplaint:
    """A complaint with all that was said; written down that it was read.

    Raises ComplaintNotVisible, as for one that never was.
    """
    complaints = Complaint.objects.select_related("network")
    try:
        complaint = _find(
            actor, complaints, complaint_id=complaint_id, barred_by_code=barred_by_code, at=at
        )
    except ComplaintNotVisible:
        note_refusal(actor, complaint_id=complaint_id, at=at)
        raise
    audit.record_access("complaint.read", subject=str(complaint.pk), actor=actor, at=at)
    return _opened(complaint, at=at)


def locked_complaint(
    actor: Actor, *, complaint_id: UUID, barred_by_code: BarredByCode, at: datetime
) -> Complaint:
    """The complaint, locked for a step, for who may open it; ComplaintNotVisible."""
    complaints = Complaint.objects.select_for_update(of=("self",), no_key=True).select_related(
        "network"
    )
    return _find(actor, complaints, complaint_id=complaint_id, barred_by_code=barred_by_code, at=at)


def _opened(complaint: Complaint, *, at: datetime) -> OpenedComplaint:
    (about,) = queries.abouts_of([complaint])
    said = list(complaint.statements.order_by("at", "id"))
    history = list(complaint.steps.order_by("number"))
    return OpenedComplaint(
        row=_row(complaint, at=at),
        institution=_name(Institution.objects.filter(pk=about["institution"]).first()),
        service=_name(Service.objects.filter(pk=about["service"]).first()),
        country=complaint.country,
        channel=complaint.channel,
        outside_body=complaint.outside_body,
        found=about["found"],
        got=about["got"],
        matters=tuple(about["matters"]),
        went_on=date.fromisoformat(about["went_on"]) if about["went_on"] else None,
        said=tuple(
            Said(at=row.at, words=words)
            for row, words in zip(said, queries.words_of(said), strict=True)
        ),
        history=tuple(
            Done(verb=row.verb, at=row.at, code=row.code, words=words)
            for row, words in zip(history, queries.words_of(history), strict=True)
        ),
    )


def _name(row: Institution | Service | None) -> LocalisedText | None:
    return None if row is None else LocalisedText(row.name_es, row.name_en)


def _speaks_for_own(actor: Actor) -> bool:
    return actor.institution_id is not None and bool(MAY_SPEAK_FOR_OWN & actor.roles)


def _kept_networks(actor: Actor) -> list[UUID]:
    """Networks that the actor's institution keeps, for its coordinator."""
    if actor.institution_id is None or not actor.has_role("coordinator"):
        return []
    seats = Member.objects.seated().filter(institution=actor.institution_id).values("network")
    networks = Network.objects.filter(pk__in=seats).order_by("sort_key", "key")
    return [row.pk for row in networks if actor.institution_id in keepers_of(row)]


@dataclass(frozen=True, slots=True)
class ToldReport:
    """Ordinary feedback as its place and the coordination see it.

    ``on``: the day, of a place that was found closed; of what was not given the month alone,
    because a day would lead to the person.
    """

    report_id: UUID
    institution: LocalisedText
    service: LocalisedText
    service_key: str
    found: str
    got: str
    on: date | None
    month: date
    answer: str
    is_own: bool


def list_reports(actor: Actor) -> list[ToldReport]:
    """What was told of the places that this person answers for, the newest month first."""
    rows = (
        visible_reports(actor)
        .select_related("service", "institution")
        .order_by("-told_on", "id")[:MOST_LISTED]
    )
    return [
        ToldReport(
            report_id=row.pk,
            institution=LocalisedText(row.institution.name_es, row.institution.name_en),
            service=LocalisedText(row.service.name_es, row.service.name_en),
            service_key=row.service.key,
            found=row.found,
            got=row.got,
            on=(row.went_on or row.told_on) if row.found == Found.CLOSED else None,
            month=row.told_on.replace(day=1),
            answer=row.answer,
            is_own=row.institution_id == actor.institution_id,
        )
        for row in rows
    ]


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """Ordinary feedback: on one's own institution's places, and on those of a network one keeps."""
    own = Q(institution=actor.institution_id) if _speaks_for_own(actor) else Q(pk=None)
    return Report.objects.filter(own | Q(network__in=_kept_networks(actor)))


def locked_report(actor: Actor, *, report_id: UUID) -> Report:
    """The report, locked to be answered; ReportNotVisible."""
    report = (
        visible_reports(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        raise ReportNotVisible
    return report

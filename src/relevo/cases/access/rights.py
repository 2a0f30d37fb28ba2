"""The person's own door: what is kept of her, who looked, who received, what she asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import cast
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from relevo.audit import actions as audit
from relevo.audit import queries as audit_queries
from relevo.cases import queries
from relevo.cases.access.doors import (
    get_case,
    institution_of,
    not_excluded,
    visible_cases,
    works_on_cases,
)
from relevo.cases.access.exclusions import never_asked
from relevo.cases.access.further import Further, further_of, is_kept_from
from relevo.cases.access.proofs import restricted_at
from relevo.cases.access.shown import shown_case
from relevo.cases.access.work import (
    opened_attachments,
    opened_content,
    opened_notes,
    opened_tasks,
)
from relevo.cases.enums import AttachmentKind, RightsKind, RightsOutcome
from relevo.cases.errors import CaseNotVisible, KeyWrong
from relevo.cases.models import (
    Attachment,
    BreakGlass,
    Case,
    Consent,
    Note,
    Referral,
    Retraction,
    RightsRequest,
    Task,
    TeamMember,
    WithoutConsent,
)
from relevo.cases.rules import rights
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.views import (
    AskedToDelete,
    CaseView,
    Looked,
    OwnCopy,
    OwnErased,
    OwnWork,
    RecipientCase,
    RightsRow,
    RightsView,
)
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.kernel.waiting import Waiting
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import mac, unseal

LOOKS = frozenset(
    {
        *("case.read", "case.glass_broken", "case.glass_read"),
        *("case.listed", "referral.listed", "caseload.listed", "case.searched"),
        *("hand_over.read", "referral.read", "rights.read", "rights.request_read"),
    }
)
"""Verbs of the audit that are a look; every other one is an act."""

LINES = frozenset({"case.listed", "referral.listed", "caseload.listed", "case.searched"})
"""Looks at a line of hers among others: told together, with the number of days."""

ERASED = "erased-code"
"""Label of the keyed digests of codes whose cases were erased."""

NEVER_HELPS: frozenset[str] = ENFORCEMENT_KINDS | {"gov_foreign"}
"""Institutions at which no person's key opens anything: who takes her paper learns nothing."""


@dataclass(frozen=True, slots=True)
class OwnPass:
    """Proof that code and words were the person's: opens what is hers to know, for minutes.

    ``is_erased``: nothing is left but the answer to the erasure that she had asked for.
    """

    case_id: UUID
    through: UUID
    actor: Actor = field(repr=False)
    is_erased: bool = False


def case_of_code(actor: Actor, *, code: str, at: datetime) -> Case | None:
    """The case of a person's code, wherever it is kept, unless this actor must never know of it.

    Not at an institution to which her case could not be sent either: a key can be taken from her.
    """
    if not code:
        return None
    return _helped(actor, Case.objects.filter(person_code=code, shredded_at=None), at=at)


def erased_of_code(actor: Actor, *, code: str, at: datetime) -> Case | None:
    """As ``case_of_code``, of what was erased as she asked.

    Nobody knows any more from whom she fled: so at no authority but the one that had kept it.
    """
    return _helped(actor, Case.objects.filter(erased_mark=erased_mark(code)), at=at)


def erased_mark(code: str) -> str:
    """What stays of a person's code after an erasure: says nothing to who has the database."""
    return mac(ERASED, code)


def _helped(actor: Actor, cases: QuerySet[Case], *, at: datetime) -> Case | None:
    if not works_on_cases(actor):
        return None
    helps = Institution.objects.exclude(kind__in=NEVER_HELPS)
    here = helps.filter(pk=institution_of(actor)).first()
    gone = DestroyedKey.objects.values("holder")
    case = (
        cases.filter(not_excluded(actor))
        .select_related("institution")
        .exclude(institution_id__in=gone)
        .first()
    )
    if case is None or here is None or is_kept_from(case, here, at=at):
        return None
    return case


def own_pass(actor: Actor, *, code: str, opened_at: datetime, at: datetime) -> OwnPass:
    """The pass of a page that was opened with the right words a while ago; KeyWrong."""
    case = case_of_code(actor, code=code, at=at)
    is_open = opened_at <= at < opened_at + rights.OPEN_FOR
    if case is None or not is_open or actor.institution_id is None:
        raise KeyWrong
    return OwnPass(case_id=case.pk, through=actor.institution_id, actor=actor)


def read_own(own: OwnPass, *, at: datetime) -> OwnCopy:
    """What is kept of her, who looked and who received. Call it inside the act that records it."""
    case = Case.objects.select_related("institution").get(pk=own.case_id)
    shown: CaseView = shown_case(case, at=at)
    granted_at = copy_granted_at(case)
    further = further_of(case, reader=own.actor, at=at)
    return OwnCopy(
        case=shown,
        keeper=_name(case.institution),
        work=_own_work(case, granted_at=granted_at, own=own, at=at),
        restricted_at=restricted_at(case.pk),
        further=_own_cases(further, at=at),
        unnamed=further.unnamed,
        looked=_looked(case, further),
        requests=tuple(_row(one) for one in _requests().filter(case=case)),
        taken_back=_taken_back(case, further),
    )


def _own_cases(further: Further, *, at: datetime) -> tuple[RecipientCase, ...]:
    rows = queries.referral_rows(further.sent, for_recipient=False, at=at)
    return tuple(
        RecipientCase(
            keeper=_name(own.institution),
            opened_on=own.opened_on,
            referrals=tuple(row for row in rows if row.case_id == own.pk),
        )
        for own in further.cases
    )


def _taken_back(case: Case, further: Further) -> dict[UUID, AskedToDelete]:
    """What each recipient said when what it had was taken back, by the referral."""
    asked = Retraction.objects.filter(
        Q(referral__case=case) | Q(referral__in=[row.pk for row in further.sent])
    ).select_related("referral")
    told = list(asked.order_by("told_at", "id"))
    silent = never_asked([row for row in told if not row.answer])
    return {
        row.referral_id: AskedToDelete(
            row.answer, row.reason, row.answered_at, is_asked=row.pk not in silent
        )
        for row in told
    }


def read_erased(own: OwnPass, *, at: datetime) -> OwnErased:
    """What an erasure left for her to know. Call it inside the act that records it."""
    case = Case.objects.select_related("institution").get(pk=own.case_id)
    sent = queries.with_names(Referral.objects.filter(case=case, offered_at__isnull=False))
    further = further_of(case, reader=own.actor, at=at)
    return OwnErased(
        keeper=_name(case.institution),
        erased_at=cast("datetime", case.shredded_at),  # its answer stands since then
        referrals=tuple(
            queries.referral_rows(sent.order_by("offered_at", "id"), for_recipient=False, at=at)
        ),
        further=_own_cases(further, at=at),
        unnamed=further.unnamed,
        taken_back=_taken_back(case, further),
        requests=tuple(_row(one) for one in _requests().filter(case=case)),
        is_reviewed=(
            BreakGlass.objects.filter(case=case).exists()
            or WithoutConsent.objects.filter(case=case).exists()
        ),
    )


def copy_granted_at(case: Case) -> datetime | None:
    """When the team granted her a copy of what it wrote, by its newest answer; None: it did not.

    Nobody marks which note tells of somebody else: so what is granted in part stays closed, and so
    does what came after the team looked through it.
    """
    answered = RightsRequest.objects.filter(case=case, kind=RightsKind.COPY).exclude(outcome="")
    newest = answered.order_by("-answered_at", "id").first()
    is_whole = newest is not None and newest.outcome == RightsOutcome.GRANTED
    return newest.answered_at if newest is not None and is_whole else None


def _own_work(case: Case, *, granted_at: datetime | None, own: OwnPass, at: datetime) -> OwnWork:
    notes, tasks = Note.objects.filter(case=case), Task.objects.filter(case=case)
    files = Attachment.objects.filter(case=case)
    kept = notes.count() + tasks.count() + files.count()
    if granted_at is None:
        return OwnWork(granted_at=None, kept=kept)
    told = files.filter(added_at__lte=granted_at)
    return OwnWork(
        granted_at=granted_at,
        kept=kept,
        notes=tuple(opened_notes(notes.filter(at__lte=granted_at), reader=own.actor)),
        tasks=tuple(opened_tasks(tasks.filter(created_at__lte=granted_at), at=at)),
        files=tuple(opened_attachments(told, reader=own.actor)),
    )


def own_file(own: OwnPass, *, attachment_id: UUID) -> tuple[AttachmentKind, bytes]:
    """A file of a copy that was granted; CaseNotVisible. Call it in the act that records it."""
    case = Case.objects.get(pk=own.case_id)
    granted_at = copy_granted_at(case)
    row = Attachment.objects.filter(case=case, pk=attachment_id).first()
    if row is None or granted_at is None or row.added_at > granted_at:
        raise CaseNotVisible
    return opened_content(row)


def _looked(first: Case, further: Further) -> tuple[Looked, ...]:
    """Who looked and who acted, the newest first: an institution and a number, never a name."""
    cases = [first, *further.cases]
    own = Referral.objects.filter(case=first).order_by("id").values_list("pk", flat=True)
    sent = [*own, *(row.pk for row in further.sent)]
    consents = Consent.objects.filter(case__in=cases).order_by("id").values_list("pk", flat=True)
    subjects = [str(pk) for pk in (*(case.pk for case in cases), *sent, *consents)]
    events = sorted(
        [
            *(event for subject in subjects for event in audit_queries.list_accesses(subject)),
            *_showings(cases, sent=sent),
        ],
        key=lambda event: event.at,
    )
    names = _names({event.institution_id for event in events})
    numbers: dict[tuple[UUID, UUID], int] = {}
    counted: dict[UUID, int] = {}
    found: list[Looked] = []
    lines: dict[tuple[str, UUID, UUID], Looked] = {}
    days: dict[tuple[str, UUID, UUID], set[date]] = {}
    for event in events:
        who = (event.institution_id, event.actor_id)
        if who not in numbers:
            counted[event.institution_id] = counted.get(event.institution_id, 0) + 1
            numbers[who] = counted[event.institution_id]
        looked = Looked(
            institution=names.get(event.institution_id),
            person=numbers[who],
            is_look=event.verb in LOOKS,
            verb=event.verb,
            purpose=event.purpose,
            at=event.at,
        )
        if event.verb in LINES:
            of_it = days.setdefault((event.verb, *who), set())
            of_it.add(event.at.astimezone(LOCAL).date())
            lines[event.verb, *who] = replace(looked, days=len(of_it))
        else:
            found.append(looked)
    return tuple(sorted([*found[::-1], *lines.values()], key=lambda one: one.at, reverse=True))


def _showings(cases: Sequence[Case], *, sent: Sequence[UUID]) -> list[audit_queries.Access]:
    """Which lists and searches had a line of hers (``access.listed`` says whom each is about)."""
    team = TeamMember.objects.filter(case__in=cases).order_by("id")
    holders = Referral.objects.filter(pk__in=sent).order_by("id")
    about = {
        *(case.institution_id for case in cases),
        *team.values_list("user_id", flat=True),
        *holders.values_list("recipient", flat=True),
    }
    return audit_queries.list_showings(
        [str(pk) for pk in (*(case.pk for case in cases), *sent)],
        subjects={str(pk) for pk in about},
        since=datetime.combine(cases[0].opened_on, time(), tzinfo=LOCAL),
    )


def _names(ids: Iterable[UUID]) -> dict[UUID, LocalisedText]:
    rows = Institution.objects.filter(pk__in=set(ids)).order_by("key")
    return {row.pk: _name(row) for row in rows}


def _name(row: Institution) -> LocalisedText:
    return LocalisedText(es=row.name_es, en=row.name_en)


def _requests() -> QuerySet[RightsRequest]:
    return RightsRequest.objects.select_related("case", "asked_through").order_by("-asked_at", "id")


def _row(request: RightsRequest) -> RightsRow:
    return RightsRow(
        request_id=request.pk,
        case_id=request.case_id,
        case_code=request.case.code,
        kind=request.kind,
        asked_through=_name(request.asked_through),
        asked_at=request.asked_at,
        due_at=request.due_at,
        outcome=request.outcome,
        reason=request.reason,
        answered_at=request.answered_at,
    )


def list_rights(actor: Actor, *, open_only: bool = True) -> list[RightsRow]:
    """What persons asked of the cases of one's teams, the first due first. Two queries."""
    rows = _requests().filter(case__in=visible_cases(actor))
    if open_only:
        rows = rows.filter(outcome="")
    return [_row(one) for one in rows.order_by("due_at", "id")]


def count_rights(actor: Actor) -> Waiting | None:
    """How many requests of persons the actor's teams are to answer; None: none. One query."""
    rows = RightsRequest.objects.filter(case__in=visible_cases(actor), outcome="")
    told = rows.aggregate(count=Count("pk"), due_at=Min("due_at"))
    return Waiting(count=told["count"], due_at=told["due_at"]) if told["count"] else None


def read_rights(actor: Actor, *, request_id: UUID, at: datetime) -> RightsView:
    """One request with its words, after its reading was recorded; CaseNotVisible."""
    request = _requests().filter(pk=request_id, case__in=visible_cases(actor)).first()
    if request is None:
        raise CaseNotVisible
    audit.record_access("rights.request_read", subject=str(request.case_id), actor=actor, at=at)
    content = unseal(bytes(request.sealed), context=rights_context(request.pk))
    return RightsView(row=_row(request), text=content["text"])


def rights_context(request_id: UUID) -> str:
    return f"cases_rightsrequest|sealed|{request_id}"


def has_key(actor: Actor, *, case_id: UUID) -> bool:
    """Whether the person of a case has a code and words already; CaseNotVisible."""
    return bool(get_case(actor, case_id).person_code)

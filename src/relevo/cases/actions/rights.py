"""The person's rights: a key of her own, what it opens, what she asks for, and the answer."""

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.audit import queries as audit_queries
from relevo.cases import access, queries
from relevo.cases.access.rights import (
    OwnPass,
    case_of_code,
    erased_of_code,
    own_file,
    read_erased,
    read_own,
    rights_context,
)
from relevo.cases.actions.consents import end_consent
from relevo.cases.actions.retractions import take_back_everywhere
from relevo.cases.actions.runs import end_runs
from relevo.cases.actions.shredding import lock_emptied, shred_case
from relevo.cases.enums import AttachmentKind, RightsKind, RightsOutcome
from relevo.cases.errors import (
    CaseNotVisible,
    KeyWrong,
    NotACaseWorker,
    RightsRefused,
    TooManyTries,
)
from relevo.cases.models import Case, Consent, Referral, RightsRequest
from relevo.cases.rules import rights
from relevo.cases.rules.views import OwnCopy, OwnErased
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, new_code, parse_code
from relevo.kernel.working_days import add_working_days
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import mac, seal

LABEL = "person-phrase"
NOBODY = UUID(int=0)


@transaction.atomic
def give_key(*, case_id: UUID, by: Actor, at: datetime) -> tuple[str, str]:
    """A code and four words for the person; returned here, kept nowhere. Earlier ones end.

    Raises CaseNotVisible, CaseClosed.
    """
    case = access.locked_case(by, case_id=case_id)
    code, phrase = new_code(), rights.new_phrase()
    case.person_code, case.phrase_mark = code, _mark(case.pk, phrase)
    case.phrase_tries, case.phrase_locked_until = 0, None
    case.save(update_fields=["person_code", "phrase_mark", "phrase_tries", "phrase_locked_until"])
    audit.record("case.key_given", subject=str(case.pk), actor=by, at=at)
    return code, phrase


def _mark(case_id: UUID, phrase: str) -> str:
    return mac(LABEL, str(case_id), rights.plain_phrase(phrase))


def open_own(*, code: str, phrase: str, by: Actor, at: datetime) -> OwnPass:
    """Let the person in who tells her code and words to a member. Every try is recorded.

    Unknown, wrong, locked for a day after five wrong tries, and hidden from this very member are
    one refusal. After an erasure they open the answer to it. Raises NotACaseWorker, KeyWrong,
    TooManyTries.
    """
    if by.institution_id is None or not access.works_on_cases(by):
        raise NotACaseWorker
    tried = audit_queries.count_of(
        "rights.wrong_key", subject=str(by.id), since=at - timedelta(hours=1), until=at
    )
    if tried >= rights.MOST_TRIES_AN_HOUR:
        raise TooManyTries
    with transaction.atomic():
        case = _opened(plain_code(code), phrase=phrase, by=by, at=at)
        if case is None:
            audit.record("rights.wrong_key", subject=str(by.id), actor=by, at=at)
        else:
            audit.record("rights.opened", subject=str(case.pk), actor=by, at=at)
    if case is None:
        raise KeyWrong
    return OwnPass(
        case_id=case.pk,
        through=by.institution_id,
        actor=by,
        is_erased=case.shredded_at is not None,
    )


def plain_code(typed: str) -> str:
    """A code as it is stored; empty for what is none."""
    try:
        return parse_code(typed)
    except CodeUnreadable:
        return ""


def _opened(code: str, *, phrase: str, by: Actor, at: datetime) -> Case | None:
    found = case_of_code(by, code=code, at=at) or erased_of_code(by, code=code, at=at)
    case = Case.objects.select_for_update(no_key=True).get(pk=found.pk) if found else None
    mark = _mark(case.pk if case else NOBODY, phrase)  # as much work for nobody as for somebody
    if case is None:
        return None
    if case.phrase_locked_until is not None and at < case.phrase_locked_until:
        return None
    if compare_digest(mark, case.phrase_mark):
        case.phrase_tries, case.phrase_locked_until = 0, None
    else:
        case.phrase_tries += 1
        if case.phrase_tries >= rights.MOST_TRIES:
            case.phrase_tries, case.phrase_locked_until = 0, at + rights.LOCKED_FOR
    case.save(update_fields=["phrase_tries", "phrase_locked_until"])
    return case if compare_digest(mark, case.phrase_mark) else None


@transaction.atomic
def show_own(own: OwnPass, *, at: datetime) -> OwnCopy:
    """What is kept of her, with who looked and who received; that it was shown is recorded."""
    copy = read_own(own, at=at)
    audit.record("rights.read", subject=str(own.case_id), actor=own.actor, at=at)
    return copy


@transaction.atomic
def show_erased(own: OwnPass, *, at: datetime) -> OwnErased:
    """What an erasure left for her to know; that it was shown is recorded."""
    left = read_erased(own, at=at)
    audit.record("rights.read", subject=str(own.case_id), actor=own.actor, at=at)
    return left


@transaction.atomic
def open_own_file(
    own: OwnPass, *, attachment_id: UUID, at: datetime
) -> tuple[AttachmentKind, bytes]:
    """One file of the copy that was granted to her, recorded as the page is; CaseNotVisible."""
    found = own_file(own, attachment_id=attachment_id)
    audit.record(
        "rights.read",
        subject=str(own.case_id),
        actor=own.actor,
        at=at,
        facts={"part": "attachment", "attachment": str(attachment_id)},
    )
    return found


@transaction.atomic
def lift_restriction(own: OwnPass, *, at: datetime) -> int:
    """She lets work on her case go on again; how many restrictions ended. Only she can."""
    Case.objects.select_for_update(no_key=True).get(pk=own.case_id)
    standing = RightsRequest.objects.filter(
        case=own.case_id, kind=RightsKind.RESTRICTION, lifted_at=None
    ).exclude(outcome__in=("", RightsOutcome.REFUSED))
    number = standing.update(lifted_at=at)
    if number:
        audit.record("rights.lifted", subject=str(own.case_id), actor=own.actor, at=at)
    return number


@transaction.atomic
def ask(own: OwnPass, *, kind: str, text: str, at: datetime) -> RightsRequest:
    """The person asks for something; who keeps her case answers in twenty working days.

    Raises RightsRefused.
    """
    rights.check_asked(kind, text=text)
    case = (
        Case.objects.select_for_update(no_key=True)
        .select_related("institution")
        .get(pk=own.case_id)
    )
    if RightsRequest.objects.filter(case=case, kind=kind, outcome="").exists():
        raise RightsRefused(field="kind", problem="already_asked")
    holidays = queries.holidays_of(case.institution.country, at=at)
    request_id = uuid4()
    request = RightsRequest.objects.create(
        id=request_id,
        case=case,
        kind=kind,
        asked_through_id=own.through,
        sealed=seal(
            {"text": text.strip()},
            context=rights_context(request_id),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        asked_at=at,
        due_at=add_working_days(at, days=rights.ANSWER_DAYS, holidays=holidays),
    )
    audit.record("rights.asked", subject=str(case.pk), actor=own.actor, at=at, facts={"kind": kind})
    outbox.queue("rights.asked", subject_id=str(request.pk), at=at)
    return request


@transaction.atomic
def withdraw_all(own: OwnPass, *, at: datetime) -> int:
    """She takes back every consent that is live; how many. Works at any member institution."""
    case = Case.objects.select_for_update(no_key=True).get(pk=own.case_id)
    return _withdraw_all(case, by=own.actor, at=at)


def _withdraw_all(case: Case, *, by: Actor, at: datetime) -> int:
    access.lock_what_was_sent(case)
    live = Consent.objects.filter(case=case, withdrawn_at=None)
    found = list(live.order_by("id"))
    for consent in found:
        end_consent(consent, by=by, at=at)
    return len(found)


@transaction.atomic
def answer_request(
    *, request_id: UUID, outcome: str, by: Actor, at: datetime, reason: str = ""
) -> RightsRequest:
    """The team answers; an erasure that is granted is carried out in the same act.

    A copy that is granted opens what the team wrote until now on her page; a restriction stops
    offers and new consents until she lifts it, and what was sent before stays. What was corrected
    is changed by the team on the case's own page. Raises CaseNotVisible, RightsRefused.
    """
    request = RightsRequest.objects.filter(pk=request_id).first()
    cases = access.visible_cases(by).select_for_update(of=("self",), no_key=True)
    case = cases.filter(pk=request.case_id).first() if request else None
    if request is None or case is None:
        raise CaseNotVisible
    request.refresh_from_db()
    if request.outcome:
        raise RightsRefused(field="outcome", problem="already_answered")
    rights.check_answer(outcome, kind=request.kind, reason=reason)
    request.outcome = outcome
    request.reason = "" if outcome == RightsOutcome.GRANTED else reason
    request.answered_at, request.answered_by = at, by.id
    request.save(update_fields=["outcome", "reason", "answered_at", "answered_by"])
    is_erased = request.kind == RightsKind.ERASURE and outcome == RightsOutcome.GRANTED
    if is_erased:
        lock_emptied(case)
        access.lock_what_was_sent(case)
        end_runs(case, at=at)
    facts = {"kind": request.kind, "outcome": str(outcome)}
    audit.record("rights.answered", subject=str(case.pk), actor=by, at=at, facts=facts)
    if is_erased:
        _erase(case, by=by, at=at)
    return request


def _erase(case: Case, *, by: Actor, at: datetime) -> None:
    _withdraw_all(case, by=by, at=at)
    sent = Referral.objects.filter(case=case).order_by("id").values_list("pk", flat=True)
    take_back_everywhere(list(sent), consent=None, by=by, at=at)
    shred_case(case, at=at, leaves_answer=True)
    audit.record("case.shredded", subject=str(case.pk), actor=by, at=at)

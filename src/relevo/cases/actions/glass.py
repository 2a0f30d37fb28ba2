"""Break-glass: one case, for a few hours, seen at once by whoever answers for it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Attribute
from relevo.accounts.models import Membership
from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.access.glass import glass_context, reviewable_glass
from relevo.cases.enums import GlassReason, GlassVerdict
from relevo.cases.errors import CaseNotVisible, GlassRefused
from relevo.cases.models import BreakGlass, Case
from relevo.cases.rules import walls
from relevo.kernel.actor import SYSTEM, Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal


def break_glass(*, code: str, reason: str, why: str, by: Actor, at: datetime) -> BreakGlass:
    """Open the little that an emergency needs of one case of the actor's institution.

    The row, its line in the audit and the word to the team stand in one transaction. A code that
    is wrong, of another institution, or of a case whose person chose that this actor never knows,
    is one and the same refusal, counted in the audit without the case. Raises CaseNotVisible for
    who has not the right, GlassRefused.
    """
    if not by.has_attribute(Attribute.BREAK_GLASS):
        raise CaseNotVisible
    glass = _broken(code, reason=reason, why=why, by=by, at=at)
    if glass is None:
        raise GlassRefused(field="code", problem="unknown")
    return glass


@transaction.atomic
def _broken(code: str, *, reason: str, why: str, by: Actor, at: datetime) -> BreakGlass | None:
    """None: nothing to open under this code, which is counted. Nobody opens two at once."""
    _take_turns(by)
    try:
        case = access.case_for_glass(by, code=code)
    except CaseNotVisible:
        case = None
    if case is not None and (same := access.open_glass(by, case=case, at=at)) is not None:
        return same  # sent twice: one opening, and one of the week
    walls.check_glass(
        reason_is_known=reason in GlassReason.values,
        why=why,
        this_week=access.count_glass(by, at=at),
        wrong_codes=access.count_wrong_codes(by, at=at),
    )
    if case is None:
        audit.record(access.WRONG_CODE, subject=str(by.id), actor=by, at=at)
        return None
    return _break(case, reason=reason, why=why, by=by, at=at)


def _take_turns(by: Actor) -> None:
    """What was counted a moment ago is still so when it is written."""
    mine = Membership.objects.filter(user=by.id, institution=by.institution_id)
    list(mine.select_for_update(no_key=True).order_by("pk"))


def _break(case: Case, *, reason: str, why: str, by: Actor, at: datetime) -> BreakGlass:
    glass_id = uuid4()
    glass = BreakGlass.objects.create(
        id=glass_id,
        case=case,
        user_id=by.id,
        institution_id=case.institution_id,
        reason=reason,
        sealed=_sealed(case, glass_id, why=why),
        opened_at=at,
        until=at + walls.GLASS_OPEN,
        review_due_at=at + walls.REVIEW_WITHIN,
    )
    audit.record(
        "case.glass_broken", subject=str(case.pk), actor=by, at=at, facts={"reason": reason}
    )
    outbox.queue("case.glass_broken", subject_id=str(case.pk), at=at)
    return glass


def _sealed(case: Case, glass_id: UUID, *, why: str) -> bytes:
    return seal(
        {"why": why.strip()},
        context=glass_context(glass_id),
        holder=case.institution_id,
        envelope=case.pk,
    )


@transaction.atomic
def review_glass(*, glass_id: UUID, verdict: str, by: Actor, at: datetime) -> BreakGlass:
    """A supervisor who did not open it says whether the opening was right; if not, the right ends.

    Raises CaseNotVisible, GlassRefused.
    """
    glass = (
        reviewable_glass(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=glass_id)
        .first()
    )
    if glass is None:
        raise CaseNotVisible
    if verdict not in GlassVerdict.values:
        raise GlassRefused(field="verdict", problem="unknown")
    if glass.reviewed_at is not None:
        raise GlassRefused(field="verdict", problem="reviewed")
    glass.reviewed_at, glass.reviewed_by, glass.verdict = at, by.id, verdict
    if verdict == GlassVerdict.NOT_JUSTIFIED:
        glass.until = min(glass.until, at)
    glass.save(update_fields=["reviewed_at", "reviewed_by", "verdict", "until"])
    if verdict == GlassVerdict.NOT_JUSTIFIED:
        _take_the_right(glass, at=at)
    audit.record(
        "case.glass_reviewed",
        subject=str(glass.case_id),
        actor=by,
        at=at,
        facts={"verdict": verdict},
    )
    return glass


def take_unreviewed(*, at: datetime) -> int:
    """Whoever opened a case and was not reviewed in time may not do it again; how many lost it."""
    due = BreakGlass.objects.filter(reviewed_at=None, review_due_at__lte=at)
    return sum(_take_the_right(glass, at=at) for glass in due.order_by("review_due_at", "id"))


@transaction.atomic
def _take_the_right(glass: BreakGlass, *, at: datetime) -> bool:
    return accounts.take_attribute(
        user_id=glass.user_id,
        institution_id=glass.institution_id,
        attribute=Attribute.BREAK_GLASS,
        by=SYSTEM,
        at=at,
    )

"""What was sent is taken back: every holder is asked to delete it, and says whether it has."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.actions.moves import WITHDRAWN, take_back
from relevo.cases.actions.runs import end_runs
from relevo.cases.actions.shredding import shred_case
from relevo.cases.enums import LawfulReason, Purpose, RetractionAnswer
from relevo.cases.errors import DisclosureRefused, RetractionRefused
from relevo.cases.models import Case, Consent, Referral, Retraction
from relevo.cases.rules import transitions
from relevo.kernel.actor import Actor
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox

DEEPEST = 50
"""Longer than any chain of referrals; a ring of them, which cannot be, would end here."""


def take_back_everywhere(
    referral_ids: Sequence[UUID], *, consent: Consent | None, by: Actor, at: datetime
) -> None:
    """End these sendings and all that went on from them, and ask every holder to delete.

    Consents further on in the chain end too. Call it within the transaction that ends the consent,
    whose row is locked: what is offered on meanwhile waits for that lock and is then refused.
    """
    chain = _chain_of(referral_ids)
    _end_consents(further=set(chain) - set(referral_ids), at=at)
    take_back(Referral.objects.filter(pk__in=chain), by=by, at=at, code=WITHDRAWN)
    ask_holders(chain, consent=consent, at=at)


def take_back_blocked(case: Case, *, by: Actor, at: datetime) -> None:
    """What could not be offered any more by what is known now is taken back, also further on.

    Call it after what is known of a case was written, in the same transaction.
    """
    further = [own.pk for own in queries.cases_from(case.pk)]
    offered = Referral.objects.select_related(
        "service__institution", "consent", "case__institution"
    ).filter(case__in=[case.pk, *further], status__in=transitions.OPEN)
    blocked = [row for row in offered.order_by("id") if access.is_blocked(row, at=at)]
    Consent.objects.filter(
        pk__in=[referral.consent_id for referral in blocked], withdrawn_at=None
    ).update(withdrawn_at=at)
    # The code is that of any consent taken back: the reason must not stand in clear.
    take_back_everywhere([referral.pk for referral in blocked], consent=None, by=by, at=at)


def take_back_own_records(consent: Consent, *, by: Actor, at: datetime) -> None:
    """End all that went on from the case that a recipient was allowed to open, and has to no more.

    What was sent to itself stands as long as the consent to that; it too is asked to delete what
    it kept. Call it as ``take_back_everywhere``.
    """
    received = Referral.objects.filter(case=consent.case_id, service=consent.service_id)
    kept = received.filter(pk__in=Case.objects.exclude(origin=None).values("origin_id"))
    chain = _chain_of(list(kept.order_by("id").values_list("pk", flat=True)))
    further = set(chain) - set(kept.values_list("pk", flat=True).order_by("id"))
    _end_consents(further=further, at=at)
    take_back(Referral.objects.filter(pk__in=further), by=by, at=at, code=WITHDRAWN)
    ask_holders(chain, consent=consent, at=at)


def _end_consents(*, further: Collection[UUID], at: datetime) -> None:
    """End what was agreed to for these sendings."""
    for ended in (
        Consent.objects.select_for_update(no_key=True)
        .filter(
            pk__in=Referral.objects.filter(pk__in=further).values("consent_id"), withdrawn_at=None
        )
        .order_by("id")
    ):
        ended.withdrawn_at = at
        ended.save(update_fields=["withdrawn_at"])


def _chain_of(referral_ids: Sequence[UUID]) -> list[UUID]:
    """These referrals and all that carry them on, each once."""
    found = dict.fromkeys(referral_ids)
    level = list(found)
    for _step in range(DEEPEST):
        onward = Referral.objects.filter(parent_id__in=level).order_by("created_at", "id")
        level = [pk for pk in onward.values_list("pk", flat=True) if pk not in found]
        found |= dict.fromkeys(level)
    return list(found)


def ask_holders(chain: Sequence[UUID], *, consent: Consent | None, at: datetime) -> None:
    """Everybody to whom something had been offered; who is asked already is not asked again.

    An institution that controls people is asked also when only an offer was taken back, so that it
    never learns from being asked that a consent was.
    """
    _ask_again(chain, consent=consent, at=at)
    offered = Referral.objects.filter(
        pk__in=chain, offered_at__isnull=False, retraction__isnull=True
    )
    for referral in offered.order_by("offered_at", "id"):
        retraction = Retraction.objects.create(
            consent=consent, referral=referral, holder_id=referral.recipient_id, told_at=at
        )
        outbox.queue("retraction.told", subject_id=str(retraction.pk), at=at)


def _ask_again(chain: Sequence[UUID], *, consent: Consent | None, at: datetime) -> None:
    """Who was asked for its own case alone is asked anew when more is taken back."""
    asked = Retraction.objects.filter(
        referral__in=chain, consent__purpose=Purpose.OWN_RECORD
    ).exclude(consent=consent)
    for retraction in asked.order_by("id"):
        retraction.consent, retraction.told_at = consent, at
        retraction.answer, retraction.reason = "", ""
        retraction.answered_at = retraction.answered_by = None
        retraction.save()
        outbox.queue("retraction.told", subject_id=str(retraction.pk), at=at)


@transaction.atomic
def answer_retraction(
    *, retraction_id: UUID, answer: str, by: Actor, at: datetime, reason: str = ""
) -> Retraction:
    """The holder says that it deleted what it had, or by which law it keeps it.

    Who kept it may say later that it is deleted. With that answer ends the case that the holder
    opened of it, unless the person still agrees to just that. Raises CaseNotVisible,
    RetractionRefused.
    """
    retraction = access.locked_retraction(by, retraction_id=retraction_id)
    kept = answer == RetractionAnswer.KEPT_BY_LAW
    refusals = (
        (answer not in RetractionAnswer.values, "answer", "unknown"),
        (kept and reason not in LawfulReason.values, "reason", "missing"),
        (not kept and bool(reason), "reason", "not_wanted"),
        (retraction.answer == RetractionAnswer.DELETED, "answer", "answered"),
    )
    raise_first(refusals, RetractionRefused)
    retraction.answer, retraction.reason = answer, reason
    retraction.answered_at, retraction.answered_by = at, by.id
    retraction.code = retraction.code if kept else ""
    retraction.save(update_fields=["answer", "reason", "answered_at", "answered_by", "code"])
    if not kept:
        _end_own_case(retraction, by=by, at=at)
    audit.record(
        "retraction.answered",
        subject=str(retraction.pk),
        actor=by,
        at=at,
        facts={"answer": answer, **({"reason": reason} if reason else {})},
    )
    outbox.queue("retraction.answered", subject_id=str(retraction.pk), at=at)
    return retraction


def _end_own_case(retraction: Retraction, *, by: Actor, at: datetime) -> None:
    """Nobody says "deleted" of what still opens in a case of its own."""
    own = (
        Case.objects.select_for_update(no_key=True)
        .filter(origin=retraction.referral, institution=retraction.holder_id, shredded_at=None)
        .first()
    )
    if own is None or _may_be_kept(retraction.referral, at=at):
        return
    access.lock_what_was_sent(own)
    sent = Referral.objects.filter(case=own).order_by("id").values_list("pk", flat=True)
    end_runs(own, at=at)
    take_back_everywhere(list(sent), consent=None, by=by, at=at)
    shred_case(own, at=at)
    audit.record("case.shredded", subject=str(own.pk), actor=by, at=at)


def _may_be_kept(referral: Referral, *, at: datetime) -> bool:
    try:
        access.check_own_record(referral, at=at)
    except DisclosureRefused:
        return False
    return True

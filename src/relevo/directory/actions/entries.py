"""An entry is confirmed: by whom, how, and until when that is good."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import access
from relevo.directory.enums import (
    SERVICE_ENDED,
    VerificationMethod,
    VerificationOutcome,
)
from relevo.directory.errors import ServiceUnknown, VerificationRefused
from relevo.directory.models import Service, Verification
from relevo.directory.rules import stated_confidence, verify_by
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox


@transaction.atomic
def verify_service(
    *, service_id: UUID, method: str, outcome: str, by: Actor, at: datetime
) -> Verification:
    """Note that somebody confirmed an entry, and how; its confidence decays from here.

    Nothing is overwritten but the day by which it must be confirmed again. Raises ServiceUnknown,
    NotYoursToVerify, VerificationRefused.
    """
    service = access.service_to_verify(by, service_id=service_id)
    _check_codes(method=method, outcome=outcome)
    if method == VerificationMethod.OWN and by.institution_id != service.institution_id:
        raise VerificationRefused(field="method", problem="not_own")
    if (method == VerificationMethod.LINK) != by.has_role(access.ENTRY_LINK):
        raise VerificationRefused(field="method", problem="not_by_link")
    if method == VerificationMethod.REFERRAL:
        raise VerificationRefused(field="method", problem="not_by_hand")
    verification = write_verification(service, method=method, outcome=outcome, by=by, at=at)
    facts = {"method": method, "outcome": outcome}
    audit.record("service.verified", subject=str(service.pk), actor=by, at=at, facts=facts)
    return verification


def _check_codes(*, method: str, outcome: str) -> None:
    if method not in VerificationMethod.values:
        raise VerificationRefused(field="method", problem="unknown")
    if outcome not in VerificationOutcome.values:
        raise VerificationRefused(field="outcome", problem="unknown")


@transaction.atomic
def confirm_by_link(*, service_ids: Sequence[UUID], by: Actor, at: datetime) -> list[Verification]:
    """An institution said behind its own link that its entries are right.

    ``by`` is the link: its institution, and no role but that. Raises ServiceUnknown,
    NotYoursToVerify, VerificationRefused.
    """
    return [
        verify_service(
            service_id=service_id,
            method=VerificationMethod.LINK,
            outcome=VerificationOutcome.CONFIRMED,
            by=by,
            at=at,
        )
        for service_id in service_ids
    ]


@transaction.atomic
def note_evidence(*, service_id: UUID, by: Actor, at: datetime) -> Verification | None:
    """A service answered a referral, yes or no: somebody works there. Once a day is enough.

    The act that calls this is what the audit records. None: today's evidence is noted already.
    Raises ServiceUnknown, NotYourService.
    """
    service = access.own_service_locked(by, service_id=service_id)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    noted = Verification.objects.filter(
        service=service,
        method=VerificationMethod.REFERRAL,
        at__gte=midnight,
        at__lt=midnight + timedelta(days=1),
    )
    if noted.exists():
        return None
    return write_verification(
        service,
        method=VerificationMethod.REFERRAL,
        outcome=VerificationOutcome.CONFIRMED,
        by=by,
        at=at,
    )


@transaction.atomic
def note_told_closed(*, service_id: UUID, on: date, at: datetime) -> bool:
    """Somebody said that they found the place closed; whether that is a new doubt.

    One voice closes nothing: the entry stays, trust in it falls once, however often it is said, and
    its institution is asked to confirm it. Who said it is told to nobody; the act that calls this
    is what the audit records. Raises ServiceUnknown.
    """
    service = (
        Service.objects.select_for_update(of=("self",), no_key=True).filter(pk=service_id).first()
    )
    if service is None:
        raise ServiceUnknown(str(service_id))
    if service.status in SERVICE_ENDED or service.told_closed_on is not None:
        return False
    service.told_closed_on = on
    service.verify_by = min(at.date(), service.verify_by or at.date())
    service.save(update_fields=["told_closed_on", "verify_by"])
    outbox.queue("service.told_closed", subject_id=str(service.pk), at=at)
    return True


def write_verification(
    service: Service, *, method: str, outcome: str, by: Actor, at: datetime
) -> Verification:
    """The row, the day by which it must be confirmed again, and who must hear of it."""
    verification = Verification.objects.create(
        service=service,
        at=at,
        by_institution_id=by.institution_id,
        actor_id=by.id,
        method=method,
        outcome=outcome,
        confidence=stated_confidence(method, outcome),
    )
    due = at.date()
    if outcome == VerificationOutcome.CONFIRMED:
        due = verify_by(method, permanence=service.permanence, at=at)
        if method == VerificationMethod.REFERRAL and service.verify_by is not None:
            due = max(due, service.verify_by)  # an answer says less than a look at the entry
    rows = Service.objects.filter(pk=service.pk).exclude(status__in=SERVICE_ENDED)
    if method == VerificationMethod.REFERRAL:
        # That it answers a referral does not say that its door was open: who found it shut counts
        # until somebody has looked.
        rows.filter(told_closed_on=None).update(verify_by=due)
    else:
        rows.update(verify_by=due, told_closed_on=None)
    facts = {"method": method, "outcome": outcome}
    outbox.queue("service.verified", subject_id=str(service.pk), at=at, facts=facts)
    return verification

"""Writes of consent: given for one sending, refused, and taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.actions.retractions import take_back_everywhere, take_back_own_records
from relevo.cases.enums import FactField, FieldGroup, Present, Purpose
from relevo.cases.errors import (
    CaseNotVisible,
    ConsentTermsRefused,
    ConsentTextChanged,
    ConsentWithdrawn,
    NotACaseWorker,
)
from relevo.cases.models import Case, Consent, Referral, Refusal
from relevo.cases.rules import consents
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, new_code, parse_code
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal


def record_consent(
    *,
    case_id: UUID,
    service_id: UUID,
    field_groups: Sequence[str],
    form: str,
    language: str,
    read_digest: str,
    by: Actor,
    at: datetime,
    days: int = consents.DEFAULT_DAYS,
    chosen_by_person: bool = False,
    explained: consents.Explained = consents.IN_PERSON,
    purpose: str = Purpose.REFERRAL,
) -> Consent:
    """Record that the person agreed to what was read out: one recipient, these fields, until then.

    ``read_digest`` is that of the text of ``access.consent_text``; another text is another consent.
    ``chosen_by_person``: the person asked for this very recipient, by themselves. ``explained``:
    how, by whom, and who answers for a child. The receipt code is for the person and joins with
    nothing. Raises CaseNotVisible, CaseClosed, ConsentTextChanged, and as ``access.reading_of``.
    """
    with undone_but_recorded(case_id, by=by, at=at):
        case = access.locked_case(by, case_id=case_id)
        service = access.get_service(by, service_id, at=at)
        reading = access.reading_of(
            case,
            service=service,
            field_groups=field_groups,
            form=form,
            language=language,
            days=days,
            chosen_by_person=chosen_by_person,
            purpose=purpose,
            at=at,
        )
        _check_told(reading, explained=explained, read_digest=read_digest)
        consent_id = uuid4()
        consent = Consent.objects.create(
            id=consent_id,
            case=case,
            recipient=service.institution,
            service=service,
            purpose=purpose,
            field_groups=[group.value for group in FieldGroup if group in field_groups],
            fields=[field.value for field in FactField if field in reading.fields],
            chosen_by_person=chosen_by_person,
            form=form,
            language=language,
            text_version=reading.text.version,
            text_digest=reading.text.digest,
            given_at=at,
            recorded_by=by.id,
            expires_at=reading.expires_at,
            receipt_code=new_code(),
            sealed=_sealed(explained, needs=reading.needs, case=case, consent_id=consent_id),
        )
        _record_given(consent, by=by, at=at)
    return consent


def _check_told(
    reading: access.Reading, *, explained: consents.Explained, read_digest: str
) -> None:
    consents.check_explained(
        explained, is_without_adult=reading.is_without_adult, has_decision=reading.has_decision
    )
    if reading.text.digest != read_digest:
        raise ConsentTextChanged


def _sealed(
    explained: consents.Explained, *, needs: Sequence[str], case: Case, consent_id: UUID
) -> bytes:
    content = {
        "needs": list(needs),
        "how": explained.how,
        "by": explained.by,
        "present": explained.present,
        "responsible": explained.responsible,
        "known_how": explained.known_how,
        "words": explained.words.strip(),
    }
    return seal(
        content,
        context=queries.consent_context(consent_id),
        holder=case.institution_id,
        envelope=case.pk,
    )


def _record_given(consent: Consent, *, by: Actor, at: datetime) -> None:
    audit.record(
        "consent.given",
        subject=str(consent.pk),
        actor=by,
        at=at,
        purpose=Purpose(consent.purpose).value,
        facts={
            "case": str(consent.case_id),
            "service": str(consent.service_id),
            "fields": consent.fields,
            "chosen_by_person": consent.chosen_by_person,
        },
    )


@transaction.atomic
def record_refusal(*, case_id: UUID, service_id: UUID, by: Actor, at: datetime) -> Refusal:
    """She said no to an institution: nothing goes to it until she herself asks for it again.

    What she had agreed to with it before is taken back. Nothing of a refusal is ever sent; saying
    no twice is one no. Raises CaseNotVisible, CaseClosed, OfferRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    recipient_id = access.get_service(by, service_id, at=at).institution_id
    standing = access.standing_refusal(case.pk, institution_id=recipient_id)
    if standing is not None:
        return standing
    refusal = Refusal.objects.create(case=case, recipient_id=recipient_id, at=at, by=by.id)
    access.lock_what_was_sent(case)
    earlier = Consent.objects.filter(case=case, recipient=recipient_id, withdrawn_at=None)
    for consent in earlier.order_by("id"):
        end_consent(consent, by=by, at=at)
    audit.record("consent.refused", subject=str(case.pk), actor=by, at=at)
    return refusal


@transaction.atomic
def lift_refusal(*, refusal_id: UUID, present: str, by: Actor, at: datetime) -> Refusal:
    """She asked by herself for an institution to which she had said no; who was present is kept.

    Raises CaseNotVisible, CaseClosed, ConsentTermsRefused.
    """
    refusal = Refusal.objects.filter(pk=refusal_id, case__in=access.visible_cases(by)).first()
    if refusal is None:
        raise CaseNotVisible
    access.locked_case(by, case_id=refusal.case_id)
    refusal = Refusal.objects.select_for_update(no_key=True).get(pk=refusal_id)
    refusals = (
        (present not in Present.values, "present", "unknown"),
        (refusal.lifted_at is not None, "refusal", "lifted"),
    )
    raise_first(refusals, ConsentTermsRefused)
    refusal.lifted_at, refusal.lifted_by, refusal.lifted_present = at, by.id, present
    refusal.save(update_fields=["lifted_at", "lifted_by", "lifted_present"])
    audit.record(
        "consent.refusal_lifted",
        subject=str(refusal.case_id),
        actor=by,
        at=at,
        facts={"present": present},
    )
    return refusal


@transaction.atomic
def withdraw_consent(*, consent_id: UUID, by: Actor, at: datetime) -> Consent:
    """The person takes the consent back: from the commit on nothing of it opens.

    What waits for an answer or for the person is withdrawn; of who has already arrived the packet
    is shredded; every holder, also further on, is asked to delete. It can be done whatever state
    the case or the referral is in. Raises CaseNotVisible, ConsentWithdrawn.
    """
    case_id = access.get_consent(by, consent_id=consent_id).case_id
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    consent = Consent.objects.select_for_update(no_key=True).get(pk=consent_id)
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn
    end_consent(consent, by=by, at=at)
    return consent


@transaction.atomic
def withdraw_by_receipt(*, code: str, by: Actor, at: datetime) -> None:
    """The person, or whoever she sent, tells the code of a receipt at any member institution.

    Whether there is such a receipt, whose it is and what it was for is told to nobody: the answer
    is the same for a wrong code. Raises NotACaseWorker.
    """
    if by.institution_id is None or not access.works_on_cases(by):
        raise NotACaseWorker
    try:
        read = parse_code(code)
    except CodeUnreadable:
        read = ""
    found = Consent.objects.filter(receipt_code=read).values_list("pk", "case_id").first()
    if found is not None:
        consent_id, case_id = found
        Case.objects.select_for_update(no_key=True).get(pk=case_id)
        consent = Consent.objects.select_for_update(no_key=True).get(pk=consent_id)
        if consent.withdrawn_at is None:
            end_consent(consent, by=by, at=at)
    audit.record("receipt.told", subject=str(by.institution_id), actor=by, at=at)


def end_consent(consent: Consent, *, by: Actor, at: datetime) -> None:
    """End a consent whose row is locked."""
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    sent = Referral.objects.filter(consent=consent).order_by("id")
    take_back_everywhere(list(sent.values_list("pk", flat=True)), consent=consent, by=by, at=at)
    if consent.purpose == Purpose.OWN_RECORD:
        take_back_own_records(consent, by=by, at=at)
    audit.record("consent.withdrawn", subject=str(consent.pk), actor=by, at=at)
    outbox.queue("consent.withdrawn", subject_id=str(consent.pk), at=at)

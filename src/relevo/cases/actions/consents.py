"""Writes of consent: given for one sending, and taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.actions.moves import WITHDRAWN, take_back
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import FactField, FieldGroup, Purpose
from relevo.cases.errors import ConsentTextChanged, ConsentWithdrawn
from relevo.cases.models import Consent, Referral
from relevo.cases.rules import consents
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.outbox import actions as outbox


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
) -> Consent:
    """Record that the person agreed to what was read out: one recipient, these fields, until then.

    ``read_digest`` is that of the text of ``access.consent_text``; another text is another consent.
    ``chosen_by_person``: the person asked for this very recipient, by themselves. The receipt code
    is for the person and joins with nothing. Raises CaseNotVisible, CaseClosed, OfferRefused,
    RecipientBlocked, ConsentTermsRefused, ConsentTextChanged.
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
            at=at,
        )
        if reading.text.digest != read_digest:
            raise ConsentTextChanged
        consent = Consent.objects.create(
            case=case,
            recipient=service.institution,
            service=service,
            purpose=Purpose.REFERRAL,
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
        )
        _record_given(consent, by=by, at=at)
    return consent


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
def withdraw_consent(*, consent_id: UUID, by: Actor, at: datetime) -> Consent:
    """The person takes the consent back: from the commit on nothing of it opens.

    What waits for an answer or for the person is withdrawn; of who has already arrived the packet
    is shredded. The recipient is told. Raises CaseNotVisible, CaseClosed, ConsentWithdrawn.
    """
    case_id = access.get_consent(by, consent_id=consent_id).case_id
    access.locked_case(by, case_id=case_id)
    consent = Consent.objects.select_for_update().get(pk=consent_id)
    if consent.withdrawn_at is not None:
        raise ConsentWithdrawn
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    take_back(Referral.objects.filter(consent=consent), by=by, at=at, code=WITHDRAWN)
    audit.record("consent.withdrawn", subject=str(consent.pk), actor=by, at=at)
    outbox.queue("consent.withdrawn", subject_id=str(consent.pk), at=at)
    return consent

"""What a consent is, and when it is live: for one purpose, recipient, service and case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from relevo.cases.enums import ConsentForm, FactField, FieldGroup, Purpose
from relevo.cases.errors import (
    ConsentExpired,
    ConsentMissing,
    ConsentTermsRefused,
    ConsentWithdrawn,
)

DEFAULT_DAYS = 30
LONGEST_DAYS = 180


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody wants to do with a consent."""

    case_id: UUID
    recipient_id: UUID
    service_id: UUID
    purpose: Purpose = Purpose.REFERRAL


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """A recorded consent as plain values."""

    id: UUID
    use: Use
    fields: frozenset[FactField]
    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    chosen_by_person: bool


@dataclass(frozen=True, slots=True)
class LiveConsent:
    """Proof that a consent was found live: only ``check_consent_live`` makes one.

    What builds a preview or a packet takes this and nothing else, so that without a consent it
    cannot be called.
    """

    consent_id: UUID
    use: Use
    fields: frozenset[FactField]


def check_consent_live(terms: ConsentTerms | None, *, use: Use, at: datetime) -> LiveConsent:
    """ConsentMissing, ConsentWithdrawn or ConsentExpired unless this very use is agreed to now."""
    if terms is None or terms.use != use or at < terms.given_at:
        raise ConsentMissing
    if terms.withdrawn_at is not None:
        raise ConsentWithdrawn
    if at >= terms.expires_at:
        raise ConsentExpired(expired_at=terms.expires_at)
    return LiveConsent(consent_id=terms.id, use=use, fields=terms.fields)


def check_terms(
    *,
    field_groups: Collection[str],
    form: str,
    days: int,
    language: str,
    languages: Collection[str],
    is_without_adult: bool,
) -> None:
    """ConsentTermsRefused with the first part that makes it no consent."""
    refusals = (
        (not set(field_groups) <= set(FieldGroup.values), "field_groups", "unknown"),
        (len(set(field_groups)) != len(field_groups), "field_groups", "twice"),
        (FieldGroup.NEEDS not in field_groups, "field_groups", "needs_missing"),
        (form not in ConsentForm.values, "form", "unknown"),
        (is_without_adult and form != ConsentForm.ASSENT, "form", "assent_needed"),
        (not 1 <= days <= LONGEST_DAYS, "days", "out_of_range"),
        (language not in languages, "language", "no_text"),
    )
    for refused, field, problem in refusals:
        if refused:
            raise ConsentTermsRefused(field=field, problem=problem)


def end_of(at: datetime, *, days: int) -> datetime:
    return at + timedelta(days=days)

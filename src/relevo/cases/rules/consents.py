"""What a consent is, and when it is live: for one purpose, recipient, service and case."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from relevo.cases.enums import (
    ConsentForm,
    ExplainedBy,
    ExplainedHow,
    FactField,
    FieldGroup,
    Ground,
    KnownHow,
    Present,
    Purpose,
    Responsible,
)
from relevo.cases.errors import (
    ConsentExpired,
    ConsentMissing,
    ConsentTermsRefused,
    ConsentWithdrawn,
)
from relevo.kernel.refusals import raise_first

DEFAULT_DAYS = 30
LONGEST_DAYS = 180
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody wants to do with a consent."""

    case_id: UUID
    recipient_id: UUID
    service_id: UUID
    purpose: Purpose = Purpose.REFERRAL


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """A recorded consent as plain values.

    ``needs``: those that were named to the person; empty where the consent was not opened for it,
    and then nothing can be built from it.
    """

    id: UUID
    use: Use
    fields: frozenset[FactField]
    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    chosen_by_person: bool
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveConsent:
    """Proof that a consent was found live: only ``check_consent_live`` makes one.

    What builds a preview or a packet takes this and nothing else, so that without a consent it
    cannot be called. ``needs``: those that were named to her; no other is ever told.
    """

    consent_id: UUID
    use: Use
    fields: frozenset[FactField]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveGround:
    """Proof of one of the two exceptions; made by the checks of ``rules/grounds.py`` alone.

    What builds a preview or a packet takes a ``LiveConsent`` or this, and nothing else.
    """

    ground: Ground
    use: Use
    fields: frozenset[FactField]


def proven_ground(ground: Ground, *, use: Use, fields: frozenset[FactField]) -> LiveGround:
    """For the checks of ``rules/grounds.py`` alone: a test sees that nobody else calls it."""
    return LiveGround(ground=ground, use=use, fields=fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """How a consent was explained, and who answers for a child: sealed with the consent.

    ``words``: who interpreted or stood by, in the officer's words.
    """

    how: str = ExplainedHow.IN_PERSON.value
    by: str = ExplainedBy.CASE_WORKER.value
    present: str = Present.NOBODY.value
    responsible: str = ""
    known_how: str = ""
    words: str = field(default="", repr=False)


IN_PERSON = Explained()


def check_explained(explained: Explained, *, is_without_adult: bool, has_decision: bool) -> None:
    """ConsentTermsRefused with the first part that is not told as it must be.

    A child's assent needs who answers for it and how that is known, or a recorded decision on its
    best interests.
    """
    named = bool(explained.responsible or explained.known_how)
    refusals = (
        (explained.how not in ExplainedHow.values, "how", "unknown"),
        (explained.by not in ExplainedBy.values, "by", "unknown"),
        (explained.present not in Present.values, "present", "unknown"),
        (len(explained.words) > LONGEST_WORDS, "words", "too_long"),
        (named and not is_without_adult, "responsible", "not_a_child"),
        (is_without_adult and not named and not has_decision, "responsible", "missing"),
        (named and explained.responsible not in Responsible.values, "responsible", "unknown"),
        (named and explained.known_how not in KnownHow.values, "known_how", "unknown"),
    )
    raise_first(refusals, ConsentTermsRefused)


def check_consent_live(terms: ConsentTerms | None, *, use: Use, at: datetime) -> LiveConsent:
    """ConsentMissing, ConsentWithdrawn or ConsentExpired unless this very use is agreed to now."""
    if terms is None or terms.use != use or at < terms.given_at:
        raise ConsentMissing
    if terms.withdrawn_at is not None:
        raise ConsentWithdrawn
    if at >= terms.expires_at:
        raise ConsentExpired(expired_at=terms.expires_at)
    return LiveConsent(consent_id=terms.id, use=use, fields=terms.fields, needs=terms.needs)


def check_terms(
    *,
    field_groups: Collection[str],
    form: str,
    days: int,
    purpose: str,
    language: str,
    languages: Collection[str],
    is_without_adult: bool,
) -> None:
    """ConsentTermsRefused with the first part that makes it no consent."""
    refusals = (
        (purpose not in Purpose.values, "purpose", "unknown"),
        (not set(field_groups) <= set(FieldGroup.values), "field_groups", "unknown"),
        (len(set(field_groups)) != len(field_groups), "field_groups", "twice"),
        (FieldGroup.NEEDS not in field_groups, "field_groups", "needs_missing"),
        (form not in ConsentForm.values, "form", "unknown"),
        (is_without_adult and form != ConsentForm.ASSENT, "form", "assent_needed"),
        (not 1 <= days <= LONGEST_DAYS, "days", "out_of_range"),
        (language not in languages, "language", "no_text"),
    )
    raise_first(refusals, ConsentTermsRefused)


def end_of(at: datetime, *, days: int) -> datetime:
    return at + timedelta(days=days)

"""Proofs that something may be used now: a live consent, one of two grounds, an unbroken chain."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from relevo.cases import queries
from relevo.cases.access.doors import use_of
from relevo.cases.enums import (
    FactField,
    GlassVerdict,
    Ground,
    Purpose,
    RightsKind,
    RightsOutcome,
)
from relevo.cases.errors import ConsentWithdrawn, RefusalStands, RestrictionStands
from relevo.cases.models import Case, Consent, Referral, Refusal, RightsRequest, WithoutConsent
from relevo.cases.rules import consents, grounds, law
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.grounds import Live
from relevo.directory.models import Service
from relevo.plumbing.sealed import unseal


def standing_refusal(case_id: UUID, *, institution_id: UUID) -> Refusal | None:
    """Her "no" to an institution that still stands."""
    return (
        Refusal.objects.filter(case=case_id, recipient=institution_id, lifted_at=None)
        .order_by("at", "id")
        .first()
    )


def check_not_refused(case_id: UUID, *, institution_id: UUID) -> None:
    """RefusalStands: she said no to it, and only she opens that again."""
    if institution_id in refused_by(case_id):
        raise RefusalStands


def refused_by(case_id: UUID) -> frozenset[UUID]:
    """The institutions to which her "no" stands."""
    standing = Refusal.objects.filter(case=case_id, lifted_at=None).order_by("at", "id")
    return frozenset(standing.values_list("recipient_id", flat=True))


def restricted_at(case_id: UUID) -> datetime | None:
    """Since when nothing more is done with a case, as its person asked; None: it goes on.

    What is granted in part stops sending too: the rest, as keeping it, is what the law orders.
    """
    standing = RightsRequest.objects.filter(
        case=case_id,
        kind=RightsKind.RESTRICTION,
        outcome__in=(RightsOutcome.GRANTED, RightsOutcome.PARTLY),
        lifted_at=None,
    )
    return standing.order_by("answered_at", "id").values_list("answered_at", flat=True).first()


def check_not_restricted(case_id: UUID) -> None:
    """RestrictionStands: nothing new is sent, and nobody is asked whether it may be."""
    if restricted_at(case_id) is not None:
        raise RestrictionStands


def is_on_hold(referral: Referral) -> bool:
    """Whether nothing new may be done with what was sent: it cannot be accepted, nor kept apart.

    Where its person asked so, here or further up, until she lifts it. What goes without consent,
    on one of the two grounds, goes on.
    """
    if referral.ground:
        return False
    cases = (referral.case_id, *(before.case_id for before in _led_by(referral.case)))
    return any(restricted_at(case_id) is not None for case_id in cases)


def check_not_on_hold(referral: Referral) -> None:
    """RestrictionStands, as ``is_on_hold``."""
    if is_on_hold(referral):
        raise RestrictionStands


def named_terms(consent: Consent | None) -> consents.ConsentTerms | None:
    """A consent as plain values, opened for the needs that were named to the person.

    One from before needs were named was given for what the service gives, and for no other.
    """
    terms = queries.terms_of(consent)
    if consent is None or terms is None:
        return None
    sealed = bytes(consent.sealed)
    content = unseal(sealed, context=queries.consent_context(consent.pk)) if sealed else {}
    named = content.get("needs", sorted(queries.served_by(consent.service)))
    return replace(terms, needs=tuple(named))


def live_of(
    referral: Referral, *, at: datetime, is_locked: bool = False, is_to_build: bool = False
) -> Live:
    """The proof by which what was sent may be used now; DisclosureRefused.

    ``is_to_build``: something is made of the case with it, so it is opened for the needs.

    ``is_locked``: nobody takes it back before the transaction of this use is over; whoever was
    first wins, and a use never comes after a withdrawal.
    """
    use = use_of(referral)
    if referral.ground:
        rows = WithoutConsent.objects.select_related("referral__service__institution")
        if is_locked:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return grounds.check_ground_live(
            _terms_of(rows.filter(referral=referral).first()), use=use, at=at
        )
    given = Consent.objects.select_for_update(no_key=True) if is_locked else Consent.objects.all()
    consent = given.filter(pk=referral.consent_id).first() if referral.consent_id else None
    terms = named_terms(consent) if is_to_build else queries.terms_of(consent)
    return consents.check_consent_live(terms, use=use, at=at)


def _terms_of(row: WithoutConsent | None) -> grounds.GroundTerms | None:
    if row is None:
        return None
    ground, institution = Ground(row.ground), row.referral.service.institution
    fields = grounds.VITAL_FIELDS
    if ground == Ground.CHILD_DUTY:
        on = row.at.astimezone(LOCAL).date()
        fields = grounds.duty_fields(kind=institution.kind, country=institution.country, on=on)
    return grounds.GroundTerms(
        use=use_of(row.referral),
        ground=ground,
        fields=fields,
        at=row.at,
        is_unjustified=row.verdict == GlassVerdict.NOT_JUSTIFIED,
    )


def newest_own_record(referral: Referral) -> Consent | None:
    """What the person said last to a case of the recipient's own, whether it still holds or not."""
    return (
        Consent.objects.filter(
            case=referral.case_id, service=referral.service_id, purpose=Purpose.OWN_RECORD
        )
        .order_by("-given_at", "id")
        .first()
    )


def lock_permissions(referral_id: UUID) -> None:
    """Lock the sender's case and what allowed a sending, in the order in which they are taken back.

    Before anything else of the chain is locked: whoever was first wins, and neither waits for the
    other.
    """
    sending = Referral.objects.filter(pk=referral_id)
    list(
        Case.objects.select_for_update(no_key=True)
        .filter(pk__in=sending.values("case_id"))
        .order_by("id")
    )
    given = Consent.objects.select_for_update(no_key=True).filter(
        case__in=sending.values("case_id"), service__in=sending.values("service_id")
    )
    list(given.order_by("id"))


def check_chain_live(case: Case, *, is_locked: bool = True) -> None:
    """ConsentWithdrawn when what this case came out of was taken back: nothing goes on from it.

    RestrictionStands where its person asked, here or further up, that nothing more is done.
    Neither does it when a recipient of the chain may keep no case of its own any more. The consents
    of the whole chain are locked until the transaction ends, unless it is only looked at.
    """
    check_not_restricted(case.pk)
    for referral in _led_by(case):
        own_record = newest_own_record(referral)
        asked = (referral.consent_id, own_record.pk if own_record else None)
        needed = {consent_id for consent_id in asked if consent_id is not None}
        given = Consent.objects.filter(pk__in=needed).order_by("id")
        if is_locked:
            given = given.select_for_update(no_key=True)
        if any(consent.withdrawn_at is not None for consent in list(given)):
            raise ConsentWithdrawn
        check_not_restricted(referral.case_id)


def _led_by(case: Case) -> Iterator[Referral]:
    """The referrals out of which a case came, the nearest first."""
    referral_id = case.origin_id
    while referral_id is not None:
        referral = Referral.objects.select_related("case").get(pk=referral_id)
        yield referral
        referral_id = referral.parent_id or referral.case.origin_id


def law_allows(case: Case, *, service: Service, at: datetime) -> frozenset[FactField]:
    """The fields that the law of the recipient's country leaves open for this person."""
    known = queries.opened_facts(case.pk)
    person = queries.protected_of(case, known)
    return law.most_fields(
        [
            line
            for nationality in person.nationalities
            for line in law.applying(
                institution_kind=service.institution.kind,
                institution_country=service.institution.country,
                nationality=nationality,
                is_returned=person.is_returned,
                on=at.astimezone(LOCAL).date(),
            )
        ]
    )

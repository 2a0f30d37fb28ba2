"""Who may know of a case or a referral at all: the query sets that every other read begins with.

Who is on the team opens a case; role and institution do not. An officer of the receiving
institution knows of what was offered to it. For anybody else there is no such case: absent and
hidden raise the same refusal after the same query.

Whom the person chose never to know is asked before all of that, in the same query: it beats team,
receipt, oversight and break-glass.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from relevo.accounts.enums import Role
from relevo.cases import queries
from relevo.cases.enums import (
    CaseStatus,
    ExclusionKind,
    Party,
    ReferralStatus,
)
from relevo.cases.errors import (
    CaseClosed,
    CaseNotVisible,
    OfferRefused,
    RecipientBlocked,
)
from relevo.cases.models import Case, Consent, Exclusion, Referral, TeamMember
from relevo.cases.rules import consents, recipients
from relevo.cases.rules.clocks import LOCAL
from relevo.directory.access import visible_services
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import is_destroyed, mac, macs

EXCLUSION = "exclusion"
"""Label of the keyed digests of who must never know."""

CASE_WORK: frozenset[str] = frozenset({Role.OFFICER, Role.DUTY_OFFICER})
"""Who opens cases, and who sees and answers what is offered to their institution."""

_GONE: frozenset[str] = frozenset({ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED})


def works_on_cases(actor: Actor) -> bool:
    return actor.institution_id is not None and bool(CASE_WORK & actor.roles)


def institution_of(actor: Actor) -> UUID:
    """The institution for which somebody acts; for who acts for none, one that does not exist."""
    return actor.institution_id or UUID(int=0)


def exclusion_mark(kind: ExclusionKind, who: UUID) -> str:
    """What stands in the row of an exclusion: says nothing to who has the database alone."""
    return mac(EXCLUSION, kind.value, str(who))


def not_excluded(actor: Actor, *, case: str = "pk") -> Q:
    """The condition that the person of a case did not choose this actor never to know of it.

    ``case``: the name of the column with the case's id. It is about the actor, the institution for
    which they act, and every other institution of which they are a member today.
    """
    institutions = {actor.institution_id, *actor.also_of} - {None}
    asked = [
        (ExclusionKind.USER.value, str(actor.id)),
        *((ExclusionKind.INSTITUTION.value, pk) for pk in sorted(map(str, institutions))),
    ]
    marks = macs(EXCLUSION, asked)
    return Q(~Exists(Exclusion.objects.filter(case=OuterRef(case), mark__in=marks)))


def check_may_receive(case_id: UUID, *, institution_id: UUID) -> None:
    """RecipientBlocked: to whom the person chose never to know, nothing is offered, ever."""
    if kept_from(case_id, institution_ids=[institution_id]):
        raise RecipientBlocked(why="excluded")


def kept_from(case_id: UUID, *, institution_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these institutions those that the person chose never to know of a case."""
    asked = sorted(set(institution_ids), key=str)
    marks = macs(EXCLUSION, [(ExclusionKind.INSTITUTION.value, str(pk)) for pk in asked])
    rows = Exclusion.objects.filter(case_id=case_id, mark__in=marks)
    kept = set(rows.values_list("mark", flat=True))
    return frozenset(pk for pk, mark in zip(asked, marks, strict=True) if mark in kept)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases on whose team the actor is, in the institution for which they act now.

    An institution that destroyed its key has none: there is nothing left that could be opened.
    """
    if actor.institution_id is None:
        return Case.objects.none()
    team = TeamMember.objects.filter(case=OuterRef("pk"), user_id=actor.id, until=None)
    gone = DestroyedKey.objects.values("holder")
    return Case.objects.filter(
        Exists(team), not_excluded(actor), institution_id=actor.institution_id
    ).exclude(institution_id__in=gone)


def get_case(actor: Actor, case_id: UUID) -> Case:
    """The case without its content; CaseNotVisible."""
    case = visible_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise CaseNotVisible
    return case


def locked_case(actor: Actor, *, case_id: UUID) -> Case:
    """The open case, locked for a change; CaseNotVisible, CaseClosed."""
    case = (
        visible_cases(actor).select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    )
    if case is None:
        raise CaseNotVisible
    if case.status == CaseStatus.CLOSED:
        raise CaseClosed
    return case


def sent_by(actor: Actor) -> Q:
    return Q(sender_id=actor.institution_id, in_team=True)


def received_by(actor: Actor) -> Q:
    """What was offered to the actor's institution.

    An institution that controls people does not learn that something was taken back: the case may
    have become one of protection.
    """
    taken_back = Q(recipient__kind__in=ENFORCEMENT_KINDS, status__in=_GONE)
    return Q(recipient_id=actor.institution_id, offered_at__isnull=False) & ~taken_back


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """Referrals the actor may know of, as one of the sending team or as an officer who receives."""
    team = TeamMember.objects.filter(case=OuterRef("case_id"), user_id=actor.id, until=None)
    known = not_excluded(actor, case="case_id")
    referrals = Referral.objects.alias(in_team=Exists(team)).filter(known)
    if actor.institution_id is None:
        return referrals.none()
    if works_on_cases(actor):
        return referrals.filter(sent_by(actor) | received_by(actor))
    return referrals.filter(sent_by(actor))


@dataclass(frozen=True, slots=True)
class LockedReferral:
    """A referral locked for a move, and as whom the actor may move it."""

    referral: Referral
    parties: frozenset[Party]


def locked_for(actor: Actor, *, referral_id: UUID) -> LockedReferral:
    """The referral, locked for a change; CaseNotVisible.

    What became a protection case after it was offered to a blocked recipient is not there for it.
    """
    referral = (
        visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise CaseNotVisible
    parties = parties_of(actor, referral)
    if Party.SENDER not in parties and is_blocked(referral):
        raise CaseNotVisible
    return LockedReferral(referral=referral, parties=parties)


def get_sent_referral(actor: Actor, referral_id: UUID) -> Referral:
    """A referral of a case of one's team; CaseNotVisible, also for who received it."""
    cases = visible_cases(actor)
    referral = visible_to(actor).filter(pk=referral_id, case__in=cases).first()
    if referral is None:
        raise CaseNotVisible
    return referral


def locked_sent(actor: Actor, *, referral_id: UUID) -> Referral:
    """As ``get_sent_referral``, locked for a change."""
    locked = locked_for(actor, referral_id=referral_id)
    if Party.SENDER not in locked.parties:
        raise CaseNotVisible
    return locked.referral


def parties_of(actor: Actor, referral: Referral) -> frozenset[Party]:
    found = set()
    if visible_cases(actor).filter(pk=referral.case_id).exists():
        found.add(Party.SENDER)
    if referral.recipient_id == actor.institution_id and works_on_cases(actor):
        found.add(Party.RECIPIENT)
    return frozenset(found)


def is_blocked(referral: Referral, *, at: datetime | None = None) -> bool:
    """Whether this recipient must not have this case by what is known of it now.

    ``at``: by the law of when; without it of when it was offered.

    What was taken back has no content left, and looks the same whatever the reason was. Of what is
    known no more, because it was shredded or its sender left, nobody is told anything.
    """
    if referral.case.shredded_at is not None:
        return True
    if referral.status in _GONE:
        return is_destroyed(referral.sender_id)
    try:
        known = queries.opened_facts(referral.case_id)
        recipients.check_recipient(
            queries.recipient_of(referral.service),
            queries.protected_of(referral.case, known),
            chosen_by_person=referral.consent is not None and referral.consent.chosen_by_person,
            on=(at or referral.offered_at or referral.created_at).astimezone(LOCAL).date(),
        )
    except (CaseNotVisible, RecipientBlocked):
        return True
    return False


def get_service(actor: Actor | None, service_id: UUID, *, at: datetime) -> Service:
    """A service to which a case can be offered now; OfferRefused, also when it works no more.

    Without an actor: one that the public may see.
    """
    service = (
        visible_services(actor)
        .offered_on(at.astimezone(LOCAL).date())
        .select_related("institution")
        .filter(pk=service_id)
        .first()
    )
    if service is None:
        raise OfferRefused(field="service", problem="unknown")
    return service


def use_of(referral: Referral) -> consents.Use:
    return consents.Use(
        case_id=referral.case_id,
        recipient_id=referral.recipient_id,
        service_id=referral.service_id,
    )


def get_consent(actor: Actor, *, consent_id: UUID) -> Consent:
    """A consent of a case of one's team; CaseNotVisible."""
    consent = Consent.objects.filter(pk=consent_id, case__in=visible_cases(actor)).first()
    if consent is None:
        raise CaseNotVisible
    return consent

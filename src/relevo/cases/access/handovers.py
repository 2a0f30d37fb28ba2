"""The acta de entrega, for both sides, and who answers for a person."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from relevo.audit import actions as audit
from relevo.cases import queries
from relevo.cases.access.doors import (
    institution_of,
    is_blocked,
    not_excluded,
    parties_of,
    visible_cases,
    visible_to,
)
from relevo.cases.access.glass import answers_for_glass
from relevo.cases.enums import Party, ReadPurpose, ReferralStatus
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import HandOver, Referral, ReferralStep, TeamMember
from relevo.cases.rules import custody, handovers, walls
from relevo.cases.rules.facts import has_child
from relevo.cases.rules.loop_views import FlaggedHandOver, HandOverView
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.plumbing.sealed import unseal


def hand_over_context(hand_over_id: UUID) -> str:
    return f"cases_handover|sealed|{hand_over_id}"


def opened_terms(row: HandOver) -> tuple[handovers.HandOverTerms, bool]:
    """What an acta says, and whether there is a child. Only behind the door."""
    return handovers.terms_of(unseal(bytes(row.sealed), context=hand_over_context(row.pk)))


def digest_of(row: HandOver) -> str:
    """Of what an acta says now."""
    terms, child = opened_terms(row)
    return handovers.digest_of(terms, handed_at=row.handed_at, has_child=child)


def read_hand_over(actor: Actor, *, referral_id: UUID, at: datetime) -> HandOverView | None:
    """Open the acta of a referral for either side; recorded first. None: nobody wrote one yet.

    Raises CaseNotVisible.
    """
    referral = (
        visible_to(actor)
        .select_related("sender", "recipient", "service__institution", "consent", "case")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise CaseNotVisible
    parties = parties_of(actor, referral)
    if Party.SENDER not in parties and is_blocked(referral, at=at):
        raise CaseNotVisible
    row = HandOver.objects.filter(referral=referral).first()
    if row is None:
        return None
    audit.record_access(
        "hand_over.read",
        subject=str(referral.pk),
        actor=actor,
        at=at,
        purpose=ReadPurpose.REFERRAL.value,
    )
    terms, child = opened_terms(row)
    return HandOverView(
        referral_id=referral.pk,
        code=referral.code,
        giver=_name(referral.sender),
        receiver=_name(referral.recipient),
        handed_at=row.handed_at,
        given_at=row.given_at,
        received_at=row.received_at,
        is_sender=Party.SENDER in parties,
        is_recipient=Party.RECIPIENT in parties,
        has_child=child,
        responsible=responsible_for(actor, referral, at=at),
        own_first=row.received_at is None and own_acta_waits(referral),
        digest=handovers.digest_of(terms, handed_at=row.handed_at, has_child=child),
        terms=terms,
    )


def can_hand_over(referral: Referral) -> bool:
    """Whether the acta of a referral can be written and received now, by who may."""
    status = ReferralStatus(referral.status)
    if status not in handovers.AFTERWARDS:
        return status in handovers.WRITABLE
    arrived = ReferralStep.objects.filter(referral=referral, status=ReferralStatus.ARRIVED)
    return handovers.can_hand_over(status, has_arrived=arrived.exists())


def acta_waits(referral: Referral) -> bool:
    """Whether what came of it is told and an acta is still to be received.

    One that was written, or one that is owed for a child.
    """
    if referral.status not in handovers.AFTERWARDS or not can_hand_over(referral):
        return False
    row = HandOver.objects.filter(referral=referral).first()
    return row.received_at is None if row is not None else _is_of_child([referral])


def own_acta_waits(referral: Referral) -> bool:
    """Whether who hands a child over has still to confirm that it received the child itself."""
    parent = referral.parent
    if parent is None or not _is_of_child([parent, referral]) or not can_hand_over(parent):
        return False
    return not HandOver.objects.filter(referral=parent, received_at__isnull=False).exists()


def list_flagged_lately(actor: Actor, *, at: datetime) -> list[FlaggedHandOver]:
    """Hand-overs of the last seven days of which something is to be looked into, the newest first.

    For the teams of the cases, and for who answers for the sending institution. In one query; what
    it is stands on the acta.
    """
    team = TeamMember.objects.filter(case=OuterRef("referral__case_id"), user_id=actor.id)
    rows = HandOver.objects.filter(
        not_excluded(actor, case="referral__case_id"),
        referral__sender_id=institution_of(actor),
        referral__case__shredded_at=None,
        flagged_at__gt=at - walls.GLASS_WEEK,
    )
    if not answers_for_glass(actor):
        rows = rows.filter(Q(Exists(team.filter(until=None))))
    return [
        FlaggedHandOver(referral_code=code, flagged_at=flagged_at)
        for code, flagged_at in rows.order_by("-flagged_at", "id").values_list(
            "referral__code", "flagged_at"
        )
        if flagged_at is not None
    ]


# Who answers for the person ------------------------------------------------------------------


def responsible_for(actor: Actor, referral: Referral, *, at: datetime) -> LocalisedText:
    """The one institution that answers for the person now, by whatever referral it took over.

    By its name for who knows of the hand-over by which it took over, from either side. Who stands
    further off learns through whom to ask and no name: that place may be a protected one.
    """
    up = _up(referral)
    links = _of_person(actor, up)
    taken = custody.taken_at(_joined(links), at=at)
    known = {referral.pk}
    if len(links) > 1:
        known |= _known(actor, links, at=at)
    if taken is None:
        return _name(up[0].sender) if up[0].pk in known else _before(up, known)
    by_id = {one.pk: one for one in links}
    through = link = next(one for one in links if one.pk == taken.through)
    if link.pk in known or any(one.parent_id == link.pk and one.pk in known for one in links):
        return _name(link.recipient)
    while link.parent_id in by_id:
        link = by_id[link.parent_id]
        if link.pk in known:
            return _further(link)
    return _before(up, known) if through in up else _beside(up, known)


def answered_until(actor: Actor, referral: Referral) -> tuple[datetime, Party] | None:
    """When who received by a referral ceased to answer, and which side handed over further.

    Not to whom. None: it answers still.
    """
    links = _of_person(actor, _up(referral))
    ended = custody.ended_at(_joined(links), referral.pk)
    if ended is None:
        return None
    at, later = ended
    return at, Party.RECIPIENT if referral.pk in later.after else Party.SENDER


def _up(referral: Referral) -> list[Referral]:
    """The referrals that led to this one, the first one first, and this one."""
    found = [referral]
    while found[0].parent is not None:
        found.insert(0, found[0].parent)
    return found


def _of_person(actor: Actor, up: Sequence[Referral]) -> list[Referral]:
    """What led to a referral, and all that her cases were sent by else, each after its parent.

    Not of cases of which the actor must never know: not even that it went on.
    """
    found = list(up)
    beside = Q(case=up[0].case_id) | Q(parent__in=[one.pk for one in up])
    while rows := list(_rows(actor).filter(beside).exclude(pk__in=[one.pk for one in found])):
        found += rows
        beside = Q(parent__in=[one.pk for one in rows])
    return found


def _rows(actor: Actor) -> QuerySet[Referral]:
    return (
        Referral.objects.filter(not_excluded(actor, case="case_id"))
        .select_related("sender", "recipient", "service__institution", "consent", "case")
        .order_by("created_at", "id")
    )


def _is_of_child(referrals: Iterable[Referral]) -> bool:
    """Whether a child is among the people, by what any of their cases knows."""
    for case_id in dict.fromkeys(one.case_id for one in referrals):
        with suppress(CaseNotVisible):
            if has_child(queries.opened_facts(case_id)):
                return True
    return False


def _joined(links: Sequence[Referral]) -> custody.Custody:
    """Who answered for the person of these referrals, from when on."""
    ids = [one.pk for one in links]
    actas = {
        row.referral_id: row
        for row in HandOver.objects.filter(referral__in=ids, received_at__isnull=False)
    }
    arrived = dict(
        ReferralStep.objects.filter(referral__in=ids, status=ReferralStatus.ARRIVED)
        .order_by("-at", "-id")
        .values_list("referral_id", "at")
    )
    child = _is_of_child(links)
    found = []
    for one in links:
        acta = actas.get(one.pk)
        own = custody.custody_of(
            sender_id=one.sender_id,
            recipient_id=one.recipient_id,
            received_at=acta.received_at if acta else None,
            handed_at=acta.handed_at if acta else None,
            arrived_at=arrived.get(one.pk),
            has_child=child,
        )
        found.append(custody.Link(one.pk, one.parent_id, own))
    return custody.joined(found)


def _known(actor: Actor, links: Sequence[Referral], *, at: datetime) -> set[UUID]:
    """Which of these the actor may know of, as one side or the other."""
    ids = [one.pk for one in links]
    seen = set(visible_to(actor).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    teams = visible_cases(actor).filter(pk__in={one.case_id for one in links}).order_by("pk")
    own = set(teams.values_list("pk", flat=True))
    return {
        one.pk
        for one in links
        if one.pk in seen and (one.case_id in own or not is_blocked(one, at=at))
    }


def _name(institution: Institution) -> LocalisedText:
    return LocalisedText(institution.name_es, institution.name_en)


def _further(link: Referral) -> LocalisedText:
    """An institution beyond a known one, which can be asked."""
    known = _name(link.recipient)
    return LocalisedText(
        es=f"una institución que intervino después de {known.es}",
        en=f"an institution involved after {known.in_language('en')}",
    )


def _before(up: Sequence[Referral], known: set[UUID]) -> LocalisedText:
    """Who received onward does not learn through whom the person came before."""
    nearest = _name(next((one for one in up if one.pk in known), up[-1]).sender)
    return LocalisedText(
        es=f"una institución que intervino antes que {nearest.es}",
        en=f"an institution involved before {nearest.in_language('en')}",
    )


def _beside(up: Sequence[Referral], known: set[UUID]) -> LocalisedText:
    """An institution that took over by another referral; who sent this one can be asked."""
    nearest = _name(next((one for one in up if one.pk in known), up[-1]).sender)
    return LocalisedText(
        es=f"otra institución que recibió después (pregunte a {nearest.es})",
        en=f"another institution that received later (ask {nearest.in_language('en')})",
    )

"""Links for who has no account: what the sender sees of them, and what the right number opens."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from relevo.accounts.enums import Attribute, Role
from relevo.accounts.queries import is_all_on_probation
from relevo.cases.access.doors import CASE_WORK, get_sent_referral
from relevo.cases.access.handovers import acta_waits, read_hand_over
from relevo.cases.access.opening import read_referral
from relevo.cases.access.retractions import deletion_waits, find_held
from relevo.cases.enums import LinkStage, ReferralStatus
from relevo.cases.errors import CaseNotVisible, LinkOver
from relevo.cases.models import AnswerLink, Referral, ReferralStep
from relevo.cases.rules import links
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.loop_views import HandOverView
from relevo.cases.rules.views import HeldRow, LinksView, LinkView, ReferralView
from relevo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class LinkPass:
    """Proof that the number of a link was told rightly: opens one referral, for one stage."""

    link_id: UUID
    referral_id: UUID
    stage: LinkStage
    actor: Actor = field(repr=False)


def pass_of(link: AnswerLink, *, at: datetime) -> LinkPass:
    """Whoever answers by link acts for the receiving institution, and the audit names the link.

    Where everybody who works on cases is on probation, so is whoever answers: a link lets nobody
    take over more than an account does. Where nobody has an account there is nobody on probation.
    """
    institution_id = link.referral.recipient_id
    on_probation = is_all_on_probation(
        institution_id, roles=CASE_WORK, on=at.astimezone(LOCAL).date()
    )
    actor = Actor(
        id=link.pk,
        institution_id=institution_id,
        roles=frozenset({Role.DUTY_OFFICER.value}),
        attributes=frozenset({Attribute.PROBATION.value} if on_probation else ()),
    )
    return LinkPass(link.pk, link.referral_id, LinkStage(link.stage), actor)


def usable_link(link_id: UUID, *, at: datetime, lock: bool = False) -> AnswerLink:
    """The link, if something can still be done with it; LinkOver."""
    rows = AnswerLink.objects.select_related("referral")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    link = rows.filter(pk=link_id).first()
    if link is None:
        raise LinkOver
    links.check_link(
        stage=LinkStage(link.stage),
        status=ReferralStatus(link.referral.status),
        tries=link.tries,
        expires_at=link.expires_at,
        spent_at=link.spent_at,
        revoked_at=link.revoked_at,
        acta_waits=acta_waits(link.referral),
        deletion_waits=deletion_waits(link.referral),
        at=at,
    )
    return link


def pass_again(link_id: UUID, *, opened_at: datetime, at: datetime) -> LinkPass:
    """The pass of a page that was opened with the right number a while ago; LinkOver.

    The surface keeps the two values under its signature; the number itself is nowhere kept.
    """
    if not opened_at <= at < opened_at + links.OPEN_FOR:
        raise LinkOver
    return pass_of(usable_link(link_id, at=at), at=at)


def read_by_link(link_pass: LinkPass, *, at: datetime) -> ReferralView:
    """The referral as its recipient sees it, recorded like any reading; LinkOver."""
    try:
        return read_referral(link_pass.actor, referral_id=link_pass.referral_id, at=at)
    except CaseNotVisible as hidden:
        raise LinkOver from hidden


def read_acta_by_link(link_pass: LinkPass, *, at: datetime) -> HandOverView | None:
    """The acta de entrega, where the link is for the arrival; None: nobody wrote one. LinkOver."""
    if link_pass.stage != LinkStage.ARRIVAL:
        return None
    try:
        return read_hand_over(link_pass.actor, referral_id=link_pass.referral_id, at=at)
    except CaseNotVisible as hidden:
        raise LinkOver from hidden


def held_by_link(link_pass: LinkPass, *, at: datetime) -> HeldRow:
    """What was taken back and waits for its holder's word: a code, no person. LinkOver."""
    held = find_held(link_pass.actor, referral_id=link_pass.referral_id, at=at)
    if link_pass.stage != LinkStage.DELETION or held is None:
        raise LinkOver
    return held


def list_links(actor: Actor, *, referral_id: UUID, at: datetime) -> LinksView:
    """The links of a referral of one's own case, the newest first; CaseNotVisible."""
    referral = get_sent_referral(actor, referral_id)
    made = [
        LinkView(
            link_id=link.pk,
            stage=link.stage,
            created_at=link.created_at,
            expires_at=link.expires_at,
            opened_at=link.opened_at,
            spent_at=link.spent_at,
            revoked_at=link.revoked_at,
            tries_left=max(0, links.MOST_TRIES - link.tries),
            is_usable=_is_usable(link, at=at),
        )
        for link in AnswerLink.objects.select_related("referral")
        .filter(referral=referral)
        .order_by("-created_at", "id")
    ]
    status = ReferralStatus(referral.status)
    can_make = any(status in usable for usable in links.OPEN_STATES.values())
    can_make = can_make or acta_waits(referral) or deletion_waits(referral)
    return LinksView(
        links=tuple(made),
        can_make=can_make,
        is_locked=can_make and bool(made) and not made[0].tries_left and not made[0].spent_at,
        answers_at_desk=_answers_at_desk(referral),
    )


def _answers_at_desk(referral: Referral) -> bool:
    """Whether the recipient has moved this referral with an account of its own.

    No more is asked: who has accounts elsewhere is not the sender's to know.
    """
    made = AnswerLink.objects.filter(referral=referral).values("pk")
    moved = ReferralStep.objects.filter(
        referral=referral, by_institution_id=referral.recipient_id
    ).exclude(actor_id__in=made)
    return moved.exists()


def _is_usable(link: AnswerLink, *, at: datetime) -> bool:
    try:
        usable_link(link.pk, at=at)
    except LinkOver:
        return False
    return True

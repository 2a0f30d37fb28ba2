"""Writes of accounts: people, memberships, printed cards, one-time links."""

import hashlib
import secrets
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q

from relevo.accounts.enums import Attribute, Role
from relevo.accounts.errors import (
    CardCodeRefused,
    NoMembership,
    NotAnAdministrator,
    SetupLinkRefused,
    UserNameTaken,
)
from relevo.accounts.models import CardCode, Membership, MembershipQuerySet, SetupLink, User
from relevo.audit import actions as audit
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.ids import ALPHABET

CODES_ON_A_CARD = 10
CODE_LENGTH = 10
LINK_HOLDS = timedelta(hours=48)
SYSTEM_ROLE = "system"
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


def _check_may_administer(by: Actor, *, institution: Institution) -> None:
    own = by.has_role(Role.INSTITUTION_ADMIN) and by.institution_id == institution.pk
    if not (own or by.has_role(Role.PLATFORM_ADMIN) or by.has_role(SYSTEM_ROLE)):
        raise NotAnAdministrator


@transaction.atomic
def create_person(
    *,
    username: str,
    institution: Institution,
    role: Role,
    starts_on: date,
    acta: str,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
    is_demo: bool = False,
) -> User:
    """A person who may sign in once they have set a password through their link.

    The platform's administrator is named by acta, for a term.
    """
    _check_may_administer(by, institution=institution)
    if User.objects.filter(username=username).exists():
        raise UserNameTaken(username)
    user = User(username=username, is_demo=is_demo)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(
        user=user,
        institution=institution,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        acta=acta,
    )
    audit.record(
        "account.created", subject=str(user.pk), actor=by, at=at, facts={"role": str(role)}
    )
    return user


@transaction.atomic
def create_setup_link(*, user: User, by: Actor, at: datetime) -> str:
    """The secret of a one-time link to set a password; earlier unused ones stop working."""
    SetupLink.objects.filter(user=user, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    SetupLink.objects.create(
        user=user, digest=_digest(token), created_at=at, expires_at=at + LINK_HOLDS
    )
    audit.record("account.link_issued", subject=str(user.pk), actor=by, at=at)
    return token


@transaction.atomic
def redeem_setup_link(token: str, *, password: str, at: datetime) -> User:
    """Set the password and spend the link. Raises SetupLinkRefused."""
    link = (
        SetupLink.objects.select_for_update(no_key=True)
        .filter(digest=_digest(token), used_at=None, expires_at__gt=at)
        .first()
    )
    if link is None:
        raise SetupLinkRefused
    user = User.objects.get(pk=link.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    link.used_at = at
    link.save(update_fields=["used_at"])
    audit.record(
        "account.password_set",
        subject=str(user.pk),
        actor=Actor(id=user.pk, institution_id=None),
        at=at,
    )
    return user


@transaction.atomic
def issue_card(*, user: User, by: Actor, at: datetime) -> list[str]:
    """Ten one-time codes to print, for a person without a phone app; the old card dies."""
    institutions = Membership.objects.filter(user=user).select_related("institution")
    for membership in institutions:
        _check_may_administer(by, institution=membership.institution)
    CardCode.objects.filter(user=user).delete()
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        for _ in range(CODES_ON_A_CARD)
    ]
    CardCode.objects.bulk_create(
        CardCode(user=user, digest=make_password(code), issued_by=by.id, issued_at=at)
        for code in codes
    )
    audit.record("account.card_issued", subject=str(user.pk), actor=by, at=at)
    return codes


@transaction.atomic
def use_card_code(*, user: User, code: str, at: datetime) -> int:
    """Spend one code of the card; returns how many are left. Raises CardCodeRefused."""
    typed = code.strip().upper().replace("-", "").replace(" ", "")
    for row in CardCode.objects.select_for_update(no_key=True).filter(user=user, used_at=None):
        if check_password(typed, row.digest):
            row.used_at = at
            row.save(update_fields=["used_at"])
            audit.record(
                "account.card_used",
                subject=str(user.pk),
                actor=Actor(id=user.pk, institution_id=None),
                at=at,
            )
            return CardCode.objects.filter(user=user, used_at=None).count()
    raise CardCodeRefused


HELD_IN: dict[str, str] = {
    Attribute.SUPERVISOR: "is_supervisor",
    Attribute.PSEA: "is_psea_focal_point",
    Attribute.BREAK_GLASS: "may_break_glass",
    Attribute.PROBATION: "is_on_probation",
}


def _not_over(on: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gt=on)


def _held(user: User, institution: Institution) -> MembershipQuerySet:
    return Membership.objects.filter(user=user, institution=institution)


@transaction.atomic
def end_memberships(
    *, user: User, institution: Institution, by: Actor, at: datetime, role: Role | None = None
) -> bool:
    """End what somebody is in an institution now, in one role or in all; whether they still belong.

    Supervision and the right to open in an emergency end with it. Whom no institution vouches for
    any more has no password, card or link either, and every session of theirs ends. Raises
    NotAnAdministrator, NoMembership.
    """
    _check_may_administer(by, institution=institution)
    today = at.astimezone(LOCAL).date()
    here = _held(user, institution).filter(_not_over(today))
    ending = list(
        (here if role is None else here.filter(role=role))
        .select_for_update(no_key=True)
        .order_by("id")
    )
    if not ending:
        raise NoMembership
    for membership in ending:
        membership.ends_on = today
        membership.is_supervisor = membership.may_break_glass = False
        membership.save(update_fields=["ends_on", "is_supervisor", "may_break_glass"])
        facts = {"role": membership.role, "institution": str(institution.pk)}
        audit.record("account.membership_ended", subject=str(user.pk), actor=by, at=at, facts=facts)
    if not Membership.objects.filter(_not_over(today), user=user).exists():
        _close_account(user)
    return here.exists()


def _close_account(user: User) -> None:
    """Without a password there is no sign-in, and the check value of every session is another."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    CardCode.objects.filter(user=user).delete()
    SetupLink.objects.filter(user=user, used_at=None).delete()


@transaction.atomic
def extend_membership(
    *,
    user: User,
    institution: Institution,
    role: Role,
    ends_on: date,
    acta: str,
    by: Actor,
    at: datetime,
) -> Membership:
    """A further term in a role that somebody has or had there, with the attributes they held.

    One that is over stays as it was, and the new one begins today. Raises NotAnAdministrator,
    NoMembership.
    """
    _check_may_administer(by, institution=institution)
    today = at.astimezone(LOCAL).date()
    terms = _held(user, institution).filter(role=role).select_for_update(no_key=True)
    last = terms.order_by("-starts_on", "-id").first()
    if last is None:
        raise NoMembership
    if last.ends_on is not None and last.ends_on <= today and last.starts_on < today:
        kept = {column: getattr(last, column) for column in HELD_IN.values()}
        last = Membership(user=user, institution=institution, role=role, starts_on=today, **kept)
    last.ends_on, last.acta = ends_on, acta
    last.save()
    audit.record(
        "account.membership_extended",
        subject=str(user.pk),
        actor=by,
        at=at,
        facts={
            "role": str(role),
            "institution": str(institution.pk),
            "until": ends_on.isoformat(),
        },
    )
    return last


@transaction.atomic
def set_attribute(
    *,
    user: User,
    institution: Institution,
    attribute: Attribute,
    is_held: bool,
    by: Actor,
    at: datetime,
) -> bool:
    """Grant an attribute of somebody's memberships in an institution, or take it away.

    Whether anything changed. Raises NotAnAdministrator, NoMembership.
    """
    _check_may_administer(by, institution=institution)
    held = _held(user, institution)
    if not held.filter(_not_over(at.astimezone(LOCAL).date())).exists():
        raise NoMembership
    column = HELD_IN[attribute]
    if not held.filter(**{column: not is_held}).update(**{column: is_held}):
        return False
    audit.record(
        "account.attribute_granted" if is_held else "account.attribute_taken",
        subject=str(user.pk),
        actor=by,
        at=at,
        facts={"attribute": str(attribute)},
    )
    return True


@transaction.atomic
def take_attribute(
    *, user_id: UUID, institution_id: UUID, attribute: Attribute, by: Actor, at: datetime
) -> bool:
    """Take an attribute from somebody who holds it; whether they held it."""
    held = Membership.objects.filter(
        user_id=user_id, institution_id=institution_id, **{HELD_IN[attribute]: True}
    )
    if not held.update(**{HELD_IN[attribute]: False}):
        return False
    audit.record(
        "account.attribute_taken",
        subject=str(user_id),
        actor=by,
        at=at,
        facts={"attribute": str(attribute)},
    )
    return True


@transaction.atomic
def mark_focal_point(*, user_id: UUID, institution_id: UUID, is_one: bool) -> None:
    """Note on a person's memberships in an institution whether they read complaints for it.

    Who may name them, and the audit of it, is the business of the act that calls this.
    """
    rows = Membership.objects.filter(user=user_id, institution=institution_id)
    rows.update(is_psea_focal_point=is_one)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

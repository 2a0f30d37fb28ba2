"""Who a signed-in person is today."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from relevo.accounts.enums import Attribute, Role
from relevo.accounts.errors import NoMembership
from relevo.accounts.models import CardCode, Membership, User
from relevo.kernel.actor import Actor


def list_memberships(user: User, *, on: date) -> list[Membership]:
    """Current memberships, the one that names the actor first."""
    return list(
        Membership.objects.current(on)
        .filter(user=user)
        .select_related("institution")
        .order_by("starts_on", "institution__key", "role")
    )


def get_actor(memberships: list[Membership], *, institution_key: str = "") -> Actor:
    """The actor of a person in one institution (the first, unless another of theirs is named).

    Raises NoMembership: without a current membership nobody acts.
    """
    chosen = [m for m in memberships if m.institution.key == institution_key] or memberships
    if not chosen:
        raise NoMembership
    first = chosen[0]
    here = [m for m in chosen if m.institution_id == first.institution_id]
    return Actor(
        id=first.user_id,
        institution_id=first.institution_id,
        roles=frozenset(m.role for m in here),
        attributes=frozenset(str(held) for m in here for held in _attributes_of(m)),
        also_of=frozenset(m.institution_id for m in memberships) - {first.institution_id},
    )


def _attributes_of(membership: Membership) -> Iterator[Attribute]:
    held = {
        Attribute.SUPERVISOR: membership.is_supervisor,
        Attribute.PSEA: membership.is_psea_focal_point,
        Attribute.BREAK_GLASS: membership.may_break_glass,
        Attribute.PROBATION: membership.is_on_probation,
    }
    return (attribute for attribute, is_held in held.items() if is_held)


def is_all_on_probation(institution_id: UUID, *, roles: Collection[str], on: date) -> bool:
    """Whether all who have one of these roles there are on probation; no if there are none."""
    held = Membership.objects.current(on).filter(institution=institution_id, role__in=roles)
    return held.exists() and not held.filter(is_on_probation=False).exists()


def list_demo_people(*, on: date) -> list[Membership]:
    """The invented persons a demo's role chooser offers: each once, by their first role."""
    current = (
        Membership.objects.current(on)
        .filter(user__is_demo=True)
        .select_related("user", "institution")
        .order_by("-id")
    )
    by_person = {membership.user_id: membership for membership in current}
    return sorted(by_person.values(), key=lambda membership: membership.pk)


def has_platform_admin() -> bool:
    return Membership.objects.filter(role=Role.PLATFORM_ADMIN).exists()


def card_codes_left(user: User) -> int:
    return CardCode.objects.filter(user=user, used_at=None).count()


def user_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """User names by id, for the few pages that tell a team who of it did something."""
    rows = User.objects.filter(pk__in=set(ids)).order_by("pk")
    return dict(rows.values_list("pk", "username"))


def ids_of_user_names(names: Collection[str]) -> dict[str, UUID]:
    """Ids by user name; who does not exist is not in it."""
    rows = User.objects.filter(username__in=set(names)).order_by("pk")
    return dict(rows.values_list("username", "pk"))


def list_user_names(
    *, institution_id: UUID, on: date, without: UUID, since: date | None = None
) -> list[tuple[UUID, str]]:
    """Everybody of an institution but one, by user name; with who left after ``since``."""
    held = Membership.objects.current(on)
    if since is not None:
        held |= Membership.objects.filter(starts_on__lte=on, ends_on__gte=since)
    rows = held.filter(institution_id=institution_id)
    found = rows.exclude(user_id=without).values_list("user_id", "user__username")
    return sorted(set(found.order_by("user__username")), key=lambda row: row[1])

"""Who a signed-in person is today."""

from datetime import date

from relevo.accounts.enums import Role
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
    return Actor(
        id=first.user_id,
        institution_id=first.institution_id,
        roles=frozenset(m.role for m in chosen if m.institution_id == first.institution_id),
    )


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

"""People who sign in, with the names that never change."""

from datetime import date

from relevo.accounts.models import Membership, User
from relevo.kernel.actor import Actor
from relevo.kernel.ids import imported_id

LONG_AGO = date(2019, 1, 1)


def person(name, *, of, roles, ends_on=None):
    """Somebody with roles in an institution, as the actor they are there."""
    user, _ = User.objects.get_or_create(id=imported_id("person", name), username=name)
    for role in roles:
        Membership.objects.get_or_create(
            user=user, institution=of, role=role, starts_on=LONG_AGO, defaults={"ends_on": ends_on}
        )
    return Actor(id=user.pk, institution_id=of.pk, roles=frozenset(roles))

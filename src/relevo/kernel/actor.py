"""Who acts: the one name that actions below the accounts app know for a person at a desk."""

from dataclasses import dataclass, field
from uuid import UUID

SYSTEM_ID = UUID("00000000-0000-5000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for an institution in certain roles; never a user name.

    ``attributes``: what a membership grants or holds back beside its role. ``also_of``: the other
    institutions of which the person is a member today; it says nothing about who acts, so two
    actors that differ in it alone are the same.
    """

    id: UUID
    institution_id: UUID | None
    roles: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    also_of: frozenset[UUID] = field(default=frozenset(), compare=False)

    def has_role(self, role: str) -> bool:
        return role in self.roles

    def has_attribute(self, attribute: str) -> bool:
        return attribute in self.attributes


SYSTEM = Actor(id=SYSTEM_ID, institution_id=None, roles=frozenset({"system"}))
"""The instance itself: loads committed facts, runs clocks."""

"""Who acts: the one name that actions below the accounts app know for a person at a desk."""

from dataclasses import dataclass
from uuid import UUID

SYSTEM_ID = UUID("00000000-0000-5000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for an institution in certain roles; never a user name."""

    id: UUID
    institution_id: UUID | None
    roles: frozenset[str] = frozenset()

    def has_role(self, role: str) -> bool:
        return role in self.roles


SYSTEM = Actor(id=SYSTEM_ID, institution_id=None, roles=frozenset({"system"}))
"""The instance itself: loads committed facts, runs clocks."""

from uuid import UUID

from relevo.kernel.actor import SYSTEM, Actor

OFFICER = Actor(
    id=UUID(int=1), institution_id=UUID(int=2), roles=frozenset({"front_line", "monitor"})
)


def test_role_held_and_not_held():
    assert [OFFICER.has_role(role) for role in ("front_line", "monitor", "coordinator")] == [
        True,
        True,
        False,
    ]


def test_system_acts_for_no_institution():
    assert (SYSTEM.institution_id, SYSTEM.roles) == (None, frozenset({"system"}))
    assert str(SYSTEM.id) == "00000000-0000-5000-8000-000000000001"

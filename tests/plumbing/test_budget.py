from relevo.plumbing.budget import TimeBudget


def test_a_budget_is_spent_when_its_seconds_have_passed():
    assert TimeBudget(0)() is True
    assert TimeBudget(60)() is False

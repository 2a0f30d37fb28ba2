import pytest

from relevo.keyholder.errors import Rationed
from relevo.keyholder.rations import Rations


def test_each_caller_has_a_measure_an_hour_and_all_have_one_together():
    now = [0.0]
    rations = Rations(each=5, clock=lambda: now[0])
    for caller in "abcdefghij":
        rations.charge(caller, 3)
        rations.charge(caller, 2)
        with pytest.raises(Rationed):
            rations.charge(caller, 1)
        rations.charge(caller, 0)
    with pytest.raises(Rationed):  # the eleventh: fifty were had together
        rations.charge("k", 1)
    now[0] = 3599.9
    with pytest.raises(Rationed):
        rations.charge("a", 1)
    now[0] = 3600.0
    rations.charge("k", 5)


def test_a_refused_charge_takes_nothing():
    rations = Rations(each=5)
    with pytest.raises(Rationed):
        rations.charge("a", 6)
    rations.charge("a", 5)


def test_the_instance_itself_has_the_measure_of_all_together():
    rations = Rations(each=5)
    rations.charge("instance", 48)
    rations.charge("a", 2)
    for caller in ("instance", "a"):
        with pytest.raises(Rationed):
            rations.charge(caller, 1)


def test_without_a_measure_nothing_is_counted():
    Rations().charge("a", 10_000_000)

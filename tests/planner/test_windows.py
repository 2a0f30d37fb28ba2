from relevo.planner import ALWAYS, Basis
from relevo.planner.windows import Slots, hours_of, joined, slots_of


def test_slots_admit_the_starts_that_fit_and_end_before_the_window_and_the_horizon():
    slots = slots_of(((10, 20), (30, 35), (50, 90)), minutes=8, until=70)

    assert slots == Slots(opens=(10, 50), lasts=(12, 62), closing=(12, 82))
    assert [slots.start(at) for at in (0, 10, 11, 12, 13, 62, 63)] == [10, 10, 11, 12, 50, 62, None]
    assert slots.sure_start(13) == 50
    assert slots.last(62) == 82


def test_slots_for_something_without_length_leave_out_the_minute_of_closing():
    slots = slots_of(((10, 20),), minutes=0, until=100)

    assert [slots.start(at) for at in (19, 20)] == [19, None]


def test_slots_of_a_place_that_never_closes_have_no_last_start_to_tell():
    slots = slots_of(ALWAYS, minutes=60, until=500)

    assert slots.start(440) == 440
    assert slots.start(441) is None
    assert slots.last(440) is None


def test_windows_that_touch_or_overlap_are_one():
    assert joined([(20, 30), (0, 10), (10, 20), (25, 28), (40, 50)]) == [(0, 30), (40, 50)]


def test_hours_are_every_hour_only_where_nobody_knows_any():
    assert hours_of((), known=Basis.UNKNOWN) == ALWAYS
    assert hours_of((), known=Basis.CONFIRMED) == ()
    assert hours_of(((1, 2),), known=Basis.UNKNOWN) == ((1, 2),)

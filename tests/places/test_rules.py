import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.places.enums import BandRule, LinkRule, Mode, RoadClass
from relevo.places.rules import Band, Segment, travel_band

TRUNK = Segment(km=55, road_class="trunk", rule="corridor", verified=True)
RECALLED = Segment(km=55, road_class="trunk", rule="corridor")
VILLAGE = Segment(km=40, road_class="secondary", rule="local")
TRACK = Segment(km=22, road_class="unpaved", rule="corridor", verified=True)

SEGMENTS = st.builds(
    Segment,
    km=st.floats(min_value=0.1, max_value=400),
    road_class=st.sampled_from(RoadClass.values),
    rule=st.sampled_from(LinkRule.values),
    verified=st.booleans(),
)
WAYS = st.lists(SEGMENTS, min_size=1, max_size=8)
MODES = st.sampled_from(list(Mode))


@pytest.mark.parametrize(
    ("segments", "mode", "band"),
    [
        ([TRUNK], "car", Band(54, 66, "corridor")),
        ([RECALLED], "car", Band(45, 75, "corridor_unverified")),
        ([TRUNK, RECALLED], "car", Band(99, 150, "corridor_unverified")),
        ([VILLAGE], "car", Band(36, 84, "off_corridor")),
        ([TRACK], "car", Band(54, 66, "corridor")),
        ([TRUNK, VILLAGE], "car", Band(90, 150, "mixed")),
        ([RECALLED, VILLAGE], "car", Band(90, 159, "mixed")),
        ([TRUNK], "bus", Band(85, 105, "corridor")),
        ([TRUNK, TRUNK], "bus", Band(157, 193, "corridor")),
        ([VILLAGE], "bus", Band(75, 175, "off_corridor")),
        ([TRUNK, VILLAGE], "bus", Band(165, 280, "mixed")),
        ([VILLAGE, TRUNK, VILLAGE], "bus", Band(258, 455, "mixed")),
        ([VILLAGE], "walk", Band(360, 840, "off_corridor")),
        ([], "walk", Band(0, 0, "same_place")),
    ],
)
def test_the_band_of_a_way(segments, mode, band):
    assert travel_band(segments, mode=mode) == band


def test_small_children_slow_a_walk_and_nothing_else():
    way = [VILLAGE]
    assert travel_band(way, mode="walk", walking_with_children=True) == Band(
        450, 1050, "off_corridor"
    )
    for mode in ("car", "bus"):
        assert travel_band(way, mode=mode, walking_with_children=True) == travel_band(
            way, mode=mode
        )


def test_a_piece_in_the_middle_of_a_ride_has_no_wait():
    assert travel_band([TRUNK], mode="bus", boards=False) == Band(72, 88, "corridor")
    assert travel_band([TRUNK], mode="car", boards=False) == travel_band([TRUNK], mode="car")


@pytest.mark.parametrize("km", [0, -1, float("nan"), float("inf")])
def test_a_length_is_a_positive_number(km):
    with pytest.raises(ValueError, match="not a length in kilometers"):
        Segment(km=km, road_class="trunk", rule="corridor")


@pytest.mark.parametrize(
    "fields",
    [{"road_class": "motorway", "rule": "local"}, {"road_class": "trunk", "rule": "guess"}],
)
def test_codes_are_of_the_closed_lists(fields):
    with pytest.raises(ValueError, match="is not a valid"):
        Segment(km=1, **fields)


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="is not a valid Mode"):
        travel_band([TRUNK], mode="train")


@given(WAYS, MODES, st.booleans(), st.booleans())
def test_a_band_is_whole_ordered_and_names_its_rule(way, mode, children, boards):
    band = travel_band(way, mode=mode, walking_with_children=children, boards=boards)
    assert isinstance(band.low_minutes, int)
    assert isinstance(band.high_minutes, int)
    assert 0 <= band.low_minutes <= band.high_minutes
    assert band.rule in set(BandRule.values) - {"same_place"}


@given(WAYS, SEGMENTS, MODES, st.booleans())
def test_going_further_never_takes_less(way, more, mode, children):
    before = travel_band(way, mode=mode, walking_with_children=children)
    after = travel_band([*way, more], mode=mode, walking_with_children=children)
    assert before.low_minutes <= after.low_minutes
    assert before.high_minutes <= after.high_minutes


@given(WAYS, st.floats(min_value=1, max_value=3), MODES)
def test_a_longer_road_never_takes_less(way, times, mode):
    longer = [
        Segment(
            km=part.km * times, road_class=part.road_class, rule=part.rule, verified=part.verified
        )
        for part in way
    ]
    before, after = (travel_band(found, mode=mode) for found in (way, longer))
    assert before.rule == after.rule
    assert before.low_minutes <= after.low_minutes
    assert before.high_minutes <= after.high_minutes


@given(WAYS)
def test_a_bus_is_never_faster_than_a_car_nor_a_walk_with_children_than_one_without(way):
    car, bus, walk = (travel_band(way, mode=mode) for mode in (Mode.CAR, Mode.BUS, Mode.WALK))
    slow = travel_band(way, mode=Mode.WALK, walking_with_children=True)
    assert car.low_minutes <= bus.low_minutes
    assert car.high_minutes <= bus.high_minutes
    assert walk.low_minutes <= slow.low_minutes
    assert walk.high_minutes <= slow.high_minutes


@given(WAYS, MODES)
def test_checking_the_kilometers_never_widens_the_band(way, mode):
    checked = [
        Segment(km=part.km, road_class=part.road_class, rule=part.rule, verified=True)
        for part in way
    ]
    recalled = [Segment(km=part.km, road_class=part.road_class, rule=part.rule) for part in way]
    narrow, wide = (travel_band(found, mode=mode) for found in (checked, recalled))
    assert wide.low_minutes <= narrow.low_minutes
    assert narrow.high_minutes <= wide.high_minutes

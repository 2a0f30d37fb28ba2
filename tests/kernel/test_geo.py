import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.geo import EARTH_RADIUS_M, Point, distance_m

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1)])
def test_point_outside_the_globe_is_refused(lat, lon):
    with pytest.raises(ValueError, match=f"not a point on the globe: {lat}, {lon}"):
        Point(lat, lon)


def test_distance_of_a_known_pair():
    # One degree of latitude on a sphere of this radius.
    assert distance_m(Point(13.0, -87.8), Point(14.0, -87.8)) == pytest.approx(111_195.08, abs=0.01)


def test_distance_to_the_other_side_of_the_globe():
    half_way_round = distance_m(Point(0, 0), Point(0, 180))
    assert half_way_round == pytest.approx(EARTH_RADIUS_M * 3.141592653589793)


@given(points, points)
def test_distance_is_the_same_both_ways_and_never_negative(a, b):
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=1e-6)
    assert distance_m(a, b) >= 0
    assert distance_m(a, a) == 0


@given(points, points, points)
def test_no_detour_is_shorter(a, b, c):
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 0.1

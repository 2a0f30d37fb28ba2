from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.journeys import report, requirement
from tests.factories.places import el_amatillo

from relevo.borders import queries
from relevo.borders.models import Requirement, StatusReport
from relevo.places.models import Crossing, Post

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def amatillo():
    return el_amatillo()


@pytest.fixture
def other(amatillo):
    row = Crossing.objects.create(
        key="GTHN-FLO", name_es="El Florido", name_en="El Florido", border_pair="GT-HN", kind="x"
    )
    for country in ("GT", "HN"):
        Post.objects.create(key=f"GTHN-FLO-{country}", crossing=row, country=country)
    return row


def states(**asked):
    found = queries.statuses(**{"at": NOON, "known_at": NOON} | asked)
    return {key: str(status.state) for key, status in found.items()}


def test_every_side_and_direction_has_a_state(amatillo):
    report(amatillo, at=NOON, state="closed", country="SV", direction="in")
    assert states() == {
        ("HNSV-AMA", "HN", "in"): "not_confirmed",
        ("HNSV-AMA", "HN", "out"): "not_confirmed",
        ("HNSV-AMA", "SV", "in"): "closed",
        ("HNSV-AMA", "SV", "out"): "not_confirmed",
    }


def test_only_the_crossings_asked_for_are_read(amatillo, other):
    assert {key for key, _c, _d in states()} == {"HNSV-AMA", "GTHN-FLO"}
    assert {key for key, _c, _d in states(crossings=[other])} == {"GTHN-FLO"}
    assert states(crossings=[]) == {}


def test_what_was_not_known_yet_says_nothing(amatillo):
    report(amatillo, at=NOON, known_at=NOON + 2 * HOUR, state="closed")
    late = NOON + 3 * HOUR
    assert set(states(at=late, known_at=NOON + HOUR).values()) == {"not_confirmed"}
    assert set(states(at=late, known_at=late).values()) == {"closed"}


def test_what_begins_later_says_nothing_yet(amatillo):
    report(amatillo, at=NOON + HOUR, known_at=NOON, state="closed", basis="announced")
    assert set(states().values()) == {"not_confirmed"}
    assert set(states(at=NOON + HOUR).values()) == {"closed"}


def test_passage_is_the_worse_of_exit_and_entry(amatillo):
    report(amatillo, at=NOON, state="open", direction="both")
    report(amatillo, at=NOON + HOUR, state="restricted", country="HN", direction="out")
    found = queries.statuses(at=NOON + HOUR, known_at=NOON + HOUR)
    there = queries.passage_status(found, "HNSV-AMA", from_country="HN", to_country="SV")
    back = queries.passage_status(found, "HNSV-AMA", from_country="SV", to_country="HN")
    assert (str(there.state), str(back.state)) == ("restricted", "open")
    assert str(queries.crossing_status(found, "HNSV-AMA").state) == "restricted"


def test_passage_names_the_side_nobody_told_of_and_keeps_what_the_other_said(amatillo):
    report(amatillo, at=NOON, state="restricted", country="HN", direction="both")
    found = queries.statuses(at=NOON, known_at=NOON)
    back = queries.passage_status(found, "HNSV-AMA", from_country="SV", to_country="HN")
    assert (str(back.state), back.silent_side) == ("not_confirmed", "SV")
    assert (back.other_side.country, str(back.other_side.status.state)) == ("HN", "restricted")


def test_reports_of_a_crossing_come_newest_first_and_only_if_known(amatillo, other):
    old = report(amatillo, at=NOON - HOUR)
    new = report(amatillo, at=NOON)
    report(amatillo, at=NOON, known_at=NOON + HOUR)
    report(other, at=NOON)
    assert queries.list_reports(amatillo, known_at=NOON) == [new, old]


def test_latest_change_is_the_last_that_was_told(amatillo):
    assert queries.latest_change(known_at=NOON) is None
    report(amatillo, at=NOON - HOUR)
    report(amatillo, at=NOON - 3 * HOUR, known_at=NOON)
    report(amatillo, at=NOON, known_at=NOON + HOUR)
    assert queries.latest_change(known_at=NOON) == NOON


@pytest.fixture
def asked(amatillo, other):
    requirement("R-HN", "mask", country="HN", direction="entry")
    requirement("R-AMA", "passport", crossing="HNSV-AMA", country="SV", direction="entry")
    requirement("R-FLO", "passport", crossing="GTHN-FLO", country="GT", direction="entry")
    requirement("R-GT", "mask", country="GT", direction="exit")


def keys(**told):
    rows = queries.list_requirements(**{"on": date(2020, 11, 20), "known_at": NOON} | told)
    return [row.key for row in rows]


def test_requirements_of_a_crossing_are_its_own_and_those_of_its_countries(asked, amatillo, other):
    assert keys(crossing=amatillo) == ["R-HN", "R-AMA"]
    assert keys(crossing=other) == ["R-FLO", "R-GT", "R-HN"]
    assert keys() == ["R-FLO", "R-GT", "R-HN", "R-AMA"]


@pytest.mark.parametrize(
    ("columns", "holds"),
    [
        ({"valid_from": date(2020, 11, 20)}, True),
        ({"valid_from": date(2020, 11, 21)}, False),
        ({"valid_until": date(2020, 11, 21)}, True),
        ({"valid_until": date(2020, 11, 20)}, False),
        ({"known_from": NOON}, True),
        ({"known_from": NOON + HOUR}, False),
    ],
)
def test_requirement_holds_from_its_first_day_and_once_it_is_known(asked, columns, holds):
    Requirement.objects.filter(key="R-HN").update(**columns)
    assert ("R-HN" in keys()) is holds


def test_reading_takes_the_same_queries_for_one_report_and_for_fifty(
    amatillo, django_assert_num_queries
):
    report(amatillo, at=NOON)
    with django_assert_num_queries(8):
        states()
    for number in range(50):
        report(amatillo, at=NOON - number * HOUR)
    with django_assert_num_queries(8):
        states()
    assert StatusReport.objects.count() == 51

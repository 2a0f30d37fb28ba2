"""What the public gets: which counts stand in a table, when, and what never changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import counts as told
from tests.factories import places
from tests.factories.counts import HOUR, published, tell

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM
from relevo.kernel.disclosure import Cell, Name, rounded
from relevo.places.models import Area, Post
from relevo.situation import tasks
from relevo.situation.actions import releases as actions
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.situation.models import Release
from relevo.situation.queries import releases as queries
from relevo.situation.rules import releases as rules
from relevo.situation.rules.releases import LOCAL, Contribution

JANUARY = date(2021, 1, 1)
START, END = rules.bounds_of(JANUARY)
DAY = timedelta(days=1)


def here(*parts):
    return datetime(*parts, tzinfo=LOCAL)


def test_the_calendar_has_one_day_a_month():
    assert rules.bounds_of(JANUARY) == (here(2021, 1, 1), here(2021, 2, 1))
    assert rules.goes_out_at(date(2021, 12, 1)) == here(2022, 1, 15)
    assert rules.release_day(here(2021, 2, 14, 23)) == here(2021, 1, 15)
    assert rules.release_day(here(2021, 2, 15)) == here(2021, 2, 15)
    assert rules.release_day(here(2021, 1, 3)) == here(2020, 12, 15)
    assert rules.known_for(here(2021, 2, 20)) == here(2021, 2, 14)
    assert rules.next_release_day(here(2021, 2, 14)) == here(2021, 2, 15)
    assert rules.next_release_day(here(2020, 12, 15)) == here(2021, 1, 15)
    assert rules.month_of(datetime(2021, 2, 1, 5, tzinfo=UTC)) == JANUARY


@given(hours=st.integers(0, 70_000))
def test_a_month_goes_out_fourteen_days_after_its_end_or_later(hours):
    at = START + hours * HOUR
    month = rules.month_of(at)
    assert rules.goes_out_at(month) - rules.bounds_of(month)[1] == 14 * DAY
    assert rules.may_go_out(month, at=at) is False
    assert rules.may_go_out(month, at=rules.goes_out_at(month)) is True
    assert rules.release_day(at) <= at < rules.next_release_day(at)


def one(key="a", *, since=0, until=1, value=1, **changed):
    place = {"post": "P-HN", "country": "HN", "department": "HN-04", "column": "entered_in"}
    return Contribution(
        key=key,
        since=START + since * DAY,
        until=START + until * DAY,
        value=value,
        **place | changed,
    )


def test_times_that_overlap_are_counted_once():
    days = [one(f"d{day}", since=day, until=day + 1) for day in range(5)]
    week = one("week", since=0, until=5, value=900)
    assert rules.without_overlaps([week, *days]) == days
    assert rules.without_overlaps([week, one("late", since=4, until=6)]) == [week]
    elsewhere = one("other", post="Q-HN")
    assert set(rules.without_overlaps([days[0], elsewhere])) == {elsewhere, days[0]}


def test_a_cell_adds_posts_up_and_remembers_the_largest():
    table = rules.table_of(
        [
            one("a", value=30),
            one("b", since=1, until=2, value=5),
            one("c", post="Q-HN", value=20),
            one("d", department="HN-05", column="left_out", value=7),
        ]
    )
    assert table == {
        "entered_in": {"HN": {"HN-04": Cell(55, 35)}},
        "left_out": {"HN": {"HN-05": Cell(7, 7)}},
    }
    assert rules.few_rows(table) == {"HN-05"}


def test_only_some_counts_have_a_column():
    assert rules.column_of("returned", "in") == "returned_in"
    assert rules.column_of("unaccompanied", "in") == ""
    assert rules.column_codes()[0] == "entered_in"


pytestmark = pytest.mark.django_db


@pytest.fixture
def border():
    """El Florido, and Agua Caliente a department further on the Honduran side."""
    told.stage()
    ocotepeque = places.area("HN-14", "Ocotepeque")
    town = places.area("HN-1401", "Santa Fe", parent=ocotepeque)
    for key in ("GTHN-AGC", "GTHN-OTRO"):
        other = places.crossing(key, key, countries=["GT", "HN"])
        Post.objects.filter(crossing=other, country="HN").update(area=town)
        Post.objects.filter(crossing=other, country="GT").update(area=Area.objects.get(key="GT-20"))


def count(value, crossing="GTHN-AGC", *, until=None, at=None, **changed):
    """What entered Honduras in the month."""
    until = until or END - HOUR
    since = {"since_at": until - 20 * DAY}
    place = {"crossing_key": crossing, "country": "HN", "direction": "in", "category": "entered"}
    return tell(
        **since
        | place
        | {"value": value, "parts": (), "cut_off_at": until, "at": at or END}
        | changed
    )


def cell(department, content, column="entered_in"):
    return next(
        (row["cells"][column] for row in content["rows"] if row["department"] == department), None
    )


def expected(value, row):
    return rounded(value, Name("border_flows", "2021-01-01", "entered_in", row))


def test_a_month_is_published_by_department(border):
    count(812, "GTHN-AGC")
    count(437, "GTHN-OTRO")
    count(640, "GTHN-FLO")
    row = published(JANUARY)
    assert cell("HN-04", row.content) is None  # one post alone
    assert cell("HN-14", row.content) is None  # less this one the total would tell the other
    totals = dict.fromkeys(rules.column_codes()) | {"entered_in": expected(1889, "HN")}
    assert row.content["totals"] == {"HN": totals}
    assert (row.version, row.digest) == (1, rules.digest_of(row.content))
    assert row.content["known_at"] == "2021-02-14T00:00:00-06:00"
    assert "GTHN" not in str(row.content)
    assert Event.objects.get(verb="figures.released").facts == {"version": 1}
    newest = queries.get_newest(JANUARY, at=row.released_at)
    assert (newest.content, newest.version) == (row.content, 1)
    assert queries.get_newest(JANUARY, at=row.released_at - HOUR) is None


def test_what_goes_into_no_table(border):
    count(500, since_at=None)
    count(500, category="unaccompanied")
    count(500, crossing="")
    count(500, until=END + HOUR, at=END + 2 * HOUR)  # it ends in February
    count(500, at=here(2021, 2, 14, 1))  # known less than a day before the fifteenth
    Post.objects.filter(crossing__key="GTHN-OTRO").update(area=None)
    count(500, "GTHN-OTRO")  # nobody knows where that is
    with pytest.raises(FactRefused, match="not_due"):
        published(JANUARY)
    assert tasks.release_due_months(at=here(2021, 2, 15, 1)) == 0
    assert not Release.objects.exists()


def test_a_post_whose_municipality_is_not_known_has_the_department_of_its_words(border):
    Post.objects.filter(crossing__key="GTHN-OTRO", country="HN").update(
        area=None, admin1="Ocotepeque"
    )
    count(437, "GTHN-OTRO")
    count(812, "GTHN-AGC")
    assert cell("HN-14", published(JANUARY).content) == expected(1249, "HN-14")


def test_a_month_is_published_once_and_not_before_its_day(border):
    count(812)
    with pytest.raises(FactRefused, match="not_due"):
        published(JANUARY, at=here(2021, 2, 14, 23))
    with pytest.raises(NotAllowed):
        actions.release_month(month=JANUARY, by=told_officer(), at=here(2021, 2, 16))
    published(JANUARY)
    with pytest.raises(FactRefused, match="already"):
        published(JANUARY)
    assert Release.objects.count() == 1


def told_officer():
    from tests.factories.directory import actor_of

    from relevo.directory.models import Institution

    return actor_of(Institution.objects.get(key="HN-MEMBER"), "coordinator")


def test_the_worker_publishes_what_is_due_and_nothing_twice(border):
    count(812)
    count(90, until=here(2021, 2, 10), at=here(2021, 2, 11))
    assert tasks.release_due_months(at=here(2021, 2, 14, 23)) == 0
    assert tasks.release_due_months(at=here(2021, 2, 15, 1)) == 1
    assert tasks.release_due_months(at=here(2021, 3, 14)) == 0
    assert tasks.release_due_months(at=here(2021, 3, 15)) == 1
    assert tasks.release_due_months(at=here(2021, 4, 20)) == 0
    months = [(row.month, row.version) for row in queries.list_newest(at=END + 90 * DAY, limit=9)]
    assert months == [(date(2021, 2, 1), 1), (JANUARY, 1)]
    assert queries.count_months(at=here(2021, 2, 20)) == 1


def test_a_count_until_midnight_on_the_first_is_published_with_the_month_before(border):
    count(500, since_at=here(2021, 1, 1), until=here(2021, 2, 1))
    assert tasks.release_due_months(at=here(2021, 2, 15, 1)) == 1
    assert Release.objects.get().month == JANUARY


def test_one_more_person_changes_nothing_that_is_out(border):
    count(812)
    count(437, "GTHN-OTRO")
    before = published(JANUARY)
    count(1, until=END - HOUR / 2, since_at=END - HOUR, at=here(2021, 2, 20))
    tasks.release_due_months(at=here(2021, 6, 1))
    assert [row.digest for row in queries.list_versions(JANUARY)] == [before.digest]


def test_a_correction_is_a_whole_new_release_beside_the_first(border):
    count(812)
    row = count(437, "GTHN-OTRO")
    count(640, "GTHN-FLO", country="GT", category="left", direction="out")
    first = published(JANUARY)
    again = {"month": JANUARY, "by": SYSTEM, "at": here(2021, 3, 16)}
    with pytest.raises(FactRefused, match="unchanged"):
        actions.release_again(**again)
    count(499, "GTHN-OTRO", corrects=row.pk, at=here(2021, 2, 20))
    with pytest.raises(FactRefused, match="unchanged"):  # it was not known on the last fifteenth
        actions.release_again(**again | {"at": here(2021, 3, 1)})
    second = actions.release_again(**again)
    assert (second.version, cell("HN-14", second.content)) == (2, expected(1311, "HN-14"))
    assert second.content["totals"]["HN"]["entered_in"] is None
    assert [row.digest for row in queries.list_versions(JANUARY)] == [first.digest, second.digest]
    with pytest.raises(NotAllowed):
        actions.release_again(**again | {"by": told_officer()})
    with pytest.raises(FactRefused, match="not_published"):
        actions.release_again(**again | {"month": date(2020, 5, 1)})

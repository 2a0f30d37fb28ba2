"""Roads: what was said and seen, what decides, and who may say it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.directory import actor_of, institution
from tests.factories.journeys import a_region

from relevo.audit.models import Event
from relevo.outbox.models import Message
from relevo.situation.actions.roads import RoadTold, report_road
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import RoadReport
from relevo.situation.queries.roads import (
    link_of,
    list_road_words,
    list_roads,
    road_states,
)
from relevo.situation.rules.roads import RoadWord, road_at, slowed, stretches

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


def word(**told):
    return RoadWord(
        **{
            "key": "W",
            "link_key": "A--B",
            "state": "cut",
            "basis": "observed",
            "from_at": NOON,
            "known_from": NOON,
        }
        | told
    )


def test_the_newest_word_that_holds_decides():
    cut = word(key="1", until_at=NOON + 9 * HOUR)
    slow = word(key="2", state="slow", from_at=NOON + HOUR, known_from=NOON + HOUR)
    assert road_at([cut, slow], at=NOON, known_at=NOON + 2 * HOUR) == cut
    assert road_at([cut, slow], at=NOON + HOUR, known_at=NOON + 2 * HOUR) == slow
    assert road_at([cut, slow], at=NOON + HOUR, known_at=NOON) == cut
    assert road_at([cut], at=NOON + 9 * HOUR, known_at=NOON) is None


@pytest.mark.parametrize(("basis", "hours"), [("observed", 72), ("announced", 90 * 24)])
def test_words_without_an_end_grow_old(basis, hours):
    assert word(basis=basis).holds_until() == NOON + hours * HOUR


def test_that_word_of_a_cut_grows_old_opens_no_road_on_the_way():
    found = stretches([word()], start=NOON, end=NOON + 96 * HOUR, known_at=NOON)
    assert [(part.starts, part.ends, part.state) for part in found] == [
        (NOON, NOON + 96 * HOUR, "cut")
    ]
    known_end = word(until_at=NOON + 5 * HOUR)
    found = stretches([known_end], start=NOON, end=NOON + 96 * HOUR, known_at=NOON)
    assert [(part.ends, part.state) for part in found] == [
        (NOON + 5 * HOUR, "cut"),
        (NOON + 96 * HOUR, "open"),
    ]


def test_a_slow_road_has_a_wider_band():
    assert slowed(10, 20) == (15, 60)


hours = st.integers(0, 200)
words = st.builds(
    lambda number, state, starts, lasts, known: word(
        key=str(number),
        state=state,
        from_at=NOON + starts * HOUR,
        until_at=None if lasts == 0 else NOON + (starts + lasts) * HOUR,
        known_from=NOON + known * HOUR,
    ),
    st.integers(0, 99),
    st.sampled_from(["cut", "slow", "open"]),
    hours,
    hours,
    hours,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=6), hours, hours, st.randoms(use_true_random=False))
def test_the_state_depends_on_nothing_known_later_and_on_no_order(told, at, known, chance):
    asked = {"at": NOON + at * HOUR, "known_at": NOON + known * HOUR}
    found = road_at(told, **asked)
    by_then = [one for one in told if one.known_from <= asked["known_at"]]
    assert road_at(by_then, **asked) == found
    mixed = road_at(chance.sample(told, len(told)), **asked)
    assert (mixed is None) is (found is None)
    if found is not None:
        assert found.known_from <= asked["known_at"]
        assert found.from_at <= asked["at"] < found.holds_until()


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=6), hours)
def test_stretches_cover_the_time_and_agree_with_the_state(told, known):
    known_at = NOON + known * HOUR
    start, end = NOON, NOON + 150 * HOUR
    found = stretches(told, start=start, end=end, known_at=known_at)
    assert (found[0].starts, found[-1].ends) == (start, end)
    for one, other in pairwise(found):
        assert one.ends == other.starts
    for part in found:
        decides = road_at(told, at=part.starts, known_at=known_at)
        grew_old = decides is None and part.word is not None
        assert part.word == decides or (grew_old and part.word.until_at is None)


def told(**columns):
    return RoadTold(
        **{
            "from_node": "HNSV-AMA-HN",
            "to_node": "HN-1701",
            "state": "cut",
            "basis": "announced",
            "source": "COPECO",
            "from_at": NOON,
        }
        | columns
    )


@pytest.fixture
def monitor():
    a_region()
    return actor_of(institution("HN-MON"), "border_monitor")


@pytest.mark.django_db
def test_a_report_is_kept_recorded_and_told(monitor):
    row = report_road(
        told=told(until_at=NOON + HOUR, text=" Derrumbe. "), by=monitor, at=NOON, is_demo=True
    )
    row.refresh_from_db()
    assert (row.link_key, row.state, row.basis, row.source, row.text_es, row.text_en) == (
        "HNSV-AMA-HN--HN-1701",
        "cut",
        "announced",
        "COPECO",
        "Derrumbe.",
        "Derrumbe.",
    )
    assert (row.known_from, row.until_at, row.reporter_id, row.confidence, row.is_demo) == (
        NOON,
        NOON + HOUR,
        monitor.id,
        "medium",
        True,
    )
    event = Event.objects.get()
    assert (event.verb, event.subject, event.facts) == (
        "road.reported",
        row.key,
        {"state": "cut", "basis": "announced"},
    )
    message = Message.objects.get()
    assert (message.topic, message.subject_id) == ("road.reported", row.key)
    assert link_of(row.key) == row.link_key
    assert link_of("W-nothing") == ""


@pytest.mark.django_db
def test_the_two_places_may_be_named_in_any_order(monitor):
    row = report_road(
        told=told(from_node="HN-1701", to_node="HNSV-AMA-HN", basis="observed"),
        by=monitor,
        at=NOON,
    )
    assert (row.link_key, row.confidence) == ("HNSV-AMA-HN--HN-1701", "high")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "field", "problem"),
    [
        ({"state": "gone"}, "state", "unknown"),
        ({"basis": "heard"}, "basis", "unknown"),
        ({"source": " "}, "source", "missing"),
        ({"source": "x" * 301}, "source", "too_long"),
        ({"text_en": "x" * 301}, "text", "too_long"),
        ({"basis": "observed", "from_at": NOON + HOUR}, "from_at", "seen_in_the_future"),
        ({"until_at": NOON}, "until_at", "before_start"),
        ({"to_node": "SV-1408"}, "to_node", "not_joined"),
    ],
)
def test_a_report_that_says_nothing_usable_is_refused(monitor, columns, field, problem):
    with pytest.raises(FactRefused) as refused:
        report_road(told=told(**columns), by=monitor, at=NOON)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert RoadReport.objects.count() == Event.objects.count() == Message.objects.count() == 0


@pytest.mark.django_db
def test_an_emergency_that_does_not_exist_is_refused(monitor):
    with pytest.raises(NotFound):
        report_road(told=told(emergency_key="E-X"), by=monitor, at=NOON)
    assert RoadReport.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "role", "may"),
    [
        ("municipality", "border_monitor", True),
        ("municipality", "coordinator", True),
        ("municipality", "officer", False),
        ("police", "coordinator", False),
        ("army", "border_monitor", False),
    ],
)
def test_who_tells_of_roads(kind, role, may):
    a_region()
    actor = actor_of(institution("HN-XX", kind=kind), role)
    if may:
        report_road(told=told(), by=actor, at=NOON)
    else:
        with pytest.raises(NotAllowed):
            report_road(told=told(), by=actor, at=NOON)
    assert RoadReport.objects.count() == int(may)


@pytest.mark.django_db
def test_roads_are_read_as_of_what_was_known(monitor):
    cut = report_road(told=told(), by=monitor, at=NOON)
    again = report_road(
        told=told(state="open", from_at=NOON + HOUR), by=monitor, at=NOON + 2 * HOUR
    )
    link = cut.link_key
    later = NOON + 3 * HOUR
    assert {k: w.state for k, w in road_states(at=later, known_at=later).items()} == {link: "open"}
    early = road_states(at=later, known_at=NOON + HOUR)
    assert {key: word.state for key, word in early.items()} == {link: "cut"}
    assert road_states(at=later, known_at=later, links=["X--Y"]) == {}
    assert [word.key for word in list_road_words(link, known_at=later)] == [again.key, cut.key]
    (line,) = list_roads(at=later, known_at=later, area_keys=["HN-1701"])
    assert (line.link.key, line.word.key) == (link, again.key)
    assert list_roads(at=later, known_at=later, area_keys=["SV-1408"]) == []

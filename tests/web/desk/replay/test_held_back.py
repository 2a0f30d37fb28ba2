"""What tells of an emergency of people on the way: who enforces reads it two weeks later."""

from datetime import date, timedelta

import pytest
from tests.factories.pages import main_words
from tests.factories.world import move_clock
from tests.web.desk.replay.test_drills import LIST, at_kind

from relevo.accounts.models import Membership
from relevo.demo.replay.subjects import of_people_on_the_way
from relevo.region.events import find_scenario, list_scenarios

EVENTS = {event.key: event for scenario in list_scenarios() for event in scenario.events}
SUBJECTS = {key for scenario in list_scenarios() for key in of_people_on_the_way(scenario)}
EMERGENCIES = {"E08", "E21", "E30", "E49", "E80"}
FIGURES = {"E12", "E19", "E22", "E30", "E50", "E51", "E58"}
POINTS = {"E26", "E82"}


def test_the_events_that_tell_of_people_on_the_way_are_known():
    assert SUBJECTS == EMERGENCIES | FIGURES | POINTS


@pytest.mark.parametrize("key", sorted(SUBJECTS))
def test_who_enforces_reads_them_two_weeks_later(desk, key):
    event = EVENTS[key]
    address = f"{LIST}{event.scenario_key}/"
    police, coordinator = at_kind("police"), desk("demo-secretaria")
    Membership.objects.update(starts_on=date(2015, 1, 1))

    move_clock(event.at + timedelta(hours=1))
    assert event.text.es in main_words(coordinator.get(address))
    assert event.text.es not in main_words(police.get(address))
    move_clock(event.at + timedelta(days=14, minutes=1))
    assert event.text.es in main_words(police.get(address))


def test_a_storm_is_read_at_once():
    scenario = find_scenario("ETA_IOTA")
    assert of_people_on_the_way(scenario) == frozenset()
    move_clock(scenario.ends_at + timedelta(hours=1))
    shown = main_words(at_kind("police").get(f"{LIST}ETA_IOTA/"))
    assert [event.key for event in scenario.events if event.text.es not in shown] == []

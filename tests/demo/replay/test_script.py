"""Every event becomes something, through the actions, and once."""

import pytest
from tests.factories.world import nothing_written

from relevo.audit.queries import verify_chain
from relevo.borders.models import StatusReport
from relevo.demo.replay.committed import Committed, committed
from relevo.demo.replay.drill import made_for
from relevo.demo.replay.player import OnlyOnADemo, due, effects_of, next_due, play_until
from relevo.demo.replay.script import SCRIPTS, ends_at, starts_at, steps_of, taken_over
from relevo.demo.replay.stage import NothingToBuildOn, Stage, cut
from relevo.directory.models import Institution
from relevo.plumbing import clock
from relevo.region.events import find_scenario, list_scenarios
from relevo.region.tables import STATUS_REPORTS

SCENARIOS = list_scenarios()
EVENTS = [event for scenario in SCENARIOS for event in scenario.events]
pytestmark = pytest.mark.usefixtures("drill")


def kinds_of(steps, key):
    return list(dict.fromkeys(step.act.kind for step in steps if step.event.key == key))


def test_the_tables_hold_the_94_events_of_twelve_scenarios():
    assert sorted(event.number for event in EVENTS) == list(range(1, 95))
    assert set(SCRIPTS) == {scenario.key for scenario in SCENARIOS}
    assert len(SCENARIOS) == 12


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda row: row.key)
def test_each_event_becomes_what_its_row_says(scenario):
    steps = steps_of(scenario)
    for event in scenario.events:
        assert set(kinds_of(steps, event.key)) == set(event.becomes), event.key


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda row: row.key)
def test_no_event_is_without_effect(drill, scenario):
    made = {event.key: [] for event in scenario.events}
    for played in drill[scenario.key]:
        made[played.step.event.key] += played.effects
    assert [key for key, effects in made.items() if not effects] == []
    told = [effect for effects in made.values() for effect in effects]
    recognized = {effect.row for effect in told if effect.is_recognized}
    assert {row for row in recognized if row not in STAY_COMMITTED} == set()


STAY_COMMITTED = {
    "GT-ENTRY-TEST-2020",
    "GT-ENTRY-QUARANTINE-2020",
    "GT-ENTRY-COR-TEST-2022",
    "GT-ENTRY-COR-VACCINATION-2022",
    "HN-ENTRY-BUS-2020",
    "HN-EXIT-BUS-2020",
}
"""Rules that know an alternative, or are for buses: no form tells them, so no act does either."""


def test_what_was_played_is_noted_and_never_played_again(drill, db):
    with nothing_written():
        for scenario in SCENARIOS:
            assert play_until(scenario, until=ends_at(scenario)) == []
            assert due(scenario, until=ends_at(scenario)) == []
            assert next_due(scenario) is None
            assert set(effects_of(scenario)) == {step.key for step in steps_of(scenario)}


def test_nothing_of_the_region_stands_twice(db):
    told = StatusReport.objects.filter(is_demo=True)
    every = sum(len(taken_over(row).get(STATUS_REPORTS.file, ())) for row in SCENARIOS)
    assert told.count() == every == len(committed(STATUS_REPORTS)) - 1  # the one of 2024
    seen = {
        (row.crossing_id, row.country, row.direction, row.mode, row.from_at, row.state, row.basis)
        for row in StatusReport.objects.all()
    }
    assert len(seen) == StatusReport.objects.count()


def test_only_invented_institutions_tell_anything(db):
    tellers = set(StatusReport.objects.filter(is_demo=True).values_list("reporter_institution_id"))
    rows = Institution.objects.filter(pk__in=[pk for (pk,) in tellers])
    assert [row.key for row in rows] == ["DEMO-MONITOREO"]
    assert all(row.is_demo for row in rows)


def test_the_instance_knows_what_it_was_made_for(db):
    assert made_for() == SCENARIOS


def test_a_real_instance_is_told_nothing(db, monkeypatch):
    monkeypatch.setattr(clock, "is_demo", lambda: False)
    with nothing_written(), pytest.raises(OnlyOnADemo):
        play_until(SCENARIOS[0], until=ends_at(SCENARIOS[0]))


def test_an_announcement_is_told_before_what_it_announces():
    steps = [step for step in steps_of(find_scenario("covid2020")) if step.event.number == 59]
    days = [str(step.at.date()) for step in steps]
    assert days == ["2020-10-09", "2020-10-12", "2020-10-12"]


def test_acts_come_in_the_order_of_their_instants():
    for scenario in SCENARIOS:
        instants = [step.at for step in steps_of(scenario)]
        assert instants == sorted(instants)
        assert starts_at(scenario).date() <= scenario.starts_at.date()


def test_every_pattern_finds_committed_rows_that_were_known_at_one_instant():
    for scenario in SCENARIOS:
        for step in steps_of(scenario):
            if isinstance(step.act, Committed):
                known = {row.values.get("known_from") for row in step.act.rows()}
                assert len(known) == 1, step.key
    assert taken_over(find_scenario("NET")) == {}


def test_a_committed_act_of_no_action_says_so():
    act = Committed("*")
    with pytest.raises(NotImplementedError):
        act.tell(None, None)


def test_what_was_not_made_before_is_named():
    with pytest.raises(NothingToBuildOn) as missing:
        Stage(EVENTS[0], EVENTS[0].at).find("movement", "main")
    assert (missing.value.kind, missing.value.label) == ("movement", "main")


def test_a_source_keeps_whole_addresses():
    assert cut("a" * 200 + " ; " + "b" * 200) == "a" * 200
    assert cut("a" * 400) == "a" * 300
    assert cut("a ; b") == "a ; b"


def test_the_chains_hold(db):
    for row in Institution.objects.filter(is_demo=True):
        assert verify_chain(row.pk) == []

"""The committed events: whole, in order, in words that wound nobody."""

import pytest

from relevo.plumbing.traces import wounding_word
from relevo.region.events import find_scenario, list_scenarios

EVENTS = [event for scenario in list_scenarios() for event in scenario.events]


def test_scenarios_come_by_their_beginning_and_events_by_their_instant():
    starts = [scenario.starts_at for scenario in list_scenarios()]
    assert starts == sorted(starts)
    for scenario in list_scenarios():
        instants = [event.at for event in scenario.events]
        assert instants == sorted(instants)
        assert (scenario.starts_at, scenario.ends_at) == (instants[0], instants[-1])


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.key)
def test_every_event_has_its_source_and_dignified_words(event):
    assert event.source.startswith("http")
    words = f"{event.text.es} {event.text.en} {event.place}"
    assert not wounding_word(words)
    assert "caravan" not in words.lower()


def test_numbers_are_kept_as_the_source_gives_them():
    found = {event.number: event.people for event in EVENTS}
    assert (found[18].best, sum(number for _code, number in found[18].parts)) == (945, 943)
    assert (found[88].best, sum(number for _code, number in found[88].parts)) == (2731, 2732)
    assert found[88].part("HN") - 1761 == 870
    assert (found[84].low, found[84].best, found[84].high) == (7000, 9000, 9000)
    with pytest.raises(KeyError):
        found[88].part("ES")


def test_a_scenario_is_found_however_it_is_written():
    assert find_scenario("car2021j").name.es == "Movilización de enero de 2021"
    assert find_scenario("nada") is None

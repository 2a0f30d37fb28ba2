"""A drill on which people have worked meanwhile: what stands already is done, the rest goes on."""

from datetime import datetime, timedelta

import pytest
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock
from tests.web.desk.replay.test_drills import DRILL, GO, LIST

from relevo.demo.replay import people_acts
from relevo.demo.replay.player import effects_of, next_due, play_until
from relevo.demo.replay.script import ends_at, steps_of
from relevo.demo.story import STARTS_AT, actor_of
from relevo.plumbing import clock
from relevo.plumbing.clock import LOCAL
from relevo.plumbing.models import LoadedFacts
from relevo.region import loader
from relevo.region.emergency_tables import EMERGENCIES, EMERGENCY_AREAS, EMERGENCY_PHASES
from relevo.region.events import find_scenario
from relevo.situation.actions import emergencies
from relevo.situation.errors import FactRefused
from relevo.situation.models import EmergencyArea, EmergencyPhase
from relevo.situation.models.emergency import Figure
from relevo.situation.queries.emergencies import list_emergencies

COORDINATOR = "demo-secretaria"
STORMS, COVID = find_scenario("ETA_IOTA"), find_scenario("COVID2020")


@pytest.fixture
def untold():
    """As on an instance that was made for a replay: the facts do not hold the emergencies."""
    row = LoadedFacts.objects.get(name=loader.NAME)
    for table in (EMERGENCIES, EMERGENCY_AREAS, EMERGENCY_PHASES):
        row.keys[table.file] = []
    row.save()


def test_what_the_facts_tell_already_is_not_opened_beside_it(desk):
    before = list_emergencies(at=STARTS_AT, known_at=STARTS_AT, sees_live=True)
    figures = Figure.objects.count()

    played = play_until(STORMS, until=STARTS_AT)

    after = list_emergencies(at=STARTS_AT, known_at=STARTS_AT, sees_live=True)
    assert [line.name for line in after] == [line.name for line in before]
    assert Figure.objects.count() == figures
    told = [effect for row in played for effect in row.effects if effect.kind != "alert"]
    assert {effect.is_recognized for effect in told} == {True}
    (storms,) = (line for line in after if line.key == "eta-iota-2020")
    assert effects_of(STORMS)["E62.1"][0].row == str(storms.id)


def played_up_to(scenario, number):
    """The first acts, up to those of an event; the clock stands a minute later."""
    until = max(step.at for step in steps_of(scenario) if step.event.number == number)
    play_until(scenario, until=until)
    move_clock(until + timedelta(minutes=1))
    return effects_of(scenario)[f"E{number}.1"][0].row


def go_on(desk, scenario):
    answer = desk(COORDINATOR).post(f"{LIST}{scenario.key}/seguir/", {"go": "next"}, follow=True)
    assert answer.status_code == 200
    return answer


def test_an_area_that_was_added_by_hand_is_not_added_again(untold, desk):
    emergency = played_up_to(STORMS, 62)
    (queja,) = next(step for step in steps_of(STORMS) if step.key == "E63.1").act.rows()
    where = emergencies.Where(queja.text("country"), queja.text("area_id"))
    emergencies.add_area(
        emergency_id=emergency,
        where=where,
        from_at=clock.now(),
        by=actor_of(COORDINATOR),
        at=clock.now(),
    )

    answer = go_on(desk, STORMS)

    (effect,) = effects_of(STORMS)["E63.1"]
    assert (effect.row, effect.is_recognized) == (emergency, True)
    areas = EmergencyArea.objects.filter(emergency=emergency, area__key=where.area_key)
    assert areas.count() == 1
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert effects_of(STORMS).keys() >= {"E63.1", "E63.2"}


def test_a_phase_in_which_it_is_already_is_not_told_again(untold, desk):
    emergency = played_up_to(COVID, 33)
    step = next(step for step in steps_of(COVID) if step.key == "E34.2")
    move_clock(step.at)
    emergencies.move_phase(
        emergency_id=emergency,
        phase="during",
        from_at=step.at,
        by=actor_of(COORDINATOR),
        at=step.at,
    )

    go_on(desk, COVID)

    (effect,) = effects_of(COVID)["E34.2"]
    assert (effect.row, effect.is_recognized) == (emergency, True)
    assert EmergencyPhase.objects.filter(emergency=emergency, phase="during").count() == 1


def test_what_is_refused_here_is_told_and_the_drill_goes_on(desk):
    played_up_to(DRILL, 80)
    (opened,) = effects_of(DRILL)["E80.2"]
    emergencies.move_phase(
        emergency_id=opened.row,
        phase="closed",
        from_at=clock.now(),
        by=actor_of(COORDINATOR),
        at=clock.now(),
    )
    move_clock(datetime(2021, 1, 21, 9, tzinfo=LOCAL))

    answer = desk(COORDINATOR).post(GO, {"go": "hours"}, follow=True)

    done = effects_of(DRILL)
    assert {key for key, made in done.items() if not made} == {"E82.3", "E82.4"}
    assert next_due(DRILL) is None
    shown = answer.content.decode()
    assert said("This emergency is over. Move its phase first.") in shown
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]
    assert said("All of it was played.") in shown
    acts = len(steps_of(DRILL))
    assert f"{acts - 2} de {acts}" in main_words(desk(COORDINATOR).get(LIST))


def test_what_builds_on_something_left_out_is_left_out_too(desk, monkeypatch):
    def refused(**_told):
        raise FactRefused(field="via", problem="no_way")

    monkeypatch.setattr(people_acts.movements, "open_movement", refused)
    move_clock(datetime(2021, 1, 21, 9, tzinfo=LOCAL))

    answer = desk(COORDINATOR).post(GO, {"go": "hours"}, follow=True)

    assert answer.status_code == 200
    left_out = {key for key, made in effects_of(DRILL).items() if not made}
    kinds = {step.act.kind for step in steps_of(DRILL) if step.key in left_out}
    assert kinds == {"movement", "sighting"}
    assert next_due(DRILL) is None
    assert play_until(DRILL, until=ends_at(DRILL)) == []
    assert said("what stands here now does not allow it.") in answer.content.decode()

"""``./relevo replay`` and ``./relevo demo rebuild``."""

import json
import time
from datetime import datetime, timedelta

import pytest
from tests.factories.shell import shell
from tests.factories.world import move_clock, nothing_written

from relevo.cli import replay
from relevo.demo.replay import people_acts
from relevo.demo.replay.player import effects_of
from relevo.demo.replay.script import steps_of
from relevo.demo.replay.stage import NothingToBuildOn
from relevo.plumbing import clock
from relevo.plumbing.clock import LOCAL
from relevo.region.events import find_scenario
from relevo.situation.errors import FactRefused

CAR2022 = find_scenario("CAR2022")
pytestmark = pytest.mark.usefixtures("instance")


def test_the_list_names_every_scenario(capsys):
    ended = shell(capsys, "replay", "list")
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.out.splitlines()) == 12
    assert "CAR2022    2022-01-15 00:00 – 2022-01-15 00:00    1  Movilización" in ended.out


def test_the_list_as_json(capsys):
    rows = {row["id"]: row for row in json.loads(shell(capsys, "replay", "list", "--json").out)}
    assert rows["CAR2022"] == {
        "id": "CAR2022",
        "name": "Movilización de enero de 2022",
        "from": "2022-01-15T00:00:00-06:00",
        "until": "2022-01-15T00:00:00-06:00",
        "events": 1,
        "acts": 5,
        "played": 0,
    }


def test_playing_tells_each_act_and_moves_the_clock_ahead(capsys):
    ended = shell(capsys, "replay", "car2022")
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[3] for line in ended.out.splitlines()] == [
        *("report", "requirement", "requirement", "movement", "sighting")
    ]
    assert clock.now() - CAR2022.ends_at < timedelta(minutes=5)
    assert set(effects_of(CAR2022)) == {step.key for step in steps_of(CAR2022)}
    with nothing_written():
        again = shell(capsys, "replay", "CAR2022", "--until", "2022-01-15T00:00")
    assert (again.code, len(again.out.splitlines())) == (0, 1)


def test_playing_as_json_says_what_was_recognized(capsys):
    rows = json.loads(shell(capsys, "replay", "CAR2022", "--json").out)
    first = rows[0]
    assert (first["event"], first["at"]) == ("E94", "2022-01-15T00:00:00-06:00")
    assert first["rows"] == [
        {"kind": "report", "row": "ST-GTHN-COR-GT-20220115-1", "recognized": True}
    ]
    assert not rows[-1]["rows"][0]["recognized"]


def test_a_past_scenario_does_not_turn_the_clock_back(capsys):
    move_clock(datetime(2022, 3, 1, tzinfo=LOCAL))
    shell(capsys, "replay", "CAR2022")
    assert clock.now().month == 3


def test_speed_waits_in_proportion(monkeypatch):
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    scenario = find_scenario("CAR2020D")
    done = replay.play(scenario, until=scenario.ends_at, speed=3600, say=False)
    assert len(done) == 4
    assert waited == [0, 4, 0]


def test_an_unknown_scenario_is_answered_with_those_that_there_are(capsys):
    ended = shell(capsys, "replay", "CAR1999")
    assert (ended.code, ended.out) == (2, "")
    assert "CAR2018" in ended.err


@pytest.mark.parametrize("instance_kind", ["real"])
@pytest.mark.parametrize(
    "asked", [("replay", "CAR2022"), ("demo", "rebuild", "--scenario", "CAR2022", "--yes")]
)
def test_a_real_instance_refuses(capsys, asked):
    with nothing_written():
        ended = shell(capsys, *asked)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_what_an_act_builds_on_must_have_been_played(capsys, monkeypatch):
    def missing(*_told, **_named):
        raise NothingToBuildOn("movement", "main")

    monkeypatch.setattr(replay, "play", missing)
    ended = shell(capsys, "replay", "CAR2022")
    assert (ended.code, ended.out) == (2, "")
    assert "movement main" in ended.err


def test_what_is_refused_here_is_left_out_and_said(capsys, monkeypatch):
    def refused(**_told):
        raise FactRefused(field="via", problem="no_way")

    monkeypatch.setattr(people_acts.movements, "open_movement", refused)
    ended = shell(capsys, "replay", "CAR2022", "--json")
    assert ended.code == 0
    refusals = {row["refused"] for row in json.loads(ended.out) if not row["rows"]}
    assert refusals == {"via: no_way", "movement "}
    listed = json.loads(shell(capsys, "replay", "list", "--json").out)
    (line,) = [row for row in listed if row["id"] == "CAR2022"]
    assert (line["acts"], line["played"]) == (5, 3)


def test_rebuilding_needs_a_yes(capsys):
    with nothing_written():
        ended = shell(capsys, "demo", "rebuild", "--scenario", "CAR2022")
    assert ended.code == 2
    assert "--yes" in ended.err


def test_speed_reads_max_and_numbers():
    assert replay.speed("max") is None
    assert replay.speed("60") == 60

"""Drills at the desk: who sees what, who lets them go on, and that a real instance plays none."""

from datetime import date, datetime, timedelta

import pytest
from tests.factories.pages import main_words, said, signed_in
from tests.factories.world import move_clock, nothing_written

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.demo.replay.player import effects_of
from relevo.demo.replay.script import steps_of
from relevo.demo.story import STARTS_AT
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock
from relevo.plumbing.clock import LOCAL
from relevo.region.events import find_scenario
from relevo.web.desk.replay.lines import when_words

LIST = "/es/mesa/situacion/simulacros/"
GO = f"{LIST}CAR2021J/seguir/"
DRILL = find_scenario("CAR2021J")
AFTER = datetime(2021, 1, 21, 9, tzinfo=LOCAL)


def at_kind(kind, *, role=Role.COORDINATOR):
    """Somebody of an invented institution of a kind."""
    institution = Institution.objects.create(
        key=f"TEST-{kind}", name_es=kind, name_en=kind, country="GT", kind=kind, is_demo=True
    )
    user = accounts.create_person(
        username=f"test-{kind}",
        institution=institution,
        role=role,
        starts_on=date(2020, 1, 1),
        acta="test",
        by=SYSTEM,
        at=STARTS_AT,
    )
    return signed_in(user)


def test_the_list_names_every_scenario_with_its_dates(desk):
    shown = main_words(desk("demo-copan").get(LIST))
    assert "Movilización de enero de 2021" in shown
    assert "10 ene 2021 – 20 ene 2021" in shown
    assert "12 hechos" in shown


def test_what_is_still_to_come_is_not_told(desk):
    shown = main_words(desk("demo-secretaria").get(f"{LIST}CAR2021J/"))
    assert said("Nothing has happened yet") in shown
    assert "PNC" not in shown
    comes = said("The next fact comes on %(moment)s.")
    assert comes % {"moment": "dom 10 ene 2021, 16:00"} in shown


def test_an_unknown_scenario_is_not_there(desk):
    client = desk("demo-secretaria")
    assert client.get(f"{LIST}NADA/").status_code == 404
    assert client.post(f"{LIST}NADA/seguir/", {"go": "next"}).status_code == 404


def test_next_plays_one_instant_and_the_clock_goes_along(desk):
    client = desk("demo-secretaria")
    answer = client.post(GO, {"go": "next"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}CAR2021J/", 302)]
    assert set(effects_of(DRILL)) == {"E78.1", "E78.2", "E78.3"}
    assert clock.now() - DRILL.starts_at < timedelta(minutes=5)
    shown = main_words(answer)
    assert "Honduras dice 25; Guatemala, 30." in shown
    assert "elpais.cr" in shown


def test_six_hours_on_moves_the_clock_whatever_is_due(desk):
    client = desk("demo-universidad")
    client.post(GO, {"go": "hours"})
    assert effects_of(DRILL) == {}
    assert timedelta(0) <= clock.now() - STARTS_AT - timedelta(hours=6) < timedelta(minutes=5)


def test_what_the_clock_has_passed_is_played_without_turning_it_back(desk):
    move_clock(AFTER)
    client = desk("demo-secretaria")
    shown = main_words(client.get(f"{LIST}CAR2021J/"))
    assert said("Of this time, and not played here") in shown
    assert "PNC" not in shown.split(said("Of this time, and not played here"))[0]
    late = said("The next fact is of %(moment)s, before this clock: it is told as late news.")
    assert late % {"moment": "dom 10 ene 2021, 16:00"} in shown
    client.post(GO, {"go": "next"})
    assert set(effects_of(DRILL)) == {"E78.1", "E78.2", "E78.3"}
    assert clock.now() >= AFTER
    client.post(GO, {"go": "hours"})
    shown = main_words(client.get(f"{LIST}CAR2021J/"))
    assert set(effects_of(DRILL)) == {step.key for step in steps_of(DRILL)}
    assert said("All of it was played.") in shown
    assert said("Of this time, and not played here") not in shown
    client.post(GO, {"go": "next"})
    assert said("All of it was played.") in main_words(client.get(f"{LIST}CAR2021J/"))


@pytest.mark.parametrize("username", ["demo-copan", "demo-monitor", "demo-albergue"])
def test_whoever_neither_coordinates_nor_analyzes_lets_nothing_go_on(desk, username):
    client = desk(username)
    assert "seguir" not in client.get(f"{LIST}CAR2021J/").content.decode()
    with nothing_written():
        answer = client.post(GO, {"go": "next"})
    assert answer.status_code == 302


def test_an_unknown_step_plays_nothing(desk):
    client = desk("demo-secretaria")
    with nothing_written():
        assert client.post(GO, {"go": "back"}).status_code == 302


def test_who_enforces_reads_of_people_under_way_two_weeks_later(desk):
    move_clock(AFTER)
    police = at_kind("police")
    shown = main_words(police.get(f"{LIST}CAR2021J/"))
    assert "Estado de prevención" in shown  # a decree is public
    assert "9,000 personas" not in shown
    assert "633" not in shown
    assert "PNC" not in shown
    assert "grupos pequeños en la capital" not in shown
    with nothing_written():
        police.post(GO, {"go": "next"})
    move_clock(AFTER + timedelta(days=14))
    assert "633 personas" in main_words(police.get(f"{LIST}CAR2021J/"))


def test_who_enforces_reads_how_many_were_attended_two_weeks_later(desk):
    move_clock(datetime(2020, 10, 3, 9, tzinfo=LOCAL))
    police = at_kind("police")
    assert "1,310 personas" not in main_words(police.get(f"{LIST}CAR2020O/"))
    move_clock(datetime(2020, 10, 17, 9, tzinfo=LOCAL))
    assert "1,310 personas" in main_words(police.get(f"{LIST}CAR2020O/"))


@pytest.mark.parametrize("instance_kind", ["real"])
def test_on_a_real_instance_it_is_history_and_nothing_is_played(desk):
    client = desk("demo-secretaria")
    assert said("Here they are history") in main_words(client.get(LIST))
    page = client.get(f"{LIST}CAR2018/")
    assert "seguir" not in page.content.decode()
    assert "Plan Retorno Seguro" in main_words(page)
    with nothing_written():
        assert client.post(GO, {"go": "next"}).status_code == 404


def test_a_date_is_told_no_more_exactly_than_the_source_does():
    net = {event.number: event for event in find_scenario("NET").events}
    assert when_words(net[2]) == "2016"
    assert when_words(net[3]) == "abril 2017"
    assert when_words(net[4]) == "5 may 2017"
    assert when_words(DRILL.events[0]) == "dom 10 ene 2021, 16:00"


def test_a_scenario_played_from_its_middle_says_what_is_missing(desk, monkeypatch):
    move_clock(datetime(2021, 1, 18, tzinfo=LOCAL))
    steps = [step for step in steps_of(DRILL) if step.event.number == 85]
    monkeypatch.setattr("relevo.demo.replay.player.steps_of", lambda _scenario: tuple(steps))
    answer = desk("demo-secretaria").post(GO, {"go": "hours"}, follow=True)
    assert said("Play this scenario from its beginning.") in answer.content.decode()
    assert effects_of(DRILL) == {}

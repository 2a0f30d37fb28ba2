"""Nothing live reaches who enforces; and the proof would find it if it did."""

import json
from functools import partial

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.accounts.enums import Role
from relevo.cli import prove, prove_movements
from relevo.cli.prove_movements import asking, world
from relevo.cli.prove_movements.world import Canaries
from relevo.situation import access
from relevo.situation.queries import emergencies
from relevo.web import as_of
from relevo.web.desk.emergencies import points
from relevo.web.desk.replay import lines

pytestmark = pytest.mark.usefixtures("instance")


OF_THE_SITUATION = (
    *("/situacion/", "/emergencias/", "/frontera/", "/mapa/"),
    *("/servicio/", "/requisitos/"),
)


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    asked = partial(prove_movements.prove, within_parts=OF_THE_SITUATION)
    monkeypatch.setitem(prove.PROOFS, "movements", asked)
    monkeypatch.setattr(asking, "FEW_ROLES", (Role.COORDINATOR,))
    monkeypatch.setattr(asking, "MOST_OF_ONE", 3)


@pytest.mark.slow  # ./test proves the same, apart
def test_no_byte_reaches_who_enforces_and_nothing_of_the_proof_stays(capsys):
    with nothing_written():
        ended = shell(capsys, "prove", "movements", "--json")
    proof = json.loads(ended.out)
    figures = proof["figures"]
    assert figures["leaks"] == 0, figures.get("first leak")
    assert figures["canaries no coordinator sees"] == 0, figures.get("not seen by who may")
    assert figures["answers that failed"] == 0
    assert (ended.code, proof["name"], proof["holds"]) == (0, "prove movements", True)
    assert figures["people who ask"] == 5
    assert figures["canaries"] == 25
    assert figures["of them pages"] > 100
    assert figures["events of drills"] > 30


@pytest.fixture
def asked_of(monkeypatch, capsys):
    """The figures of a proof that asks the addresses with one part alone."""

    def asked_of(part):
        asked = partial(prove_movements.prove, within_parts=(part,))
        monkeypatch.setitem(prove.PROOFS, "movements", asked)
        return json.loads(shell(capsys, "prove", "movements", "--json").out)["figures"]

    return asked_of


@pytest.mark.one_database
def test_leak_is_found_and_the_exit_code_says_so(capsys, monkeypatch):
    asked = partial(prove_movements.prove, within_parts=("/movilizaciones/",))
    monkeypatch.setitem(prove.PROOFS, "movements", asked)
    monkeypatch.setattr(access, "sees_live", lambda _actor: True)
    ended = shell(capsys, "prove", "movements")
    assert ended.code == 1
    assert "DOES NOT HOLD" in ended.out
    assert "first leak" in ended.out


@pytest.mark.one_database
def test_a_point_that_names_its_emergency_is_found(asked_of, monkeypatch):
    monkeypatch.setattr(points, "may_see", lambda _request, _key: True)
    assert "/puntos/" in asked_of("/puntos/")["first leak"]


@pytest.mark.one_database
def test_an_emergency_that_its_past_opens_is_found(asked_of, monkeypatch):
    monkeypatch.setattr(emergencies, "_is_held_now", lambda *_told, **_named: False)
    leak = asked_of("/es/emergencias/")["first leak"]
    assert "?en=" in leak
    assert "sabido" not in leak


@pytest.mark.one_database
def test_a_drill_that_tells_too_early_is_found(asked_of, monkeypatch):
    monkeypatch.setattr(lines, "of_people_on_the_way", lambda _scenario: frozenset())
    assert asked_of("/es/emergencias/")["events of drills that leak"] > 0


@pytest.mark.one_database
def test_a_page_that_fails_at_an_instant_is_found(asked_of, monkeypatch):
    monkeypatch.setattr(as_of, "is_possible", lambda _at: True)
    assert asked_of("/es/emergencias/")["answers that failed"] > 0


def test_numbers_are_found_however_they_are_grouped():
    canaries = Canaries(numbers={"x": 61_037})
    pattern = canaries.patterns()["x"]
    for text in ("61037", "<b>61,037</b>", "61.037", "61 037", "61\u00a0037"):
        assert pattern.search(text.encode()), text
    for text in ("a61037", "610370", "61,0370"):
        assert not pattern.search(text.encode()), text


def test_number_that_stood_before_is_no_leak():
    """The length of an answer, and places on a drawing, read like a number of people."""
    body = "38\u202f313 o 40,343 en M 27 124 5, no 123456 ni a40343".encode()
    assert world.numbers_in(body) == {38_313, 40_343, 27_124}

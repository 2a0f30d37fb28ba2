"""The proof of alerts holds, leaves nothing behind, and notices when a guard is gone."""

import json

import pytest
from tests.factories.added_only import changeable
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.cli.prove_cap import proof
from relevo.situation.actions import own_alerts
from relevo.situation.models import Alert


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(proof, "SMALL", 12)


def test_what_is_published_is_valid_and_what_does_harm_is_refused(instance, capsys):
    with nothing_written():
        ended = shell(capsys, "prove", "cap", "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["name"], told["holds"]) == (0, "prove cap", True)
    assert told["figures"]["published files"] >= 12
    assert told["figures"]["hostile files"] == 45


def _anybody(alert_id, **_who):
    return Alert.objects.get(pk=alert_id)


def test_an_author_who_may_approve_is_found(instance, capsys, monkeypatch):
    monkeypatch.setattr(proof, "SMALL", 1)
    monkeypatch.setattr(own_alerts, "_decided", _anybody)
    with changeable(Alert):  # the database would not let it be approved twice either
        ended = shell(capsys, "prove", "cap")
    assert (ended.code, "DOES NOT HOLD" in ended.out) == (1, True)


def test_a_file_that_is_not_refused_is_named(instance, capsys, monkeypatch):
    monkeypatch.setattr(proof, "HOSTILE", {"nothing": "too_large"})
    ended = shell(capsys, "prove", "cap")
    assert ended.code == 1
    assert "nothing" in ended.out
    monkeypatch.setattr(proof, "hostile_file", lambda _name: proof.good_file())
    assert proof._code(proof.good_file()) == "accepted"

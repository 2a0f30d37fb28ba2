"""``./relevo audit`` and the proof of it."""

import json
from datetime import UTC, datetime

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.audit import actions
from relevo.audit.models import Event
from relevo.audit.queries import Problem, Tampering, list_chains
from relevo.cli import audit, prove_audit
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock

pytestmark = pytest.mark.usefixtures("instance")

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def witness(settings, tmp_path):
    settings.RELEVO_WITNESS_FILE = tmp_path / "heads.jsonl"
    return settings.RELEVO_WITNESS_FILE


def run(capsys, *arguments):
    return shell(capsys, "--lang", "en", "audit", *arguments)


def test_heads_are_a_line_for_each_chain(capsys):
    ended = run(capsys, "heads")
    assert ended.code == 0
    told = [json.loads(line)["chain"] for line in ended.out.splitlines()]
    assert told == [str(chain) for chain in list_chains()] != []


def test_verify_says_what_a_witness_would_show(capsys, witness, tmp_path):
    number = len(list_chains())
    ended = run(capsys, "verify")
    assert (ended.code, ended.out.splitlines()) == (
        0,
        [
            "There is no witness file yet: a tail that was cut off would not be noticed.",
            f"Whole: {number} chains.",
        ],
    )
    heads = tmp_path / "printed.jsonl"
    heads.write_text(run(capsys, "heads").out)
    ended = run(capsys, "verify", "--witness", str(heads))
    assert (ended.code, ended.out) == (0, f"Whole: {number} chains.\n")
    event = Event.objects.order_by("institution_id", "-number").first()
    Event.objects.filter(pk=event.pk).update(digest="0" * 64)
    witness.write_text("{}\n" + heads.read_text())
    ended = run(capsys, "verify")
    assert ended.code == 1
    assert f"{event.institution_id}\t{event.number}\tchanged afterwards" in ended.out
    assert "not what the witness saw" in ended.out
    assert "line of the witness file that this instance did not write" in ended.out
    assert run(capsys, "verify", "--witness", "/nowhere").code == 2


def test_every_kind_of_problem_has_words_of_its_own():
    words = {audit.words_of(Problem(kind, 1)) for kind in Tampering}
    assert len(words) == len(Tampering)


@pytest.fixture
def _few(monkeypatch):
    monkeypatch.setattr(prove_audit, "ROWS_TRIED", (1, 8))
    monkeypatch.setattr(prove_audit, "EVENTS", 8)
    monkeypatch.setattr(prove_audit, "LONG", 30)
    monkeypatch.setattr(prove_audit, "AT_ONCE", 20)


@pytest.mark.usefixtures("_few")
def test_whatever_is_done_is_noticed_and_nothing_of_the_proof_stays(capsys):
    with nothing_written():
        ended = shell(capsys, "prove", "audit", "--json")
    proof = json.loads(ended.out)
    assert (ended.code, proof["name"], proof["holds"]) == (0, "prove audit", True)
    times = {"seconds of work to verify them": 0, "seconds on the wall": 0}
    assert proof["figures"] | times == {
        "kinds of tampering": 18,
        "columns": 11,
        "tampered with": 92,
        "unnoticed": 0,
        "events verified": 30,
        **times,
    }


@pytest.mark.usefixtures("_few")
def test_what_nobody_notices_is_told(capsys, monkeypatch):
    """Without macs and witness, whoever owns the database rewrites a chain at leisure."""
    monkeypatch.setattr(
        prove_audit.Stage,
        "is_noticed",
        lambda stage: any(
            problem.kind not in {Tampering.FORGED, Tampering.EPOCH_CHANGED}
            for problem in prove_audit.queries.verify_chain(stage.first)
        ),
    )
    ended = shell(capsys, "prove", "audit")
    assert ended.code == 1
    assert "edited, chain made anew: verb of 1" in ended.out
    assert "DOES NOT HOLD" in ended.out


def test_a_long_chain_that_is_not_whole_proves_nothing(monkeypatch):
    monkeypatch.setattr(prove_audit.queries, "verify_chain", lambda _: [Problem(Tampering.GAP, 1)])
    with pytest.raises(AssertionError, match="GAP"):
        prove_audit.seconds_to_verify(number=2, at=NOON)


def test_the_story_is_whole(capsys):
    actions.record("facts.loaded", subject="x", actor=SYSTEM, at=clock.now())
    assert run(capsys, "verify").code == 0

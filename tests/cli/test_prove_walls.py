"""The authorisation matrix and the two worlds hold, and each finds a wall that was taken away."""

import pytest
from django.db.models import Q
from tests.factories.world import nothing_written

from relevo.cases.access import doors
from relevo.cases.models import Case
from relevo.cli import prove_authz, prove_two_worlds
from relevo.cli.prove_authz import proof

pytestmark = pytest.mark.usefixtures("instance")

ADDRESSES = (
    "desk:case",
    "desk:referral",
    "desk:case-close",
    "desk:emergency-reviews",
    "desk:inbox",
    "answer:link",
)


@pytest.fixture(autouse=True)
def _few_subjects(monkeypatch):
    """One subject of each relation: the whole cast is for the command itself."""
    everybody = proof.all_cells

    def one_of_each(patterns, subjects):
        first = {subject.relation: subject for subject in reversed(subjects)}
        return everybody(patterns, list(first.values()))

    monkeypatch.setattr(proof, "all_cells", one_of_each)


def told(outcome):
    return [text for label, text in outcome.figures.items() if "problem" in label]


def test_matrix_holds_and_leaves_nothing():
    with nothing_written():
        outcome = prove_authz.prove(full=False, seed=1, few=1, only=ADDRESSES)
    assert (told(outcome), outcome.holds) == ([], True)
    assert outcome.figures["addresses"] == len(ADDRESSES)
    assert outcome.figures["cells"] >= len(ADDRESSES) * outcome.figures["relations"]


def let_everybody_know(monkeypatch):
    """As if nobody had ever chosen who must not know."""

    def nobody_is_excluded(_actor, *, case="pk"):
        assert case in {"pk", "case_id"}
        return Q()

    monkeypatch.setattr(doors, "not_excluded", nobody_is_excluded)


def test_matrix_finds_a_door_that_lets_everybody_in(monkeypatch):
    monkeypatch.setattr(doors, "visible_cases", lambda _actor: Case.objects.all())
    outcome = prove_authz.prove(full=True, only=("desk:case-close",))
    assert not outcome.holds
    assert outcome.figures["wrong answers"] > 0
    assert any("otherwise than for what never was" in text for text in told(outcome))


def test_matrix_finds_what_must_not_be_read(monkeypatch):
    let_everybody_know(monkeypatch)
    outcome = prove_authz.prove(full=True, only=("desk:referral",))
    assert not outcome.holds
    assert outcome.figures["leaks"] > 0
    assert any("leaked excluded_code" in text for text in told(outcome))


def test_matrix_finds_a_reader_who_cannot_read(monkeypatch):
    monkeypatch.setattr(proof, "CONTROLS", (("desk:referral", "receiver", ("name",)),))
    outcome = prove_authz.prove(full=False, seed=1, few=1, only=("healthz",))
    assert outcome.figures["not readable by who may"] == 1
    assert told(outcome)[0] == "receiver did not find name at desk:referral"
    assert not outcome.holds


def test_worlds_are_the_same_to_who_is_blocked():
    with nothing_written():
        outcome = prove_two_worlds.prove(full=False, only=("desk:inbox", "desk:referral"))
    assert outcome.holds, outcome.figures
    assert outcome.figures["blocked accounts"] == len(prove_two_worlds.FEW)


def test_worlds_differ_without_the_exclusions(monkeypatch):
    let_everybody_know(monkeypatch)
    outcome = prove_two_worlds.prove(full=False, only=("desk:inbox", "desk:referral"))
    assert not outcome.holds
    assert any("desk:referral" in str(text) for text in outcome.figures.values())

"""The proof holds, and it would not if a rule or a constraint were missing."""

import json

import pytest
from django.db import connection
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.accounts.enums import Role
from relevo.cli import prove_commitments as proof
from relevo.exchange import actions
from relevo.exchange.actions import commitments
from relevo.exchange.models import Commitment
from relevo.exchange.rules import commitments as rules

pytestmark = pytest.mark.usefixtures("instance")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Where an answer is due, by those who could give one."""
    monkeypatch.setattr(proof, "STATES", ("reported",))
    few = [Role.OFFICER, Role.COORDINATOR]
    monkeypatch.setattr(
        proof,
        "people_of_all_roles",
        lambda stage: [
            stage.person(side, roles=(role,), name=role) for side in proof.SIDES for role in few
        ],
    )


@pytest.mark.slow  # ./test proves the same, apart
def test_no_owner_confirms_alone_and_nothing_of_the_proof_stays(capsys):
    with nothing_written():
        ended = shell(capsys, "prove", "commitments", "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["name"], told["holds"]) == (0, "prove commitments", True)
    figures = told["figures"]
    assert figures["breaches"] == 0
    assert figures["actions found"] == 7
    assert figures["confirmed by the counterpart"] > 10
    assert figures["states they reach"] > 10
    assert figures["acts tried by people of the owner"] > 1_000
    assert figures["writes past the actions"] == 6 * (11 + 8)


def test_a_rule_that_lets_two_hats_pass_is_found(capsys, monkeypatch):
    monkeypatch.setattr(rules, "check_not_of_owner", lambda *_args, **_more: None)
    monkeypatch.setattr(proof, "try_alone", lambda *_args, **_more: proof.Counts())

    ended = shell(capsys, "prove", "commitments")

    assert ended.code == 1
    assert "DOES NOT HOLD" in ended.out
    assert "two hats for counterpart" in ended.out


@pytest.fixture
def _no_constraints(instance):
    """The same database, but for its constraints."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else rows just written hold the table
            for constraint in Commitment._meta.constraints:
                if constraint.name.startswith("exchange_confirmed"):
                    cursor.execute(
                        f"ALTER TABLE {Commitment._meta.db_table} DROP CONSTRAINT {constraint.name}"
                    )
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.usefixtures("_no_constraints")
def test_a_database_without_its_constraints_is_found(monkeypatch):
    monkeypatch.setattr(proof, "try_matrix", lambda *_args, **_more: proof.Counts(confirmed=1))
    monkeypatch.setattr(proof, "try_alone", lambda *_args, **_more: proof.Counts())

    outcome = proof.prove(full=False)

    assert not outcome.holds
    assert outcome.figures["breaches"] > 5
    assert any("confirmed_by" in str(text) for text in outcome.figures.values())


@pytest.fixture
def stage(instance):
    with proof.rolled_back():
        yield proof.Stage(proof.clock.now())


def test_an_action_that_confirms_for_the_owner_alone_is_found(stage):
    def wave_through(*, commitment_id, by, at):
        Commitment.objects.filter(pk=commitment_id).update(
            state="confirmed",
            confirmed_by=stage.institutions["counterpart"].pk,
            confirmed_by_institution=stage.institutions["counterpart"],
            confirmed_at=at,
            reported_by=by.id,
            reported_by_institution=stage.institutions["owner"],
            reported_at=at,
        )

    counts = proof.try_alone(stage, {"wave_through": wave_through}, full=False)

    assert "wave_through by officer for owner, alone" in counts.breaches


def test_every_public_action_with_a_commitment_is_tried(monkeypatch):
    assert set(proof.commitment_actions()) == {
        "report_commitment",
        "confirm_commitment",
        "return_commitment",
        "postpone_commitment",
        "set_commitment_aside",
        "change_confirmer",
        "link_change",
    }

    def bless_commitment(*, commitment_id, by, at):
        """A new action."""

    bless_commitment.__module__ = commitments.__name__
    monkeypatch.setattr(commitments, "bless_commitment", bless_commitment, raising=False)
    assert "bless_commitment" in proof.commitment_actions()
    assert actions.__name__ in bless_commitment.__module__


def test_an_action_that_takes_something_unknown_stops_the_proof(stage):
    def bribe(*, commitment_id, by, at, money):
        """A new action."""

    with pytest.raises(proof.ActionNotCovered) as refused:
        proof.arguments_of(bribe, stage=stage, full=True)
    assert (refused.value.action, refused.value.parameter) == ("bribe", "money")

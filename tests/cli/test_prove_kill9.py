"""A writer that is killed loses and doubles nothing, and it would be seen if it did."""

from uuid import uuid4

import pytest
from tests.factories.cases import NOON, facts, stage

from relevo.audit.models import Event
from relevo.cases import actions
from relevo.cases.actions.work import add_note
from relevo.cases.models import SealedGroup
from relevo.cli import prove_kill9
from relevo.cli.prove_kill9 import Act, Progress


@pytest.mark.django_db(transaction=True)
def test_what_was_acknowledged_is_there_once(monkeypatch):
    monkeypatch.setattr(prove_kill9, "ROUNDS", 2)
    outcome = prove_kill9.prove(full=False)

    assert {name: outcome.figures[name] for name in outcome.limits} == dict.fromkeys(
        outcome.limits, 0
    )
    assert (outcome.figures["rounds"], outcome.holds) == (2, True)
    assert outcome.figures["acknowledged writes"] >= 2


@pytest.mark.django_db
def test_lost_doubled_closed_and_unrecorded_acts_are_seen(settings):
    settings.RELEVO_CASES_AN_HOUR = settings.RELEVO_CASES_A_DAY = 1000
    officer = stage().amina
    at, op = prove_kill9.AT, uuid4()

    def opened(narrative):
        told = facts(narrative=str(narrative))
        return actions.open_case(facts=told, urgency="urgent", by=officer, at=at)

    kept = opened(op)
    note = uuid4()
    add_note(case_id=kept.pk, text=str(note), by=officer, at=at)
    acts = [Act(op, op), Act(note, op)]
    assert prove_kill9._count(officer, Progress(acknowledged=acts)) == (0, 0, 0, 0)
    assert [act.is_case for act in acts] == [True, False]

    lost = [*acts, Act(uuid4(), op), Act(uuid4(), uuid4())]
    assert prove_kill9._count(officer, Progress(acknowledged=lost))[0] == 2
    opened(op)
    add_note(case_id=kept.pk, text=str(note), by=officer, at=at)
    assert prove_kill9._count(officer, Progress(acknowledged=acts))[1] == 2
    actions.open_case(facts=facts(), urgency="urgent", by=officer, at=NOON)
    assert prove_kill9._count(officer, Progress(acknowledged=acts))[3] == 1
    SealedGroup.objects.filter(case=kept).delete()
    assert prove_kill9._count(officer, Progress(acknowledged=acts))[2] == 1
    assert Event.objects.filter(verb="case.opened").count() == 3

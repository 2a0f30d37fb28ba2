"""A complaint under every order of acts: it never leaves its states, and its history tells all."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.factories.feedback import NOON, stage, step, tell

from relevo.feedback import actions, queries
from relevo.feedback.enums import ComplaintState
from relevo.feedback.errors import HandlingRefused, MoveRefused
from relevo.feedback.models import Complaint, Statement, Step
from relevo.feedback.rules.states import MOVES

S = ComplaintState
SAID = {
    "acknowledge": {},
    "answer": {"code": "put_right", "words": "Listo"},
    "refer": {},
    "close": {"reason": "done"},
}
LEADS_TO = {
    "acknowledge": S.ACKNOWLEDGED,
    "answer": S.ANSWERED,
    "refer": S.REFERRED,
    "close": S.CLOSED,
}


class ComplaintMachine(RuleBasedStateMachine):
    """What two readers and the person do, in any order; the model is one state and two counts."""

    @initialize(body=st.sampled_from(["none", "pddh"]))
    def begin(self, body):
        Complaint.objects.all().delete()
        self.scene, self.at = self.__class__.scene, NOON
        self.code, _receipt = tell(self.scene, outside_body=body)
        self.row, self.body = Complaint.objects.get(), body
        self.state, self.steps, self.said = S.RECEIVED, 1, 1

    @rule(verb=st.sampled_from(sorted(SAID)), reader=st.sampled_from(["ana", "beto"]))
    def handle(self, verb, reader):
        self.at += timedelta(hours=1)
        to = LEADS_TO[verb]
        possible = to in MOVES[self.state]
        try:
            step(verb, self.row, getattr(self.scene, reader), at=self.at, **SAID[verb])
        except MoveRefused:
            assert not possible
        except HandlingRefused:
            assert (verb, self.body) == ("refer", "none")
        else:
            assert possible
            self.state, self.steps = to, self.steps + 1

    @rule()
    def add(self):
        self.at += timedelta(hours=1)
        actions.add(code=self.code, words="algo más", at=self.at)
        self.said, self.steps = self.said + 1, self.steps + 1
        if self.state == S.CLOSED:
            self.state = S.RECEIVED

    @invariant()
    def rows_and_page_say_the_same(self):
        if not hasattr(self, "row"):
            return
        row = Complaint.objects.get()
        assert row.state == self.state
        assert Step.objects.filter(complaint=row).count() == self.steps
        assert Statement.objects.filter(complaint=row).count() == self.said
        found = queries.follow_up(self.code)
        assert (found.state, found.added) == (self.state, self.said)
        assert (found.due_on is not None) == (self.state == S.RECEIVED)
        assert row.received_at <= self.at < row.due_at + timedelta(days=99)


@pytest.mark.no_cover  # by chance; every act has tests of its own
@pytest.mark.django_db
def test_any_order_of_acts():
    ComplaintMachine.scene = stage()
    run_state_machine_as_test(
        ComplaintMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

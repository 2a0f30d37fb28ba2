"""Any sequence of acts by anybody: a referral never leaves its table, nothing is told twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.cases import access, actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerTooLate,
    CaseNotVisible,
    ConsentWithdrawn,
    MoveNotYours,
    TransitionRefused,
)
from relevo.cases.models import Referral, ReferralStep
from relevo.outbox.models import Message

REFUSALS = (TransitionRefused, MoveNotYours, CaseNotVisible, AnswerTooLate)
WHO_MAY = {
    "amina": {S.WITHDRAWN, S.CLOSED},
    "carlos": {
        *(S.SEEN, S.ACCEPTED, S.DECLINED, S.ARRIVED, S.NOT_ARRIVED),
        *(S.DELIVERED, S.NOT_DELIVERED),
    },
}
NEXT = {
    S.OFFERED: {S.SEEN, S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.EXPIRED},
    S.SEEN: {S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.EXPIRED},
    S.ACCEPTED: {S.ARRIVED, S.NOT_ARRIVED, S.WITHDRAWN},
    S.ARRIVED: {S.DELIVERED, S.NOT_DELIVERED},
}


class ReferralLife(RuleBasedStateMachine):
    """Written from the design, not from the code: a second opinion on every move."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # like a test's own: readings may be recorded inside it
        self.undo.__enter__()
        self.stage = cast.stage()
        self.referral = cast.referral(self.stage)
        self.history = [S.OFFERED]
        self.at = NOON
        self.is_consented = True

    @property
    def state(self):
        return self.history[-1]

    def may(self, to, who):
        following = NEXT.get(self.state, {S.CLOSED} if self.state != S.CLOSED else set())
        in_time = to not in {S.SEEN, S.ACCEPTED, S.DECLINED} or self.at < self.deadline
        return to in following and to in WHO_MAY.get(who, set()) and in_time

    @property
    def deadline(self):
        return NOON + timedelta(hours=72)

    @rule(
        to=st.sampled_from(sorted(cast.VERBS)),
        who=st.sampled_from(["amina", "berta", "carlos", "dora", "elena", "fausto"]),
    )
    def try_to_move(self, to, who):
        allowed = self.may(to, who)
        try:
            cast.move(self.referral, to, by=getattr(self.stage, who), at=self.at)
        except REFUSALS:
            assert not allowed, (self.state, to, who)
        else:
            assert allowed, (self.state, to, who)
            self.history.append(to)

    @rule(hours=st.integers(1, 40))
    def let_time_pass(self, hours):
        self.at += hours * HOUR

    @rule()
    def let_the_clock_run(self):
        ended = actions.expire_due(at=self.at)
        due = self.state in {S.OFFERED, S.SEEN} and self.at >= self.deadline
        assert ended == due
        if due:
            self.history.append(S.EXPIRED)

    @rule()
    def take_consent_back(self):
        try:
            actions.withdraw_consent(
                consent_id=self.referral.consent_id, by=self.stage.amina, at=self.at
            )
        except ConsentWithdrawn:
            assert not self.is_consented
            return
        assert self.is_consented
        self.is_consented = False
        if self.state in {S.OFFERED, S.SEEN, S.ACCEPTED}:
            self.history.append(S.WITHDRAWN)

    @invariant()
    def the_rows_say_the_same(self):
        if not hasattr(self, "history"):
            return
        row = Referral.objects.get(pk=self.referral.pk)
        assert row.status == self.state
        steps = ReferralStep.objects.filter(referral=row).order_by("id")
        assert list(steps.values_list("status", flat=True)) == self.history
        told = [f"referral.{status}" for status in self.history]
        events = Event.objects.filter(subject=str(row.pk), verb__startswith="referral.")
        assert (
            list(events.exclude(verb="referral.read").order_by("id").values_list("verb", flat=True))
            == told
        )
        messages = Message.objects.filter(subject_id=str(row.pk))
        assert sorted(messages.values_list("topic", flat=True)) == sorted(told)
        assert len({S.ACCEPTED, S.DECLINED, S.EXPIRED} & set(self.history)) <= 1

    @invariant()
    def content_is_open_only_while_it_must_be(self):
        if not hasattr(self, "history"):
            return
        row = Referral.objects.get(pk=self.referral.pk)
        is_shown = self.state in {S.OFFERED, S.SEEN, S.ACCEPTED, S.ARRIVED} and self.is_consented
        assert (bytes(row.preview) != b"", row.packet is not None) == (
            is_shown,
            is_shown and self.state in {S.ACCEPTED, S.ARRIVED},
        )
        seen = access.read_referral(self.stage.carlos, referral_id=row.pk, at=NOON)
        assert (seen.packet is not None) is (row.packet is not None)

    def teardown(self):
        if hasattr(self, "history"):
            chains = [self.stage.nacaome.pk, self.stage.la_union.pk, None]
            assert [verify_chain(chain) for chain in chains] == [[], [], []]
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_life_of_a_referral(request):
    is_full = request.config.getoption("--full")
    run_machine(
        ReferralLife,
        settings=settings(
            max_examples=400 if is_full else 12,
            stateful_step_count=40 if is_full else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

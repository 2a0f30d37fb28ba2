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
    AlternateRefused,
    AnswerTooLate,
    CaseNotVisible,
    ConsentWithdrawn,
    HandOverRefused,
    MoveNotYours,
    PhoneRefused,
    SlipUnknown,
    TooManyTries,
    TransitionRefused,
)
from relevo.cases.models import HandOver, PhoneAnswer, Referral, ReferralStep
from relevo.cases.rules.handovers import HandOverTerms
from relevo.outbox.models import Message
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind

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


SAID = {
    S.OFFERED: {"accepted", "declined", "arrived"},
    S.SEEN: {"accepted", "declined", "arrived"},
    S.ACCEPTED: {"arrived", "not_arrived"},
    S.ARRIVED: {"delivered", "not_delivered"},
}
PEOPLE = ["amina", "berta", "carlos", "dora", "elena", "fausto"]
ASKED = {S.DECLINED, S.EXPIRED, S.NOT_ARRIVED}
TERMS = HandOverTerms(
    place="el puente",
    condition="well",
    giver_role="oficial",
    receiver_role="enfermera",
    alone_with_police="no",
    relation="checked",
)


class ReferralLife(RuleBasedStateMachine):
    """Written from the design, not from the code: a second opinion on every move."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # like a test's own: readings may be recorded inside it
        self.undo.__enter__()
        clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=None)
        self.stage = cast.stage()
        self.referral = cast.referral(self.stage)
        self.history = [S.OFFERED]
        self.at = NOON
        self.is_consented = True
        self.mover = "amina"
        self.next = None  # the next address: None, waiting, taken back, asked, passed over
        self.told = {}  # what was told by telephone and is not settled, with when
        self.is_reminded = False
        self.acta = None  # None, written, given, received

    @property
    def state(self):
        return self.history[-1]

    @property
    def may_hand_over(self):
        return self.state == S.ACCEPTED or S.ARRIVED in self.history

    @property
    def shown(self):
        row = HandOver.objects.filter(referral=self.referral).first()
        return access.digest_of(row) if row else ""

    def may(self, to, who, *, said_at=None):
        following = NEXT.get(self.state, {S.CLOSED} if self.state != S.CLOSED else set())
        answers = to in {S.SEEN, S.ACCEPTED, S.DECLINED}
        in_time = not answers or (said_at or self.at) < self.deadline
        return to in following and to in WHO_MAY.get(who, set()) and in_time

    @property
    def deadline(self):
        return NOON + timedelta(hours=72)

    def went(self, to, who):
        self.history.append(to)
        self.mover = who
        if to in ASKED and self.next in {"waiting", "taken back"}:
            self.next = "asked" if self.next == "waiting" else "passed over"

    def attempt(self, allowed, act, *refusals):
        """Do it; it must be refused exactly where the design says so."""
        try:
            act()
        except (*REFUSALS, *refusals):
            if allowed:
                raise
            return False
        assert allowed, self.state
        return True

    @rule(to=st.sampled_from(sorted(cast.VERBS)), who=st.sampled_from(PEOPLE))
    def try_to_move(self, to, who):
        by = getattr(self.stage, who)
        if to == self.state and who == self.mover:  # a second click changes nothing
            cast.move(self.referral, to, by=by, at=self.at)
        elif self.attempt(
            self.may(to, who), lambda: cast.move(self.referral, to, by=by, at=self.at)
        ):
            self.went(to, who)

    @rule(to=st.sampled_from([S.SEEN, S.ACCEPTED, S.ARRIVED, S.DELIVERED]))
    def go_on_as_it_should(self, to):
        if self.may(to, "carlos"):
            cast.move(self.referral, to, by=self.stage.carlos, at=self.at)
            self.went(to, "carlos")

    @rule(hours=st.integers(1, 40))
    def let_time_pass(self, hours):
        self.at += hours * HOUR

    @rule()
    def let_the_clock_run(self):
        is_open = self.state in {S.OFFERED, S.SEEN}
        half = NOON + timedelta(hours=36)
        is_due = is_open and half <= self.at < self.deadline and not self.is_reminded
        reminded = actions.remind_due(at=self.at)
        others = Referral.objects.exclude(pk=self.referral.pk).exclude(reminded_at=None)
        assert reminded >= is_due
        self.is_reminded = self.is_reminded or is_due
        assert reminded <= is_due + others.count()
        in_time = any(
            at < self.deadline for word, at in self.told.items() if word in SAID[S.OFFERED]
        )
        end = self.deadline + timedelta(hours=24 if in_time else 0)
        actions.expire_due(at=self.at)
        if is_open and self.at >= end:
            self.went(S.EXPIRED, "clock")

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
            self.went(S.WITHDRAWN, "amina")

    @rule()
    def note_the_next_address(self):
        given = cast.consent(self.stage, self.referral.case, self.stage.shelter, at=self.at)
        allowed = self.next is None and self.state in {S.OFFERED, S.SEEN, S.ACCEPTED}
        note = {"referral_id": self.referral.pk, "consent_id": given.pk, "at": self.at}
        if self.attempt(
            allowed,
            lambda: actions.add_alternate(**note, by=self.stage.amina),
            AlternateRefused,
        ):
            self.next, self.next_consent = "waiting", given

    @rule()
    def take_the_next_consent_back(self):
        if self.next == "waiting":
            actions.withdraw_consent(
                consent_id=self.next_consent.pk, by=self.stage.amina, at=self.at
            )
            self.next = "taken back"

    @rule(word=st.sampled_from(sorted(set().union(*SAID.values()))), with_slip=st.booleans())
    def tell_by_telephone(self, word, with_slip):
        known = word in self.told
        allowed = known or word in SAID.get(self.state, set())
        note = {
            "referral_id": self.referral.pk,
            "told": word,
            "decline_code": "other" if word == "declined" else "",
            "slip_code": self.referral.slip_code if with_slip else "",
            "role": "la enfermera",
            "at": self.at,
        }
        noted = self.attempt(
            allowed,
            lambda: actions.note_phone_answer(**note, by=self.stage.amina),
            PhoneRefused,
        )
        if noted and not known:
            self.told[word] = self.at
            if word == "arrived" and with_slip and self.state == S.ACCEPTED:
                self.went(S.ARRIVED, "amina")

    @rule(word=st.sampled_from(sorted(set().union(*SAID.values()))), yes=st.booleans())
    def settle_what_was_told(self, word, yes):
        answers = PhoneAnswer.objects.filter(referral=self.referral, told=word)
        answer = answers.filter(confirmed_at=None, contradicted_at=None).first()
        if answer is None:
            return
        settle = {"referral_id": self.referral.pk, "answer_id": answer.pk, "at": self.at}
        if not yes:
            actions.contradict_phone_answer(**settle, by=self.stage.carlos)
            del self.told[word]
            return
        to, said_at = S(word), self.told[word]
        steps = [to]
        if to == S.ARRIVED and self.state in {S.OFFERED, S.SEEN}:
            steps = [S.ACCEPTED, S.ARRIVED]
        repeated = to == self.state and self.mover == "carlos"
        allowed = repeated or self.may(steps[0], "carlos", said_at=said_at)
        if (
            self.attempt(
                allowed,
                lambda: actions.confirm_phone_answer(**settle, by=self.stage.carlos),
                PhoneRefused,
            )
            and not repeated
        ):
            for step in steps:
                self.went(step, "carlos")
        if allowed:
            # It stands in the history as confirmed; noting the same again changes nothing.
            assert PhoneAnswer.objects.get(pk=answer.pk).confirmed_at == self.at

    @rule(who=st.sampled_from(["carlos", "elena", "amina"]))
    def come_with_the_slip(self, who):
        there = self.state in {S.ARRIVED, S.DELIVERED, S.NOT_DELIVERED}
        steps = [S.ARRIVED] if self.state == S.ACCEPTED else [S.ACCEPTED, S.ARRIVED]
        allowed = who == "carlos" and (there or self.may(steps[0], "carlos"))
        arrived = self.attempt(
            allowed,
            lambda: actions.arrive_by_slip(
                code=self.referral.slip_code, by=getattr(self.stage, who), at=self.at
            ),
            SlipUnknown,
            TooManyTries,
        )
        if arrived and not there:
            for step in steps:
                self.went(step, who)

    @rule(who=st.sampled_from(["amina", "carlos"]))
    def write_the_acta(self, who):
        allowed = self.may_hand_over and self.acta != "received"
        write = {
            "referral_id": self.referral.pk,
            "terms": TERMS,
            "handed_at": self.at,
            "at": self.at,
        }
        by = getattr(self.stage, who)
        if self.attempt(allowed, lambda: actions.write_hand_over(**write, by=by), HandOverRefused):
            self.acta = "written"

    @rule(side=st.sampled_from(["given", "received"]))
    def confirm_the_acta(self, side):
        if side == "given":
            act, by = actions.confirm_given, self.stage.amina
            allowed = self.acta is not None
        else:
            act, by = actions.confirm_received, self.stage.carlos
            allowed = self.acta == "received" or (self.acta is not None and self.may_hand_over)
        if self.attempt(
            allowed,
            lambda: act(referral_id=self.referral.pk, seen=self.shown, by=by, at=self.at),
            HandOverRefused,
        ):
            if side == "received" and self.state == S.ACCEPTED:
                self.went(S.ARRIVED, "carlos")
            self.acta = "received" if "received" in {side, self.acta} else "given"

    @invariant()
    def the_rows_say_the_same(self):
        if not hasattr(self, "history"):
            return
        row = Referral.objects.get(pk=self.referral.pk)
        assert row.status == self.state
        assert (row.closed_at is None) is (self.state != S.CLOSED)
        steps = ReferralStep.objects.filter(referral=row).order_by("id")
        assert list(steps.values_list("status", flat=True)) == self.history
        told = [f"referral.{status}" for status in self.history]
        moves = {f"referral.{status}" for status in S}
        events = Event.objects.filter(subject=str(row.pk), verb__in=moves)
        assert list(events.order_by("id").values_list("verb", flat=True)) == told
        messages = Message.objects.filter(subject_id=str(row.pk))
        topics = list(messages.values_list("topic", flat=True))
        assert sorted(topic for topic in topics if topic in moves) == sorted(told)
        is_asked = ASKED & set(self.history) and self.next != "asked"
        assert topics.count("referral.where_now") == bool(is_asked)
        assert topics.count("referral.reminded") == self.is_reminded
        assert len({S.ACCEPTED, S.DECLINED, S.EXPIRED} & set(self.history)) <= 1

    @invariant()
    def the_next_is_asked_only_when_its_turn_comes_and_with_consent(self):
        if not hasattr(self, "history"):
            return
        made = Referral.objects.filter(service=self.stage.shelter)
        assert made.count() == (self.next == "asked")
        shown = access.list_where_now(self.stage.amina)
        asked = self.state in {*ASKED, S.NOT_DELIVERED} and self.next != "asked"
        assert (self.referral.pk in {row.referral_id for row in shown}) is asked

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
        ours = access.read_referral(self.stage.amina, referral_id=row.pk, at=self.at)
        theirs = access.read_referral(self.stage.carlos, referral_id=row.pk, at=self.at)
        assert ours.history == theirs.history
        received = self.acta == "received"
        answers = "DEMO La Unión" if received else "DEMO Nacaome"  # there is a child
        assert ours.loop.responsible.es == theirs.loop.responsible.es == answers

    def teardown(self):
        if hasattr(self, "history"):
            chains = [self.stage.nacaome.pk, self.stage.la_union.pk, None]
            assert [verify_chain(chain) for chain in chains] == [[], [], []]
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


@pytest.mark.no_cover  # by chance; every act has tests of its own
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

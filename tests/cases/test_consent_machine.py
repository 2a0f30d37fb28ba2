"""Any sequence of yes, no, asked again, taken back and time: nothing opens without a live yes."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import NOON

from relevo.cases import access, actions
from relevo.cases.errors import (
    AnswerTooLate,
    CaseNotVisible,
    ConsentExpired,
    ConsentMissing,
    ConsentWithdrawn,
    OfferRefused,
    RefusalStands,
    TransitionRefused,
)
from relevo.cases.models import Consent, Referral, Refusal, Retraction

PLACES = ("window", "shelter")
places = st.sampled_from(PLACES)
DAY = timedelta(days=1)


class ConsentLife(RuleBasedStateMachine):
    """Two recipients, one person. Written from what is promised to her, not from the code."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo._from_testcase = True  # like a test's own: readings may be recorded inside it
        self.undo.__enter__()
        self.stage = cast.stage()
        self.stage.elena = person("elena", of=self.stage.shelter.institution, roles=["officer"])
        self.case = cast.case(self.stage, urgency="normal")
        self.at = NOON
        self.said_no = dict.fromkeys(PLACES)  # the refusal that stands
        self.given = {place: [] for place in PLACES}  # (id, ends, taken back)
        self.sent = {place: [] for place in PLACES}  # (referral id, consent id)

    def service(self, place):
        return getattr(self.stage, place)

    def receiver(self, place):
        return {"window": self.stage.carlos, "shelter": self.stage.elena}[place]

    def is_live(self, place, consent_id):
        (found,) = [one for one in self.given[place] if one["id"] == consent_id]
        return not found["back"] and self.at < found["ends"]

    @rule(place=places, days=st.integers(1, 40))
    def she_says_yes(self, place, days):
        try:
            row = cast.consent(self.stage, self.case, self.service(place), at=self.at, days=days)
        except RefusalStands:
            assert self.said_no[place]
            return
        assert not self.said_no[place]
        ends = self.at + days * DAY
        self.given[place].append({"id": row.pk, "ends": ends, "back": False})

    @rule(place=places)
    def she_says_no(self, place):
        refusal = actions.record_refusal(
            case_id=self.case.pk,
            service_id=self.service(place).pk,
            by=self.stage.amina,
            at=self.at,
        )
        if self.said_no[place]:
            assert refusal.pk == self.said_no[place]
        self.said_no[place] = refusal.pk
        for one in self.given[place]:
            one["back"] = True

    @rule(place=places)
    def she_asks_again(self, place):
        if self.said_no[place]:
            actions.lift_refusal(
                refusal_id=self.said_no[place],
                present="nobody",
                by=self.stage.amina,
                at=self.at,
            )
            self.said_no[place] = None

    @rule(place=places, by_receipt=st.booleans(), which=st.integers(0, 3))
    def she_takes_it_back(self, place, by_receipt, which):
        if not self.given[place]:
            return
        one = self.given[place][which % len(self.given[place])]
        if by_receipt:
            code = Consent.objects.get(pk=one["id"]).receipt_code
            actions.withdraw_by_receipt(code=code, by=self.stage.elena, at=self.at)
        else:
            try:
                actions.withdraw_consent(consent_id=one["id"], by=self.stage.amina, at=self.at)
            except ConsentWithdrawn:
                assert one["back"]
        one["back"] = True

    @rule(place=places)
    def offer(self, place):
        consent_id = self.given[place][-1]["id"] if self.given[place] else None
        is_open = Referral.objects.filter(
            pk__in=[referral for referral, _consent in self.sent[place]],
            status__in=["offered", "seen", "accepted", "arrived"],
        ).exists()
        try:
            row = actions.offer_referral(
                case_id=self.case.pk,
                service_id=self.service(place).pk,
                urgency="normal",
                consent_id=consent_id,
                is_life_in_danger=False,
                is_protocol_signed=True,
                by=self.stage.amina,
                at=self.at,
            )
        except (ConsentMissing, ConsentExpired, ConsentWithdrawn):
            assert consent_id is None or not self.is_live(place, consent_id)
        except OfferRefused:
            assert is_open
        else:
            assert self.is_live(place, consent_id)
            self.sent[place].append((row.pk, consent_id))

    @rule(place=places)
    def accept(self, place):
        for referral_id, consent_id in self.sent[place]:
            try:
                actions.accept(referral_id=referral_id, by=self.receiver(place), at=self.at)
            except (ConsentExpired, ConsentWithdrawn):
                assert not self.is_live(place, consent_id)
            except (TransitionRefused, AnswerTooLate, CaseNotVisible):
                continue

    @rule(days=st.integers(1, 20))
    def time_passes(self, days):
        self.at += days * DAY
        actions.expire_due(at=self.at)

    @invariant()
    def nothing_opens_without_a_live_yes(self):
        if not hasattr(self, "sent"):
            return
        for place in PLACES:
            for referral_id, consent_id in self.sent[place]:
                shown = access.read_referral(
                    self.receiver(place), referral_id=referral_id, at=self.at
                )
                if not self.is_live(place, consent_id):
                    assert (shown.packet, shown.row.preview) == (None, None)
                row = Referral.objects.get(pk=referral_id)
                taken = next(o["back"] for o in self.given[place] if o["id"] == consent_id)
                if taken:
                    assert (bytes(row.preview), row.packet) == (b"", None)
                assert Retraction.objects.filter(referral=row).exists() == taken
            standing = Refusal.objects.filter(
                recipient=self.service(place).institution, lifted_at=None
            )
            assert standing.exists() == bool(self.said_no[place])

    def teardown(self):
        if hasattr(self, "sent"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


@pytest.mark.no_cover  # by chance; every act has tests of its own
@pytest.mark.django_db
def test_the_life_of_a_consent(request):
    is_full = request.config.getoption("--full")
    run_machine(
        ConsentLife,
        settings=settings(
            max_examples=300 if is_full else 10,
            stateful_step_count=40 if is_full else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""The clock in a worker's hands."""

import logging
from datetime import timedelta

import pytest
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases.actions.deadlines import _expire
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import Referral
from relevo.cases.tasks import run_clocks

pytestmark = pytest.mark.django_db


def test_the_clocks_end_what_is_due_and_say_how_many(caplog):
    referral = cast.referral(cast.stage())
    with caplog.at_level(logging.INFO):
        assert run_clocks(at=NOON + timedelta(hours=71)) == 0
        assert run_clocks(at=NOON + timedelta(hours=72)) == 1
    assert [record.getMessage() for record in caplog.records] == [
        "cases: 1 reminders",
        "cases: 1 offers expired",
    ]
    assert Referral.objects.get(pk=referral.pk).status == "expired"


def test_an_answer_between_looking_and_ending_wins():
    stage = cast.stage()
    referral = cast.referral(stage)
    cast.move(referral, S.ACCEPTED, by=stage.carlos, at=NOON + HOUR)
    assert _expire(referral.pk, at=referral.deadline_at) is False
    assert Referral.objects.get().status == "accepted"

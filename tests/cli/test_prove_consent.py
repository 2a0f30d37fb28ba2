"""The race of withdrawal and use: it holds, and it would be seen if it did not."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.factories import cases as cast
from tests.factories.cases import NOON

from relevo.audit import actions as audit
from relevo.cases import actions
from relevo.cases.models import Referral
from relevo.cli import prove_consent
from relevo.directory.models import Institution


@pytest.mark.django_db(transaction=True)
def test_no_use_comes_after_the_withdrawal(monkeypatch):
    Institution.objects.create(
        key="HN-OUT", name_es="x", name_en="x", name_folded="x", sort_key="x", country="HN"
    )
    monkeypatch.setattr(prove_consent, "ROUNDS", 7)
    outcome = prove_consent.prove(full=False)
    assert {name: outcome.figures[name] for name in outcome.limits} == dict.fromkeys(
        outcome.limits, 0
    )
    seen = outcome.figures["the use came first"] + outcome.figures["the withdrawal came first"]
    assert (outcome.figures["rounds"], seen) == (7, 7)
    # It worked in a database of its own, which is gone.
    assert list(Institution.objects.values_list("key", flat=True)) == ["HN-OUT"]


def asked_of(referral):
    return prove_consent.Round(referral.consent_id, lambda: None, referral.case_id, "read")


@pytest.mark.django_db
def test_late_use_and_what_is_left_open_are_seen():
    stage = cast.stage()
    referral = cast.referral(stage)
    assert prove_consent.judge(asked_of(referral)) == (0, 1)  # nothing was taken back
    actions.withdraw_consent(
        consent_id=referral.consent_id, by=stage.amina, at=NOON + timedelta(hours=2)
    )
    assert prove_consent.judge(asked_of(referral)) == (0, 0)
    for fields, late in (([], 0), (["needs"], 1)):
        audit.record(
            "referral.read",
            subject=str(referral.pk),
            actor=stage.carlos,
            at=NOON,
            facts={"fields": fields},
        )
        assert prove_consent.judge(asked_of(referral))[0] == late
    onward = cast.offer(stage, cast.case(stage), stage.clinic)
    Referral.objects.filter(pk=onward.pk).update(parent=referral)
    assert prove_consent.judge(asked_of(referral)) == (2, 1)  # it was offered onward afterwards
    received = replace(asked_of(referral), received_id=referral.pk)
    audit.record("case.opened_from", subject=str(referral.pk), actor=stage.carlos, at=NOON)
    assert prove_consent.judge(received) == (3, 1)


def test_errors_are_handed_over_in_order():
    def broken():
        raise ValueError("no")

    first, second = prove_consent.at_once((lambda: UUID(int=1), 0.0), (broken, 0.0))
    assert first == UUID(int=1)
    assert isinstance(second, ValueError)

"""Who answers that it deleted keeps no case of its own of it."""

import pytest
from tests.cases.test_taking_back import LATER, onward, withdraw
from tests.factories import cases as cast

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Case, Consent, Referral, Retraction, SealedGroup

pytestmark = pytest.mark.django_db


def answer(stage, answer, *, reason=""):
    held = Retraction.objects.get(holder_id=stage.la_union.pk)
    actions.answer_retraction(
        retraction_id=held.pk, answer=answer, reason=reason, by=stage.carlos, at=LATER
    )


def own_case():
    return Case.objects.exclude(origin=None).get()


def test_its_own_case_ends_with_the_answer_when_it_may_keep_none():
    stage = cast.stage()
    _referral, send = onward(stage)
    sent = actions.offer_referral(**send)
    withdraw(stage, Consent.objects.get(purpose="own_record").pk)
    answer(stage, "kept_by_law", reason="child_file")
    assert (own_case().shredded_at, SealedGroup.objects.filter(case=own_case()).exists()) == (
        None,
        True,
    )

    answer(stage, "deleted")

    own = own_case()
    assert (own.shredded_at, own.status) == (LATER, "closed")
    assert not SealedGroup.objects.filter(case=own).exists()
    assert Referral.objects.get(pk=sent.pk).status == "withdrawn"
    with pytest.raises(CaseNotVisible):
        access.read_case(stage.carlos, case_id=own.pk, at=LATER)
    assert Event.objects.filter(verb="case.shredded", subject=str(own.pk)).count() == 1


def test_a_case_to_which_she_still_agrees_stands():
    stage = cast.stage()
    referral, _send = onward(stage)
    withdraw(stage, referral.consent_id)

    answer(stage, "deleted")

    assert own_case().shredded_at is None
    assert access.read_case(stage.carlos, case_id=own_case().pk, at=LATER)

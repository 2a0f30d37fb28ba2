"""Next and better addresses: none that the case must not reach, and one told by telephone."""

import pytest
from tests.cases.test_loop import next_to, settle, told
from tests.cases.test_on_hold import restrict
from tests.cases.traces import Refused
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.access.reading import list_barred
from relevo.cases.actions import rights
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AlternateRefused, AnswerRefused, CaseNotVisible, PhoneRefused
from relevo.cases.models import Alternate, Consent, PhoneAnswer, Referral
from relevo.directory.models import Institution, Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def referral(stage):
    return cast.referral(stage)


def of_the_police(stage, service):
    Institution.objects.filter(pk=service.institution_id).update(kind=stage.post.institution.kind)


def protect(stage, case):
    actions.change_facts(
        case_id=case.pk,
        facts=cast.facts(protection_sensitive=True, nationality="NI"),
        urgency="urgent",
        by=stage.amina,
        at=NOON,
    )


def add(stage, referral, given):
    return actions.add_alternate(
        referral_id=referral.pk, consent_id=given.pk, by=stage.amina, at=NOON
    )


def test_what_came_to_be_barred_after_she_agreed_is_no_next_address(stage, referral):
    house, clinic = (
        cast.consent(stage, referral.case, service) for service in (stage.shelter, stage.clinic)
    )
    noted = add(stage, referral, house)
    assert list_barred(stage.amina, case_id=referral.case_id, at=NOON) == {}
    for service in (stage.shelter, stage.clinic):
        of_the_police(stage, service)
    protect(stage, referral.case)

    found = list_barred(stage.amina, case_id=referral.case_id, at=NOON)
    assert found == dict.fromkeys((house.pk, clinic.pk), "enforcement")
    with Refused(AlternateRefused) as refused:
        add(stage, referral, clinic)
    assert (refused.error.field, refused.error.problem) == ("consent", "barred")
    (line,) = access.read_referral(stage.amina, referral_id=referral.pk, at=NOON).loop.alternates
    assert (line.alternate_id, line.barred) == (noted.pk, "enforcement")
    for who in (stage.berta, stage.carlos, stage.elena):
        with Refused(CaseNotVisible):
            list_barred(who, case_id=referral.case_id, at=NOON)


def test_what_she_chose_herself_stays_a_next_address(stage, referral):
    given = cast.consent(stage, referral.case, stage.clinic)
    Consent.objects.filter(pk=given.pk).update(chosen_by_person=True)
    of_the_police(stage, stage.clinic)
    protect(stage, referral.case)

    assert list_barred(stage.amina, case_id=referral.case_id, at=NOON) == {}
    assert add(stage, referral, given).position == 1


def test_whom_she_kept_out_is_no_next_address_and_learns_nothing(stage, referral):
    given = cast.consent(stage, referral.case, stage.shelter)
    next_to(stage, referral, stage.clinic)
    actions.add_exclusion(
        case_id=referral.case_id,
        kind="institution",
        who=stage.shelter.institution_id,
        by=stage.amina,
        at=NOON,
    )
    Consent.objects.filter(pk=given.pk).update(withdrawn_at=None)  # should one be left over

    assert list_barred(stage.amina, case_id=referral.case_id, at=NOON) == {given.pk: "excluded"}
    with Refused(AlternateRefused):
        add(stage, referral, given)
    with Refused(CaseNotVisible):
        access.read_referral(stage.elena, referral_id=referral.pk, at=NOON)


def test_while_a_restriction_stands_none_is_noted(stage, referral):
    given = cast.consent(stage, referral.case, stage.shelter)
    own = restrict(stage, referral.case)

    with Refused(AlternateRefused) as refused:
        add(stage, referral, given)

    assert (refused.error.field, refused.error.problem) == ("consent", "restricted")
    rights.lift_restriction(own, at=NOON)
    assert Alternate.objects.get(pk=add(stage, referral, given).pk).service == stage.shelter


# By telephone


def decline(stage, referral, better):
    return told(
        stage,
        referral,
        "declined",
        decline_code="no_capacity",
        better_service_id=better.pk if better else None,
    )


def test_a_better_address_told_by_telephone_is_read_by_both_and_goes_with_the_no(stage, referral):
    answer = decline(stage, referral, stage.clinic)
    assert decline(stage, referral, stage.clinic).pk == answer.pk  # noted twice is noted once

    for actor in (stage.amina, stage.carlos):
        (shown,) = access.read_referral(actor, referral_id=referral.pk, at=NOON + HOUR).loop.phone
        assert shown.better.es == "Hospital"
    assert Referral.objects.get().better_service is None
    settle(stage, answer)
    declined = Referral.objects.get()
    assert (declined.status, declined.better_service) == (S.DECLINED, stage.clinic)


def test_another_better_address_is_another_answer_and_none_is_one_too(stage, referral):
    first = decline(stage, referral, None)
    second = decline(stage, referral, stage.clinic)

    assert first.pk != second.pk
    settle(stage, first)
    assert Referral.objects.get().better_service is None


def test_a_better_address_that_has_closed_meanwhile_holds_no_confirmation_back(stage, referral):
    answer = decline(stage, referral, stage.clinic)
    Service.objects.filter(pk=stage.clinic.pk).update(valid_until=NOON.date() - HOUR * 48)

    assert settle(stage, answer).status == S.DECLINED
    assert Referral.objects.get().better_service is None


def test_what_is_no_better_address_is_not_noted(stage, referral):
    Service.objects.filter(pk=stage.shelter.pk).update(visibility="network_only")
    for better, problem in ((stage.window, "the_same"), (stage.shelter, "unknown")):
        with Refused(AnswerRefused) as refused:
            decline(stage, referral, better)
        assert (refused.error.field, refused.error.problem) == ("better_service", problem)
    with Refused(PhoneRefused) as wrong:
        told(stage, referral, "accepted", better_service_id=stage.clinic.pk)
    assert (wrong.error.field, wrong.error.problem) == ("better_service", "with_a_no_only")
    assert not PhoneAnswer.objects.exists()

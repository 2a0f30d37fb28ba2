"""While the person's restriction stands nobody accepts what was offered before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cases.test_onward_walls import received, send_on
from tests.cases.test_own_copy import answered
from tests.cases.traces import Refused
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.access.links import read_by_link
from relevo.cases.actions import links, rights
from relevo.cases.actions.batches import answer_batch, offer_batch
from relevo.cases.actions.slips import arrive_by_slip
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import PhoneRefused, RestrictionStands, TransitionRefused
from relevo.cases.models import Case, Referral

pytestmark = pytest.mark.django_db
SOON, LATER = NOON + HOUR, NOON + 2 * HOUR


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def offered(stage):
    return cast.referral(stage)


def restrict(stage, case, *, at=NOON):
    """She asks that nothing more is done, at a house that helps her, and it is granted."""
    code, phrase = rights.give_key(case_id=case.pk, by=stage.amina, at=at)
    own = rights.open_own(code=code, phrase=phrase, by=stage.elena, at=at)
    answered(stage, own, "restriction", at=at)
    return own


def note(referral, stage, told, **changes):
    said = {"told": told, "role": "guardia", "by": stage.amina, "at": NOON} | changes
    return actions.note_phone_answer(referral_id=referral.pk, **said)


def by_desk(referral, stage):
    return lambda at: actions.accept(referral_id=referral.pk, by=stage.carlos, at=at)


def by_link(referral, stage):
    link, number = links.make_link(referral_id=referral.pk, by=stage.amina, at=NOON)
    opened = links.open_link(link_id=link.pk, number=number, at=NOON)
    return lambda at: links.move_by_link(opened, to=S.ACCEPTED, at=at)


def by_slip(referral, stage):
    return lambda at: arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=at)


def by_telephone(told):
    def noted(referral, stage):
        answer = note(referral, stage, told)
        return lambda at: actions.confirm_phone_answer(
            referral_id=referral.pk, answer_id=answer.pk, by=stage.carlos, at=at
        )

    return noted


WAYS = {
    "desk": by_desk,
    "link": by_link,
    "slip": by_slip,
    "telephone": by_telephone("accepted"),
    "telephone, there": by_telephone("arrived"),
}


@pytest.mark.parametrize("state", [S.OFFERED, S.SEEN])
@pytest.mark.parametrize("way", WAYS)
def test_what_waits_is_not_accepted_until_she_lifts_it(stage, way, state):
    referral = cast.referral(stage, state)
    accept = WAYS[way](referral, stage)
    own = restrict(stage, referral.case)

    with Refused(RestrictionStands, recorded="restricted_by_person", subject=referral.pk):
        accept(SOON)

    referral.refresh_from_db()
    assert (referral.status, referral.packet) == (state, None)
    rights.lift_restriction(own, at=SOON)
    accept(LATER)
    referral.refresh_from_db()
    assert (referral.status in {S.ACCEPTED, S.ARRIVED}, referral.packet is None) == (True, False)


def test_after_the_clock_it_is_late_though_she_lifts_it(stage, offered):
    own = restrict(stage, offered.case)
    rights.lift_restriction(own, at=SOON)

    assert actions.expire_due(at=offered.deadline_at) == 1
    with pytest.raises(TransitionRefused):
        by_desk(offered, stage)(offered.deadline_at)


def test_the_recipient_can_see_it_and_decline_and_the_sender_take_it_back(stage):
    first, second = cast.referral(stage), cast.referral(stage)
    for referral in (first, second):
        restrict(stage, referral.case)

    cast.move(first, S.SEEN, by=stage.carlos)
    cast.move(first, S.DECLINED, by=stage.carlos)
    cast.move(second, S.WITHDRAWN, by=stage.amina)

    assert {row.status for row in Referral.objects.all()} == {S.DECLINED, S.WITHDRAWN}


def test_pages_offer_neither_side_a_yes_while_it_stands(stage, offered):
    def moves():
        seen = {
            actor: access.read_referral(actor, referral_id=offered.pk, at=SOON)
            for actor in (stage.carlos, stage.amina)
        }
        link, number = links.make_link(referral_id=offered.pk, by=stage.amina, at=SOON)
        opened = links.open_link(link_id=link.pk, number=number, at=SOON)
        views = [*seen.values(), read_by_link(opened, at=SOON)]
        return [(view.loop.is_on_hold, view.moves) for view in views], seen[stage.amina].loop

    answers = ("seen", "accepted", "declined")
    said, sender = moves()
    assert said == [(False, answers), (False, ("withdrawn",)), (False, answers)]
    assert sender.tellable == ("accepted", "declined", "arrived")
    own = restrict(stage, offered.case)
    said, sender = moves()
    left = ("seen", "declined")
    assert said == [(True, left), (True, ("withdrawn",)), (True, left)]
    assert sender.tellable == ("declined",)
    rights.lift_restriction(own, at=SOON)
    assert moves()[0][0] == (False, answers)


@pytest.mark.parametrize("told", ["accepted", "arrived"])
def test_no_yes_by_telephone_is_noted_while_it_stands(stage, offered, told):
    own = restrict(stage, offered.case)

    with Refused(PhoneRefused) as refused:
        note(offered, stage, told)

    assert (refused.error.field, refused.error.problem) == ("told", "on_hold")
    assert note(offered, stage, "declined", decline_code="other").told == "declined"
    rights.lift_restriction(own, at=NOON)
    assert note(offered, stage, told).told == told


def test_who_took_the_person_over_before_goes_on_and_keeps_no_record_of_its_own(stage):
    sent, _onward = received(stage)
    Case.objects.filter(origin=sent).update(origin=None)  # as if it had opened none
    own = restrict(stage, sent.case)

    view = access.read_referral(stage.carlos, referral_id=sent.pk, at=SOON)
    assert (view.loop.is_on_hold, view.loop.may_open_own) == (False, False)
    assert view.packet is not None
    with Refused(RestrictionStands, recorded="restricted_by_person", subject=sent.pk):
        actions.open_own_case(referral_id=sent.pk, by=stage.carlos, at=SOON)
    cast.move(sent, S.ARRIVED, by=stage.carlos)
    rights.lift_restriction(own, at=SOON)
    assert actions.open_own_case(referral_id=sent.pk, by=stage.carlos, at=LATER).origin_id


def test_it_holds_for_what_was_sent_on_from_what_she_restricted(stage):
    sent, onward = received(stage)
    further = send_on(onward, stage.shelter, by=stage.carlos)
    own = restrict(stage, sent.case)

    with Refused(RestrictionStands, recorded="restricted_by_person", subject=further.pk):
        actions.accept(referral_id=further.pk, by=stage.elena, at=LATER)

    rights.lift_restriction(own, at=LATER)
    assert actions.accept(referral_id=further.pk, by=stage.elena, at=LATER).status == S.ACCEPTED


def test_of_a_group_the_one_on_hold_is_said_and_the_other_accepted(stage):
    cases = [cast.case(stage), cast.case(stage)]
    for case in cases:
        cast.consent(stage, case, stage.window)
    made = offer_batch(
        case_ids=[case.pk for case in cases],
        service_id=stage.window.pk,
        is_protocol_signed=True,
        by=stage.amina,
        at=NOON,
    )
    rows = {row.case_id: row for row in Referral.objects.all()}
    restrict(stage, cases[0])

    became = answer_batch(
        batch_id=rows[cases[0].pk].batch_id,
        answers={one.referral_id: "accepted" for one in made},
        by=stage.carlos,
        at=SOON,
    )

    assert became == {rows[cases[0].pk].pk: "on_hold", rows[cases[1].pk].pk: "accepted"}


def test_what_goes_without_consent_for_her_life_is_accepted_all_the_same(stage):
    case = cast.case(stage)
    restrict(stage, case)
    sent = actions.send_without_consent(
        case_id=case.pk,
        service_id=stage.clinic.pk,
        ground="vital_interest",
        reasons="Inconsciente, sin pulso",
        second_person=stage.berta.id,
        by=stage.amina,
        at=NOON,
    ).referral
    nurse = replace(stage.elena, institution_id=stage.clinic.institution_id)

    accepted = actions.accept(referral_id=sent.pk, by=nurse, at=NOON + timedelta(minutes=5))

    assert (accepted.status, accepted.packet is None) == (S.ACCEPTED, False)

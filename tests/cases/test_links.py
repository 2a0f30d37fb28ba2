"""Answer without an account: link and number on two ways, one stage, one referral, five tries."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cases.test_hand_over import TERMS
from tests.factories.accounts import person
from tests.factories.cases import ALL_GROUPS, HOUR, NOON, case, consent, offer, stage

from relevo.accounts.models import Membership
from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access.links import list_links, pass_again, read_acta_by_link, read_by_link
from relevo.cases.actions import links
from relevo.cases.enums import ExclusionKind, LinkStage
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    CaseNotVisible,
    ConsentExpired,
    HandOverRefused,
    LinkOver,
    LinkRefused,
    OnProbation,
    TransitionRefused,
    WrongNumber,
)
from relevo.cases.models import AnswerLink, Exclusion, HandOver, Referral
from relevo.cases.rules import links as rules
from relevo.cases.rules.facts import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def played():
    return stage()


@pytest.fixture
def offered(played):
    return offer(played, case(played), played.window)


def made(played, referral, *, at=NOON):
    return links.make_link(referral_id=referral.pk, by=played.amina, at=at)


def opened(played, referral, *, at=NOON):
    link, number = made(played, referral, at=at)
    return links.open_link(link_id=link.pk, number=number, at=at)


def wrong(number):
    return f"{(int(number) + 1) % 1_000_000:06d}"


def test_the_number_has_six_digits_and_is_kept_nowhere(played, offered):
    link, number = made(played, offered)

    assert (len(number), number.isdigit()) == (6, True)
    assert number not in repr(AnswerLink.objects.values().get())
    assert (link.stage, link.expires_at) == (LinkStage.ANSWER, offered.deadline_at)
    assert list_links(played.amina, referral_id=offered.pk, at=NOON).can_make


def test_with_the_number_one_referral_opens_as_its_recipient_sees_it(played, offered):
    link_pass = opened(played, offered)

    seen = read_by_link(link_pass, at=NOON)

    assert (seen.is_recipient, seen.is_sender, seen.packet) == (True, False, None)
    assert seen.row.preview.needs == ("medical", "shelter", "documents")
    other = offer(played, case(played), played.window)
    assert read_by_link(link_pass, at=NOON).row.referral_id == offered.pk != other.pk
    reading = Event.objects.filter(verb="referral.read", subject=str(offered.pk)).first()
    assert (reading.actor_id, reading.institution_id) == (link_pass.link_id, played.la_union.pk)


def test_people_write_a_number_in_many_ways(played, offered):
    link, number = made(played, offered)

    typed = f" {number[:3]}-{number[3:]} "

    assert links.open_link(link_id=link.pk, number=typed, at=NOON).referral_id == offered.pk


def test_five_wrong_numbers_kill_it_also_for_the_right_one(played, offered):
    link, number = made(played, offered)

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongNumber) as refusal:
            links.open_link(link_id=link.pk, number=wrong(number), at=NOON)
        assert refusal.value.left == left
    with pytest.raises(LinkOver):
        links.open_link(link_id=link.pk, number=number, at=NOON)

    (shown,) = list_links(played.amina, referral_id=offered.pk, at=NOON).links
    assert (shown.tries_left, shown.is_usable) == (0, False)
    assert Event.objects.filter(verb="link.wrong_number").count() == 5


def test_the_answer_is_given_once_and_the_link_then_opens_nothing(played, offered):
    link, number = made(played, offered)
    link_pass = links.open_link(link_id=link.pk, number=number, at=NOON)

    moved = links.move_by_link(link_pass, to="accepted", at=NOON + HOUR)

    assert (moved.status, AnswerLink.objects.get().spent_at) == (S.ACCEPTED, NOON + HOUR)
    assert read_by_link(link_pass, at=NOON + HOUR).packet["needs"]
    for again in (
        lambda: links.open_link(link_id=link.pk, number=number, at=NOON + HOUR),
        lambda: links.move_by_link(link_pass, to="declined", code="other", at=NOON + HOUR),
        lambda: pass_again(link.pk, opened_at=NOON + HOUR, at=NOON + HOUR),
    ):
        with pytest.raises(LinkOver):
            again()


def test_a_no_by_link_says_why(played, offered):
    link_pass = opened(played, offered)

    with pytest.raises(AnswerRefused):
        links.move_by_link(link_pass, to="declined", code="because", at=NOON)
    with pytest.raises(AnswerRefused):
        links.move_by_link(link_pass, to="withdrawn", at=NOON)
    assert links.move_by_link(link_pass, to="declined", code="no_capacity", at=NOON).status == (
        S.DECLINED
    )


def test_arrival_and_delivery_have_a_link_of_their_own(played, offered):
    links.move_by_link(opened(played, offered), to="accepted", at=NOON)
    link, number = made(played, offered, at=NOON + HOUR)
    link_pass = links.open_link(link_id=link.pk, number=number, at=NOON + HOUR)

    assert link.stage == LinkStage.ARRIVAL
    with pytest.raises(TransitionRefused):
        links.move_by_link(link_pass, to="delivered", at=NOON + HOUR)
    links.move_by_link(link_pass, to="arrived", at=NOON + HOUR)
    again = pass_again(link.pk, opened_at=NOON + HOUR, at=NOON + HOUR + timedelta(minutes=19))
    assert again == link_pass
    links.move_by_link(again, to="delivered", at=NOON + HOUR)

    assert Referral.objects.get(pk=offered.pk).status == S.DELIVERED
    shown = list_links(played.amina, referral_id=offered.pk, at=NOON + HOUR)
    assert ([one.is_usable for one in shown.links], shown.can_make) == ([True, False], True)
    acta = {"referral_id": offered.pk, "terms": TERMS, "handed_at": NOON, "at": NOON + HOUR}
    actions.write_hand_over(**acta, by=played.amina)
    view = read_acta_by_link(again, at=NOON + HOUR)
    with pytest.raises(HandOverRefused):
        links.receive_by_link(again, seen="another", at=NOON + HOUR)
    links.receive_by_link(again, seen=view.digest, at=NOON + HOUR)

    assert HandOver.objects.get().received_by == link.pk
    shown = list_links(played.amina, referral_id=offered.pk, at=NOON + HOUR)
    assert ([one.is_usable for one in shown.links], shown.can_make) == ([False, False], False)
    with pytest.raises(LinkRefused):
        made(played, offered, at=NOON + HOUR)


def test_of_adults_without_an_acta_the_link_is_over_with_the_outcome(played):
    adult = case(played, people=(Person("21-59", "f"),))
    offered = offer(played, adult, played.window)
    links.move_by_link(opened(played, offered), to="accepted", at=NOON)
    link, number = made(played, offered, at=NOON + HOUR)
    link_pass = links.open_link(link_id=link.pk, number=number, at=NOON + HOUR)
    for to in ("arrived", "delivered"):
        links.move_by_link(link_pass, to=to, at=NOON + HOUR)
    shown = list_links(played.amina, referral_id=offered.pk, at=NOON + HOUR)
    assert ([one.is_usable for one in shown.links], shown.can_make) == ([False, False], False)


def test_a_link_confirms_an_acta_only_for_the_arrival_and_while_it_may_be_known(played, offered):
    first = opened(played, offered)
    assert read_acta_by_link(first, at=NOON) is None
    with pytest.raises(LinkOver):
        links.receive_by_link(first, seen="", at=NOON)
    links.move_by_link(first, to="accepted", at=NOON)
    link, number = made(played, offered, at=NOON + HOUR)
    link_pass = links.open_link(link_id=link.pk, number=number, at=NOON + HOUR)
    kept_out = access.exclusion_mark(ExclusionKind.USER, link.pk)
    Exclusion.objects.create(
        case_id=offered.case_id,
        kind=ExclusionKind.USER,
        mark=kept_out,
        sealed=b"",
        at=NOON,
        by=played.amina.id,
    )
    with pytest.raises(LinkOver):
        read_acta_by_link(link_pass, at=NOON + HOUR)
    with pytest.raises(LinkOver):
        links.receive_by_link(link_pass, seen="", at=NOON + HOUR)


def test_what_was_opened_closes_after_twenty_minutes(played, offered):
    link, _number = made(played, offered)

    for opened_at in (NOON - rules.OPEN_FOR, NOON + timedelta(seconds=1)):
        with pytest.raises(LinkOver):
            pass_again(link.pk, opened_at=opened_at, at=NOON)


def taken_back(played, link, referral):
    links.revoke_link(referral_id=referral.pk, link_id=link.pk, by=played.amina, at=NOON)


def replaced(played, _link, referral):
    made(played, referral)


def withdrawn(played, _link, referral):
    actions.withdraw(referral_id=referral.pk, by=played.amina, at=NOON)


def consent_withdrawn(played, _link, referral):
    actions.withdraw_consent(consent_id=referral.consent_id, by=played.amina, at=NOON)


def unknown(_played, link, _referral):
    link.delete()


@pytest.mark.parametrize("ended", [taken_back, replaced, withdrawn, consent_withdrawn, unknown])
def test_taken_back_replaced_withdrawn_or_unknown_are_one_refusal(played, offered, ended):
    link, number = made(played, offered)
    link_id = link.pk
    link_pass = links.open_link(link_id=link_id, number=number, at=NOON)
    ended(played, link, offered)

    with pytest.raises(LinkOver):
        links.open_link(link_id=link_id, number=number, at=NOON)
    with pytest.raises(LinkOver):
        links.move_by_link(link_pass, to="accepted", at=NOON)


def test_it_ends_with_the_clock_of_the_offer(played, offered):
    link, number = made(played, offered)

    with pytest.raises(LinkOver):
        links.open_link(link_id=link.pk, number=number, at=offered.deadline_at)
    with pytest.raises(LinkRefused):
        made(played, offered, at=offered.deadline_at)


def test_a_consent_that_has_ended_opens_nothing_by_link_either(played):
    opened_case = case(played)
    given = consent(played, opened_case, played.window, days=1, field_groups=ALL_GROUPS)
    offered = offer(played, opened_case, played.window, given=given)
    link_pass = opened(played, offered)

    with pytest.raises(ConsentExpired):
        links.move_by_link(link_pass, to="accepted", at=NOON + timedelta(days=1))
    assert Referral.objects.get(pk=offered.pk).status == S.OFFERED


def test_only_the_team_makes_lists_and_takes_back_links(played, offered):
    link, _number = made(played, offered)

    for stranger in (played.berta, played.carlos, played.dora, played.elena, played.fausto):
        for act in (
            lambda by: links.make_link(referral_id=offered.pk, by=by, at=NOON),
            lambda by: links.revoke_link(referral_id=offered.pk, link_id=link.pk, by=by, at=NOON),
            lambda by: list_links(by, referral_id=offered.pk, at=NOON),
        ):
            with pytest.raises(CaseNotVisible):
                act(stranger)
    with pytest.raises(LinkOver):
        links.revoke_link(referral_id=offered.pk, link_id=offered.pk, by=played.amina, at=NOON)


def test_a_case_that_became_one_of_protection_is_gone_for_a_blocked_recipient_by_link(played):
    opened_case = case(played)
    offered = offer(played, opened_case, played.post)
    link, number = made(played, offered)
    link_pass = links.open_link(link_id=link.pk, number=number, at=NOON)
    with pytest.raises(CaseNotVisible):
        access.read_referral(played.elena, referral_id=offered.pk, at=NOON)
    known = access.read_case(played.amina, case_id=opened_case.pk, at=NOON).facts
    actions.change_facts(
        case_id=opened_case.pk,
        facts=replace(known, protection_sensitive=True),
        urgency="urgent",
        by=played.amina,
        at=NOON,
    )

    with pytest.raises(LinkOver):
        read_by_link(link_pass, at=NOON)
    with pytest.raises(LinkOver):
        links.open_link(link_id=link.pk, number=number, at=NOON)


def test_a_link_takes_over_no_more_than_the_accounts_of_who_answers(played, offered):
    workers = Membership.objects.filter(institution=played.la_union, role="duty_officer")
    workers.update(is_on_probation=True)
    newcomer = opened(played, offered)

    with pytest.raises(OnProbation):
        links.move_by_link(newcomer, to=S.ACCEPTED, at=NOON)
    assert Referral.objects.get(pk=offered.pk).status == S.OFFERED

    person("julia", of=played.la_union, roles=["officer"])
    again = pass_again(newcomer.link_id, opened_at=NOON, at=NOON)
    assert links.move_by_link(again, to=S.ACCEPTED, at=NOON).status == S.ACCEPTED


def test_where_nobody_has_an_account_a_link_is_not_on_probation(played, offered):
    Membership.objects.filter(institution=played.la_union).delete()

    link_pass = opened(played, offered)

    assert links.move_by_link(link_pass, to=S.ACCEPTED, at=NOON).status == S.ACCEPTED

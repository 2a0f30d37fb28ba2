"""What the pages offer as a next or better address, and what they say while nothing may be done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cases.test_hand_over import TERMS
from tests.factories.desk import LA_UNION, NACAOME, WINDOW, offer, open_case, state
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock
from tests.web.desk.test_loop_pages import ALBERGUE, DEMO_HOUSE, HOUSE, consent_to, go_on, page
from tests.web.filled.answer_links import made

from relevo.cases import access, actions, queries
from relevo.cases.actions import rights
from relevo.cases.models import Alternate, Consent, HandOver, PhoneAnswer, Referral
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.web.consent_phrases import WHY_NOT_ASKED
from relevo.web.loop_phrases import BATCH_ANSWERS, ON_HOLD
from relevo.web.service_choice import NOT_FOR_THIS_CASE

STANDS = said("Nothing more is sent for now")


@pytest.fixture
def nacaome(desk):
    return desk(NACAOME)


@pytest.fixture
def albergue(desk):
    return desk(ALBERGUE)


@pytest.fixture
def la_union(desk):
    return desk(LA_UNION)


@pytest.fixture
def case(instance):
    return open_case()


@pytest.fixture
def referral(case):
    return offer(case, DEMO_HOUSE)


def offered_in(response, name="form"):
    return {key for key, _label in response.context[name].fields["service"].choices if key}


def keep_out(case, key):
    actions.add_exclusion(
        case_id=case.pk,
        kind="institution",
        who=Service.objects.get(key=key).institution_id,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )


def restrict(case):
    code, phrase = rights.give_key(case_id=case.pk, by=actor_of(NACAOME), at=STARTS_AT)
    own = rights.open_own(code=code, phrase=phrase, by=actor_of(NACAOME), at=STARTS_AT)
    asked = rights.ask(own, kind="restriction", text="", at=STARTS_AT)
    rights.answer_request(
        request_id=asked.pk, outcome="granted", by=actor_of(NACAOME), at=STARTS_AT
    )
    return own


# Lists


@pytest.mark.parametrize("word", ["siguiente/", "telefono/"])
def test_whom_she_kept_out_is_left_out_of_the_teams_lists_which_say_how_many(
    nacaome, case, referral, word
):
    address = page(referral, word)
    before = nacaome.get(address)
    assert HOUSE in offered_in(before)
    left_out = before.context["form"].left_out
    keep_out(case, HOUSE)

    shown = nacaome.get(address)
    more = shown.context["form"].left_out - left_out
    gone = offered_in(before) - offered_in(shown)
    assert (HOUSE in gone, more) == (True, len(gone))
    assert f"{left_out + more} " in main_words(shown)
    name = Service.objects.get(key=HOUSE).name_es
    looked = nacaome.post(address, {"find": "1", "service_words": name})
    assert (looked.status_code, HOUSE in offered_in(looked)) == (200, False)
    assert looked.context["form"].left_out >= 1
    for typed in ({"service": HOUSE}, {"service": "", "service_words": HOUSE}):
        told = {"told": "declined", "decline_code": "other", "role": "guardia", "consent": ""}
        refused = nacaome.post(address, told | {"service_words": ""} | typed)
        assert refused.status_code == 422
        assert str(NOT_FOR_THIS_CASE) in words(refused)
    assert not PhoneAnswer.objects.exists()
    assert not Alternate.objects.exists()


def test_an_authority_of_her_country_is_no_next_address_of_a_case_of_protection(nacaome, instance):
    case = open_case(
        protection_sensitive=True, needs=("shelter", "referral"), urgent_needs=frozenset()
    )
    referral = offer(case, DEMO_HOUSE)
    address = page(referral, "siguiente/")

    shown = nacaome.get(address)
    named = nacaome.post(address, {"find": "1", "service_words": WINDOW})

    assert WINDOW not in offered_in(shown) | offered_in(named)
    assert (named.context["form"].left_out, str(NOT_FOR_THIS_CASE) in words(named)) == (1, True)
    assert f"/es/mesa/directorio/?case={case.pk}" in shown.content.decode()


def test_a_consent_and_a_noted_address_that_came_to_be_barred_say_so(nacaome, case, referral):
    for key in (HOUSE, WINDOW):
        consent_to(case, key)
    noted = Consent.objects.get(case=case, service__key=WINDOW)
    actions.add_alternate(
        referral_id=referral.pk, consent_id=noted.pk, by=actor_of(NACAOME), at=STARTS_AT
    )
    address = page(referral, "siguiente/")
    assert len(nacaome.get(address).context["form"].fields["consent"].choices) == 3
    Institution.objects.filter(services__key__in=(HOUSE, WINDOW)).update(kind="police")
    actions.change_facts(
        case_id=case.pk,
        facts=replace(queries.opened_facts(case.pk), protection_sensitive=True),
        urgency="urgent",
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )

    shown = nacaome.get(address)

    assert len(shown.context["form"].fields["consent"].choices) == 1
    assert shown.context["barred_consents"] == 2
    assert said("This case must not go there now", context="not offered") in words(shown)
    given = Consent.objects.get(case=case, service__key=HOUSE)
    forged = nacaome.post(address, {"consent": str(given.pk), "service": "", "service_words": ""})
    assert forged.status_code == 422


def test_who_says_no_reads_the_list_as_ever_and_the_team_reads_why_not(
    nacaome, albergue, case, referral
):
    before = offered_in(albergue.get(page(referral)), "decline_form")
    keep_out(case, HOUSE)

    page_of_no = albergue.get(page(referral))
    assert offered_in(page_of_no, "decline_form") == before  # what is missing would tell of it
    assert page_of_no.context["decline_form"].left_out == 0
    albergue.post(page(referral, "declined/"), {"code": "other", "service": HOUSE})

    excluded = str(WHY_NOT_ASKED["excluded"])
    name = Service.objects.get(key=HOUSE).name_es
    told = words(nacaome.get(page(referral)))
    assert (name in told, excluded in told) == (True, True)
    assert excluded not in words(albergue.get(page(referral)))


# By telephone


def test_a_no_by_telephone_names_a_better_address_from_the_list(nacaome, albergue, case, referral):
    address = page(referral, "telefono/")
    assert len(offered_in(nacaome.get(address))) > 5
    told = {"told": "declined", "decline_code": "other", "role": "guardia", "slip_code": ""}
    looked = nacaome.post(address, told | {"find": "1", "service_words": HOUSE})
    assert (looked.status_code, PhoneAnswer.objects.exists()) == (200, False)
    form = looked.context["form"]
    assert (form["told"].value(), form["service"].value()) == ("declined", HOUSE)
    wrong = told | {"told": "accepted", "decline_code": "", "service": HOUSE, "service_words": ""}
    refused = nacaome.post(address, wrong)
    assert (refused.status_code, PhoneAnswer.objects.exists()) == (422, False)
    assert said("Choose a better address only when they decline.") in words(refused)

    noted = nacaome.post(address, told | {"service": HOUSE, "service_words": ""}, follow=True)

    name = Service.objects.get(key=HOUSE).name_es
    better = f"{said('Better address:')} {name}"
    assert better in words(noted)
    assert better in words(albergue.get(page(referral)))
    answer = PhoneAnswer.objects.get()
    albergue.post(page(referral, f"telefono/{answer.pk}/confirmar/"))
    assert (state(referral), Referral.objects.get(pk=referral.pk).better_service.key) == (
        "declined",
        HOUSE,
    )


# While a restriction stands


def test_while_it_stands_no_page_offers_a_yes_and_a_sentence_says_so(
    nacaome, albergue, case, referral
):
    own = restrict(case)

    theirs, ours = albergue.get(page(referral)), nacaome.get(page(referral))
    accept = f'action="{page(referral, "accepted/")}"'
    assert (STANDS in words(theirs), str(ON_HOLD) in words(theirs)) == (True, True)
    assert (STANDS in words(ours), str(ON_HOLD) in words(ours)) == (True, False)
    assert accept not in theirs.content.decode()
    refused = albergue.post(page(referral, "accepted/"), follow=True)
    assert (str(ON_HOLD) in words(refused), state(referral)) == (True, "offered")
    by_phone = nacaome.get(page(referral, "telefono/"))
    assert (STANDS in words(by_phone), len(by_phone.context["form"]["told"].subwidgets)) == (
        True,
        1,
    )
    next_one = nacaome.get(page(referral, "siguiente/"))
    assert str(WHY_NOT_ASKED["restricted"]) in words(next_one)
    assert said("Note as the next one") not in words(next_one)
    slip = albergue.post("/es/mesa/boletas/", {"code": referral.slip_code}, follow=True)
    assert (str(ON_HOLD) in words(slip), state(referral)) == (True, "offered")

    rights.lift_restriction(own, at=STARTS_AT)

    again = albergue.get(page(referral))
    assert (STANDS in words(again), accept in again.content.decode()) == (False, True)
    albergue.post(page(referral, "accepted/"))
    assert state(referral) == "accepted"


def test_behind_a_link_too(instance, client):
    referral, address, number = made()
    shown = client.post(address, {"number": number})
    ticket = shown.context["ticket"]
    assert 'value="accepted"' in shown.content.decode()
    own = restrict(referral.case)

    shown = client.post(address, {"number": number})
    assert (str(ON_HOLD) in words(shown), 'value="accepted"' in shown.content.decode()) == (
        True,
        False,
    )
    refused = client.post(address, {"ticket": ticket, "to": "accepted"})
    assert (refused.status_code, str(ON_HOLD) in words(refused)) == (422, True)
    assert state(referral) == "offered"
    rights.lift_restriction(own, at=STARTS_AT)
    client.post(address, {"ticket": ticket, "to": "accepted"})
    assert state(referral) == "accepted"


def test_in_a_group_it_is_said_of_the_one(desk, instance):
    cases = [open_case(), open_case()]
    for case in cases:
        consent_to(case, DEMO_HOUSE)
    sent = actions.offer_batch(
        case_ids=[case.pk for case in cases],
        service_id=Service.objects.get(key=DEMO_HOUSE).pk,
        is_protocol_signed=True,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    first = Referral.objects.get(case=cases[0])
    restrict(cases[0])
    answers = {f"answer-{one.referral_id}": "accepted" for one in sent}

    became = desk(ALBERGUE).post(f"/es/mesa/lotes/{first.batch_id}/", answers)

    assert str(BATCH_ANSWERS["on_hold"]) in words(became)
    assert sorted(state(Referral(pk=one.referral_id)) for one in sent) == ["accepted", "offered"]


# Hand-over


def test_both_sides_read_in_the_history_that_a_later_acta_ended_it(nacaome, la_union, case):
    first, second = offer(case), offer(case, DEMO_HOUSE)
    for referral, by, minutes in ((first, LA_UNION, 0), (second, ALBERGUE, 10)):
        go_on(referral, "accept", by=by)
        at = STARTS_AT + timedelta(minutes=minutes)
        actions.write_hand_over(
            referral_id=referral.pk, terms=TERMS, handed_at=at, by=actor_of(NACAOME), at=at
        )
        seen = access.digest_of(HandOver.objects.get(referral=referral))
        actions.confirm_received(referral_id=referral.pk, seen=seen, by=actor_of(by), at=at)

    ended = said(
        "Another institution answers for the person from here on",
        context="history",
    )
    house = Service.objects.get(key=DEMO_HOUSE).institution.name_es
    move_clock(STARTS_AT + timedelta(hours=1))
    ours, theirs = words(nacaome.get(page(first))), words(la_union.get(page(first)))
    assert (ended in ours, ended in theirs) == (True, True)
    assert (house in ours, house in theirs) == (True, False)
    assert house in words(nacaome.get(page(first, "acta/")))
    assert ended not in words(nacaome.get(page(second)))

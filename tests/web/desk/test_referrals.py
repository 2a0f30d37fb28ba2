from datetime import timedelta

import pytest
from django.test import Client
from tests.factories.desk import LA_UNION, NACAOME, WINDOW, choose_route, offer, open_case, state
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock, nothing_written

from relevo.accounts.models import Membership, User
from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.models import Referral
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.web.phrases import DECLINE_CODES, PLAYED_BY_DEMO, REFERRAL_CLOSINGS
from relevo.web.templatetags.relevo_web import moment

NOBODY = "00000000-0000-4000-8000-000000000000"
INBOX = "/es/mesa/bandeja/"


@pytest.fixture
def case(instance):
    return open_case()


@pytest.fixture
def referral(case):
    """The mother, offered by Nacaome to the window of La Unión."""
    return offer(case)


def page(referral, verb=""):
    return f"/es/mesa/referencias/{referral.pk}/{verb}"


def move(client, referral, verb, **told):
    return client.post(page(referral, f"{verb}/"), told, follow=True)


def answer(referral, verb, *, by=LA_UNION, at=STARTS_AT, **told):
    getattr(actions, verb)(referral_id=referral.pk, by=actor_of(by), at=at, **told)


def listed(client, name, address=INBOX):
    return {line.row.code for line in client.get(address).context[name]}


@pytest.mark.parametrize("language", ["es", "en"])
def test_recipient_sees_a_preview_with_its_clock_and_nothing_more(la_union, referral, language):
    response = la_union.get(f"/{language}/mesa/bandeja/")
    text = main_words(response)
    assert "Nacaome" in text
    for shown in ("14:05",):
        assert shown not in text
    (line,) = [line for line in response.context["received"] if line.row.code == referral.code]
    assert line.due == referral.deadline_at
    assert line.row.preview.group_size == 2
    assert line.row.case_id is None
    assert "por la ventanilla" not in text
    opened = la_union.get(f"/{language}/mesa/referencias/{referral.pk}/")
    assert "por la ventanilla" not in words(opened)
    assert opened.context["packet"] == []
    assert said(
        "The rest opens when you accept, as far as the person consented.", language=language
    ) in (words(opened))


def test_needed_by_stands_beside_the_clock(la_union, case):
    referral = offer(case, needed_by=STARTS_AT + timedelta(hours=3))
    assert said("Needed by") in words(la_union.get(page(referral)))
    (line,) = la_union.get(INBOX).context["received"]
    assert line.due == STARTS_AT + timedelta(hours=3)


def test_accepting_opens_what_was_consented_and_the_sender_sees_it_at_once(
    nacaome, la_union, referral
):
    response = move(la_union, referral, "accepted")
    assert said("Noted. The other side sees it now.") in words(response)
    assert state(referral) == "accepted"
    assert {row["term"]: row["text"] for row in response.context["packet"]}
    sent = nacaome.get(page(referral))
    assert sent.context["line"].state == response.context["line"].state
    assert sent.context["packet"] == []
    assert sent.context["history"] == response.context["history"]


@pytest.mark.parametrize("code", list(DECLINE_CODES))
def test_declining_with_a_code_is_seen_at_once_by_the_sender(nacaome, la_union, referral, code):
    response = move(la_union, referral, "declined", code=code)
    assert response.redirect_chain == [(INBOX, 302)]
    assert said("The sender sees the answer now and looks for another address.") in words(response)
    sent = nacaome.get(page(referral))
    assert sent.context["referral"].row.decline_code == code
    assert str(DECLINE_CODES[code]) in main_words(sent)
    assert referral.code not in listed(la_union, "received")
    assert referral.code in listed(la_union, "received", f"{INBOX}?all=1")


def test_better_address_goes_to_the_sender(nacaome, la_union, referral):
    move(la_union, referral, "declined", code="out_of_area", service="SP-059")
    text = main_words(nacaome.get(page(referral)))
    assert said("Better address:") in text
    assert Service.objects.get(key="SP-059").name_es in text


@pytest.mark.parametrize(
    ("better", "sentence"),
    [
        ("SP-999", "This service is not in the directory, or it does not work now."),
        ("' OR 1=1", "This service is not in the directory, or it does not work now."),
        (WINDOW, "This very service is no better address. Nothing was sent."),
        ("x" * 41, "This service is not in the directory, or it does not work now."),
        ("a\0b", "This service is not in the directory, or it does not work now."),
    ],
)
def test_better_address_that_is_none_sends_nothing(la_union, referral, better, sentence):
    response = move(la_union, referral, "declined", code="other", service=better)
    assert said(sentence) in words(response)
    assert state(referral) == "offered"


def test_a_better_address_is_looked_for_by_its_name(la_union, referral):
    shown = la_union.get(page(referral)).context["decline_form"]
    near = {key for key, _label in shown.fields["service"].choices}
    assert len(near) > 5
    assert WINDOW not in near
    looked = move(
        la_union, referral, "declined", code="no_capacity", service_words="albergue", find="1"
    )
    assert looked.redirect_chain[0][0].startswith(f"{page(referral)}?")
    form = looked.context["decline_form"]
    assert form["code"].value() == "no_capacity"
    assert "DEMO-SP-ALBERGUE" in {key for key, _label in form.fields["service"].choices}
    assert state(referral) == "offered"
    named = Service.objects.get(key="SP-059").name_es
    move(la_union, referral, "declined", code="no_capacity", service_words=named.upper())
    assert Referral.objects.get(pk=referral.pk).better_service.key == "SP-059"


def test_who_may_not_decline_finds_no_form_of_a_no(nacaome, referral):
    refused = move(nacaome, referral, "declined", code="", find="1")
    assert (refused.status_code, refused.context["decline_form"]) == (200, None)


@pytest.mark.parametrize("code", ["", "because", "x" * 500])
def test_declining_needs_a_code(la_union, referral, code):
    response = move(la_union, referral, "declined", code=code)
    assert said("Choose why it is declined.") in words(response)
    assert state(referral) == "offered"


def test_new_plan_leaves_the_service_out_that_declined(nacaome, la_union):
    case = open_case()
    plan = f"/es/mesa/casos/{case.pk}/plan/"
    key = nacaome.get(plan).context["options"][0].stops[0].key
    owner = Service.objects.get(key=key).institution
    Membership.objects.filter(user__username=LA_UNION).update(institution=owner)
    referral = offer(case, key)
    move(la_union, referral, "declined", code="no_capacity")
    assert f'href="{plan}"' in nacaome.get(page(referral)).content.decode()
    options = nacaome.get(plan).context["options"]
    assert options
    assert key not in {stop.key for option in options for stop in option.stops}


def test_second_answer_is_refused_with_a_sentence(la_union, referral):
    move(la_union, referral, "accepted")
    response = move(la_union, referral, "declined", code="other")
    assert said("This referral has already moved on. Nothing was changed.") in words(response)
    assert said("Noted. The other side sees it now.") in words(move(la_union, referral, "accepted"))
    assert state(referral) == "accepted"
    assert referral.history.filter(status="accepted").count() == 1


def test_answer_after_the_clock_is_refused_with_a_sentence(la_union, referral):
    move_clock(referral.deadline_at)
    response = move(la_union, referral, "accepted")
    assert said("The time to answer is over. Call the sender.") in words(response)
    assert state(referral) == "offered"


def test_move_of_the_other_side_is_refused_with_a_sentence(nacaome, la_union, referral):
    for client, verb in ((nacaome, "accepted"), (la_union, "withdrawn")):
        response = move(client, referral, verb)
        assert said("The other institution makes this move.") in words(response)
    assert state(referral) == "offered"


def test_consent_that_ended_opens_nothing(la_union, referral, case):
    deadline = STARTS_AT + timedelta(days=40)
    Referral.objects.filter(pk=referral.pk).update(deadline_at=deadline)
    move_clock(STARTS_AT + timedelta(days=31))
    response = move(la_union, referral, "accepted")
    assert said("The consent has ended: ask the sender to speak with the person again.") in words(
        response
    )
    assert state(referral) == "offered"
    assert Event.objects.filter(verb="disclosure.refused", subject=str(referral.pk)).exists()


def test_packet_is_told_in_words_and_not_in_codes(la_union, case):
    referral = offer(case, "SP-059", arrives_at=STARTS_AT + timedelta(hours=2))
    answer(referral, "accept")
    response = la_union.get(page(referral))
    told = {row["term"]: row["text"] for row in response.context["packet"]}
    assert moment(STARTS_AT + timedelta(hours=2)) in told.values()
    for text in told.values():
        assert not {"shelter", "national_id", "True", "21-59", "SV"} & set(text.split(", "))


def test_packet_closes_with_the_consent(la_union, referral):
    answer(referral, "accept")
    assert la_union.get(page(referral)).context["packet"]
    move_clock(STARTS_AT + timedelta(days=31))
    response = la_union.get(page(referral))
    assert response.context["packet"] == []
    assert said("The consent has ended. Ask the sender to speak with the person again.") in words(
        response
    )


def test_what_was_taken_back_asks_the_recipient_to_delete_and_leads_to_the_answer(
    nacaome, la_union, case, referral
):
    answer(referral, "accept")
    actions.withdraw_consent(consent_id=referral.consent_id, by=actor_of(NACAOME), at=STARTS_AT)
    response = la_union.get(page(referral))
    asked = said(
        "The permission to have this has ended, and it opens no more here. Delete what you noted, "
        "printed or passed on, and confirm it."
    )
    assert asked in main_words(response)
    assert 'href="/es/mesa/retiros/"' in response.content.decode()
    assert asked not in words(nacaome.get(page(referral)))
    actions.answer_retraction(
        retraction_id=response.context["held"].retraction_id,
        answer="deleted",
        by=actor_of(LA_UNION),
        at=STARTS_AT,
    )
    done = la_union.get(page(referral))
    assert asked not in words(done)
    assert said("Confirm that it is deleted") not in words(done)


def test_referral_that_has_ended_says_why_nothing_of_it_opens(nacaome, la_union, referral):
    over = said("This referral has ended: what was sent opens no more here.")
    answer(referral, "accept")
    answer(referral, "mark_arrived")
    assert over not in words(la_union.get(page(referral)))
    answer(referral, "mark_delivered")
    move(nacaome, referral, "closed", reason="delivered")
    assert over in main_words(la_union.get(page(referral)))
    assert over not in words(nacaome.get(page(referral)))


def test_whole_way_to_a_closed_referral(nacaome, la_union, referral):
    for client, verb, reached in (
        (la_union, "seen", "seen"),
        (la_union, "accepted", "accepted"),
        (la_union, "arrived", "arrived"),
        (la_union, "delivered", "delivered"),
    ):
        assert said("Noted. The other side sees it now.") in words(move(client, referral, verb))
        assert state(referral) == reached
    response = move(nacaome, referral, "closed", reason="delivered")
    assert said("The referral is closed.") in words(response)
    assert state(referral) == "closed"


@pytest.mark.parametrize("verb", ["not_arrived", "not_delivered"])
def test_ways_that_end_otherwise(la_union, referral, verb):
    answer(referral, "accept")
    if verb == "not_delivered":
        answer(referral, "mark_arrived")
    move(la_union, referral, verb)
    assert state(referral) == verb


@pytest.mark.parametrize("reason", list(REFERRAL_CLOSINGS))
def test_sender_closes_what_has_ended_with_the_next_step(nacaome, referral, reason):
    move(nacaome, referral, "withdrawn")
    move(nacaome, referral, "closed", reason=reason)
    assert Referral.objects.get(pk=referral.pk).closing_reason == reason


@pytest.mark.parametrize("reason", ["", "nothing", "x" * 500])
def test_closing_needs_a_reason(nacaome, referral, reason):
    move(nacaome, referral, "withdrawn")
    response = move(nacaome, referral, "closed", reason=reason)
    assert said("Choose what comes next.") in words(response)
    assert state(referral) == "withdrawn"


@pytest.mark.parametrize("verb", ["expired", "draft", "offered", "nothing", "x" * 300])
def test_move_that_is_none_is_a_page_that_does_not_exist(la_union, referral, verb):
    with nothing_written():
        assert la_union.post(page(referral, f"{verb}/")).status_code == 404


def test_move_is_not_a_link(la_union, referral):
    for verb in ("accepted", "declined", "closed"):
        assert la_union.get(page(referral, f"{verb}/")).status_code == 405


def test_page_offers_only_moves_that_are_ones_own(nacaome, la_union, referral):
    received, sent = la_union.get(page(referral)).context, nacaome.get(page(referral)).context
    assert [verb for verb, _words in received["moves"]] == ["accepted", "seen"]
    assert (received["may_decline"], received["may_close"]) == (True, False)
    assert [verb for verb, _words in sent["moves"]] == ["withdrawn"]
    assert (sent["may_decline"], sent["may_close"]) == (False, False)


@pytest.mark.parametrize("who", ["demo-copan", "demo-albergue", "demo-monitor", "demo-secretaria"])
@pytest.mark.parametrize("rest", ["", "accepted/", "declined/", "closed/"])
def test_referral_of_others_is_none_down_to_the_last_byte(desk, referral, who, rest):
    client = desk(who)
    verb = client.post if rest else client.get
    told = {"code": "other", "reason": "delivered"}
    hidden = verb(page(referral, rest), told)
    absent = verb(f"/es/mesa/referencias/{NOBODY}/{rest}", told)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content.replace(str(referral.pk).encode(), NOBODY.encode()) == absent.content
    assert hidden.headers == absent.headers
    assert state(referral) == "offered"


def test_colleague_who_is_not_on_the_team_does_not_see_what_was_sent(desk, referral):
    Membership.objects.filter(user__username="demo-copan").update(
        institution=Institution.objects.get(key="HN-MUN-NACAOME")
    )
    client = desk("demo-copan")
    assert client.get(page(referral)).status_code == 404
    assert listed(client, "sent") == set()


@pytest.mark.parametrize("role", ["analyst", "coordinator", "institution_admin", "border_monitor"])
def test_other_roles_of_the_recipient_see_no_referral(la_union, referral, role):
    Membership.objects.filter(user__username=LA_UNION).delete()
    Membership.objects.create(
        user=User.objects.get(username=LA_UNION),
        institution=Institution.objects.get(key="SV-MUN-LU"),
        role=role,
        starts_on=STARTS_AT.date(),
    )
    assert listed(la_union, "received") == set()
    assert la_union.get(page(referral)).status_code == 404


def test_opening_a_referral_is_recorded_on_either_side(nacaome, la_union, referral):
    for client in (nacaome, la_union):
        client.get(page(referral))
    events = Event.objects.filter(verb="referral.read", subject=str(referral.pk))
    assert sorted(event.facts["side"] for event in events) == ["recipient", "sender"]


def test_empty_inbox_says_so(desk):
    text = words(desk("demo-monitor").get(INBOX))
    assert said("Nothing waits for you") in text
    assert said("You have no offers under way.") in text


@pytest.mark.no_cover  # no line that other tests do not reach
def test_inbox_takes_the_same_queries_for_one_offer_and_for_fifty(
    nacaome, la_union, referral, count_queries
):
    la_union.get(page(referral))  # the first that is recorded of an institution begins its chain
    one = [count_queries(lambda c=client: c.get(INBOX)) for client in (nacaome, la_union)]
    for _number in range(49):
        offer(open_case())
    many = [count_queries(lambda c=client: c.get(INBOX)) for client in (nacaome, la_union)]
    assert many == one
    assert len(la_union.get(INBOX).context["received"]) == 50
    assert len(nacaome.get(INBOX).context["sent"]) == 50


def test_inbox_takes_the_same_queries_when_all_have_failed(nacaome, count_queries):
    for _number in range(3):
        answer(offer(open_case()), "decline", code="other")
    few = count_queries(lambda: nacaome.get(f"{INBOX}?all=1"))
    for _number in range(10):
        answer(offer(open_case()), "decline", code="other")
    assert count_queries(lambda: nacaome.get(f"{INBOX}?all=1")) == few


# No real institution declines, is late or fails anywhere in a demonstration.

REAL = "La Unión"
FAILURES = {
    "declined": [("decline", {"code": "no_capacity"})],
    "expired": [],
    "late": [],
    "not_arrived": [("accept", {}), ("mark_not_arrived", {})],
    "not_delivered": [("accept", {}), ("mark_arrived", {}), ("mark_not_delivered", {})],
}
every_failure = pytest.mark.parametrize("failure", list(FAILURES))


def fail(referral, failure):
    for verb, told in FAILURES[failure]:
        answer(referral, verb, **told)
    if failure in {"late", "expired"}:
        move_clock(referral.deadline_at)
    if failure == "expired":
        actions.expire_due(at=referral.deadline_at)


def shown_on(client, case, referral, *, sender):
    """Every page and list on which a referral stands."""
    addresses = [f"{INBOX}?all=1", page(referral)]
    if sender:
        addresses.append(f"/es/mesa/casos/{case.pk}/")
    return [client.get(address) for address in addresses]


@every_failure
def test_sender_of_a_demonstration_never_sees_a_real_institution_fail(
    nacaome, case, referral, failure
):
    choose_route(nacaome, case)
    fail(referral, failure)
    for response in shown_on(nacaome, case, referral, sender=True):
        lines = [
            *response.context.get("sent", []),
            *response.context.get("referrals", []),
            *([response.context["line"]] if "line" in response.context else []),
        ]
        (line,) = [line for line in lines if line.row.code == referral.code]
        assert (line.service, line.institution) == (str(PLAYED_BY_DEMO),) * 2
        assert str(PLAYED_BY_DEMO) in main_words(response)
    inbox, own_page, case_page = shown_on(nacaome, case, referral, sender=True)
    assert REAL not in main_words(inbox) + main_words(own_page)
    window = Service.objects.get(key=WINDOW)
    assert window.name_es not in main_words(case_page)  # nor in the list of consents
    assert window.institution.name_es not in main_words(case_page)


@every_failure
def test_step_of_the_route_that_failed_is_not_named_either(nacaome, case, failure):
    choose_route(nacaome, case)
    route = access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).route
    key = route.service_keys[0]
    owner = Service.objects.get(key=key).institution
    Membership.objects.filter(user__username=LA_UNION).update(institution=owner)
    referral = offer(case, key)
    name = Service.objects.get(key=key).name_es
    steps = nacaome.get(f"/es/mesa/casos/{case.pk}/").context["route_services"]
    assert steps[0].name == name
    fail(referral, failure)
    steps = nacaome.get(f"/es/mesa/casos/{case.pk}/").context["route_services"]
    assert steps[0].name == str(PLAYED_BY_DEMO)


@every_failure
def test_recipient_of_a_demonstration_does_not_see_itself_fail(la_union, case, referral, failure):
    fail(referral, failure)
    for response in shown_on(la_union, case, referral, sender=False):
        assert Service.objects.get(key=WINDOW).name_es not in main_words(response)
        assert str(PLAYED_BY_DEMO) in main_words(response)


@pytest.mark.parametrize("failure", [name for name in FAILURES if name != "late"])
def test_closing_does_not_bring_the_name_back_beside_its_history(nacaome, case, referral, failure):
    fail(referral, failure)
    answer(referral, "close_referral", by=NACAOME, reason="no_service")
    response = nacaome.get(page(referral))
    assert response.context["line"].service == str(PLAYED_BY_DEMO)
    assert REAL not in main_words(response)


def test_plan_after_a_decline_does_not_name_who_declined(nacaome, la_union, case):
    plan = f"/es/mesa/casos/{case.pk}/plan/"
    key = nacaome.get(plan).context["options"][0].stops[0].key
    declined = Service.objects.get(key=key)
    Membership.objects.filter(user__username=LA_UNION).update(institution=declined.institution)
    move(la_union, offer(case, key), "declined", code="no_capacity")
    assert declined.name_es not in main_words(nacaome.get(plan))


def test_decline_of_a_real_institution_does_not_show_it_full_to_others(nacaome, la_union, referral):
    move(la_union, referral, "declined", code="no_capacity")
    service = Service.objects.get(key=WINDOW)
    assert not service.capacities.filter(available=0).exists()
    assert not service.verifications.filter(method="own").exists()


def test_institution_marked_demo_is_known_to_be_full_after_it_said_so(desk, case):
    referral = offer(case, "DEMO-SP-ALBERGUE")
    move(desk("demo-albergue"), referral, "declined", code="no_capacity")
    assert Service.objects.get(key="DEMO-SP-ALBERGUE").capacities.filter(available=0).exists()


def test_service_that_declined_stays_left_out_once_the_referral_is_closed(nacaome, la_union, case):
    plan = f"/es/mesa/casos/{case.pk}/plan/"
    key = nacaome.get(plan).context["options"][0].stops[0].key
    owner = Service.objects.get(key=key).institution
    Membership.objects.filter(user__username=LA_UNION).update(institution=owner)
    referral = offer(case, key)
    move(la_union, referral, "declined", code="not_eligible")
    move(nacaome, referral, "closed", reason="other_referral")
    assert state(referral) == "closed"
    options = nacaome.get(plan).context["options"]
    assert key not in {stop.key for option in options for stop in option.stops}


def test_what_went_well_is_shown_with_its_names(nacaome, case, referral):
    answer(referral, "accept")
    for response in shown_on(nacaome, case, referral, sender=True):
        assert REAL in main_words(response)


def test_institution_marked_demo_plays_its_part_under_its_name(desk):
    client = desk("demo-copan")
    response = client.get(f"{INBOX}?all=1")
    failed = [
        line
        for line in response.context["sent"]
        if line.row.status in {"declined", "not_arrived", "not_delivered", "expired"}
    ]
    assert failed
    for line in failed:
        assert "(DEMO)" in line.institution
        assert "(DEMO)" in line.service
        assert line.institution != str(PLAYED_BY_DEMO)


@pytest.mark.parametrize("instance_kind", ["real"])
def test_real_instance_names_who_declined(nacaome, case, referral):
    answer(referral, "decline", code="no_capacity")
    assert REAL in main_words(nacaome.get(page(referral)))


def test_stranger_is_led_to_the_door(referral):
    assert Client().get(page(referral)).headers["Location"].startswith("/es/entrar/?next=")

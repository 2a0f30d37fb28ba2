from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.added_only import changeable
from tests.factories.desk import (
    ALL_GOES,
    GROUPS,
    NACAOME,
    WINDOW,
    choose_route,
    offer,
    open_case,
    state,
)
from tests.factories.pages import main_words, said, signed_in, words
from tests.factories.world import move_clock

from relevo.accounts.models import User
from relevo.audit.models import Event
from relevo.cases import access, actions, queries
from relevo.cases.models import Consent, Referral
from relevo.cases.rules.best_interests import BestInterests
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.journeys.models import StoredPlan
from relevo.web.consent_phrases import WHY_NOT_ASKED

PAROLE = {"form": "oral", "said_yes": "on"} | ALL_GOES


@pytest.fixture
def case(instance):
    return open_case()


def page(case, key=WINDOW):
    return f"/es/mesa/casos/{case.pk}/oferta/{key}/"


def told(client, case, key=WINDOW, **changes):
    """What the form sends after the text was read out."""
    digest = client.get(page(case, key)).context["text"].digest
    return {**PAROLE, "digest": digest, **changes}


def of(case, model):
    return list(model.objects.filter(case=case))


@pytest.mark.parametrize("language", ["es", "en"])
def test_text_to_read_out_names_the_recipient_and_what_goes(nacaome, case, language):
    response = nacaome.get(f"/{language}/mesa/casos/{case.pk}/oferta/{WINDOW}/")
    text = main_words(response)
    read = response.context["text"]
    assert read.language == "es"  # the person's language, whatever that of the page
    for part in (*read.paragraphs, *read.goes, *read.stays):
        assert " ".join(part.split()) in text
    assert "Alcaldía Municipal de La Unión" in text
    assert 'lang="es"' in response.content.decode()
    assert of(case, Consent) == []


@pytest.mark.parametrize(("spoken", "read"), [("en", "en"), ("es", "es"), ("kek", "es")])
def test_text_is_in_the_language_of_the_person_if_there_is_one(nacaome, spoken, read):
    response = nacaome.get(page(open_case(language=spoken)))
    assert response.context["text"].language == read


def test_consent_is_recorded_and_the_offer_sent(nacaome, la_union, case):
    response = nacaome.post(page(case), told(nacaome, case), follow=True)
    assert said("The offer is sent. The answer will show on this page.") in words(response)
    (consent,) = of(case, Consent)
    assert (consent.form, consent.language, consent.chosen_by_person) == ("oral", "es", False)
    assert consent.field_groups == list(GROUPS)
    (referral,) = of(case, Referral)
    assert (referral.status, referral.consent_id) == ("offered", consent.pk)
    assert referral.deadline_at - referral.offered_at == timedelta(hours=72)
    assert str(referral.pk) in la_union.get("/es/mesa/bandeja/").content.decode()


def test_offer_says_when_the_chosen_route_arrives(nacaome, la_union, case):
    choose_route(nacaome, case)
    route = access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).route
    key = route.service_keys[0]
    assert nacaome.post(page(case, key), told(nacaome, case, key)).status_code == 302
    (referral,) = of(case, Referral)
    owner = referral.recipient
    User.objects.filter(username="demo-la-union").get().memberships.update(institution=owner)
    row = access.inbox_of(actor_of("demo-la-union"), at=STARTS_AT)[0]
    assert row.preview.arrives_at > STARTS_AT
    # a service that is not on the route has no hour of arrival
    elsewhere = next(
        found
        for found in Service.objects.filter(kind="shelter", visibility="public").order_by("key")
        if found.key not in route.service_keys
    )
    assert nacaome.get(page(case, elsewhere.key)).status_code in {200, 422}


def test_route_of_an_earlier_engine_tells_no_hour_of_arrival(nacaome, case):
    choose_route(nacaome, case)
    with changeable(StoredPlan):
        StoredPlan.objects.update(engine_version="earlier")
    key = access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).route.service_keys[0]
    assert nacaome.post(page(case, key), told(nacaome, case, key)).status_code == 302
    assert len(of(case, Referral)) == 1


def test_limit_of_the_person_comes_before_the_clock(nacaome, case):
    nacaome.post(page(case), told(nacaome, case, needed_by="2020-11-20T20:00"))
    (referral,) = of(case, Referral)
    assert referral.needed_by == referral.deadline_at == STARTS_AT.replace(hour=20, minute=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"said_yes": ""},
        {"form": "assent"},
        {"form": ""},
        {"form": "x" * 300},
        {"digest": ""},
        {"digest": "0" * 65},
        {"needed_by": "2020-11-20T15:39"},
        {"needed_by": "0001-01-01T00:00"},
        {"needed_by": "9999-12-31T23:59"},
        {"needed_by": "2022-01-01T00:00"},
        {"needed_by": "mañana"},
    ],
)
def test_what_is_no_consent_is_not_recorded(nacaome, case, changes):
    response = nacaome.post(page(case), told(nacaome, case, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors
    assert (of(case, Consent), of(case, Referral)) == ([], [])


def test_other_text_than_was_read_out_is_another_consent(nacaome, case):
    response = nacaome.post(page(case), told(nacaome, case, digest="0" * 64))
    assert response.status_code == 422
    assert said("The text has changed meanwhile. Read it out again.") in words(response)
    assert (of(case, Consent), of(case, Referral)) == ([], [])


def test_text_of_yesterday_is_read_out_again(nacaome, case):
    read = told(nacaome, case)
    move_clock(STARTS_AT + timedelta(days=1))
    assert nacaome.post(page(case), read).status_code == 422
    assert of(case, Consent) == []


def test_child_without_an_adult_gives_assent(nacaome):
    girl = open_case(people=(Person("12-17", "f"),), accompanied=False, nationality="GT")
    form = nacaome.get(page(girl)).context["form"]
    assert [code for code, _words in form.fields["form"].choices] == ["assent"]
    assert nacaome.post(page(girl), told(nacaome, girl)).status_code == 422
    assert nacaome.post(page(girl), told(nacaome, girl, form="assent")).status_code == 422
    grown_up = {"responsible": "sibling", "known_how": "child_said"}
    assent = told(nacaome, girl, form="assent", **grown_up)
    assert nacaome.post(page(girl), assent).status_code == 302
    assert of(girl, Consent)[0].form == "assent"


def consulate(country="SV"):
    return (
        Service.objects.filter(institution__kind="gov_foreign", visibility="public")
        .filter(institution__country=country)
        .order_by("key")
        .first()
    )


@pytest.fixture
def sensitive(instance):
    """She must not be known to any authority of her country."""
    return open_case(
        needs=("consular", "documents", "information"),
        urgent_needs=frozenset(),
        protection_sensitive=True,
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_recipient_that_could_reach_them_is_blocked_before_anything_is_asked(
    nacaome, sensitive, language
):
    key = consulate().key
    for verb in (nacaome.get, nacaome.post):
        response = verb(f"/{language}/mesa/casos/{sensitive.pk}/oferta/{key}/")
        assert response.status_code == 422
        assert said("Not to this recipient", language=language) in words(response)
    assert of(sensitive, Consent) == []


def test_person_may_choose_that_very_recipient(nacaome, sensitive):
    key = consulate().key
    asked = nacaome.post(page(sensitive, key), {"chosen": "on"})
    assert asked.status_code == 200
    read = {**PAROLE, "digest": asked.context["text"].digest, "chosen": "on"}
    assert nacaome.post(page(sensitive, key), read).status_code == 302
    (consent,) = of(sensitive, Consent)
    assert consent.chosen_by_person is True
    assert len(of(sensitive, Referral)) == 1


def test_choice_that_is_left_out_at_the_end_is_refused(nacaome, sensitive):
    key = consulate().key
    asked = nacaome.post(page(sensitive, key), {"chosen": "on"})
    read = {**PAROLE, "digest": asked.context["text"].digest}
    response = nacaome.post(page(sensitive, key), read)
    assert response.status_code == 422
    assert of(sensitive, Consent) == []


def test_case_that_became_sensitive_meanwhile_is_blocked(nacaome):
    case = open_case(needs=("consular", "information"), urgent_needs=frozenset())
    key = consulate().key
    read = told(nacaome, case, key)
    known = access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).facts
    actions.change_facts(
        case_id=case.pk,
        facts=type(known)(
            **{name: getattr(known, name) for name in known.__slots__}
            | {"protection_sensitive": True}
        ),
        urgency="urgent",
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    assert nacaome.post(page(case, key), read).status_code == 422
    assert of(case, Consent) == []


def test_service_with_an_open_offer_is_not_asked_twice(nacaome, case):
    offer(case)
    response = nacaome.post(page(case), told(nacaome, case))
    assert response.status_code == 422
    assert said("This service has an open offer of this case already.") in words(response)
    assert (len(of(case, Consent)), len(of(case, Referral))) == (1, 1)


def test_service_that_declined_can_be_asked_again(nacaome, case):
    first = offer(case)
    actions.decline(
        referral_id=first.pk, code="no_capacity", by=actor_of("demo-la-union"), at=STARTS_AT
    )
    assert nacaome.post(page(case), told(nacaome, case)).status_code == 302
    assert [state(first), len(of(case, Referral))] == ["declined", 2]


def test_closed_case_sends_nothing(nacaome, case):
    read = told(nacaome, case)
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    response = nacaome.post(page(case), read)
    assert response.status_code == 422
    assert said("The case is closed.") in words(response)
    assert of(case, Consent) == []


def test_service_that_gives_nothing_of_what_is_needed_is_refused_with_a_sentence(nacaome):
    case = open_case(needs=("gbv_care",), urgent_needs=frozenset())
    response = nacaome.get(page(case, "DEMO-SP-ALBERGUE"), follow=True)
    assert response.redirect_chain == [(f"/es/mesa/casos/{case.pk}/", 302)]
    assert str(WHY_NOT_ASKED["serves_no_need"]) in words(response)


@pytest.mark.parametrize("key", ["SP-999", "x" * 300, "sp-058", "%00"])
def test_service_that_does_not_exist_is_a_page_that_does_not_exist(nacaome, case, key):
    assert nacaome.get(page(case, key)).status_code == 404


@pytest.mark.parametrize("instance_kind", ["real"])
def test_without_a_signed_protocol_nothing_is_asked_of_the_person(instance):
    officer = User.objects.get(username=NACAOME)
    client = signed_in(officer)
    case = open_case()
    response = client.post(page(case), told(client, case))
    assert response.status_code == 422
    assert said(
        "Both institutions must sign the network's information-sharing protocol before a case "
        "moves between them. Call instead and let the person decide."
    ) in words(response)
    assert (of(case, Consent), of(case, Referral)) == ([], [])


@pytest.mark.parametrize("instance_kind", ["real"])
def test_own_institution_needs_no_protocol(instance):
    Service.objects.filter(key=WINDOW).update(
        institution=Institution.objects.get(key="HN-MUN-NACAOME")
    )
    client, case = signed_in(User.objects.get(username=NACAOME)), open_case()
    assert client.post(page(case), told(client, case)).status_code == 302
    assert len(of(case, Referral)) == 1


def test_reading_a_case_for_an_offer_is_recorded_with_its_purpose(nacaome, case):
    nacaome.get(page(case))
    event = Event.objects.filter(subject=str(case.pk), verb="case.read").get()
    assert event.purpose == "referral"


CONTACT_WORDS = "la forma segura de contactarle"


def test_she_may_ask_to_send_less_and_the_lists_follow_before_anything_is_recorded(nacaome, case):
    opened = nacaome.get(page(case))
    boxes = [box.name for box, _words in opened.context["form"].boxes]
    assert boxes == ["goes_profile", "goes_contact"]
    assert all(box.value() for box, _words in opened.context["form"].boxes)
    assert CONTACT_WORDS in opened.context["text"].goes
    always = "; ".join(opened.context["form"].always)
    assert always.startswith("la ayuda que necesita")
    assert always in main_words(opened)
    typed = told(nacaome, case, words="Intérprete Ana", goes_contact="")
    del typed["goes_contact"]
    shown = nacaome.post(page(case) + "?mostrar=1", typed)
    assert shown.status_code == 200
    text, form = shown.context["text"], shown.context["form"]
    assert CONTACT_WORDS in text.stays
    assert CONTACT_WORDS not in text.goes
    assert [form["goes_profile"].value(), form["goes_contact"].value()] == [True, False]
    assert [form["words"].value(), form["said_yes"].value()] == ["Intérprete Ana", False]
    assert form["digest"].value() == text.digest
    assert of(case, Consent) == []


def test_consent_and_packet_hold_no_more_than_she_agreed_to(nacaome, la_union, case):
    typed = told(nacaome, case)
    del typed["goes_contact"]
    del typed["goes_profile"]
    # what was read out named more than the boxes now say: it is read out again
    refused = nacaome.post(page(case), typed)
    assert refused.status_code == 422
    hers = said(
        "You changed what is sent or for how long: read the new text out and mark the answer again."
    )
    assert refused.context["form"].errors == {"__all__": [hers]}
    late = nacaome.post(page(case), typed | {"needed_by": "2020-01-01T00:00"})
    passed = said("This has already passed.")
    assert late.context["form"].errors == {"needed_by": [passed], "__all__": [hers]}
    assert of(case, Consent) == []
    again = refused.context["form"]
    assert again["digest"].value() == refused.context["text"].digest
    assert not again["said_yes"].value()
    typed["digest"] = again["digest"].value()
    assert nacaome.post(page(case), typed).status_code == 302
    (consent,) = of(case, Consent)
    least = ["needs", "urgency", "age_bands", "group_size", "language", "arrives_at"]
    assert (consent.field_groups, consent.fields) == (["needs"], least)
    (referral,) = of(case, Referral)
    later = STARTS_AT + timedelta(minutes=1)
    actions.accept(referral_id=referral.pk, by=actor_of("demo-la-union"), at=later)
    packet = queries.opened_packet(Referral.objects.get(pk=referral.pk))
    assert sorted(packet) == sorted(least)
    shown = la_union.get(f"/es/mesa/referencias/{referral.pk}/")
    assert shown.status_code == 200
    assert "por la ventanilla" not in words(shown)


NOTED = {
    "name": "Karla Ejemplo",
    "health": "Asma, usa inhalador",
    "narrative": "La siguieron hasta la frontera",
}
NAME_WORDS, HEALTH_WORDS = "su nombre", "lo que anotamos de su salud"
STORY_WORDS = "lo que anotamos de lo que le ha pasado"


def more_boxes(response):
    return {box.name: box.value() for box, _words in response.context["form"].more_boxes}


def clinic():
    """A clinic that gives medical care."""
    return Service.objects.filter(
        institution__kind="health", terms__code="medical", visibility="public"
    ).order_by("key")[0]


def test_name_and_health_go_to_a_clinic_only_where_she_says_so(nacaome):
    case, key = open_case(**NOTED), clinic().key
    opened = nacaome.get(page(case, key))
    assert more_boxes(opened) == {"goes_identity": False, "goes_health": False}
    for words_of_it in (NAME_WORDS, HEALTH_WORDS, STORY_WORDS):
        assert words_of_it in opened.context["text"].stays
    assert said("Her name may be sent", context="consent") in main_words(opened)
    typed = told(nacaome, case, key, goes_health="on")
    refused = nacaome.post(page(case, key), typed)  # it was not read out that it goes
    assert refused.status_code == 422
    assert refused.context["form"].errors == {
        "__all__": [
            said(
                "You changed what is sent or for how long: read the new text out and mark the "
                "answer again."
            )
        ]
    }
    assert of(case, Consent) == []
    text = refused.context["text"]
    assert (HEALTH_WORDS in text.goes, NAME_WORDS in text.stays) == (True, True)
    assert more_boxes(refused) == {"goes_identity": False, "goes_health": True}
    assert nacaome.post(page(case, key), typed | {"digest": text.digest}).status_code == 302
    (consent,) = of(case, Consent)
    assert consent.field_groups == ["needs", "profile", "contact", "health"]
    (referral,) = of(case, Referral)
    by = replace(actor_of("demo-la-union"), institution_id=referral.recipient_id)
    actions.accept(referral_id=referral.pk, by=by, at=STARTS_AT + timedelta(minutes=1))
    packet = queries.opened_packet(Referral.objects.get(pk=referral.pk))
    assert packet["health"] == NOTED["health"]
    assert not {"name", "narrative"} & set(packet)
    again = nacaome.get(page(case, key))
    assert more_boxes(again) == {"goes_identity": False, "goes_health": False}


def test_where_nothing_is_noted_or_the_table_lets_nothing_go_there_is_no_box(nacaome, case):
    assert more_boxes(nacaome.get(page(case, clinic().key))) == {}  # nothing is noted
    assert more_boxes(nacaome.get(page(open_case(**NOTED)))) == {}  # no window needs it
    typed = told(nacaome, case, goes_health="on", goes_identity="on", goes_narrative="on")
    assert nacaome.post(page(case), typed).status_code == 302
    (consent,) = of(case, Consent)
    assert not {"name", "health", "narrative"} & set(consent.fields)


def test_to_keep_a_record_starts_with_the_health_that_she_let_go(nacaome):
    case, key = open_case(**NOTED), clinic().key
    typed = told(nacaome, case, key, goes_health="on")
    digest = nacaome.post(page(case, key) + "?mostrar=1", typed).context["text"].digest
    assert nacaome.post(page(case, key), typed | {"digest": digest}).status_code == 302
    (referral,) = of(case, Referral)
    own = nacaome.get(f"/es/mesa/referencias/{referral.pk}/registro-propio/")
    assert more_boxes(own) == {"goes_identity": False, "goes_health": True}
    assert HEALTH_WORDS in own.context["text"].goes
    # another recipient is asked for anew: there it is off
    other = Service.objects.exclude(pk=referral.service_id).filter(
        institution__kind="health", terms__code="medical", visibility="public"
    )
    address = f"/es/mesa/referencias/{referral.pk}/siguiente/{other.order_by('key')[0].key}/"
    assert more_boxes(nacaome.get(address)) == {"goes_identity": False, "goes_health": False}


def test_for_how_long_is_hers_to_say_and_is_read_out_recorded_and_printed(nacaome, case):
    opened = nacaome.get(page(case))
    assert opened.context["form"]["days"].value() == "30"
    typed = told(nacaome, case, days="7")
    refused = nacaome.post(page(case), typed)
    assert refused.status_code == 422  # 30 days were read out
    shown = nacaome.post(page(case) + "?mostrar=1", typed)
    text = shown.context["text"]
    week = f"{STARTS_AT + timedelta(days=7):%d/%m/%Y}"
    assert any(week in paragraph for paragraph in text.paragraphs)
    assert shown.context["form"]["days"].value() == "7"
    assert nacaome.post(page(case), typed | {"digest": text.digest}).status_code == 302
    (consent,) = of(case, Consent)
    assert consent.expires_at - consent.given_at == timedelta(days=7)
    receipt = nacaome.get(f"/es/mesa/casos/{case.pk}/recibo/{consent.pk}/")
    assert receipt.context["consent"].expires_at == consent.expires_at
    assert said("Valid until") in words(receipt)


@pytest.mark.parametrize("days", ["181", "0", "-1", "siempre", "7.5"])
def test_no_other_length_than_those_of_the_list_is_taken(nacaome, case, days):
    refused = nacaome.post(page(case), told(nacaome, case, days=days))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["days"])
    assert of(case, Consent) == []


def test_safe_contact_that_nobody_noted_is_not_read_out_as_sent(nacaome, case):
    assert CONTACT_WORDS in nacaome.get(page(case)).context["text"].goes
    without = open_case(safe_contact="")
    response = nacaome.get(page(without))
    assert CONTACT_WORDS not in response.context["text"].goes
    assert "goes_contact" not in response.context["form"].fields
    yes = {"form": "oral", "said_yes": "on", "goes_profile": "on"}
    digest = response.context["text"].digest
    assert nacaome.post(page(without), yes | {"digest": digest}).status_code == 302
    (consent,) = of(without, Consent)
    assert "safe_contact" not in consent.fields


def test_where_nothing_but_the_least_could_go_there_is_no_box(nacaome):
    case = open_case(needs=("consular", "information"), urgent_needs=frozenset())
    form = nacaome.get(page(case, consulate().key)).context["form"]
    assert "goes_contact" not in form.fields  # never through who controls people


def test_what_must_be_told_of_a_child_is_not_called_optional(nacaome):
    girl = open_case(people=(Person("12-17", "f"),), accompanied=False, nationality="GT")
    asked = ("responsible", "known_how")
    form = nacaome.get(page(girl)).context["form"]
    assert [form.fields[name].required for name in asked] == [True, True]
    refused = nacaome.post(page(girl), told(nacaome, girl, form="assent"))
    missing = said("For a child: say who answers for it and how you know, or record the decision.")
    assert [list(refused.context["form"].errors[name]) for name in asked] == [[missing]] * 2
    decision = BestInterests(
        decided_kind="child_protection",
        decided_country="HN",
        decided_on=STARTS_AT.date(),
        outcome="stays",
        is_protection_ruled_out=False,
    )
    actions.record_best_interests(
        case_id=girl.pk, decision=decision, by=actor_of(NACAOME), at=STARTS_AT
    )
    form = nacaome.get(page(girl)).context["form"]
    assert [form.fields[name].required for name in asked] == [False, False]
    assert nacaome.post(page(girl), told(nacaome, girl, form="assent")).status_code == 302


def test_a_permission_says_what_it_is_for_where_it_can_be_taken_back(nacaome, case):
    offer(case)
    (referral,) = of(case, Referral)
    own = f"/es/mesa/referencias/{referral.pk}/registro-propio/"
    digest = nacaome.get(own).context["text"].digest
    nacaome.post(own, PAROLE | {"digest": digest})
    purposes = {
        "referral": said("To be referred there", context="consent"),
        "own_record": said("So that they may keep a record of their own", context="consent"),
    }
    shown = main_words(nacaome.get(f"/es/mesa/casos/{case.pk}/"))
    for consent in of(case, Consent):
        assert purposes[consent.purpose] in shown
        asked = nacaome.post(f"/es/mesa/casos/{case.pk}/consentimientos/{consent.pk}/retirar/")
        assert purposes[consent.purpose] in main_words(asked)
        assert consent.recipient.name_es in main_words(asked)
    assert {consent.purpose for consent in of(case, Consent)} == set(purposes)

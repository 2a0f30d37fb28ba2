"""Pages of the loop: telephone, slip, next addresses, groups, onward, outcome, acta."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.desk import (
    ALL_GOES,
    LA_UNION,
    NACAOME,
    WINDOW,
    offer,
    open_case,
    state,
)
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock, nothing_written

from relevo.accounts.models import Membership
from relevo.cases import access, actions, queries
from relevo.cases.enums import Purpose
from relevo.cases.models import Alternate, Case, Consent, HandOver, PhoneAnswer, Referral
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.kernel.ids import group_code, new_code
from relevo.plumbing.sealed import unseal
from relevo.web.consent_phrases import CONSENT_REFUSALS, WHY_NOT_ASKED
from relevo.web.documents.hand_over import hand_over_document
from relevo.web.loop_phrases import ON_PROBATION
from relevo.web.phrases import AGE_BANDS, PLAYED_BY_DEMO, SPOKEN_LANGUAGES

HOUSE, DEMO_HOUSE, HONDURANS_ONLY = "SP-059", "DEMO-SP-ALBERGUE", "SP-083"
ALBERGUE = "demo-albergue"
GROUPS = ("needs", "profile", "contact")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def nacaome(desk):
    return desk(NACAOME)


@pytest.fixture
def la_union(desk):
    return desk(LA_UNION)


@pytest.fixture
def albergue(desk):
    return desk(ALBERGUE)


@pytest.fixture
def case(instance):
    return open_case()


@pytest.fixture
def referral(case):
    return offer(case)


def page(referral, word=""):
    return f"/es/mesa/referencias/{referral.pk}/{word}"


def consent_to(case, key, *, purpose=Purpose.REFERRAL, at=STARTS_AT):
    asked = {
        "case_id": case.pk,
        "service_id": Service.objects.get(key=key).pk,
        "field_groups": GROUPS,
        "form": "oral",
        "language": "es",
        "purpose": purpose,
    }
    by = actor_of(NACAOME)
    text = access.consent_text(by, at=at, **asked)
    return actions.record_consent(**asked, read_digest=text.digest, by=by, at=at)


def go_on(referral, *verbs, by=LA_UNION, at=STARTS_AT):
    for verb in verbs:
        getattr(actions, verb)(referral_id=referral.pk, by=actor_of(by), at=at)


def test_who_has_only_seen_it_finds_the_button_until_then(nacaome, la_union, referral):
    button = f'action="{page(referral, "seen/")}"'
    assert button in la_union.get(page(referral)).content.decode()
    assert button not in nacaome.get(page(referral)).content.decode()
    la_union.post(page(referral, "seen/"))
    assert button not in la_union.get(page(referral)).content.decode()


# Telephone


def test_told_by_telephone_stands_on_both_sides_until_the_recipient_settles_it(
    nacaome, la_union, referral
):
    address = page(referral, "telefono/")
    assert nacaome.get(address).status_code == 200
    told = {"told": "accepted", "role": "jefa de turno", "decline_code": "", "slip_code": ""}
    response = nacaome.post(address, told, follow=True)
    waits = said("By telephone, not confirmed")
    assert waits in words(response)
    assert "jefa de turno" in words(response)
    theirs = words(la_union.get(page(referral)))
    assert waits in theirs
    assert "jefa de turno" not in theirs
    answer = PhoneAnswer.objects.get()
    settle = page(referral, f"telefono/{answer.pk}/")
    with nothing_written():
        assert la_union.post(f"{settle}quizas/").status_code == 404
    refused = nacaome.post(f"{settle}confirmar/", follow=True)
    assert said("The other institution makes this move.") in words(refused)
    assert state(referral) == "offered"
    confirmed = la_union.post(f"{settle}confirmar/", follow=True)
    assert waits not in words(confirmed)
    assert state(referral) == "accepted"
    told = said("Confirmed what was told by telephone: %(state)s", state="Aceptada")
    assert told in words(nacaome.get(page(referral)))


def test_what_nobody_there_said_is_contradicted_and_what_cannot_be_told_is_a_sentence(
    nacaome, la_union, referral
):
    told = {"told": "declined", "role": "alguien", "decline_code": "", "slip_code": ""}
    response = nacaome.post(page(referral, "telefono/"), told)
    assert response.status_code == 422
    assert said("Choose why only when they decline.") in words(response)
    nacaome.post(page(referral, "telefono/"), told | {"decline_code": "other"})
    answer = PhoneAnswer.objects.get()
    la_union.post(page(referral, f"telefono/{answer.pk}/contradecir/"))
    told = said("Contradicted what was told by telephone: %(state)s", state="Declinada")
    assert told in words(la_union.get(page(referral)))
    assert str(PLAYED_BY_DEMO) in words(nacaome.get(page(referral)))  # a real one, on a demo
    assert la_union.get(page(referral, "telefono/")).status_code == 404
    go_on(referral, "accept", "mark_arrived", "mark_delivered")
    assert nacaome.get(page(referral, "telefono/")).status_code == 404


# The slip


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_slip_says_neither_who_nor_what_for(nacaome, referral, language):
    response = nacaome.get(f"/{language}/mesa/referencias/{referral.pk}/boleta/")
    slip = re.search(r'<section class="slip".*?</section>', response.content.decode(), re.DOTALL)[0]
    assert group_code(referral.slip_code) in slip
    assert '<svg class="qr"' in slip
    assert "style=" not in slip
    assert (
        said(
            "All help is free. Nobody may ask you for money, work or sex in exchange for it.",
            language=language,
        )
        in slip
    )
    service = Service.objects.select_related("institution", "location__area", "department").get(
        key=WINDOW
    )
    assert service.place_name in slip
    for hidden in (service.name_es, service.name_en, service.institution.name_es, referral.code):
        assert hidden not in slip
    for term in service.terms.all():
        assert term.name_es not in slip
    assert said("DEMONSTRATION", language=language) in slip


def test_of_a_case_of_protection_the_slip_does_not_say_where(nacaome, instance):
    case = open_case(protection_sensitive=True, nationality="NI")
    referral = offer(case, DEMO_HOUSE)
    text = words(nacaome.get(page(referral, "boleta/")))
    assert said("Go where it was explained to you.") in text
    service = Service.objects.select_related("location__area", "department").get(key=DEMO_HOUSE)
    assert service.place_name not in text


def test_of_a_case_of_protection_the_slip_bears_no_line_that_stands_in_the_public_directory(
    nacaome, instance
):
    Service.objects.filter(key="SP-059").update(phone="2440-0000")
    referral = offer(open_case(protection_sensitive=True, nationality="NI"), "SP-059")
    response = nacaome.get(page(referral, "boleta/"))
    slip = re.search(r'<section class="slip".*?</section>', response.content.decode(), re.DOTALL)[0]
    assert "tel:" not in slip


def test_the_slip_says_until_when_its_own_consent_lives_once_what_was_needed_is_over(nacaome, case):
    need = STARTS_AT + timedelta(hours=9)
    referral = offer(case, needed_by=need)
    go_on(referral, "accept")
    consent_to(case, WINDOW, purpose=Purpose.OWN_RECORD)
    assert nacaome.get(page(referral, "boleta/")).context["valid_until"] == need

    move_clock(STARTS_AT + timedelta(hours=10))

    shown = nacaome.get(page(referral, "boleta/")).context["valid_until"]
    assert shown == Consent.objects.get(pk=referral.consent_id).expires_at


def test_the_slip_is_the_senders_and_only_while_somebody_may_come(nacaome, la_union, referral):
    assert la_union.get(page(referral, "boleta/")).status_code == 404
    go_on(referral, "accept", "mark_arrived")
    assert nacaome.get(page(referral, "boleta/")).status_code == 404


def test_who_came_with_a_slip_is_noted_by_its_code(la_union, referral):
    address = "/es/mesa/boletas/"
    response = la_union.post(address, {"code": group_code(referral.slip_code)}, follow=True)
    assert said("Noted as arrived. The sender sees it now.") in words(response)
    assert state(referral) == "arrived"
    assert f"({said('with the slip', context='history')})" in words(response)


def test_a_wrong_a_foreign_and_an_unknown_code_are_answered_alike(desk, albergue, referral):
    address = "/es/mesa/boletas/"
    answers = {
        re.sub(r'value="[^"]*"|csrf\S+', "", words(albergue.post(address, {"code": code})))
        for code in (referral.slip_code, new_code(), "boleta")
    }
    assert len(answers) == 1
    assert said("No slip for your institution has this code. Read it once more together.") in (
        answers.pop()
    )
    for _ in range(7):
        albergue.post(address, {"code": new_code()})
    refused = albergue.post(address, {"code": new_code()})
    assert refused.status_code == 422
    assert said("Too many codes that were none. Call the sender, or wait an hour.") in (
        words(refused)
    )
    assert desk("demo-monitor").get(address).status_code == 404
    assert state(referral) == "offered"


def test_the_slip_of_what_has_ended_leads_to_its_page(la_union, referral, monkeypatch):
    actions.withdraw(referral_id=referral.pk, by=actor_of(NACAOME), at=STARTS_AT)
    response = la_union.post("/es/mesa/boletas/", {"code": referral.slip_code}, follow=True)
    assert said("This referral has already moved on. Nothing was changed.") in words(response)
    assert response.request["PATH_INFO"] == page(referral)
    find = access.find_by_slip
    calls = []

    def gone_the_second_time(actor, *, code, at):
        calls.append(code)
        return find(actor, code=code, at=at) if len(calls) == 1 else None

    monkeypatch.setattr(access, "find_by_slip", gone_the_second_time)
    response = la_union.post("/es/mesa/boletas/", {"code": referral.slip_code})
    assert response.headers["Location"] == "/es/mesa/bandeja/"


# Next addresses


def test_a_next_address_is_read_out_noted_struck_out_and_asked(nacaome, la_union, case, referral):
    address = page(referral, "siguiente/")
    assert said("None is noted. Without one you are asked where to now.") in words(
        nacaome.get(address)
    )
    asked = nacaome.post(address, {"service_words": HOUSE.lower(), "consent": ""})
    assert asked.headers["Location"] == page(referral, f"siguiente/{HOUSE}/")
    text = nacaome.get(asked.headers["Location"]).context["text"]
    yes = {"form": "oral", "said_yes": "on", "digest": text.digest} | ALL_GOES
    nacaome.post(asked.headers["Location"], yes)
    alternate = Alternate.objects.get()
    assert (alternate.service.key, case.referrals.count()) == (HOUSE, 1)
    again = nacaome.get(asked.headers["Location"]).context["text"]
    refused = nacaome.post(asked.headers["Location"], yes | {"digest": again.digest}, follow=True)
    assert said("This address is noted already.") in words(refused)
    strike = page(referral, f"siguiente/{alternate.pk}/tachar/")
    assert said("Struck out.") in words(nacaome.post(strike, follow=True))
    assert said("This address is not noted any more.") in words(nacaome.post(strike, follow=True))
    consent = Consent.objects.filter(service__key=HOUSE).first()
    chosen = {"consent": str(consent.pk), "service": ""}
    assert said("Noted as the next address.") in words(nacaome.post(address, chosen, follow=True))
    twice = nacaome.post(address, chosen)
    assert said("This address is noted already.") in words(twice)
    for empty in (
        {"consent": "", "service": ""},
        {"consent": "", "service": "SP-NADA"},
        {"consent": "", "service": "", "service_words": "zzzzqx"},
        {"consent": "", "service": "", "service_words": "alcaldía"},
    ):
        assert nacaome.post(address, empty).status_code == 422
    looked = nacaome.post(address, {"find": "1", "consent": "", "service_words": HOUSE})
    assert looked.status_code == 200
    assert looked.context["form"]["service"].value() == HOUSE
    assert la_union.get(address).status_code == 404
    la_union.post(page(referral, "declined/"), {"code": "other"})
    assert case.referrals.get(service__key=HOUSE).status == "offered"
    assert nacaome.get(address).status_code == 404


def test_a_declined_referral_leads_to_the_next_address_that_was_asked(nacaome, la_union, case):
    referral = offer(case, WINDOW)
    consent = consent_to(case, DEMO_HOUSE)
    actions.add_alternate(
        referral_id=referral.pk, consent_id=consent.pk, by=actor_of(NACAOME), at=STARTS_AT
    )
    told = la_union.post(page(referral, "declined/"), {"code": "no_capacity"}, follow=True)
    assert said("The sender sees the answer now and looks for another address.") in words(told)
    made = case.referrals.get(service__key=DEMO_HOUSE)
    declined = nacaome.get(page(referral))
    asked = said("The next address has been asked")
    assert asked in main_words(declined)
    source = declined.content.decode()
    assert f'class="button" href="{page(made)}"' in source
    assert f'class="button button-secondary" href="/es/mesa/casos/{case.pk}/plan/"' in source
    assert f"({said('no place is free', context='history')})" in main_words(declined)
    assert asked not in words(la_union.get(page(referral)))
    history = main_words(nacaome.get(page(made)))
    assert said("after the address before declined", context="history") in history
    assert said("as the next address", context="party") in history


def test_who_asks_in_vain_is_asked_where_to_now(nacaome, case, referral):
    consent = consent_to(case, HOUSE)
    actions.add_alternate(
        referral_id=referral.pk, consent_id=consent.pk, by=actor_of(NACAOME), at=STARTS_AT
    )
    actions.withdraw_consent(consent_id=consent.pk, by=actor_of(NACAOME), at=STARTS_AT)
    noted = nacaome.get(page(referral, "siguiente/"))
    assert said("The consent has ended") in words(noted)
    actions.decline(
        referral_id=referral.pk, code="other", by=actor_of(LA_UNION), at=STARTS_AT, is_learnt=False
    )
    inbox = nacaome.get("/es/mesa/bandeja/")
    text = main_words(inbox)
    assert said("Where to now?") in text
    assert said("There is no consent for it now", context="not offered") in text
    (line,) = inbox.context["where_now"]
    assert (line.row.referral_id, line.service) == (referral.pk, str(PLAYED_BY_DEMO))
    assert f"/es/mesa/casos/{case.pk}/plan/" in inbox.content.decode()
    actions.close_referral(
        referral_id=referral.pk, reason="no_service", by=actor_of(NACAOME), at=STARTS_AT
    )
    assert nacaome.get("/es/mesa/bandeja/").context["where_now"] == []


def test_reading_out_refuses_what_must_not_go_and_what_changed(nacaome, instance):
    case = open_case(protection_sensitive=True)
    referral = offer(case, DEMO_HOUSE)
    address = page(referral, f"siguiente/{WINDOW}/")  # an authority of her own country
    blocked = nacaome.get(address)
    assert (blocked.status_code, blocked.context["why"]) == (422, "origin_authority")
    assert str(WHY_NOT_ASKED["origin_authority"]) in words(blocked)
    chosen = nacaome.post(address, {"chosen": "on"})
    yes = {"form": "oral", "said_yes": "on", "chosen": "on"} | ALL_GOES
    nacaome.post(address, yes | {"digest": chosen.context["text"].digest})
    assert Consent.objects.get(service__key=WINDOW).chosen_by_person
    assert nacaome.get(page(referral, "siguiente/SP-NADA/")).status_code == 404
    address = page(referral, "registro-propio/")
    yes = {"form": "oral", "said_yes": "on", "digest": "0" * 64} | ALL_GOES
    changed = nacaome.post(address, yes)
    assert said("The text has changed meanwhile. Read it out again.") in words(changed)


def test_of_a_child_who_answers_for_it_is_asked(nacaome, instance):
    case = open_case(people=(Person("12-17", "f"),), nationality="HN", heads_for="HN")
    address = f"/es/mesa/casos/juntos/{case.pk}/{HOUSE}/"
    shown = nacaome.get(address)
    yes = {"form": "assent", "said_yes": "on", "digest": shown.context["text"].digest} | ALL_GOES
    required = [
        shown.context["form"].fields[name].required for name in ("responsible", "known_how")
    ]
    assert required == [True, True]  # nothing that must be told is called optional
    refused = nacaome.post(address, yes)
    assert str(CONSENT_REFUSALS["missing"]) in words(refused)
    told = yes | {"responsible": "guardian", "known_how": "document", "takes_all_the_same": "on"}
    response = nacaome.post(address, told)
    assert response.headers["Location"] == f"/es/mesa/casos/juntos/?service={HOUSE}#lacks"
    assert Consent.objects.filter(case=case).count() == 1


@pytest.fixture(params=["group", "next"])
def another(request, nacaome):
    """A page that reads out for a consent with which nothing is sent yet, by case and service."""

    def address(case, key):
        if request.param == "group":
            return f"/es/mesa/casos/juntos/{case.pk}/{key}/"
        return page(offer(case), f"siguiente/{key}/")

    return address


def test_rules_of_a_service_are_said_before_every_consent(nacaome, another):
    salvadoran = open_case(needs=("shelter", "food"), urgent_needs=frozenset())
    address = another(salvadoran, HONDURANS_ONLY)
    shown = nacaome.get(address)
    assert said("The rules leave this service out for this person") in main_words(shown)
    yes = {"form": "oral", "said_yes": "on", "digest": shown.context["text"].digest} | ALL_GOES
    refused = nacaome.post(address, yes)
    assert said("By its rules it does not take such a person. Call it before you offer.") in (
        main_words(refused)
    )
    assert not Consent.objects.filter(service__key=HONDURANS_ONLY).exists()
    assert nacaome.post(address, yes | {"takes_all_the_same": "on"}).status_code == 302
    assert Consent.objects.filter(service__key=HONDURANS_ONLY).exists()


def test_interpreter_is_asked_for_before_every_consent_and_sealed_with_it(nacaome, another):
    address = another(open_case(language="kek"), HOUSE)
    shown = nacaome.get(address)
    missing = said(
        "There is no text in %(missing_language)s yet: look for an interpreter.",
        missing_language=SPOKEN_LANGUAGES["kek"],
    )
    assert missing in main_words(shown)
    yes = {"form": "oral", "said_yes": "on", "digest": shown.context["text"].digest} | ALL_GOES
    nacaome.post(address, yes | {"how": "interpreter", "present": "interpreter", "words": "Ana"})
    given = Consent.objects.get(service__key=HOUSE)
    told = unseal(bytes(given.sealed), context=queries.consent_context(given.pk))
    assert (told["how"], told["present"], told["words"]) == ("interpreter", "interpreter", "Ana")


def test_her_no_is_recorded_wherever_she_is_asked(nacaome, another):
    case = open_case()
    address = another(case, DEMO_HOUSE)
    assert said("She says no") in main_words(nacaome.get(address))
    noted = nacaome.post(address, {"said_no": "on"}, follow=True)
    assert said("Her no is noted and stands. Nothing goes there; we go on helping her.") in words(
        noted
    )
    assert case.refusals.get().recipient == Service.objects.get(key=DEMO_HOUSE).institution
    again = nacaome.get(address)
    assert again.status_code == 422
    assert said("She said no to this institution") in words(again)


def test_no_to_a_record_of_its_own_ends_nothing(nacaome, case, referral):
    address = page(referral, "registro-propio/")
    assert said("The person said no: back") in words(nacaome.get(address))
    nacaome.post(address, {"said_no": "on"})
    assert not case.refusals.exists()
    assert state(referral) == "offered"


# A group


def test_a_group_is_looked_at_offered_and_answered(nacaome, albergue, instance):
    ready, also, silent = open_case(), open_case(), open_case()
    for case in (ready, also):
        consent_to(case, DEMO_HOUSE)
    address = "/es/mesa/casos/juntos/"
    assert nacaome.get(f"{address}?service={DEMO_HOUSE}").context["form"]["service"].value() == (
        DEMO_HOUSE
    )
    chosen = {
        "cases": [str(case.pk) for case in (ready, also, silent)],
        "service": DEMO_HOUSE,
        "needed_by": f"{STARTS_AT + timedelta(hours=9):%Y-%m-%dT%H:%M}",
        "needed_why": "departure",
    }
    looked = nacaome.post(address, chosen)
    assert said("There is no consent for it now", context="not offered") in words(looked)
    assert f'name="ask" value="{silent.pk}"' in looked.content.decode()
    assert Referral.objects.filter(case__in=[ready, also]).count() == 0
    done = nacaome.post(address, chosen | {"go": "offer"})
    assert said("Offered", context="group") in words(done)
    first, second = Referral.objects.filter(case__in=[ready, also]).order_by("code")
    assert first.batch_id == second.batch_id is not None
    shown = words(albergue.get(page(first)))
    assert said("It was offered together with others") in shown
    with_why = said("The person leaves then", context="needed by")
    assert with_why in shown
    answers = f"/es/mesa/lotes/{first.batch_id}/"
    assert albergue.get(answers).status_code == 200
    nothing = albergue.post(answers, {})
    assert said("Answer at least one of them.") in words(nothing)
    response = albergue.post(
        answers, {f"answer-{first.pk}": "accepted", f"answer-{second.pk}": "no_capacity"}
    )
    assert said("The sender sees the answers now.") in words(response)
    assert (state(first), state(second)) == ("accepted", "declined")
    assert albergue.get(answers).context["is_answered"] is True
    assert nacaome.get(answers).status_code == 404


def test_a_group_without_a_service_or_a_case_is_a_sentence(nacaome, desk, case):
    chosen = {"cases": [str(case.pk)], "service": "SP-NADA", "needed_by": "", "needed_why": ""}
    response = nacaome.post("/es/mesa/casos/juntos/", chosen)
    unknown = said("This service is not in the directory, or it does not work now.")
    assert unknown in words(response)
    ahead = chosen | {"service": HOUSE, "needed_by": "2023-01-01T10:00"}
    assert said("This lies too far ahead.") in words(nacaome.post("/es/mesa/casos/juntos/", ahead))
    assert said("No case of your team is open") in words(
        desk("demo-secretaria").get("/es/mesa/casos/juntos/")
    )


def test_a_group_is_chosen_by_what_is_needed_and_by_whom_and_never_by_a_code(nacaome, instance):
    open_case(people=(Person("21-59", "f"), Person("21-59", "m"), Person("0-4", "m")))
    address = "/es/mesa/casos/juntos/"
    form = nacaome.get(address).context["form"]
    told = [label for _value, label in form.fields["cases"].choices]
    ages = f"2 × {AGE_BANDS['21-59']}"
    assert any(ages in label and "Albergue" in label for label in told)
    near = dict(form.fields["service"].choices)
    assert DEMO_HOUSE in near
    assert len(near) > 5
    with nothing_written():
        looked = nacaome.post(
            address, {"find": "1", "service_words": "la unión", "cases": [], "needed_by": ""}
        )
    assert looked.status_code == 200
    found = [key for key, _label in looked.context["form"].fields["service"].choices if key]
    assert WINDOW in found
    assert said("Choose a service.", context="choose a service") not in words(looked)
    none = nacaome.post(address, {"find": "1", "service_words": "zzzzqx"})
    assert said("None was found: try fewer words.", context="choose a service") in words(none)


def test_the_choice_of_a_group_is_found_again_after_each_consent(nacaome, instance):
    cases = [open_case() for _ in range(3)]
    address = "/es/mesa/casos/juntos/"
    chosen = {
        "cases": [str(case.pk) for case in cases],
        "service": DEMO_HOUSE,
        "needed_by": f"{STARTS_AT + timedelta(hours=9):%Y-%m-%dT%H:%M}",
        "needed_why": "departure",
    }
    for number, case in enumerate(cases, start=1):
        asked = nacaome.post(address, chosen | {"ask": str(case.pk)}).headers["Location"]
        assert asked.startswith(f"{address}{case.pk}/{DEMO_HOUSE}/?")
        shown = nacaome.get(asked)
        yes = {
            "form": "oral",
            "said_yes": "on",
            "digest": shown.context["text"].digest,
            "carried": shown.context["asked"].carried,
        }
        page_of_it = asked.split("?")[0]
        less = nacaome.post(f"{page_of_it}?mostrar=1", yes | {"said_yes": ""})  # the boxes change
        yes |= {"digest": less.context["text"].digest, "carried": less.context["asked"].carried}
        back = nacaome.post(page_of_it, yes).headers["Location"]
        with nothing_written():
            again = nacaome.get(back)
        form = again.context["form"]
        assert set(form["cases"].value()) == set(chosen["cases"])
        assert form["service"].value() == DEMO_HOUSE
        assert form["needed_why"].value() == "departure"
        assert again.context["can_go"] == number
    done = nacaome.post(address, chosen | {"go": "offer"})
    assert Referral.objects.filter(case__in=cases).count() == 3
    assert done.status_code == 200
    twice = nacaome.post(address, chosen | {"go": "check"})
    assert said("It is offered there already", context="not offered") in words(twice)
    assert twice.context["can_go"] == 0
    stranger = nacaome.post(address, chosen | {"ask": NOBODY})
    assert stranger.status_code == 404


def test_who_is_not_answered_in_a_group_is_asked_as_before(nacaome, albergue, instance):
    cases = [open_case(), open_case()]
    for case in cases:
        consent_to(case, DEMO_HOUSE)
    chosen = {"cases": [str(case.pk) for case in cases], "service": DEMO_HOUSE, "go": "offer"}
    nacaome.post("/es/mesa/casos/juntos/", chosen)
    first, second = Referral.objects.filter(case__in=cases).order_by("code")
    answers = f"/es/mesa/lotes/{first.batch_id}/"
    response = albergue.post(answers, {f"answer-{first.pk}": "accepted"})
    assert (state(first), state(second)) == ("accepted", "offered")
    states = {line.row.referral_id: line.state for line, _field, _told in response.context["lines"]}
    assert states == {first.pk: "Aceptada", second.pk: "Ofrecida"}
    assert response.context["is_answered"] is False
    assert list(response.context["form"].fields) == [f"answer-{second.pk}"]
    last = albergue.post(answers, {f"answer-{second.pk}": "accepted"})
    assert state(second) == "accepted"
    assert last.context["is_answered"] is True


def test_on_probation_a_group_is_refused_with_the_reason_and_nothing_is_said_to_be_sent(
    nacaome, albergue, instance
):
    cases = [open_case(), open_case()]
    for case in cases:
        consent_to(case, DEMO_HOUSE)
    chosen = {"cases": [str(case.pk) for case in cases], "service": DEMO_HOUSE, "go": "offer"}
    nacaome.post("/es/mesa/casos/juntos/", chosen)
    both = Referral.objects.filter(case__in=cases)
    Membership.objects.filter(institution=both[0].recipient).update(is_on_probation=True)
    accepted = {f"answer-{one.pk}": "accepted" for one in both}

    refused = albergue.post(f"/es/mesa/lotes/{both[0].batch_id}/", accepted)

    assert {state(one) for one in both} == {"offered"}
    assert said(ON_PROBATION) in words(refused)
    assert said("The sender sees the answers now.") not in words(refused)


def test_on_probation_the_slip_of_a_child_says_why(albergue, instance):
    more = offer(open_case(), DEMO_HOUSE)
    Membership.objects.filter(institution=more.recipient).update(is_on_probation=True)

    refused = albergue.post("/es/mesa/boletas/", {"code": more.slip_code}, follow=True)

    assert said(ON_PROBATION) in words(refused)
    assert state(more) == "offered"


# Onward and outcome


def test_the_recipient_opens_its_own_case_with_the_consent_to_just_that(
    nacaome, la_union, case, referral
):
    go_on(referral, "accept")
    open_own = page(referral, "caso-propio/")
    refused = la_union.post(open_own, follow=True)
    assert said("The consent has ended: ask the sender to speak with the person again.") in words(
        refused
    )
    asked = nacaome.get(page(referral, "registro-propio/"))
    nacaome.post(
        page(referral, "registro-propio/"),
        {"form": "oral", "said_yes": "on", "digest": asked.context["text"].digest} | ALL_GOES,
    )
    assert la_union.get(page(referral, "registro-propio/")).status_code == 404
    assert open_own in la_union.get(page(referral)).content.decode()
    opened = la_union.post(open_own)
    own = Case.objects.get(origin=referral)
    assert opened.headers["Location"] == f"/es/mesa/casos/{own.pk}/"
    assert f"/es/mesa/casos/{own.pk}/" in la_union.get(page(referral)).content.decode()
    assert f"/es/mesa/casos/{own.pk}/" not in nacaome.get(page(referral)).content.decode()
    onward = offer(own, HOUSE, by=LA_UNION)
    assert onward.parent_id == referral.pk
    seen = words(nacaome.get(page(referral)))
    assert said("Referred onward. There: %(state)s", state="Ofrecida") in seen
    house = Service.objects.get(key=HOUSE)
    assert house.name_es not in seen


def test_what_came_back_is_one_page_for_both(nacaome, la_union, referral):
    go_on(referral, "accept", "mark_arrived")
    address = page(referral, "contrarreferencia/")
    assert nacaome.get(address).context["may_report"] is False
    refused = nacaome.post(address, {"outcome": "delivered"}, follow=True)
    assert said("The other institution makes this move.") in words(refused)
    assert la_union.post(address, {"outcome": "shrug"}).status_code == 422
    response = la_union.post(address, {"outcome": "delivered:in_part"}, follow=True)
    note = f"({said('in part', context='history')})"
    assert note in words(response)
    assert note in words(nacaome.get(address))
    nacaome.post(page(referral, "closed/"), {"reason": "delivered"})
    assert said("Closed with:") in words(nacaome.get(address))
    assert Referral.objects.get(pk=referral.pk).closed_at is not None


def test_a_real_institution_is_not_named_beside_what_it_did_not_deliver(nacaome, referral):
    go_on(referral, "accept", "mark_arrived", "mark_not_delivered")
    assert str(PLAYED_BY_DEMO) in words(nacaome.get(page(referral, "contrarreferencia/")))


def test_why_it_presses_stands_beside_by_when(nacaome, albergue, case):
    address = f"/es/mesa/casos/{case.pk}/oferta/{DEMO_HOUSE}/"
    told = {
        **ALL_GOES,
        "form": "oral",
        "said_yes": "on",
        "digest": nacaome.get(address).context["text"].digest,
        "needed_by": f"{STARTS_AT + timedelta(hours=9):%Y-%m-%dT%H:%M}",
        "needed_why": "departure",
    }
    shown = nacaome.get(address).context["form"]
    filled = {name: shown[name].value() for name in ("how", "by") if name in shown.fields}
    nacaome.post(address, told | filled)
    referral = case.referrals.get()
    for client in (nacaome, albergue):
        assert said("The person leaves then", context="needed by") in words(
            client.get(page(referral))
        )


def test_who_was_reminded_sees_it(la_union, referral):
    half = STARTS_AT + timedelta(hours=36)
    assert actions.remind_due(at=half) >= 1
    move_clock(half)
    assert said("Reminded to answer") in words(la_union.get("/es/mesa/bandeja/"))
    assert said("Reminded to answer") in words(la_union.get(page(referral)))


# The acta de entrega


TOLD = {
    "handed_at": f"{STARTS_AT:%Y-%m-%dT%H:%M}",
    "place": "Puente El Amatillo",
    "giver_role": "oficial de ventanilla",
    "receiver_role": "enfermera de turno",
    "receiver_name": "Nelda Zúniga",
    "condition": "needs_care",
    "alone_with_police": "no",
    "relation": "checked",
}


def confirm(client, acta, word):
    """Press the button that the page shows."""
    page = client.get(acta).content.decode()
    seen = re.search(rf'{word}/">.*?name="seen" value="(\w+)"', page)[1]
    return client.post(f"{acta}{word}/", {"seen": seen}, follow=True)


def test_the_acta_is_written_confirmed_by_both_and_printed(nacaome, la_union, referral):
    go_on(referral, "accept")
    acta = page(referral, "acta/")
    assert nacaome.get(acta).headers["Location"] == f"{acta}escribir/"
    assert la_union.get(f"{acta}es.docx").status_code == 404
    assert said("Nobody has written the record yet.") in words(
        la_union.post(f"{acta}recibido/", follow=True)
    )
    assert nacaome.get(f"{acta}escribir/").status_code == 200
    refused = nacaome.post(f"{acta}escribir/", TOLD | {"relation": ""})
    assert said("Say whether it was checked who travels with the child.") in words(refused)
    assert HandOver.objects.count() == 0
    nacaome.post(f"{acta}escribir/", TOLD)
    corrected = nacaome.get(f"{acta}escribir/").context["form"]
    assert corrected["place"].value() == "Puente El Amatillo"
    confirm(nacaome, acta, "entregado")
    assert nacaome.post(f"{acta}perdido/").status_code == 404
    theirs = la_union.get(acta)
    assert theirs.context["may_receive"] is True
    assert (theirs.context["may_give"], theirs.context["may_write"]) == (False, True)
    confirm(la_union, acta, "recibido")
    assert state(referral) == "arrived"
    ours, theirs = (main_words(client.get(acta)) for client in (nacaome, la_union))
    assert ours == theirs
    for shown in ("Puente El Amatillo", "enfermera de turno", "Nelda Zúniga", "DEMOSTRACIÓN"):
        assert shown in ours
    for language, title in (("es", "Acta de entrega"), ("en", "Hand-over record")):
        paper = la_union.get(f"{acta}{language}.docx")
        with zipfile.ZipFile(io.BytesIO(paper.content)) as archive:
            text = archive.read("word/document.xml").decode()
        for shown in (title, "Puente El Amatillo", "oficial de ventanilla"):
            assert shown in text
    assert la_union.get(f"{acta}fr.docx").status_code == 404
    assert nacaome.get(f"{acta}escribir/").status_code == 404
    history = words(nacaome.get(page(referral)))
    confirmed = said("Hand-over confirmed", context="history")
    for side in ("who sent it", "who received it"):
        assert f"{confirmed} {said(side, context='party')}" in history
    seen = access.read_hand_over(actor_of(NACAOME), referral_id=referral.pk, at=STARTS_AT)
    with translation.override("es"):
        marked, real = (hand_over_document(seen, is_demo=is_demo) for is_demo in (True, False))
    assert marked.blocks[1:] == real.blocks


def test_a_draft_says_on_paper_that_it_is_one_and_of_adults_less_is_asked(
    nacaome, la_union, instance
):
    case = open_case(people=(Person("21-59", "f"),))
    referral = offer(case)
    go_on(referral, "accept")
    acta = page(referral, "acta/")
    form = nacaome.get(f"{acta}escribir/").context["form"]
    assert "relation" not in form.fields
    told = {key: TOLD[key] for key in TOLD if key not in {"alone_with_police", "relation"}}
    before = STARTS_AT - timedelta(hours=1)
    early = nacaome.post(f"{acta}escribir/", told | {"handed_at": f"{before:%Y-%m-%dT%H:%M}"})
    assert said("This lies before the offer.") in words(early)
    late = STARTS_AT + timedelta(hours=3)
    ahead = nacaome.post(f"{acta}escribir/", told | {"handed_at": f"{late:%Y-%m-%dT%H:%M}"})
    assert said("This lies ahead: record a hand-over when it happens.") in words(ahead)
    la_union.post(f"{acta}escribir/", told)
    paper = nacaome.get(f"{acta}es.docx")
    with zipfile.ZipFile(io.BytesIO(paper.content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert said("Draft: until the receiving side confirms it, who hands over answers.") in text


ALONE_WITH_POLICE = (
    "The child was left alone with police: tell whoever supervises and the child-protection "
    "authority."
)


def test_an_acta_that_was_changed_meanwhile_is_shown_anew_and_not_confirmed(
    nacaome, la_union, referral
):
    go_on(referral, "accept", "mark_arrived", "mark_delivered")
    acta = page(referral, "acta/")
    moves = said("That moves when the receiving side confirms the hand-over record.")
    assert moves in words(la_union.get(page(referral)))
    nacaome.post(f"{acta}escribir/", TOLD)
    old = re.search(r'name="seen" value="(\w+)"', la_union.get(acta).content.decode())[1]
    nacaome.post(f"{acta}escribir/", TOLD | {"receiver_role": "director"})
    refused = la_union.post(f"{acta}recibido/", {"seen": old}, follow=True)
    changed = "The record was changed after it was shown to you: nothing is confirmed. Read it "
    assert said(f"{changed}once more.") in words(refused)
    assert "director" in main_words(refused)
    assert HandOver.objects.get().received_at is None
    confirm(la_union, acta, "recibido")
    assert HandOver.objects.get().received_at is not None
    assert moves not in words(la_union.get(page(referral)))


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_to_be_looked_into_stands_on_the_acta_the_paper_and_the_inbox(
    nacaome, la_union, referral, language
):
    go_on(referral, "accept")
    acta = page(referral, "acta/")
    told = TOLD | {"alone_with_police": "yes", "relation": "unchecked"}
    assert said(
        "Say whether the child was at any time alone with police; also when it is not known."
    ) in words(nacaome.post(f"{acta}escribir/", told | {"alone_with_police": ""}))
    nacaome.post(f"{acta}escribir/", told)
    flags = [
        said(words, language=language)
        for words in (
            ALONE_WITH_POLICE,
            "Who the adult is that travels with the child was not checked: it is still to be done.",
        )
    ]
    shown = main_words(la_union.get(acta.replace("/es/", f"/{language}/")))
    with zipfile.ZipFile(io.BytesIO(la_union.get(f"{acta}{language}.docx").content)) as archive:
        paper = archive.read("word/document.xml").decode()
    for flag in flags:
        assert flag in shown
        assert flag in paper
    inbox = nacaome.get(f"/{language}/mesa/bandeja/")
    noted = "A child was handed over, and something is to be looked into"
    assert said(noted, language=language) in words(inbox)
    assert group_code(referral.code) in words(inbox)
    assert said(noted, language=language) not in words(la_union.get(f"/{language}/mesa/bandeja/"))


def test_an_onward_hand_over_says_who_answers_and_waits_for_ones_own(nacaome, albergue, case):
    sent = offer(case, DEMO_HOUSE)
    consent_to(case, DEMO_HOUSE, purpose=Purpose.OWN_RECORD)
    go_on(sent, "accept", by=ALBERGUE)
    own = actions.open_own_case(referral_id=sent.pk, by=actor_of(ALBERGUE), at=STARTS_AT)
    onward = Referral.objects.get(pk=offer(own, WINDOW, by=ALBERGUE).pk)
    go_on(onward, "accept", by=LA_UNION)
    acta = page(onward, "acta/")
    albergue.post(f"{acta}escribir/", TOLD)
    first = words(albergue.get(acta))
    answers = "Hasta que quien recibe lo confirme, responde por la persona:"
    assert f"{answers} {sent.sender.name_es}" in first
    waits = "Who hands over has not confirmed yet that it received the person: that record comes"
    assert said(f"{waits} first.") in first
    assert 'name="seen"' not in albergue.get(acta).content.decode()
    with zipfile.ZipFile(io.BytesIO(albergue.get(f"{acta}es.docx").content)) as archive:
        paper = archive.read("word/document.xml").decode()
    assert said("Draft: it counts once the receiving side has confirmed it.") in paper
    assert sent.sender.name_es not in paper
    refused = albergue.post(f"{acta}entregado/", {"seen": "x"}, follow=True)
    assert said("Nobody has written the record yet.") not in words(refused)
    nacaome.post(page(sent, "acta/escribir/"), TOLD)
    confirm(albergue, page(sent, "acta/"), "recibido")
    confirm(albergue, acta, "entregado")
    assert HandOver.objects.get(referral=onward).given_at is not None


@pytest.mark.parametrize("purpose", list(Purpose))
def test_of_what_was_taken_back_nobody_is_asked_whether_it_may_go_on(nacaome, albergue, purpose):
    sent = offer(open_case(), DEMO_HOUSE)
    kept = consent_to(sent.case, DEMO_HOUSE, purpose=Purpose.OWN_RECORD)
    go_on(sent, "accept", by=ALBERGUE)
    own = actions.open_own_case(referral_id=sent.pk, by=actor_of(ALBERGUE), at=STARTS_AT)
    address = f"/es/mesa/casos/{own.pk}/oferta/{WINDOW}/"
    digest = albergue.get(address).context["text"].digest
    ended = kept.pk if purpose == Purpose.OWN_RECORD else sent.consent_id
    actions.withdraw_consent(consent_id=ended, by=actor_of(NACAOME), at=STARTS_AT)
    yes = {"form": "oral", "said_yes": "on", "digest": digest, **ALL_GOES}
    for response in (albergue.get(address, follow=True), albergue.post(address, yes, follow=True)):
        assert response.redirect_chain == [(f"/es/mesa/casos/{own.pk}/", 302)]
        assert said("What this case came out of was taken back: nothing goes on from it.") in words(
            response
        )
    assert Consent.objects.filter(case=own).count() == 0


@pytest.mark.parametrize(
    "word",
    [
        *("", "telefono/", "boleta/", "siguiente/", f"siguiente/{HOUSE}/", "registro-propio/"),
        *("contrarreferencia/", "acta/", "acta/escribir/", "acta/es.docx"),
    ],
)
def test_for_outsiders_no_page_of_the_loop_is_there(albergue, referral, word):
    never = albergue.get(f"/es/mesa/referencias/{NOBODY}/{word}")
    response = albergue.get(page(referral, word))
    seen = response.content.replace(str(referral.pk).encode(), NOBODY.encode())
    assert (response.status_code, seen) == (404, never.content)


@pytest.mark.parametrize(
    "word", ["caso-propio/", "acta/recibido/", "acta/entregado/", "telefono/{a}/confirmar/"]
)
def test_outsiders_change_nothing(albergue, referral, word):
    answer = actions.note_phone_answer(
        referral_id=referral.pk,
        told="accepted",
        role="x",
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    with nothing_written():
        response = albergue.post(page(referral, word.format(a=answer.pk)))
    assert response.status_code == 404


def test_what_she_left_out_for_the_first_stays_out_for_the_next(nacaome, case):
    first = f"/es/mesa/casos/{case.pk}/oferta/{WINDOW}/"
    least = {"form": "oral", "digest": ""}
    digest = nacaome.post(f"{first}?mostrar=1", least).context["text"].digest
    assert nacaome.post(first, least | {"digest": digest, "said_yes": "on"}).status_code == 302
    referral = case.referrals.get()
    asked = nacaome.get(page(referral, f"siguiente/{HOUSE}/"))
    form = asked.context["form"]
    assert {box.name: box.value() for box, _words in form.boxes} == {
        "goes_profile": False,
        "goes_contact": False,
    }
    assert "la forma segura de contactarle" in asked.context["text"].stays
    yes = least | {"digest": asked.context["text"].digest, "said_yes": "on"}
    assert nacaome.post(page(referral, f"siguiente/{HOUSE}/"), yes).status_code == 302
    assert Consent.objects.get(service__key=HOUSE).field_groups == ["needs"]


def test_to_keep_a_record_of_its_own_she_hears_just_that_and_starts_with_what_was_sent(
    nacaome, case
):
    first = f"/es/mesa/casos/{case.pk}/oferta/{WINDOW}/"
    least = {"form": "oral", "goes_profile": "on"}
    digest = nacaome.post(f"{first}?mostrar=1", least | {"digest": ""}).context["text"].digest
    sent = least | {"digest": digest, "said_yes": "on"}
    assert nacaome.post(first, sent).status_code == 302
    referral = case.referrals.get()
    address = page(referral, "registro-propio/")
    asked = nacaome.get(address)
    text, form = asked.context["text"], asked.context["form"]
    assert "registro propio" in text.paragraphs[0]
    assert {box.name: box.value() for box, _words in form.boxes} == {
        "goes_profile": True,
        "goes_contact": False,
    }
    assert text.digest != digest
    assert nacaome.post(address, sent).status_code == 422  # her yes was to be referred
    assert nacaome.post(address, sent | {"digest": text.digest}).status_code == 302
    kept = Consent.objects.get(purpose="own_record")
    assert (kept.text_digest, kept.text_version) == (text.digest, text.version)
    assert "safe_contact" not in kept.fields


def test_for_a_next_address_she_may_ask_to_send_less_too(nacaome, case, referral):
    address = page(referral, f"siguiente/{HOUSE}/")
    shown = nacaome.get(address)
    yes = {"form": "oral", "said_yes": "on", "goes_profile": "on"}
    asked = nacaome.post(
        f"{address}?mostrar=1", yes | {"digest": shown.context["text"].digest, "said_yes": ""}
    )
    assert "la forma segura de contactarle" in asked.context["text"].stays
    assert Alternate.objects.count() == 0
    stale = nacaome.post(address, yes | {"digest": shown.context["text"].digest})
    assert stale.status_code == 422
    hers = said(
        "You changed what is sent or for how long: read the new text out and mark the answer again."
    )
    assert stale.context["form"].errors == {"__all__": [hers]}
    digest = asked.context["text"].digest
    assert stale.context["form"]["digest"].value() == digest
    assert nacaome.post(address, yes | {"digest": digest}).status_code == 302
    given = Consent.objects.get(service__key=HOUSE)
    assert given.field_groups == ["needs", "profile"]
    assert "safe_contact" not in given.fields

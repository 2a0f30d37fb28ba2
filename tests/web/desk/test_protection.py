"""Refusals, exceptions, best interests, what was taken back and receipts, at the desk."""

import re
from datetime import timedelta

import pytest
from tests.factories.desk import WINDOW, offer, open_case, state
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock
from tests.web.filled import protection as filled

from relevo.cases import actions
from relevo.cases.models import Consent, Referral, Refusal, Retraction, WithoutConsent
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.plumbing import receipts
from relevo.web.consent_phrases import WHY_NOT_ASKED

pytestmark = pytest.mark.django_db


def page(case, key=WINDOW):
    return f"/es/mesa/casos/{case.pk}/oferta/{key}/"


def send(filling):
    return filling.client.post(filling.address, filling.values, follow=True)


def test_her_no_stands_until_she_asks_and_nothing_is_sent(nacaome, la_union, instance):
    case = open_case()
    response = nacaome.post(page(case), {"said_no": "on"}, follow=True)
    assert said("Her no is noted and stands. Nothing goes there; we go on helping her.") in words(
        response
    )
    refused = nacaome.get(page(case))
    assert refused.status_code == 422
    assert said("She said no to this institution") in words(refused)
    (refusal,) = Refusal.objects.filter(case=case)
    assert la_union.get("/es/mesa/bandeja/").context["received"] == []
    lifting = f"/es/mesa/casos/{case.pk}/negativas/{refusal.pk}/levantar/"
    assert la_union.post(lifting, {"present": "nobody"}).status_code == 404
    nacaome.post(lifting, {"present": "stranger"})
    assert nacaome.get(page(case)).status_code == 422
    nacaome.post(lifting, {"present": "relative"})
    refusal.refresh_from_db()
    assert refusal.lifted_present == "relative"
    assert nacaome.get(page(case)).status_code == 200
    again = nacaome.post(lifting, {"present": "relative"}, follow=True)
    assert said("This cannot be changed any more.") in words(again)


def test_no_of_a_closed_case_is_not_noted(nacaome, instance):
    case = open_case()
    nacaome.post(f"/es/mesa/casos/{case.pk}/cerrar/", {"reason": "helped"})
    response = nacaome.post(page(case), {"said_no": "on"}, follow=True)
    assert said("The case is closed.") in words(response)
    assert Refusal.objects.filter(case=case).count() == 0


def test_taking_back_asks_every_holder_who_answers_and_the_sender_sees_it(
    nacaome, la_union, instance
):
    referral = offer(open_case())
    case_page = f"/es/mesa/casos/{referral.case_id}/"
    back = f"{case_page}consentimientos/{referral.consent_id}/retirar/"
    sure = {"sure": "on"}
    assert [la_union.post(back, told).status_code for told in ({}, sure)] == [404, 404]
    asked = nacaome.post(back)
    assert said("Does she take it back for sure?") in main_words(asked)
    assert (asked.status_code, state(referral)) == (200, "offered")
    nacaome.post(back, sure)
    assert state(referral) == "withdrawn"
    again = nacaome.post(back, sure, follow=True)
    assert said("This permission was taken back already.") in words(again)
    assert said("Not yet confirmed") in main_words(nacaome.get(case_page))
    row = Retraction.objects.get(referral=referral)
    move_clock(STARTS_AT + timedelta(hours=73))
    assert said("No answer for 72 hours: call them") in main_words(nacaome.get(case_page))
    held = la_union.get("/es/mesa/retiros/")
    assert referral.code in main_words(held).replace("-", "")
    assert said(
        "Taken back: delete what you noted, printed or passed on, and confirm it."
    ) in main_words(held)
    answer = f"/es/mesa/retiros/{row.pk}/"
    assert nacaome.post(answer, {"answer": "deleted"}).status_code == 404
    la_union.post(answer, {"answer": ""})
    problem = la_union.post(answer, {"answer": "kept_by_law"}, follow=True)
    assert said("Choose by which law it is kept.") in words(problem)
    la_union.post(answer, {"answer": "kept_by_law", "reason": "child_file"})
    kept = main_words(nacaome.get("/es/mesa/retiros/"))
    assert said("File of a child under protection", context="taken back") in kept
    la_union.post(answer, {"answer": "deleted"})
    row.refresh_from_db()
    assert (row.answer, row.reason) == ("deleted", "")
    assert said("Deleted", context="taken back") in main_words(nacaome.get(case_page))


def test_every_row_has_its_own_labels(la_union, instance):
    told = {filled.taken_back().pk, filled.taken_back().pk}
    shown = la_union.get("/es/mesa/retiros/").content.decode()
    answers = re.findall(r'<label[^>]* for="([^"]+_answer_0)"', shown)
    assert sorted(answers) == sorted(f"{pk}_answer_0" for pk in told)


def test_holder_further_on_and_real_ones_of_a_demonstration_are_not_named(nacaome, instance):
    row = filled.taken_back()
    row.holder.is_demo = False
    row.holder.save(update_fields=["is_demo"])
    assert said("An institution further on") not in main_words(nacaome.get("/es/mesa/retiros/"))
    Referral.objects.filter(pk=row.referral_id).update(case=open_case(by="demo-copan"))
    assert said("An institution further on") in main_words(nacaome.get("/es/mesa/retiros/"))


@pytest.mark.parametrize("right", [True, False])
def test_code_told_at_any_desk_ends_the_permission_and_tells_nothing(la_union, right, instance):
    filling = filled.to_tell_code()
    referral = Referral.objects.get(consent__receipt_code=filling.values["code"])
    code = filling.values["code"] if right else "0" * 13
    response = la_union.post(filling.address, {"code": code}, follow=True)
    assert said(
        "If there is a permission with this code, it has ended now, and whoever had something of "
        "it is asked to delete it."
    ) in words(response)
    assert state(referral) == ("withdrawn" if right else "offered")
    assert la_union.post(filling.address, {"code": ""}).status_code == 422


def test_only_who_works_on_cases_takes_a_code(instance):
    user = filled.second_person()
    user.memberships.update(role="analyst")
    filling = filled.to_tell_code()
    client = filled.signed_in_as(filled.SECOND)
    response = client.post(filling.address, filling.values)
    assert said("Only officers and duty officers take a code.") in words(response)
    assert client.get("/es/mesa/retiros/").context["held"] == []


def test_receipt_is_verified_from_its_text_alone(nacaome, instance):
    filling = filled.to_verify()
    assert filling.client.get(filling.address).status_code == 200
    response = filling.client.post(filling.address, filling.values)
    assert said("Genuine") in main_words(response)
    for text, problem in (
        (
            filling.values["text"][:-1],
            "Something is missing at the end or in between. Copy it whole.",
        ),
        ("0" * receipts.LETTERS, "This receipt was issued by another installation of Relevo."),
    ):
        refused = filling.client.post(filling.address, {"text": text})
        assert refused.status_code == 422
        assert said(problem) in main_words(refused)
    given = Consent.objects.latest("given_at")
    paper = nacaome.get(f"/es/mesa/casos/{given.case_id}/recibo/{given.pk}/")
    assert filling.values["text"] in main_words(paper)
    assert 'class="qr"' in paper.content.decode()
    assert "style=" not in paper.content.decode()


def test_life_in_danger_sends_the_minimum_and_tells_a_second_person(nacaome, la_union, instance):
    filling = filled.to_send_without()
    asked = filling.client.get(filling.address)
    assert said("Danger now? Call first") in main_words(asked)
    response = send(filling)
    assert said("Sent without consent. A supervisor must review it within 24 hours.") in words(
        response
    )
    (row,) = WithoutConsent.objects.all()
    assert (row.referral.status, row.referral.consent_id) == ("offered", None)
    (received,) = la_union.get("/es/mesa/bandeja/").context["received"]
    assert received.row.preview.needs
    again = send(filling)
    assert said("This service cannot be offered this case now.") in words(again)
    short = filling.client.post(filling.address, filling.values | {"reasons": "Ya"})
    assert short.status_code == 422
    duty = filling.client.post(filling.address, filling.values | {"ground": "child_duty"})
    assert said("This duty is for a child without an adult.") in words(duty)
    unknown = filling.client.get(filling.address.replace(WINDOW, "SP-999"))
    assert unknown.status_code == 404
    told = filled.signed_in_as(filled.SECOND).get("/es/mesa/excepciones/")
    assert said("you are the second person") in main_words(told)


def test_the_second_person_finds_it_in_the_inbox_until_it_is_reviewed(instance):
    filling = filled.to_send_without()
    send(filling)
    notice = said("Sent without consent: you are the second person")
    second = filled.signed_in_as(filled.SECOND)
    assert notice in main_words(second.get("/es/mesa/bandeja/"))
    assert notice not in main_words(filling.client.get("/es/mesa/bandeja/"))
    WithoutConsent.objects.update(reviewed_at=STARTS_AT)
    assert notice not in main_words(second.get("/es/mesa/bandeja/"))


def test_her_no_to_the_authority_for_children_is_said_where_the_law_is_named(nacaome, instance):
    filling = filled.to_send_without()
    case = filled.girl()
    authority = Service.objects.filter(
        institution__kind="child_protection", institution__country="HN", visibility="public"
    ).order_by("key")[0]
    actions.record_refusal(
        case_id=case.pk, service_id=authority.pk, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    address = f"/es/mesa/casos/{case.pk}/sin-consentimiento/{authority.key}/"
    response = filling.client.post(address, filling.values | {"ground": "child_duty"})
    assert response.status_code == 422
    assert str(WHY_NOT_ASKED["refused"]) in main_words(response)
    assert WithoutConsent.objects.count() == 0


def test_where_nobody_else_works_one_calls(nacaome, instance):
    case = open_case()
    asked = nacaome.get(f"/es/mesa/casos/{case.pk}/sin-consentimiento/{WINDOW}/")
    expected = said("Nobody else of your institution works on cases: call, and do not send.")
    assert (expected in main_words(asked)) == (not asked.context["has_people"])


@pytest.mark.parametrize(("verdict", "ends"), [("justified", False), ("unjustified", True)])
def test_supervisor_reviews_what_went_without_consent(instance, verdict, ends):
    filling = filled.to_review()
    (row,) = WithoutConsent.objects.all()
    move_clock(STARTS_AT + timedelta(hours=25))
    assert said("Review overdue") in main_words(filling.client.get("/es/mesa/excepciones/"))
    filling.client.post(filling.address, {"verdict": ""})
    filling.client.post(filling.address, {"verdict": verdict})
    row.refresh_from_db()
    assert row.verdict == verdict
    assert (state(row.referral) == "withdrawn") == ends
    again = send(filling)
    assert again.status_code == 404 or said("This was reviewed already.") in words(again)


def test_decision_opens_the_way_to_the_authority_it_names(nacaome, instance):
    filling = filled.to_decide()
    assert filling.client.get(filling.address).status_code == 200
    back = {"outcome": "reunited_at_origin"}
    refused = filling.client.post(filling.address, filling.values | back)
    assert refused.status_code == 422
    named = {"names_kind": "child_protection", "names_country": "GT"}
    whole = filling.values | back | named | {"is_protection_ruled_out": "on"}
    assert filling.client.post(filling.address, whole).status_code == 302
    shown = filling.client.get(filling.address).context["form"].initial
    assert (shown["names_kind"], shown["outcome"]) == ("child_protection", "reunited_at_origin")


def test_decision_is_for_a_case_of_a_child_alone(nacaome, instance):
    case = open_case()
    assert nacaome.get(f"/es/mesa/casos/{case.pk}/interes-superior/").status_code == 404
    girl = open_case(people=(Person("12-17", "f"),), accompanied=False, nationality="GT")
    address = f"/es/mesa/casos/{girl.pk}/interes-superior/"
    nacaome.post(f"/es/mesa/casos/{girl.pk}/cerrar/", {"reason": "helped"})
    values = filled.to_decide().values
    closed = nacaome.post(address, values)
    assert said("The case is closed.") in words(closed)


def test_child_alone_is_sent_to_no_authority_of_her_country(nacaome, instance):
    girl = open_case(people=(Person("12-17", "f"),), accompanied=False)
    response = nacaome.get(page(girl))
    assert response.status_code == 422
    assert response.context["form"] is None
    assert said("Record the decision") in main_words(response)


@pytest.mark.parametrize("language", ["es", "en"])
def test_laws_are_shown_with_their_source(nacaome, instance, language):
    shown = main_words(nacaome.get(f"/{language}/mesa/reglas/"))
    assert "Decreto Legislativo 333" in shown
    told = {
        "es": ("27 de marzo de 2022", "artículos 173 y 176", "Decreto 431 de 2022"),
        "en": ("27 March 2022", "articles 173 and 176", "Decreto 431 of 2022"),
    }
    assert all(words in shown for words in told[language])
    other = told["en" if language == "es" else "es"]
    assert not any(words in shown for words in other)
    assert said("works today", language=language) in shown

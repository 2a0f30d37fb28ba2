"""Referring straight from the directory: what the rules say of a service stands there too."""

import pytest
from tests.factories.desk import ALL_GOES, NACAOME, open_case
from tests.factories.pages import main_words, said, words

from relevo.cases import actions
from relevo.cases.models import Consent, Referral
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.web.consent_phrases import WHY_NOT_ASKED
from relevo.web.desk.loop.asking import STAMP

HOUSE = "DEMO-SP-ALBERGUE"
"""A shelter that takes a child only with an adult."""
TITLE = "The rules leave this service out for this person"
WITH_AN_ADULT = "Solo atiende a: niñas, niños y adolescentes con una persona adulta en el grupo."
DEED = {"form": "assent", "said_yes": "on"} | ALL_GOES
GUARDIAN = {"responsible": "child_authority", "known_how": "authority_said"}


def girl_alone(**facts):
    return open_case(people=(Person("12-17", "f"),), accompanied=False, needs=("shelter",), **facts)


def page(case, key=HOUSE):
    return f"/es/mesa/casos/{case.pk}/oferta/{key}/"


def hit_of(response, key=HOUSE):
    rows = response.context["rows"]
    return next(against for hit, against, _barred in rows if hit.service.key == key)


def test_directory_says_what_the_plan_says_of_a_service_it_leaves_out(nacaome):
    girl = girl_alone(urgent_needs=frozenset())
    plan = nacaome.get(f"/es/mesa/casos/{girl.pk}/plan/")
    rules = [row.rule for row in plan.context["excluded"] if WITH_AN_ADULT in row.rule]
    response = nacaome.get("/es/mesa/directorio/", {"case": str(girl.pk), "place": "Nacaome"})
    told = " ".join(reason.sentence for reason in hit_of(response))
    assert any(told in rule for rule in rules)
    text = main_words(response)
    assert said(TITLE) in text
    assert WITH_AN_ADULT in text


def test_directory_warns_of_nothing_where_the_rules_let_the_group_in(nacaome):
    family = open_case(needs=("shelter",), urgent_needs=frozenset())
    response = nacaome.get("/es/mesa/directorio/", {"case": str(family.pk), "place": "Nacaome"})
    assert hit_of(response) == ()
    assert said(TITLE) not in words(nacaome.get("/es/mesa/directorio/"))


def test_consent_says_it_before_anything_is_asked_and_sends_nothing_untold(nacaome):
    girl = girl_alone(urgent_needs=frozenset())
    response = nacaome.get(page(girl))
    text = main_words(response)
    assert text.index(WITH_AN_ADULT) < text.index(response.context["text"].paragraphs[0][:20])
    answer = DEED | GUARDIAN | {"digest": response.context["text"].digest}
    refused = nacaome.post(page(girl), answer)
    assert refused.status_code == 422
    assert said("By its rules it does not take such a person. Call it before you offer.") in (
        main_words(refused)
    )
    assert not Consent.objects.filter(case=girl).exists()
    sent = nacaome.post(page(girl), answer | {"takes_all_the_same": "on"})
    assert sent.status_code == 302, sent.context["form"].errors
    assert Referral.objects.filter(case=girl).count() == 1


def test_shelter_of_a_girl_alone_is_to_answer_before_tonight(nacaome):
    girl = girl_alone(urgent_needs=frozenset())
    form = nacaome.get(page(girl)).context["form"]
    evening = STARTS_AT.astimezone(LOCAL).replace(hour=20, minute=0)
    assert form["needed_by"].initial == evening
    answer = DEED | GUARDIAN | {"digest": form["digest"].value(), "takes_all_the_same": "on"}
    answer |= {"needed_by": form["needed_by"].value().astimezone(LOCAL).strftime(STAMP)}
    assert nacaome.post(page(girl), answer).status_code == 302
    assert Referral.objects.get(case=girl).deadline_at == evening


def test_consent_asks_no_telephone_call_where_the_rules_let_the_group_in(nacaome):
    family = open_case(needs=("shelter",), urgent_needs=frozenset())
    form = nacaome.get(page(family)).context["form"]
    assert "takes_all_the_same" not in form.fields


def barred_of(response):
    return {hit.service.key: barred for hit, _against, barred in response.context["rows"]}


ALONE = "No authority of the child's country hears of a child alone before a decision on its best "
ALONE += "interests rules protection needs out and names that authority."


def test_directory_of_a_child_alone_proposes_no_authority_of_her_country(nacaome):
    girl = girl_alone(
        urgent_needs=frozenset(), nationality="SV", start_node="HNSV-AMA-HN", heads_for="SV"
    )
    asked = {"case": str(girl.pk), "place": "La Unión", "need": ["shelter", "child_protection"]}
    response = nacaome.get("/es/mesa/directorio/", asked)
    barred = barred_of(response)
    refused = {key for key, why in barred.items() if why == said(ALONE)}
    assert refused
    assert list(barred.values()) == sorted(barred.values(), key=bool)  # these come last
    source = response.content.decode()
    for key, why in barred.items():
        assert (nacaome.get(page(girl, key)).status_code == 200) is (not why)
        assert source.count(f"/oferta/{key}/") == 1
    assert source.count(said("Refer here")) == list(barred.values()).count("")


def test_directory_says_what_she_refused_and_what_gives_none_of_it(nacaome):
    woman = open_case(needs=("shelter",), urgent_needs=frozenset())
    house = Service.objects.get(key=HOUSE)
    actions.record_refusal(
        case_id=woman.pk, service_id=house.pk, by=actor_of(NACAOME), at=STARTS_AT
    )
    asked = {"case": str(woman.pk), "place": "Nacaome", "q": "", "need": ["shelter", "medical"]}
    barred = barred_of(nacaome.get("/es/mesa/directorio/", asked))
    no = "The person said no to this institution. Only she opens that again."
    assert barred[HOUSE] == said(no)
    none = str(WHY_NOT_ASKED["serves_no_need"])
    assert none in barred.values()
    assert "" in barred.values()


def test_directory_says_whom_she_chose_never_to_know(nacaome):
    woman = open_case(needs=("shelter",), urgent_needs=frozenset())
    house = Service.objects.get(key=HOUSE)
    actions.add_exclusion(
        case_id=woman.pk,
        kind="institution",
        who=house.institution_id,
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )
    response = nacaome.get("/es/mesa/directorio/", {"case": str(woman.pk), "place": "Nacaome"})
    assert barred_of(response)[HOUSE] == str(WHY_NOT_ASKED["excluded"])


@pytest.mark.parametrize("facts", [{"start_node": ""}, {"start_node": "GONE"}])
def test_case_without_a_known_place_is_asked_as_ever(nacaome, facts):
    assert nacaome.get(page(girl_alone(urgent_needs=frozenset(), **facts))).status_code == 200

from datetime import timedelta

import pytest
from tests.factories.desk import NACAOME, choose_route, open_case, route_shown
from tests.factories.pages import main_words, said, words
from tests.factories.world import move_clock

from relevo.audit.models import Event
from relevo.borders.actions import Sighting, report_status
from relevo.cases import access, actions
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.journeys.models import StoredPlan


@pytest.fixture
def case(instance):
    return open_case()


def page(case):
    return f"/es/mesa/casos/{case.pk}/plan/"


def route_of(case):
    return access.read_case(actor_of(NACAOME), case_id=case.pk, at=STARTS_AT).route


def stops(response, index=0):
    return [stop.key for stop in response.context["options"][index].stops]


@pytest.mark.parametrize("language", ["es", "en"])
def test_plan_of_the_mother_is_ordered_explained_and_free(nacaome, case, language):
    response = nacaome.get(f"/{language}/mesa/casos/{case.pk}/plan/")
    assert response.status_code == 200
    text = main_words(response)
    best = response.context["options"][0]
    assert best.head in text
    counted = [step.number for step in best.steps if step.step.is_counted]
    assert counted == list(range(1, len(counted) + 1))
    assert f" {len(counted)} " in best.head
    assert {step.number for step in best.steps if not step.step.is_counted} == {None}
    steps = response.text.count('class="step-number"')
    assert steps == sum(s.number is not None for o in response.context["options"] for s in o.steps)
    for numbered in best.steps:
        assert numbered.step.title in text
    assert "El Amatillo" in text
    assert response.context["excluded"]
    for row in response.context["excluded"]:
        assert row.rule
    assert said("DEMONSTRATION", language=language) in words(response)


@pytest.mark.parametrize("start", ["", "GONE"])
def test_where_no_place_is_noted_the_plan_asks_for_it(nacaome, start):
    lost = open_case(start_node=start)
    for method, status in ((nacaome.get, 200), (nacaome.post, 422)):
        response = method(page(lost), {"itinerary": "0"})
        assert response.status_code == status
        assert said("Where is the person now?") in main_words(response)
    assert StoredPlan.objects.count() == 0
    form = f"/es/mesa/casos/{lost.pk}/saber/situacion/"
    assert form in response.content.decode()
    known = nacaome.get(form).context["form"].initial
    told = {name: value for name, value in known.items() if value}
    answer = nacaome.post(form, told | {"place": "El Amatillo", "side": "HN"})
    assert answer.status_code == 302
    assert nacaome.get(page(lost)).context["options"]


def test_looking_at_a_plan_keeps_none(nacaome, case):
    nacaome.get(page(case))
    assert StoredPlan.objects.count() == 0
    assert Event.objects.filter(subject=str(case.pk), verb="case.read").count() == 1
    assert Event.objects.get(subject=str(case.pk), verb="case.read").purpose == "plan"


def test_chosen_route_is_kept_with_what_it_relies_on(nacaome, case):
    keys = stops(nacaome.get(page(case)))
    response = nacaome.post(page(case), route_shown(nacaome, case), follow=True)
    assert response.redirect_chain == [(f"/es/mesa/casos/{case.pk}/", 302)]
    assert said("The route is chosen. Now ask for consent, one recipient at a time.") in (
        words(response)
    )
    route = route_of(case)
    assert (route.kind, route.itinerary, route.reason) == ("plan", 0, "")
    assert list(route.service_keys) == keys
    assert [step.key for step in response.context["route_services"]] == keys
    stored = StoredPlan.objects.get(pk=route.plan_id)
    assert set(keys) <= set(stored.reliances.filter(kind="service").values_list("key", flat=True))


def test_route_in_another_order_needs_a_reason(nacaome, case):
    keys = stops(nacaome.get(page(case)))
    assert len(keys) > 1
    backwards = {f"position-{key}": len(keys) - number for number, key in enumerate(keys)}
    told = {
        **route_shown(nacaome, case),
        "reorder": "1",
        "reason": "El albergue cierra antes",
        **backwards,
    }
    response = nacaome.post(page(case), told, follow=True)
    route = route_of(case)
    assert (route.kind, route.reason) == ("reordered", "El albergue cierra antes")
    assert list(route.service_keys) == keys[::-1]
    assert "El albergue cierra antes" in words(response)


def test_equal_places_in_the_order_keep_the_order_of_the_plan(nacaome, case):
    keys = stops(nacaome.get(page(case)))
    same = {f"position-{key}": 1 for key in keys}
    choose_route(nacaome, case, reorder="1", reason="Da igual", **same)
    assert list(route_of(case).service_keys) == keys


@pytest.mark.parametrize("itinerary", ["", "99", "-1", "x", "0.5", "9" * 5000, "²", "\0"])
def test_route_that_is_not_there_is_not_chosen(nacaome, case, itinerary):
    nacaome.get(page(case))
    before = StoredPlan.objects.count()
    response = nacaome.post(page(case), {"itinerary": itinerary})
    assert response.status_code == 422
    assert said("Choose one of the routes.") in words(response)
    assert (StoredPlan.objects.count(), route_of(case)) == (before, None)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "a\0b"])
def test_order_without_a_usable_reason_is_not_taken(nacaome, case, reason):
    keys = stops(nacaome.get(page(case)))
    order = {f"position-{key}": 1 for key in keys}
    told = {**route_shown(nacaome, case), "reorder": "1", "reason": reason, **order}
    response = nacaome.post(page(case), told)
    assert response.status_code == 422
    assert said("Say in a few words why another order is better.") in words(response)
    assert route_of(case) is None


@pytest.mark.parametrize("position", ["", "0", "99", "-1", "x", "9" * 5000])
def test_order_that_is_none_is_not_taken(nacaome, case, position):
    keys = stops(nacaome.get(page(case)))
    order = {f"position-{key}": position for key in keys}
    told = {**route_shown(nacaome, case), "reorder": "1", "reason": "Porque sí", **order}
    response = nacaome.post(page(case), told)
    assert response.status_code == 422
    assert said("Give each step its place in the order.") in words(response)
    assert route_of(case) is None


@pytest.mark.parametrize("more", [{}, {"reorder": "1", "reason": "Porque sí"}])
def test_route_that_is_no_longer_the_one_that_was_shown_is_shown_again(nacaome, case, more):
    shown = route_shown(nacaome, case)
    close_el_amatillo()
    now = route_shown(nacaome, case)
    assert now["digest"] != shown["digest"]
    for old in (shown, {"itinerary": "0"}, {"itinerary": "0", "digest": "\0"}):
        response = nacaome.post(page(case), {**old, **more})
        assert response.status_code == 422
        assert said(
            "The routes are no longer those that you saw. Look at them and choose again."
        ) in words(response)
        assert response.context["options"][0].digest == now["digest"]
        assert (StoredPlan.objects.count(), route_of(case)) == (0, None)
    assert nacaome.post(page(case), now).status_code == 302


def test_route_of_the_same_steps_is_chosen_a_minute_later(nacaome, case):
    shown = route_shown(nacaome, case)
    move_clock(STARTS_AT + timedelta(minutes=1))
    assert nacaome.post(page(case), shown).status_code == 302
    assert route_of(case)


def test_closed_case_gets_no_route_and_keeps_no_plan(nacaome, case):
    actions.close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)
    response = nacaome.post(page(case), route_shown(nacaome, case), follow=True)
    assert said("The case is closed.") in words(response)
    assert StoredPlan.objects.count() == 0


def test_plan_does_not_go_through_a_crossing_that_has_closed(nacaome, case):
    assert crossings(nacaome, case) == {"HNSV-AMA"}
    close_el_amatillo()
    assert "HNSV-AMA" not in crossings(nacaome, case)


def close_el_amatillo():
    sighting = Sighting("", "both", "closed", "observed", "Monitoreo", from_at=STARTS_AT)
    report_status(
        crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=STARTS_AT
    )


def crossings(client, case):
    options = client.get(page(case)).context["options"]
    return {
        numbered.step.crossing_key
        for option in options[:1]
        for numbered in option.steps
        if numbered.step.crossing_key
    }


def test_girl_of_seventeen_gets_the_explained_no(nacaome):
    move_clock(STARTS_AT.replace(year=2021, month=1, day=15, hour=17))
    girl = open_case(
        people=(Person("12-17", "f"),),
        nationality="HN",
        start_node="GTHN-FLO-HN",
        heads_for="",
        documents=frozenset(),
        urgent_needs=frozenset(),
        accompanied=False,
    )
    response = nacaome.get(page(girl))
    barred = {row.title: row.rule for row in response.context["barred"]}
    (florido,) = [rule for title, rule in barred.items() if "El Florido" in title]
    assert "pasaporte" in florido.lower()
    assert crossings(nacaome, girl) == set()
    for title in barred:
        assert title in main_words(response)


def test_girl_alone_is_warned_of_before_the_routes(nacaome):
    girl = open_case(people=(Person("12-17", "f"),), accompanied=False)
    text = main_words(nacaome.get(page(girl)))
    warning = "Ninguna niña, niño o adolescente viaja sin compañía."
    assert warning in text
    assert text.index(warning) < text.index("Ruta 1")

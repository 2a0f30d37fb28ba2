"""The two stories on the real region: what every visitor of the demo sees first."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction

from relevo.journeys.actions import compute_plan
from relevo.journeys.rules import PlanProfile, instant_of
from relevo.planner import Member, StepKind
from relevo.region.loader import load_region
from relevo.wording.plan import tell_plan

pytestmark = pytest.mark.django_db
AMATILLO_AT = datetime.fromisoformat("2020-11-20T15:40-06:00")
FLORIDO_AT = datetime.fromisoformat("2021-01-15T17:40-06:00")
TESTS = {"negative_pcr", "negative_rapid_test"}


@pytest.fixture(scope="module", autouse=True)
def _region(django_db_setup, django_db_blocker):
    """Loaded once for these stories, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        report = load_region(at=AMATILLO_AT)
        assert report.problems == []
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def mother(_region, django_db_blocker):
    """A Salvadoran of 24 with a feverish boy of 2 at El Amatillo, on the Honduran side."""
    profile = PlanProfile(
        start_node="HNSV-AMA-HN",
        nationality="SV",
        members=(Member(24, "f"), Member(2, "m")),
        needs=("medical", "shelter"),
        urgent=frozenset({"medical"}),
    )
    with django_db_blocker.unblock():
        return compute_plan(profile=profile, at=AMATILLO_AT, known_at=AMATILLO_AT, viewer=None)


@pytest.fixture(scope="module")
def girl(_region, django_db_blocker):
    """A Honduran of 17, alone and without papers, at El Florido on the Honduran side."""
    profile = PlanProfile(
        start_node="GTHN-FLO-HN",
        nationality="HN",
        members=(Member(17, "f"),),
        needs=("medical", "shelter"),
    )
    with django_db_blocker.unblock():
        return compute_plan(profile=profile, at=FLORIDO_AT, known_at=FLORIDO_AT, viewer=None)


def countries(computed, itinerary):
    steps = [step for step in itinerary.steps if step.kind is StepKind.SERVICE]
    return {computed.index.services[step.service_id].country for step in steps}


def test_amatillo_serves_both_needs_tonight(mother):
    assert mother.plan.complete is True
    assert mother.plan.unserved == ()
    assert mother.is_after_tonight is False
    assert {route.served for route in mother.plan.itineraries} == {("medical", "shelter")}


def test_amatillo_best_route_crosses_to_la_union(mother):
    best = mother.plan.itineraries[0]
    assert [step.crossing_id for step in best.steps if step.kind is StepKind.CROSS] == ["HNSV-AMA"]
    services = [step.service_id for step in best.steps if step.service_id]
    assert services == ["SP-059", "SP-200"]
    assert countries(mother, best) == {"SV"}


def test_amatillo_asks_no_test_of_her_and_says_of_whom_it_is_asked(mother):
    told = tell_plan(mother, language="en")
    cross = told.steps[0]
    assert cross.crossing_key == "HNSV-AMA"
    asked = {requirement.id for requirement in cross.asked}
    others = {requirement.id: requirement for requirement in cross.others}
    assert not {key for key in asked if "PCR" in key or "TEST" in key}
    pcr = others["SV-ENTRY-PCR-2020"]
    assert "It is not asked of Salvadorans." in pcr.text
    assert pcr.source.startswith("https://")


def test_amatillo_claims_nothing_that_nobody_confirmed(mother):
    best = mother.plan.itineraries[0]
    assert (best.confirmed, best.counted) == (0, 3)
    told = tell_plan(mother, language="es")
    for step in told.steps:
        assert step.is_confirmed or not step.is_counted or (step.ask_first and step.call)


def test_florido_is_barred_by_name_with_passport_parents_and_test(girl):
    blocker = girl.plan.blockers[0]
    assert (blocker.crossing_id, blocker.from_node) == ("GTHN-FLO", "GTHN-FLO-HN")
    lacking = {document for reason in blocker.reasons for document in reason.would_need}
    assert {"passport", "accompanied_by_parent", "parental_authorization"} <= lacking
    assert lacking >= TESTS
    told = tell_plan(girl, language="en").blockers[0]
    assert told.title == "El Florido, from Honduras to Guatemala"
    assert (told.is_here, len(told.reasons)) == (True, len(blocker.reasons))
    assert all(reason.lets_in for reason in told.reasons)


def test_florido_offers_nothing_across_any_border(girl):
    assert girl.plan.itineraries
    for itinerary in girl.plan.itineraries:
        assert itinerary.crossings == 0
        assert countries(girl, itinerary) == {"HN"}


def test_florido_hands_her_over_and_finds_health_and_shelter_for_children(girl):
    assert girl.added_needs == ("child_protection",)
    assert girl.plan.unserved == ()
    assert girl.is_after_tonight is False
    services = {
        step.service_id for step in girl.plan.itineraries[0].steps if step.kind is StepKind.SERVICE
    }
    assert "SP-030" in services  # Centro Belén


def test_florido_proposes_neither_police_nor_migration_nor_a_shelter_for_adults(girl):
    reasons = {e.service_id: {r.code.value for r in e.reasons} for e in girl.plan.excluded}
    assert "enforcement" in reasons["SP-032"]  # CAMI Choluteca
    assert "profile_not_served" in reasons["SP-082"]  # a house for adults and families


@pytest.fixture(scope="module")
def girl_at_esquipulas(_region, django_db_blocker):
    """A Honduran girl alone on a Friday afternoon; the authority is there on Monday."""
    profile = PlanProfile(
        start_node="GT-2007", nationality="HN", members=(Member(14, "f"),), needs=("shelter",)
    )
    with django_db_blocker.unblock():
        return compute_plan(profile=profile, at=AMATILLO_AT, known_at=AMATILLO_AT, viewer=None)


def test_esquipulas_goes_to_the_authority_first_and_from_there_to_a_shelter(girl_at_esquipulas):
    for route in girl_at_esquipulas.plan.itineraries:
        needs = [need for step in route.steps for need in step.needs]
        assert needs == ["child_protection", "shelter"]


def test_esquipulas_does_not_send_her_to_wait_before_a_door_that_opens_on_monday(
    girl_at_esquipulas,
):
    first = girl_at_esquipulas.plan.itineraries[0].steps[0]
    assert girl_at_esquipulas.begins_later
    assert instant_of(first.starts) == datetime.fromisoformat("2020-11-23T06:00-06:00")


def test_esquipulas_with_an_urgent_illness_sets_out_for_a_hospital_at_once(girl_at_esquipulas):
    profile = replace(
        girl_at_esquipulas.profile, needs=("medical", "shelter"), urgent=frozenset({"medical"})
    )
    ill = compute_plan(profile=profile, at=AMATILLO_AT, known_at=AMATILLO_AT, viewer=None)
    services = [step for step in ill.plan.itineraries[0].steps if step.needs]
    assert not ill.begins_later
    assert [step.needs for step in services] == [("medical",), ("child_protection",), ("shelter",)]
    assert ill.index.services[services[0].service_id].kind != "child_shelter"


def test_florido_sets_out_at_once_for_the_team_that_is_there(girl):
    assert not girl.begins_later

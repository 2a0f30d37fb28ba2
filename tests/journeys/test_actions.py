from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from tests.factories import directory, places
from tests.factories.journeys import (
    NOON,
    a_region,
    girl_alone,
    hours,
    mother_and_child,
    report,
    requirement,
)

from relevo import planner
from relevo.audit.models import Event
from relevo.directory.models import Institution, Service
from relevo.journeys.actions import compute_plan, reopen_plan, store_plan
from relevo.journeys.errors import (
    KeptByNobody,
    NeedUnknown,
    PlanNamesGone,
    PlanOfAnotherEngine,
    StartUnknown,
)
from relevo.journeys.models import Reliance, StoredPlan
from relevo.journeys.queries import open_plan
from relevo.kernel.actor import SYSTEM
from relevo.places.models import Crossing, Link, Node
from relevo.planner import ReasonCode, StepKind
from relevo.wording.plan import tell_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def border():
    return a_region()


@pytest.fixture
def officer(border):
    return directory.actor_of(directory.institution("HN-MUN", "Ventanilla"), "officer")


def computed(profile=None, *, at=NOON, known_at=None, **columns):
    return compute_plan(
        profile=profile or mother_and_child(),
        at=at,
        known_at=known_at or at,
        **{"viewer": None} | columns,
    )


def used(plan):
    steps = plan.plan.itineraries[0].steps
    return [step.service_id or step.crossing_id for step in steps if step.kind != "travel"]


def test_a_mother_on_her_way_home_crosses_to_shelter_and_hospital(border):
    plan = computed()
    assert used(plan) == ["HNSV-AMA", "SP-2", "SP-3"]
    assert plan.plan.unserved == ()
    assert plan.added_needs == ()
    assert plan.is_after_tonight is False
    assert plan.nodes["HNSV-AMA-HN"].country == "HN"


def test_a_child_alone_is_handed_over_although_nobody_asked(border):
    plan = computed(girl_alone(needs=("medical",)))
    assert plan.added_needs == ("child_protection",)
    assert plan.plan.unserved == ("child_protection",)


def test_a_passage_that_asks_for_a_paper_is_barred_by_name(border):
    requirement("SV-PASSPORT", "passport", applies_to="HN", age_until=18)
    requirement("SV-PARENT", "accompanied_by_parent", applies_to="HN", age_until=18)
    (blocker,) = computed(girl_alone()).plan.blockers
    assert (blocker.crossing_id, blocker.from_node) == ("HNSV-AMA", "HNSV-AMA-HN")
    assert [(r.code, r.rule) for r in blocker.reasons] == [
        (ReasonCode.CROSSING_REQUIREMENT, "SV-PARENT"),
        (ReasonCode.CROSSING_REQUIREMENT, "SV-PASSPORT"),
    ]
    assert used(computed(girl_alone())) == ["SP-1"]


def test_where_there_is_no_bed_tonight_the_next_one_is_sought(border):
    hours("SP-2", "Sa 08:00-20:00")
    plan = computed(mother_and_child(needs=("shelter",)))
    assert plan.is_after_tonight is True
    assert plan.plan.unserved == ()
    assert plan.request.needs == (planner.Need("shelter"),)


def test_planning_for_a_closed_crossing_stays_on_this_side(border):
    report(border, at=NOON + timedelta(minutes=1), state="closed")
    plan = computed(at=NOON + timedelta(minutes=2))
    assert used(plan) == ["SP-1"]
    assert plan.plan.unserved == ("shelter",)
    # as known before the report, the crossing was open
    before = computed(at=NOON + timedelta(minutes=2), known_at=NOON)
    assert before.plan.unserved == ()


def test_a_start_or_a_need_nobody_knows_is_refused(border):
    with pytest.raises(StartUnknown) as start:
        computed(mother_and_child(start_node="NOWHERE"))
    assert start.value.read == "NOWHERE"
    with pytest.raises(NeedUnknown) as need:
        computed(mother_and_child(needs=("medical", "nna", "gold")))
    assert need.value.read == ("nna", "gold")


def test_computing_writes_nothing(border):
    computed()
    assert (StoredPlan.objects.count(), Event.objects.count()) == (0, 0)


def ridden_by(steps):
    """The roads of all rides, by the two places that each joins."""
    pairs = set()
    for step in steps:
        if step.kind == "travel":
            passed = [step.node, *step.via, step.to_node]
            pairs |= {frozenset(pair) for pair in pairwise(passed)}
    links = {frozenset({row.from_node_id, row.to_node_id}): row.key for row in Link.objects.all()}
    return {links[pair] for pair in pairs}


def departments_of(steps):
    named = {name for step in steps for name in (step.node, *step.via, step.to_node)} - {""}
    return set(Node.objects.filter(pk__in=named).values_list("department__key", flat=True))


def test_a_kept_plan_is_sealed_with_what_it_relies_on(officer):
    plan = computed()
    stored = store_plan(plan, by=officer, at=NOON)
    assert (stored.institution_id, stored.created_by) == (officer.institution_id, officer.id)
    assert (stored.departs_at, stored.known_at, stored.created_at) == (NOON, NOON, NOON)
    assert (stored.engine_version, stored.input_digest) == (
        planner.ENGINE_VERSION,
        plan.world_digest,
    )
    steps = [step for route in plan.plan.itineraries for step in route.steps]
    assert set(Reliance.objects.values_list("plan", "kind", "key", "state")) == {
        *((stored.pk, "service", step.service_id, "") for step in steps if step.service_id),
        *((stored.pk, "crossing", step.crossing_id, "open") for step in steps if step.crossing_id),
        *((stored.pk, "road", link, "") for link in ridden_by(steps)),
        *((stored.pk, "area", key, "") for key in departments_of(steps)),
    }
    assert b"medical" not in bytes(stored.sealed)
    event = Event.objects.get()
    assert (event.verb, event.subject, event.facts) == ("plan.stored", str(stored.pk), {})


def test_a_kept_plan_opens_as_it_was_computed(officer):
    plan = computed(mother_and_child(urgent=frozenset({"medical"})), mode="car")
    stored = store_plan(plan, by=officer, at=NOON)
    kept = open_plan(StoredPlan.objects.get())
    assert (kept.profile, kept.request, kept.plan, kept.mode) == (
        plan.profile,
        plan.request,
        plan.plan,
        "car",
    )
    again = reopen_plan(stored, viewer=officer)
    assert (again.plan, again.request, again.profile) == (plan.plan, plan.request, plan.profile)
    assert (again.world_digest, again.at, again.known_at) == (plan.world_digest, NOON, NOON)
    assert again.nodes.keys() == plan.nodes.keys()


def test_a_reopened_plan_keeps_its_answer_when_the_facts_have_changed(officer):
    plan = computed()
    stored = store_plan(plan, by=officer, at=NOON)
    Service.objects.filter(key="SP-2").update(name_es="Otro nombre", status="closed")
    again = reopen_plan(stored, viewer=officer)
    assert again.plan == plan.plan
    assert again.index.services["SP-2"].name_es == "Otro nombre"
    assert "Otro nombre" in [step.title for step in tell_plan(again, language="es").steps]


@pytest.mark.parametrize(
    ("rows", "column", "key"),
    [
        (Service.objects.filter(key="SP-2"), "key", "SP-2"),
        (Crossing.objects.filter(key="HNSV-AMA"), "planned_through", "HNSV-AMA"),
    ],
)
def test_a_kept_plan_that_names_what_is_gone_is_not_told(officer, rows, column, key):
    stored = store_plan(computed(), by=officer, at=NOON)
    rows.update(**{column: "SP-GONE" if column == "key" else False})
    with pytest.raises(PlanNamesGone) as refused:
        reopen_plan(stored, viewer=officer)
    assert refused.value.keys == {key}


def test_a_plan_of_another_engine_is_not_guessed_at(officer):
    stored = store_plan(computed(), by=officer, at=NOON)
    stored.engine_version = "0"
    with pytest.raises(PlanOfAnotherEngine) as refused:
        open_plan(stored)
    assert refused.value.version == "0"


def test_nobody_without_an_institution_keeps_a_plan(border):
    with pytest.raises(KeptByNobody):
        store_plan(computed(), by=SYSTEM, at=NOON)
    assert StoredPlan.objects.count() == 0


def test_protection_sensitive_plans_stay_clear_of_authorities_of_origin(border):
    plan = computed(mother_and_child(protection_sensitive=True))
    assert used(plan) == ["SP-1"]
    reasons = {e.service_id: [r.code for r in e.reasons] for e in plan.plan.excluded}
    assert reasons["SP-2"] == [ReasonCode.ORIGIN_AUTHORITY]
    Institution.objects.filter(key="SV-MUN-LU").update(kind="church")
    assert computed(mother_and_child(protection_sensitive=True)).plan.unserved == ()


def test_a_restricted_shelter_is_a_contact_and_never_a_place(officer):
    house = directory.institution("HN-CASA", "Casa")
    directory.service(
        "SP-R",
        "Casa protegida",
        of=house,
        terms=["shelter"],
        visibility="restricted",
        phone="145",
        department=places.Area.objects.get(key="HN-17"),
    )
    plan = computed(
        mother_and_child(needs=("shelter",), excluded=frozenset({"SP-2"})), viewer=officer
    )
    (step,) = plan.plan.itineraries[0].steps
    assert (step.kind, step.service_id, step.node) == (StepKind.CONTACT, "SP-R", "")
    assert UUID(str(store_plan(plan, by=officer, at=NOON).pk))

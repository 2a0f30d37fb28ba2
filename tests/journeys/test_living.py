"""Plans obey roads, restrictions and what is asked; a change makes open plans anew."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.factories import directory
from tests.factories.journeys import (
    NOON,
    a_region,
    a_service,
    girl_alone,
    hours,
    mother_and_child,
    report,
    rule,
)

from relevo.borders.actions.requirements import RequirementTold, add_demand, tell_requirement
from relevo.borders.actions.restrictions import (
    RestrictionTold,
    end_restriction,
    tell_restriction,
)
from relevo.borders.models import StatusReport
from relevo.directory.models import Capacity, Institution, Schedule, Service, Term
from relevo.journeys.actions import (
    compute_plan,
    delete_plans,
    read_replans,
    reopen_plan,
    store_plan,
)
from relevo.journeys.errors import KeptByNobody
from relevo.journeys.models import Replan, StoredPlan
from relevo.journeys.queries import (
    count_unread,
    list_changes,
    list_open_plans,
    list_remakes,
    open_plan,
)
from relevo.journeys.rules import instant_of
from relevo.journeys.tasks import RELIED_ON, Replanned, affected_of, replan_after
from relevo.kernel.actor import SYSTEM
from relevo.places.models import Crossing, Node
from relevo.situation.actions.roads import RoadTold, report_road

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOON + HOUR


@pytest.fixture
def people():
    a_region()
    home = directory.institution("HN-MUN", "Ventanilla")
    return directory.actor_of(home, "officer", "coordinator", "border_monitor")


def computed(**asked):
    return compute_plan(
        **{"profile": mother_and_child(), "at": NOON, "known_at": NOON, "viewer": None} | asked
    )


def cut(people, *, at=LATER, **told):
    return report_road(
        told=RoadTold(
            **{
                "from_node": "HNSV-AMA-SV",
                "to_node": "SV-1408",
                "state": "cut",
                "basis": "announced",
                "source": "Protección Civil",
                "from_at": at,
            }
            | told
        ),
        by=people,
        at=at,
    )


def restrict(people, *, at=NOON, **told):
    return tell_restriction(
        told=RestrictionTold(
            **{
                "kind": "curfew",
                "stops": "all_travel",
                "country": "SV",
                "from_at": at,
                "text": "Toque de queda.",
                "source": "Gobierno",
            }
            | told
        ),
        by=people,
        at=at,
    )


def used(plan):
    return {step.service_id for route in plan.plan.itineraries for step in route.steps} - {""}


def test_a_cut_road_is_not_travelled(people):
    assert "SP-2" in used(computed())
    cut(people, at=NOON)
    assert "SP-2" not in used(computed())
    assert "SP-2" in used(computed(known_at=NOON - HOUR))


def test_a_cut_road_is_waited_for_where_its_end_is_known(people):
    cut(people, at=NOON, until_at=NOON + 2 * HOUR)
    again = computed()
    rides = [
        step
        for step in again.plan.itineraries[0].steps
        if step.kind == "travel" and "SV-1408" in (step.node, step.to_node)
    ]
    assert rides
    assert all(instant_of(ride.starts) >= NOON + 2 * HOUR for ride in rides)
    assert [line.word.state for line in again.index.roads] == ["cut"]


def test_a_slow_road_takes_longer(people):
    before = computed().plan.itineraries[0].completes
    cut(people, at=NOON, state="slow")
    assert computed().plan.itineraries[0].completes > before


@pytest.mark.parametrize("stops", ["all_travel", "entry"])
def test_nobody_is_planned_into_a_closed_area(people, stops):
    restrict(people, stops=stops, area_keys=("SV-14",))
    assert used(computed()) <= {"SP-1"}
    assert "SP-2" in used(computed(known_at=NOON - HOUR))


def test_without_buses_one_goes_by_car(people):
    restrict(people, kind="transport", stops="public_transport")
    assert "SP-2" not in used(computed())
    assert "SP-2" in used(computed(mode="car"))


def test_a_curfew_is_waited_out(people):
    restrict(people, binding_hours="12:00-15:00")
    plan = computed().plan.itineraries[0]
    in_sv = set(Node.objects.filter(country="SV").values_list("pk", flat=True))
    moves = [step for step in plan.steps if step.kind in {"travel", "cross"}]
    assert moves
    for step in moves:
        if step.node in in_sv or step.to_node in in_sv:
            assert instant_of(step.starts) >= NOON + 3 * HOUR


def test_one_that_names_others_holds_nobody_else_up(people):
    restrict(people, applies_to="HN")
    assert "SP-2" in used(computed())
    assert "SP-2" not in used(computed(profile=mother_and_child(nationality="HN")))


def test_a_demand_added_as_rows_is_obeyed(people):
    foreigner = mother_and_child(nationality="HN", documents=frozenset({"national_id"}))
    assert "SP-2" in used(computed(profile=foreigner))
    for kind, name in (("vaccination", "measles"), ("test", "cholera")):
        demand = add_demand(kind=kind, name=f"contra {name}", name_en=name, by=people, at=NOON)
        assert demand.code == f"{kind}_{name}"
        tell_requirement(
            told=RequirementTold(
                country="SV",
                direction="entry",
                demand=demand.code,
                is_blocking=True,
                applies_to="foreigners",
                text=f"Se pide {name}.",
                source="Ministerio de Salud",
            ),
            by=people,
            at=NOON,
        )
    refused = computed(profile=foreigner)
    assert "SP-2" not in used(refused)
    asked = {code for b in refused.plan.blockers for r in b.reasons for code in r.would_need}
    assert asked == {"vaccination_measles", "test_cholera"}
    papers = frozenset({"national_id", "vaccination_measles", "test_cholera"})
    assert "SP-2" in used(computed(profile=mother_and_child(nationality="HN", documents=papers)))


def kept(people, **asked):
    return store_plan(computed(**{"at": NOON + 3 * HOUR} | asked), by=people, at=NOON)


def told(subject, topic="road.reported", *, at=LATER, cases=None):
    return replan_after(topic, subject=subject, at=at, of_open_cases=cases or {})


def test_a_cut_road_makes_the_plans_on_it_anew_once(people):
    plan = kept(people)
    word = cut(people)
    assert told(word.key) == Replanned(looked_at=1, affected=1, told=1)
    row = Replan.objects.get()
    assert (row.plan, row.read_at, row.at) == (plan, None, LATER)
    assert row.reasons == [{"kind": "road", "key": word.link_key, "was": "open", "now": "cut"}]
    assert row.result.institution_id == people.institution_id
    assert row.result.created_by == SYSTEM.id
    assert told(word.key) == Replanned(looked_at=1, affected=0, told=0)
    assert StoredPlan.objects.count() == 2
    (remake,) = list_remakes([plan.pk], unread_only=True)
    assert [change.now for change in remake.changes] == ["cut"]


def test_what_is_better_or_elsewhere_disturbs_nobody(people):
    plan = kept(people)
    assert told(cut(people, state="open").key) == Replanned(looked_at=1)
    report(Crossing.objects.get(), at=LATER, state="open", opening_hours="")
    assert told("HNSV-AMA", "border.reported") == Replanned(looked_at=1)
    assert told("W-nothing") == Replanned()
    assert told("X-nothing", "restriction.told") == Replanned()
    assert told("Q-nothing", "requirement.told") == Replanned()
    assert told("no-id", "service.verified") == Replanned()
    assert told(str(uuid4()), "service.verified") == Replanned()
    assert list_changes(plan, at=LATER) == []
    assert Replan.objects.count() == 0


def test_a_closed_crossing_leaves_the_way_on_this_side(people):
    plan = kept(people)
    report(Crossing.objects.get(), at=LATER, state="closed")
    assert told("HNSV-AMA", "border.reported").told == 1
    row = Replan.objects.get()
    assert [reason["now"] for reason in row.reasons] == ["closed"]
    assert not any(reliance.kind == "crossing" for reliance in row.result.reliances.all())
    assert plan.reliances.filter(kind="crossing").exists()


@pytest.mark.parametrize(("nationality", "now"), [("SV", "not_confirmed"), ("HN", "closed")])
def test_a_closing_that_spares_who_goes_home_closes_no_route_home(people, nationality, now):
    papers = frozenset({"national_id", "passport"})
    kept(people, profile=mother_and_child(nationality=nationality, documents=papers))
    report(Crossing.objects.get(), at=LATER, state="closed", basis="announced", spares_return=True)
    assert told("HNSV-AMA", "border.reported").told == 1
    row = Replan.objects.get()
    assert [reason["now"] for reason in row.reasons] == [now]
    crosses = row.result.reliances.filter(kind="crossing")
    assert [one.state for one in crosses] == (["not_confirmed"] if nationality == "SV" else [])
    assert told("HNSV-AMA", "border.reported").told == 0
    report(Crossing.objects.get(), at=LATER + HOUR, state="closed")
    assert (told("HNSV-AMA", "border.reported", at=LATER + HOUR).told > 0) is (nationality == "SV")


def test_a_kept_route_home_is_told_again_as_it_was_answered(people):
    report(Crossing.objects.get(), at=NOON, state="closed", basis="announced", spares_return=True)
    report(Crossing.objects.get(), at=NOON - HOUR, until_at=NOON)
    StatusReport.objects.filter(basis="observed", until_at=None).delete()
    stored = kept(people)
    again = reopen_plan(stored, viewer=people)
    assert again.index.status["HNSV-AMA", "HN", "SV"].is_closed_to_others


def test_a_restriction_that_binds_on_the_way_is_a_change_and_its_end_is_none(people):
    plan = kept(people)
    row = restrict(people, at=LATER, area_keys=("SV-14",))
    assert [(c.kind, c.key, c.now) for c in list_changes(plan, at=LATER)] == [
        ("restriction", row.key, "binds")
    ]
    assert told(str(row.pk), "restriction.told").told == 1
    end_restriction(key=row.key, until_at=LATER + HOUR, source="x", by=people, at=LATER + HOUR)
    assert list_changes(plan, at=LATER + HOUR) == []


def test_what_is_asked_since_then_is_a_change(people):
    plan = kept(people, profile=mother_and_child(nationality="HN"))
    add_demand(kind="test", name="cólera", name_en="cholera", by=people, at=LATER)
    row = tell_requirement(
        told=RequirementTold(
            country="SV",
            direction="entry",
            demand="test_cholera",
            is_blocking=True,
            text="Se pide.",
            source="Ministerio",
        ),
        by=people,
        at=LATER,
    )
    assert [(c.kind, c.key, c.now) for c in list_changes(plan, at=LATER)] == [
        ("requirement", row.key, "asked")
    ]
    assert told(str(row.pk), "requirement.told").told == 1


def test_a_plan_of_the_past_is_open_only_with_its_case(people):
    plan = kept(people)
    after = NOON + 5 * HOUR
    word = cut(people, at=after)
    assert told(word.key, at=after) == Replanned()
    assert told(word.key, at=after, cases={plan.pk: 0}).looked_at == 1


def test_only_ones_own_changes_are_read(people):
    plan = kept(people)
    told(cut(people).key)
    stranger = directory.actor_of(directory.institution("HN-OTHER"), "officer")
    assert read_replans(plan_ids=[plan.pk], by=stranger, at=LATER) == 0
    assert count_unread([plan.pk]) == 1
    with pytest.raises(KeptByNobody):
        read_replans(plan_ids=[plan.pk], by=SYSTEM, at=LATER)
    assert read_replans(plan_ids=[plan.pk], by=people, at=LATER) == 1
    assert count_unread([plan.pk]) == 0


def test_nothing_of_a_plan_that_is_destroyed_is_left(people):
    plan = kept(people)
    told(cut(people).key)
    delete_plans([plan.pk])
    assert StoredPlan.objects.count() == Replan.objects.count() == 0


@pytest.mark.parametrize(
    ("expression", "now"),
    [("Mo-Su 00:00-06:00", ["shut"]), ("off", ["shut"]), ("24/7", [])],
)
def test_other_hours_of_a_service_are_a_change_where_the_route_comes_too_late(
    people, expression, now
):
    hours("SP-2", "24/7")
    plan = kept(people)
    Schedule.objects.update(opening_hours=expression)
    found = list_changes(plan, at=LATER)
    assert [(change.kind, change.key, change.now) for change in found] == [
        ("service", "SP-2", one) for one in now
    ]


def test_hours_that_are_only_assumed_and_visits_of_the_past_are_none(people):
    hours("SP-2", "24/7")
    plan = kept(people)
    Schedule.objects.update(opening_hours="Mo-Su 00:00-06:00")
    later = list_changes(plan, at=NOON + timedelta(days=3))
    assert [change.kind for change in later] == ["crossing"]  # a sighting that has grown old
    Schedule.objects.update(is_sourced=False)
    assert list_changes(plan, at=LATER) == []


def test_a_temporary_point_that_closes_makes_its_plans_anew(people):
    plan = kept(people)
    service = Service.objects.get(key="SP-2")
    assert told(str(service.pk), "service.changed") == Replanned(looked_at=1)
    Service.objects.filter(pk=service.pk).update(
        status="closed", valid_until=NOON.date(), valid_until_precision="day"
    )
    assert told(str(service.pk), "service.changed").told == 1
    row = Replan.objects.get(plan=plan)
    assert [(reason["kind"], reason["now"]) for reason in row.reasons] == [
        ("service", "not_offered")
    ]


def test_what_was_proposed_in_its_place_is_watched_as_well(people):
    plan = kept(people)
    report(Crossing.objects.get(), at=LATER, state="closed")
    assert told("HNSV-AMA", "border.reported", cases={plan.pk: 0}).told == 1
    first = Replan.objects.get()
    assert used(open_plan(first.result)) == {"SP-1"}
    shut, after = hours("SP-1", "off").service, LATER + HOUR
    assert told(str(shut.pk), "service.changed", at=after, cases={plan.pk: 0}) == Replanned(
        looked_at=1, affected=1, told=1
    )
    newest, _first = list_remakes([plan.pk])
    assert [(change.kind, change.key, change.now) for change in newest.changes] == [
        ("crossing", "HNSV-AMA", "closed"),
        ("service", "SP-1", "shut"),
    ]
    assert (newest.result_id, newest.at) == (None, after)
    assert StoredPlan.objects.count() == 2
    again = told(str(shut.pk), "service.changed", at=after + HOUR, cases={plan.pk: 0})
    assert again == Replanned(looked_at=1)


def test_a_proposal_that_falls_makes_way_for_another_and_goes_with_its_cause(people):
    clinic = Institution.objects.get(key="HN-SESAL")
    a_service("SP-8", "Clínica", of=clinic, terms=["medical"], node="HN-1701", confidence="low")
    plan = kept(people)
    report(Crossing.objects.get(), at=LATER, state="closed")
    told("HNSV-AMA", "border.reported")
    shut = hours("SP-1", "off").service
    assert told(str(shut.pk), "service.changed", at=LATER + HOUR).told == 1
    newest, first = Replan.objects.all()
    assert used(open_plan(newest.result)) == {"SP-8"}
    assert newest.reasons[0] == first.reasons[0]
    assert newest.reasons[1]["of"] == str(first.result_id)
    assert told(str(shut.pk), "service.changed", at=LATER + HOUR) == Replanned(looked_at=1)
    over = LATER + HOUR + HOUR / 2
    report(Crossing.objects.get(), at=over, state="open")
    assert told("HNSV-AMA", "border.reported", at=over).told == 1
    assert list_remakes([plan.pk], limit=1)[0].changes == ()


def test_of_another_engine_neither_a_plan_nor_its_proposal_is_judged(people):
    plan = kept(people)
    report(Crossing.objects.get(), at=LATER, state="closed")
    told("HNSV-AMA", "border.reported")
    hours("SP-1", "off")
    (row,) = list_open_plans(reliances={("service", "SP-1")}, at=LATER, of_open_cases=())
    assert row == plan
    (found,) = affected_of([row], at=LATER, itineraries={})
    assert [change.key for change in found.proposal.changes] == ["SP-1"]
    (replan,) = row.replans.all()
    replan.result.engine_version = "0"
    assert affected_of([row], at=LATER, itineraries={}) == []
    row.engine_version = "0"
    assert affected_of([row], at=LATER, itineraries={}) == []


def test_a_child_alone_is_not_sent_out_for_the_night_by_a_change(people):
    care = directory.institution("HN-DINAF", "Dirección de Niñez", kind="gov_child")
    a_service(
        "SP-9", "Oficina de niñez", of=care, terms=["child_protection", "nna"], node="HN-1701"
    )
    hours("SP-9", "Mo-Fr 08:00-16:00")
    girl = girl_alone(needs=("child_protection",))
    plan = computed(profile=girl, at=NOON + 3 * HOUR)
    assert plan.begins_later
    stored = store_plan(plan, by=people, at=NOON)
    row = restrict(people, at=LATER, country="HN", binding_hours="Mo 05:00-07:00")
    assert told(str(row.pk), "restriction.told").told == 1
    kept_plan = open_plan(Replan.objects.get(plan=stored).result)
    fresh = computed(profile=girl, at=NOON + 3 * HOUR, known_at=LATER)
    assert kept_plan.plan == fresh.plan
    assert kept_plan.request == fresh.request
    monday = datetime.fromisoformat("2020-11-23T07:00-06:00")
    assert instant_of(kept_plan.plan.itineraries[0].steps[0].starts) == monday


@pytest.mark.parametrize(
    ("code", "value", "now"),
    [
        ("only_nationality", "HN", ["refuses"]),
        ("only_nationality", "SV", []),
        ("only_children", "yes", ["refuses"]),
        ("needs_document", "passport", ["refuses"]),
        ("needs_document", "national_id", []),
        ("max_nights", "1", []),
    ],
)
def test_whom_a_service_takes_now_is_a_change_for_whom_it_does_not(people, code, value, now):
    plan = kept(people, profile=mother_and_child(documents=frozenset({"national_id"})))
    rule("SP-2", code, value)
    key = str(Service.objects.get(key="SP-2").pk)
    assert told(key, "service.verified").told == len(now)
    assert [(one.kind, one.key, one.now) for one in list_changes(plan, at=LATER)] == [
        ("service", "SP-2", one) for one in now
    ]
    results = [open_plan(row.result).plan for row in Replan.objects.all()]
    assert all(step.service_id != "SP-2" for one in results for step in one.itineraries[0].steps)


def test_an_approved_change_of_what_is_given_makes_its_plans_anew(people):
    kept(people)
    service = Service.objects.get(key="SP-2")
    assert told(str(service.pk), "service.change_approved") == Replanned(looked_at=1)
    service.terms.remove(Term.objects.get(code="shelter"))
    assert told(str(service.pk), "service.change_approved").told == 1
    assert [reason["now"] for reason in Replan.objects.get().reasons] == ["not_offered"]


def test_free_places_that_are_told_open_no_plan(people):
    plan = kept(people)
    Capacity.objects.create(
        service=Service.objects.get(key="SP-2"),
        unit="persons",
        condition="nominal",
        available=0,
        updated_at=LATER,
    )
    assert list_changes(plan, at=LATER) == []
    assert "service.capacity_told" not in RELIED_ON


def test_what_several_ask_alike_is_answered_for_each(people):
    plans = [kept(people), kept(people), kept(people, at=NOON + 4 * HOUR)]
    assert told(cut(people).key) == Replanned(looked_at=3, affected=3, told=3)
    results = {row.plan_id: row.result for row in Replan.objects.select_related("result")}
    assert set(results) == {plan.pk for plan in plans}
    assert len({result.pk for result in results.values()}) == 3
    assert [results[plan.pk].departs_at for plan in plans] == [plan.departs_at for plan in plans]

from datetime import datetime, timedelta

import pytest
from tests.factories import directory, places
from tests.factories.journeys import NOON, a_region, a_service, hours, report, requirement, rule

from relevo import planner
from relevo.directory.models import Assumption, Capacity, Holiday, Service, Verification
from relevo.journeys.loaders import load_world
from relevo.journeys.loaders.hours import intersection
from relevo.journeys.rules import minute_of
from relevo.kernel.actor import SYSTEM_ID
from relevo.places.models import Link, Node, Post
from relevo.planner import ALWAYS, Admission, Basis, CrossingState, OperatorKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def border():
    return a_region()


def loaded(at=NOON, known_at=None, **columns):
    return load_world(at=at, known_at=known_at or at, **{"viewer": None} | columns)


def passage(left="HN", world=None):
    node = f"HNSV-AMA-{left}"
    return next(p for p in (world or loaded()).world.passages if p.from_node == node)


def service(key, **columns):
    return next(s for s in loaded(**columns).world.services if s.id == key)


def local(text):
    return minute_of(datetime.fromisoformat(f"{text}-06:00"))


def test_places_are_nodes_with_their_department(border):
    nodes = {node.id: node for node in loaded().world.nodes}
    assert nodes["HNSV-AMA-HN"] == planner.Node("HNSV-AMA-HN", "HN", "HN-17")
    assert sorted(nodes) == sorted(Node.objects.values_list("key", flat=True))


def test_roads_have_the_band_of_their_mode(border):
    def minutes(mode, **columns):
        roads = {(r.a, r.b): r for r in loaded(mode=mode, **columns).world.roads}
        return {name: (r.low_minutes, r.high_minutes, r.rule) for name, r in roads.items()}

    trunk, local_road = ("HNSV-AMA-HN", "HN-1701"), ("HNSV-AMA-SV", "SV-1408")
    beside = ("HNSV-AMA-HN", "LOC-HN-AMATILLO")
    by_bus, by_car = minutes("bus"), minutes("car")
    # 38 km at three quarters of 55 km/h, a quarter either way: one stays on the bus
    assert by_bus[trunk] == (41, 70, "corridor_unverified")
    # 40 km at three quarters of 40 km/h; at worst 45 minutes of waiting on top
    assert by_bus[local_road] == (60, 157, "corridor_unverified")
    assert by_car[local_road] == (45, 75, "corridor_unverified")
    assert by_bus[beside] == minutes("walk")[beside]
    assert minutes("walk", walking_with_children=True)[trunk] > minutes("walk")[trunk]


def test_a_corrected_road_shows_at_once(border):
    before = loaded()
    Link.objects.filter(from_node="HNSV-AMA-HN", to_node="HN-1701").update(km=50)
    after = loaded()
    assert before.world.roads != after.world.roads
    assert before.digest != after.digest


def test_the_same_facts_have_the_same_digest(border):
    assert loaded().digest == loaded().digest
    assert loaded().digest != loaded(at=NOON + timedelta(minutes=1)).digest


def test_horizon_is_four_days(border):
    assert loaded().world.horizon == minute_of(NOON + timedelta(hours=96))


def test_a_crossing_seen_open_is_confirmed_until_the_word_grows_old(border):
    seen = passage()
    assert (seen.crossing_id, seen.from_node, seen.to_node) == (
        "HNSV-AMA",
        "HNSV-AMA-HN",
        "HNSV-AMA-SV",
    )
    assert (seen.state, seen.state_known) == (CrossingState.OPEN, Basis.CONFIRMED)
    assert (seen.low_minutes, seen.high_minutes) == (30, 90)
    assert seen.holds_until == minute_of(NOON + timedelta(hours=72))
    # what is known of the hours is told up to then; later the whole state is asked about, and the
    # hours are those assumed of border posts, day and night
    assert seen.windows_known is Basis.CONFIRMED
    assert (local("2020-11-21T06:00"), local("2020-11-21T18:00")) in seen.windows
    assert max(closes for _, closes in seen.windows) == ALWAYS[0][1]


def test_hours_of_both_sides_must_hold(border):
    report(border, country="SV", opening_hours="Mo-Su 08:00-20:00")
    windows = passage().windows
    assert (local("2020-11-21T08:00"), local("2020-11-21T18:00")) in windows


def test_what_was_announced_is_not_confirmed(border):
    report(border, at=NOON + timedelta(minutes=1), basis="announced", opening_hours="24/7")
    said = passage(world=loaded(at=NOON + timedelta(hours=1)))
    assert (said.state, said.state_known) == (CrossingState.OPEN, Basis.ASSUMED)
    assert (said.windows, said.windows_known, said.holds_until) == (ALWAYS, Basis.ASSUMED, None)


def test_without_any_word_nothing_is_known(border):
    before = NOON - timedelta(days=1)
    as_known = passage(world=loaded(at=NOON, known_at=before))
    assert (as_known.state, as_known.state_known) == (
        CrossingState.NOT_CONFIRMED,
        Basis.UNKNOWN,
    )
    Assumption.objects.filter(kind="border_post").delete()
    unknown = passage(world=loaded(at=NOON, known_at=before))
    assert (unknown.windows, unknown.windows_known) == (ALWAYS, Basis.UNKNOWN)


def test_one_side_that_is_closed_closes_the_passage_and_only_that_one(border):
    report(border, at=NOON + timedelta(minutes=1), country="SV", direction="in", state="closed")
    world = loaded(at=NOON + timedelta(hours=1))
    # nobody says when it opens: that the word grows old after 72 hours opens nothing
    assert passage(world=world).state is CrossingState.CLOSED
    assert passage("SV", world).state is CrossingState.OPEN


def test_a_closure_of_which_nothing_has_been_heard_for_long_is_not_confirmed(border):
    report(border, at=NOON + timedelta(minutes=1), state="closed")
    old = passage(world=loaded(at=NOON + timedelta(hours=73)))
    assert (old.state, old.state_known) == (CrossingState.NOT_CONFIRMED, Basis.UNKNOWN)


def test_a_closure_that_ends_without_other_word_may_be_passed_unconfirmed(border):
    ends = NOON + timedelta(hours=80)
    report(border, at=NOON + timedelta(minutes=1), state="closed", until_at=ends)
    later = passage(world=loaded(at=NOON + timedelta(hours=1)))
    assert later.state is CrossingState.NOT_CONFIRMED
    assert min(opens for opens, _ in later.windows) == minute_of(ends)


def test_a_closure_said_to_be_over_opens(border):
    report(border, at=NOON + timedelta(minutes=1), state="closed")
    opens = NOON + timedelta(hours=20)
    report(border, at=opens, known_at=NOON, basis="announced", state="restricted")
    later = passage(world=loaded(at=NOON + timedelta(hours=1)))
    assert (later.state, later.state_known) == (CrossingState.RESTRICTED, Basis.ASSUMED)
    assert later.holds_until is None


def test_a_crossing_closed_for_all_of_the_horizon_is_closed(border):
    at = NOON + timedelta(minutes=1)
    report(border, at=at, basis="announced", state="closed", until_at=NOON + timedelta(days=9))
    shut = loaded(at=NOON + timedelta(hours=1))
    assert passage(world=shut).state is CrossingState.CLOSED
    assert shut.index.status["HNSV-AMA", "HN", "SV"].state.value == "closed"
    assert passage(world=loaded(at=NOON)).state is CrossingState.OPEN


def test_a_closure_that_ends_leaves_the_time_after_it(border):
    reopens = NOON + timedelta(hours=20)
    report(border, at=NOON + timedelta(minutes=1), state="closed", until_at=reopens)
    now = loaded(at=NOON + timedelta(hours=1))
    later = passage(world=now)
    assert later.state is CrossingState.OPEN
    assert min(opens for opens, _ in later.windows) == minute_of(reopens)
    assert later.holds_until == minute_of(NOON + timedelta(hours=72))
    assert now.index.status["HNSV-AMA", "HN", "SV"].state.value == "open"
    assert now.index.status_now["HNSV-AMA", "HN", "SV"].state.value == "closed"


def test_a_closure_to_come_cuts_the_hours(border):
    closes = NOON + timedelta(hours=20)
    report(
        border,
        at=closes,
        known_at=NOON,
        basis="announced",
        state="closed",
        until_at=NOON + timedelta(days=9),
    )
    soon = passage()
    assert soon.state is CrossingState.OPEN
    assert soon.holds_until == minute_of(closes)
    assert max(ends for _, ends in soon.windows) == minute_of(closes)


def test_only_crossings_with_both_posts_on_the_graph_are_planned_through(border):
    places.crossing("HNSV-POY", "El Poy", countries=["HN", "SV"], planned_through=True)
    Post.objects.create(key="HNSV-AMA-HN-2", crossing=border, country="NI", name="Otro")
    assert [p.from_node for p in loaded().world.passages] == ["HNSV-AMA-HN", "HNSV-AMA-SV"]
    border.planned_through = False
    border.save()
    assert loaded().world.passages == ()


def test_requirements_of_leaving_and_entering_stand_at_the_passage(border):
    places.crossing("HNSV-POY", "El Poy", countries=["HN", "SV"])
    requirement("SV-IN", "passport_or_id")
    requirement("SV-OUT", "mask", direction="exit")
    requirement("HN-OUT", "mask", country="HN", direction="exit", is_blocking=False)
    requirement("SV-IN-HERE", "negative_pcr_72h", crossing="HNSV-AMA", confidence="low")
    requirement("SV-IN-THERE", "negative_pcr_72h", crossing="HNSV-POY")
    requirement("SV-IN-CARGO", "negative_pcr_72h", mode="cargo")
    requirement("SV-IN-BUS", "half_capacity", mode="bus")
    requirement("SV-IN-OLD", "mask", valid_until="2020-11-20")
    requirement("SV-IN-TOLD-LATER", "mask", known_from=NOON + timedelta(hours=1))
    world = loaded()
    asked = {r.id: r for r in passage(world=world).requirements}
    assert sorted(asked) == ["HN-OUT", "SV-IN", "SV-IN-BUS", "SV-IN-HERE"]
    assert asked["SV-IN-HERE"].known is Basis.ASSUMED
    assert [row.key for row in world.index.requirements["SV-IN"]] == ["SV-IN"]
    on_foot = passage(world=loaded(mode="walk"))
    assert sorted(r.id for r in on_foot.requirements) == ["HN-OUT", "SV-IN", "SV-IN-HERE"]
    assert [r.id for r in passage("SV", world).requirements] == ["SV-OUT"]


def test_a_service_as_the_planner_sees_it(border):
    assert service("SP-2") == planner.Service(
        id="SP-2",
        country="SV",
        department="SV-14",
        node="SV-1408",
        provides=frozenset({"shelter"}),
        operator=OperatorKind.STATE,
        origin_country="SV",
        windows=service("SP-2").windows,
        windows_known=Basis.ASSUMED,
        duration_minutes=60,
        places=None,
        places_known=Basis.UNKNOWN,
        admissions=(
            Admission("profiles", Basis.CONFIRMED, profiles=frozenset({"family", "returnee@SV"})),
            Admission("with_adult", Basis.CONFIRMED, profiles=frozenset({"with_adult"})),
        ),
    )
    assert (local("2020-11-20T08:00"), local("2020-11-20T20:00")) in service("SP-2").windows


def test_a_service_nobody_knows_anything_of(border):
    ngo = directory.institution("HN-X", "Una organización")
    a_service("SP-9", "Punto", of=ngo, terms=["medical"], kind="nothing_assumed", sourced=False)
    unknown = service("SP-9")
    assert (unknown.node, unknown.department) == (None, "")
    assert (unknown.windows, unknown.windows_known) == (ALWAYS, Basis.UNKNOWN)
    assert (unknown.places, unknown.places_known) == (None, Basis.UNKNOWN)
    assert unknown.exists_known is Basis.ASSUMED
    assert unknown.duration_minutes == 60


def test_hours_of_its_own_are_confirmed_only_with_a_source(border):
    own = hours("SP-1", "Fr 10:00-12:00")
    expected = (local("2020-11-20T10:00"), local("2020-11-20T12:00"))
    assert service("SP-1").windows == (expected,)
    assert service("SP-1").windows_known is Basis.CONFIRMED
    own.is_sourced = False
    own.save()
    assert service("SP-1").windows_known is Basis.ASSUMED
    own.opening_hours = ""
    own.save()
    assert service("SP-1").windows == ALWAYS


def test_an_assumption_without_hours_leaves_them_unknown(border):
    Assumption.objects.filter(kind="hospital").update(opening_hours="")
    assert service("SP-1").windows_known is Basis.UNKNOWN


def test_holidays_of_the_country_close_an_office(border):
    hours("SP-1", "Mo-Su 08:00-16:00; PH off")
    Holiday.objects.create(country="HN", on="2020-11-21", name_es="Fiesta", name_en="Feast")
    Holiday.objects.create(country="SV", on="2020-11-22", name_es="Fiesta", name_en="Feast")
    opens = [w[0] for w in service("SP-1").windows]
    assert local("2020-11-21T08:00") not in opens
    assert local("2020-11-22T08:00") in opens


def test_what_is_not_thought_to_fill_up_has_room_as_an_assumption(border):
    hospital = service("SP-1")
    assert (hospital.places, hospital.places_known) == (1_000_000, Basis.ASSUMED)


def free_places(available, *, at=NOON, **columns):
    return Capacity.objects.create(
        service=Service.objects.get(key="SP-2"),
        available=available,
        updated_at=at,
        **{"unit": "persons"} | columns,
    )


def test_a_shelter_for_children_takes_one_alone_after_the_authority(border):
    of = directory.institution("GT-SBS", "Bienestar Social", kind="child_protection")
    a_service("SP-9", "Casa", of=of, terms=["shelter"], node="SV-1408", kind="child_shelter")
    assert service("SP-9").alone_after == {"child_protection"}
    assert service("SP-2").alone_after == frozenset()


def test_free_places_count_for_who_has_signed_in_while_they_are_fresh(border):
    free_places(3, at=NOON - timedelta(hours=1))
    free_places(9, at=NOON, unit="persons_per_day")
    free_places(8, at=NOON, condition="with_distancing")
    officer = directory.actor_of(directory.institution("HN-Y"), "officer")

    def room(**columns):
        shelter = service("SP-2", **columns)
        return shelter.places, shelter.places_known

    assert room(viewer=officer) == (3, Basis.CONFIRMED)
    assert room() == (None, Basis.UNKNOWN)
    assert room(viewer=officer, at=NOON + timedelta(hours=24)) == (None, Basis.UNKNOWN)
    assert room(viewer=officer, known_at=NOON - timedelta(hours=2)) == (None, Basis.UNKNOWN)


def verified(key, outcome, *, at=NOON, method="telephone"):
    Verification.objects.create(
        service=Service.objects.get(key=key),
        at=at,
        actor_id=SYSTEM_ID,
        method=method,
        outcome=outcome,
        confidence="medium",
    )


def test_the_latest_word_says_whether_it_is_still_there(border):
    Service.objects.filter(key="SP-1").update(sourced=False)
    verified("SP-1", "confirmed", method="published")
    assert service("SP-1").exists_known is Basis.ASSUMED
    verified("SP-1", "confirmed", at=NOON - timedelta(days=2))
    assert service("SP-1").exists_known is Basis.CONFIRMED
    verified("SP-1", "not_found", at=NOON - timedelta(days=1))
    assert service("SP-1").exists_known is Basis.UNKNOWN
    assert service("SP-1", known_at=NOON - timedelta(days=1.5)).exists_known is Basis.CONFIRMED


def test_only_what_is_offered_on_the_day_is_loaded(border):
    Service.objects.filter(key="SP-1").update(valid_from="2020-11-21")
    Service.objects.filter(key="SP-3").update(status="closed")
    assert [s.id for s in loaded().world.services] == ["SP-2"]
    # the day of the region, not the one in UTC
    evening = datetime.fromisoformat("2020-11-20T23:59-06:00")
    assert [s.id for s in loaded(at=evening).world.services] == ["SP-2"]
    next_day = loaded(at=evening + timedelta(minutes=1))
    assert [s.id for s in next_day.world.services] == ["SP-1", "SP-2"]


def test_a_restricted_shelter_has_no_place_and_is_nobodys_business_without_sign_in(border):
    ngo = directory.institution("HN-Z", "Casa")
    directory.service(
        "SP-R", "Casa protegida", of=ngo, terms=["shelter"], visibility="restricted", phone="145"
    )
    officer = directory.actor_of(ngo, "officer")
    assert "SP-R" not in [s.id for s in loaded().world.services]
    house = service("SP-R", viewer=officer)
    assert (house.node, house.restricted) == (None, True)


def test_a_place_off_the_graph_cannot_be_planned_to(border):
    row = Service.objects.get(key="SP-1")
    row.location.node_key = "HN-9999"
    row.location.save()
    assert service("SP-1").node is None


def test_admission_rules_are_rows(border):
    rule("SP-1", "only_women", sourced=False)
    assert service("SP-1").admissions == (
        Admission("AR-SP-1-only_women", Basis.ASSUMED, sexes=frozenset({"f"})),
    )


def test_hours_in_common():
    assert intersection([(0, 10), (20, 30)], [(5, 25)]) == ((5, 10), (20, 25))
    assert intersection([(0, 10)], [(10, 20)]) == ()


def test_loading_runs_the_same_number_of_queries_whatever_the_rows(
    border, django_assert_num_queries
):
    with django_assert_num_queries(17):
        loaded()
    ngo = directory.institution("HN-W", "Más")
    for number in range(10, 20):
        a_service(f"SP-{number}", "Punto", of=ngo, terms=["medical"], node="HN-1701")
        rule(f"SP-{number}", "only_women")
        report(border, at=NOON - timedelta(hours=number))
    with django_assert_num_queries(17):
        loaded()

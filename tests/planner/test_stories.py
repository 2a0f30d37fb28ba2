"""The two stories that the planner was made for, drawn small."""

from dataclasses import replace

from tests.planner.drawing import (
    at,
    daily,
    node,
    passage,
    requirement,
    road,
    service,
    told,
    world,
)

from relevo.planner import (
    Admission,
    Basis,
    Blocker,
    Check,
    Condition,
    Excluded,
    Member,
    Need,
    OperatorKind,
    Reason,
    ReasonCode,
    Request,
    Step,
    StepKind,
    Told,
    plan,
)

FOREIGNERS_PCR = requirement(
    "sv_pcr",
    "pcr_test",
    applies=Condition(except_nationalities=frozenset({"SV"})),
    valid_hours=72,
)
GOASCORAN = world(
    nodes=[
        node("el_amatillo_hn"),
        node("nacaome"),
        node("el_amatillo_sv", "SV", "La Unión"),
        node("la_union", "SV", "La Unión"),
    ],
    roads=[
        road("el_amatillo_hn", "nacaome", 35, 60),
        road("el_amatillo_sv", "la_union", 40, 70),
    ],
    passages=[
        passage(
            "el_amatillo",
            "el_amatillo_hn",
            "el_amatillo_sv",
            low_minutes=15,
            high_minutes=60,
            requirements=(FOREIGNERS_PCR,),
            windows=daily(6, 20),
        )
    ],
    services=[
        service("post_clinic", "el_amatillo_hn", "medical", windows=daily(8, 18)),
        service("nacaome_hospital", "nacaome", "medical"),
        service(
            "la_union_shelter",
            "la_union",
            "shelter",
            country="SV",
            windows_known=Basis.ASSUMED,
            places=None,
        ),
    ],
)
WOMAN_WITH_BOY = Request(
    start="el_amatillo_hn",
    depart=at(0, 15, 40),
    nationality="SV",
    members=(Member(24, "f"), Member(2, "m")),
    needs=(Need("medical", urgent=True), Need("shelter")),
    profiles=frozenset({"displaced"}),
    heads_for="SV",
)


def test_woman_of_24_with_a_boy_of_2_is_seen_at_once_and_crosses_home():
    answer = plan(GOASCORAN, WOMAN_WITH_BOY)

    route = answer.itineraries[0]
    assert route.steps == (
        Step(
            kind=StepKind.SERVICE,
            starts=at(0, 15, 40),
            ends=at(0, 16, 40),
            ends_late=at(0, 16, 40),
            node="el_amatillo_hn",
            service_id="post_clinic",
            needs=("medical",),
            because=("earliest",),
            holds_until=at(0, 17),
        ),
        Step(
            kind=StepKind.CROSS,
            starts=at(0, 16, 40),
            ends=at(0, 16, 55),
            ends_late=at(0, 17, 40),
            node="el_amatillo_hn",
            to_node="el_amatillo_sv",
            crossing_id="el_amatillo",
            told=(Told("sv_pcr", asked=False),),
            holds_until=at(0, 19),
        ),
        Step(
            kind=StepKind.TRAVEL,
            starts=at(0, 16, 55),
            ends=at(0, 17, 35),
            ends_late=at(0, 18, 50),
            node="el_amatillo_sv",
            to_node="la_union",
            rule="by_road",
        ),
        Step(
            kind=StepKind.SERVICE,
            starts=at(0, 17, 35),
            ends=at(0, 18, 35),
            ends_late=at(0, 19, 50),
            node="la_union",
            service_id="la_union_shelter",
            needs=("shelter",),
            checks=(Check.CAPACITY_UNKNOWN, Check.HOURS_ASSUMED),
            because=("only_option", "earliest"),
        ),
    )
    assert (route.completes, route.urgent_done) == (at(0, 19, 50), at(0, 16, 40))
    assert (route.confirmed, route.unconfirmed, route.counted) == (2, 1, 3)
    assert (route.crossings, route.stops) == (1, 2)
    assert (route.served, route.unserved) == (("medical", "shelter"), ())
    assert (answer.excluded, answer.blockers, answer.unserved) == ((), (), ())


def test_woman_after_the_crossing_has_closed_sleeps_and_crosses_in_the_morning():
    answer = plan(GOASCORAN, replace(WOMAN_WITH_BOY, depart=at(0, 19, 30)))

    route = answer.itineraries[0]
    assert told(route)[:3] == [
        ("travel", "el_amatillo_hn-nacaome"),
        ("service", "nacaome_hospital"),
        ("travel", "nacaome-el_amatillo_hn"),
    ]
    crossing = route.steps[3]
    assert (crossing.starts, crossing.ends_late) == (at(1, 6), at(1, 7))


COPAN = world(
    nodes=[
        node("el_florido_hn", "HN", "Copán"),
        node("copan_ruinas", "HN", "Copán"),
        node("el_florido_gt", "GT", "Chiquimula"),
        node("camotan", "GT", "Chiquimula"),
    ],
    roads=[
        road("el_florido_hn", "copan_ruinas", 15, 25),
        road("el_florido_gt", "camotan", 45, 75),
    ],
    passages=[
        passage(
            "el_florido",
            "el_florido_hn",
            "el_florido_gt",
            requirements=(
                requirement("passport_or_id", "passport", "id_card"),
                requirement(
                    "parents",
                    "accompanied_by_parent",
                    "exit_permit",
                    applies=Condition(age_until=18),
                ),
                requirement("pcr", "pcr_test", valid_hours=72),
            ),
        )
    ],
    services=[
        service("child_protection", "copan_ruinas", "protection", windows=daily(7, 20)),
        service("health_center", "copan_ruinas", "medical"),
        service("police_post", "el_florido_hn", "protection", operator=OperatorKind.POLICE),
        service(
            "girls_home",
            None,
            "shelter",
            department="Copán",
            restricted=True,
            admissions=(
                Admission(
                    "girls_only",
                    Basis.CONFIRMED,
                    takes=Condition(age_until=18),
                    sexes=frozenset({"f"}),
                    adults_allowed=False,
                ),
            ),
        ),
        service("camotan_shelter", "camotan", "shelter", country="GT"),
    ],
)
GIRL_ALONE = Request(
    start="el_florido_hn",
    depart=at(0, 17, 40),
    nationality="HN",
    members=(Member(17, "f"),),
    needs=(Need("protection", urgent=True), Need("medical"), Need("shelter")),
    accompanied=False,
)


def test_girl_of_17_without_papers_gets_an_explained_no_and_a_route_on_this_side():
    answer = plan(COPAN, GIRL_ALONE)

    assert answer.blockers == (
        Blocker(
            "el_florido",
            "el_florido_hn",
            "el_florido_gt",
            (
                Reason(
                    ReasonCode.CROSSING_REQUIREMENT,
                    "parents",
                    ("accompanied_by_parent", "exit_permit"),
                    ("accompanied_by_parent", "exit_permit"),
                ),
                Reason(
                    ReasonCode.CROSSING_REQUIREMENT,
                    "passport_or_id",
                    ("id_card", "passport"),
                    ("id_card", "passport"),
                ),
                Reason(ReasonCode.CROSSING_REQUIREMENT, "pcr", ("pcr_test",), ("pcr_test",)),
            ),
        ),
    )
    assert answer.excluded == (
        Excluded(
            "camotan_shelter",
            ("shelter",),
            (Reason(ReasonCode.BEYOND_CROSSING, facts=("el_florido",)),),
        ),
        Excluded(
            "police_post",
            ("protection",),
            (Reason(ReasonCode.ENFORCEMENT, "unaccompanied_child", ("police",)),),
        ),
    )
    assert told(answer.itineraries[0]) == [
        ("travel", "el_florido_hn-copan_ruinas"),
        ("service", "child_protection"),
        ("service", "health_center"),
        ("contact", "girls_home"),
    ]
    contact = answer.itineraries[0].steps[-1]
    assert (contact.node, contact.to_node, contact.checks) == ("", "", ())
    assert answer.itineraries[0].unserved == ()
    for route in answer.itineraries:
        assert route.crossings == 0


def test_girl_of_17_with_every_paper_may_cross():
    papers = frozenset({"passport", "exit_permit", "pcr_test"})
    here = plan(COPAN, replace(GIRL_ALONE, documents=papers))
    there = plan(COPAN, replace(GIRL_ALONE, documents=papers, excluded=frozenset({"girls_home"})))

    assert [route.crossings for route in here.itineraries] == [0]
    assert (here.blockers, there.blockers) == ((), ())
    assert [excluded.service_id for excluded in here.excluded] == ["police_post"]
    crossed = there.itineraries
    assert crossed[0].steps[-1].service_id == "camotan_shelter"
    told_at_border = next(s.told for s in crossed[0].steps if s.kind is StepKind.CROSS)
    assert told_at_border == (
        Told("parents", asked=True, met_by=("exit_permit",)),
        Told("passport_or_id", asked=True, met_by=("passport",)),
        Told("pcr", asked=True, met_by=("pcr_test",)),
    )

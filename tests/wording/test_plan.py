from dataclasses import replace
from datetime import timedelta

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
    rule,
)

from relevo import planner
from relevo.directory.models import AssistanceLine, Institution, Service, Verification
from relevo.journeys.actions import compute_plan
from relevo.kernel.actor import SYSTEM_ID
from relevo.places.models import Node, Post
from relevo.wording.crossings import ToldRequirement
from relevo.wording.plan import ToldSource, ToldStep, tell_plan

pytestmark = pytest.mark.django_db
FREE = "All help is free. Nobody may ask you for money, work or sex in exchange for it."


@pytest.fixture
def border():
    return a_region()


def told(profile=None, *, at=NOON, language="en", viewer=None, **columns):
    plan = compute_plan(
        profile=profile or mother_and_child(), at=at, known_at=at, viewer=viewer, **columns
    )
    return tell_plan(plan, language=language)


def step(plan, kind):
    return next(step for step in plan.steps if step.kind == kind)


def test_the_head_says_where_when_and_how_much_is_confirmed(border):
    plan = told()
    assert (plan.title, plan.as_of, plan.head) == (
        "From El Amatillo, Honduran side, 20 November 2020, 12:00",
        "As known on 20 November 2020, 12:00.",
        "1 of 3 steps confirmed",
    )
    assert plan.itineraries[0].done == "Done by 19:07 at the latest."
    assert (plan.notes, plan.unserved, plan.call_now, plan.is_demo) == ((FREE,), (), (), False)


def test_travel_tells_between_when_and_when_and_is_an_estimate(border):
    assert step(told(), "travel") == ToldStep(
        kind="travel",
        title="Go to La Unión by bus",
        where="La Unión, La Unión (Salvadoran side)",
        when="leaves at 12:30 · arrives between 13:30 and 16:07",
        notes=("Travel times are estimates.",),
        is_counted=False,
    )


def test_a_place_next_door_is_walked_to(border):
    service = Service.objects.get(key="SP-1")
    service.location.node_key = "LOC-HN-AMATILLO"
    service.location.save()
    plan = told(mother_and_child(needs=("medical",)))
    assert step(plan, "travel").title == "Walk to El Amatillo"


def test_crossing_tells_its_state_what_is_asked_and_of_whom(border):
    requirement("SV-ID", "passport_or_id", applies_to="nationals", is_blocking=False, source="")
    requirement("SV-PARENT", "accompanied_by_parent", age_until=18, known_from=NOON)
    requirement("SV-PCR", "negative_pcr_72h", applies_to="foreigners")
    directory.institution("HN-INM", "Migración", public_line="+504 2222-2222")
    Post.objects.filter(key="HNSV-AMA-HN").update(authority_keys="HN-ADUANAS|HN-INM")
    border.reports.update(basis="announced")
    cross = step(told(), "cross")
    assert cross == ToldStep(
        kind="cross",
        title="Cross at El Amatillo, from Honduras to El Salvador",
        where="El Amatillo, Honduran side",
        when="at the post at 12:00 · on the other side between 12:30 and 13:30",
        status="Announced: Open. Announced on 20 November 2020.",
        ask_first=(
            "The hours of the crossing are not confirmed.",
            "Announced or reported as usable, but nobody saw it today; confirm first.",
        ),
        call="Call before: +504 2222-2222, Migración.",
        asked=(
            ToldRequirement(
                id="SV-ID",
                text="SV-ID is asked.",
                outcome="Without it one does not pass.",
                source="general knowledge, no written source",
                as_of="",
                is_asked=True,
                is_met=False,
            ),
            ToldRequirement(
                id="SV-PARENT",
                text="SV-PARENT is asked.",
                outcome="This group has it: the company of a parent or guardian.",
                source="https://example.org/norma",
                as_of="20 November 2020",
                is_asked=True,
                is_met=True,
            ),
        ),
        others=(
            ToldRequirement(
                id="SV-PCR",
                text="SV-PCR is asked.",
                outcome="Asked of others, not of this group.",
                source="https://example.org/norma",
                as_of="",
                is_asked=False,
                is_met=False,
            ),
        ),
        holds_until="Holds if it begins by 16:30.",
        sources=(ToldSource("https://example.org/visto", "20 November 2020"),),
        is_confirmed=False,
        crossing_key="HNSV-AMA",
    )


def test_a_crossing_without_source_or_line_says_so(border):
    border.reports.update(source="", basis="announced")
    cross = step(told(), "cross")
    assert (cross.sources, cross.call) == ((), "No telephone is known: ask the network.")


def test_where_no_post_has_a_line_that_of_the_country_is_told_as_what_it_is(border):
    border.reports.update(source="", basis="announced")
    for country, number in (("HN", "+504 3337-0000"), ("SV", "+503 2200-0000")):
        AssistanceLine.objects.create(
            country=country,
            number=number,
            kind="migration",
            name_es="Centro de llamadas",
            name_en="Call center",
        )
    (call,) = {step(told(), "cross").call}
    assert call == (
        "No telephone of the post is known. Of that country there is, for people who migrate: "
        "+504 3337-0000, Call center."
    )


def test_a_crossing_of_which_all_is_confirmed_needs_no_call(border):
    border.reports.update(until_at=NOON + timedelta(days=9))
    cross = step(told(), "cross")
    assert (cross.is_confirmed, cross.ask_first, cross.call) == (True, (), "")


def test_who_has_to_wait_is_told_what_closes_the_crossing_when_setting_out(border):
    reopens = NOON + timedelta(hours=2)
    report(
        border,
        at=NOON + timedelta(minutes=1),
        state="closed",
        until_at=reopens,
        text_en="Closed for a storm.",
        text_es="Cerrado por una tormenta.",
    )
    cross = step(told(at=NOON + timedelta(minutes=2)), "cross")
    assert cross.status == "Open. Observed by the network on 20 November 2020, 12:00."
    assert cross.notes == (
        "At the time of leaving: Closed. Observed by the network on 20 November 2020, 12:01.",
        "Closed for a storm.",
    )
    assert cross.when.startswith("at the post at 14:00")


def test_a_service_tells_why_what_is_assumed_and_whom_to_call(border):
    rule("SP-2", "max_nights", "3", text_en="Up to three nights.")
    rule("SP-2", "only_profiles", "family")
    Verification.objects.create(
        service=Service.objects.get(key="SP-2"),
        at=NOON,
        actor_id=SYSTEM_ID,
        method="telephone",
        outcome="confirmed",
        confidence="medium",
    )
    Service.objects.filter(key="SP-2").update(source="https://example.org/albergue")
    plan = told(mother_and_child(needs=("shelter",)))
    assert step(plan, "service") == ToldStep(
        kind="service",
        title="Albergue de La Unión",
        where="La Unión, La Unión (Salvadoran side)",
        when="from 13:30 · done between 14:30 and 17:07",
        needs="Shelter",
        why=("It is the only one known that can do this now.",),
        ask_first=(
            "It is not known whether there is room; confirm first.",
            "The hours of shelter are assumed; confirm first.",
        ),
        call="Call before: +503 2222-2222.",
        notes=("Up to three nights.",),
        holds_until="Holds if it begins by 19:00.",
        sources=(ToldSource("https://example.org/albergue", "20 November 2020", 70),),
        is_confirmed=False,
        service_key="SP-2",
        need_codes=("shelter",),
    )


def test_without_a_line_of_its_own_the_line_of_the_institution_is_told(border):
    medical = mother_and_child(needs=("medical",), excluded=frozenset({"SP-3"}))
    assert step(told(medical), "service").call == "No telephone is known: ask the network."
    assert step(told(medical), "service").sources[0].text == "general knowledge, no written source"
    Institution.objects.filter(key="HN-SESAL").update(
        public_line="132", line_note_en="Ambulance.", line_note_es="Ambulancia."
    )
    assert step(told(medical), "service").call == (
        "Call before: 132 (Ambulance). It is the line of this institution: Secretaría de Salud."
    )


def test_a_demo_service_marks_the_plan(border):
    Service.objects.filter(key="SP-2").update(is_demo=True)
    plan = told()
    assert plan.is_demo is True
    assert [s.service_key for s in plan.steps if s.is_demo] == ["SP-2"]


def test_a_confirmed_service_needs_no_call(border):
    hours("SP-1", "24/7")
    plan = compute_plan(
        profile=mother_and_child(needs=("medical",), excluded=frozenset({"SP-3"})),
        at=NOON,
        known_at=NOON,
        viewer=None,
    )
    (route,) = plan.plan.itineraries
    steps = tuple(replace(s, checks=(), gives=("negative_pcr",)) for s in route.steps)
    plan = replace(
        plan, plan=replace(plan.plan, itineraries=(replace(route, steps=steps),), complete=False)
    )
    told_plan = tell_plan(plan, language="en")
    service = step(told_plan, "service")
    assert (service.ask_first, service.call) == ((), "")
    assert service.notes == ("Here one gets: negative PCR test.",)
    assert "The search was stopped early: there may be better routes." in told_plan.notes


def test_a_barred_passage_says_every_reason_and_where_it_leaves_from(border):
    requirement("SV-PASSPORT", "passport", applies_to="HN")
    (blocker,) = told(girl_alone()).blockers
    assert (blocker.crossing_key, blocker.title, blocker.is_here) == (
        "HNSV-AMA",
        "El Amatillo, from Honduras to El Salvador",
        True,
    )
    assert [(r.sentence, r.lets_in) for r in blocker.reasons] == [
        ("SV-PASSPORT is asked.", "It would be possible with: passport.")
    ]


@pytest.mark.parametrize(
    ("until", "lets_in"),
    [
        (None, "As soon as it opens."),
        (NOON + timedelta(days=9), "It is expected to open: 29 November 2020, 12:00."),
    ],
)
def test_a_closed_passage_says_who_closed_it_and_until_when(border, until, lets_in):
    report(border, at=NOON + timedelta(minutes=1), state="closed", until_at=until)
    plan = told(at=NOON + timedelta(minutes=2))
    (blocker,) = plan.blockers
    (reason,) = blocker.reasons
    assert (reason.code, reason.sentence, reason.lets_in, reason.source) == (
        "crossing_closed",
        "Closed. Observed by the network on 20 November 2020, 12:01.",
        lets_in,
        "https://example.org/visto",
    )
    assert plan.unserved == ("For this no route is known now: Shelter.",)
    assert plan.itineraries[0].unserved == plan.unserved


def test_a_service_left_out_says_where_it_is_and_why(border):
    rule("SP-2", "only_nationality", "HN")
    (excluded,) = told(mother_and_child(needs=("shelter",))).excluded
    assert (excluded.service_key, excluded.name, excluded.where, excluded.needs) == (
        "SP-2",
        "Albergue de La Unión",
        "La Unión, El Salvador",
        "Shelter",
    )
    assert [reason.sentence for reason in excluded.reasons] == ["Rule only_nationality."]
    Service.objects.update(department=None)
    assert told(mother_and_child(needs=("shelter",))).excluded[0].where == "El Salvador"


def test_without_any_route_the_first_thing_said_is_that(border):
    plan = told(mother_and_child(needs=("child_protection",)))
    assert (plan.head, plan.steps, plan.itineraries) == (
        "No route is known that meets any of these needs now.",
        (),
        (),
    )


def test_what_was_added_and_what_is_late_is_said(border):
    hours("SP-2", "Sa 08:00-20:00")
    later = "No shelter can be reached tonight as far as is known; the next one is shown."
    assert later in told().notes
    added = told(girl_alone()).notes[0]
    assert added.startswith("A child without an adult is always handed")


def test_a_route_that_does_not_arrive_says_so(border):
    Node.objects.create(
        key="GT-2005",
        kind="area",
        country="GT",
        area=Node.objects.get(key="HN-1701").area,
        department=Node.objects.get(key="HN-1701").department,
        name="Camotán",
        name_folded="camotan",
        lat=14.8,
        lon=-89.3,
    )
    plan = told(mother_and_child(needs=("medical",), heads_for="GT"))
    assert plan.itineraries[0].unserved == (
        "The route does not reach Guatemala: no way there is known now.",
    )


def test_danger_to_life_is_a_call_to_the_line_of_this_side(border):
    for country, number, kind in (
        ("HN", "911", "emergency"),
        ("HN", "132", "ombudsman"),
        ("SV", "911", "emergency"),
        ("SV", "132", "ambulance"),
    ):
        AssistanceLine.objects.create(
            country=country, number=number, kind=kind, name_es="Emergencias", name_en="Emergency"
        )
    assert told(mother_and_child(is_danger_to_life=True)).call_now == (
        "Call now: 911, Emergency (Honduras).",
    )


@pytest.mark.parametrize(
    ("phone", "institution_line", "title"),
    [
        ("145", "", "Protected shelter: contact through 145"),
        ("", "114", "Protected shelter: contact through 114"),
        ("", "", "Protected shelter: contact through the coordinator of the network"),
    ],
)
def test_a_restricted_shelter_is_told_by_its_line_only(border, phone, institution_line, title):
    ngo = directory.institution("HN-CASA", "Asociación Secreta", public_line=institution_line)
    directory.service(
        "SP-R",
        "Casa Secreta",
        of=ngo,
        terms=["shelter"],
        visibility="restricted",
        phone=phone,
        department=places.Area.objects.get(key="HN-17"),
        source="https://example.org/secreta",
    )
    officer = directory.actor_of(ngo, "officer")
    wanted = mother_and_child(needs=("shelter",), excluded=frozenset({"SP-2"}))
    plan = told(wanted, viewer=officer)
    (contact,) = plan.steps
    assert (contact.kind, contact.title, contact.where, contact.sources, contact.notes) == (
        "contact",
        title,
        "",
        (),
        (),
    )
    assert contact.call
    left_out = told(replace(wanted, excluded=frozenset({"SP-2", "SP-R"})), viewer=officer)
    assert [(e.name, e.where) for e in left_out.excluded if e.service_key == "SP-R"] == [
        ("Protected shelter", "")
    ]
    rule("SP-R", "only_children", text_en="Girls of Aldea Secreta", text_es="Aldea Secreta")
    barred = told(wanted, viewer=officer)
    (reasons,) = [e.reasons for e in barred.excluded if e.service_key == "SP-R"]
    assert [reason.code for reason in reasons] == ["adults_not_allowed"]
    assert "Secreta" not in repr((plan, left_out, barred))


def test_spanish_is_told_with_the_texts_in_spanish(border):
    requirement("SV-PCR", "negative_pcr_72h", applies_to="foreigners")
    cross = step(told(language="es"), "cross")
    assert cross.others[0].text == "Se pide SV-PCR."


def test_every_reason_of_choice_has_a_sentence(border):
    plan = compute_plan(
        profile=mother_and_child(needs=("medical",)), at=NOON, known_at=NOON, viewer=None
    )
    route = plan.plan.itineraries[0]
    because = ("earliest", "confirmed_over_earlier", "same_place", "on_the_way")
    steps = tuple(
        replace(s, because=because) if s.kind is planner.StepKind.SERVICE else s
        for s in route.steps
    )
    plan = replace(plan, plan=replace(plan.plan, itineraries=(replace(route, steps=steps),)))
    why = step(tell_plan(plan, language="en"), "service").why
    assert len(set(why)) == len(because)

"""Writes of cases: opened, changed, routed, handed to a colleague, closed; quick attentions."""

from datetime import date
from uuid import uuid4

import pytest
from tests.cases.traces import Refused, events_since, traces
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.added_only import changeable
from tests.factories.cases import HOUR, NOON, offer

from relevo.cases import access, actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AttentionRefused,
    CaseClosed,
    CaseHasOpenReferrals,
    CaseNotVisible,
    FactsRefused,
    LastOfTheTeam,
    NotACaseWorker,
    NotInTheInstitution,
    RouteRefused,
)
from relevo.cases.models import (
    QuickAttention,
    Referral,
    ReferralStep,
    RouteChoice,
    SealedGroup,
    TeamMember,
)
from relevo.directory.models import Capacity
from relevo.journeys.models import StoredPlan
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.ids import parse_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def test_open_case_seals_every_group_and_makes_its_opener_the_team(stage):
    case = cast.case(stage)
    assert parse_code(case.code) == case.code
    assert (case.institution, case.status, case.opened_on) == (
        stage.nacaome,
        "open",
        date(2020, 11, 20),
    )
    assert {group.group for group in SealedGroup.objects.all()} == set(cast.ALL_GROUPS)
    member = TeamMember.objects.get()
    assert (member.case, member.user_id, member.since, member.until) == (
        case,
        stage.amina.id,
        NOON,
        None,
    )
    assert traces() == ([("case.opened", str(case.pk), {})], [])


@pytest.mark.parametrize("who", ["dora", "nobody", "system"])
def test_who_does_not_work_on_cases_opens_none(stage, who):
    actors = {
        "dora": stage.dora,
        "nobody": Actor(uuid4(), None, frozenset({"officer"})),
        "system": SYSTEM,
    }
    with Refused(NotACaseWorker):
        actions.open_case(facts=cast.facts(), urgency="urgent", by=actors[who], at=NOON)


@pytest.mark.parametrize(
    ("changes", "urgency", "field"),
    [
        ({"people": ()}, "urgent", "people"),
        ({"needs": ("family",), "urgent_needs": frozenset()}, "urgent", "needs"),
        ({"needs": ("unheard_of",), "urgent_needs": frozenset()}, "urgent", "needs"),
        ({}, "soon", "urgency"),
    ],
)
def test_open_case_with_facts_that_say_nothing_is_refused(stage, changes, urgency, field):
    with Refused(FactsRefused) as refused:
        actions.open_case(facts=cast.facts(**changes), urgency=urgency, by=stage.amina, at=NOON)
    assert refused.error.field == field


def test_change_facts_replaces_what_is_known(stage):
    case = cast.case(stage)
    known = cast.facts(needs=("shelter",), urgent_needs=frozenset(), name="")
    actions.change_facts(
        case_id=case.pk, facts=known, urgency="normal", by=stage.amina, at=NOON + HOUR
    )
    view = access.read_case(stage.amina, case_id=case.pk, at=NOON)
    assert (view.facts, view.urgency) == (known, "normal")
    assert SealedGroup.objects.count() == 6
    assert events_since(1)[0] == ("case.changed", str(case.pk), {})
    with Refused(FactsRefused):
        actions.change_facts(
            case_id=case.pk, facts=known, urgency="soon", by=stage.amina, at=NOON + HOUR
        )


def test_change_facts_to_a_protection_case_takes_back_what_could_not_be_offered_now(stage):
    Capacity.objects.create(service=stage.window, unit="persons", maximum=9, available=5)
    case = cast.case(stage)
    blocked = cast.referral(stage, S.ACCEPTED, case_row=case)
    free = offer(stage, case, stage.shelter)
    actions.change_facts(
        case_id=case.pk,
        facts=cast.facts(protection_sensitive=True),
        urgency="urgent",
        by=stage.amina,
        at=NOON + 2 * HOUR,
    )
    found = {
        row.pk: (row.status, row.packet, row.consent.withdrawn_at)
        for row in Referral.objects.select_related("consent")
    }
    assert found == {
        blocked.pk: ("withdrawn", None, NOON + 2 * HOUR),
        free.pk: ("offered", None, None),
    }
    assert Capacity.objects.get().available == 5
    last = ReferralStep.objects.filter(referral=blocked).order_by("-id")[0]
    assert (last.status, last.code) == ("withdrawn", "consent_withdrawn")


@pytest.fixture
def plan(stage):
    return StoredPlan.objects.create(
        institution_id=stage.nacaome.pk,
        created_by=stage.amina.id,
        created_at=NOON,
        departs_at=NOON,
        known_at=NOON,
        engine_version="1",
        input_digest="0",
        sealed=b"",
    )


def choose(stage, case, **changes):
    asked = {"case_id": case.pk, "kind": "plan", "by": stage.amina, "at": NOON} | changes
    return actions.choose_route(**asked)


def test_choose_route_seals_the_reason_and_leaves_one_current(stage, plan):
    case = cast.case(stage)
    choose(stage, case, plan_id=plan.pk, itinerary=2)
    choose(
        stage,
        case,
        kind="reordered",
        plan_id=plan.pk,
        reason=" the boy first ",
        service_keys=["S-CLINIC", "S-HOUSE"],
        at=NOON + HOUR,
    )
    route = access.read_case(stage.amina, case_id=case.pk, at=NOON).route
    assert (route.kind, route.plan_id, route.reason, route.service_keys, route.chosen_at) == (
        "reordered",
        plan.pk,
        "the boy first",
        ("S-CLINIC", "S-HOUSE"),
        NOON + HOUR,
    )
    assert sorted(RouteChoice.objects.values_list("kind", "is_current")) == [
        ("plan", False),
        ("reordered", True),
    ]
    assert events_since(1)[:2] == [
        ("case.route_chosen", str(case.pk), {"kind": "plan"}),
        ("case.route_chosen", str(case.pk), {"kind": "reordered"}),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"kind": "guess"}, "kind", "unknown"),
        ({"plan_id": None}, "plan", "unknown"),
        ({"plan_id": uuid4()}, "plan", "unknown"),
        ({"kind": "direct", "service_keys": ["S-HOUSE"]}, "plan", "not_wanted"),
        ({"kind": "reordered", "service_keys": ["S-HOUSE"], "reason": " "}, "reason", "missing"),
        ({"reason": "x" * 501}, "reason", "too_long"),
        ({"itinerary": -1}, "itinerary", "unknown"),
        ({"kind": "direct", "plan_id": None}, "service_keys", "missing"),
        ({"service_keys": ["S-NOWHERE"]}, "service_keys", "unknown"),
        ({"service_keys": ["S-HOUSE"] * 21}, "service_keys", "unknown"),
    ],
)
def test_a_choice_that_is_none_is_refused(stage, plan, changes, field, problem):
    case = cast.case(stage)
    with Refused(RouteRefused) as refused:
        choose(stage, case, **{"plan_id": plan.pk} | changes)
    assert (refused.error.field, refused.error.problem) == (field, problem)


def test_a_plan_of_another_institution_is_not_there_to_choose(stage, plan):
    with changeable(StoredPlan):
        StoredPlan.objects.update(institution_id=stage.la_union.pk)
    case = cast.case(stage)
    with Refused(RouteRefused):
        choose(stage, case, plan_id=plan.pk)


def test_a_team_grows_and_shrinks_within_the_institution(stage):
    case = cast.case(stage)
    for at in (NOON, NOON + HOUR):  # twice: who is there already stays
        actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=at)
    actions.remove_from_team(case_id=case.pk, user_id=stage.amina.id, by=stage.berta, at=NOON)
    actions.add_to_team(case_id=case.pk, user_id=stage.amina.id, by=stage.berta, at=NOON)
    assert sorted(TeamMember.objects.values_list("user_id", "since", "until")) == sorted(
        [(stage.amina.id, NOON, None), (stage.berta.id, NOON, None)]
    )
    assert {verb for verb, _, _ in events_since(1)} == {"case.team_joined", "case.team_left"}


def test_nobody_outside_joins_a_team_and_nobody_leaves_it_empty(stage):
    case = cast.case(stage)
    left = person("hector", of=stage.nacaome, roles=["officer"], ends_on=NOON.date())
    analyst = person("ines", of=stage.nacaome, roles=["analyst"])
    for stranger in (stage.carlos, left, analyst):
        with Refused(NotInTheInstitution):
            actions.add_to_team(case_id=case.pk, user_id=stranger.id, by=stage.amina, at=NOON)
    with Refused(NotInTheInstitution):
        actions.remove_from_team(case_id=case.pk, user_id=left.id, by=stage.amina, at=NOON)
    with Refused(LastOfTheTeam):
        actions.remove_from_team(case_id=case.pk, user_id=stage.amina.id, by=stage.amina, at=NOON)


def close(stage, case, **changes):
    asked = {"case_id": case.pk, "reason": "helped", "by": stage.amina, "at": NOON + HOUR}
    return actions.close_case(**asked | changes)


def test_close_case_says_why_and_when(stage):
    referral = cast.referral(stage, S.DELIVERED)
    case = close(stage, referral.case)
    assert (case.status, case.closed_on, case.closing_reason) == (
        "closed",
        date(2020, 11, 20),
        "helped",
    )
    assert events_since(-1) == [("case.closed", str(case.pk), {"reason": "helped"})]


def test_close_case_is_refused_while_somebody_has_to_answer_or_without_a_reason(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    with Refused(CaseHasOpenReferrals) as refused:
        close(stage, referral.case)
    assert refused.error.number == 1
    with Refused(FactsRefused):
        close(stage, referral.case, reason="because")


def test_nothing_is_added_to_a_closed_case(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.shelter)
    close(stage, case)
    acts = (
        lambda: close(stage, case),
        lambda: offer(stage, case, stage.shelter, given=given),
        lambda: cast.consent(stage, case, stage.clinic),
        lambda: choose(stage, case),
        lambda: actions.add_to_team(
            case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON
        ),
        lambda: actions.change_facts(
            case_id=case.pk, facts=cast.facts(), urgency="urgent", by=stage.amina, at=NOON
        ),
    )
    for act in acts:
        with Refused(CaseClosed):
            act()
    ended = actions.withdraw_consent(consent_id=given.pk, by=stage.amina, at=NOON)
    assert ended.withdrawn_at == NOON


def test_every_act_on_a_case_that_is_not_ones_own_is_refused_alike(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.shelter)
    absent = (uuid4(), uuid4())

    def acts(case_id, consent_id):
        yield lambda: actions.close_case(case_id=case_id, reason="helped", by=stage.berta, at=NOON)
        yield lambda: actions.withdraw_consent(consent_id=consent_id, by=stage.berta, at=NOON)
        yield lambda: actions.choose_route(case_id=case_id, kind="direct", by=stage.carlos, at=NOON)
        yield lambda: actions.change_facts(
            case_id=case_id, facts=cast.facts(), urgency="urgent", by=stage.carlos, at=NOON
        )

    for act in (*acts(case.pk, given.pk), *acts(*absent)):
        with Refused(CaseNotVisible):
            act()


def note(stage, **changes):
    asked = {
        "asked": "shelter",
        "told": "place",
        "language": "es",
        "sex": "f",
        "age_band": "18-20",
        "by": stage.amina,
        "at": NOON,
    }
    return actions.note_quick_attention(**asked | changes)


def test_a_quick_attention_is_a_day_and_codes(stage):
    noted = note(stage)
    assert QuickAttention.objects.values().get() == {
        "id": noted.pk,
        "institution_id": stage.nacaome.pk,
        "on": date(2020, 11, 20),
        "asked": "shelter",
        "told": "place",
        "language": "es",
        "sex": "f",
        "age_band": "18-20",
    }
    # The audit knows the minute: it must not lead to what was asked, by whom.
    assert traces() == ([("attention.noted", str(stage.nacaome.pk), {})], [])
    assert (note(stage, sex="", age_band="").sex, QuickAttention.objects.count()) == ("", 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"asked": "family"}, "asked"),
        ({"asked": "nothing"}, "asked"),
        ({"told": "a joke"}, "told"),
        ({"language": "Spanish"}, "language"),
        ({"sex": "female"}, "sex"),
        ({"age_band": "24"}, "age_band"),
    ],
)
def test_a_quick_attention_with_anything_else_is_refused(stage, change, field):
    with pytest.raises(AttentionRefused) as refused:
        note(stage, **change)
    assert (refused.value.field, refused.value.problem) == (field, "unknown")
    assert (QuickAttention.objects.count(), traces()) == (0, ([], []))


def test_quick_attentions_are_noted_by_who_works_at_the_counter(stage):
    for by in (stage.dora, SYSTEM):
        with pytest.raises(NotACaseWorker):
            note(stage, by=by)

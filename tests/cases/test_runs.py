"""A case follows agreed routes: in the version of its opening, marked by its team alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import cases as cast
from tests.factories import directory
from tests.factories.cases import HOUR, NOON
from tests.factories.pathways import HEAD, TODAY, network, seat, text, validate

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.actions import runs
from relevo.cases.enums import CaseClosing
from relevo.cases.errors import CaseClosed, CaseNotVisible, RunRefused
from relevo.cases.models import PathwayRun, StepMark
from relevo.cases.rules.facts import Person, route_codes
from relevo.cases.rules.runs import shown_steps
from relevo.cases.rules.views import ShownStep
from relevo.kernel.ids import imported_id
from relevo.pathways.actions import drafts, states
from relevo.pathways.enums import StepOutcome
from relevo.pathways.models import PathwayVersion
from relevo.pathways.rules.comparison import Comparison
from relevo.pathways.rules.conformance import StepFigures
from relevo.pathways.rules.content import Content, Step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEVER = imported_id("nothing", "nowhere")
CHILD_ALONE = {"people": (Person("12-17", "f"),), "accompanied": False, "profiles": frozenset()}


class Routes:
    """A stage of cases with a network in which routes are agreed."""

    def __init__(self):
        self.stage = cast.stage()
        self.network = network("NET-T")
        seat(self.network, self.stage.nacaome, role="secretariat")
        self.amina = directory.actor_of(self.stage.nacaome, "coordinator")
        self.actas = 0

    def propose(self, version):
        return states.propose_version(version_id=version.pk, by=self.amina, at=NOON - HOUR)

    def agree(self, version, *, at=NOON - HOUR):
        self.actas += 1
        return validate(self, self.propose(version), at=at, number=f"{self.actas}/2020")

    def route(self, *, head=HEAD, steps=None):
        steps = steps or (
            Step("s1", "HN", action=text("Recibir"), role=text("Ventanilla"), within_minutes=60),
            Step("s2", "SV", action=text("Alojar"), need="shelter", within_minutes=600),
            Step("s3", "SV", action=text("Cerrar"), is_exit=True),
        )
        return self.agree(
            drafts.draft_pathway(
                head,
                network_key="NET-T",
                content=Content(steps=steps),
                by=self.amina,
                at=NOON - HOUR,
            )
        )


@pytest.fixture
def routes():
    return Routes()


def run_of(case):
    return PathwayRun.objects.get(case=case)


def mark(routes, case, key, kind="done", *, by=None, at=NOON + HOUR, run=None):
    return runs.mark_step(
        case_id=case.pk,
        run_id=(run or run_of(case)).pk,
        step_key=key,
        kind=kind,
        by=by or routes.stage.amina,
        at=at,
    )


def views(routes, case, *, at=NOON + HOUR):
    return access.list_runs(routes.stage.amina, case_id=case.pk, at=at)


def test_a_case_stays_on_the_version_that_worked_when_it_opened(routes):
    first = routes.route()
    case = cast.case(routes.stage)
    second = drafts.new_version(key=first.pathway.key, by=routes.amina, at=NOON)
    routes.agree(second, at=NOON + HOUR)
    (run,) = views(routes, case)

    assert (run.number, run.newer_number, run.title.es) == (1, 2, HEAD.title_es)
    later = actions.open_case(
        facts=cast.facts(), urgency="urgent", by=routes.stage.amina, at=NOON + 2 * HOUR
    )
    (run,) = views(routes, later)
    assert (run.number, run.newer_number) == (2, None)


@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        ({}, True),
        ({"profiles": frozenset()}, True),  # a child in the group makes it a family
        ({"people": (Person("21-59", "f"),), "profiles": frozenset()}, False),
        (CHILD_ALONE, False),
        ({"nationality": "GT", "heads_for": ""}, False),
        ({"nationality": "", "heads_for": "SV"}, True),
        ({"start_node": ""}, True),  # the side of the institution
        ({"protection_sensitive": True}, False),  # the team may choose it, nothing is started
        ({"needs": ("medical", "international_protection")}, False),
    ],
)
def test_a_case_follows_the_routes_for_what_is_known_of_it(routes, changes, follows):
    routes.route()

    case = cast.case(routes.stage, **changes)

    assert PathwayRun.objects.filter(case=case).exists() is follows


def test_at_most_three_routes_are_followed_at_a_time(routes):
    for _ in range(4):
        routes.route()

    case = cast.case(routes.stage)

    assert PathwayRun.objects.filter(case=case).count() == 3
    (free,) = access.list_routes_to_follow(routes.stage.amina, case_id=case.pk, at=NOON)
    with pytest.raises(RunRefused, match="version: too_many"):
        runs.start_run(case_id=case.pk, version_id=free.pk, by=routes.stage.amina, at=NOON)


def test_the_codes_of_a_case_are_its_profiles_its_needs_and_what_they_say():
    assert route_codes(cast.facts()) == {"medical", "shelter", "documents", "family"}
    assert route_codes(cast.facts(**CHILD_ALONE)) == {"medical", "shelter", "documents", "nna"}
    assert route_codes(
        cast.facts(needs=("gbv_care",), people=(Person("21-59"),), profiles=frozenset())
    ) == {"gbv_care", "gbv_survivor"}


def test_a_step_is_marked_with_its_institution_and_nothing_of_the_case(routes):
    routes.route()
    case = cast.case(routes.stage)

    mark(routes, case, "s1")

    row = StepMark.objects.get()
    assert (row.step_key, row.outcome, row.institution, row.at, row.marked_by) == (
        "s1",
        "done",
        routes.stage.nacaome,
        NOON + HOUR,
        routes.stage.amina.id,
    )
    event = Event.objects.get(verb="case.step_marked")
    assert (event.subject, event.facts) == (str(case.pk), {})


def test_the_panel_shows_what_is_done_what_is_due_and_what_is_overdue(routes):
    routes.route()
    case = cast.case(routes.stage)
    mark(routes, case, "s1", at=NOON + HOUR)

    (run,) = views(routes, case, at=NOON + 12 * HOUR)

    assert [
        (one.step.key, one.state.outcome, one.is_marked, one.is_overdue, one.state.due_at)
        for one in run.steps
    ] == [
        ("s1", "on_time", True, False, None),
        ("s2", "pending", False, True, NOON + 11 * HOUR),
        ("s3", "pending", False, False, None),
    ]
    assert run.next_step.step.key == "s2"


def test_a_mark_is_taken_back(routes):
    routes.route()
    case = cast.case(routes.stage)
    mark(routes, case, "s1", "not_applicable")

    runs.unmark_step(
        case_id=case.pk, run_id=run_of(case).pk, step_key="s1", by=routes.stage.amina, at=NOON
    )

    assert StepMark.objects.count() == 0
    with pytest.raises(RunRefused, match="step: not_marked"):
        runs.unmark_step(
            case_id=case.pk, run_id=run_of(case).pk, step_key="s1", by=routes.stage.amina, at=NOON
        )


@pytest.mark.parametrize("who", ["berta", "carlos", "dora", "elena", "fausto"])
def test_who_is_not_of_the_team_sees_and_marks_nothing(routes, who):
    version = routes.route()
    case = cast.case(routes.stage)
    by = getattr(routes.stage, who)

    for refused in (
        lambda: mark(routes, case, "s1", by=by),
        lambda: runs.unmark_step(
            case_id=case.pk, run_id=run_of(case).pk, step_key="s1", by=by, at=NOON
        ),
        lambda: runs.start_run(case_id=case.pk, version_id=version.pk, by=by, at=NOON),
        lambda: runs.end_run(case_id=case.pk, run_id=run_of(case).pk, by=by, at=NOON),
        lambda: access.list_runs(by, case_id=case.pk, at=NOON),
        lambda: access.list_routes_to_follow(by, case_id=case.pk, at=NOON),
    ):
        with pytest.raises(CaseNotVisible):
            refused()
    assert StepMark.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "kind", "problem"),
    [
        ("s1", "perhaps", "kind: unknown"),
        ("s9", "done", "step: unknown"),
        ("s2", "done", "step: marked"),
    ],
)
def test_what_is_no_mark_is_refused(routes, key, kind, problem):
    routes.route()
    case = cast.case(routes.stage)
    mark(routes, case, "s2")

    with pytest.raises(RunRefused, match=problem):
        mark(routes, case, key, kind)
    assert StepMark.objects.count() == 1


def test_a_run_of_another_case_is_not_there(routes):
    routes.route()
    one, other = cast.case(routes.stage), cast.case(routes.stage)

    with pytest.raises(RunRefused, match="run: unknown"):
        mark(routes, one, "s1", run=run_of(other))


def test_a_team_chooses_a_route_of_a_case_of_protection_itself(routes):
    version = routes.route()
    case = cast.case(routes.stage, protection_sensitive=True)
    assert access.list_routes_to_follow(routes.stage.amina, case_id=case.pk, at=NOON) == [version]

    run = runs.start_run(
        case_id=case.pk, version_id=version.pk, by=routes.stage.amina, at=NOON + HOUR
    )

    assert (run.version, run.started_at) == (version, NOON + HOUR)
    assert access.list_routes_to_follow(routes.stage.amina, case_id=case.pk, at=NOON) == []
    event = Event.objects.get(verb="case.run_started")
    assert (event.subject, event.facts) == (str(case.pk), {})  # not which route it is
    with pytest.raises(RunRefused, match="already_followed"):
        runs.start_run(case_id=case.pk, version_id=version.pk, by=routes.stage.amina, at=NOON)


@pytest.mark.parametrize("state", ["draft", "proposed", "superseded", "withdrawn", ""])
def test_what_does_not_work_is_not_followed(routes, state):
    version = routes.route()
    PathwayVersion.objects.update(state=state or "draft")
    case = cast.case(routes.stage, protection_sensitive=True)

    with pytest.raises(RunRefused, match="does_not_work"):
        runs.start_run(
            case_id=case.pk,
            version_id=version.pk if state else NEVER,
            by=routes.stage.amina,
            at=NOON,
        )


def test_a_run_ends_by_the_team_or_with_the_case(routes):
    routes.route()
    one, other = cast.case(routes.stage), cast.case(routes.stage)

    runs.end_run(case_id=one.pk, run_id=run_of(one).pk, by=routes.stage.amina, at=NOON + HOUR)
    actions.close_case(
        case_id=other.pk, reason=CaseClosing.HELPED, by=routes.stage.amina, at=NOON + 2 * HOUR
    )

    assert (run_of(one).ended_at, run_of(other).ended_at) == (NOON + HOUR, NOON + 2 * HOUR)
    with pytest.raises(RunRefused, match="run: ended"):
        mark(routes, one, "s1")
    with pytest.raises(CaseClosed):
        mark(routes, other, "s1")
    assert [one.state.outcome for one in views(routes, other)[0].steps] == ["skipped"] * 3


def test_the_chosen_plan_is_compared_with_the_route(routes):
    routes.route()
    case = cast.case(routes.stage)
    assert views(routes, case)[0].comparison == Comparison(missing=("s2",))
    actions.choose_route(
        case_id=case.pk,
        kind="direct",
        service_keys=["S-CLINIC", "S-HOUSE"],
        by=routes.stage.amina,
        at=NOON,
    )

    assert views(routes, case)[0].comparison == Comparison(beyond=("S-CLINIC",))


def test_as_many_queries_for_one_route_as_for_three(routes):
    routes.route()
    one = cast.case(routes.stage)
    routes.route()
    routes.route()
    three = cast.case(routes.stage)

    counts = []
    for case in (one, three):
        with CaptureQueriesContext(connection) as seen:
            views(routes, case)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def ended(routes, version, number, *, keys=("s1", "s2", "s3"), of=None, at=NOON):
    """Cases that followed a route to its end."""
    for _ in range(number):
        case = cast.case(routes.stage)
        run = run_of(case)
        for place, key in enumerate(keys, start=1):
            StepMark.objects.create(
                run=run,
                step_key=key,
                outcome="done",
                institution=routes.stage.nacaome,
                at=NOON + place * HOUR,
                marked_by=routes.stage.amina.id,
            )
        PathwayRun.objects.filter(pk=run.pk).update(ended_at=at)
        if of is not None:
            case.institution = of
            case.save()


def test_figures_are_of_whole_months_own_and_of_others_and_hide_small_cells(routes):
    version = routes.route()
    ended(routes, version, 7)
    ended(routes, version, 6, of=routes.stage.la_union)
    ended(routes, version, 1, keys=("s1",), of=routes.stage.la_union)
    in_december = NOON + 15 * DAY
    nothing = {outcome.value: 0 for outcome in StepOutcome}

    this_month = access.conformance_of(routes.stage.dora, version=version, at=NOON + HOUR)
    found = access.conformance_of(routes.stage.amina, version=version, at=in_december)

    assert [one.counts for one in this_month.own + this_month.others] == [nothing] * 6
    assert found.until == (TODAY + 11 * DAY)
    assert found.own[0] == ShownStep("s1", nothing | {"on_time": 7}, 60.0)
    # One of seven skipped the second step: neither cell tells which, nor their sum.
    assert found.others[1].counts == nothing | {"on_time": None, "skipped": None}
    assert found.others[1].median_minutes == 60.0


def test_figures_of_fewer_than_five_runs_are_all_hidden(routes):
    version = routes.route()
    ended(routes, version, 4)

    found = access.conformance_of(routes.stage.amina, version=version, at=NOON + 15 * DAY)

    assert found.own[0] == ShownStep(
        "s1", dict.fromkeys(outcome.value for outcome in StepOutcome), None
    )


def test_a_median_of_few_is_hidden_where_the_counts_are_shown():
    figures = StepFigures(
        "s1",
        dict.fromkeys(StepOutcome, 0) | {StepOutcome.SKIPPED: 9},
        None,
        (),
    )

    assert shown_steps([figures]) == (
        ShownStep("s1", {outcome.value: 0 for outcome in StepOutcome} | {"skipped": 9}, None),
    )

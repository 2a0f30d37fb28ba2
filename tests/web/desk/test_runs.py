"""The agreed routes of a case on its page: what is next, done, or does not apply."""

from datetime import timedelta

import pytest
from tests.factories import routes
from tests.factories.desk import LA_UNION, NACAOME, open_case
from tests.factories.pages import main_words, said

from relevo.cases.actions import choose_route, close_case
from relevo.cases.actions import runs as actions
from relevo.cases.models import PathwayRun, StepMark
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.pathways.actions import drafts, states
from relevo.web.desk.runs import REFUSED

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def version():
    return routes.agreed()


@pytest.fixture
def case(version):
    return open_case()


def page(case, language="es"):
    return f"/{language}/mesa/casos/{case.pk}/"


def run_of(case):
    return PathwayRun.objects.get(case=case)


def mark(client, case, key, kind, *, run=None):
    run_id = run or run_of(case).pk
    return client.post(f"{page(case)}rutas/{run_id}/{key}/", {"kind": kind}, follow=True)


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_shows_the_steps_of_the_version_that_the_case_follows(nacaome, case, language):
    shown = main_words(nacaome.get(page(case, language)))

    assert said("Agreed routes", language=language) in shown
    title = routes.HEAD.title_es if language == "es" else routes.HEAD.title_en
    assert title in shown
    for step in routes.steps():
        assert step.action.in_language(language) in shown
    assert (
        said(
            "Version %(number)s, the one that worked when the case began to follow it.",
            language=language,
            number=1,
        )
        in shown
    )


def test_page_of_a_case_without_a_route_says_nothing_of_routes(nacaome):
    assert said("Agreed routes") not in main_words(nacaome.get(page(open_case())))


def test_step_is_done_and_the_mark_taken_back(nacaome, case):
    shown = main_words(mark(nacaome, case, "s1", "done"))
    assert (
        StepMark.objects.get().outcome,
        said("On time", context="step of a route") in shown,
    ) == (
        "done",
        True,
    )

    shown = main_words(mark(nacaome, case, "s1", "undo"))

    assert StepMark.objects.count() == 0
    assert said("On time", context="step of a route") not in shown


def test_step_that_does_not_apply_is_said_so(nacaome, case):
    shown = main_words(mark(nacaome, case, "s2", "not_applicable"))

    assert StepMark.objects.get().outcome == "not_applicable"
    assert said("Did not apply", context="step of a route") in shown


def test_later_version_changes_nothing_for_the_case_and_the_page_says_so(nacaome, case, version):
    secretary = actor_of(routes.SECRETARY)
    second = drafts.new_version(key=version.pathway.key, by=secretary, at=STARTS_AT)
    states.propose_version(version_id=second.pk, by=secretary, at=STARTS_AT)
    states.validate_version(
        version_id=second.pk,
        acta_id=routes.acta("8-2020").pk,
        review_on=STARTS_AT.date() + timedelta(days=180),
        by=secretary,
        at=STARTS_AT,
    )

    shown = main_words(nacaome.get(page(case)))

    assert run_of(case).version == version
    assert said("Version %(number)s works by now; this case stays on its own.", number=2) in shown


def test_plan_beside_the_route_names_what_only_one_has(nacaome, case):
    choose_route(
        case_id=case.pk,
        kind="direct",
        service_keys=["SP-058"],
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )

    shown = main_words(nacaome.get(page(case)))

    assert said("The chosen plan beside this route") in shown
    assert "Solo en el plan:" in shown


def test_case_stops_following_and_may_choose_another(nacaome, case):
    run = run_of(case)

    shown = main_words(nacaome.post(f"{page(case)}rutas/{run.pk}/terminar/", follow=True))

    assert said("The case does not follow it any more.") in shown
    assert run_of(case).ended_at is not None
    shown = main_words(mark(nacaome, case, "s1", "done"))
    assert str(REFUSED["ended"]) in shown


def test_team_of_a_case_of_protection_chooses_a_route_from_the_page(nacaome, version):
    case = open_case(protection_sensitive=True)
    offered = said("Follow: %(title)s", title=routes.HEAD.title_es)
    assert offered in main_words(nacaome.get(page(case)))

    shown = main_words(
        nacaome.post(f"{page(case)}rutas/", {"version": str(version.pk)}, follow=True)
    )

    assert (run_of(case).version, offered in shown) == (version, False)
    again = nacaome.post(f"{page(case)}rutas/", {"version": str(version.pk)}, follow=True)
    assert str(REFUSED["already_followed"]) in main_words(again)


@pytest.mark.parametrize("is_demo", [True, False])
def test_real_institution_is_not_shown_late_or_skipping_on_a_demonstration(nacaome, case, is_demo):
    late = STARTS_AT - timedelta(hours=9)
    PathwayRun.objects.update(started_at=late)
    Institution.objects.filter(pk=case.institution_id).update(is_demo=is_demo)
    mark(nacaome, case, "s1", "done")
    mark(nacaome, case, "s3", "done")

    shown = main_words(nacaome.get(page(case)))

    failures = [said(word, context="step of a route") for word in ("Late", "Skipped")]
    assert [word in shown for word in failures] == [is_demo, is_demo]


@pytest.mark.parametrize("is_demo", [True, False])
def test_overdue_step_of_a_real_institution_has_no_clock_on_a_demonstration(nacaome, case, is_demo):
    PathwayRun.objects.update(started_at=STARTS_AT - timedelta(hours=9))
    Institution.objects.filter(pk=case.institution_id).update(is_demo=is_demo)

    response = nacaome.get(page(case))

    assert ("deadline-over" in response.content.decode()) is is_demo


@pytest.mark.parametrize(
    ("address", "values", "sentence"),
    [
        ("rutas/", {}, "Choose a route."),
        ("rutas/", {"version": NOBODY}, "This route does not work any more. Choose another one."),
        (f"rutas/{NOBODY}/s1/", {"kind": "done"}, "This route or this step is not there."),
        (f"rutas/{NOBODY}/s1/", {"kind": "x"}, "Choose what is to be said of the step."),
        (f"rutas/{NOBODY}/terminar/", {}, "This route or this step is not there."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(nacaome, case, address, values, sentence):
    shown = main_words(nacaome.post(f"{page(case)}{address}", values, follow=True))

    assert said(sentence) in shown
    assert StepMark.objects.count() == 0


def test_step_is_marked_once(nacaome, case):
    mark(nacaome, case, "s1", "done")

    assert str(REFUSED["marked"]) in main_words(mark(nacaome, case, "s1", "not_applicable"))
    assert StepMark.objects.get().outcome == "done"


def test_closed_case_has_no_buttons_and_takes_no_mark(nacaome, case):
    close_case(case_id=case.pk, reason="helped", by=actor_of(NACAOME), at=STARTS_AT)

    response = nacaome.get(page(case))
    assert said("Done", context="step of a route") not in main_words(response)
    assert said("The case is closed.") in main_words(mark(nacaome, case, "s1", "done"))
    assert StepMark.objects.count() == 0


@pytest.mark.parametrize("username", [LA_UNION, routes.SECRETARY])
def test_run_is_not_there_for_who_is_not_of_the_team(desk, case, username):
    run = run_of(case)
    actions.mark_step(
        case_id=case.pk,
        run_id=run.pk,
        step_key="s1",
        kind="done",
        by=actor_of(NACAOME),
        at=STARTS_AT,
    )

    statuses = {
        desk(username).post(f"{page(case)}{rest}", values).status_code
        for rest, values in (
            (f"rutas/{run.pk}/s1/", {"kind": "undo"}),
            (f"rutas/{run.pk}/terminar/", {}),
            ("rutas/", {"version": str(run.version.pk)}),
        )
    }

    run.refresh_from_db()
    assert (statuses, run.ended_at, StepMark.objects.count()) == ({404}, None, 1)

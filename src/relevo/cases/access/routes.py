"""Agreed routes of a case, and how a route was followed over all."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from relevo.cases import queries
from relevo.cases.access.doors import get_case
from relevo.cases.models import Case, PathwayRun, StepMark
from relevo.cases.rules import facts, views
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.runs import shown_steps
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import MarkKind, VersionState
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries.versions import content_of, list_in_force
from relevo.pathways.rules.comparison import Stop, compare
from relevo.pathways.rules.conformance import History, Mark, conformance, states_of


def list_runs(actor: Actor, *, case_id: UUID, at: datetime) -> tuple[views.RunView, ...]:
    """The agreed routes that a case follows, for its team; CaseNotVisible."""
    return _run_views(get_case(actor, case_id), at=at)


def list_routes_to_follow(actor: Actor, *, case_id: UUID, at: datetime) -> list[PathwayVersion]:
    """Routes that work now for what is known of a case and that it does not follow yet."""
    case = get_case(actor, case_id)
    known = queries.opened_facts(case.pk)
    followed = case.runs.values_list("version__pathway_id", flat=True)
    found = list_in_force(
        codes=facts.route_codes(known),
        side=queries.side_of(case, known),
        countries={known.nationality, known.heads_for} - {""},
        at=at,
    )
    return [
        version
        for version in found
        if version.pathway_id not in set(followed) and version.superseded_at is None
    ]


def conformance_of(
    actor: Actor, *, version: PathwayVersion, at: datetime
) -> views.ShownConformance:
    """How a route was followed, over runs that ended in whole months; small cells are hidden.

    Not a door to a case: histories have none. Others' figures stand together, never one by one.
    """
    local = at.astimezone(LOCAL)
    until = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = _run_histories(version, until=until)
    own = [history for institution, history in rows if institution == actor.institution_id]
    others = [history for institution, history in rows if institution != actor.institution_id]
    content = content_of(version)
    return views.ShownConformance(
        until=until.date(),
        own=shown_steps(conformance(content, own)),
        others=shown_steps(conformance(content, others)),
    )


def _run_views(case: Case, *, at: datetime) -> tuple[views.RunView, ...]:
    """The agreed routes that a case follows. As many queries for one step as for forty."""
    runs = list(
        PathwayRun.objects.filter(case=case)
        .select_related("version__pathway")
        .prefetch_related(Prefetch("marks", StepMark.objects.order_by("at", "id")))
        .order_by("started_at", "id")
    )
    if not runs:
        return ()
    working = dict(
        PathwayVersion.objects.filter(
            pathway__in=[run.version.pathway_id for run in runs], state=VersionState.VALIDATED
        )
        .order_by("pathway_id")
        .values_list("pathway_id", "number")
    )
    stops = _stops_of(case)
    return tuple(_run_view(run, stops, working=working, at=at) for run in runs)


def _run_view(
    run: PathwayRun, stops: list[Stop], *, working: Mapping[UUID, int], at: datetime
) -> views.RunView:
    content = content_of(run.version)
    history = _history_of(run)
    states = states_of(content, history)
    pathway = run.version.pathway
    newer = working.get(pathway.pk, run.version.number)
    return views.RunView(
        run_id=run.pk,
        pathway_key=pathway.key,
        title=LocalisedText(es=pathway.title_es, en=pathway.title_en),
        number=run.version.number,
        started_at=run.started_at,
        ended_at=run.ended_at,
        newer_number=newer if newer > run.version.number else None,
        steps=tuple(
            views.RunStep(
                step=step,
                state=states[step.key],
                is_marked=step.key in history.marks,
                is_overdue=(due := states[step.key].due_at) is not None and due < at,
            )
            for step in content.steps
        ),
        comparison=compare(stops, content),
    )


def _history_of(run: PathwayRun) -> History:
    return History(
        started_at=run.started_at,
        ended_at=run.ended_at,
        marks={
            mark.step_key: Mark(MarkKind(mark.outcome), mark.at, mark.institution_id)
            for mark in run.marks.all()
        },
    )


def _stops_of(case: Case) -> list[Stop]:
    """The services of the route that was chosen last, in its order."""
    route = queries.current_route(case)
    if route is None:
        return []
    rows = Service.objects.select_related("institution").prefetch_related("terms")
    found = {row.key: row for row in rows.filter(key__in=route.service_keys).order_by("key")}
    return [
        Stop(
            key, found[key].institution.key, frozenset(term.code for term in found[key].terms.all())
        )
        for key in route.service_keys
        if key in found
    ]


def _run_histories(version: PathwayVersion, *, until: datetime) -> list[tuple[UUID, History]]:
    """Ended runs of a version with the institution of each; no case in them."""
    runs = (
        PathwayRun.objects.filter(version=version, ended_at__lt=until)
        .select_related("case")
        .prefetch_related(Prefetch("marks", StepMark.objects.order_by("at", "id")))
        .order_by("ended_at", "id")
    )
    return [(run.case.institution_id, _history_of(run)) for run in runs]

"""A case follows agreed routes: in the version that worked when it opened, to its end.

What is written of it in clear is that a step was done or does not apply, when, by which
institution. Nothing of the case stands in a mark, and the audit does not say which route it is: the
route of trafficking victims says who somebody is.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.errors import RunRefused
from relevo.cases.models import Case, PathwayRun, StepMark
from relevo.cases.rules import facts as fact_rules
from relevo.cases.rules.facts import CaseFacts
from relevo.kernel.actor import Actor
from relevo.pathways.enums import MarkKind, VersionState
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions

MOST_RUNS = 3
"""One person may need several routes; more than these would be no plan."""


def start_fitting_runs(case: Case, *, facts: CaseFacts, at: datetime) -> list[PathwayRun]:
    """At the opening of a case: the routes that work now for what is known, on this side.

    Which route a case follows stands in clear. Of a case of protection it would say who somebody
    is, so there nothing begins by itself: the team may choose it (``start_run``).
    """
    if fact_rules.is_protection_sensitive(facts):
        return []
    side = queries.side_of(case, facts)
    found = versions.list_in_force(
        codes=fact_rules.route_codes(facts),
        side=side,
        countries={facts.nationality, facts.heads_for} - {""},
        at=at,
    )
    return [
        PathwayRun.objects.create(case=case, version=version, started_at=at)
        for version in found[:MOST_RUNS]
    ]


@transaction.atomic
def start_run(*, case_id: UUID, version_id: UUID, by: Actor, at: datetime) -> PathwayRun:
    """Let a case follow a route that works now, by choice of its team.

    Raises CaseNotVisible, CaseClosed, RunRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    version = PathwayVersion.objects.filter(pk=version_id, state=VersionState.VALIDATED).first()
    if version is None:
        raise RunRefused(field="version", problem="does_not_work")
    running = PathwayRun.objects.filter(case=case)
    if running.filter(version__pathway=version.pathway_id).exists():
        raise RunRefused(field="version", problem="already_followed")
    if running.filter(ended_at=None).count() >= MOST_RUNS:
        raise RunRefused(field="version", problem="too_many")
    run = PathwayRun.objects.create(case=case, version=version, started_at=at)
    audit.record("case.run_started", subject=str(case.pk), actor=by, at=at)
    return run


@transaction.atomic
def mark_step(
    *, case_id: UUID, run_id: UUID, step_key: str, kind: str, by: Actor, at: datetime
) -> StepMark:
    """Say that a step was done, or does not apply.

    Raises CaseNotVisible, CaseClosed, RunRefused.
    """
    run = _open_run(case_id, run_id, by=by)
    if kind not in MarkKind.values:
        raise RunRefused(field="kind", problem="unknown")
    if versions.content_of(run.version).step(step_key) is None:
        raise RunRefused(field="step", problem="unknown")
    if StepMark.objects.filter(run=run, step_key=step_key).exists():
        raise RunRefused(field="step", problem="marked")
    mark = StepMark.objects.create(
        run=run,
        step_key=step_key,
        outcome=kind,
        institution_id=run.case.institution_id,
        at=at,
        marked_by=by.id,
    )
    audit.record("case.step_marked", subject=str(run.case_id), actor=by, at=at)
    return mark


@transaction.atomic
def unmark_step(*, case_id: UUID, run_id: UUID, step_key: str, by: Actor, at: datetime) -> None:
    """Take a mark back that was set by mistake. Raises CaseNotVisible, CaseClosed, RunRefused."""
    run = _open_run(case_id, run_id, by=by)
    gone, _rows = StepMark.objects.filter(run=run, step_key=step_key).delete()
    if not gone:
        raise RunRefused(field="step", problem="not_marked")
    audit.record("case.step_unmarked", subject=str(run.case_id), actor=by, at=at)


@transaction.atomic
def end_run(*, case_id: UUID, run_id: UUID, by: Actor, at: datetime) -> PathwayRun:
    """The case does not follow this route any more.

    Raises CaseNotVisible, CaseClosed, RunRefused.
    """
    run = _open_run(case_id, run_id, by=by)
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    audit.record("case.run_ended", subject=str(run.case_id), actor=by, at=at)
    return run


def end_runs(case: Case, *, at: datetime) -> None:
    """With the case end the routes it follows."""
    PathwayRun.objects.filter(case=case, ended_at=None).update(ended_at=at)


def _open_run(case_id: UUID, run_id: UUID, *, by: Actor) -> PathwayRun:
    case = access.locked_case(by, case_id=case_id)
    run = PathwayRun.objects.select_related("version", "case").filter(case=case, pk=run_id).first()
    if run is None:
        raise RunRefused(field="run", problem="unknown")
    if run.ended_at is not None:
        raise RunRefused(field="run", problem="ended")
    return run

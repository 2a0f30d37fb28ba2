"""One route: its versions, who stands behind which step, what was changed, what does not hold."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import VersionState
from relevo.pathways.models import Pathway, PathwayVersion
from relevo.pathways.queries import stances, versions
from relevo.pathways.queries.stances import InstitutionStance, StepStance
from relevo.pathways.rules.content import HEAD_TEXTS, Content
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.pathways import choices, findings, reading
from relevo.web.desk.pathways.changes import told_changes
from relevo.web.desk.pathways.forms import AdoptForm
from relevo.web.desk.pathways.reading import Reading
from relevo.web.flowchart import ToldStep, names_of, told, told_steps
from relevo.web.paging import whole_number
from relevo.web.pathway_phrases import CHILDREN_HEARD, HEAD_FIELDS

SECTION = "pathways"
FOREMOST = (
    VersionState.VALIDATED,
    VersionState.PROPOSED,
    VersionState.DRAFT,
    VersionState.SUPERSEDED,
    VersionState.WITHDRAWN,
)
ON_STANCES = frozenset({VersionState.VALIDATED, VersionState.SUPERSEDED})
"""States in which institutions have a word on a version."""


@dataclass(frozen=True, slots=True)
class StandingStep:
    """A step with the word of the institution it stands on, and who has a reservation to it."""

    told: ToldStep
    stance: str
    by: str
    reserved_by: list[str]


@dataclass(frozen=True, slots=True)
class Stand:
    """How one institution stands to a version. ``numbers``: the steps it is responsible for."""

    name: str
    stance: str
    document: str
    text: str
    on: object
    numbers: list[int]
    about: list[int]


def shown_version(pathway: Pathway) -> PathwayVersion:
    """The version that works; else the one in work; else the last that was."""
    known = list(pathway.versions.all())
    return min(known, key=lambda row: (FOREMOST.index(VersionState(row.state)), -row.number))


@require_safe
def pathway(request: DeskRequest, key: str, number: int = 0) -> HttpResponse:
    """A version of a route: the one that works, unless the address names another."""
    found = reading.pathway_or_404(key)
    version = reading.version_or_404(key, number or shown_version(found).number)
    read = reading.read(version)
    at = clock.now()
    steps = told_steps(read.content, names=read.names)
    return render(
        request,
        "desk/pathway_page.html",
        {
            "pathway": found,
            "version": version,
            "title": reading.title_of(found),
            "is_invented": reading.is_demo(found),
            "territory": reading.territory_of(found),
            "profiles": list(reading.profile_names([found]).values()),
            "drawings": reading.drawings(read),
            "steps": _standing(version, read.content, steps),
            **_stands(version, read.content),
            "guide": guide_of(read.content),
            "findings": findings.findings_of(version, read.content, at=at),
            "is_review_due": version.review_on is not None and version.review_on <= at.date(),
            "others": [row for row in found.versions.all() if row.pk != version.pk],
            "adopt_form": AdoptForm(
                networks=choices.network_options(choices.own_networks(request.actor))
            )
            if found.is_seed
            else None,
            "may_begin_next": _may_begin_next(found),
            "section": SECTION,
            **reading.tools(request.actor, version),
        },
    )


def _may_begin_next(pathway: Pathway) -> bool:
    in_work = {VersionState.DRAFT, VersionState.PROPOSED}
    return not any(row.state in in_work for row in pathway.versions.all())


def _standing(
    version: PathwayVersion, content: Content, steps: list[ToldStep]
) -> list[StandingStep]:
    """Each step with what it stands on; only a validated version stands on anything."""
    if version.state not in ON_STANCES:
        return [StandingStep(step, "", "", []) for step in steps]
    by_key: dict[str, StepStance] = {
        row.step.key: row for row in stances.stances_by_step(version, content)
    }
    return [
        StandingStep(
            told=step,
            stance=by_key[step.key].stance,
            by=_named(by_key[step.key]),
            reserved_by=[institution_name(row) for row in by_key[step.key].reserved_by],
        )
        for step in steps
    ]


def _named(row: StepStance) -> str:
    return institution_name(row.institution) if row.institution else ""


def _stands(version: PathwayVersion, content: Content) -> dict[str, object]:
    """Who said something or answers for a step; of the others of the network, how many."""
    if version.state not in ON_STANCES:
        return {"stands": [], "silent": 0}
    rows = stances.list_stances(version)
    shown = [row for row in rows if row.said is not None or row.steps]
    numbers = {key: number for number, key in enumerate(content.keys, start=1)}
    return {
        "stands": [_stand(row, numbers) for row in shown],
        "silent": len(rows) - len(shown),
    }


def _stand(row: InstitutionStance, numbers: dict[str, int]) -> Stand:
    said = row.said
    return Stand(
        name=institution_name(row.institution),
        stance=row.stance,
        document=said.document if said else "",
        text=told(LocalisedText(said.text_es, said.text_en)) if said else "",
        on=said.on if said else None,
        numbers=[numbers[key] for key in row.steps if key in numbers],
        about=[numbers[key] for key in said.step_keys if key in numbers] if said else [],
    )


def guide_of(content: Content) -> list[tuple[str, str]]:
    """What is said beside the steps: label and words; what is empty is left out."""
    texts = [(str(HEAD_FIELDS[name]), told(getattr(content, name))) for name in HEAD_TEXTS]
    heard = (str(HEAD_FIELDS["children_heard"]), str(CHILDREN_HEARD[content.children_heard]))
    return [pair for pair in (*texts[:-1], heard, texts[-1]) if pair[1]]


@require_safe
def compare(request: DeskRequest, key: str) -> HttpResponse:
    """Two versions of a route: every change between them, in words and in both languages."""
    found = reading.pathway_or_404(key)
    numbers = [row.number for row in found.versions.all()]
    new = whole_number(request.GET.get("to", "")) or numbers[0]
    old = whole_number(request.GET.get("from", "")) or max(new - 1, 1)
    older, newer = _content(key, old), _content(key, new)
    names = names_of([older.content, newer.content])
    return render(
        request,
        "desk/pathway_compare.html",
        {
            "pathway": found,
            "title": reading.title_of(found),
            "old": older.version,
            "new": newer.version,
            "numbers": numbers,
            "changes": told_changes(older.content, newer.content, names=names),
            "section": SECTION,
        },
    )


def _content(key: str, number: int) -> Reading:
    version = reading.version_or_404(key, number)
    return Reading(version, versions.content_of(version), names_of([]))

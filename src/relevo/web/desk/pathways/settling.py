"""A text that was kept beside a draft: shown against the current one, and settled by a person."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.pathways.actions import drafts
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import Content
from relevo.pathways.rules.diff import Change, apply, diff, merge, unit_of
from relevo.plumbing import clock
from relevo.plumbing.models import Revision
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.pathways import reading, refused
from relevo.web.desk.pathways.changes import COUNTER, ToldChange, told_of
from relevo.web.desk.pathways.forms import SettleForm
from relevo.web.flowchart import names_of


@dataclass(frozen=True, slots=True)
class Unit:
    """Changes that go together: of one step, one branch, one text of the head."""

    code: str
    theirs: list[ToldChange]
    ours: list[ToldChange]
    """What the current content says of the same; empty: nobody else touched it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The content both grew out of, the current one, and the one kept beside."""

    row: Revision
    base: Content
    current: Content
    theirs: Content

    def units(self) -> list[Unit]:
        """Their changes by what they are about, each beside the current ones."""
        names = names_of([self.base, self.current, self.theirs])
        ours, theirs = _by_unit(self.base, self.current), _by_unit(self.base, self.theirs)
        return [
            Unit(
                code=_code(unit),
                theirs=told_of(changes, old=self.base, new=self.theirs, names=names),
                ours=told_of(ours.get(unit, []), old=self.base, new=self.current, names=names),
            )
            for unit, changes in theirs.items()
        ]

    def taken(self, codes: list[str]) -> Content | None:
        """The current content with the chosen changes in place of its own of the same unit.

        None when they do not hold without others that were not chosen.
        """
        theirs, ours = diff(self.base, self.theirs), diff(self.base, self.current)
        chosen = [change for change in theirs if _is_in(change, codes)]
        kept = [change for change in ours if not _is_in(change, codes)]
        try:
            return merge(self.base, current=apply(self.base, kept), theirs=apply(self.base, chosen))
        except (KeyError, ValueError):
            return None


def _by_unit(old: Content, new: Content) -> dict[tuple[str, ...], list[Change]]:
    found: dict[tuple[str, ...], list[Change]] = {}
    for change in diff(old, new):
        unit = unit_of(change)
        if COUNTER not in unit:
            found.setdefault(unit, []).append(change)
    return found


def _code(unit: tuple[str, ...]) -> str:
    return " ".join(unit)


def _is_in(change: Change, codes: list[str]) -> bool:
    return _code(unit_of(change)) in codes


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: DeskRequest, key: str, number: int, revision_id: int) -> HttpResponse:
    """Both contents side by side; what is ticked is taken in, the rest is set aside."""
    version = reading.version_or_404(key, number)
    beside = _beside(version, revision_id)
    units = beside.units()
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        units=[(unit.code, unit.theirs[0].what) for unit in units if unit.theirs],
    )
    if request.method == "POST" and form.is_valid():
        done = _settle(request, version, beside, form.cleaned_data["units"])
        if done:
            return redirect("desk:pathway-draft", key=key, number=number)
    return render(
        request,
        "desk/pathway_beside.html",
        {
            "version": version,
            "pathway": version.pathway,
            "units": units,
            "form": form,
            "kept_at": beside.row.at,
            "section": "pathways",
        },
        status=422 if request.method == "POST" else 200,
    )


def _beside(version: PathwayVersion, revision_id: int) -> Beside:
    for row, theirs in versions.beside_of(version):
        if row.pk == revision_id:
            base = versions.content_at(version, row.base)
            return Beside(row, base, versions.content_of(version), theirs)
    raise Http404


def _settle(
    request: DeskRequest, version: PathwayVersion, beside: Beside, codes: list[str]
) -> bool:
    content = beside.taken(codes) if codes else None
    if codes and content is None:
        messages.error(
            request,
            gettext("These changes do not hold alone: take more of them, or set them all aside."),
        )
        return False
    try:
        drafts.settle_beside(
            version_id=version.pk,
            revision_id=beside.row.pk,
            content=content,
            by=request.actor,
            at=clock.now(),
        )
    except refused.ALL as refusal:
        messages.error(request, refused.refusal(refusal))
        return False
    if codes:
        messages.success(request, gettext("Taken in. What was not taken stays readable."))
    else:
        messages.success(request, gettext("Set aside. It stays readable."))
    return True

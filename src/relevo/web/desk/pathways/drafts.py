"""Writing a route together: its head, its guide, steps and branches, and what was kept beside."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.pathways.actions import drafts
from relevo.pathways.actions.drafts import Edited, PathwayHead
from relevo.pathways.enums import VersionState
from relevo.pathways.errors import PathwayUnknown
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules import edits
from relevo.pathways.rules.content import Content, Step
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.pathways import choices, reading, refused
from relevo.web.desk.pathways.forms import (
    AdoptForm,
    BranchForm,
    BranchRemoveForm,
    GuideForm,
    LaneForm,
    MoveForm,
    NewPathwayForm,
    RemoveForm,
    StepForm,
)
from relevo.web.flowchart import ToldStep, told_steps

Edit = Callable[[Content], Content]
SECTION = "pathways"


@require_http_methods(["GET", "HEAD", "POST"])
def new_pathway(request: DeskRequest) -> HttpResponse:
    """Begin a route of one of one's networks."""
    form = NewPathwayForm(
        request.POST if request.method == "POST" else None,
        networks=choices.network_options(choices.own_networks(request.actor)),
        profiles=choices.profile_options(),
        crossings=choices.crossing_options(),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        head = PathwayHead(
            title_es=told["title_es"],
            title_en=told["title_en"],
            profiles=tuple(told["profiles"]),
            countries=tuple(told["countries"]),
            crossing_key=told["crossing"],
        )
        try:
            version = drafts.draft_pathway(
                head, network_key=told["network"], by=request.actor, at=clock.now()
            )
        except refused.ALL as refusal:
            form.add_error(None, refused.refusal(refusal))
        else:
            return redirect("desk:pathway-draft", key=version.pathway.key, number=version.number)
    context = {"form": form, "section": SECTION}
    return render(request, "desk/pathway_new.html", context, status=422 if form.errors else 200)


@require_POST
def adopt(request: DeskRequest, key: str) -> HttpResponse:
    """A network takes a draft from public sources up."""
    pathway = reading.pathway_or_404(key)
    form = AdoptForm(
        request.POST, networks=choices.network_options(choices.own_networks(request.actor))
    )
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the networks in which you write routes."))
        return redirect("desk:pathway", key=key)
    try:
        version = drafts.adopt_seed(
            key=pathway.key,
            network_key=form.cleaned_data["network"],
            by=request.actor,
            at=clock.now(),
        )
    except refused.ALL as refusal:
        messages.error(request, refused.refusal(refusal))
        return redirect("desk:pathway", key=key)
    messages.success(request, gettext("Your network has its own draft now. The seed stays."))
    return redirect("desk:pathway-draft", key=version.pathway.key, number=version.number)


@require_POST
def new_version(request: DeskRequest, key: str) -> HttpResponse:
    """Begin the next version; the one that works goes on working."""
    reading.pathway_or_404(key)
    try:
        version = drafts.new_version(key=key, by=request.actor, at=clock.now())
    except refused.ALL as refusal:
        messages.error(request, refused.refusal(refusal))
        return redirect("desk:pathway", key=key)
    return redirect("desk:pathway-draft", key=key, number=version.number)


@require_safe
def draft(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """The draft with everything that can be changed of it."""
    version = _draft(key, number)
    if version is None:
        return redirect("desk:pathway-version", key=key, number=number)
    read = reading.read(version)
    steps = told_steps(read.content, names=read.names)
    return render(
        request,
        "desk/pathway_draft.html",
        {
            "version": version,
            "pathway": version.pathway,
            "steps": _placed(steps),
            "lanes": _lanes(read.content, steps),
            "drawings": reading.drawings(read),
            "branch_form": BranchForm(
                steps=choices.step_options(read.content), initial={"base": version.revision}
            ),
            "beside": [row for row, _content in versions.beside_of(version)],
            "section": SECTION,
            **reading.tools(request.actor, version),
        },
    )


def _placed(steps: Sequence[ToldStep]) -> list[dict[str, object]]:
    """Each step with what it would stand behind one place up, and one place down."""
    keys = [step.key for step in steps]
    return [
        {
            "told": step,
            "is_first": place == 0,
            "is_last": place + 1 == len(steps),
            "up": keys[place - 2] if place > 1 else "",
            "down": keys[min(place + 1, len(steps) - 1)],
        }
        for place, step in enumerate(steps)
    ]


def _lanes(content: Content, steps: Sequence[ToldStep]) -> list[tuple[str, str, str, str]]:
    """Side, institution, its words and those of its side: lanes to which a step can be given."""
    found = {
        (step.side, step.institution_key): (told.who, told.side_words)
        for step, told in zip(content.steps, steps, strict=True)
        if step.institution_key
    }
    return [(side, key, who, words) for (side, key), (who, words) in found.items()]


def _draft(key: str, number: int) -> PathwayVersion | None:
    """The version if it can still be written on."""
    version = reading.version_or_404(key, number)
    return version if version.state == VersionState.DRAFT else None


def _save(request: DeskRequest, version: PathwayVersion, *, base: int, edit: Edit) -> Edited | None:
    """Save an edit made on a revision; None when it was refused, which is told."""
    try:
        if base > version.revision:
            raise PathwayUnknown(str(base))
        content = edit(versions.content_at(version, base))
        edited = drafts.edit_version(
            version_id=version.pk, content=content, base=base, by=request.actor, at=clock.now()
        )
    except refused.ALL as refusal:
        messages.error(request, refused.refusal(refusal))
        return None
    if not edited.is_current:
        messages.warning(
            request,
            gettext(
                "Somebody else changed the same part meanwhile. "
                "What you wrote is kept beside: decide together which holds."
            ),
        )
    elif edited.is_merged:
        messages.success(
            request, gettext("Saved, together with what somebody else saved meanwhile.")
        )
    else:
        messages.success(request, gettext("Saved."))
    return edited


def _back(version: PathwayVersion, step_key: str = "") -> HttpResponse:
    """Back to the draft, at the step one was at."""
    address = reverse(
        "desk:pathway-draft", kwargs={"key": version.pathway.key, "number": version.number}
    )
    return redirect(f"{address}#{step_key}" if step_key else address)


def _moved_on(request: DeskRequest, key: str, number: int) -> HttpResponse:
    messages.error(request, gettext("This version is no draft any more. Nothing was changed."))
    return redirect("desk:pathway-version", key=key, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """The artefacts beside the steps."""
    version = _draft(key, number)
    if version is None:
        return _moved_on(request, key, number)
    content = versions.content_of(version)
    if request.method != "POST":
        form = GuideForm(initial=GuideForm.filled(content, base=version.revision))
        return _guide_page(request, version, form)
    form = GuideForm(request.POST)
    if not form.is_valid():
        return _guide_page(request, version, form)
    changed = form.changed()
    edited = _save(
        request,
        version,
        base=form.cleaned_data["base"],
        edit=lambda before: replace(before, **changed),
    )
    return _back(version) if edited else _guide_page(request, version, form, status=422)


def _guide_page(
    request: DeskRequest, version: PathwayVersion, form: GuideForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "version": version,
        "pathway": version.pathway,
        "form": form,
        "pairs": _pairs(form),
        "section": SECTION,
    }
    return render(
        request, "desk/pathway_guide.html", context, status=422 if form.errors else status
    )


def _pairs(form: forms.Form) -> list[tuple[forms.BoundField, forms.BoundField]]:
    """The two fields of each text."""
    names = [name.removesuffix("_es") for name in form.fields if name.endswith("_es")]
    return [(form[f"{name}_es"], form[f"{name}_en"]) for name in names]


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, key: str, number: int, step_key: str = "") -> HttpResponse:
    """One step: as it is, or a new one."""
    version = _draft(key, number)
    if version is None:
        return _moved_on(request, key, number)
    content = versions.content_of(version)
    found = content.step(step_key)
    if step_key and found is None:
        messages.error(request, gettext("This step is not there any more. Nothing was changed."))
        return _back(version)
    before = found or _blank(version, content)
    options = choices.step_choices(version.pathway, content, on=clock.now().date())
    if request.method != "POST":
        initial = StepForm.filled(before, base=version.revision)
        initial["after"] = content.keys[-1] if content.keys else ""
        form = StepForm(choices=options, is_new=found is None, initial=initial)
        return _step_page(request, version, form, step_key=step_key)
    form = StepForm(request.POST, choices=options, is_new=found is None)
    if not form.is_valid():
        return _step_page(request, version, form, step_key=step_key)
    edited = _save(
        request, version, base=form.cleaned_data["base"], edit=_step_edit(form, before, step_key)
    )
    if edited is None:
        return _step_page(request, version, form, step_key=step_key, status=422)
    return _back(version, step_key)


def _blank(version: PathwayVersion, content: Content) -> Step:
    sides = version.pathway.countries.split("|")
    side = content.steps[-1].side if content.steps else sides[0]
    return Step(key="s1", side=side)


def _step_edit(form: StepForm, before: Step, step_key: str) -> Edit:
    step = form.step(before)
    if step_key:
        return lambda content: edits.put_step(content, step)
    after = form.cleaned_data["after"]
    return lambda content: edits.add_step(content, step, after_key=after)


def _step_page(
    request: DeskRequest,
    version: PathwayVersion,
    form: StepForm,
    *,
    step_key: str,
    status: int = 200,
) -> HttpResponse:
    context = {
        "version": version,
        "pathway": version.pathway,
        "form": form,
        "step_key": step_key,
        "section": SECTION,
    }
    return render(request, "desk/pathway_step.html", context, status=422 if form.errors else status)


def _post_edit(
    request: DeskRequest, key: str, number: int, form: forms.Form, *, make: Callable[[], Edit]
) -> HttpResponse:
    """What small forms of the draft page have in common: save, and back to the page."""
    version = _draft(key, number)
    if version is None:
        return _moved_on(request, key, number)
    if not form.is_valid():
        messages.error(
            request, gettext("This cannot be done as it was asked. Nothing was changed.")
        )
        return _back(version)
    _save(request, version, base=form.cleaned_data["base"], edit=make())
    return _back(version, form.cleaned_data.get("step", ""))


@require_POST
def move_step(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Put a step behind another: by its buttons, or by dragging it."""
    form = MoveForm(request.POST)

    def make() -> Edit:
        step_key, after = form.cleaned_data["step"], form.cleaned_data["after"]
        return lambda content: edits.move_step(content, step_key, after_key=after)

    return _post_edit(request, key, number, form, make=make)


@require_POST
def give_step(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Move a step to another lane."""
    form = LaneForm(request.POST)

    def make() -> Edit:
        told = form.cleaned_data

        def edit(content: Content) -> Content:
            step = content.step(told["step"])
            if step is None:
                raise PathwayUnknown(told["step"])
            given = replace(step, side=told["side"], institution_key=told["institution"])
            return edits.put_step(content, given)

        return edit

    return _post_edit(request, key, number, form, make=make)


@require_POST
def remove_step(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Take a step out."""
    form = RemoveForm(request.POST)

    def make() -> Edit:
        step_key = form.cleaned_data["step"]
        return lambda content: edits.remove_step(content, step_key)

    return _post_edit(request, key, number, form, make=make)


@require_POST
def put_branch(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Add a branch, or say its condition anew."""
    version = reading.version_or_404(key, number)
    options = choices.step_options(versions.content_of(version))
    form = BranchForm(request.POST, steps=options)

    def make() -> Edit:
        branch = form.branch()
        return lambda content: edits.put_branch(content, branch)

    return _post_edit(request, key, number, form, make=make)


@require_POST
def remove_branch(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Take a branch out."""
    form = BranchRemoveForm(request.POST)

    def make() -> Edit:
        ends = {name: form.cleaned_data[name] for name in ("from_key", "to_key")}
        return lambda content: edits.remove_branch(content, **ends)

    return _post_edit(request, key, number, form, make=make)

"""From draft to a route that works: proposed, validated by an acta; where institutions stand."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.kernel.text import LocalisedText
from relevo.networks.models import Acta
from relevo.pathways.actions import endorsements, states
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import local
from relevo.web.desk.pathways import reading, refused
from relevo.web.desk.pathways.choices import Option, step_options
from relevo.web.desk.pathways.forms import StanceForm, ValidateForm
from relevo.web.templatetags.relevo_web import day


def _done(request: DeskRequest, done: Callable[[], object], *, words: str) -> bool:
    """Whether it was done; a refusal is a sentence."""
    try:
        done()
    except refused.ALL as refusal:
        messages.error(request, refused.refusal(refusal))
        return False
    messages.success(request, words)
    return True


def _to(key: str, number: int) -> HttpResponse:
    return redirect("desk:pathway-version", key=key, number=number)


@require_POST
def propose(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Put a draft before the network; from here on its content does not change."""
    version = reading.version_or_404(key, number)
    _done(
        request,
        lambda: states.propose_version(version_id=version.pk, by=request.actor, at=clock.now()),
        words=gettext("Proposed. Its content does not change any more; an acta validates it."),
    )
    return _to(key, number)


@require_POST
def withdraw(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Take a draft or proposal out of work."""
    version = reading.version_or_404(key, number)
    _done(
        request,
        lambda: states.withdraw_version(version_id=version.pk, by=request.actor, at=clock.now()),
        words=gettext("Withdrawn. It stays readable, and a next version may begin."),
    )
    return _to(key, number)


@require_http_methods(["GET", "HEAD", "POST"])
def validate(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Say which acta validated a proposal, and by when it is reviewed."""
    version = reading.version_or_404(key, number)
    form = ValidateForm(request.POST if request.method == "POST" else None, actas=_actas(version))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        is_done = _done(
            request,
            lambda: states.validate_version(
                version_id=version.pk,
                acta_id=told["acta"],
                review_on=told["review_on"],
                by=request.actor,
                at=clock.now(),
            ),
            words=gettext("Validated: the route works from now on."),
        )
        if is_done:
            return _to(key, number)
    return render(
        request,
        "desk/pathway_validate.html",
        {"version": version, "pathway": version.pathway, "form": form, "section": "pathways"},
        status=422 if request.method == "POST" else 200,
    )


def _actas(version: PathwayVersion) -> list[Option]:
    """The actas of the network with day and attendance, newest first."""
    rows = Acta.objects.filter(network=version.pathway.network_id).order_by("-adopted_on", "number")
    return [(str(row.pk), _told_acta(row)) for row in rows]


def _told_acta(acta: Acta) -> str:
    values = {
        "number": acta.number,
        "date": day(acta.adopted_on),
        "title": local(LocalisedText(acta.title_es, acta.title_en)),
        "attending": acta.attending,
    }
    words = gettext("%(number)s of %(date)s: %(title)s (%(attending)d institutions attending)")
    return words % values


@require_http_methods(["GET", "HEAD", "POST"])
def stance(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """Say how one's own institution stands to a route that works."""
    version = reading.version_or_404(key, number)
    at = clock.now()
    form = StanceForm(
        request.POST if request.method == "POST" else None,
        steps=step_options(versions.content_of(version)),
        initial={"on": at.date()},
    )
    if request.method == "POST" and form.is_valid():
        is_done = _done(
            request,
            lambda: _say(request, version, form),
            words=gettext("Noted, in the name of your institution."),
        )
        if is_done:
            return _to(key, number)
    return render(
        request,
        "desk/pathway_stance.html",
        {"version": version, "pathway": version.pathway, "form": form, "section": "pathways"},
        status=422 if request.method == "POST" else 200,
    )


def _say(request: DeskRequest, version: PathwayVersion, form: StanceForm) -> None:
    told, at = form.cleaned_data, clock.now()
    text = LocalisedText(told["text_es"], told["text_en"])
    if told["stance"] == "endorsed":
        endorsements.endorse(
            version_id=version.pk, document=told["document"], on=told["on"], by=request.actor, at=at
        )
    elif told["stance"] == "noted":
        endorsements.note(
            version_id=version.pk,
            on=told["on"],
            document=told["document"],
            text=text,
            by=request.actor,
            at=at,
        )
    else:
        endorsements.reserve(
            version_id=version.pk,
            text=text,
            on=told["on"],
            document=told["document"],
            step_keys=told["step_keys"],
            by=request.actor,
            at=at,
        )

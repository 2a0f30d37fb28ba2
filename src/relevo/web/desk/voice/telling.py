"""Somebody tells a member by word of mouth; the member writes it down and cannot read it again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases.access.voices import people_on
from relevo.feedback.enums import Channel, Reached
from relevo.feedback.errors import ToldAlready
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.telling import (
    PlaceForm,
    TellForm,
    fresh_form,
    letter_of,
    local,
    places_of,
    readers_for,
    take,
)
from relevo.web.voice.introduction import in_other_languages, introduction


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: DeskRequest) -> HttpResponse:
    """The same two forms as without an account, and the same sentences read out before."""
    return _place(request) if request.method == "POST" else _where(request, PlaceForm())


def _where(request: DeskRequest, form: PlaceForm) -> HttpResponse:
    context = {
        "form": form,
        "introduction": introduction(get_language() or "es"),
        "other_languages": in_other_languages(),
    }
    return render(request, "desk/voice_where.html", context, status=422 if form.is_bound else 200)


def _place(request: DeskRequest) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _where(request, form)
    country, where = form.cleaned_data["country"], form.cleaned_data["where"]
    places = places_of(country, where, on_demo=clock.is_demo(), at=clock.now())
    return _ask(request, fresh_form(country, where, places=places), country=country)


def _ask(request: DeskRequest, form: TellForm, *, country: str) -> HttpResponse:
    context = {"form": form, "readers": readers_for(country, on=clock.now().date())}
    return render(request, "desk/voice_tell.html", context, status=422 if form.is_bound else 200)


@require_POST
def send(request: DeskRequest) -> HttpResponse:
    """What was told, taken once; its code is for the person."""
    at, on_demo = clock.now(), clock.is_demo()
    country, where = request.POST.get("country", ""), request.POST.get("where", "")
    form = TellForm(request.POST, places=places_of(country, where, on_demo=on_demo, at=at))
    if not form.is_valid():
        return _ask(request, form, country=country)
    try:
        receipt = take(
            form, channel=Channel.BY_MOUTH, barred_by_code=people_on, on_demo=on_demo, at=at
        )
    except ToldAlready:
        context = {"code": form.cleaned_data["code"], "receipt": None, "letter": None}
        return render(request, "desk/voice_written.html", context | {"due_on": None})
    if receipt is None:
        return _ask(request, form, country=country)
    outside_only = Reached.OUTSIDE_ONLY in receipt.reached
    context = {
        "code": "" if receipt.reached == {Reached.OUTSIDE_ONLY} else form.cleaned_data["code"],
        "receipt": receipt,
        "readers": [local(name) for name in receipt.readers],
        "letter": letter_of(form) if outside_only else None,
        "due_on": receipt.due_at,
    }
    return render(request, "desk/voice_written.html", context)

"""Telling without an account, and looking at the answer with a code.

No page sets a cookie, so none of these requests can be forged in somebody's name: there is no name.
A code travels in the body of a request only; no address ever holds it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from relevo.directory import queries as directory
from relevo.feedback import actions, queries
from relevo.feedback.access import BarredByCode
from relevo.feedback.actions import Receipt
from relevo.feedback.enums import Channel, Reached
from relevo.feedback.errors import FollowUpUnknown, TellingRefused, ToldAlready
from relevo.feedback.queries import FollowUp
from relevo.feedback.rules.bodies import body_of
from relevo.plumbing import clock
from relevo.web.telling import (
    PROBLEMS,
    AddForm,
    CodeForm,
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

UNKNOWN_STATUS = 422
METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt
@require_http_methods(METHODS)
def start(request: HttpRequest) -> HttpResponse:
    """What happens with what one says, before one says it."""
    return _where(request) if request.method == "POST" else _start(request, PlaceForm())


def _start(request: HttpRequest, form: PlaceForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "introduction": introduction(get_language() or "es"),
        "other_languages": in_other_languages(),
        "emergency_lines": directory.list_danger_lines(),
    }
    return render(request, "voice/start.html", context, status=status)


@csrf_exempt
@require_http_methods(METHODS)
def tell(request: HttpRequest) -> HttpResponse:
    """First where: then the second form is asked, which brings its code along."""
    return _where(request) if request.method == "POST" else redirect("voice:start")


def _where(request: HttpRequest) -> HttpResponse:
    place = PlaceForm(request.POST)
    if not place.is_valid():
        return _start(request, place, status=422)
    country, where = place.cleaned_data["country"], place.cleaned_data["where"]
    places = places_of(country, where, on_demo=clock.is_demo(), at=clock.now())
    return _ask(request, fresh_form(country, where, places=places), country=country)


@csrf_exempt
@require_http_methods(METHODS)
def send(request: HttpRequest, *, barred_by_code: BarredByCode) -> HttpResponse:
    """Then what: taken once, however often it is sent.

    ``barred_by_code``: handed in with the addresses. This surface knows no cases.
    """
    if request.method != "POST":
        return redirect("voice:start")
    at, on_demo = clock.now(), clock.is_demo()
    country = request.POST.get("country", "")
    where = request.POST.get("where", "")
    form = TellForm(request.POST, places=places_of(country, where, on_demo=on_demo, at=at))
    if not form.is_valid():
        return _ask(request, form, country=country)
    try:
        receipt = take(
            form, channel=Channel.ONLINE, barred_by_code=barred_by_code, on_demo=on_demo, at=at
        )
    except ToldAlready:
        return _received(request, form, None)
    if receipt is None:
        return _ask(request, form, country=country)
    return _received(request, form, receipt)


def _ask(request: HttpRequest, form: TellForm, *, country: str) -> HttpResponse:
    context = {"form": form, "readers": readers_for(country, on=clock.now().date())}
    return render(request, "voice/tell.html", context, status=422 if form.is_bound else 200)


def _received(request: HttpRequest, form: TellForm, receipt: Receipt | None) -> HttpResponse:
    """The code, once; and the letter, where nobody here may read it."""
    reached = receipt.reached if receipt is not None else frozenset()
    outside_only = Reached.OUTSIDE_ONLY in reached
    return render(
        request,
        "voice/received.html",
        {
            "code": "" if reached == {Reached.OUTSIDE_ONLY} else form.cleaned_data["code"],
            "receipt": receipt,
            "is_sealed": Reached.READERS in reached,
            "is_for_the_place": Reached.PLACE in reached,
            "readers": [local(name) for name in receipt.readers] if receipt else [],
            "due_on": receipt.due_at if receipt else None,
            "letter": letter_of(form) if outside_only else None,
            "asked_for_letter": form.cleaned_data["only_outside"],
        },
    )


@csrf_exempt
@require_http_methods(METHODS)
def follow(request: HttpRequest) -> HttpResponse:
    """How it stands and what was answered, for whoever has the code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _ask_code(request, form)
    try:
        found = queries.follow_up(form.cleaned_data["code"])
    except FollowUpUnknown:
        form.add_error("code", gettext("Nothing was told under this code. Look at it again."))
        return _ask_code(request, form)
    add = AddForm(initial={"code": form.cleaned_data["code"]})
    return _show(request, found, add)


def _ask_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = UNKNOWN_STATUS if form.is_bound else 200
    return render(request, "voice/code.html", {"form": form}, status=status)


def _show(
    request: HttpRequest, found: FollowUp, form: AddForm, *, added: bool = False
) -> HttpResponse:
    body = body_of(found.outside_body)
    return render(
        request,
        "voice/follow.html",
        {
            "found": found,
            "form": form,
            "added": added,
            "body": local(body.name) if body else "",
            "telephone": queries.telephone_of(body) if body else "",
            "country": body.country if body else "",
        },
        status=422 if form.is_bound else 200,
    )


@csrf_exempt
@require_http_methods(METHODS)
def add(request: HttpRequest) -> HttpResponse:
    """Something more, under the same code."""
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return redirect("voice:follow")
    if "code" in form.errors or not form.is_valid():
        return _not_added(request, form)
    code = form.cleaned_data["code"]
    try:
        actions.add(code=code, words=form.cleaned_data["words"], at=clock.now())
    except FollowUpUnknown:
        form.add_error("code", gettext("Nothing was told under this code. Look at it again."))
        return _not_added(request, form)
    except TellingRefused as refused:
        form.add_error("words", str(PROBLEMS[refused.field, refused.problem]))
        return _not_added(request, form)
    return _show(request, queries.follow_up(code), AddForm(initial={"code": code}), added=True)


def _not_added(request: HttpRequest, form: AddForm) -> HttpResponse:
    """The page of the code again; without a code that is known, the question for one."""
    try:
        found = queries.follow_up(form.cleaned_data.get("code", ""))
    except FollowUpUnknown:
        return _ask_code(request, form)
    return _show(request, found, form)

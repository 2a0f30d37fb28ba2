"""For whom keys are asked while a page is made, and what is said when none are given."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.audit import actions as audit
from relevo.keyholder.errors import HolderAway, KeysSealed, Rationed
from relevo.plumbing import clock
from relevo.plumbing.sealed import calling

STATUS: Mapping[type[Exception], int] = {KeysSealed: 503, HolderAway: 503, Rationed: 429}
VISITOR = "visitor"


class Keys:
    """Every key that a page needs is asked in the name of who looks at it.

    The keys may be sealed, or this person may have had as many as an hour allows. Then nothing of
    the page is shown; that somebody came to the end of the ration is recorded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with calling(lambda: _name_of(request), lambda: _view_of(request)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        status = STATUS.get(type(refusal))
        if status is None:
            return None
        actor = getattr(request, "actor", None)
        if isinstance(refusal, Rationed) and actor is not None:
            audit.record_access(
                "keys.rationed", subject=_view_of(request), actor=actor, at=clock.now()
            )
        return render(request, f"{status}.html", status=status)


def _name_of(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return VISITOR if actor is None else str(actor.id)


def _view_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match else "") or VISITOR

"""What is not there for somebody is a page that does not exist, for every view alike."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from relevo.cases.errors import CaseNotVisible, ReadingTooFast


class CaseNotVisibleIsNotFound:
    """Answers a case of others with the very bytes of one that never was.

    Who has opened more cases than anybody works on is told to stop.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if isinstance(refusal, ReadingTooFast):
            return render(request, "desk/reading_stopped.html", status=429)
        if not isinstance(refusal, CaseNotVisible):
            return None
        return page_not_found(request, Http404())

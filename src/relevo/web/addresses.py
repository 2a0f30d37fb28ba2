"""Addresses that nobody can have meant: one with a NUL in it leads nowhere.

A database of ours cannot even compare such a text, so no view needs to think of it.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\0"


def no_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: such an address is a page that does not exist."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = (value for _name, found in request.GET.lists() for value in found)
        if NUL in request.path_info or any(NUL in value for value in values):
            raise Http404
        return get_response(request)

    return middleware

"""Headers and the request's incident number: what every answer carries, whoever made it."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PUBLIC_NAMESPACE = "public"
LINK_NAMESPACES = ("link", "answer", "voice")
"""Pages behind a signed link: their address is the key, so no other page may be told of it."""
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
HEADERS: dict[str, str] = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def security_headers(get_response: GetResponse) -> GetResponse:
    """Harden every answer; what is not a public page is never kept by a browser or a proxy.

    The safe side is the default: only a view of the public surface may say something else about
    caching. A page that no route matched, a refusal or a failure is not kept either.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["Referrer-Policy"] = _referrer_policy(request)
        if not _may_be_kept(request):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def _referrer_policy(request: HttpRequest) -> str:
    """A public page tells nobody where its reader came from, not even this server.

    Elsewhere this server alone is told: without it a browser sends forms with ``Origin: null``,
    and the check against forged requests refuses them.
    """
    told_nobody = _is_public(request) or any(
        _is_in(namespace, request) for namespace in LINK_NAMESPACES
    )
    return "no-referrer" if told_nobody else "same-origin"


def _is_public(request: HttpRequest) -> bool:
    return _is_in(PUBLIC_NAMESPACE, request)


def _is_in(namespace: str, request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and namespace in match.namespaces


def _may_be_kept(request: HttpRequest) -> bool:
    """Static files, which are the same for all, and what the public surface answers."""
    if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return True
    return _is_public(request)


def incident_number(get_response: GetResponse) -> GetResponse:
    """Give each request a number that the failure page shows and the log repeats.

    It is random and belongs to one request: it connects a telephone call about a failure with its
    line in the log, and nothing with a person.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.META["relevo.incident"] = secrets.token_hex(4)
        return get_response(request)

    return middleware


def incident_of(request: object) -> str:
    """The number of a request; empty for what is not a request or came before the middleware."""
    return request.META.get("relevo.incident", "") if isinstance(request, HttpRequest) else ""

"""The wall before every desk page: signed in, second factor shown, a member today, not idle."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from relevo.accounts import queries
from relevo.accounts.errors import NoMembership
from relevo.accounts.models import User
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest

IDLE_SECONDS = 15 * 60
LONGEST_SECONDS = 12 * 3600
TOUCH_SECONDS = 60
SEEN = "seen_at"
SINCE = "since"
SECOND_FACTOR = "second_factor"
INSTITUTION = "institution"
ASKS_FOR_A_CODE = frozenset({"mfa_authenticate", "mfa_reauthenticate"})
"""Where allauth asks for the code of an app; its other such pages set apps up or take them away."""


class DeskWall:
    """Guards by URL namespace, so that a new desk page is behind the wall by being in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],  # noqa: ARG002 -- Django's signature
        args: tuple[Any, ...],  # noqa: ARG002 -- Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002 -- Django's signature
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is not None and _changes_the_second_factor(match.url_name or ""):
            return _to_second_factor(request)
        if match is None or "desk" not in match.namespaces:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if _is_over(request):
            request.session.flush()  # not ``logout``: that writes, and this may be a GET
            return _to_sign_in(request)
        user = request.user
        if not has_second_factor(request):
            return redirect(second_factor_url(user))
        return _admit(cast("DeskRequest", request), user)


def _changes_the_second_factor(name: str) -> bool:
    return name.startswith("mfa_") and name not in ASKS_FOR_A_CODE


def _to_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Who knows a password only must not make the second factor themselves.

    So an app is set up by whoever has shown a code of their card, in this session.
    """
    if not request.user.is_authenticated or has_second_factor(request):
        return None
    return redirect(f"{second_factor_url(request.user)}?{urlencode({'next': request.path})}")


def has_second_factor(request: HttpRequest) -> bool:
    """Shown in this session: an authenticator app (allauth's record), a card code, or the demo."""
    if request.session.get(SECOND_FACTOR):
        return True
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return any(record.get("method") == "mfa" for record in records)


def second_factor_url(user: User) -> str:
    """Where the second factor is asked: the app's code if there is one, else the card."""
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return reverse("mfa_reauthenticate")
    return reverse("accounts:second-factor")


def _admit(request: DeskRequest, user: User) -> HttpResponse | None:
    today = clock.now().date()
    request.memberships = queries.list_memberships(user, on=today)
    try:
        request.actor = queries.get_actor(
            request.memberships, institution_key=request.session.get(INSTITUTION, "")
        )
    except NoMembership:
        return redirect("accounts:no-membership")
    request.membership = next(
        m for m in request.memberships if m.institution_id == request.actor.institution_id
    )
    return None


def _is_over(request: HttpRequest) -> bool:
    """Idle for too long, or signed in for longer than a shift, however busy.

    Both instants live in the signed session cookie: no table is written by looking at a page. The
    age of the cookie itself says nothing, because it is signed anew while one works.
    """
    now = datetime.now(tz=UTC).timestamp()
    seen = request.session.get(SEEN, now)
    if now - seen > IDLE_SECONDS or now - request.session.get(SINCE, now) > LONGEST_SECONDS:
        return True
    if SINCE not in request.session:
        request.session[SINCE] = now
    if SEEN not in request.session or now - seen > TOUCH_SECONDS:
        request.session[SEEN] = now
    return False


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = reverse("accounts:start")
    if request.method == "GET":
        target = f"{target}?{urlencode({'next': request.path})}"
    return redirect(target)

"""Sign-in beside allauth's own pages: role chooser of a demo, card codes, one-time links."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from relevo.accounts import actions, queries
from relevo.accounts.errors import CardCodeRefused, SetupLinkRefused
from relevo.accounts.models import User
from relevo.plumbing import clock
from relevo.web.desk.wall import INSTITUTION, SECOND_FACTOR

app_name = "accounts"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Scene:
    """An instant of the demo story to which its clock can be set."""

    code: str
    at: datetime
    title: Promise
    words: Promise


SCENES = (
    Scene(
        "el-amatillo",
        datetime.fromisoformat("2020-11-20T15:40-06:00"),
        _("El Amatillo, after the storms Eta and Iota"),
        _("A mother and a feverish boy on their way home. Sit at the desk of Nacaome."),
    ),
    Scene(
        "el-florido",
        datetime.fromisoformat("2021-01-15T17:40-06:00"),
        _("El Florido, the evening before a large movement of people"),
        _("A girl without papers, alone on the Honduran side. Sit at the desk of Copán Ruinas."),
    ),
)


class CardForm(forms.Form):
    """One code of the printed card."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code from your card"), max_length=LONGEST_CODE
    )


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput, max_length=128, strip=False
    )
    again = forms.CharField(
        label=_("The same password again"), widget=forms.PasswordInput, max_length=128, strip=False
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password and password != cleaned.get("again"):
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                validate_password(str(password))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def _next_url(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else reverse("desk:inbox")


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """The door: a demo offers its invented persons at one click, a real instance its sign-in."""
    if not clock.is_demo():
        return redirect(f"{reverse('account_login')}?{urlencode({'next': _next_url(request)})}")
    people = queries.list_demo_people(on=clock.now().date())
    return render(
        request,
        "desk/signin_roles.html",
        {"people": people, "next": _next_url(request), "scenes": SCENES},
    )


@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Sign in as one invented person; on a demo instance, and only there."""
    if not clock.is_demo():
        raise Http404
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    user = people.get(request.POST.get("person", ""))
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    request.session[SECOND_FACTOR] = "demo"
    return redirect(_next_url(request))


@require_POST
@never_cache
def scene(request: HttpRequest) -> HttpResponse:
    """Move the clock of a demo to an instant of its story; a real instance has no such clock."""
    chosen = next((known for known in SCENES if known.code == request.POST.get("scene")), None)
    if chosen is None or not clock.is_demo():
        raise Http404
    clock.set_demo_clock(chosen.at, real_at=clock.real_now())
    messages.success(request, gettext("The clock of the demonstration is set."))
    return redirect("accounts:start")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for one code of the printed card, or lead to an authenticator app."""
    if not isinstance(request.user, User):
        return redirect("accounts:start")
    form = CardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_card_code(
                user=request.user, code=form.cleaned_data["code"], at=clock.real_now()
            )
        except CardCodeRefused:
            form.add_error("code", _("This code is not on your card, or it was used before."))
        else:
            request.session.cycle_key()
            request.session[SECOND_FACTOR] = "card"
            return redirect(_next_url(request))
    left = queries.card_codes_left(request.user)
    return render(
        request,
        "desk/signin_second_factor.html",
        {"form": form, "left": left},
        status=422 if form.errors else 200,
    )


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password through a one-time link; opening the page spends nothing."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redeem_setup_link(
                token, password=form.cleaned_data["password"], at=clock.real_now()
            )
        except SetupLinkRefused:
            form.add_error(None, _("This link was used or has expired. Ask for a new one."))
        else:
            return redirect("account_login")
    return render(
        request, "desk/signin_set_up.html", {"form": form}, status=422 if form.errors else 200
    )


@never_cache
def no_membership(request: HttpRequest) -> HttpResponse:
    """Signed in, but no institution vouches for the person today."""
    return render(request, "desk/signin_no_membership.html", status=403)


@require_POST
@never_cache
def institution(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own institutions."""
    request.session[INSTITUTION] = request.POST.get("institution", "")[:60]
    return redirect(_next_url(request))


urlpatterns = [
    path("", start, name="start"),
    path("elegir/", choose, name="choose"),
    path("escena/", scene, name="scene"),
    path("segundo-factor/", second_factor, name="second-factor"),
    path("enlace/<str:token>/", set_up, name="set-up"),
    path("sin-institucion/", no_membership, name="no-membership"),
    path("institucion/", institution, name="institution"),
]

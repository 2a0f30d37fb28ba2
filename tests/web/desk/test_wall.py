from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, reverse
from django.urls.converters import get_converters
from tests.factories.desk import NACAOME, open_case
from tests.factories.pages import BACKEND, said, signed_in, words

from relevo.accounts.models import Membership, User
from relevo.demo.story import STARTS_AT
from relevo.directory.models import Institution
from relevo.plumbing import clock
from relevo.web.desk.urls import urlpatterns
from relevo.web.desk.wall import IDLE_SECONDS, SECOND_FACTOR, SEEN

ID = "00000000-0000-4000-8000-000000000000"
PARAMETERS = {"verb": "accepted", "key": "SP-058"}
SAMPLES = {"int": 1, "str": "es"}


def patterns(entries):
    """Every page, also of the nouns that have addresses of their own."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        else:
            yield entry


def address(pattern):
    kinds = {type(converter): name for name, converter in get_converters().items()}
    names = {
        name: PARAMETERS.get(name, SAMPLES.get(kinds[type(converter)], ID))
        for name, converter in pattern.pattern.converters.items()
    }
    return reverse(f"desk:{pattern.name}", kwargs=names)


ADDRESSES = sorted({address(pattern) for pattern in patterns(urlpatterns)})
everywhere = pytest.mark.parametrize("page", ADDRESSES)


def user(name=NACAOME):
    return User.objects.get(username=name)


def session_of(client, **values):
    held = client.session
    held.update(values)
    held.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = held.session_key


@pytest.mark.no_cover  # hundreds of times the same few lines, which the tests below reach too
@everywhere
def test_stranger_is_led_to_the_door_and_nothing_is_kept(page):
    door = "/es/entrar/"
    for verb in ("get", "post", "head", "put"):
        response = getattr(Client(), verb)(page)
        assert response.status_code == 302, verb
        assert response.headers["Location"] == (
            f"{door}?next={page.replace('/', '%2F')}" if verb == "get" else door
        )
        assert response.headers["Cache-Control"] == "no-store", verb
        assert response.content == b"", verb


@everywhere
def test_password_alone_opens_nothing(page):
    client = Client()
    client.force_login(user(), backend=BACKEND)
    response = client.get(page)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/es/entrar/segundo-factor/",
    )


def test_second_factor_is_the_app_for_who_has_one():
    client = Client()
    client.force_login(user(), backend=BACKEND)
    Authenticator.objects.create(user=user(), type=Authenticator.Type.TOTP, data={"secret": "x"})
    response = client.get("/es/mesa/bandeja/")
    assert response.headers["Location"] == reverse("mfa_reauthenticate")


def test_code_of_an_app_shown_at_sign_in_is_a_second_factor():
    client = Client()
    client.force_login(user(), backend=BACKEND)
    records = [{"method": "password", "at": 1}, {"method": "mfa", "at": 2, "type": "totp"}]
    session_of(client, account_authentication_methods=records)
    assert client.get("/es/mesa/bandeja/").status_code == 200
    session_of(client, account_authentication_methods=records[:1])
    assert client.get("/es/mesa/bandeja/").status_code == 302


@pytest.mark.parametrize(
    ("ago", "status"), [(0, 200), (IDLE_SECONDS - 5, 200), (IDLE_SECONDS + 5, 302)]
)
def test_after_fifteen_idle_minutes_one_signs_in_again(ago, status):
    client = signed_in(user(), **{SEEN: clock.real_now().timestamp() - ago})
    assert IDLE_SECONDS == 15 * 60
    assert client.get("/es/mesa/bandeja/").status_code == status
    signed_out = SECOND_FACTOR not in client.session
    assert signed_out == (status == 302)


def test_looking_at_pages_keeps_the_session_alive_and_writes_no_more_than_once_a_minute():
    client = signed_in(user(), **{SEEN: clock.real_now().timestamp() - 61})
    response = client.get("/es/mesa/bandeja/")
    assert settings.SESSION_COOKIE_NAME in response.cookies
    assert clock.real_now().timestamp() - client.session[SEEN] < 30
    assert settings.SESSION_COOKIE_NAME not in client.get("/es/mesa/bandeja/").cookies


def test_session_cookie_is_out_of_reach_of_scripts():
    response = signed_in(user()).get("/es/mesa/bandeja/")
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@everywhere
def test_nothing_of_the_desk_is_kept_by_a_browser(page):
    response = signed_in(user()).get(page)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.status_code in {200, 302, 403, 404, 405}


@pytest.mark.parametrize(
    "term",
    [
        {"ends_on": STARTS_AT.date()},
        {"starts_on": STARTS_AT.date() + timedelta(days=1)},
    ],
)
def test_outside_of_a_term_nobody_is_admitted(term):
    Membership.objects.filter(user=user()).update(**term)
    client = signed_in(user())
    response = client.get("/es/mesa/bandeja/", follow=True)
    assert response.redirect_chain == [("/es/entrar/sin-institucion/", 302)]
    assert response.status_code == 403
    assert said("No institution today") in words(response)


def test_term_counts_in_days_of_the_three_countries(desk):
    Membership.objects.filter(user=user()).update(ends_on=STARTS_AT.date() + timedelta(days=1))
    clock.set_demo_clock(STARTS_AT.replace(hour=23), real_at=clock.real_now())
    assert desk(NACAOME).get("/es/mesa/bandeja/").status_code == 200


def test_page_says_as_whom_one_acts(nacaome):
    text = words(nacaome.get("/es/mesa/bandeja/"))
    assert "Alcaldía Municipal de Nacaome" in text


def test_who_belongs_to_two_institutions_acts_for_one_at_a_time(nacaome):
    case = open_case()
    other = Institution.objects.get(key="SV-MUN-LU")
    Membership.objects.create(
        user=user(), institution=other, role="duty_officer", starts_on=date(2020, 2, 1)
    )
    page = f"/es/mesa/casos/{case.pk}/"
    assert nacaome.get(page).status_code == 200
    switched = nacaome.post(
        "/es/entrar/institucion/", {"institution": "SV-MUN-LU", "next": "/es/mesa/casos/"}
    )
    assert switched.headers["Location"] == "/es/mesa/casos/"
    assert "La Unión" in words(nacaome.get("/es/mesa/casos/"))
    assert nacaome.get(page).status_code == 404
    nacaome.post("/es/entrar/institucion/", {"institution": "HN-MUN-NACAOME"})
    assert nacaome.get(page).status_code == 200


@pytest.mark.parametrize("asked", ["SV-MUN-LU", "", "\0", "x" * 500])
def test_institution_of_others_is_not_taken(nacaome, asked):
    nacaome.post("/es/entrar/institucion/", {"institution": asked})
    assert "Nacaome" in words(nacaome.get("/es/mesa/bandeja/"))


def test_person_who_was_locked_out_is_a_stranger():
    client = signed_in(user())
    User.objects.filter(username=NACAOME).update(is_active=False)
    response = client.get("/es/mesa/bandeja/")
    assert response.headers["Location"].startswith("/es/entrar/?next=")


def test_home_of_the_desk_is_the_inbox(nacaome):
    assert nacaome.get("/es/mesa/").headers["Location"] == "/es/mesa/bandeja/"


def test_form_of_another_site_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(user()).cookies
    assert client.post("/es/mesa/atencion-rapida/", {"asked": "shelter"}).status_code == 403

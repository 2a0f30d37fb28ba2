from datetime import date

import pytest
from django.test import Client
from tests.factories.pages import BACKEND, said, words

from relevo.accounts import actions, queries
from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.audit.models import Event
from relevo.demo.people import PEOPLE
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock

PASSWORD = "cuatro palabras bien sueltas"
real = pytest.mark.parametrize("instance_kind", ["real"])
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
    "\nhttps://evil.example",
]


@pytest.fixture
def amina(instance):
    """Somebody of a real institution, with an account and nothing else yet."""
    return actions.create_person(
        username="amina",
        institution=Institution.objects.get(key="HN-MUN-NACAOME"),
        role=Role.OFFICER,
        starts_on=date(2020, 1, 1),
        acta="12",
        by=SYSTEM,
        at=clock.real_now(),
    )


@pytest.fixture
def at_second_step(amina):
    """A browser in which she has given her password."""
    client = Client()
    client.force_login(amina, backend=BACKEND)
    return client


@pytest.mark.parametrize("language", ["es", "en"])
def test_demonstration_offers_its_invented_persons_at_one_click(visitor, language):
    response = visitor.get(f"/{language}/entrar/?next=/es/mesa/casos/")
    text = words(response)
    assert said("Sign in to the demonstration", language=language) in text
    for person in PEOPLE:
        assert f'value="{person.username}"' in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_chosen_person_sits_at_their_desk(visitor):
    response = visitor.post("/es/entrar/elegir/", {"person": "demo-monitor"}, follow=True)
    assert response.redirect_chain == [("/es/mesa/bandeja/", 302)]
    assert response.context["signed_in"]["membership"].user.username == "demo-monitor"


def test_chosen_person_goes_where_they_wanted_to(visitor):
    chosen = {"person": "demo-monitor", "next": "/en/mesa/fronteras/"}
    assert visitor.post("/es/entrar/elegir/", chosen).headers["Location"] == "/en/mesa/fronteras/"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(visitor, at_second_step, amina, target):
    chosen = visitor.post("/es/entrar/elegir/", {"person": "demo-monitor", "next": target})
    assert chosen.headers["Location"] == "/es/mesa/bandeja/"
    switched = visitor.post("/es/entrar/institucion/", {"institution": "x", "next": target})
    assert switched.headers["Location"] == "/es/mesa/bandeja/"
    code = actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())[0]
    shown = at_second_step.post("/es/entrar/segundo-factor/", {"code": code, "next": target})
    assert shown.headers["Location"] == "/es/mesa/bandeja/"


@pytest.mark.parametrize("person", ["amina", "nobody", "", "\0", "x" * 1000, "' OR 1=1 --"])
def test_only_invented_persons_can_be_chosen(visitor, amina, person):
    assert visitor.post("/es/entrar/elegir/", {"person": person}).status_code == 404
    assert visitor.get("/es/mesa/bandeja/").status_code == 302


def test_choosing_is_not_a_link(visitor):
    assert visitor.get("/es/entrar/elegir/").status_code == 405


@real
def test_real_instance_has_no_role_chooser(visitor):
    User.objects.filter(username="demo-monitor").update(is_demo=True)
    response = visitor.get("/es/entrar/?next=/es/mesa/casos/%3Fall%3D1%26x")
    assert response.headers["Location"] == (
        "/es/cuenta/login/?next=%2Fes%2Fmesa%2Fcasos%2F%3Fall%3D1%26x"
    )
    assert visitor.post("/es/entrar/elegir/", {"person": "demo-monitor"}).status_code == 404


@real
def test_password_and_then_a_code_of_the_card_open_the_desk(visitor, amina):
    amina.set_password(PASSWORD)
    amina.save()
    codes = actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())
    given = visitor.post("/es/cuenta/login/", {"login": "amina", "password": PASSWORD})
    assert given.status_code == 302
    asked = visitor.get("/es/mesa/bandeja/")
    assert asked.headers["Location"] == "/es/entrar/segundo-factor/"
    typed = {"code": f"{codes[0][:5].lower()}-{codes[0][5:]}"}
    shown = visitor.post("/es/entrar/segundo-factor/", typed)
    assert shown.headers["Location"] == "/es/mesa/bandeja/"
    assert visitor.get("/es/mesa/bandeja/").status_code == 200
    assert queries.card_codes_left(amina) == 9


def test_page_of_the_second_step_says_how_many_codes_are_left(at_second_step, amina):
    actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())
    response = at_second_step.get("/es/entrar/segundo-factor/")
    assert response.context["left"] == 10
    assert said("Second step") in words(response)


@pytest.mark.parametrize("code", ["", " ", "AAAAA-AAAAA", "\0", "x" * 41, "<script>"])
def test_code_that_is_not_on_the_card_is_refused(at_second_step, amina, code):
    actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())
    response = at_second_step.post("/es/entrar/segundo-factor/", {"code": code})
    assert response.status_code == 422
    assert response.context["form"].errors["code"]
    assert at_second_step.get("/es/mesa/bandeja/").status_code == 302
    assert queries.card_codes_left(amina) == 10


def test_code_works_once(at_second_step, amina):
    code = actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())[0]
    at_second_step.post("/es/entrar/segundo-factor/", {"code": code})
    again = Client()
    again.force_login(amina, backend=BACKEND)
    response = again.post("/es/entrar/segundo-factor/", {"code": code})
    assert said("This code is not on your card, or it was used before.") in words(response)
    assert again.get("/es/mesa/bandeja/").status_code == 302


def test_session_is_a_new_one_after_the_second_step(at_second_step, amina):
    code = actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())[0]
    response = at_second_step.post("/es/entrar/segundo-factor/", {"code": code})
    assert response.cookies["sessionid"].value


def test_second_step_without_a_first_leads_to_the_door(visitor):
    response = visitor.get("/es/entrar/segundo-factor/")
    assert (response.status_code, response.headers["Location"]) == (302, "/es/entrar/")


def test_one_time_link_sets_a_password_once(visitor, amina):
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=clock.real_now())
    page = f"/es/entrar/enlace/{token}/"
    assert said("Set your password") in words(visitor.get(page))
    response = visitor.post(page, {"password": PASSWORD, "again": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/es/cuenta/login/")
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)
    second = visitor.post(page, {"password": f"{PASSWORD} dos", "again": f"{PASSWORD} dos"})
    assert said("This link was used or has expired. Ask for a new one.") in words(second)
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_opening_the_link_spends_nothing(visitor, amina):
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=clock.real_now())
    before = Event.objects.count()
    for _time in range(3):
        assert visitor.get(f"/es/entrar/enlace/{token}/").status_code == 200
    assert Event.objects.count() == before
    actions.redeem_setup_link(token, password=PASSWORD, at=clock.real_now())


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("corta", "corta", "password"),
        ("123456789012345", "123456789012345", "password"),
        ("password1234", "password1234", "password"),
        (PASSWORD, f"{PASSWORD}x", "again"),
        ("", "", "password"),
        (PASSWORD, "", "again"),
        ("x" * 129, "x" * 129, "password"),
        (f"{PASSWORD}\0", f"{PASSWORD}\0", "password"),
    ],
)
def test_weak_or_mistyped_password_leaves_the_link_as_it_was(
    visitor, amina, password, again, field
):
    token = actions.create_setup_link(user=amina, by=SYSTEM, at=clock.real_now())
    response = visitor.post(f"/es/entrar/enlace/{token}/", {"password": password, "again": again})
    assert response.context["form"].errors[field]
    assert PASSWORD not in words(response)
    actions.redeem_setup_link(token, password=PASSWORD, at=clock.real_now())


def test_unknown_link_looks_like_a_used_one(visitor):
    response = visitor.post("/es/entrar/enlace/unknown/", {"password": PASSWORD, "again": PASSWORD})
    assert said("This link was used or has expired. Ask for a new one.") in words(response)


def test_no_membership_page_is_a_refusal(visitor):
    response = visitor.get("/es/entrar/sin-institucion/")
    assert response.status_code == 403
    assert said("No institution today") in words(response)


def test_signing_out_closes_the_desk(nacaome):
    assert nacaome.post("/es/cuenta/logout/").status_code == 302
    assert nacaome.get("/es/mesa/bandeja/").status_code == 302


@real
@pytest.mark.parametrize("kind", ["wrong password", "no such person"])
def test_refused_sign_in_does_not_tell_which_part_was_wrong(visitor, amina, kind):
    login = "amina" if kind == "wrong password" else "nadie"
    response = visitor.post("/es/cuenta/login/", {"login": login, "password": "x" * 20})
    assert response.status_code == 200
    assert words(response).replace(login, "") == words(
        visitor.post("/es/cuenta/login/", {"login": "otra", "password": "x" * 20})
    ).replace("otra", "")

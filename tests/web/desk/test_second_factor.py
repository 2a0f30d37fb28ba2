"""A password alone, once it is known to somebody else, makes no second factor."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.pages import signed_in

from relevo.accounts import actions
from relevo.accounts.enums import Role
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock
from relevo.web.desk.allauth_adapter import ClosedAccounts
from relevo.web.desk.wall import LONGEST_SECONDS, SINCE

PASSWORD = "cuatro palabras bien sueltas"
PAGES = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)
pytestmark = pytest.mark.parametrize("instance_kind", ["real"])


@pytest.fixture
def amina(instance):
    person = actions.create_person(
        username="amina",
        institution=Institution.objects.get(key="HN-MUN-NACAOME"),
        role=Role.OFFICER,
        starts_on=date(2020, 1, 1),
        acta="12",
        by=SYSTEM,
        at=clock.real_now(),
    )
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def with_password(amina):
    client = Client()
    client.post("/es/cuenta/login/", {"login": "amina", "password": PASSWORD})
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_password_alone_sets_up_and_takes_away_no_app(with_password, page, verb):
    response = getattr(with_password, verb)(reverse(page))
    asked = reverse("accounts:second-factor")
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{asked}?next=")


def test_who_has_shown_a_code_of_the_card_sets_up_an_app(with_password, amina):
    code = actions.issue_card(user=amina, by=SYSTEM, at=clock.real_now())[0]
    page = reverse("mfa_activate_totp")
    asked = with_password.get(page).headers["Location"]
    shown = with_password.post(asked, {"code": code})
    assert shown.headers["Location"] == page
    again = with_password.get(page).headers["Location"]  # allauth wants the password once more
    assert again.startswith(reverse("account_reauthenticate"))
    with_password.post(again, {"password": PASSWORD})
    assert with_password.get(page).status_code == 200


def test_stranger_is_asked_to_sign_in(visitor, amina):
    response = visitor.get(reverse("mfa_activate_totp"))
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("ago", "status"), [(0, 200), (LONGEST_SECONDS - 60, 200), (LONGEST_SECONDS + 1, 302)]
)
def test_session_ends_after_a_shift_however_busy(amina, ago, status):
    client = signed_in(amina, **{SINCE: clock.real_now().timestamp() - ago})
    assert client.get("/es/mesa/bandeja/").status_code == status


def test_working_on_does_not_lengthen_the_shift(amina):
    began = clock.real_now().timestamp() - 3600
    client = signed_in(amina, **{SINCE: began, "seen_at": clock.real_now().timestamp() - 120})
    client.get("/es/mesa/bandeja/")
    assert client.session[SINCE] == began


def test_nobody_opens_an_account_for_themselves(rf):
    assert ClosedAccounts().is_open_for_signup(rf.get("/")) is False

"""Guessing gets slow, and nothing of who tried what is left behind."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from tests.factories.accounts import person
from tests.factories.directory import institution

from relevo.accounts.models import User
from relevo.plumbing import attempts, clock

pytestmark = pytest.mark.django_db
PASSWORD = "cuatro palabras bien sueltas"
TYPED = "Contraseña En Mal Lugar"


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()
    yield
    cache.clear()


def try_to_sign_in(name, password="x" * 20, **headers):
    return Client(**headers).post(
        "/es/cuenta/login/?next=/es/mesa/casos/", {"login": name, "password": password}
    )


def everything_kept():
    """All rows of the tables of axes as one text."""
    found = []
    with connection.cursor() as cursor:
        for model in (AccessAttempt, AccessFailureLog, AccessLog):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 -- known tables
            found += cursor.fetchall()
    return repr(found)


def test_failed_attempt_is_counted_without_what_was_typed_and_from_where():
    try_to_sign_in(TYPED, REMOTE_ADDR="190.5.6.7", HTTP_USER_AGENT="Browser Canary")
    (row,) = AccessAttempt.objects.values()
    assert row["failures_since_start"] == 1
    kept = everything_kept()
    for trace in (TYPED, "Contrase", "190.5.6.7", "Canary", "mesa", "login", "password"):
        assert trace not in kept
    assert ip_address(row["ip_address"]) in ip_network("fd00::/8")


def test_sign_in_that_succeeds_leaves_no_row():
    person("amina", of=institution("HN-A"), roles=["officer"])
    user = User.objects.get(username="amina")
    user.set_password(PASSWORD)
    user.save()
    assert try_to_sign_in("amina", PASSWORD).status_code == 302
    assert everything_kept() == "[]"


def test_sixth_failure_of_a_name_from_an_address_locks_it_out_and_no_other():
    user = User.objects.create(username="amina")
    user.set_password(PASSWORD)
    user.save()

    def signs_in(password=PASSWORD, address="190.5.6.7"):
        request = RequestFactory().post("/", REMOTE_ADDR=address)
        return authenticate(request, username="amina", password=password) == user

    assert signs_in()
    for _time in range(6):
        assert not signs_in("wrong")
    assert not signs_in()
    assert signs_in(address="190.5.6.8")


def test_attempts_are_told_apart_by_name_and_by_address():
    here, there = (RequestFactory().get("/", REMOTE_ADDR=a) for a in ("10.0.0.1", "10.0.0.2"))
    assert attempts.coded_address(here) != attempts.coded_address(there)
    assert attempts.coded_address(here) == attempts.coded_address(here)
    named = [attempts.coded_name(here, {"username": name}) for name in ("amina", "berta")]
    assert named[0] != named[1]
    assert attempts.coded_name(None, None) not in named


def test_digests_of_another_instance_are_others(settings):
    name = attempts.coded_name(None, {"username": "amina"})
    settings.SECRET_KEY = "another secret of another instance"
    assert attempts.coded_name(None, {"username": "amina"}) != name


def test_attempts_are_forgotten_once_they_do_not_count():
    try_to_sign_in("amina")
    at = clock.real_now()
    attempts.forget_attempts(at=at + attempts.COUNTED_FOR - timedelta(minutes=1))
    assert AccessAttempt.objects.count() == 1
    attempts.forget_attempts(at=at + attempts.COUNTED_FOR + timedelta(minutes=1))
    assert AccessAttempt.objects.count() == 0


def test_they_count_for_as_long_as_they_are_kept(settings):
    assert timedelta(hours=settings.AXES_COOLOFF_TIME) == attempts.COUNTED_FOR

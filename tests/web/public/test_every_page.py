"""What holds for each public page, whichever it is."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.factories.pages import said, signed_in, words
from tests.factories.world import move_clock

from relevo.accounts.models import User
from relevo.borders.actions import Sighting, report_status
from relevo.borders.models import StatusReport
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.actions import verify_service
from relevo.directory.models import Service
from relevo.plumbing import clock
from relevo.plumbing.models import Instance
from relevo.web.public.urls import urlpatterns
from relevo.web.templatetags.relevo_web import day

KEYS = {"crossing": "HNSV-AMA", "place": "HN-1401", "service": "SP-059", "network": "NET-SUR"}
OF_A_ROW = {"alert", "alert-cap", "figures-month", "figures-csv"}
"""What a demo has nothing of that stands still; ``test_alerts`` and ``test_figures`` make some."""
ADDRESSES = {
    pattern.name: str(pattern.pattern).replace("<str:key>", KEYS.get(pattern.name, ""))
    for pattern in urlpatterns
    if pattern.name not in OF_A_ROW
}
NO_PAGES = {"find-place", "asked-picture", "map-file", "alerts-atom"}
"""What leads on, pictures and a feed."""
PAGES = {name: address for name, address in ADDRESSES.items() if name not in NO_PAGES}
FREE = "All help is free. Nobody may ask you for money, work or sex in exchange for it."
STALE = (
    "Nobody has updated this instance since %(date)s. Confirm by telephone before you rely on it."
)
again = pytest.mark.no_cover  # each page has tests of its own, which reach every line of it
languages = pytest.mark.parametrize("language", ["es", "en"])


def pages(test):
    return again(pytest.mark.parametrize("page", sorted(PAGES))(test))


def test_no_page_is_forgotten():
    assert len(PAGES) == len(urlpatterns) - len(NO_PAGES) - len(OF_A_ROW)


@pages
@languages
def test_promises_that_help_is_free_and_says_how_to_complain(visitor, page, language):
    response = visitor.get(f"/{language}/{PAGES[page]}")
    assert response.status_code == 200
    assert said(FREE, language=language) in words(response)
    assert f'href="/{language}/quejas/"' in response.content.decode()


@pages
@languages
def test_is_marked_as_a_demonstration_in_its_language(visitor, page, language):
    response = visitor.get(f"/{language}/{PAGES[page]}")
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert said("DEMONSTRATION", language=language) in words(response)


@pages
@pytest.mark.parametrize("instance_kind", ["real"])
def test_real_instance_carries_no_mark_of_a_demonstration(visitor, page):
    assert said("DEMONSTRATION") not in words(visitor.get(f"/es/{PAGES[page]}"))


@again
@pytest.mark.parametrize("page", sorted(ADDRESSES))
@languages
@pytest.mark.parametrize("who", ["stranger", "officer"])
def test_sets_no_cookie_and_is_asked_for_again(page, language, who):
    client = Client() if who == "stranger" else officer()
    response = client.get(f"/{language}/{ADDRESSES[page]}")
    assert "Set-Cookie" not in response.headers
    assert response.cookies == {}
    assert sorted(response.headers["Cache-Control"].split(", ")) == [
        "max-age=0",
        "no-cache",
        "public",
    ]
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def officer():
    return signed_in(User.objects.get(username="demo-nacaome"))


@pages
def test_says_nothing_of_who_has_signed_in(page):
    address = f"/es/{PAGES[page]}"
    assert words(officer().get(address)) == words(Client().get(address))


@pages
@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_is_only_read(visitor, page, verb):
    assert getattr(visitor, verb)(f"/es/{PAGES[page]}").status_code == 405


@pages
def test_leads_to_itself_in_the_other_language(visitor, page):
    assert f'href="/en/{PAGES[page]}"' in visitor.get(f"/es/{PAGES[page]}").content.decode()


@pytest.mark.parametrize("page", ["start", "crossing", "service", "about"])
def test_untended_instance_says_so_after_thirty_days_and_not_before(visitor, page):
    told_at = somebody_reports(STARTS_AT + timedelta(days=2))
    move_clock(told_at + timedelta(days=30, seconds=-30))
    assert stale(told_at) not in words(visitor.get(f"/es/{PAGES[page]}"))
    move_clock(told_at + timedelta(days=30))
    assert stale(told_at) in words(visitor.get(f"/es/{PAGES[page]}"))


def stale(since):
    return said(STALE, date=day(since))


def somebody_reports(at):
    sighting = Sighting("", "both", "open", "observed", "Monitoreo", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=at)
    return at


def test_verified_entry_counts_as_tended(visitor):
    told_at = STARTS_AT + timedelta(days=5)
    verify_service(
        service_id=Service.objects.get(key="DEMO-SP-SALUD").pk,
        method="own",
        outcome="confirmed",
        by=actor_of("demo-salud"),
        at=told_at,
    )
    move_clock(told_at + timedelta(days=29))
    assert stale(told_at) not in words(visitor.get("/es/"))
    move_clock(told_at + timedelta(days=30))
    assert stale(told_at) in words(visitor.get("/es/"))


def test_instance_on_which_nobody_told_anything_counts_from_its_start(visitor):
    StatusReport.objects.filter(reporter_id__isnull=False).delete()
    move_clock(STARTS_AT + timedelta(days=30, seconds=-30))
    assert stale(STARTS_AT) not in words(visitor.get("/es/"))
    move_clock(STARTS_AT + timedelta(days=30))
    assert stale(STARTS_AT) in words(visitor.get("/es/"))


@pytest.mark.parametrize("instance_kind", ["real"])
def test_real_instance_counts_from_its_start_too(visitor):
    Instance.objects.update(started_at=clock.real_now() - timedelta(days=31))
    StatusReport.objects.filter(reporter_id__isnull=False).delete()
    assert stale(clock.real_now() - timedelta(days=31)) in words(visitor.get("/es/"))


@pytest.mark.parametrize(
    "address",
    ["frontera/HNSV-XXX/", "municipio/HN-9999/", "servicio/SP-999/", "redes/NET-XXX/", "nada/"],
)
@languages
def test_unknown_key_is_a_page_that_does_not_exist(visitor, address, language):
    response = visitor.get(f"/{language}/{address}")
    assert response.status_code == 404
    assert said("This page does not exist", language=language) in words(response)
    assert said(FREE, language=language) in words(response)
    assert (
        "max-age=0" in response.headers["Cache-Control"]
        or "no-store" in (response.headers["Cache-Control"])
    )
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("address", "target"),
    [("/", "/es/"), ("/entrar/", "/es/entrar/"), ("/desk/", "/es/mesa/bandeja/")],
)
def test_short_addresses_lead_to_the_spanish_pages(visitor, address, target):
    response = visitor.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, target)

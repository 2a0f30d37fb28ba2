"""Alerts for everybody: the list, one alert, its file for machines and the feed."""

from datetime import timedelta

import pytest
from defusedxml import ElementTree
from tests.factories.added_only import changeable
from tests.factories.alerts import VALLE, incoming
from tests.factories.pages import main_words, said
from tests.web.filled.alerts import AUTHOR, SECOND, in_force, waiting

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution
from relevo.formats.cap import parse_cap
from relevo.formats.cap.schema import schema_problems
from relevo.situation.actions import alerts, own_alerts
from relevo.situation.models import Alert

HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def came_in(identifier, *, brought_by=None, **changes):
    sent = STARTS_AT - HOUR
    message = incoming(identifier, sent=sent, areas=(VALLE,), **changes)
    return alerts.store_incoming(message=message, feed_key=None, brought_by=brought_by, at=sent)


def cancelled():
    return own_alerts.approve_alert(alert_id=waiting(), by=actor_of(SECOND), at=STARTS_AT)


def test_the_list_has_what_is_in_force_and_no_exercise(visitor):
    came_in("i-1")
    shown = main_words(visitor.get("/es/alertas/"))
    assert "río Goascorán crecido" in shown
    assert "Iota nears" in shown
    assert "ejercicio de aviso" not in shown
    before = main_words(visitor.get("/es/alertas/?sabido=2020-11-19T10:00"))
    assert said("No alert is in force", context="alert") in before


def test_what_was_brought_by_hand_says_by_whom(visitor):
    bringer = Institution.objects.get(pk=actor_of(AUTHOR).institution_id)
    came_in("i-1", brought_by=bringer)
    shown = main_words(visitor.get("/es/alertas/"))
    by = said("(brought in by hand by %(institution)s)", context="alert")
    assert by % {"institution": bringer.name_es} in shown


def test_the_start_page_shows_it_first(visitor):
    came_in("i-1")
    shown = main_words(visitor.get("/es/"))
    assert said("Alerts in force", context="alert") in shown
    assert "Iota nears" in shown


@pytest.mark.parametrize(
    ("language", "headline"), [("es", "río Goascorán crecido"), ("en", "is high")]
)
def test_one_alert_in_the_language_of_the_reader(visitor, language, headline):
    page = visitor.get(f"/{language}/alertas/{in_force().identifier}/")
    assert headline in main_words(page)


def test_the_file_of_a_demonstration_is_valid_and_an_exercise(visitor):
    answer = visitor.get(f"/es/alertas/{in_force().identifier}.cap.xml")
    assert answer.headers["Content-Type"] == "application/cap+xml"
    assert schema_problems(answer.content) == ()
    told = parse_cap(answer.content)
    assert told.status == "Exercise"
    assert told.note.startswith("DEMO")


def test_a_cancelled_alert_says_so_and_leads_to_the_cancellation(visitor):
    first, cancel = in_force(), cancelled()
    shown = visitor.get(f"/es/alertas/{first.identifier}/")
    assert said("This alert is not in force any more.", context="alert") in main_words(shown)
    assert cancel.identifier in shown.content.decode()
    assert "El río bajó" in main_words(shown)
    page = visitor.get(f"/es/alertas/{cancel.identifier}/")
    told = main_words(page)
    assert f'href="/es/alertas/{first.identifier}/"' in page.content.decode()
    assert said("This ends an earlier alert", context="alert") in told
    assert "Goascorán crecido" not in main_words(visitor.get("/es/alertas/"))


def test_the_feed_names_its_entries_and_says_that_it_is_a_demonstration(visitor):
    cancelled()
    answer = visitor.get("/es/alertas.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert len(titles) == 2
    assert all(title.startswith("DEMO: ") for title in titles)
    assert all(
        entry.findtext(f"{ATOM}id").startswith("urn:uuid:") for entry in feed.iter(f"{ATOM}entry")
    )
    assert feed.findtext(f"{ATOM}updated") == "2020-11-20T21:40:00Z"
    links = [
        link.get("href") for link in feed.iter(f"{ATOM}link") if link.get("rel") == "enclosure"
    ]
    assert all(
        visitor.get(link.removeprefix("http://testserver")).status_code == 200 for link in links
    )


def test_a_feed_without_alerts_is_still_a_feed(visitor):
    with changeable(Alert):
        Alert.objects.filter(institution__isnull=False).update(state="withdrawn")
    feed = ElementTree.fromstring(visitor.get("/en/alertas.atom").content)
    assert list(feed.iter(f"{ATOM}entry")) == []


def test_drafts_exercises_and_alerts_of_others_have_no_public_page(visitor):
    came_in("i-1")
    drill = Alert.objects.get(status="Exercise")
    for name in (drill.identifier, "i-1", Alert.objects.get(pk=waiting()).identifier, "nada"):
        assert visitor.get(f"/es/alertas/{name}/").status_code == 404
        assert visitor.get(f"/es/alertas/{name}.cap.xml").status_code == 404


def test_an_alert_in_another_language_is_marked(visitor):
    came_in("i-1", language="fr", headline="", event="Ouragan")
    page = visitor.get("/es/alertas/")
    assert 'lang="fr"' in page.content.decode()
    assert "Ouragan" in main_words(page)

"""The page of the sources of alerts: how old each is, what failed, and a file taken in by hand."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.feeds import FAR, IOTA, cap, storms
from tests.factories.pages import main_words, said, words

import relevo.formats
from relevo.demo.story import STARTS_AT
from relevo.formats.feeds.reading import LARGEST
from relevo.kernel.actor import SYSTEM
from relevo.networks.models import Member
from relevo.situation.actions import feeds
from relevo.situation.queries.feeds import list_feeds
from relevo.web.feed_phrases import FEED_ACCEPTED

PAGE = "/es/mesa/situacion/fuentes/"
WHO = (
    "Only coordinators of an institution that keeps a network, or of civil protection,"
    " take alerts in."
)


@pytest.fixture
def coordinator(desk):
    return desk("demo-secretaria")


def configured(key="nhc"):
    feeds.set_feed(
        key=key,
        name=f"Fuente {key}",
        kind="nhc",
        source="url",
        address="https://ejemplo.org/feed",
        by=SYSTEM,
        at=STARTS_AT,
    )


def upload(content, kind="nhc"):
    return {"kind": kind, "content": SimpleUploadedFile("feed.json", content)}


def test_without_a_source_the_page_says_how_one_is_added(coordinator):
    assert "./relevo feeds set" in words(coordinator.get(PAGE))


def test_each_source_shows_its_age_and_what_failed(coordinator):
    configured("a")
    configured("b")
    configured("c")
    feeds.take_copy(key="a", content=storms(IOTA), at=STARTS_AT)
    feeds.note_failure(key="b", code="timeout", at=STARTS_AT)
    feeds.note_failure(key="c", code="code_without_words", at=STARTS_AT)
    feeds.stop_feed(key="c", by=SYSTEM, at=STARTS_AT)
    shown = main_words(coordinator.get(PAGE))
    assert said("Last good copy:") in shown
    assert said("It did not answer in time.") in shown
    assert said("It could not be read.") in shown
    assert said("Not asked any more") in shown
    assert "code_without_words" not in shown


def test_a_coordinator_takes_a_file_in_and_is_told_what_it_held(coordinator):
    response = coordinator.post(PAGE, upload(storms(IOTA, FAR)), follow=True)
    assert "1 alerta nueva" in words(response)
    assert "Lejos de los tres países o ya terminadas: 1" in words(response)


WAITS = (
    "Waiting for a second person, who confirms it among the alerts; the public does not see it "
    "before: %(number)d."
)
NOWHERE = "On no list, because it says that it is not public or not a real alert: %(number)d."
LATER = cap(
    effective="2020-11-22T06:00:00-06:00",
    onset="2020-11-22T06:00:00-06:00",
    expires="2020-11-22T18:00:00-06:00",
)
OVER = cap(expires="2020-11-16T18:00:00-06:00")


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (storms(IOTA), "nhc", [(WAITS, {"number": 1})]),
        (cap(scope="Private", addresses="alguien"), "cap", [(NOWHERE, {"number": 1})]),
        (cap(status="System"), "cap", [(NOWHERE, {"number": 1})]),
        (
            cap(status="Exercise"),
            "cap",
            [("An exercise or test, which members alone see: %(number)d.", {"number": 1})],
        ),
        (
            LATER,
            "cap",
            [
                (WAITS, {"number": 1}),
                (
                    "It begins later: from %(moment)s on.",
                    {"moment": "dom 22 nov 2020, 06:00"},
                ),
            ],
        ),
        (
            OVER,
            "cap",
            [
                (
                    "Over by its own times, and found among what is over: %(number)d.",
                    {"number": 1},
                )
            ],
        ),
    ],
)
def test_who_brings_a_file_is_told_where_it_went(coordinator, content, kind, expected):
    shown = words(coordinator.post(PAGE, upload(content, kind), follow=True))
    for sentence, values in expected:
        assert said(sentence, **values) in shown


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "It was no readable JSON."),
        (b"x" * (LARGEST + 1), "It was larger than what is taken."),
        (b"[]", "It was no list of storms."),
    ],
)
def test_what_cannot_be_read_is_said_with_what_is_taken(coordinator, content, told):
    response = coordinator.post(PAGE, upload(content))
    assert response.status_code == 422
    assert said(told) in words(response)


A_TIME = "a possible time with its offset, such as 2020-11-16T09:00:00-06:00"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE alert SYSTEM "x"><alert/>'


@pytest.mark.parametrize(
    ("content", "kind", "taken"),
    [
        (DOCTYPE, "cap", "XML without a document type and without entities"),
        (b"{", "nhc", "a JSON document in UTF-8"),
        (b"[]", "nhc", "the list of storms of the NHC"),
        (b"<a/>", "gdacs", "RSS with a channel"),
        (
            cap(sent="ayer"),
            "cap",
            "a possible time with its offset, such as 2020-11-16T09:00:00-06:00",
        ),
    ],
)
def test_what_is_taken_is_said_in_the_language_of_the_page(coordinator, content, kind, taken):
    response = coordinator.post(PAGE, upload(content, kind))
    assert response.status_code == 422
    assert said(taken) in words(response)
    assert said(taken) != taken


def test_every_sentence_of_the_formats_has_words_for_what_is_taken():
    """What they accept in English prose, by code; the rest are words of the protocol itself."""
    formats = Path(relevo.formats.__file__).parent
    for file in [*formats.glob("cap/*.py"), *formats.glob("feeds/*.py")]:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            told = {word.arg: word.value for word in call.keywords}
            prose = told.get("accepted")
            if isinstance(prose, ast.Constant) and " " in prose.value:
                code = call.args[0].value
                assert code in FEED_ACCEPTED or code == "unknown_element", (file.name, code)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (cap(sender=settings.RELEVO_CAP_SENDER), "It was an alert of our own."),
        (cap("x" * 201), "The name of an alert in it was longer than what is taken."),
        (cap(sent="9999-12-31T23:00:00-06:00"), "A time in it was none that is possible."),
    ],
)
def test_what_cannot_be_kept_is_said_on_the_form(coordinator, content, told):
    response = coordinator.post(PAGE, upload(content, "cap"))
    assert response.status_code == 422
    assert said(told) in words(response)


def test_who_keeps_no_network_reads_and_takes_nothing_in(coordinator):
    Member.objects.update(institution=None)
    assert said("Take a file in") not in main_words(coordinator.get(PAGE))
    response = coordinator.post(PAGE, upload(storms(IOTA)), follow=True)
    assert said(WHO) in words(response)
    assert list_feeds(at=STARTS_AT) == []


def test_who_does_not_coordinate_reads_and_takes_nothing_in(nacaome):
    assert said("Take a file in") not in main_words(nacaome.get(PAGE))
    response = nacaome.post(PAGE, upload(storms(IOTA)), follow=True)
    assert said(WHO) in words(response)
    assert list_feeds(at=STARTS_AT) == []


def test_the_list_asks_as_often_for_three_as_for_one(coordinator, count_queries):
    configured("a")
    one = count_queries(lambda: coordinator.get(PAGE))
    configured("b")
    configured("c")
    assert count_queries(lambda: coordinator.get(PAGE)) == one

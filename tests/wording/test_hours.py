"""Hours of crossings in words, by side, and that one is closed at an hour."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.factories.journeys import NOON

from relevo.borders.enums import State
from relevo.borders.rules import Report, Status
from relevo.borders.rules.hours import Hours
from relevo.wording.crossings import crossing_sentence, hours_sentence, side_sentence, sign_words
from relevo.wording.hours import closed_words, hours_by_side

TOLD = Report(
    key="told",
    crossing_key="HNSV-POY",
    country="HN",
    direction="both",
    mode="people",
    state="open",
    basis="announced",
    from_at=NOON,
    known_from=NOON - timedelta(days=1),
)
DAY = Hours("06:00-18:00", TOLD)
ALWAYS = Hours("24/7", TOLD)
OPEN, CLOSED = Status(state=State.OPEN), Status(state=State.CLOSED)
HN_IN, HN_OUT, SV_IN, SV_OUT = ("HN", "in"), ("HN", "out"), ("SV", "in"), ("SV", "out")
WAYS = dict.fromkeys((HN_IN, HN_OUT, SV_IN, SV_OUT), OPEN)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("hours", "ways", "words"),
    [
        ({}, WAYS, ""),
        (dict.fromkeys(WAYS, DAY), WAYS, "every day 06:00–18:00"),
        (
            {HN_IN: DAY, HN_OUT: DAY},
            WAYS,
            "Honduras: every day 06:00–18:00; El Salvador: hours not known",
        ),
        (
            {HN_IN: DAY, HN_OUT: ALWAYS, SV_OUT: ALWAYS},
            WAYS,
            (
                "Honduras: entering every day 06:00–18:00, leaving day and night; "
                "El Salvador: entering hours not known, leaving day and night"
            ),
        ),
        (
            {HN_IN: ALWAYS, HN_OUT: DAY, SV_IN: DAY},
            WAYS,
            (
                "Honduras: entering day and night, leaving every day 06:00–18:00; "
                "El Salvador: entering every day 06:00–18:00, leaving hours not known"
            ),
        ),
        # what is told to be closed keeps no hours, and nothing is said of them
        (
            dict.fromkeys((HN_IN, HN_OUT), DAY),
            WAYS | {SV_IN: CLOSED, SV_OUT: CLOSED},
            "every day 06:00–18:00",
        ),
        ({}, dict.fromkeys(WAYS, CLOSED), ""),
    ],
)
def test_hours_are_told_once_or_by_side_where_they_differ(hours, ways, words):
    assert hours_by_side(hours, ways=ways) == words


@pytest.mark.parametrize(
    ("opens", "words"),
    [
        (timedelta(hours=18), "Closed at this hour: opens at 06:00"),
        (timedelta(hours=66), "Closed at this hour: opens on 23 November 2020, 06:00"),
        (None, "Closed at this hour"),
    ],
)
def test_closed_side_says_when_it_opens(opens, words):
    closed = replace(DAY, is_closed=True, opens_at=None if opens is None else NOON + opens)
    assert closed_words([ALWAYS, None, closed], at=NOON) == words
    assert closed_words([ALWAYS, None], at=NOON) == ""


def test_hours_say_who_told_them_where_the_word_on_the_state_did_not():
    told = "every day 06:00–18:00. Announced on 19 November 2020."
    assert hours_sentence(DAY, status=OPEN, names={}) == told
    same = replace(OPEN, report_key="told")
    assert hours_sentence(DAY, status=same, names={}) == "every day 06:00–18:00"


def test_sentences_begin_with_that_it_is_closed_and_end_with_the_hours():
    closed = replace(DAY, is_closed=True, opens_at=NOON + timedelta(hours=18))
    begins, ends = "Closed at this hour: opens at 06:00. Open. ", " Hours: every day 06:00–18:00."
    whole = crossing_sentence(WAYS, names={}, hours=dict.fromkeys(WAYS, closed), at=NOON)
    side = side_sentence(
        entering=OPEN, leaving=OPEN, names={}, hours={"in": closed, "out": closed}, at=NOON
    )
    for said in (whole, side):
        assert said.startswith(begins)
        assert said.endswith(ends)
    assert crossing_sentence(WAYS, names={}) == whole.removeprefix(
        "Closed at this hour: opens at 06:00. "
    ).removesuffix(ends)


def test_sign_says_closed_first_then_what_differs_then_what_it_rests_on():
    differ = Status(state=State.NOT_CONFIRMED, is_contradicted=True)
    announced = replace(OPEN, basis="announced")
    assert sign_words(announced, closed="Closed at this hour") == "Closed at this hour"
    assert sign_words(differ, closed="") == "Not confirmed: words differ"
    assert sign_words(announced, closed="") == "Announced: Open"
    assert sign_words(OPEN, closed="") == "Open"

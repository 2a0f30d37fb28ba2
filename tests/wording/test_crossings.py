from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.factories import directory, places
from tests.factories.journeys import NOON, report, requirement

from relevo.borders.enums import State
from relevo.borders.queries import known_reports
from relevo.borders.rules import Report, Status, state_at, state_of_passage
from relevo.wording import crossings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def border():
    return places.crossing("HNSV-AMA", "El Amatillo", countries=["HN", "SV"])


def status(border, *, at=NOON):
    reports = known_reports(known_at=at, before=at, crossings=[border])
    return state_at(reports[border.key], at=at)


def sentence(told):
    return crossings.status_sentence(told, names=crossings.authorities([told]))


def test_what_was_seen_is_told_with_its_moment(border):
    report(border, state="restricted")
    told = sentence(status(border))
    assert told == "Restricted. Observed by the network on 20 November 2020, 12:00."


def test_what_was_announced_is_told_with_who_said_it(border):
    directory.institution("HN-INM", "Instituto Nacional de Migración")
    report(border, state="closed", basis="announced", authority_key="HN-INM")
    assert sentence(status(border)) == (
        "Announced: Closed. Announced by Instituto Nacional de Migración on 20 November 2020."
    )


def test_an_announcement_is_told_with_the_day_it_was_made_not_the_day_it_holds_from(border):
    directory.institution("HN-INM", "Instituto Nacional de Migración")
    told = {"state": "open", "basis": "announced", "authority_key": "HN-INM"}
    report(border, known_at=NOON - timedelta(days=1), **told)
    said = "Open. Announced by Instituto Nacional de Migración on 19 November 2020."
    assert sentence(status(border)) == f"Announced: {said}"
    assert sentence(status(border, at=NOON + timedelta(days=99))) == (
        f"Not confirmed. Last word: {said}"
    )


def test_a_side_is_told_once_and_each_way_apart_where_they_differ():
    opened, closed = (Status(state=state) for state in (State.OPEN, State.CLOSED))
    same = crossings.side_sentence(entering=opened, leaving=opened, names={})
    assert same == crossings.status_sentence(opened, names={})
    apart = crossings.side_sentence(entering=opened, leaving=closed, names={})
    ways = [crossings.status_sentence(way, names={}) for way in (opened, closed)]
    assert apart == f"entering: {ways[0]} leaving: {ways[1]}"


def test_an_announcement_nobody_signed_is_told_with_its_day(border):
    report(border, basis="announced")
    assert sentence(status(border)) == "Announced: Open. Announced on 20 November 2020."


def test_an_old_word_is_told_as_the_last_one(border):
    report(border)
    assert sentence(status(border, at=NOON + timedelta(days=9))) == (
        "Not confirmed. Last word: Open. Observed by the network on 20 November 2020, 12:00."
    )


def test_silence_is_told(border):
    assert sentence(status(border)) == "Not confirmed. Nothing has been heard of it."


def test_silence_of_one_side_does_not_hide_what_the_other_said():
    directory.institution("HN-SINAGER", "SINAGER")
    told = Status(
        state=State.RESTRICTED,
        basis="announced",
        known_from=NOON,
        authority_key="HN-SINAGER",
        last_word=announced("HN-SINAGER", country="HN", state="restricted"),
    )
    silent = Status(state=State.NOT_CONFIRMED)
    said = (
        "Not confirmed. Nothing has been heard of the side of El Salvador. Honduras: Announced: "
        "Restricted. Announced by SINAGER on 20 November 2020."
    )
    ways = ({"leaving": ("SV", silent), "entering": ("HN", told)},)
    ways += ({"leaving": ("HN", told), "entering": ("SV", silent)},)
    assert [sentence(state_of_passage(**way)) for way in ways] == [said, said]


def test_what_decides_a_passage_is_told_though_the_other_side_is_silent():
    closed = Status(
        state=State.CLOSED,
        basis="observed",
        known_from=NOON,
        last_word=announced("", country="HN", state="closed"),
    )
    silent = Status(state=State.NOT_CONFIRMED)
    found = state_of_passage(leaving=("SV", silent), entering=("HN", closed))
    assert sentence(found) == "Closed. Observed by the network on 20 November 2020, 12:00."
    neither = state_of_passage(leaving=("SV", silent), entering=("HN", silent))
    assert sentence(neither) == "Not confirmed. Nothing has been heard of it."


def announced(authority_key, *, country, state):
    return Report(
        key="R",
        crossing_key="HNSV-POY",
        country=country,
        direction="in",
        mode="people",
        state=state,
        basis="announced",
        from_at=NOON,
        known_from=NOON,
        authority_key=authority_key,
    )


def test_contradiction_is_told():
    told = sentence(Status(state=State.NOT_CONFIRMED, is_contradicted=True))
    assert told.startswith("Not confirmed: two institutions saw different things")


def test_nobody_says_anything_of_what_nobody_knows():
    assert crossings.who_says(Status(state=State.NOT_CONFIRMED), names={}) == ""


def test_a_report_without_a_known_start_is_told_by_when_it_was_known():
    told = Status(state=State.OPEN, basis="observed", known_from=NOON)
    assert sentence(told) == "Open. Observed by the network on 20 November 2020, 12:00."


def test_authorities_of_last_words_are_known_too():
    directory.institution("SV-DGME", "Dirección General de Migración y Extranjería")
    last = announced("SV-DGME", country="SV", state="closed")
    told = sentence(Status(state=State.NOT_CONFIRMED, last_word=last))
    assert told == (
        "Not confirmed. Last word: Closed. Announced by Dirección General de Migración y "
        "Extranjería on 20 November 2020."
    )


def test_a_way_names_both_countries(border):
    assert crossings.way(border, left="HN", entered="SV") == (
        "El Amatillo, from Honduras to El Salvador"
    )


def test_alternatives_speak_one_after_the_other():
    one = requirement("A", "negative_pcr", known_from=NOON)
    other = requirement("B", "quarantine_14d", known_from=NOON + timedelta(days=1), source="")
    same = requirement("C", "mask", text_en="A is asked.")
    assert crossings.requirement_text([one, other, same]) == "A is asked. B is asked."
    assert crossings.sources([one, other, same]) == "https://example.org/norma"
    assert crossings.as_of([one, other, same]) == "21 November 2020"
    assert crossings.as_of([same]) == ""

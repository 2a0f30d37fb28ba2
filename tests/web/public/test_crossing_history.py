"""The time machine on the real facts of September and October 2020."""

import pytest
from tests.factories.pages import main_words, said

from relevo.web.phrases import CROSSING_STATES

AMATILLO = "/es/frontera/HNSV-AMA/"


def at(visitor, moment, known=None, *, page=AMATILLO):
    return visitor.get(f"{page}?en={moment}&sabido={known or moment}")


def side(response, country, direction="entry"):
    return next(
        line
        for line in response.context["sides"]
        if (line.country, line.direction) == (country, direction)
    )


OCTOBER = [
    # true on, known on, state of the Honduran side, prefix of an announcement
    ("2020-10-08T12:00", None, "not_confirmed", ""),
    ("2020-10-10T12:00", None, "open", "announced"),
    ("2020-10-10T12:00", "2020-10-13T00:00", "closed", "observed"),
    ("2020-10-12T12:00", None, "closed", "observed"),
    ("2020-10-18T12:00", None, "not_confirmed", ""),
    ("2020-10-19T05:00", None, "open", "announced"),
    ("2020-10-19T07:00", None, "open", "observed"),
    ("2020-10-19T07:00", "2020-10-18T12:00", "open", "announced"),
]


@pytest.mark.parametrize(("moment", "known", "state", "basis"), OCTOBER)
def test_announced_reopening_and_the_real_one_at_el_amatillo(visitor, moment, known, state, basis):
    status = side(at(visitor, moment, known), "HN").status
    assert (str(status.state), status.basis) == (state, basis)


def test_page_of_10_october_says_announced_and_later_that_it_did_not_happen(visitor):
    then = main_words(at(visitor, "2020-10-10T12:00"))
    assert "Instituto Nacional de Migración" in then
    assert (
        said("Announced by %(authority)s on %(day)s.", authority="X", day="Y").split("X")[0] in then
    )
    assert "no se hizo" not in then
    now = main_words(at(visitor, "2020-10-10T12:00", "2020-11-01T00:00"))
    assert "no se hizo" in now
    assert str(CROSSING_STATES["closed"]) in now


def test_page_of_18_october_says_the_last_word_and_what_is_announced(visitor):
    response = at(visitor, "2020-10-18T12:00")
    words = main_words(response)
    assert (
        said(
            "Last word: %(state)s, %(moment)s. It has grown old.",
            state=CROSSING_STATES["closed"],
            moment="lun 12 oct 2020",
        )
        in words
    )
    ahead = [line.told.report.key for line in response.context["timeline"].ahead]
    assert "ST-HNSV-AMA-HN-20201019-1" in ahead
    assert said("Announced for later") in words
    assert "ST-HNSV-AMA-HN-20201019-2" not in {
        line.told.report.key
        for line in (*response.context["timeline"].lines, *response.context["timeline"].ahead)
    }


def test_page_of_19_october_says_observed_with_its_hours_for_people_and_vehicles(visitor):
    response = at(visitor, "2020-10-19T07:00")
    line = side(response, "HN", "exit")
    assert line.status.opening_hours == "Mo-Su 06:00-18:00"
    assert line.said == "Observado por la red el 19 de octubre de 2020, 06:00."
    assert [(other.mode, str(other.status.state)) for other in line.others] == [
        ("vehicles", "open"),
        ("cargo", "not_confirmed"),
    ]


@pytest.mark.parametrize(("key", "is_asked"), [("GTSV-CHI", True), ("HNSV-AMA", False)])
def test_on_21_september_2020_each_crossing_says_what_was_seen_there(visitor, key, is_asked):
    words = main_words(at(visitor, "2020-09-21T12:00", page=f"/es/frontera/{key}/"))
    asked = "en Las Chinamas se pedía la prueba PCR a personas guatemaltecas"
    not_asked = "en El Amatillo no se pedía la prueba para entrar"
    assert (asked in words, not_asked in words) == (is_asked, not is_asked)


def test_list_is_of_the_instant_too_and_leads_on_at_it(visitor):
    response = at(visitor, "2020-10-12T12:00", page="/es/fronteras/")
    states = {line.crossing.key: str(line.status.state) for line in response.context["lines"]}
    assert states["HNSV-AMA"] == "closed"
    assert "/es/frontera/HNSV-AMA/?en=2020-10-12T12:00&amp;sabido=2020-10-12T12:00" in (
        response.content.decode()
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("page", ["fronteras/", "frontera/HNSV-AMA/"])
def test_past_is_said_to_be_the_past_and_leads_back(visitor, page, language):
    response = at(visitor, "2020-10-12T12:00", page=f"/{language}/{page}")
    words = main_words(response)
    assert said("This is not how it is now", language=language, context="as of") in words
    assert said("Back to now", language=language, context="as of") in words
    assert 'value="2020-10-12T12:00"' in response.content.decode()
    now = main_words(visitor.get(f"/{language}/{page}"))
    assert said("This is not how it is now", language=language, context="as of") not in now


def test_instant_that_nobody_can_read_is_said_and_shows_now(visitor):
    response = visitor.get(f"{AMATILLO}?en=ayer")
    assert response.status_code == 200
    assert response.context["asof"].is_now is True
    assert said("We could not read that date", context="as of") in main_words(response)


@pytest.mark.parametrize("told", ["1900-01-01T10:00", "2999-01-01T10:00"])
def test_a_date_beyond_the_years_is_told_the_years_that_are_taken(visitor, told):
    response = visitor.get(f"{AMATILLO}?en={told}")

    shown = main_words(response)
    assert response.context["asof"].is_now is True
    assert said("That date is out of reach", context="as of") in shown
    assert "1990" in shown
    assert "2099" in shown
    assert said("We could not read that date", context="as of") not in shown


def test_what_else_stands_in_the_address_is_kept(visitor):
    response = visitor.get("/es/fronteras/?x=1&x=%22&en=2020-10-12T12:00")
    text = response.content.decode()
    assert '<input type="hidden" name="x" value="&quot;">' in text
    assert 'href="?x=1&amp;x=%22"' in text


def test_nobody_sees_what_will_be_known(visitor):
    response = visitor.get(f"{AMATILLO}?en=2020-11-20T15:00&sabido=2024-12-01T00:00")
    assert response.context["asof"].known_at.year == 2020

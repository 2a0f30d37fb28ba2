"""Quick attention: noted in ten seconds, with a thumb, and nothing of anybody is kept."""

import time

import pytest
from tests.e2e.conftest import PHONE
from tests.e2e.desks import Desk, rows

MOST_TAPS = 3
SECONDS = 10
KNOWN = 'SELECT id, "on", asked, told, language, sex, age_band FROM cases_quickattention'


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_was_asked_and_told_is_noted_with_three_taps_and_without_a_person(
    visitors, server, picture, language
):
    officer = Desk(visitors.open(viewport=PHONE, language=language), language)
    officer.sign_in("demo-nacaome")
    cases = rows(server, "SELECT count(*) FROM cases_case")
    before = rows(server, "SELECT id FROM cases_quickattention")
    officer.go("mesa/atencion-rapida/")
    picture(officer.page, f"quick-1-open-{language}")

    officer.taps = 0
    began = time.monotonic()
    officer.tick("asked", "shelter")
    officer.tick("told", "place")
    with officer.page.expect_navigation():
        officer.tap(officer.main.locator("form:has([name=asked]) button.button"))
    assert time.monotonic() - began < SECONDS
    assert officer.taps <= MOST_TAPS

    officer.look()
    noted = officer.words("Noted. Ready for the next person.")
    assert noted in officer.main.locator(".notice-success").inner_text()
    picture(officer.page, f"quick-2-noted-{language}")
    known = [
        row
        for row in rows(
            server,
            'SELECT id, "on", asked, told, language, sex, age_band FROM cases_quickattention',
        )
        if row[:1] not in before
    ]
    assert [row[1:] for row in known] == [("2020-11-20", "shelter", "place", "es", "", "")]
    assert len(rows(server, "PRAGMA table_info(cases_quickattention)")) == 8  # and the institution
    assert rows(server, "SELECT count(*) FROM cases_case") == cases

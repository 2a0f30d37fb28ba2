"""A secretary asks, an institution answers on a telephone, the directory shows it.

The window of the institution is a fresh one: no cookie goes in, none comes out.
"""

import re

import pytest
from tests.e2e.conftest import DESK, IN_LANGUAGES, PHONE
from tests.e2e.desks import Desk
from tests.e2e.walks import Walk

NETWORK, SHELTER = "NET-SUR", "DEMO-SP-ALBERGUE"
NEW_LINE = {"es": "+502 7943-1001", "en": "+502 7943-1002"}
NEW_HOURS = {"es": "Todos los días, de 7 a 19", "en": "Every day, 7 to 19"}
PREVIEW = "WhatsApp/2.21.4.22 A"


@pytest.fixture(params=IN_LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def secretary(visitors, language):
    return Desk(visitors.open(viewport=DESK, language=language), language).sign_in(
        "demo-secretaria"
    )


@pytest.fixture
def institution(visitors, language):
    """Somebody of the shelter, with a cheap phone and nothing else."""
    return Walk(visitors.open(viewport=PHONE, language=language), language)


def open_round(secretary):
    """The links of a new round; one that is still open from before is closed first."""
    secretary.go(f"mesa/redes/{NETWORK}/rondas/")
    if not secretary.find("[name=due_on]").count():
        secretary.follow(secretary.main.locator(".asked a").first)
        secretary.follow(secretary.find("form[action$='/cerrar/'] button"))
        secretary.go(f"mesa/redes/{NETWORK}/rondas/")
    secretary.follow(secretary.main.locator("form:has([name=due_on]) button.button"))


def shelter_row(secretary):
    name = "Albergue de ejemplo (DEMO)" if secretary.language == "es" else "Example shelter (DEMO)"
    return secretary.main.locator(".asked > li").filter(has_text=name)


def address_in(text):
    return re.search(r"http://\S+/enlace/\S+/", text)[0]


def test_what_an_institution_says_changed_is_in_the_directory_once_a_person_has_looked(
    secretary, institution, language, picture
):
    open_round(secretary)
    row = shelter_row(secretary)
    row.locator("details").first.evaluate("fold => { fold.open = true }")
    text = row.locator(f"textarea[id^={language}-]").input_value()
    address = address_in(text)
    assert f"/{language}/enlace/" in address
    secretary.follow(row.locator("form[action$='/enviado/'] button"))
    assert secretary.words("no answer yet") in shelter_row(secretary).inner_text()

    # A chat fetches a preview, more than once: that spends nothing.
    for _ in range(3):
        preview = institution.page.request.get(address, headers={"User-Agent": PREVIEW})
        assert preview.status == 200

    institution.page.goto(address)
    institution.look()
    picture(institution.page, f"entry-link-{language}")
    institution.write("phone_0", NEW_LINE[language])
    institution.write("hours_0", NEW_HOURS[language])
    institution.follow(institution.find("details.entry-changed form button"))
    assert institution.heading == institution.words("Thank you")
    assert institution.taps <= 4  # one to say so, one for each field, one to send
    assert NEW_LINE[language] not in institution.text
    assert institution.page.context.cookies() == []

    # Nothing has changed for anybody yet.
    secretary.go(f"mesa/directorio/{SHELTER}/")
    assert NEW_LINE[language] not in secretary.text

    secretary.go(f"mesa/redes/{NETWORK}/cambios/")
    request = secretary.main.locator(".asked > li").filter(has_text=NEW_LINE[language])
    picture(secretary.page, f"entry-change-{language}")
    secretary.follow(request.locator("form[action$='/aprobar/'] button"))

    secretary.go(f"mesa/directorio/{SHELTER}/")
    assert NEW_LINE[language] in secretary.text
    assert NEW_HOURS[language] in secretary.text

    # The link is spent: it thanks, and shows no entry any more.
    institution.page.goto(address)
    assert institution.heading == institution.words("Thank you")
    assert NEW_LINE[language] not in institution.text


def test_one_tap_is_enough_when_the_entry_is_right(secretary, institution, picture):
    open_round(secretary)
    row = shelter_row(secretary)
    row.locator("details").first.evaluate("fold => { fold.open = true }")
    address = address_in(row.locator(f"textarea[id^={secretary.language}-]").input_value())

    institution.page.goto(address)
    institution.follow(institution.find(".entry-answers > form button").first)

    assert institution.taps == 1
    assert institution.heading == institution.words("Thank you")
    secretary.page.reload()
    assert institution.words("It is right", "answer about an entry") in (
        shelter_row(secretary).inner_text()
    )
    picture(secretary.page, f"round-{secretary.language}")

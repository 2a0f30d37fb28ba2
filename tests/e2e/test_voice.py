"""A complaint from a cheap phone, read by who was named for it, and followed up with its code.

The window of the person is a fresh one: no cookie goes in, none comes out, and no address holds
the code. Once it is done with scripts switched off, as on an old telephone.
"""

import pytest
from tests.e2e.conftest import DESK, IN_LANGUAGES, PHONE
from tests.e2e.desks import Desk
from tests.e2e.walks import Walk

READER = "demo-voz-monitoreo"
WORDS = {"es": "Me pidieron dinero por la cama.", "en": "They asked me for money for the bed."}
ANSWER = {"es": "Hablamos con el albergue.", "en": "We spoke with the shelter."}


@pytest.fixture(params=IN_LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def person(visitors, language):
    return Walk(visitors.open(viewport=PHONE, language=language), language)


def tell(person, language):
    """From the footer of the start page to the code, by touch."""
    person.go("")
    person.follow(person.find(".promise a[href$='/su-voz/']"))
    person.tick("country", "GT")
    person.write("where", "albergue")
    person.follow(person.main.locator("form button"))
    person.tick("matters", "money")
    person.write("words", WORDS[language])
    person.tick("outside_body", "pdh")
    person.follow(person.main.locator("form button"))
    return person.find(".slip-code").inner_text()


def test_told_on_a_phone_acknowledged_by_a_reader_and_followed_up_by_code(
    visitors, person, language, picture
):
    code = tell(person, language)
    picture(person.page, f"voice-received-{language}")
    assert person.heading == person.words("It has arrived. Thank you.")
    assert code not in person.page.url

    reader = Desk(visitors.open(viewport=DESK, language=language), language).sign_in(READER)
    reader.go("mesa/voz/")
    received = reader.words("It has arrived", "state of a complaint")
    reader.follow(reader.main.locator("li.card").filter(has_text=received).locator("a").last)
    assert WORDS[language] in reader.text
    picture(reader.page, f"voice-complaint-{language}")
    reader.follow(reader.main.locator("form[action$='/acusar/'] button"))
    reader.tick("code", "looked_into")
    reader.write("words", ANSWER[language])
    reader.follow(reader.main.locator("form[action$='/responder/'] button"))

    person.go("su-voz/respuesta/")
    person.write("code", code)
    person.follow(person.main.locator("form button"))
    assert ANSWER[language] in person.text
    assert WORDS[language] not in person.text
    assert code not in person.page.url
    picture(person.page, f"voice-answer-{language}")
    person.write("words", "Gracias")
    person.follow(person.main.locator("form button"))
    assert person.words("What you added has arrived.") in person.text
    assert person.page.context.cookies() == []


def test_an_old_phone_without_scripts_tells_it_too(visitors):
    page = visitors.open(viewport=PHONE, java_script_enabled=False)
    page.goto("/es/su-voz/")
    page.check("[name=country][value=HN]")
    page.click("#main form button")
    page.check("[name=matters][value=conduct]")
    page.click("#main form button")
    code = page.locator(".slip-code").text_content()
    page.goto("/es/su-voz/respuesta/")
    page.fill("[name=code]", code)
    page.click("#main form button")
    assert page.locator("h1").text_content() == "Ya llegó"
    assert page.context.cookies() == []

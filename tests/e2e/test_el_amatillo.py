"""El Amatillo, 20 November 2020: from a need at the border to an accepted referral across it."""

import re

import pytest
from tests.e2e.conftest import PHONE
from tests.e2e.desks import Desk, service_name
from tests.e2e.walks import squeezed

from relevo.web.phrases import (
    AGE_BANDS,
    DECLINE_CODES,
    MOVE_WORDS,
    REFERRAL_STATES,
)

SHELTER, HOSPITAL, DEMO_SHELTER = "SP-059", "SP-200", "DEMO-SP-ALBERGUE"
CLOCK = re.compile(r"\b\d{2}:\d{2}\b")
CONTACT = "por la radio comunitaria"
MOST_TAPS = 12
SAID = {
    "es": {
        "confirmed": r"\d+ de \d+ pasos? confirmados?",
        "has": "Este grupo lo tiene: documento",
        "honduran": "Atiende a nacionales de Honduras",
        "two": "2 personas",
        "nationality": "su nacionalidad",
        "papers": "qué documentos lleva",
        "free": "Toda ayuda es gratuita",
    },
    "en": {
        "confirmed": r"\d+ of \d+ steps? confirmed",
        "has": "This group has it: national identity document",
        "honduran": "nationals of Honduras",
        "two": "2 people",
        "nationality": "nationality",
        "papers": "papers",
        "free": "All help is free",
    },
}


@pytest.fixture(params=["es", "en"])
def language(request):
    return request.param


@pytest.fixture
def seat(visitors, language):
    """``seat("demo-nacaome")``: that person at their desk, with a phone of their own."""

    def sit_down(username):
        return Desk(visitors.open(viewport=PHONE, language=language), language).sign_in(username)

    return sit_down


def test_a_mother_on_her_way_home_is_accepted_on_the_other_side(server, seat, language, picture):
    said = SAID[language]
    shelter = service_name(server, SHELTER, language)
    hospital = service_name(server, HOSPITAL, language)
    officer = seat("demo-nacaome")
    case_id = officer.record_mother_and_boy(safe_contact=CONTACT)
    picture(officer.page, f"amatillo-1-plan-{language}")

    officer.unfold()
    titles = officer.routes()[0]
    assert "El Amatillo" in titles[0]
    assert set(titles[1:]) >= {shelter, hospital}
    best = officer.main.locator(".plan-options > li").first
    assert re.search(said["confirmed"], squeezed(best.inner_text()))
    assert all(CLOCK.search(step.inner_text()) for step in best.locator(".step-facts").all())
    crossing = best.locator(".step").first
    assert said["has"] in squeezed(crossing.inner_text())
    tests = crossing.locator("details").last.locator("li", has_text="PCR")
    assert tests.count() == 1  # asked of foreigners, not of her
    assert tests.locator(".source").count() == 1
    left_out = officer.left_out()
    adults = left_out[service_name(server, "SP-083", language)]
    assert said["honduran"] in squeezed(adults.locator(".remedy").inner_text())
    assert all(len(row.locator("p").all()) >= 2 for row in left_out.values())

    officer.choose_first()
    picture(officer.page, f"amatillo-2-chosen-{language}")
    officer.offer(case_id, SHELTER, look=lambda: read_out(officer, said, picture))
    officer.offer(case_id, HOSPITAL)
    offered = officer.main.locator(".inbox-row", has_text=shelter)
    code = offered.locator(".code").inner_text()
    assert officer.say(REFERRAL_STATES["offered"]) in offered.inner_text()
    picture(officer.page, f"amatillo-4-offered-{language}")

    duty = seat("demo-la-union")
    row = duty.own_referral(code)
    preview = squeezed(row.inner_text())
    for told in [
        shelter,
        duty.say(AGE_BANDS["21-59"]),
        duty.say(AGE_BANDS["0-4"]),
        said["two"],
    ]:
        assert told in preview
    assert row.locator(".deadline").is_visible()
    assert CLOCK.search(row.locator(".deadline").inner_text())
    picture(duty.page, f"amatillo-5-inbox-{language}")
    duty.follow(row.locator("a"))
    assert CONTACT not in duty.page.content()
    assert case_id not in duty.page.content()
    assert duty.say(MOVE_WORDS["accepted"]) in duty.text
    duty.answer("accepted")
    assert CONTACT in duty.text
    assert "El Salvador" not in duty.main.locator("section[aria-labelledby=packet]").inner_text()
    picture(duty.page, f"amatillo-6-accepted-{language}")

    officer.page.reload()
    officer.look()
    answered = officer.own_referral(code)
    assert officer.say(REFERRAL_STATES["accepted"]) in answered.inner_text()
    picture(officer.page, f"amatillo-7-answer-{language}")


def read_out(officer, said, picture):
    """The consent: for this recipient only, with what goes and what does not."""
    assert said["free"] in officer.find(".read-aloud").inner_text() or officer.language == "en"
    goes, stays = (part.inner_text() for part in officer.find(".goes ul").all())
    for kept in [SAID["es"]["nationality"], SAID["es"]["papers"]]:  # in the language of the person
        assert kept in stays
        assert kept not in goes
    picture(officer.page, f"amatillo-3-consent-{officer.language}")


def test_a_decline_with_a_code_gives_a_new_plan_without_that_service(
    server, seat, language, picture
):
    declining = service_name(server, DEMO_SHELTER, language)
    officer = seat("demo-copan")
    case_id = officer.record(
        place="Esquipulas",
        side="GT",
        people=[("21-59", "f")],
        needs=["shelter"],
        nationality="HN",
        documents=["passport"],
    )
    assert any(declining in route for route in officer.routes())
    assert officer.main.locator(".no-way").count() == 0  # the way home to Honduras is open
    officer.go(f"mesa/casos/{case_id}/")
    officer.taps = 0
    officer.follow(officer.main.locator("a[href*='/mesa/directorio/?case=']"))
    picture(officer.page, f"decline-1-directory-{language}")
    officer.offer(case_id, DEMO_SHELTER)
    assert 0 < officer.taps <= MOST_TAPS
    sent = officer.main.locator(".inbox-row", has_text=declining)
    code = sent.locator(".code").inner_text()

    duty = seat("demo-albergue")
    duty.follow(duty.own_referral(code).locator("a"))
    duty.answer("declined", code="not_eligible")
    assert duty.own_referral(code).count() == 0

    officer.page.reload()
    assert officer.say(REFERRAL_STATES["declined"]) in officer.own_referral(code).inner_text()
    officer.follow(officer.own_referral(code).locator("a"))
    assert officer.say(DECLINE_CODES["not_eligible"]) in officer.text
    picture(officer.page, f"decline-2-answer-{language}")
    officer.follow(officer.main.locator(f"a[href$='{case_id}/plan/']"))
    assert officer.routes()
    assert not any(declining in route for route in officer.routes())
    officer.unfold()
    picture(officer.page, f"decline-3-new-plan-{language}")


def test_officer_puts_the_steps_in_another_order_and_says_why(server, seat, language, picture):
    officer = seat("demo-nacaome")
    case_id = officer.record_mother_and_boy()
    boxes = officer.main.locator("form:has([name=reorder])").first.locator("[name^=position-]")
    first, second = boxes.evaluate_all("boxes => boxes.map(box => box.name)")
    officer.select(first, "2")
    officer.select(second, "1")
    officer.main.locator("[name=reason]").first.fill("La fiebre no espera.")
    officer.follow(officer.main.locator("form:has([name=reorder]) button").first)

    assert officer.page.url.endswith(f"/mesa/casos/{case_id}/")
    assert "La fiebre no espera." in officer.text
    offers = officer.main.locator("section[aria-labelledby=route] a[href*='/oferta/']")
    keys = [link.get_attribute("href").split("/")[-2] for link in offers.all()]
    assert keys == [second.removeprefix("position-"), first.removeprefix("position-")]
    picture(officer.page, f"reorder-1-chosen-{language}")

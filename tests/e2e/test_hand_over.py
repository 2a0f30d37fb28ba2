"""From the offer to the closing: the slip, the arrival by its code, the acta, the outcome."""

import re

import pytest
from tests.e2e.conftest import PHONE
from tests.e2e.desks import Desk, service_name
from tests.e2e.walks import squeezed

from relevo.web.loop_phrases import CONDITIONS, HAND_OVER_CONFIRMED, STEP_NOTES
from relevo.web.phrases import REFERRAL_CLOSINGS, REFERRAL_STATES

SHELTER = "DEMO-SP-ALBERGUE"


@pytest.fixture(params=["es"])
def language(request):
    return request.param


@pytest.fixture
def seat(visitors, language):
    """``seat("demo-copan")``: that person at their desk, with a phone of their own."""

    def sit_down(username):
        return Desk(visitors.open(viewport=PHONE, language=language), language).sign_in(username)

    return sit_down


def test_who_comes_with_a_slip_is_handed_over_and_the_loop_is_closed(
    server, seat, language, picture
):
    shelter = service_name(server, SHELTER, language)
    officer = seat("demo-copan")
    case_id = officer.record(
        place="Esquipulas",
        side="GT",
        people=[("21-59", "f"), ("0-4", "m")],
        needs=["shelter"],
        nationality="HN",
        documents=["passport"],
    )
    officer.go(f"mesa/casos/{case_id}/")
    officer.follow(officer.main.locator("a[href*='/mesa/directorio/?case=']"))
    officer.offer(case_id, SHELTER)
    officer.follow(officer.main.locator(".inbox-row", has_text=shelter).locator("a").first)
    referral = officer.page.url
    with officer.page.expect_navigation(wait_until="load"):
        officer.tap(officer.main.locator("a[href$='/boleta/']"))
    officer.look_at_width()
    officer.look_with_other_senses()  # on paper there is the slip alone, and it says DEMO itself
    slip = officer.main.locator(".slip")
    code = slip.locator(".slip-code").inner_text()
    assert slip.locator("svg.qr").is_visible()
    assert shelter not in squeezed(slip.inner_text())
    assert sheets(officer.page) == 1
    picture(officer.page, f"hand-over-1-slip-{language}")

    duty = seat("demo-albergue")
    duty.follow(duty.main.locator("a[href$='/mesa/boletas/']"))
    duty.write("code", code.lower())
    picture(duty.page, f"hand-over-2-code-{language}")
    duty.follow(duty.main.locator("form:has([name=code]) button.button"))
    assert duty.say(REFERRAL_STATES["arrived"]) in duty.text
    assert duty.say(STEP_NOTES["slip"]) in duty.text
    picture(duty.page, f"hand-over-3-arrived-{language}")

    officer.page.goto(referral)
    officer.look()
    write_the_acta(officer)

    duty.follow(duty.main.locator("a[href$='/acta/']"))
    assert "coordinadora de turno" in duty.text
    duty.follow(duty.main.locator("form[action$='/recibido/'] button"))
    assert duty.main.locator("a[href$='es.docx']").count() == 1
    picture(duty.page, f"hand-over-4-acta-{language}")

    duty.page.goto(re.sub(r"acta/$", "contrarreferencia/", duty.page.url))
    duty.look()
    duty.tick("outcome", "delivered:in_part")
    duty.follow(duty.main.locator("form:has([name=outcome]) button.button"))
    assert duty.say(STEP_NOTES["in_part"]) in duty.text

    officer.page.goto(referral)
    officer.look()
    assert officer.text.count(officer.say(HAND_OVER_CONFIRMED)) == 2
    officer.answer("closed", reason="delivered")
    assert officer.say(REFERRAL_STATES["closed"]) in officer.text
    officer.go(re.search(r"mesa/.*", referral).group() + "contrarreferencia/")
    assert officer.say(REFERRAL_CLOSINGS["delivered"]) in officer.text
    picture(officer.page, f"hand-over-5-closed-{language}")


def sheets(page, *, size="A4", hidden=""):
    """How many sheets a page takes on paper, where ``hidden`` is not printed."""
    page.emulate_media(media="print")
    printed = page.pdf(format=size, prefer_css_page_size=True)
    if hidden:
        assert not page.locator(hidden).first.is_visible()
    page.emulate_media(media="screen")
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def write_the_acta(officer):
    """What the giving side writes, and its own confirmation."""
    officer.follow(officer.main.locator("a[href$='/acta/']"))
    officer.write("place", "Frontera Agua Caliente")
    officer.write("giver_role", "oficial de ventanilla")
    officer.write("receiver_role", "coordinadora de turno")
    officer.tick("condition", "tired")
    officer.select("alone_with_police", "no")
    officer.select("relation", "checked")
    officer.follow(officer.main.locator("form:has([name=place]) button.button"))
    assert officer.say(CONDITIONS["tired"]) in officer.text
    officer.follow(officer.main.locator("form[action$='/entregado/'] button"))
    assert officer.main.locator("> .notice[role=status]").count() == 1
    assert sheets(officer.page, size="Letter", hidden="main > .notice[role]") == 1

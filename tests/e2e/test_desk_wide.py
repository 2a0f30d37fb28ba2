"""The desk on an office screen: offers, cases, plan, directory."""

import pytest
from tests.e2e.conftest import DESK
from tests.e2e.desks import Desk


@pytest.fixture(params=["es", "en"])
def language(request):
    return request.param


def test_case_plan_and_lists_use_an_office_screen(visitors, language, picture):
    officer = Desk(visitors.open(viewport=DESK, language=language), language)
    officer.sign_in("demo-nacaome")
    case_id = officer.record_mother_and_boy()
    picture(officer.page, f"desk-plan-{language}")
    officer.choose_first()
    picture(officer.page, f"desk-case-{language}")
    officer.go("mesa/casos/")
    assert officer.main.locator(f"a[href$='/casos/{case_id}/']").count() == 1
    for path in ["directorio/?q=albergue", "redes/", "atencion-rapida/"]:
        officer.go(f"mesa/{path}")


def test_inbox_of_a_demo_shelter_shows_each_offer_with_its_clock(visitors, language, picture):
    duty = Desk(visitors.open(viewport=DESK, language=language), language)
    duty.sign_in("demo-albergue")
    waiting = duty.main.locator("section[aria-labelledby=received] .inbox-row")
    assert waiting.count() >= 1
    assert waiting.locator(".deadline").count() >= 1
    picture(duty.page, f"desk-inbox-{language}")
    duty.go("mesa/bandeja/?all=1")
    assert duty.main.locator("section[aria-labelledby=received] .inbox-row").count() > 4
    picture(duty.page, f"desk-inbox-all-{language}")

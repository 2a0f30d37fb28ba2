"""The desk on an office screen: offers, cases, plan, directory."""

import pytest
from tests.e2e.conftest import DESK, IN_LANGUAGES
from tests.e2e.desks import Desk


@pytest.fixture(params=IN_LANGUAGES)
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


def test_inbox_shows_each_offer_with_its_clock(visitors, language, picture):
    officer = Desk(visitors.open(viewport=DESK, language=language), language)
    officer.sign_in("demo-copan")
    case_id = officer.record(
        place="Esquipulas",
        side="GT",
        people=[("21-59", "f")],
        needs=["shelter"],
        nationality="HN",
        documents=["passport"],
    )
    officer.choose_first()
    officer.offer(case_id, "DEMO-SP-ALBERGUE")
    code = officer.main.locator(".inbox-row .code").inner_text()

    duty = Desk(visitors.open(viewport=DESK, language=language), language)
    duty.sign_in("demo-albergue")
    assert duty.own_referral(code).locator(".deadline").is_visible()
    picture(duty.page, f"desk-inbox-{language}")
    duty.go("mesa/bandeja/?all=1")
    assert duty.main.locator("section[aria-labelledby=received] .inbox-row").count() > 4
    picture(duty.page, f"desk-inbox-all-{language}")

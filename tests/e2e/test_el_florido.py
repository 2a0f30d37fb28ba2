"""El Florido, 15 January 2021: an explained no, and what does hold on this side."""

import pytest
from tests.e2e.conftest import IN_LANGUAGES, PHONE
from tests.e2e.desks import GIRL, Desk, move_on_from_the_first_scene, service_name
from tests.e2e.walks import squeezed

CHILD_TEAM, BELEN = "SP-095", "SP-030"
NAMED = {
    "es": ["pasaporte", "madre", "padre", "prueba"],
    "en": ["passport", "mother", "father", "test"],
}
CROSS = {"es": "Cruzar por", "en": "Cross at"}


@pytest.fixture(params=IN_LANGUAGES)
def officer(visitors, server, request):
    """The officer of Copán on that evening; afterwards the story goes on from where it was."""
    desk = Desk(visitors.open(viewport=PHONE, language=request.param), request.param)
    desk.go("entrar/")
    desk.follow(desk.find("button[name=scene][value=el-florido]"))
    assert "2021" in desk.find(".demo-banner").inner_text()
    yield desk.sign_in("demo-copan")
    move_on_from_the_first_scene(server)


def test_a_girl_alone_without_papers_gets_an_explained_no_and_the_help_on_this_side(
    officer, server, picture
):
    officer.record(
        place="El Florido",
        side="HN",
        people=GIRL,
        needs=("medical", "shelter"),
        nationality="HN",
        alone=True,
    )
    picture(officer.page, f"florido-1-explained-no-{officer.language}")

    barred = officer.main.locator(".no-way .excluded").first
    assert barred.is_visible()  # said at once, not folded away
    assert "El Florido" in barred.locator("strong").first.inner_text()
    for name in NAMED[officer.language]:
        assert name in squeezed(barred.inner_text())
    assert barred.locator(".remedy").count() > 0
    assert barred.locator(".source").count() > 0

    routes = officer.routes()
    assert routes
    assert not any(CROSS[officer.language] in step for route in routes for step in route)
    team, belen = (service_name(server, key, officer.language) for key in (CHILD_TEAM, BELEN))
    assert [step for step in routes[0] if step in {team, belen}] == [team, belen]
    places = officer.main.locator(".plan-options .step-facts li:first-child").all_text_contents()
    other_sides = {"es": ("guatemalteco", "salvadoreño"), "en": ("Guatemalan", "Salvadoran")}
    assert not any(side in place for place in places for side in other_sides[officer.language])

    officer.unfold()
    picture(officer.page, f"florido-2-unfolded-{officer.language}")
    officer.choose_first()
    assert officer.main.locator("section[aria-labelledby=route] li").count() == 2
    officer.follow(officer.main.locator(f"a[href$='/oferta/{CHILD_TEAM}/']"))
    assert officer.main.locator("[name=form]").evaluate_all("all => all.map(one => one.value)") == [
        "assent"
    ]
    picture(officer.page, f"florido-3-assent-{officer.language}")

"""A person on the move: what is open, what is asked of me, where is help; and no trace left."""

import re

import pytest
from tests.e2e.conftest import PHONE
from tests.e2e.walks import Walk, squeezed

from relevo.web.phrases import CROSSING_STATES

EL_AMATILLO = "frontera/HNSV-AMA/"
OTHER_PAGES = ["fronteras/", "lugares/", "redes/", "quejas/", "acerca/", "sin-conexion/"]
WHEN_KEPT = """
new Promise((done) => {
  const ask = async () => {
    const isKept = navigator.serviceWorker.controller && (await caches.match(location.href));
    if (isKept) done(); else setTimeout(ask, 50);
  };
  ask();
})
"""
CLOCK = re.compile(r"\b\d{2}:\d{2}\b")


@pytest.fixture(params=["es", "en"])
def passerby(visitors, request):
    """Somebody with a cheap phone. When they leave, nothing of them remains in it or was asked."""
    page = visitors.open(viewport=PHONE, language=request.param)
    yield Walk(page, request.param)
    assert page.context.cookies() == []
    if page.url.startswith(visitors.base_url):
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_from_the_start_page_to_a_crossing_with_its_state_age_requirements_and_sources(
    passerby, picture
):
    passerby.go("")
    picture(passerby.page, f"public-1-start-{passerby.language}")

    passerby.follow(passerby.find(f".crossing-list a[href$='{EL_AMATILLO}']"))
    passerby.unfold()

    restricted = passerby.say(CROSSING_STATES["restricted"])
    assert passerby.heading == "El Amatillo"
    assert restricted in passerby.find(".state-large").inner_text()
    assert CLOCK.search(passerby.find("time[data-asof]").inner_text())
    asked = passerby.find("section[aria-labelledby=asked]")
    assert {"Honduras", "El Salvador"} <= set(re.split(r" · |\n", asked.inner_text()))
    told = asked.locator(".asked-list > li").all()
    assert len(told) > 8
    assert all(row.locator(".source").count() for row in told)
    assert any("PCR" in row.inner_text() and "72" in row.inner_text() for row in told)
    said = passerby.find("section[aria-labelledby=said] .report-list > li").all()
    assert len(said) > 3
    network = {"es": "Observado por la red el", "en": "Observed by the network on"}
    for row in said:  # each with its day, and with a source or that the network saw it
        words = squeezed(row.inner_text())
        assert re.search(r"\b20\d\d\b", words)
        assert row.locator(".source").count() or network[passerby.language] in words
    picture(passerby.page, f"public-2-crossing-{passerby.language}")


def test_shelter_near_a_town_is_found_without_accents_and_in_capitals(passerby, picture):
    passerby.go("")
    passerby.follow(passerby.find(".need-tiles a[href$='need=shelter']"))
    passerby.write("place", "OCOTEPEQUE")
    passerby.follow(passerby.find("form[role=search] button.button"))

    nearest = squeezed(passerby.find(".hit-list .hit").first.inner_text())
    assert "Casa del Migrante San José" in nearest
    assert "Ocotepeque" in nearest
    picture(passerby.page, f"public-3-shelter-{passerby.language}")

    passerby.follow(passerby.find(".hit-list .hit a").first)
    assert "San José" in passerby.heading
    assert passerby.find(".source").count() == 1
    picture(passerby.page, f"public-4-service-{passerby.language}")


def test_municipality_tells_its_nearest_crossings_help_and_lines(passerby, picture):
    passerby.go("")
    passerby.write("q", "santa rosa de copan")
    passerby.follow(passerby.find("form[role=search] button.button"))

    assert passerby.heading == "Santa Rosa de Copán"
    crossings = passerby.find(".crossing-list .crossing-row").all_inner_texts()
    assert len(crossings) == 3
    assert all(re.search(r"\d+ km", row) for row in crossings)
    assert "Santa Rosa de Copán" in passerby.find(".hit-list .hit").first.inner_text()
    assert "911" in passerby.find(".line-list").inner_text()
    picture(passerby.page, f"public-5-municipality-{passerby.language}")


def test_every_other_public_page_keeps_its_promises(passerby):
    headings = set()
    for path in OTHER_PAGES:
        passerby.go(path)
        headings.add(passerby.heading)
    assert len(headings) == len(OTHER_PAGES)


def test_place_that_nobody_knows_is_answered_with_the_nearest_names(passerby, visitors):
    passerby.page.goto(f"/{passerby.language}/lugar/?q=Ocotepekue")
    visitors.complaints.clear()  # the browser's own line about the answer 404
    passerby.look()

    assert "Ocotepekue" in passerby.text
    passerby.follow(passerby.main.get_by_role("link", name="Ocotepeque", exact=True).first)
    assert passerby.heading == "Ocotepeque"


@pytest.mark.parametrize("way", ["link", "three times Shift"])
def test_quick_exit_leaves_at_once_and_forgets_the_pages(passerby, visitors, way):
    neutral = re.compile(r"^https://(?!localhost)")
    passerby.page.route(neutral, lambda route: route.fulfill(body="<title>weather</title>"))
    passerby.go(EL_AMATILLO)
    wait_for_worker(passerby.page)
    leaving = passerby.find("[data-quick-exit]").get_attribute("href")

    with passerby.page.expect_navigation(url=neutral):
        if way == "link":
            passerby.find("[data-quick-exit]").click()
        else:
            for _ in range(3):
                passerby.page.keyboard.press("Shift")

    assert passerby.page.title() == "weather"
    assert visitors.complaints == [f"left this server: {leaving}"]
    visitors.complaints.clear()
    passerby.page.go_back()
    assert EL_AMATILLO not in passerby.page.url
    assert passerby.page.url == "about:blank"


def wait_for_worker(page):
    """The worker has taken over the page that brought it, and has kept that page."""
    page.evaluate(WHEN_KEPT)


def test_page_opens_again_without_network_and_tells_its_age(passerby, visitors, picture):
    passerby.go(EL_AMATILLO)
    wait_for_worker(passerby.page)
    note = passerby.find("[data-cached-note]")
    assert not note.is_visible()

    passerby.page.context.set_offline(True)
    passerby.page.reload()

    assert passerby.heading == "El Amatillo"
    assert note.is_visible()
    stamp = passerby.find("time[data-asof]").inner_text()
    assert re.search(r"\b0 min\b|\b1 min\b", note.inner_text())
    assert stamp in note.inner_text()
    picture(passerby.page, f"public-6-without-network-{passerby.language}")

    passerby.page.goto(f"/{passerby.language}/redes/")
    assert "911" in passerby.text  # never visited: the page for that case, with the lines
    passerby.page.context.set_offline(False)
    visitors.complaints.clear()  # the browser's own lines about the missing network


def test_on_paper_everything_is_unfolded_and_nothing_is_there_to_be_pressed(passerby, picture):
    passerby.go(EL_AMATILLO)
    folded = passerby.find(".asked-list").first
    assert not folded.is_visible()

    passerby.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    passerby.page.emulate_media(media="print")

    assert folded.is_visible()
    for selector in [".button", ".site-nav", "[data-quick-exit]", ".language"]:
        assert passerby.find(selector).filter(visible=True).count() == 0
    picture(passerby.page, f"public-7-print-{passerby.language}")


def test_keyboard_alone_leads_from_the_start_page_to_a_place_of_help(passerby):
    passerby.go("")
    press_until(passerby.page, "document.activeElement.name === 'q'")
    passerby.page.keyboard.type("la union")
    with passerby.page.expect_navigation():
        passerby.page.keyboard.press("Enter")
    if passerby.find(".crossing-list").count() == 0:  # several places of that name
        press_until(passerby.page, "document.activeElement.href?.includes('/municipio/SV-')")
        with passerby.page.expect_navigation():
            passerby.page.keyboard.press("Enter")
    press_until(passerby.page, "document.activeElement.closest('.hit') !== null", most=60)
    ring = passerby.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring not in {"none", ""}
    name = passerby.page.evaluate("document.activeElement.textContent")
    with passerby.page.expect_navigation():
        passerby.page.keyboard.press("Enter")
    assert passerby.heading == name
    passerby.look()


def press_until(page, reached, most=40):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    pytest.fail(f"not reached with {most} times Tab: {reached}")

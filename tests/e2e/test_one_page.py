"""The sheet on paper is one page on any day, and on a phone what stands above a page is calm.

One row for the header, one for the tabs, in both languages, with and without script.
"""

import re
import subprocess
import sys

import pytest
from tests.e2e.conftest import DESK, PHONE, ROOT, SCREENS, serving, visiting
from tests.e2e.desks import Desk, rows
from tests.e2e.walks import Walk

BUSY_DAY = """
import django
django.setup()
from datetime import timedelta
from relevo.plumbing import clock
from tests.factories.situation import more_than_a_page
more_than_a_page(clock.now() - timedelta(hours=2))
"""
LANGUAGES = ("es", "en")
MOST_OF_A_ROW = 60
"""Pixels: higher than this and something stands in a second row."""
TABBED = ("situacion/", "situacion/restricciones/", "situacion/simulacros/", "redes/NET-SUR/")
HEIGHT = "part => part.getBoundingClientRect().height"
IN_VIEW = """tab => {
    const inner = tab.getBoundingClientRect();
    const outer = tab.closest("ul").getBoundingClientRect();
    return inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
}"""


@pytest.fixture
def busy_day(tmp_path_factory, browser, request):
    """An instance of its own, on which more happens everywhere than one page holds."""
    with serving(tmp_path_factory.mktemp("busy-day")) as server:
        done = subprocess.run(
            [sys.executable, "-c", BUSY_DAY],
            cwd=ROOT,
            env=server.environment | {"DJANGO_SETTINGS_MODULE": "relevo.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        with visiting(server, browser, test=request.node) as visitors:
            yield server, visitors


def pages_of(page, name):
    """How many sheets of A4 a page takes; what is printed is kept beside the pictures."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.emulate_media(media="print")
    printed = page.pdf(format="A4", prefer_css_page_size=True, path=SCREENS / f"{name}.pdf")
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def test_the_sheet_of_every_network_is_one_page_on_the_busiest_day(busy_day):
    server, visitors = busy_day
    desks = {
        language: Desk(visitors.open(viewport=DESK, language=language), language)
        for language in LANGUAGES
    }
    for desk in desks.values():
        desk.sign_in("demo-secretaria")
    first, lines = desks["es"], {}
    for (key,) in rows(server, "SELECT key FROM networks_network"):
        first.page.goto(f"/es/mesa/situacion/hoja/{key}/")
        lines[key] = first.find(".sheet-lines li:not(.on-one-page)").count()
        assert pages_of(first.page, "sheet") == 1, key
    busiest = max(lines, key=lines.get)
    assert lines[busiest] > 100
    for language, desk in desks.items():
        for query in ("", "?version=publica", "?version=publica&en=2020-11-20T15:30"):
            desk.go(f"mesa/situacion/hoja/{busiest}/{query}")
            left_out = desk.find("li.on-one-page").filter(visible=True)
            assert left_out.count() == 0
            assert pages_of(desk.page, f"sheet-busiest-{language}") == 1, query
            told = left_out.all_inner_texts()
            assert told
            assert all(re.search(r"\d+", text) for text in told)
            assert smallest_letters(desk.page) >= 8.5
            desk.page.emulate_media(media="screen")


def smallest_letters(page):
    """In points, of all that the printed sheet says."""
    pixels = page.evaluate(
        """Math.min(...[...document.querySelectorAll("body *")]
            .filter(part => part.checkVisibility() && part.innerText)
            .map(part => parseFloat(getComputedStyle(part).fontSize)))"""
    )
    return round(pixels * 0.75, 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_header_and_tabs_take_one_row_each_on_a_phone(visitors, language, has_script):
    window = visitors.open(viewport=PHONE, language=language, java_script_enabled=has_script)
    passerby = Walk(window, language)
    window.goto(f"/{language}/")
    assert passerby.find(".site-header").evaluate(HEIGHT) <= MOST_OF_A_ROW
    window.goto(f"/{language}/entrar/")
    with window.expect_navigation():
        passerby.tap(passerby.find("button[name=person][value=demo-secretaria]").first)
    for path in TABBED:
        window.goto(f"/{language}/mesa/{path}")
        assert passerby.find(".site-header").evaluate(HEIGHT) <= MOST_OF_A_ROW
        tabs = passerby.find("nav.tabs").first
        assert tabs.evaluate(HEIGHT) <= MOST_OF_A_ROW
        assert tabs.locator("[aria-current=page]").evaluate(IN_VIEW), path
        assert window.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_tab_is_reached_with_the_keyboard(visitors):
    desk = Desk(visitors.open(viewport=PHONE, language="es"), "es")
    desk.sign_in("demo-secretaria")
    desk.go("mesa/situacion/")
    tabs = desk.find("nav.tabs").first.locator("a")
    tabs.first.focus()
    for number in range(tabs.count()):
        assert tabs.nth(number).evaluate("tab => tab === document.activeElement")
        assert tabs.nth(number).evaluate(IN_VIEW)
        desk.page.keyboard.press("Tab")

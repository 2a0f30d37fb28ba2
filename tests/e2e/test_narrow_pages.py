"""On a phone no word of a tile is broken, what is touched is large enough, the map shows all.

The pages with the most boxes are measured, at the width of a cheap phone.
"""

import pytest
from tests.e2e.desks import GIRL, MOTHER_AND_BOY, Desk
from tests.e2e.walks import Walk

LEAST_TARGET = 44
"""Pixels of CSS, as a thumb needs them."""
TOUCHED = "label.tile, .option label, .case-work a, .button, button, summary, select"
MEASURED = """([selector, least]) => [...document.querySelectorAll(`main :is(${selector})`)]
    .map(part => [part.textContent.trim().slice(0, 40), part.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && box.height < least - 0.01)
    .map(([words, box]) => `${words}: ${box.height}`)"""
TILES = "main :is(label.tile, .case-work a)"
BROKEN = """tiles => [...document.querySelectorAll(tiles)].flatMap(tile => {
    const spills = tile.scrollWidth > tile.clientWidth + 1
        || tile.scrollHeight > tile.clientHeight + 1;
    const found = spills ? [`spills: ${tile.textContent.trim()}`] : [];
    const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) {
                found.push(`broken: ${word[0]}`);
            }
        }
    }
    return found;
})"""
CLIPPED = """() => [...document.querySelectorAll('main .person-row select')].flatMap(box => {
    const whole = box.cloneNode(true);
    whole.style.cssText = 'position: absolute; inline-size: max-content; max-inline-size: none';
    box.after(whole);
    const needed = whole.offsetWidth;
    whole.remove();
    return needed > box.offsetWidth ? [`${box.name}: ${needed} in ${box.offsetWidth}`] : [];
})"""
FOLDED = "() => { for (const part of document.querySelectorAll('main details')) part.open = true; }"
WINDOW = "SP-058"


def opened(page):
    page.evaluate(FOLDED)
    return page


def small(page):
    return opened(page).evaluate(MEASURED, [TOUCHED, LEAST_TARGET])


def broken(page):
    return opened(page).evaluate(BROKEN, TILES)


@pytest.fixture
def officer(phone):
    return Desk(phone, "es").sign_in("demo-nacaome")


def at_el_amatillo(officer, people, **others):
    return officer.record(
        place="El Amatillo",
        side="HN",
        people=people,
        needs=("shelter",),
        nationality="GT",
        **others,
    )


def test_no_word_is_broken_or_cut_where_a_case_is_written(officer):
    officer.go("mesa/casos/nuevo/")
    assert broken(officer.page) == []
    officer.go(f"mesa/casos/{at_el_amatillo(officer, MOTHER_AND_BOY)}/")
    assert broken(officer.page) == []


def test_age_and_sex_are_read_whole_where_they_are_chosen(officer):
    officer.go("mesa/casos/nuevo/")
    assert officer.page.locator("main .person-row select").count() > 0
    assert opened(officer.page).evaluate(CLIPPED) == []


def test_the_words_of_a_childs_assent_are_whole(officer):
    girl = at_el_amatillo(officer, GIRL, alone=True)
    officer.go(f"mesa/casos/{girl}/oferta/{WINDOW}/")
    assert broken(officer.page) == []
    tile = officer.find("label.tile:has([value=assent])").bounding_box()
    assert tile["width"] > 2 / 3 * officer.page.viewport_size["width"]


def test_what_is_touched_to_close_a_case_is_large_enough(officer):
    officer.go(f"mesa/casos/{at_el_amatillo(officer, MOTHER_AND_BOY)}/")
    assert small(officer.page) == []


@pytest.mark.parametrize("path", ["requisitos/", "mapa/"])
def test_boxes_of_public_forms_are_large_enough(phone, path):
    Walk(phone, "es").go(path)
    assert small(phone) == []


def test_the_tools_of_the_map_cover_nothing_of_it(phone):
    Walk(phone, "es").go("mapa/")
    drawing = phone.locator("svg.map-drawing").bounding_box()
    for tool in phone.locator(".map-tools button").all():
        box = tool.bounding_box()
        assert box["y"] >= drawing["y"] + drawing["height"] or (
            box["y"] + box["height"] <= drawing["y"]
        )

"""Every component in a real browser: accessible, no wider than the window, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("query", "width"), [("", 320), ("", 1280), ("?desk", 360), ("?desk", 1280)]
)
def test_gallery_is_accessible_and_fits(visitors, picture, scheme, width, query):
    page = visitors.open(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"/es/galeria/{query}")

    problems = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]

    picture(page, f"gallery-{query.strip('?') or 'public'}-{scheme}")
    assert [(found["id"], found["nodes"][0]["html"]) for found in problems] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_list_is_filtered_while_typing_without_regard_to_case_and_accents(desktop):
    desktop.goto("/es/galeria/")
    rows = desktop.locator("#sample-table tbody tr:visible")

    desktop.fill("#sample-table-filter", "SALÍDA b")
    assert rows.count() == 1

    desktop.fill("#sample-table-filter", "zzz")
    assert rows.count() == 0
    assert desktop.inner_text(".filter-list [role=status]") == "Nada en esta lista coincide."


def test_keyboard_reaches_the_way_to_the_content_first(phone):
    phone.goto("/es/")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"


def test_all_of_a_cell_stands_beside_its_label_on_a_phone(phone):
    phone.goto("/es/galeria/")
    lefts = phone.evaluate(
        """() => {
            const cell = document.querySelector("#sample-table tbody td");
            cell.setAttribute("data-label", "Se conoce que hay, con un nombre largo");
            cell.innerHTML = "<strong>1500</strong> <span>(750 – 2250)</span>"
                + "<br><span>2 servicios, capacidad desconocida</span> y <a href='#'>más</a>";
            const start = cell.getBoundingClientRect().left;
            return [...cell.querySelectorAll(":not(br)")].map(
                part => part.getBoundingClientRect().left - start);
        }"""
    )
    assert min(lefts) >= 128  # eight rem: the label's column
    below = phone.evaluate(
        """() => {
            const cell = document.querySelector("#sample-table tbody td");
            cell.innerHTML = "0";
            return cell.getBoundingClientRect().height;
        }"""
    )
    assert below >= 40  # a label of several lines reaches under no other cell

"""One person with one window, walking through pages in one language.

Whatever page they look at must hold what every page promises: it fits, it can be read by everybody,
it says that help is free and that this is a demonstration, on the screen and on paper.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Locator, Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
PARTS = """
[...new Set([...document.querySelectorAll("body *")].map(
    part => [part.tagName, part.className, part.getAttribute("role"), part.type].join()
))].sort().join(" ")
"""
EXAMINED: list[Path] = []
"""The folder with an empty file for each page that axe has seen; the workers of a run share it."""

PROMISE = "All help is free. Nobody may ask you for money, work or sex in exchange for it."


@dataclass
class Walk:
    """What a person does with a window, and how often they had to touch it."""

    page: Page
    language: str
    taps: int = 0
    axe: Axe = field(default_factory=Axe)

    def words(self, message, context=None):
        """What the catalog says for a message in the language of this walk."""
        with translation.override(self.language):
            return (
                translation.pgettext(context, message) if context else translation.gettext(message)
            )

    def say(self, lazy):
        """A phrase of the product in the language of this walk."""
        with translation.override(self.language):
            return str(lazy)

    @property
    def main(self):
        return self.page.locator("#main")

    @property
    def text(self):
        return self.main.inner_text()

    @property
    def heading(self):
        return self.page.locator("h1").inner_text()

    def go(self, path):
        self.page.goto(f"/{self.language}/{path}")
        self.look()

    def find(self, selector, **options):
        return self.page.locator(selector, **options)

    def tap(self, target: Locator):
        """Touch it; what is folded away is opened first, as a person has to."""
        for fold in target.locator("xpath=ancestor::details[not(@open)]").all():
            if target != fold:
                fold.locator("> summary").click()
                self.taps += 1
        target.click()
        self.taps += 1

    def follow(self, target: Locator):
        """Touch what leads to another page, and look at that page."""
        with self.page.expect_navigation(wait_until="load"):
            self.tap(target)
        self.look()

    def tick(self, name, value=None):
        which = f"[name={name}]" if value is None else f"[name={name}][value='{value}']"
        self.tap(self.find(f"label[for='{self.main.locator(which).get_attribute('id')}']").first)
        assert self.main.locator(which).is_checked()

    def select(self, name, value):
        box = self.main.locator(f"select[name={name}]").first
        self.tap(box)
        box.select_option(value)
        self.taps += 1

    def write(self, name, text):
        box = self.main.locator(f"[name={name}]")
        self.tap(box)
        box.fill(text)

    def unfold(self):
        """Open everything that is folded, to read it."""
        self.page.evaluate(
            "for (const part of document.querySelectorAll('details')) part.open = true"
        )

    def look(self):
        """Check what every page promises."""
        assert self.page.locator("html").get_attribute("lang") == self.language
        self.look_at_width()
        self.look_for_what_is_always_there()
        self.page.emulate_media(media="print")
        self.look_for_what_is_always_there()
        assert self.page.locator("nav.site-nav").filter(visible=True).count() == 0
        self.page.emulate_media(media="screen")
        self.look_with_other_senses()

    def look_with_other_senses(self):
        """Ask axe, once for each page made of the same parts: it takes a second or two."""
        address = re.sub(r"[0-9a-f-]{36}|\?.*", "*", self.page.url)
        path = urlsplit(address).path  # each worker has a server of its own
        if not is_first_look(path, self.page.evaluate(PARTS)):
            return
        answer = self.axe.run(self.page, options={"runOnly": STANDARDS}).response
        assert [(v["id"], v["nodes"][0]["html"]) for v in answer["violations"]] == []

    def look_at_width(self):
        usual = self.page.viewport_size
        for width in {NARROWEST, usual["width"]}:
            self.page.set_viewport_size({"width": width, "height": usual["height"]})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, (
                self.page.url
            )
        self.page.set_viewport_size(usual)

    def look_for_what_is_always_there(self):
        shown = self.page.locator(".demo-banner").filter(visible=True)
        assert self.words("DEMONSTRATION") in shown.inner_text()
        assert self.page.locator(".site-footer").get_by_text(self.words(PROMISE)).is_visible()
        complaint = self.page.locator(f".site-footer a[href='/{self.language}/quejas/']")
        assert complaint.is_visible()


def is_first_look(path, parts):
    """No worker of this run has asked axe about a page made of these parts."""
    try:
        (EXAMINED[0] / sha256(f"{path} {parts}".encode()).hexdigest()).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def squeezed(text):
    """One line of text, however it was broken on the screen."""
    return re.sub(r"\s+", " ", text).strip()

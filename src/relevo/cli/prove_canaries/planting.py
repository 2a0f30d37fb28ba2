"""Filling every form that takes words about people with a planted word, as its pages show it."""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import SystemRandom
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from relevo.cli.prove_canaries.browser import Browser, Field, Form, Page
from relevo.cli.prove_canaries.scan import MARK, PHONE_MARK

RANDOM = SystemRandom()
ABOUT_PEOPLE = re.compile(
    r"^/es/(mesa/(casos|referencias|derechos|custodia|incidentes|requerimientos|voz|recibos"
    r"|retiros|excepciones|emergencia|boletas|lotes|atencion-rapida)|su-voz|respuesta)/"
)
"""Addresses whose forms take words about people."""

CASE = re.compile(r"^/es/mesa/casos/[0-9a-f-]{36}/")
HOUSE = "DEMO-SP-ALBERGUE"
"""To whom every case is offered: a shelter of the demonstration."""

LATER = re.compile(r"(cerrar|terminar|quitar|retirar|borrar|declined|withdrawn|closed)/?$")
"""What ends something is done after everything else."""

MOST_PAGES, MOST_SENT = 400, 160
FIXED: dict[str, list[str]] = {
    "place": ["El Amatillo"],
    "side": ["HN"],
    "age_0": ["21-59"],
    "needs": ["medical", "shelter"],
    "is_danger_to_life": [],
    "country": ["GT"],
    "where": ["Esquipulas"],
}
"""Values that a form about people needs to be right; the rest is chosen from what it offers."""


def word() -> str:
    """A planted word, unlike every other."""
    return MARK + "".join(RANDOM.choice(ascii_lowercase) for _ in range(8))


def telephone() -> str:
    """A planted telephone number of eight digits."""
    return PHONE_MARK + RANDOM.choice("0123456789")


def picture() -> bytes:
    """A picture with a planted word among its notes."""
    notes = PngInfo()
    notes.add_text("Comment", word())
    target = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(target, "PNG", pnginfo=notes)
    return target.getvalue() + word().encode()


@dataclass(slots=True)
class Planted:
    """What was sent, and what of it its own people can read."""

    words: set[str] = field(default_factory=set)
    sent: int = 0
    taken: int = 0
    readable: set[str] = field(default_factory=set)
    forms: set[tuple[str, ...]] = field(default_factory=set)


def walk(browser: Browser, starts: Iterable[str], planted: Planted) -> None:
    """Follow every link about people from these pages, and send every form found on the way."""
    seen: set[str] = set()
    now: list[str] = list(starts)
    later: list[tuple[Form, Page]] = []
    while now and len(seen) < MOST_PAGES:
        path = urlsplit(now.pop(0)).path
        if path in seen or not ABOUT_PEOPLE.match(path):
            continue
        seen.add(path)
        if case := CASE.match(path):
            now.append(f"{case[0]}oferta/{HOUSE}/")
        shown = [browser.get(path)]
        while shown:
            page = shown.pop()
            now += [page.address, *page.links]
            later += [(form, page) for form in page.forms if _is_an_end(form)]
            shown += _send_all(browser, page, planted)
    for form, page in later:
        _send(browser, form, page, planted)
    for path in sorted(seen):
        _note_readable(browser.get(path), planted)


def _is_an_end(form: Form) -> bool:
    return bool(LATER.search(urlsplit(form.action).path))


def _send_all(browser: Browser, page: Page, planted: Planted) -> list[Page]:
    """Send the forms of a page that end nothing; what came back."""
    _note_readable(page, planted)
    answers = [_send(browser, form, page, planted) for form in page.forms if not _is_an_end(form)]
    return [answer for answer in answers if answer is not None]


def _send(browser: Browser, form: Form, page: Page, planted: Planted) -> Page | None:
    """Send a form about people once, with planted words; None when it is not one or was sent."""
    if form.method != "post" or not ABOUT_PEOPLE.match(urlsplit(form.action).path):
        return None
    if form.signature in planted.forms or planted.sent >= MOST_SENT:
        return None
    planted.forms.add(form.signature)
    values = fill(form)
    planted.words |= {value for _name, value in values if isinstance(value, str) and MARK in value}
    answer = browser.send(form, values, page=page)
    planted.sent += 1
    planted.taken += answer.status == 200  # noqa: PLR2004 -- HTTP; a refused form is 422
    _note_readable(answer, planted)
    return answer


def _note_readable(page: Page, planted: Planted) -> None:
    planted.readable |= {one for one in planted.words if one in page.text}


def fill(form: Form) -> list[tuple[str, Any]]:
    """Values for a form: planted words wherever words are taken, else the first that is offered."""
    values: list[tuple[str, Any]] = []
    chosen: set[str] = set()
    fixed = FIXED
    if any(one.name == "words" for one in form.fields):
        fixed = FIXED | {"code": []}  # a code that is none would keep the words out
    for one in form.fields:
        if one.name in fixed:
            if one.name not in chosen:
                values += [(one.name, value) for value in fixed[one.name]]
        elif one.kind in {"radio", "checkbox", "submit"}:
            if one.name in chosen or not _is_taken(one):
                continue
            values.append((one.name, one.value or "on"))
        else:
            values.append((one.name, _value(one)))
        chosen.add(one.name)
    return values


def _is_taken(one: Field) -> bool:
    if one.kind == "checkbox":
        return "required" in one.limits
    return one.kind == "submit" or bool(one.value)


def _value(one: Field) -> str | bytes:
    makers: dict[str, Callable[[], str | bytes]] = {
        "hidden": lambda: one.value,
        "select": lambda: one.options[0] if one.options else "",
        "date": lambda: max(one.limits.get("min", ""), "2020-11-20"),
        "datetime-local": lambda: max(one.limits.get("min", ""), "2020-11-20T16:00"),
        "time": lambda: "16:00",
        "number": lambda: one.limits.get("min") or "1",
        "tel": telephone,
        "file": picture,
    }
    if one.kind in makers:
        return makers[one.kind]()
    longest = int(one.limits.get("maxlength") or 80)
    if "tel" in one.limits.get("inputmode", ""):
        return telephone()
    return word()[:longest]

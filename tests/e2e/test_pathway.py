"""An agreed route, from its first draft to the version after the one that broke.

Drafted by one institution, amended by one on the other side, proposed, validated by an acta,
endorsed by one and reserved by the other, used by a case, broken by a service that closes,
flagged, revised. The case stays on the version it began with.
"""

import subprocess
import sys

import pytest
from tests.e2e.conftest import DESK, IN_LANGUAGES, PHONE
from tests.e2e.desks import Desk, rows
from tests.e2e.walks import squeezed

from relevo.web.pathway_phrases import FINDING_KINDS, STANCES, VERSION_STATES

SECRETARY, OTHER_SIDE, OFFICER = "demo-secretaria", "demo-red-sv", "demo-nacaome"
# Both tests may share an instance, in either order: no title stands within another.
TITLES = {"es": "Orientar en El Amatillo (uno)", "en": "Orientar en El Amatillo (dos)"}
TITLES_IN_ENGLISH = {
    "es": "Guide people at El Amatillo, one",
    "en": "Guide people at El Amatillo, two",
}
NEXT_STEP = {"es": "Orientar por teléfono", "en": "Guide by telephone"}
PREPARE = """
import sys
from datetime import date
import django
django.setup()
from relevo.demo.story import actor_of
from relevo.directory.models import Institution, Service
from relevo.networks.actions import actas
from relevo.networks.rules.meetings import ActaDetails
from relevo.plumbing import clock
verb, key = sys.argv[1:]
if verb == "open":
    owner = Institution.objects.get(key="DEMO-RED-SV")
    Service.objects.create(
        key=key, institution=owner, name_es=f"Punto {key} (DEMO)", name_en=f"Point {key} (DEMO)",
        sort_key=key.lower(), country="SV", kind="office", status="active",
        visibility="public", is_demo=True,
    )
    for number in (1, 2):
        actas.record_acta(
            network_key="NET-SUR",
            details=ActaDetails(
                f"{key}-{number}", "meeting", date(2020, 11, 19), "Acta", "Record", attending=9
            ),
            by=actor_of("demo-secretaria"),
            at=clock.now(),
        )
else:
    Service.objects.filter(key=key).update(status="closed")
"""


def behind_the_scenes(server, verb, key):
    """What other people do meanwhile: a service opens, or closes."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, verb, key],
        env=server.environment | {"DJANGO_SETTINGS_MODULE": "relevo.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=IN_LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def seat(visitors, language):
    """``seat("demo-secretaria")``: that person at a desk of their own."""

    def sit_down(username, viewport=DESK):
        return Desk(visitors.open(viewport=viewport, language=language), language).sign_in(username)

    return sit_down


def begin(desk, language):
    desk.go("mesa/rutas/")
    desk.follow(desk.main.locator("a[href$='/nueva/']"))
    desk.main.locator("[name=network]").select_option("NET-SUR")
    desk.write("title_es", TITLES[language])
    desk.write("title_en", TITLES_IN_ENGLISH[language])
    desk.main.locator("[name=profiles]").select_option("medical")
    desk.tick("countries", "HN")
    desk.tick("countries", "SV")
    desk.follow(desk.main.locator("form:has([name=title_es]) button.button"))
    return desk.page.url.split("/rutas/")[1].split("/")[0]


def add_step(desk, *, side, institution, spanish, english, **fields):
    desk.follow(desk.main.locator("a[href$='/pasos/']"))
    desk.write("action_es", spanish)
    desk.write("action_en", english)
    desk.tick("side", side)
    for name, value in ({"institution": institution} | fields).items():
        box = desk.main.locator(f"[name={name}]").first
        if value is True:
            desk.tick(name)
        elif box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    desk.follow(desk.main.locator("form:has([name=action_es]) button.button"))


def press(desk, address):
    """The button of a form on this page, or the link, that leads there."""
    form = desk.main.locator(f"form[action$='{address}'] button.button")
    desk.follow(form.first if form.count() else desk.main.locator(f"a[href$='{address}']").first)


def validate(desk, acta):
    press(desk, "/proponer/")
    press(desk, "/validar/")
    option = desk.main.locator("[name=acta] option", has_text=acta)
    desk.main.locator("[name=acta]").select_option(option.get_attribute("value"))
    desk.main.locator("[name=review_on]").fill("2021-05-20")
    desk.follow(desk.main.locator("form:has([name=acta]) button.button"))
    assert desk.say(VERSION_STATES["validated"]) in desk.text


def test_a_route_is_agreed_used_broken_and_revised(server, seat, language, picture):
    service = f"DEMO-SP-RUTA-{language.upper()}"
    behind_the_scenes(server, "open", service)
    secretary, other, officer = seat(SECRETARY), seat(OTHER_SIDE), seat(OFFICER, PHONE)
    title = {"es": TITLES, "en": TITLES_IN_ENGLISH}[language][language]

    key = draft(secretary, service)
    amend(other, key)
    picture(other.page, f"pathway-1-draft-{language}")
    agree(secretary, other, key, acta=f"{service}-1")
    picture(other.page, f"pathway-2-agreed-{language}")
    check_forms(other, key)
    check_phone(seat, key, language, picture)

    case_id = officer.record_mother_and_boy()
    officer.go(f"mesa/casos/{case_id}/")
    offered = officer.main.locator("form[action$='/rutas/'] button", has_text=title)
    if offered.count():  # a case begins with the routes that fit it best; others are offered
        officer.follow(offered.first)
    assert version_of(officer, title) == 1

    behind_the_scenes(server, "close", service)
    secretary.go(f"mesa/rutas/{key}/")
    flagged = squeezed(secretary.main.locator(".notice-warn").first.inner_text())
    assert secretary.say(FINDING_KINDS["no_active_service"]) in flagged
    picture(secretary.page, f"pathway-3-broken-{language}")
    secretary.go(f"mesa/rutas/?network=NET-SUR&q={key}")
    assert secretary.main.locator(".hit .tag.tone-amber").count() == 1

    revise(secretary, key, acta=f"{service}-2")
    picture(secretary.page, f"pathway-4-compared-{language}")
    officer.go(f"mesa/casos/{case_id}/")
    assert version_of(officer, title) == 1
    states = rows(
        server,
        "SELECT v.number, v.state FROM pathways_pathwayversion v JOIN pathways_pathway p"
        " ON p.id = v.pathway_id WHERE p.key = ? ORDER BY v.number",
        key,
    )
    assert states == [(1, "superseded"), (2, "validated")]


def draft(desk, service):
    """One side begins the route, with two steps."""
    key = begin(desk, desk.language)
    add_step(
        desk,
        side="HN",
        institution="DEMO-RED-SUR",
        spanish="Escuchar",
        english="Listen",
        limit="30",
        limit_unit="minutes",
    )
    add_step(
        desk,
        side="SV",
        institution="DEMO-RED-SV",
        spanish="Recibir",
        english="Receive",
        service=service,
        limit="6",
        limit_unit="hours",
        is_exit=True,
    )
    return key


def amend(desk, key):
    """The other side adds a step, and moves steps by keyboard, by dragging and by buttons."""
    words = {"es": "Avisar al otro lado", "en": "Tell the other side"}
    desk.go(f"mesa/rutas/{key}/v1/borrador/")
    add_step(
        desk,
        side="SV",
        institution="DEMO-RED-SV",
        spanish=words["es"],
        english=words["en"],
        limit="1",
    )
    last = desk.main.locator(".board-step h3").last.inner_text()
    assert last.endswith(words[desk.language])
    with desk.page.expect_navigation(wait_until="load"):
        desk.main.locator("[data-step=s3]").press("Alt+ArrowUp")
    assert order(desk) == ["s1", "s3", "s2"]
    drag(desk, "s2", onto="s1")
    assert order(desk) == ["s2", "s1", "s3"]
    for step in ("s1", "s3"):
        form = desk.main.locator(f"#{step} form[action$='/orden/']").first
        desk.follow(form.locator("button"))
    assert order(desk) == ["s1", "s3", "s2"]


def order(desk):
    """The keys of the steps as they stand."""
    return desk.main.locator(".board-step").evaluate_all("all => all.map(one => one.id)")


def agree(secretary, other, key, *, acta):
    """Proposed, validated by an acta; endorsed by one institution, reserved by the other."""
    secretary.go(f"mesa/rutas/{key}/v1/")
    validate(secretary, acta)
    press(secretary, "/postura/")
    secretary.tick("stance", "endorsed")
    secretary.write("document", "Oficio 12")
    secretary.follow(secretary.main.locator("form:has([name=stance]) button.button"))
    other.go(f"mesa/rutas/{key}/v1/postura/")
    other.tick("stance", "reserved")
    other.write("text_es", "Falta personal de noche")
    other.write("text_en", "No staff at night")
    other.tick("step_keys", "s2")
    other.follow(other.main.locator("form:has([name=stance]) button.button"))
    said = {"es": "Falta personal de noche", "en": "No staff at night"}[other.language]
    assert said in other.text
    steps = other.main.locator(".pathway-step")
    first = steps.nth(0).locator(".pathway-stand .tag").inner_text()
    assert first == other.say(STANCES["endorsed"])
    assert other.say(STANCES["reserved"]) in steps.nth(2).inner_text()


def revise(desk, key, *, acta):
    """The next version does without what closed; the comparison says so in both languages."""
    desk.go(f"mesa/rutas/{key}/")
    press(desk, "/siguiente/")
    press(desk, "/pasos/s2/")
    desk.main.locator("[name=service]").select_option("")
    desk.write("action_es", NEXT_STEP["es"])
    desk.write("action_en", NEXT_STEP["en"])
    desk.follow(desk.main.locator("form:has([name=action_es]) button.button"))
    desk.go(f"mesa/rutas/{key}/v2/")
    validate(desk, acta)
    assert desk.main.locator(".notice-warn").count() == 0
    desk.go(f"mesa/rutas/{key}/comparar/?from=1&to=2")
    changed = squeezed(desk.main.locator(".change-list").inner_text())
    assert "Recibir" in changed
    assert NEXT_STEP["es"] in changed
    assert NEXT_STEP["en"] in changed


def version_of(desk, title):
    """Which version a case follows, as its page says."""
    card = desk.main.locator("article.card", has_text=title).first
    words = card.locator("p").first.inner_text().replace(",", " ").split()
    return next(int(word) for word in words if word.isdigit())


def drag(desk, step, *, onto):
    """Drag a step onto the upper half of another, with all of the board in sight."""
    desk.main.locator(".board").evaluate("board => board.scrollIntoView({block: 'center'})")
    with desk.page.expect_navigation(wait_until="load"):
        desk.main.locator(f"[data-step={step}] h3").drag_to(
            desk.main.locator(f"[data-step={onto}]"), target_position={"x": 60, "y": 20}
        )


def check_forms(desk, key):
    """Everything one takes along is there, and each is a file of its kind."""
    starts = {"svg": b"<svg", "png": b"\x89PNG", "docx": b"PK", "bpmn": b"<?xml", "chat": b"*"}
    for kind, start in starts.items():
        answer = desk.page.request.get(f"/{desk.language}/mesa/rutas/{key}/v1/archivo/{kind}/")
        assert answer.status == 200
        assert answer.body().startswith(start)


def check_phone(seat, key, language, picture):
    """At 360 px one drawing is shown, at its own size, and fits; on paper it is the sheet."""
    phone = seat(SECRETARY, PHONE)
    phone.go(f"mesa/rutas/{key}/v1/")
    shown = phone.main.locator("svg.flowchart").filter(visible=True)
    assert shown.count() == 1
    box = shown.bounding_box()
    view = shown.evaluate("svg => svg.viewBox.baseVal.width")
    assert box["x"] + box["width"] <= 360
    assert box["width"] >= view * 0.99  # no smaller than it was drawn: letters of 12 px and more
    labels = shown.locator("[aria-label]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert len(labels) == 4  # the start and three steps
    assert all(labels)
    picture(phone.page, f"pathway-5-phone-{language}")
    phone.go(f"mesa/rutas/{key}/v1/mural/")
    phone.page.emulate_media(media="print")
    assert phone.main.locator("svg.flowchart").filter(visible=True).count() == 1
    picture(phone.page, f"pathway-6-sheet-{language}")

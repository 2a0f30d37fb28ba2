"""The situation in a browser: what is told of a crossing, an alert, the map, a drill.

Each at the width of a phone and of a desk.
"""

import re

import pytest
from defusedxml import ElementTree
from tests.e2e.conftest import DESK, PHONE, serving, visiting
from tests.e2e.desks import Desk
from tests.e2e.walks import Walk, squeezed

from relevo.web.map_phrases import MAP_LAYERS
from relevo.web.phrases import COUNTRIES, CROSSING_STATES, DIRECTIONS
from relevo.web.sheet_phrases import SHEET_SECTIONS

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
SCENARIO = "CAR2021M"
CORINTO = "GTHN-COR"
TO_EVERYBODY = (
    "mapa/",
    "requisitos/?paso=HNSV-AMA&de=HN&nac=HN&edad=21-59",
    "alertas/",
    "avisos/",
    "emergencias/",
    "restricciones/",
    "cifras/",
)
OF_THE_NETWORK = ("mesa/situacion/hoja/NET-SUR/", "mesa/situacion/mapa/")


@pytest.fixture(params=[("es", PHONE), ("en", DESK)], ids=["es-phone", "en-desk"])
def window(visitors, request):
    """Opens a window of this width, for somebody who reads in this language."""
    language, viewport = request.param

    def open_window(kind=Desk, **options):
        page = visitors.open(viewport=viewport, language=language, **options)
        return kind(page, language)

    return open_window


def is_phone(walk):
    return walk.page.viewport_size["width"] == PHONE["width"]


def tell(desk, crossing, state):
    """Two taps on the page of a crossing: its state, and the button."""
    form = desk.main.locator(f"form[action$='/fronteras/{crossing}/']")
    before = desk.taps
    desk.tap(form.locator("label:has([name=state])", has=desk.find(f"[value={state}]")))
    desk.follow(form.locator("button.button"))
    return desk.taps - before


def badge(walk, crossing):
    """What the public page of a crossing says first."""
    walk.go(f"frontera/{crossing}/")
    return walk.find(".state-large strong").inner_text()


def words_told(lines):
    return {squeezed(word) for word in lines.locator(".state strong").all_inner_texts()}


def test_a_monitor_reports_in_two_taps_and_everybody_reads_it(window, picture):
    monitor, passerby = window(), window(Walk)
    # no plan of another test leads over this one: they share the instance, in any order
    crossing, state = CORINTO, "closed" if is_phone(monitor) else "restricted"
    told = passerby.say(CROSSING_STATES[state])
    assert badge(passerby, crossing) != told

    monitor.sign_in("demo-monitor")
    monitor.go("mesa/fronteras/")
    row = monitor.find(".crossing-row", has=monitor.find(f"a[href$='/{crossing}/#report']"))
    monitor.follow(row.locator(".report-here").first)
    assert tell(monitor, crossing, state) == 2
    picture(monitor.page, f"situation-two-taps-{monitor.language}")

    assert badge(passerby, crossing) == told
    newest = passerby.find(".report-list > li").first
    assert words_told(newest) == {told}
    here = passerby.find(".side-grid > li", has_text=passerby.say(COUNTRIES["HN"]))
    assert words_told(here) == {told}
    there = passerby.find(".side-grid > li", has_text=passerby.say(COUNTRIES["SV"]))
    assert told not in words_told(there)


def test_two_words_that_differ_stand_side_by_side_until_somebody_settles_them(window, picture):
    monitor, second, passerby = window(), window(), window(Walk)
    crossing = "GTHN-AGC" if is_phone(monitor) else "HNSV-MAP"
    closed, restricted, not_confirmed = (
        passerby.say(CROSSING_STATES[state]) for state in ("closed", "restricted", "not_confirmed")
    )
    honduras = passerby.say(COUNTRIES["HN"])  # the side of both of them
    for desk, username, state in (
        (monitor, "demo-monitor", "closed"),
        (second, "demo-secretaria", "restricted"),
    ):
        desk.sign_in(username)
        desk.go(f"mesa/fronteras/{crossing}/")
        tell(desk, crossing, state)

    assert badge(passerby, crossing) == not_confirmed
    beside = passerby.find(".side-by-side-words > li")
    assert [words_told(line) for line in beside.all()] == [{restricted}, {closed}]
    picture(passerby.page, f"situation-contradiction-{passerby.language}")

    monitor.page.reload()
    assert monitor.find(".side-by-side-words > li").count() == 2
    assert monitor.find("form[action$='/resolver/']").count() == 0
    reason = "Hablamos con los dos puestos: está cerrado desde las dos."
    form = second.main.locator("form[action$='/resolver/']")
    second.tap(form.locator("label:has([value=closed])"))
    second.tap(form.locator("[name=text]"))
    form.locator("[name=text]").fill(reason)
    second.follow(form.locator("button.button"))

    assert badge(passerby, crossing) == closed
    assert beside.count() == 0
    settled, *earlier = passerby.find(".report-list > li").all()[:3]
    assert reason in settled.inner_text()
    assert passerby.words("Settled after comparing", "report") in settled.inner_text()
    assert [words_told(line) for line in earlier] == [{restricted}, {closed}]
    untouched = passerby.find(".side-grid > li").filter(has_not_text=honduras)
    assert closed not in words_told(untouched)
    picture(passerby.page, f"situation-settled-{passerby.language}")


def write_alert(author, headlines):
    author.go("mesa/situacion/alertas/nueva/")
    author.select("network", "NET-SUR")
    author.select("categories", "Met")
    author.tick("severity", "Severe")
    author.tick("responses", "Prepare")
    author.write("expires_at", "2020-11-23T06:00")
    for language, headline in headlines.items():
        author.write(f"event_{language}", "Iota")
        author.write(f"headline_{language}", headline)
        author.write(f"description_{language}", f"{headline}.")
        author.write(f"instruction_{language}", f"{headline}!")
    author.tick("departments", "HN-17")
    author.write("municipalities", "Pasaquina, La Unión")
    author.follow(author.main.locator(".form-end button"))
    return re.search(r"alertas/([0-9a-f-]{36})/", author.page.url).group(1)


def asked_by_hand(desk, address):
    """What the server answers to a form that the page does not offer."""
    token = desk.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    return desk.page.request.post(
        address,
        form={"csrfmiddlewaretoken": token},
        headers={"Referer": desk.page.url},
    ).status


def test_an_alert_is_published_by_a_second_person_and_members_say_that_they_read_it(
    window, picture
):
    author, approver, member, passerby = window(), window(), window(), window(Walk)
    mark = author.language.upper()
    headlines = {"es": f"Suben los ríos {mark}", "en": f"The rivers rise {mark}"}
    headline = headlines[author.language]
    for desk, username in (
        (author, "demo-secretaria"),
        (approver, "demo-red-sv"),
        (member, "demo-monitor"),
    ):
        desk.sign_in(username)

    alert = write_alert(author, headlines)
    author.follow(author.main.locator("form[action$='/enviar/'] button"))
    assert author.find("form[action$='/aprobar/']").count() == 0
    address = f"/{author.language}/mesa/situacion/alertas/{alert}/aprobar/"
    assert asked_by_hand(author, address) == 422
    passerby.go("alertas/")
    assert headline not in passerby.text

    approver.go("mesa/situacion/alertas/")
    approver.follow(approver.find("section[aria-labelledby=waiting] a", has_text=headline))
    approver.follow(approver.main.locator("form[action$='/aprobar/'] button"))
    picture(approver.page, f"situation-alert-approved-{approver.language}")

    passerby.go("alertas/")
    passerby.follow(passerby.main.get_by_role("link", name=headline))
    picture(passerby.page, f"situation-alert-public-{passerby.language}")
    file = passerby.main.locator("a[href$='.cap.xml']").get_attribute("href")
    message = ElementTree.fromstring(passerby.page.request.get(file).body())
    assert message.tag == f"{CAP}alert"
    assert message.findtext(f"{CAP}status") == "Exercise"  # of a demonstration, for machines
    assert message.findtext(f"{CAP}msgType") == "Alert"
    told = {part.findtext(f"{CAP}language"): part for part in message.iter(f"{CAP}info")}
    assert {code[:2]: part.findtext(f"{CAP}headline") for code, part in told.items()} == headlines
    places = " ".join(place.text for place in message.iter(f"{CAP}areaDesc"))
    assert "Valle" in places
    assert "Pasaquina" in places

    member.go("mesa/situacion/alertas/")
    member.follow(member.main.get_by_role("link", name=headline))
    member.follow(member.main.locator("form[action$='/leida/'] button"))
    assert member.words("Your institution has read it", "alert") in member.text
    author.page.reload()
    assert re.search(r"\b1 (de|of) \d+", author.find("section[aria-labelledby=read]").inner_text())


def view_of(walk):
    """Left, top, width and height of what the map shows."""
    drawing = walk.find("[data-map] svg.map-drawing")
    return [round(float(part), 1) for part in drawing.get_attribute("viewBox").split()]


def test_the_map_comes_closer_moves_and_shows_the_whole_again(window, picture):
    walk = window(Walk)
    walk.go("mapa/")
    whole = view_of(walk)
    closer, further, all_of_it = walk.find(".map-tools button").all()
    assert closer.get_attribute("aria-label") == walk.words("Closer", "map")

    closer.click()
    closer.click()
    left, top, width, height = view_of(walk)
    assert [width, height] == [round(part / 1.5**2, 1) for part in whole[2:]]
    walk.page.keyboard.press("ArrowRight")
    walk.page.keyboard.press("ArrowDown")
    assert view_of(walk) == [
        round(left + 0.15 * width, 1),
        round(top + 0.15 * height, 1),
        width,
        height,
    ]
    picture(walk.page, f"situation-map-{walk.language}")
    further.click()
    assert view_of(walk)[2] == round(whole[2] / 1.5, 1)
    all_of_it.click()
    assert view_of(walk) == whole


def test_without_script_the_layers_of_the_map_are_chosen_in_the_form(window):
    walk = window(Walk, java_script_enabled=False)  # axe is a script: the page is not looked at
    walk.page.goto(f"/{walk.language}/mapa/")
    services = walk.say(MAP_LAYERS["services"])
    heads = walk.find(".map-tables h2")
    assert walk.find(".map-tools").count() == 0
    assert heads.filter(has_text=services).count() == 1

    walk.tap(walk.find("label[for=layer-services]"))
    with walk.page.expect_navigation():
        walk.tap(walk.find(".map-asked button"))

    assert not walk.find("#layer-services").is_checked()
    assert walk.find("#layer-crossings").is_checked()
    assert heads.filter(has_text=services).count() == 0
    assert heads.filter(has_text=walk.say(MAP_LAYERS["crossings"])).count() == 1


def test_every_page_of_the_situation_keeps_its_promises(visitors, picture):
    desk = Desk(visitors.open(viewport=PHONE), "es")
    headings = set()
    for path in TO_EVERYBODY:
        desk.go(path)
        headings.add(desk.heading)
        picture(desk.page, f"situation-{path.split('/')[0]}")
    assert len(headings) == len(TO_EVERYBODY)
    desk.sign_in("demo-red-sv")
    for path in OF_THE_NETWORK:
        desk.go(path)
        picture(desk.page, f"situation-{path.split('/')[2]}")


@pytest.fixture
def players(tmp_path_factory, browser, request):
    """Windows on an instance of its own: a drill moves the clock of everybody."""
    with (
        serving(tmp_path_factory.mktemp("drill")) as server,
        visiting(server, browser, test=request.node) as everybody,
    ):
        yield everybody


def go_on(desk, how):
    desk.follow(desk.main.locator(f"button[name=go][value={how}]"))


def sections_of_sheet(desk, *codes):
    """Parts of the situation sheet of the network of Cortés, in its own words."""
    desk.go("mesa/situacion/hoja/NET-COR/")
    heads = [desk.find("h2", has_text=desk.say(SHEET_SECTIONS[code])) for code in codes]
    return [squeezed(desk.find(".sheet-section", has=head).inner_text()) for head in heads]


def entering_at_corinto(walk):
    """Where the public page says whether one may enter Guatemala there."""
    way = f"{walk.say(COUNTRIES['GT'])} · {walk.say(DIRECTIONS['entry'])}"
    return walk.find(".side-grid > li", has_text=way).locator("> .state strong")


def no_departure(walk):
    """What the network says to everybody once the movement has ended."""
    told = {"es": "Hoy no hay salida numerosa", "en": "There is no large departure today"}
    return walk.main.get_by_role("heading", name=told[walk.language])


def test_a_drill_is_played_at_both_widths_and_every_page_follows(players, picture):
    """Two coordinators take turns; whoever did not press the button reads what came of it."""
    phone, desk = (
        Desk(players.open(viewport=viewport, language=language), language)
        for viewport, language in ((PHONE, "es"), (DESK, "en"))
    )
    passersby = [
        Walk(players.open(viewport=viewport, language=language), language)
        for viewport, language in ((PHONE, "es"), (DESK, "en"))
    ]
    for walk in passersby:
        walk.go(f"frontera/{CORINTO}/")
        assert entering_at_corinto(walk).inner_text() == walk.say(CROSSING_STATES["open"])
    phone.sign_in("demo-secretaria")
    desk.sign_in("demo-red-gt")
    phone.go("mesa/situacion/simulacros/")
    phone.follow(phone.main.locator(f"a[href$='/{SCENARIO}/']"))

    go_on(phone, "hours")  # nothing is due yet
    assert phone.find("#E90").count() == 0
    go_on(phone, "next")  # a state of prevention, and what it means at the crossings
    assert "29 mar 2021, 00:00" in phone.main.locator("time").first.inner_text()
    assert phone.find("#E90").is_visible()
    picture(phone.page, "situation-drill")
    for walk in passersby:
        walk.page.reload()
        assert entering_at_corinto(walk).inner_text() == walk.say(CROSSING_STATES["restricted"])
    crossings, movements = sections_of_sheet(desk, "crossings", "movements")
    assert desk.say(CROSSING_STATES["restricted"]) in crossings
    assert "Corinto:" not in movements

    desk.go(f"mesa/situacion/simulacros/{SCENARIO}/")
    go_on(desk, "next")  # people gather in San Pedro Sula, and may come to Corinto
    assert desk.find("#E91").is_visible()
    picture(desk.page, "situation-drill")
    (movements,) = sections_of_sheet(phone, "movements")
    assert "Corinto:" in movements
    for walk in passersby:
        walk.go("avisos/")
        assert no_departure(walk).count() == 0

    go_on(desk, "hours")  # the movement has ended
    assert desk.find("#E92").is_visible()
    for walk in passersby:
        walk.page.reload()
        assert no_departure(walk).is_visible()
    (movements,) = sections_of_sheet(phone, "movements")
    assert "→ Corinto" not in movements
    picture(passersby[-1].page, "situation-drill-advisory")

"""An exchange of three networks, from the invitation to the report, on a phone.

The secretariat plans and opens it; the other side proposes a route at a working table; a network
takes the route up, makes a draft pathway of it and validates it by its acta; one institution
endorses it, another has a reservation; the closing page is the report.
"""

import io

import pytest
from docx import Document
from tests.e2e.conftest import IN_LANGUAGES, PHONE
from tests.e2e.desks import Desk, rows
from tests.e2e.test_pathway import validate
from tests.e2e.walks import squeezed

from relevo.web.exchange_phrases import EXCHANGE_STATES, ROUTE_STATES
from relevo.web.pathway_phrases import STANCES

STANDS = (
    ("demo-red-sv", "endorsed", {"document": "Nota 7 (DEMO)"}),
    (
        "demo-admin-albergue",
        "reserved",
        {"text_es": "Falta personal de noche", "text_en": "No staff at night"},
    ),
)
NETWORKS = ("NET-SUR", "NET-COR", "NET-CHIQ")
STEPS = (
    ("Anotar qué documento falta", "Note which paper is missing", "Turno", "HN", "2", "hours"),
    ("Pedirlo a la contraparte", "Ask the counterpart for it", "Coordinación", "GT", "3", "days"),
)


@pytest.fixture(params=IN_LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def secretary(visitors, language):
    return Desk(visitors.open(viewport=PHONE, language=language), language).sign_in(
        "demo-secretaria"
    )


@pytest.fixture
def other_side(visitors, language):
    return Desk(visitors.open(viewport=PHONE, language=language), language).sign_in("demo-red-gt")


def send(desk, part, button=None):
    form = desk.main.locator(f"form:has({part})")
    target = form.get_by_role("button", name=button, exact=True) if button else None
    desk.follow(target or form.locator("button.button").last)


def plan(desk, language):
    """A series, its first exchange, who takes part, and a table of all three."""
    desk.go("mesa/intercambios/serie-nueva/")
    desk.write("name_es", f"Encuentro de tres redes {language}")
    desk.write("name_en", f"Meeting of three networks {language}")
    desk.write("convener_es", "Secretaría (DEMO)")
    send(desk, "[name=name_es]")
    desk.follow(desk.main.locator(f"a[href*='encuentro-de-tres-redes-{language}/siguiente/']"))
    desk.write("title_es", f"Documentos tras la tormenta {language}")
    desk.write("title_en", f"Papers after the storm {language}")
    desk.page.locator("[name=starts_on]").fill("2020-11-20")
    send(desk, "[name=title_es]")
    key = desk.page.url.rstrip("/").rsplit("/", 1)[1]
    for network in NETWORKS:
        desk.go(f"mesa/intercambios/{key}/participantes/")
        desk.select("network", network)
        send(desk, "select[name=network]")
    desk.go(f"mesa/intercambios/{key}/mesas/")
    desk.select("crossing", "GTHN-COR")
    desk.select("profile", "family")
    for network in NETWORKS:
        desk.tick("networks", network)
    send(desk, "[name=networks]")
    desk.go(f"mesa/intercambios/{key}/")
    send(desk, "button", desk.words("Open the exchange"))
    return key


def propose(desk, key, language):
    """The other side writes at the table: the form grows by a step and loses nothing."""
    desk.go(f"mesa/intercambios/{key}/mesas/")
    desk.follow(desk.main.locator("h3 a").first)
    desk.follow(desk.main.locator("a[href$='/proponer/']"))
    desk.write("title_es", "Familias sin documentos")
    desk.write("title_en", "Families without papers")
    desk.write("problem_es", "Cada lado pide el papel al otro.")
    desk.write("problem_en", "Each side asks the other for the paper.")
    for number, (action_es, action_en, role, side, amount, unit) in enumerate(STEPS):
        desk.write(f"action_es_{number}", action_es)
        desk.write(f"action_en_{number}", action_en)
        desk.write(f"role_{number}", role)
        desk.select(f"side_{number}", side)
        desk.write(f"within_{number}", amount)
        desk.select(f"unit_{number}", unit)
    desk.follow(desk.main.locator("button[name=more]"))
    assert desk.main.locator("[name=action_es_3]").count() == 1
    assert desk.main.locator("[name=action_es_1]").input_value() == STEPS[1][0]
    send(desk, "[name=title_es]")
    assert desk.say(ROUTE_STATES["proposed"]) in desk.text
    assert STEPS[1][0 if language == "es" else 1] in desk.text
    return desk.page.url.rstrip("/").rsplit("/", 1)[1]


def acta_of(language):
    return f"EX-2020-{language.upper()}"


def agree(secretary, visitors, pathway, language):
    """The network's acta validates the draft; one institution endorses it, another has doubts."""
    secretary.go("mesa/redes/NET-SUR/actas/nueva/")
    secretary.write("number", acta_of(language))
    secretary.page.locator("[name=adopted_on]").fill("2020-11-20")
    secretary.write("title_es", "Acta del intercambio (DEMO)")
    secretary.write("attending", "9")
    send(secretary, "[name=title_es]")
    secretary.go(f"mesa/rutas/{pathway}/v1/")
    validate(secretary, acta_of(language))
    for username, stance, told in STANDS:
        desk = Desk(visitors.open(viewport=PHONE, language=language), language).sign_in(username)
        desk.go(f"mesa/rutas/{pathway}/v1/postura/")
        desk.tick("stance", stance)
        for name, words in told.items():
            desk.write(name, words)
        send(desk, "[name=stance]")
        assert desk.say(STANCES[stance]) in desk.text


def test_three_networks_meet_propose_a_route_agree_on_it_and_take_the_report_home(  # noqa: PLR0917 -- fixtures
    secretary, other_side, visitors, server, language, picture
):
    key = plan(secretary, language)
    assert secretary.say(EXCHANGE_STATES["open"]) in secretary.text

    route = propose(other_side, key, language)
    picture(other_side.page, f"exchange-route-{language}")
    secretary.go(f"mesa/intercambios/propuestas/{route}/")
    secretary.select("network", "NET-SUR")
    send(secretary, "select[name=network]")
    assert secretary.say(ROUTE_STATES["taken_up"]) in secretary.text

    send(secretary, "button", secretary.words("Make a draft pathway of it"))
    ((pathway, state),) = rows(
        server,
        "SELECT pathway_key, state FROM exchange_proposedroute WHERE id = ?",
        route.replace("-", ""),
    )
    assert (pathway != "", state) == (True, "taken_up")
    secretary.follow(secretary.main.locator(f"a[href$='/rutas/{pathway}/']"))
    for action_es, action_en, *_others in STEPS:
        assert (action_es if language == "es" else action_en) in squeezed(secretary.text)

    agree(secretary, visitors, pathway, language)
    picture(secretary.page, f"exchange-pathway-{language}")
    secretary.go(f"mesa/intercambios/propuestas/{route}/")
    option = secretary.main.locator("[name=acta] option", has_text=acta_of(language))
    secretary.select("acta", option.get_attribute("value"))
    send(secretary, "[name=acta]")
    assert secretary.say(ROUTE_STATES["adopted"]) in secretary.text

    secretary.go(f"mesa/intercambios/{key}/")
    send(secretary, "button", secretary.words("Close the exchange"))
    assert secretary.say(EXCHANGE_STATES["closed"]) in secretary.text
    picture(secretary.page, f"exchange-closing-{language}")
    said = {"es": "Familias sin documentos", "en": "Families without papers"}
    assert said[language] in secretary.text
    for code, title in said.items():
        with secretary.page.expect_download() as waiting:
            secretary.main.locator(f"a[href$='/cierre/{code}/documento/']").click()
        content = waiting.value.path().read_bytes()
        paragraphs = [p.text for p in Document(io.BytesIO(content)).paragraphs]
        assert title in paragraphs

    other_side.go(f"mesa/intercambios/propuestas/{route}/")
    assert other_side.main.locator("a[href$='/escribir/']").count() == 0

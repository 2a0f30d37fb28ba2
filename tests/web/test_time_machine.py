"""The time machine: each page of the situation at an instant, as known at an instant.

What was known then: both instants alike. What was true then, as known now: the first alone.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.factories import situation
from tests.factories.pages import main_words, said

from relevo.plumbing import clock
from relevo.web.as_of import FORMAT

LOCAL = ZoneInfo("America/Tegucigalpa")
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("instance")

DESK = "/es/mesa"
PAGES = {
    "crossings at the desk": f"{DESK}/fronteras/",
    "crossing at the desk": f"{DESK}/fronteras/HNSV-AMA/",
    "map at the desk": f"{DESK}/situacion/mapa/",
    "sheet": f"{DESK}/situacion/hoja/NET-SUR/",
    "alerts at the desk": f"{DESK}/situacion/alertas/",
    "emergencies at the desk": f"{DESK}/situacion/emergencias/",
    "movements": f"{DESK}/situacion/movilizaciones/",
    "signals": f"{DESK}/situacion/senales/",
    "counts": f"{DESK}/situacion/cifras/",
    "restrictions": f"{DESK}/situacion/restricciones/",
    "roads": f"{DESK}/situacion/caminos/",
    "crossings": "/es/fronteras/",
    "crossing": "/es/frontera/HNSV-AMA/",
    "map": "/es/mapa/",
    "alerts": "/es/alertas/",
    "emergencies": "/es/emergencias/",
    "advisories": "/es/avisos/",
    "what is asked": "/es/requisitos/",
}
TOLD = {
    "emergencies at the desk": "Tormenta de la prueba",
    "emergencies": "Tormenta de la prueba",
    "restrictions": "Nadie circula de noche.",
    "movements": "San Pedro Sula",
    "advisories": "Sobre un mensaje que circula",
    "map at the desk": "Tormenta de la prueba",
    "map": "Tormenta de la prueba",
    "sheet": "Tormenta de la prueba",
}


def query(at, known=None):
    told = f"?en={at.astimezone(LOCAL).strftime(FORMAT)}"
    return told if known is None else f"{told}&sabido={known.astimezone(LOCAL).strftime(FORMAT)}"


def client_for(address, visitor, desk):
    return desk("demo-secretaria") if address.startswith(DESK) else visitor


def asof_of(response):
    return response.context["asof"]


@pytest.mark.parametrize("name", [name for name in PAGES if name != "what is asked"])
def test_every_page_is_of_the_instant_that_is_asked_for(name, visitor, desk):
    client = client_for(PAGES[name], visitor, desk)
    then, later = datetime(2020, 10, 10, 12, tzinfo=LOCAL), datetime(2020, 10, 20, 12, tzinfo=LOCAL)
    for at, known in ((then, then), (then, later), (later, later)):
        asof = asof_of(client.get(PAGES[name] + query(at, known)))
        assert (asof.at, asof.known_at, asof.is_now) == (at, known, False)
    now = asof_of(client.get(PAGES[name]))
    assert now.is_now
    wrong = client.get(f"{PAGES[name]}?en=ayer")
    assert (wrong.status_code, asof_of(wrong).problem) == (200, "en")


@pytest.mark.parametrize("name", PAGES)
def test_an_instant_outside_the_years_that_are_possible_is_unreadable(name, visitor, desk):
    client = client_for(PAGES[name], visitor, desk)
    for field in ("en", "sabido"):
        for text in (
            "0001-01-01T00:00",
            "1989-12-31T23:59",
            "2100-01-01T00:00",
            "9999-12-31T23:59",
        ):
            response = client.get(f"{PAGES[name]}?{field}={text}")
            assert (response.status_code, asof_of(response).problem) == (200, field), text
            assert asof_of(response).is_now


@pytest.mark.parametrize("name", PAGES)
def test_the_first_and_the_last_instant_are_read(name, visitor, desk):
    client = client_for(PAGES[name], visitor, desk)
    for text in ("1990-01-01T00:00", "2099-12-31T23:59"):
        response = client.get(f"{PAGES[name]}?en={text}")
        assert (response.status_code, asof_of(response).problem) == (200, "")


@pytest.mark.parametrize("name", [name for name in PAGES if PAGES[name].startswith(DESK)])
def test_nothing_is_told_in_the_past(name, desk):
    at = clock.now() - timedelta(days=3)
    response = desk("demo-secretaria").get(PAGES[name] + query(at, at))
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    assert 'method="post"' not in main


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_past_says_so_and_leads_back(name, visitor, desk):
    client, then = client_for(PAGES[name], visitor, desk), clock.now() - 3 * HOUR
    warning = said("This is not how it is now", context="as of")
    past = main_words(client.get(PAGES[name] + query(then, then)))
    assert warning in past
    assert said("Back to now", context="as of") in past
    assert warning not in main_words(client.get(PAGES[name]))


@pytest.mark.parametrize("name", TOLD)
def test_a_fact_is_there_once_it_was_true_and_known(name, visitor, desk):
    client, told = client_for(PAGES[name], visitor, desk), clock.now() - 3 * HOUR
    situation.everything(told)

    def says(at, known=None):
        return TOLD[name] in main_words(client.get(PAGES[name] + query(at, known)))

    after, before = told + HOUR, told - HOUR
    assert says(after, after)
    assert says(after)
    assert not says(after, before)
    assert not says(before, before)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_learned_later_changes_no_page_of_before(name, visitor, desk):
    client, before = client_for(PAGES[name], visitor, desk), clock.now() - 5 * HOUR
    address = PAGES[name] + query(before, before)
    told = main_words(client.get(address))
    situation.everything(before + HOUR)
    assert main_words(client.get(address)) == told


THEN = datetime(2020, 10, 10, 12, tzinfo=LOCAL)
ANNOUNCED, OBSERVED = "Abierto. Anunciado por", "Cerrado. Observado por la red"


@pytest.mark.parametrize(
    ("known", "words", "not_said"),
    [(THEN, ANNOUNCED, OBSERVED), (None, OBSERVED, ANNOUNCED)],
)
def test_the_opening_announced_for_october_2020_as_known_then_and_since(
    desk, known, words, not_said
):
    """Announced for the 9th to the 12th and never done; on the 12th the network had seen it."""
    address = PAGES["sheet"] + query(THEN, known)
    response = desk("demo-secretaria").get(address)
    (section,) = [s for s in response.context["sheet"].sections if s.code == "crossings"]
    (honduras,) = [side for side in section.sides if side.country == "HN"]
    (line,) = [line.text for line in honduras.lines if line.text.startswith("El Amatillo")]
    assert words in line
    assert not_said not in line
    assert "10 de octubre de 2020, 12:00" in response.context["chat_text"].splitlines()[0]


@pytest.mark.parametrize(("known", "state"), [(THEN, "open"), (None, "closed")])
def test_the_same_difference_on_the_map(visitor, known, state):
    response = visitor.get(f"{PAGES['map']}{query(THEN, known)}&capa=crossings")
    (table,) = response.context["tables"]
    (entry,) = [entry for entry in table.entries if entry.name == "El Amatillo"]
    assert (entry.state == "closed") == (state == "closed")


def test_links_of_the_past_lead_to_the_past(desk):
    response = desk("demo-secretaria").get(PAGES["sheet"] + query(THEN, THEN))
    hrefs = [
        line.href
        for section in response.context["sheet"].sections
        for side in section.sides
        for line in side.lines
        if line.href and "directorio" not in line.href
    ]
    assert hrefs
    assert all(href.endswith(query(THEN, THEN)) for href in hrefs)
    assert response.context["file_query"] == query(THEN, THEN)

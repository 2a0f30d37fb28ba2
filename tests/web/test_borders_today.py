"""*Fronteras hoy*: the same state as the pages, as a sheet and as text to paste into a chat."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import translation
from docx.api import Document as ReadDocx
from tests.factories.pages import said
from tests.factories.world import move_clock

from relevo.borders.actions import Sighting, report_status
from relevo.demo.story import STARTS_AT, actor_of

CLOSES = STARTS_AT + timedelta(minutes=5)


def see(state, *, at, country="", direction="both", basis="observed", from_at=None):
    """A monitor at El Amatillo tells it; the clock goes on a minute."""
    seen = Sighting(
        country=country,
        direction=direction,
        state=state,
        basis=basis,
        source="Monitora en el puesto",
        from_at=from_at or at,
    )
    report_status(crossing_key="HNSV-AMA", sighting=seen, by=actor_of("demo-monitor"), at=at)
    move_clock(at + timedelta(minutes=1))


@pytest.fixture
def closed(instance):
    """A monitor saw El Amatillo closed."""
    see("closed", at=CLOSES)


def line_of(text, name):
    return [line for line in text.splitlines() if line.startswith(f"• {name}:")]


@pytest.mark.parametrize(
    "told",
    [
        (
            "es",
            "• El Amatillo: Cerrado. Observado por la red el 20 de noviembre de 2020, 15:45.",
            "*Fronteras hoy*",
        ),
        (
            "en",
            "• El Amatillo: Closed. Observed by the network on 20 November 2020, 15:45.",
            "*Borders today*",
        ),
    ],
)
@pytest.mark.parametrize("address", ["/{}/fronteras/", "/{}/mesa/fronteras/"])
def test_chat_text_says_what_the_monitor_saw(closed, desk, address, told):
    language, line, head = told
    response = desk("demo-nacaome").get(address.format(language))
    text = response.context["chat_text"]
    assert line_of(text, "El Amatillo") == [line]
    assert text.startswith(head + "\n")
    assert said("DEMONSTRATION: this is not the situation of today.", language=language) in text
    assert line in response.content.decode()


def test_chat_text_has_every_crossing_among_the_three_countries(closed, visitor):
    response = visitor.get("/es/fronteras/")
    told = {
        line.crossing.name_es: len(line_of(response.context["chat_text"], line.crossing.name_es))
        for line in response.context["lines"]
        if line.crossing.border_pair in {"GT-HN", "HN-SV", "GT-SV"}
    }
    assert len(told) > 8
    assert set(told.values()) == {1}


def test_what_is_not_confirmed_is_told_as_not_confirmed(instance, visitor):
    move_clock(STARTS_AT + timedelta(days=400))
    context = visitor.get("/es/fronteras/").context
    unknown = [
        line.crossing.name_es
        for line in context["lines"]
        if line.status.state == "not_confirmed" and line.crossing.border_pair == "HN-SV"
    ]
    assert unknown
    for name in unknown:
        (line,) = line_of(context["chat_text"], name)
        assert line.startswith(f"• {name}: No confirmado. ")


def test_word_file_says_the_same(closed, desk):
    with translation.override("es"):
        response = desk("demo-nacaome").get("/es/mesa/fronteras/hoy.docx")
    told = [p.text for p in ReadDocx(BytesIO(response.content)).paragraphs]
    assert "El Amatillo: Cerrado. Observado por la red el 20 de noviembre de 2020, 15:45." in told
    assert response["Content-Disposition"] == (
        'attachment; filename="fronteras-hoy-2020-11-20-1546.docx"'
    )


def test_sides_and_directions_that_differ_are_told_apart(closed, visitor):
    later = CLOSES + timedelta(minutes=10)
    see("open", at=later, country="SV", direction="in")
    address = "/en/fronteras/"
    (told,) = line_of(visitor.get(address).context["chat_text"], "El Amatillo")
    still = "Closed. Observed by the network on 20 November 2020, 15:45."
    since = "Open. Observed by the network on 20 November 2020, 15:55."
    assert told == (
        f"• El Amatillo: Honduras: {still} El Salvador: entering: {since} leaving: {still}"
        " Hours: every day 06:00–18:00."
    )
    see("open", at=later + timedelta(minutes=10))
    again = (
        "• El Amatillo: Open. Observed by the network on 20 November 2020, 16:05."
        " Hours: every day 06:00–18:00."
    )
    assert line_of(visitor.get(address).context["chat_text"], "El Amatillo") == [again]


def test_a_crossing_elsewhere_is_told_if_one_of_its_sides_is_known(instance, visitor):
    move_clock(STARTS_AT - timedelta(days=21))
    context = visitor.get("/es/fronteras/").context
    (line,) = [line for line in context["lines"] if line.crossing.key == "HNNI-GUA"]
    assert line.status.known_from is None
    (told,) = line_of(context["chat_text"], line.crossing.name_es)
    assert "Honduras: Anunciado: Abierto. Anunciado por" in told
    assert "Nicaragua: No confirmado." in told


@pytest.mark.parametrize(
    ("address", "user"),
    [("/es/fronteras/", None), ("/es/mesa/fronteras/", "demo-nacaome")],
)
def test_a_list_tells_the_day_of_an_announcement_not_the_day_it_holds_from(
    instance, desk, visitor, address, user
):
    see("closed", at=CLOSES, basis="announced", from_at=CLOSES + timedelta(days=2))
    move_clock(CLOSES + timedelta(days=3))
    page = (desk(user) if user else visitor).get(address)
    row = rows_of(page)["El Amatillo"]
    assert 'datetime="2020-11-20"' in row
    assert 'datetime="2020-11-22T' not in row


def rows_of(page):
    """The rows of the list as they are written, by the name of their crossing."""
    found = re.findall(r'<li class="crossing-row">.*?</li>', page.content.decode(), flags=re.DOTALL)
    return {re.search(r"<strong>(.*?)</strong>", row)[1]: row for row in found}

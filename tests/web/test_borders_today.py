"""*Fronteras hoy*: the same state as the pages, as a sheet and as text to paste into a chat."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import translation
from docx.api import Document as ReadDocx
from tests.factories.world import move_clock

from relevo.borders.actions import Sighting, report_status
from relevo.demo.story import STARTS_AT, actor_of

CLOSES = STARTS_AT + timedelta(minutes=5)


@pytest.fixture
def closed(instance):
    """A monitor saw El Amatillo closed."""
    seen = Sighting(
        country="",
        direction="both",
        state="closed",
        basis="observed",
        source="Monitora en el puesto",
        from_at=CLOSES,
    )
    report_status(crossing_key="HNSV-AMA", sighting=seen, by=actor_of("demo-monitor"), at=CLOSES)
    move_clock(CLOSES + timedelta(minutes=1))


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
    assert ("DEMOSTRACIÓN" if language == "es" else "DEMONSTRATION") in text
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

"""One page of the sheet: what matters first, and the number of what is left out is told."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import ngettext
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as some
from tests.factories import situation
from tests.factories.pages import main_words, said

from relevo.borders.actions.reports import Sighting, report_status
from relevo.demo.story import actor_of
from relevo.plumbing import clock
from relevo.web.sheet_phrases import SHEET_SECTIONS
from relevo.web.sheets.content import LONGEST_BRIEF, Line, Section, Side
from relevo.web.sheets.page import HEAD_ROWS, MATTERS_FIRST, ROW_LETTERS, ROWS, on_one_page
from relevo.web.sheets.people import SHORT_LETTERS, _given

SUR = "/es/mesa/situacion/hoja/NET-SUR/"
MANY = 40
CUT = "A line that ends in … stands whole on the screen."


def lines(number, *, text="Puente de prueba {}: cerrado"):
    return tuple(Line(text.format(n)) for n in range(number))


def rows_of(section):
    """What it takes of the page: its head, each line, and a row where something is left out."""
    if section.is_empty:
        return 0
    rows = HEAD_ROWS
    for part in section.parts:
        rows += sum(-(-len(line.on_page) // ROW_LETTERS) for line in part.kept)
        rows += bool(part.left_out)
    return rows + sum(not side.lines for side in section.sides)


def test_every_section_has_its_place_in_the_order_of_what_matters():
    assert sorted(MATTERS_FIRST) == sorted(SHEET_SECTIONS)


def test_what_fits_stands_there_whole_and_as_it_is():
    long = Line("palabra " * 60, short="palabra")
    sections = (Section("roads", (Side("HN", (long, *lines(3))), Side("SV", ()))),)
    (section,) = on_one_page(sections)
    assert [part.left_out for part in section.parts] == [0, 0, 0]
    assert section.sides[0].part.kept[0].on_page == long.text


def test_what_does_not_fit_is_counted_and_the_rest_is_brief():
    long = Line("palabra " * 60)
    sections = (Section("roads", (Side("HN", (long, *lines(200))), Side("SV", lines(1)))),)
    (section,) = on_one_page(sections)
    here, there = (side.part for side in section.sides)
    assert (there.left_out, len(there.kept)) == (0, 1)
    assert here.left_out > 100
    assert here.left_out + len(here.kept) == 201
    assert [line.text for line in (*here.kept, *here.beyond)] == [
        long.text,
        *(line.text for line in lines(200)),
    ]
    brief = here.kept[0].on_page
    assert len(brief) == LONGEST_BRIEF
    assert brief.endswith("…")


def test_what_matters_first_gets_the_room():
    pairs = [(code, lines(60)) for code in ("who", "advisories", "crossings", "alerts")]
    sections = on_one_page([Section(code, (Side("HN", told),)) for code, told in pairs])
    kept = {section.code: len(section.sides[0].part.kept) for section in sections}
    assert kept["crossings"] > kept["alerts"] >= kept["who"] >= kept["advisories"] == 6
    assert [section.code for section in sections] == [code for code, _told in pairs]


def test_a_list_without_room_for_one_line_says_how_many_there_are():
    told = lines(9, text="Nadie circula de noche. " * 8)
    sections = on_one_page(
        [
            Section(code, tuple(Side(country, told) for country in ("GT", "HN", "SV")), told)
            for code in MATTERS_FIRST
        ]
    )
    first, last = sections[0].parts[1], sections[-1].parts[-1]
    assert first.said_of_left_out == said("and %(n)s more, on the screen", n=first.left_out)
    assert (last.kept, last.left_out) == ((), 9)
    with translation.override("es"):
        none_of_nine = ngettext("%(n)s line, on the screen", "%(n)s lines, on the screen", 9)
        assert last.said_of_left_out == none_of_nine % {"n": 9}


@given(
    some.lists(
        some.tuples(
            some.sampled_from(MATTERS_FIRST),
            some.lists(some.lists(some.integers(1, 700), max_size=30), min_size=1, max_size=4),
        ),
        max_size=len(MATTERS_FIRST),
        unique_by=lambda pair: pair[0],
    )
)
def test_however_much_there_is_it_stays_one_page_and_nothing_is_lost(pairs):
    sections = [
        Section(
            code,
            tuple(
                Side(country, tuple(Line("x" * length) for length in lengths))
                for country, lengths in zip(("GT", "HN", "SV"), sides, strict=False)
            ),
            tuple(Line("y" * length) for length in common),
        )
        for code, (common, *sides) in pairs
    ]
    paged = on_one_page(sections)
    assert sum(map(rows_of, paged)) <= ROWS
    for before, after in zip(sections, paged, strict=True):
        for told, part in zip(before.parts, after.parts, strict=True):
            assert [line.text for line in told.lines] == [
                line.text for line in (*part.kept, *part.beyond)
            ]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["A" * 60, "B" * 60, "C"], ["A" * 60]),
        (["A" * 20, "B" * 20, "C" * 60], ["A" * 20, "B" * 20]),
        (list("ABCDEF"), list("ABCD")),
        (["A" * 30, "B"], ["A" * 30, "B"]),
    ],
)
def test_who_gives_what_names_at_least_one_and_counts_the_others(names, told):
    line = _given("Albergue", names)
    left = len(names) - len(told)
    shown = ", ".join(told)
    more = said("%(names)s and %(n)s more", names=shown, n=left) if left else shown
    assert line.short == f"Albergue: {more}"
    assert len(told) == 1 or len(f"Albergue: {shown}") <= SHORT_LETTERS + 2


@pytest.fixture
def crowded():
    """More restrictions than one page holds, one a minute; how many there are in all."""
    at = clock.now() - timedelta(hours=2)
    for minute in range(MANY):
        situation.curfew(at + timedelta(minutes=minute))


def restricted(response):
    sheet = response.context["sheet"]
    section = next(found for found in sheet.sections if found.code == "restrictions")
    return next(side.part for side in section.sides if side.country == "HN")


def test_the_screen_has_all_of_it_and_paper_says_how_many_more_there_are(desk, crowded):
    response = desk("demo-secretaria").get(SUR)
    part = restricted(response)
    assert part.left_out > 0
    assert len(part.lines) >= MANY
    page = response.content.decode()
    assert page.count("Nadie circula de noche.") >= MANY
    assert re.search(rf'<li class="on-one-page"[^>]*>{part.said_of_left_out}</li>', page)
    screen_only = re.findall(r'<li class="no-print">(?:<a [^>]*>)?([^<]*)<', page)
    assert [line.text for line in part.beyond] == [
        text for text in screen_only if "Nadie circula" in text
    ]


def test_the_word_file_and_the_text_hold_the_same_lines_as_paper(desk, crowded):
    client = desk("demo-secretaria")
    response = client.get(SUR)
    part, text = restricted(response), response.context["chat_text"]
    file = Document(io.BytesIO(client.get(f"{SUR}hoja.docx").content))
    words = "\n".join(paragraph.text for paragraph in file.paragraphs)
    for told in (words, text):
        assert told.count("Nadie circula de noche.") == len(part.kept)
        assert part.said_of_left_out in told
    assert file.styles["List Bullet"].font.size == Pt(8.5)
    columns = [section._sectPr.find(qn("w:cols")).get(qn("w:num")) for section in file.sections]
    assert columns == [None, "2"]


def test_a_line_that_is_cut_says_where_it_stands_whole(desk, crowded):
    long = "Nadie circula por la costa. " * 20
    situation.curfew(clock.now() - timedelta(hours=3), text=long)
    response = desk("demo-secretaria").get(SUR)
    line = restricted(response).lines[0]
    assert line.is_cut
    page = response.content.decode()
    assert f'<span class="on-one-page">{line.on_page}</span>' in page
    assert f'<span class="no-print">{line.text}</span>' in page
    for text in (main_words(response), response.context["chat_text"]):
        assert said(CUT, context="situation sheet") in text


def test_what_nobody_knows_is_named_in_one_sentence(desk):
    response = desk("demo-secretaria").get(SUR)
    sheet = response.context["sheet"]
    assert {section.code for section in sheet.unknown} >= {"roads", "movements"}
    lead = said("Nothing is known at this moment of:", context="situation sheet")
    with translation.override("es"):
        names = "; ".join(str(SHEET_SECTIONS[section.code]) for section in sheet.unknown)
    for text in (main_words(response), response.context["chat_text"]):
        assert f"{lead} {names}." in text


def test_what_is_not_simply_open_stands_first_of_all_crossings(desk):
    def first_of(country):
        sheet = client.get("/es/mesa/situacion/hoja/NET-CHIQ/").context["sheet"]
        side = next(side for side in sheet.sections[0].sides if side.country == country)
        assert len(side.lines) > 1
        return side.lines[0].href, side.lines[-1].href

    client, at = desk("demo-secretaria"), clock.now()
    _before, last = first_of("GT")
    key = last.rstrip("/").rsplit("/", 1)[-1]
    sighting = Sighting("GT", "both", state="closed", basis="observed", source="", from_at=at)
    report_status(crossing_key=key, sighting=sighting, by=actor_of("demo-secretaria"), at=at)
    assert first_of("GT")[0] == last

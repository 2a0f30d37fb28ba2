"""What is wrong with a table is told wholly in the language of whoever loads it."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from tests.region import tiny

from relevo.region.columns import (
    Column,
    Day,
    Decimal,
    Flag,
    Hours,
    Instant,
    Key,
    OneOf,
    PartialDay,
    Reference,
    References,
    SomeOf,
    Text,
    Whole,
)
from relevo.region.loader import load_region
from relevo.region.reading import LARGEST_FILE, MOST_ROWS, Problem
from relevo.region.tables import TABLES

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "accepted"),
    [
        (Text(40), "un texto de 40 caracteres como máximo, sin caracteres de control"),
        (
            Key(),
            (
                "una clave de 40 caracteres como máximo: letras (de la A a la Z), cifras "
                "y . _ + -, una sola vez en esta columna"
            ),
        ),
        (OneOf(("HN", "SV")), "uno de estos: HN, SV"),
        (SomeOf(("HN", "SV"), between="-"), "códigos separados por -, de entre: HN, SV"),
        (Flag(), "yes (sí) o no"),
        (Whole(1, 15), "un número entero de 1 a 15"),
        (Decimal(5, 25.5), "un número de 5 a 25.5 con punto decimal"),
        (Day(), "un día de 1900 a 2099, como 2020-11-20"),
        (PartialDay(), "un año, mes o día de 1900 a 2099, como 2018, 2018-05 o 2018-05-31"),
        (Instant(), "un momento de 1900 a 2099, como 2020-11-20T15:40-06:00, o un día"),
        (
            Hours(),
            "una expresión opening_hours de OpenStreetMap, como Mo-Fr 08:00-16:00; PH off",
        ),
        (Reference("posts.csv"), "una clave de posts.csv"),
        (References("posts.csv"), "claves de posts.csv separadas por |"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_kind_of_cell_says_in_spanish_what_it_accepts(kind, accepted):
    assert Column("x", kind, required=True).accepted == accepted
    assert Column("x", kind).accepted == f"nada, o {accepted}"


def test_the_language_is_that_of_the_moment():
    column = Column("x", Whole(1, 15))
    with translation.override("en"):
        assert column.accepted == "nothing, or a whole number from 1 to 15"
    assert column.accepted == "nada, o un número entero de 1 a 15"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "row", "read", "accepted"),
    [
        (None, 0, "ningún archivo", "un archivo con ese nombre"),
        (b"\xff", 0, "el byte 0 no es UTF-8", "texto en UTF-8"),
        (
            b"x" * (LARGEST_FILE + 1),
            0,
            f"{LARGEST_FILE + 1} bytes",
            f"{LARGEST_FILE} bytes como máximo",
        ),
        (b"file\n", 1, "file", "el encabezado file,row_id,reason_es,reason_en"),
        (b"file,row_id,reason_es,reason_en\nx\n", 2, "1 celda", "4 celdas"),
        (
            b'file,row_id,reason_es,reason_en\n"x',
            2,
            "una fila que no se separa en celdas",
            (
                "valores separados por comas, comillas en pares y 131072 caracteres por celda "
                "como máximo"
            ),
        ),
        (
            b"file,row_id,reason_es,reason_en\n" + b"K,K,x,x\n" * MOST_ROWS,
            MOST_ROWS + 1,
            "más filas",
            f"{MOST_ROWS} filas como máximo",
        ),
    ],
    ids=["absent", "latin", "bytes", "head", "short", "quote", "rows"],
)
def test_a_file_that_is_no_table_is_told_in_spanish(tmp_path, *, content, row, read, accepted):
    tiny.write(tmp_path, tiny.region())
    if content is None:
        (tmp_path / "left_out.csv").unlink()
    else:
        (tmp_path / "left_out.csv").write_bytes(content)

    problems = load_region(at=AT, folder=tmp_path).problems

    assert problems[0] == Problem("left_out.csv", row, "", read, accepted)


@pytest.mark.django_db
def test_what_does_not_go_together_is_told_in_spanish(tmp_path):
    rows = tiny.region()
    rows["crossings.csv"][0]["lon"] = ""
    rows["geo/areas.csv"][-1]["level"] = "district"

    assert load_region(at=AT, folder=tiny.write(tmp_path, rows)).problems == [
        Problem("crossings.csv", 2, "lon", "", "lat y lon juntas o ninguna de las dos"),
        Problem("geo/areas.csv", 3, "parent_id", "HN-17", "un municipio del mismo país"),
    ]


@pytest.mark.django_db
def test_what_stays_words_is_told_in_spanish(tmp_path):
    rows = tiny.region()
    rows["posts.csv"][0]["municipality"] = "Atlantis"

    assert load_region(at=AT, folder=tiny.write(tmp_path, rows)).warnings == [
        Problem(
            "posts.csv",
            2,
            "municipality",
            "Atlantis",
            "queda solo como texto: no hay un área con ese nombre",
        )
    ]


def test_no_column_is_told_in_the_other_language():
    columns = [column for table in TABLES for column in table.columns]
    spanish = [column.accepted for column in columns]
    with translation.override("en"):
        english = [column.accepted for column in columns]
    assert [(es, en) for es, en in zip(spanish, english, strict=True) if es == en] == []

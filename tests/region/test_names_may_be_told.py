"""Every committed institution may be named, however it is written, in every kind of field."""

import csv
import unicodedata

import pytest

from relevo.plumbing.traces import (
    Trace,
    trace_in,
    trace_in_contact,
    trace_in_place,
    trace_in_source,
    trace_in_title,
)
from relevo.region.loader import DATA

with (DATA / "institutions.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))
NAMES = sorted({row[field] for row in ROWS for field in ("name_es", "name_en")} - {""})
LOOKS = (trace_in, trace_in_contact, trace_in_place, trace_in_source, trace_in_title)


def without_accents(text):
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_an_institution_begins_ends_or_is_what_is_told(look):
    refused = [
        text
        for name in NAMES
        for text in (
            name,
            without_accents(name),
            name.upper(),
            without_accents(name).lower(),
            name.title(),
            f"{name}: comunicado",
            f"Según {name}",
            f"Cerrado. {without_accents(name)} lo confirma.",
        )
        if look(text, known=NAMES) is not None
    ]
    assert refused == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_who_works_there_is_not_named(look):
    kept = [
        text
        for name in NAMES
        for text in (
            f"{name}: Juan Pérez",
            f"Juan Pérez, {name}",
            f"{name} juan perez",
            f"{name}: lo dijo Wilmer Zzz Pineda",
        )
        if look(text, known=NAMES) != Trace.NAME
    ]
    assert kept == []

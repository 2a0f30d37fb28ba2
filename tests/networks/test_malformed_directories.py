"""Forty lists with something wrong: every row is reported, and nothing reaches the directory."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook
from tests.factories.uploads import small_world

from relevo.directory.models import ChangeRequest, Institution, Location, Schedule, Service
from relevo.formats.tables import FileUnreadable
from relevo.networks.actions import uploads as actions
from relevo.networks.errors import UploadRefused, UploadSettled, UploadStillOpen
from relevo.networks.models import Member, UploadRow
from relevo.networks.rules.uploads import NOTES

pytestmark = pytest.mark.django_db
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
HEADER = ["No.", "Institución", "Necesidades", "Municipio", "Teléfono", "Notas"]
GOOD = ["1", "Cruz Roja", "Albergue", "Goascorán", "2782-0000", "De día"]
OTHER = ["2", "Alcaldía de Nacaome", "Albergue", "Nacaome", "2795-0000", "Abierto"]
TABLES = (Institution, Service, Location, Schedule, Member, ChangeRequest)


def changed(**cells):
    return list((dict(zip(HEADER, GOOD, strict=True)) | cells).values())


def lines(*rows, separator=";"):
    return "\n".join(separator.join(row) for row in (HEADER, *rows))


def csv(*rows, encoding="utf-8"):
    return lines(*rows).encode(encoding)


def saved(file):
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def word(*rows, merge=()):
    document = Document()
    table = document.add_table(rows=len(rows), cols=len(HEADER))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text
    for (a, b), (c, d) in merge:
        table.cell(a, b).merge(table.cell(c, d))
    return saved(document)


def sheet(*rows, merge="", hidden=False):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    if hidden:
        book.active.sheet_state = "hidden"
        book.create_sheet("Otra")
    return saved(book)


def archive(**parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return stream.getvalue()


LISTS = {
    "windows letters": (lambda: csv(GOOD, encoding="cp1252"), {1: set()}),
    "utf-16": (lambda: csv(GOOD, encoding="utf-16"), {1: set()}),
    "utf-16 without a mark": (lambda: csv(GOOD, encoding="utf-16-le"), {1: set()}),
    "broken letters": (
        lambda: csv(changed(Institución="SecretarÃ\xada")), {1: {"mojibake"}},
    ),
    "lost letters": (
        lambda: csv(changed(Municipio="Goascor\ufffdn")), {1: {"lost_character", "place_unknown"}},
    ),
    "nul": (lambda: csv(changed(Institución="Cruz\0 Roja")), {1: {"control_characters"}}),
    "reversed text": (lambda: csv(changed(Notas="\u202eabc")), {1: {"control_characters"}}),
    "cells merged downward in Word": (
        lambda: word(HEADER, GOOD, ["3", "", *OTHER[2:]], merge=[((1, 1), (2, 1))]),
        {1: set(), 2: {"merged_down"}},
    ),
    "cells merged across in Word": (
        lambda: word(HEADER, [*GOOD[:4], "2782-0000", ""], merge=[((1, 4), (1, 5))]),
        {1: {"merged_across"}},
    ),
    "cells merged in a sheet": (
        lambda: sheet(HEADER, GOOD, ["3", None, *OTHER[2:]], merge="B2:B3"),
        {1: set(), 2: {"merged_down"}},
    ),
    "row with one cell": (
        lambda: csv(GOOD, ["3", "Casa"]), {1: set(), 2: {
            "fewer_cells", "no_needs", "no_place", "no_phone", "kind_unknown"}},
    ),
    "row with more cells": (lambda: csv([*GOOD, "sobra"]), {1: {"more_cells"}}),
    "row without a name": (
        lambda: csv(changed(Institución="")), {1: {"institution_missing", "kind_unknown"}},
    ),
    "year of two digits": (lambda: csv(changed(Notas="Desde 1/2/19")), {1: {"two_digit_year"}}),
    "number twice": (lambda: csv(GOOD, ["1", *OTHER[1:]]), {1: set(), 2: {"duplicate_id"}}),
    "row twice": (lambda: csv(GOOD, ["9", *GOOD[1:]]), {1: set(), 2: {"same_as_row"}}),
    "formula": (lambda: csv(changed(Notas="=1+1")), {1: {"formula_text"}}),
    "formula with a sign": (lambda: csv(changed(Notas="@SUM(A1)")), {1: {"formula_text"}}),
    "formula like a telephone": (
        lambda: csv(changed(Teléfono="+cmd|' /C calc'!A0")),
        {1: {"formula_text", "phone_unreadable"}},
    ),
    "formula of a sheet": (
        lambda: sheet(HEADER, [*GOOD[:5], "=A1"]), {1: {"computed", "not_computed"}},
    ),
    "error of a formula": (lambda: sheet(HEADER, [*GOOD[:5], "#REF!"]), {1: {"formula_error"}}),
    "date instead of a text": (lambda: sheet(HEADER, [*GOOD[:5], AT.replace(tzinfo=None)]), {
        1: {"date_cell"}}),
    "hidden sheet": (lambda: sheet(HEADER, GOOD, hidden=True), {1: set()}),
    "title, header twice, heading": (
        lambda: csv(["Directorio de la red"], HEADER, ["HONDURAS", "", "", "", "", ""], GOOD),
        {1: {"fewer_cells", "institution_missing", "country_missing", "no_needs", "no_place",
             "no_phone", "kind_unknown"},
         2: set()},
    ),
    "quotation marks that do not close": (
        lambda: csv(['"1', *GOOD[1:]], OTHER), {1: set(), 2: set()},
    ),
    "cell without an end": (lambda: csv(changed(Notas="x" * 2_100)), {1: {"cell_cut", "too_long"}}),
    "place that does not exist": (lambda: csv(changed(Municipio="Xyz")), {1: {"place_unknown"}}),
    "need that does not exist": (lambda: csv(changed(Necesidades="Xyz")), {1: {"need_unknown"}}),
    "telephone in words": (lambda: csv(changed(Teléfono="ver acta")), {1: {"phone_unreadable"}}),
    "person beside a number": (
        lambda: csv(changed(Teléfono="Lic. Ana Ruiz 9988-7766")), {1: {"personal_contact"}},
    ),
    "house of survivors": (
        lambda: csv(changed(Institución="Albergue para mujeres víctimas de violencia")),
        {1: {"protected_place", "kind_unknown"}},
    ),
    "informal crossing": (lambda: csv(changed(Notas="Por el punto ciego")), {
        1: {"informal_crossing"}}),
}  # fmt: skip
REFUSED = {
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old_word"),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "pdf": (lambda: b"%PDF-1.7", "pdf"),
    "picture": (lambda: b"\xff\xd8\xff\xe0", "picture"),
    "cut archive": (lambda: word(HEADER, GOOD)[:900], "broken"),
    "entities": (
        lambda: archive(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "entities",
    ),
    "bomb": (lambda: archive(**{"word/document.xml": b"0" * 41_000_000}), "too_large"),
    "empty": (lambda: b"\xef\xbb\xbf\n \n", "empty"),
    "header alone": (csv, "empty"),
    "package in pieces": (lambda: b'{"services": [}', "package"),
}


def test_there_are_forty():
    assert len(LISTS) + len(REFUSED) >= 40


@pytest.fixture
def network():
    return small_world()


def counts():
    return {table: table.objects.count() for table in TABLES}


@pytest.mark.parametrize("case", list(LISTS))
def test_every_row_of_a_malformed_list_is_reported_and_nothing_is_written(network, case):
    make, expected = LISTS[case]
    row, secretary = network
    before = counts()
    content = make()
    country = "" if case.startswith("title") else "HN"
    upload = actions.start_upload(
        network_key=row.key, content=content, name="lista", country=country, by=secretary, at=AT
    )
    asked = {"network_key": row.key, "upload_id": upload.pk, "by": secretary, "at": AT}
    actions.map_columns(**asked, mapping=upload.mapping)
    rows = UploadRow.objects.filter(upload=upload).order_by("number")
    assert {r.number: {p["code"] for p in r.problems} for r in rows} == expected
    assert counts() == before
    open_rows = [r.number for r in rows if r.decision == "undecided"]
    stopped = [n for n, codes in expected.items() if codes - NOTES or "same_as_row" in codes]
    assert open_rows == stopped
    if stopped:
        with pytest.raises(UploadStillOpen) as refusal:
            actions.write_upload(**asked)
        assert (refusal.value.numbers, counts()) == (stopped, before)


@pytest.mark.parametrize("case", list(REFUSED))
def test_list_that_cannot_be_read_is_refused_whole(network, case):
    make, code = REFUSED[case]
    row, secretary = network
    before = counts()
    with pytest.raises(FileUnreadable) as refusal:
        actions.start_upload(
            network_key=row.key, content=make(), name="a.doc", country="HN", by=secretary, at=AT
        )
    assert (refusal.value.code, counts(), UploadRow.objects.count()) == (code, before, 0)


def test_failure_in_the_middle_of_the_writing_undoes_all_of_it(network):
    row, secretary = network
    upload = actions.start_upload(
        network_key=row.key, content=csv(GOOD, OTHER), country="HN", by=secretary, at=AT
    )
    asked = {"network_key": row.key, "upload_id": upload.pk, "by": secretary, "at": AT}
    with pytest.raises(UploadSettled):
        actions.write_upload(**asked)
    with pytest.raises(UploadRefused):
        actions.map_columns(**asked, mapping={})
    actions.map_columns(**asked, mapping=upload.mapping)
    before = counts()
    last = UploadRow.objects.get(upload=upload, number=2)
    last.cells[1] = "Alcaldía en el punto ciego"
    last.save()
    with pytest.raises(UploadStillOpen):
        actions.write_upload(**asked)
    assert counts() == before

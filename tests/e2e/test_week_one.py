"""Week one: a secretary with a Word directory and nothing else has it back, dated, within minutes.

Twelve rows as such lists are: one place misspelled twice, a telephone without a digit, a need in
other words, a person's name beside a number, a house that nobody may find, a row that comes twice.
"""

import re
from io import BytesIO

import pytest
from docx import Document
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.desks import Desk, rows

from relevo.web.desk.uploads.words import TOLD

SUR = "mesa/redes/NET-SUR/"
HEADER = ("Institución", "Servicio que presta", "Necesidades", "Municipio", "Teléfono", "Horario")
OFFICES = (
    ("Norte", "Asesoría legal", "Goascorán", "2782-0101", "Mo-Fr 08:00-16:00"),
    ("Sur", "Albergue", "Nacaome", "2795-0102", "24/7"),
    ("Costa", "Alimentos", "San Lorenzo", "2781-0103", "de lunes a viernes"),
    ("Valle", "Agua", "Goascorrán", "2782-0104", ""),
    ("Cerro", "Alimentos", "Goascorrán", "2782-0105", ""),
    ("Puente", "Transporte", "Nacaome", "2795-010", ""),
    ("Faro", "Alberge nocturno", "Nacaome", "2795-0107", "24/7"),
    ("Golfo", "Información", "Nacaome", "Licda. Ana Inventada 9988-0108", ""),
    ("Isla", "Albergue", "Amapala", "2795-0109", ""),
    ("Mar", "Documentos", "Nacaome", "2795-0110", "24/7"),
)
WALKS = [
    pytest.param(PHONE, "es", id="phone in Spanish"),
    pytest.param(DESK, "en", id="office in English"),
]


def directory(mark):
    """The file of the secretary: a title, a header, ten offices, a house, and one row again."""
    offices = [
        (f"Oficina DEMO {mark} {name}", f"Punto {name} {mark}", need, *rest)
        for name, need, *rest in OFFICES
    ]
    house = (
        f"Casa DEMO {mark}", "Casa de acogida para víctimas de trata", "Albergue", "Nacaome",
        "2795-0111", "",
    )  # fmt: skip
    lines = [HEADER, *offices, house, offices[-1]]
    document = Document()
    document.add_heading("Directorio de la red")
    table = document.add_table(rows=len(lines), cols=len(HEADER))
    for row, cells in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def flagged(desk, code):
    """The first row that has this to settle, on the page of rows."""
    start = desk.say(TOLD[code]).partition("%")[0].partition("“")[0].partition("«")[0].strip()
    return desk.main.locator(
        ".upload-row", has=desk.page.locator(".row-stop", has_text=start)
    ).first


@pytest.mark.parametrize(("viewport", "language"), WALKS)
def test_word_directory_goes_in_and_comes_back(server, visitors, picture, viewport, language):
    desk = Desk(visitors.open(viewport=viewport, language=language), language)
    desk.sign_in("demo-secretaria")
    mark = {"es": "Uno", "en": "Dos"}[language]
    desk.go(f"{SUR}directorio/")
    picture(desk.page, f"week-one-directory-{language}")
    desk.follow(desk.main.locator("a[href$='/subir/']"))
    desk.find("input[type=file]").set_input_files(
        {"name": "directorio.docx", "mimeType": "application/msword", "buffer": directory(mark)}
    )
    desk.select("country", "HN")
    picture(desk.page, f"week-one-bring-{language}")
    desk.follow(desk.main.locator("form:has([type=file]) button.button"))

    assert desk.main.locator("select[name=column-0]").input_value() == "institution"
    picture(desk.page, f"week-one-columns-{language}")
    desk.follow(desk.main.locator("form[action$='/columnas/'] button.button"))
    picture(desk.page, f"week-one-rows-{language}")

    near = flagged(desk, "place_unknown").locator(".near button").first
    desk.follow(near)
    assert flagged(desk, "place_unknown").count() == 0, "the other row says the same"
    row = flagged(desk, "phone_unreadable")
    row.locator("[name=phone]").fill("2795-0106")
    desk.follow(row.locator("form.row-form button:not([name])").first)
    desk.follow(flagged(desk, "need_unknown").locator(".near button").first)
    desk.follow(flagged(desk, "personal_contact").locator("[value=names]"))
    desk.follow(flagged(desk, "protected_place").locator("[value=protected]"))
    accept = desk.main.locator("form[action$='/aceptar/'] button")
    if accept.count():
        desk.follow(accept)
    for _ in range(5):  # what is still like something else is decided by hand
        undecided = desk.main.locator("form.decide [value=new]")
        if not undecided.count():
            break
        desk.follow(undecided.first)
    picture(desk.page, f"week-one-decided-{language}")
    desk.follow(desk.main.locator("form[action$='/escribir/'] button"))
    assert desk.words("The list is in the directory") in desk.heading
    picture(desk.page, f"week-one-done-{language}")

    with desk.page.expect_download() as download:
        desk.main.locator("a[href$='hoja.docx']").click()
    told = text_of(download.value.path().read_bytes())
    for name, *_rest in OFFICES:
        assert f"Punto {name} {mark}" in told
    assert "9988-0108" in told
    assert "Ana Inventada" not in told
    assert f"Casa DEMO {mark}" not in told
    assert "2795-0111" in told
    assert desk.words("not confirmed yet", "directory") in told
    assert re.search(r"2[01] nov 2020", told, re.IGNORECASE)
    desk.go(f"{SUR}directorio/?country=HN")
    assert f"Punto Golfo {mark}" in desk.text
    house = rows(
        server,
        "SELECT visibility, location_id, department_id FROM directory_service"
        " WHERE phone = '+504 2795-0111' ORDER BY id LIMIT 1",
    )
    assert house == [("restricted", None, None)]


def text_of(content):
    document = Document(BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])

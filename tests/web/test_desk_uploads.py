"""A network's own list at the desk: brought, mapped, corrected, written, shared."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from tests.factories.pages import main_words, said
from tests.factories.uploads import HEADER, text_of, word_table
from tests.factories.world import (
    for_each,  # noqa: F401 -- the story's tables
    nothing_written,
)
from tests.web.filled.uploads import ROW

from relevo.directory.models import Service, Verification
from relevo.kernel.actor import SYSTEM_ID
from relevo.networks.models import DirectoryUpload, Member, UploadRow
from relevo.web.desk.uploads.words import REFUSED_FILES, SETTLED, open_sentence

SUR = "/es/mesa/redes/NET-SUR/"
NEW = f"{SUR}directorio/subir/"
SECRETARY = "demo-secretaria"


@pytest.fixture
def client(desk):
    return desk(SECRETARY)


def bring(client, *rows, header=HEADER, country="HN"):
    response = client.post(NEW, {"text": text_of(*rows, header=header), "country": country})
    return response.headers["Location"]


def mapped(client, *rows, **more):
    address = bring(client, *rows, **more)
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    client.post(f"{address}columnas/", values)
    return address


def row(**cells):
    return list((dict(zip(HEADER, ROW, strict=True)) | cells).values())


def test_word_file_goes_in_and_comes_back_as_a_directory(client):
    file = SimpleUploadedFile("directorio.docx", word_table(HEADER, ROW))
    address = client.post(NEW, {"file": file, "country": "HN", "text": ""}).headers["Location"]
    page = client.get(address)
    assert [field.value() for field, _samples in page.context["columns"]] == [
        "institution", "service", "needs", "municipality", "phone", "hours",
    ]  # fmt: skip
    form = page.context["form"]
    client.post(f"{address}columnas/", {name: form[name].value() for name in form.fields})
    assert said("Every row is decided.") in main_words(client.get(f"{address}?show=all"))
    client.post(f"{address}escribir/")
    done = client.get(address)
    assert said("The list is in the directory") in main_words(done)
    service = Service.objects.get(name_es="Punto DEMO")
    assert f"/es/mesa/directorio/{service.key}/" in done.content.decode()

    text = client.get(f"{SUR}directorio/texto/?plain=1").content.decode()
    assert "Punto DEMO" in text
    assert "+504 2782-0000" in text
    assert said("not confirmed yet", context="directory") in text
    for name in ("hoja", "cuaderno"):
        content = client.get(f"{SUR}directorio/{name}.docx").content
        document = Document(BytesIO(content))
        told = [p.text for p in document.paragraphs] + [
            cell.text for table in document.tables for line in table.rows for cell in line.cells
        ]
        assert any("Punto DEMO" in part for part in told)
        assert any(said("As of %(day)s", day="20 nov 2020") in part for part in told)
    sheet = b"".join(client.get(f"{SUR}directorio/tabla.csv").streaming_content).decode()
    assert ",Punto DEMO," in sheet
    assert "'+504 2782-0000" in sheet


def test_page_of_the_directory_says_how_sure_each_entry_is(client):
    address = mapped(client, ROW)
    client.post(f"{address}escribir/")
    page = main_words(client.get(f"{SUR}directorio/?country=HN"))
    assert "Punto DEMO Centro DEMO de prueba" in page
    assert said("Nobody has confirmed this entry yet") in page
    assert "Punto DEMO" not in main_words(client.get(f"{SUR}directorio/?country=SV"))
    service = Service.objects.get(name_es="Punto DEMO")
    Verification.objects.create(
        service=service, at="2020-11-19T10:00-06:00", actor_id=SYSTEM_ID,
        method="telephone", outcome="confirmed", confidence="medium",
    )  # fmt: skip
    Service.objects.filter(pk=service.pk).update(verify_by="2021-02-01")
    page = main_words(client.get(f"{SUR}directorio/?country=HN"))
    assert "19 nov 2020" in page
    assert "1 feb 2021" in page
    text = client.get(f"{SUR}directorio/texto/").content.decode()
    assert "19 nov 2020" in text


def test_protected_house_is_a_name_and_a_line_for_others(client):
    address = mapped(client, row(Servicio="Casa de acogida para víctimas de trata"))
    page = client.get(address)
    assert said("Write it without any place") in main_words(page)
    client.post(f"{address}filas/1/", {"settle": "protected"})
    client.post(f"{address}escribir/")
    for told in (
        client.get(f"{SUR}directorio/texto/?plain=1").content.decode(),
        b"".join(client.get(f"{SUR}directorio/tabla.csv").streaming_content).decode(),
        main_words(client.get(f"{SUR}directorio/")),
    ):
        assert "Albergue protegido" in told
        assert "víctimas de trata" not in told
        assert "Centro DEMO de prueba" not in told


def test_correction_of_one_field_leaves_the_others(client):
    address = mapped(client, row(Municipio="Nacaomee"), row(Municipio="Nacaomee", Servicio="Dos"))
    page = client.get(address)
    shown = page.context["rows"][0]
    assert next((s.field, s.value) for line in shown.lines for s in line.suggestions) == (
        "municipality", "Nacaome",
    )  # fmt: skip
    assert shown.same_elsewhere == 1
    client.post(f"{address}filas/1/", {"municipality": ["Nacaomee", "Nacaome"], "everywhere": "1"})
    assert [r.corrected for r in UploadRow.objects.order_by("number")] == [
        {"municipality": "Nacaome"}
    ] * 2


def test_refused_correction_shows_the_row_again(client):
    address = mapped(client, row(Teléfono="x"))
    response = client.post(f"{address}filas/1/", {"phone": "1" * 81})
    assert (response.status_code, len(response.context["rows"])) == (422, 1)
    client.post(f"{address}descartar/")
    response = client.post(f"{address}filas/1/", {"phone": "1" * 81}, follow=True)
    assert str(SETTLED) in main_words(response)


def test_names_are_dropped_with_one_touch(client):
    address = mapped(client, row(Teléfono="Licda. Ana Ruiz 9988-7766"))
    assert said("Drop the names, keep the number") in main_words(client.get(address))
    client.post(f"{address}filas/1/", {"settle": "names"})
    assert UploadRow.objects.get().decision == "new"


def test_row_like_an_entry_is_shown_beside_it(client):
    address = mapped(client, ROW)
    client.post(f"{address}escribir/")
    address = mapped(client, row(Teléfono="2782-9999", Necesidades="Agua"))
    shown = client.get(address).context["rows"][0]
    assert [(d.field, d.here, d.there) for d in shown.differences] == [
        ("phone", "+504 2782-0000", "+504 2782-9999"),
        ("needs", "Albergue", "Agua"),
    ]
    client.post(f"{address}filas/1/decidir/", {"decision": "merge_other", "show": "all"})
    found = UploadRow.objects.get(upload__state="checking")
    assert (found.decision, found.same_service) == ("merge", None)
    client.post(f"{address}filas/1/decidir/", {"decision": "undecided"})
    client.post(f"{address}aceptar/")
    client.post(f"{address}escribir/")
    assert DirectoryUpload.objects.filter(state="done").count() == 2


def test_open_rows_stop_the_writing_with_their_numbers(client):
    address = mapped(client, row(Teléfono="x"), row(Servicio="Ventanilla nueva"))
    response = client.post(f"{address}escribir/", follow=True)
    assert open_sentence([1]) in main_words(response)
    response = client.post(f"{address}filas/1/decidir/", {"decision": "new"}, follow=True)
    assert said("Settle what is marked in this row first, or leave the row out.") in main_words(
        response
    )
    response = client.post(f"{address}filas/2/decidir/", {"decision": "merge"}, follow=True)
    assert said("There is no entry to merge this row with.") in main_words(response)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.4", "pdf"), (b"", "empty"), (b"x" * 5_000_001, "too_large")],
)
def test_file_that_cannot_be_read_is_refused_with_what_to_send(client, content, code):
    file = SimpleUploadedFile("lista.pdf", content)
    with nothing_written():
        response = client.post(NEW, {"file": file, "country": "", "text": ""})
    assert response.status_code == 422
    assert str(REFUSED_FILES[code]) in main_words(response)


def test_body_longer_than_any_file_is_refused_too(client):
    file = SimpleUploadedFile("lista.csv", b"x" * 5_300_000)
    response = client.post(NEW, {"file": file, "country": "", "text": ""})
    assert (response.status_code, str(REFUSED_FILES["too_large"]) in main_words(response)) == (
        422, True,
    )  # fmt: skip


def test_broken_package_says_how_many_problems_it_has(client):
    file = SimpleUploadedFile("red.json", b"{}")
    response = client.post(NEW, {"file": file, "country": "", "text": ""})
    assert "organizations: missing" in main_words(response)


def test_neither_a_file_nor_a_text_is_refused(client):
    response = client.post(NEW, {"text": " ", "country": ""})
    assert said("Choose a file or paste the list.") in main_words(response)


def test_columns_without_a_name_of_an_institution_are_refused(client):
    address = bring(client, ROW)
    response = client.post(f"{address}columnas/", {"column-0": "service"})
    assert response.status_code == 422
    assert said("Say which column has the name of the institution.") in main_words(response)
    assert client.get(f"{address}?columns=1").status_code == 200


def test_list_that_was_given_up_is_settled(client):
    address = mapped(client, ROW)
    assert address in client.get(f"{SUR}directorio/").content.decode()
    client.post(f"{address}descartar/")
    assert said("This list was given up") in main_words(client.get(address))
    posts = {
        "columnas/": {"column-0": "institution"},
        "filas/1/": {"phone": "132"},
        "filas/1/decidir/": {"decision": "skip"},
        "aceptar/": {},
        "escribir/": {},
        "descartar/": {},
    }
    for path, values in posts.items():
        response = client.post(f"{address}{path}", values, follow=True)
        assert str(SETTLED) in main_words(response), path


def test_row_that_does_not_exist_is_no_page(client):
    address = mapped(client, ROW)
    assert client.post(f"{address}filas/9/", {"phone": "132"}).status_code == 404
    assert client.post(f"{address}filas/9/decidir/", {"decision": "skip"}).status_code == 404
    assert client.get(address.replace(address[-37:-1], str(SYSTEM_ID))).status_code == 404
    assert client.get("/es/mesa/redes/NO/directorio/subir/").status_code == 404


@pytest.mark.parametrize("username", ["demo-nacaome", "demo-la-union"])
def test_others_read_the_directory_but_no_list(client, desk, username):
    address = mapped(client, ROW)
    other = desk(username)
    assert other.get(f"{SUR}directorio/").status_code == 200
    assert address not in other.get(f"{SUR}directorio/").content.decode()
    for target in (NEW, address):
        assert other.get(target).status_code == 403
    assert other.post(f"{address}escribir/").status_code == 403


def test_pages_ask_the_same_number_of_questions_for_one_and_three_rows(client, count_queries):
    Member.objects.filter(network__key="NET-SUR", institution__is_demo=False).delete()
    one = mapped(client, row(Teléfono="x"))
    rows = [row(Servicio=f"Otro {name}", Teléfono="x") for name in ("abc", "defg", "hijkl")]
    three = mapped(client, *rows)
    assert len(client.get(three).context["rows"]) == 3
    assert count_queries(lambda: client.get(one)) == count_queries(lambda: client.get(three))
    directory = f"{SUR}directorio/?country=HN"
    client.post(f"{one}filas/1/", {"phone": "132"})
    client.post(f"{one}escribir/")
    before = count_queries(lambda: client.get(directory))
    for number in (1, 2, 3):
        client.post(f"{three}filas/{number}/", {"phone": "132"})
        client.post(f"{three}filas/{number}/decidir/", {"decision": "new"})
    client.post(f"{three}escribir/")
    assert count_queries(lambda: client.get(directory)) == before

"""The gallery shows every component and every picture, in both languages and densities."""

import csv
import re
from pathlib import Path

import brotli
import pytest

import relevo.region
import relevo.web
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind
from relevo.web import gallery

WEB = Path(relevo.web.__file__).parent
STATIC = WEB / "static" / "web"
SPRITE = (STATIC / "pictograms.svg").read_text(encoding="utf-8")
DRAWN = re.findall(r'<symbol id="([a-z_]+)"', SPRITE)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.sample_urls")]


@pytest.fixture(autouse=True)
def demo(request, db):
    """A demo instance; the test of a real one starts its own."""
    if "real" not in request.node.name:
        clock.start_instance(InstanceKind.DEMO, real_at=gallery.AT, domain_at=gallery.AT)


def test_real_instance_has_no_gallery(client):
    clock.start_instance(InstanceKind.REAL, real_at=gallery.AT, domain_at=None)
    assert client.get("/es/galeria/").status_code == 404


@pytest.mark.parametrize("query", ["", "?desk", "?old"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_gallery_renders_in_both_languages_and_densities(client, language, query):
    page = client.get(f"/{language}/galeria/{query}").content.decode()
    sample = {"es": "Galería de componentes", "en": "Gallery of components"}[language]
    assert f"<h1>{sample}</h1>" in page
    assert "<c-" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?! (type=\"module\" )?src=)", page)


def test_gallery_uses_every_component():
    source = (WEB / "templates" / "web" / "gallery.html").read_text(encoding="utf-8")
    base = (WEB / "templates" / "web" / "base.html").read_text(encoding="utf-8")
    parts = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("templates/cotton/*"))
    names = {path.stem.replace("_", "-") for path in WEB.glob("templates/cotton/*.html")}
    assert names == set(re.findall(r"<c-([a-z-]+)", source + base + parts)) - {"vars", "slot"}


def test_public_page_says_what_every_page_must_say(client):
    page = client.get("/es/galeria/").content.decode()
    for sentence in (
        "DEMOSTRACIÓN",
        "datos de personas inventados",
        "reloj: viernes 20 nov 2020 15:40",
        "Toda ayuda es gratuita. Nadie puede pedirle dinero, trabajo ni sexo a cambio.",
        "Cómo quejarse sin dar su nombre",
        "Relevo no es producto de ninguna de las instituciones que aparecen aquí",
        'href="https://www.google.com/search?q=clima" rel="noreferrer noopener" data-quick-exit',
        'href="/en/galeria/"',
        'data-worker="/sw.js"',
    ):
        assert sentence in page


def test_untended_instance_says_so(client):
    page = client.get("/es/galeria/?old").content.decode()
    assert "Nadie ha actualizado esta instancia desde el 18 oct 2020." in page
    assert "Nadie ha actualizado" not in client.get("/es/galeria/").content.decode()


def test_desk_page_names_role_and_institution_and_is_not_stored(client):
    page = client.get("/es/galeria/?desk").content.decode()
    assert "Institución de muestra" in page
    assert 'action="/es/salir/"' in page
    assert "data-worker" not in page
    assert "data-quick-exit" not in page


def test_every_picture_is_drawn_once_and_shown():
    taxonomy = Path(relevo.region.__file__).parent / "data" / "taxonomy.csv"
    with taxonomy.open(encoding="utf-8", newline="") as rows:
        named = {row["pictogram"] for row in csv.DictReader(rows)} - {""}
    assert named <= set(gallery.PICTOGRAMS)
    assert sorted(DRAWN) == sorted((*gallery.PICTOGRAMS, *gallery.SIGNS))


def test_every_picture_that_a_template_names_is_drawn():
    named = set()
    for path in WEB.glob("templates/**/*.html"):
        source = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'<c-icon name="([a-z_]+)"', source))
        named |= set(re.findall(r'\s(?:icon|pictogram)="([a-z_]+)"', source))
    assert named - set(DRAWN) == set()


@pytest.mark.parametrize(
    ("name", "most"),
    [("relevo.css", 9_000), ("relevo.js", 3_000), ("pictograms.svg", 8_000), ("print.css", 1_500)],
)
def test_static_files_stay_small(name, most):
    assert len(brotli.compress((STATIC / name).read_bytes())) <= most


def test_style_sheets_use_logical_properties_only():
    physical = re.compile(
        r"(?:^|[;{\s])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom"
        r"|width|height|(?:min|max)-(?:width|height))\s*:",
    )
    for name in ("relevo.css", "print.css"):
        assert physical.findall((STATIC / name).read_text(encoding="utf-8")) == []

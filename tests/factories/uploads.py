"""A network by El Amatillo with its secretary, and lists as she sends them."""

from io import BytesIO

from docx import Document
from tests.factories.directory import actor_of, institution, term
from tests.factories.places import el_amatillo

from relevo.networks.models import Member, Network

HEADER = ["Institución", "Servicio", "Necesidades", "Municipio", "Teléfono", "Horario"]
ROWS = [
    ["Cruz Roja", "Punto de ayuda", "Atención médica", "Goascorán", "2782-0000", "24/7"],
    ["Alcaldía de Nacaome", "Ventanilla", "Albergue", "Nacaome", "+504 2795-4000", "De día"],
]


def text_of(*rows, header=HEADER):
    """A list as it is pasted from a sheet."""
    return "\n".join("\t".join(row) for row in (header, *rows))


def network_with_secretary(key="RED-SUR", name="Red Sur"):
    """A network that one institution keeps, and its coordinator."""
    office = institution("HN-SEC", "Secretaría de la red")
    row = Network.objects.create(
        key=key,
        name_es=name,
        name_en=name,
        sort_key=name,
        scope="cross_border",
        countries="HN|SV",
    )
    Member.objects.create(
        network=row,
        institution=office,
        stated_name_es=office.name_es,
        stated_name_en=office.name_en,
        country="HN",
        role="secretariat",
    )
    return row, actor_of(office, "coordinator")


def small_world():
    """Places, needs, a network and who keeps it."""
    el_amatillo()
    term("medical")
    term("shelter")
    return network_with_secretary()


def word_table(*rows):
    """A Word file with one table."""
    document = Document()
    document.add_heading("Directorio de la red")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()

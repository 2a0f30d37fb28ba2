"""The forms of a network's own list."""

from tests.factories.uploads import text_of
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.actions import uploads as actions
from relevo.web.desk.uploads import rows, taking

SECRETARY = "demo-secretaria"
SUR = "/es/mesa/redes/NET-SUR/"
ROW = ["Centro DEMO de prueba", "Punto DEMO", "Albergue", "Nacaome", "2782-0000", "24/7"]


def upload(*, mapped=True):
    found = actions.start_upload(
        network_key="NET-SUR", text=text_of(ROW), country="HN", by=actor_of(SECRETARY), at=STARTS_AT
    )
    if mapped:
        actions.map_columns(
            network_key="NET-SUR",
            upload_id=found.pk,
            mapping=found.mapping,
            by=actor_of(SECRETARY),
            at=STARTS_AT,
        )
    return found


def to_bring():
    values = {"text": text_of(ROW), "country": "HN"}
    return Filled(signed_in_as(SECRETARY), f"{SUR}directorio/subir/", values)


def to_map():
    found = upload(mapped=False)
    values = {f"column-{index}": field for index, field in found.mapping.items()}
    return Filled(signed_in_as(SECRETARY), f"{SUR}subidas/{found.pk}/columnas/", values)


def to_correct():
    values = dict.fromkeys(rows.RowForm.base_fields, "")
    values |= {"institution": "Centro DEMO", "phone": "2782-1111"}
    return Filled(signed_in_as(SECRETARY), f"{SUR}subidas/{upload().pk}/filas/1/", values)


def to_decide():
    values = {"decision": "skip"}
    return Filled(signed_in_as(SECRETARY), f"{SUR}subidas/{upload().pk}/filas/1/decidir/", values)


FORMS = {
    taking.UploadForm: to_bring,
    rows.MapForm: to_map,
    rows.RowForm: to_correct,
    rows.DecideForm: to_decide,
}
MORE_FIELDS = {rows.MapForm: {"column-0": ["", "no_such_field", "needs", "\0", "x" * 5000]}}

"""The forms of commitments."""

from tests.web.filled import Filled, signed_in_as

from relevo.exchange.models import Commitment
from relevo.exchange.queries import commitments as queries
from relevo.web.desk.commitments import forms

HERE = "/es/mesa/compromisos/"
SECRETARY, GUATEMALA = "demo-secretaria", "demo-red-gt"


def demo(state, *, owner=None):
    rows = Commitment.objects.filter(network__key="DEMO-RED", state=state)
    if owner:
        rows = rows.filter(owner__key=owner)
    return rows.order_by("number")[0]


def sitting():
    keys = queries.list_at_the_table(
        Commitment.objects.order_by("id").values_list("owner", flat=True)
    )
    return {"sitting": keys}


def of(row, verb, who, **values):
    return Filled(signed_in_as(who), f"{HERE}{row.pk}/{verb}/", values)


def to_make():
    values = {
        "text_es": "Compartir el turno de noche",
        "text_en": "Share the night shift",
        "owner": "DEMO-ALBERGUE",
        "due_on": "2020-12-20",
        "confirmer": "DEMO-RED-GT",
    }
    return Filled(signed_in_as(SECRETARY), f"{HERE}red/DEMO-RED/nuevo/", values)


FORMS = {
    forms.CommitmentForm: to_make,
    forms.ReportForm: lambda: of(demo("open"), "informar", SECRETARY, evidence="Circular 4"),
    forms.ConfirmForm: lambda: of(demo("reported"), "confirmar", GUATEMALA, note="Vista"),
    forms.ReturnForm: lambda: of(demo("reported"), "devolver", GUATEMALA, note="Falta una"),
    forms.PostponeForm: lambda: of(
        demo("open"),
        "posponer",
        SECRETARY,
        due_on="2020-12-24",
        note="Por Iota",
        acta_number="01-2020",
    ),
    forms.AsideForm: lambda: of(demo("open"), "apartar", SECRETARY, reason="Ya no hace falta"),
    forms.ConfirmerForm: lambda: of(
        demo("open"), "contraparte", SECRETARY, confirmer="steering", note="Cerró"
    ),
    forms.LinkForm: lambda: of(demo("reported"), "enlazar", "demo-red-sv", service="", pathway=""),
}
BOUND = {
    forms.CommitmentForm: sitting,
    forms.ConfirmerForm: sitting,
    forms.LinkForm: lambda: {"services": [], "pathways": []},
}

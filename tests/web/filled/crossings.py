"""The forms of a crossing beside the report: confirm, settle, correct."""

from datetime import timedelta

from tests.web.filled import Filled, signed_in_as

from relevo.borders.actions import Sighting, report_status
from relevo.borders.models import StatusReport
from relevo.demo.story import STARTS_AT, actor_of
from relevo.places.models import Crossing, Post
from relevo.web.desk import crossing_forms as forms

HERE = "/es/mesa/fronteras/HNSV-AMA/"


def of_the_monitor():
    return (
        StatusReport.objects.filter(crossing__key="HNSV-AMA", reporter_id__isnull=False)
        .latest("known_from")
        .key
    )


def to_confirm():
    values = {"report": of_the_monitor(), "country": "SV"}
    return Filled(signed_in_as("demo-secretaria"), f"{HERE}sigue/", values)


def to_settle():
    at = STARTS_AT - timedelta(minutes=10)
    sighting = Sighting("", "both", "closed", "observed", "", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-secretaria"), at=at)
    values = {"state": "open", "country": "", "direction": "both", "text": "Hablamos con ambos."}
    return Filled(signed_in_as("demo-secretaria"), f"{HERE}resolver/", values)


def to_correct():
    Post.objects.filter(key="HNSV-AMA-SV").update(authority_keys="DEMO-RED-SUR")
    values = {"report": of_the_monitor(), "text": "Se pasa con mascarilla."}
    return Filled(signed_in_as("demo-secretaria"), f"{HERE}corregir/", values)


FORMS = {
    forms.ConfirmForm: to_confirm,
    forms.SettleForm: to_settle,
    forms.CorrectForm: to_correct,
}
BOUND = {
    forms.SettleForm: lambda: {
        "crossing": Crossing.objects.get(key="HNSV-AMA"),
        "at": STARTS_AT,
    }
}

"""The forms of counts and of what two sides differ by."""

from datetime import timedelta

from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.situation.actions import counts as actions
from relevo.web.desk.counts import forms

HERE = "/es/mesa/situacion/cifras/"
MONITOR = "demo-monitor"
CUT_OFF = STARTS_AT.replace(minute=0)


def count(country, direction, category):
    return actions.tell_count(
        crossing_key="HNSV-AMA",
        country=country,
        direction=direction,
        category=category,
        cut_off_at=CUT_OFF,
        value=100 if direction == "in" else 120,
        said_by="Turno",
        by=actor_of(MONITOR),
        at=STARTS_AT,
        is_demo=True,
    )


def sides():
    return count("HN", "out", "left"), count("SV", "in", "entered")


def to_count():
    values = {
        "post": "HNSV-AMA|HN",
        "kind": "left_out",
        "value": "120",
        "cut_off_at": f"{CUT_OFF:%Y-%m-%dT%H:%M}",
        "since_at": f"{CUT_OFF - timedelta(hours=9):%Y-%m-%dT%H:%M}",
        "said_by": "Turno del puesto",
        "parts": "HN 100; SV 20",
        "source": "Bitácora 4",
    }
    return Filled(signed_in_as(MONITOR), f"{HERE}nueva/", values)


def to_compare():
    out, into = sides()
    values = {"part": "", "responsible": "DEMO-RED-SUR"}
    return Filled(signed_in_as(MONITOR), f"{HERE}conciliar/{out.pk}/{into.pk}/", values)


def to_explain():
    out, into = sides()
    row = actions.open_reconciliation(
        outflow_id=out.pk, inflow_id=into.pk, by=actor_of(MONITOR), at=STARTS_AT, is_demo=True
    )
    values = {"reason": "in_transit", "people": "5", "note": "Bus en camino"}
    return Filled(signed_in_as(MONITOR), f"{HERE}conciliaciones/{row.pk}/motivo/", values)


FORMS = {
    forms.CountForm: to_count,
    forms.CompareForm: to_compare,
    forms.ReasonForm: to_explain,
}
BOUND = {
    forms.CountForm: lambda: {"posts": []},
    forms.CompareForm: lambda: {"parts": [], "institutions": []},
}

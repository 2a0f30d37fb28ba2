"""The forms of signals, advisories and large movements."""

from tests.factories import movements as make
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.plumbing import clock
from relevo.situation.actions import movements as actions
from relevo.situation.actions import signals
from relevo.situation.actions.movements import Seen
from relevo.situation.models import NeedsWarning
from relevo.situation.rules.movements import half_day, window
from relevo.web.desk.movements import forms as movement_forms
from relevo.web.desk.signals import forms as signal_forms

SIGNALS, MOVEMENTS = "/es/mesa/situacion/senales/", "/es/mesa/situacion/movilizaciones/"
MONITOR, SECRETARY, OTHER = "demo-monitor", "demo-secretaria", "demo-red-sv"
TOWN = "Goascorán"


def noted(by=MONITOR):
    return signals.note_signal(
        kind="opening",
        text="Dicen que abren el puesto el lunes",
        source_type="chat",
        confidence="low",
        crossing_key="HNSV-AMA",
        area_key="HN-1706",
        by=actor_of(by),
        at=STARTS_AT,
    )


def opened(*, seen=True):
    day = STARTS_AT.astimezone(clock.LOCAL).date()
    row = actions.open_movement(
        heading="away",
        origin_key="HN-1709",
        via=["HNSV-AMA"],
        day=day,
        by=actor_of(MONITOR),
        at=STARTS_AT,
    )
    if seen:
        told = Seen(
            area_key="HN-1709",
            day=day,
            half="am",
            kind="departure",
            source_type="observed",
            low=200,
            best=300,
            high=500,
            estimate="estimate",
        )
        actions.add_sighting(movement_id=row.pk, seen=told, by=actor_of(MONITOR), at=STARTS_AT)
    return row


def signal():
    values = {
        "kind": "call_to_depart",
        "source_type": "chat",
        "text": "Dicen que el viernes sale mucha gente",
        "confidence": "low",
        "place": TOWN,
        "crossing": "HNSV-AMA",
        "about_on": "2020-11-27",
    }
    return Filled(signed_in_as(MONITOR), SIGNALS, values)


def verdict():
    values = {"verdict": "refuted", "reason": "Preguntamos en el puesto y no lo han anunciado"}
    return Filled(signed_in_as(SECRETARY), f"{SIGNALS}{noted().pk}/hallazgo/", values)


def advisory():
    told = make.ADVISORY
    values = {
        "title_es": told.title_es,
        "title_en": told.title_en,
        "text_es": told.text_es,
        "text_en": told.text_en,
        "place": TOWN,
        "crossing": "HNSV-AMA",
        "until": "24",
    }
    return Filled(signed_in_as(SECRETARY), f"{SIGNALS}aviso/", values)


def movement():
    values = {
        "heading": "away",
        "place": TOWN,
        "first_crossing": "HNSV-AMA",
        "second_crossing": "",
        "day": "2020-11-20",
        "source": "Radio local",
        "confidence": "low",
    }
    return Filled(signed_in_as(MONITOR), f"{MOVEMENTS}nueva/", values)


def sighting_values():
    return {
        "place": TOWN,
        "crossing": "",
        "day": "2020-11-20",
        "half": "am",
        "kind": "transit",
        "low": "100",
        "best": "200",
        "high": "300",
        "estimate": "estimate",
        "source_type": "observed",
        "source": "Equipo propio",
        "confidence": "medium",
    }


def sighting():
    return Filled(signed_in_as(MONITOR), f"{MOVEMENTS}{opened().pk}/vista/", sighting_values())


def warning():
    row = opened()
    since = half_day(row.day, "pm")
    found = window(since)
    values = {
        "start": found.start.strftime(movement_forms.STAMP),
        "until": found.end.strftime(movement_forms.STAMP),
        "low": "100",
        "best": "200",
        "high": "300",
        "stay": "overnight",
    }
    return Filled(signed_in_as(SECRETARY), f"{MOVEMENTS}{row.pk}/municipio/HN-1706/", values)


def correction():
    """The sighting anew, as its form is sent; the class of the form is that of a sighting."""
    row = opened()
    filled = sighting_values()
    address = f"{MOVEMENTS}{row.pk}/vista/{row.sightings.get().pk}/corregir/"
    return Filled(signed_in_as(MONITOR), address, filled)


def withdrawal():
    filled = warning()
    filled.client.post(filled.address, filled.values)
    address = f"{MOVEMENTS}necesidades/{NeedsWarning.objects.get().pk}/retirar/"
    return Filled(filled.client, address, {"reason": "Se escribió un cero de más"})


ON = {"on": STARTS_AT.date()}
FORMS = {
    signal_forms.SignalForm: signal,
    signal_forms.VerdictForm: verdict,
    signal_forms.AdvisoryForm: advisory,
    movement_forms.MovementForm: movement,
    movement_forms.SightingForm: sighting,
    movement_forms.WarningForm: warning,
    movement_forms.WithdrawForm: withdrawal,
}
BOUND = {
    signal_forms.SignalForm: lambda: ON,
    signal_forms.AdvisoryForm: lambda: ON,
    movement_forms.MovementForm: lambda: ON,
    movement_forms.SightingForm: lambda: ON,
    movement_forms.WarningForm: lambda: {"window": window(half_day(STARTS_AT.date(), "pm"))},
}

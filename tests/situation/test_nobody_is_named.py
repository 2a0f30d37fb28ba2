"""Words that the public reads of emergencies, points, pledges, roads and alerts name nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.alerts import Banks
from tests.factories.directory import actor_of, institution, term
from tests.factories.journeys import a_region

from relevo.directory.actions import TemporaryFacts, TemporaryPlace
from relevo.places.models import Area
from relevo.situation.actions import emergencies, own_alerts, pledges, points, roads
from relevo.situation.actions.emergencies import EmergencyFacts, FigureFacts, Where
from relevo.situation.errors import FactRefused
from relevo.situation.models import (
    Alert,
    Emergency,
    EmergencyPhase,
    Figure,
    Pledge,
    RoadReport,
    TemporaryPoint,
)
from relevo.situation.rules.own_alerts import Wording

AT = datetime(2020, 11, 16, 18, tzinfo=UTC)
PERSON = "Juan Pérez Martínez, 9999-8888"
NAME = "Juan Pérez Martínez"

pytestmark = pytest.mark.django_db


@pytest.fixture
def banks():
    return Banks()


def refused(call):
    with pytest.raises(FactRefused) as refusal:
        call()
    return refusal.value.field, refusal.value.problem


@pytest.fixture
def storm(banks):
    told = EmergencyFacts(
        kind="storm", name_es="Tormenta Tropical Sara", from_at=AT, where=[Where("HN")]
    )
    return emergencies.open_emergency(told=told, by=banks.author, at=AT)


@pytest.mark.parametrize("field", ["name_es", "name_en", "source"])
def test_an_emergency_is_no_person(banks, field):
    told = EmergencyFacts(kind="storm", name_es="Tormenta", from_at=AT, where=[Where("HN")])
    for text, found in ((PERSON, "phone"), (NAME, "name")):

        def act(text=text):
            by = banks.author
            emergencies.open_emergency(told=replace(told, **{field: text}), by=by, at=AT)

        assert refused(act) == (field, found)
    assert not Emergency.objects.exists()


@pytest.mark.parametrize("field", ["said_by", "source", "note_es", "note_en"])
def test_a_figure_is_said_by_no_person(banks, storm, field):
    told = FigureFacts(
        measure="affected",
        value=100,
        qualifier="about",
        said_by="Médicos Sin Fronteras",
        as_of_at=AT,
        source="https://example.org/@oficial/99998888",
        country="HN",
        note_es="Llame al 911",
    )
    by = banks.author
    emergencies.tell_figure(emergency_id=storm.pk, told=told, by=by, at=AT)
    assert refused(
        lambda: emergencies.tell_figure(
            emergency_id=storm.pk, told=replace(told, **{field: PERSON}), by=by, at=AT
        )
    ) == (field, "phone")
    assert Figure.objects.count() == 1


@pytest.mark.parametrize("field", ["reason_es", "reason_en"])
def test_the_reason_of_a_phase_names_nobody(banks, storm, field):
    assert refused(
        lambda: emergencies.move_phase(
            emergency_id=storm.pk,
            phase="after",
            from_at=AT,
            by=banks.author,
            at=AT,
            **{field: f"Lo dijo {NAME}"},
        )
    ) == (field, "name")
    assert EmergencyPhase.objects.count() == 1


def test_the_note_of_a_pledge_names_nobody(banks, storm):
    told = pledges.PledgeFacts("beds", 20, "HN-1706", AT, note=PERSON)
    assert refused(
        lambda: pledges.make_pledge(emergency_id=storm.pk, told=told, by=banks.author, at=AT)
    ) == ("note", "phone")
    assert not Pledge.objects.exists()


@pytest.mark.parametrize(
    ("locality", "found"),
    [
        (PERSON, "phone"),
        (f"Casa de {NAME}", "name"),
        ("Escuela Francisco Morazán", None),
    ],
)
def test_a_point_is_at_no_persons_house(banks, locality, found):
    term("water", "Agua", "Water")
    term("all", "Todas", "All", kind="profile")
    told = TemporaryFacts(
        name_es="Punto temporal: agua",
        name_en="Temporary point: water",
        kind="care_center",
        needs=("water",),
        place=TemporaryPlace("HN", area_key="HN-1706", locality=locality),
        from_at=AT,
        until_at=AT + timedelta(days=1),
        phone="+504 2222-1111",
    )

    def act():
        points.open_point(told=told, by=banks.actor("health", "officer"), at=AT)

    if found is None:
        act()
    else:
        assert refused(act) == ("locality", found)
    assert TemporaryPoint.objects.count() == (found is None)


@pytest.mark.parametrize("field", ["source", "text", "text_en"])
def test_word_of_a_road_names_nobody(db, field):
    a_region()
    told = roads.RoadTold(
        from_node="A",
        to_node="B",
        state="cut",
        basis="announced",
        source="Protección civil",
        from_at=AT,
    )
    by = actor_of(institution("HN-RED", country="HN"), "coordinator")
    assert refused(
        lambda: roads.report_road(told=replace(told, **{field: PERSON}), by=by, at=AT)
    ) == (field, "phone")
    assert not RoadReport.objects.exists()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", ["event", "headline", "description", "instruction"])
def test_an_alert_names_nobody(banks, language, name):
    text = f"Salga ya.\nLlame a {NAME}."
    wording = replace(Wording("Río", "Río", "Crece.", "Aléjese."), **{name: text})
    assert refused(lambda: banks.draft(**{language: wording})) == (f"{name}_{language}", "name")
    made = banks.draft()
    changed = replace(Wording("Río", "Río", "Crece.", "Aléjese."), **{name: PERSON})
    draft = replace(_kept(banks), **{language: changed})
    assert refused(
        lambda: own_alerts.edit_alert(alert_id=made.pk, draft=draft, by=banks.author, at=AT)
    ) == (f"{name}_{language}", "phone")
    assert Alert.objects.count() == 1


def _kept(banks):
    ids = tuple(Area.objects.filter(key="HN-17").values_list("pk", flat=True))
    told = Wording("Flash Flood Warning", "High River", "It rises.", "Call 911.")
    return own_alerts.AlertDraft(
        categories=("Met",),
        responses=(),
        urgency="Immediate",
        severity="Severe",
        certainty="Observed",
        onset_at=None,
        expires_at=AT + timedelta(hours=2),
        es=Wording("Río", "Río crecido", "El Río Ulúa crece.", "Llame al 911."),
        en=told,
        area_ids=ids,
        contact="Protección Civil: 2222-1111, avisos@ejemplo.test",
    )


def test_an_alert_says_how_an_institution_is_reached(banks):
    draft = _kept(banks)

    def written(**changes):
        return own_alerts.draft_alert(
            network_key="RED-SUR", draft=replace(draft, **changes), by=banks.author, at=AT
        )

    kept = written()
    assert kept.infos.first().contact == "Protección Civil: 2222-1111, avisos@ejemplo.test"
    assert refused(lambda: written(contact="Juan Pérez al 9999-8888")) == ("contact", "name")


@pytest.mark.parametrize("field", ["reason_es", "reason_en"])
def test_a_cancellation_names_nobody(banks, field):
    alert = banks.published()
    reasons = {"reason_es": "Ya pasó", "reason_en": "It is over"} | {field: PERSON}
    assert refused(
        lambda: own_alerts.cancel_alert(alert_id=alert.pk, **reasons, by=banks.author, at=AT)
    ) == (field, "phone")
    assert Alert.objects.count() == 1

"""The name of an emergency is corrected by a newer one; what it was called stays readable."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.directory import actor_of, institution
from tests.factories.places import el_amatillo

from relevo.audit.models import Event
from relevo.kernel.text import LocalisedText
from relevo.situation.actions import emergencies, published
from relevo.situation.actions.emergencies import EmergencyFacts, Where
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Emergency, EmergencyName
from relevo.situation.queries import emergencies as queries

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
RIGHT = {"name_es": "Tormenta Iota", "name_en": "Storm Iota", "reason": "Era otra tormenta."}

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    el_amatillo()
    return actor_of(institution("HN-RED", country="HN", is_demo=True), "coordinator")


@pytest.fixture
def storm(leader):
    told = EmergencyFacts(kind="storm", name_es="Tormenta", from_at=AT, where=[Where("HN")])
    return emergencies.open_emergency(told=told, by=leader, at=AT)


def rename(storm, by, *, at=AT + HOUR, **changes):
    return emergencies.correct_name(emergency_id=storm.pk, by=by, at=at, **RIGHT | changes)


def name(storm, known_at):
    view = queries.get_emergency(storm.key, at=known_at, known_at=known_at, sees_live=True)
    (line,) = queries.list_emergencies(at=known_at, known_at=known_at, sees_live=True)
    assert line.name == view.line.name
    return view.line.name


def test_each_instant_has_the_name_that_was_known_then(storm, leader):
    rename(storm, leader)
    rename(storm, leader, at=AT + 2 * HOUR, name_es="Eta e Iota", name_en="", reason="Son dos.")
    assert name(storm, AT) == LocalisedText("Tormenta", "Tormenta")
    assert name(storm, AT + HOUR) == LocalisedText("Tormenta Iota", "Storm Iota")
    assert name(storm, AT + 2 * HOUR) == LocalisedText("Eta e Iota", "Eta e Iota")
    assert Emergency.objects.get(pk=storm.pk).name_es == "Tormenta"
    assert Emergency.objects.get(pk=storm.pk).key == storm.key


def test_earlier_names_stand_in_its_history_with_why_they_were_changed(storm, leader):
    def earlier(known_at):
        view = queries.get_emergency(storm.key, at=known_at, known_at=known_at, sees_live=True)
        return [(row.name.es, row.until_at, row.reason) for row in view.earlier_names]

    rename(storm, leader)
    rename(storm, leader, at=AT + 2 * HOUR, name_es="Eta e Iota", reason="Son dos.")
    assert earlier(AT) == []
    assert earlier(AT + HOUR) == [("Tormenta", AT + HOUR, "Era otra tormenta.")]
    assert earlier(AT + 2 * HOUR) == [
        ("Tormenta", AT + HOUR, "Era otra tormenta."),
        ("Tormenta Iota", AT + 2 * HOUR, "Son dos."),
    ]
    event = Event.objects.filter(verb="emergency.name_corrected").first()
    assert event.subject == str(storm.pk)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name_es": " "}, ("name_es", "missing")),
        ({"name_es": "x" * 121}, ("name_es", "too_long")),
        ({"reason": ""}, ("reason", "missing")),
        ({"reason": "x" * 301}, ("reason", "too_long")),
        ({"reason": "Lo pidió Juan Pérez"}, ("reason", "name")),
        ({"name_es": "Llame al 9999-8888"}, ("name_es", "phone")),
        ({"name_en": "Call 9999-8888"}, ("name_en", "phone")),
        ({"name_es": "Tormenta", "name_en": "Tormenta"}, ("name_es", "same")),
        ({"name_es": "Tormenta", "name_en": ""}, ("name_es", "same")),
    ],
)
def test_what_is_no_correction(storm, leader, changes, expected):
    with pytest.raises(FactRefused) as refused:
        rename(storm, leader, **changes)
    assert (refused.value.field, refused.value.problem) == expected
    assert not EmergencyName.objects.exists()


@pytest.mark.parametrize(("kind", "role"), [("police", "coordinator"), ("ngo", "border_monitor")])
def test_who_does_not_coordinate_corrects_no_name(storm, kind, role):
    with pytest.raises(NotAllowed):
        rename(storm, actor_of(institution(f"HN-{kind}", kind=kind), role))


def test_an_emergency_that_is_not_there(storm, leader):
    with pytest.raises(NotFound):
        emergencies.correct_name(emergency_id=leader.id, by=leader, at=AT, **RIGHT)


def test_a_committed_emergency_whose_name_people_corrected_stays(leader):
    told = published.PublishedEmergency(
        key="iota",
        kind="storm",
        name_es="Iota",
        name_en="Iota",
        from_at=AT,
        known_from=AT,
        source="",
        sourced=False,
        confidence="low",
        phases=(),
        areas=(),
        figures=(),
    )
    published.publish_emergencies([told])
    rename(Emergency.objects.get(key="iota"), leader)
    assert published.publish_emergencies([]) == 0
    assert Emergency.objects.filter(key="iota").exists()

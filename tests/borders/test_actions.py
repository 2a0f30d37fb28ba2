from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.directory import actor_of, institution
from tests.factories.places import el_amatillo
from tests.factories.world import nothing_written

from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.borders.actions import CLOCK_TOLERANCE, Sighting, report_status
from relevo.borders.errors import CrossingUnknown, NotAMonitor, ReportRefused
from relevo.borders.models import StatusReport
from relevo.directory.errors import HoursUnreadable
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def monitor():
    return actor_of(institution("HN-MON"), "border_monitor")


def tell(by, *, crossing="HNSV-AMA", at=NOON, is_demo=False, **told):
    sighting = Sighting(
        **{
            "country": "",
            "direction": "both",
            "state": "closed",
            "basis": "observed",
            "source": "Monitora en el puesto",
            "from_at": at,
        }
        | told
    )
    return report_status(crossing_key=crossing, sighting=sighting, by=by, at=at, is_demo=is_demo)


def test_report_is_added_recorded_and_told_to_others(monitor):
    crossing = el_amatillo()
    report = tell(
        monitor,
        country="SV",
        direction="in",
        until_at=NOON + HOUR,
        opening_hours="06:00-18:00",
        text="Paso cerrado.",
        source=" Monitora ",
        is_demo=True,
    )
    report.refresh_from_db()
    assert report.crossing == crossing
    assert {
        "country": "SV",
        "direction": "in",
        "mode": "people",
        "state": "closed",
        "basis": "observed",
        "opening_hours": "06:00-18:00",
        "from_at": NOON,
        "until_at": NOON + HOUR,
        "known_from": NOON,
        "text_es": "Paso cerrado.",
        "text_en": "Paso cerrado.",
        "source": "Monitora",
        "sourced": True,
        "confidence": "high",
        "reporter_id": monitor.id,
        "reporter_institution_id": monitor.institution_id,
        "reporter_role": "border_monitor",
        "settles": False,
        "is_demo": True,
    }.items() <= report.__dict__.items()
    event = Event.objects.get(verb="border.reported")
    assert (event.subject, event.facts) == ("HNSV-AMA", {"state": "closed", "basis": "observed"})
    assert verify_chain(monitor.institution_id) == []
    assert Message.objects.get().subject_id == "HNSV-AMA"


def test_announcement_is_trusted_less_than_a_sighting(monitor):
    el_amatillo()
    assert str(tell(monitor, basis="announced").confidence) == "medium"


@pytest.mark.parametrize("role", ["border_monitor", "coordinator"])
def test_monitor_and_coordinator_report(role):
    el_amatillo()
    tell(actor_of(institution("HN-X"), role))
    assert StatusReport.objects.count() == 1


@pytest.mark.parametrize(
    "role", ["officer", "duty_officer", "analyst", "institution_admin", "platform_admin"]
)
def test_nobody_else_reports(role):
    el_amatillo()
    actor = actor_of(institution("HN-X"), role)
    with nothing_written(), pytest.raises(NotAMonitor):
        tell(actor)


def test_crossing_that_does_not_exist_is_named(monitor):
    with nothing_written(), pytest.raises(CrossingUnknown) as refusal:
        tell(monitor, crossing="HNSV-XXX")
    assert refusal.value.read == "HNSV-XXX"


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"country": "GT"}, "country", "not_a_side"),
        ({"direction": "up"}, "direction", "unknown"),
        ({"state": "not_confirmed"}, "state", "unknown"),
        ({"state": "busy"}, "state", "unknown"),
        ({"basis": "rumor"}, "basis", "unknown"),
        ({"source": "  ", "basis": "announced"}, "source", "missing"),
        ({"mode": "boats"}, "mode", "unknown"),
        ({"spares_return": True, "state": "open"}, "state", "not_a_closing"),
        ({"text": "Llamen a Juan Pérez 9999-8888"}, "text", "phone"),
        ({"text": "Llamen a Juan Pérez"}, "text", "name"),
        ({"text_en": "Ask on https://page.test/x"}, "text_en", "link"),
        ({"source": "Juan Pérez", "basis": "announced"}, "source", "name"),
        ({"source": "Chofer, 9999-8888"}, "source", "phone"),
        ({"source": "https://chat.whatsapp.com/AbC"}, "source", "link"),
        ({"source": "x" * 301}, "source", "too_long"),
        ({"text": "x" * 501}, "text", "too_long"),
        (
            {"from_at": NOON + CLOCK_TOLERANCE + timedelta(seconds=1)},
            "from_at",
            "seen_in_the_future",
        ),
        ({"until_at": NOON}, "until_at", "before_start"),
        ({"until_at": NOON - HOUR}, "until_at", "before_start"),
    ],
)
def test_report_that_says_nothing_usable_is_refused(monitor, told, field, problem):
    el_amatillo()
    with nothing_written(), pytest.raises(ReportRefused) as refusal:
        tell(monitor, **told)
    assert (refusal.value.field, refusal.value.problem) == (field, problem)


def test_hours_that_nobody_can_read_are_refused(monitor):
    el_amatillo()
    with nothing_written(), pytest.raises(HoursUnreadable):
        tell(monitor, opening_hours="de seis a seis")


def test_clock_of_a_telephone_may_be_a_little_ahead(monitor):
    el_amatillo()
    assert tell(monitor, from_at=NOON + CLOCK_TOLERANCE).from_at == NOON + CLOCK_TOLERANCE


def test_announcement_may_lie_ahead(monitor):
    el_amatillo()
    assert tell(monitor, basis="announced", from_at=NOON + 24 * HOUR).known_from == NOON


def test_nothing_is_overwritten(monitor):
    el_amatillo()
    for state in ("closed", "open", "closed"):
        tell(monitor, state=state)
    assert StatusReport.objects.count() == 3

"""Temporary points: opened in one act, seen everywhere from then on, gone at their end."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
from tests.factories.directory import actor_of, institution, service, term
from tests.factories.places import el_amatillo

from relevo.directory import queries as directory
from relevo.directory.actions import TemporaryFacts, TemporaryPlace
from relevo.directory.enums import ServiceStatus
from relevo.directory.errors import NotYourService, ServiceRefused
from relevo.directory.models import Capacity, Location, Schedule, Service, Verification
from relevo.kernel.geo import Point
from relevo.outbox.models import Message
from relevo.situation.actions import points
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Emergency, EmergencyPhase, PointStep, TemporaryPoint
from relevo.situation.queries import points as queries

LOCAL = timezone(timedelta(hours=-6))
AT = datetime(2020, 11, 20, 15, 40, tzinfo=LOCAL)
END = AT + timedelta(hours=72)
HERE = Point(13.593, -87.767)
A_MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(db):
    el_amatillo()
    term("water", "Agua", "Water")
    term("food", "Comida", "Food", position=1)
    term("all", "Todas", "All", kind="profile")


@pytest.fixture
def cross():
    return institution("HN-CRUZ", "Cruz", country="HN")


def told(**changes):
    facts = {
        "name_es": "Punto temporal: agua. El Amatillo",
        "name_en": "Temporary point: water. El Amatillo",
        "kind": "care_center",
        "needs": ("water",),
        "place": TemporaryPlace("HN", node_key="HNSV-AMA-HN", crossing_key="HNSV-AMA"),
        "from_at": AT,
        "until_at": END,
    }
    return TemporaryFacts(**facts | changes)


def opened(cross, *, role="officer", emergency_id=None, at=AT, **changes):
    return points.open_point(
        told=told(**changes), by=actor_of(cross, role), at=at, emergency_id=emergency_id
    )


def found(at, **asked):
    result = directory.search_services(on=at.astimezone(LOCAL).date(), at=at, **asked)
    return [hit.service.name_es for hit in result.hits]


def emergency(*, phase="during", key="tormenta-2020"):
    row = Emergency.objects.create(
        key=key,
        kind="storm",
        name_es="Tormenta",
        name_en="Storm",
        from_at=AT,
        known_from=AT,
        opened_by=actor_of(None).id,
    )
    EmergencyPhase.objects.create(
        emergency=row, phase=phase, from_at=AT, known_from=AT, told_by=actor_of(None).id
    )
    return row


def test_an_open_point_is_an_entry_like_any_other(cross):
    storm = emergency()

    point = opened(
        cross,
        emergency_id=storm.pk,
        needs=("water", "food"),
        phone="+504 2222-1111",
        places=40,
        opens=time(7),
        closes=time(19),
    )

    entry = Service.objects.get(pk=point.service_id)
    location = Location.objects.get(service=entry)
    schedule = Schedule.objects.get(service=entry)
    capacity = Capacity.objects.get(service=entry)
    assert (entry.institution, entry.visibility, entry.status, entry.permanence) == (
        cross,
        "public",
        "active",
        "temporary",
    )
    assert (entry.valid_from, entry.valid_until) == (AT.date(), END.date() + timedelta(days=1))
    assert {row.code for row in entry.terms.all()} == {"water", "food", "all"}
    assert (location.node_key, location.area.key, entry.department.key, entry.crossing.key) == (
        "HNSV-AMA-HN",
        "HN-1706",
        "HN-17",
        "HNSV-AMA",
    )
    assert (schedule.opening_hours, schedule.is_sourced) == (
        "2020 Nov 20 15:40-19:00; 2020 Nov 21-2020 Nov 22 07:00-19:00; 2020 Nov 23 07:00-15:40",
        True,
    )
    assert (capacity.maximum, capacity.available) == (40, 40)
    assert (point.emergency, point.institution, point.until_at, point.opens) == (
        storm,
        cross,
        END,
        time(7),
    )
    assert found(AT, near=HERE) == ["Punto temporal: agua. El Amatillo"]
    assert found(AT, needs=["food"]) == ["Punto temporal: agua. El Amatillo"]
    assert found(AT, text="temporal agua") == ["Punto temporal: agua. El Amatillo"]
    assert not Verification.objects.exists()
    assert Message.objects.get(topic="service.changed").facts == {"what": "opened"}


def test_a_point_before_its_first_and_after_its_last_day_is_not_found(cross):
    opened(cross)

    assert found(AT - timedelta(days=1)) == []
    assert found(END) == ["Punto temporal: agua. El Amatillo"]
    assert found(END + timedelta(days=1)) == []


def test_a_point_outside_its_hours_is_not_open_and_still_stands(cross):
    point = opened(cross, opens=time(20), closes=time(22), places=40)

    row = queries.get_point(point.pk, at=AT)

    assert (row.state, row.opens, row.closes, row.places) == ("shut", time(20), time(22), 40)
    assert queries.get_point(point.pk, at=AT.replace(hour=20, minute=0)).state == "open"
    assert queries.get_point(point.pk, at=AT.replace(hour=22, minute=0)).state == "shut"
    assert [line.state for line in queries.list_points(at=AT, known_at=AT, only_open=True)] == [
        "shut"
    ]


@pytest.mark.parametrize(
    ("closes", "still_open"),
    [(time(6), ["22:00", "23:59", "00:00", "05:59"]), (time(0), ["22:00"])],
)
def test_a_point_may_be_open_overnight(cross, closes, still_open):
    point = opened(cross, opens=time(18), closes=closes)
    night = datetime(2020, 11, 21, 12, tzinfo=LOCAL)

    for asked in (*still_open, "06:00", "17:59"):
        hour, minute = map(int, asked.split(":"))
        at = night.replace(hour=hour, minute=minute)
        state = "open" if asked in still_open else "shut"
        assert (asked, queries.get_point(point.pk, at=at).state) == (asked, state)


def test_closing_ends_it_everywhere_at_once(cross):
    point = opened(cross)
    later = AT + timedelta(hours=5)

    step = points.close_point(point_id=point.pk, by=actor_of(cross, "duty_officer"), at=later)

    point.refresh_from_db()
    entry = Service.objects.get(pk=point.service_id)
    assert (step.kind, step.until_at, point.until_at) == ("closed", later, END)
    assert (entry.status, entry.valid_until, entry.verify_by) == ("closed", AT.date(), None)
    assert found(later) == []
    assert queries.list_points(at=later, known_at=later, only_open=True) == []
    assert queries.get_point(point.pk, at=later).state == "closed"
    before = later - A_MINUTE
    assert [row.id for row in queries.list_points(at=before, known_at=before, only_open=True)] == [
        point.pk
    ]
    assert [row.facts for row in Message.objects.filter(topic="service.changed")] == [
        {"what": "opened"},
        {"what": "closed"},
    ]


def test_the_clock_closes_what_has_come_to_its_end(cross):
    point = opened(cross)
    assert points.end_points(at=END - A_MINUTE) == 0
    assert Service.objects.get(pk=point.service_id).status == ServiceStatus.ACTIVE

    assert points.end_points(at=END) == 1

    assert found(END) == []
    assert points.end_points(at=END + A_MINUTE) == 0
    assert PointStep.objects.count() == 0
    assert queries.get_point(point.pk, at=END).state == "closed"


def test_an_entry_that_was_closed_in_the_directory_closes_its_point(cross):
    point = opened(cross)
    Service.objects.filter(pk=point.service_id).update(status="closed")
    later = AT + timedelta(hours=1)

    assert points.end_points(at=later) == 1

    assert (queries.get_point(point.pk, at=later).state, PointStep.objects.get().until_at) == (
        "closed",
        later,
    )
    assert points.end_points(at=later) == 0


def test_a_longer_stay_is_said_everywhere_and_the_first_end_stays_known(cross):
    point = opened(cross, opens=time(7), closes=time(19))
    told_at, end = AT + timedelta(hours=1), datetime(2020, 11, 25, tzinfo=LOCAL)

    points.extend_point(point_id=point.pk, until_at=end, by=actor_of(cross, "officer"), at=told_at)

    entry = Service.objects.get(pk=point.service_id)
    assert entry.valid_until == end.date()
    assert entry.schedule.opening_hours == (
        "2020 Nov 20 15:40-19:00; 2020 Nov 21-2020 Nov 23 07:00-19:00; 2020 Nov 24 07:00-19:00"
    )
    at = END + timedelta(hours=1)
    (now_known,) = queries.list_points(at=at, known_at=at)
    (then_known,) = queries.list_points(at=at, known_at=told_at - A_MINUTE)
    assert (now_known.state, now_known.until_at) == ("open", end)
    assert (then_known.state, then_known.until_at) == ("closed", END)
    assert points.end_points(at=at) == 0


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"until_at": AT}, "until_at", "past"),
        ({"from_at": AT - timedelta(hours=13)}, "from_at", "long_past"),
        ({"from_at": AT + timedelta(days=15)}, "from_at", "far_ahead"),
        ({"until_at": AT + timedelta(minutes=14)}, "until_at", "before_start"),
        ({"until_at": AT + timedelta(days=91)}, "until_at", "far_ahead"),
        ({"needs": tuple("abcdefghi")}, "needs", "too_many"),
        ({"opens": time(7)}, "closes", "missing"),
        ({"closes": time(7)}, "closes", "missing"),
        ({"opens": time(7), "closes": time(7)}, "closes", "before_start"),
    ],
)
def test_a_span_that_cannot_be_is_refused(cross, changes, field, problem):
    with pytest.raises(FactRefused) as refusal:
        opened(cross, **changes)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (Service.objects.count(), TemporaryPoint.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"needs": ()}, "needs", "missing"),
        ({"needs": ("water", "nothing")}, "needs", "unknown"),
        ({"needs": ("all",)}, "needs", "unknown"),
        ({"kind": "border_post"}, "kind", "unknown"),
        ({"places": 100_001}, "places", "out_of_range"),
        ({"place": TemporaryPlace("SV", node_key="HNSV-AMA-HN")}, "place", "unknown"),
        ({"place": TemporaryPlace("HN", node_key="NOWHERE")}, "place", "unknown"),
        (
            {"place": TemporaryPlace("HN", node_key="HNSV-AMA-HN", crossing_key="NONE")},
            "place",
            "unknown",
        ),
    ],
)
def test_what_the_directory_refuses_leaves_no_row(cross, changes, field, problem):
    with pytest.raises(ServiceRefused) as refusal:
        opened(cross, **changes)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (Service.objects.count(), TemporaryPoint.objects.count()) == (0, 0)
    assert Location.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("officer", True),
        ("duty_officer", True),
        ("coordinator", True),
        ("institution_admin", True),
        ("border_monitor", False),
        ("analyst", False),
        ("platform_admin", False),
    ],
)
def test_who_opens_a_point(cross, role, may):
    if may:
        assert opened(cross, role=role).institution == cross
        return
    with pytest.raises(NotYourService):
        opened(cross, role=role)
    assert TemporaryPoint.objects.count() == 0


def test_nobody_without_an_institution_opens_a_point(cross):
    with pytest.raises(NotYourService):
        points.open_point(told=told(), by=actor_of(None, "officer"), at=AT)


def test_who_is_known_for_a_protected_house_alone_opens_none(cross):
    service("HN-CASA", "Casa", of=cross, visibility="restricted")

    with pytest.raises(ServiceRefused) as refusal:
        opened(cross)

    assert (refusal.value.field, refusal.value.problem) == ("institution", "protected")
    assert TemporaryPoint.objects.count() == 0


def test_another_institution_neither_extends_nor_closes_it(cross):
    point = opened(cross)
    other = actor_of(institution("HN-OTRA", country="HN"), "coordinator")

    with pytest.raises(NotAllowed):
        points.close_point(point_id=point.pk, by=other, at=AT)
    with pytest.raises(NotAllowed):
        points.extend_point(point_id=point.pk, until_at=END + A_MINUTE, by=other, at=AT)

    assert PointStep.objects.count() == 0
    assert found(AT) == ["Punto temporal: agua. El Amatillo"]


def test_its_own_institution_closes_it_by_its_staff_only(cross):
    point = opened(cross)

    with pytest.raises(NotYourService):
        points.close_point(point_id=point.pk, by=actor_of(cross, "analyst"), at=AT)


@pytest.mark.parametrize(
    ("until_at", "problem"),
    [(END, "same"), (AT - A_MINUTE, "past"), (AT + timedelta(days=91), "far_ahead")],
)
def test_an_end_that_says_nothing_is_refused(cross, until_at, problem):
    point = opened(cross)

    with pytest.raises(FactRefused) as refusal:
        points.extend_point(
            point_id=point.pk, until_at=until_at, by=actor_of(cross, "officer"), at=AT
        )

    assert (refusal.value.problem, PointStep.objects.count()) == (problem, 0)


def test_a_closed_point_neither_closes_again_nor_stays_longer(cross):
    point, officer = opened(cross), actor_of(cross, "officer")
    points.close_point(point_id=point.pk, by=officer, at=AT + A_MINUTE)
    later = AT + 2 * A_MINUTE

    for act in (
        lambda: points.close_point(point_id=point.pk, by=officer, at=later),
        lambda: points.extend_point(point_id=point.pk, until_at=END, by=officer, at=later),
    ):
        with pytest.raises(FactRefused) as refusal:
            act()
        assert refusal.value.problem == "ended"


def test_an_entry_that_is_closed_already_is_not_closed_or_extended_through_its_point(cross):
    point, officer = opened(cross), actor_of(cross, "officer")
    Service.objects.filter(pk=point.service_id).update(status="closed")

    for act in (
        lambda: points.close_point(point_id=point.pk, by=officer, at=AT),
        lambda: points.extend_point(point_id=point.pk, until_at=END + A_MINUTE, by=officer, at=AT),
    ):
        with pytest.raises(ServiceRefused):
            act()


def test_a_point_belongs_to_an_emergency_that_goes_on(cross):
    over = emergency(phase="closed", key="pasada-2019")

    with pytest.raises(FactRefused) as refusal:
        opened(cross, emergency_id=over.pk)
    with pytest.raises(NotFound):
        opened(cross, emergency_id=actor_of(None).id)

    assert (refusal.value.field, Service.objects.count()) == ("emergency", 0)


def test_points_of_one_emergency_open_ones_first(cross):
    storm = emergency()
    later = AT + timedelta(hours=4)
    coming = opened(cross, emergency_id=storm.pk, from_at=later)
    running = opened(cross, emergency_id=storm.pk)
    opened(cross)

    lines = queries.list_points(at=AT, known_at=AT, emergency_key=storm.key)

    assert [(row.id, row.state) for row in lines] == [(running.pk, "open"), (coming.pk, "coming")]
    assert (lines[0].place, lines[0].country, lines[0].institution.es) == (
        "Goascorán, Valle",
        "HN",
        "Cruz",
    )
    assert (lines[0].emergency.es, [row.code for row in lines[0].needs]) == ("Tormenta", ["water"])
    assert len(queries.list_points(at=AT, known_at=AT)) == 3
    assert queries.list_points(at=AT, known_at=AT - A_MINUTE) == []


def test_the_same_queries_for_one_point_and_for_three(cross, django_assert_num_queries):
    opened(cross)
    for _count in range(3):
        with django_assert_num_queries(4):
            queries.list_points(at=AT, known_at=AT)
        opened(cross)


def test_a_point_that_is_not_there(cross):
    with pytest.raises(NotFound):
        queries.get_point(actor_of(None).id, at=AT)
    with pytest.raises(NotFound):
        points.close_point(point_id=actor_of(None).id, by=actor_of(cross, "officer"), at=AT)


def test_a_department_alone_is_a_place_too(cross):
    point = opened(cross, place=TemporaryPlace("SV", area_key="SV-14", locality="Parque"))

    assert queries.get_point(point.pk, at=AT).place == "Parque, La Unión"


def test_opening_it_confirms_nothing_and_prolonging_it_does(cross):
    point = opened(cross)
    service = Service.objects.get(pk=point.service_id)
    assert directory.confidence_of(service, at=AT + A_MINUTE) is None
    assert service.verify_by == date(2020, 12, 20)

    points.extend_point(
        point_id=point.pk,
        until_at=END + timedelta(days=1),
        by=actor_of(cross, "officer"),
        at=END - A_MINUTE,
    )

    assert directory.confidence_of(Service.objects.get(pk=service.pk), at=END) == 100

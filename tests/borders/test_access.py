"""Who reads which institution saw something at a crossing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.directory import actor_of, institution
from tests.factories.journeys import report
from tests.factories.networks import network, seat
from tests.factories.places import crossing, el_amatillo

from relevo.borders import access
from relevo.borders.actions import Sighting, correct_report, report_status
from relevo.kernel.confidence import Confidence
from relevo.places.models import Post

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def border():
    return el_amatillo()


@pytest.fixture
def observer():
    return institution("HN-MON", "Monitoreo del Sur")


@pytest.fixture
def seen(border, observer):
    """The monitor's institution saw it closed."""
    tell(actor_of(observer, "border_monitor"))
    return border


@pytest.fixture
def red(border):
    row = network("RED-SUR")
    row.crossings.set([border])
    return row


def tell(by, *, at=NOON, **told):
    values = {
        "country": "",
        "direction": "both",
        "state": "closed",
        "basis": "observed",
        "source": "Guardia del Monitoreo del Sur",
    } | told
    sighting = Sighting(from_at=at, **values)
    return report_status(crossing_key="HNSV-AMA", sighting=sighting, by=by, at=at)


def told_to(viewer, border, *, at=NOON + HOUR):
    return access.list_told(border, at=at, known_at=at, viewer=viewer)


SEATS = [
    # columns of the seat, reads who saw it
    ({"role": "secretariat"}, False),
    ({"role": "chair"}, False),
    ({"role": "secretariat", "is_steering": True}, True),
    ({"role": "chair", "is_steering": True}, True),
    ({"role": "member", "is_steering": True}, True),
    ({"role": "member"}, False),
    ({"role": "listed"}, False),
    ({"role": "listed", "is_steering": True}, False),
    ({"role": "member", "is_steering": True, "left_on": date(2020, 1, 1)}, False),
]


@pytest.mark.parametrize(("columns", "reads"), SEATS)
@pytest.mark.parametrize("role", ["officer", "coordinator", "border_monitor"])
def test_institution_that_saw_it_is_for_the_steering_committee(seen, red, columns, reads, role):
    reader = institution("HN-LECTOR")
    seat(red, reader, **columns)
    (row,) = told_to(actor_of(reader, role), seen)
    assert (row.observer.key if row.observer else None) == ("HN-MON" if reads else None)
    assert row.is_of_network is True


def test_network_without_a_steering_committee_shows_it_to_nobody(border, red, observer):
    """Elsewhere such a network is kept by all that sit in it; not here."""
    tell(actor_of(observer, "border_monitor"))
    reader = institution("HN-LECTOR")
    seat(red, reader, role="member")
    assert told_to(actor_of(reader, "coordinator"), border)[0].observer is None


def test_steering_committee_of_a_network_elsewhere_does_not_read_it(border, observer):
    tell(actor_of(observer, "border_monitor"))
    reader = institution("GT-LECTOR")
    elsewhere = network("RED-NORTE")
    elsewhere.crossings.set([crossing("GTHN-COR", "Corinto", countries=["GT", "HN"])])
    seat(elsewhere, reader, is_steering=True)
    assert told_to(actor_of(reader, "coordinator"), border)[0].observer is None


@pytest.mark.parametrize("viewer", [None, "admin"])
def test_neither_the_public_nor_the_administrator_of_the_instance_reads_it(
    border, red, observer, viewer
):
    seat(red, observer, is_steering=True)
    tell(actor_of(observer, "border_monitor"))
    reader = None if viewer is None else actor_of(None, "platform_admin")
    assert told_to(reader, border)[0].observer is None


def test_what_a_source_published_has_no_observer(border, red, observer):
    report(border, at=NOON)
    seat(red, observer, is_steering=True)
    (told,) = told_to(actor_of(observer, "coordinator"), border)
    assert (told.observer, told.is_of_network) == (None, False)


def test_word_carries_its_authority_its_trust_and_whether_it_holds(border, observer):
    migration = institution("HN-INM", "Migración")
    report(
        border,
        at=NOON,
        until_at=NOON + 24 * HOUR,
        basis="announced",
        authority_key="HN-INM",
        confidence="high",
        reporter_institution_id=observer.pk,
    )
    (now,) = told_to(None, border)
    (later,) = told_to(None, border, at=NOON + 24 * HOUR)
    assert (now.authority, now.holds, later.holds) == (migration, True, False)
    assert now.confidence is Confidence.HIGH
    assert now.is_of_network is False


def test_official_post_is_asked_for_a_week_about_what_others_saw_on_its_side(border, observer):
    Post.objects.filter(key="HNSV-AMA-HN").update(authority_keys="HN-INM")
    post = institution("HN-INM", "Migración")
    monitor = actor_of(observer, "border_monitor")
    for told in ({}, {"country": "HN"}, {"country": "SV"}, {"basis": "announced"}):
        tell(monitor, **told)
    tell(actor_of(post, "border_monitor"))
    reader = actor_of(post, "coordinator")
    asked = {
        (row.report.country, row.report.basis, row.report.reporter_institution_id == post.pk)
        for row in told_to(reader, border)
        if row.is_open_to_correction
    }
    assert asked == {("", "observed", False), ("HN", "observed", False)}
    late = told_to(reader, border, at=NOON + timedelta(days=7, seconds=1))
    assert not any(row.is_open_to_correction for row in late)
    for viewer in (None, actor_of(post, "officer"), monitor, actor_of(None, "coordinator")):
        assert not any(row.is_open_to_correction for row in told_to(viewer, border))


def test_correction_stands_beside_for_everybody_once_it_is_known(border, observer):
    Post.objects.filter(key="HNSV-AMA-HN").update(authority_keys="HN-INM")
    post = institution("HN-INM", "Migración")
    report = tell(actor_of(observer, "border_monitor"))
    row = correct_report(
        crossing_key="HNSV-AMA",
        report_key=report.key,
        text="Abierto.",
        by=actor_of(post, "coordinator"),
        at=NOON + HOUR,
    )
    assert told_to(None, border)[0].beside == (access.Beside(row, post),)
    assert told_to(None, border, at=NOON)[0].beside == ()


def test_own_crossings_are_those_of_the_networks_one_sits_in(border, red):
    elsewhere = crossing("GTHN-COR", "Corinto", countries=["GT", "HN"])
    del elsewhere
    mine, listed = institution("HN-A"), institution("HN-B")
    seat(red, mine)
    seat(red, listed, role="listed")
    assert access.own_crossings(actor_of(mine, "officer")) == {border.pk}
    assert access.own_crossings(actor_of(listed, "officer")) == frozenset()
    assert access.own_crossings(actor_of(None, "platform_admin")) == frozenset()


def test_timeline_takes_as_many_queries_for_one_word_as_for_fifty(
    border, red, observer, django_assert_num_queries
):
    seat(red, observer, is_steering=True)
    monitor = actor_of(observer, "border_monitor")
    tell(monitor)
    told_to(monitor, border)
    with django_assert_num_queries(6):
        told_to(monitor, border)
    for number in range(50):
        tell(monitor, at=NOON - number * HOUR)
    with django_assert_num_queries(6):
        assert len(told_to(monitor, border)) == 51

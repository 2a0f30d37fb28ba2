"""Free places follow what a service says to those who are sent to it."""

from datetime import UTC, datetime

import pytest
from tests.factories import directory
from tests.factories.directory import actor_of

from relevo.directory import actions
from relevo.directory.errors import NotYourService
from relevo.directory.models import Capacity, Verification
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def house():
    return directory.service("S-1", "Casa", of=directory.institution("SV-CASA"))


@pytest.fixture
def host(house):
    return actor_of(house.institution, "duty_officer")


def told(house, **columns):
    known = {"unit": "persons", "condition": "nominal", "available": 5}
    return Capacity.objects.create(service=house, **known | columns)


def hold(house, host, people=2):
    return actions.hold_place(service_id=house.pk, people=people, by=host, at=NOON)


def release(house, people=2):
    actions.release_place(service_id=house.pk, people=people, at=NOON)


def free():
    return dict(Capacity.objects.values_list("condition", "available"))


def test_places_are_taken_off_and_given_back(house, host):
    told(house, maximum=6)
    assert hold(house, host) is True
    row = Capacity.objects.get()
    assert (row.available, row.updated_at) == (3, NOON)
    release(house)
    release(house)
    assert free() == {"nominal": 6}
    assert set(Message.objects.values_list("topic", "subject_id")) == {
        ("service.capacity_told", str(house.pk))
    }


def test_without_a_maximum_what_was_held_comes_back(house, host):
    told(house)
    hold(house, host, people=4)
    release(house, people=4)
    assert free() == {"nominal": 5}


def test_more_people_than_places_leave_none(house, host):
    told(house)
    assert hold(house, host, people=9) is True
    assert free() == {"nominal": 0}


def test_a_group_takes_one_place_where_families_are_counted(house, host):
    told(house, unit="families")
    hold(house, host, people=4)
    assert free() == {"nominal": 4}


def test_the_plain_figure_counts_before_any_other(house, host):
    told(house, condition="overflow", available=50)
    told(house)
    hold(house, host)
    assert free() == {"overflow": 50, "nominal": 3}


def test_where_nothing_is_known_nothing_is_counted(house, host):
    told(house, available=None)
    assert hold(house, host) is False
    release(house)
    assert free() == {"nominal": None}
    assert Message.objects.count() == 0


@pytest.mark.parametrize("known", [{"available": 5}, {"available": None}, None])
def test_no_capacity_means_no_free_place_until_one_is_told(house, host, known):
    if known is not None:
        told(house, **known)
    actions.note_decline(service_id=house.pk, code="no_capacity", by=host, at=NOON)
    assert free() == {"nominal": 0}
    verified = Verification.objects.get()
    assert (verified.method, verified.outcome, verified.at, verified.by_institution) == (
        "own",
        "changed",
        NOON,
        house.institution,
    )


def test_any_other_no_changes_nothing(house, host):
    told(house)
    actions.note_decline(service_id=house.pk, code="not_eligible", by=host, at=NOON)
    assert (free(), Verification.objects.count()) == ({"nominal": 5}, 0)


def test_only_the_house_itself_holds_and_declines(house):
    stranger = actor_of(directory.institution("HN-OTRA"), "duty_officer")
    told(house)
    with pytest.raises(NotYourService):
        hold(house, stranger)
    with pytest.raises(NotYourService):
        actions.note_decline(service_id=house.pk, code="no_capacity", by=stranger, at=NOON)
    assert free() == {"nominal": 5}

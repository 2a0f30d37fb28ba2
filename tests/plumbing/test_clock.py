from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from relevo.plumbing import clock
from relevo.plumbing.models import ClockSetting, Instance, InstanceKind, InstanceKindFixed

STORY = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def start(kind, *, domain_at=None):
    clock.start_instance(kind, real_at=clock.real_now(), domain_at=domain_at)


def test_before_the_first_start_an_instance_has_no_kind_and_real_time():
    assert (clock.instance_kind(), clock.is_demo()) == (None, False)
    assert abs(clock.now() - clock.real_now()) < A_MINUTE


def test_demo_starts_at_its_story_and_ticks():
    start(InstanceKind.DEMO, domain_at=STORY)
    first, second = clock.now(), clock.now()
    assert (clock.instance_kind(), clock.is_demo()) == ("demo", True)
    assert STORY <= first <= second < STORY + A_MINUTE


def test_demo_without_a_story_keeps_real_time():
    start(InstanceKind.DEMO)
    assert abs(clock.now() - clock.real_now()) < A_MINUTE


def test_clock_of_a_demo_can_be_moved_to_another_scene():
    start(InstanceKind.DEMO, domain_at=STORY)
    later = datetime(2021, 1, 15, 23, 40, tzinfo=UTC)
    clock.set_demo_clock(later, real_at=clock.real_now())
    assert later <= clock.now() < later + A_MINUTE


def test_real_instance_has_real_time_and_no_clock_that_can_be_set():
    start(InstanceKind.REAL, domain_at=STORY)
    assert (clock.instance_kind(), clock.is_demo()) == ("real", False)
    assert abs(clock.now() - clock.real_now()) < A_MINUTE
    with pytest.raises(ValueError, match="only a demo instance has a clock that can be set"):
        clock.set_demo_clock(STORY, real_at=clock.real_now())
    assert ClockSetting.objects.count() == 0


@pytest.mark.parametrize("kind", list(InstanceKind))
@pytest.mark.parametrize("other", list(InstanceKind))
def test_kind_is_written_once(kind, other):
    start(kind)
    with pytest.raises(InstanceKindFixed):
        start(other)
    with pytest.raises(InstanceKindFixed):
        Instance.objects.get().delete()
    assert Instance.objects.get().kind == kind


def test_second_row_is_refused_by_the_database_itself():
    start(InstanceKind.REAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instance.objects.bulk_create([Instance(id=2, kind="demo", started_at=STORY)])

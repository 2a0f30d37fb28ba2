"""Filling a demonstration to measure it: its team can work, and nothing real is ever filled."""

from datetime import UTC, datetime

import pytest
from tests.factories import cases as play
from tests.factories.cases import NOON

from relevo.cases import access, actions
from relevo.cases.actions.rehearsal import AT_ONCE, Cast, Someone, fill_for_measurement
from relevo.cases.errors import RehearsalRefused
from relevo.cases.models import Case, Referral, SealedGroup
from relevo.cases.queries import opened_groups
from relevo.directory.models import Institution
from relevo.plumbing.clock import start_instance
from relevo.plumbing.models import Instance, InstanceKind
from relevo.plumbing.sealed import SealBroken

pytestmark = pytest.mark.django_db
PEOPLE = (Someone("Ana Paz", "9988-7766"), Someone("Eva Luz", "2233-4455"))


@pytest.fixture
def stage():
    played = play.stage()
    Institution.objects.update(is_demo=True)
    return played


def start(kind):
    if not Instance.objects.exists():
        start_instance(kind, real_at=datetime(2020, 1, 1, tzinfo=UTC), domain_at=None)


def cast_of(stage):
    return Cast(
        institution_id=stage.nacaome.pk,
        user_id=stage.amina.id,
        people=PEOPLE,
        others=[stage.la_union.pk],
        service_ids=[stage.clinic.pk, stage.shelter.pk],
    )


def test_the_team_can_work_with_its_part_and_the_rest_only_stands_there(stage):
    start(InstanceKind.DEMO)
    fill_for_measurement(cast_of(stage), cases=AT_ONCE + 3, at=NOON)
    assert Case.objects.count() == Referral.objects.count() == AT_ONCE + 3
    assert SealedGroup.objects.count() == 6 * (AT_ONCE + 3)
    assert len(access.list_cases(stage.amina)) == 2
    (found,) = access.search_cases(stage.amina, text="Ana Pas", at=NOON)
    known = access.read_case(stage.amina, case_id=found.case_id, at=NOON)
    assert (known.facts.name, known.facts.safe_contact) == ("Ana Paz", "9988-7766")
    assert [row.status for row in known.referrals] == ["offered"]
    assert access.list_cases(stage.berta) == []
    other = Case.objects.exclude(institution=stage.nacaome).order_by("id")[0]
    with pytest.raises(SealBroken):
        opened_groups(other.pk)


@pytest.mark.parametrize("lacks", ["a demonstration", "invented institutions", "invented cases"])
def test_nothing_real_is_ever_filled(stage, lacks):
    if lacks == "a demonstration":
        start(InstanceKind.REAL)
    else:
        start(InstanceKind.DEMO)
    if lacks == "invented institutions":
        Institution.objects.filter(pk=stage.la_union.pk).update(is_demo=False)
    if lacks == "invented cases":
        sender = actions.open_case(facts=play.facts(), urgency="urgent", by=stage.elena, at=NOON)
        Institution.objects.filter(pk=sender.institution_id).update(is_demo=False)
    number = Case.objects.count()
    with pytest.raises(RehearsalRefused):
        fill_for_measurement(cast_of(stage), cases=2, at=NOON)
    assert Case.objects.count() == number

"""One voice says that a place was closed: a doubt, not an end."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.factories import directory
from tests.factories.directory import actor_of

from relevo.directory import actions, queries
from relevo.directory.errors import ServiceUnknown
from relevo.directory.models import Service, Verification
from relevo.journeys.loaders.services import _existence
from relevo.outbox.models import Message
from relevo.planner import Basis

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
TODAY = date(2020, 11, 20)


def shelter(**columns):
    return directory.service("S-1", "Albergue", of=directory.institution("SV-CASA"), **columns)


def tell(service, *, on=TODAY, at=NOON):
    return actions.note_told_closed(service_id=service.pk, on=on, at=at)


def trust(service, *, at=NOON):
    return queries.confidence_of(queries.get_service(service.key, viewer=None), at=at)


def test_trust_is_halved_once_and_the_entry_is_to_be_confirmed_and_stays():
    row = shelter()
    host = actor_of(row.institution, "duty_officer")
    earlier = NOON - timedelta(days=2)
    confirmed = {"method": "own", "outcome": "confirmed"}
    actions.verify_service(service_id=row.pk, **confirmed, by=host, at=earlier)
    Message.objects.all().delete()
    before = trust(row)
    assert (tell(row), tell(row, on=TODAY + timedelta(1), at=NOON + timedelta(days=1))) == (
        True,
        False,
    )
    kept = Service.objects.get()
    assert (kept.status, kept.told_closed_on, kept.verify_by) == ("active", TODAY, TODAY)
    assert (before, trust(row), trust(row, at=NOON - timedelta(days=1))) == (99, 49, 100)
    assert Verification.objects.count() == 1
    assert [(m.topic, m.subject_id, m.facts) for m in Message.objects.all()] == [
        ("service.told_closed", str(row.pk), {})
    ]
    assert [hit.service.key for hit in queries.search_services(on=TODAY, at=NOON).hits] == ["S-1"]


def test_a_day_by_which_it_was_due_already_stays():
    row = shelter(verify_by=date(2020, 1, 1))
    tell(row)
    assert Service.objects.get().verify_by == date(2020, 1, 1)


def test_whoever_confirms_it_ends_the_doubt():
    row = shelter()
    tell(row)
    host = actor_of(row.institution, "duty_officer")
    actions.verify_service(
        service_id=row.pk, method="own", outcome="confirmed", by=host, at=NOON + timedelta(hours=1)
    )
    assert Service.objects.get().told_closed_on is None
    assert trust(row, at=NOON + timedelta(hours=2)) == 100
    assert tell(row, at=NOON + timedelta(days=3)) is True


def test_an_answered_referral_ends_no_doubt():
    row = shelter()
    tell(row)
    host = actor_of(row.institution, "duty_officer")
    assert actions.note_evidence(service_id=row.pk, by=host, at=NOON)
    kept = Service.objects.get()
    assert (kept.told_closed_on, kept.verify_by) == (TODAY, TODAY)
    assert trust(row, at=NOON + timedelta(hours=1)) == 50


def test_a_plan_asks_to_confirm_it_first_from_then_on():
    row = shelter()
    tell(row)
    row.refresh_from_db()
    assert _existence(row, known=Basis.CONFIRMED, known_at=NOON) is Basis.UNKNOWN
    earlier = NOON - timedelta(days=1)
    assert _existence(row, known=Basis.CONFIRMED, known_at=earlier) is Basis.CONFIRMED


def test_what_has_ended_and_what_never_was_is_not_doubted():
    assert tell(shelter(status="closed")) is False
    with pytest.raises(ServiceUnknown):
        actions.note_told_closed(service_id=uuid4(), on=TODAY, at=NOON)
    assert not Message.objects.exists()

"""By when an entry is confirmed again, what counts as evidence, who confirms with a link."""

from datetime import date, timedelta

import pytest
from tests.factories import care
from tests.factories.care import HOUR, NOON
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.directory import actions, queries, rules
from relevo.directory.access import ENTRY_LINK
from relevo.directory.enums import VerificationMethod
from relevo.directory.errors import NotYourService, NotYoursToVerify, VerificationRefused
from relevo.directory.models import Institution, Service, Verification
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return care.stage()


def due(service):
    return Service.objects.get(pk=service.pk).verify_by


@pytest.mark.parametrize(
    ("method", "permanence", "days"),
    [
        ("visit", "permanent", 182),
        ("own", "permanent", 182),
        ("referral", "permanent", 182),
        ("link", "permanent", 121),
        ("telephone", "permanent", 121),
        ("published", "permanent", 45),
        ("own", "temporary", 30),
        ("link", "surge", 10),
        ("telephone", "", 60),
    ],
)
def test_by_when_it_is_confirmed_again(method, permanence, days):
    found = rules.verify_by(method, permanence=permanence, at=NOON)

    assert found == date(2020, 11, 20) + timedelta(days=days)


@pytest.mark.parametrize(
    ("outcome", "days"), [("confirmed", 182), ("changed", 0), ("not_found", 0)]
)
def test_a_verification_says_by_when_the_next_is_due(scene, outcome, days):
    actions.verify_service(
        service_id=scene.shelter.pk, method="own", outcome=outcome, by=scene.host, at=NOON
    )

    assert due(scene.shelter) == NOON.date() + timedelta(days=days)


def test_an_entry_that_has_ended_is_due_never_again(scene):
    Service.objects.filter(pk=scene.shelter.pk).update(status="closed")

    actions.verify_service(
        service_id=scene.shelter.pk, method="own", outcome="confirmed", by=scene.host, at=NOON
    )

    assert due(scene.shelter) is None


def test_an_answer_to_a_referral_is_evidence_once_a_day(scene):
    first = actions.note_evidence(service_id=scene.shelter.pk, by=scene.host, at=NOON)
    again = actions.note_evidence(service_id=scene.shelter.pk, by=scene.host, at=NOON + HOUR)
    later = NOON + timedelta(days=1)
    next_day = actions.note_evidence(service_id=scene.shelter.pk, by=scene.host, at=later)

    assert (first.method, first.outcome, first.confidence) == ("referral", "confirmed", "high")
    assert (again, Verification.objects.count(), next_day.at) == (None, 2, later)
    assert Event.objects.count() == 0
    assert [row.topic for row in Message.objects.all()] == ["service.verified"] * 2


def test_evidence_never_brings_the_day_nearer(scene):
    far = date(2022, 1, 1)
    Service.objects.filter(pk=scene.shelter.pk).update(verify_by=far)

    actions.note_evidence(service_id=scene.shelter.pk, by=scene.host, at=NOON)

    assert due(scene.shelter) == far


def test_only_the_service_itself_gives_evidence(scene):
    with pytest.raises(NotYourService):
        actions.note_evidence(service_id=scene.shelter.pk, by=scene.secretary, at=NOON)


def link(institution):
    return actor_of(institution, ENTRY_LINK)


def test_a_link_confirms_the_entries_of_its_institution(scene):
    made = actions.confirm_by_link(
        service_ids=[scene.shelter.pk, scene.safe.pk], by=link(scene.house), at=NOON
    )

    assert [(row.method, row.outcome, row.confidence) for row in made] == [
        ("link", "confirmed", "medium")
    ] * 2
    assert Event.objects.count() == 2


def test_a_link_does_not_confirm_the_entry_of_another(scene):
    with pytest.raises(NotYoursToVerify):
        actions.confirm_by_link(
            service_ids=[scene.shelter.pk, scene.ward.pk], by=link(scene.house), at=NOON
        )
    assert not Verification.objects.exists()


@pytest.mark.parametrize("method", [m for m in VerificationMethod if m != "link"])
def test_a_link_says_nothing_but_that(scene, method):
    with pytest.raises(VerificationRefused):
        actions.verify_service(
            service_id=scene.shelter.pk,
            method=method,
            outcome="confirmed",
            by=link(scene.house),
            at=NOON,
        )


@pytest.mark.parametrize(
    ("method", "problem"), [("link", "not_by_link"), ("referral", "not_by_hand")]
)
def test_nobody_says_by_hand_what_links_and_referrals_say(scene, method, problem):
    with pytest.raises(VerificationRefused) as refusal:
        actions.verify_service(
            service_id=scene.shelter.pk,
            method=method,
            outcome="confirmed",
            by=scene.host,
            at=NOON,
        )
    assert (refusal.value.field, refusal.value.problem) == ("method", problem)


def test_entries_that_are_due_nobodys_first(scene):
    for key, on in (("S-1", NOON.date()), ("S-3", date(2021, 1, 1))):
        Service.objects.filter(key=key).update(verify_by=on)
    ended = Service.objects.create(
        key="S-OLD",
        institution=scene.house,
        name_es="Vieja",
        name_en="Old",
        sort_key="vieja",
        kind="shelter",
        country="SV",
        status="historic",
        visibility="public",
    )

    found = queries.list_overdue(institutions=Institution.objects.all(), on=NOON.date())

    assert [row.key for row in found] == ["S-SAFE", "S-1"]
    assert ended not in found

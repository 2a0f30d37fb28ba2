"""An entry is confirmed, free places are told, entries become findable."""

from datetime import UTC, datetime

import pytest
from tests.factories import directory, places
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.directory import actions
from relevo.directory.actions.search import LONGEST_TOKEN
from relevo.directory.errors import (
    CapacityRefused,
    NotYourService,
    NotYoursToVerify,
    VerificationRefused,
)
from relevo.directory.models import Capacity, SearchToken, Service, Verification
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
LATER = datetime(2020, 11, 20, 19, tzinfo=UTC)


@pytest.fixture
def shelter():
    return directory.service("S-1", "Albergue", of=directory.institution("SV-CASA"))


@pytest.fixture
def host(shelter):
    return actor_of(shelter.institution, "duty_officer")


def traces():
    return (
        [(e.verb, e.subject, e.facts) for e in Event.objects.order_by("number")],
        [(m.topic, m.subject_id, m.facts) for m in Message.objects.order_by("created_at", "id")],
    )


def nothing_written():
    return (
        traces() == ([], []) and not Verification.objects.exists() and not Capacity.objects.exists()
    )


def test_a_verification_is_added_with_its_traces(shelter, host):
    made = actions.verify_service(
        service_id=shelter.pk, method="own", outcome="confirmed", by=host, at=NOON
    )

    kept = Verification.objects.get()
    assert kept == made
    assert (kept.service, kept.at, kept.by_institution, kept.actor_id) == (
        shelter,
        NOON,
        shelter.institution,
        host.id,
    )
    assert (kept.method, kept.outcome, kept.confidence) == ("own", "confirmed", "high")
    act = ("service.verified", str(shelter.pk), {"method": "own", "outcome": "confirmed"})
    assert traces() == ([act], [act])


def test_a_coordinator_verifies_by_telephone_but_not_as_if_it_were_her_own(shelter):
    coordinator = actor_of(directory.institution("HN-RED"), "coordinator")

    with pytest.raises(VerificationRefused) as refusal:
        actions.verify_service(
            service_id=shelter.pk, method="own", outcome="confirmed", by=coordinator, at=NOON
        )
    assert (refusal.value.field, refusal.value.problem) == ("method", "not_own")
    assert nothing_written()

    made = actions.verify_service(
        service_id=shelter.pk, method="telephone", outcome="not_found", by=coordinator, at=NOON
    )
    assert made.confidence == "low"


@pytest.mark.parametrize(
    ("codes", "field"),
    [
        ({"method": "rumour", "outcome": "confirmed"}, "method"),
        ({"method": "visit", "outcome": "perhaps"}, "outcome"),
    ],
)
def test_unknown_codes_are_refused(shelter, host, codes, field):
    with pytest.raises(VerificationRefused) as refusal:
        actions.verify_service(service_id=shelter.pk, by=host, at=NOON, **codes)

    assert (refusal.value.field, refusal.value.problem) == (field, "unknown")
    assert nothing_written()


def test_a_stranger_verifies_nothing(shelter):
    stranger = actor_of(directory.institution("HN-OTRA"), "officer")

    with pytest.raises(NotYoursToVerify):
        actions.verify_service(
            service_id=shelter.pk, method="visit", outcome="confirmed", by=stranger, at=NOON
        )
    assert nothing_written()


def test_free_places_are_told_and_told_again(shelter, host):
    actions.set_capacity(
        service_id=shelter.pk, available=12, maximum=40, isolation_places=2, by=host, at=NOON
    )
    actions.set_capacity(service_id=shelter.pk, available=None, by=host, at=LATER)

    row = Capacity.objects.get()
    assert (row.unit, row.condition, row.maximum, row.available, row.isolation_places) == (
        "persons",
        "nominal",
        40,
        None,
        2,
    )
    assert row.updated_at == LATER
    act = (
        "service.capacity_told",
        str(shelter.pk),
        {"unit": "persons", "condition": "nominal"},
    )
    assert traces() == ([act, act], [act, act])


def test_each_unit_and_condition_has_a_figure_of_its_own(shelter, host):
    actions.set_capacity(service_id=shelter.pk, available=3, by=host, at=NOON)
    actions.set_capacity(
        service_id=shelter.pk,
        available=1,
        unit="families",
        condition="with_distancing",
        by=host,
        at=NOON,
    )

    assert sorted(Capacity.objects.values_list("unit", "condition", "available")) == [
        ("families", "with_distancing", 1),
        ("persons", "nominal", 3),
    ]


@pytest.mark.parametrize(
    ("figures", "field", "problem"),
    [
        ({"available": -1}, "available", "out_of_range"),
        ({"available": 100_001}, "available", "out_of_range"),
        ({"available": 1, "maximum": -1}, "maximum", "out_of_range"),
        ({"available": 5, "maximum": 4}, "available", "more_than_maximum"),
        (
            {"available": 1, "maximum": 4, "isolation_places": 5},
            "isolation_places",
            "more_than_maximum",
        ),
        ({"available": 1, "unit": "rooms"}, "unit", "unknown"),
        ({"available": 1, "condition": "fine"}, "condition", "unknown"),
    ],
)
def test_impossible_figures_are_refused(shelter, host, figures, field, problem):
    with pytest.raises(CapacityRefused) as refusal:
        actions.set_capacity(service_id=shelter.pk, by=host, at=NOON, **figures)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert nothing_written()


def test_another_institution_tells_no_figures(shelter):
    coordinator = actor_of(directory.institution("HN-RED"), "coordinator")

    with pytest.raises(NotYourService):
        actions.set_capacity(service_id=shelter.pk, available=3, by=coordinator, at=NOON)
    assert nothing_written()


def test_a_service_is_found_by_its_names_terms_institution_place_and_crossing():
    border = places.el_amatillo()
    nacaome = border.posts.model.area.field.related_model.objects.get(key="HN-1701")
    house = directory.institution("HN-CRH", "Cruz Roja Hondureña", acronym="CRH")
    row = directory.service(
        "S-2",
        "Puesto móvil",
        of=house,
        terms=[directory.term("medical")],
        place=nacaome,
        crossing=border,
    )

    tokens = set(SearchToken.objects.filter(service=row).values_list("token", flat=True))

    assert {"puesto", "movil", "cruz", "crh", "medica", "medical", "nacaome", "valle"} <= tokens
    assert {"amatillo"} <= tokens


def test_no_word_of_a_restricted_service_says_where_it_is():
    border = places.el_amatillo()
    valle = border.posts.model.area.field.related_model.objects.get(key="HN-17")
    house = directory.institution("HN-CASA", "Casa")
    row = directory.service(
        "S-3",
        "Casa protegida",
        of=house,
        visibility="restricted",
        department=valle,
        crossing=border,
    )

    tokens = set(SearchToken.objects.filter(service=row).values_list("token", flat=True))

    assert {"casa", "protegida"} <= tokens
    assert not {"valle", "amatillo"} & tokens


def test_words_longer_than_any_word_are_left_out_and_indexing_twice_is_indexing_once(shelter):
    Service.objects.filter(pk=shelter.pk).update(name_es="a" * 61 + " puerta")
    chosen = Service.objects.filter(pk=shelter.pk)

    actions.index_services(chosen)
    first = sorted(SearchToken.objects.values_list("token", flat=True))
    actions.index_services(chosen)

    assert sorted(SearchToken.objects.values_list("token", flat=True)) == first
    assert "puerta" in first
    assert max(map(len, first)) <= LONGEST_TOKEN

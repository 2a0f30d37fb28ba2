"""Restrictions by area and hour: when they hold and bind, who tells them, what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.directory import actor_of, institution
from tests.factories.journeys import a_region

from relevo.audit.models import Event
from relevo.borders.actions.restrictions import (
    RestrictionTold,
    end_restriction,
    tell_restriction,
)
from relevo.borders.actions.telling import may_tell
from relevo.borders.errors import NotACoordinator, ReportRefused, RestrictionUnknown
from relevo.borders.models import Restriction, RestrictionEnd
from relevo.borders.queries.restrictions import (
    facts_of,
    get_restriction,
    known_restrictions,
    list_restrictions,
    list_restrictions_of,
    restrictions_in_force,
)
from relevo.borders.rules.restrictions import End, RestrictionFact, free_between, in_force
from relevo.directory.errors import HoursUnreadable
from relevo.outbox.models import Message
from relevo.places.models import Area

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def fact(**told):
    return RestrictionFact(
        **{
            "key": "R",
            "kind": "curfew",
            "stops": "all_travel",
            "country": "HN",
            "from_at": NOON,
            "known_from": NOON,
        }
        | told
    )


def test_the_newest_known_word_of_its_end_counts():
    prolonged = fact(until_at=NOON + DAY, ends=(End(NOON + 3 * DAY, NOON + HOUR),))
    assert prolonged.stated_end(known_at=NOON) == NOON + DAY
    assert prolonged.stated_end(known_at=NOON + HOUR) == NOON + 3 * DAY
    assert not prolonged.holds(at=NOON + 2 * DAY, known_at=NOON)
    assert prolonged.holds(at=NOON + 2 * DAY, known_at=NOON + HOUR)
    assert not prolonged.holds(at=NOON + 2 * DAY, known_at=NOON - HOUR)


def test_one_without_an_end_grows_old_after_ninety_days():
    assert fact().stated_end(known_at=NOON) is None
    assert fact().holds_until(known_at=NOON) == NOON + 90 * DAY


def test_a_curfew_binds_at_its_hours_only():
    curfew = fact(binding_hours="21:00-05:00", until_at=NOON + 2 * DAY)
    bound = curfew.binds(start=NOON, end=NOON + DAY, known_at=NOON, holidays=())
    nine = datetime(2020, 11, 21, 3, tzinfo=UTC)
    assert bound == ((nine, nine + 8 * HOUR),)
    assert curfew.binds(start=NOON, end=NOON + DAY, known_at=NOON - HOUR, holidays=()) == ()
    assert curfew.binds(start=NOON + 2 * DAY, end=NOON + 3 * DAY, known_at=NOON, holidays=()) == ()


def test_without_hours_it_binds_always_and_one_that_stops_nothing_never():
    asked = {"start": NOON, "end": NOON + DAY, "known_at": NOON, "holidays": ()}
    assert fact().binds(**asked) == ((NOON, NOON + DAY),)
    assert fact(stops="nothing").binds(**asked) == ()


def test_where_it_is():
    whole, part = fact(), fact(areas=frozenset({"HN-17"}))
    assert whole.concerns_area(country="HN", keys=["HN-06"])
    assert not whole.concerns_area(country="SV", keys=["HN-06"])
    assert part.concerns_area(country="HN", keys=["HN-1701", "HN-17"])
    assert not part.concerns_area(country="HN", keys=["HN-06"])


def test_free_times_are_what_is_left():
    assert free_between(
        [(NOON + HOUR, NOON + 2 * HOUR), (NOON + HOUR, NOON + 3 * HOUR)],
        start=NOON,
        end=NOON + 5 * HOUR,
    ) == ((NOON, NOON + HOUR), (NOON + 3 * HOUR, NOON + 5 * HOUR))
    assert free_between([(NOON, NOON + DAY)], start=NOON, end=NOON + HOUR) == ()


spans = st.integers(0, 300)
ends = st.builds(lambda until, known: End(NOON + until * HOUR, NOON + known * HOUR), spans, spans)
facts = st.builds(
    lambda number, starts, known, lasts, told: fact(
        key=f"R{number}",
        from_at=NOON + starts * HOUR,
        known_from=NOON + known * HOUR,
        until_at=None if lasts == 0 else NOON + (starts + lasts) * HOUR,
        ends=tuple(told),
    ),
    st.integers(0, 99),
    spans,
    spans,
    spans,
    st.lists(ends, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(facts, max_size=5), spans, spans)
def test_state_at_valid_and_known_depends_on_nothing_told_later(told, at, known):
    asked = {"at": NOON + at * HOUR, "known_at": NOON + known * HOUR}
    found = in_force(told, **asked)
    by_then = [
        RestrictionFact(
            **{name: getattr(one, name) for name in RestrictionFact.__slots__}
            | {"ends": tuple(end for end in one.ends if end.known_from <= asked["known_at"])}
        )
        for one in told
        if one.known_from <= asked["known_at"]
    ]
    assert [one.key for one in in_force(by_then, **asked)] == [one.key for one in found]
    for one in found:
        assert one.from_at <= asked["at"] < one.holds_until(known_at=asked["known_at"])


def told(**columns):
    return RestrictionTold(
        **{
            "kind": "curfew",
            "stops": "all_travel",
            "country": "HN",
            "from_at": NOON,
            "text": "Toque de queda.",
            "source": "Gobierno",
        }
        | columns
    )


@pytest.fixture
def coordinator():
    a_region()
    return actor_of(institution("HN-COORD"), "coordinator")


@pytest.mark.django_db
def test_a_restriction_is_kept_recorded_and_told(coordinator):
    department = Area.objects.get(key="HN-17")
    row = tell_restriction(
        told=told(area_keys=("HN-17",), binding_hours="21:00-05:00", legal_act="Decreto 1"),
        by=coordinator,
        at=NOON,
        is_demo=True,
    )
    row.refresh_from_db()
    assert list(row.areas.all()) == [department]
    assert (row.kind, row.stops, row.country, row.binding_hours, row.until_at) == (
        "curfew",
        "all_travel",
        "HN",
        "21:00-05:00",
        None,
    )
    assert (row.text_es, row.text_en, row.legal_act_es, row.legal_act_en, row.is_demo) == (
        "Toque de queda.",
        "Toque de queda.",
        "Decreto 1",
        "Decreto 1",
        True,
    )
    event = Event.objects.get()
    assert (event.verb, event.subject, event.facts) == (
        "restriction.told",
        row.key,
        {"kind": "curfew", "stops": "all_travel", "country": "HN"},
    )
    message = Message.objects.get()
    assert (message.topic, message.subject_id) == ("restriction.told", str(row.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "field", "problem"),
    [
        ({"country": "MX"}, "country", "unknown"),
        ({"kind": "party"}, "kind", "unknown"),
        ({"stops": "birds"}, "stops", "unknown"),
        ({"basis": "heard"}, "basis", "unknown"),
        ({"area_keys": ("XX-1",)}, "areas", "unknown"),
        ({"area_keys": ("SV-14",)}, "areas", "another_country"),
        ({"text": " "}, "text", "missing"),
        ({"safe_conduct": "x" * 601}, "text", "too_long"),
        ({"legal_act_en": "x" * 201}, "legal_act", "too_long"),
        ({"source": " "}, "source", "missing"),
        ({"source": "x" * 301}, "source", "too_long"),
        ({"until_at": NOON}, "until_at", "before_start"),
        ({"text": "Toque de queda. Llamen a Juan Pérez."}, "text", "name"),
        ({"text_en": "Curfew. Call 9999-8888."}, "text_en", "phone"),
        ({"legal_act": "Decreto de Juan Pérez"}, "legal_act", "name"),
        ({"safe_conduct": "Se pide a nadie@correo.test"}, "safe_conduct", "email"),
        ({"source": "@nadie_503"}, "source", "handle"),
    ],
)
def test_what_says_nothing_usable_is_refused(coordinator, columns, field, problem):
    with pytest.raises(ReportRefused) as refused:
        tell_restriction(told=told(**columns), by=coordinator, at=NOON)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert Restriction.objects.count() == Event.objects.count() == Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"legal_act": "Ley de Orden Público", "legal_act_en": "Public Order Act"},
        {"legal_act": "Decreto Gubernativo 21-2020 del Presidente en Consejo de Ministros"},
        {"text": "Guatemala declaró Estado de Prevención."},
        {"source": "Instituto Guatemalteco de Migración"},
        {"source": "Diario El Heraldo, https://www.elheraldo.hn/pais/1"},
    ],
)
def test_laws_and_institutions_are_nobody(coordinator, columns):
    row = tell_restriction(told=told(**columns), by=coordinator, at=NOON)
    assert Restriction.objects.get() == row


@pytest.mark.django_db
def test_hours_that_nobody_can_read_are_refused(coordinator):
    with pytest.raises(HoursUnreadable):
        tell_restriction(told=told(binding_hours="at night"), by=coordinator, at=NOON)
    assert Restriction.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"),
    [("coordinator", True), ("border_monitor", False), ("officer", False)],
)
def test_who_tells_restrictions(role, may):
    a_region()
    actor = actor_of(institution("HN-XX"), role)
    assert may_tell(actor) is may
    if may:
        tell_restriction(told=told(), by=actor, at=NOON)
    else:
        with pytest.raises(NotACoordinator):
            tell_restriction(told=told(), by=actor, at=NOON)
        with pytest.raises(NotACoordinator):
            end_restriction(key="X", until_at=NOON, source="x", by=actor, at=NOON)
    assert Restriction.objects.count() == int(may)


@pytest.mark.django_db
def test_an_end_is_added_and_nothing_is_changed(coordinator):
    row = tell_restriction(told=told(until_at=NOON + DAY), by=coordinator, at=NOON)
    end = end_restriction(
        key=row.key, until_at=NOON + 3 * DAY, source="Gobierno", by=coordinator, at=NOON + HOUR
    )
    row.refresh_from_db()
    assert row.until_at == NOON + DAY
    assert (end.until_at, end.known_from, end.told_by) == (
        NOON + 3 * DAY,
        NOON + HOUR,
        coordinator.id,
    )
    two_days = {"at": NOON + 2 * DAY, "country": "HN"}
    assert restrictions_in_force(known_at=NOON, **two_days) == []
    assert restrictions_in_force(known_at=NOON + HOUR, **two_days) == [row]
    assert list(Message.objects.values_list("topic", flat=True)) == ["restriction.told"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "field", "problem"),
    [
        ({"until_at": NOON}, "until_at", "before_start"),
        ({"source": " "}, "source", "missing"),
        ({"source": "x" * 301}, "source", "too_long"),
        ({"source": "Juan Pérez"}, "source", "name"),
    ],
)
def test_an_end_that_says_nothing_usable_is_refused(coordinator, columns, field, problem):
    row = tell_restriction(told=told(), by=coordinator, at=NOON)
    with pytest.raises(ReportRefused) as refused:
        end_restriction(
            **{"key": row.key, "until_at": NOON + DAY, "source": "x"} | columns,
            by=coordinator,
            at=NOON + HOUR,
        )
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert RestrictionEnd.objects.count() == 0


@pytest.mark.django_db
def test_one_that_nobody_knows_is_unknown(coordinator):
    with pytest.raises(RestrictionUnknown):
        end_restriction(key="X", until_at=NOON, source="x", by=coordinator, at=NOON)
    row = tell_restriction(told=told(), by=coordinator, at=NOON)
    with pytest.raises(RestrictionUnknown):
        get_restriction(row.key, known_at=NOON - HOUR)
    assert get_restriction(row.key, known_at=NOON) == row


@pytest.mark.django_db
def test_an_area_holds_all_that_lies_in_it(coordinator):
    row = tell_restriction(told=told(area_keys=("HN-17",)), by=coordinator, at=NOON)
    (found,) = facts_of([row])
    assert {"HN-17", "HN-1701"} <= found.areas
    asked = {"at": NOON, "known_at": NOON, "country": "HN"}
    assert restrictions_in_force(**asked, area_keys=["HN-1701"]) == [row]
    assert restrictions_in_force(**asked, area_keys=["HN-0801"]) == []
    assert list_restrictions(known_at=NOON) == [row]
    assert list_restrictions_of([row.key]) == [row]
    assert list_restrictions_of([]) == []
    (known,) = known_restrictions(known_at=NOON, start=NOON, end=NOON + DAY)
    assert known.key == row.key


@pytest.mark.django_db
def test_a_municipality_holds_the_district_that_it_became(coordinator):
    before = Area.objects.get(key="SV-1408")
    Area.objects.create(key="SV-1408-D", country="SV", level="district", predecessor=before)
    row = tell_restriction(told=told(country="SV", area_keys=("SV-1408",)), by=coordinator, at=NOON)
    (found,) = facts_of([row])
    assert found.areas == {"SV-1408", "SV-1408-D"}

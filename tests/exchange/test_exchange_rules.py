from datetime import date

import pytest

from relevo.exchange.enums import ExchangeState, ProposedState
from relevo.exchange.errors import (
    ExchangeMoveRefused,
    ExchangeNotInState,
    ExchangeRefused,
    RouteMoveRefused,
    TakesNoPart,
    TooFewNetworks,
)
from relevo.exchange.rules import exchanges as rules
from relevo.exchange.rules import tables
from relevo.exchange.rules.tables import RouteDraft, StepDraft

STEP = StepDraft("Atender", "Turno", "HN")
ROUTE = RouteDraft("Título", "Problema", (STEP,))


@pytest.mark.parametrize("current", ExchangeState)
@pytest.mark.parametrize("wanted", ExchangeState)
def test_exchange_moves_forward_only(current, wanted):
    allowed = {("planned", "open"), ("open", "closed")}
    if (current, wanted) in allowed:
        rules.check_exchange_move(current, wanted)
        return
    with pytest.raises(ExchangeMoveRefused) as refused:
        rules.check_exchange_move(current, wanted)
    assert (refused.value.current, refused.value.wanted) == (current, wanted)


@pytest.mark.parametrize("current", ProposedState)
@pytest.mark.parametrize("wanted", ProposedState)
def test_proposed_route_moves_as_the_table_says(current, wanted):
    allowed = {
        ("proposed", "taken_up"),
        ("proposed", "set_aside"),
        ("taken_up", "adopted"),
        ("taken_up", "set_aside"),
        ("set_aside", "taken_up"),
    }
    if (current, wanted) in allowed:
        rules.check_route_move(current, wanted)
        return
    with pytest.raises(RouteMoveRefused) as refused:
        rules.check_route_move(current, wanted)
    assert (refused.value.current, refused.value.wanted) == (current, wanted)


@pytest.mark.parametrize(
    ("check", "takes"),
    [
        (rules.check_open, {"open"}),
        (rules.check_not_closed, {"planned", "open"}),
    ],
)
@pytest.mark.parametrize("state", ExchangeState)
def test_some_acts_need_the_exchange_in_a_state(check, takes, state):
    if state in takes:
        check(state)
        return
    with pytest.raises(ExchangeNotInState):
        check(state)


@pytest.mark.parametrize(
    ("check", "takes"),
    [
        (rules.check_still_proposed, {"proposed"}),
        (rules.check_goes_on, {"taken_up", "adopted"}),
    ],
)
@pytest.mark.parametrize("state", ProposedState)
def test_some_acts_need_the_route_in_a_state(check, takes, state):
    if state in takes:
        check(state)
        return
    with pytest.raises(RouteMoveRefused):
        check(state)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "I"),
        (2, "II"),
        (4, "IV"),
        (5, "V"),
        (9, "IX"),
        (14, "XIV"),
        (40, "XL"),
        (1999, "MCMXCIX"),
    ],
)
def test_numbers_are_written_as_exchanges_are_numbered(number, written):
    assert rules.roman(number) == written


@pytest.mark.parametrize(("numbers", "following"), [((), 1), ((1, 2), 3), ((5,), 6)])
def test_the_next_number_follows_the_last(numbers, following):
    assert rules.next_number(numbers) == following


DAY = date(2020, 11, 20)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "precision", "field"),
    [
        (DAY, None, "", "date_precision"),
        (None, None, "day", "date_precision"),
        (DAY, None, "week", "date_precision"),
        (None, DAY, "", "ends_on"),
        (DAY, date(2020, 11, 19), "day", "ends_on"),
    ],
)
def test_dates_that_say_nothing_are_refused(starts_on, ends_on, precision, field):
    with pytest.raises(ExchangeRefused) as refused:
        rules.check_dates(starts_on=starts_on, ends_on=ends_on, precision=precision)
    assert refused.value.field == field


def test_dates_may_be_unknown_or_last_for_days():
    rules.check_dates(starts_on=None, ends_on=None, precision="")
    rules.check_dates(starts_on=DAY, ends_on=DAY, precision="day")


def test_a_table_needs_a_subject_and_two_networks_that_take_part():
    here = {"A", "B", "C"}
    tables.check_table(networks=["A", "B"], participants=here, subject="nna")
    with pytest.raises(ExchangeRefused) as about_nothing:
        tables.check_table(networks=["A", "B"], participants=here, subject="")
    assert about_nothing.value.problem == "missing"
    with pytest.raises(TooFewNetworks) as alone:
        tables.check_table(networks=["A", "A"], participants=here, subject="nna")
    assert alone.value.count == 1
    with pytest.raises(TakesNoPart) as stranger:
        tables.check_table(networks=["A", "Z"], participants=here, subject="nna")
    assert stranger.value.keys == ["Z"]
    many = [str(number) for number in range(tables.MOST_NETWORKS + 1)]
    with pytest.raises(ExchangeRefused) as crowd:
        tables.check_table(networks=many, participants=many, subject="nna")
    assert crowd.value.problem == "too_many"


@pytest.mark.parametrize(
    ("route", "field", "problem"),
    [
        (RouteDraft("", "P", (STEP,)), "title_es", "missing"),
        (RouteDraft("x" * 201, "P", (STEP,)), "title_es", "too_long"),
        (RouteDraft("T", " ", (STEP,)), "problem_es", "missing"),
        (RouteDraft("T", "P", ()), "steps", "missing"),
        (RouteDraft("T", "P", (STEP,) * 13), "steps", "too_many"),
        (RouteDraft("T", "P", (StepDraft("", "R", "HN"),)), "action_es", "missing"),
        (RouteDraft("T", "P", (StepDraft("A", "", "HN"),)), "role", "missing"),
        (RouteDraft("T", "P", (StepDraft("A", "R", "MX"),)), "side", "unknown"),
        (
            RouteDraft("T", "P", (StepDraft("A", "R", "HN", within_minutes=0),)),
            "within_minutes",
            "out_of_range",
        ),
    ],
)
def test_a_route_that_does_not_say_enough_is_refused(route, field, problem):
    with pytest.raises(ExchangeRefused) as refused:
        tables.check_route(route)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_whole_route_passes():
    tables.check_route(ROUTE)

"""Figures about referrals and contacts, from outcomes written out by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from relevo.cases.rules.views import ReferralOutcome
from relevo.web.indicators.definitions import BY_CODE
from relevo.web.indicators.figures import Figure, Telling
from relevo.web.indicators.people import told_attentions, told_outcomes

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
OWN, NETWORK = Telling(is_own=True), Telling(is_own=False)
HOUR = timedelta(hours=1)


def outcome(urgency="urgent", *, hours=None, statuses=("offered",), side_to="SV", reason=""):
    return ReferralOutcome(
        urgency=urgency,
        sender_id=UUID(int=1),
        recipient_id=UUID(int=2),
        side_from="HN",
        side_to=side_to,
        offered_at=NOON,
        answered_at=None if hours is None else NOON + hours * HOUR,
        statuses=frozenset(statuses),
        decline_code=reason,
    )


DONE = ("offered", "accepted", "arrived", "delivered")
OUTCOMES = [
    *[outcome("emergency", hours=2, statuses=DONE)] * 6,
    *[outcome("emergency", hours=30, statuses=("offered", "accepted"))] * 6,
    *[outcome("urgent", hours=72, statuses=DONE, side_to="HN")] * 7,
    *[outcome("urgent", hours=73, statuses=("offered", "declined"), reason="no_capacity")] * 8,
    *[outcome("normal")] * 9,
]


def value_of(figures, code, *by):
    (found,) = [f for f in figures if f.indicator.code == code and f.by == by]
    return found.value, found.is_hidden


def test_figures_of_a_quarter_follow_from_what_happened():
    told = told_outcomes(OUTCOMES, telling=NETWORK)
    assert {(f.indicator.code, f.by): f.value for f in told} == {
        ("referrals_offered", ()): 36,
        ("referrals_offered", ("emergency",)): 12,
        ("referrals_offered", ("normal",)): 9,
        ("referrals_offered", ("urgent",)): 15,
        ("referrals_answered_in_time", ()): 36,
        ("referrals_answered_in_time", ("emergency",)): 50,
        ("referrals_answered_in_time", ("urgent",)): 47,
        ("referrals_answered_in_time", ("normal",)): 0,
        ("cross_border_answered", ()): 69,
        ("counter_referral", ()): 68,
        ("declined", ()): 8,
        ("declined", ("no_capacity",)): 8,
        ("answer_minutes", ()): 72 * 60,
    }
    assert not any(f.is_hidden for f in told)


@pytest.mark.parametrize(
    ("hours", "urgency", "in_time"),
    [(24, "emergency", 100), (24.1, "emergency", 0), (72, "urgent", 100), (336, "normal", 100)],
)
def test_answer_at_the_limit_is_in_time(hours, urgency, in_time):
    told = told_outcomes([outcome(urgency, hours=hours)] * 5, telling=NETWORK)
    assert value_of(told, "referrals_answered_in_time", urgency) == (in_time, False)


def test_few_referrals_of_a_network_are_not_told_and_nothing_gives_them_away():
    told = told_outcomes(OUTCOMES[:3], telling=NETWORK)
    assert {f.value for f in told} <= {None, 0}
    assert value_of(told, "referrals_offered") == (None, True)
    assert value_of(told, "answer_minutes") == (None, True)


def test_one_small_urgency_hides_another_with_it():
    rows = [*[outcome("emergency", hours=1)] * 2, *[outcome("urgent", hours=1)] * 20]
    rows += [outcome("normal", hours=1)] * 9
    told = told_outcomes(rows, telling=NETWORK)
    assert value_of(told, "referrals_offered", "emergency") == (None, True)
    assert value_of(told, "referrals_offered", "normal") == (None, True)
    assert value_of(told, "referrals_offered", "urgent") == (20, False)


def test_share_of_one_urgency_is_not_told_where_it_would_give_away_another():
    rows = [*[outcome("emergency", hours=1)] * 2, *[outcome("urgent", hours=1)] * 20]
    told = told_outcomes(rows, telling=NETWORK)
    code = "referrals_answered_in_time"
    assert [value_of(told, code, *by) for by in [(), ("emergency",), ("urgent",)]] == [
        (100, False),
        (None, True),
        (None, True),
    ]


def test_institution_is_told_its_own_figures_whole():
    told = told_outcomes(OUTCOMES[:3], telling=OWN)
    assert value_of(told, "referrals_offered") == (3, False)
    assert value_of(told, "referrals_answered_in_time", "emergency") == (100, False)


def test_quarter_without_referrals_has_nothing_to_count():
    told = told_outcomes([], telling=NETWORK)
    assert value_of(told, "counter_referral") == (None, False)
    assert value_of(told, "referrals_offered") == (0, False)


def test_contacts_are_told_by_sex_and_age_where_they_are_enough():
    rows = [("f", "21-59", "es", 12), ("m", "21-59", "es", 9), ("f", "0-4", "es", 7)]
    told = told_attentions([*rows, ("m", "0-4", "fr", 6)], telling=NETWORK)
    assert [(f.by, f.value) for f in told if f.indicator.code == "attentions"] == [
        ((), 34),
        (("f", "0-4"), 7),
        (("f", "21-59"), 12),
        (("m", "0-4"), 6),
        (("m", "21-59"), 9),
    ]
    assert value_of(told, "attention_languages", "fr") == (6, False)


def test_few_contacts_are_one_hidden_figure():
    told = told_attentions([("f", "0-4", "es", 3)], telling=NETWORK)
    indicator = BY_CODE["attentions"]
    assert [f for f in told if f.indicator == indicator] == [Figure(indicator, is_hidden=True)]


def test_few_contacts_are_told_to_who_noted_them():
    told = told_attentions([("f", "0-4", "es", 3)], telling=OWN)
    assert value_of(told, "attentions", "f", "0-4") == (3, False)

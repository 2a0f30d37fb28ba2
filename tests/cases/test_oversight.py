"""Oversight counts referrals, never people: what waits, what is late, how long answers take."""

from datetime import timedelta

import pytest
from tests.factories.cases import HOUR, NOON, case, offer, stage

from relevo.cases import access, actions
from relevo.cases.rules import oversight
from relevo.cases.rules.oversight import Counted, Line

DAY = timedelta(days=1)


def counted(**changes):
    return Counted(
        **{
            "recipient_id": None,
            "side_from": "HN",
            "side_to": "SV",
            "urgency": "urgent",
            "offered_at": NOON,
            "deadline_at": NOON + 3 * DAY,
            "answered_at": None,
            "is_waiting": True,
            "is_silent": False,
            "decline_code": "",
        }
        | changes
    )


def answered(hours, code=""):
    return counted(answered_at=NOON + hours * HOUR, is_waiting=False, decline_code=code)


def test_what_waits_is_told_as_it_is_and_late_from_the_instant_of_its_clock():
    rows = [counted(), counted(offered_at=NOON + HOUR)]
    for at, overdue in ((NOON + 3 * DAY - HOUR, 0), (NOON + 3 * DAY, 2)):
        line = oversight.line_of(rows, at=at)
        assert (line.waiting, line.overdue, line.oldest) == (2, overdue, at - NOON)


def test_times_are_told_only_of_enough_answers():
    four = [answered(hours) for hours in (1, 2, 3, 4)]
    assert oversight.line_of(four, at=NOON + DAY).typical is None
    assert oversight.line_of([*four, answered(30)], at=NOON + DAY) == Line(
        waiting=0, overdue=0, silent=0, answered=5, oldest=None, typical=3 * HOUR
    )


def test_few_refusals_are_hidden_and_cannot_be_subtracted():
    rows = [answered(1, "no_capacity")] * 7 + [answered(1, "other")] * 2 + [answered(1)]
    assert oversight.refusals(rows) == {"no_capacity": None, "other": None}
    assert oversight.refusals([answered(1, "other")] * 6) == {"other": 6}


def test_lines_are_by_what_is_asked():
    rows = [counted(), counted(urgency="normal"), counted(is_waiting=False, is_silent=True)]
    found = oversight.lines_by(rows, lambda row: row.urgency, at=NOON)
    assert {name: (line.waiting, line.silent) for name, line in found.items()} == {
        "urgent": (1, 1),
        "normal": (1, 0),
    }


@pytest.mark.django_db
def test_rows_are_of_these_institutions_only_and_lead_back_to_nobody():
    played = stage()
    waiting = offer(played, case(played), played.window)
    declined = offer(played, case(played), played.window)
    actions.decline(referral_id=declined.pk, code="other", by=played.carlos, at=NOON + HOUR)
    silent = offer(played, case(played), played.window, at=NOON - 9 * DAY)
    actions.expire_due(at=NOON)
    old = offer(played, case(played), played.window, at=NOON - 200 * DAY)
    actions.withdraw(referral_id=old.pk, by=played.amina, at=NOON - 199 * DAY)
    offer(played, case(played), played.clinic)

    rows = access.waiting_for_counting(
        recipients=[played.la_union.pk], senders=[played.nacaome.pk], at=NOON + HOUR
    )

    assert sorted((row.is_waiting, row.is_silent, row.decline_code) for row in rows) == [
        (False, False, "other"),
        (False, True, ""),
        (True, False, ""),
    ]
    told = repr(rows)
    for referral in (waiting, declined, silent):
        assert referral.code not in told
        assert str(referral.case_id) not in told
    assert access.waiting_for_counting(recipients=[played.nacaome.pk], senders=[], at=NOON) == []


@pytest.mark.django_db
def test_needs_that_wait_are_told_by_country_as_of_an_instant_without_protected_houses():
    played = stage()
    offer(played, case(played), played.window)
    declined = offer(played, case(played), played.window)
    actions.decline(referral_id=declined.pk, code="other", by=played.carlos, at=NOON + 2 * HOUR)
    members = [played.la_union.pk, played.nacaome.pk]
    need = {term.parent_id or term.code for term in played.window.need_terms}

    def asked(at, institutions=members):
        return access.open_needs_for_counting(
            institutions=institutions, at=at, viewer=played.carlos
        )

    assert asked(NOON - HOUR) == []
    assert asked(NOON + HOUR) == [(played.window.country, need)] * 2
    assert asked(NOON + 3 * HOUR) == [(played.window.country, need)]
    assert asked(NOON + HOUR, institutions=members[:1]) == []
    played.window.visibility = "restricted"
    played.window.save()
    assert asked(NOON + HOUR) == []

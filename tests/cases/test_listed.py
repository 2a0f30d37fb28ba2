"""Whose line stood in a list, or was found by a search, is recorded, and told to the person."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cases.test_walls import exclude, with_attributes
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NAME, NOON, case, offer

import relevo.web
from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.cases import access
from relevo.cases.access import stewardship as access_to
from relevo.cases.actions import rights, stewardship

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LISTED = ("case.listed", "referral.listed", "caseload.listed")


@pytest.fixture
def boss(played):
    return with_attributes(person("boss", of=played.nacaome, roles=["officer"]), "supervisor")


def recorded():
    """Verb, subject and the ids of each event of a list."""
    events = Event.objects.filter(verb__in=LISTED).order_by("at", "id")
    return [(event.verb, event.subject, sorted(event.facts["shown"])) for event in events]


def told(played, kept, *, at):
    """What she reads of who looked, but for her own page."""
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=at)
    own = rights.open_own(code=key[0], phrase=key[1], by=played.elena, at=at)
    looks = [one for one in rights.show_own(own, at=at).looked if one.is_look]
    return [
        (one.institution.es, one.verb, one.days, one.at)
        for one in looks
        if not one.verb.startswith("rights.")
    ]


def test_each_list_records_in_one_event_whose_lines_it_showed(played, kept, boss):
    other = case(played)
    sent = offer(played, kept, played.window)

    access.show_cases(played.amina, at=NOON)
    access.show_outgoing(played.amina, at=NOON)
    access.show_inbox(played.carlos, at=NOON)
    access.list_caseload(boss, at=NOON)

    both = sorted([str(kept.pk), str(other.pk)])
    assert recorded() == [
        ("case.listed", str(played.amina.id), both),
        ("referral.listed", str(played.amina.id), [str(sent.pk)]),
        ("referral.listed", str(played.la_union.pk), [str(sent.pk)]),
        ("caseload.listed", str(played.nacaome.pk), both),
    ]
    assert verify_chain(played.nacaome.pk) == verify_chain(played.la_union.pk) == []


def test_a_list_shows_what_the_same_list_unrecorded_has(played, kept):
    offer(played, kept, played.window)
    assert access.show_cases(played.amina, at=NOON) == access.list_cases(played.amina)
    assert access.show_outgoing(played.amina, at=NOON) == access.outgoing_of(played.amina, at=NOON)
    assert access.show_inbox(played.carlos, at=NOON) == access.inbox_of(played.carlos, at=NOON)


def test_of_one_day_each_line_is_recorded_once_for_each_reader(played, kept):
    access.show_cases(played.amina, at=NOON)
    access.show_cases(played.amina, at=NOON + HOUR)
    later = case(played)
    access.show_cases(played.amina, at=NOON + 2 * HOUR)
    access.show_cases(played.amina, at=NOON + DAY)

    assert [shown for _verb, _subject, shown in recorded()] == [
        [str(kept.pk)],
        [str(later.pk)],
        sorted([str(kept.pk), str(later.pk)]),
    ]


def test_an_empty_list_records_nothing(played):
    assert access.show_cases(played.berta, at=NOON) == []
    assert access.show_inbox(played.dora, at=NOON) == []
    assert recorded() == []


def test_long_lists_are_recorded_in_as_many_events_as_they_need_and_no_more_queries(played, boss):
    def queries_of():
        with CaptureQueriesContext(connection) as captured:
            access.list_caseload(boss, at=NOON)
        return len(captured)

    made = [case(played)]
    few = queries_of()
    made += [case(played) for _number in range(81)]

    assert queries_of() == few
    shown = [shown for _verb, _subject, shown in recorded()]
    assert [len(some) for some in shown] == [1, 40, 40, 1]
    assert sorted(one for some in shown for one in some) == sorted(str(one.pk) for one in made)


def test_a_search_records_whom_it_found(played, kept):
    case(played, name="Otra Persona")
    access.search_cases(played.amina, text=NAME, at=NOON)

    event = Event.objects.get(verb="case.searched")
    assert event.facts["shown"] == [str(kept.pk)]
    assert (event.facts["by"], event.facts["hits"]) == ("name", 1)


def test_she_reads_who_saw_her_line_where_and_on_how_many_days(played, kept, boss):
    offer(played, kept, played.window)
    for day in range(3):
        access.show_cases(played.amina, at=NOON + day * DAY)
    access.show_inbox(played.carlos, at=NOON + 3 * DAY)
    access.search_cases(played.amina, text=kept.code, at=NOON + 4 * DAY)
    access.search_cases(played.amina, text=kept.code, at=NOON + 4 * DAY + HOUR)
    access.list_caseload(boss, at=NOON + 5 * DAY)

    assert told(played, kept, at=NOON + 6 * DAY) == [
        ("DEMO Nacaome", "caseload.listed", 1, NOON + 5 * DAY),
        ("DEMO Nacaome", "case.searched", 1, NOON + 4 * DAY + HOUR),
        ("DEMO La Unión", "referral.listed", 1, NOON + 3 * DAY),
        ("DEMO Nacaome", "case.listed", 3, NOON + 2 * DAY),
    ]


def test_nobody_reads_of_the_lines_of_another(played, kept):
    other = case(played, name="Otra Persona")
    offer(played, other, played.window)
    access.show_inbox(played.carlos, at=NOON)
    access.search_cases(played.amina, text=other.code, at=NOON)

    assert told(played, kept, at=NOON + HOUR) == []


def test_who_left_the_team_is_told_all_the_same(played, kept):
    access.show_cases(played.amina, at=NOON)
    kept.team.update(until=NOON + HOUR)
    kept.team.create(user_id=played.berta.id, since=NOON)
    key = rights.give_key(case_id=kept.pk, by=played.berta, at=NOON + HOUR)
    own = rights.open_own(code=key[0], phrase=key[1], by=played.elena, at=NOON + HOUR)

    looked = rights.show_own(own, at=NOON + HOUR).looked

    assert "case.listed" in [one.verb for one in looked]


def test_who_must_never_know_is_shown_no_line_and_none_is_recorded(played, kept):
    offer(played, kept, played.window)
    exclude(played, kept, played.la_union.pk)

    assert access.show_inbox(played.carlos, at=NOON, open_only=False) == []
    assert recorded() == []


def test_an_incident_counts_in_whose_line_was_shown_that_day(played, kept, boss):
    access.show_cases(played.amina, at=NOON)
    incident = stewardship.open_incident(
        suspect_id=played.amina.id,
        since=NOON + HOUR,
        until=NOON + 2 * HOUR,
        text="Perdió el teléfono",
        by=boss,
        at=NOON + 3 * HOUR,
    )

    assert access_to.affected_by(incident, viewer=boss).cases == (kept.code,)


def test_pages_show_no_list_that_is_not_recorded():
    root = Path(relevo.web.__file__).parent
    unrecorded = re.compile(r"\baccess\.(list_cases|inbox_of|outgoing_of)\b")
    assert [
        path.name
        for path in sorted(root.rglob("*.py"))
        if unrecorded.search(path.read_text(encoding="utf-8"))
    ] == []

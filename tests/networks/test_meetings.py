"""Meetings, actas and plans: who writes them, in which state, and that no text is lost."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from tests.factories import directory
from tests.factories import meetings as factory
from tests.factories.directory import actor_of
from tests.factories.meetings import KEY, NOON
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.networks.actions import actas, meetings, plans
from relevo.networks.enums import MeetingState, PlanItemState
from relevo.networks.errors import (
    ActaRefused,
    ActaUnknown,
    CalendarUnknown,
    MeetingMoveRefused,
    MeetingRefused,
    MeetingUnknown,
    MinutesSettled,
    NetworkUnknown,
    NotKeeper,
    PlanItemUnknown,
    PlanRefused,
)
from relevo.networks.models import AgendaItem, Attendance, Decision, Meeting
from relevo.networks.queries import meetings as queries
from relevo.networks.queries import plans as plan_queries
from relevo.networks.queries.plans import PlanFilter
from relevo.networks.rules.meetings import (
    LONGEST_MINUTES,
    MOST_DECISIONS,
    MOST_ITEMS,
    ActaDetails,
    AgendaPoint,
    Attended,
    minutes_subject,
)
from relevo.networks.rules.plans import PlanLine, coverage
from relevo.outbox.models import Message
from relevo.plumbing import links, revisions

pytestmark = pytest.mark.django_db

ACTA = ActaDetails("05-2020", "meeting", NOON.date(), "Acta", attending=3)
LINE = PlanLine(2020, "Simulacro", "before", 8)


@pytest.fixture
def table():
    return factory.table()


@pytest.fixture
def secretary(table):
    return actor_of(table[1][0], "coordinator")


@pytest.fixture
def meeting(secretary):
    return factory.planned(secretary)


def in_state(meeting, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)


def acts(rows):
    """Every guarded act on the first meeting, by the name its rule knows it by."""
    known = {"network_key": KEY, "number": 1}
    return {
        "change": lambda **who: meetings.change_meeting(
            **known, details=factory.details(title_es="Otra"), **who
        ),
        "hold": lambda **who: meetings.hold_meeting(**known, **who),
        "cancel": lambda **who: meetings.cancel_meeting(**known, **who),
        "set_agenda": lambda **who: meetings.set_agenda(
            **known, points=[AgendaPoint("Punto")], **who
        ),
        "add_point": lambda **who: meetings.add_point(**known, point=AgendaPoint("Punto"), **who),
        "move_point": lambda **who: meetings.move_point(**known, item_id=1, earlier=True, **who),
        "remove_point": lambda **who: meetings.remove_point(**known, item_id=1, **who),
        "record_attendance": lambda **who: meetings.record_attendance(
            **known, attended={rows[0].pk: Attended("present", women=1, men=0)}, **who
        ),
        "write_minutes": lambda **who: meetings.write_minutes(
            **known, es="Texto", en="", base=0, **who
        ),
        "decide": lambda **who: meetings.add_decision(
            **known, text_es="Acordado", text_en="", **who
        ),
        "record_acta": lambda **who: actas.record_acta(
            network_key=KEY, details=ACTA, meeting_number=1, **who
        ),
    }


ACTS = (
    "change",
    "hold",
    "cancel",
    "set_agenda",
    "add_point",
    "move_point",
    "remove_point",
    "record_attendance",
    "write_minutes",
    "decide",
    "record_acta",
)
POSSIBLE = {
    MeetingState.PLANNED: set(ACTS) - {"record_acta"},
    MeetingState.HELD: {"record_attendance", "write_minutes", "decide", "record_acta"},
    MeetingState.CANCELLED: set(),
}


@pytest.mark.parametrize("state", list(MeetingState))
@pytest.mark.parametrize("act", ACTS)
def test_state_decides_which_act_is_possible(table, secretary, meeting, act, state):
    in_state(meeting, state)
    before = Event.objects.count()
    when = meeting.starts_at + timedelta(hours=1)

    if act in POSSIBLE[state]:
        acts(table[1])[act](by=secretary, at=when)
        assert Event.objects.count() == before + 1
    else:
        with pytest.raises(MeetingMoveRefused) as refused:
            acts(table[1])[act](by=secretary, at=when)
        assert refused.value.state == state
        assert Event.objects.count() == before


def strangers(rows):
    outside = directory.institution("HN-FUERA")
    return [
        actor_of(rows[0], "officer"),
        actor_of(rows[1], "coordinator"),
        actor_of(outside, "coordinator"),
        actor_of(None),
    ]


@pytest.mark.parametrize("act", ACTS)
def test_only_who_keeps_the_network_writes(table, meeting, act):
    for stranger in strangers(table[1]):
        with pytest.raises(NotKeeper):
            acts(table[1])[act](by=stranger, at=NOON)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.title_es, meeting.minutes_es) == (
        "planned",
        "Reunión de noviembre",
        "",
    )


def test_others_plan_no_meeting_acta_or_line(table, secretary):
    item = plans.add_plan_item(network_key=KEY, line=LINE, by=secretary, at=NOON)
    for stranger in strangers(table[1]):
        who = {"by": stranger, "at": NOON}
        for act in (
            lambda who=who: meetings.plan_meeting(
                network_key=KEY, details=factory.details(), **who
            ),
            lambda who=who: meetings.renew_calendar(network_key=KEY, **who),
            lambda who=who: meetings.set_aside_minutes(
                network_key=KEY, number=1, revision_id=1, **who
            ),
            lambda who=who: meetings.change_decision(
                network_key=KEY, number=1, decision=1, text_es="x", text_en="", **who
            ),
            lambda who=who: actas.record_acta(network_key=KEY, details=ACTA, **who),
            lambda who=who: plans.add_plan_item(network_key=KEY, line=LINE, **who),
            lambda who=who: plans.change_plan_item(
                network_key=KEY, item_id=item.pk, line=LINE, **who
            ),
            lambda who=who: plans.report_plan_item(
                network_key=KEY,
                item_id=item.pk,
                state="done",
                result_es="x",
                result_en="",
                **who,
            ),
        ):
            with pytest.raises(NotKeeper):
                act()
    with pytest.raises(NetworkUnknown):
        meetings.plan_meeting(network_key="NADIE", details=factory.details(), by=secretary, at=NOON)


def test_numbers_follow_one_another_and_are_told(secretary, meeting):
    second = factory.planned(secretary, title_es="Segunda")
    assert (meeting.number, second.number) == (1, 2)
    told = Message.objects.get(topic="meeting.planned", subject_id=str(second.pk))
    assert told.facts == {"network": KEY, "number": 2}
    event = Event.objects.get(verb="meeting.planned", subject=str(second.pk))
    assert (event.actor_id, event.facts) == (secretary.id, {"network": KEY, "number": 2})


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"kind": "party"}, "kind", "unknown"),
        ({"modality": "radio"}, "modality", "unknown"),
        ({"title_es": "  "}, "title_es", "empty"),
        ({"title_es": "x" * 201}, "title_es", "too_long"),
        ({"title_en": "x" * 201}, "title_en", "too_long"),
        ({"place": "x" * 201}, "place", "too_long"),
        ({"starts_at": NOON.replace(year=1999), "ends_at": None}, "starts_at", "out_of_range"),
        ({"starts_at": NOON.replace(year=2024), "ends_at": None}, "starts_at", "out_of_range"),
        ({"ends_at": NOON + timedelta(days=7)}, "ends_at", "out_of_range"),
        ({"ends_at": NOON + timedelta(days=14, seconds=1)}, "ends_at", "out_of_range"),
    ],
)
def test_meeting_that_cannot_be_is_refused(secretary, changes, field, problem):
    with pytest.raises(MeetingRefused) as refused:
        meetings.plan_meeting(
            network_key=KEY, details=factory.details(**changes), by=secretary, at=NOON
        )
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert not Meeting.objects.exists()


def test_meeting_changes_its_day_and_when_it_was_changed(secretary, meeting):
    later = NOON + timedelta(hours=1)
    moved = factory.details(starts_at=NOON + timedelta(days=9), ends_at=None, place=" Corinto ")
    meetings.change_meeting(network_key=KEY, number=1, details=moved, by=secretary, at=later)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.ends_at, meeting.place, meeting.changed_at) == (
        moved.starts_at,
        None,
        "Corinto",
        later,
    )


def test_meeting_is_held_when_it_has_begun(secretary, meeting):
    with pytest.raises(MeetingRefused):
        meetings.hold_meeting(network_key=KEY, number=1, by=secretary, at=NOON)
    with pytest.raises(MeetingUnknown):
        meetings.hold_meeting(network_key=KEY, number=2, by=secretary, at=NOON)
    row = meetings.hold_meeting(network_key=KEY, number=1, by=secretary, at=meeting.starts_at)
    assert (row.state, row.changed_at) == (MeetingState.HELD, meeting.starts_at)


def points():
    return list(AgendaItem.objects.order_by("position").values_list("position", "title_es"))


def test_agenda_keeps_its_order_through_every_move(secretary, meeting):
    who = {"network_key": KEY, "number": 1, "by": secretary, "at": NOON}
    for title in ("A", "B", "C"):
        items = meetings.add_point(point=AgendaPoint(title, f"{title} en", 5), **who)
    items = meetings.move_point(item_id=items[0].pk, earlier=True, **who)
    assert points() == [(1, "A"), (2, "B"), (3, "C")]
    items = meetings.move_point(item_id=items[2].pk, earlier=False, **who)
    items = meetings.move_point(item_id=items[2].pk, earlier=True, **who)
    assert points() == [(1, "A"), (2, "C"), (3, "B")]
    items = meetings.remove_point(item_id=items[0].pk, **who)
    meetings.remove_point(item_id=10**6, **who)
    meetings.move_point(item_id=10**6, earlier=True, **who)
    assert points() == [(1, "C"), (2, "B")]
    assert AgendaItem.objects.get(title_es="B").minutes == 5


@pytest.mark.parametrize(
    ("point", "field", "problem"),
    [
        (AgendaPoint(""), "title_es", "empty"),
        (AgendaPoint("x", "y" * 301), "title_en", "too_long"),
        (AgendaPoint("x", minutes=0), "minutes", "out_of_range"),
        (AgendaPoint("x", minutes=601), "minutes", "out_of_range"),
    ],
)
def test_point_that_cannot_be_is_refused(secretary, meeting, point, field, problem):
    with pytest.raises(MeetingRefused) as refused:
        meetings.add_point(network_key=KEY, number=1, point=point, by=secretary, at=NOON)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_agenda_and_decisions_have_an_end(secretary, meeting):
    who = {"network_key": KEY, "number": 1, "by": secretary, "at": NOON}
    with pytest.raises(MeetingRefused):
        meetings.set_agenda(points=[AgendaPoint("x")] * (MOST_ITEMS + 1), **who)
    Decision.objects.create(meeting=meeting, number=MOST_DECISIONS, text_es="x")
    with pytest.raises(MeetingRefused):
        meetings.add_decision(text_es="y", text_en="", **who)
    with pytest.raises(MeetingRefused):
        meetings.change_decision(decision=7, text_es="y", text_en="", **who)


def test_attendance_is_noted_changed_and_taken_back(table, secretary, meeting):
    _row, rows = table
    who = {"network_key": KEY, "number": 1, "by": secretary, "at": NOON}
    meetings.record_attendance(
        attended={
            rows[0].pk: Attended("present", women=3, men=1, represented_by=" Enlace "),
            rows[1].pk: Attended("excused"),
        },
        **who,
    )
    kept = meetings.record_attendance(
        attended={rows[1].pk: None, rows[2].pk: Attended("absent")}, **who
    )
    assert {(row.institution_id, row.presence, row.women, row.represented_by) for row in kept} == {
        (rows[0].pk, "present", 3, "Enlace"),
        (rows[2].pk, "absent", None, ""),
    }


@pytest.mark.parametrize(
    ("attended", "expected"),
    [
        (Attended("late"), ("presence", "unknown")),
        (Attended("absent", women=1), ("women", "not_there")),
        (Attended("excused", men=0), ("men", "not_there")),
        (Attended("present", women=-1), ("women", "out_of_range")),
        (Attended("present", men=501), ("men", "out_of_range")),
        (Attended("present", represented_by="x" * 161), ("represented_by", "too_long")),
    ],
)
def test_attendance_that_cannot_be_is_refused(table, secretary, meeting, attended, expected):
    with pytest.raises(MeetingRefused) as refused:
        meetings.record_attendance(
            network_key=KEY,
            number=1,
            attended={table[1][0].pk: attended},
            by=secretary,
            at=NOON,
        )
    assert (refused.value.field, refused.value.problem) == expected
    assert not Attendance.objects.exists()


def test_only_seats_attend(secretary, meeting):
    outside = directory.institution("HN-FUERA")
    with pytest.raises(MeetingRefused) as refused:
        meetings.record_attendance(
            network_key=KEY,
            number=1,
            attended={outside.pk: Attended("present")},
            by=secretary,
            at=NOON,
        )
    assert refused.value.problem == "no_seat"


def write(secretary, es, *, base, en="", settles=None):
    return meetings.write_minutes(
        network_key=KEY,
        number=1,
        es=es,
        en=en,
        base=base,
        settles=settles,
        by=secretary,
        at=NOON,
    )


def kept(meeting):
    return {row.content["es"] for row in revisions.list_revisions(minutes_subject(meeting.pk))}


def test_third_writer_on_an_old_state_loses_nothing_either(secretary, meeting):
    assert write(secretary, "Uno", base=0)
    assert not write(secretary, "Dos", base=0)
    assert not write(secretary, "Tres", base=0)
    meeting.refresh_from_db()
    assert (meeting.minutes_es, meeting.minutes_revision) == ("Uno", 1)
    beside = revisions.list_beside(minutes_subject(meeting.pk))
    assert [row.content["es"] for row in beside] == ["Dos", "Tres"]

    assert write(secretary, "Uno y dos", base=1, settles=beside[0].pk)
    assert not write(secretary, "Uno y tres", base=1, settles=beside[1].pk)
    waiting = revisions.list_beside(minutes_subject(meeting.pk))
    assert [row.content["es"] for row in waiting] == ["Tres", "Uno y tres"]
    assert kept(meeting) == {"Uno", "Dos", "Tres", "Uno y dos", "Uno y tres"}
    with pytest.raises(MinutesSettled):
        write(secretary, "x", base=2, settles=beside[0].pk)


def test_same_text_again_is_no_new_revision_but_settles(secretary, meeting):
    write(secretary, "Uno\r\nDos  ", base=0)
    write(secretary, "Otro", base=0)
    beside = revisions.list_beside(minutes_subject(meeting.pk))
    assert write(secretary, "Uno\nDos", base=1, settles=beside[0].pk)
    meeting.refresh_from_db()
    assert meeting.minutes_revision == 1
    assert revisions.list_beside(minutes_subject(meeting.pk)) == []


@pytest.mark.parametrize(
    ("es", "base", "field"),
    [("x", 1, "base"), ("x", -1, "base"), ("x" * (LONGEST_MINUTES + 1), 0, "es")],
)
def test_minutes_that_cannot_be_are_refused(secretary, meeting, es, base, field):
    with pytest.raises(MeetingRefused) as refused:
        write(secretary, es, base=base)
    assert refused.value.field == field
    assert kept(meeting) == set()


def test_acta_takes_in_decisions_and_counts_attendance(table, secretary):
    meeting = factory.held(secretary)
    meetings.add_decision(
        network_key=KEY, number=1, text_es="Acordado", text_en="", by=secretary, at=NOON
    )
    not_counted = actas.record_acta(
        network_key=KEY, details=ACTA, meeting_number=1, by=secretary, at=NOON
    )
    assert (not_counted.attending, not_counted.meeting) == (3, meeting)
    assert Decision.objects.get().acta == not_counted
    meetings.record_attendance(
        network_key=KEY,
        number=1,
        attended={row.pk: Attended("present") for row in table[1][:2]},
        by=secretary,
        at=NOON,
    )
    more = replace(ACTA, number="05-2020-B")
    counted = actas.record_acta(
        network_key=KEY, details=more, meeting_number=1, by=secretary, at=NOON
    )
    assert counted.attending == 2
    assert Decision.objects.get().acta == not_counted


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"number": " "}, "number", "empty"),
        ({"number": "x" * 41}, "number", "too_long"),
        ({"kind": "secret"}, "kind", "unknown"),
        ({"title_es": ""}, "title_es", "empty"),
        ({"kept_where": "x" * 201}, "kept_where", "too_long"),
        ({"adopted_on": NOON.date() + timedelta(days=1)}, "adopted_on", "out_of_range"),
        ({"adopted_on": date(1999, 12, 31)}, "adopted_on", "out_of_range"),
        ({"attending": None}, "attending", "empty"),
        ({"attending": 0}, "attending", "out_of_range"),
        ({"number": "05-2020"}, "number", "taken"),
        ({"number": " 05-2020 "}, "number", "taken"),
    ],
)
def test_acta_that_cannot_be_is_refused(secretary, changes, field, problem):
    actas.record_acta(network_key=KEY, details=ACTA, by=secretary, at=NOON)
    wrong = replace(ACTA, **{"number": "06-2020"} | changes)
    with pytest.raises(ActaRefused) as refused:
        actas.record_acta(network_key=KEY, details=wrong, by=secretary, at=NOON)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_actas_are_read_in_their_network_only(table, secretary):
    acta = actas.record_acta(network_key=KEY, details=ACTA, by=secretary, at=NOON)
    assert queries.list_actas(table[0]) == [acta]
    assert queries.get_acta(table[0], acta_id=acta.pk) == acta
    with pytest.raises(ActaUnknown):
        queries.get_acta(factory.network("RED-OTRA"), acta_id=acta.pk)


def test_meeting_before_is_the_last_that_was_held(table, secretary):
    held = factory.held(secretary)
    factory.held(secretary, starts_at=NOON - timedelta(days=30), ends_at=None)
    next_one = factory.planned(secretary)
    assert queries.meeting_before(next_one) == held
    assert queries.meeting_before(Meeting.objects.get(number=2)) is None
    assert queries.next_meeting(table[0], at=NOON) == next_one
    assert queries.next_meeting(table[0], at=NOON + timedelta(days=60)) is None
    assert [row.number for row in queries.list_meetings(table[0])] == [3, 1, 2]


def test_entries_to_confirm_name_public_ones_of_members(table, secretary):
    row, rows = table
    service = directory.service
    service("S-1", "Vencida", of=rows[1], verify_by=NOON.date() - timedelta(days=1))
    service("S-2", "Nunca", of=rows[1], visibility="network_only")
    service("S-3", "Reciente", of=rows[1], verify_by=NOON.date())
    service("S-4", "Protegida", of=rows[1], visibility="restricted")
    service("S-5", "De otra", of=directory.institution("HN-FUERA"))
    found = queries.entries_to_confirm(row, viewer=secretary, at=NOON)
    assert (found.total, [entry.name_es for entry in found.first]) == (2, ["Vencida"])


def test_calendar_address_is_of_one_network_and_dies(table, secretary):
    row, _rows = table
    assert queries.calendar_token(row) == ""
    unmade = links.make_token("calendar", row_id=row.pk)
    row = meetings.renew_calendar(network_key=KEY, by=secretary, at=NOON)
    first = queries.calendar_token(row)
    assert queries.network_of_calendar(first) == row
    row = meetings.renew_calendar(network_key=KEY, by=secretary, at=NOON)
    second = queries.calendar_token(row)
    other = factory.network("RED-OTRA")
    nobody = links.make_token("calendar", row_id=uuid4())
    elsewhere = links.make_token("calendar", row_id=other.pk)
    wrong_kind = links.make_token("entry", row_id=row.pk)
    nonce = second.partition(".")[2]
    for token in (
        first,
        unmade,
        f"{unmade}.",
        f"{nobody}.{nonce}",
        f"{elsewhere}.",
        f"{wrong_kind}.{nonce}",
        f"{second}x",
        f"{unmade}.ñ",
        "",
    ):
        with pytest.raises(CalendarUnknown):
            queries.network_of_calendar(token)
    assert queries.network_of_calendar(second) == row


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"year": 2012}, "year", "out_of_range"),
        ({"year": 2026}, "year", "out_of_range"),
        ({"title_es": " "}, "title_es", "empty"),
        ({"title_en": "x" * 301}, "title_en", "too_long"),
        ({"phase": "later"}, "phase", "unknown"),
        ({"sector": 0}, "sector", "unknown"),
        ({"sector": 16}, "sector", "unknown"),
        ({"due_on": date(2021, 1, 1)}, "due_on", "another_year"),
        ({"institution_id": UUID(int=1)}, "institution", "no_seat"),
    ],
)
def test_line_that_cannot_be_is_refused(secretary, changes, field, problem):
    with pytest.raises(PlanRefused) as refused:
        plans.add_plan_item(network_key=KEY, line=replace(LINE, **changes), by=secretary, at=NOON)
    assert (refused.value.field, refused.value.problem) == (field, problem)


@pytest.mark.parametrize(
    ("state", "result", "problem"),
    [
        ("unheard", "x", "unknown"),
        ("done", " ", "empty"),
        ("dropped", "", "empty"),
        ("under_way", "x" * 4001, "too_long"),
    ],
)
def test_report_that_says_too_little_or_too_much_is_refused(secretary, state, result, problem):
    item = plans.add_plan_item(network_key=KEY, line=LINE, by=secretary, at=NOON)
    with pytest.raises(PlanRefused) as refused:
        plans.report_plan_item(
            network_key=KEY,
            item_id=item.pk,
            state=state,
            result_es=result,
            result_en="",
            by=secretary,
            at=NOON,
        )
    assert refused.value.problem == problem


def test_line_is_reported_by_an_acta_of_its_network(table, secretary):
    _row, rows = table
    item = plans.add_plan_item(
        network_key=KEY, line=replace(LINE, institution_id=rows[1].pk), by=secretary, at=NOON
    )
    acta = actas.record_acta(network_key=KEY, details=ACTA, by=secretary, at=NOON)
    told = {"network_key": KEY, "item_id": item.pk, "by": secretary, "at": NOON}
    words = {"state": PlanItemState.DONE, "result_es": " Hecho ", "result_en": "Done"}
    reported = plans.report_plan_item(**told, **words, acta_id=acta.pk)
    assert (reported.state, reported.result_es, reported.acta) == ("done", "Hecho", acta)
    with pytest.raises(PlanRefused):
        plans.report_plan_item(**told, **words, acta_id=uuid4())
    item.network.members.filter(institution=rows[1]).update(left_on=NOON.date())
    changed = plans.change_plan_item(
        **told, line=replace(LINE, institution_id=rows[1].pk, title_es="Otra")
    )
    assert (changed.title_es, changed.institution_id, changed.state) == (
        "Otra",
        rows[1].pk,
        "done",
    )
    with pytest.raises(PlanItemUnknown):
        plans.change_plan_item(**told | {"item_id": uuid4()}, line=LINE)


def test_plan_is_read_by_year_phase_sector_and_state(table, secretary):
    row, _rows = table
    for year, phase, sector in ((2020, "before", 8), (2020, "after", 6), (2021, "after", 6)):
        line = PlanLine(year, f"{phase} {sector}", phase, sector)
        plans.add_plan_item(network_key=KEY, line=line, by=secretary, at=NOON)

    def titles(**asked):
        found = plan_queries.list_plan_items(row, asked=PlanFilter(**asked))
        return [item.title_es for item in found]

    assert plan_queries.list_plan_years(row) == [2021, 2020]
    assert titles(year=2020) == ["after 6", "before 8"]
    assert titles(year=2020, phase="before") == ["before 8"]
    assert titles(year=2020, sector=6) == ["after 6"]
    assert titles(year=2021, state="done") == []
    covered = plan_queries.coverage_of(row, year=2020)
    assert {found.sector: found.counts for found in covered if not found.is_gap} == {
        6: (0, 0, 1),
        8: (1, 0, 0),
    }


def test_coverage_counts_all_but_what_was_set_aside():
    rows = coverage(
        [
            ("before", 1, "planned"),
            ("before", 1, "done"),
            ("during", 1, "dropped"),
            ("after", 15, "under_way"),
        ]
    )
    assert [row.sector for row in rows] == list(range(1, 16))
    assert (rows[0].counts, rows[14].counts) == ((2, 0, 0), (0, 0, 1))
    assert [row.sector for row in rows if row.is_gap] == list(range(2, 15))


@pytest.mark.django_db(transaction=True)
def test_minutes_written_by_three_at_once_are_all_kept(tmp_path):
    with on_disk(tmp_path):
        _row, rows = factory.table()
        secretary = actor_of(rows[0], "coordinator")
        meeting = factory.planned(secretary)
        told = [f"Texto {number}" for number in range(3)]
        outcomes = at_once(*(lambda text=text: write(secretary, text, base=0) for text in told))
        meeting.refresh_from_db()
        assert sorted(outcomes) == [False, False, True]
        assert kept(meeting) == set(told)
        assert meeting.minutes_es == told[outcomes.index(True)]
        assert len(revisions.list_beside(minutes_subject(meeting.pk))) == 2


@pytest.mark.django_db(transaction=True)
def test_points_added_at_once_are_all_there(tmp_path):
    with on_disk(tmp_path):
        _row, rows = factory.table()
        secretary = actor_of(rows[0], "coordinator")
        factory.planned(secretary)
        at_once(
            *(
                lambda title=title: meetings.add_point(
                    network_key=KEY,
                    number=1,
                    point=AgendaPoint(title),
                    by=secretary,
                    at=NOON,
                )
                for title in ("A", "B")
            )
        )
        assert {title for _position, title in points()} == {"A", "B"}
        assert [position for position, _title in points()] == [1, 2]

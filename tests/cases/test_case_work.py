"""Notes, the plan, follow-ups, files, the team: who does what, and what is left of it."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from PIL import Image
from tests.cases.test_canaries import OURS, found
from tests.cases.traces import events_since
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.actions.work import role_of
from relevo.cases.enums import TaskKind
from relevo.cases.errors import (
    AttachmentRefused,
    CaseClosed,
    CaseNotVisible,
    FactsChanged,
    FactsRefused,
    TaskDone,
    WorkRefused,
)
from relevo.cases.models import Attachment, Note, Task
from relevo.cases.rules import attachments as file_rules
from relevo.cases.rules import work as rules
from relevo.cases.rules.asking import NeededBy
from relevo.cases.rules.facts import Person, SafeContact, digest_of
from relevo.cases.rules.work import AttachmentRow, PendingRow, WorkCounts
from relevo.formats.redraw import redraw

pytestmark = pytest.mark.django_db
TODAY = date(2020, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture
def stage():
    return cast.stage()


def picture():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 200)).save(file, "PNG")
    return file.getvalue()


def note(stage, case, text="Llamó la hermana", *, by=None, at=NOON):
    return actions.add_note(case_id=case.pk, text=text, by=by or stage.amina, at=at)


def task(stage, case, *, by=None, **changes):
    asked = {"kind": "follow_up", "what": "Llamar", "due_on": TODAY, "at": NOON}
    return actions.add_task(case_id=case.pk, by=by or stage.amina, **asked | changes)


def keep(stage, case, *, by=None, at=NOON, **changes):
    asked = {"name": "Partida", "description": "Del niño", "data": picture()}
    return actions.add_attachment(case_id=case.pk, by=by or stage.amina, at=at, **asked | changes)


def part(stage, case, changes, *, by=None, seen=None, urgency=""):
    _case, known, before = access.read_facts(stage.amina, case_id=case.pk, at=NOON)
    return actions.change_part(
        case_id=case.pk,
        changes=changes,
        seen=digest_of(known, changes, urgency=before) if seen is None else seen,
        urgency=urgency,
        by=by or stage.amina,
        at=NOON + HOUR,
    )


def test_notes_stand_newest_first_and_say_in_which_role_they_were_written(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    note(stage, case, "  Primera  ")
    note(stage, case, "Segunda", by=stage.berta, at=NOON + HOUR)
    found, notes = access.list_notes(stage.amina, case_id=case.pk, at=NOON)
    assert found.pk == case.pk
    assert [(one.text, one.role, one.is_own, one.at) for one in notes] == [
        ("Segunda", "officer", False, NOON + HOUR),
        ("Primera", "officer", True, NOON),
    ]
    assert events_since(2)[:2] == [("case.note_added", str(case.pk), {})] * 2
    assert "Segunda" not in repr(notes)


def test_a_role_is_one_of_case_work_or_none(stage):
    assert (role_of(stage.berta), role_of(stage.dora)) == ("officer", "")


def test_the_plan_is_what_is_to_do_by_day_and_then_what_was_done(stage):
    case = cast.case(stage)
    kinds = {"kind": "plan", "goal": "Papeles", "who": "Ella"}
    late = task(stage, case, what="Partida", due_on=TODAY + DAY, **kinds)
    soon = task(stage, case, what="Registro", due_on=TODAY, **kinds)
    done = task(stage, case, what="Foto", due_on=TODAY, **kinds)
    task(stage, case, what="Llamar")
    actions.finish_task(
        case_id=case.pk, task_id=done.pk, outcome="not_needed", by=stage.amina, at=NOON + HOUR
    )
    _case, rows = access.list_tasks(stage.amina, case_id=case.pk, kind=TaskKind.PLAN, at=NOON + DAY)
    assert [(row.task_id, row.what, row.is_overdue, row.outcome) for row in rows] == [
        (soon.pk, "Registro", True, ""),
        (late.pk, "Partida", False, ""),
        (done.pk, "Foto", False, "not_needed"),
    ]
    assert (rows[0].goal, rows[0].who, rows[2].done_at) == ("Papeles", "Ella", NOON + HOUR)
    (follow,) = access.list_tasks(stage.amina, case_id=case.pk, kind=TaskKind.FOLLOW_UP, at=NOON)[1]
    assert (follow.what, follow.kind, follow.due_on) == ("Llamar", "follow_up", TODAY)
    finished = ("case.task_finished", str(case.pk), {"kind": "plan", "outcome": "not_needed"})
    assert finished in events_since(0)
    with pytest.raises(TaskDone):
        actions.finish_task(
            case_id=case.pk, task_id=done.pk, outcome="done", by=stage.amina, at=NOON
        )
    with pytest.raises(WorkRefused):  # a step of a plan is no person who could be reached
        actions.finish_task(
            case_id=case.pk, task_id=soon.pk, outcome="not_reached", by=stage.amina, at=NOON
        )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"kind": "wish"}, "kind", "unknown"),
        ({"what": "  "}, "what", "missing"),
        ({"what": "x" * 301}, "what", "too_long"),
        ({"goal": "x" * 161}, "goal", "too_long"),
        ({"who": "x" * 121}, "who", "too_long"),
        ({"due_on": TODAY - DAY}, "due_on", "out_of_range"),
        ({"due_on": TODAY + timedelta(days=731)}, "due_on", "out_of_range"),
    ],
)
def test_a_task_that_says_nothing_usable_is_refused(stage, changes, field, problem):
    case = cast.case(stage)
    with pytest.raises(WorkRefused) as refused:
        task(stage, case, **changes)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert Task.objects.count() == 0


def test_a_note_without_words_or_with_too_many_is_refused(stage, monkeypatch):
    case = cast.case(stage)
    for text, problem in (("  ", "missing"), ("x" * 4001, "too_long")):
        with pytest.raises(WorkRefused) as refused:
            note(stage, case, text)
        assert (refused.value.field, refused.value.problem) == ("text", problem)
    monkeypatch.setattr(rules, "MOST_NOTES", 0)
    monkeypatch.setattr(rules, "MOST_TASKS", 0)
    for act in (note, task):
        with pytest.raises(WorkRefused, match="too_many"):
            act(stage, case)
    assert (Note.objects.count(), Task.objects.count()) == (0, 0)


def test_today_and_overdue_of_all_ones_open_cases_in_one_query(stage, django_assert_num_queries):
    mine, closed, others = cast.case(stage), cast.case(stage), cast.case(stage)
    for case in (mine, closed, others):
        task(stage, case, due_on=TODAY)
        task(stage, case, kind="plan", due_on=TODAY + DAY)
        task(stage, case, due_on=TODAY + 2 * DAY)
    actions.close_case(case_id=closed.pk, reason="helped", by=stage.amina, at=NOON)
    actions.add_to_team(case_id=others.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=others.pk, user_id=stage.amina.id, by=stage.berta, at=NOON)
    with django_assert_num_queries(1):
        rows = access.list_pending(stage.amina, at=NOON + DAY)
    assert rows == [
        PendingRow(mine.pk, mine.code, "follow_up", TODAY, is_overdue=True),
        PendingRow(mine.pk, mine.code, "plan", TODAY + DAY, is_overdue=False),
    ]
    assert access.list_pending(stage.carlos, at=NOON + DAY) == []


def test_counts_are_of_the_case_and_need_one_query(stage, django_assert_num_queries):
    case = cast.case(stage)
    note(stage, case)
    for due_on in (TODAY, TODAY + DAY):
        task(stage, case, due_on=due_on)
    task(stage, case, kind="plan")
    keep(stage, case)
    with django_assert_num_queries(1):
        counted = access.count_work(stage.amina, case_id=case.pk, at=NOON + DAY)
    assert counted == WorkCounts(
        notes=1, plan_open=1, follow_ups_open=2, overdue=2, team=1, attachments=1
    )


def test_a_file_is_kept_as_it_was_drawn_and_opened_by_the_team(stage):
    case = cast.case(stage)
    kept = keep(stage, case, name=" Partida ")
    _case, rows = access.list_attachments(stage.amina, case_id=case.pk, at=NOON)
    assert rows == [
        AttachmentRow(
            attachment_id=kept.pk,
            kind="image",
            pages=1,
            added_at=NOON,
            role="officer",
            is_own=True,
            name="Partida",
            description="Del niño",
        )
    ]
    asked = {"case_id": case.pk, "attachment_id": kept.pk}
    opened = access.open_attachment(stage.amina, **asked, at=NOON)
    assert opened == ("image", redraw(picture()).content)
    last = Event.objects.order_by("-id")[0]
    assert (last.verb, last.facts) == (
        "case.read",
        {"part": "attachment", "attachment": str(kept.pk)},
    )
    actions.remove_attachment(**asked, by=stage.amina, at=NOON)
    assert Attachment.objects.count() == 0
    assert events_since(-1) == [
        ("case.attachment_removed", str(case.pk), {"attachment": str(kept.pk)})
    ]
    with pytest.raises(CaseNotVisible):
        access.open_attachment(stage.amina, **asked, at=NOON)
    with pytest.raises(CaseNotVisible):
        actions.remove_attachment(**asked, by=stage.amina, at=NOON)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"data": b"MZ"}, "unknown_kind"),
        ({"data": b""}, "empty"),
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 121}, "name_too_long"),
        ({"description": "x" * 301}, "description_too_long"),
    ],
)
def test_a_file_that_cannot_be_kept_leaves_nothing(stage, changes, problem):
    case = cast.case(stage)
    before = events_since(0)
    with pytest.raises(AttachmentRefused) as refused:
        keep(stage, case, **changes)
    assert refused.value.problem == problem
    assert (Attachment.objects.count(), events_since(0)) == (0, before)


def test_a_case_keeps_so_many_files(stage, monkeypatch):
    monkeypatch.setattr(file_rules, "MOST_A_CASE", 1)
    case = cast.case(stage)
    keep(stage, case)
    with pytest.raises(AttachmentRefused, match="too_many"):
        keep(stage, case)


def test_a_part_changes_and_the_rest_stays(stage):
    case = cast.case(stage)
    part(stage, case, {"name": "Otra", "health": ""})
    part(stage, case, {"needs": ("shelter",), "urgent_needs": frozenset()}, urgency="normal")
    _case, known, urgency = access.read_facts(stage.amina, case_id=case.pk, at=NOON)
    assert (known, urgency) == (
        cast.facts(name="Otra", health="", needs=("shelter",), urgent_needs=frozenset()),
        "normal",
    )


def test_nothing_of_a_colleague_is_overwritten(stage):
    case = cast.case(stage)
    _case, known, urgency = access.read_facts(stage.amina, case_id=case.pk, at=NOON)
    seen = digest_of(known, ["contact", "safe_contact"], urgency=urgency)
    part(stage, case, {"name": "Otra"})  # another part: both are kept
    part(stage, case, {"contact": SafeContact("call"), "safe_contact": "2222"}, seen=seen)
    with pytest.raises(FactsChanged):
        part(stage, case, {"contact": SafeContact("text"), "safe_contact": "3333"}, seen=seen)
    _case, known, _urgency = access.read_facts(stage.amina, case_id=case.pk, at=NOON)
    assert (known.name, known.safe_contact, known.contact.channel) == ("Otra", "2222", "call")
    with pytest.raises(FactsRefused):
        part(stage, case, {"language": "Spanish"})


def test_what_is_needed_by_when_is_told_until_it_is_over(stage):
    case = cast.case(stage)
    assert access.needed_by_of(stage.amina, case_id=case.pk, at=NOON) == ()
    when = NOON - 100 * HOUR
    part(stage, case, {"answers": {"gbv_when": when.isoformat(), "ppi_entered_sv": "2020-11-19"}})
    found = access.needed_by_of(stage.amina, case_id=case.pk, at=NOON)
    assert found[0] == NeededBy("emergency_contraception", when + 120 * HOUR)
    assert [one.code for one in found] == ["emergency_contraception", "asylum_claim_sv"]


def test_the_team_and_who_could_join_it(stage):
    case = cast.case(stage)
    analyst = person("ines", of=stage.nacaome, roles=["analyst"])
    second = person("julia", of=stage.nacaome, roles=["duty_officer", "officer"])
    actions.add_exclusion(case_id=case.pk, kind="user", who=second.id, by=stage.amina, at=NOON)
    _case, members, others = access.list_team(stage.amina, case_id=case.pk, at=NOON)
    assert [(one.user_id, one.role, one.since, one.is_self) for one in members] == [
        (stage.amina.id, "officer", NOON, True)
    ]
    assert [(one.user_id, one.since) for one in others] == [(stage.berta.id, None)]
    assert analyst.id not in {one.user_id for one in (*members, *others)}


def verbs(stage, case, *, by, task_id, attachment_id):
    """Every read and write of the work on a case, by its name."""
    asked = {"case_id": case.pk, "at": NOON}
    return {
        "notes": lambda: access.list_notes(by, **asked),
        "tasks": lambda: access.list_tasks(by, kind=TaskKind.PLAN, **asked),
        "counts": lambda: access.count_work(by, **asked),
        "facts": lambda: access.read_facts(by, **asked),
        "needed_by": lambda: access.needed_by_of(by, **asked),
        "team": lambda: access.list_team(by, **asked),
        "files": lambda: access.list_attachments(by, **asked),
        "file": lambda: access.open_attachment(by, attachment_id=attachment_id, **asked),
        "add_note": lambda: note(stage, case, by=by),
        "add_task": lambda: task(stage, case, by=by),
        "finish": lambda: actions.finish_task(task_id=task_id, outcome="done", by=by, **asked),
        "keep": lambda: keep(stage, case, by=by),
        "remove": lambda: actions.remove_attachment(attachment_id=attachment_id, by=by, **asked),
        "change": lambda: part(stage, case, {"name": "Otra"}, by=by),
    }


WRITES = {"add_note", "add_task", "finish", "keep", "remove", "change"}


def test_for_nobody_but_the_team_is_there_anything(stage):
    case = cast.case(stage)
    ids = {"task_id": task(stage, case).pk, "attachment_id": keep(stage, case).pk}
    former = person("greta", of=stage.nacaome, roles=["officer"])
    actions.add_to_team(case_id=case.pk, user_id=former.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=case.pk, user_id=former.id, by=stage.amina, at=NOON)
    before = (
        Note.objects.count(),
        Task.objects.count(),
        Event.objects.exclude(verb="case.read").count(),
    )
    for who in (stage.berta, former, stage.carlos, stage.elena, stage.fausto, stage.dora):
        for act in verbs(stage, case, by=who, **ids).values():
            with pytest.raises(CaseNotVisible) as refused:
                act()
            assert refused.value.args == ()
    other = cast.case(stage)  # ids of another case of the same team are not there either
    for name in ("file", "finish", "remove"):
        with pytest.raises(CaseNotVisible):
            verbs(stage, other, by=stage.amina, **ids)[name]()
    after = (
        Note.objects.count(),
        Task.objects.count(),
        Event.objects.exclude(verb="case.read").count(),
    )
    assert after == (*before[:2], before[2] + 1)  # the other case was opened
    with pytest.raises(CaseNotVisible):
        actions.finish_task(
            case_id=case.pk, task_id=uuid4(), outcome="done", by=stage.amina, at=NOON
        )


def test_a_closed_case_is_read_and_not_written(stage):
    case = cast.case(stage)
    ids = {"task_id": task(stage, case).pk, "attachment_id": keep(stage, case).pk}
    actions.close_case(case_id=case.pk, reason="helped", by=stage.amina, at=NOON)
    refused = set()
    for name, act in verbs(stage, case, by=stage.amina, **ids).items():
        try:
            act()
        except CaseClosed:
            refused.add(name)
    assert refused == WRITES
    assert (Note.objects.count(), Task.objects.get().done_at, Attachment.objects.count()) == (
        0,
        None,
        1,
    )


CANARIES = (
    *("Zutuhil canario", "meta Quetzalba", "paso Ixbalanque", "quien Tepeu", "cedula Zipacna"),
    *(
        "detalle Hunahpu",
        "nota Vucub",
        "apodo Xquic",
        "opina Camazotz",
        "contesta Nelda",
        "99-88 Tacaná",
    ),
)
CODES = ("controlled_by_other", "nna_opinion", "grandparent", "travels_alone")


def test_no_word_of_the_work_on_a_case_stands_in_clear(stage):
    case = cast.case(stage)
    note(stage, case, CANARIES[0])
    done = task(stage, case, goal=CANARIES[1], what=CANARIES[2], who=CANARIES[3])
    actions.finish_task(case_id=case.pk, task_id=done.pk, outcome="done", by=stage.amina, at=NOON)
    keep(stage, case, name=CANARIES[4], description=CANARIES[5])
    changes = {
        "factors": frozenset({"controlled_by_other", "travels_alone"}),
        "factor_note": CANARIES[6],
        "people": (Person("21-59", "f", "grandparent", CANARIES[7]), Person("0-4", "m")),
        "answers": {"nna_opinion": CANARIES[8]},
        "contact": SafeContact("call", who=CANARIES[9]),
        "safe_contact": CANARIES[10],
    }
    part(stage, case, changes)
    _case, known, _urgency = access.read_facts(stage.amina, case_id=case.pk, at=NOON)
    assert {name: getattr(known, name) for name in changes} == changes
    assert found(CANARIES) == []
    assert found(CODES, tables=OURS) == []
    assert redraw(picture()).content[:20] not in bytes(Attachment.objects.get().content)

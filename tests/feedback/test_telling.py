"""Telling: what is kept, where, in what shape, and what is not."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from tests.factories import directory, networks
from tests.factories.accounts import person
from tests.factories.feedback import DAY, HOUR, NOON, WORDS, complaint, nobody, stage, step, tell
from tests.race import at_once, on_disk

from relevo.accounts.models import Membership
from relevo.audit.models import Event
from relevo.directory.models import Holiday, Service
from relevo.feedback import access, actions, queries
from relevo.feedback.actions import telling
from relevo.feedback.enums import Reached
from relevo.feedback.errors import (
    FollowUpUnknown,
    NothingTold,
    TellingRefused,
    ToldAlready,
    TooManyToday,
)
from relevo.feedback.models import Complaint, Report, Statement, Step, Tally
from relevo.feedback.rules.bodies import body_of
from relevo.kernel.actor import SYSTEM_ID
from relevo.kernel.ids import CodeUnreadable, new_code
from relevo.networks.models import Member
from relevo.outbox.models import Message
from relevo.plumbing.sealed import SealBroken, unseal

pytestmark = pytest.mark.django_db


def tallies():
    return [(row.month, row.kind, row.count) for row in Tally.objects.order_by("month", "kind")]


def kept_rows():
    models = (Complaint, Statement, Step, Report, Tally, Message)
    return [model.objects.count() for model in models]


def test_what_is_sensitive_lies_sealed_for_the_readers_with_a_clock():
    scene = stage()
    code, receipt = tell(scene, slip_code=new_code(), outside_body="pddh")
    row = Complaint.objects.get()
    assert receipt == actions.Receipt(
        reached=frozenset({Reached.READERS}), due_at=row.due_at, readers=receipt.readers
    )
    assert {name.es for name in receipt.readers} == {"Universidad", "Monitoreo"}
    assert (row.network, row.state, row.channel, row.country, row.outside_body) == (
        scene.network,
        "received",
        "online",
        "SV",
        "pddh",
    )
    assert (row.received_at, row.due_at) == (NOON, datetime(2020, 11, 27, 18, tzinfo=NOON.tzinfo))
    assert row.code_digest == queries.digest_of(code) != code
    assert Service.objects.get().told_closed_on is None
    assert not Report.objects.exists()
    assert tallies() == [("2020-11", "in_return", 1)]


def test_one_tick_is_enough():
    scene = stage()
    row = complaint(scene, words="", matters=frozenset({"sex"}))
    assert (row.state, Statement.objects.count()) == ("received", 0)
    found = access.open_complaint(scene.ana, complaint_id=row.pk, barred_by_code=nobody, at=NOON)
    assert (found.matters, found.said) == (("sex",), ())


def test_a_blob_opens_in_its_own_row_only():
    scene = stage()
    complaint(scene)
    statement = Statement.objects.get()
    with pytest.raises(SealBroken):
        unseal(bytes(statement.words), context=f"feedback_statement|words|{scene.network.pk}")


def test_nothing_of_it_stands_in_clear_in_any_table():
    scene = stage()
    slip = new_code()
    code, _receipt = tell(scene, slip_code=slip)
    row = Complaint.objects.get()
    actions.add(code=code, words=f"{WORDS} otra vez", at=NOON + HOUR)
    step("acknowledge", row, scene.ana)
    step("answer", row, scene.ana, code="looked_into", words="RESPUESTA-Canario")
    access.open_complaint(scene.beto, complaint_id=row.pk, barred_by_code=nobody, at=NOON)
    secrets = ["CANARIO", "lempiras", "Canario", code, slip, str(scene.house.pk), "money"]
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith(("relevo.feedback", "relevo.audit", "relevo.outbox")):
            continue
        for values in model.objects.order_by("pk").values():
            clear = json.dumps(
                {
                    k: bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else v
                    for k, v in values.items()
                },
                default=str,
            )
            found = [secret for secret in secrets if secret in clear]
            assert found == [], (model.__name__, values)


def test_who_told_or_wrote_it_down_is_written_nowhere():
    scene = stage()
    tell(scene, channel="by_mouth")
    event = Event.objects.get(verb="complaint.told")
    assert (event.actor_id, event.facts) == (SYSTEM_ID, {})
    assert Complaint.objects.get().channel == "by_mouth"
    assert Step.objects.get().by is None


def test_what_is_ordinary_goes_coded_to_the_place_and_the_coordination():
    scene = stage()
    code, receipt = tell(
        scene, matters=frozenset(), words="", found="closed", went_on=date(2020, 11, 18)
    )
    report = Report.objects.get()
    assert receipt == actions.Receipt(reached=frozenset({Reached.PLACE}))
    assert (report.network, report.institution, report.service) == (
        scene.network,
        scene.house,
        scene.shelter,
    )
    assert (report.found, report.got, report.told_on) == ("closed", "", NOON.date())
    assert Service.objects.get().told_closed_on == date(2020, 11, 18)
    assert not Complaint.objects.exists()
    assert tallies() == [("2020-11", "closed", 1)]
    assert queries.follow_up(code).report_answer == ""
    assert (queries.follow_up(code).state, queries.follow_up(code).may_add) == ("received", False)


def test_words_beside_it_go_to_the_readers_and_nothing_leads_from_one_to_the_other():
    scene = stage()
    code, receipt = tell(scene, matters=frozenset(), found="open", got="nothing")
    report, row = Report.objects.get(), Complaint.objects.get()
    assert receipt.reached == {Reached.READERS, Reached.PLACE}
    assert report.code_digest not in {row.code_digest, queries.digest_of(code)}
    assert Service.objects.get().told_closed_on is None
    assert tallies() == [("2020-11", "not_given", 1)]


def test_where_nobody_may_read_it_nothing_is_kept_but_that_there_was_one():
    scene = stage(readers=False)
    _code, receipt = tell(scene)
    assert receipt == actions.Receipt(reached=frozenset({Reached.OUTSIDE_ONLY}))
    assert kept_rows() == [0, 0, 0, 0, 1, 0]


def test_who_wants_nothing_kept_is_not_even_counted():
    scene = stage()
    before = kept_rows()
    _code, receipt = tell(scene, only_outside=True)
    assert receipt.reached == {Reached.OUTSIDE_ONLY}
    assert kept_rows() == before


def test_a_place_on_no_list_goes_to_readers_of_its_country_or_outside():
    scene = stage()
    _code, receipt = tell(scene, service=False, country="HN")
    assert receipt.reached == {Reached.READERS}
    _code, receipt = tell(scene, service=False, country="GT")
    assert receipt.reached == {Reached.OUTSIDE_ONLY}
    opened = access.open_complaint(
        scene.ana, complaint_id=Complaint.objects.get().pk, barred_by_code=nobody, at=NOON
    )
    assert (opened.institution, opened.service, opened.country) == (None, None, "HN")


def test_about_a_reader_s_own_institution_it_reaches_the_other_alone():
    scene = stage()
    scene.shelter = directory.service("S-MON", "Puesto", of=scene.monitoring)
    _code, receipt = tell(scene)
    assert [name.es for name in receipt.readers] == ["Universidad"]
    actions.end_focal_point(
        network_key=scene.network.key,
        point_id=queries.list_points(scene.network)[0].pk,
        by=scene.sara,
        at=NOON,
    )
    _code, receipt = tell(scene)
    assert receipt.reached == {Reached.OUTSIDE_ONLY}


def term_ends(scene):
    Membership.objects.filter(user__in=[scene.ana.id, scene.beto.id]).update(ends_on=NOON.date())


def seat_is_gone(scene):
    Member.objects.filter(institution__in=[scene.university, scene.monitoring]).delete()


def role_never_reads(scene):
    Membership.objects.filter(user__in=[scene.ana.id, scene.beto.id]).update(role="coordinator")


@pytest.mark.parametrize("change", [term_ends, seat_is_gone, role_never_reads])
def test_nothing_goes_to_readers_who_can_no_longer_read(change):
    scene = stage()
    assert tell(scene)[1].reached == {Reached.READERS}
    assert len(queries.list_readers("HN", on=NOON.date())) == 2
    change(scene)
    assert queries.list_readers("HN", on=NOON.date()) == []
    _code, receipt = tell(scene)
    assert receipt.reached == {Reached.OUTSIDE_ONLY}
    assert Complaint.objects.count() == 1


def test_where_the_readers_of_the_place_are_barred_another_network_reads():
    scene = stage()
    other = networks.network("RED-ZETA", countries="HN|SV")
    far = directory.institution("HN-FAR", "Lejana")
    networks.seat(other, scene.secretariat, role="secretariat")
    networks.seat(other, far)
    third = person("third", of=far, roles=["officer"])
    actions.name_focal_point(
        network_key=other.key, user_id=third.id, institution_id=far.pk, by=scene.sara, at=NOON
    )
    barred = frozenset({scene.ana.id, scene.beto.id})
    _code, receipt = tell(scene, slip_code=new_code(), barred_by_code=lambda _code: barred)
    assert [name.es for name in receipt.readers] == ["Lejana"]
    assert Complaint.objects.get().network == other


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("told", [{}, {"matters": frozenset(), "words": "", "found": "closed"}])
def test_what_is_sent_twice_at_once_is_told_already(tmp_path, told):
    scene, code = stage(), new_code()
    with on_disk(tmp_path):
        outcomes = at_once(*[lambda: tell(scene, code=code, **told)] * 4)
        assert Complaint.objects.count() + Report.objects.count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ToldAlready"] * 3 + ["tuple"]


def test_with_every_reader_on_the_case_of_the_slip_it_goes_outside_and_is_not_kept():
    scene = stage()
    asked = []

    def both(code):
        asked.append(code)
        return frozenset({scene.ana.id, scene.beto.id})

    before = kept_rows()
    slip = new_code()
    typed = f"{slip[:4]}-{slip[4:]}".lower()
    _code, receipt = tell(scene, slip_code=typed, barred_by_code=both)
    assert receipt == actions.Receipt(reached=frozenset({Reached.OUTSIDE_ONLY}))
    assert (asked, kept_rows()) == ([slip], [*before[:4], 1, before[5]])  # counted, no more

    def one(_code):
        return frozenset({scene.ana.id})

    _code, receipt = tell(scene, slip_code=slip, barred_by_code=one)
    assert [name.es for name in receipt.readers] == ["Monitoreo"]
    _code, receipt = tell(scene, barred_by_code=both)  # without a code nobody is asked for
    assert len(receipt.readers) == 2


def test_holidays_of_the_country_move_the_clock():
    Holiday.objects.create(country="SV", on=date(2020, 11, 25), name_es="x", name_en="x")
    assert complaint(stage()).due_at.date() == date(2020, 11, 30)


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"country": "MX"}, "country", "unknown"),
        ({"on_demo": True}, "service", "unknown"),
        ({"outside_body": "fiscalia"}, "outside_body", "unknown"),
        ({"matters": frozenset({"noise"})}, "matters", "unknown"),
        (
            {"matters": frozenset(), "words": "", "found": "open", "service": False},
            "service",
            "place_needed",
        ),
        ({"went_on": (NOON + DAY).date()}, "went_on", "to_come"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(changes, field, problem):
    scene = stage()
    before = kept_rows()
    with pytest.raises(TellingRefused) as refused:
        tell(scene, **changes)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert kept_rows() == before


def test_the_body_outside_is_not_the_one_complained_about():
    scene = stage()
    pddh = directory.institution("SV-PDDH", "Procuraduría")
    scene.shelter = directory.service("S-PDDH", "Delegación", of=pddh)
    with pytest.raises(TellingRefused) as refused:
        tell(scene, outside_body="pddh")
    assert refused.value.problem == "is_the_one"


def test_nothing_said_and_codes_that_are_none():
    scene = stage()
    with pytest.raises(NothingTold):
        tell(scene, matters=frozenset(), words=" ")
    for changes in ({"code": "ABC"}, {"slip_code": "ABCD-EFGH-JKMN-1"}):
        with pytest.raises(CodeUnreadable):
            tell(scene, **changes)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("changes", [{}, {"matters": frozenset(), "words": "", "found": "open"}])
def test_the_same_form_sent_twice_is_kept_once(changes):
    scene = stage()
    code, _receipt = tell(scene, **changes)
    before = kept_rows()
    with pytest.raises(ToldAlready):
        tell(scene, code=f"{code[:4]}-{code[4:]}".lower(), **changes)
    assert kept_rows() == before


@pytest.mark.parametrize("changes", [{}, {"matters": frozenset(), "words": "", "found": "open"}])
def test_a_flood_is_stopped_until_the_next_day(monkeypatch, changes):
    monkeypatch.setattr(telling, "MOST_A_DAY", 2)
    scene = stage()
    tell(scene, **changes)
    tell(scene, **changes)
    with pytest.raises(TooManyToday):
        tell(scene, **changes)
    tell(scene, at=NOON + DAY, **changes)


def test_whoever_has_the_code_adds_and_sees_the_answer_but_never_what_was_written():
    scene = stage()
    code, _receipt = tell(scene, outside_body="pdh")
    row = Complaint.objects.get()
    first = queries.follow_up(code)
    assert (first.state, first.received_on, first.due_on) == (
        "received",
        NOON,
        row.due_at,
    )
    actions.add(code=code.lower(), words="  y otra cosa ", at=NOON + HOUR)
    step("acknowledge", row, scene.ana)
    step("answer", row, scene.beto, code="put_right", words=" Ya se corrigió. ")
    found = queries.follow_up(code)
    assert (found.state, found.due_on, found.outside_body, found.added, found.may_add) == (
        "answered",
        None,
        "pdh",
        2,
        True,
    )
    assert [(s.verb, s.code, s.words) for s in found.steps] == [
        ("acknowledged", "", ""),
        ("answered", "put_right", "Ya se corrigió."),
    ]
    assert "CANARIO" not in repr(found)


def test_what_is_added_to_a_closed_complaint_opens_it_with_a_new_clock():
    scene = stage()
    code, _receipt = tell(scene)
    row = Complaint.objects.get()
    step("acknowledge", row, scene.ana)
    step("close", row, scene.ana, reason="done")
    actions.add(code=code, words="Volvió a pasar", at=NOON + 3 * DAY)
    row.refresh_from_db()
    assert (row.state, row.received_at) == ("received", NOON + 3 * DAY)
    assert row.due_at == datetime(2020, 11, 30, 18, tzinfo=NOON.tzinfo)
    assert list(row.steps.order_by("number").values_list("verb", flat=True))[-1] == "reopened"


def test_adding_is_refused_without_words_without_end_and_without_a_known_code(monkeypatch):
    monkeypatch.setattr(telling, "MOST_ADDED", 2)
    scene = stage()
    code, _receipt = tell(scene)
    for words, problem in ((" ", "missing"), ("a\0", "unreadable"), ("x" * 5000, "too_long")):
        with pytest.raises(TellingRefused) as refused:
            actions.add(code=code, words=words, at=NOON)
        assert refused.value.problem == problem
    actions.add(code=code, words="una", at=NOON)
    with pytest.raises(TellingRefused) as refused:
        actions.add(code=code, words="dos", at=NOON)
    assert refused.value.problem == "too_many"
    with pytest.raises(FollowUpUnknown):
        actions.add(code=new_code(), words="nada", at=NOON)
    with pytest.raises(CodeUnreadable):
        actions.add(code=code[:-1], words="nada", at=NOON)
    assert Statement.objects.count() == 2


def test_codes_that_were_never_given_lead_nowhere():
    stage()
    with pytest.raises(FollowUpUnknown):
        queries.follow_up(new_code())


def test_counts_are_of_whole_months_and_small_ones_are_hidden():
    scene = stage()
    for kind, month, count in (
        ("sexual", "2020-10", 2),
        ("conduct", "2020-10", 7),
        ("closed", "2020-10", 9),
        ("closed", "2020-09", 6),
        ("closed", "2020-11", 40),
    ):
        Tally.objects.create(network=scene.network, month=month, kind=kind, count=count)
    counts = queries.counts_of(scene.network, at=NOON)
    assert counts.months == ("2020-09", "2020-10")
    shown = {kind: cells for kind, cells in counts.rows if any(c != 0 for c in cells)}
    assert shown["sexual"][1] is None
    hidden = [kind for kind, cells in shown.items() if cells[1] is None]
    assert len(hidden) > 1


def test_overdue_is_counted_until_somebody_acknowledges_it():
    scene = stage()
    row = complaint(scene)
    late = row.due_at + timedelta(seconds=1)
    assert [queries.overdue_count(scene.network, at=at) for at in (row.due_at, late)] == [0, 1]
    step("acknowledge", row, scene.ana, at=late)
    assert queries.overdue_count(scene.network, at=late) == 0


def test_the_line_of_a_body_outside_is_that_of_its_directory_row():
    body = body_of("pdh")
    assert queries.telephone_of(body) == ""
    directory.institution("GT-PDH", "PDH", public_line="1555")
    assert queries.telephone_of(body) == "1555"

"""The door: who may list, open and handle a complaint, and who may not, whatever their role."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import directory, networks
from tests.factories.accounts import person
from tests.factories.feedback import DAY, HOUR, NOON, WORDS, complaint, nobody, stage, step, tell

from relevo.accounts.models import Membership
from relevo.audit.models import Event
from relevo.cases.access.voices import codes_worked_on
from relevo.feedback import access, actions, queries
from relevo.feedback.errors import (
    ComplaintNotVisible,
    FocalPointRefused,
    FocalPointUnknown,
    HandlingRefused,
    MoveRefused,
    ReportAnswered,
    ReportNotVisible,
)
from relevo.feedback.models import Complaint, FocalPoint, Report, Step
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.networks.errors import NotKeeper
from relevo.networks.models import Member
from relevo.outbox.models import Message
from relevo.plumbing.sealed import seal

pytestmark = pytest.mark.django_db

HANDLING = {
    "acknowledge": {},
    "answer": {"code": "looked_into", "words": "Gracias"},
    "refer": {},
    "close": {"reason": "done"},
}


def on_cases(barred):
    """The same answer, asked for many codes of one person."""
    return lambda user_id, codes: frozenset(code for code in codes if user_id in barred(code))


def refused_everywhere(actor, row, *, barred=nobody):
    """List, open and every step: the same refusal; nothing changes."""
    before = (Complaint.objects.get(pk=row.pk).state, Step.objects.count())
    with pytest.raises(ComplaintNotVisible):
        access.open_complaint(actor, complaint_id=row.pk, barred_by_code=barred, at=NOON)
    for verb, said in HANDLING.items():
        with pytest.raises(ComplaintNotVisible):
            step(verb, row, actor, barred=barred, **said)
    try:
        listed = access.list_complaints(actor, worked_on=on_cases(barred), at=NOON)
    except ComplaintNotVisible:
        listed = []
    assert row.pk not in [found.complaint_id for found in listed]
    assert (Complaint.objects.get(pk=row.pk).state, Step.objects.count()) == before
    return True


def opens(actor, row, *, barred=nobody):
    found = access.open_complaint(actor, complaint_id=row.pk, barred_by_code=barred, at=NOON)
    listed = access.list_complaints(actor, worked_on=on_cases(barred), at=NOON)
    return [said.words for said in found.said] == [WORDS] and row.pk in [
        one.complaint_id for one in listed
    ]


def test_the_two_readers_open_it_and_nobody_else():
    scene = stage()
    row = complaint(scene)
    assert opens(scene.ana, row)
    assert opens(scene.beto, row)
    nowhere = Actor(id=uuid4(), institution_id=None)
    for actor in (
        *(scene.sara, scene.hugo, scene.admin, scene.platform, scene.stranger, nowhere),
        person("colleague", of=scene.university, roles=["officer"]),
    ):
        assert refused_everywhere(actor, row)


def test_a_reader_of_the_institution_it_is_about_opens_nothing_of_it():
    scene = stage()
    scene.shelter = directory.service("S-MON", "Puesto", of=scene.monitoring)
    row = complaint(scene)
    assert opens(scene.ana, row)
    assert refused_everywhere(scene.beto, row)


def test_a_former_name_and_a_second_membership_are_the_same_institution():
    scene = stage()
    former = directory.institution("SV-ANTES", "Antes", successor=scene.monitoring)
    scene.shelter = directory.service("S-ANTES", "Puesto de antes", of=former)
    row = complaint(scene)
    assert refused_everywhere(scene.beto, row)
    Membership.objects.create(
        user_id=scene.ana.id, institution=former, role="officer", starts_on=(NOON - DAY).date()
    )
    assert refused_everywhere(scene.ana, row)


def test_who_works_on_the_case_of_the_slip_opens_nothing_of_it():
    scene = stage()
    slip = new_code()
    row = complaint(scene, slip_code=slip)
    asked = []

    def barred(code):
        asked.append(code)
        return frozenset({scene.ana.id})

    assert refused_everywhere(scene.ana, row, barred=barred)
    assert opens(scene.beto, row, barred=barred)
    assert set(asked) == {slip}


def test_whom_it_barred_when_it_was_told_it_bars_when_the_code_leads_nowhere():
    scene = stage()
    row = complaint(
        scene, slip_code=new_code(), barred_by_code=lambda _code: frozenset({scene.ana.id})
    )
    assert refused_everywhere(scene.ana, row)
    assert opens(scene.beto, row)
    assert refused_everywhere(scene.beto, row, barred=lambda _code: frozenset({scene.beto.id}))


def test_what_was_told_before_who_is_barred_was_kept_opens_as_ever():
    scene = stage()
    row = complaint(scene)
    (about,) = queries.abouts_of([row])
    assert about.pop("barred") == []
    row.about = seal(about, context=queries.context_of(row), holder=row.network_id, envelope=row.pk)
    row.save(update_fields=["about"])
    assert opens(scene.ana, row)


def test_readers_of_another_network_open_nothing():
    scene = stage()
    row = complaint(scene)
    other = networks.network("RED-OTRA")
    networks.seat(other, scene.secretariat, role="secretariat")
    far = directory.institution("HN-LEJOS", "Lejos")
    networks.seat(other, far)
    lejana = person("lejana", of=far, roles=["officer"])
    actions.name_focal_point(
        network_key=other.key,
        user_id=lejana.id,
        institution_id=far.pk,
        by=scene.sara,
        at=NOON - DAY,
    )
    assert refused_everywhere(lejana, row)
    assert access.list_complaints(lejana, worked_on=on_cases(nobody), at=NOON) == []


@pytest.mark.parametrize("how", ["ended", "left", "no_seat", "coordinates", "elsewhere"])
def test_who_is_a_reader_no_more_opens_nothing_from_then_on(how):
    scene = stage()
    row = complaint(scene)
    ana = scene.ana
    if how == "ended":
        point = FocalPoint.objects.get(user=ana.id)
        actions.end_focal_point(
            network_key=scene.network.key, point_id=point.pk, by=scene.sara, at=NOON
        )
    elif how == "left":
        Membership.objects.filter(user=ana.id).update(ends_on=NOON.date())
    elif how == "no_seat":
        Member.objects.filter(institution=scene.university).update(left_on=NOON.date())
    elif how == "coordinates":
        ana = Actor(ana.id, ana.institution_id, ana.roles | {"coordinator"})
    else:
        ana = Actor(ana.id, scene.house.pk, ana.roles)
    assert refused_everywhere(ana, row)
    assert opens(scene.beto, row)


def test_every_opening_every_list_and_every_refusal_is_written_down():
    scene = stage()
    row = complaint(scene)
    Event.objects.all().count()
    opens(scene.ana, row)
    refused_everywhere(scene.sara, row)
    missing = uuid4()
    with pytest.raises(ComplaintNotVisible):
        access.open_complaint(scene.ana, complaint_id=missing, barred_by_code=nobody, at=NOON)
    found = Event.objects.filter(
        verb__in=["complaint.read", "complaint.listed", "complaint.refused"]
    )
    assert sorted((e.verb, e.subject, e.actor_id) for e in found) == sorted(
        [
            ("complaint.listed", str(scene.ana.id), scene.ana.id),
            ("complaint.read", str(row.pk), scene.ana.id),
            ("complaint.refused", str(row.pk), scene.sara.id),
            ("complaint.refused", str(missing), scene.ana.id),
        ]
    )


def test_a_complaint_is_shown_with_all_but_the_code_of_the_slip():
    scene = stage()
    slip = new_code()
    row = complaint(scene, slip_code=slip, found="open", got="part", went_on=NOON.date())
    step("acknowledge", row, scene.beto)
    found = access.open_complaint(scene.ana, complaint_id=row.pk, barred_by_code=nobody, at=NOON)
    assert (found.institution.es, found.service.es) == ("Casa de Acogida", "Albergue")
    assert (found.found, found.got, found.matters, found.went_on) == (
        "open",
        "part",
        ("money",),
        NOON.date(),
    )
    assert [(done.verb, done.words) for done in found.history] == [
        ("told", ""),
        ("acknowledged", ""),
    ]
    assert slip not in repr(found)


def test_what_is_due_first_stands_first_and_what_is_closed_last():
    scene = stage()
    rows = []
    for days in (0, 3, 4):
        before = set(Complaint.objects.values_list("pk", flat=True))
        tell(scene, at=NOON + days * DAY)
        rows.append(Complaint.objects.exclude(pk__in=before).get())
    step("acknowledge", rows[0], scene.ana)
    step("close", rows[0], scene.ana, reason="done")
    late = rows[1].due_at + HOUR
    found = access.list_complaints(scene.ana, worked_on=on_cases(nobody), at=late)
    assert [one.complaint_id for one in found] == [rows[1].pk, rows[2].pk, rows[0].pk]
    assert [one.is_overdue for one in found] == [True, rows[2].due_at < late, False]


def test_each_step_is_audited_and_told_without_a_word():
    scene = stage()
    row = complaint(scene, outside_body="pddh")
    step("acknowledge", row, scene.ana)
    step("answer", row, scene.beto, code="goes_outside", words="Lo lleva la procuraduría")
    step("refer", row, scene.ana)
    step("close", row, scene.beto, reason="outside_body")
    events = Event.objects.filter(subject=str(row.pk)).order_by("id")
    verbs = ["told", "acknowledged", "answered", "referred", "closed"]
    assert [(e.verb, e.facts) for e in events] == [
        (f"complaint.{verb}", facts)
        for verb, facts in zip(
            verbs,
            [{}, {}, {"code": "goes_outside"}, {"code": "pddh"}, {"code": "outside_body"}],
            strict=True,
        )
    ]
    messages = Message.objects.filter(subject_id=str(row.pk))
    assert {(m.topic, str(m.facts)) for m in messages} == {
        (f"complaint.{verb}", "{}") for verb in verbs
    }


@pytest.mark.parametrize(
    ("verb", "said", "problem"),
    [
        ("answer", {"code": "maybe", "words": "x"}, "unknown"),
        ("answer", {"code": "put_right", "words": "  "}, "missing"),
        ("answer", {"code": "put_right", "words": "a\0"}, "missing"),
        ("answer", {"code": "put_right", "words": "x" * 1001}, "too_long"),
        ("close", {"reason": "boredom"}, "unknown"),
        ("refer", {}, "none_chosen"),
    ],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(verb, said, problem):
    scene = stage()
    row = complaint(scene)
    step("acknowledge", row, scene.ana)
    with pytest.raises(HandlingRefused) as refused:
        step(verb, row, scene.ana, **said)
    assert refused.value.problem == problem
    assert Complaint.objects.get().state == "acknowledged"


def test_nothing_is_done_before_it_is_acknowledged_and_nobody_acknowledges_twice():
    scene = stage()
    row = complaint(scene)
    for verb in ("answer", "close"):
        with pytest.raises(MoveRefused):
            step(verb, row, scene.ana, **HANDLING[verb])
    step("acknowledge", row, scene.ana)
    with pytest.raises(MoveRefused):
        step("acknowledge", row, scene.beto)


def test_who_steps_aside_opens_it_never_again_and_the_other_still_does():
    scene = stage()
    row = complaint(scene, service=False)
    step("step_aside", row, scene.ana)
    assert refused_everywhere(scene.ana, row)
    with pytest.raises(ComplaintNotVisible):
        step("step_aside", row, scene.ana)
    assert opens(scene.beto, row)
    found = access.open_complaint(scene.beto, complaint_id=row.pk, barred_by_code=nobody, at=NOON)
    assert [done.verb for done in found.history] == ["told", "aside"]
    assert Event.objects.get(verb="complaint.aside").actor_id == scene.ana.id


# Who is named.


def refusal(scene, user_id, institution, *, by=None):
    with pytest.raises(FocalPointRefused) as refused:
        actions.name_focal_point(
            network_key=scene.network.key,
            user_id=user_id,
            institution_id=institution,
            by=by or scene.sara,
            at=NOON,
        )
    return refused.value.problem


def test_two_of_different_institutions_are_named_and_marked():
    scene = stage()
    points = queries.list_points(scene.network)
    assert [point.user_id for point in points] == [scene.ana.id, scene.beto.id]
    assert Membership.objects.get(user=scene.ana.id).is_psea_focal_point
    assert refusal(scene, scene.hugo.id, scene.house.pk) == "two_already"


def test_whom_a_network_cannot_name():
    scene = stage(readers=False)
    scene.name(scene.ana)
    colleague = person("colleague", of=scene.university, roles=["officer"])
    assert refusal(scene, colleague.id, scene.university.pk) == "same_institution"
    later = directory.institution("HN-UNI-2", "Universidad nueva")
    scene.university.successor = later
    scene.university.save()
    networks.seat(scene.network, later)
    renamed = person("renamed", of=later, roles=["officer"])
    assert refusal(scene, renamed.id, later.pk) == "same_institution"
    Membership.objects.create(
        user_id=scene.ana.id,
        institution=scene.house,
        role="officer",
        starts_on=(NOON - DAY).date(),
    )
    assert refusal(scene, scene.ana.id, scene.house.pk) == "named_already"
    assert refusal(scene, scene.stranger.id, scene.stranger.institution_id) == "no_seat"
    assert refusal(scene, scene.hugo.id, uuid4()) == "no_seat"
    assert refusal(scene, scene.hugo.id, scene.monitoring.pk) == "no_member"
    assert refusal(scene, scene.sara.id, scene.secretariat.pk) == "never_readers"
    assert refusal(scene, scene.admin.id, scene.house.pk) == "never_readers"
    police = directory.institution("HN-POL", "Policía", kind="police")
    networks.seat(scene.network, police)
    guard = person("guard", of=police, roles=["officer"])
    assert refusal(scene, guard.id, police.pk) == "enforcement"
    Membership.objects.filter(user=scene.beto.id).update(is_on_probation=True)
    assert refusal(scene, scene.beto.id, scene.monitoring.pk) == "on_probation"
    assert FocalPoint.objects.count() == 1


def test_only_who_keeps_the_network_names_and_ends():
    scene = stage()
    point = queries.list_points(scene.network)[0]
    for actor in (scene.hugo, scene.ana, scene.admin, scene.stranger):
        with pytest.raises(NotKeeper):
            actions.name_focal_point(
                network_key=scene.network.key,
                user_id=scene.hugo.id,
                institution_id=scene.house.pk,
                by=actor,
                at=NOON,
            )
        with pytest.raises(NotKeeper):
            actions.end_focal_point(
                network_key=scene.network.key, point_id=point.pk, by=actor, at=NOON
            )


def test_a_flood_of_later_ones_hides_no_complaint_that_waits(monkeypatch):
    monkeypatch.setattr(access, "MOST_LISTED", 3)
    scene = stage()
    first = complaint(scene)
    for days in range(3, 7):
        tell(scene, at=NOON + days * DAY)
    listed = access.list_complaints(scene.ana, worked_on=on_cases(nobody), at=NOON + 5 * DAY)
    assert listed[0].complaint_id == first.pk
    assert len(listed) == 3


def test_the_list_asks_the_same_for_one_and_for_many(django_assert_num_queries):
    scene = stage()
    tell(scene, slip_code=new_code())
    access.list_complaints(scene.ana, worked_on=codes_worked_on, at=NOON)  # keys are at hand
    with CaptureQueriesContext(connection) as one:
        access.list_complaints(scene.ana, worked_on=codes_worked_on, at=NOON)
    for _number in range(5):
        tell(scene, slip_code=new_code())
    with django_assert_num_queries(len(one)):
        access.list_complaints(scene.ana, worked_on=codes_worked_on, at=NOON)


def test_the_mark_ends_with_the_last_network():
    scene = stage()
    other = networks.network("RED-OTRA")
    networks.seat(other, scene.secretariat, role="secretariat")
    networks.seat(other, scene.university)
    actions.name_focal_point(
        network_key=other.key,
        user_id=scene.ana.id,
        institution_id=scene.university.pk,
        by=scene.sara,
        at=NOON,
    )
    marked = []
    for network in (scene.network, other):
        point = FocalPoint.objects.get(network=network, user=scene.ana.id)
        actions.end_focal_point(network_key=network.key, point_id=point.pk, by=scene.sara, at=NOON)
        marked.append(Membership.objects.get(user=scene.ana.id).is_psea_focal_point)
    assert marked == [True, False]
    with pytest.raises(FocalPointUnknown):
        actions.end_focal_point(
            network_key=scene.network.key, point_id=point.pk, by=scene.sara, at=NOON
        )


# Ordinary feedback.


def report(scene, **changes):
    tell(scene, **({"matters": frozenset(), "words": "", "got": "nothing"} | changes))
    return Report.objects.get()


def test_ordinary_feedback_is_for_the_place_and_who_keeps_the_network():
    scene = stage()
    row = report(scene)
    seen = {
        name: [one.report_id for one in access.list_reports(getattr(scene, name))] == [row.pk]
        for name in ("hugo", "admin", "sara", "ana", "platform", "stranger")
    }
    assert seen == {
        "hugo": True,
        "admin": True,
        "sara": True,
        "ana": False,
        "platform": False,
        "stranger": False,
    }
    (shown,) = access.list_reports(scene.hugo)
    assert (shown.on, shown.month, shown.is_own) == (None, NOON.date().replace(day=1), True)
    with pytest.raises(ReportNotVisible):
        actions.answer_report(report_id=row.pk, code="thanks", by=scene.ana, at=NOON)


def test_of_a_closed_place_the_day_is_told():
    scene = stage()
    report(scene, found="closed", got="")
    assert access.list_reports(scene.hugo)[0].on == NOON.date()


def test_it_is_answered_once_with_a_code():
    scene = stage()
    code = new_code()
    row = report(scene, code=code)
    with pytest.raises(HandlingRefused):
        actions.answer_report(report_id=row.pk, code="maybe", by=scene.hugo, at=NOON)
    actions.answer_report(report_id=row.pk, code="put_right", by=scene.hugo, at=NOON)
    with pytest.raises(ReportAnswered):
        actions.answer_report(report_id=row.pk, code="thanks", by=scene.sara, at=NOON)
    found = queries.follow_up(code)
    assert (found.state, found.report_answer) == ("answered", "put_right")
    assert Event.objects.get(verb="report.answered").facts == {"code": "put_right"}


def test_a_coordinator_of_no_network_sees_no_report():
    scene = stage()
    report(scene)
    elsewhere = directory.institution("GT-SOLA", "Sola")
    assert access.list_reports(person("sola", of=elsewhere, roles=["coordinator"])) == []

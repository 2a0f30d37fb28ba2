"""What is asked to change about an entry, who decides, and that nothing changes before."""

from uuid import uuid4

import pytest
from tests.factories import care
from tests.factories.care import HOUR, NOON
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.directory import actions
from relevo.directory.enums import EntryField
from relevo.directory.errors import (
    ChangeDecided,
    ChangeOvertaken,
    ChangeRefused,
    ChangeUnknown,
    NotYoursToChange,
    NotYoursToDecide,
    NotYoursToWithdraw,
    ServiceUnknown,
)
from relevo.directory.models import ChangeRequest, Location, Schedule, SearchToken, Service
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return care.stage()


def ask(scene, changes, *, by=None, service=None, reason="", **more):
    return actions.request_change(
        service_id=(service or scene.shelter).pk,
        changes=changes,
        reason=reason,
        by=by or scene.stranger,
        at=NOON,
        **more,
    )


def decide(request, *, by, approve=True):
    return actions.decide_change(request_id=request.pk, approve=approve, by=by, at=NOON + HOUR)


def fresh(scene):
    return Service.objects.select_related("location", "schedule").get(pk=scene.shelter.pk)


def counts():
    return ChangeRequest.objects.count(), Event.objects.count(), Message.objects.count()


def test_a_request_notes_what_stands_there_and_changes_nothing(scene):
    request = ask(scene, {"phone": " 2222-9999 ", "name": "Albergue"}, reason=" Nos  lo dijeron ")

    assert (request.changes, request.before, request.reason, request.state) == (
        {"phone": "2222-9999"},
        {"phone": "2222-1111"},
        "Nos lo dijeron",
        "open",
    )
    assert (request.from_institution_id, request.requested_by, request.requested_at) == (
        scene.stranger.institution_id,
        scene.stranger.id,
        NOON,
    )
    assert (request.came_by_link, request.decided_at, request.decided_by) == (False, None, None)
    assert fresh(scene).phone == "2222-1111"
    facts = {"request": str(request.pk), "fields": ["phone"], "by_link": False}
    event, message = Event.objects.get(), Message.objects.get()
    assert (event.verb, event.subject, event.facts) == (
        "service.change_requested",
        str(scene.shelter.pk),
        facts,
    )
    assert (message.topic, message.facts) == ("service.change_requested", facts)


EVERYTHING = {
    "phone": "+503 2222-9999, 2222-8888 ext. 12",
    "hours": "Todos los días",
    "opening_hours": "24/7",
    "status": "closed",
    "name": "Casa Ñandú",
    "needs": "medical shelter",
    "locality": "Barrio El Centro",
    "address": "Calle 1",
    "email": "casa@ejemplo.org",
    "url": "https://ejemplo.org/casa",
    "note": "Toque el timbre.",
}


def test_every_field_is_taken_in_exactly(scene):
    decide(ask(scene, EVERYTHING), by=scene.secretary)

    row = fresh(scene)
    assert dict(actions.texts_of(row)) == EVERYTHING
    assert (row.name_en, row.note_en, row.schedule.text_en, row.sort_key) == (
        "Casa Ñandú",
        "Toque el timbre.",
        "Todos los días",
        "casa nzzandu",
    )
    assert (row.is_phone_sourced, row.schedule.is_sourced, row.schedule.as_of) == (
        True,
        True,
        NOON.date(),
    )
    assert row.verify_by is None  # it has ended: nobody is asked about it any more
    assert SearchToken.objects.filter(service=row, token="nandu").exists()


@pytest.mark.parametrize("field", EntryField.values)
def test_one_field_changes_nothing_but_itself(scene, field):
    before = actions.texts_of(fresh(scene))
    request = ask(scene, {field: EVERYTHING[field]})

    decide(request, by=scene.secretary)

    cleared = {"opening_hours": ""} if field == "hours" else {}
    assert actions.texts_of(fresh(scene)) == before | {field: EVERYTHING[field]} | cleared


def test_new_words_for_the_hours_take_away_what_a_machine_reads(scene):
    request = ask(scene, {"hours": "Solo de noche"})

    assert request.changes == {"hours": "Solo de noche", "opening_hours": ""}
    assert request.before["opening_hours"] == "Mo-Fr 08:00-16:00"


def test_hours_of_an_entry_without_any(scene):
    decide(ask(scene, {"hours": "De 8 a 4"}, service=scene.ward), by=scene.secretary)

    schedule = Schedule.objects.get(service=scene.ward)
    assert (schedule.text_es, schedule.text_en, schedule.opening_hours) == (
        "De 8 a 4",
        "De 8 a 4",
        "",
    )


def test_a_place_that_is_known_keeps_what_was_not_asked(scene):
    place = Location.objects.create(locality="El Centro", address="Calle 9", node_key="N-1")
    Service.objects.filter(pk=scene.shelter.pk).update(location=place)

    decide(ask(scene, {"address": "Calle 1"}), by=scene.secretary)

    place.refresh_from_db()
    assert (place.locality, place.address, place.node_key) == ("El Centro", "Calle 1", "N-1")


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"location": "x"}, "changes", "unknown"),
        ({"phone": "llame a Ana"}, "phone", "unreadable"),
        ({"phone": "2" * 81}, "phone", "too_long"),
        ({"email": "no es correo"}, "email", "unreadable"),
        ({"url": "javascript:alert(1)"}, "url", "unreadable"),
        ({"opening_hours": "de 8 a 4"}, "opening_hours", "unreadable"),
        ({"status": "planned"}, "status", "unreadable"),
        ({"status": ""}, "status", "missing"),
        ({"name": " "}, "name", "missing"),
        ({"name": "a\0b"}, "name", "unreadable"),
        ({"needs": ""}, "needs", "missing"),
        ({"needs": "medical no_such"}, "needs", "unknown"),
        ({}, "changes", "nothing"),
        ({"phone": "2222-1111"}, "changes", "nothing"),
    ],
)
def test_what_cannot_stand_in_an_entry_is_refused(scene, changes, field, problem):
    before = counts()

    with pytest.raises(ChangeRefused) as refusal:
        ask(scene, changes)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert counts() == before


def test_a_remark_may_be_all_and_is_not_endless(scene):
    assert ask(scene, {}, reason="Se mudaron").changes == {}

    with pytest.raises(ChangeRefused) as refusal:
        ask(scene, {}, reason="x" * 301)
    assert (refusal.value.field, refusal.value.problem) == ("reason", "too_long")


@pytest.mark.parametrize("field", ["name", "note", "locality", "address", "hours", "email", "url"])
def test_a_restricted_entry_takes_nothing_that_could_say_where_it_is(scene, field):
    with pytest.raises(ChangeRefused) as refusal:
        ask(scene, {field: EVERYTHING[field]}, service=scene.safe, by=scene.host)

    assert (refusal.value.field, refusal.value.problem) == (field, "restricted")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"changes": {"opening_hours": 'Mo-Fr 08:00-16:00 "Calle 1"'}}, "opening_hours"),
        ({"changes": {"phone": "126"}, "reason": "Calle 1"}, "reason"),
    ],
)
def test_words_beside_a_restricted_entry_are_refused(scene, told, field):
    with pytest.raises(ChangeRefused) as refusal:
        ask(scene, service=scene.safe, by=scene.host, **told)

    assert (refusal.value.field, refusal.value.problem) == (field, "restricted")


def test_a_restricted_entry_may_have_a_new_line_and_still_no_place(scene):
    decide(ask(scene, {"phone": "126"}, service=scene.safe, by=scene.host), by=scene.host)

    row = Service.objects.get(pk=scene.safe.pk)
    assert (row.phone, row.location, Location.objects.count()) == ("126", None, 0)


def test_only_its_own_institution_speaks_of_a_restricted_entry(scene):
    for other in (scene.stranger, scene.secretary):
        with pytest.raises(NotYoursToChange) as refusal:
            ask(scene, {"phone": "126"}, service=scene.safe, by=other)
        assert refusal.value.service_id == scene.safe.pk


def test_who_acts_for_nobody_asks_for_nothing(scene):
    with pytest.raises(NotYoursToChange):
        ask(scene, {"phone": "126"}, by=actor_of(None, "platform_admin"))
    with pytest.raises(ServiceUnknown):
        actions.request_change(
            service_id=uuid4(), changes={"phone": "1"}, reason="", by=scene.host, at=NOON
        )


DECIDERS = {
    "officer": True,
    "duty_officer": True,
    "coordinator": True,
    "institution_admin": True,
    "border_monitor": False,
    "analyst": False,
    "platform_admin": True,
}


@pytest.mark.parametrize("state", ["open", "approved", "refused", "withdrawn"])
@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("role", list(DECIDERS))
@pytest.mark.parametrize("approve", [True, False], ids=["approve", "refuse"])
def test_who_decides_in_which_state(scene, role, own, state, approve):
    request = ask(scene, {"phone": "2222-9999"})
    settled = None if state == "open" else NOON
    ChangeRequest.objects.update(state=state, decided_at=settled)
    by = actor_of(scene.house if own else scene.clinic, role)
    may = DECIDERS[role] if own else role in {"coordinator", "platform_admin"}
    before = counts()

    if may and state == "open":
        decided = decide(request, by=by, approve=approve)
        assert (decided.state, decided.decided_by, decided.decided_at) == (
            "approved" if approve else "refused",
            by.id,
            NOON + HOUR,
        )
        assert fresh(scene).phone == ("2222-9999" if approve else "2222-1111")
        return
    with pytest.raises(ChangeDecided if may else NotYoursToDecide):
        decide(request, by=by, approve=approve)
    assert (fresh(scene).phone, counts()) == ("2222-1111", before)


def test_an_entry_that_moved_meanwhile_is_not_overwritten(scene):
    first, second = ask(scene, {"phone": "1"}), ask(scene, {"phone": "2", "email": "a@b.org"})
    decide(first, by=scene.secretary)
    before = counts()

    with pytest.raises(ChangeOvertaken) as overtaken:
        decide(second, by=scene.secretary)

    assert (overtaken.value.fields, fresh(scene).phone, fresh(scene).email, counts()) == (
        ["phone"],
        "1",
        "",
        before,
    )
    assert decide(second, by=scene.secretary, approve=False).state == "refused"


@pytest.mark.parametrize(
    ("by", "came_by_link", "method"),
    [("secretary", False, None), ("host", False, "own"), ("secretary", True, "link")],
)
def test_on_the_word_of_the_institution_it_counts_as_confirmed(scene, by, came_by_link, method):
    request = ask(scene, {"phone": "2222-9999"}, came_by_link=came_by_link)

    decide(request, by=getattr(scene, by))

    found = list(scene.shelter.verifications.values_list("method", "outcome"))
    assert found == ([(method, "confirmed")] if method else [])
    assert (fresh(scene).verify_by is not None) == bool(method)


def test_what_was_decided_is_put_back_in_its_order(scene):
    for number, text in enumerate(("1", "2")):
        request = ask(scene, {"phone": text})
        actions.decide_change(
            request_id=request.pk, approve=True, by=scene.secretary, at=NOON + number * HOUR
        )
    decide(ask(scene, {"phone": "3"}), by=scene.secretary, approve=False)
    ask(scene, {"phone": "4"})
    Service.objects.update(phone="published")

    actions.reapply_changes(Service.objects.filter(pk=scene.shelter.pk))

    assert fresh(scene).phone == "2"
    assert Service.objects.get(pk=scene.ward.pk).phone == "published"


def test_who_asked_takes_it_back_and_nobody_else(scene):
    request = ask(scene, {"phone": "2222-9999"})
    colleague = actor_of(scene.house, "officer")
    with pytest.raises(NotYoursToWithdraw):
        actions.withdraw_change(request_id=request.pk, by=colleague, at=NOON)

    taken = actions.withdraw_change(request_id=request.pk, by=scene.stranger, at=NOON + HOUR)

    assert (taken.state, taken.decided_by) == ("withdrawn", scene.stranger.id)
    with pytest.raises(ChangeDecided) as refusal:
        actions.withdraw_change(request_id=request.pk, by=scene.stranger, at=NOON)
    assert refusal.value.state == "withdrawn"


def test_an_unknown_request_is_unknown(scene):
    absent = uuid4()
    for act in (
        lambda: actions.withdraw_change(request_id=absent, by=scene.secretary, at=NOON),
        lambda: actions.decide_change(request_id=absent, approve=True, by=scene.secretary, at=NOON),
    ):
        with pytest.raises(ChangeUnknown) as refusal:
            act()
        assert refusal.value.request_id == absent

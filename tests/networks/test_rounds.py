"""Rounds of verification: who is asked, who answers once, what an answer does and does not do."""

from datetime import date, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from tests.factories import care, directory
from tests.factories.care import DUE, HOUR, NOON, link_of, opened
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.directory.errors import ChangeRefused
from relevo.directory.models import ChangeRequest, Institution, Service, Verification
from relevo.networks.actions import rounds as actions
from relevo.networks.actions.rounds import EntryChange
from relevo.networks.enums import LinkState
from relevo.networks.errors import (
    EntriesMoved,
    EntryAnswerRefused,
    LinkAnswered,
    LinkOver,
    LinkUnknown,
    NetworkUnknown,
    NotKeeper,
    RoundRefused,
    RoundUnknown,
)
from relevo.networks.models import EntryLink, Meeting, Member, VerificationRound
from relevo.networks.queries import rounds as queries
from relevo.networks.rules import rounds as rules
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
LATE = NOON + timedelta(days=60)


@pytest.fixture
def scene():
    return care.stage()


def counts():
    return (
        Verification.objects.count(),
        ChangeRequest.objects.count(),
        Event.objects.count(),
        Message.objects.count(),
    )


def seen(link):
    return queries.digest_of(queries.entries_shown(link))


def answer(link, told="confirmed", *, at=NOON + HOUR, **more):
    return actions.answer_link(link_id=link.pk, answer=told, at=at, **{"seen": seen(link)} | more)


# Opening and closing.


def test_a_round_makes_one_link_for_each_institution_with_an_entry(scene):
    made = opened(scene)

    assert (made.network, made.meeting, made.state, made.due_on, made.opened_at) == (
        scene.network,
        None,
        "open",
        DUE,
        NOON,
    )
    links = list(EntryLink.objects.order_by("institution__key"))
    assert [link.institution for link in links] == [scene.clinic, scene.house]
    assert {link.expires_at for link in links} == {
        datetime(2020, 12, 12, tzinfo=NOON.tzinfo)  # the end of the fourteenth day after
    }
    facts = {"network": str(scene.network.pk), "asked": 2}
    event, message = Event.objects.get(), Message.objects.get()
    assert (event.verb, event.subject, event.facts) == ("round.opened", str(made.pk), facts)
    assert (message.topic, message.subject_id, message.facts) == (
        "round.opened",
        str(made.pk),
        facts,
    )


def test_who_left_has_ended_or_has_no_entry_is_not_asked(scene):
    Member.objects.filter(institution=scene.clinic).update(left_on=NOON.date())
    Service.objects.filter(institution=scene.house).update(status="closed")
    gone = directory.institution("HN-GONE", valid_until=date(2020, 1, 1))
    care.seat(scene.network, gone)
    directory.service("S-GONE", "Oficina", of=gone)

    with pytest.raises(RoundRefused) as refusal:
        opened(scene)

    assert (refusal.value.field, refusal.value.problem) == ("due_on", "nobody_to_ask")


@pytest.mark.parametrize(
    ("due_on", "problem"),
    [(date(2020, 11, 19), "passed"), (date(2021, 11, 21), "too_far")],
)
def test_days_on_which_no_answer_can_be_due(scene, due_on, problem):
    with pytest.raises(RoundRefused) as refusal:
        opened(scene, due_on=due_on)
    assert (refusal.value.field, refusal.value.problem) == ("due_on", problem)
    assert not VerificationRound.objects.exists()


def test_one_round_at_a_time(scene):
    first = opened(scene)
    with pytest.raises(RoundRefused) as refusal:
        opened(scene)
    assert (refusal.value.field, refusal.value.problem) == ("due_on", "open_already")

    closed = actions.close_round(round_id=first.pk, by=scene.secretary, at=NOON + HOUR)

    assert (closed.state, closed.closed_at) == ("closed", NOON + HOUR)
    assert opened(scene).pk != first.pk


def test_a_closed_round_is_closed_once(scene):
    made = opened(scene)
    actions.close_round(round_id=made.pk, by=scene.secretary, at=NOON)
    with pytest.raises(RoundRefused) as refusal:
        actions.close_round(round_id=made.pk, by=scene.secretary, at=NOON)
    assert (refusal.value.field, refusal.value.problem) == ("state", "closed_already")


def meeting(network, number=1):
    return Meeting.objects.create(
        network=network,
        number=number,
        kind="ordinary",
        modality="virtual",
        state="planned",
        starts_at=NOON + timedelta(days=8),
        changed_at=NOON,
    )


def test_a_round_is_for_a_meeting_of_its_own_network(scene):
    mine, other = meeting(scene.network), meeting(care.network("RED-Y"))
    told = {"network_key": "RED-X", "due_on": DUE, "by": scene.secretary, "at": NOON}
    with pytest.raises(RoundRefused) as refusal:
        actions.open_round(**told, meeting_id=other.pk)
    assert (refusal.value.field, refusal.value.problem) == ("meeting", "unknown")
    assert actions.open_round(**told, meeting_id=mine.pk).meeting == mine


def test_unknown_networks_rounds_and_links(scene):
    told = {"by": scene.secretary, "at": NOON}
    with pytest.raises(NetworkUnknown):
        actions.open_round(network_key="RED-Z", due_on=DUE, **told)
    with pytest.raises(RoundUnknown):
        actions.close_round(round_id=uuid4(), **told)
    for act in (actions.mark_sent, actions.revoke_link):
        with pytest.raises(LinkUnknown):
            act(link_id=uuid4(), **told)
    with pytest.raises(RoundUnknown):
        queries.get_round(scene.network, round_id=uuid4())
    assert queries.find_link(uuid4()) is None


# Role by state.

KEEPER_ACTS = {
    "sent": lambda link, by: actions.mark_sent(link_id=link.pk, by=by, at=NOON + HOUR),
    "revoke": lambda link, by: actions.revoke_link(link_id=link.pk, by=by, at=NOON + HOUR),
    "telephone": lambda link, by: actions.record_telephone_answer(
        link_id=link.pk, answer="confirmed", by=by, at=NOON + HOUR
    ),
    "close": lambda link, by: actions.close_round(round_id=link.round_id, by=by, at=NOON + HOUR),
}
WHO = {
    "secretary": ("HN-SEC", "coordinator", True),
    "administrator": ("GT-OTRA", "platform_admin", True),
    "officer of the secretariat": ("HN-SEC", "officer", False),
    "coordinator of a member": ("SV-CASA", "coordinator", False),
    "coordinator of a listed one": ("HN-CLIN", "coordinator", False),
    "coordinator of a stranger": ("GT-OTRA", "coordinator", False),
}
STATES = ("open", "revoked", "answered", "expired", "closed")


def put(link, state):
    rows = EntryLink.objects.filter(pk=link.pk)
    if state == "revoked":
        rows.update(revoked_at=NOON)
    elif state == "answered":
        rows.update(answer="confirmed", answered_at=NOON)
    elif state == "expired":
        rows.update(expires_at=NOON)
    elif state == "closed":
        VerificationRound.objects.filter(pk=link.round_id).update(state="closed", closed_at=NOON)


EXPECTED = {
    "sent": {
        "revoked": LinkUnknown,
        "answered": LinkAnswered,
        "expired": LinkOver,
        "closed": LinkOver,
    },
    "revoke": {
        "revoked": LinkUnknown,
        "answered": LinkAnswered,
        "expired": LinkOver,
        "closed": LinkOver,
    },
    "telephone": {"answered": LinkAnswered, "closed": LinkOver},
    "close": {"closed": RoundRefused},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", list(WHO))
@pytest.mark.parametrize("act", list(KEEPER_ACTS))
def test_who_does_what_with_a_link_in_which_state(scene, act, who, state):
    link = link_of(opened(scene), scene.house)
    put(link, state)
    key, role, may = WHO[who]
    by = actor_of(Institution.objects.get(key=key), role)
    refused = EXPECTED[act].get(state) if may else NotKeeper
    before = counts(), list(EntryLink.objects.values()), list(VerificationRound.objects.values())

    if refused is None:
        KEEPER_ACTS[act](link, by)
        assert counts()[2] > before[0][2]
        return
    with pytest.raises(refused):
        KEEPER_ACTS[act](link, by)
    assert before == (
        counts(),
        list(EntryLink.objects.values()),
        list(VerificationRound.objects.values()),
    )


@pytest.mark.parametrize("told", ["confirmed", "changed", "not_ours"])
@pytest.mark.parametrize("state", STATES)
def test_who_holds_a_link_answers_only_while_it_is_open(scene, state, told):
    link = link_of(opened(scene), scene.house)
    changes = [EntryChange(scene.shelter.pk, {"phone": "1"})] if told == "changed" else []
    shown = seen(link)
    put(link, state)
    before = counts()
    refused = {"revoked": LinkUnknown, "answered": LinkAnswered}.get(state, LinkOver)

    if state == "open":
        spent = answer(link, told, changes=changes)
        assert (spent.answer, spent.answered_at, spent.answered_by_telephone) == (
            told,
            NOON + HOUR,
            False,
        )
        return
    with pytest.raises(refused):
        actions.answer_link(
            link_id=link.pk, answer=told, seen=shown, changes=changes, at=NOON + HOUR
        )
    assert counts() == before


# What an answer does.


def test_right_confirms_all_entries_of_the_institution_and_no_other(scene):
    link = link_of(opened(scene), scene.house)

    answer(link)

    found = Verification.objects.order_by("service__key")
    assert [(v.service, v.method, v.outcome, v.by_institution, v.actor_id) for v in found] == [
        (scene.shelter, "link", "confirmed", scene.house, link.pk),
        (scene.safe, "link", "confirmed", scene.house, link.pk),
    ]
    event = Event.objects.get(verb="round.answered")
    assert (event.subject, event.institution_id, event.actor_id, event.facts) == (
        str(link.pk),
        scene.house.pk,
        link.pk,
        {"institution": str(scene.house.pk), "answer": "confirmed", "by_telephone": False},
    )


def test_a_change_waits_for_a_person(scene):
    link = link_of(opened(scene), scene.house)

    answer(
        link,
        "changed",
        changes=[EntryChange(scene.shelter.pk, {"phone": "2222-9999"}, "Nos mudamos")],
    )

    request = ChangeRequest.objects.get()
    assert (request.service, request.changes, request.reason, request.state) == (
        scene.shelter,
        {"phone": "2222-9999"},
        "Nos mudamos",
        "open",
    )
    assert (request.came_by_link, request.from_institution, request.requested_by) == (
        True,
        scene.house,
        link.pk,
    )
    assert Service.objects.get(pk=scene.shelter.pk).phone == "2222-1111"
    assert not Verification.objects.exists()


def test_not_ours_is_noted_and_touches_no_entry(scene):
    link = link_of(opened(scene), scene.house)

    answer(link, "not_ours")

    assert (Verification.objects.count(), ChangeRequest.objects.count()) == (0, 0)
    assert link_of(link.round, scene.house).answer == "not_ours"


def test_entries_that_moved_since_they_were_looked_at_are_looked_at_again(scene):
    link = link_of(opened(scene), scene.house)
    shown = seen(link)
    Service.objects.filter(pk=scene.shelter.pk).update(phone="9999")

    with pytest.raises(EntriesMoved):
        answer(link, seen=shown)

    assert not Verification.objects.exists()
    assert link_of(link.round, scene.house).answered_at is None


@pytest.mark.parametrize(
    ("told", "changes", "field", "problem"),
    [
        ("", [], "answer", "unknown"),
        ("perhaps", [], "answer", "unknown"),
        ("changed", [], "changes", "nothing"),
        ("confirmed", ["own"], "changes", "unasked"),
        ("not_ours", ["own"], "changes", "unasked"),
        ("changed", ["other"], "changes", "not_own"),
        ("changed", ["own", "other"], "changes", "not_own"),
    ],
)
def test_answers_that_say_nothing_usable(scene, told, changes, field, problem):
    link = link_of(opened(scene), scene.house)
    services = {"own": scene.shelter, "other": scene.ward}
    before = counts()

    with pytest.raises(EntryAnswerRefused) as refusal:
        answer(link, told, changes=[EntryChange(services[c].pk, {"phone": "1"}) for c in changes])

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert counts() == before


def test_one_refused_change_undoes_the_whole_answer(scene):
    link = link_of(opened(scene), scene.house)
    before = counts()
    changes = [
        EntryChange(scene.shelter.pk, {"phone": "1"}),
        EntryChange(scene.safe.pk, {"address": "Calle 1"}),
    ]

    with pytest.raises(ChangeRefused):
        answer(link, "changed", changes=changes)

    assert counts() == before
    assert link_of(link.round, scene.house).answered_at is None


@pytest.mark.parametrize("told", ["confirmed", "changed", "not_ours"])
def test_a_telephone_answer_spends_the_link(scene, told):
    link = link_of(opened(scene), scene.house)

    actions.record_telephone_answer(
        link_id=link.pk, answer=told, by=scene.secretary, at=NOON + HOUR
    )

    spent = link_of(link.round, scene.house)
    assert (spent.answer, spent.answered_at, spent.answered_by_telephone) == (
        told,
        NOON + HOUR,
        True,
    )
    methods = list(Verification.objects.values_list("method", flat=True))
    assert methods == (["telephone", "telephone"] if told == "confirmed" else [])
    with pytest.raises(LinkAnswered) as refusal:
        answer(link)
    assert (refusal.value.answer, refusal.value.at) == (told, NOON + HOUR)


def test_an_answer_by_telephone_that_is_none(scene):
    link = link_of(opened(scene), scene.house)
    with pytest.raises(EntryAnswerRefused):
        actions.record_telephone_answer(
            link_id=link.pk, answer="perhaps", by=scene.secretary, at=NOON
        )


def test_sent_again_the_first_time_counts(scene):
    link = link_of(opened(scene), scene.house)
    actions.mark_sent(link_id=link.pk, by=scene.secretary, at=NOON)
    before = counts()

    again = actions.mark_sent(link_id=link.pk, by=scene.secretary, at=NOON + HOUR)

    assert (again.sent_at, counts()) == (NOON, before)


# What is shown, and the rules on plain values.


def test_a_link_shows_its_own_entries_and_of_a_protected_one_name_and_line(scene):
    first, second = queries.entries_shown(link_of(opened(scene), scene.house))

    assert (first.name.es, first.line, first.hours.es, first.admitted[0].es) == (
        "Albergue",
        "2222-1111",
        "Lunes a viernes, 8 a 4",
        "Solo mujeres",
    )
    assert (second.name.es, second.line, second.is_restricted) == ("Casa protegida", "125", True)
    assert (second.place, second.hours, second.note, second.needs) == ("", None, None, ())
    assert "NOTA-OCULTA" in scene.safe.note_es
    assert "NOTA-OCULTA" not in repr(second)


def test_lists_of_rounds_and_of_those_asked(scene):
    made = opened(scene)
    answer(link_of(made, scene.house))

    (row,) = queries.list_rounds(scene.network)
    assert (row, row.asked, row.answered) == (made, 2, 1)
    asked = queries.list_asked(made)
    assert [(a.link.institution, a.entries) for a in asked] == [
        (scene.house, 2),
        (scene.clinic, 1),
    ]
    assert queries.list_entries_asked(made) == [scene.shelter, scene.safe, scene.ward]
    assert queries.get_round(scene.network, round_id=made.pk) == made
    assert queries.find_open_round(scene.network) == made


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, LinkState.OPEN),
        ({"answer": "confirmed"}, LinkState.ANSWERED),
        ({"answer": "confirmed", "revoked_at": NOON}, LinkState.REVOKED),
        ({"answer": "confirmed", "round_state": "closed", "at": LATE}, LinkState.ANSWERED),
        ({"round_state": "closed", "at": LATE}, LinkState.CLOSED),
        ({"at": NOON + HOUR}, LinkState.EXPIRED),
        ({"at": NOON + HOUR - timedelta(seconds=1)}, LinkState.OPEN),
        ({"revoked_at": NOON, "at": LATE}, LinkState.REVOKED),
    ],
)
def test_the_state_of_a_link(told, state):
    plain = {
        "answer": "",
        "revoked_at": None,
        "expires_at": NOON + HOUR,
        "round_state": "open",
        "at": NOON,
    }
    assert rules.link_state(**plain | told) == state


def test_the_last_day_of_a_link_is_a_day_of_the_three_countries():
    local = timezone(timedelta(hours=-6))
    found = rules.expires_at(DUE, at=NOON.astimezone(local))
    assert found == datetime(2020, 12, 12, 6, tzinfo=NOON.tzinfo)

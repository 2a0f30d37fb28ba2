"""Commitments from the promise to the confirmation, and what is refused on the way."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.factories.accounts import person
from tests.factories.directory import institution, service
from tests.factories.exchange_people import ALL_ROLES, AT, DUE, cast, network, promise, seat

from relevo.audit.models import Event
from relevo.exchange.actions import commitments as actions
from relevo.exchange.errors import (
    CommitmentMoveRefused,
    CommitmentNotYours,
    CommitmentRefused,
    CommitmentUnknown,
    NobodyCanConfirm,
    OwnerCannotDecide,
    ReporterCannotConfirm,
)
from relevo.exchange.models import Commitment, CommitmentEvent, Exchange, Participation, Series
from relevo.networks.errors import NotKeeper
from relevo.networks.models import Acta, Meeting, Member
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(days=30)


@pytest.fixture
def people():
    return cast()


def step(commitment, **more):
    return {"commitment_id": commitment.pk, "at": AT, **more}


def moves_of(commitment):
    rows = CommitmentEvent.objects.filter(commitment=commitment).order_by("id")
    return list(rows.values_list("move", flat=True))


def test_a_promise_gets_the_next_number_and_is_found_by_its_words(people):
    first, second = promise(people), promise(people, text_en="")

    assert (first.number, second.number, first.state, first.is_demo) == (1, 2, "open", False)
    assert " directori " in first.folded
    assert moves_of(first) == ["made"]
    message = Message.objects.get(subject_id=str(first.pk))
    event = Event.objects.get(subject=str(first.pk))
    assert (message.topic, event.verb) == ("commitment.made", "commitment.made")
    assert event.facts == {"network": str(people.network.pk), "number": 1}


def test_reported_is_not_confirmed_and_confirmed_names_who_said_so(people):
    made = promise(people, state="reported")
    assert (made.state, made.evidence, made.reported_by) == (
        "reported",
        "Circular 4",
        people.owing.id,
    )
    assert made.reported_by_institution == people.owner

    actions.confirm_commitment(**step(made, by=people.confirming, note="La vimos"))

    made.refresh_from_db()
    assert (made.state, made.confirmed_by, made.confirmed_by_institution, made.confirmed_at) == (
        "confirmed",
        people.confirming.id,
        people.counterpart,
        AT,
    )
    assert moves_of(made) == ["made", "reported", "confirmed"]


def test_a_report_that_is_returned_stays_readable(people):
    made = promise(people, state="reported")

    actions.return_commitment(**step(made, by=people.confirming, note="Falta el anexo"))

    made.refresh_from_db()
    assert (made.state, made.evidence, made.reported_by, made.reported_at) == (
        "open",
        "",
        None,
        None,
    )
    told = CommitmentEvent.objects.filter(commitment=made).order_by("id")
    assert [(row.move, row.evidence, row.note) for row in told][1:] == [
        ("reported", "Circular 4", ""),
        ("returned", "", "Falta el anexo"),
    ]


def test_the_secretariat_records_for_an_owner_without_an_account_and_cannot_confirm(people):
    made = promise(people, confirmer_kind="counterpart", counterpart_id=people.secretariat.pk)
    actions.report_commitment(**step(made, by=people.keeper, evidence="Lo dijo en la reunión"))
    made.refresh_from_db()
    assert made.reported_by_institution == people.secretariat

    with pytest.raises(ReporterCannotConfirm):
        actions.confirm_commitment(**step(made, by=people.keeper))

    colleague = person("otra", of=people.secretariat, roles=["officer"])
    actions.confirm_commitment(**step(made, by=colleague))
    made.refresh_from_db()
    assert made.state == "confirmed"


@pytest.mark.parametrize("role", ALL_ROLES)
@pytest.mark.parametrize("who", ["owner", "counterpart", "steering", "secretariat", "stranger"])
def test_only_who_was_named_confirms_and_only_who_speaks_for_it(people, who, role):
    made = promise(people, state="reported")
    actor = person("prueba", of=getattr(people, who), roles=[role])
    may = who == "counterpart" and role in {
        "officer",
        "duty_officer",
        "coordinator",
        "institution_admin",
    }
    if may:
        actions.confirm_commitment(**step(made, by=actor))
    else:
        with pytest.raises((CommitmentNotYours, CommitmentUnknown, OwnerCannotDecide)):
            actions.confirm_commitment(**step(made, by=actor))

    made.refresh_from_db()
    assert made.state == ("confirmed" if may else "reported")


def test_the_administrator_of_the_instance_confirms_nothing_for_others(people):
    made = promise(people, state="reported")
    with pytest.raises(CommitmentNotYours):
        actions.confirm_commitment(**step(made, by=people.admin))


def test_who_belongs_to_both_sides_does_not_confirm_for_the_other(people):
    made = promise(people, state="reported")
    person("dos sombreros", of=people.owner, roles=["analyst"])
    both = person("dos sombreros", of=people.counterpart, roles=["coordinator"])

    with pytest.raises(OwnerCannotDecide):
        actions.confirm_commitment(**step(made, by=both))


def test_who_has_left_the_owner_may_confirm_for_the_other(people):
    made = promise(people, state="reported")
    person("se fue", of=people.owner, roles=["analyst"], ends_on=date(2020, 1, 1))
    moved = person("se fue", of=people.counterpart, roles=["coordinator"])

    assert actions.confirm_commitment(**step(made, by=moved)).state == "confirmed"


def test_a_committee_confirms_by_another_than_the_owner(people):
    Member.objects.filter(institution=people.owner).update(is_steering=True)
    made = promise(people, state="reported", confirmer_kind="steering", counterpart_id=None)

    for actor, refusal in (
        (people.owing_too, OwnerCannotDecide),
        (people.confirming, CommitmentNotYours),
        (people.keeper, CommitmentNotYours),
    ):
        with pytest.raises(refusal):
            actions.confirm_commitment(**step(made, by=actor))
    assert actions.confirm_commitment(**step(made, by=people.steers)).state == "confirmed"


def test_a_new_name_of_the_owner_is_no_counterpart(people):
    heir = institution("HN-HEREDERA", "Heredera")
    older = institution("HN-ANTERIOR", "Anterior", successor=people.owner)
    people.owner.successor = heir
    people.owner.save()
    for body in (heir, older):
        seat(people.network, body)
        with pytest.raises(CommitmentRefused) as refused:
            promise(people, counterpart_id=body.pk)
        assert (refused.value.field, refused.value.problem) == ("counterpart", "owner")

    made = promise(people, state="reported")
    Commitment.objects.filter(pk=made.pk).update(counterpart=heir)
    with pytest.raises(OwnerCannotDecide):
        actions.confirm_commitment(
            **step(made, by=person("heredera", of=heir, roles=["coordinator"]))
        )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"text_es": "  "}, "text_es", "empty"),
        ({"text_es": "x" * 2001}, "text_es", "too_long"),
        ({"text_es": "a\0b"}, "text_es", "unreadable"),
        ({"text_en": "x" * 2001}, "text_en", "too_long"),
        ({"due_on": date(2031, 1, 1)}, "due_on", "far_away"),
        ({"confirmer_kind": "god"}, "confirmer_kind", "unknown"),
        ({"counterpart_id": None}, "counterpart", "empty"),
        ({"confirmer_kind": "steering"}, "counterpart", "not_asked"),
        ({"owner_id": uuid4()}, "owner", "not_at_the_table"),
        ({"counterpart_id": uuid4()}, "counterpart", "not_at_the_table"),
        ({"meeting_id": uuid4()}, "meeting", "unknown"),
        ({"exchange_id": uuid4()}, "exchange", "unknown"),
    ],
)
def test_a_promise_that_cannot_stand_is_refused_with_its_place(people, changes, field, problem):
    with pytest.raises(CommitmentRefused) as refused:
        promise(people, **changes)

    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert not Commitment.objects.exists()


def test_the_owner_is_not_its_own_counterpart(people):
    with pytest.raises(CommitmentRefused) as refused:
        promise(people, counterpart_id=people.owner.pk)
    assert (refused.value.field, refused.value.problem) == ("counterpart", "owner")


def test_a_committee_of_the_owner_alone_cannot_be_named(people):
    Member.objects.filter(institution=people.steering).update(is_steering=False)
    Member.objects.filter(institution=people.owner).update(is_steering=True)
    with pytest.raises(NobodyCanConfirm):
        promise(people, confirmer_kind="steering", counterpart_id=None)


@pytest.mark.parametrize("who", ["owing_too", "confirming", "outside"])
def test_only_who_keeps_the_network_writes_promises_down(people, who):
    with pytest.raises(NotKeeper):
        promise(people, by=getattr(people, who))


def test_a_promise_belongs_to_a_meeting_of_its_network_or_to_an_exchange(people):
    facts = {"kind": "ordinary", "title_es": "Uno", "starts_at": AT, "modality": "virtual"}
    facts |= {"state": "held", "changed_at": AT, "number": 1}
    here = Meeting.objects.create(network=people.network, **facts)
    elsewhere = Meeting.objects.create(network=network("NET-B", "Otra"), **facts)
    series = Series.objects.create(key="S", name_es="Serie", convener_es="Quien convoca")
    exchange = Exchange.objects.create(
        key="S-1", series=series, number=1, title_es="I", state="open"
    )
    other = network("NET-C", "Tercera")
    guest, seated = institution("GT-INV", "Invitada"), institution("GT-TER", "De la tercera")
    seat(other, seated)
    Participation.objects.create(exchange=exchange, institution=guest)
    Participation.objects.create(exchange=exchange, network=other)

    made = promise(
        people,
        meeting_id=here.pk,
        exchange_id=exchange.pk,
        owner_id=guest.pk,
        counterpart_id=seated.pk,
    )

    assert (made.meeting, made.exchange, made.owner) == (here, exchange, guest)
    with pytest.raises(CommitmentRefused):
        promise(people, meeting_id=elsewhere.pk)


def test_who_sits_in_a_part_of_the_network_promises_too(people):
    part, member = network("NET-P", "Parte"), institution("HN-PARTE", "De la parte")
    seat(part, member)
    people.network.parts.add(part)
    assert promise(people, owner_id=member.pk).owner == member


@pytest.mark.parametrize("who", ["confirming", "steers", "outside"])
def test_only_the_owner_or_who_keeps_the_network_reports(people, who):
    made = promise(people)
    actor = getattr(people, who)
    if who == "steers":  # a seat in the committee keeps the network too
        assert actions.report_commitment(**step(made, by=actor, evidence="x")).state == "reported"
        return
    with pytest.raises((CommitmentNotYours, CommitmentUnknown)):
        actions.report_commitment(**step(made, by=actor, evidence="x"))


def test_nobody_reports_without_saying_where_one_can_see_it(people):
    made = promise(people)
    with pytest.raises(CommitmentRefused) as refused:
        actions.report_commitment(**step(made, by=people.owing, evidence=" "))
    assert (refused.value.field, refused.value.problem) == ("evidence", "empty")


def test_an_act_needs_an_institution(people):
    nobody = type(people.admin)(people.admin.id, None, frozenset({"platform_admin"}))
    made = promise(people)
    with pytest.raises(CommitmentRefused):
        actions.report_commitment(**step(made, by=nobody, evidence="x"))


def test_a_later_date_keeps_the_old_one_in_the_history(people):
    made = promise(people)

    actions.postpone_commitment(**step(made, by=people.keeper, due_on=LATER, note="Por Iota"))

    made.refresh_from_db()
    told = CommitmentEvent.objects.filter(commitment=made).order_by("id")
    assert [(row.move, row.due_on, row.note) for row in told] == [
        ("made", DUE, ""),
        ("postponed", LATER, "Por Iota"),
    ]
    assert (made.due_on, made.state) == (LATER, "open")


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"due_on": DUE}, "due_on", "not_later"),
        ({"due_on": date(2031, 1, 1)}, "due_on", "far_away"),
        ({"note": ""}, "note", "empty"),
        ({"acta_number": "9-2020"}, "acta_number", "unknown"),
    ],
)
def test_a_date_that_cannot_stand_is_refused(people, changes, field, problem):
    made = promise(people)
    told = {"due_on": LATER, "note": "Por Iota"} | changes
    with pytest.raises(CommitmentRefused) as refused:
        actions.postpone_commitment(**step(made, by=people.keeper, **told))
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_a_date_in_the_past_is_no_new_date(people):
    made = promise(people, due_on=date(2020, 10, 1))
    with pytest.raises(CommitmentRefused) as refused:
        actions.postpone_commitment(
            **step(made, by=people.keeper, due_on=date(2020, 11, 1), note="x")
        )
    assert refused.value.problem == "past"


def test_the_owner_who_keeps_the_network_postpones_by_acta_only(people):
    made = promise(people, owner_id=people.secretariat.pk)
    told = {"by": people.keeper, "due_on": LATER, "note": "Por Iota"}
    with pytest.raises(OwnerCannotDecide):
        actions.postpone_commitment(**step(made, **told))

    Acta.objects.create(
        network=people.network,
        number="3-2020",
        kind="meeting",
        adopted_on=date(2020, 11, 1),
        title_es="Tercera",
        attending=9,
        recorded_by=people.keeper.id,
        recorded_at=AT,
    )
    actions.postpone_commitment(**step(made, **told, acta_number="3-2020"))

    assert CommitmentEvent.objects.get(move="postponed").acta_number == "3-2020"


def test_nobody_lets_themselves_off(people):
    made = promise(people, owner_id=people.secretariat.pk)
    with pytest.raises(OwnerCannotDecide):
        actions.set_commitment_aside(**step(made, by=people.keeper, reason="Ya no"))

    actions.set_commitment_aside(**step(made, by=people.steers, reason="Ya no"))

    made.refresh_from_db()
    assert (made.state, made.set_aside_reason) == ("set_aside", "Ya no")


def test_another_who_confirms_is_named_while_it_is_open(people):
    made = promise(people)
    told = {"confirmer_kind": "steering", "counterpart_id": None, "note": "Cerró la oficina"}

    actions.change_confirmer(**step(made, by=people.keeper, **told))

    made.refresh_from_db()
    assert (made.confirmer_kind, made.counterpart) == ("steering", None)
    with pytest.raises(CommitmentRefused) as refused:
        actions.change_confirmer(**step(made, by=people.keeper, **told))
    assert refused.value.problem == "same"


def test_the_owner_who_keeps_the_network_does_not_choose_another_who_confirms(people):
    made = promise(people, owner_id=people.secretariat.pk)
    with pytest.raises(OwnerCannotDecide):
        actions.change_confirmer(
            **step(made, by=people.keeper, confirmer_kind="steering", counterpart_id=None, note="x")
        )


def test_a_kept_promise_is_linked_to_what_it_changed(people):
    made = promise(people, state="confirmed")
    changed = service("HN-S1", "Ventanilla", of=people.owner)

    actions.link_change(**step(made, by=people.owing, service_id=changed.pk, pathway_key="NNA-AMA"))

    made.refresh_from_db()
    assert (made.changed_service, made.changed_pathway_key) == (changed, "NNA-AMA")
    assert moves_of(made)[-1] == "linked"
    for wrong in ({"service_id": uuid4()}, {"pathway_key": "No es"}, {"pathway_key": "a" * 41}):
        with pytest.raises(CommitmentRefused):
            actions.link_change(**step(made, by=people.owing, **wrong))
    with pytest.raises(CommitmentNotYours):
        actions.link_change(**step(made, by=people.confirming))


CALLS = {
    "reported": lambda p: (actions.report_commitment, {"by": p.owing, "evidence": "x"}),
    "confirmed": lambda p: (actions.confirm_commitment, {"by": p.confirming}),
    "returned": lambda p: (actions.return_commitment, {"by": p.confirming, "note": "x"}),
    "postponed": lambda p: (
        actions.postpone_commitment,
        {"by": p.keeper, "due_on": LATER, "note": "x"},
    ),
    "set_aside": lambda p: (actions.set_commitment_aside, {"by": p.keeper, "reason": "x"}),
    "confirmer_changed": lambda p: (
        actions.change_confirmer,
        {"by": p.keeper, "confirmer_kind": "steering", "counterpart_id": None, "note": "x"},
    ),
    "linked": lambda p: (actions.link_change, {"by": p.owing}),
}
ALLOWED = {
    "open": {"reported", "postponed", "set_aside", "confirmer_changed"},
    "reported": {"confirmed", "returned", "postponed", "set_aside", "linked"},
    "confirmed": {"linked"},
    "set_aside": set(),
}


@pytest.mark.parametrize("move", sorted(CALLS))
@pytest.mark.parametrize("state", sorted(ALLOWED))
def test_each_move_starts_from_its_states_only(people, state, move):
    made = promise(people, state=state)
    call, told = CALLS[move](people)

    if move in ALLOWED[state]:
        call(**step(made, **told))
        assert moves_of(made)[-1] == move
        return
    before = Commitment.objects.filter(pk=made.pk).values().get()
    with pytest.raises(CommitmentMoveRefused) as refused:
        call(**step(made, **told))
    assert (refused.value.state, refused.value.move) == (state, move)
    assert Commitment.objects.filter(pk=made.pk).values().get() == before


@pytest.mark.parametrize("move", ["postponed", "set_aside", "confirmer_changed"])
@pytest.mark.parametrize("who", ["owing", "confirming"])
def test_what_the_network_decides_is_for_who_keeps_it(people, move, who):
    made = promise(people)
    call, told = CALLS[move](people)
    with pytest.raises(CommitmentNotYours):
        call(**step(made, **told | {"by": getattr(people, who)}))


@pytest.mark.parametrize("move", sorted(CALLS))
def test_a_commitment_of_strangers_does_not_exist(people, move):
    made = promise(people)
    call, told = CALLS[move](people)
    with pytest.raises(CommitmentUnknown):
        call(**step(made, **told | {"by": people.outside}))
    with pytest.raises(CommitmentUnknown):
        call(**told | {"commitment_id": uuid4(), "at": AT})

"""Seats: who may write them, what is noted, who comes after."""

from datetime import date, timedelta

import pytest
from tests.factories import directory, networks
from tests.factories.networks import AT, FOUNDED, ON

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM
from relevo.networks.actions import seats as actions
from relevo.networks.errors import (
    NetworkUnknown,
    NotKeeper,
    NotMember,
    NotYoursToSign,
    SeatRefused,
    SeatUnknown,
)
from relevo.networks.models import Member, ProtocolSignature, SeatChange
from relevo.networks.queries import network as network_queries
from relevo.networks.queries import seats as queries
from relevo.networks.rules.seats import SeatTerms
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db

MAYOR = SeatTerms(role="member", focal_role="Alcaldía", term_until=date(2022, 1, 25))


@pytest.fixture
def red():
    row = networks.network()
    networks.seat(row, directory.institution("HN-SECRETARIA"), role="secretariat")
    return row


@pytest.fixture
def secretary(red):
    return directory.actor_of(red.members.get(role="secretariat").institution, "coordinator")


@pytest.fixture
def town():
    return directory.institution("HN-MUN", "Alcaldía de Nacaome")


def add(secretary, *, key="RED-PRUEBA", institution="HN-MUN", terms=MAYOR, on=FOUNDED, **more):
    seated = actions.Seated(institution_key=institution, **more)
    return actions.add_seat(
        key=key, seated=seated, terms=terms, joined_on=on, by=secretary, at=AT, acta_number="1"
    )


def changes(seat):
    return [
        (row.kind, row.on, row.before, row.after, row.acta_number)
        for row in reversed(queries.history_of(seat))
    ]


def test_joining(secretary, red, town):
    seat = add(secretary)
    row = Member.objects.get(pk=seat.pk)
    assert (row.institution, row.role, row.focal_role, row.term_until, row.joined_on) == (
        town,
        "member",
        "Alcaldía",
        date(2022, 1, 25),
        FOUNDED,
    )
    assert (row.stated_name_es, row.country) == ("Alcaldía de Nacaome", "HN")
    assert changes(seat) == [("joined", FOUNDED, "", "member", "1")]
    event = Event.objects.get(verb="network.seat_added")
    assert event.facts == {"seat": seat.pk, "network": str(red.pk)}
    assert Message.objects.get(topic="network.seat_added").subject_id == str(red.pk)


def test_joining_under_a_name_that_the_directory_does_not_have(secretary):
    seat = add(secretary, institution="", name_es=" Patronato ", name_en="Board", country="HN")
    assert (seat.institution, seat.stated_name_es, seat.stated_name_en) == (
        None,
        "Patronato",
        "Board",
    )


def test_seat_named_by_a_source_becomes_that_of_the_institution(secretary, red, town):
    networks.seat(red, stated_name_es=town.name_es, left_on=ON)
    seat = add(secretary)
    assert seat.institution == town
    assert Member.objects.filter(stated_name_es=town.name_es).count() == 1


REFUSED = [
    ({"institution": "HN-NADIE"}, ("institution", "unknown")),
    ({"institution": "HN-SECRETARIA"}, ("institution", "sits_already")),
    ({"institution": ""}, ("name_es", "missing")),
    ({"institution": "", "name_es": "x" * 201}, ("name_es", "too_long")),
    ({"on": ON + timedelta(days=1)}, ("joined_on", "to_come")),
    ({"terms": SeatTerms(role="founder")}, ("role", "unknown")),
    ({"terms": SeatTerms("member", focal_role="x" * 161)}, ("focal_role", "too_long")),
    ({"terms": SeatTerms("member", alternate_role="x" * 161)}, ("alternate_role", "too_long")),
    ({"terms": SeatTerms("observer", is_steering=True)}, ("is_steering", "does_not_decide")),
    (
        {"terms": SeatTerms("member", term_until=date(2014, 1, 1))},
        ("term_until", "before_it_began"),
    ),
    ({"terms": SeatTerms("member", term_until=date(2060, 1, 1))}, ("term_until", "too_far")),
]


@pytest.mark.parametrize(("told", "why"), REFUSED)
def test_seat_that_is_refused(secretary, town, told, why):
    before = Member.objects.count()
    with pytest.raises(SeatRefused) as refusal:
        add(secretary, **told)
    assert (refusal.value.field, refusal.value.problem) == why
    assert Member.objects.count() == before
    assert not SeatChange.objects.exists()


def test_institution_that_has_ended_does_not_join(secretary):
    directory.institution("HN-DINAF", valid_until=date(2020, 1, 1))
    with pytest.raises(SeatRefused) as refusal:
        add(secretary, institution="HN-DINAF")
    assert refusal.value.problem == "unknown"


def test_who_left_and_comes_back_has_the_old_seat(secretary, red, town):
    first = add(secretary)
    actions.end_seat(key=red.key, seat_id=first.pk, on=ON, by=secretary, at=AT)
    again = add(secretary, on=ON)
    assert again.pk == first.pk
    assert [kind for kind, *_ in changes(again)] == ["joined", "left", "joined"]
    assert Member.objects.get(pk=first.pk).left_on is None


def test_each_thing_that_changes_is_noted(secretary, red, town):
    seat = add(secretary)
    terms = SeatTerms(
        role="chair",
        focal_role="Alcaldía municipal",
        alternate_role="Unidad de migración",
        term_until=date(2026, 1, 25),
        is_steering=True,
    )
    actions.change_seat(
        key=red.key, seat_id=seat.pk, terms=terms, on=ON, by=secretary, at=AT, acta_number="7"
    )
    assert changes(seat)[1:] == [
        ("role", ON, "member", "chair", "7"),
        ("focal_role", ON, "Alcaldía", "Alcaldía municipal", "7"),
        ("alternate", ON, "", "Unidad de migración", "7"),
        ("term", ON, "2022-01-25", "2026-01-25", "7"),
        ("steering", ON, "", "yes", "7"),
    ]
    row = Member.objects.get(pk=seat.pk)
    assert (row.role, row.alternate_role, row.is_steering) == ("chair", "Unidad de migración", True)


def test_new_mayor_is_a_new_term_of_the_same_role(secretary, red, town):
    seat = add(secretary)
    terms = SeatTerms(role="member", focal_role="Alcaldía", term_until=date(2026, 1, 25))
    actions.change_seat(key=red.key, seat_id=seat.pk, terms=terms, on=ON, by=secretary, at=AT)
    assert changes(seat)[1:] == [("term", ON, "2022-01-25", "2026-01-25", "")]


def test_nothing_changed_is_nothing_noted(secretary, red, town):
    seat = add(secretary)
    actions.change_seat(key=red.key, seat_id=seat.pk, terms=MAYOR, on=ON, by=secretary, at=AT)
    assert len(changes(seat)) == 1
    assert not Event.objects.filter(verb="network.seat_changed").exists()


def test_what_a_source_calls_a_seat_may_stay(secretary, red, town):
    seat = networks.seat(red, town, role="founder")
    terms = SeatTerms(role="founder", focal_role="Alcaldía")
    actions.change_seat(key=red.key, seat_id=seat.pk, terms=terms, on=ON, by=secretary, at=AT)
    assert changes(seat) == [("focal_role", ON, "", "Alcaldía", "")]


def test_change_before_the_seat_began(secretary, red, town):
    seat = add(secretary)
    with pytest.raises(SeatRefused) as refusal:
        actions.change_seat(
            key=red.key, seat_id=seat.pk, terms=MAYOR, on=date(2014, 1, 1), by=secretary, at=AT
        )
    assert (refusal.value.field, refusal.value.problem) == ("on", "before_it_began")


def test_acta_number_that_is_too_long(secretary, red, town):
    seat = add(secretary)
    with pytest.raises(SeatRefused) as refusal:
        actions.end_seat(
            key=red.key, seat_id=seat.pk, on=ON, by=secretary, at=AT, acta_number="1" * 41
        )
    assert refusal.value.field == "acta_number"
    assert Member.objects.get(pk=seat.pk).left_on is None


def test_seat_that_ended_stays_with_its_day_and_is_not_written_any_more(secretary, red, town):
    seat = add(secretary)
    actions.end_seat(key=red.key, seat_id=seat.pk, on=ON, by=secretary, at=AT, acta_number="9")
    row = Member.objects.get(pk=seat.pk)
    assert (row.left_on, row.role) == (ON, "member")
    assert changes(seat)[1:] == [("left", ON, "member", "", "9")]
    assert queries.list_ended_seats(red) == [row]
    assert row not in queries.list_seats(red)
    with pytest.raises(SeatUnknown):
        actions.end_seat(key=red.key, seat_id=seat.pk, on=ON, by=secretary, at=AT)


def test_seat_of_a_name_alone_ends_too(secretary, red):
    seat = networks.seat(red)
    actions.end_seat(key=red.key, seat_id=seat.pk, on=ON, by=secretary, at=AT)
    assert changes(seat) == [("left", ON, "member", "", "")]


WRITES = {
    "add": lambda _red, _seat, by: add(by, institution="HN-OTRA"),
    "change": lambda red, seat, by: actions.change_seat(
        key=red.key, seat_id=seat.pk, terms=SeatTerms("observer"), on=ON, by=by, at=AT
    ),
    "end": lambda red, seat, by: actions.end_seat(
        key=red.key, seat_id=seat.pk, on=ON, by=by, at=AT
    ),
}


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("role", ["officer", "analyst", "institution_admin", "coordinator"])
@pytest.mark.parametrize("seat", ["secretariat", "member", "none"])
def test_only_keepers_write_seats(red, town, what, role, seat):
    directory.institution("HN-OTRA")
    own = directory.institution("HN-PROPIA")
    if seat != "none":
        networks.seat(red, own, role=seat)
    other = networks.seat(red, town)
    actor = directory.actor_of(own, role)
    if role == "coordinator" and seat == "secretariat":
        WRITES[what](red, other, actor)
        assert SeatChange.objects.count() == 1
    else:
        with pytest.raises(NotKeeper):
            WRITES[what](red, other, actor)
        assert not SeatChange.objects.exists()


def test_unknown_network_and_seat_of_another(secretary, red, town):
    with pytest.raises(NetworkUnknown):
        add(secretary, key="RED-OTRA")
    with pytest.raises(NetworkUnknown):
        actions.leave_network(key="RED-OTRA", by=secretary, at=AT)
    other = networks.seat(networks.network("RED-OTRA"), town)
    with pytest.raises(SeatUnknown) as refusal:
        actions.end_seat(key=red.key, seat_id=other.pk, on=ON, by=secretary, at=AT)
    assert refusal.value.seat_id == other.pk


@pytest.mark.parametrize("role", ["coordinator", "institution_admin", "officer", "analyst"])
def test_leaving_is_said_by_who_binds_the_institution(secretary, red, town, role):
    seat = add(secretary)
    actor = directory.actor_of(town, role)
    if role in {"officer", "analyst"}:
        with pytest.raises(NotYoursToSign):
            actions.leave_network(key=red.key, by=actor, at=AT)
        return
    assert actions.leave_network(key=red.key, by=actor, at=AT).pk == seat.pk
    assert Member.objects.get(pk=seat.pk).left_on == ON
    with pytest.raises(NotMember):
        actions.leave_network(key=red.key, by=actor, at=AT)


def test_leaving_ends_what_was_signed_here_and_nothing_else(secretary, red, town):
    add(secretary)
    other = networks.network("RED-OTRA")
    networks.seat(other, town, role="secretariat")
    mayor = directory.actor_of(town, "coordinator")
    here = networks.sign(networks.in_force(red, by=secretary), by=mayor)
    there = networks.sign(networks.in_force(other, by=mayor), by=mayor)
    actions.leave_network(key=red.key, by=mayor, at=AT)
    assert ProtocolSignature.objects.get(pk=here.pk).ended_on == ON
    assert ProtocolSignature.objects.get(pk=here.pk).ended_by == mayor.id
    assert ProtocolSignature.objects.get(pk=there.pk).ended_on is None


# Succession.


@pytest.fixture
def dinaf(red):
    institution = directory.institution("HN-DINAF", "DINAF")
    seat = networks.seat(
        red, institution, focal_role="Dirección", joined_on=FOUNDED, is_steering=True
    )
    return institution, seat


def pass_on(old, new, by, on=ON):
    return actions.pass_seats(
        institution_id=old.pk, successor_id=new.pk, on=on, by=by, at=AT, acta_number="PCM-1"
    )


def test_successor_takes_the_seat_and_both_tell(secretary, red, dinaf):
    old, seat = dinaf
    new = directory.institution("HN-SENAF", "SENAF")
    (after,) = pass_on(old, new, secretary)
    assert (after.institution, after.role, after.focal_role, after.is_steering) == (
        new,
        "member",
        "Dirección",
        True,
    )
    assert after.joined_on == ON
    before = Member.objects.get(pk=seat.pk)
    assert (before.left_on, before.successor) == (ON, after)
    assert changes(before) == [
        ("left", ON, "member", "", "PCM-1"),
        ("succeeded", ON, "DINAF", "SENAF", "PCM-1"),
    ]
    assert changes(after) == [("succeeded", ON, "DINAF", "SENAF", "PCM-1")]


def test_two_institutions_pass_to_one(secretary, red):
    isna, conna = directory.institution("SV-ISNA"), directory.institution("SV-CONNA")
    networks.seat(red, isna)
    networks.seat(red, conna, role="chair")
    new = directory.institution("SV-CONAPINA")
    (first,) = pass_on(isna, new, secretary)
    (second,) = pass_on(conna, new, secretary)
    assert first == second
    assert Member.objects.current().filter(institution=new).count() == 1
    assert {row.successor for row in queries.list_ended_seats(red)} == {first}


def test_signature_does_not_pass(secretary, red, dinaf):
    old, _seat = dinaf
    signature = networks.sign(
        networks.in_force(red, by=secretary), by=directory.actor_of(old, "institution_admin")
    )
    pass_on(old, directory.institution("HN-SENAF"), secretary)
    assert ProtocolSignature.objects.get(pk=signature.pk).ended_on == ON
    assert ProtocolSignature.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "passed"),
    [("keeper of one", 1), ("old", 2), ("new", 2), ("instance", 2)],
)
def test_which_seats_pass(secretary, red, dinaf, who, passed):
    old, _seat = dinaf
    networks.seat(networks.network("RED-OTRA"), old, role="secretariat")
    new = directory.institution("HN-SENAF")
    actor = {
        "keeper of one": secretary,
        "old": directory.actor_of(old, "institution_admin"),
        "new": directory.actor_of(new, "coordinator"),
        "instance": SYSTEM,
    }[who]
    assert len(pass_on(old, new, actor)) == passed
    assert Member.objects.current().filter(institution=old).count() == 2 - passed


def test_who_keeps_none_of_the_networks_passes_nothing(dinaf, town):
    old, seat = dinaf
    with pytest.raises(NotKeeper):
        pass_on(old, town, directory.actor_of(town, "officer"))
    assert Member.objects.get(pk=seat.pk).left_on is None


def test_institution_without_seats_passes_none(secretary, town):
    assert pass_on(town, directory.institution("HN-NUEVA"), secretary) == []


def test_no_institution_follows_itself_or_nobody(secretary, dinaf):
    old, _seat = dinaf
    with pytest.raises(SeatRefused) as refusal:
        pass_on(old, old, secretary)
    assert refusal.value.problem == "itself"
    gone = directory.institution("HN-X")
    gone_id = gone.pk
    gone.delete()
    with pytest.raises(SeatRefused) as refusal:
        actions.pass_seats(institution_id=old.pk, successor_id=gone_id, on=ON, by=secretary, at=AT)
    assert refusal.value.problem == "unknown"


# Reads.


def test_seats_whose_institution_has_a_successor_or_whose_term_is_over(red):
    new = directory.institution("HN-SENAF")
    old = directory.institution("HN-DINAF", successor=new, valid_until=date(2020, 1, 1))
    followed = networks.seat(red, old)
    over = networks.seat(red, directory.institution("HN-MUN"), term_until=date(2020, 11, 19))
    networks.seat(red, directory.institution("HN-MUN-2"), term_until=ON)
    assert queries.list_overdue_successions(red, on=ON) == [followed]
    assert queries.list_ended_terms(red, on=ON) == [over]


def test_seats_and_networks_of_an_institution(red, town):
    other = networks.network("RED-OTRA")
    seat = networks.seat(red, town)
    networks.seat(other, town, role="listed")
    networks.seat(networks.network("RED-VIEJA"), town, left_on=ON)
    assert [row.network.key for row in queries.seats_of(town.pk)] == ["RED-OTRA", "RED-PRUEBA"]
    assert network_queries.networks_of(town.pk) == [red]
    assert network_queries.networks_of(None) == []
    assert queries.get_seat(red, seat_id=seat.pk) == seat
    with pytest.raises(SeatUnknown):
        queries.get_seat(other, seat_id=seat.pk)

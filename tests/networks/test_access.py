"""Who keeps a network, who reads inside it: role by seat."""

from datetime import date

import pytest
from tests.factories import directory, networks

from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.ids import imported_id
from relevo.networks import access
from relevo.networks.errors import NetworkUnknown, NotKeeper, NotMember

pytestmark = pytest.mark.django_db

ROLES = (
    "officer",
    "duty_officer",
    "border_monitor",
    "coordinator",
    "analyst",
    "institution_admin",
    "platform_admin",
)
SEATS = {
    "secretariat": {"role": "secretariat"},
    "chair": {"role": "chair"},
    "steering": {"role": "member", "is_steering": True},
    "member": {"role": "member"},
    "observer": {"role": "observer"},
    "listed": {"role": "listed"},
    "left": {"role": "secretariat", "left_on": date(2020, 1, 1)},
    "none": None,
}
KEEP = {"secretariat", "chair", "steering"}
SIT = KEEP | {"member", "observer"}


@pytest.fixture
def red():
    row = networks.network()
    networks.seat(row, directory.institution("HN-SECRETARIA"), role="secretariat")
    return row


def one_of(red, seat):
    own = directory.institution("HN-PROPIA")
    if SEATS[seat] is not None:
        networks.seat(red, own, **SEATS[seat])
    return own


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("seat", SEATS)
def test_who_keeps_and_who_reads_inside(red, role, seat):
    actor = directory.actor_of(one_of(red, seat), role)
    everywhere = role == "platform_admin"
    assert access.may_keep(actor, red) == (everywhere or (role == "coordinator" and seat in KEEP))
    assert access.kept_among(actor, {red.pk}) == (
        {red.pk} if access.may_keep(actor, red) else set()
    )
    assert access.is_member(actor, red) == (seat in SIT)
    assert access.may_read_inside(actor, red) == (everywhere or seat in SIT)
    assert access.may_see(actor, red)
    assert access.speaks_for_own(actor) == (role in {"coordinator", "institution_admin"})


def test_without_secretariat_chair_or_committee_every_member_keeps_it():
    red = networks.network()
    member, listed = directory.institution("HN-A"), directory.institution("HN-B")
    networks.seat(red, member)
    networks.seat(red, listed, role="listed")
    networks.seat(red)
    assert access.keepers_of(red) == {member.pk}
    assert access.may_keep(directory.actor_of(member, "coordinator"), red)
    assert not access.may_keep(directory.actor_of(listed, "coordinator"), red)
    assert access.kept_among(directory.actor_of(member, "coordinator"), {red.pk}) == {red.pk}
    assert not access.kept_among(directory.actor_of(listed, "coordinator"), {red.pk})


def test_the_instance_itself_keeps_and_reads_but_binds_nobody(red):
    assert access.may_keep(SYSTEM, red)
    assert access.may_read_inside(SYSTEM, red)
    assert access.may_see(SYSTEM, red)
    assert not access.speaks_for_own(SYSTEM)


def test_who_acts_for_no_institution_sees_nothing(red):
    nobody = Actor(id=imported_id("person", "x"), institution_id=None, roles=frozenset({"officer"}))
    assert not access.may_see(nobody, red)
    assert not access.is_member(nobody, red)


def test_doors(red):
    keeper = directory.actor_of(directory.institution("HN-PROPIA"), "coordinator")
    for door in (access.network_to_keep, access.network_to_keep_locked):
        with pytest.raises(NotKeeper) as refusal:
            door(keeper, key=red.key)
        assert refusal.value.key == red.key
        with pytest.raises(NetworkUnknown):
            door(keeper, key="RED-OTRA")
        assert door(SYSTEM, key=red.key) == red
    with pytest.raises(NotMember) as refusal:
        access.network_to_read_inside(keeper, key=red.key)
    assert refusal.value.key == red.key
    with pytest.raises(NetworkUnknown):
        access.network_to_read_inside(keeper, key="RED-OTRA")
    assert access.network_to_read_inside(SYSTEM, key=red.key) == red

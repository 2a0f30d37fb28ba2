"""Loading the region again leaves alone what a network has settled itself."""

from datetime import UTC, date, datetime

import pytest
from tests.factories import directory
from tests.region import tiny

from relevo.kernel.actor import SYSTEM
from relevo.networks.actions import networks as network_actions
from relevo.networks.actions import seats
from relevo.networks.models import Member, Network, SeatChange
from relevo.networks.rules.seats import SeatTerms
from relevo.region.loader import load_region

pytestmark = pytest.mark.django_db
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


@pytest.fixture
def rows():
    return tiny.region()


@pytest.fixture
def load(tmp_path, rows):
    def load():
        report = load_region(at=AT, folder=tiny.write(tmp_path, rows))
        assert report.problems == []
        return report

    return load


@pytest.fixture
def seat(load):
    load()
    return Member.objects.get()


def settle(seat):
    seats.change_seat(
        key=seat.network.key,
        seat_id=seat.pk,
        terms=SeatTerms(
            role="chair",
            focal_role="Alcaldía",
            alternate_role="Unidad",
            term_until=date(2022, 1, 25),
            is_steering=True,
        ),
        on=AT.date(),
        by=SYSTEM,
        at=AT,
    )


def test_seat_that_nobody_touched_follows_its_source(rows, load, seat):
    rows["network_members.csv"][0]["role"] = "observer"
    load()
    assert Member.objects.get().role == "observer"


def test_seat_that_the_network_settled_stays(rows, load, seat):
    settle(seat)
    rows["network_members.csv"][0]["role"] = "observer"
    rows["network_members.csv"][0]["stated_name_en"] = "Another name"
    load()
    row = Member.objects.get()
    assert (row.pk, row.role, row.focal_role, row.alternate_role) == (
        seat.pk,
        "chair",
        "Alcaldía",
        "Unidad",
    )
    assert (row.term_until, row.is_steering) == (date(2022, 1, 25), True)
    assert SeatChange.objects.filter(member=row).count() == 4


def test_seat_that_ended_does_not_come_back(rows, load, seat):
    seats.end_seat(key=seat.network.key, seat_id=seat.pk, on=AT.date(), by=SYSTEM, at=AT)
    rows["networks.csv"][0]["name_es"] = "Otro nombre"
    load()
    assert Network.objects.get().name_es == "Otro nombre"
    assert Member.objects.get().left_on == AT.date()


@pytest.mark.parametrize("touched", [True, False])
def test_seat_that_vanished_from_the_file(rows, load, seat, touched):
    if touched:
        settle(seat)
    rows["network_members.csv"][0]["stated_name_es"] = "Otro nombre"
    load()
    names = set(Member.objects.values_list("stated_name_es", flat=True))
    assert names == ({"Otro nombre", seat.stated_name_es} if touched else {"Otro nombre"})


def test_rhythm_and_calendar_of_a_network_stay(rows, load, seat):
    Network.objects.update(verify_every_days=30, calendar_nonce="n" * 22)
    rows["networks.csv"][0]["name_es"] = "Otro nombre"
    load()
    row = Network.objects.get()
    assert (row.name_es, row.verify_every_days, row.calendar_nonce) == (
        "Otro nombre",
        30,
        "n" * 22,
    )


def test_network_that_was_founded_here_stays(rows, load, seat):
    coordinator = directory.actor_of(seat.institution, "coordinator")
    network_actions.found_network(
        network_actions.Founding(key="RED-OCO", name_es="Red", scope="national", countries=("HN",)),
        started_on=AT.date(),
        by=coordinator,
        at=AT,
    )
    rows["networks.csv"][0]["name_es"] = "Otro nombre"
    load()
    assert Member.objects.get(network__key="RED-OCO").role == "secretariat"


def test_seat_that_is_a_local_network_is_a_part(rows, load):
    local = {**rows["networks.csv"][0], "id": "NET-LOCAL", "name_es": "Red local"}
    rows["networks.csv"].append(local)
    whole = rows["networks.csv"][0]["id"]
    named = {**rows["network_members.csv"][0], "network_id": whole, "institution_id": ""}
    rows["network_members.csv"] += [
        {**named, "stated_name_es": "Red local", "role": "local_network"},
        {**named, "stated_name_es": "Red que nadie conoce", "role": "local_network"},
    ]
    load()
    network = Network.objects.get(key=whole)
    assert [part.key for part in network.parts.all()] == ["NET-LOCAL"]
    network.parts.add(Network.objects.create(key="RED-OTRA", name_es="Otra", sort_key="otra"))
    rows["networks.csv"][0]["name_en"] = "Another name"
    load()
    assert {part.key for part in network.parts.all()} == {"NET-LOCAL", "RED-OTRA"}

"""A network begins with one account, and is made of others."""

from datetime import date, timedelta

import pytest
from tests.factories import directory, networks, places
from tests.factories.networks import AT, ON

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM
from relevo.networks import access
from relevo.networks.actions import networks as actions
from relevo.networks.actions import seats
from relevo.networks.errors import NetworkRefused, NotKeeper, NotMayFound
from relevo.networks.models import Member, Network, SeatChange
from relevo.networks.queries import network as queries
from relevo.networks.rules.seats import SeatTerms

pytestmark = pytest.mark.django_db

TOLD = {
    "key": "RED-OCO",
    "name_es": "Red de Ocotepeque",
    "name_en": "Network of Ocotepeque",
    "scope": "cross_border",
    "countries": ("HN", "GT"),
    "territory_es": "Ocotepeque",
}


@pytest.fixture
def coordinator():
    return directory.actor_of(directory.institution("HN-MUN-OCO", "Alcaldía"), "coordinator")


def found(by, *, started_on=ON, **changed):
    return actions.found_network(
        actions.Founding(**TOLD | changed), started_on=started_on, by=by, at=AT
    )


def test_one_account_begins_a_network_and_seats_its_members(coordinator):
    places.crossing("GTHN-AGC", "Agua Caliente", countries=["GT", "HN"])
    part = networks.network("RED-LOCAL")
    row = found(coordinator, crossing_keys=("GTHN-AGC",), part_keys=("RED-LOCAL",))
    kept = queries.get_network("RED-OCO")
    assert (kept.name_es, kept.countries, kept.started, kept.is_demo) == (
        "Red de Ocotepeque",
        "HN|GT",
        ON.isoformat(),
        False,
    )
    assert [crossing.key for crossing in kept.crossings.all()] == ["GTHN-AGC"]
    assert list(kept.parts.all()) == [part]
    assert list(queries.get_network("RED-LOCAL").wholes.all()) == [row]
    (seat,) = kept.seats
    assert (seat.institution_id, seat.role) == (coordinator.institution_id, "secretariat")
    change = SeatChange.objects.get()
    assert (change.kind, change.after) == ("joined", "secretariat")
    assert Event.objects.get(verb="network.founded").subject == str(row.pk)
    assert access.may_keep(coordinator, row)
    directory.institution("GT-MUN-ESQ")
    seats.add_seat(
        key="RED-OCO",
        seated=seats.Seated(institution_key="GT-MUN-ESQ"),
        terms=SeatTerms("member"),
        joined_on=ON,
        by=coordinator,
        at=AT,
    )
    assert Member.objects.count() == 2


def test_the_instance_begins_one_without_a_seat():
    assert found(SYSTEM).members.count() == 0


def test_network_of_an_invented_institution_is_marked():
    institution = directory.institution("DEMO-X", country="HN", is_demo=True)
    assert found(directory.actor_of(institution, "coordinator")).is_demo


@pytest.mark.parametrize("role", ["officer", "duty_officer", "analyst", "institution_admin"])
def test_only_a_coordinator_begins_one(role):
    with pytest.raises(NotMayFound):
        found(directory.actor_of(directory.institution("HN-A"), role))
    assert not Network.objects.exists()


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"key": "red-oco"}, "key", "shape"),
        ({"key": "AB"}, "key", "shape"),
        ({"key": "NET-NUEVA"}, "key", "reserved"),
        ({"key": "RED-HAY"}, "key", "taken"),
        ({"name_es": "  "}, "name_es", "missing"),
        ({"name_es": "x" * 301}, "name_es", "too_long"),
        ({"name_en": "x" * 301}, "name_es", "too_long"),
        ({"territory_es": "x" * 201}, "territory_es", "too_long"),
        ({"scope": "world"}, "scope", "unknown"),
        ({"countries": ()}, "countries", "unknown"),
        ({"countries": ("HN", "FR")}, "countries", "unknown"),
        ({"started_on": ON + timedelta(days=1)}, "started_on", "to_come"),
        ({"crossing_keys": ("XX-X",)}, "crossings", "unknown"),
        ({"part_keys": ("RED-NINGUNA",)}, "parts", "unknown"),
    ],
)
def test_network_that_is_refused(coordinator, told, field, problem):
    networks.network("RED-HAY")
    with pytest.raises(NetworkRefused) as refusal:
        found(coordinator, **told)
    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert Network.objects.count() == 1


def settle(key, parts, *, by=SYSTEM, days=60):
    return actions.settle_network(key=key, part_keys=parts, verify_every_days=days, by=by, at=AT)


def test_parts_and_rhythm_are_settled():
    for key in ("RED-A", "RED-B", "RED-C"):
        networks.network(key)
    settle("RED-A", ["RED-B"])
    row = settle("RED-A", ["RED-B", "RED-C"], days=30)
    assert [part.key for part in row.parts.all()] == ["RED-B", "RED-C"]
    assert Network.objects.get(key="RED-A").verify_every_days == 30


def test_no_network_is_a_part_of_itself_at_any_distance():
    for key in ("RED-A", "RED-B", "RED-C"):
        networks.network(key)
    settle("RED-A", ["RED-B"])
    settle("RED-B", ["RED-C"])
    for key, parts in (("RED-A", ["RED-A"]), ("RED-B", ["RED-A"]), ("RED-C", ["RED-A"])):
        with pytest.raises(NetworkRefused) as refusal:
            settle(key, parts)
        assert (refusal.value.field, refusal.value.problem) == ("parts", "itself")


@pytest.mark.parametrize("days", [6, 731])
def test_rhythm_out_of_range(days):
    networks.network("RED-A")
    with pytest.raises(NetworkRefused) as refusal:
        settle("RED-A", [], days=days)
    assert refusal.value.field == "verify_every_days"


def test_only_keepers_settle(coordinator):
    networks.network("RED-A")
    with pytest.raises(NotKeeper):
        settle("RED-A", [], by=coordinator)


def test_ended_and_listed_seats_are_not_shown():
    row = networks.network("RED-A")
    sits = networks.seat(row, directory.institution("HN-A"))
    networks.seat(row, directory.institution("HN-B"), role="listed")
    networks.seat(row, directory.institution("HN-C"), left_on=date(2020, 1, 1))
    assert queries.get_network("RED-A").seats == [sits]

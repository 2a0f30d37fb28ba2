"""Networks with their crossings and seats."""

import pytest
from tests.factories import directory, places

from relevo.kernel.ids import imported_id
from relevo.networks.errors import NetworkUnknown
from relevo.networks.models import Member, Network
from relevo.networks.queries import network as queries

pytestmark = pytest.mark.django_db


def network(key, name):
    return Network.objects.create(
        id=imported_id("network", key), key=key, name_es=name, name_en=name, sort_key=name.lower()
    )


@pytest.fixture
def southern():
    row = network("NET-SUR", "Red Sur")
    row.crossings.set([places.crossing("HNSV-AMA", "El Amatillo", countries=["HN", "SV"])])
    member = {"network": row, "stated_name_en": "-"}
    Member.objects.create(stated_name_es="PDDH, La Unión", country="SV", **member)
    Member.objects.create(
        stated_name_es="Alcaldía de Goascorán",
        country="HN",
        institution=directory.institution("HN-MUN-GOASCORAN"),
        **member,
    )
    return row


def test_all_networks_in_spanish_order(southern, django_assert_num_queries):
    network("NET-COR", "Mesa Corinto")

    with django_assert_num_queries(1):
        listed = [row.key for row in queries.list_networks()]

    assert listed == ["NET-COR", "NET-SUR"]


def test_one_network_with_its_seats(southern, django_assert_num_queries):
    with django_assert_num_queries(5):
        found = queries.get_network("NET-SUR")
        seats = [
            (member.stated_name_es, member.institution and member.institution.key)
            for member in found.seats
        ]

    assert found == southern
    assert [crossing.key for crossing in found.crossings.all()] == ["HNSV-AMA"]
    assert str(found) == "Red Sur"
    assert seats == [("Alcaldía de Goascorán", "HN-MUN-GOASCORAN"), ("PDDH, La Unión", None)]


def test_an_unknown_network():
    with pytest.raises(NetworkUnknown) as refusal:
        queries.get_network("NET-X")
    assert refusal.value.read == "NET-X"

"""The demonstration network: everything a network does, by institutions that do not exist."""

import pytest

from relevo.demo.network import KEY
from relevo.exchange.models import Commitment
from relevo.networks.models import Acta, Meeting, Member, Network, PlanItem, ProtocolSignature
from relevo.pathways.models import Endorsement, PathwayVersion


@pytest.fixture
def network(instance):
    return Network.objects.get(key=KEY)


def test_only_institutions_of_the_demonstration_have_a_part(network):
    parts = [
        *(row.institution for row in Member.objects.filter(network=network)),
        *(row.owner for row in Commitment.objects.filter(network=network)),
        *(row.institution for row in ProtocolSignature.objects.filter(protocol__network=network)),
        *(row.institution for row in PlanItem.objects.filter(network=network)),
    ]
    assert len(parts) > 15
    assert [part.key for part in parts if not part.is_demo] == []
    assert network.is_demo


def test_there_is_a_commitment_in_every_state_a_secretary_meets(network, instance):
    rows = Commitment.objects.filter(network=network).order_by("number")
    assert [row.state for row in rows] == ["confirmed", "reported", "open", "open"]


def test_there_is_a_meeting_behind_and_one_ahead_and_an_acta(network):
    assert list(
        Meeting.objects.filter(network=network).order_by("number").values_list("state", flat=True)
    ) == ["held", "planned"]
    assert Acta.objects.get(network=network).attending == 5


def test_a_route_works_with_one_institution_behind_it_and_one_reserved(network):
    version = PathwayVersion.objects.get(pathway__network=network)
    assert version.state == "validated"
    told = Endorsement.objects.filter(version=version).order_by("id")
    assert [(row.institution.key, row.stance) for row in told] == [
        ("DEMO-RED-GT", "endorsed"),
        ("DEMO-ALBERGUE", "reserved"),
    ]

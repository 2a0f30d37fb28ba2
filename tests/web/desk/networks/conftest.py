"""Somebody who keeps the network of the south, and others who do not."""

import pytest
from tests.factories import networks

from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.actions import protocols
from relevo.networks.models import Network


@pytest.fixture
def sur(instance):
    return Network.objects.get(key="NET-SUR")


@pytest.fixture
def secretary(desk):
    return desk("demo-secretaria")


@pytest.fixture
def draft(sur):
    return protocols.draft_protocol(
        key="NET-SUR", text=networks.text(), by=actor_of("demo-secretaria"), at=STARTS_AT
    )


@pytest.fixture
def protocol(draft, sur):
    networks.acta(sur, "12-2020")
    return protocols.put_in_force(
        key="NET-SUR",
        version=draft.version,
        acta_number="12-2020",
        on=STARTS_AT.date(),
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )

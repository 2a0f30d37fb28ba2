"""A holder on a folder of its own; everything else of it the tests make."""

import pytest

from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import Caller
from relevo.keyholder.places import Places
from relevo.keyholder.rations import Rations

CALLER = Caller("amina", "desk:case")


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "sealing.key")


@pytest.fixture
def holder(places):
    return Holder(places, durable=False, rations=Rations())

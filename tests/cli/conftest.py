"""Commands are tested on the real region with the demo story."""

import pytest
from tests.factories.world import _copies, instance, instance_kind, world

__all__ = ["_copies", "instance", "instance_kind", "world"]


@pytest.fixture(autouse=True)
def _own_witness(settings, tmp_path):
    """What one test lets a witness see is nothing to the next, whose chains are others."""
    settings.RELEVO_WITNESS_FILE = tmp_path / "witness" / "audit-heads.jsonl"

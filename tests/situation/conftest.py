"""Some tests of the situation ask for the real region with the demo story: ``instance``."""

from tests.factories.world import _copies, instance, instance_kind, world

__all__ = ["_copies", "instance", "instance_kind", "world"]

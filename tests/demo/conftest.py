from tests.factories.world import _copies, instance, instance_kind, world

__all__ = ["_copies", "instance", "instance_kind", "world"]

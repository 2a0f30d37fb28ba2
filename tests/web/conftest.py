"""Pages are tested on the real region with the demo story."""

from tests.factories.pages import count_queries, desk, visitor
from tests.factories.world import _copies, instance, instance_kind, world

__all__ = ["_copies", "count_queries", "desk", "instance", "instance_kind", "visitor", "world"]

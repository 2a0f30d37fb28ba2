"""What the clock does to cases. A worker calls it again and again."""

import logging
from datetime import datetime

from relevo.cases import actions

log = logging.getLogger(__name__)


def run_clocks(*, at: datetime) -> int:
    """End the offers that nobody answered in time; how many ended."""
    expired = actions.expire_due(at=at)
    if expired:
        log.info("cases: %s offers expired", expired)
    return expired

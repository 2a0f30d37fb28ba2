"""What the clock does to feedback. A worker calls it again and again."""

import logging
from datetime import datetime

from relevo.feedback.actions import forget_old

log = logging.getLogger(__name__)


def forget(*, at: datetime) -> int:
    """End what is kept no longer; how many complaints ended."""
    ended = forget_old(at=at)
    if ended:
        log.info("feedback: %s complaints were kept no longer", ended)
    return ended

"""What the clock does to cases. A worker calls it again and again."""

import logging
from datetime import datetime

from relevo.cases import actions
from relevo.cases.actions.rekeying import renew_keys
from relevo.cases.actions.shredding import forget_answers
from relevo.cases.actions.stewardship import forget_words, shred_ended

log = logging.getLogger(__name__)


def run_clocks(*, at: datetime) -> int:
    """Remind who has not answered, and end what nobody answered in time; how many ended."""
    reminded = actions.remind_due(at=at)
    if reminded:
        log.info("cases: %s reminders", reminded)
    expired = actions.expire_due(at=at)
    if expired:
        log.info("cases: %s offers expired", expired)
    ended = shred_ended(at=at)
    if ended:
        log.info("cases: %s cases were kept no longer", ended)
    forgotten = forget_answers(at=at)
    if forgotten:
        log.info("cases: %s answers to an erasure ended", forgotten)
    emptied = forget_words(at=at)
    if emptied:
        log.info("cases: the words of %s old incidents, demands and emergencies ended", emptied)
    taken = actions.take_unreviewed(at=at)
    if taken:
        log.info("cases: %s rights to open in an emergency ended without a review", taken)
    renewed = renew_keys(at=at)
    if renewed:
        log.info("cases: %s cases got a new key", renewed)
    return expired

"""What the official post says of what others saw on its side. It stands beside; nothing changes."""

import re
from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.borders.access import may_correct, official_sides
from relevo.borders.actions.words import check_words
from relevo.borders.errors import CrossingUnknown, NotTheOfficialPost, ReportRefused
from relevo.borders.models import Correction
from relevo.borders.queries.facts import get_report
from relevo.kernel.actor import Actor
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing

LONGEST_CORRECTION = 500
_MARKUP = re.compile(r"<[a-z/!?]", re.IGNORECASE)


@transaction.atomic
def correct_report(
    *, crossing_key: str, report_key: str, text: str, by: Actor, at: datetime, is_demo: bool = False
) -> Correction:
    """Add the official post's own words beside a sighting on its side. Plain words, no markup.

    Raises CrossingUnknown, ReportUnknown, NotTheOfficialPost, ReportRefused.
    """
    crossing = Crossing.objects.prefetch_related("posts").filter(key=crossing_key).first()
    if crossing is None:
        raise CrossingUnknown(crossing_key)
    report = get_report(report_key, crossing=crossing)
    if by.institution_id is None or not may_correct(
        by, report, sides=official_sides(by, crossing=crossing)
    ):
        raise NotTheOfficialPost
    words = text.strip()
    refusals = (
        (not words, "text", "missing"),
        (len(words) > LONGEST_CORRECTION, "text", "too_long"),
        (bool(_MARKUP.search(words)), "text", "markup"),
    )
    raise_first(refusals, ReportRefused)
    check_words(text=words)
    correction = Correction.objects.create(
        report=report,
        institution_id=by.institution_id,
        by=by.id,
        text=words,
        known_from=at,
        is_demo=is_demo,
    )
    audit.record("border.corrected", subject=crossing.key, actor=by, at=at)
    outbox.queue("border.corrected", subject_id=crossing.key, at=at)
    return correction

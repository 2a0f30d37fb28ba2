"""What was told is kept for two years after it ended; then its key goes, and the rows with it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from relevo.audit import actions as audit
from relevo.feedback.enums import ComplaintState
from relevo.feedback.models import Complaint, FocalPoint, Report, Tally
from relevo.feedback.rules.states import KEPT
from relevo.kernel.actor import SYSTEM
from relevo.plumbing.sealed import destroy_envelope

MOST_AT_ONCE = 100
"""A round of the worker is short; the next one goes on."""


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """End complaints closed two years ago, and old reports, counts and tasks; how many complaints.

    A complaint that was never closed is not forgotten: it waits for its readers.
    """
    before = at - KEPT
    ended = list(
        Complaint.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            pk__in=Complaint.objects.filter(state=ComplaintState.CLOSED)
            .annotate(last=Max("steps__at"))
            .filter(last__lte=before)
            .values("pk")
        )
        .order_by("pk")[:MOST_AT_ONCE]
    )
    Report.objects.filter(told_on__lte=before.date()).delete()
    Tally.objects.filter(month__lt=f"{before:%Y-%m}").delete()
    FocalPoint.objects.filter(until__lte=before).delete()
    for row in ended:
        subject = str(row.pk)
        destroy_envelope(row.pk, at=at)
        row.delete()
        audit.record("complaint.ended", subject=subject, actor=SYSTEM, at=at)
    return len(ended)

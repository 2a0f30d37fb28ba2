"""Reads of the outbox."""

from datetime import datetime

from django.db.models import Q, QuerySet

from relevo.outbox.models import Message
from relevo.outbox.rules import MOST_ATTEMPTS


def list_due(*, at: datetime) -> QuerySet[Message]:
    """Messages that may be taken now, the longest due first."""
    return Message.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=at),
        done_at=None,
        due_at__lte=at,
        attempts__lt=MOST_ATTEMPTS,
    ).order_by("due_at", "created_at", "id")


def list_given_up(*, at: datetime) -> QuerySet[Message]:
    """Messages that no attempt brought home: somebody has to be told."""
    return Message.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=at),
        done_at=None,
        attempts__gte=MOST_ATTEMPTS,
    ).order_by("due_at", "created_at", "id")

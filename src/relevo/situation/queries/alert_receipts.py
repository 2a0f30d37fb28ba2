"""How many members have said that they read an alert."""

from dataclasses import dataclass
from uuid import UUID

from relevo.situation.models import Alert, AlertReceipt


@dataclass(frozen=True, slots=True)
class Receipts:
    """How many members have read it; ``members`` None: it belongs to no network."""

    read: int
    members: int | None


def receipts_of(alert: Alert) -> Receipts:
    """How many members have said that they read it. Who has not is nobody's list."""
    read = AlertReceipt.objects.filter(alert=alert).count()
    if alert.network is None:
        return Receipts(read, None)
    seats = alert.network.members.seated().exclude(institution=None)
    return Receipts(read, seats.values("institution").distinct().count())


def has_read(alert: Alert, *, institution_id: UUID | None) -> bool:
    """Whether an institution has said so."""
    return AlertReceipt.objects.filter(alert=alert, institution=institution_id).exists()

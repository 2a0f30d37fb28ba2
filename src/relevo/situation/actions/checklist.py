"""An institution says of an item of the checklist that it is done, or takes that back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.situation import access
from relevo.situation.actions.telling import locked_emergency
from relevo.situation.errors import FactRefused
from relevo.situation.models import ChecklistItem, ChecklistMark
from relevo.situation.rules.checklist import done_by


@transaction.atomic
def mark_item(
    *, emergency_id: UUID, item: str, is_done: bool, by: Actor, at: datetime
) -> ChecklistMark:
    """Mark an item for one's own institution; taking it back is another mark.

    Raises NotAllowed, NotFound, FactRefused.
    """
    institution_id = access.check_speaks(by, act="checklist.marked")
    emergency = locked_emergency(emergency_id)
    known = ChecklistItem.objects.filter(code=item).first()
    if known is None:
        raise FactRefused(field="item", problem="unknown")
    marks = ChecklistMark.objects.filter(emergency=emergency, item=known).order_by("id")
    if (institution_id in done_by(marks, known_at=at).get(known.code, ())) == is_done:
        raise FactRefused(field="item", problem="same")
    mark = ChecklistMark.objects.create(
        emergency=emergency,
        item=known,
        is_done=is_done,
        institution_id=institution_id,
        by=by.id,
        at=at,
    )
    facts: dict[str, object] = {"item": known.code, "done": is_done}
    audit.record("checklist.marked", subject=str(emergency.pk), actor=by, at=at, facts=facts)
    return mark

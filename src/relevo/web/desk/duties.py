"""What waits for somebody with a day of its own, or was done behind their back: for the inbox.

Each is asked of the door that decides who may know of it, with as many queries for many rows as for
one. Whoever may not know gets nothing, as where there is nothing.
"""

from datetime import datetime
from typing import Any

from relevo.cases.access.glass import list_glass_lately
from relevo.cases.access.handovers import list_flagged_lately
from relevo.cases.access.rights import count_rights
from relevo.cases.access.voices import codes_worked_on
from relevo.feedback import access as feedback
from relevo.kernel.actor import Actor


def duties_of(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """For the top of the inbox: numbers and days, never what was said."""
    return {
        "glass_lately": list_glass_lately(actor, at=at),
        "hand_overs_flagged": list_flagged_lately(actor, at=at),
        "complaints_waiting": feedback.count_waiting(actor, worked_on=codes_worked_on, at=at),
        "rights_waiting": count_rights(actor),
    }

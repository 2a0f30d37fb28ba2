"""Eta and Iota as the demo tells it: a point at El Amatillo, offers, and a checklist begun.

The emergency and its figures are real and committed; who opens and offers is marked DEMO.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from relevo.directory.actions import TemporaryFacts, TemporaryPlace
from relevo.kernel.actor import Actor
from relevo.situation.actions.checklist import mark_item
from relevo.situation.actions.pledges import PledgeFacts, deliver_pledge, make_pledge
from relevo.situation.actions.points import open_point
from relevo.situation.queries.emergencies import emergency_of

Cast = Callable[[str], Actor]
EMERGENCY = "eta-iota-2020"
SECRETARIAT, SALVADORAN, GUATEMALAN = "demo-secretaria", "demo-red-sv", "demo-red-gt"
DONE_BEFORE = ("before-shelter-list", "before-alert-chain", "before-messages-ready")
DONE_DURING = ("during-coordination-hour", "during-water-food")


def tell_emergency(cast: Cast, *, at: datetime) -> None:
    """What institutions marked DEMO do about the storms until ``at``."""
    storms = emergency_of(EMERGENCY, known_at=at, sees_live=True)
    opened_at = at - timedelta(hours=6)
    secretariat, salvadoran, guatemalan = (
        cast(who) for who in (SECRETARIAT, SALVADORAN, GUATEMALAN)
    )
    open_point(
        told=TemporaryFacts(
            name_es="Punto temporal: agua, información. El Amatillo (DEMO)",
            name_en="Temporary point: water, information. El Amatillo (DEMO)",
            kind="care_center",
            needs=("water", "information"),
            place=TemporaryPlace(
                country="HN",
                node_key="HNSV-AMA-HN",
                crossing_key="HNSV-AMA",
                locality="El Amatillo",
            ),
            from_at=opened_at,
            until_at=at + timedelta(hours=66),
            places=40,
        ),
        emergency_id=storms.id,
        by=secretariat,
        at=opened_at,
    )
    blankets = make_pledge(
        emergency_id=storms.id,
        told=PledgeFacts("kits", 120, "HN-17", opened_at),
        by=secretariat,
        at=opened_at,
    )
    deliver_pledge(pledge_id=blankets.pk, amount=80, by=secretariat, at=at - timedelta(hours=1))
    make_pledge(
        emergency_id=storms.id,
        told=PledgeFacts("meals", 300, "SV-14", at, at + timedelta(days=3)),
        by=salvadoran,
        at=at - timedelta(hours=4),
    )
    make_pledge(
        emergency_id=storms.id,
        told=PledgeFacts("teams", 2, "GT-18", at, at + timedelta(days=7)),
        by=guatemalan,
        at=at - timedelta(hours=3),
    )
    for code in DONE_BEFORE:
        mark_item(emergency_id=storms.id, item=code, is_done=True, by=secretariat, at=opened_at)
    for code in DONE_DURING:
        mark_item(
            emergency_id=storms.id,
            item=code,
            is_done=True,
            by=salvadoran,
            at=at - timedelta(hours=2),
        )

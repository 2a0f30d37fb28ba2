"""A computed plan as JSON: codes, keys and instants; the shape of docs/reference/plan-json.md."""

import json
from datetime import datetime
from typing import Any

from relevo import planner
from relevo.directory.enums import Visibility
from relevo.journeys.actions import ComputedPlan
from relevo.journeys.rules import LOCAL, encoded, instant_of

SCHEMA = "relevo.plan/1"


def to_json(computed: ComputedPlan) -> str:
    """The same input, the same bytes: keys sorted, lists in the planner's order."""
    return json.dumps(plan_document(computed), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def plan_document(computed: ComputedPlan) -> dict[str, Any]:
    """The document before it is written; nothing of a person but what was asked."""
    plan = computed.plan
    best = plan.itineraries[0] if plan.itineraries else None
    return {
        "schema": SCHEMA,
        "engine": planner.ENGINE_VERSION,
        "input": computed.world_digest,
        "at": _iso(computed.at),
        "known_at": _iso(computed.known_at),
        "mode": computed.mode,
        "request": _request(computed.request),
        "confirmed": best.confirmed if best else 0,
        "counted": best.counted if best else 0,
        "itineraries": [_itinerary(itinerary) for itinerary in plan.itineraries],
        "excluded": [
            {
                "service": excluded.service_id,
                "needs": list(excluded.needs),
                "reasons": encoded(excluded.reasons),
            }
            for excluded in plan.excluded
        ],
        "blockers": [
            {
                "crossing": blocker.crossing_id,
                "from": blocker.from_node,
                "to": blocker.to_node,
                "reasons": encoded(blocker.reasons),
            }
            for blocker in plan.blockers
        ],
        "unserved": list(plan.unserved),
        "complete": plan.complete,
        "names": _names(computed),
    }


def _iso(at: datetime) -> str:
    return at.astimezone(LOCAL).isoformat(timespec="minutes")


def _minute(minute: int | None) -> str | None:
    return None if minute is None else _iso(instant_of(minute))


def _request(request: planner.Request) -> dict[str, Any]:
    document: dict[str, Any] = encoded(request)
    document["depart"] = _minute(request.depart)
    for need, told in zip(request.needs, document["needs"], strict=True):
        told["by"] = _minute(need.by)
    return document


def _itinerary(itinerary: planner.Itinerary) -> dict[str, Any]:
    document: dict[str, Any] = encoded(itinerary)
    document["confirmed"] = itinerary.confirmed
    document["completes"] = _minute(itinerary.completes)
    document["urgent_done"] = _minute(itinerary.urgent_done)
    for step, told in zip(itinerary.steps, document["steps"], strict=True):
        told["is_confirmed"] = step.is_confirmed
        for name in ("starts", "ends", "ends_late", "holds_until"):
            told[name] = _minute(told[name])
    return document


def _names(computed: ComputedPlan) -> dict[str, dict[str, dict[str, str]]]:
    """Names of what the document speaks of; a restricted service has none."""
    steps = [step for itinerary in computed.plan.itineraries for step in itinerary.steps]
    services = {step.service_id for step in steps} | {
        excluded.service_id for excluded in computed.plan.excluded
    }
    crossings = {step.crossing_id for step in steps} | {
        blocker.crossing_id for blocker in computed.plan.blockers
    }
    return {
        "services": {
            key: {"es": row.name_es, "en": row.name_en}
            for key, row in sorted(computed.index.services.items())
            if key in services and row.visibility != Visibility.RESTRICTED
        },
        "crossings": {
            key: {"es": row.name_es, "en": row.name_en}
            for key, row in sorted(computed.index.crossings.items())
            if key in crossings
        },
        "places": {
            key: {"country": row.country, "name": row.name}
            for key, row in sorted(computed.nodes.items())
        },
    }

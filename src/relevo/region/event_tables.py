"""Tables of the real events of 2015 to 2022 that a replay plays, and of their scenarios.

Whatever stands in them is a fact with its source; what a replay does with each is in ``becomes``.
"""

from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.region.columns import (
    Column,
    Day,
    Flag,
    Instant,
    Key,
    OneOf,
    Reference,
    SomeOf,
    Table,
    Text,
    Whole,
    both_languages,
)

KINDS = (
    *("alert", "arrival", "assistance", "assisted_return", "blocked", "border_closure"),
    *("border_reopening", "border_statistics", "child_protection", "clash", "crossing"),
    *("departure", "dispersal", "emergency_decree", "evacuation", "false_alarm", "gathering"),
    *("government_meeting", "interception", "landfall", "landslide", "network_founded"),
    *("network_meeting", "normal", "overnight", "quarantine", "quarantine_breach"),
    *("reconciliation_gap", "return", "returns", "route_change", "rule_change"),
    *("rule_divergence", "service_opening", "shelter_full", "shelter_load", "sitrep", "split"),
    *("stranded", "trade_diversion", "transit", "transport_reopening", "trend"),
    *("uncoordinated_return", "voluntary_return"),
)
HOW = ("cumulative", "estimate", "lower_bound", "official", "press", "range", "registered")
COUNTED = (
    *("affected", "attended", "children", "dead_or_missing", "detained", "evacuated"),
    *("institutions", "people", "quarantined", "sheltered"),
)
ACTS = (
    *("advisory", "alert", "comparison", "count", "decree", "emergency", "entry", "figure"),
    *("meeting", "movement", "point", "report", "requirement", "road", "sighting", "signal"),
)
"""What an event becomes when it is played: a code for each kind of action."""

MOST_PEOPLE = 100_000_000

SCENARIOS = Table(
    "scenarios.csv",
    ("id",),
    (
        Column("id", Key(20), required=True),
        *both_languages("name", 100, required=True),
    ),
)
EVENTS = Table(
    "events.csv",
    ("id",),
    (
        Column("id", Key(8), required=True),
        Column("scenario_id", Reference("scenarios.csv"), required=True),
        Column("at", Instant(), required=True),
        Column("until", Day()),
        Column("precision", OneOf(("year", "month", "day", "hour", "minute")), required=True),
        Column("approximate", Flag(), required=True),
        Column("kind", OneOf(KINDS), required=True),
        Column("place", Text(100), required=True),
        Column("countries", SomeOf((*REGION, "NI")), required=True),
        Column("area_id", Reference("geo/areas.csv")),
        Column("crossing_id", Reference("crossings.csv")),
        Column("people_low", Whole(0, MOST_PEOPLE)),
        Column("people_best", Whole(0, MOST_PEOPLE)),
        Column("people_high", Whole(0, MOST_PEOPLE)),
        Column("people_how", OneOf(HOW)),
        Column("people_counts", OneOf(COUNTED)),
        Column("people_parts", Text(200)),
        *both_languages("text", 500, required=True),
        Column("becomes", SomeOf(ACTS), required=True),
        Column("source", Text(2_000), required=True),
        Column("sourced", Flag(), required=True),
        Column("confidence", OneOf(tuple(Confidence)), required=True),
    ),
)

"""Tables of emergencies that public sources tell of, and of the checklist of the MCOF.

In the checklist the phases and sectors are those of the framework; the items are our own words.
"""

from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.region.columns import (
    Column,
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
from relevo.situation.enums import EmergencyKind, Measure, Phase, Qualifier

_SOURCED = (
    Column("source", Text(2_000)),
    Column("sourced", Flag(), required=True),
    Column("confidence", OneOf(tuple(Confidence)), required=True),
)

EMERGENCIES = Table(
    "emergencies.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("kind", OneOf(tuple(EmergencyKind.values)), required=True),
        *both_languages("name", 120, required=True),
        Column("from_at", Instant(), required=True),
        Column("known_from", Instant(), required=True),
        *_SOURCED,
    ),
)
EMERGENCY_PHASES = Table(
    "emergency_phases.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("emergency_id", Reference("emergencies.csv"), required=True),
        Column("phase", OneOf(tuple(Phase.values)), required=True),
        Column("from_at", Instant(), required=True),
        Column("known_from", Instant(), required=True),
        *both_languages("reason", 300),
        *_SOURCED,
    ),
)
EMERGENCY_AREAS = Table(
    "emergency_areas.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("emergency_id", Reference("emergencies.csv"), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("area_id", Reference("geo/areas.csv")),
        Column("from_at", Instant(), required=True),
        Column("until_at", Instant()),
        Column("known_from", Instant(), required=True),
        *_SOURCED,
    ),
)
EMERGENCY_FIGURES = Table(
    "emergency_figures.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("emergency_id", Reference("emergencies.csv"), required=True),
        Column("country", OneOf(REGION)),
        Column("area_id", Reference("geo/areas.csv")),
        Column("measure", OneOf(tuple(Measure.values)), required=True),
        Column("value", Whole(0, 100_000_000), required=True),
        Column("high", Whole(0, 100_000_000)),
        Column("qualifier", OneOf(tuple(Qualifier.values)), required=True),
        Column("said_by", Text(120), required=True),
        *both_languages("note", 300),
        Column("as_of_at", Instant(), required=True),
        Column("known_from", Instant(), required=True),
        *_SOURCED,
    ),
)
CHECKLIST = Table(
    "mcof_checklist.csv",
    ("code",),
    (
        Column("code", Key(), required=True),
        Column("phase", OneOf((Phase.BEFORE, Phase.DURING, Phase.AFTER)), required=True),
        Column("sector", Whole(1, 15), required=True),
        Column("kinds", SomeOf(tuple(EmergencyKind.values))),
        *both_languages("text", 300, required=True),
        *_SOURCED,
    ),
)
EMERGENCY_TABLES: tuple[Table, ...] = (
    EMERGENCIES,
    EMERGENCY_PHASES,
    EMERGENCY_AREAS,
    EMERGENCY_FIGURES,
    CHECKLIST,
)
"""In the order in which they are written."""

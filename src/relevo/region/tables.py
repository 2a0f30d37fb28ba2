"""The registry of the committed tables: every file, its columns and what they accept.

Only public entries are accepted in ``visibility``: restricted and network-only places live in the
database of an instance, never in a file that is committed. Informal crossings have no kind here.
"""

from relevo.borders.enums import (
    Basis,
    DemandKind,
    Direction,
    Mode,
    RestrictionKind,
    State,
    Stops,
)
from relevo.directory.enums import (
    AdmissionCode,
    CapacityCondition,
    CapacityUnit,
    ServiceStatus,
    Visibility,
)
from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.kernel.geo import Precision
from relevo.networks.enums import Modality
from relevo.places.enums import LinkRule, RoadClass
from relevo.region.columns import (
    Column,
    Day,
    Decimal,
    Flag,
    Hours,
    Instant,
    Key,
    OneOf,
    PartialDay,
    Reference,
    References,
    SomeOf,
    Table,
    Text,
    Whole,
    both_languages,
)
from relevo.region.emergency_tables import EMERGENCY_TABLES
from relevo.region.event_tables import EVENTS, SCENARIOS

COUNTRIES = (*REGION, "BZ", "MX", "NI")
REGIONAL = "RG"
LATITUDE, LONGITUDE = Decimal(5, 25), Decimal(-100, -75)
PUBLIC_ONLY = OneOf((Visibility.PUBLIC.value,))
PRECISION = OneOf(tuple(Precision))
DAY_PRECISION = OneOf(("day", "month", "year"))
CONFIDENCE = OneOf(tuple(Confidence))
LONG, NOTE = 2_000, 600

_SOURCED = (
    Column("source", Text(LONG)),
    Column("sourced", Flag(), required=True),
    Column("confidence", CONFIDENCE, required=True),
)
_VALIDITY = (
    Column("valid_from", Day()),
    Column("valid_from_precision", DAY_PRECISION),
    Column("valid_until", Day()),
    Column("valid_until_precision", DAY_PRECISION),
)


def _point(precision: str) -> tuple[Column, ...]:
    return (Column("lat", LATITUDE), Column("lon", LONGITUDE), Column(precision, PRECISION))


TAXONOMY = Table(
    "taxonomy.csv",
    ("code",),
    (
        Column("code", Key(), required=True),
        Column("kind", OneOf(("need", "service_type", "profile")), required=True),
        Column("parent", Reference("taxonomy.csv")),
        *both_languages("name", 100, required=True),
        *both_languages("description", NOTE),
        Column("mcof_sector", Whole(1, 15)),
        Column("pictogram", Key()),
    ),
)
TAXONOMY_MAP = Table(
    "taxonomy_map.csv",
    ("column", "tag"),
    (
        Column("column", OneOf(("service_types", "profiles_served")), required=True),
        Column("tag", Key(), required=True),
        Column("terms", References("taxonomy.csv"), required=True),
    ),
)
AREAS = Table(
    "geo/areas.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("level", OneOf(("department", "municipality", "district")), required=True),
        Column("official_code", Key(12)),
        Column("name", Text(100), required=True),
        Column("parent_id", Reference("geo/areas.csv")),
        Column("valid_from", Day()),
        Column("valid_until", Day()),
        *_point("precision"),
        Column("population", Whole(0, 100_000_000)),
        Column("node_id", Reference("geo/nodes.csv")),
        Column("predecessor_id", Reference("geo/areas.csv")),
        Column("code_source", Text(NOTE)),
        Column("source", Text(LONG)),
        Column("confidence", CONFIDENCE),
    ),
)
AREA_ALIASES = Table(
    "area_aliases.csv",
    ("area_id", "alias"),
    (
        Column("area_id", Reference("geo/areas.csv"), required=True),
        Column("alias", Text(100), required=True),
        *_SOURCED,
    ),
)
NODES = Table(
    "geo/nodes.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("kind", OneOf(("area", "locality", "post")), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("area_id", Reference("geo/areas.csv"), required=True),
        Column("name", Text(100), required=True),
        Column("lat", LATITUDE, required=True),
        Column("lon", LONGITUDE, required=True),
        Column("precision", PRECISION, required=True),
    ),
)
LINKS = Table(
    "geo/links.csv",
    ("id",),
    (
        Column("id", Key(90), required=True),
        Column("from_node", Reference("geo/nodes.csv"), required=True),
        Column("to_node", Reference("geo/nodes.csv"), required=True),
        Column("km", Decimal(0, 2_000), required=True),
        Column("road_class", OneOf(tuple(RoadClass.values)), required=True),
        Column("rule", OneOf(tuple(LinkRule.values)), required=True),
        *_SOURCED,
    ),
)
CROSSINGS = Table(
    "crossings.csv",
    ("id",),
    (
        Column("id", Key(20), required=True),
        *both_languages("name", 100, required=True),
        Column("border_pair", SomeOf(COUNTRIES, "-"), required=True),
        Column(
            "type",
            OneOf(("integrated_border_post", "official_main", "official_limited", "maritime")),
            required=True,
        ),
        Column("integrated", Flag(), required=True),
        *both_languages("official_status", 200),
        *_point("coord_precision"),
        Column("planned_through", Flag(), required=True),
        *both_languages("not_planned_reason", NOTE),
        *both_languages("role", NOTE),
        *both_languages("hours_note", NOTE),
        Column("visibility", PUBLIC_ONLY, required=True),
        *_SOURCED,
    ),
)
POSTS = Table(
    "posts.csv",
    ("id",),
    (
        Column("id", Key(24), required=True),
        Column("crossing_id", Reference("crossings.csv"), required=True),
        Column("country", OneOf(COUNTRIES), required=True),
        Column("name", Text(100), required=True),
        Column("admin1", Text(80)),
        Column("municipality", Text(100)),
        Column("locality", Text(100)),
        Column("authority_ids", References("institutions.csv", longest=200)),
        Column("listed_official", Flag()),
        *_point("coord_precision"),
        *both_languages("note", NOTE),
        *_SOURCED,
    ),
    unique=(("crossing_id", "country"),),
)
LOCALITIES = Table(
    "localities.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("municipality_area_id", Reference("geo/areas.csv"), required=True),
        Column("name", Text(100), required=True),
        *_point("precision"),
        Column("crossing_id", Reference("crossings.csv")),
        *_SOURCED,
    ),
)
INSTITUTION_KINDS = (
    *("academia", "anti_trafficking", "army", "asylum", "child_protection", "church"),
    *("civil_protection", "community", "coordination", "court", "customs", "data", "donor"),
    *("gov_foreign", "gov_local", "gov_migration", "gov_other", "gov_social", "health"),
    *("human_rights", "igo", "legal_aid", "municipality", "ngo", "ombudsman", "police"),
    *("prosecutor", "red_cross", "registry", "un", "women"),
)
INSTITUTIONS = Table(
    "institutions.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("acronym", Text(40)),
        *both_languages("name", 180, required=True),
        Column("country", OneOf((*COUNTRIES, REGIONAL)), required=True),
        Column(
            "level",
            OneOf(("international", "regional", "national", "departmental", "municipal", "local")),
        ),
        Column("kind", OneOf(INSTITUTION_KINDS), required=True),
        *both_languages("role", NOTE),
        *_VALIDITY,
        Column("successor_id", Reference("institutions.csv")),
        *both_languages("note", NOTE),
        Column("public_line", Text(80)),
        *both_languages("line_note", 200),
        Column("line_sourced", Flag()),
        *_SOURCED,
    ),
)
SERVICES = Table(
    "services.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        *both_languages("name", 180, required=True),
        Column("institution_id", Reference("institutions.csv")),
        Column("kind", Reference("assumptions.csv"), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("admin1", Text(80), required=True),
        Column("municipality", Text(100)),
        Column("locality", Text(100)),
        Column("crossing_id", Reference("crossings.csv")),
        *_point("coord_precision"),
        Column("service_types", References("taxonomy.csv"), required=True),
        Column("profiles", References("taxonomy.csv"), required=True),
        Column("hours_osm", Hours()),
        *both_languages("hours_text", NOTE),
        Column("hours_as_of", Day()),
        Column("hours_sourced", Flag()),
        Column("capacity_max", Whole(1, 100_000)),
        Column("capacity_unit", OneOf(tuple(CapacityUnit.values))),
        Column("capacity_condition", OneOf(tuple(CapacityCondition.values))),
        *both_languages("capacity_note", NOTE),
        Column("phone", Text(80)),
        Column("phone_sourced", Flag()),
        Column("status", OneOf(tuple(ServiceStatus)), required=True),
        Column("permanence", OneOf(("permanent", "temporary", "surge", "mobile"))),
        *_VALIDITY,
        *both_languages("note", NOTE),
        Column("visibility", PUBLIC_ONLY, required=True),
        *_SOURCED,
    ),
)
ADMISSION_RULES = Table(
    "admission_rules.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("service_id", Reference("services.csv"), required=True),
        Column("rule", OneOf(tuple(AdmissionCode.values)), required=True),
        Column("value", Text(80)),
        *both_languages("text", NOTE, required=True),
        *_SOURCED,
    ),
)
ASSUMPTIONS = Table(
    "assumptions.csv",
    ("kind",),
    (
        Column("kind", Key(30), required=True),
        Column("hours_osm", Hours()),
        Column("capacity_rule", OneOf(("unlimited", "by_call", "known_only")), required=True),
        Column("duration_minutes", Whole(1, 20_160), required=True),
        *both_languages("text", NOTE, required=True),
        *both_languages("basis", NOTE, required=True),
        *_SOURCED,
    ),
)
HOLIDAYS = Table(
    "holidays.csv",
    ("country", "on"),
    (
        Column("country", OneOf(REGION), required=True),
        Column("on", Day(), required=True),
        *both_languages("name", 120, required=True),
        *_SOURCED,
    ),
)
LINE_KINDS = (
    *("ambulance", "child", "emergency", "migration", "ombudsman", "police", "red_cross"),
    *("trafficking", "women"),
)
ASSISTANCE_LINES = Table(
    "assistance_lines.csv",
    ("country", "number", "kind"),
    (
        Column("country", OneOf(REGION), required=True),
        Column("number", Text(40), required=True),
        Column("kind", OneOf(LINE_KINDS), required=True),
        *both_languages("name", 120, required=True),
        *both_languages("use", NOTE),
        *_SOURCED,
    ),
)
SCOPES = ("civil_society", "cross_border", "departmental", "municipal", "national", "trinational")
SEATS = ("chair", "convener", "founder", "host", "local_network", "member", "observer", "support")
NETWORKS = Table(
    "networks.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        *both_languages("name", 270, required=True),
        Column("scope", OneOf(SCOPES), required=True),
        Column("countries", SomeOf(COUNTRIES), required=True),
        *both_languages("territory", 200),
        Column("crossing_ids", References("crossings.csv")),
        Column("started", PartialDay()),
        Column("started_precision", DAY_PRECISION),
        *both_languages("started_evidence", NOTE),
        *both_languages("members_count", 200),
        *both_languages("governance", NOTE),
        *both_languages("outputs", NOTE),
        *both_languages("meetings", NOTE),
        *both_languages("problems", NOTE),
        *both_languages("status", 200),
        *_SOURCED,
    ),
)
NETWORK_MEMBERS = Table(
    "network_members.csv",
    ("network_id", "stated_name_es", "country"),
    (
        Column("network_id", Reference("networks.csv"), required=True),
        Column("institution_id", Reference("institutions.csv")),
        *both_languages("stated_name", 200, required=True),
        Column("country", OneOf((*COUNTRIES, REGIONAL, "US"))),
        Column("role", OneOf(SEATS)),
        *_SOURCED,
    ),
)
EXCHANGE_SERIES = Table(
    "exchange_series.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        *both_languages("name", 200, required=True),
        *both_languages("convener", 200, required=True),
        Column("network_id", Reference("networks.csv")),
        *_SOURCED,
    ),
)
EXCHANGES = Table(
    "exchanges.csv",
    ("id",),
    (
        Column("id", Key(), required=True),
        Column("series_id", Reference("exchange_series.csv"), required=True),
        Column("number", Whole(1, 999), required=True),
        *both_languages("title", 300, required=True),
        *both_languages("aim", NOTE),
        Column("starts_on", Day()),
        Column("ends_on", Day()),
        Column("date_precision", DAY_PRECISION),
        Column("place", Text(200)),
        Column("modality", OneOf(tuple(Modality.values))),
        Column("network_ids", References("networks.csv")),
        *_SOURCED,
    ),
)
DEMANDS = Table(
    "demands.csv",
    ("code",),
    (
        Column("code", Key(40), required=True),
        Column("kind", OneOf(tuple(DemandKind.values)), required=True),
        Column("accepts", References("demands.csv")),
        Column("valid_hours", Whole(1, 8_760)),
        *both_languages("name", 100, required=True),
    ),
)
REQUIREMENTS = Table(
    "requirements.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("crossing_id", Reference("crossings.csv")),
        Column("country", OneOf(REGION), required=True),
        Column("direction", OneOf(("entry", "exit")), required=True),
        Column("mode", OneOf((*Mode.values, "bus")), required=True),
        Column(
            "applies_to",
            SomeOf(("all", "nationals", "foreigners", "residents", *COUNTRIES)),
            required=True,
        ),
        Column("age_from", Whole(0, 120)),
        Column("age_until", Whole(1, 121)),
        Column("demand", Reference("demands.csv"), required=True),
        Column("any_of_group", Key(60)),
        Column("blocking", Flag(), required=True),
        *both_languages("consequence", NOTE),
        *both_languages("text", NOTE, required=True),
        Column("valid_from", Day()),
        Column("valid_until", Day()),
        Column("known_from", Instant()),
        Column("basis", OneOf(tuple(Basis.values)), required=True),
        *_SOURCED,
    ),
)
STATUS_REPORTS = Table(
    "status_reports.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("crossing_id", Reference("crossings.csv"), required=True),
        Column("country", OneOf(COUNTRIES)),
        Column("direction", OneOf(tuple(Direction.values)), required=True),
        Column("mode", OneOf(tuple(Mode.values)), required=True),
        Column(
            "state", OneOf((State.OPEN.value, State.RESTRICTED.value, State.CLOSED.value)), True
        ),
        Column("spares_return", Flag()),
        Column("basis", OneOf(tuple(Basis.values)), required=True),
        Column("hours_osm", Hours()),
        Column("from_at", Instant(), required=True),
        Column("until_at", Instant()),
        Column("known_from", Instant(), required=True),
        *both_languages("text", NOTE),
        Column("authority_id", Reference("institutions.csv")),
        *_SOURCED,
    ),
)
RESTRICTIONS = Table(
    "restrictions.csv",
    ("id",),
    (
        Column("id", Key(60), required=True),
        Column("kind", OneOf(tuple(RestrictionKind.values)), required=True),
        Column("stops", OneOf(tuple(Stops.values)), required=True),
        Column("country", OneOf(REGION), required=True),
        Column("area_ids", References("geo/areas.csv")),
        Column("hours_osm", Hours()),
        Column("applies_to", SomeOf(("all", "nationals", "foreigners", "residents", *COUNTRIES))),
        Column("from_at", Instant(), required=True),
        Column("until_at", Instant()),
        Column("known_from", Instant(), required=True),
        Column("basis", OneOf(tuple(Basis.values)), required=True),
        *both_languages("legal_act", 200),
        *both_languages("text", NOTE, required=True),
        *both_languages("safe_conduct", NOTE),
        *_SOURCED,
    ),
)
LEFT_OUT = Table(
    "left_out.csv",
    ("file", "row_id"),
    (
        Column("file", Key(), required=True),
        Column("row_id", Key(), required=True),
        *both_languages("reason", NOTE, required=True),
    ),
)
TABLES: tuple[Table, ...] = (
    *(TAXONOMY, TAXONOMY_MAP, AREAS, AREA_ALIASES, NODES, LINKS, CROSSINGS, POSTS, LOCALITIES),
    *(INSTITUTIONS, SERVICES, ADMISSION_RULES, ASSUMPTIONS, HOLIDAYS, ASSISTANCE_LINES),
    *(
        NETWORKS,
        NETWORK_MEMBERS,
        EXCHANGE_SERIES,
        EXCHANGES,
        DEMANDS,
        REQUIREMENTS,
        RESTRICTIONS,
        STATUS_REPORTS,
        SCENARIOS,
        EVENTS,
        *EMERGENCY_TABLES,
        LEFT_OUT,
    ),
)
"""In the order in which they are written: what is referred to comes first."""

"""A region of a few rows that fills every column, and bad cells for every kind of column."""

import csv

from relevo.region.columns import (
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
    Text,
    Whole,
)
from relevo.region.tables import TABLES

BY_FILE = {table.file: table for table in TABLES}
SOURCE = {"source": "https://example.org/acta", "sourced": "yes", "confidence": "high"}
FILLED = {
    "lat": "13.54",
    "lon": "-87.49",
    "valid_from": "2020-01-01",
    "valid_until": "2030-01-01",
    "from_at": "2020-11-20T06:00-06:00",
    "until_at": "2020-11-21",
    "age_from": "0",
    "age_until": "18",
}
OWN = {
    "taxonomy.csv": [
        {"code": "shelter", "kind": "need", "parent": ""},
        {"code": "family", "kind": "profile", "parent": ""},
        {"code": "child_shelter", "kind": "service_type", "parent": "shelter"},
    ],
    "taxonomy_map.csv": [
        {"tag": "posada", "terms": "shelter"},
        {"tag": "hogar", "terms": "shelter|child_shelter"},
    ],
    "geo/areas.csv": [
        {"id": "HN-17", "country": "HN", "level": "department", "name": "Valle", "parent_id": "",
         "predecessor_id": "", "valid_from": "", "valid_until": ""},
        {"id": "HN-1701", "country": "HN", "level": "municipality", "name": "Nacaome",
         "parent_id": "HN-17", "predecessor_id": "HN-17", "valid_until": ""},
    ],
    "area_aliases.csv": [{"area_id": "HN-1701", "alias": "Nacaome Valle"}],
    "geo/nodes.csv": [
        {"id": "HN-1700", "country": "HN", "area_id": "HN-17", "name": "Valle"},
        {"id": "HN-1701", "country": "HN", "area_id": "HN-1701", "name": "Nacaome"},
    ],
    "geo/links.csv": [{"id": "L-1", "from_node": "HN-1700", "to_node": "HN-1701"}],
    "crossings.csv": [{"id": "HNSV-AMA", "name_es": "El Amatillo", "border_pair": "HN-SV"}],
    "posts.csv": [
        {"id": "HNSV-AMA-HN", "country": "HN", "admin1": "Valle", "municipality": "Nacaome"}
    ],
    "localities.csv": [
        {"id": "LOC-1", "country": "HN", "municipality_area_id": "HN-1701", "name": "El Amatillo"}
    ],
    "institutions.csv": [
        {"id": "HN-VIEJA", "country": "HN", "successor_id": ""},
        {"id": "HN-CRH", "country": "HN", "successor_id": "HN-VIEJA"},
    ],
    "services.csv": [
        {"id": "SP-1", "country": "HN", "institution_id": "HN-CRH", "admin1": "Valle",
         "municipality": "Nacaome", "locality": "El Amatillo", "kind": "shelter",
         "service_types": "shelter|child_shelter", "profiles": "family"}
    ],
    "assumptions.csv": [{"kind": "shelter"}],
    "network_members.csv": [{"institution_id": "HN-VIEJA"}],
    "emergency_areas.csv": [{"country": "HN"}],
    "emergency_figures.csv": [{"country": "HN"}],
}  # fmt: skip


FILL = {
    Text: "Texto",
    Key: "K-1",
    OneOf: lambda kind: kind.codes[0],
    SomeOf: lambda kind: kind.codes[0],
    Flag: "yes",
    Whole: lambda kind: f"{kind.low:g}",
    Decimal: lambda kind: f"{kind.low:g}",
    Day: "2020-11-20",
    PartialDay: "2018-05",
    Instant: "2020-11-20T15:40:00-06:00",
    Hours: "Mo-Fr 08:00-16:00; PH off",
    Reference: lambda kind: last_key(kind.file),
    References: lambda kind: last_key(kind.file),
}


def filled(column):
    """A cell that its column accepts."""
    return FILLED.get(column.name) or of_kind(FILL, column.kind)


def of_kind(known, kind):
    """What is listed for a kind of cell, or made from its limits."""
    found = known[type(kind)]
    return found(kind) if callable(found) else found


def last_key(file):
    return OWN.get(file, [{}])[-1].get(BY_FILE[file].keys[0], "K-1")


def region():
    """Rows of every file; the last of each fills every column."""
    rows = {}
    for table in TABLES:
        rows[table.file] = [
            {column.name: filled(column) for column in table.columns}
            | {name: value for name, value in SOURCE.items() if name in _names(table)}
            | own
            for own in OWN.get(table.file, [{}])
        ]
    return rows


def _names(table):
    return {column.name for column in table.columns}


def write(folder, rows):
    for file, found in rows.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [column.name for column in BY_FILE[file].columns])
            writer.writeheader()
            writer.writerows(found)
    return folder


HOSTILE = ["=HYPERLINK(1)", "'; DROP TABLE places_area; --", "<script>", "../../etc/passwd", "ñ"]
LONG = "x" * 5_000


BAD = {
    Text: lambda kind: ["x" * (kind.longest + 1), "a\0b", "a\nb", "a\u202eb", "a\x1b[2J"],
    Key: lambda kind: ["K" * (kind.longest + 1), "a b", "-a", *HOSTILE],
    OneOf: lambda kind: ["nonsense", LONG, f"{kind.codes[0]}x", *HOSTILE],
    SomeOf: lambda kind: ["nonsense", LONG, kind.between.join(kind.codes[:1] * 2), *HOSTILE],
    Flag: ["true", "1", "YES", LONG, *HOSTILE],
    Whole: lambda kind: ["many", "1.5", "1e1", "٣", f"{kind.low - 1}", f"{kind.high + 1}", LONG],
    Decimal: lambda kind: ["north", "1e1", "nan", "inf", "1,5", "1.", f"{kind.high + 1:g}", LONG],
    Day: ["20/11/2020", "2020-02-30", "1899-12-31", "2100-01-01", "2020-1-1", LONG],
    PartialDay: ["18", "2018-13", "2018-02-30", "1899", "2100", "mayo", LONG],
    Instant: ["now", "2020-11-20T15:40", "2020-11-20T25:00-06:00", "1899-12-31", LONG],
    Hours: ["abierto", "Mo-Fr 25:00-99:00", "SH off", LONG, *HOSTILE],
    Reference: ["NOBODY", LONG, *HOSTILE],
    References: ["NOBODY", "A||B", "A|A", "|", LONG, *HOSTILE],
}


def bad_cells(column):
    """Wrong, missing, oversize and hostile cells for a column."""
    missing = [""] if column.required else []
    return missing + of_kind(BAD, column.kind)

"""What must hold between the cells of a row, and between rows of different tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from relevo.region.columns import Table
from relevo.region.emergency_tables import EMERGENCY_AREAS, EMERGENCY_FIGURES
from relevo.region.reading import Problem, Row, Rows, shown
from relevo.region.tables import (
    AREAS,
    LINKS,
    NODES,
    SERVICES,
    TABLES,
    TAXONOMY,
)

LEVEL_ABOVE = {"department": "", "municipality": "department", "district": "municipality"}

Found = tuple[str, str]
"""The column, and what it accepts in this row."""


def check_rows(rows: Rows) -> list[Problem]:
    """All problems that one cell alone does not show."""
    problems: list[Problem] = []
    for table in TABLES:
        names = {column.name for column in table.columns}
        checks = [check for needed, check in _ROW_CHECKS if needed <= names]
        for row in rows[table.file]:
            problems += [
                Problem(table.file, row.number, column, shown(_cell(row, column)), accepted)
                for check in checks
                for column, accepted in check(row)
            ]
    for file, check_all in _TABLE_CHECKS:
        for row, column, accepted in check_all(rows):
            problems.append(Problem(file, row.number, column, shown(_cell(row, column)), accepted))
    return problems


def _cell(row: Row, column: str) -> str:
    value = row.values[column]
    return "|".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _point_is_whole(row: Row) -> Iterator[Found]:
    if (row.values["lat"] is None) != (row.values["lon"] is None):
        yield ("lon", _("lat and lon together or neither"))


def _source_is_named(row: Row) -> Iterator[Found]:
    if row.values["sourced"] and not row.values["source"]:
        yield ("source", _("a source, because sourced says yes"))


def _day_order(row: Row) -> Iterator[Found]:
    start, end = row.values["valid_from"], row.values["valid_until"]
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        yield ("valid_until", _("a day after valid_from"))


def _moment_order(row: Row) -> Iterator[Found]:
    start, end = row.values["from_at"], row.values["until_at"]
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        yield ("until_at", _("a moment after from_at"))


def _age_order(row: Row) -> Iterator[Found]:
    low, high = row.values["age_from"], row.values["age_until"]
    if isinstance(low, int) and isinstance(high, int) and high <= low:
        yield ("age_until", _("more than age_from"))


def _capacity_is_whole(row: Row) -> Iterator[Found]:
    if row.values["capacity_max"] is not None and not (
        row.values["capacity_unit"] and row.values["capacity_condition"]
    ):
        yield ("capacity_unit", _("a unit and a condition, because capacity_max is given"))


_ROW_CHECKS: tuple[tuple[set[str], Callable[[Row], Iterator[Found]]], ...] = (
    ({"lat", "lon"}, _point_is_whole),
    ({"source", "sourced"}, _source_is_named),
    ({"valid_from", "valid_until"}, _day_order),
    ({"from_at", "until_at"}, _moment_order),
    ({"age_from", "age_until"}, _age_order),
    ({"capacity_max"}, _capacity_is_whole),
)

FoundRow = tuple[Row, str, str]


def _by_key(rows: Sequence[Row], column: str = "id") -> Mapping[str, Row]:
    return {row.text(column): row for row in rows}


def _area_levels(rows: Rows) -> Iterator[FoundRow]:
    areas = _by_key(rows[AREAS.file])
    for row in rows[AREAS.file]:
        above = LEVEL_ABOVE[row.text("level")]
        parent = areas.get(row.text("parent_id"))
        wrong_level = (parent.text("level") if parent else "") != above
        if wrong_level or (parent and parent.values["country"] != row.values["country"]):
            yield row, "parent_id", _parent_of(row)


def _parent_of(row: Row) -> str:
    return {
        "department": _("nothing"),
        "municipality": _("a department of the same country"),
        "district": _("a municipality of the same country"),
    }[row.text("level")]


def _term_levels(rows: Rows) -> Iterator[FoundRow]:
    terms = _by_key(rows[TAXONOMY.file], "code")
    for row in rows[TAXONOMY.file]:
        parent = terms.get(row.text("parent"))
        if row.values["kind"] == "service_type":
            if parent is None or parent.values["kind"] != "need":
                yield row, "parent", _("the code of a need")
        elif row.values["parent"]:
            yield row, "parent", _("nothing")


def _link_ends(rows: Rows) -> Iterator[FoundRow]:
    nodes = _by_key(rows[NODES.file])
    for row in rows[LINKS.file]:
        start, end = (nodes.get(row.text(column)) for column in ("from_node", "to_node"))
        if start and end and (start is end or start.values["country"] != end.values["country"]):
            yield row, "to_node", _("another node of the same country")


def _node_places(rows: Rows) -> Iterator[FoundRow]:
    areas = _by_key(rows[AREAS.file])
    for row in rows[NODES.file]:
        area = areas.get(row.text("area_id"))
        if area and area.values["country"] != row.values["country"]:
            yield row, "area_id", _("an area of the node's country")


def _service_terms(rows: Rows) -> Iterator[FoundRow]:
    profiles = {row.text("code") for row in rows[TAXONOMY.file] if row.values["kind"] == "profile"}
    for row in rows[SERVICES.file]:
        if profiles & set(row.parts("service_types")):
            yield row, "service_types", _("needs and service types, no profiles")
        if set(row.parts("profiles")) - profiles:
            yield row, "profiles", _("profiles only")


def _service_departments(rows: Rows) -> Iterator[FoundRow]:
    known = {
        (row.text("country"), row.text("name"))
        for row in rows[AREAS.file]
        if row.values["level"] == "department"
    }
    for row in rows[SERVICES.file]:
        if (row.text("country"), row.text("admin1")) not in known:
            yield row, "admin1", _("the name of a department of the country")


def _places_of(rows: Rows, table: Table) -> Iterator[FoundRow]:
    areas = _by_key(rows[AREAS.file])
    for row in rows[table.file]:
        area = areas.get(row.text("area_id"))
        if area and area.values["country"] != row.values["country"]:
            yield row, "area_id", _("an area of the country that is named")


def _area_places(rows: Rows) -> Iterator[FoundRow]:
    yield from _places_of(rows, EMERGENCY_AREAS)


def _figure_places(rows: Rows) -> Iterator[FoundRow]:
    yield from _places_of(rows, EMERGENCY_FIGURES)
    for row in rows[EMERGENCY_FIGURES.file]:
        low, high = row.values["value"], row.values["high"]
        if high is not None and high < low:
            yield row, "high", _("at least value")


_TABLE_CHECKS: tuple[tuple[str, Callable[[Rows], Iterator[FoundRow]]], ...] = (
    (AREAS.file, _area_levels),
    (TAXONOMY.file, _term_levels),
    (NODES.file, _node_places),
    (LINKS.file, _link_ends),
    (SERVICES.file, _service_terms),
    (SERVICES.file, _service_departments),
    (EMERGENCY_AREAS.file, _area_places),
    (EMERGENCY_FIGURES.file, _figure_places),
)

"""Institutions, services with all that hangs on them, and the small tables of the directory."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from relevo.directory.actions import index_services, reapply_changes
from relevo.directory.enums import VerificationMethod, VerificationOutcome
from relevo.directory.models import (
    AdmissionRule,
    AssistanceLine,
    Assumption,
    Capacity,
    Holiday,
    Institution,
    Location,
    Schedule,
    Service,
    Term,
    Verification,
)
from relevo.kernel.actor import SYSTEM_ID
from relevo.kernel.ids import imported_id
from relevo.places.models import Node
from relevo.plumbing.folding import fold, sort_key
from relevo.region.columns import LOCAL
from relevo.region.reading import Row
from relevo.region.tables import (
    ADMISSION_RULES,
    ASSISTANCE_LINES,
    ASSUMPTIONS,
    HOLIDAYS,
    INSTITUTIONS,
    SERVICES,
    TAXONOMY,
    TAXONOMY_MAP,
)
from relevo.region.upserts import (
    Writing,
    cut,
    day,
    in_both,
    replace,
    source_of,
    texts,
    upsert,
)
from relevo.region.write_places import Gazetteer

SORT = 240
READ_ON = date(2026, 11, 24)
"""When the sources of the committed tables were last read."""
UNLISTED = "UNLISTED"
"""Who runs a service whose operator has no entry: one row for all, never a recipient."""


def write_terms(writing: Writing) -> None:
    tags: dict[str, list[str]] = {}
    for row in writing.of(TAXONOMY_MAP):
        if len(row.parts("terms")) == 1:
            tags.setdefault(row.parts("terms")[0], []).append(row.text("tag"))
    upsert(
        [
            Term(
                **texts(row, "code", "kind", "pictogram"),
                **in_both(row, "name", "description"),
                parent_id=row.values["parent"],
                name_folded=_folded_names(row, tags.get(row.text("code"), [])),
                mcof_sector=row.values["mcof_sector"],
                position=position,
            )
            for position, row in enumerate(writing.of(TAXONOMY))
        ],
        by=["code"],
    )


def _folded_names(row: Row, tags: list[str]) -> str:
    """``|name|name|tag|``: whole names between bars, as many as fit."""
    found = "|"
    for name in (row.text("name_es"), row.text("name_en"), *tags):
        if len(found) + len(fold(name)) < SORT and f"|{fold(name)}|" not in found:
            found += f"{fold(name)}|"
    return found


def write_institutions(writing: Writing) -> None:
    unlisted = Institution(
        id=imported_id("institution", UNLISTED),
        key=UNLISTED,
        name_es="Operador sin ficha en el directorio",
        name_en="Operator without an entry in the directory",
        name_folded="",
        sort_key="~",
        country="",
        kind="unlisted",
    )
    told_here = Institution.objects.filter(pk__in=_without_successor(writing)).exclude(
        successor=None
    )
    ended = list(told_here)
    upsert([unlisted, *(_institution(row) for row in writing.of(INSTITUTIONS))], by=["id"])
    for institution in ended:
        institution.save(update_fields=["successor", "valid_until", "valid_until_precision"])


def _without_successor(writing: Writing) -> list[UUID]:
    """Institutions of which the tables do not say who follows: the networks may have said it."""
    return [
        imported_id("institution", row.text("id"))
        for row in writing.of(INSTITUTIONS)
        if not row.text("successor_id")
    ]


def _heirs(writing: Writing) -> dict[UUID, UUID]:
    """Who holds the services of institutions that were succeeded here."""
    followed = Institution.objects.filter(pk__in=_without_successor(writing))
    return {row.pk: row.successor_id for row in followed if row.successor_id is not None}


def _institution(row: Row) -> Institution:
    return Institution(
        id=imported_id("institution", row.text("id")),
        key=row.text("id"),
        **texts(row, "acronym", "country", "level", "kind", "public_line"),
        **in_both(row, "name", "role", "note", "line_note"),
        name_folded=cut(fold(f"{row.text('name_es')} {row.text('acronym')}"), SORT),
        sort_key=cut(sort_key(row.text("name_es")), SORT),
        **_validity(row),
        successor_id=_institution_id(row.text("successor_id")),
        is_line_sourced=row.values["line_sourced"] is True,
        **source_of(row),
    )


def _institution_id(key: str) -> UUID | None:
    return imported_id("institution", key) if key else None


def _validity(row: Row) -> dict[str, Any]:
    return {
        "valid_from": day(row.values["valid_from"]),
        "valid_until": day(row.values["valid_until"]),
        **texts(row, "valid_from_precision", "valid_until_precision"),
    }


def write_services(writing: Writing, *, names: Gazetteer) -> None:
    """Services, where they are, when they open, what they hold, and how they are found."""
    rows = writing.of(SERVICES)
    places = {row.text("id"): _area_of(writing, row, names=names) for row in rows}
    node_keys = set(Node.objects.values_list("key", flat=True))
    upsert(
        [_location(row, places[row.text("id")], names=names, node_keys=node_keys) for row in rows],
        by=["id"],
        keep=["address"],
    )
    services = [_service(row, names=names) for row in rows]
    heirs = _heirs(writing)
    for service in services:
        while service.institution_id in heirs:
            service.institution_id = heirs[service.institution_id]
    upsert(services, by=["id"], keep=["email", "url", "verify_by"])
    ids = [_service_id(row) for row in rows]
    through = Service.terms.through
    replace(
        through._default_manager.filter(service_id__in=ids),  # noqa: SLF001 -- Django's own
        [
            through(service_id=_service_id(row), term_id=code)
            for row in rows
            for code in sorted({*row.parts("service_types"), *row.parts("profiles")})
        ],
    )
    replace(Schedule.objects.filter(service__in=ids), list(_schedules(rows)))
    upsert(
        list(_capacities(rows)),
        by=["service", "unit", "condition"],
        keep=["available", "isolation_places", "updated_at"],
    )
    reapply_changes(Service.objects.filter(pk__in=ids))
    index_services(Service.objects.filter(pk__in=ids))
    _verify(writing)


def _service_id(row: Row) -> UUID:
    return imported_id("service", row.text("id"))


def _area_of(writing: Writing, row: Row, *, names: Gazetteer) -> str | None:
    if not row.values["municipality"]:
        return None
    area = names.area(
        country=row.text("country"), department=row.text("admin1"), name=row.text("municipality")
    )
    if area is None:
        writing.warn(SERVICES, row, column="municipality", effect=_("kept as words: no such area"))
    return area


def _location(row: Row, area: str | None, *, names: Gazetteer, node_keys: set[str]) -> Location:
    node = names.node(area=area, locality=row.text("locality"), crossing=row.text("crossing_id"))
    return Location(
        id=imported_id("location", row.text("id")),
        area_id=imported_id("area", area) if area else None,
        locality=row.text("locality") or ("" if area else row.text("municipality")),
        node_key=node if node in node_keys else "",
        lat=row.values["lat"],
        lon=row.values["lon"],
        precision=row.text("coord_precision"),
    )


def _service(row: Row, *, names: Gazetteer) -> Service:
    department = names.department(country=row.text("country"), name=row.text("admin1"))
    crossing = row.text("crossing_id")
    return Service(
        id=_service_id(row),
        key=row.text("id"),
        institution_id=imported_id("institution", row.text("institution_id") or UNLISTED),
        **in_both(row, "name", "note"),
        sort_key=cut(sort_key(row.text("name_es")), SORT),
        **texts(row, "kind", "country", "phone", "status", "permanence", "visibility"),
        department_id=imported_id("area", department),
        location_id=imported_id("location", row.text("id")),
        crossing_id=imported_id("crossing", crossing) if crossing else None,
        is_phone_sourced=row.values["phone_sourced"] is True,
        **_validity(row),
        **source_of(row),
    )


def _schedules(rows: Sequence[Row]) -> Iterator[Schedule]:
    for row in rows:
        if row.values["hours_osm"] or row.values["hours_text_es"]:
            yield Schedule(
                service_id=_service_id(row),
                opening_hours=row.text("hours_osm"),
                text_es=row.text("hours_text_es"),
                text_en=row.text("hours_text_en"),
                as_of=row.values["hours_as_of"],
                is_sourced=row.values["hours_sourced"] is True,
            )


def _capacities(rows: Sequence[Row]) -> Iterator[Capacity]:
    for row in rows:
        if row.values["capacity_max"] is not None:
            yield Capacity(
                service_id=_service_id(row),
                **texts(row, unit="capacity_unit", condition="capacity_condition"),
                maximum=row.values["capacity_max"],
                **in_both(row, note="capacity_note"),
            )


def _verify(writing: Writing) -> None:
    """A published source confirms an entry as of the day it was read; said once per confidence."""
    said = {
        (service_id, confidence)
        for service_id, confidence in Verification.objects.filter(
            actor_id=SYSTEM_ID, method=VerificationMethod.PUBLISHED
        ).values_list("service_id", "confidence")
    }
    Verification.objects.bulk_create(
        [
            Verification(
                service_id=_service_id(row),
                at=_read_at(row, writing.at),
                actor_id=SYSTEM_ID,
                method=VerificationMethod.PUBLISHED,
                outcome=VerificationOutcome.CONFIRMED,
                confidence=row.text("confidence"),
            )
            for row in writing.of(SERVICES)
            if row.values["sourced"] and (_service_id(row), row.text("confidence")) not in said
        ]
    )


def _read_at(row: Row, at: datetime) -> datetime:
    known = row.values["hours_as_of"] or READ_ON
    return min(at, datetime.combine(known, time(0), tzinfo=LOCAL))


def write_small_tables(writing: Writing) -> None:
    upsert(
        [
            AdmissionRule(
                key=row.text("id"),
                service_id=imported_id("service", row.text("service_id")),
                **texts(row, "rule", "value"),
                **in_both(row, "text"),
                **source_of(row),
            )
            for row in writing.of(ADMISSION_RULES)
        ],
        by=["key"],
    )
    upsert(
        [
            Assumption(
                **texts(row, "kind", "capacity_rule", opening_hours="hours_osm"),
                duration_minutes=row.values["duration_minutes"],
                **in_both(row, "text", "basis"),
            )
            for row in writing.of(ASSUMPTIONS)
        ],
        by=["kind"],
    )
    upsert(
        [
            Holiday(
                country=row.text("country"),
                on=row.values["on"],
                **in_both(row, "name"),
                **source_of(row),
            )
            for row in writing.of(HOLIDAYS)
        ],
        by=["country", "on"],
    )
    upsert(
        [
            AssistanceLine(
                **texts(row, "country", "number", "kind"),
                **in_both(row, "name", "use"),
                **source_of(row),
            )
            for row in writing.of(ASSISTANCE_LINES)
        ],
        by=["country", "number", "kind"],
    )

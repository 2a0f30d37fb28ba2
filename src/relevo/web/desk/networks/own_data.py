"""What an institution has entered, packed to take along: tables as CSV and all of it as JSON.

Nothing of another institution is in it, and no case: those are sealed and leave with their people.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Model, QuerySet

from relevo.directory.models import Capacity, Institution, Service, Verification
from relevo.exchange.models import Commitment, Practice
from relevo.formats.sheets import Cell, Column, Sheet, render_csv
from relevo.networks.models import Member, ProtocolSignature
from relevo.pathways.models import Endorsement


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the file: its name, which columns, which rows."""

    name: str
    columns: tuple[str, ...]
    rows: QuerySet[Model]

    def told(self) -> list[dict[str, Cell]]:
        return [
            {column: _cell(_value(row, column)) for column in self.columns} for row in self.rows
        ]


def _value(row: object, path: str) -> object:
    for name in path.split("."):
        row = getattr(row, name) if row is not None else None
    return row


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool | int | float | str | date | datetime):
        return value
    return str(value) if isinstance(value, UUID) else json.dumps(value, ensure_ascii=False)


def _parts(institution: Institution) -> Iterable[_Part]:
    yield _Part("institution", INSTITUTION, Institution.objects.filter(pk=institution.pk))
    yield _Part(
        "services",
        SERVICE,
        Service.objects.filter(institution=institution)
        .select_related("schedule", "location", "department")
        .order_by("key"),
    )
    yield _Part(
        "places",
        CAPACITY,
        Capacity.objects.filter(service__institution=institution)
        .select_related("service")
        .order_by("service__key", "unit", "condition"),
    )
    yield _Part(
        "verifications",
        VERIFICATION,
        Verification.objects.filter(by_institution=institution)
        .select_related("service")
        .order_by("at", "id"),
    )
    yield _Part(
        "seats",
        SEAT,
        Member.objects.filter(institution=institution)
        .select_related("network")
        .order_by("network__key", "id"),
    )
    yield _Part(
        "signatures",
        SIGNATURE,
        ProtocolSignature.objects.filter(institution=institution)
        .select_related("protocol__network")
        .order_by("signed_at", "id"),
    )
    yield _Part(
        "commitments",
        COMMITMENT,
        Commitment.objects.filter(owner=institution)
        .select_related("network")
        .order_by("due_on", "number", "id"),
    )
    yield _Part(
        "practices",
        PRACTICE,
        Practice.objects.filter(institution=institution).order_by("sort_key", "id"),
    )
    yield _Part(
        "endorsements",
        ENDORSEMENT,
        Endorsement.objects.filter(institution=institution)
        .select_related("version__pathway")
        .order_by("stated_at", "id"),
    )


def pack_own_data(institution: Institution, *, at: datetime) -> bytes:
    """A ZIP file: one CSV for each table, and ``all.json`` with the same."""
    told = {part.name: (part.columns, part.told()) for part in _parts(institution)}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name, (columns, rows) in told.items():
            _write(packed, f"{name}.csv", render_csv(_sheet(name, columns, rows)), at=at)
        whole = {
            "institution_key": institution.key,
            "taken_at": at.isoformat(),
            **{name: rows for name, (_columns, rows) in told.items()},
        }
        text = json.dumps(whole, ensure_ascii=False, indent=1, default=_in_json)
        _write(packed, "all.json", text.encode(), at=at)
    return buffer.getvalue()


def _in_json(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _sheet(name: str, columns: Sequence[str], rows: Sequence[dict[str, Cell]]) -> Sheet:
    return Sheet(
        name,
        tuple(Column(column, column) for column in columns),
        [[row[column] for column in columns] for row in rows],
    )


def _write(packed: ZipFile, name: str, content: bytes, *, at: datetime) -> None:
    """With the hour of the domain: the same content at the same hour is the same file."""
    entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, 0))
    entry.compress_type = ZIP_DEFLATED
    packed.writestr(entry, content)


INSTITUTION = (
    *("key", "acronym", "name_es", "name_en", "country", "level", "kind"),
    *("role_es", "role_en", "valid_from", "valid_until", "public_line"),
)
SERVICE = (
    *("key", "name_es", "name_en", "kind", "country", "department.key", "status"),
    *("phone", "email", "url", "visibility", "valid_from", "valid_until", "verify_by"),
    *("note_es", "note_en", "location.locality", "location.address"),
    *("location.lat", "location.lon"),
)
CAPACITY = ("service.key", "unit", "condition", "maximum", "available", "updated_at")
VERIFICATION = ("service.key", "at", "method", "outcome", "confidence")
SEAT = (
    *("network.key", "role", "focal_role", "alternate_role", "is_steering"),
    *("joined_on", "term_until", "left_on"),
)
SIGNATURE = (
    *("protocol.network.key", "protocol.version", "signed_on", "signed_role"),
    *("document", "text_digest", "ended_on"),
)
COMMITMENT = (
    *("network.key", "number", "text_es", "text_en", "due_on", "state", "evidence"),
    *("reported_at", "confirmed_at", "set_aside_reason"),
)
PRACTICE = tuple(
    f"{name}_{language}"
    for name in (
        *("title", "context", "problem", "steps", "resources"),
        *("evidence", "results", "elsewhere"),
    )
    for language in ("es", "en")
)
ENDORSEMENT = (
    *("version.pathway.key", "version.number", "stance", "on", "document"),
    *("text_es", "text_en", "step_keys"),
)

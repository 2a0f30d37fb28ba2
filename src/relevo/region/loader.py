"""Loads the committed facts of the three countries: all of them or, with one problem, none."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import models, transaction

from relevo.borders.models import Demand, Requirement, Restriction, StatusReport
from relevo.directory.models import (
    AdmissionRule,
    AssistanceLine,
    Assumption,
    Holiday,
    Institution,
    Service,
    Term,
)
from relevo.exchange.models import Exchange, Series
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Member, Network, SeatChange
from relevo.places.models import Area, Crossing, Link, Node, Post
from relevo.plumbing.models import LoadedFacts
from relevo.region import tables
from relevo.region.checks import check_rows
from relevo.region.columns import Table
from relevo.region.emergency_tables import EMERGENCY_TABLES
from relevo.region.reading import Problem, Rows, digest, read_tables
from relevo.region.upserts import Writing, matching, retire
from relevo.region.write_borders import (
    write_demands,
    write_requirements,
    write_restrictions,
    write_status_reports,
)
from relevo.region.write_directory import (
    write_institutions,
    write_services,
    write_small_tables,
    write_terms,
)
from relevo.region.write_emergencies import write_emergencies
from relevo.region.write_exchanges import write_exchanges
from relevo.region.write_networks import write_networks
from relevo.region.write_pathways import FILE as SEEDS
from relevo.region.write_pathways import (
    check_seeds,
    read_seeds,
    seeds_digest,
    write_pathways,
)
from relevo.region.write_places import gazetteer, write_areas, write_crossings, write_graph

DATA = Path(__file__).parent / "data"
NAME = "region"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the handed tables that is not in the product, and why."""

    file: str
    row: str
    reason: LocalisedText


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. With a problem nothing was written; a warning says what stayed words.

    ``kept``: rows that vanished from their file and that other rows refer to; they end today.
    """

    loaded: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    retired: int = 0
    kept: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    is_unchanged: bool = False


_STORED: tuple[tuple[Table, type[models.Model], tuple[str, ...]], ...] = (
    (tables.STATUS_REPORTS, StatusReport, ("key",)),
    (tables.RESTRICTIONS, Restriction, ("key",)),
    (tables.REQUIREMENTS, Requirement, ("key",)),
    (tables.DEMANDS, Demand, ("code",)),
    (tables.EXCHANGES, Exchange, ("key",)),
    (tables.EXCHANGE_SERIES, Series, ("key",)),
    (tables.NETWORK_MEMBERS, Member, ("network__key", "stated_name_es", "country")),
    (tables.NETWORKS, Network, ("key",)),
    (tables.ASSISTANCE_LINES, AssistanceLine, ("country", "number", "kind")),
    (tables.HOLIDAYS, Holiday, ("country", "on")),
    (tables.ASSUMPTIONS, Assumption, ("kind",)),
    (tables.ADMISSION_RULES, AdmissionRule, ("key",)),
    (tables.SERVICES, Service, ("key",)),
    (tables.INSTITUTIONS, Institution, ("key",)),
    (tables.POSTS, Post, ("key",)),
    (tables.CROSSINGS, Crossing, ("key",)),
    (tables.LINKS, Link, ("key",)),
    (tables.NODES, Node, ("key",)),
    (tables.LOCALITIES, Node, ("key",)),
    (tables.AREAS, Area, ("key",)),
    (tables.TAXONOMY, Term, ("code",)),
)
"""Where the rows of each file live and by which columns; what refers to others comes first."""

NOTED = "with the keys of emergencies"
"""What is noted of a load: instances that noted less load once more."""


def load_region(*, at: datetime, folder: Path = DATA) -> LoadReport:
    """Bring the database to the state of the committed tables.

    Reads everything, reports every problem, and writes only if there is none. Files that have not
    changed since the last load cost nothing. Rows that vanished are deleted or, if something
    refers to them, end today.
    """
    state = _state(folder)
    if LoadedFacts.objects.filter(name=NAME, digest=state).exists():
        return LoadReport(is_unchanged=True)
    rows, problems = read_tables(folder, tables.TABLES)
    problems = problems or check_rows(rows)
    seeds, unreadable = read_seeds(folder)
    if problems or unreadable:
        return LoadReport(problems=problems + unreadable)
    with transaction.atomic():
        writing = Writing(at=at, rows=rows)
        went = _write(writing)
        dangling = check_seeds(seeds)
        if dangling:
            transaction.set_rollback(True)
            return LoadReport(problems=dangling)
        kept_seeds = write_pathways(seeds, at=at)
        retired, kept = _retire(rows, at=at)
        LoadedFacts.objects.update_or_create(
            name=NAME, defaults={"digest": state, "keys": _keys(rows), "loaded_at": at}
        )
    return LoadReport(
        loaded={file: len(found) for file, found in rows.items()}
        | ({SEEDS: len(seeds)} if seeds else {}),
        warnings=writing.warnings,
        retired=retired + went,
        kept=kept_seeds + kept,
        left_out=[
            LeftOut(
                file=row.text("file"),
                row=row.text("row_id"),
                reason=LocalisedText(es=row.text("reason_es"), en=row.text("reason_en")),
            )
            for row in rows[tables.LEFT_OUT.file]
        ],
    )


def _state(folder: Path) -> str:
    """Changes when any byte of any file does, or the way the tables are read."""
    tree = seeds_digest(folder)
    read = f"{digest(folder, tables.TABLES)}|{tree}|{NOTED}"
    return sha256(read.encode()).hexdigest()


def _write(writing: Writing) -> int:
    """Write every table; how many rows went that no other table refers to."""
    names = gazetteer(writing)
    write_terms(writing)
    write_areas(writing)
    write_graph(writing, names=names)
    write_crossings(writing, names=names)
    write_institutions(writing)
    write_services(writing, names=names)
    write_small_tables(writing)
    write_networks(writing)
    write_exchanges(writing)
    write_demands(writing)
    write_requirements(writing)
    write_restrictions(writing)
    write_status_reports(writing)
    return write_emergencies(writing)


def _keys(rows: Rows) -> dict[str, list[list[str]]]:
    """What stands here by file: a drill tells none of it a second time."""
    stored = [table for table, _model, _by in _STORED]
    return {
        table.file: [list(row.key(table)) for row in rows[table.file]]
        for table in (*stored, *EMERGENCY_TABLES)
    }


def _retire(rows: Rows, *, at: datetime) -> tuple[int, list[str]]:
    """Take out what an earlier load wrote and the files no longer hold."""
    before = LoadedFacts.objects.filter(name=NAME).values_list("keys", flat=True).first() or {}
    now = _keys(rows)
    retired = 0
    kept: list[str] = []
    for table, model, by in _STORED:
        gone = _gone(before.get(table.file, []), now[table.file])
        if model is Node:
            held = {key for file in (tables.NODES, tables.LOCALITIES) for (key,) in now[file.file]}
            gone = [key for key in gone if key[0] not in held]
        if not gone:
            continue
        scope = list(model._default_manager.filter(matching(gone, by=by)))  # noqa: SLF001 -- any model
        if model is Member:
            settled = set(SeatChange.objects.values_list("member", flat=True))
            scope = [row for row in scope if row.pk not in settled]
        left = [f"{table.file} {getattr(row, 'key', row.pk)}" for row in retire(scope, at=at)]
        retired, kept = retired + len(scope) - len(left), kept + left
    return retired, kept


def _gone(before: list[list[str]], now: list[list[str]]) -> list[list[str]]:
    held = {tuple(key) for key in now}
    return [key for key in before if tuple(key) not in held]

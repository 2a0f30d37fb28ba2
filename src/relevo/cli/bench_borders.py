"""The state of all crossings at an instant, among a million reports and counts.

Reports of eight years are invented in a database of its own: what a post does changes now and then,
several institutions see it and now and then contradict, and announcements stand between. What is
asked is what the list of crossings asks. The bytes of a first visit, the time to re-plan and the
map of the situation belong to the same limits.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from relevo.borders import queries
from relevo.borders.enums import Basis, Direction, Mode, State
from relevo.borders.models import StatusReport
from relevo.borders.queries.hours import hours_kept
from relevo.cli.bench_map import measure_map
from relevo.cli.bench_pages import LIMIT_FIRST_PAGE_BYTES, first_page
from relevo.cli.bench_replans import measure_replans
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.own_database import own_database
from relevo.cli.timing import milliseconds, p50, p95
from relevo.places.models import Post
from relevo.plumbing import clock, memory
from relevo.plumbing.models import InstanceKind
from relevo.region.loader import load_region
from relevo.situation.actions.rehearsal import fill_counts_for_measurement

UNTIL = datetime(2026, 11, 20, 18, tzinfo=UTC)
YEARS = timedelta(days=8 * 365)
FULL_REPORTS, FULL_COUNTS = 900_000, 100_000
REPORTS, COUNTS = 18_000, 2_000
LIMIT_P95_MS = 50
BATCH = 2_000
INSTITUTIONS = tuple(UUID(int=number) for number in range(1, 6))
CHANGES, CONTRADICTS, ANNOUNCES, ENDS = 0.01, 0.02, 0.1, 0.05
TELLS_HOURS = 0.02
"""Of announcements: how many also tell hours."""
HOURS = ("06:00-18:00", "Mo-Fr 08:00-16:00", "24/7")
STATES = (State.OPEN.value, State.RESTRICTED.value, State.CLOSED.value)
TEXT = "Paso con revisión de documentos y registro en ventanilla."


def measure(*, full: bool) -> Outcome:
    """The state of all crossings, the time to re-plan, and the map: one outcome of all three."""
    parts = (
        ("", measure_states(full=full)),
        ("re-planning: ", measure_replans(full=full)),
        ("map: ", measure_map(full=full)),
    )
    return Outcome(
        "bench borders",
        {f"{start}{name}": value for start, part in parts for name, value in part.figures.items()},
        {f"{start}{name}": value for start, part in parts for name, value in part.limits.items()},
        all(part.holds for _start, part in parts),
    )


def measure_states(*, full: bool) -> Outcome:
    """CPU milliseconds of the state of every side and direction, and the queries of it."""
    reports, counts = (FULL_REPORTS, FULL_COUNTS) if full else (REPORTS, COUNTS)
    with own_database() as vendor:
        clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=UNTIL)
        load_region(at=UNTIL)
        posts = list(Post.objects.order_by("key").values_list("crossing_id", "country"))
        _fill(posts, reports=reports)
        fill_counts_for_measurement(posts, counts=counts, until=UNTIL, every=YEARS / counts)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        memory.settle()  # as the processes of the server do
        now = milliseconds(lambda: _ask(UNTIL), times=60 if full else 20)
        then = milliseconds(lambda: _ask(UNTIL - YEARS / 2), times=60 if full else 20)
        with CaptureQueriesContext(connection) as captured:
            sides = _ask(UNTIL)
        asked = len(captured)  # the log of queries is emptied by the next request
        with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
            first = first_page(Client())
    figures: dict[str, Figure] = {
        "database": vendor,
        "reports": reports,
        "counts": counts,
        "sides and directions": sides,
        "state of all: queries": asked,
        "state of all now: p50 CPU ms": p50(now),
        "state of all now: p95 CPU ms": p95(now),
        "state of all four years ago: p95 CPU ms": p95(then),
        "first public page: bytes": first,
    }
    limits: dict[str, Figure] = {
        "state of all now: p95 CPU ms": LIMIT_P95_MS,
        "state of all four years ago: p95 CPU ms": LIMIT_P95_MS,
        "first public page: bytes": LIMIT_FIRST_PAGE_BYTES,
    }
    return Outcome("states of crossings", figures, limits, within(figures, limits))


def _ask(at: datetime) -> int:
    """The states and the hours kept, as the list of crossings reads them."""
    known = queries.statuses(at=at, known_at=at)
    hours_kept(known, at=at, known_at=at)
    return len(known)


def _fill(posts: list[tuple[UUID, str]], *, reports: int) -> None:
    rows: list[StatusReport] = []
    for row in _reports(posts, reports=reports):
        rows.append(row)
        if len(rows) == BATCH:
            StatusReport.objects.bulk_create(rows)
            rows.clear()
    StatusReport.objects.bulk_create(rows)


def _reports(posts: list[tuple[UUID, str]], *, reports: int) -> Iterator[StatusReport]:
    """From the oldest to the newest, every post and direction in turn."""
    chance = Random(7)  # noqa: S311 -- invented reports, the same in every run
    sides = [(*post, way) for post in posts for way in (Direction.IN, Direction.OUT)]
    state = dict.fromkeys(sides, STATES[0])
    for number in range(reports):
        side = sides[number % len(sides)]
        crossing_id, country, way = side
        if chance.random() < CHANGES:
            state[side] = chance.choice(STATES)
        seen = chance.choice(STATES) if chance.random() < CONTRADICTS else state[side]
        at = UNTIL - YEARS + YEARS * ((number + 1) / reports)
        basis = Basis.ANNOUNCED if chance.random() < ANNOUNCES else Basis.OBSERVED
        yield StatusReport(
            key=f"BENCH-{number}",
            crossing_id=crossing_id,
            country=country,
            direction=way.value,
            mode=Mode.PEOPLE.value,
            state=seen,
            basis=basis.value,
            opening_hours=_hours(basis, chance),
            from_at=at,
            until_at=at + timedelta(days=2) if chance.random() < ENDS else None,
            known_from=at,
            text_es=TEXT,
            text_en=TEXT,
            source="bench",
            sourced=True,
            confidence="high",
            reporter_institution_id=chance.choice(INSTITUTIONS),
            is_demo=True,
        )


def _hours(basis: Basis, chance: Random) -> str:
    tells = basis == Basis.ANNOUNCED and chance.random() < TELLS_HOURS
    return chance.choice(HOURS) if tells else ""

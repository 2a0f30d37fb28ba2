"""An instance made for a replay: the region, the invented people, and scenarios about to begin.

The rows of the region that the replay tells itself are left out, so that each stands once and came
through an action. For which scenarios an instance was made is noted, so that a later set-up leaves
the same rows out.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from relevo.demo.network import found_network
from relevo.demo.replay.script import starts_at, taken_over
from relevo.demo.replay.stage import leader
from relevo.demo.story import load_people
from relevo.plumbing.models import LoadedFacts
from relevo.region.events import DATA, Scenario, list_scenarios
from relevo.region.loader import LoadReport, load_region

MADE_FOR = "made for a replay"
BEFORE = timedelta(hours=1)
"""The clock of a new instance stands so long before the first act."""

AT_WORK_SINCE = date(2015, 1, 1)
"""Since when the invented people work and sit in their networks: before any scenario."""


def made_for() -> tuple[Scenario, ...]:
    """The scenarios this instance was made for; none on any other."""
    row = LoadedFacts.objects.filter(name=MADE_FOR).first()
    keys = row.keys["scenarios"] if row else []
    return tuple(scenario for scenario in list_scenarios() if scenario.key in keys)


def opens_at(scenarios: Collection[Scenario]) -> datetime:
    """Where the clock of a new instance stands: before the first act of them all."""
    return min(starts_at(scenario) for scenario in scenarios) - BEFORE


@contextmanager
def region_folder(folder: Path = DATA) -> Iterator[Path]:
    """The tables as this instance loads them: all of them unless it was made for a replay."""
    left_out: dict[str, set[str]] = defaultdict(set)
    for scenario in made_for():
        for file, keys in taken_over(scenario).items():
            left_out[file] |= keys
    if not left_out:
        yield folder
        return
    with without(left_out, folder=folder) as reduced:
        yield reduced


@contextmanager
def without(rows: Mapping[str, set[str]], *, folder: Path = DATA) -> Iterator[Path]:
    """The same tables in another folder, these rows left out."""
    with TemporaryDirectory(prefix="relevo-region-") as made:
        target = Path(made)
        for path in folder.iterdir():
            if path.name in rows:
                text = _reduced(path.read_text(encoding="utf-8"), rows[path.name])
                (target / path.name).write_text(text, encoding="utf-8")
            else:
                (target / path.name).symlink_to(path.resolve())
        yield target


def _reduced(text: str, keys: set[str]) -> str:
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    place = head.index("id")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([head, *(line for line in lines if line[place] not in keys)])
    return out.getvalue()


@transaction.atomic
def load_drill(scenarios: Collection[Scenario]) -> LoadReport:
    """Fill an empty instance for these scenarios; nothing of them was played yet."""
    at = opens_at(scenarios)
    keys = {"scenarios": [scenario.key for scenario in scenarios]}
    LoadedFacts.objects.create(name=MADE_FOR, keys=keys, digest="", loaded_at=at)
    with region_folder() as folder:
        report = load_region(at=at, folder=folder)
    if report.problems:
        transaction.set_rollback(True)
        return report
    load_people(since=AT_WORK_SINCE, at=at)
    found_network(leader(), on=AT_WORK_SINCE)
    return report

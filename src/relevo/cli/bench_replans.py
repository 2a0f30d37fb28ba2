"""A change re-plans the open plans that rely on it, and tells their holders.

1,000 open plans with ``--full``, else 100, all over one crossing that is then closed. Invented
inside a transaction that is rolled back, with keys in a folder of their own that goes with it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.db import connection
from django.test.utils import override_settings
from django.utils.translation import gettext as _

from relevo.borders.actions import Sighting, report_status
from relevo.cli.errors import CommandRefused
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.directory.models import Institution
from relevo.journeys.actions import ComputedPlan, compute_plan, store_plan
from relevo.journeys.models import Replan, StoredPlan
from relevo.journeys.queries import count_unread
from relevo.journeys.rules import PlanProfile
from relevo.journeys.tasks import replan_after
from relevo.kernel.actor import Actor
from relevo.places.models import Node
from relevo.planner import Member
from relevo.plumbing import clock, memory

CROSSING = "HNSV-AMA"
STARTS = ("HNSV-AMA-HN", "HN-1701", "HN-0801")
NEEDS = (("medical", "shelter"), ("shelter",), ("medical", "shelter", "food", "legal"))
PEOPLE = (
    (Member(age=24, sex="f"), Member(age=2, sex="m")),
    (Member(age=35, sex="m"),),
)
DEPARTURES_HOURS = (3, 7, 11, 17, 26, 33, 41, 50)
"""After the change; over three days, so that the plans of several days are made anew."""
FEW, MANY = 100, 1_000
LIMIT_SECONDS = 10.0
"""On two cores."""


def measure_replans(*, full: bool) -> Outcome:
    """Seconds from the news of a closure until every plan is made anew and its holder told."""
    if not Node.objects.filter(pk__in=STARTS).exists():
        raise CommandRefused(_("The region is not loaded yet: ./relevo setup"))
    wanted = MANY if full else FEW
    memory.settle()  # as the worker does, which is who re-plans
    figures: dict[str, Figure] = {"load at the start": round(os.getloadavg()[0], 1)}
    with _nothing_kept():
        at = clock.now()
        actor = Actor(uuid4(), _holder(), frozenset({"border_monitor", "officer"}))
        _say(actor, state="open", at=at)
        stored = _kept_plans(wanted, by=actor, at=at)
        _say(actor, state="closed", at=at + timedelta(hours=1))
        connection.cursor().execute("ANALYZE")
        began, used = time.perf_counter(), time.process_time()
        found = replan_after(
            "border.reported",
            subject=CROSSING,
            at=at + timedelta(hours=1),
            of_open_cases={},
        )
        figures["seconds"] = round(time.perf_counter() - began, 2)
        figures["CPU seconds"] = round(time.process_time() - used, 2)
        figures["open plans over the crossing"] = len(stored)
        figures["plans made anew"] = found.told
        figures["holders' unread changes"] = count_unread([row.pk for row in stored])
        figures["with another way"] = Replan.objects.exclude(result=None).count()
        again = replan_after(
            "border.reported",
            subject=CROSSING,
            at=at + timedelta(hours=1),
            of_open_cases={},
        )
        figures["made anew when told twice"] = again.told
    limits: dict[str, Figure] = {
        "CPU seconds": LIMIT_SECONDS,
        "made anew when told twice": 0,
    }
    is_all = figures["plans made anew"] == figures["holders' unread changes"] == len(stored)
    return Outcome("bench replans", figures, limits, within(figures, limits) and is_all)


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """A transaction that is rolled back, and keys that lie in a folder which is removed."""
    with (
        TemporaryDirectory(prefix="relevo-bench-") as folder,
        override_settings(
            RELEVO_KEY_FILE=Path(folder) / "sealing.key",
            RELEVO_KEY_SOCKET="",
            RELEVO_KEYS_DURABLE=False,
        ),
        rolled_back(),
    ):
        yield


def _holder() -> UUID:
    """An institution of this instance that keeps the plans."""
    found = Institution.objects.order_by("key").values_list("pk", flat=True).first()
    if found is None:
        raise CommandRefused(_("The region is not loaded yet: ./relevo setup"))
    return found


def _say(actor: Actor, *, state: str, at: datetime) -> None:
    report_status(
        crossing_key=CROSSING,
        sighting=Sighting(
            country="",
            direction="both",
            state=state,
            basis="announced",
            source="bench",
            from_at=at,
            until_at=at + timedelta(days=6),
        ),
        by=actor,
        at=at,
    )


def _kept_plans(wanted: int, *, by: Actor, at: datetime) -> list[StoredPlan]:
    """Plans over the crossing; each is sealed and kept by itself, whatever it has in common."""
    computed = [plan for plan in _computed(at) if _crosses(plan)]
    if not computed:
        raise CommandRefused(_("No plan of this instance leads over the crossing."))
    return [store_plan(plan, by=by, at=at) for plan in islice(cycle(computed), wanted)]


def _computed(at: datetime) -> Iterator[ComputedPlan]:
    for hours in DEPARTURES_HOURS:
        for start in STARTS:
            for needs in NEEDS:
                for members in PEOPLE:
                    profile = PlanProfile(
                        start_node=start,
                        nationality="SV",
                        members=members,
                        needs=needs,
                        heads_for="SV",
                        documents=frozenset({"national_id", "passport"}),
                    )
                    departs = at + timedelta(hours=hours)
                    yield compute_plan(profile=profile, at=departs, known_at=at, viewer=None)


def _crosses(computed: ComputedPlan) -> bool:
    return any(
        step.crossing_id == CROSSING for route in computed.plan.itineraries for step in route.steps
    )

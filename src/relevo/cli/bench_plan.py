"""Explained plans on the region of this instance: computed, told and written as JSON."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import islice, product

from django.utils.translation import gettext as _

from relevo.cli.errors import CommandRefused
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.timing import milliseconds, p50, p95
from relevo.directory.models import Service
from relevo.journeys.actions import compute_plan
from relevo.journeys.rules import PlanProfile
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.places.models import Link, Node
from relevo.planner import Member
from relevo.wording.plan import tell_plan
from relevo.wording.plan_json import to_json

AT = datetime(2020, 11, 20, 15, 40, tzinfo=timezone(timedelta(minutes=UTC_OFFSET_MINUTES)))
LIMIT_P95_MS = 300
"""End to end over HTTP with 10,000 services (design budget); here without the HTTP part."""

STARTS = ("HNSV-AMA-HN", "GTHN-FLO-HN", "GTHN-COR-GT", "HNSV-POY-SV", "GT-2001", "SV-0210")
NEEDS = {
    2: ("medical", "shelter"),
    5: ("medical", "shelter", "food", "legal", "information"),
    8: (
        "medical",
        "shelter",
        "food",
        "legal",
        "information",
        "psychosocial",
        "family_links",
        "human_rights",
    ),
}
GROUPS = (
    ("SV", (Member(age=24, sex="f"), Member(age=2, sex="m"))),
    ("HN", (Member(age=17, sex="f"),)),
    ("VE", (Member(age=35, sex="m"),)),
)
FEW, MANY = 6, 200
OF_AGE = 18


def profiles(needs: tuple[str, ...]) -> Iterator[PlanProfile]:
    """Standard groups at standard places."""
    known = set(Node.objects.filter(pk__in=STARTS).values_list("pk", flat=True))
    for start, (nationality, members) in product(STARTS, GROUPS):
        alone = all(member.age < OF_AGE for member in members)
        if start in known:
            yield PlanProfile(
                start_node=start,
                nationality=nationality,
                members=members,
                needs=needs[:-1] if alone else needs,  # the authority for children is added
                accompanied=not alone,
            )


def explained(profile: PlanProfile) -> str:
    """What a request does between the form and the page."""
    computed = compute_plan(profile=profile, at=AT, known_at=AT, viewer=None)
    tell_plan(computed, language="es")
    return to_json(computed)


def measure(*, full: bool) -> Outcome:
    """Milliseconds by number of needs. CommandRefused before the region is loaded."""
    if not Node.objects.filter(pk__in=STARTS).exists():
        raise CommandRefused(_("The region is not loaded yet: ./relevo setup"))
    figures: dict[str, Figure] = {
        "services": Service.objects.count(),
        "nodes": Node.objects.count(),
        "links": Link.objects.count(),
    }
    limits: dict[str, Figure] = {}
    for count, needs in NEEDS.items():
        measured: list[float] = []
        for profile in islice(profiles(needs), MANY if full else FEW):
            measured += milliseconds(partial(explained, profile), times=3)
        figures[f"{count} needs: p50 CPU ms"] = p50(measured)
        figures[f"{count} needs: p95 CPU ms"] = p95(measured)
        limits[f"{count} needs: p95 CPU ms"] = LIMIT_P95_MS
    return Outcome("bench plan", figures, limits, within(figures, limits))

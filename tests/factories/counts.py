"""El Florido with its two posts, a network, who counts there and who enforces."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.factories import directory, places
from tests.factories.accounts import person
from tests.factories.networks import network, seat

from relevo.kernel.actor import SYSTEM, Actor
from relevo.situation.actions import counts, releases
from relevo.situation.rules import releases as rules

CUT_OFF = datetime(2021, 1, 20, 3, tzinfo=UTC)
"""19 January 2021, 21:00 in the three countries."""

TOLD_AT = CUT_OFF + timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CROSSING = "GTHN-FLO"


@dataclass
class Stage:
    """``west`` and ``east`` count at the crossing; ``member`` sits in the network only."""

    west: Actor
    east: Actor
    keeper: Actor
    member: Actor
    stranger: Actor
    igm: Actor
    inm: Actor
    officer: Actor


def stage():
    chiquimula = places.area("GT-20", "Chiquimula")
    copan = places.area("HN-04", "Copán")
    crossing = places.crossing(CROSSING, "El Florido", countries=["GT", "HN"])
    for post in crossing.posts.all():
        post.area = chiquimula if post.country == "GT" else copan
        post.save()
    red, far = network("RED"), network("LEJOS")
    red.crossings.add(crossing)
    held = {
        key: directory.institution(key, kind=kind)
        for key, kind in {
            "GT-WEST": "ngo",
            "HN-EAST": "ngo",
            "HN-KEEPER": "gov_social",
            "HN-MEMBER": "church",
            "HN-STRANGER": "ngo",
            "GT-IGM": "gov_migration",
            "HN-INM": "gov_migration",
        }.items()
    }
    for key, row in held.items():
        role = "secretariat" if key == "HN-KEEPER" else "member"
        seat(far if key == "HN-STRANGER" else red, row, role=role)
    monitor, coordinator = ["border_monitor"], ["coordinator"]
    return Stage(
        west=person("west", of=held["GT-WEST"], roles=monitor),
        east=person("east", of=held["HN-EAST"], roles=["duty_officer"]),
        keeper=person("keeper", of=held["HN-KEEPER"], roles=coordinator),
        member=person("member", of=held["HN-MEMBER"], roles=coordinator),
        stranger=person("stranger", of=held["HN-STRANGER"], roles=coordinator),
        igm=person("igm", of=held["GT-IGM"], roles=monitor),
        inm=person("inm", of=held["HN-INM"], roles=coordinator),
        officer=person("officer", of=held["HN-MEMBER"], roles=["officer"]),
    )


def tell(by=SYSTEM, **changed):
    """What Guatemala counted that evening, unless a test says otherwise."""
    told = {
        "crossing_key": CROSSING,
        "country": "GT",
        "direction": "out",
        "category": "returned",
        "cut_off_at": CUT_OFF,
        "value": 2731,
        "parts": (("HN", 2631), ("SV", 96), ("NI", 5)),
        "said_by": "Instituto de migración",
        "at": TOLD_AT,
    }
    return counts.tell_count(**told | changed, by=by)


def tell_inflow(by=SYSTEM, **changed):
    """What Honduras had registered by then."""
    told = {"country": "HN", "direction": "in", "value": 1761, "parts": ()}
    return tell(by, **told | changed)


def compare(outflow, inflow, by=SYSTEM, **changed):
    told = {"outflow_id": outflow.pk, "inflow_id": inflow.pk, "at": TOLD_AT + HOUR}
    return counts.open_reconciliation(**told | changed, by=by)


def published(month, *, at=None):
    """Publish a month on its day."""
    at = at or rules.goes_out_at(month) + HOUR
    return releases.release_month(month=month, by=SYSTEM, at=at)

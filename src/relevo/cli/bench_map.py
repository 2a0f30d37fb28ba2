"""The map of the situation with many services: its time, its queries, its bytes.

Services are invented in one transaction that is rolled back, spread over all towns with a point.
"""

import gzip
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from relevo.cli.bench_pages import FIRST_PAGE_FILES, signed_in, wire
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.cli.timing import milliseconds, p95
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Location, Service
from relevo.kernel.countries import REGION
from relevo.places.models import Area
from relevo.plumbing import clock

MANY, SOME = 10_000, 1_000
LIMIT_P95_MS = 500
LIMIT_BYTES = 60_000
MAP_FILES = (*FIRST_PAGE_FILES, "web/situation-map.css", "web/situation-map.js")
PAGES = {
    "public map": "/es/mapa/",
    "public map of Honduras": "/es/mapa/?zona=HN",
    "public map of a department": "/es/mapa/?zona=HN-08",
}
DESK = "/es/mesa/situacion/mapa/"


def measure_map(*, full: bool) -> Outcome:
    """Figures of the public map and the one of the desk."""
    figures: dict[str, Figure] = {}
    limits: dict[str, Figure] = {}
    times = 40 if full else 10
    with rolled_back(), override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        at = clock.now()
        few = _queries(Client(), PAGES["public map"])
        add_services(MANY if full else SOME, at=at)
        figures["services"] = Service.objects.count()
        figures["public map: queries"] = _queries(Client(), PAGES["public map"])
        limits["public map: queries"] = few
        for name, address in PAGES.items():
            figures[f"{name}: p95 CPU ms"] = p95(
                milliseconds(partial(Client().get, address), times=times)
            )
            figures[f"{name}: bytes"] = wire(Client(), address)
            limits[f"{name}: p95 CPU ms"] = LIMIT_P95_MS
            limits[f"{name}: bytes"] = LIMIT_BYTES
        desk, _user = signed_in("bench-map", "HN-MUN-NACAOME", at=at)
        figures["desk map: p95 CPU ms"] = p95(milliseconds(partial(desk.get, DESK), times=times))
        limits["desk map: p95 CPU ms"] = LIMIT_P95_MS
        figures["public map with its files: bytes"] = wire(Client(), PAGES["public map"]) + _files()
        limits["public map with its files: bytes"] = LIMIT_BYTES
    return Outcome("bench map", figures, limits, within(figures, limits))


def add_services(count: int, *, at: datetime) -> None:
    """Invented public services, as many in each town as in any other."""
    owner = Institution.objects.get(key="HN-MUN-NACAOME")
    towns = Area.objects.valid_on(at.date()).exclude(lat=None).exclude(level="department")
    areas = list(
        islice(cycle(towns.filter(country__in=REGION).select_related("parent__parent")), count)
    )
    locations = Location.objects.bulk_create(
        Location(area=area, lat=area.lat, lon=area.lon, precision="seat") for area in areas
    )
    mark = uuid4().hex[:8]
    Service.objects.bulk_create(
        Service(
            key=f"BENCH-{mark}-{number}",
            institution=owner,
            name_es=f"Medición {number}",
            name_en=f"Measurement {number}",
            sort_key=f"medicion {number:05}",
            kind="shelter",
            country=area.country,
            department=_department(area),
            location=location,
            status=ServiceStatus.ACTIVE,
            visibility=Visibility.PUBLIC,
            valid_from=at.date() - timedelta(days=1),
        )
        for number, (area, location) in enumerate(zip(areas, locations, strict=True))
    )


def _department(area: Area) -> Area:
    while area.parent is not None:
        area = area.parent
    return area


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:  # noqa: PLR2004 -- HTTP
        raise LookupError(f"{address} answered {response.status_code}")
    return len(captured)


def _files() -> int:
    """The files that the page asks for, compressed."""
    total = 0
    for name in MAP_FILES:
        path = finders.find(name)
        if path is None:
            raise LookupError(name)
        with open(path, "rb") as file:  # noqa: PTH123 -- the finder gives a text
            total += len(gzip.compress(file.read()))
    return total

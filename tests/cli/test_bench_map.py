"""The measurement of the map measures what it says and leaves nothing behind."""

import pytest

from relevo.cli.bench_map import LIMIT_BYTES, LIMIT_P95_MS, SOME, measure_map
from relevo.directory.models import Location, Service

pytestmark = pytest.mark.usefixtures("instance")


def test_the_map_is_measured_with_many_services_and_they_are_gone_afterwards():
    before = (Service.objects.count(), Location.objects.count())
    outcome = measure_map(full=False)
    assert (Service.objects.count(), Location.objects.count()) == before
    assert outcome.figures["services"] == before[0] + SOME
    assert outcome.figures["public map: queries"] == outcome.limits["public map: queries"]
    assert {label: limit for label, limit in outcome.limits.items() if "queries" not in label} == {
        "public map: p95 CPU ms": LIMIT_P95_MS,
        "public map: bytes": LIMIT_BYTES,
        "public map of Honduras: p95 CPU ms": LIMIT_P95_MS,
        "public map of Honduras: bytes": LIMIT_BYTES,
        "public map of a department: p95 CPU ms": LIMIT_P95_MS,
        "public map of a department: bytes": LIMIT_BYTES,
        "desk map: p95 CPU ms": LIMIT_P95_MS,
        "public map with its files: bytes": LIMIT_BYTES,
    }

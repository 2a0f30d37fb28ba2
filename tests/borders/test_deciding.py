"""Few reports out of many decide; the answer from these few is the answer from all."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from tests.factories.places import el_amatillo

from relevo.borders.models import StatusReport
from relevo.borders.queries.deciding import deciding_reports
from relevo.borders.queries.facts import known_reports
from relevo.borders.rules.state import state_at
from relevo.places.models import Crossing, Post

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
REPORTERS = [None, *(UUID(int=number) for number in (1, 2, 3))]
SIDES = {"HNSV-AMA": ("HN", "SV"), "GTHN-FLO": ("GT", "HN")}


@pytest.fixture
def crossings():
    florido = Crossing.objects.create(
        key="GTHN-FLO", name_es="El Florido", name_en="El Florido", border_pair="GT-HN", kind="x"
    )
    for country in SIDES["GTHN-FLO"]:
        Post.objects.create(key=f"GTHN-FLO-{country}", crossing=florido, country=country)
    return [el_amatillo(), florido]


def any_report(number, *, chance, crossing):
    """Thick in the last days, thinner before; told at once, late, or ahead of time."""
    days = chance.choice([1, 3, 8, 60, 120, 400])
    from_at = NOON - timedelta(minutes=chance.randrange(-600, days * 24 * 60))
    known_from = from_at + timedelta(hours=chance.choice([0, 0, 0, -48, 7, 90 * 24]))
    ends = chance.random() < 0.3
    return StatusReport(
        key=f"R-{number:04}",
        crossing=crossing,
        country=chance.choice(["", *SIDES[crossing.key]]),
        direction=chance.choice(["in", "out", "both"]),
        mode=chance.choice(["people", "people", "all", "cargo"]),
        state=chance.choice(["open", "open", "closed", "restricted"]),
        basis=chance.choice(["observed", "observed", "announced"]),
        from_at=from_at,
        known_from=known_from,
        until_at=from_at + timedelta(hours=chance.choice([1, 30, 3_000])) if ends else None,
        reporter_institution_id=chance.choice(REPORTERS),
        settles=chance.random() < 0.1,
        text_es=f"Reporte {number}",
    )


def whole(status):
    """Also what two statuses are not compared by."""
    return (
        status,
        status.last_word,
        status.holding,
        status.confirmed_by,
        status.side_by_side,
    )


def told(reports, *, at):
    """The state of every side and direction."""
    return {
        (key, country, way): whole(
            state_at(
                (row for row in reports[key] if row.concerns(country=country, direction=way)),
                at=at,
            )
        )
        for key, countries in SIDES.items()
        for country in countries
        for way in ("in", "out")
    }


@pytest.mark.parametrize("seed", range(30))
def test_the_few_say_the_same_as_all(crossings, seed):
    chance = Random(seed)
    StatusReport.objects.bulk_create(
        any_report(number, chance=chance, crossing=chance.choice(crossings))
        for number in range(chance.choice([3, 20, 80]))
    )
    for _ in range(8):
        at = NOON - timedelta(hours=chance.choice([0, 1, 5, 30, 100, 24 * 40]))
        known_at = at + timedelta(hours=chance.choice([0, 0, -3, 24, 5_000]))
        every = known_reports(known_at=known_at, before=at, crossings=crossings)
        few = deciding_reports(crossings, at=at, known_at=known_at)
        assert told(few, at=at) == told(every, at=at)


def test_most_are_not_fetched(crossings):
    amatillo = crossings[0]
    StatusReport.objects.bulk_create(
        StatusReport(
            key=f"R-{number:04}",
            crossing=amatillo,
            direction="both",
            mode="people",
            state="open",
            basis="observed",
            from_at=NOON - timedelta(hours=number),
            known_from=NOON - timedelta(hours=number),
        )
        for number in range(500)
    )
    found = deciding_reports([amatillo], at=NOON, known_at=NOON)
    assert [report.key for report in found["HNSV-AMA"]] == ["R-0000"]


def test_another_mode_has_words_of_its_own(crossings):
    amatillo = crossings[0]
    for number, mode in enumerate(("people", "cargo", "all")):
        StatusReport.objects.create(
            key=f"R-{mode}",
            crossing=amatillo,
            direction="both",
            mode=mode,
            state="closed",
            basis="observed",
            from_at=NOON - timedelta(days=number),
            known_from=NOON,
        )
    found = deciding_reports([amatillo], at=NOON, known_at=NOON, mode="cargo")
    assert {report.mode for report in found["HNSV-AMA"]} == {"cargo", "all"}

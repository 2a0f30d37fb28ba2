"""The windows told at departure, against when the groups of 2018 to 2022 really came.

Facts: the replayed events, with their sources in ``docs/adr/0043-windows-not-moments.md``. The
band of the pace was drawn from the same events, so this shows that nothing is broken and how wide
the windows are; it is no forecast of the next group.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from relevo.kernel.actor import SYSTEM
from relevo.situation import access
from relevo.situation.actions.movements import Seen, add_sighting, open_movement
from relevo.situation.rules.movements import LOCAL

pytestmark = pytest.mark.usefixtures("instance")
SAN_PEDRO = "HN-0501"


def local(*parts):
    return datetime(*parts, tzinfo=LOCAL)


@dataclass(frozen=True)
class Past:
    """A departure that was dated, and where and between when the group really came.

    A day alone is a whole day: then window and day must meet.
    """

    left: datetime
    via: tuple[str, ...]
    place: str
    came: tuple[datetime, datetime]
    origin: str = SAN_PEDRO


def whole(*day):
    return local(*day), local(*day) + timedelta(days=1)


EVENTS = {
    "October 2018, Santa Rosa de Copán, first night": Past(
        local(2018, 10, 13, 5, 35), ("GTHN-AGC",), "HN-0401", (local(2018, 10, 13, 20),) * 2
    ),
    "October 2018, Nueva Ocotepeque, second night": Past(
        local(2018, 10, 13, 5, 35), ("GTHN-AGC",), "HN-1401", (local(2018, 10, 14, 20),) * 2
    ),
    "October 2018, Agua Caliente": Past(
        local(2018, 10, 13, 5, 35), ("GTHN-AGC",), "GTHN-AGC", whole(2018, 10, 15)
    ),
    "October 2018, Tecún Umán": Past(
        local(2018, 10, 15, 13), ("GTMX-TU1",), "GTMX-TU1", whole(2018, 10, 19), "GT-2007"
    ),
    "January 2019, Agua Caliente": Past(
        local(2019, 1, 14, 21), ("GTHN-AGC",), "GTHN-AGC", whole(2019, 1, 15)
    ),
    "January 2020, Agua Caliente": Past(
        local(2020, 1, 15, 6), ("GTHN-AGC",), "GTHN-AGC", whole(2020, 1, 16)
    ),
    "October 2020, Corinto": Past(
        local(2020, 9, 30, 22), ("GTHN-COR",), "GTHN-COR", (local(2020, 10, 1, 11),) * 2
    ),
    "December 2020, near Agua Caliente": Past(
        local(2020, 12, 9, 20), ("GTHN-AGC",), "GTHN-AGC", whole(2020, 12, 10)
    ),
    "January 2021, El Florido, main group": Past(
        local(2021, 1, 15, 4), ("GTHN-FLO",), "GTHN-FLO", (local(2021, 1, 15, 21),) * 2
    ),
    "January 2021, El Florido, from the first departure": Past(
        local(2021, 1, 13, 20), ("GTHN-FLO",), "GTHN-FLO", (local(2021, 1, 15, 21),) * 2
    ),
}


def window_at_departure(past):
    day, half = past.left.date(), "am" if past.left.hour < 12 else "pm"
    at = past.left + timedelta(hours=1)
    row = open_movement(
        heading="away", origin_key=past.origin, via=past.via, day=day, by=SYSTEM, at=at
    )
    seen = Seen(area_key=past.origin, day=day, half=half, kind="departure", source_type="observed")
    add_sighting(movement_id=row.pk, seen=seen, by=SYSTEM, at=at)
    picture = access.movement_for(SYSTEM, movement_id=row.pk, at=at, known_at=at)
    return next(
        place.window
        for place in picture.ahead
        if past.place in {place.area.key, place.crossing.key if place.crossing else ""}
    )


@pytest.mark.parametrize("name", EVENTS)
def test_group_came_within_the_window_told_at_departure(name):
    past = EVENTS[name]
    found, (first, last) = window_at_departure(past), past.came
    assert found.start <= last, (found, past.came)
    assert first <= found.end, (found, past.came)


def test_widths_are_as_the_docs_say():
    hours = {
        name: (found.end - found.start) // timedelta(hours=1)
        for name, past in EVENTS.items()
        for found in [window_at_departure(past)]
    }
    assert hours == {
        "October 2018, Santa Rosa de Copán, first night": 48,
        "October 2018, Nueva Ocotepeque, second night": 66,
        "October 2018, Agua Caliente": 66,
        "October 2018, Tecún Umán": 108,
        "January 2019, Agua Caliente": 66,
        "January 2020, Agua Caliente": 66,
        "October 2020, Corinto": 36,
        "December 2020, near Agua Caliente": 66,
        "January 2021, El Florido, main group": 48,
        "January 2021, El Florido, from the first departure": 48,
    }


def test_group_that_dissolves_is_expected_all_the_same():
    """30 June 2020: stopped at Baracoa, 73 km before Corinto. No window knows of a cordon."""
    at = local(2020, 6, 30, 11)
    row = open_movement(
        heading="away",
        origin_key=SAN_PEDRO,
        via=["GTHN-COR"],
        day=date(2020, 6, 30),
        by=SYSTEM,
        at=at,
    )
    held = Seen(
        area_key="HN-0506",
        day=date(2020, 6, 30),
        half="am",
        kind="blocked",
        source_type="press",
        low=70,
        best=70,
        high=400,
        estimate="press",
    )
    before = access.movement_for(SYSTEM, movement_id=row.pk, at=at, known_at=at)
    assert [place.crossing.key for place in before.ahead if place.crossing] == ["GTHN-COR"]
    add_sighting(movement_id=row.pk, seen=held, by=SYSTEM, at=at)
    after = access.movement_for(SYSTEM, movement_id=row.pk, at=at, known_at=at)
    assert (after.going, after.ahead, after.elsewhere) == ("held", (), ())
    assert (after.here.area.key, after.here.stay) == ("HN-0506", "stranded")

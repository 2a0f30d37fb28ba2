"""Age bands: 18 and 21 matter in law (a child; a minor who leaves Honduras)."""

from enum import StrEnum


class AgeBand(StrEnum):
    """Completed years, both ends included."""

    INFANT = "0-4"
    CHILD = "5-11"
    ADOLESCENT = "12-17"
    YOUNG = "18-20"
    ADULT = "21-59"
    OLDER = "60+"


BOUNDS: dict[AgeBand, tuple[int, int]] = {
    AgeBand.INFANT: (0, 4),
    AgeBand.CHILD: (5, 11),
    AgeBand.ADOLESCENT: (12, 17),
    AgeBand.YOUNG: (18, 20),
    AgeBand.ADULT: (21, 59),
    AgeBand.OLDER: (60, 120),
}
CHILD_BANDS: frozenset[AgeBand] = frozenset({AgeBand.INFANT, AgeBand.CHILD, AgeBand.ADOLESCENT})


def band_of(years: int) -> AgeBand:
    """The band of an age in completed years; ValueError outside 0 to 120."""
    for band, (low, high) in BOUNDS.items():
        if low <= years <= high:
            return band
    raise ValueError(f"not an age in completed years: {years}")

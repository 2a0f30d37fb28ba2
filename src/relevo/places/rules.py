"""How long a way takes: a band with the rule that produced it, never a minute.

There is no road network to ask. Kilometers come from a list of corridors or from the straight line
between neighboring towns, and speeds are averages of our own; so every answer is an estimate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isfinite

from relevo.places.enums import BandRule, LinkRule, Mode, RoadClass

CAR_KMH: dict[str, float] = {RoadClass.TRUNK: 55, RoadClass.SECONDARY: 40, RoadClass.UNPAVED: 22}
BUS_SHARE = 0.75
WALK_KMH, WALK_WITH_CHILDREN_KMH = 4.0, 3.2
HEADWAY_TRUNK_MINUTES, HEADWAY_LOCAL_MINUTES = 30, 90
WIDTHS: dict[BandRule, float] = {
    BandRule.CORRIDOR: 0.10,
    BandRule.UNVERIFIED: 0.25,
    BandRule.MIXED: 0.25,
    BandRule.OFF_CORRIDOR: 0.40,
}
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a way. ``verified``: its kilometers were checked against a source."""

    km: float
    road_class: str
    rule: str
    verified: bool = False

    def __post_init__(self) -> None:
        if not (isfinite(self.km) and self.km > 0):
            raise ValueError(f"not a length in kilometers: {self.km}")
        RoadClass(self.road_class)
        LinkRule(self.rule)

    @property
    def band_rule(self) -> BandRule:
        """The rule of a way that consists of this piece only."""
        if self.rule == LinkRule.LOCAL:
            return BandRule.OFF_CORRIDOR
        return BandRule.CORRIDOR if self.verified else BandRule.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Band:
    """Between how many minutes and how many, and the rule that gave the width."""

    low_minutes: int
    high_minutes: int
    rule: str


def travel_band(
    segments: Sequence[Segment],
    *,
    mode: str,
    walking_with_children: bool = False,
    boards: bool = True,
) -> Band:
    """How long the way takes by this mode, one piece after the other.

    Where the figures come from:

    - *Car*: 55 km/h on trunk roads, near the median of 54 (38 to 61) of thirteen known trip times
      in the region; 40 on secondary and 22 on unpaved roads are assumptions of ours.
    - *Bus*: three quarters of the speed of a car for the stops, plus half the headway as a wait
      (every 30 minutes on trunk roads, every 90 elsewhere), once for each bus boarded: a change
      between trunk and other roads is a change of bus. All assumptions of ours. ``boards=False``
      leaves the waits out, for a piece in the middle of a ride.
    - *Walk*: 4.0 km/h, with small children 3.2, the common planning figures for loaded adults and
      for groups with small children. Slopes are not considered.
    - *Width*: measured on 61 pairs of towns with known kilometers. Along corridors nine in ten
      estimates were within 7 percent (10 is used); to villages off the corridors half were within
      16 percent and nine in ten within 41 (40 is used); a way of both kinds gets 25, and so do
      corridors whose kilometers were only recalled.

    The whole is never faster than the sum of its pieces at their fastest, nor slower than at their
    slowest; so a longer way never gets a lower band. No piece at all is the same place: no time.
    """
    if not segments:
        return Band(0, 0, BandRule.SAME_PLACE.value)
    travel = Mode(mode)
    minutes = [
        _minutes(segment, mode=travel, with_children=walking_with_children) for segment in segments
    ]
    if travel == Mode.BUS and boards:
        waits = _waits(segments)
        minutes = [ride + wait for ride, wait in zip(minutes, waits, strict=True)]
    rule = _rule_of({segment.band_rule for segment in segments})
    total, width = sum(minutes), WIDTHS[rule]
    own = [WIDTHS[segment.band_rule] for segment in segments]
    fastest = sum(time * (1 - part) for time, part in zip(minutes, own, strict=True))
    slowest = sum(time * (1 + part) for time, part in zip(minutes, own, strict=True))
    return Band(
        low_minutes=floor(max(total * (1 - width), fastest) + _HAIR),
        high_minutes=ceil(max(total * (1 + width), slowest) - _HAIR),
        rule=rule.value,
    )


def _minutes(segment: Segment, *, mode: Mode, with_children: bool) -> float:
    if mode == Mode.WALK:
        speed = WALK_WITH_CHILDREN_KMH if with_children else WALK_KMH
    else:
        speed = CAR_KMH[segment.road_class] * (BUS_SHARE if mode == Mode.BUS else 1)
    return 60 * segment.km / speed


def _waits(segments: Sequence[Segment]) -> Iterator[float]:
    """Half a headway where a bus is boarded, nothing where one stays on it."""
    on_trunk = [segment.road_class == RoadClass.TRUNK for segment in segments]
    yield _half_headway(trunk=on_trunk[0])
    for before, now in pairwise(on_trunk):
        yield 0.0 if before == now else _half_headway(trunk=now)


def _half_headway(*, trunk: bool) -> float:
    return (HEADWAY_TRUNK_MINUTES if trunk else HEADWAY_LOCAL_MINUTES) / 2


def _rule_of(rules: set[BandRule]) -> BandRule:
    if BandRule.OFF_CORRIDOR in rules:
        return BandRule.OFF_CORRIDOR if len(rules) == 1 else BandRule.MIXED
    return BandRule.UNVERIFIED if BandRule.UNVERIFIED in rules else BandRule.CORRIDOR

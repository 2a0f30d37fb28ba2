"""A told plan as the page lays it out: numbered steps, services to reorder, rows of reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from relevo.wording.plan import ToldBlocker, ToldExcluded, ToldItinerary, ToldPlan, ToldStep
from relevo.wording.reasons import ToldReason

PICTOGRAM_OF_KIND = {"travel": "transport", "cross": "border", "contact": "lock"}


@dataclass(frozen=True, slots=True)
class NumberedStep:
    """One step with its sign and, as it is counted, its number; a way between places has none."""

    number: int | None
    pictogram: str
    step: ToldStep

    @property
    def status(self) -> str:
        """A way between two places is an estimate: nobody confirms it, and no step counts it."""
        if not self.step.is_counted:
            return "estimated"
        return "confirmed" if self.step.is_confirmed else "confirm_first"


@dataclass(frozen=True, slots=True)
class Stop:
    """A service of a route that can be put elsewhere in the order."""

    key: str
    title: str
    position: int


@dataclass(frozen=True, slots=True)
class Option:
    """One route to choose."""

    index: int
    digest: str
    head: str
    done: str
    unserved: tuple[str, ...]
    steps: list[NumberedStep]
    stops: list[Stop]

    @property
    def number(self) -> int:
        return self.index + 1


@dataclass(frozen=True, slots=True)
class Row:
    """Something left out: every rule that says so, and what would let it back in."""

    title: str
    where: str
    rule: str
    remedy: str
    source: str
    reasons: tuple[ToldReason, ...] = ()


def options(told: ToldPlan, *, pictograms: dict[str, tuple[str, str]]) -> list[Option]:
    """The routes, best first."""
    return [
        Option(
            index=index,
            digest=digest(itinerary),
            head=itinerary.head,
            done=itinerary.done,
            unserved=itinerary.unserved,
            steps=[
                NumberedStep(
                    next(numbers) if step.is_counted else None, _pictogram(step, pictograms), step
                )
                for numbers in [count(1)]
                for step in itinerary.steps
            ],
            stops=stops(itinerary),
        )
        for index, itinerary in enumerate(told.itineraries)
    ]


def digest(itinerary: ToldItinerary) -> str:
    """Of the steps as they are shown; not of their hours, which move on with the clock."""
    shown = [
        (step.kind, step.title, step.where, step.service_key, step.crossing_key, step.need_codes)
        for step in itinerary.steps
    ]
    return sha256(repr(shown).encode()).hexdigest()


def stops(itinerary: ToldItinerary) -> list[Stop]:
    """The services of a route, each once, in its order."""
    found: dict[str, str] = {}
    for step in itinerary.steps:
        if step.service_key:
            found.setdefault(step.service_key, step.title)
    return [
        Stop(key, title, position) for position, (key, title) in enumerate(found.items(), start=1)
    ]


def _pictogram(step: ToldStep, pictograms: dict[str, tuple[str, str]]) -> str:
    if step.need_codes:
        return pictograms[step.need_codes[0]][0]
    return PICTOGRAM_OF_KIND.get(step.kind, "information")


def excluded_rows(excluded: Iterable[ToldExcluded]) -> list[Row]:
    """Services left out."""
    return [_row(item.name, item.where, item.reasons) for item in excluded]


def blocker_rows(blockers: Iterable[ToldBlocker], *, here: bool, start: str = "") -> list[Row]:
    """Crossings left out, those that leave the country where the group is or the others.

    The crossing at whose post the group stands comes first: that is the one they ask about.
    """
    listed = [item for item in blockers if item.is_here is here]
    listed.sort(key=lambda item: not start.startswith(f"{item.crossing_key}-"))
    return [_row(item.title, "", item.reasons) for item in listed]


def offers_no_crossing(told: ToldPlan, *, ways_out: Iterable[str]) -> bool:
    """Every way out of the country is barred for this group: the page says that first.

    ``ways_out``: the crossings by which one leaves that country. A route that stays on this side
    while one of them is usable is a choice, not a no.
    """
    barred = {item.crossing_key for item in told.blockers if item.is_here}
    return bool(barred) and set(ways_out) <= barred


def _row(title: str, where: str, reasons: Sequence[ToldReason]) -> Row:
    return Row(
        title=title,
        where=where,
        rule=" ".join(reason.sentence for reason in reasons),
        remedy=" ".join(dict.fromkeys(reason.lets_in for reason in reasons if reason.lets_in)),
        source=next((reason.source for reason in reasons if reason.source), ""),
        reasons=tuple(reasons),
    )

"""One crossing as its page shows it to anybody: states, words, and what lies beside them."""

from dataclasses import dataclass

from relevo.borders import access, queries
from relevo.borders.access import Told
from relevo.borders.enums import Mode
from relevo.borders.queries.hours import hours_kept
from relevo.kernel.actor import Actor
from relevo.places.models import Crossing
from relevo.situation.queries.signals import advisories_at
from relevo.web.as_of import AsOf
from relevo.web.crossing_lines import (
    ModeKnown,
    Timeline,
    posts_of,
    side_by_side,
    side_lines,
    timeline,
)
from relevo.wording.hours import closed_words

MODES = (Mode.VEHICLES.value, Mode.CARGO.value)


@dataclass(frozen=True, slots=True)
class CrossingView:
    """What is known and was told of a crossing, and the context of its page."""

    known: queries.Statuses
    told: list[Told]
    behind: Timeline
    context: dict[str, object]


def view_of(found: Crossing, *, asof: AsOf, viewer: Actor | None) -> CrossingView:
    """The crossing as this viewer may see it."""
    at, known_at = asof.at, asof.known_at
    known = queries.statuses(at=at, known_at=known_at, crossings=[found])
    hours = hours_kept(known, at=at, known_at=known_at)
    others = {mode: _by_mode(found, asof=asof, mode=mode) for mode in MODES}
    told = access.list_told(found, at=at, known_at=known_at, viewer=viewer)
    behind = timeline(told, at=at)
    contradicted = [status for status in known.values() if status.is_contradicted]
    context = {
        "asof": asof,
        "crossing": found,
        "posts": posts_of(found),
        "status": queries.crossing_status(known, found.key),
        "closed": closed_words(hours.values(), at=at),
        "sides": side_lines(known, hours=hours, at=at, told=told, others=others),
        "timeline": behind,
        "advisories": advisories_at(at=at, known_at=known_at, crossing_key=found.key),
        "beside": side_by_side(behind.lines, contradicted),
        "section": "crossings",
    }
    return CrossingView(known, told, behind, context)


def _by_mode(found: Crossing, *, asof: AsOf, mode: str) -> ModeKnown:
    states = queries.statuses(at=asof.at, known_at=asof.known_at, crossings=[found], mode=mode)
    return ModeKnown(states, hours_kept(states, at=asof.at, known_at=asof.known_at, mode=mode))

"""The state of a crossing and what it asks, in whole sentences.

Announced is not observed, and neither is ever called false: each is told with who and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.borders.enums import Basis, State
from relevo.borders.models import Requirement, StatusReport
from relevo.borders.rules import Report, Status
from relevo.borders.rules.hours import Hours
from relevo.directory.models import Institution
from relevo.places.models import Crossing
from relevo.wording.hours import closed_words, hours_by_side, hours_words
from relevo.wording.words import both, country, day, since


@dataclass(frozen=True, slots=True)
class ToldRequirement:
    """What is asked of somebody, in words: ``outcome`` is what follows for this group."""

    id: str
    text: str
    outcome: str
    source: str
    as_of: str
    is_asked: bool
    is_met: bool


def state_name(state: str) -> str:
    names = {
        "open": pgettext("crossing state", "Open"),
        "restricted": pgettext("crossing state", "Restricted"),
        "closed": pgettext("crossing state", "Closed"),
        "not_confirmed": pgettext("crossing state", "Not confirmed"),
    }
    return names[state]


def state_prefix(status: Status) -> str:
    """What goes before a state that nobody has seen: an announcement is not what a person meets."""
    if status.basis != Basis.ANNOUNCED or status.state == State.NOT_CONFIRMED:
        return ""
    return pgettext("before the state of a crossing", "Announced:")


def told_state(status: Status) -> str:
    """``Announced: Open``, or ``Open`` where somebody saw it."""
    return " ".join(word for word in (state_prefix(status), state_name(status.state.value)) if word)


def sign_state(status: Status, *, closed: str) -> str:
    """The shape of a sign: what is closed at this hour is drawn as closed."""
    return str(State.CLOSED if closed else status.state)


def sign_words(status: Status, *, closed: str) -> str:
    """The state as the list says it: closed at this hour, announced, or in dispute."""
    if closed:
        return closed
    if status.is_contradicted:
        return f"{told_state(status)}: {pgettext('crossing', 'words differ')}"
    return told_state(status)


def way(crossing: Crossing, *, left: str, entered: str) -> str:
    """``El Amatillo, from Honduras to El Salvador``."""
    return _("%(crossing)s, from %(left)s to %(entered)s") % {
        "crossing": both(crossing, "name"),
        "left": country(left),
        "entered": country(entered),
    }


def authorities(
    statuses: Iterable[Status], *, hours: Iterable[Hours] = ()
) -> dict[str, Institution]:
    """Institutions that announced something, by key."""
    keys = {found.told.authority_key for found in hours}
    for found_of in statuses:
        status = found_of.other_side.status if found_of.other_side else found_of
        keys.add(status.authority_key)
        if status.last_word is not None:
            keys.add(status.last_word.authority_key)
    return {row.key: row for row in Institution.objects.filter(key__in=keys - {""})}


def who_says(status: Status, *, names: Mapping[str, Institution]) -> str:
    """``Announced by … on …`` or ``Observed by the network at …``; empty when nobody says."""
    told_at = said_at(status)
    if told_at is None:
        return ""
    authority = names.get(status.authority_key)
    return _said(basis=status.basis, authority=authority, source=status.source, told_at=told_at)


def said_at(word: Status | Report) -> datetime | None:
    """When it was announced, or seen: an announcement is often made before it holds."""
    return word.known_from if word.basis == Basis.ANNOUNCED else word.from_at or word.known_from


def last_word(report: Report | None, *, names: Mapping[str, Institution]) -> str:
    """What was heard last of a crossing whose state is not confirmed now."""
    if report is None:
        return _("Nothing has been heard of it.")
    said = _said(
        basis=report.basis,
        authority=names.get(report.authority_key),
        source=report.source,
        told_at=said_at(report) or report.from_at,
    )
    return _("Last word: %(state)s. %(said)s") % {"state": state_name(report.state), "said": said}


def told_by(report: StatusReport, *, authority: Institution | None) -> str:
    """Who announced it and when, or when the network observed it; from when, if that is later."""
    if report.basis == Basis.OBSERVED:
        return _("Observed by the network on %(moment)s.") % {"moment": since(report.from_at)}
    told = _said(
        basis=report.basis, authority=authority, source=report.source, told_at=report.known_from
    )
    if day(report.from_at) == day(report.known_from):
        return told
    begins = _("It holds from %(moment)s.") % {"moment": since(report.from_at)}
    return f"{told} {begins}"


def _said(*, basis: str, authority: Institution | None, source: str, told_at: datetime) -> str:
    """``source`` names who announced it where no institution is known; an address names nobody."""
    if basis == Basis.OBSERVED:
        return _("Observed by the network on %(moment)s.") % {"moment": since(told_at)}
    on = day(told_at)
    who = "" if "://" in source else source
    if authority is not None:
        who = both(authority, "name")
    if not who:
        return _("Announced on %(day)s.") % {"day": on}
    return _("Announced by %(authority)s on %(day)s.") % {"authority": who, "day": on}


def status_sentence(status: Status, *, names: Mapping[str, Institution]) -> str:
    """State, what it rests on, and who says so."""
    if status.is_contradicted:
        return _("Not confirmed: two institutions saw different things within a few hours.")
    if status.is_closed_to_others:
        return _(
            "Not confirmed. It is told to be closed to people of other countries, and who goes "
            "home to their own is not barred by it; that people pass here is not confirmed. "
            "%(said)s"
        ) % {"said": said_of(status, names=names)}
    return _("%(state)s. %(said)s") % {
        "state": told_state(status),
        "said": said_of(status, names=names),
    }


def said_of(status: Status, *, names: Mapping[str, Institution]) -> str:
    """What goes with a state: who says so, or what was heard last of what is not confirmed."""
    if status.other_side is not None:
        return _("Nothing has been heard of the side of %(silent)s. %(country)s: %(said)s") % {
            "silent": country(status.silent_side),
            "country": country(status.other_side.country),
            "said": status_sentence(status.other_side.status, names=names),
        }
    if status.known_from is None:
        return last_word(status.last_word, names=names)
    return who_says(status, names=names)


def hours_sentence(hours: Hours, *, status: Status, names: Mapping[str, Institution]) -> str:
    """The hours of a side; with who told them, where it is another word than that on its state."""
    words = hours_words(hours.expression)
    if status.report_key == hours.told.key:
        return words
    said = _said(
        basis=hours.told.basis,
        authority=names.get(hours.told.authority_key),
        source=hours.told.source,
        told_at=said_at(hours.told) or hours.told.from_at,
    )
    return f"{words}. {said}"


def side_sentence(
    *,
    entering: Status,
    leaving: Status,
    names: Mapping[str, Institution],
    hours: Mapping[str, Hours] | None = None,
    at: datetime | None = None,
) -> str:
    """One side of a crossing: once, or entering and leaving apart where they differ.

    ``hours``: by direction (``in`` or ``out``), at the instant ``at`` of the states.
    """
    said = _both_ways(*(status_sentence(way, names=names) for way in (entering, leaving)))
    found = {("", way): told for way, told in (hours or {}).items()}
    ways = {("", "in"): entering, ("", "out"): leaving}
    return _with_hours(said, found, ways=ways, at=at)


def crossing_sentence(
    ways: Mapping[tuple[str, str], Status],
    *,
    names: Mapping[str, Institution],
    hours: Mapping[tuple[str, str], Hours] | None = None,
    at: datetime | None = None,
) -> str:
    """A whole crossing: once, or by side and direction where they differ.

    ``ways``: by country and direction, and so ``hours``, at the instant ``at``. A state that is
    the same everywhere is told once; that it is closed at this hour stands first.
    """
    states = {told_state(status) for status in ways.values()}
    if len(states) > 1 or any(status.is_contradicted for status in ways.values()):
        said = _by_side({way: status_sentence(status, names=names) for way, status in ways.items()})
    else:
        said = _("%(state)s. %(said)s") % {
            "state": states.pop(),
            "said": _by_side({way: said_of(status, names=names) for way, status in ways.items()}),
        }
    return _with_hours(said, hours or {}, ways=ways, at=at)


def _with_hours(
    said: str,
    hours: Mapping[tuple[str, str], Hours],
    *,
    ways: Mapping[tuple[str, str], Status],
    at: datetime | None,
) -> str:
    """That it is closed at this hour, what is told of it, and its hours."""
    kept = hours_by_side(hours, ways=ways)
    if at is None or not kept:
        return said
    closed = closed_words(hours.values(), at=at)
    parts = (f"{closed}." if closed else "", said, _("Hours: %(hours)s.") % {"hours": kept})
    return " ".join(part for part in parts if part)


def _by_side(told: Mapping[tuple[str, str], str]) -> str:
    sides = {
        side: _both_ways(told[side, "in"], told[side, "out"])
        for side in dict.fromkeys(side for side, _direction in told)
    }
    if len(set(sides.values())) == 1:
        return next(iter(sides.values()))
    return " ".join(f"{country(side)}: {said}" for side, said in sides.items())


def _both_ways(entering: str, leaving: str) -> str:
    if entering == leaving:
        return entering
    return _("entering: %(entering)s leaving: %(leaving)s") % {
        "entering": entering,
        "leaving": leaving,
    }


def requirement_text(rows: Sequence[Requirement]) -> str:
    """The words of one requirement: of its alternatives, one after the other."""
    return " ".join(dict.fromkeys(both(row, "text") for row in rows))


def as_of(rows: Sequence[Requirement]) -> str:
    known = [row.known_from for row in rows if row.known_from is not None]
    return day(max(known)) if known else ""


def sources(rows: Sequence[Requirement]) -> str:
    return " ; ".join(dict.fromkeys(row.source for row in rows if row.source))

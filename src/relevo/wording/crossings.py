"""The state of a crossing and what it asks, in whole sentences.

Announced is not observed, and neither is ever called false: each is told with who and when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.borders.enums import Basis
from relevo.borders.models import Requirement, StatusReport
from relevo.borders.rules import Report, Status
from relevo.directory.models import Institution
from relevo.places.models import Crossing
from relevo.wording.words import both, country, day, moment


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


def way(crossing: Crossing, *, left: str, entered: str) -> str:
    """``El Amatillo, from Honduras to El Salvador``."""
    return _("%(crossing)s, from %(left)s to %(entered)s") % {
        "crossing": both(crossing, "name"),
        "left": country(left),
        "entered": country(entered),
    }


def authorities(statuses: Sequence[Status]) -> dict[str, Institution]:
    """Institutions that announced something, by key."""
    keys = {status.authority_key for status in statuses} | {
        status.last_word.authority_key for status in statuses if status.last_word is not None
    }
    return {row.key: row for row in Institution.objects.filter(key__in=keys - {""})}


def who_says(status: Status, *, names: Mapping[str, Institution]) -> str:
    """``Announced by … on …`` or ``Observed by the network at …``; empty when nobody says."""
    told_at = said_at(status)
    if told_at is None:
        return ""
    return _said(basis=status.basis, authority=names.get(status.authority_key), told_at=told_at)


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
        told_at=said_at(report) or report.from_at,
    )
    return _("Last word: %(state)s. %(said)s") % {"state": state_name(report.state), "said": said}


def told_by(report: StatusReport, *, authority: Institution | None) -> str:
    """Who announced it and when, or when the network observed it; from when, if that is later."""
    if report.basis == Basis.OBSERVED:
        return _("Observed by the network on %(moment)s.") % {"moment": moment(report.from_at)}
    told = _said(basis=report.basis, authority=authority, told_at=report.known_from)
    if day(report.from_at) == day(report.known_from):
        return told
    begins = _("It holds from %(moment)s.") % {"moment": moment(report.from_at)}
    return f"{told} {begins}"


def _said(*, basis: str, authority: Institution | None, told_at: datetime) -> str:
    if basis == Basis.OBSERVED:
        return _("Observed by the network on %(moment)s.") % {"moment": moment(told_at)}
    on = day(told_at)
    if authority is None:
        return _("Announced on %(day)s.") % {"day": on}
    return _("Announced by %(authority)s on %(day)s.") % {
        "authority": both(authority, "name"),
        "day": on,
    }


def status_sentence(status: Status, *, names: Mapping[str, Institution]) -> str:
    """State, who says so, and the words of the report."""
    if status.is_contradicted:
        return _("Not confirmed: two institutions saw different things within a few hours.")
    return _("%(state)s. %(said)s") % {
        "state": state_name(status.state.value),
        "said": said_of(status, names=names),
    }


def said_of(status: Status, *, names: Mapping[str, Institution]) -> str:
    """What goes with a state: who says so, or what was heard last of what is not confirmed."""
    if status.known_from is None:
        return last_word(status.last_word, names=names)
    return who_says(status, names=names)


def side_sentence(*, entering: Status, leaving: Status, names: Mapping[str, Institution]) -> str:
    """One side of a crossing: once, or entering and leaving apart where they differ."""
    return _both_ways(*(status_sentence(way, names=names) for way in (entering, leaving)))


def crossing_sentence(
    ways: Mapping[tuple[str, str], Status], *, names: Mapping[str, Institution]
) -> str:
    """A whole crossing: once, or by side and direction where they differ.

    ``ways``: by country and direction. A state that is the same everywhere is told once.
    """
    states = {status.state.value for status in ways.values()}
    if len(states) > 1 or any(status.is_contradicted for status in ways.values()):
        return _by_side({way: status_sentence(status, names=names) for way, status in ways.items()})
    return _("%(state)s. %(said)s") % {
        "state": state_name(states.pop()),
        "said": _by_side({way: said_of(status, names=names) for way, status in ways.items()}),
    }


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

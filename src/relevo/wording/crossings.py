"""The state of a crossing and what it asks, in whole sentences.

Announced is not observed, and neither is ever called false: each is told with who and when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.borders.enums import Basis
from relevo.borders.models import Requirement
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
    if status.known_from is None:
        return ""
    return _said(
        basis=status.basis,
        authority=names.get(status.authority_key),
        on=day(status.from_at or status.known_from),
        at=moment(status.from_at or status.known_from),
    )


def last_word(report: Report | None, *, names: Mapping[str, Institution]) -> str:
    """What was heard last of a crossing whose state is not confirmed now."""
    if report is None:
        return _("Nothing has been heard of it.")
    said = _said(
        basis=report.basis,
        authority=names.get(report.authority_key),
        on=day(report.from_at),
        at=moment(report.from_at),
    )
    return _("Last word: %(state)s. %(said)s") % {"state": state_name(report.state), "said": said}


def _said(*, basis: str, authority: Institution | None, on: str, at: str) -> str:
    if basis == Basis.OBSERVED:
        return _("Observed by the network on %(moment)s.") % {"moment": at}
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
    state = state_name(status.state.value)
    if status.known_from is None:
        return _("%(state)s. %(said)s") % {
            "state": state,
            "said": last_word(status.last_word, names=names),
        }
    return _("%(state)s. %(said)s") % {"state": state, "said": who_says(status, names=names)}


def requirement_text(rows: Sequence[Requirement]) -> str:
    """The words of one requirement: of its alternatives, one after the other."""
    return " ".join(dict.fromkeys(both(row, "text") for row in rows))


def as_of(rows: Sequence[Requirement]) -> str:
    known = [row.known_from for row in rows if row.known_from is not None]
    return day(max(known)) if known else ""


def sources(rows: Sequence[Requirement]) -> str:
    return " ; ".join(dict.fromkeys(row.source for row in rows if row.source))

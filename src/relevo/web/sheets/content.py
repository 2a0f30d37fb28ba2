"""The sheet as data: sections, each with what stands on either side of the border."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import ngettext

from relevo.kernel.actor import Actor
from relevo.networks.models import Network
from relevo.web.as_of import AsOf

LONGEST_BRIEF = 140
"""Letters of a line where room is scarce: four rows of a column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. ``href``: the page at the desk behind it, empty where there is none.

    ``short``: how it is said where room is scarce, if otherwise. ``is_brief``: it is scarce.
    """

    text: str
    href: str = ""
    short: str = ""
    is_brief: bool = False

    @property
    def on_page(self) -> str:
        """As it stands on one page: what is too long for it ends in an ellipsis."""
        if not self.is_brief:
            return self.text
        return Truncator(self.short or self.text).chars(LONGEST_BRIEF)

    @property
    def is_cut(self) -> bool:
        return self.is_brief and len(self.short or self.text) > LONGEST_BRIEF


@dataclass(frozen=True, slots=True)
class Part:
    """A list of lines on one page: the first of them, and how many are left out."""

    lines: tuple[Line, ...]
    left_out: int

    @property
    def kept(self) -> tuple[Line, ...]:
        return self.lines[: len(self.lines) - self.left_out]

    @property
    def said_of_left_out(self) -> str:
        """How many lines one has to read on the screen."""
        n = self.left_out
        if self.kept:
            said = ngettext("and %(n)s more, on the screen", "and %(n)s more, on the screen", n)
        else:
            said = ngettext("%(n)s line, on the screen", "%(n)s lines, on the screen", n)
        return said % {"n": n}

    @property
    def beyond(self) -> tuple[Line, ...]:
        return self.lines[len(self.lines) - self.left_out :]


@dataclass(frozen=True, slots=True)
class Side:
    """What a section says of one country. ``room``: for how many lines one page has room."""

    country: str
    lines: tuple[Line, ...]
    room: int | None = None

    @property
    def part(self) -> Part:
        return _part(self.lines, self.room)


@dataclass(frozen=True, slots=True)
class Section:
    """``common``: what concerns every side. A section without any line says that nothing is known.

    ``code``: of SHEET_SECTIONS. ``room``: for how many common lines one page has room.
    """

    code: str
    sides: tuple[Side, ...] = ()
    common: tuple[Line, ...] = ()
    room: int | None = None

    @property
    def part(self) -> Part:
        return _part(self.common, self.room)

    @property
    def is_empty(self) -> bool:
        return not self.common and not any(side.lines for side in self.sides)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands on one page: what is common first, then each side."""
        return (self.part, *(side.part for side in self.sides))


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what and for whom a sheet speaks. ``viewer`` None: what everybody may know."""

    network: Network
    countries: tuple[str, ...]
    asof: AsOf
    viewer: Actor | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it. ``is_shared``: the version that may leave the network."""

    scope: Scope
    sections: tuple[Section, ...] = field(default=())

    @property
    def is_shared(self) -> bool:
        return self.scope.viewer is None

    @property
    def known(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if not section.is_empty)

    @property
    def is_cut(self) -> bool:
        """Some line on one page ends in an ellipsis."""
        parts = (part for section in self.sections for part in section.parts)
        return any(line.is_cut for part in parts for line in part.kept)

    @property
    def unknown(self) -> tuple[Section, ...]:
        """Of these nothing is known: one page names them in one sentence."""
        return tuple(section for section in self.sections if section.is_empty)


def _part(lines: tuple[Line, ...], room: int | None) -> Part:
    return Part(lines, 0 if room is None else max(0, len(lines) - room))


def by_country(
    code: str,
    countries: Sequence[str],
    told: Mapping[str, Iterable[Line]],
    *,
    common: Iterable[Line] = (),
) -> Section:
    """A section with its sides in the order of the network's countries."""
    sides = tuple(Side(country, tuple(told.get(country, ()))) for country in countries)
    return Section(code, sides, tuple(common))

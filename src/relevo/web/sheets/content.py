"""The sheet as data: sections, each with what stands on either side of the border."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from relevo.kernel.actor import Actor
from relevo.networks.models import Network
from relevo.web.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Line:
    """One statement. ``href``: the page at the desk behind it, empty where there is none."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What a section says of one country."""

    country: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """``common``: what concerns every side. A section without any line says that nothing is known.

    ``code``: of SHEET_SECTIONS.
    """

    code: str
    sides: tuple[Side, ...] = ()
    common: tuple[Line, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.common and not any(side.lines for side in self.sides)


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

"""Figures of an emergency in words: each source beside the others, and sums that differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from relevo.situation.queries.emergencies import FigureLine, PlaceLine
from relevo.situation.rules.emergencies import FigureGroup, PartsDiffer
from relevo.web.emergency_phrases import FIGURE_MEASURES, FIGURE_QUALIFIERS
from relevo.web.phrases import COUNTRIES


def count(value: int) -> str:
    """A number as people of the region write it."""
    return number_format(value, force_grouping=True, use_l10n=True)


def place_words(place: PlaceLine) -> str:
    """A country or area in words; without a country the whole region."""
    if not place.country:
        return pgettext("place of a figure", "The whole region")
    country = str(COUNTRIES[place.country])
    return f"{place.words} ({country})" if place.words else country


def figure_words(line: FigureLine) -> str:
    """The number as its source puts it: *at least 4,000,000*, *from 10 to 20*."""
    if line.high is not None:
        return pgettext("range of a figure", "from %(low)s to %(high)s") % {
            "low": count(line.value),
            "high": count(line.high),
        }
    words = FIGURE_QUALIFIERS[line.qualifier]
    return count(line.value) if line.qualifier == "exact" else f"{words} {count(line.value)}"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One measure in one place: the latest word of each source, and what they said before."""

    measure: str
    place: str
    latest: Sequence[tuple[str, FigureLine]]
    earlier: Sequence[tuple[str, FigureLine]]
    is_contested: bool


def figure_tables(groups: Iterable[FigureGroup[FigureLine]]) -> list[FigureTable]:
    """Figures by measure and place, for a page."""
    return [
        FigureTable(
            measure=str(FIGURE_MEASURES[group.measure]),
            place=place_words(group.latest[0].place),
            latest=[(figure_words(line), line) for line in group.latest],
            earlier=[(figure_words(line), line) for line in group.earlier],
            is_contested=group.is_contested,
        )
        for group in groups
    ]


def difference_lines(differing: Iterable[PartsDiffer[FigureLine]]) -> list[str]:
    """A sentence for each whole whose parts, by the same source, add up to another number."""
    return [_difference(found) for found in differing]


def _difference(found: PartsDiffer[FigureLine]) -> str:
    whole = found.whole
    return gettext(
        "%(source)s, %(measure)s: the parts it gives (%(parts)s) add up to %(sum)s; its total for "
        "%(place)s is %(total)s. Both stand here as it says them."
    ) % {
        "source": whole.said_by,
        "measure": str(FIGURE_MEASURES[whole.measure]),
        "parts": "; ".join(
            f"{place_words(part.place)} {count(part.value)}" for part in found.parts
        ),
        "sum": count(found.low)
        if found.low == found.high
        else f"{count(found.low)}–{count(found.high)}",
        "place": place_words(whole.place)
        if whole.place.country
        else pgettext("place of a figure, within a sentence", "the whole region"),
        "total": figure_words(whole),
    }

"""*Fronteras hoy*: what every crossing does now, as a situation sheet and as text for a chat."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.formats.documents import Block, Bullets, Document, Heading, Paragraph
from relevo.web.crossing_lines import REGION_PAIRS, CrossingLine
from relevo.web.phrases import COUNTRIES
from relevo.wording.crossings import authorities, crossing_sentence
from relevo.wording.words import both, moment


def crossings_today(lines: Iterable[CrossingLine], *, at: datetime, is_demo: bool) -> Document:
    """All crossings among the three countries, and of the others those of which something is known.

    In the language that is active. What nobody confirmed is told as not confirmed, never left out.
    """
    told = [
        line
        for line in lines
        if line.crossing.border_pair in REGION_PAIRS
        or any(status.known_from is not None for status in line.ways.values())
    ]
    names = authorities(status for line in told for status in line.ways.values())
    blocks: list[Block] = [
        Paragraph(_("DEMONSTRATION: this is not the situation of today."), "strong")
        if is_demo
        else Paragraph(""),
        Paragraph(_("What nobody has confirmed may be closed: ask before you set out."), "note"),
    ]
    for pair, found in groupby(told, key=lambda line: line.crossing.border_pair):
        blocks.append(Heading(_pair(pair)))
        blocks.append(
            Bullets(
                tuple(
                    f"{both(line.crossing, 'name')}: "
                    + crossing_sentence(line.ways, names=names, hours=line.hours, at=line.at)
                    for line in found
                )
            )
        )
    return Document(
        _("Borders today"),
        (get_language() or "es")[:2],
        tuple(block for block in blocks if block != Paragraph("")),
        subtitle=_("As known on %(moment)s.") % {"moment": moment(at)},
        footer=_(
            "Passing and help are free: nobody may ask you for money, work or sex for them. "
            "Made with Relevo, which belongs to no institution named here."
        ),
    )


def _pair(pair: str) -> str:
    """``Honduras – El Salvador``."""
    return " – ".join(str(COUNTRIES[code]) for code in pair.split("-"))

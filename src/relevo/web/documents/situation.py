"""The situation sheet as a Word file and as text for a chat."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.formats.documents import Block, Bullets, Document, Heading, Paragraph
from relevo.web.phrases import COUNTRIES
from relevo.web.sheet_phrases import SHEET_SECTIONS
from relevo.web.sheets.content import Section, Sheet
from relevo.wording.words import both, moment


def situation_sheet(sheet: Sheet, *, is_demo: bool) -> Document:
    """The sheet in the language that is active; its title says of which instant it speaks."""
    asof = sheet.scope.asof
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: this is not the situation of today."), "strong"))
    if not sheet.is_shared:
        blocks.append(Paragraph(_("For the network only: do not pass it on."), "strong"))
    for section in sheet.sections:
        blocks.extend(_section(section))
    return Document(
        title_of(sheet),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=_("What was true on %(at)s, as known on %(known)s.")
        % {"at": moment(asof.at), "known": moment(asof.known_at)},
        footer=_(
            "Passing and help are free: nobody may ask you for money, work or sex for them. "
            "Made with Relevo, which belongs to no institution named here."
        ),
    )


def title_of(sheet: Sheet) -> str:
    """``Situation on 20 November 2020, 15:41: Network of …``."""
    return _("Situation on %(moment)s: %(network)s") % {
        "moment": moment(sheet.scope.asof.at),
        "network": both(sheet.scope.network, "name"),
    }


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Heading(str(SHEET_SECTIONS[section.code]))]
    if section.is_empty:
        return [*blocks, Paragraph(_("Nothing is known of this at this moment."))]
    if section.common:
        blocks.append(Bullets(tuple(line.text for line in section.common)))
    for side in section.sides:
        if side.lines:
            blocks.append(Heading(str(COUNTRIES[side.country]), 2))
            blocks.append(Bullets(tuple(line.text for line in side.lines)))
    return blocks

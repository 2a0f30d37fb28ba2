"""The situation sheet as a Word file and as text for a chat."""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.formats.documents import Block, Bullets, Document, Heading, Page, Paragraph
from relevo.web.phrases import COUNTRIES
from relevo.web.sheet_phrases import SHEET_SECTIONS
from relevo.web.sheets.content import Part, Section, Sheet
from relevo.wording.words import both, moment


def situation_sheet(sheet: Sheet, *, is_demo: bool) -> Document:
    """The sheet in the language that is active; its title says of which instant it speaks."""
    asof = sheet.scope.asof
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: this is not the situation of today."), "strong"))
    if not sheet.is_shared:
        blocks.append(Paragraph(_("For the network only: do not pass it on."), "strong"))
    for section in sheet.known:
        blocks.extend(_section(section))
    if sheet.unknown:
        names = "; ".join(str(SHEET_SECTIONS[section.code]) for section in sheet.unknown)
        lead = pgettext("situation sheet", "Nothing is known at this moment of:")
        blocks.append(Paragraph(f"{lead} {names}."))
    if sheet.is_cut:
        cut = pgettext("situation sheet", "A line that ends in … stands whole on the screen.")
        blocks.append(Paragraph(cut))
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
        page=Page.A4_COLUMNS,
    )


def title_of(sheet: Sheet) -> str:
    """``Situation on 20 November 2020, 15:41: Network of …``."""
    return _("Situation on %(moment)s: %(network)s") % {
        "moment": moment(sheet.scope.asof.at),
        "network": both(sheet.scope.network, "name"),
    }


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Heading(str(SHEET_SECTIONS[section.code]))]
    if section.common:
        blocks.append(_bullets(section.part))
    for side in section.sides:
        if side.lines:
            blocks.append(Heading(str(COUNTRIES[side.country]), 2))
            blocks.append(_bullets(side.part))
    return blocks


def _bullets(part: Part) -> Bullets:
    told = tuple(line.on_page for line in part.kept)
    return Bullets((*told, part.said_of_left_out) if part.left_out else told)

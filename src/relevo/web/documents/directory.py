"""The directory of a network to hand round: on paper, as a booklet, as text for a chat, as CSV."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.formats.documents import Block, Document, Heading, Page, Paragraph, Table
from relevo.formats.sheets import Column, Sheet
from relevo.networks.models import Network
from relevo.networks.queries.directory import Entry
from relevo.web.phrases import HELP_IS_FREE, NOT_ENDORSED
from relevo.web.templatetags.relevo_web import day
from relevo.wording.hours import hours_words
from relevo.wording.words import both, country, local


def directory_document(
    network: Network,
    entries: Sequence[Entry],
    *,
    at: datetime,
    page: Page = Page.A4,
    is_demo: bool,
) -> Document:
    """Entries by country and place, each with how sure it is; in the active language.

    A protected house is a name and a line. A sheet has a table for each place; the booklet and the
    chat have lines, because they are narrow.
    """
    as_of = _("As of %(day)s") % {"day": day(at)}
    blocks: list[Block] = []
    if is_demo:
        blocks.append(
            Paragraph(_("DEMONSTRATION: entries may be invented. Do not call them."), "strong")
        )
    blocks += [
        Paragraph(str(HELP_IS_FREE), "note"),
        Paragraph(
            _("Call before you send somebody: what is not confirmed may have changed."), "small"
        ),
    ]
    is_wide = page == Page.A4
    for code, of_country in groupby(entries, key=lambda entry: entry.service.country):
        blocks.append(Heading(country(code), 1))
        for place, found in groupby(of_country, key=lambda entry: entry.municipality):
            here = list(found)
            blocks.append(Heading(place or _("Without a place"), 2))
            blocks += [_table(here)] if is_wide else list(_lines(here))
    if not entries:
        blocks.append(Paragraph(_("This directory has no entries yet.")))
    return Document(
        title=_("Directory of services"),
        subtitle=f"{both(network, 'name')} · {as_of}",
        language="en" if (get_language() or "es").startswith("en") else "es",
        blocks=tuple(blocks),
        footer=f"{as_of}. {NOT_ENDORSED}",
        page=page,
    )


def _table(entries: Sequence[Entry]) -> Table:
    headers = (
        pgettext("directory", "Service and institution"),
        pgettext("directory", "What for"),
        pgettext("directory", "Telephone"),
        pgettext("directory", "Hours"),
        pgettext("directory", "How sure"),
    )
    rows = tuple(
        (
            f"{title(entry)}\n{institution(entry)}".strip(),
            needs(entry),
            reach(entry),
            hours(entry),
            sure(entry),
        )
        for entry in entries
    )
    return Table(headers, rows, widths=(4, 3, 3, 3, 2))


def _lines(entries: Sequence[Entry]) -> Iterator[Block]:
    for entry in entries:
        yield Paragraph(title(entry), "strong")
        facts = (institution(entry), needs(entry), reach(entry), hours(entry), sure(entry))
        yield Paragraph(" · ".join(fact.replace("\n", " ") for fact in facts if fact), "plain")


def title(entry: Entry) -> str:
    """The name of the service, marked where it belongs to the demonstration."""
    return f"{local(entry.name)} (DEMO)" if entry.service.is_demo else local(entry.name)


def institution(entry: Entry) -> str:
    """Whose it is; of a protected house not even that, unless it is one's own."""
    if entry.is_protected:
        return ""
    name = both(entry.service.institution, "name")
    return "" if name == local(entry.name) else name


def needs(entry: Entry) -> str:
    return ", ".join(both(term, "name") for term in entry.service.need_terms)


def reach(entry: Entry) -> str:
    """Telephone, mail and address, as far as they may be known."""
    if entry.is_protected:
        return entry.line
    location = entry.service.location
    address = location.address if location is not None else ""
    return "\n".join(part for part in (entry.line, entry.service.email, address) if part)


def hours(entry: Entry) -> str:
    return local(entry.hours) or hours_words(entry.opening_hours)


def sure(entry: Entry) -> str:
    """When it was last confirmed, and what that is worth today."""
    if entry.confirmed_on is None:
        return pgettext("directory", "not confirmed yet")
    return _("confirmed on %(day)s (%(percent)s %%)") % {
        "day": day(entry.confirmed_on),
        "percent": entry.confidence,
    }


def directory_sheet(entries: Sequence[Entry], *, at: datetime) -> Sheet:
    """The same entries for a spreadsheet, with the day they were true."""
    columns = (
        Column(pgettext("directory", "As of"), ""),
        Column(pgettext("directory", "Country"), ""),
        Column(pgettext("directory", "Place"), ""),
        Column(pgettext("directory", "Institution"), ""),
        Column(pgettext("directory", "Service"), ""),
        Column(pgettext("directory", "What for"), ""),
        Column(pgettext("directory", "Telephone"), ""),
        Column(pgettext("directory", "E-mail"), ""),
        Column(pgettext("directory", "Address"), ""),
        Column(pgettext("directory", "Hours"), ""),
        Column(pgettext("directory", "How sure"), ""),
        Column(pgettext("directory", "Free of charge"), ""),
    )
    return Sheet("directory", columns, (_cells(entry, at) for entry in entries))


def _cells(entry: Entry, at: datetime) -> tuple[str, ...]:
    location = entry.service.location
    shown = not entry.is_protected
    return (
        at.date().isoformat(),
        country(entry.service.country),
        entry.municipality,
        both(entry.service.institution, "name") if shown else "",
        title(entry),
        needs(entry),
        entry.line,
        entry.service.email if shown else "",
        location.address if shown and location is not None else "",
        hours(entry),
        sure(entry),
        str(HELP_IS_FREE),
    )

"""The sheet with which a secretary telephones: every entry as it stands, room for what is said."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.directory import queries as directory
from relevo.directory.models import Service
from relevo.formats.documents import Block, Document, Heading, Page, Paragraph, Table
from relevo.kernel.actor import Actor
from relevo.networks.models import VerificationRound
from relevo.wording.words import both, day

WIDTHS = (4, 3, 4, 2, 5)


def check_sheet(
    round_: VerificationRound,
    services: Iterable[Service],
    *,
    viewer: Actor,
    at: datetime,
    is_demo: bool,
) -> Document:
    """By institution, one row an entry, in the language that is active.

    A restricted entry of others is its line and nothing else.
    """
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION"), "strong"))
    blocks.append(
        Paragraph(
            _(
                "Say who you are and for which network you call. Read out the entry. Ask: is this "
                "right? Ask for nothing else, and write no names of private persons."
            ),
            "note",
        )
    )
    for _key, found in groupby(services, key=lambda row: row.institution.key):
        rows = list(found)
        blocks.append(Heading(both(rows[0].institution, "name"), 2))
        blocks.append(
            Table(
                headers=(
                    pgettext("directory", "Entry"),
                    _("Telephone"),
                    _("Opening hours"),
                    _("Right?"),
                    _("What changed"),
                ),
                rows=tuple(_row(row, viewer=viewer) for row in rows),
                widths=WIDTHS,
            )
        )
    return Document(
        _("Telephone sheet"),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=_("%(network)s. Answers until %(until)s. Printed on %(today)s.")
        % {
            "network": both(round_.network, "name"),
            "until": day(round_.due_on),
            "today": day(at.date()),
        },
        page=Page.A4_WIDE,
    )


def _row(service: Service, *, viewer: Actor) -> tuple[str, ...]:
    language = get_language() or "es"
    name = directory.name_for(service, institution_id=viewer.institution_id).in_language(language)
    line = directory.contact_line(service)
    schedule = directory.schedule_of(service, viewer=viewer)
    hours = both(schedule, "text") if schedule and schedule.text_es else ""
    return (name, line.number if line else "", hours, "☐", "")

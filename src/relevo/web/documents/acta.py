"""The draft of an acta: attendance by institution, agenda, minutes, decisions, commitments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.formats.documents import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
)
from relevo.networks.enums import Presence
from relevo.networks.models import Acta, Attendance, Meeting
from relevo.web.documents.agenda import (
    Promise,
    day_words,
    demo_words,
    meeting_facts,
    point_words,
)
from relevo.web.phrases import COUNTRIES, NOT_ENDORSED
from relevo.wording.words import both


@dataclass(frozen=True, slots=True)
class Attended:
    """The attendance of a meeting by presence, with its sums."""

    present: tuple[Attendance, ...]
    excused: tuple[Attendance, ...]
    absent: tuple[Attendance, ...]

    @property
    def women(self) -> int:
        return sum(row.women or 0 for row in self.present)

    @property
    def men(self) -> int:
        return sum(row.men or 0 for row in self.present)


def attended(rows: Iterable[Attendance], *, is_demo: bool) -> Attended:
    """Who was there and who was not; a demonstration says no real institution was absent."""
    known = list(rows)

    def those(presence: Presence) -> tuple[Attendance, ...]:
        return tuple(row for row in known if row.presence == presence)

    absent = those(Presence.ABSENT)
    if is_demo:
        absent = tuple(row for row in absent if row.institution.is_demo)
    return Attended(those(Presence.PRESENT), those(Presence.EXCUSED), absent)


def acta_document(
    meeting: Meeting,
    *,
    promised: Sequence[Promise],
    is_demo: bool,
    acta: Acta | None = None,
    extra: tuple[Block, ...] = (),
) -> Document:
    """The acta of a meeting as its minutes stand; a draft while ``acta`` has no number for it.

    ``extra``: what is annexed before the signatures, such as an agreed route. Nobody is named:
    institutions sign by the role that represents them. In the active language.
    """
    there = attended(meeting.attendance.all(), is_demo=is_demo)
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(demo_words(), "strong"))
    if acta is None:
        blocks.append(Paragraph(_("Draft: the network adopts it and gives it a number."), "note"))
    blocks.append(Facts(meeting_facts(meeting)))
    blocks += _attendance(there)
    blocks += _agenda(meeting)
    blocks += _minutes(meeting)
    blocks += _decisions(meeting)
    blocks += _promised(promised)
    blocks += extra
    if there.present:
        labels = tuple(_signs(row) for row in there.present)
        blocks += [Heading(_("Signatures by institution")), Signatures(labels)]
    return Document(
        _title(acta),
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=f"{both(meeting.network, 'name')}: {both(meeting, 'title')}",
        footer=str(NOT_ENDORSED),
    )


def _title(acta: Acta | None) -> str:
    if acta is None:
        return _("Draft acta")
    return _("Acta %(number)s") % {"number": acta.number}


def _attendance(there: Attended) -> list[Block]:
    blocks: list[Block] = [Heading(_("Attendance by institution"))]
    if not there.present:
        return [*blocks, Paragraph(_("Attendance was not noted."))]
    headers = (
        pgettext("attendance", "Institution"),
        pgettext("attendance", "Country"),
        pgettext("attendance", "Represented by"),
        pgettext("attendance", "Women"),
        pgettext("attendance", "Men"),
    )
    rows = [
        (
            both(row.institution, "name"),
            str(COUNTRIES.get(row.institution.country, row.institution.country)),
            row.represented_by,
            "" if row.women is None else str(row.women),
            "" if row.men is None else str(row.men),
        )
        for row in there.present
    ]
    blocks.append(Table(headers, tuple(rows), widths=(5, 2, 4, 1, 1)))
    sums = {"institutions": len(there.present), "women": there.women, "men": there.men}
    blocks.append(
        Paragraph(
            _("Institutions present: %(institutions)s. Women: %(women)s. Men: %(men)s.") % sums
        )
    )
    for words, others in (
        (_("Excused: %(institutions)s."), there.excused),
        (_("Absent: %(institutions)s."), there.absent),
    ):
        if others:
            names = "; ".join(both(row.institution, "name") for row in others)
            blocks.append(Paragraph(words % {"institutions": names}))
    return blocks


def _agenda(meeting: Meeting) -> list[Block]:
    points = tuple(point_words(point) for point in meeting.agenda.all())
    return [Heading(_("Agenda")), Bullets(points, ordered=True)] if points else []


def _minutes(meeting: Meeting) -> list[Block]:
    told = both(meeting, "minutes").strip()
    if not told:
        return []
    parts = tuple(Paragraph(part.strip()) for part in told.split("\n\n") if part.strip())
    return [Heading(_("Minutes")), *parts]


def _decisions(meeting: Meeting) -> list[Block]:
    decisions = tuple(both(row, "text") for row in meeting.decisions.all())
    if not decisions:
        return []
    return [Heading(_("Decisions")), Bullets(decisions, ordered=True)]


def _promised(promised: Sequence[Promise]) -> list[Block]:
    if not promised:
        return []
    headers = (
        pgettext("commitment", "Commitment"),
        pgettext("commitment", "In charge"),
        pgettext("commitment", "Confirms"),
        pgettext("commitment", "Until"),
    )
    rows = tuple((row.text, row.owner, row.confirmer, day_words(row.due_on)) for row in promised)
    return [Heading(_("Commitments")), Table(headers, rows, widths=(5, 3, 3, 2))]


def _signs(row: Attendance) -> str:
    name = both(row.institution, "name")
    return f"{row.represented_by} · {name}" if row.represented_by else name

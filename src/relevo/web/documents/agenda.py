"""The agenda of a meeting: what is overdue first, then what follows from the last meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import dateformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from relevo.directory.models import Service
from relevo.exchange.enums import CommitmentState, ConfirmerKind
from relevo.exchange.queries.commitments import CommitmentLine
from relevo.formats.documents import Block, Bullets, Document, Facts, Heading, Paragraph
from relevo.networks.models import AgendaItem, Decision, Meeting
from relevo.networks.queries.meetings import EntriesToConfirm
from relevo.web.network_phrases import MEETING_KINDS, MODALITIES
from relevo.web.phrases import NOT_ENDORSED
from relevo.wording.words import both, moment


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in words. ``due_on`` None: a demonstration does not say it of a real one."""

    number: int
    text: str
    owner: str
    confirmer: str
    due_on: date | None
    is_overdue: bool
    is_reported: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """All an agenda says, in its order."""

    meeting: Meeting
    overdue: tuple[Promise, ...]
    due: tuple[Promise, ...]
    last: Meeting | None
    decisions: tuple[Decision, ...]
    entries: EntriesToConfirm
    points: tuple[AgendaItem, ...]
    is_demo: bool


def promises(lines: Iterable[CommitmentLine], *, on: date) -> tuple[Promise, ...]:
    """Commitments in words of the active language."""
    return tuple(_promise(line, on=on) for line in lines)


def _promise(line: CommitmentLine, *, on: date) -> Promise:
    row = line.row
    may_not_be_late = row.due_on < on and not line.is_overdue
    is_open = row.state == CommitmentState.OPEN
    counterpart = row.counterpart
    if row.confirmer_kind == ConfirmerKind.STEERING or counterpart is None:
        confirmer = pgettext("commitment", "The steering committee")
    else:
        confirmer = both(counterpart, "name")
    return Promise(
        number=row.number,
        text=both(row, "text"),
        owner=both(row.owner, "name"),
        confirmer=confirmer,
        due_on=None if may_not_be_late and is_open else row.due_on,
        is_overdue=line.is_overdue,
        is_reported=row.state == CommitmentState.REPORTED,
    )


def agenda_document(agenda: Agenda) -> Document:
    """The agenda to print, annex and send, in the active language."""
    meeting = agenda.meeting
    blocks: list[Block] = []
    if agenda.is_demo:
        blocks.append(Paragraph(demo_words(), "strong"))
    blocks.append(Facts(meeting_facts(meeting)))
    blocks += _promised(_("Commitments past their day"), agenda.overdue)
    blocks += _promised(_("Commitments due before this meeting"), agenda.due)
    if agenda.decisions:
        blocks += [
            Heading(_("Decisions of the last meeting to follow up")),
            Bullets(tuple(both(row, "text") for row in agenda.decisions)),
        ]
    blocks += _entries(agenda.entries)
    if agenda.points:
        blocks += [
            Heading(_("Points of this meeting")),
            Bullets(tuple(point_words(point) for point in agenda.points), ordered=True),
        ]
    return Document(
        _("Agenda: %(title)s") % {"title": both(meeting, "title")},
        (get_language() or "es")[:2],
        tuple(blocks),
        subtitle=both(meeting.network, "name"),
        footer=str(NOT_ENDORSED),
    )


def demo_words() -> str:
    """What stands over every paper of a demonstration."""
    return _("DEMONSTRATION: invented meetings and commitments.")


def meeting_facts(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """When, where and as what it meets."""
    facts = [
        (pgettext("meeting", "Meeting"), _kind_and_number(meeting)),
        (pgettext("meeting", "When"), when(meeting)),
        (pgettext("meeting", "How it is held"), str(MODALITIES[meeting.modality])),
    ]
    if meeting.place:
        facts.append((pgettext("meeting", "Place"), meeting.place))
    return tuple(facts)


def _kind_and_number(meeting: Meeting) -> str:
    return _("%(kind)s, number %(number)s") % {
        "kind": MEETING_KINDS[meeting.kind],
        "number": meeting.number,
    }


def when(meeting: Meeting) -> str:
    """From when until when, in the time of the three countries."""
    if meeting.ends_at is None:
        return moment(meeting.starts_at)
    return _("%(start)s to %(end)s") % {
        "start": moment(meeting.starts_at),
        "end": moment(meeting.ends_at),
    }


def point_words(point: AgendaItem) -> str:
    """A point with the time it is given."""
    if point.minutes is None:
        return both(point, "title")
    words = ngettext(
        "%(title)s (%(minutes)s minute)", "%(title)s (%(minutes)s minutes)", point.minutes
    )
    return words % {"title": both(point, "title"), "minutes": point.minutes}


def promise_words(promise: Promise) -> str:
    """Who promised what, until when, who confirms; and that it was reported."""
    values = {
        "text": promise.text.rstrip("."),
        "owner": promise.owner,
        "confirmer": promise.confirmer,
        "day": day_words(promise.due_on),
    }
    if promise.due_on is None:
        words = _("%(text)s. In charge: %(owner)s. Confirms: %(confirmer)s.") % values
    else:
        words = (
            _("%(text)s. In charge: %(owner)s, until %(day)s. Confirms: %(confirmer)s.") % values
        )
    if not promise.is_reported:
        return words
    return _("%(sentence)s Reported by the owner, waits to be confirmed.") % {"sentence": words}


def day_words(day: date | None) -> str:
    """A day as documents write it; empty for none."""
    return dateformat.format(day, pgettext("date format", "j F Y")) if day else ""


def _promised(title: str, found: tuple[Promise, ...]) -> list[Block]:
    if not found:
        return []
    return [Heading(title), Bullets(tuple(promise_words(promise) for promise in found))]


def _entries(entries: EntriesToConfirm) -> list[Block]:
    if not entries.total:
        return []
    told = ngettext(
        "%(count)s entry of the directory waits to be confirmed.",
        "%(count)s entries of the directory wait to be confirmed.",
        entries.total,
    ) % {"count": entries.total}
    blocks: list[Block] = [Heading(_("Directory entries to confirm")), Paragraph(told)]
    if entries.first:
        blocks.append(Bullets(tuple(_entry(service) for service in entries.first)))
    return blocks


def _entry(service: Service) -> str:
    return f"{both(service, 'name')} · {both(service.institution, 'name')}"

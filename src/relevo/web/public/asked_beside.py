"""Beside the list of what is asked: help for a child alone, and what holds people up there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.borders.enums import Stops
from relevo.directory.queries import ServiceHit, search_services
from relevo.formats.documents import Block, Bullets, Heading, Paragraph
from relevo.journeys.rules import CHILD_PROTECTION
from relevo.kernel.geo import Point
from relevo.plumbing import clock
from relevo.web.public.asked_form import Question
from relevo.web.restriction_lines import ToldRestriction, restrictions_for
from relevo.web.templatetags.relevo_facts import source_label
from relevo.wording import child_alone
from relevo.wording.lines import call
from relevo.wording.words import both, country, since, until

MOST_HELPERS = 3


@dataclass(frozen=True, slots=True)
class ChildHelp:
    """Whom to turn to on the side where a child who is alone stands."""

    sentence: str
    lines: tuple[str, ...]
    authorities: str
    near: tuple[ServiceHit, ...]
    none_near: str


def help_for(question: Question, *, now: datetime) -> ChildHelp | None:
    """The authority of the country one leaves and its services near; None: no child is alone."""
    if not question.traveler.is_child_alone:
        return None
    near = _near(question, now=now)
    return ChildHelp(
        sentence=child_alone.first_of_all(),
        lines=child_alone.lines_in(question.left),
        authorities=child_alone.authorities_in(question.left, on=question.on),
        near=near,
        none_near=""
        if near
        else _("No service for child protection near this crossing is known in %(country)s.")
        % {"country": country(question.left)},
    )


def _near(question: Question, *, now: datetime) -> tuple[ServiceHit, ...]:
    here = question.crossing
    if here.lat is None or here.lon is None:
        return ()
    found = search_services(
        needs=[CHILD_PROTECTION],
        near=Point(here.lat, here.lon),
        country=question.left,
        on=question.on,
        at=now,
        limit=MOST_HELPERS,
    )
    return tuple(found.hits)


def held_up_by(
    question: Question, *, now: datetime, known_at: datetime
) -> tuple[ToldRestriction, ...]:
    """What is in force at the crossing from the instant asked about until the end of that day."""
    midnight = datetime.combine(question.on, time(), tzinfo=clock.LOCAL)
    begins = now if question.on == now.date() else midnight
    return tuple(
        restrictions_for(
            question.crossing,
            nationality=question.nationality,
            at=begins,
            until=midnight + timedelta(days=1),
            known_at=known_at,
        )
    )


def stop_anybody(lines: Iterable[ToldRestriction]) -> bool:
    """Whether one of them bars people or buses from the way at some hour."""
    return any(line.row.stops != Stops.NOTHING for line in lines)


def told_restriction(line: ToldRestriction) -> str:
    """One of them in a line of text."""
    hours = f", {line.hours}" if line.hours else ""
    begins = pgettext("restriction", "It begins on %(moment)s.") % {
        "moment": since(line.row.from_at)
    }
    ends = (
        pgettext("restriction", "It ends on %(moment)s.") % {"moment": until(line.until)}
        if line.until
        else _("Nobody has said until when.")
    )
    parts = [
        f"{line.kind}, {line.where}: {line.stops}{hours}. {line.text}",
        f"{_('Legal act:')} {line.legal_act}." if line.legal_act else "",
        f"{_('Excepted, and safe-conduct:')} {line.safe_conduct}" if line.safe_conduct else "",
        begins if line.standing == "coming" else "",
        ends,
        _("Source: %(source)s.") % {"source": source_label(line.row.source)},
    ]
    return " ".join(part for part in parts if part)


def blocks_of_help(told: ChildHelp) -> list[Block]:
    """The same for a chat, a picture, a sheet."""
    offices = [
        f"{both(hit.service, 'name')}, {hit.service.place_name}. {call(hit.service)}"
        for hit in told.near
    ]
    return [
        Heading(_("A child alone")),
        Paragraph(told.sentence, "strong"),
        *(Paragraph(line) for line in told.lines),
        Paragraph(told.authorities),
        Bullets(tuple(offices)) if offices else Paragraph(told.none_near),
    ]


def blocks_of_restrictions(lines: Iterable[ToldRestriction]) -> list[Block]:
    """The same for a chat, a picture, a sheet; nothing where nothing is known to hold people up."""
    told = tuple(told_restriction(line) for line in lines)
    return [Heading(_("In force where you cross")), Bullets(told)] if told else []

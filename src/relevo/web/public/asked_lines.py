"""The answer to *what is asked of me*, told once, for page, sheet, chat and picture alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.borders.enums import Mode, State
from relevo.borders.models import Requirement
from relevo.borders.queries import passage_status, statuses
from relevo.borders.queries.asked import list_asked
from relevo.borders.queries.hours import hours_kept, passage_closed
from relevo.borders.queries.requirements import ends_on
from relevo.borders.rules import Status
from relevo.borders.rules.asked import Answer, Doubt, Result, Verdict, answers, result_of
from relevo.formats.documents import Block, Bullets, Document, Heading, Paragraph
from relevo.places.models import Crossing
from relevo.web.border_phrases import (
    ASKED_DOUBTS,
    ASKED_RESULTS,
    ASKED_VERDICTS,
    RESULT_KINDS,
    TRAVEL_COMPANY,
    VERDICT_ICONS,
)
from relevo.web.phrases import AGE_BANDS, COUNTRIES, DIRECTIONS
from relevo.web.public.asked_beside import (
    ChildHelp,
    blocks_of_help,
    blocks_of_restrictions,
    held_up_by,
    help_for,
    stop_anybody,
)
from relevo.web.public.asked_form import Question, carried_words
from relevo.web.restriction_lines import ToldRestriction
from relevo.web.templatetags.relevo_facts import source_label, source_url
from relevo.wording.crossings import authorities, requirement_text, status_sentence, way
from relevo.wording.hours import closed_words
from relevo.wording.lines import post_line
from relevo.wording.words import all_of, any_of, both, country, day, document, moment

MODES = (Mode.PEOPLE.value, Mode.ALL.value)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One thing asked, for this traveler, in sentences."""

    verdict: Verdict
    icon: str
    label: str
    where: str
    text: str
    reasons: tuple[str, ...]
    consequence: str
    source: str
    source_url: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything that is told. ``papers``: what was said to be carried, in words."""

    title: str
    who: str
    papers: str
    result: Result
    kind: str
    sentence: str
    status: Status
    state: str
    closed: str
    call: str
    lines: tuple[AskedLine, ...]
    known: str
    child: ChildHelp | None
    restrictions: tuple[ToldRestriction, ...]


YES = frozenset({Result.COMPLETE, Result.WITH_CONSEQUENCE})
NOTHING_TO_BRING = frozenset({Doubt.NOT_A_PAPER, Doubt.FOLLOWS})


def reply_to(question: Question, *, now: datetime, known_at: datetime) -> Reply:
    """What is asked on that day, as known at an instant, and what the crossing does then."""
    here = list_asked(
        question.crossing,
        left=question.left,
        entered=question.entered,
        modes=MODES,
        on=question.on,
        known_at=known_at,
    )
    found = answers(here.rules, traveler=question.traveler)
    at = question.at(now)
    known = statuses(at=at, known_at=known_at, crossings=[question.crossing])
    way_there = {"from_country": question.left, "to_country": question.entered}
    status = passage_status(known, question.crossing.key, **way_there)
    hours = hours_kept(known, at=at, known_at=known_at)
    closed = passage_closed(hours, question.crossing.key, **way_there)
    result = result_of(
        here.rules,
        traveler=question.traveler,
        left=question.left,
        entered=question.entered,
        state=status.state,
        spares_return=_is_spared(question, status, at=at, known_at=known_at),
    )
    said_closed = closed_words([closed], at=at)
    restrictions = held_up_by(question, now=now, known_at=known_at)
    words = carried_words() | {code: str(word) for code, word in TRAVEL_COMPANY.items()}
    held = [words[code] for code in question.papers if code in words]
    return Reply(
        title=way(question.crossing, left=question.left, entered=question.entered),
        who=_who(question),
        papers=all_of(held) if held else pgettext("what is asked of me", "none of those listed"),
        result=result,
        kind=_kind(result, closed=said_closed, restrictions=restrictions),
        sentence=_sentence(result, closed=said_closed, restrictions=restrictions),
        status=status,
        state=status_sentence(status, names=authorities([status])),
        closed=said_closed,
        call=post_line(question.crossing, left=question.left),
        lines=tuple(
            _line(
                answer,
                [here.rows[key] for key in answer.keys],
                words=words,
                crossing=question.crossing,
                known_at=known_at,
            )
            for answer in found
        ),
        known=_("As known on %(moment)s.") % {"moment": moment(known_at)},
        child=help_for(question, now=now),
        restrictions=restrictions,
    )


def _is_spared(question: Question, status: Status, *, at: datetime, known_at: datetime) -> bool:
    """Whether what is told to be closed is not told to be so to who goes home to the other side."""
    if status.state is not State.CLOSED:
        return False
    known = statuses(at=at, known_at=known_at, crossings=[question.crossing], returning=True)
    home = passage_status(
        known,
        question.crossing.key,
        from_country=question.left,
        to_country=question.entered,
    )
    return home.state is not State.CLOSED


def _kind(result: Result, *, closed: str, restrictions: Sequence[ToldRestriction]) -> str:
    """How it is shown: a yes at closed doors or under a curfew is no plain yes."""
    if result in YES and (closed or stop_anybody(restrictions)):
        return "warn"
    if result is Result.COMPLETE and restrictions:
        return "info"
    return RESULT_KINDS[result]


def _sentence(result: Result, *, closed: str, restrictions: Sequence[ToldRestriction]) -> str:
    said = [f"{closed}." if closed and result in YES else "", str(ASKED_RESULTS[result])]
    if restrictions and result in YES:
        said.append(_("Read too what is in force where you cross."))
    return " ".join(part for part in said if part)


def _who(question: Question) -> str:
    return _("Nationality: %(nationality)s. Age: %(age)s. Day: %(day)s") % {
        "nationality": COUNTRIES[question.nationality],
        "age": AGE_BANDS[question.age_band],
        "day": day(question.on),
    }


def _line(
    answer: Answer,
    rows: list[Requirement],
    *,
    words: dict[str, str],
    crossing: Crossing,
    known_at: datetime,
) -> AskedLine:
    sources = " ; ".join(dict.fromkeys(row.source for row in rows if row.source))
    starts = [row.valid_from for row in rows if row.valid_from is not None]
    told_ends = [ends_on(row, known_at=known_at) for row in rows]
    ends = [end for end in told_ends if end is not None]
    is_open = answer.verdict not in {Verdict.MET, Verdict.NOT_ASKED}
    return AskedLine(
        verdict=answer.verdict,
        icon="information" if answer.doubt in NOTHING_TO_BRING else VERDICT_ICONS[answer.verdict],
        label=_label(answer),
        where=f"{country(answer.country)} · {DIRECTIONS[answer.direction]}",
        text=requirement_text(rows),
        reasons=tuple(_reasons(answer, words=words, crossing=crossing)),
        consequence=" ".join(dict.fromkeys(both(row, "consequence") for row in rows))
        if is_open
        else "",
        source=source_label(sources) if sources else "",
        source_url=source_url(sources),
        since=day(max(starts)) if starts else "",
        until=day(min(ends)) if ends else "",
    )


def _label(answer: Answer) -> str:
    if answer.doubt is Doubt.NOT_A_PAPER:
        return pgettext("what is asked of me", "Bring it, or do it there")
    if answer.doubt is Doubt.FOLLOWS:
        return pgettext("what is asked of me", "It follows")
    return str(ASKED_VERDICTS[answer.verdict])


def _name(code: str, words: dict[str, str]) -> str:
    """A paper as a sentence names it."""
    told = document(code)
    return words.get(code, told) if told == code else told


def _reasons(answer: Answer, *, words: dict[str, str], crossing: Crossing) -> list[str]:
    told: list[str] = []
    if answer.verdict is Verdict.MET:
        names = all_of([_name(code, words) for code in answer.met_by])
        told.append(_("What you have counts: %(papers)s.") % {"papers": names})
        if answer.valid_hours is not None:
            hours = _("Only if it is not older than %(hours)d hours when you cross.")
            told.append(hours % {"hours": answer.valid_hours})
    elif (
        answer.verdict in {Verdict.MISSING, Verdict.CANNOT_TELL}
        and answer.doubt not in NOTHING_TO_BRING
        and answer.would_meet
    ):
        names = any_of([_name(code, words) for code in answer.would_meet])
        told.append(_("It would be met with: %(papers)s.") % {"papers": names})
    if answer.doubt is not None:
        told.append(str(ASKED_DOUBTS[Doubt(answer.doubt)]))
    if answer.doubt is Doubt.RESIDENTS_UNSAID:
        told.append(post_line(crossing, left=answer.country))
    if answer.verdict is Verdict.NOT_ASKED:
        told.append(_("A rule may ask for it all the same: it is safer to carry it."))
    if answer.confirm:
        told.append(_("The source is weak, or there is none: confirm first."))
    return told


def document_of(reply: Reply, *, is_demo: bool) -> Document:
    """The same as blocks: for a chat, a picture, a sheet."""
    blocks: list[Block] = []
    if is_demo:
        blocks.append(Paragraph(_("DEMONSTRATION: this is not the situation of today."), "strong"))
    blocks += [
        Paragraph(reply.sentence, "strong"),
        Paragraph(_("You carry: %(papers)s.") % {"papers": reply.papers}),
        *(blocks_of_help(reply.child) if reply.child else ()),
        Heading(_("The crossing")),
        Paragraph(f"{reply.closed}. {reply.state}" if reply.closed else reply.state),
        Paragraph(reply.call),
        *blocks_of_restrictions(reply.restrictions),
        Heading(_("What is asked")),
        Bullets(tuple(_told(line) for line in reply.lines)),
        Paragraph(fleeing(), "note"),
    ]
    return Document(
        _("What is asked of me: %(way)s") % {"way": reply.title},
        (get_language() or "es")[:2],
        tuple(block for block in blocks if block != Bullets(())),
        subtitle=f"{reply.who}. {reply.known}",
        footer=_(
            "Passing and help are free: nobody may ask you for money, work or sex for them. "
            "Made with Relevo, which belongs to no institution named here."
        ),
    )


def fleeing() -> str:
    """What no list of papers may hide."""
    return _(
        "Whoever flees from danger may ask for refuge at the post, with or without papers. "
        "Nobody has to be paid to bring you across."
    )


def _told(line: AskedLine) -> str:
    parts = [
        f"{line.label} ({line.where}): {line.text}",
        *line.reasons,
        line.consequence,
        _("Since %(day)s.") % {"day": line.since} if line.since else "",
        _("Until %(day)s.") % {"day": line.until} if line.until else "",
        _("Source: %(source)s.") % {"source": line.source}
        if line.source
        else _("No written source."),
    ]
    return " ".join(part for part in parts if part)

"""When a meeting, its attendance, its minutes and its acta may be as they are told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relevo.networks.enums import ActaKind, MeetingKind, MeetingState, Modality, Presence
from relevo.networks.errors import ActaRefused, MeetingMoveRefused, MeetingRefused

LONGEST_TITLE = 200
LONGEST_PLACE = 200
LONGEST_ITEM = 300
LONGEST_DECISION = 2_000
LONGEST_MINUTES = 60_000
LONGEST_ROLE = 160
LONGEST_ACTA_NUMBER = 40
LONGEST_MEETING = timedelta(days=7)
LONGEST_POINT = 600
MOST_PEOPLE = 500
MOST_ITEMS = 40
MOST_DECISIONS = 60
FIRST_YEAR = 2000
FARTHEST = timedelta(days=3 * 366)

ALLOWED: dict[str, frozenset[MeetingState]] = {
    "change": frozenset({MeetingState.PLANNED}),
    "hold": frozenset({MeetingState.PLANNED}),
    "cancel": frozenset({MeetingState.PLANNED}),
    "set_agenda": frozenset({MeetingState.PLANNED}),
    "record_attendance": frozenset({MeetingState.PLANNED, MeetingState.HELD}),
    "write_minutes": frozenset({MeetingState.PLANNED, MeetingState.HELD}),
    "decide": frozenset({MeetingState.PLANNED, MeetingState.HELD}),
    "record_acta": frozenset({MeetingState.HELD}),
}
"""In which states of a meeting each act is possible. One called off is only read."""


@dataclass(frozen=True, slots=True)
class MeetingDetails:
    """When, where and as what a network meets."""

    kind: str
    title_es: str
    starts_at: datetime
    modality: str
    title_en: str = ""
    ends_at: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point of one's own on an agenda; ``minutes``: how long it is given, if that is said."""

    title_es: str
    title_en: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Attended:
    """How one institution attended: by a role and in figures, never by names."""

    presence: str
    women: int | None = None
    men: int | None = None
    represented_by: str = ""


@dataclass(frozen=True, slots=True)
class ActaDetails:
    """What an acta is, as its paper says it. ``attending``: institutions that were there."""

    number: str
    kind: str
    adopted_on: date
    title_es: str
    title_en: str = ""
    attending: int | None = None
    kept_where: str = ""


def minutes_subject(meeting_id: object) -> str:
    """Under what the revisions of a meeting's minutes are kept."""
    return f"minutes:{meeting_id}"


def check_move(state: str, act: str) -> None:
    """Raises MeetingMoveRefused when a meeting in this state does not allow the act."""
    if MeetingState(state) not in ALLOWED[act]:
        raise MeetingMoveRefused(state=state, act=act)


def check_meeting(details: MeetingDetails, *, at: datetime) -> None:
    """Raises MeetingRefused."""
    if details.kind not in MeetingKind.values:
        raise MeetingRefused(field="kind", problem="unknown")
    if details.modality not in Modality.values:
        raise MeetingRefused(field="modality", problem="unknown")
    _check_text(details.title_es, field="title_es", longest=LONGEST_TITLE)
    _check_text(details.title_en, field="title_en", longest=LONGEST_TITLE, may_be_empty=True)
    _check_text(details.place, field="place", longest=LONGEST_PLACE, may_be_empty=True)
    starts_at, ends_at = details.starts_at, details.ends_at
    if starts_at.year < FIRST_YEAR or starts_at > at + FARTHEST:
        raise MeetingRefused(field="starts_at", problem="out_of_range")
    if ends_at is not None and not starts_at < ends_at <= starts_at + LONGEST_MEETING:
        raise MeetingRefused(field="ends_at", problem="out_of_range")


def check_held(starts_at: datetime, *, at: datetime) -> None:
    """A meeting that has not begun was not held; raises MeetingRefused."""
    if starts_at > at:
        raise MeetingRefused(field="state", problem="not_begun")


def check_point(point: AgendaPoint) -> None:
    """Raises MeetingRefused."""
    _check_text(point.title_es, field="title_es", longest=LONGEST_ITEM)
    _check_text(point.title_en, field="title_en", longest=LONGEST_ITEM, may_be_empty=True)
    if point.minutes is not None and not 1 <= point.minutes <= LONGEST_POINT:
        raise MeetingRefused(field="minutes", problem="out_of_range")


def check_attended(attended: Attended) -> None:
    """Only who was there is counted; raises MeetingRefused."""
    if attended.presence not in Presence.values:
        raise MeetingRefused(field="presence", problem="unknown")
    _check_text(
        attended.represented_by, field="represented_by", longest=LONGEST_ROLE, may_be_empty=True
    )
    for field in ("women", "men"):
        people = getattr(attended, field)
        if people is None:
            continue
        if attended.presence != Presence.PRESENT:
            raise MeetingRefused(field=field, problem="not_there")
        if not 0 <= people <= MOST_PEOPLE:
            raise MeetingRefused(field=field, problem="out_of_range")


def check_decision(text_es: str, text_en: str) -> None:
    """Raises MeetingRefused."""
    _check_text(text_es, field="text_es", longest=LONGEST_DECISION)
    _check_text(text_en, field="text_en", longest=LONGEST_DECISION, may_be_empty=True)


def check_minutes(es: str, en: str, *, base: int, current: int) -> None:
    """Minutes are written on a state that exists; raises MeetingRefused."""
    _check_text(es, field="es", longest=LONGEST_MINUTES, may_be_empty=True)
    _check_text(en, field="en", longest=LONGEST_MINUTES, may_be_empty=True)
    if not 0 <= base <= current:
        raise MeetingRefused(field="base", problem="unknown")


def check_acta(details: ActaDetails, *, on: date) -> int:
    """How many institutions attended; raises ActaRefused."""
    if details.kind not in ActaKind.values:
        raise ActaRefused(field="kind", problem="unknown")
    texts = (
        ("number", LONGEST_ACTA_NUMBER, True),
        ("title_es", LONGEST_TITLE, True),
        ("title_en", LONGEST_TITLE, False),
        ("kept_where", LONGEST_PLACE, False),
    )
    for field, longest, is_required in texts:
        text = getattr(details, field)
        if is_required and not text.strip():
            raise ActaRefused(field=field, problem="empty")
        if len(text) > longest:
            raise ActaRefused(field=field, problem="too_long")
    if details.adopted_on.year < FIRST_YEAR or details.adopted_on > on:
        raise ActaRefused(field="adopted_on", problem="out_of_range")
    if details.attending is None:
        raise ActaRefused(field="attending", problem="empty")
    if not 1 <= details.attending <= MOST_PEOPLE:
        raise ActaRefused(field="attending", problem="out_of_range")
    return details.attending


def _check_text(text: str, *, field: str, longest: int, may_be_empty: bool = False) -> None:
    if not may_be_empty and not text.strip():
        raise MeetingRefused(field=field, problem="empty")
    if len(text) > longest:
        raise MeetingRefused(field=field, problem="too_long")

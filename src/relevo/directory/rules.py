"""Decisions on plain values: when a service is open, how far an entry can be trusted."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State, validate

from relevo.directory.enums import (
    OF_RESTRICTED,
    EntryField,
    ServiceStatus,
    VerificationMethod,
    VerificationOutcome,
    Visibility,
)
from relevo.directory.errors import ChangeRefused, HoursUnreadable
from relevo.kernel.confidence import Confidence, decayed
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.text import LocalisedText

LONGEST_EXPRESSION = 200
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
ZONES = {
    "GT": ZoneInfo("America/Guatemala"),
    "HN": ZoneInfo("America/Tegucigalpa"),
    "SV": ZoneInfo("America/El_Salvador"),
}
HALF_LIFE_DAYS = {"permanent": 365, "temporary": 60, "surge": 30, "mobile": 30}
DEFAULT_HALF_LIFE_DAYS = 180
STATED_BY_METHOD = {
    VerificationMethod.VISIT: Confidence.HIGH,
    VerificationMethod.OWN: Confidence.HIGH,
    VerificationMethod.REFERRAL: Confidence.HIGH,
    VerificationMethod.LINK: Confidence.MEDIUM,  # a link can be passed on
    VerificationMethod.TELEPHONE: Confidence.MEDIUM,
    VerificationMethod.PUBLISHED: Confidence.LOW,
}
GOOD_FOR = {Confidence.HIGH: 2, Confidence.MEDIUM: 3, Confidence.LOW: 8}
"""After which part of its half-life an entry is asked about again: a half, a third, an eighth."""
LONGEST_REASON = 300
LONGEST = {
    EntryField.PHONE: 80,
    EntryField.HOURS: 200,
    EntryField.OPENING_HOURS: LONGEST_EXPRESSION,
    EntryField.STATUS: 10,
    EntryField.NAME: 200,
    EntryField.NEEDS: 400,
    EntryField.LOCALITY: 120,
    EntryField.ADDRESS: 200,
    EntryField.EMAIL: 120,
    EntryField.URL: 200,
    EntryField.NOTE: 600,
}
MAY_NOT_BE_EMPTY = frozenset({EntryField.NAME, EntryField.NEEDS, EntryField.STATUS})
STATUSES_TOLD = frozenset({ServiceStatus.ACTIVE, ServiceStatus.CLOSED})
STOP_WORDS = frozenset(
    {
        *("a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "o", "para"),
        *("por", "que", "un", "una", "y", "and", "at", "for", "in", "near", "of", "the", "to"),
    }
)
_PHONE = re.compile(r"[0-9+()./;,\- ]*([eE]xt\.? ?[0-9]{1,6})?")
_EMAIL = re.compile(r"([^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]{2,})?")
_URL = re.compile(r"(https?://[^\s<>\"'\\]+)?")
_A_DAY = timedelta(days=1)
_PARTS = re.compile(r'(?:"[^"]*"|[^;"])+')
_QUOTED = re.compile(r'"[^"]*"')
_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?"
_DAY_LIST = re.compile(rf"\b{_DAYS}(?:,{_DAYS})*(?![\w\[])")
_GUESSED = re.compile(r"\bSH\b|\bPH *[+-]|\b(?:sunrise|sunset|dawn|dusk)\b|\|\|", re.IGNORECASE)
_AFTER_HOURS = re.compile(r":|\b(?:off|closed|open|unknown)\b")

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Hours:
    """An expression in two parts: ordinary days, and public holidays (None: as ordinary)."""

    ordinary: OpeningHours
    holiday: OpeningHours | None


def _holiday_list(part: str) -> re.Match[str] | None:
    """The day list of a rule that names public holidays; HoursUnreadable if it is elsewhere."""
    plain = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), part)
    if "PH" not in plain:
        return None
    days = next((found for found in _DAY_LIST.finditer(plain) if "PH" in found[0]), None)
    if days is None or _AFTER_HOURS.search(plain[: days.start()]) or "PH" in plain[days.end() :]:
        raise HoursUnreadable(part)
    return days


@lru_cache(maxsize=2_000)
def _parse(expression: str) -> _Hours:
    if (
        len(expression) > LONGEST_EXPRESSION
        or _GUESSED.search(_QUOTED.sub("", expression))
        or not validate(expression)
    ):
        raise HoursUnreadable(expression)
    ordinary: list[str] = []
    holiday: list[str] = []
    for part in (found.strip() for found in _PARTS.findall(expression)):
        days = _holiday_list(part)
        if days is None:
            ordinary.append(part)
            continue
        before, after = part[: days.start()], part[days.end() :]
        other_days = ",".join(day for day in days[0].split(",") if day != "PH")
        holiday.append(f"{before}{after}".strip() or "24/7")
        if other_days:
            ordinary.append(f"{before}{other_days}{after}")
    written = "; ".join(ordinary) or "off", "; ".join(holiday)
    if not all(validate(text) for text in written if text):
        raise HoursUnreadable(expression)
    return _Hours(
        ordinary=OpeningHours(written[0]),
        holiday=OpeningHours(written[1]) if written[1] else None,
    )


def check_hours(expression: str) -> None:
    """HoursUnreadable unless ``windows`` can evaluate the expression without guessing."""
    _parse(expression)


def windows(
    expression: str, *, country: str, holidays: Collection[date], start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """When it is open between two instants, in UTC. What is *unknown* is not open.

    On a holiday of the country the PH part of the expression counts, if it has one; a night shift
    that would have begun on such a day does not reach into the next morning.
    """
    hours = _parse(expression)
    zone = ZONES[country]
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    if hours.holiday is None:
        found = _open(hours.ordinary, first, last)
    else:
        found = _by_day(hours.ordinary, hours.holiday, frozenset(holidays), first, last)
    return tuple(
        (opens.replace(tzinfo=zone).astimezone(UTC), closes.replace(tzinfo=zone).astimezone(UTC))
        for opens, closes in _joined(found)
    )


def _open(hours: OpeningHours, first: datetime, last: datetime) -> list[Interval]:
    if first >= last:
        return []
    return [
        (opens, closes)
        for opens, closes, state, _comment in hours.intervals(first, last)
        if state == State.OPEN
    ]


def _by_day(
    ordinary: OpeningHours,
    holiday: OpeningHours,
    holidays: frozenset[date],
    first: datetime,
    last: datetime,
) -> list[Interval]:
    found: list[Interval] = []
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight < last:
        next_midnight = midnight + _A_DAY
        of_day = holiday if midnight.date() in holidays else ordinary
        for opens, closes in _open(of_day, midnight - _A_DAY, next_midnight):
            from_before = opens < midnight
            if closes <= midnight or (
                # the tail of a night shift, and the day it began on had other hours
                from_before
                and closes < next_midnight
                and ((midnight - _A_DAY).date() in holidays) != (midnight.date() in holidays)
            ):
                continue
            clipped = max(opens, midnight, first), min(closes, last)
            if clipped[0] < clipped[1]:
                found.append(clipped)
        midnight = next_midnight
    return found


def _joined(found: list[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for opens, closes in found:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return joined


def confidence_percent(
    stated: Confidence, *, verified_at: datetime, permanence: str, at: datetime
) -> int:
    """How far a verified entry is trusted: what works for a season wears off sooner."""
    return decayed(
        stated,
        verified_at=verified_at,
        at=at,
        half_life_days=HALF_LIFE_DAYS.get(permanence, DEFAULT_HALF_LIFE_DAYS),
    )


def stated_confidence(method: str, outcome: str) -> Confidence:
    """What a verification is worth on its day; an entry that was not found is worth little."""
    if outcome == VerificationOutcome.NOT_FOUND:
        return Confidence.LOW
    return STATED_BY_METHOD[VerificationMethod(method)]


def verify_by(method: str, *, permanence: str, at: datetime) -> date:
    """The day by which an entry that is confirmed now must be confirmed again.

    Sooner for what works for a season, and for what was only heard.
    """
    half_life = HALF_LIFE_DAYS.get(permanence, DEFAULT_HALF_LIFE_DAYS)
    return at.date() + timedelta(
        days=half_life // GOOD_FOR[STATED_BY_METHOD[VerificationMethod(method)]]
    )


def check_change(field: str, text: str, *, visibility: str) -> None:
    """ChangeRefused unless this text may stand there.

    Of a restricted service only what cannot say where it is may change.
    """
    if field not in EntryField.values:
        raise ChangeRefused(field="changes", problem="unknown")
    if visibility == Visibility.RESTRICTED and (field not in OF_RESTRICTED or '"' in text):
        raise ChangeRefused(field=field, problem="restricted")
    if len(text) > LONGEST[EntryField(field)]:
        raise ChangeRefused(field=field, problem="too_long")
    if "\0" in text:
        raise ChangeRefused(field=field, problem="unreadable")
    if not text and field in MAY_NOT_BE_EMPTY:
        raise ChangeRefused(field=field, problem="missing")
    if not _is_readable(EntryField(field), text):
        raise ChangeRefused(field=field, problem="unreadable")


def _is_readable(field: EntryField, text: str) -> bool:
    shapes = {EntryField.PHONE: _PHONE, EntryField.EMAIL: _EMAIL, EntryField.URL: _URL}
    if field in shapes:
        return shapes[field].fullmatch(text) is not None
    if field == EntryField.STATUS:
        return text in STATUSES_TOLD
    if field == EntryField.OPENING_HOURS and text:
        try:
            check_hours(text)
        except HoursUnreadable:
            return False
    return True


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class DatedHours:
    """Open between two instants: day and night, or from ``opens`` to ``closes`` of each day.

    What closes sooner in the day than it opens closes on the next.
    """

    from_at: datetime
    until_at: datetime
    opens: time | None = None
    closes: time | None = None


def dated_hours(told: DatedHours) -> tuple[str, LocalisedText]:
    """Hours with their dates as an OSM expression, exact to the minute, and in words.

    An expression of days alone would leave a place open until midnight of its last day. Without a
    minute in which it is open the expression is ``off``.
    """
    first, last = told.from_at.astimezone(LOCAL), told.until_at.astimezone(LOCAL)
    hours = _hours_of_a_day(told.opens or _MIDNIGHT, told.closes or _MIDNIGHT)
    if last.time() == _MIDNIGHT:
        final, ends = last.date() - timedelta(days=1), _MIDNIGHT
    else:
        final, ends = last.date(), last.time()
    parts = []
    if first.date() == final:
        parts.append(_day_part(final, final, hours, begins=first.time(), ends=ends))
    else:
        between = first.date() + timedelta(days=1), final - timedelta(days=1)
        parts.append(_day_part(first.date(), first.date(), hours, begins=first.time()))
        if between[0] <= between[1]:
            parts.append(_day_part(*between, hours))
        parts.append(_day_part(final, final, hours, ends=ends))
    expression = "; ".join(part for part in parts if part) or "off"
    return expression, _dated_words(first, last, told)


def _sooner(one: time, other: time) -> time:
    """The earlier of two ends of a day; midnight is the latest."""
    return min(one, other, key=lambda end: (end == _MIDNIGHT, end))


def _hours_of_a_day(opens: time, closes: time) -> tuple[tuple[time, time], ...]:
    """Hours within one day: of a night its end, from the evening before, and its beginning."""
    if closes == _MIDNIGHT or opens < closes:
        return ((opens, closes),)
    return ((_MIDNIGHT, closes), (opens, _MIDNIGHT))


def _day_part(
    first: date,
    last: date,
    hours: Iterable[tuple[time, time]],
    *,
    begins: time = _MIDNIGHT,
    ends: time = _MIDNIGHT,
) -> str:
    clipped = ((max(opens, begins), _sooner(closes, ends)) for opens, closes in hours)
    told = ",".join(
        f"{opens:%H:%M}-{'24:00' if closes == _MIDNIGHT else f'{closes:%H:%M}'}"
        for opens, closes in clipped
        if closes == _MIDNIGHT or opens < closes
    )
    days = _osm_day(first) if first == last else f"{_osm_day(first)}-{_osm_day(last)}"
    return f"{days} {told}" if told else ""


def _osm_day(on: date) -> str:
    return f"{on.year} {_MONTHS[on.month - 1]} {on.day:02}"


def _dated_words(first: datetime, last: datetime, told: DatedHours) -> LocalisedText:
    begin, end = (f"{moment:%d/%m/%Y}" for moment in (first, last))
    es = f"Desde el {begin} a las {first:%H:%M} hasta el {end} a las {last:%H:%M}"
    en = f"From {_osm_day(first)}, {first:%H:%M}, until {_osm_day(last)}, {last:%H:%M}"
    if told.opens is None or told.closes is None:
        return LocalisedText(f"{es}, de día y de noche.", f"{en}, day and night.")
    hours = f"{told.opens:%H:%M}", f"{told.closes:%H:%M}"
    return LocalisedText(
        f"{es}, cada día de {hours[0]} a {hours[1]}.", f"{en}, every day {hours[0]} to {hours[1]}."
    )

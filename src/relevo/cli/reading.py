"""What the shell reads: places, needs and times, with the nearest matches when they are wrong."""

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from django.utils.translation import gettext as _

from relevo.cli.errors import CommandRefused
from relevo.directory import queries as directory
from relevo.directory.errors import TermUnknown
from relevo.directory.models import Term
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.places.queries import PlaceMatch

LONGEST_TEXT = 120
MOST_DIGITS = 9
YEARS = range(1990, 2101)
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


def short_text(text: str) -> str:
    """A text for argparse, not empty and not endless."""
    if not text.strip() or len(text) > LONGEST_TEXT or "\0" in text:
        raise argparse.ArgumentTypeError(f"accepted: 1 to {LONGEST_TEXT} characters")
    return text.strip()


def moment(text: str) -> datetime:
    """An instant for argparse; without an offset it is the time of the three countries."""
    try:
        read: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"read {text[:40]!r}; accepted: 2020-11-20T15:40-06:00 or 2020-11-20T15:40, "
            f"from {YEARS[0]} to {YEARS[-1]}"
        )
    return read.replace(tzinfo=LOCAL) if read.tzinfo is None else read.astimezone(LOCAL)


def whole(low: int, high: int) -> Callable[[str], int]:
    """An argparse type for whole numbers between two bounds, both included."""

    def read(text: str) -> int:
        is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
        if not is_number or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"read {text[:40]!r}; accepted: a whole number from {low} to {high}"
            )
        return int(text)

    read.__name__ = "whole number"
    return read


def place(text: str, *, at: datetime, side: str | None = None) -> PlaceMatch:
    """The place that is meant; CommandRefused names the nearest."""
    try:
        return places.get_place(text, on=at.date(), country=side)
    except PlaceUnknown as unknown:
        sentence = (
            _("No place is called “%(read)s”. Nearest: %(nearest)s.")
            if unknown.nearest
            else _("No place is called “%(read)s” or anything like it.")
        )
        raise CommandRefused(
            sentence % {"read": text, "nearest": ", ".join(unknown.nearest)}
        ) from unknown
    except PlaceAmbiguous as several:
        listed = "; ".join(f"{m.name} ({m.department}, {m.country})" for m in several.matches)
        raise CommandRefused(
            _("Several places are called “%(read)s”: %(listed)s. Say which with --side.")
            % {"read": text, "listed": listed}
        ) from several


def need(text: str) -> Term:
    """A need by code or name; CommandRefused names the nearest."""
    try:
        return directory.find_term(text)
    except TermUnknown as unknown:
        sentence = (
            _("There is no need “%(read)s”. Nearest: %(nearest)s.")
            if unknown.nearest
            else _("There is no need “%(read)s” or anything like it.")
        )
        raise CommandRefused(
            sentence % {"read": text, "nearest": ", ".join(unknown.nearest)}
        ) from unknown


def no_point(found: PlaceMatch) -> str:
    """Why a known place cannot be a start."""
    return _("We do not know where exactly %(name)s lies; name a town near it.") % {
        "name": found.name
    }

"""What a cell may hold. Each kind says what it accepts in one phrase and reads one cell.

The phrase is in the language of whoever loads the tables.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from django.utils.translation import gettext as _

from relevo.directory.errors import HoursUnreadable
from relevo.directory.rules import check_hours
from relevo.kernel.countries import UTC_OFFSET_MINUTES

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
LOCAL_MIDNIGHT = "T00:00:00-06:00"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
DAY_LENGTH = len("2020-11-20")

Value = str | bool | int | float | date | datetime | tuple[str, ...] | None
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_DIGITS = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,10})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class CellRefused(ValueError):
    """The cell is not what its column accepts."""


class Kind(Protocol):
    """A kind of cell."""

    @property
    def accepted(self) -> str: ...

    def read(self, cell: str) -> Value: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people: kept as they are, whatever they look like, but nothing invisible."""

    longest: int

    @property
    def accepted(self) -> str:
        return _("a text of at most %(most)d characters without control characters") % {
            "most": self.longest
        }

    def read(self, cell: str) -> Value:
        text = unicodedata.normalize("NFC", cell)
        hidden = any(unicodedata.category(c) == "Cc" or c in _REORDERING for c in text)
        if len(text) > self.longest or hidden:
            raise CellRefused
        return text


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a row for machines."""

    longest: int = 40

    @property
    def accepted(self) -> str:
        return _(
            "a key of at most %(most)d letters (A to Z), digits and . _ + -, once in this column"
        ) % {"most": self.longest}

    def read(self, cell: str) -> Value:
        if len(cell) > self.longest or not _KEY.fullmatch(cell):
            raise CellRefused
        return cell


@dataclass(frozen=True, slots=True)
class OneOf:
    """One code of a closed list."""

    codes: tuple[str, ...]

    @property
    def accepted(self) -> str:
        return _("one of %(codes)s") % {"codes": ", ".join(self.codes)}

    def read(self, cell: str) -> Value:
        if cell not in self.codes:
            raise CellRefused
        return cell


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Codes of a closed list, one or more, with a sign between."""

    codes: tuple[str, ...]
    between: str = "|"

    @property
    def accepted(self) -> str:
        return _("codes with %(sign)s between, of: %(codes)s") % {
            "sign": self.between,
            "codes": ", ".join(self.codes),
        }

    def read(self, cell: str) -> Value:
        parts = tuple(part.strip() for part in cell.split(self.between))
        if not set(parts) <= set(self.codes) or len(set(parts)) != len(parts):
            raise CellRefused
        return parts


@dataclass(frozen=True, slots=True)
class Flag:
    @property
    def accepted(self) -> str:
        return _("yes or no")

    def read(self, cell: str) -> Value:
        if cell not in {"yes", "no"}:
            raise CellRefused
        return cell == "yes"


@dataclass(frozen=True, slots=True)
class Whole:
    low: int
    high: int

    @property
    def accepted(self) -> str:
        return _("a whole number from %(low)d to %(high)d") % {"low": self.low, "high": self.high}

    def read(self, cell: str) -> Value:
        if not _DIGITS.fullmatch(cell) or not self.low <= int(cell) <= self.high:
            raise CellRefused
        return int(cell)


@dataclass(frozen=True, slots=True)
class Decimal:
    low: float
    high: float

    @property
    def accepted(self) -> str:
        return _("a number from %(low)s to %(high)s with a decimal point") % {
            "low": f"{self.low:g}",
            "high": f"{self.high:g}",
        }

    def read(self, cell: str) -> Value:
        if not _DECIMAL.fullmatch(cell) or not self.low <= float(cell) <= self.high:
            raise CellRefused
        return float(cell)


def _day(cell: str) -> date:
    if not _DAY.fullmatch(cell):
        raise CellRefused
    try:
        day = date.fromisoformat(cell)
    except ValueError as error:
        raise CellRefused from error
    if not EARLIEST <= day < LATEST:
        raise CellRefused
    return day


@dataclass(frozen=True, slots=True)
class Day:
    @property
    def accepted(self) -> str:
        return _("a day from 1900 to 2099 such as 2020-11-20")

    def read(self, cell: str) -> Value:
        return _day(cell)


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A day, a month or a year, kept as it is written."""

    @property
    def accepted(self) -> str:
        return _("a year, month or day from 1900 to 2099 such as 2018, 2018-05 or 2018-05-31")

    def read(self, cell: str) -> Value:
        if not _PARTIAL.fullmatch(cell):
            raise CellRefused
        _day(cell + "-01-01"[len(cell) - DAY_LENGTH :] if len(cell) < DAY_LENGTH else cell)
        return cell


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment with its offset; a bare day is that day's first moment in the region (UTC-6)."""

    @property
    def accepted(self) -> str:
        return _("a moment from 1900 to 2099 such as 2020-11-20T15:40-06:00, or a day")

    def read(self, cell: str) -> Value:
        _day(cell[:DAY_LENGTH])
        try:
            moment = datetime.fromisoformat(
                cell + LOCAL_MIDNIGHT if len(cell) == DAY_LENGTH else cell
            )
        except ValueError as error:
            raise CellRefused from error
        if moment.tzinfo is None:
            raise CellRefused
        return moment


@dataclass(frozen=True, slots=True)
class Hours:
    @property
    def accepted(self) -> str:
        return _("an OpenStreetMap opening_hours expression such as Mo-Fr 08:00-16:00; PH off")

    def read(self, cell: str) -> Value:
        try:
            check_hours(cell)
        except HoursUnreadable as error:
            raise CellRefused from error
        return cell


@dataclass(frozen=True, slots=True)
class Reference:
    """The key of a row of another table (or of this one)."""

    file: str

    @property
    def accepted(self) -> str:
        return _("a key of %(file)s") % {"file": self.file}

    def read(self, cell: str) -> Value:
        return cell


@dataclass(frozen=True, slots=True)
class References:
    """Keys of rows of another table."""

    file: str
    between: str = "|"
    longest: int = 400

    @property
    def accepted(self) -> str:
        return _("keys of %(file)s with %(sign)s between") % {
            "file": self.file,
            "sign": self.between,
        }

    def read(self, cell: str) -> Value:
        parts = tuple(part.strip() for part in cell.split(self.between))
        if len(cell) > self.longest or "" in parts or len(set(parts)) != len(parts):
            raise CellRefused
        return parts


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    required: bool = False

    @property
    def accepted(self) -> str:
        if self.required:
            return self.kind.accepted
        return _("nothing, or %(accepted)s") % {"accepted": self.kind.accepted}


@dataclass(frozen=True, slots=True)
class Table:
    """One file. ``keys``: the columns that name a row; ``unique``: others that may not repeat."""

    file: str
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = field(default=())


def both_languages(name: str, longest: int, *, required: bool = False) -> Sequence[Column]:
    """``name_es`` and ``name_en``."""
    return tuple(
        Column(f"{name}_{lang}", Text(longest), required=required) for lang in ("es", "en")
    )

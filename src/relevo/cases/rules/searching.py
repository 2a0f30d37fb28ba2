"""What somebody typed who looks for one of their own cases: a code, a number or a name."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from phonenumbers import NumberParseException, PhoneNumber, is_possible_number, parse

from relevo.cases.errors import SearchRefused
from relevo.kernel import phones
from relevo.kernel.countries import REGION
from relevo.kernel.ids import CODE_LENGTH, CodeUnreadable, parse_code

LONGEST = 120
SHORTEST_NAME = 2
_CODE_LENGTHS = range(CODE_LENGTH - 1, CODE_LENGTH + 4)
"""A code with a character too few or too many is still meant as one."""
_WORDS = re.compile(r"[A-Za-z]+")


class SearchKind(StrEnum):
    """By what a case was looked for, and why it was found."""

    CODE = "code"
    TELEPHONE = "telephone"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Sought:
    """``text``: the code in one piece, the number's last digits, or the name as it was typed."""

    kind: SearchKind
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of one's team that may be the one; ``score`` from 0 to 1. A person decides.

    The list shows no name: who is on the team compares by opening the case.
    """

    case_id: UUID
    code: str
    status: str
    opened_on: date
    urgency: str
    needs: tuple[str, ...]
    why: SearchKind
    score: float


def read(text: str) -> Sought:
    """What is looked for. SearchRefused: nothing, too much, or a code with a wrong character."""
    typed = " ".join(text.split())
    if len(typed) > LONGEST:
        raise SearchRefused(problem="too_long")
    try:
        return Sought(SearchKind.CODE, parse_code(typed))
    except CodeUnreadable:
        if _is_meant_as_code(typed):
            raise SearchRefused(problem="wrong_code") from None
    if any(letter.isalpha() for letter in typed) and not _digits(typed):
        return _name(typed)
    number = _ending(typed)
    if number:
        return Sought(SearchKind.TELEPHONE, number)
    return _name(typed)


def _name(typed: str) -> Sought:
    if sum(letter.isalpha() for letter in typed) < SHORTEST_NAME:
        raise SearchRefused(problem="too_short")
    return Sought(SearchKind.NAME, typed)


def _digits(typed: str) -> int:
    return sum(letter.isdigit() for letter in typed)


def _is_meant_as_code(typed: str) -> bool:
    """Letters and digits in one, as long as a code; neither names nor numbers look like that.

    With as many digits as a number has, letters in several places tell it from one.
    """
    plain = typed.replace("-", "").replace(" ", "")
    if not (plain.isascii() and plain.isalnum() and len(plain) in _CODE_LENGTHS):
        return False
    words = len(_WORDS.findall(plain))
    if 0 < _digits(plain) < phones.TOLD_BY:
        return words > 0
    return words > 1 and len(plain) == CODE_LENGTH + 1


def _ending(typed: str) -> str:
    """The last digits of a telephone number, without what was dialed before or an extension."""
    for region in REGION:
        number = _parsed(typed, region)
        if number is not None and is_possible_number(number):
            return phones.ending(str(number.national_number))
    return phones.ending(typed)


def _parsed(typed: str, region: str) -> PhoneNumber | None:
    try:
        return parse(typed, region)
    except NumberParseException:
        return None

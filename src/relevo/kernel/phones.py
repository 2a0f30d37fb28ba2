"""Telephone numbers in what people write: found by their last eight digits.

Eight digits are a whole number in El Salvador, Guatemala and Honduras; of a longer one from abroad
they tell it apart well enough. A person looks at what is found.
"""

import re
from collections.abc import Callable

TOLD_BY = 8
"""The digits at the end that tell a number."""

_BETWEEN = re.compile(r"(?<=\d)[\s().–-]+(?=\d)")
_NOT_A_DIGIT = re.compile(r"\D+")
_ONLY_A_NUMBER = re.compile(r"[\d\s()+.–-]+")


def ending(number: str) -> str:
    """The last eight digits; empty where there are fewer."""
    digits = _NOT_A_DIGIT.sub("", number)
    return digits[-TOLD_BY:] if len(digits) >= TOLD_BY else ""


def is_number(text: str) -> bool:
    """Whether this is a telephone number and nothing else."""
    return _ONLY_A_NUMBER.fullmatch(text) is not None and ending(text) != ""


def matcher(number: str) -> Callable[[str], float]:
    """1 for a text in which this number stands, however it is grouped, else 0."""
    wanted = ending(number)

    def scored(text: str) -> float:
        return float(wanted != "" and wanted in _BETWEEN.sub("", text))

    return scored

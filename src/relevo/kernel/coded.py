"""What may stand in clear beside an act: ids, codes and small numbers. A name or a text never."""

import re
from collections.abc import Mapping

LONGEST_CODE = 60
LONGEST_ID = 80
MOST_ITEMS = 40
LARGEST_NUMBER = 1_000_000  # a telephone or identity number is larger
Coded = str | int | bool | None | list[str | int]

_CODE = re.compile(r"[a-z0-9][a-z0-9_.:+-]*|[A-Z0-9][A-Z0-9_.:+-]*")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REPORT_KEY = re.compile(rf"[A-Z]-{_UUID.pattern}")
_PERSONAL_NUMBER = re.compile(r"\d{7}|\d{3,4}[-.:]\d{4}$|\d{4}-\d{4}-\d{5}")


class FactNotCoded(ValueError):
    """Something that is not a code was about to be written in clear. Carries its place alone."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} is not a code, an id or a small number")
        self.place = place


def is_id(text: str) -> bool:
    """A UUID, or the prefix of a kind with a UUID."""
    return bool(_UUID.fullmatch(text) or _REPORT_KEY.fullmatch(text))


def is_code(text: str) -> bool:
    """All lower or all upper case, no space, no accent, no long run of digits.

    A name as people write it, a telephone and an identity number are none.
    """
    if len(text) > LONGEST_CODE or not _CODE.fullmatch(text):
        return False
    return _PERSONAL_NUMBER.search(text) is None


def check_code(text: str, *, place: str, may_be_empty: bool = False) -> None:
    """FactNotCoded unless the text is a code or an id."""
    if may_be_empty and not text:
        return
    if not (is_code(text) or (is_id(text) and len(text) <= LONGEST_ID)):
        raise FactNotCoded(place)


def check_facts(facts: Mapping[str, object]) -> None:
    """FactNotCoded unless keys are codes and values codes, ids, small numbers or lists of these."""
    if len(facts) > MOST_ITEMS:
        raise FactNotCoded("facts")
    for key, value in facts.items():
        check_code(key, place="key")
        items = value if isinstance(value, list) else [value]
        if len(items) > MOST_ITEMS or not all(_is_coded(item) for item in items):
            raise FactNotCoded(key)


def _is_coded(value: object) -> bool:
    if isinstance(value, str):
        return is_code(value) or is_id(value)
    if isinstance(value, bool) or value is None:
        return True
    return isinstance(value, int) and abs(value) < LARGEST_NUMBER

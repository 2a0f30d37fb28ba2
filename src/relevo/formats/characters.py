"""Characters that a file format cannot carry."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text without control characters, which XML forbids, and without direction overrides."""
    return _DIRECTION.sub("", _FORBIDDEN.sub("", text))

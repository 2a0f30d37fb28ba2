"""One cell: what cannot be carried is taken out, what looks wrong is noted, nothing is run."""

import re

from relevo.formats.tables.values import LONGEST_CELL, Note, shown

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOJIBAKE = re.compile("(?:[ÃÂ][\x80-\xff\u0152-\u2122])+|â€[\x80-\xff\u0152-\u2122]")
_TELEPHONE = re.compile(r"[+(-]?[\d][\d\s().\-/+]{2,30}")
_TWO_DIGIT_YEAR = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{2})\b(?![/.-]?\d)")
_EMPTY = frozenset({"-", "--", "---", "–", "—", "n/a", "N/A", "s/d", "S/D", "nd", "ND", "."})
_THIS_CENTURY = 50


def clean(text: str, *, place: str) -> tuple[str, list[Note]]:
    """The text as it may be stored, and what was noticed of it."""
    notes: list[Note] = []
    starts_with_tab = text.startswith(("\t", "\r"))
    mended = _MOJIBAKE.sub(_repaired, text)
    kept = mended.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    kept = kept.replace("\x0b", "\n").replace("\xa0", " ").replace("\u200b", "")
    kept = kept.lstrip("\ufeff")
    without = _SURROGATE.sub("", _DIRECTION.sub("", _CONTROL.sub("", kept)))
    if without != kept:
        notes.append(Note("control_characters", place, "", shown(without)))
    if "\ufffd" in without:
        notes.append(Note("lost_character", place, shown(without)))
    if mended != text:
        notes.append(Note("mojibake", place, shown(_CONTROL.sub("", text)), shown(without)))
    stripped = "\n".join(" ".join(line.split()) for line in without.split("\n")).strip()
    stripped = re.sub(r"\n{2,}", "\n", stripped)
    if stripped in _EMPTY:
        return "", notes
    if _looks_like_formula(stripped, starts_with_tab=starts_with_tab):
        notes.append(Note("formula_text", place, shown(stripped)))
    dated = _TWO_DIGIT_YEAR.sub(_with_century, stripped)
    if dated != stripped:
        notes.append(Note("two_digit_year", place, shown(stripped), shown(dated)))
    if len(stripped) > LONGEST_CELL:
        notes.append(Note("cell_cut", place, str(len(stripped)), str(LONGEST_CELL)))
        stripped = stripped[:LONGEST_CELL]
    return stripped, notes


def _repaired(found: re.Match[str]) -> str:
    """UTF-8 that somebody read as Windows letters, read rightly; as it was if it is not that."""
    raw = bytearray()
    for letter in found[0]:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:  # noqa: PLR2004 -- the last letter of one byte
                return found[0]
            raw.append(ord(letter))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _looks_like_formula(text: str, *, starts_with_tab: bool) -> bool:
    """What a spreadsheet would run, were it given the cell as it is. A telephone is none."""
    if starts_with_tab and text:
        return True
    if _TELEPHONE.fullmatch(text) or not text.startswith(("=", "+", "-", "@")):
        return False
    if text.startswith("-") and text[1:2].isspace():
        return False  # a point of a list
    first_line = text.split("\n", 1)[0]
    return not re.match(r"\+\d[\d\s().\-/]{5,}(?:\D|$)", first_line)


def _with_century(found: re.Match[str]) -> str:
    day, sign, month, year = found.groups()
    century = "20" if int(year) < _THIS_CENTURY else "19"
    return f"{day}{sign}{month}{sign}{century}{year}"

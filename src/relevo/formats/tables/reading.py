"""What kind of file it is, by its content and not by its name, and who reads it."""

import re
import zipfile

from relevo.formats.tables.archive import check_parts, open_archive
from relevo.formats.tables.text import decode, read_text
from relevo.formats.tables.values import LARGEST_FILE, FileUnreadable, Note, TableFile
from relevo.formats.tables.word import MAIN, read_docx
from relevo.formats.tables.workbook import read_xlsx

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_MACROS = ("word/vbaProject.bin", "xl/vbaProject.bin")
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
)
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|\?xml|table|body|svg)", re.IGNORECASE)
_MOST_ODD = 0.1


def read_table(content: bytes, *, name: str) -> TableFile:
    """The rows of a directory as somebody has it: .docx, .xlsx, .csv or plain text.

    Nothing is evaluated, fetched or unpacked beyond the limits. Raises FileUnreadable.
    """
    if len(content) > LARGEST_FILE:
        raise FileUnreadable("too_large", read=str(len(content)), accepted=str(LARGEST_FILE))
    if not content.strip(b" \t\r\n\0"):
        raise FileUnreadable("empty")
    for beginning, code in _BEGINNINGS:
        if content.startswith(beginning):
            raise FileUnreadable(code)
    if content.startswith(_OLD_OFFICE):
        raise FileUnreadable(_old_kind(content, name=name))
    if content.startswith(b"PK"):
        with open_archive(content) as archive:
            return _from_archive(archive, content)
    if _MARKUP.match(content[:200].removeprefix(b"\xef\xbb\xbf")):
        raise FileUnreadable("markup")
    text, notes = decode(content)
    if _is_no_text(text):
        raise FileUnreadable("unknown")
    return read_text(text, kind="csv", notes=notes)


def read_pasted(text: str) -> TableFile:
    """The rows of a pasted text; raises FileUnreadable."""
    return read_text(text, kind="text", notes=[])


def _old_kind(content: bytes, *, name: str) -> str:
    if _SEALED in content:
        return "password"
    return "old_excel" if name.lower().endswith((".xls", ".xlt")) else "old_word"


def _from_archive(archive: zipfile.ZipFile, content: bytes) -> TableFile:
    names = set(archive.namelist())
    if "mimetype" in names and MAIN not in names and _WORKBOOK not in names:
        raise FileUnreadable("open_document")
    if MAIN not in names and _WORKBOOK not in names:
        raise FileUnreadable("zip")
    check_parts(archive)
    notes = [Note("macros", "")] if names.intersection(_MACROS) else []
    if MAIN in names:
        return read_docx(archive, notes=notes)
    return read_xlsx(archive, content=content, notes=notes)


def _is_no_text(text: str) -> bool:
    """Whether this is a program or a picture rather than something people wrote."""
    sample = text[:4_000]
    odd = sum(1 for letter in sample if letter < " " and letter not in "\t\n\r\0\x0b\x0c")
    return odd + sample.count("\ufffd") > max(2, len(sample) * _MOST_ODD)

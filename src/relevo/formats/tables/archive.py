"""Office files are archives: looked at from outside before anything inside is read."""

import zipfile
from io import BytesIO

from relevo.formats.tables.values import LARGEST_UNPACKED, FileUnreadable

MOST_PARTS = 2_000
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, if it may be opened at all; raises FileUnreadable."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise FileUnreadable("broken") from error
    if any(part.flag_bits & 1 for part in parts):
        raise FileUnreadable("password")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise FileUnreadable("too_large", read=str(unpacked), accepted=str(LARGEST_UNPACKED))
    return archive


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part, never longer than it said it would be; raises FileUnreadable."""
    try:
        with archive.open(name) as part:
            content = part.read(LARGEST_UNPACKED + 1)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, NotImplementedError) as e:
        raise FileUnreadable("broken", read=name[:80]) from e
    except Exception as error:  # a damaged stream raises the error of its own compressor
        if type(error).__module__ in {"zlib", "_lzma", "_bz2"}:
            raise FileUnreadable("broken", read=name[:80]) from error
        raise
    if len(content) > LARGEST_UNPACKED:
        raise FileUnreadable("too_large", accepted=str(LARGEST_UNPACKED))
    return content


def check_parts(archive: zipfile.ZipFile) -> None:
    """No part may declare entities; raises FileUnreadable."""
    for name in archive.namelist():
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        head = read_part(archive, name)
        if any(declared in head for declared in _DECLARATIONS):
            raise FileUnreadable("entities", read=name[:80])

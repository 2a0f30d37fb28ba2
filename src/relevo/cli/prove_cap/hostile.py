"""Files that are meant to do harm, each with the code of the refusal that it must meet."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from relevo.formats.cap import CapAlert, CapArea, CapInfo, render_cap

LOCAL = timezone(timedelta(hours=-6))
SENT = datetime(2020, 11, 16, 9, tzinfo=LOCAL)
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
HUGE = 50_000_000
MANY_POINTS = 100_000


def good_file() -> bytes:
    """A message with nothing wrong in it: what the others are made from."""
    ring = ((13.3, -87.9), (13.7, -87.9), (13.7, -87.4), (13.3, -87.9))
    return render_cap(
        CapAlert(
            identifier="relevo-1",
            sender="relevo.example",
            sent=SENT,
            status="Actual",
            message="Alert",
            scope="Public",
            infos=(
                CapInfo(
                    language="es",
                    categories=("Met",),
                    event="Huracán",
                    urgency="Immediate",
                    severity="Extreme",
                    certainty="Observed",
                    expires=SENT + timedelta(days=1),
                    areas=(CapArea(description="Valle", polygons=(ring,)),),
                ),
            ),
        )
    )


def _with_document_type(declaration: str, used: str = "Huracán") -> bytes:
    body = good_file().decode().removeprefix(HEAD.decode()).replace("Huracán", used)
    return HEAD + declaration.encode() + body.encode()


def _laughs() -> bytes:
    entities = ['<!ENTITY a0 "ja">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return _with_document_type(f"<!DOCTYPE alert [{''.join(entities)}]>", "&a11;")


def _quadratic() -> bytes:
    return _with_document_type(f'<!DOCTYPE alert [<!ENTITY a "{"ja" * 25_000}">]>', "&a;" * 20_000)


def _external(address: str) -> Callable[[], bytes]:
    return lambda: _with_document_type(f'<!DOCTYPE alert [<!ENTITY a SYSTEM "{address}">]>', "&a;")


def _swapped(old: str, new: str) -> Callable[[], bytes]:
    return lambda: good_file().decode().replace(old, new, 1).encode()


def _nested(levels: int) -> bytes:
    return HEAD + b"<alert>" * levels + b"</alert>" * levels


def _deep_in_place() -> bytes:
    inner = f"<event>{'<b>' * 3_000}{'</b>' * 3_000}</event>"
    return _swapped("<event>Huracán</event>", inner)()


def _points() -> bytes:
    ring = "1,1 " * MANY_POINTS
    return _swapped("<polygon>", f"<polygon>{ring}")()


def _elements() -> bytes:
    return _swapped("<event>", f"{'<a/>' * 30_000}<event>")()


HOSTILE_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "an entity from a file": ("document_type", _external("file:///etc/passwd")),
    "an entity from the network": ("document_type", _external("http://127.0.0.1:1/x")),
    "a document type from the network": (
        "document_type",
        lambda: _with_document_type('<!DOCTYPE alert SYSTEM "http://127.0.0.1:1/x.dtd">'),
    ),
    "a parameter entity": (
        "document_type",
        lambda: _with_document_type(
            '<!DOCTYPE alert [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>'
        ),
    ),
    "a billion laughs": ("document_type", _laughs),
    "quadratic growth": ("document_type", _quadratic),
    "an entity nobody declared": ("not_well_formed", _swapped("Huracán", "&nada;")),
    "50 MB of spaces": ("too_large", lambda: good_file() + b" " * HUGE),
    "50 MB of text": ("too_large", _swapped("Huracán", "a" * HUGE)),
    "200,000 levels": ("too_large", lambda: _nested(200_000)),
    "30,000 levels": ("too_deep", lambda: _nested(30_000)),
    "levels inside a text": ("too_deep", _deep_in_place),
    "30,000 elements": ("too_many_elements", _elements),
    "100,000 points": ("too_many_points", _points),
    "UTF-16 that says UTF-8": (
        "not_well_formed",
        lambda: good_file().decode().encode("utf-16-le"),
    ),
    "UTF-8 that says UTF-16": ("not_well_formed", _swapped("UTF-8", "UTF-16")),
    "Latin-1 that says UTF-8": (
        "not_well_formed",
        lambda: good_file().decode().encode("latin-1"),
    ),
    "an encoding to hide in": ("encoding", _swapped("UTF-8", "UTF-7")),
    "an encoding that nobody knows": ("encoding", _swapped("UTF-8", "x-nada")),
    "a null byte": ("not_well_formed", lambda: good_file().replace(b"Hurac", b"Hurac\x00")),
    "a control character": ("not_well_formed", _swapped("Huracán", "Hurac&#1;n")),
    "an instruction": ("processing_instruction", _swapped("<event>", "<?php x?><event>")),
    "nothing": ("empty", lambda: b""),
    "spaces": ("empty", lambda: b" \n "),
    "half a file": ("not_well_formed", lambda: good_file()[:-40]),
    "two roots": ("not_well_formed", lambda: good_file() + b"<alert/>"),
    "a page": ("not_cap", lambda: b"<html><body>404</body></html>"),
    "another version": ("not_cap", _swapped("cap:1.2", "cap:1.0")),
    "another root": (
        "not_cap",
        lambda: good_file().replace(b"<alert ", b"<alerta ").replace(b"</alert>", b"</alerta>"),
    ),
    "a picture": ("not_well_formed", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "two senders": ("too_often", _swapped("<sent>", "<sender>otro</sender><sent>")),
    "no sender": ("missing", _swapped("<sender>relevo.example</sender>", "")),
    "no scope": ("missing", _swapped("<scope>Public</scope>", "")),
    "an element of somebody": ("unknown_element", _swapped("<sent>", "<x>1</x><sent>")),
    "out of order": (
        "order",
        _swapped("<sender>relevo.example</sender>", "<sent>x</sent><sender>a</sender>"),
    ),
    "a date that is none": ("time", _swapped("2020-11-16T09", "2020-11-31T09")),
    "a date without a zone": ("time", _swapped("09:00:00-06:00", "09:00:00")),
    "a date of words": ("time", _swapped("2020-11-16T09:00:00-06:00", "ayer")),
    "the year 0": ("time", _swapped("2020-11-16T09", "0000-11-16T09")),
    "an unknown status": ("unknown_word", _swapped("Actual", "Real")),
    "an unknown severity": ("unknown_word", _swapped("Extreme", "Horrible")),
    "numbers that are none": ("point", _swapped("13.3,-87.9", "NaN,Infinity")),
    "a point of one number": ("point", _swapped("13.3,-87.9", "13.3")),
    "a number of a thousand digits": ("point", _swapped("13.3,-87.9", "9" * 1_000 + ",1")),
    "a language of markup": ("language", _swapped("<language>es", "<language>&lt;b&gt;")),
}
HOSTILE = {name: code for name, (code, _make) in HOSTILE_FILES.items()}


def hostile_file(name: str) -> bytes:
    """The bytes of one of them."""
    return HOSTILE_FILES[name][1]()

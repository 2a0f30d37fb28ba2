"""The service worker of the public pages: its text, filled in for this instance."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

SOURCE = Path(__file__).with_name("worker.js")


def worker_source(
    *, precache: Sequence[str], offline: Sequence[str], private: Sequence[str]
) -> str:
    """The script for ``/sw.js``.

    ``offline`` are the pages shown when nothing else is stored, one for each language, and are
    fetched beforehand together with ``precache``; nothing under a ``private`` prefix is touched.
    The version follows from the content, so a new release replaces the old store.
    """
    source = SOURCE.read_text(encoding="utf-8")
    wanted = [*precache, *offline]
    version = hashlib.sha256(json.dumps([source, wanted, list(private)]).encode()).hexdigest()[:12]
    filled = {
        "__PRECACHE__": json.dumps(wanted),
        "__OFFLINE__": json.dumps(list(offline)),
        "__PRIVATE__": json.dumps(list(private)),
        "__VERSION__": version,
    }
    for placeholder, value in filled.items():
        source = source.replace(placeholder, value)
    return source

"""The drawing as a file that looks the same everywhere: on paper, in a document, in a chat."""

import re
from functools import lru_cache
from importlib.resources import files

from django.utils.safestring import SafeString

LINK = re.compile(r' href="[^"]*"')


@lru_cache(maxsize=1)
def _style() -> str:
    path = files("relevo.web").joinpath("static", "web", "map-file.css")
    return path.read_text("utf-8")


def as_file(svg: SafeString) -> bytes:
    """The SVG with its own style and without links: a file that is passed on leads nowhere."""
    head, _, rest = svg.partition(">")
    unlinked = LINK.sub("", rest).replace("<a class=", "<g class=").replace("</a>", "</g>")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}><style>{_style()}</style>{unlinked}'
    ).encode()

"""A package as JSON: flat lists that point at each other by id, empty values left out."""

import json
from dataclasses import asdict

from relevo.formats.hsds.v3.values import Package

VERSION = "3.1"


def render(package: Package) -> bytes:
    """The package in UTF-8, the same bytes for the same package."""
    lists = {
        name: [
            {key: value for key, value in row.items() if value not in ("", None, [], ())}
            for row in rows
        ]
        for name, rows in asdict(package).items()
    }
    text = json.dumps({"hsds_version": VERSION, **lists}, ensure_ascii=False, indent=1)
    return text.encode()

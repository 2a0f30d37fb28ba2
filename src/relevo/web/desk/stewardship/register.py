"""The register of data: every column of every table, what it is to a person, why and how long.

The table ``register.csv`` is reviewed data. A column that stands in no line of it stops the build
(``tests/architecture/test_register.py``), so that nobody keeps something without having said why.
Classes: K can kill, H can harm, I stays inside, P is public.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from relevo.web.desk.http import DeskRequest
from relevo.web.desk.stewardship.door import for_stewards
from relevo.web.stewardship_phrases import DATA_CLASSES, DATA_KEPT, DATA_PURPOSES

TABLE = Path(__file__).with_name("register.csv")


@dataclass(frozen=True, slots=True)
class Entry:
    """Columns of one table that are alike to a person."""

    model: str
    fields: tuple[str, ...]
    data_class: str
    purpose: str
    kept: str


def read_register() -> list[Entry]:
    """The table, line by line."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Entry(
                row["model"],
                tuple(row["fields"].split()),
                row["class"],
                row["purpose"],
                row["kept"],
            )
            for row in csv.DictReader(file)
        ]


def columns() -> Iterator[tuple[str, str]]:
    """Every column of every table of ours, as the database has it."""
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("relevo."):
            described = model._meta  # noqa: SLF001 -- Django's public name
            for field in described.get_fields():
                if field.concrete:
                    yield described.label, field.name


@require_safe
@for_stewards
def register(request: DeskRequest) -> HttpResponse:
    """What is kept of whom, why and how long: for a supervisor, an authority, a person who asks."""
    entries = read_register()
    headers = (
        pgettext("register", "Table"),
        pgettext("register", "Columns"),
        pgettext("register", "What for"),
        pgettext("register", "Kept until"),
    )
    parts = [
        (
            words,
            [
                (
                    entry.model,
                    ", ".join(entry.fields),
                    str(DATA_PURPOSES[entry.purpose]),
                    str(DATA_KEPT[entry.kept]),
                )
                for entry in entries
                if entry.data_class == name
            ],
        )
        for name, words in DATA_CLASSES.items()
    ]
    return render(
        request,
        "desk/stewardship_register.html",
        {"parts": parts, "headers": headers, "current": "register", "section": "stewardship"},
    )

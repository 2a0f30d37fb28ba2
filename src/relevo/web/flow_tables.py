"""Published figures as pages and files tell them: for the public and at the desk."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, pgettext

from relevo.formats.sheets import Cell, Column, Sheet
from relevo.places.models import Area
from relevo.situation.queries.releases import Released
from relevo.web.count_phrases import COUNT_KINDS
from relevo.web.phrases import COUNTRIES

HIDDEN = "—"
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])\Z", re.ASCII)
HXL = {
    "entered_in": "#indicator+num+entered",
    "left_out": "#indicator+num+left",
    "returned_out": "#indicator+num+returned+from",
    "returned_in": "#indicator+num+returned+to",
    "refused_in": "#indicator+num+refused+in",
    "refused_out": "#indicator+num+refused+out",
}


@dataclass(frozen=True, slots=True)
class CountryTable:
    """The table of one country, ready to be shown."""

    country: str
    headers: list[str]
    rows: list[list[str]]
    numeric: list[int]


def month_name(month: date) -> str:
    """*enero de 2021* or *January 2021*."""
    return date_format(month, pgettext("format of a month with its year", "F Y"))


def month_of_address(text: str) -> date | None:
    """The month of an address such as 2021-01; None for anything else."""
    found = MONTH.match(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def country_tables(content: Mapping[str, Any]) -> list[CountryTable]:
    """What was published, a table for each country with a line of totals."""
    names = _department_names(content)
    columns = content["columns"]
    headers = [gettext("Department"), *(str(COUNT_KINDS[column]) for column in columns)]
    numeric = list(range(1, len(headers)))
    tables = []
    for country, totals in content["totals"].items():
        rows = [
            [names[row["department"]], *(told(row["cells"][column]) for column in columns)]
            for row in content["rows"]
            if row["country"] == country
        ]
        rows.append([gettext("The whole country"), *(told(totals[column]) for column in columns)])
        tables.append(CountryTable(country, headers, rows, numeric))
    return tables


def told(number: int | None) -> str:
    """A published number; a dash where nothing is told."""
    return HIDDEN if number is None else f"{number:,}"


def flow_sheet(release: Released) -> Sheet:
    """The same as a table for spreadsheets, with P-codes and HXL tags."""
    columns = release.content["columns"]
    place = (
        Column(pgettext("column", "Month"), "", "#date+month"),
        Column(pgettext("column", "Country"), "", "#country+code+iso2"),
        Column(pgettext("column", "P-code"), "", "#adm1+code"),
        Column(pgettext("column", "Department"), "", "#adm1+name"),
    )
    figures = tuple(Column(str(COUNT_KINDS[code]), "", HXL[code]) for code in columns)
    return Sheet("flows", (*place, *figures), _rows(release))


def _rows(release: Released) -> Iterator[list[Cell]]:
    content = release.content
    names, month = _department_names(content), f"{release.month:%Y-%m}"
    for row in content["rows"]:
        key = row["department"]
        cells = [row["cells"][column] for column in content["columns"]]
        yield [month, row["country"], key.replace("-", ""), names[key], *cells]
    for country, totals in content["totals"].items():
        cells = [totals[column] for column in content["columns"]]
        yield [month, country, country, str(COUNTRIES[country]), *cells]


def _department_names(content: Mapping[str, Any]) -> dict[str, str]:
    keys = [row["department"] for row in content["rows"]]
    found = dict(Area.objects.filter(key__in=keys).values_list("key", "name"))
    return {key: found.get(key, key) for key in keys}

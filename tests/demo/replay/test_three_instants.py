"""Every scenario has tests that state what pages say at three instants or more."""

import ast
import re
from pathlib import Path

import pytest

from relevo.region.events import list_scenarios

FOLDER = Path(__file__).parent
LEAST = 3
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
TOLD_BY = {
    "CAR2018": "test_october_2018",
    "CAR2019": "test_january_2019",
    "CAR2020J": "test_january_2020",
    "COVID2020": "test_covid_2020",
    "CAR2020O": "test_october_2020",
    "ETA_IOTA": "test_eta_and_iota",
    "CAR2020D": "test_december_2020",
    "CAR2021J": "test_january_2021",
    "CAR2021M": "test_march_2021",
    "RET2021": "test_returns_of_2021",
    "CAR2022": "test_january_2022",
    "NET": "test_networks",
}
"""How the names of a scenario's tests begin. Who adds a scenario adds its tests, and this line."""


def instants_of(beginning):
    """The instants that stand in the tests whose names begin so, their parameters included."""
    told = [
        ast.unparse(part)
        for file in FOLDER.glob("test_*.py")
        for part in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(part, ast.FunctionDef) and part.name.startswith(beginning)
    ]
    return set(INSTANT.findall(" ".join(told)))


@pytest.mark.parametrize("scenario", list_scenarios(), ids=lambda row: row.key)
def test_pages_of_each_scenario_are_read_at_three_instants(scenario):
    assert scenario.key in TOLD_BY, "say in a test what its pages tell at three instants"
    assert len(instants_of(TOLD_BY[scenario.key])) >= LEAST


def test_a_scenario_without_such_a_test_has_no_instants():
    assert instants_of("test_of_nothing") == set()
    assert "2018-10-12T11:00" in instants_of("test_october_2018")

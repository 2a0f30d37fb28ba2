"""Every need x every kind of recipient x every choice of groups, against the table read anew.

And what each relation inside the institution reads of a case, as the exact set of its fields.
"""

import csv
from dataclasses import fields
from itertools import chain, combinations

import pytest

from relevo.cases.enums import FactField, FieldGroup, RecipientClass
from relevo.cases.rules import disclosure, walls

GROUPS = {
    "needs": "needs urgency age_bands group_size language arrives_at",
    "profile": "sexes accompanied documents profiles nationality heads_for",
    "contact": "safe_contact",
    "identity": "name",
    "health": "health",
    "narrative": "narrative",
}
"""Written again here, so that a field that moves to another group is noticed."""


def table():
    with disclosure.TABLE.open(encoding="utf-8", newline="") as lines:
        return [
            (row["need"], set(row["recipients"].split()), set(row["fields"].split()))
            for row in csv.DictReader(lines)
        ]


NEEDS = [*sorted({need for need, _recipients, _fields in table()} - {"*"}), "never_heard_of"]
CHOICES = list(chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1)))


@pytest.mark.parametrize("recipient", RecipientClass)
@pytest.mark.parametrize("need", NEEDS)
def test_fields_that_go_are_table_and_consent_and_no_other(need, recipient):
    by_table = set().union(
        *(told for asked, who, told in table() if recipient in who and asked in {"*", need})
    )
    for chosen in CHOICES:
        agreed = set(" ".join(GROUPS[group] for group in chosen).split())
        goes = disclosure.fields_to_read_out(
            chosen, needs=[need], served={need}, recipient=recipient
        )
        assert {field.value for field in goes} == agreed & by_table, chosen


def test_groups_cover_every_field_once():
    assert set(GROUPS) == {group.value for group in FieldGroup}
    told = " ".join(GROUPS.values()).split()
    assert sorted(told) == sorted(field.value for field in FactField)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (
            walls.GlassFields,
            "glass_id case_code until needs age_bands language start_node safe_contact health",
        ),
        (walls.CaseloadRow, "code urgency days_open overdue_tasks"),
        (walls.ReaderRow, "user_id cases stopped"),
    ],
)
def test_what_a_relation_without_team_reads_of_a_case(view, expected):
    assert [field.name for field in fields(view)] == expected.split()

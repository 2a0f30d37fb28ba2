"""What a route may not tell to whom: the rules of cases, for steps of agreed routes."""

import pytest

from relevo.cases.enums import FactField
from relevo.pathways.queries.findings import Telling
from relevo.web.desk.pathway_facts import forbidden_disclosures

ALL = tuple(field.value for field in FactField)
PREVIEW = {"needs", "urgency", "age_bands", "group_size", "language", "arrives_at"}


def telling(**changes):
    return Telling(
        **{
            "step_key": "s1",
            "fields": ALL,
            "need": "",
            "institution_kind": "municipality",
            "institution_country": "HN",
            "service_kind": "",
            "served": frozenset(),
        }
        | changes
    )


@pytest.mark.parametrize(
    ("changes", "profiles", "may"),
    [
        ({}, {"family"}, PREVIEW | {"safe_contact"}),
        ({"need": "shelter"}, {"family"}, PREVIEW | {"safe_contact", "sexes", "accompanied"}),
        (
            {"institution_kind": "health", "need": "medical"},
            {"family"},
            PREVIEW | {"safe_contact", "sexes", "accompanied", "name", "health"},
        ),
        (
            {"institution_kind": "ngo", "served": frozenset({"family_links"})},
            {"family"},
            PREVIEW | {"safe_contact", "sexes", "nationality", "name"},
        ),
        ({"institution_kind": "police"}, {"family"}, PREVIEW),
        # Police, army, migration control and consulates: never of protection, nor of a child alone.
        ({"institution_kind": "police"}, {"gbv_survivor"}, set()),
        ({"institution_kind": "gov_migration"}, {"nna"}, set()),
        ({"institution_kind": "gov_foreign"}, {"trafficking_victim"}, set()),
        ({"service_kind": "consulate"}, {"refugee_claimant"}, set()),
        # Authorities of the country of origin, where the route says whose it is.
        ({}, {"refugee_claimant", "hn_national"}, set()),
        ({}, {"refugee_claimant", "sv_national"}, PREVIEW | {"safe_contact"}),
        ({}, {"refugee_claimant"}, PREVIEW | {"safe_contact"}),
        ({}, {"nna"}, PREVIEW | {"safe_contact"}),
    ],
)
def test_what_the_rules_of_cases_let_nobody_tell_is_forbidden(changes, profiles, may):
    found = forbidden_disclosures([telling(**changes)], frozenset(profiles))

    assert set(ALL) - found["s1"] == may


def test_each_step_has_its_own_and_a_code_that_is_no_field_is_never_told():
    found = forbidden_disclosures(
        [telling(fields=("needs", "shoe_size")), telling(step_key="s2", fields=())],
        frozenset({"family"}),
    )

    assert found == {"s1": frozenset({"shoe_size"}), "s2": frozenset()}

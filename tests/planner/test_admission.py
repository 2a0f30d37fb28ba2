from dataclasses import replace

import pytest
from tests.planner.drawing import node, request, service, world

from relevo.planner import (
    Admission,
    Basis,
    Check,
    Condition,
    Excluded,
    Member,
    OperatorKind,
    Reason,
    ReasonCode,
    plan,
)

WOMAN, MAN, GIRL, BOY, ANY = (
    Member(24, "f"),
    Member(40, "m"),
    Member(17, "f"),
    Member(2, "m"),
    Member(30),
)
ASKED = request("a", "shelter", nationality="SV")


def house(**given):
    made = service("house", "a", "shelter", **given)
    return world(nodes=[node("a")], services=[made])


def rule(**given):
    return Admission(code="rule", known=Basis.CONFIRMED, **given)


def reasons(drawn, asked):
    answer = plan(drawn, asked)
    if not answer.excluded:
        assert answer.itineraries[0].served == ("shelter",)
        return ()
    assert answer.itineraries == ()
    (excluded,) = answer.excluded
    assert excluded == Excluded("house", ("shelter",), excluded.reasons)
    return excluded.reasons


def group(*members, **given):
    return replace(ASKED, members=members, **given)


@pytest.mark.parametrize(
    ("admission", "asked", "expected"),
    [
        (rule(), ASKED, ()),
        (rule(takes=Condition(age_from=18)), group(WOMAN), ()),
        (
            rule(takes=Condition(age_from=18)),
            group(WOMAN, GIRL, BOY),
            (Reason(ReasonCode.AGE, "rule", ("2", "17"), ("18+",)),),
        ),
        (
            rule(takes=Condition(age_from=12, age_until=18)),
            group(WOMAN),
            (Reason(ReasonCode.AGE, "rule", ("24",), ("12-17",)),),
        ),
        (
            rule(takes=Condition(age_until=18)),
            group(WOMAN),
            (Reason(ReasonCode.AGE, "rule", ("24",), ("0-17",)),),
        ),
        (
            rule(takes=Condition(nationalities=frozenset({"HN", "GT"}))),
            ASKED,
            (Reason(ReasonCode.NATIONALITY, "rule", ("SV",), ("GT", "HN")),),
        ),
        (
            rule(takes=Condition(except_nationalities=frozenset({"SV"}))),
            ASKED,
            (Reason(ReasonCode.NATIONALITY, "rule", ("SV",), ()),),
        ),
        (
            rule(takes=Condition(unaccompanied_only=True)),
            group(GIRL),
            (
                Reason(
                    ReasonCode.PROFILE_NOT_SERVED, "rule", ("unaccompanied",), ("unaccompanied",)
                ),
            ),
        ),
        (rule(takes=Condition(unaccompanied_only=True)), group(GIRL, accompanied=False), ()),
        (
            rule(profiles=frozenset({"returnee", "deportee"})),
            ASKED,
            (
                Reason(
                    ReasonCode.PROFILE_NOT_SERVED,
                    "rule",
                    ("deportee", "returnee"),
                    ("deportee", "returnee"),
                ),
            ),
        ),
        (
            rule(profiles=frozenset({"returnee", "deportee"})),
            replace(ASKED, profiles=frozenset({"returnee"})),
            (),
        ),
        (
            rule(needs_any_of=frozenset({"passport", "id_card"})),
            ASKED,
            (
                Reason(
                    ReasonCode.DOCUMENT_MISSING,
                    "rule",
                    ("id_card", "passport"),
                    ("id_card", "passport"),
                ),
            ),
        ),
        (
            rule(needs_any_of=frozenset({"passport", "id_card"})),
            replace(ASKED, documents=frozenset({"id_card"})),
            (),
        ),
        (
            rule(children_allowed=False),
            group(WOMAN, BOY),
            (Reason(ReasonCode.CHILDREN_NOT_ALLOWED, "rule"),),
        ),
        (
            rule(adults_allowed=False),
            group(WOMAN, BOY),
            (Reason(ReasonCode.ADULTS_NOT_ALLOWED, "rule"),),
        ),
        (rule(adults_allowed=False), group(GIRL, accompanied=False), ()),
        (rule(sexes=frozenset({"f"})), group(WOMAN, BOY), ()),
        (
            rule(sexes=frozenset({"f"})),
            group(WOMAN, MAN),
            (Reason(ReasonCode.SEX, "rule", ("m",), ("f",)),),
        ),
        (
            rule(sexes=frozenset({"f"})),
            group(GIRL, BOY),
            (Reason(ReasonCode.SEX, "rule", ("m",), ("f",)),),
        ),
        (rule(by_referral_only=True), ASKED, ()),
    ],
)
def test_admission_rule_excludes_with_its_name_and_what_would_let_in(admission, asked, expected):
    assert reasons(house(admissions=(admission,)), asked) == expected


def test_every_reason_of_every_rule_is_named_in_the_order_of_rules():
    rules = (
        Admission("b", Basis.UNKNOWN, takes=Condition(age_from=60), children_allowed=False),
        Admission("a", Basis.CONFIRMED, profiles=frozenset({"returnee"})),
    )
    drawn = house(admissions=rules, places=1)

    assert reasons(drawn, group(WOMAN, BOY, excluded=frozenset({"house"}))) == (
        Reason(ReasonCode.PROFILE_NOT_SERVED, "a", ("returnee",), ("returnee",)),
        Reason(ReasonCode.AGE, "b", ("2", "24"), ("60+",)),
        Reason(ReasonCode.CHILDREN_NOT_ALLOWED, "b"),
        Reason(ReasonCode.EXCLUDED_BY_REQUEST),
        Reason(ReasonCode.NO_CAPACITY, facts=("2",)),
    )


def harms(operator, origin, asked):
    return [
        (reason.code, reason.rule, reason.facts, reason.would_need)
        for reason in reasons(house(operator=operator, origin_country=origin), asked)
    ]


SENSITIVE = replace(ASKED, protection_sensitive=True)
ALONE = group(GIRL, accompanied=False)


@pytest.mark.parametrize(
    ("operator", "origin", "asked", "expected"),
    [
        (OperatorKind.POLICE, "HN", ASKED, []),
        (OperatorKind.CONSULATE, "SV", ASKED, []),
        (OperatorKind.STATE, "SV", ASKED, []),
        (OperatorKind.CIVIL, "SV", SENSITIVE, []),
        (OperatorKind.STATE, "HN", SENSITIVE, []),
        (OperatorKind.FOREIGN_MINISTRY, "HN", SENSITIVE, []),
        (OperatorKind.STATE, "", replace(SENSITIVE, nationality=""), []),
        (
            OperatorKind.FOREIGN_MINISTRY,
            "SV",
            SENSITIVE,
            [(ReasonCode.ORIGIN_AUTHORITY, "protection_sensitive", ("SV",), ())],
        ),
        (
            OperatorKind.CONSULATE,
            "SV",
            SENSITIVE,
            [
                (ReasonCode.ORIGIN_AUTHORITY, "protection_sensitive", ("SV",), ()),
                (ReasonCode.CONSULATE, "protection_sensitive", (), ()),
            ],
        ),
        (
            OperatorKind.ARMY,
            "HN",
            SENSITIVE,
            [(ReasonCode.ENFORCEMENT, "protection_sensitive", ("army",), ())],
        ),
        (
            OperatorKind.MIGRATION,
            "HN",
            ALONE,
            [(ReasonCode.ENFORCEMENT, "unaccompanied_child", ("migration",), ())],
        ),
        (
            OperatorKind.CONSULATE,
            "HN",
            ALONE,
            [(ReasonCode.CONSULATE, "unaccompanied_child", (), ())],
        ),
        (OperatorKind.STATE, "SV", ALONE, []),
        (
            OperatorKind.STATE,
            "SV",
            replace(ALONE, origin_closed=True),
            [(ReasonCode.ORIGIN_AUTHORITY, "unaccompanied_child", ("SV",), ())],
        ),
        (OperatorKind.STATE, "HN", replace(ALONE, origin_closed=True), []),
        (OperatorKind.CIVIL, "SV", replace(ALONE, origin_closed=True), []),
        (
            OperatorKind.STATE,
            "SV",
            replace(ALONE, origin_closed=True, chosen=frozenset({"house"})),
            [],
        ),
        (OperatorKind.POLICE, "HN", group(WOMAN, accompanied=False), []),
        (OperatorKind.POLICE, "HN", replace(SENSITIVE, chosen=frozenset({"house"})), []),
        (OperatorKind.CONSULATE, "SV", replace(SENSITIVE, chosen=frozenset({"house"})), []),
    ],
)
def test_do_no_harm_keeps_authorities_from_those_they_may_endanger(
    operator, origin, asked, expected
):
    assert harms(operator, origin, asked) == expected


@pytest.mark.parametrize(
    ("given", "checks"),
    [
        ({}, ()),
        ({"exists_known": Basis.ASSUMED}, (Check.EXISTENCE_UNVERIFIED,)),
        ({"windows_known": Basis.ASSUMED}, (Check.HOURS_ASSUMED,)),
        ({"windows_known": Basis.UNKNOWN, "windows": ()}, (Check.HOURS_UNKNOWN,)),
        ({"places": None}, (Check.CAPACITY_UNKNOWN,)),
        ({"places": None, "places_known": Basis.ASSUMED}, (Check.CAPACITY_UNKNOWN,)),
        ({"places_known": Basis.UNKNOWN}, (Check.CAPACITY_UNKNOWN,)),
        ({"places_known": Basis.ASSUMED}, (Check.CAPACITY_ASSUMED,)),
        ({"admissions": (Admission("a", Basis.UNKNOWN),)}, (Check.ADMISSION_UNVERIFIED,)),
        ({"admissions": (rule(sexes=frozenset({"f"})),)}, (Check.ADMISSION_UNVERIFIED,)),
        ({"admissions": (rule(),)}, ()),
    ],
)
def test_what_a_visit_rests_on_is_checked_unless_confirmed(given, checks):
    answer = plan(house(**given), group(ANY))

    (step,) = answer.itineraries[0].steps
    assert step.checks == checks
    assert step.is_confirmed is (checks == ())

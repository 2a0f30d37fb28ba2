"""What one traveler is asked, decided on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.borders.enums import State
from relevo.borders.rules.asked import (
    Asked,
    Doubt,
    Result,
    Traveler,
    Verdict,
    answers,
    result_of,
    waived_keys,
)

PASSPORT = frozenset({"passport"})
TESTS = frozenset({"negative_pcr", "negative_rapid_test"})


def asked(key="R", demand="passport", **columns):
    return Asked(
        **{
            "key": key,
            "country": "SV",
            "direction": "entry",
            "applies_to": "all",
            "demand": demand,
            "kind": "document",
            "accepts": frozenset({demand}),
            "is_blocking": True,
            "is_sure": True,
        }
        | columns
    )


def pcr(key="T", **columns):
    return asked(key, "negative_test_72h", **{"kind": "test", "accepts": TESTS} | columns)


def who(*papers, nationality="HN", ages=(21, 60)):
    return Traveler(nationality, *ages, frozenset(papers))


def verdict(rule, traveler):
    return [(a.verdict, a.bars, a.doubt) for a in answers([rule], traveler=traveler)]


@pytest.mark.parametrize(
    ("rule", "traveler", "expected"),
    [
        (asked(), who("passport"), [(Verdict.MET, True, None)]),
        (asked(), who(), [(Verdict.MISSING, True, None)]),
        (asked(is_blocking=False), who(), [(Verdict.MISSING, False, None)]),
        # whom it concerns
        (asked(applies_to="foreigners"), who(nationality="SV"), []),
        (asked(applies_to="GT|NI"), who(), []),
        (asked(applies_to="ca4"), who(), [(Verdict.MISSING, True, None)]),
        # nobody is refused their own country
        (asked(applies_to="nationals"), who(nationality="SV"), [(Verdict.MISSING, False, None)]),
        (asked(), who(nationality="SV"), [(Verdict.MISSING, False, None)]),
        (asked(direction="exit"), who(nationality="SV"), [(Verdict.MISSING, True, None)]),
        # ages: the second of the band is excluded
        (asked(age_until=18), who(ages=(12, 18)), [(Verdict.MISSING, True, None)]),
        (asked(age_until=18), who(ages=(18, 21)), []),
        (asked(age_from=18), who(ages=(12, 18)), []),
        (asked(age_from=21), who(ages=(21, 60)), [(Verdict.MISSING, True, None)]),
        (asked(age_from=60), who(ages=(60, None)), [(Verdict.MISSING, True, None)]),
        (asked(age_from=10), who(ages=(5, 12)), [(Verdict.CANNOT_TELL, True, Doubt.AGE)]),
        (asked(age_until=65), who(ages=(60, None)), [(Verdict.CANNOT_TELL, True, Doubt.AGE)]),
        (asked(age_until=10), who(ages=(5, 12)), [(Verdict.CANNOT_TELL, True, Doubt.AGE)]),
        (asked(age_from=10), who("passport", ages=(5, 12)), [(Verdict.MET, True, None)]),
        # residence
        (asked(applies_to="residents"), who(), []),
        (
            asked(applies_to="residents"),
            who("residence_permit"),
            [(Verdict.CANNOT_TELL, True, Doubt.RESIDENCE)],
        ),
        # what nothing meets, what is no paper
        (
            asked(demand="not_admitted", kind="none", accepts=frozenset()),
            who("passport"),
            [(Verdict.NOT_ADMITTED, True, None)],
        ),
        (
            asked(demand="not_admitted", kind="none", accepts=frozenset()),
            who(nationality="SV"),
            [(Verdict.NOT_ADMITTED, False, None)],
        ),
        (
            asked(demand="mask", kind="condition", is_blocking=False),
            who(),
            [(Verdict.CANNOT_TELL, False, Doubt.NOT_A_PAPER)],
        ),
        # company
        (
            asked(demand="accompanied_by_parent", kind="condition"),
            who(),
            [(Verdict.MISSING, True, None)],
        ),
        (
            asked(demand="accompanied_by_parent", kind="condition"),
            who("accompanied_by_both_parents"),
            [(Verdict.MET, True, None)],
        ),
        (
            asked(demand="accompanied_by_both_parents", kind="condition"),
            who("accompanied_by_parent"),
            [(Verdict.MISSING, True, None)],
        ),
    ],
)
def test_what_a_rule_means_for_a_traveler(rule, traveler, expected):
    assert verdict(rule, traveler) == expected


def test_alternatives_are_one_answer_that_bars_only_if_all_do():
    quarantine = asked(
        "Q", "quarantine_14d", kind="condition", is_blocking=False, any_of_group="G", is_sure=False
    )
    test = pcr(any_of_group="G", valid_hours=72)
    (missing,) = answers([test, quarantine], traveler=who())
    assert (missing.keys, missing.verdict, missing.bars, missing.confirm) == (
        ("Q", "T"),
        Verdict.MISSING,
        False,
        True,
    )
    assert missing.would_meet == ("negative_pcr", "negative_rapid_test", "quarantine_14d")
    (met,) = answers([test, quarantine], traveler=who("negative_pcr"))
    assert (met.verdict, met.met_by, met.valid_hours) == (Verdict.MET, ("negative_pcr",), 72)


def test_test_that_was_seen_not_to_be_asked_here_bars_nobody():
    seen = asked("N", "test_not_asked", kind="none", accepts=frozenset(), is_local=True)
    elsewhere = pcr("X", direction="exit")
    local = pcr("L", is_local=True, basis="observed")
    rules = [seen, pcr(), elsewhere, local, asked()]
    assert waived_keys(rules) == {"T"}
    found = {answer.keys[0]: answer for answer in answers(rules, traveler=who("passport"))}
    assert {key: (str(a.verdict), a.bars) for key, a in found.items()} == {
        "N": ("not_asked", False),
        "T": ("not_asked", False),
        "X": ("missing", True),
        "L": ("missing", True),
        "R": ("met", True),
    }
    assert (found["T"].confirm, found["R"].confirm) == (True, False)


def test_worst_stands_first():
    rules = [
        asked("A"),
        asked("B", "national_id"),
        asked("C", "mask", kind="condition", is_blocking=False),
        asked("D", "birth_certificate", age_from=30),
        asked("E", "not_admitted", kind="none", accepts=frozenset()),
        pcr("F", is_blocking=False),
    ]
    found = answers(rules, traveler=who("passport"))
    assert [answer.keys[0] for answer in found] == ["E", "B", "D", "F", "C", "A"]


LEAVING = asked("X", country="HN", direction="exit", demand="national_id", is_blocking=False)
NOBODY = asked(demand="not_admitted", kind="none", accepts=frozenset())
MASK = asked("M", demand="mask", kind="condition", is_blocking=False)
ID = "national_id"


def comes_to(rules, traveler, *, state=State.OPEN, **told):
    return result_of(rules, traveler=traveler, left="HN", entered="SV", state=state, **told)


@pytest.mark.parametrize(
    ("rules", "papers", "result"),
    [
        ([LEAVING, asked()], ("passport", ID), Result.COMPLETE),
        ([LEAVING, asked()], (ID,), Result.BARRED),
        ([LEAVING, asked()], ("passport",), Result.WITH_CONSEQUENCE),
        ([LEAVING, asked(is_blocking=False)], (), Result.WITH_CONSEQUENCE),
        ([LEAVING, asked(age_from=30)], (), Result.CANNOT_TELL),
        ([LEAVING, asked(age_from=30), asked("S", "birth_certificate")], (), Result.BARRED),
        ([LEAVING, NOBODY], ("passport",), Result.BARRED),
        ([LEAVING, asked(), MASK], ("passport", ID), Result.WITH_CONSEQUENCE),
    ],
)
def test_what_all_of_it_comes_to(rules, papers, result):
    assert comes_to(rules, who(*papers)) is result


COMPANY = asked("C", "accompanied_by_parent", kind="condition")


@pytest.mark.parametrize(
    ("rules", "papers"),
    [
        ([], ()),
        ([LEAVING], (ID,)),
        ([asked()], ("passport",)),
        # what is asked of everybody's health says of nobody that they are let in
        ([LEAVING, pcr()], ("negative_pcr", ID)),
        ([LEAVING, MASK], (ID,)),
        ([LEAVING, asked("N", "test_not_asked", kind="none", accepts=frozenset())], (ID,)),
        # rules for other people, and of another country
        ([LEAVING, asked(applies_to="GT|NI")], (ID, "passport")),
        ([LEAVING, asked(country="GT")], (ID, "passport")),
    ],
)
def test_knowing_of_no_rule_is_no_permission(rules, papers):
    assert comes_to(rules, who(*papers)) is Result.NO_RULE


def test_company_that_is_asked_for_says_who_passes():
    rules = [LEAVING, COMPANY]
    assert comes_to(rules, who(ID, "accompanied_by_parent")) is Result.COMPLETE
    assert comes_to(rules, who(ID)) is Result.BARRED


@pytest.mark.parametrize(
    ("state", "complete", "barred"),
    [
        (State.OPEN, Result.COMPLETE, Result.BARRED),
        (State.RESTRICTED, Result.COMPLETE, Result.BARRED),
        (State.NOT_CONFIRMED, Result.STATE_UNKNOWN, Result.BARRED),
        (State.CLOSED, Result.CLOSED, Result.BARRED),
    ],
)
def test_nobody_is_told_to_pass_a_crossing_that_is_closed_or_not_confirmed(state, complete, barred):
    rules = [LEAVING, asked()]
    assert comes_to(rules, who("passport", ID), state=state) is complete
    assert comes_to(rules, who(), state=state) is barred


OTHERS = asked("O", "not_admitted", kind="none", accepts=frozenset(), applies_to="foreigners")


@pytest.mark.parametrize(
    ("spares", "nationality", "result"),
    [
        (True, "SV", Result.CLOSED_TO_OTHERS),
        (True, "HN", Result.BARRED),
        # whoever may have told of the closing did not say that it spares those who go home
        (False, "SV", Result.CLOSED),
        (False, "HN", Result.BARRED),
    ],
)
def test_who_goes_home_reads_no_flat_closed_where_the_closing_spares_them(
    spares, nationality, result
):
    traveler = who("passport", ID, nationality=nationality)
    told = {"state": State.CLOSED, "spares_return": spares}
    assert comes_to([LEAVING, OTHERS], traveler, **told) is result


def test_a_closing_that_spares_who_goes_home_is_one_for_everybody_else():
    told = {"state": State.CLOSED, "spares_return": True}
    assert comes_to([LEAVING, asked()], who("passport", ID), **told) is Result.CLOSED


RESIDENTS = asked("P", "residence_permit", applies_to="residents")
LIVES_THERE = ("passport", ID, "residence_permit")


def test_a_resident_is_let_in_where_the_source_says_so():
    (answer, *_) = answers([OTHERS, RESIDENTS], traveler=who(*LIVES_THERE))
    assert (answer.keys, answer.verdict, answer.doubt) == (("P",), Verdict.MET, Doubt.RESIDENCE)
    assert len(answers([OTHERS, RESIDENTS], traveler=who(*LIVES_THERE))) == 1
    assert comes_to([LEAVING, OTHERS, RESIDENTS], who(*LIVES_THERE)) is Result.COMPLETE
    assert comes_to([LEAVING, OTHERS, RESIDENTS], who("passport", ID)) is Result.BARRED


def test_of_residents_the_source_is_silent_on_nobody_can_tell():
    assert verdict(OTHERS, who(*LIVES_THERE)) == [
        (Verdict.CANNOT_TELL, True, Doubt.RESIDENTS_UNSAID)
    ]
    assert comes_to([LEAVING, OTHERS], who(*LIVES_THERE)) is Result.CANNOT_TELL


@pytest.mark.parametrize("applies_to", ["all", "foreigners|residents"])
def test_a_rule_that_bars_residents_too_is_a_no_to_them(applies_to):
    rule = asked("O", "not_admitted", kind="none", accepts=frozenset(), applies_to=applies_to)
    assert comes_to([LEAVING, rule, RESIDENTS], who(*LIVES_THERE)) is Result.BARRED


@pytest.mark.parametrize("demand", ["quarantine", "quarantine_14d"])
def test_quarantine_follows_and_bars_nobody(demand):
    rule = asked("Q", demand, kind="condition", is_blocking=False)
    assert verdict(rule, who()) == [(Verdict.CANNOT_TELL, False, Doubt.FOLLOWS)]
    assert comes_to([LEAVING, asked(), rule], who("passport", ID)) is Result.WITH_CONSEQUENCE


@pytest.mark.parametrize(
    ("ages", "papers", "result"),
    [
        ((5, 12), (), Result.CHILD_ALONE),
        ((12, 18), ("parental_authorization",), Result.CHILD_ALONE),
        ((12, 18), ("accompanied_by_parent",), Result.COMPLETE),
        ((12, 18), ("accompanied_by_both_parents",), Result.COMPLETE),
        ((18, 21), (), Result.COMPLETE),
        ((60, None), (), Result.COMPLETE),
    ],
)
def test_nobody_can_tell_whether_a_child_alone_passes(ages, papers, result):
    assert comes_to([LEAVING, asked()], who("passport", ID, *papers, ages=ages)) is result


RULES = st.lists(
    st.builds(
        asked,
        st.sampled_from(["A", "B", "C", "D"]),
        st.sampled_from(["passport", "national_id", "mask", "accompanied_by_parent"]),
        kind=st.sampled_from(["document", "test", "condition"]),
        country=st.sampled_from(["HN", "SV"]),
        direction=st.sampled_from(["entry", "exit"]),
        applies_to=st.sampled_from(["all", "foreigners", "nationals", "GT|HN", "ca4", "residents"]),
        is_blocking=st.booleans(),
        age_from=st.none() | st.integers(0, 30),
        age_until=st.none() | st.integers(31, 70),
    ),
    max_size=4,
    unique_by=lambda rule: rule.key,
)
AGES = st.sampled_from([(0, 5), (5, 12), (12, 18), (18, 21), (21, 60), (60, None)])


@given(RULES, st.sampled_from(["HN", "SV", "CU"]), AGES)
def test_nobody_is_barred_from_their_own_country(rules, nationality, ages):
    found = answers(rules, traveler=who(nationality=nationality, ages=ages))
    home = [a for a in found if (a.country, a.direction) == (nationality, "entry")]
    assert not any(answer.bars for answer in home)


@given(RULES, AGES, st.sets(st.sampled_from(["passport", "national_id", "accompanied_by_parent"])))
def test_one_paper_more_never_makes_it_worse(rules, ages, papers):
    def bad(held):
        found = answers(rules, traveler=who(*held, ages=ages))
        return {
            answer.keys
            for answer in found
            if answer.verdict in {Verdict.MISSING, Verdict.CANNOT_TELL}
        }

    assert bad({*papers, "passport"}) <= bad(papers)


@given(RULES, AGES, st.randoms())
def test_order_of_the_rows_changes_nothing(rules, ages, shuffler):
    mixed = list(rules)
    shuffler.shuffle(mixed)
    assert answers(mixed, traveler=who(ages=ages)) == answers(rules, traveler=who(ages=ages))


YES = {Result.COMPLETE, Result.WITH_CONSEQUENCE}


@given(RULES, AGES, st.sampled_from(["HN", "SV", "VE"]), st.sampled_from(State))
def test_yes_rests_on_a_rule_of_each_side_and_on_a_crossing_that_lets_through(
    rules, ages, nationality, state
):
    traveler = who("passport", ID, ages=ages, nationality=nationality)
    found = answers(rules, traveler=traveler)
    if result_of(rules, traveler=traveler, left="HN", entered="SV", state=state) in YES:
        assert not traveler.is_child_alone
        assert state in {State.OPEN, State.RESTRICTED}
        assert {("HN", "exit"), ("SV", "entry")} <= {(a.country, a.direction) for a in found}

"""What is known of a case: members, urgency of each need, factors, answers, safe contact."""

import ast
import dataclasses
import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.cases.enums import (
    ContactChannel,
    FactorLevel,
    FactorSign,
    FieldGroup,
    MaySay,
    PromptKind,
    Relation,
    Urgency,
)
from relevo.cases.errors import FactsRefused
from relevo.cases.rules import asking, factors, facts, prompts
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.disclosure import GROUP_FIELDS
from relevo.cases.rules.facts import CaseFacts, Person, SafeContact
from relevo.journeys.rules.profiles import SAID_BY_NEED
from relevo.kernel.ages import AgeBand

TABLE = prompts.prompts()
MOTHER = CaseFacts(needs=("medical", "shelter"), people=(Person("21-59", "f"), Person("0-4", "m")))


def answer_to(prompt):
    if prompt.kind == PromptKind.CHOICE:
        return st.sampled_from(sorted(prompt.choices))
    if prompt.kind == PromptKind.TEXT:
        return st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=80).filter(
            str.strip
        )
    if prompt.kind == PromptKind.DAY:
        return st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(date.isoformat)
    moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    return moments.map(datetime.isoformat)


TEXT = st.text(max_size=60)
PEOPLE = st.builds(
    Person,
    age_band=st.sampled_from(list(AgeBand)),
    sex=st.sampled_from(["", "f", "m", "x"]),
    relation=st.sampled_from(["", *Relation.values]),
    label=TEXT,
    stays=st.booleans(),
)
CONTACTS = st.builds(
    SafeContact,
    channel=st.sampled_from(["", "in_person", "call", "text", "somebody"]),
    who=TEXT,
    hours=TEXT,
    language=st.sampled_from(["", "es", "kek"]),
    may_say=st.sampled_from(["", *MaySay.values]),
)


@st.composite
def known(draw):
    needs = draw(
        st.lists(st.sampled_from(["medical", "shelter", "legal"]), min_size=1, unique=True)
    )
    urgent = draw(st.sets(st.sampled_from(needs)))
    asked = draw(st.sets(st.sampled_from(sorted(TABLE)), max_size=6))
    return CaseFacts(
        needs=tuple(needs),
        people=tuple(draw(st.lists(PEOPLE, min_size=1, max_size=8))),
        urgent_needs=frozenset(urgent),
        emergency_needs=frozenset(
            draw(st.sets(st.sampled_from(sorted(urgent))) if urgent else st.just(()))
        ),
        factors=frozenset(draw(st.sets(st.sampled_from(sorted(factors.factors())), max_size=9))),
        answers={key: draw(answer_to(TABLE[key])) for key in asked},
        contact=draw(CONTACTS),
        safe_contact=draw(TEXT),
        factor_note=draw(TEXT),
        narrative=draw(TEXT),
    )


@given(known())
def test_facts_come_back_out_of_their_groups_as_they_went_in(case):
    facts.check_facts(case)
    groups = facts.groups_of(case, urgency=Urgency.URGENT)
    assert (set(groups), facts.urgency_of(groups)) == (set(FieldGroup), Urgency.URGENT)
    assert facts.facts_of(groups) == case


OLD = {
    "needs": {
        "needs": ["medical", "shelter"],
        "urgent_needs": ["medical"],
        "urgency": "urgent",
        "age_bands": ["21-59", "0-4"],
        "language": "es",
    },
    "profile": {
        "sexes": ["f", "m"],
        "nationality": "SV",
        "start_node": "HN-1701",
        "heads_for": "SV",
        "documents": ["national_id"],
        "profiles": ["family"],
        "accompanied": True,
        "protection_sensitive": False,
    },
    "contact": {"safe_contact": "9988-7766 Nelda"},
    "identity": {"name": "Xiomara"},
    "health": {"health": "fiebre"},
    "narrative": {"narrative": "huyó"},
}
"""The groups as they were sealed before members, factors, answers and terms of contact."""


def test_facts_that_were_sealed_before_open_as_they_were():
    old = facts.facts_of({FieldGroup(group): content for group, content in OLD.items()})
    assert old == CaseFacts(
        needs=("medical", "shelter"),
        people=(Person("21-59", "f"), Person("0-4", "m")),
        urgent_needs=frozenset({"medical"}),
        nationality="SV",
        start_node="HN-1701",
        heads_for="SV",
        documents=frozenset({"national_id"}),
        profiles=frozenset({"family"}),
        safe_contact="9988-7766 Nelda",
        name="Xiomara",
        health="fiebre",
        narrative="huyó",
    )
    facts.check_facts(old)
    assert facts.contact_told(old) == "9988-7766 Nelda"
    assert facts.urgency_of_need(old, "medical") == Urgency.URGENT


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"people": (Person("21-59", relation="aunt"),)}, "people", "relation"),
        ({"people": (Person("21-59", label="x" * 81),)}, "people", "too_long"),
        ({"emergency_needs": frozenset({"shelter"})}, "emergency_needs", "not_urgent"),
        ({"factors": frozenset({"vulnerable"})}, "factors", "unknown"),
        ({"factor_note": "x" * 501}, "factor_note", "too_long"),
        ({"answers": {"no_such": "yes"}}, "answers", "unknown"),
        ({"answers": {"pronoun": "it"}}, "answers", "unknown"),
        ({"answers": {"nna_opinion": "x" * 601}}, "answers", "unknown"),
        ({"answers": {"nna_opinion": " "}}, "answers", "unknown"),
        ({"answers": {"nna_opinion": "a\0"}}, "answers", "unknown"),
        ({"answers": {"ppi_entered_sv": "ayer"}}, "answers", "unknown"),
        ({"answers": {"ppi_entered_sv": "0001-01-01"}}, "answers", "unknown"),
        ({"answers": {"gbv_when": "2020-11-20T10:00"}}, "answers", "unknown"),
        ({"contact": SafeContact(channel="pigeon")}, "contact", "unknown"),
        ({"contact": SafeContact(may_say="all")}, "contact", "unknown"),
        ({"contact": SafeContact(language="Spanish")}, "contact", "unknown"),
        ({"contact": SafeContact(who="x" * 201)}, "contact", "unknown"),
        (
            {"contact": SafeContact(channel="none"), "safe_contact": "9988"},
            "safe_contact",
            "none_has_no_number",
        ),
    ],
)
def test_facts_that_say_nothing_usable_are_refused(changes, field, problem):
    with pytest.raises(FactsRefused) as refused:
        facts.check_facts(replace(MOTHER, **changes))
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_each_need_has_an_urgency_of_its_own():
    case = replace(
        MOTHER,
        needs=("medical", "shelter", "food"),
        urgent_needs=frozenset({"medical", "shelter"}),
        emergency_needs=frozenset({"medical"}),
    )
    assert [facts.urgency_of_need(case, need) for need in case.needs] == [
        "emergency",
        "urgent",
        "normal",
    ]


def test_a_number_is_never_told_without_its_terms():
    terms = SafeContact("call", who="su hermana", hours="18 a 20", language="es", may_say="notice")
    told = facts.contact_told(replace(MOTHER, safe_contact="9988-7766", contact=terms))
    assert told == (
        "por llamada · 9988-7766 · contesta: su hermana · horario: 18 a 20 · idioma: es"
        " · decir solo: «tiene un aviso»"
    )
    assert set(facts.CHANNELS_TOLD) == set(ContactChannel.values)
    assert set(facts.MAY_SAY_TOLD) == set(MaySay.values)


def test_of_two_who_change_the_same_part_the_second_is_noticed():
    def seen(case, *names, urgency="urgent"):
        return facts.digest_of(case, names, urgency=urgency)

    labeled = replace(MOTHER, people=(Person("21-59", "f", label="Ana"), Person("0-4", "m")))
    assert seen(labeled, "people") != seen(MOTHER, "people")
    assert seen(labeled, "needs") == seen(MOTHER, "needs")
    assert seen(MOTHER, "needs") != seen(MOTHER, "needs", urgency="normal")
    assert seen(MOTHER, "name") == seen(MOTHER, "name", urgency="normal")
    told = replace(MOTHER, contact=SafeContact(who="Nelda"), answers={"pronoun": "she"})
    for name in ("contact", "answers"):
        assert seen(told, name) != seen(MOTHER, name)


# Factors.


def test_every_level_has_risks_and_protection_in_both_languages():
    table = factors.factors()
    for level in FactorLevel:
        for sign in FactorSign:
            assert len(factors.factors_on(level, sign)) >= 10
    assert all(one.words.es.strip() and one.words.en.strip() for one in table.values())
    assert len({one.words.es for one in table.values()}) == len(table)


def test_nothing_counts_or_weighs_factors():
    """No score of a person: no arithmetic where factors are, and no name that promises one."""
    for module in (factors, facts, asking):
        tree = ast.parse(inspect.getsource(module))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not [name for name in names if "score" in name or "level_of" in name]
    arithmetic = (ast.BinOp, ast.AugAssign)
    source = ast.parse(inspect.getsource(factors))
    assert not [node for node in ast.walk(source) if isinstance(node, arithmetic)]
    assert {field.name for field in dataclasses.fields(factors.Factor)} == {
        "code",
        "level",
        "sign",
        "words",
    }
    risky = replace(MOTHER, factors=frozenset(factors.factors()))
    for decide in (facts.is_protection_sensitive, facts.route_codes, asking.prompts_for):
        assert decide(risky) == decide(MOTHER)


# Questions.


def test_every_question_says_why_and_of_whom_and_is_of_a_profile_that_exists():
    assert all(
        one.words.es and one.words.en and one.why.es and one.why.en for one in TABLE.values()
    )
    assert all(bool(one.choices) == (one.kind == PromptKind.CHOICE) for one in TABLE.values())
    assert {one.profile for one in TABLE.values()} == {
        *("nna", "family", "returnee", "medical", "extra_regional", "lgbtiq"),
        *(SAID_BY_NEED[need] for need in SAID_BY_NEED),
    }
    assert all(
        (one.group == FieldGroup.IDENTITY) == (one.profile == "lgbtiq") for one in TABLE.values()
    )


def test_no_answer_is_a_field_that_could_be_sent():
    sent = {field.value for fields in GROUP_FIELDS.values() for field in fields}
    assert not sent & {"answers", "factors", "factor_note", *TABLE}
    assert "orientation" not in {word for key in TABLE for word in key.split("_")}


@pytest.mark.parametrize(
    ("changes", "profiles", "of_its_own"),
    [
        ({}, {"family", "medical"}, False),
        ({"needs": ("shelter",)}, {"family"}, False),
        ({"people": (Person("12-17"),), "needs": ("food",)}, {"nna"}, True),
        ({"profiles": frozenset({"gbv_survivor_women"})}, {"gbv_survivor"}, True),
        ({"profiles": frozenset({"land_returnee"})}, {"returnee"}, True),
        ({"profiles": frozenset({"trafficking_victim"})}, {"trafficking_victim"}, True),
        ({"needs": ("gbv_care",)}, {"gbv_survivor"}, True),
        ({"needs": ("displacement",)}, {"idp"}, True),
        ({"needs": ("asylum_intake",)}, {"refugee_claimant"}, True),
        ({"needs": ("family_links",)}, {"family_of_missing"}, False),
        ({"nationality": "HT", "heads_for": "GT"}, {"extra_regional"}, False),
        ({"nationality": "SV", "heads_for": "SV"}, {"returnee"}, False),
        ({"profiles": frozenset({"pregnant"}), "needs": ("food",)}, {"medical"}, False),
    ],
)
def test_only_what_the_profiles_need_is_asked(changes, profiles, of_its_own):
    case = replace(MOTHER, **changes)
    asked = {one.profile for one in asking.prompts_for(case)}
    rest = set() if not changes else {"family", "medical"}
    assert asked - rest == (profiles | {"lgbtiq"}) - rest
    assert profiles <= asked
    assert asking.has_questions_of_its_own(case) == of_its_own


def needed(holidays=(), **answers):
    found = asking.needed_by(replace(MOTHER, answers=answers), holidays=holidays)
    return [(one.code, one.at) for one in found]


def test_answers_make_things_urgent_the_earliest_first():
    when = datetime(2020, 11, 20, 4, tzinfo=UTC)
    assert needed(
        gbv_when=when.isoformat(), ppi_renewal_gt="2020-11-21", extra_permit_until="2020-12-01"
    ) == [
        ("stay_gt", datetime(2020, 11, 21, 23, 59, tzinfo=LOCAL)),
        ("hiv_prevention", when + timedelta(hours=72)),
        ("emergency_contraception", when + timedelta(hours=120)),
        ("permit_hn", datetime(2020, 12, 1, 23, 59, tzinfo=LOCAL)),
    ]
    assert needed() == []


def test_a_claim_in_el_salvador_is_made_within_five_working_days_from_the_day_after():
    friday = "2020-11-20"
    last = datetime(2020, 11, 27, 23, 59, tzinfo=LOCAL)
    assert needed(ppi_entered_sv=friday) == [("asylum_claim_sv", last)]
    assert needed(ppi_entered_sv=friday, holidays=[date(2020, 11, 25)]) == [
        ("asylum_claim_sv", last + timedelta(days=3))
    ]
    assert needed(ppi_entered_sv=friday, ppi_claimed="yes") == []
    entered = replace(MOTHER, answers={"ppi_entered_sv": friday})
    assert (asking.entered_on(entered), asking.entered_on(MOTHER)) == (date(2020, 11, 20), None)


def test_a_limit_is_proposed_to_whom_it_matters():
    when = datetime(2020, 11, 20, 4, tzinfo=UTC)
    case = replace(MOTHER, answers={"gbv_when": when.isoformat(), "ppi_entered_sv": "2020-11-20"})
    limits = asking.needed_by(case, holidays=())
    assert {one.code for one in limits} <= set(asking.NEEDS_OF_A_LIMIT)
    assert asking.proposed_for(limits, served={"medical"}) == when + timedelta(hours=72)
    claim = asking.proposed_for(limits, served={"asylum_intake", "legal"})
    assert claim == datetime(2020, 11, 27, 23, 59, tzinfo=LOCAL)
    assert asking.proposed_for(limits, served={"shelter"}) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2020-11-20T15:40", "2020-11-20T20:00"),
        ("2020-11-20T19:30", "2020-11-20T20:30"),
        ("2020-11-21T02:10", "2020-11-21T03:10"),
        ("2020-11-21T05:00", "2020-11-21T20:00"),
    ],
)
def test_shelter_for_a_child_alone_is_needed_the_same_evening(now, until):
    girl = replace(MOTHER, people=(Person("12-17", "f"),), accompanied=False, needs=("shelter",))
    at = datetime.fromisoformat(now).replace(tzinfo=LOCAL)
    limits = asking.needed_tonight(girl, at=at)
    due = datetime.fromisoformat(until).replace(tzinfo=LOCAL)
    assert asking.proposed_for(limits, served={"child_shelter"}) == due
    assert asking.proposed_for(limits, served={"medical"}) is None


def test_nobody_else_needs_a_shelter_by_an_hour():
    at = datetime(2020, 11, 20, 12, tzinfo=LOCAL)
    assert asking.needed_tonight(replace(MOTHER, needs=("shelter",)), at=at) == ()
    girl = replace(MOTHER, people=(Person("12-17", "f"),), accompanied=False, needs=("food",))
    assert asking.needed_tonight(girl, at=at) == ()

"""Clocks, consents, recipients and facts on plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from tests.factories.cases import NOON, facts

from relevo.cases.enums import FactField, FieldGroup, Urgency
from relevo.cases.errors import (
    ConsentExpired,
    ConsentMissing,
    ConsentTermsRefused,
    ConsentWithdrawn,
    FactsRefused,
    OfferRefused,
    RecipientBlocked,
)
from relevo.cases.rules.clocks import LOCAL, deadline_of
from relevo.cases.rules.consents import (
    ConsentTerms,
    LiveConsent,
    Use,
    check_consent_live,
    check_terms,
    end_of,
)
from relevo.cases.rules.facts import (
    Person,
    check_facts,
    facts_of,
    groups_of,
    is_child_alone,
    is_language,
    is_protection_sensitive,
    is_without_adult,
    urgency_of,
)
from relevo.cases.rules.recipients import Protected, Recipient, check_recipient

HOURS = timedelta(hours=1)
FRIDAY_AFTERNOON = datetime(2020, 11, 20, 15, 40, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("urgency", "needed_by", "holidays", "deadline"),
    [
        (Urgency.EMERGENCY, None, (), FRIDAY_AFTERNOON + 24 * HOURS),
        (Urgency.URGENT, None, (), FRIDAY_AFTERNOON + 72 * HOURS),
        (Urgency.URGENT, None, (date(2020, 11, 23),), FRIDAY_AFTERNOON + 72 * HOURS),
        (Urgency.NORMAL, None, (), datetime(2020, 12, 4, 15, 40, tzinfo=LOCAL)),
        (
            Urgency.NORMAL,
            None,
            (date(2020, 11, 23), date(2020, 11, 28), date(2020, 12, 1)),
            datetime(2020, 12, 8, 15, 40, tzinfo=LOCAL),
        ),
        (Urgency.URGENT, FRIDAY_AFTERNOON + HOURS, (), FRIDAY_AFTERNOON + HOURS),
        (Urgency.EMERGENCY, FRIDAY_AFTERNOON + 30 * HOURS, (), FRIDAY_AFTERNOON + 24 * HOURS),
        (
            Urgency.NORMAL,
            datetime(2020, 12, 1, tzinfo=UTC),
            (),
            datetime(2020, 12, 1, tzinfo=UTC),
        ),
    ],
)
def test_deadline_is_the_earlier_of_the_clock_and_needed_by(urgency, needed_by, holidays, deadline):
    found = deadline_of(urgency, at=FRIDAY_AFTERNOON, needed_by=needed_by, holidays=holidays)
    assert found == deadline


@pytest.mark.parametrize("late", [timedelta(), timedelta(seconds=1)])
def test_needed_by_that_has_passed_is_refused(late):
    with pytest.raises(OfferRefused) as refused:
        deadline_of(Urgency.URGENT, at=NOON, needed_by=NOON - late, holidays=())
    assert (refused.value.field, refused.value.problem) == ("needed_by", "passed")


USE = Use(case_id=UUID(int=1), recipient_id=UUID(int=2), service_id=UUID(int=3))
TERMS = ConsentTerms(
    id=UUID(int=4),
    use=USE,
    fields=frozenset({FactField.NEEDS}),
    given_at=NOON,
    expires_at=NOON + timedelta(days=30),
    withdrawn_at=None,
    chosen_by_person=False,
)


@pytest.mark.parametrize("at", [NOON, NOON + timedelta(days=30) - timedelta(microseconds=1)])
def test_a_consent_is_live_from_when_it_was_given_to_before_its_end(at):
    assert check_consent_live(TERMS, use=USE, at=at) == LiveConsent(
        consent_id=UUID(int=4), use=USE, fields=frozenset({FactField.NEEDS})
    )


@pytest.mark.parametrize(
    ("terms", "at", "refusal"),
    [
        (None, NOON, ConsentMissing),
        (replace(TERMS, use=replace(USE, case_id=UUID(int=9))), NOON, ConsentMissing),
        (replace(TERMS, use=replace(USE, recipient_id=UUID(int=9))), NOON, ConsentMissing),
        (replace(TERMS, use=replace(USE, service_id=UUID(int=9))), NOON, ConsentMissing),
        (TERMS, NOON - timedelta(microseconds=1), ConsentMissing),
        (TERMS, TERMS.expires_at, ConsentExpired),
        (TERMS, TERMS.expires_at + timedelta(seconds=1), ConsentExpired),
        (replace(TERMS, withdrawn_at=NOON), NOON, ConsentWithdrawn),
        (replace(TERMS, withdrawn_at=NOON), TERMS.expires_at, ConsentWithdrawn),
    ],
)
def test_any_other_use_is_refused_by_name(terms, at, refusal):
    with pytest.raises(refusal) as refused:
        check_consent_live(terms, use=USE, at=at)
    assert getattr(refused.value, "expired_at", TERMS.expires_at) == TERMS.expires_at


GOOD_TERMS = {
    "field_groups": ["needs", "contact"],
    "form": "oral",
    "days": 30,
    "language": "es",
    "purpose": "own_record",
    "languages": {"es", "en"},
    "is_without_adult": False,
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"days": 1},
        {"days": 180},
        {"form": "written", "language": "en"},
        {"form": "assent", "is_without_adult": True},
        {"field_groups": FieldGroup.values},
    ],
)
def test_terms_that_make_a_consent_pass(change):
    check_terms(**GOOD_TERMS | change)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"field_groups": ["needs", "everything"]}, "field_groups", "unknown"),
        ({"field_groups": ["needs", "needs"]}, "field_groups", "twice"),
        ({"field_groups": ["contact"]}, "field_groups", "needs_missing"),
        ({"field_groups": []}, "field_groups", "needs_missing"),
        ({"purpose": "marketing"}, "purpose", "unknown"),
        ({"form": "nod"}, "form", "unknown"),
        ({"is_without_adult": True}, "form", "assent_needed"),
        ({"days": 0}, "days", "out_of_range"),
        ({"days": 181}, "days", "out_of_range"),
        ({"language": "quc"}, "language", "no_text"),
    ],
)
def test_terms_that_make_none_are_refused(change, field, problem):
    with pytest.raises(ConsentTermsRefused) as refused:
        check_terms(**GOOD_TERMS | change)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_the_end_is_so_many_days_later():
    assert end_of(NOON, days=2) == NOON + timedelta(days=2)


BLOCKED = {
    ("police", "HN", "border_post"): "enforcement",
    ("army", "GT", "border_post"): "enforcement",
    ("gov_migration", "HN", "border_post"): "enforcement",
    ("gov_foreign", "HN", "public_office"): "consulate",
    ("gov_foreign", "SV", "consulate"): "consulate",
    ("ngo", "HN", "consulate"): "consulate",
    ("municipality", "SV", "municipal_window"): "origin_authority",
    ("child_protection", "SV", "child_protection_office"): "origin_authority",
    ("ombudsman", "SV", "ombudsman_office"): "origin_authority",
    ("health", "SV", "hospital"): "origin_authority",
    ("a_new_kind", "SV", "public_office"): "origin_authority",
    ("municipality", "HN", "municipal_window"): None,
    ("health", "GT", "hospital"): None,
    ("church", "SV", "shelter"): None,
    ("ngo", "SV", "shelter"): None,
    ("red_cross", "SV", "red_cross_point"): None,
    ("un", "RG", "ngo_office"): None,
}


def blocked(recipient, *, chosen_by_person=False, **more):
    asked = {"is_sensitive": True, "is_child_alone": False, "nationality": "SV"} | more
    try:
        check_recipient(
            Recipient(*recipient),
            Protected(**asked),
            chosen_by_person=chosen_by_person,
            on=NOON.date(),
        )
    except RecipientBlocked as refusal:
        return refusal.why
    return None


@pytest.mark.parametrize(("recipient", "why"), BLOCKED.items())
def test_a_protection_case_never_goes_to_control_nor_to_the_state_of_origin(recipient, why):
    assert blocked(recipient) == why


@pytest.mark.parametrize(("recipient", "why"), BLOCKED.items())
def test_a_child_alone_goes_to_authorities_for_children_but_to_no_control(recipient, why):
    expected = why if why in {"enforcement", "consulate"} else None
    at_home = {"is_child_alone": True, "is_in": "SV"}
    assert blocked(recipient, is_sensitive=False, **at_home) == expected
    assert blocked(recipient, **at_home) == why
    assert blocked(recipient, **at_home, chosen_by_person=True) is None


@pytest.mark.parametrize(
    ("bands", "accompanied", "is_alone"),
    [
        (("12-17",), False, True),
        (("12-17",), True, True),
        (("21-59", "0-4"), True, False),
        (("18-20", "12-17"), False, True),
        (("21-59",), False, False),
    ],
)
def test_a_child_is_alone_without_parent_or_guardian(bands, accompanied, is_alone):
    people = tuple(Person(band) for band in bands)
    told = facts(people=people, accompanied=accompanied)
    assert is_child_alone(told) == is_alone


@pytest.mark.parametrize("recipient", BLOCKED)
def test_what_the_person_chose_or_no_protection_case_goes_to_anyone(recipient):
    assert blocked(recipient, chosen_by_person=True) is None
    assert blocked(recipient, is_sensitive=False) is None


@pytest.mark.parametrize(
    ("recipient", "why"),
    [
        (("municipality", "HN", "municipal_window"), "origin_unknown"),
        (("police", "HN", "border_post"), "enforcement"),
        (("church", "SV", "shelter"), None),
    ],
)
def test_where_the_origin_is_not_known_every_authority_is_blocked(recipient, why):
    assert blocked(recipient, nationality="") == why


@pytest.mark.parametrize(
    ("change", "is_sensitive"),
    [
        ({}, False),
        ({"protection_sensitive": True}, True),
        ({"needs": ("medical", "gbv_care")}, True),
        ({"needs": ("trafficking_response",)}, True),
        ({"needs": ("international_protection",)}, True),
        ({"needs": ("displacement",)}, True),
        ({"profiles": frozenset({"idp"})}, True),
        ({"profiles": frozenset({"pregnant"})}, False),
    ],
)
def test_a_case_is_one_of_protection_by_word_need_or_profile(change, is_sensitive):
    assert is_protection_sensitive(facts(**change)) is is_sensitive


@pytest.mark.parametrize(
    ("bands", "without"),
    [
        (["12-17"], True),
        (["0-4", "5-11", "12-17"], True),
        (["12-17", "18-20"], False),
        (["60+"], False),
    ],
)
def test_a_group_without_anyone_of_age(bands, without):
    assert is_without_adult(facts(people=tuple(Person(band) for band in bands))) is without


def test_facts_come_back_from_their_groups_as_they_were():
    known = facts(protection_sensitive=True, accompanied=False)
    groups = groups_of(known, urgency=Urgency.EMERGENCY)
    assert set(groups) == set(FieldGroup)
    assert (facts_of(groups), urgency_of(groups)) == (known, Urgency.EMERGENCY)


def test_texts_of_a_case_do_not_show_in_its_representation():
    shown = repr(facts(name="Xiomara", safe_contact="9988", health="fiebre", narrative="huyó"))
    assert [word for word in ("Xiomara", "9988", "fiebre", "huyó") if word in shown] == []


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"needs": (), "urgent_needs": frozenset()}, "needs", "missing"),
        ({"needs": tuple(f"n{n}" for n in range(21))}, "needs", "too_many"),
        ({"people": ()}, "people", "missing"),
        ({"people": (Person("0-4"),) * 61}, "people", "too_many"),
        ({"people": (Person("24"),)}, "people", "age_band"),
        ({"people": (Person("0-4", "female"),)}, "people", "sex"),
        ({"language": "Español"}, "language", "unknown"),
        ({"urgent_needs": frozenset({"legal"})}, "urgent_needs", "not_needed"),
        ({"nationality": "Salvador"}, "nationality", "unknown"),
        ({"heads_for": "sv"}, "heads_for", "unknown"),
        ({"needs": ("Medical Care",), "urgent_needs": frozenset()}, "needs", "unknown"),
        ({"documents": frozenset({"DUI 1"})}, "documents", "unknown"),
        ({"profiles": frozenset(f"p{n}" for n in range(21))}, "profiles", "unknown"),
        ({"start_node": "x" * 41}, "start_node", "too_long"),
        ({"safe_contact": "x" * 1601}, "safe_contact", "too_long"),
        ({"name": "x" * 301}, "name", "too_long"),
        ({"health": "x" * 2001}, "health", "too_long"),
        ({"narrative": "x" * 8001}, "narrative", "too_long"),
    ],
)
def test_facts_that_say_nothing_usable_are_refused(change, field, problem):
    with pytest.raises(FactsRefused) as refused:
        check_facts(facts(**change))
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_the_least_and_the_most_of_facts_pass():
    check_facts(facts(nationality="", heads_for="", start_node="", urgent_needs=frozenset()))
    check_facts(facts(narrative="ñ" * 8000, people=(Person("60+", "x"),) * 60))


@pytest.mark.parametrize(("code", "is_one"), [("es", True), ("quc", True), ("", False), ("ES", 0)])
def test_languages_are_codes(code, is_one):
    assert is_language(code) == is_one

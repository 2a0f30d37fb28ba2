from dataclasses import replace
from datetime import datetime

import pytest
from tests.factories.journeys import NOON, girl_alone, mother_and_child

from relevo import planner
from relevo.borders.errors import RuleUnreadable
from relevo.borders.rules.asked import grouped, nationalities_of
from relevo.journeys.errors import NobodyTravels, NothingNeeded
from relevo.journeys.rules import (
    AdmissionFact,
    Demand,
    admissions_of,
    canonical,
    decoded,
    encoded,
    instant_of,
    is_protection_sensitive,
    local_day,
    minute_of,
    operator_of,
    profiles_of,
    request_of,
    requirement_of,
    trust,
)
from relevo.planner import Admission, Basis, Condition, Member, Need, OperatorKind, Requirement

KNOWN = Basis.CONFIRMED
DAWN = minute_of(datetime.fromisoformat("2020-11-21T06:00-06:00"))


def test_minutes_are_whole_and_come_back():
    assert instant_of(minute_of(NOON)) == NOON
    assert local_day(datetime.fromisoformat("2020-11-21T05:59+00:00")).isoformat() == "2020-11-20"


def test_profiles_of_a_mother_on_her_way_home():
    assert profiles_of(mother_and_child(), start_country="HN") == {
        *("family", "nna", "single_mother_family", "sv_national", "with_adult"),
        *("foreigner@GT", "foreigner@HN", "national_abroad@SV", "returnee@SV"),
        *("transit@GT", "transit@HN"),
    }


def test_a_family_with_two_adults_is_not_one_of_a_mother_alone():
    family = mother_and_child(members=(Member(30, "f"), Member(31, "m"), Member(2)))
    found = profiles_of(family, start_country="HN")
    assert ("family" in found, "single_mother_family" in found) == (True, False)


def test_profiles_of_a_child_alone_who_leaves_her_country():
    assert profiles_of(girl_alone(), start_country="HN") == {
        *("hn_national", "nna", "foreigner@GT", "foreigner@SV"),
        *("transit@GT", "transit@HN", "transit@SV"),
    }


def test_profiles_of_adults_who_come_back_by_air():
    profile = mother_and_child(
        members=(Member(61, "m"), Member(40, "f")),
        nationality="HN",
        profiles=frozenset({"air_returnee", "pregnant"}),
    )
    assert profiles_of(profile, start_country="HN") == {
        *("air_returnee@HN", "elderly", "foreigner@GT", "foreigner@SV", "hn_national"),
        *("pregnant", "returnee@HN", "returnee_adult@HN", "transit@GT", "transit@SV"),
        "with_adult",
    }


def test_profiles_of_somebody_from_afar_say_what_the_need_says():
    profile = mother_and_child(
        members=(Member(30, "f"),), nationality="HT", needs=("gbv_care", "international_protection")
    )
    assert profiles_of(profile, start_country="HN") == {
        *("extra_regional", "foreigner@GT", "foreigner@HN", "foreigner@SV", "gbv_survivor"),
        *("gbv_survivor_women", "national_abroad@HT", "refugee_claimant"),
        *("transit@GT", "transit@HN", "transit@SV", "with_adult"),
    }


def test_whoever_heads_for_the_own_country_goes_back():
    profile = girl_alone(heads_for="HN")
    assert "returnee@HN" in profiles_of(profile, start_country="HN")


@pytest.mark.parametrize(
    ("columns", "sensitive"),
    [
        ({}, False),
        ({"protection_sensitive": True}, True),
        ({"needs": ("gbv_care",)}, True),
        ({"needs": ("missing_migrants",)}, False),
        ({"profiles": frozenset({"trafficking_victim"})}, True),
    ],
)
def test_a_case_is_protection_sensitive_by_word_need_or_profile(columns, sensitive):
    profile = mother_and_child(**columns)
    assert is_protection_sensitive(profile) is sensitive
    assert request_of(profile, start_country="HN", at=NOON).protection_sensitive is sensitive


def test_request_asks_for_a_bed_before_dawn():
    profile = mother_and_child(
        needs=("shelter", "medical", "shelter"),
        urgent=frozenset({"medical"}),
        documents=frozenset({"passport"}),
        chosen=frozenset({"SP-1"}),
        excluded=frozenset({"SP-2"}),
        heads_for="SV",
    )
    assert request_of(profile, start_country="HN", at=NOON) == planner.Request(
        start="HNSV-AMA-HN",
        depart=minute_of(NOON),
        nationality="SV",
        members=(Member(24, "f"), Member(2, "m")),
        needs=(Need("shelter", by=DAWN), Need("medical", urgent=True)),
        documents=frozenset({"passport"}),
        profiles=profiles_of(profile, start_country="HN"),
        chosen=frozenset({"SP-1"}),
        excluded=frozenset({"SP-2"}),
        heads_for="SV",
    )


def test_request_before_dawn_means_the_same_night():
    at = datetime.fromisoformat("2020-11-21T05:59-06:00")
    (need,) = request_of(mother_and_child(needs=("shelter",)), start_country="HN", at=at).needs
    assert need == Need("shelter", by=DAWN)


def test_request_after_tonight_has_no_limit():
    request = request_of(mother_and_child(), start_country="HN", at=NOON, tonight=False)
    assert request.needs == (Need("medical"), Need("shelter"))


def test_a_child_alone_is_never_accompanied_and_always_handed_to_child_protection():
    request = request_of(girl_alone(), start_country="HN", at=NOON)
    assert request.accompanied is False
    assert [need.code for need in request.needs] == ["medical", "shelter", "child_protection"]
    asked = request_of(girl_alone(needs=("child_protection",)), start_country="HN", at=NOON)
    assert asked.needs == (Need("child_protection"),)


def test_all_but_health_waits_for_the_child_protection_of_a_child_alone():
    needs = ("medical", "shelter", "food", "gbv_care", "child_protection")
    request = request_of(
        girl_alone(needs=needs, urgent=frozenset({"shelter"})), start_country="HN", at=NOON
    )
    waiting = {need.code for need in request.needs if need.after == {"child_protection"}}
    assert waiting == {"shelter", "food"}
    assert all(not need.after for need in request.needs if need.code not in waiting)


def test_nothing_waits_for_child_protection_where_a_guardian_is_there():
    needs = ("child_protection", "shelter")
    request = request_of(mother_and_child(needs=needs), start_country="HN", at=NOON)
    assert all(not need.after for need in request.needs)


def test_a_child_with_an_adult_who_is_not_a_guardian_is_not_accompanied():
    request = request_of(mother_and_child(accompanied=False), start_country="HN", at=NOON)
    assert [need.code for need in request.needs] == ["medical", "shelter", "child_protection"]


def test_request_is_for_somebody_and_for_something():
    with pytest.raises(NobodyTravels):
        request_of(mother_and_child(members=()), start_country="HN", at=NOON)
    with pytest.raises(NothingNeeded):
        request_of(mother_and_child(needs=()), start_country="HN", at=NOON)


@pytest.mark.parametrize(
    ("sourced", "confidence", "basis"),
    [
        (True, "high", Basis.CONFIRMED),
        (True, "medium", Basis.CONFIRMED),
        (True, "low", Basis.ASSUMED),
        (False, "high", Basis.ASSUMED),
    ],
)
def test_only_a_sourced_fact_that_is_not_weak_is_confirmed(sourced, confidence, basis):
    assert trust(sourced=sourced, confidence=confidence) is basis


@pytest.mark.parametrize(
    ("applies_to", "only", "all_but"),
    [
        ("all", set(), set()),
        ("foreigners", set(), {"SV"}),
        ("foreigners|residents", set(), {"SV"}),
        ("foreigners|nationals", set(), set()),
        ("nationals", {"SV"}, set()),
        ("ca4", {"GT", "HN", "NI"}, set()),
        ("nationals|ca4", {"GT", "HN", "NI", "SV"}, set()),
        ("GT|NI", {"GT", "NI"}, set()),
        ("residents", {"resident"}, set()),
        ("HN|all", set(), set()),
    ],
)
def test_whom_a_requirement_applies_to(applies_to, only, all_but):
    assert nationalities_of(applies_to, country="SV") == (only, all_but)


@pytest.mark.parametrize("read", ["", "everyone", "hn", "H1", "HN||SV"])
def test_words_that_name_nobody_are_refused(read):
    with pytest.raises(RuleUnreadable) as refused:
        nationalities_of(read, country="SV")
    assert (refused.value.kind, refused.value.read) == ("applies_to", read)


PCR = Demand(
    key="PCR",
    country="SV",
    applies_to="foreigners",
    demand="negative_pcr_72h",
    is_blocking=True,
    known=KNOWN,
    age_from=10,
    accepts=frozenset({"negative_pcr"}),
    valid_hours=72,
)


def test_requirement_of_one_row():
    assert requirement_of([PCR]) == Requirement(
        id="PCR",
        any_of=frozenset({"negative_pcr"}),
        applies=Condition(except_nationalities=frozenset({"SV"}), age_from=10),
        blocking=True,
        known=KNOWN,
        valid_hours=72,
    )


def test_requirement_of_alternatives_blocks_only_if_all_do():
    quarantine = replace(
        PCR,
        key="Q",
        demand="quarantine_14d",
        is_blocking=False,
        known=Basis.ASSUMED,
        accepts=None,
        valid_hours=None,
    )
    assert requirement_of([PCR, quarantine]) == Requirement(
        id="PCR",
        any_of=frozenset({"negative_pcr", "quarantine_14d"}),
        applies=Condition(except_nationalities=frozenset({"SV"}), age_from=10),
        blocking=False,
        known=Basis.ASSUMED,
        valid_hours=72,
    )


def test_nobody_is_admitted_where_a_country_is_closed_to_foreigners():
    closed = requirement_of(
        [replace(PCR, demand="not_admitted", accepts=frozenset(), valid_hours=None)]
    )
    assert (closed.any_of, closed.valid_hours, closed.blocking) == (frozenset(), None, True)


def test_rows_of_a_group_stay_apart_when_they_concern_different_people():
    one = replace(PCR, key="B", any_of_group="G")
    other = replace(PCR, key="A", any_of_group="G")
    old = replace(PCR, key="C", any_of_group="G", age_from=60)
    alone = replace(PCR, key="D")
    assert grouped([one, other, old, alone]) == [[other, one], [old], [alone]]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("gov_foreign", "HN", "consulate"), (OperatorKind.CONSULATE, "HN")),
        (("gov_foreign", "HN", "child_shelter"), (OperatorKind.FOREIGN_MINISTRY, "HN")),
        (("police", "GT", "public_office"), (OperatorKind.POLICE, "GT")),
        (("army", "SV", "public_office"), (OperatorKind.ARMY, "SV")),
        (("gov_migration", "SV", "border_post"), (OperatorKind.MIGRATION, "SV")),
        (("health", "SV", "hospital"), (OperatorKind.STATE, "SV")),
        (("church", "SV", "shelter"), (OperatorKind.CIVIL, "")),
        (("un", "RG", "ngo_office"), (OperatorKind.CIVIL, "")),
    ],
)
def test_who_runs_a_service(kinds, expected):
    institution_kind, country, service_kind = kinds
    assert (
        operator_of(
            institution_kind=institution_kind,
            institution_country=country,
            service_kind=service_kind,
        )
        == expected
    )


def admissions(*facts, provides=("medical",), profiles=("all",)):
    return admissions_of(
        facts, country="HN", provides=provides, profiles=profiles, profiles_known=KNOWN
    )


def fact(rule, value="yes"):
    return AdmissionFact(key="AR", rule=rule, value=value, known=KNOWN)


def test_a_service_for_everyone_has_no_admission_rule():
    assert admissions() == ()
    assert admissions(profiles=()) == ()


def test_profiles_of_a_service_are_those_of_its_country():
    assert admissions(profiles=("nna", "returnee")) == (
        Admission("profiles", KNOWN, profiles=frozenset({"nna", "returnee@HN"})),
    )


def test_a_shelter_that_does_not_name_children_takes_them_with_an_adult():
    with_adult = Admission("with_adult", KNOWN, profiles=frozenset({"with_adult"}))
    assert admissions(provides=("shelter",)) == (with_adult,)
    assert with_adult not in admissions(provides=("shelter",), profiles=("nna",))


@pytest.mark.parametrize(
    ("told", "admission"),
    [
        (
            fact("only_profiles", "transit|nna"),
            Admission("AR", KNOWN, profiles=frozenset({"nna", "transit@HN"})),
        ),
        (fact("only_children", "18"), Admission("AR", KNOWN, profiles=frozenset({"nna"}))),
        (
            fact("only_nationality", "HN|SV"),
            Admission("AR", KNOWN, takes=Condition(nationalities=frozenset({"HN", "SV"}))),
        ),
        (
            fact("only_foreigners"),
            Admission("AR", KNOWN, takes=Condition(except_nationalities=frozenset({"HN"}))),
        ),
        (fact("only_women"), Admission("AR", KNOWN, sexes=frozenset({"f"}))),
        (fact("by_referral_only", "CAMI"), Admission("AR", KNOWN, by_referral_only=True)),
        (
            fact("needs_document", "passport|national_id"),
            Admission("AR", KNOWN, needs_any_of=frozenset({"national_id", "passport"})),
        ),
        (
            fact("only_air_returnees"),
            Admission("AR", KNOWN, profiles=frozenset({"air_returnee@HN"})),
        ),
        (
            fact("only_land_returnees"),
            Admission("AR", KNOWN, profiles=frozenset({"land_returnee@HN"})),
        ),
        (fact("only_returnees"), Admission("AR", KNOWN, profiles=frozenset({"returnee@HN"}))),
        (fact("a_rule_of_tomorrow"), Admission("AR", Basis.UNKNOWN)),
    ],
)
def test_each_rule_becomes_an_admission(told, admission):
    assert admissions(told) == (admission,)


def test_a_house_for_children_takes_no_adults():
    house = admissions(fact("only_children", "18"), provides=("shelter",), profiles=("nna",))
    assert house[1] == Admission("AR", KNOWN, profiles=frozenset({"nna"}), adults_allowed=False)


def test_rules_on_the_stay_leave_nobody_out():
    assert admissions(fact("max_stay_hours", "72"), fact("max_nights", "3")) == ()


def test_values_come_back_from_their_code():
    request = request_of(mother_and_child(), start_country="HN", at=NOON)
    assert decoded(planner.Request, encoded(request)) == request
    requirement = requirement_of([PCR])
    assert decoded(Requirement, encoded(requirement)) == requirement


def test_equal_values_have_equal_text_whatever_the_order_of_their_sets():
    one = Condition(nationalities=frozenset(["HN", "SV", "GT"]))
    other = Condition(nationalities=frozenset(["GT", "HN", "SV"]))
    assert canonical(one) == canonical(other)
    assert canonical(one).startswith('{"age_from":null')

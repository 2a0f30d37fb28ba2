import pytest
from django.utils.translation import override
from tests.factories import places
from tests.factories.journeys import a_region, assumption, hours, requirement, rule

from relevo.directory.models import Assumption, Service
from relevo.planner import Check, Reason, ReasonCode
from relevo.wording.reasons import Facts, ToldReason, tell_checks, tell_reason
from relevo.wording.words import load_terms

pytestmark = pytest.mark.django_db
PERSONS_CHOICE = "Only if the person chooses this very service."


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def facts():
    border = a_region()
    women = rule("SP-1", "only_women", source="https://example.org/regla")
    row = requirement("SV-PASSPORT", "passport")
    return Facts(
        terms=load_terms(),
        crossings={border.key: border},
        requirements={row.key: (row,)},
        rules={women.key: women},
    )


REASONS = [
    (
        Reason(ReasonCode.PROFILE_NOT_SERVED, "profiles", ("family", "transit@HN"), ("family",)),
        "It serves only: family units or people on their way through Honduras.",
        "It would serve: family units or people on their way through Honduras.",
    ),
    (
        Reason(ReasonCode.AGE, "x", ("2", "24"), ("12-17",)),
        "Its rule on age leaves out: 2 or 24 years.",
        "It takes people of 12-17 years.",
    ),
    (
        Reason(ReasonCode.SEX, "x", ("m",), ("f",)),
        "It does not take everyone in the group.",
        "It takes women and girls.",
    ),
    (
        Reason(ReasonCode.NATIONALITY, "x", ("SV",), ("HN",)),
        "It does not serve people of this nationality.",
        "It serves nationals of Honduras.",
    ),
    (
        Reason(ReasonCode.NATIONALITY, "x", ("SV",)),
        "It does not serve people of this nationality.",
        "It serves people of other nationalities.",
    ),
    (
        Reason(ReasonCode.CHILDREN_NOT_ALLOWED),
        "It does not take children.",
        "It takes adults who come without children.",
    ),
    (
        Reason(ReasonCode.ADULTS_NOT_ALLOWED),
        "It takes only children and adolescents, without the adults of the group.",
        "It takes children who come without an adult.",
    ),
    (
        Reason(ReasonCode.DOCUMENT_MISSING, "x", ("passport",), ("national_id", "passport")),
        "It asks for: national identity document or passport.",
        "It would be possible with: national identity document or passport.",
    ),
    (
        Reason(ReasonCode.CROSSING_REQUIREMENT, "unknown"),
        "Nobody of this group is let through.",
        "",
    ),
    (
        Reason(ReasonCode.NO_CAPACITY, facts=("1",)),
        "There is no room for 1 person now.",
        "It would be possible as soon as there is room: ask.",
    ),
    (
        Reason(ReasonCode.NO_CAPACITY, facts=("2",)),
        "There is no room for 2 people now.",
        "It would be possible as soon as there is room: ask.",
    ),
    (
        Reason(ReasonCode.BEYOND_CROSSING, facts=("HNSV-AMA", "OTHER")),
        "It lies beyond El Amatillo or OTHER, which cannot be crossed now.",
        "It would be possible once El Amatillo or OTHER can be crossed.",
    ),
    (
        Reason(ReasonCode.BEYOND_CROSSING, "max_crossings", ("4",)),
        "It lies beyond more borders than a route may cross.",
        "",
    ),
    (
        Reason(ReasonCode.ORIGIN_AUTHORITY, "protection_sensitive", ("SV",)),
        (
            "It is an authority of El Salvador, the country of origin: in a case that needs "
            "protection it is never proposed."
        ),
        PERSONS_CHOICE,
    ),
    (
        Reason(ReasonCode.ORIGIN_AUTHORITY, "unaccompanied_child", ("SV",)),
        (
            "It is an authority of El Salvador, the country of origin: for a child without an "
            "adult it is never proposed before its protection needs have been ruled out."
        ),
        "Only once a decision on the child's best interests names this authority.",
    ),
    (
        Reason(ReasonCode.ENFORCEMENT, "protection_sensitive", ("police",)),
        (
            "It belongs to the police, the army or migration control: in a case that needs "
            "protection it is never proposed."
        ),
        PERSONS_CHOICE,
    ),
    (
        Reason(ReasonCode.ENFORCEMENT, "unaccompanied_child", ("police",)),
        (
            "It belongs to the police, the army or migration control: it is never proposed for a "
            "child without an adult."
        ),
        PERSONS_CHOICE,
    ),
    (
        Reason(ReasonCode.CONSULATE, "protection_sensitive"),
        "It is a consulate: in a case that needs protection it is never proposed.",
        PERSONS_CHOICE,
    ),
    (
        Reason(ReasonCode.CONSULATE, "unaccompanied_child"),
        (
            "It is a consulate: for a child without an adult it is called only after protection "
            "needs have been ruled out."
        ),
        PERSONS_CHOICE,
    ),
    (
        Reason(ReasonCode.TOO_LATE, "by"),
        "It cannot be done before the time by which it is needed.",
        "It would be possible if it may be done later.",
    ),
    (
        Reason(ReasonCode.TOO_LATE, "hours"),
        "They would arrive after it closes for the rest of these four days.",
        "It would be possible by leaving earlier.",
    ),
    (
        Reason(ReasonCode.NEVER_OPEN),
        "It does not open during these four days, as far as is known.",
        "",
    ),
    (
        Reason(ReasonCode.NOT_LOCATED),
        "Its place is not recorded well enough to plan a way there.",
        "It can be called, if a telephone is known.",
    ),
    (Reason(ReasonCode.NO_ROAD, facts=("SV",)), "No way to get there is known.", ""),
    (
        Reason(ReasonCode.EXCLUDED_BY_REQUEST),
        "It was left out on request.",
        "Take it back in and plan again.",
    ),
    (Reason(ReasonCode.CROSSING_CLOSED), "It is closed to people.", "As soon as it opens."),
    (
        Reason(ReasonCode.CROSSING_NEVER_OPEN),
        "It does not open to people during these four days.",
        "",
    ),
]


@pytest.mark.parametrize(("reason", "sentence", "lets_in"), REASONS)
def test_each_reason_is_a_sentence_with_what_lets_back_in(facts, reason, sentence, lets_in):
    assert tell_reason(reason, facts=facts) == ToldReason(reason.code.value, sentence, lets_in)


def test_no_reason_is_without_a_sentence():
    assert {reason.code for reason, _, _ in REASONS} == set(ReasonCode)


def test_a_rule_of_a_service_speaks_in_its_own_words(facts):
    told = tell_reason(Reason(ReasonCode.SEX, "AR-SP-1-only_women", ("m",), ("f",)), facts=facts)
    assert told == ToldReason(
        "sex", "Rule only_women.", "It takes women and girls.", "https://example.org/regla"
    )


def test_a_requirement_speaks_in_its_own_words(facts):
    papers = ("passport",)
    told = tell_reason(
        Reason(ReasonCode.CROSSING_REQUIREMENT, "SV-PASSPORT", papers, papers), facts=facts
    )
    assert told == ToldReason(
        "crossing_requirement",
        "SV-PASSPORT is asked.",
        "It would be possible with: passport.",
        "https://example.org/norma",
    )


def test_checks_of_a_service_name_what_is_assumed_of_its_kind():
    a_region()
    told = tell_checks(
        (Check.HOURS_ASSUMED, Check.CAPACITY_UNKNOWN),
        service=Service.objects.get(key="SP-2"),
        assumption=Assumption.objects.get(kind="shelter"),
    )
    assert told == (
        "The hours of shelter are assumed; confirm first.",
        "It is not known whether there is room; confirm first.",
    )


def test_hours_of_its_own_without_a_source_are_told_as_such():
    a_region()
    hours("SP-2", "24/7", is_sourced=False)
    told = tell_checks(
        (Check.HOURS_ASSUMED,),
        service=Service.objects.get(key="SP-2"),
        assumption=Assumption.objects.get(kind="shelter"),
    )
    assert told == ("Its hours have no source; confirm first.",)


def test_every_check_is_a_sentence():
    told = tell_checks(tuple(Check), service=None, assumption=None)
    assert len(set(told)) == len(Check)
    twice = (Check.HOURS_UNKNOWN, Check.HOURS_UNKNOWN)
    assert tell_checks(twice, service=None, assumption=None) == (
        "Its hours are not known; confirm first.",
    )


def test_an_assumption_needs_no_service_to_be_told():
    places.area("HN-17", "Valle")
    shelter = assumption("shelter", "24/7", "by_call", 60)
    told = tell_checks((Check.HOURS_ASSUMED,), service=None, assumption=shelter)
    assert told == ("The hours of shelter are assumed; confirm first.",)

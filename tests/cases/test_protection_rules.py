"""Who is blocked for a child and by a law, the two exceptions, and how a consent is explained."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.factories.cases import CONTACT, HEALTH, NAME, NOON, STORY, facts

from relevo.cases.enums import FactField, Ground, RecipientClass, Urgency
from relevo.cases.errors import (
    BestInterestsRefused,
    ConsentExpired,
    ConsentTermsRefused,
    GroundRefused,
    GroundRejected,
    RecipientBlocked,
)
from relevo.cases.rules import law
from relevo.cases.rules.best_interests import BestInterests, check_best_interests, of_json, to_json
from relevo.cases.rules.consents import (
    LONGEST_WORDS,
    Explained,
    LiveConsent,
    LiveGround,
    Use,
    check_explained,
)
from relevo.cases.rules.disclosure import (
    EVERY_FIELD,
    GROUP_FIELDS,
    PREVIEW,
    allowed,
    build_packet,
    fields_to_read_out,
    matrix,
)
from relevo.cases.rules.facts import facts_of, groups_of, is_returned, urgency_of
from relevo.cases.rules.grounds import (
    HOLDS,
    VITAL_FIELDS,
    Asked,
    GroundTerms,
    check_child_duty,
    check_ground_live,
    check_vital_interest,
    consent_id_of,
    ground_of,
)
from relevo.cases.rules.recipients import Protected, Recipient, check_recipient, is_openable

TODAY = NOON.date()
RETURN = BestInterests(
    decided_kind="court",
    decided_country="HN",
    decided_on=TODAY,
    outcome="reunited_at_origin",
    is_protection_ruled_out=True,
    names_kind="child_protection",
    names_country="GT",
)
OPEN_DECISION = replace(RETURN, outcome="stays", is_protection_ruled_out=False)


def why(recipient, *, on=TODAY, chosen=False, table=None, **person):
    asked = {"is_sensitive": False, "is_child_alone": True, "nationality": "GT", "is_in": "HN"}
    try:
        check_recipient(
            Recipient(*recipient),
            Protected(**asked | person),
            chosen_by_person=chosen,
            on=on,
            table=table,
        )
    except RecipientBlocked as blocked:
        return blocked.why
    return None


PGN = ("child_protection", "GT", "child_protection_office")
DINAF = ("child_protection", "HN", "child_protection_office")
CONSULATE = ("gov_foreign", "GT", "consulate")
POLICE_GT = ("police", "GT", "border_post")
POLICE_HN = ("police", "HN", "border_post")
SHELTER_GT = ("church", "GT", "shelter")


@pytest.mark.parametrize(
    ("recipient", "person", "expected"),
    [
        (PGN, {}, "child_origin"),
        (CONSULATE, {}, "child_origin"),
        (POLICE_GT, {}, "child_origin"),
        (("health", "GT", "hospital"), {}, "child_origin"),
        (SHELTER_GT, {}, None),
        (DINAF, {}, None),
        (POLICE_HN, {}, "enforcement"),
        # in her own country there is no other state that protects her
        (PGN, {"is_in": "GT"}, None),
        (POLICE_GT, {"is_in": "GT"}, "enforcement"),
        # where her country is not known, only authorities of where she is
        (PGN, {"nationality": ""}, "child_origin"),
        (DINAF, {"nationality": ""}, None),
        # with her family it is they who decide
        (PGN, {"is_child_alone": False}, None),
        (CONSULATE, {"is_child_alone": False}, None),
        # a decision opens to whom it names, and to nobody else
        (PGN, {"decision": RETURN}, None),
        (CONSULATE, {"decision": RETURN}, "child_origin"),
        (PGN, {"decision": OPEN_DECISION}, "child_origin"),
        (PGN, {"decision": replace(RETURN, names_kind="", names_country="")}, "child_origin"),
        (CONSULATE, {"decision": replace(RETURN, names_kind="gov_foreign")}, None),
        (POLICE_HN, {"decision": RETURN}, "enforcement"),
        # what protects her otherwise still stands
        (PGN, {"decision": RETURN, "is_sensitive": True}, "origin_authority"),
    ],
)
def test_child_alone_is_known_to_no_authority_of_her_country_before_a_decision(
    recipient, person, expected
):
    assert why(recipient, **person) == expected


def test_what_a_child_chose_does_not_open_her_country_and_what_a_decision_names_does():
    assert why(PGN, chosen=True) == "child_origin"
    assert why(PGN, chosen=True, decision=RETURN, is_sensitive=True) is None
    assert why(POLICE_HN, chosen=True) is None
    assert [is_openable(code) for code in ("child_origin", "law", "excluded", "consulate")] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("kind", "day", "person", "expected"),
    [
        ("police", date(2022, 3, 26), {}, None),
        ("police", date(2022, 3, 27), {}, "law"),
        ("army", date(2026, 1, 1), {}, "law"),
        ("gov_migration", date(2026, 1, 1), {}, "law"),
        ("municipality", date(2026, 1, 1), {}, None),
        ("police", date(2026, 1, 1), {"is_returned": False}, None),
        ("police", date(2026, 1, 1), {"nationality": "HN"}, None),
        # who may be of there is protected as who is
        ("gov_migration", date(2026, 1, 1), {"nationality": ""}, "law"),
        ("gov_migration", date(2026, 1, 1), {"nationality": "", "is_returned": False}, None),
        ("municipality", date(2026, 1, 1), {"nationality": ""}, None),
    ],
)
@pytest.mark.parametrize("chosen", [True, False])
def test_returned_salvadorans_go_to_no_police_while_the_emergency_lasts(
    kind, day, person, expected, chosen
):
    returned = {
        "is_child_alone": False,
        "nationality": "SV",
        "is_in": "SV",
        "is_returned": True,
    }
    asked = returned | person
    assert why((kind, "SV", "border_post"), on=day, chosen=chosen, **asked) == expected


def test_who_is_returned():
    assert is_returned(facts(nationality="SV"), is_in="SV")
    assert is_returned(facts(profiles=frozenset({"returnee"})), is_in="HN")
    assert not is_returned(facts(nationality="SV", needs=("shelter",)), is_in="HN")
    assert not is_returned(facts(nationality="", needs=("shelter",)), is_in="HN")


LINE = law.Switch(
    country="GT",
    code="x",
    since=TODAY,
    until=TODAY + timedelta(days=1),
    effect=law.Effect.AT_MOST,
    nationality="",
    profiles=frozenset(),
    kinds=frozenset({"police"}),
    fields=frozenset({FactField.NEEDS}),
    source_es="x",
    source_en="x",
    confidence=law.Confidence.LOW,
)


def test_law_leaves_open_what_its_lines_leave_open():
    assert law.most_fields(()) == EVERY_FIELD
    assert law.most_fields((LINE,)) == {FactField.NEEDS}
    never = replace(LINE, effect=law.Effect.NEVER)
    assert law.most_fields((LINE, never)) == frozenset()
    assert law.most_fields((replace(LINE, effect=law.Effect.CHILD_DUTY),)) == EVERY_FIELD
    asked = {
        "institution_kind": "police",
        "institution_country": "GT",
        "nationality": "",
        "is_returned": False,
        "table": (LINE,),
    }
    days = [LINE.since + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [bool(law.applying(**asked, on=day)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("effect", "nationality", "applies"),
    [
        (law.Effect.NEVER, "", True),
        (law.Effect.NEVER, "SV", True),
        (law.Effect.NEVER, "HN", False),
        (law.Effect.AT_MOST, "", True),
        (law.Effect.AT_MOST, "HN", False),
        (law.Effect.CHILD_DUTY, "", False),  # a duty to tell is of whom it names
    ],
)
def test_what_a_law_closes_is_closed_to_whose_nationality_is_not_known(
    effect, nationality, applies
):
    found = law.applying(
        institution_kind="police",
        institution_country="GT",
        nationality=nationality,
        is_returned=False,
        on=TODAY,
        table=(replace(LINE, effect=effect, nationality="SV"),),
    )
    assert bool(found) is applies


def test_every_line_of_the_law_has_a_source():
    assert all(line.source_es and line.source_en and line.since for line in law.switches())
    assert {line.country for line in law.switches()} == {"SV", "GT", "HN"}


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"decided_kind": "police"}, "decided_kind", "unknown"),
        ({"decided_country": "XX"}, "decided_country", "unknown"),
        ({"decided_on": TODAY + timedelta(days=1)}, "decided_on", "ahead"),
        ({"outcome": "x"}, "outcome", "unknown"),
        ({"is_protection_ruled_out": False}, "is_protection_ruled_out", "missing"),
        ({"names_kind": "", "names_country": ""}, "names_kind", "missing"),
        ({"names_kind": "police"}, "names_kind", "unknown"),
        ({"names_country": ""}, "names_country", "unknown"),
        (
            {"decided_country": "GT", "outcome": "stays", "is_protection_ruled_out": False},
            "decided_country",
            "of_origin",
        ),
    ],
)
def test_what_is_no_decision_is_refused(change, field, problem):
    with pytest.raises(BestInterestsRefused) as refused:
        check_best_interests(replace(RETURN, **change), nationality="GT", today=TODAY)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_decision_is_kept_among_the_sealed_facts():
    for decision in (None, RETURN):
        check_best_interests(RETURN, nationality="GT", today=TODAY)
        assert of_json(to_json(decision)) == decision
        told = facts(best_interests=decision)
        opened = groups_of(told, urgency=Urgency.URGENT)
        assert facts_of(opened).best_interests == decision
        assert urgency_of(opened) == Urgency.URGENT


CHILD = Explained(responsible="parent", known_how="document")


@pytest.mark.parametrize(
    ("explained", "is_child", "field"),
    [
        (Explained(how="letter"), False, "how"),
        (Explained(by="Amina"), False, "by"),
        (Explained(present="all"), False, "present"),
        (Explained(words="x" * (LONGEST_WORDS + 1)), False, "words"),
        (CHILD, False, "responsible"),
        (Explained(), True, "responsible"),
        (replace(CHILD, responsible=""), True, "responsible"),
        (replace(CHILD, known_how=""), True, "known_how"),
    ],
)
def test_how_a_consent_was_explained_is_told_whole(explained, is_child, field):
    with pytest.raises(ConsentTermsRefused) as refused:
        check_explained(explained, is_without_adult=is_child, has_decision=False)
    assert refused.value.field == field


def test_child_agrees_with_who_answers_for_it_or_with_a_decision():
    check_explained(CHILD, is_without_adult=True, has_decision=False)
    check_explained(Explained(), is_without_adult=True, has_decision=True)
    check_explained(Explained(), is_without_adult=False, has_decision=False)


USE = Use(case_id=uuid4(), recipient_id=uuid4(), service_id=uuid4())
GOOD = Asked(reasons="Está inconsciente y sangra mucho.", is_second_current=True)


@pytest.mark.parametrize(
    ("asked", "field", "problem"),
    [
        (replace(GOOD, reasons="   Urge   "), "reasons", "missing"),
        (replace(GOOD, reasons="x" * 1001), "reasons", "too_long"),
        (replace(GOOD, is_second_current=False), "second_person", "not_of_the_institution"),
    ],
)
def test_exception_asks_for_reasons_and_a_second_person(asked, field, problem):
    duty = {
        "is_child_alone": True,
        "is_in": "HN",
        "institution": ("child_protection", "HN"),
        "on": TODAY,
    }
    for check in (
        lambda: check_vital_interest(asked, use=USE),
        lambda: check_child_duty(asked, use=USE, **duty),
    ):
        with pytest.raises(GroundRefused) as refused:
            check()
        assert (refused.value.field, refused.value.problem) == (field, problem)


def test_danger_to_life_has_its_fixed_fields():
    live = check_vital_interest(GOOD, use=USE)
    assert (live.ground, live.use, live.fields) == (Ground.VITAL_INTEREST, USE, VITAL_FIELDS)
    never = {FactField.NAME, FactField.NARRATIVE, FactField.NATIONALITY, FactField.PROFILES}
    assert not VITAL_FIELDS & never
    assert (consent_id_of(live), ground_of(live)) == (None, "vital_interest")
    consent = LiveConsent(consent_id=uuid4(), use=USE, fields=VITAL_FIELDS)
    assert (consent_id_of(consent), ground_of(consent)) == (consent.consent_id, "")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"is_child_alone": False}, "no_child_alone"),
        ({"is_in": "GT"}, "not_the_child_authority_here"),
        ({"institution": ("ngo", "HN")}, "not_the_child_authority_here"),
        ({"on": date(1990, 1, 1)}, "not_the_child_authority_here"),
    ],
)
def test_duty_for_children_is_towards_the_authority_where_the_child_is(change, problem):
    asked = {
        "is_child_alone": True,
        "is_in": "HN",
        "institution": ("child_protection", "HN"),
        "on": TODAY,
    } | change
    if problem is None:
        live = check_child_duty(GOOD, use=USE, **asked)
        assert (live.ground, FactField.NARRATIVE in live.fields) == (Ground.CHILD_DUTY, False)
        return
    with pytest.raises(GroundRefused) as refused:
        check_child_duty(GOOD, use=USE, **asked)
    assert refused.value.problem == problem


TERMS = GroundTerms(
    use=USE, ground=Ground.VITAL_INTEREST, fields=VITAL_FIELDS, at=NOON, is_unjustified=False
)


def test_exception_holds_for_its_use_until_it_is_over_or_found_wrong():
    assert isinstance(check_ground_live(TERMS, use=USE, at=NOON), LiveGround)
    other = replace(USE, service_id=uuid4())
    for terms, use, at in (
        (None, USE, NOON),
        (TERMS, other, NOON),
        (TERMS, USE, NOON - timedelta(seconds=1)),
        (replace(TERMS, is_unjustified=True), USE, NOON),
    ):
        with pytest.raises(GroundRejected):
            check_ground_live(terms, use=use, at=at)
    with pytest.raises(ConsentExpired):
        check_ground_live(TERMS, use=USE, at=NOON + HOLDS)


EVERY_NEED = sorted({line.need for line in matrix()} - {"*"})


@pytest.mark.parametrize("recipient", list(RecipientClass))
def test_without_consent_exactly_the_fixed_fields_of_the_table_go_and_no_canary_else(recipient):
    everything = {field.value for field in EVERY_FIELD}
    for need in EVERY_NEED:
        packet = build_packet(
            facts(needs=(need,)),
            consent=check_vital_interest(GOOD, use=USE),
            recipient=recipient,
            served={need},
            urgency=Urgency.EMERGENCY,
            arrives_at=None,
        )
        may = {field.value for field in VITAL_FIELDS & allowed([need], recipient=recipient)}
        assert set(packet) == may
        leaked = json.dumps(packet)
        canaries = {"name": NAME, "safe_contact": CONTACT, "health": HEALTH, "narrative": STORY}
        for field, canary in canaries.items():
            assert (json.dumps(canary)[1:-1] in leaked) is (field in may)
        assert not (everything - may) & set(packet)


def test_law_narrows_a_packet_and_what_is_read_out():
    told = facts(needs=("medical",))
    packet = build_packet(
        told,
        consent=LiveConsent(consent_id=uuid4(), use=USE, fields=EVERY_FIELD),
        recipient=RecipientClass.HEALTH,
        served={"medical"},
        urgency=Urgency.URGENT,
        arrives_at=None,
        law_allows=PREVIEW,
    )
    assert set(packet) == {field.value for field in PREVIEW}
    read_out = fields_to_read_out(
        list(GROUP_FIELDS),
        needs=("medical",),
        served={"medical"},
        recipient=RecipientClass.HEALTH,
        law_allows=PREVIEW,
    )
    assert read_out == PREVIEW


def test_line_of_the_law_with_less_than_a_preview_does_not_start(tmp_path):
    table = tmp_path / "laws.csv"
    head = law.TABLE.read_text(encoding="utf-8").splitlines()[0]
    table.write_text(f"{head}\nGT,x,2020-01-01,,at_most,,,police,needs,x,x,low\n", encoding="utf-8")
    with pytest.raises(ValueError, match="say yes or no"):
        law.switches(table)

"""What goes to whom: the reviewed table in both directions, and the text that says so."""

import ast
import json
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from tests.factories.cases import ALL_GROUPS, CONTACT, HEALTH, NAME, NOON, STORY, facts

import relevo.cases
from relevo.cases.enums import FactField, FieldGroup, Ground, Purpose, RecipientClass, Urgency
from relevo.cases.errors import OfferRefused
from relevo.cases.rules.consents import LiveConsent, Use
from relevo.cases.rules.disclosure import (
    GROUP_FIELDS,
    PREVIEW,
    allowed,
    build_packet,
    build_preview,
    class_of,
    fields_to_read_out,
    matrix,
    needs_answered,
    needs_told,
)
from relevo.cases.rules.facts import Person
from relevo.cases.rules.grounds import VITAL_FIELDS, GroundTerms, check_ground_live
from relevo.cases.rules.texts import CURRENT_VERSION, FOLDER, committed, consent_text, languages

USE = Use(case_id=UUID(int=1), recipient_id=UUID(int=2), service_id=UUID(int=3))
BASE = {"needs", "urgency", "age_bands", "group_size", "language", "arrives_at"}
REACHED = BASE | {"safe_contact"}
R = RecipientClass


NAMED = (*sorted({line.need for line in matrix()} - {"*"}),)


def live(*fields, needs=NAMED):
    named = frozenset(FactField(name) for name in fields)
    return LiveConsent(consent_id=UUID(int=4), use=USE, fields=named, needs=needs)


EVERYTHING = live(*FactField)


@pytest.mark.parametrize(
    ("needs", "recipient", "expected"),
    [
        ((), R.PUBLIC, REACHED),
        ((), R.CONTROL, BASE),
        (("medical",), R.HEALTH, REACHED | {"sexes", "accompanied", "name", "health"}),
        (("medical",), R.CARE, REACHED),
        (("medical",), R.PUBLIC, REACHED),
        (("medical",), R.CONTROL, BASE),
        (("shelter",), R.CARE, REACHED | {"sexes", "accompanied"}),
        (("shelter", "food"), R.CARE, REACHED | {"sexes", "accompanied"}),
        (("shelter",), R.HEALTH, REACHED),
        (("gbv_care",), R.HEALTH, REACHED | {"sexes", "health", "name"}),
        (("gbv_care",), R.LEGAL, REACHED | {"sexes", "accompanied", "narrative"}),
        (("gbv_care",), R.PUBLIC, REACHED),
        (("documents",), R.CONTROL, BASE | {"nationality", "documents"}),
        (("referral",), R.PUBLIC, REACHED | {"sexes", "accompanied", "heads_for"}),
    ],
)
def test_the_table_says_what_may_go(needs, recipient, expected):
    assert {field.value for field in allowed(needs, recipient=recipient)} == expected


EVERY_NEED = [*NAMED]


def test_over_the_whole_table_what_harms_most_goes_only_where_it_must():
    """Read across all needs at once: a line added by mistake shows here."""
    reaches = {
        field: {r for r in R if field in allowed(EVERY_NEED, recipient=r)} for field in FactField
    }
    assert reaches[FactField.HEALTH] == {R.HEALTH}
    assert reaches[FactField.NARRATIVE] == {R.CHILD, R.LEGAL}
    assert reaches[FactField.SAFE_CONTACT] == set(R) - {R.CONTROL}
    assert reaches[FactField.PROFILES] == {R.LEGAL}
    assert {f for r in R for f in allowed((), recipient=r)} == PREVIEW | {FactField.SAFE_CONTACT}


@pytest.mark.parametrize(("need", "recipient"), list(product(EVERY_NEED, R)))
def test_a_packet_has_exactly_the_fields_of_table_and_consent(need, recipient):
    may = {field.value for field in allowed([need], recipient=recipient)}

    def packet(consent):
        return build_packet(
            facts(needs=(need,)),
            consent=consent,
            recipient=recipient,
            served={need},
            urgency=Urgency.URGENT,
            arrives_at=None,
        )

    assert set(packet(EVERYTHING)) == may
    assert set(packet(live("needs", "name", "health"))) == may & {"needs", "name", "health"}
    leaked = json.dumps(packet(EVERYTHING))
    canaries = {"name": NAME, "safe_contact": CONTACT, "health": HEALTH, "narrative": STORY}
    for field, canary in canaries.items():
        assert (json.dumps(canary)[1:-1] in leaked) is (field in may)


def test_a_packet_tells_the_facts_as_they_are():
    packet = build_packet(
        facts(),
        consent=EVERYTHING,
        recipient=R.HEALTH,
        served={"medical"},
        urgency=Urgency.URGENT,
        arrives_at=NOON,
    )
    assert packet == {
        "needs": ["medical"],
        "urgency": "urgent",
        "age_bands": ["21-59", "0-4"],
        "group_size": 2,
        "language": "es",
        "arrives_at": "2020-11-20T18:00:00+00:00",
        "sexes": ["f", "m"],
        "accompanied": True,
        "safe_contact": CONTACT,
        "name": NAME,
        "health": HEALTH,
    }


def test_who_travels_with_the_children_is_told_only_where_there_are_any():
    def told(*bands):
        people = tuple(Person(band, "f") for band in bands)
        return build_packet(
            facts(people=people, accompanied=True),
            consent=EVERYTHING,
            recipient=R.CARE,
            served={"shelter"},
            urgency=Urgency.URGENT,
            arrives_at=NOON,
        )

    assert told("21-59", "0-4")["accompanied"] is True
    assert told("12-17")["accompanied"] is True
    assert told("21-59", "60+").keys() == told("21-59", "0-4").keys() - {"accompanied"}


def test_a_preview_is_always_the_same_little():
    preview = build_preview(
        facts(), consent=EVERYTHING, served={"shelter"}, urgency=Urgency.NORMAL, arrives_at=None
    )
    assert preview == {
        "needs": ["shelter"],
        "urgency": "normal",
        "age_bands": ["21-59", "0-4"],
        "group_size": 2,
        "language": "es",
        "arrives_at": None,
    }


@pytest.mark.parametrize(
    ("needs", "served", "told"),
    [
        (("medical", "shelter"), {"shelter"}, ("shelter",)),
        (("medical", "shelter"), {"shelter", "referral"}, ("medical", "shelter")),
        (("gbv_care", "shelter"), {"shelter"}, ("shelter",)),
        (("gbv_care", "shelter"), {"gbv_care"}, ("gbv_care",)),
        (("gbv_care", "shelter"), {"referral"}, ("shelter",)),
        (("gbv_care", "shelter"), {"referral", "gbv_care"}, ("gbv_care", "shelter")),
    ],
)
def test_a_recipient_hears_of_the_needs_it_serves(needs, served, told):
    assert needs_told(needs, served=served) == told


@pytest.mark.parametrize(
    ("served", "answered"),
    [
        ({"shelter"}, {"shelter"}),
        ({"shelter", "legal"}, {"shelter"}),
        ({"referral"}, {"referral"}),
        ({"referral", "documents"}, {"referral", "documents"}),
        ({"food"}, set()),
    ],
)
def test_fields_go_for_the_needs_a_recipient_answers_and_not_for_those_it_only_hears_of(
    served, answered
):
    assert needs_answered(("shelter", "documents"), served=served) == answered


@pytest.mark.parametrize(
    ("needs", "served"),
    [
        (("gbv_care", "international_protection"), {"referral"}),
        (("legal", "shelter"), {"medical"}),
        (("legal", "shelter"), set()),
    ],
)
def test_whoever_gives_nothing_of_what_is_needed_is_told_nothing(needs, served):
    with pytest.raises(OfferRefused) as refused:
        needs_told(needs, served=served)
    assert (refused.value.field, refused.value.problem) == ("service", "serves_no_need")


def sent(needs, *, consent, served):
    """The needs of the preview and of the packet: the same ones."""
    asked = {"consent": consent, "served": served, "urgency": Urgency.URGENT, "arrives_at": None}
    preview = build_preview(facts(needs=needs), **asked)
    packet = build_packet(facts(needs=needs), recipient=R.PUBLIC, **asked)
    assert preview["needs"] == packet["needs"]
    return packet["needs"]


def test_only_needs_that_were_named_to_the_person_go():
    both = ("medical", "shelter")
    named = live(*FactField, needs=("shelter",))
    assert sent(both, consent=named, served={"medical", "shelter"}) == ["shelter"]
    assert sent(both, consent=named, served={"referral"}) == ["shelter"]
    with pytest.raises(OfferRefused):
        sent(("medical",), consent=named, served={"medical"})
    with pytest.raises(OfferRefused):  # nothing can be built from one that was not opened
        sent(both, consent=live(*FactField, needs=()), served={"medical"})
    # what became of the case after the offer went makes the packet smaller and never larger
    late = build_packet(
        facts(needs=("medical",)),
        consent=named,
        recipient=R.PUBLIC,
        served={"medical"},
        urgency=Urgency.URGENT,
        arrives_at=None,
    )
    assert late["needs"] == []


def test_where_a_life_is_in_danger_whoever_is_near_hears_what_is_needed():
    use = USE
    terms = GroundTerms(use, Ground.VITAL_INTEREST, VITAL_FIELDS, NOON, is_unjustified=False)
    ground = check_ground_live(terms, use=use, at=NOON)
    assert sent(("gbv_care", "shelter"), consent=ground, served={"medical"}) == ["shelter"]
    assert sent(("medical", "shelter"), consent=ground, served={"medical"}) == ["medical"]


@pytest.mark.parametrize(
    ("institution", "service", "expected"),
    [
        ("health", "public_office", R.HEALTH),
        ("ngo", "hospital", R.HEALTH),
        ("church", "shelter", R.CARE),
        ("ngo", "women_center", R.LEGAL),
        ("child_protection", "shelter", R.CHILD),
        ("municipality", "municipal_window", R.PUBLIC),
        ("a_new_kind", "a_new_kind", R.PUBLIC),
        ("police", "clinic_point", R.CONTROL),
        ("gov_migration", "child_shelter", R.CONTROL),
        ("gov_foreign", "consulate", R.CONTROL),
        ("ngo", "consulate", R.CONTROL),
    ],
)
def test_kinds_of_recipients(institution, service, expected):
    assert class_of(institution_kind=institution, service_kind=service) == expected


def test_every_field_lies_in_one_group():
    assert set(GROUP_FIELDS) == set(FieldGroup)
    placed = [field for fields in GROUP_FIELDS.values() for field in fields]
    assert sorted(placed) == sorted(FactField)


def test_what_is_read_out_is_what_was_agreed_and_the_table_allows():
    found = fields_to_read_out(
        ["needs", "health"], needs=["medical"], served={"medical"}, recipient=R.HEALTH
    )
    assert {field.value for field in found} == BASE | {"health"}
    found = fields_to_read_out(
        ["needs", "health"], needs=["shelter"], served={"shelter"}, recipient=R.CARE
    )
    assert {field.value for field in found} == BASE
    everything = fields_to_read_out(
        ALL_GROUPS, needs=["medical", "legal"], served={"medical"}, recipient=R.HEALTH
    )
    assert everything == allowed(["medical"], recipient=R.HEALTH)


PROOFS = {"LiveConsent", "LiveGround", "proven_ground"}


def test_only_the_check_makes_proof_of_a_live_consent():
    """No code path builds a packet without a consent: the proof has one maker."""
    makers = [
        f"{path.name}:{node.lineno}"
        for path in sorted(Path(relevo.cases.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PROOFS
    ]
    # One maker of each proof; that of a ground is called by the three checks of grounds alone.
    assert [maker.split(":")[0] for maker in makers] == ["consents.py"] * 2 + ["grounds.py"] * 3


def text(**changes):
    asked = {
        "language": "es",
        "recipient": "DEMO La Unión",
        "service": "Ventanilla",
        "fields": {FactField.NEEDS, FactField.NAME},
        "needs": ("Albergue", "Atención médica"),
        "expires_at": NOON + timedelta(days=30),
    }
    return consent_text(**asked | changes)


def test_the_text_names_recipient_service_last_day_and_every_field_once():
    read = text()
    assert (read.version, read.language) == (CURRENT_VERSION, "es")
    assert "DEMO La Unión" in read.paragraphs[0]
    assert "Ventanilla" in read.paragraphs[0]
    assert "20/12/2020" in " ".join(read.paragraphs)
    assert read.goes == ("la ayuda que necesita: Albergue, Atención médica", "su nombre")
    assert len(read.goes) + len(read.stays) == len(FactField)
    assert "lo que anotamos de su salud" in read.stays
    assert "gratuita" in read.paragraphs[-1]


@pytest.mark.parametrize(
    "change",
    [
        {"language": "en"},
        {"recipient": "DEMO Casa"},
        {"service": "Casa"},
        {"fields": {FactField.NEEDS}},
        {"needs": ("Albergue",)},
        {"expires_at": NOON + timedelta(days=31)},
    ],
)
def test_another_text_has_another_digest(change):
    assert text(**change).digest != text().digest
    assert text().digest == text().digest


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_version_says_the_same_in_both_languages(path):
    texts = json.loads(path.read_text(encoding="utf-8"))
    assert set(texts) == {"es", "en"}
    assert len(texts["es"]["paragraphs"]) == len(texts["en"]["paragraphs"])
    for language in texts.values():
        assert set(language["fields"]) == {field.value for field in FactField}
        told = language["paragraphs"]
        for paragraphs in [told] if isinstance(told, list) else told.values():
            said = " ".join(paragraphs)
            assert [said.count(word) for word in ("{recipient}", "{service}", "{until}")] == [1] * 3


def test_the_current_text_has_paragraphs_for_every_purpose():
    texts = json.loads((FOLDER / f"{CURRENT_VERSION}.json").read_text(encoding="utf-8"))
    for language in texts.values():
        assert sorted(language["paragraphs"]) == sorted(Purpose.values)
    by_purpose = [
        [len(language["paragraphs"][purpose]) for purpose in Purpose] for language in texts.values()
    ]
    assert by_purpose[0] == by_purpose[1]


@pytest.mark.parametrize("language", ["es", "en"])
def test_to_keep_a_record_is_another_text_and_another_digest_than_to_be_referred(language):
    sent, kept = (
        text(language=language, source=committed(language, purpose=purpose)) for purpose in Purpose
    )
    word = {"es": "registro propio", "en": "record of its own"}[language]
    assert [word in " ".join(read.paragraphs) for read in (sent, kept)] == [False, True]
    assert sent.digest != kept.digest
    same = replace(committed(language), purpose=Purpose.OWN_RECORD)
    assert text(language=language, source=same).digest not in {sent.digest, kept.digest}


@pytest.mark.parametrize(
    ("version", "language", "digest"),
    [
        ("2026-11", "es", "166304717fa43ca9b5f330ad4591e57971b1747142bc8f8a6aa7122225fbd36e"),
        ("2026-11", "en", "a88934e039d10e7b7494fd6d2554cd6652cb90b734493b4e1ea751099028f881"),
        ("2026-12", "es", "b7dcc2c0379460652932a53ad48d6003bcce9a2909638ebcfa15126590725966"),
        ("2026-12", "en", "7bad1c3611ebcf6599fc82af397d184d5ffb28648916e0b50370ab9ec5e48d1c"),
    ],
)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_was_read_out_in_an_earlier_version_still_has_its_digest(
    version, language, digest, purpose
):
    source = committed(language, purpose=purpose, version=version)
    assert text(language=language, source=source).digest == digest


def test_the_current_text_is_in_spanish_and_english():
    assert languages() == {"es", "en"}

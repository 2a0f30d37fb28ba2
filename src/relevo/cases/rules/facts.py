"""What is recorded of a case, and in which sealed group each fact lies."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from relevo.cases.enums import ContactChannel, FieldGroup, MaySay, Relation, Urgency
from relevo.cases.errors import FactsRefused
from relevo.cases.rules import best_interests as decisions
from relevo.cases.rules.factors import factors
from relevo.cases.rules.prompts import prompts
from relevo.journeys.rules.profiles import (
    PROTECTION_NEEDS,
    PROTECTION_PROFILES,
    SAID_BY_NEED,
    SHELTERS,
)
from relevo.kernel.ages import CHILD_BANDS, AgeBand
from relevo.kernel.refusals import raise_first

MOST_PEOPLE = 60
MOST_CODES = 20
LONGEST: dict[str, int] = {
    "start_node": 40,
    "safe_contact": 1600,  # one that was received has its terms in it
    "name": 300,
    "health": 2000,
    "narrative": 8000,
    "factor_note": 500,
}
LONGEST_LABEL = 80
LONGEST_OF_CONTACT = 200
LONGEST_TYPED_CONTACT = 1000
"""The longest of a contact's own words; with the longest terms it is one that can be received."""
RETURNED_PROFILES = frozenset({"returnee", "returnee_adult", "air_returnee", "land_returnee"})
RETURNED_NEEDS = frozenset({"return_reception", "reintegration"})
SEXES = frozenset({"", "f", "m", "x"})
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the group, as coarse as the law allows.

    ``relation``: what they are to the first person. ``label``: the name that they chose, or a word
    by which the team tells them apart. ``stays``: is not parted from the group.
    """

    age_band: str
    sex: str = ""
    relation: str = ""
    label: str = field(default="", repr=False)
    stays: bool = True


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How one gets in touch without doing harm; the number or the words are ``safe_contact``."""

    channel: str = ""
    who: str = field(default="", repr=False)
    hours: str = field(default="", repr=False)
    language: str = ""
    may_say: str = ""


NO_CONTACT_TERMS = SafeContact()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that is known of a case. Only needs, people and language are needed to begin.

    ``urgent_needs`` cannot wait; of these ``emergency_needs`` are for the next hours.
    ``protection_sensitive``: international protection, trafficking, gender-based violence,
    LGBTIQ+, internal displacement or witness; some needs and profiles say it by themselves.
    ``answers``: to the questions of the profiles, by the key of each.
    """

    needs: tuple[str, ...]
    people: tuple[Person, ...]
    language: str = "es"
    urgent_needs: frozenset[str] = frozenset()
    emergency_needs: frozenset[str] = frozenset()
    nationality: str = ""
    start_node: str = ""
    heads_for: str = ""
    documents: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    accompanied: bool = True
    protection_sensitive: bool = False
    best_interests: decisions.BestInterests | None = None
    factors: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    contact: SafeContact = NO_CONTACT_TERMS
    safe_contact: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    health: str = field(default="", repr=False)
    narrative: str = field(default="", repr=False)
    factor_note: str = field(default="", repr=False)


def is_protection_sensitive(facts: CaseFacts) -> bool:
    """Stated, or said by a need or a profile."""
    return (
        facts.protection_sensitive
        or bool(PROTECTION_NEEDS & set(facts.needs))
        or bool(PROTECTION_PROFILES & facts.profiles)
    )


def is_without_adult(facts: CaseFacts) -> bool:
    """Nobody of the group is of age: a child decides by assent, with who is responsible."""
    return all(person.age_band in CHILD_BANDS for person in facts.people)


def has_child(facts: CaseFacts) -> bool:
    """Somebody of the group is under age."""
    return any(person.age_band in CHILD_BANDS for person in facts.people)


def is_child_alone(facts: CaseFacts) -> bool:
    """A child of the group is without parent or guardian."""
    return has_child(facts) and (not facts.accompanied or is_without_adult(facts))


def may_be_sought(facts: CaseFacts) -> bool:
    """Somebody may be looking for them: a paper that is found must not say where they went."""
    return is_protection_sensitive(facts) or is_child_alone(facts)


def is_returned(facts: CaseFacts, *, is_in: str) -> bool:
    """Is back in their own country, or said to have come back."""
    came_back = bool(RETURNED_PROFILES & facts.profiles) or bool(RETURNED_NEEDS & set(facts.needs))
    return came_back or (bool(facts.nationality) and facts.nationality == is_in)


def route_codes(facts: CaseFacts) -> frozenset[str]:
    """Profiles and needs by which an agreed route is for this case."""
    codes = {*facts.profiles, *facts.needs}
    codes |= {SAID_BY_NEED[need] for need in facts.needs if need in SAID_BY_NEED}
    if is_child_alone(facts):
        codes.add("nna")
    elif has_child(facts):
        codes.add("family")
    return frozenset(codes)


def urgency_of_need(facts: CaseFacts, need: str) -> Urgency:
    """How soon this one need must be answered."""
    if need in facts.emergency_needs:
        return Urgency.EMERGENCY
    return Urgency.URGENT if need in facts.urgent_needs else Urgency.NORMAL


def usual_urgency(facts: CaseFacts) -> Urgency:
    """How soon an answer is asked for where the officer leaves that open.

    A child alone needs a bed tonight: three days would come too late.
    """
    if is_child_alone(facts) and SHELTERS & set(facts.needs):
        return Urgency.EMERGENCY
    return Urgency.URGENT


def contact_told(facts: CaseFacts) -> str:
    """The safe contact as it is told to who may have it: never a number without its terms."""
    return told_contact({"safe_contact": facts.safe_contact, "terms": asdict(facts.contact)})


def told_contact(content: Mapping[str, Any]) -> str:
    """The opened group of the contact as one text, in the language that all sides work in.

    What was written before the terms were asked for is told as it stands.
    """
    terms = SafeContact(**content.get("terms", {}))
    parts = (
        CHANNELS_TOLD.get(terms.channel, ""),
        content["safe_contact"],
        f"contesta: {terms.who}" if terms.who else "",
        f"horario: {terms.hours}" if terms.hours else "",
        f"idioma: {terms.language}" if terms.language else "",
        MAY_SAY_TOLD.get(terms.may_say, ""),
    )
    return " · ".join(part for part in parts if part)


CHANNELS_TOLD: dict[str, str] = {
    ContactChannel.IN_PERSON: "solo en persona",
    ContactChannel.CALL: "por llamada",
    ContactChannel.TEXT: "por mensaje",
    ContactChannel.SOMEBODY: "por medio de otra persona",
    ContactChannel.NONE: "no hay forma segura: no contactar",
}
MAY_SAY_TOLD: dict[str, str] = {
    MaySay.NOTHING: "no decir nada a quien conteste",
    MaySay.NOTICE: "decir solo: «tiene un aviso»",
    MaySay.INSTITUTION: "se puede decir de qué institución se llama",
}


def is_language(code: str) -> bool:
    """A language by its ISO 639 code; which ones are offered is the surface's choice."""
    return bool(_LANGUAGE.fullmatch(code))


def check_facts(facts: CaseFacts) -> None:
    """FactsRefused with the first field that says nothing usable."""
    people = facts.people
    refusals = (
        (not facts.needs, "needs", "missing"),
        (len(facts.needs) > MOST_CODES, "needs", "too_many"),
        (not people, "people", "missing"),
        (len(people) > MOST_PEOPLE, "people", "too_many"),
        (any(p.age_band not in set(AgeBand) for p in people), "people", "age_band"),
        (any(p.sex not in SEXES for p in people), "people", "sex"),
        (any(p.relation not in {"", *Relation.values} for p in people), "people", "relation"),
        (any(len(p.label) > LONGEST_LABEL for p in people), "people", "too_long"),
        (not is_language(facts.language), "language", "unknown"),
        (not facts.urgent_needs <= set(facts.needs), "urgent_needs", "not_needed"),
        (not facts.emergency_needs <= facts.urgent_needs, "emergency_needs", "not_urgent"),
        *((not _is_country(getattr(facts, name)), name, "unknown") for name in COUNTRIES),
        *((_too_many_or_no_codes(getattr(facts, name)), name, "unknown") for name in CODES),
        (not facts.factors <= factors().keys(), "factors", "unknown"),
        (not _are_answers(facts.answers), "answers", "unknown"),
        (not _is_contact(facts.contact), "contact", "unknown"),
        *((len(getattr(facts, name)) > most, name, "too_long") for name, most in LONGEST.items()),
        (_has_number_for_none(facts), "safe_contact", "none_has_no_number"),
    )
    raise_first(refusals, FactsRefused)


COUNTRIES = ("nationality", "heads_for")
CODES = ("needs", "documents", "profiles")


def _is_country(text: str) -> bool:
    return not text or bool(_COUNTRY.fullmatch(text))


def _too_many_or_no_codes(codes: frozenset[str] | tuple[str, ...]) -> bool:
    return len(codes) > MOST_CODES or not all(_CODE.fullmatch(code) for code in codes)


def _are_answers(answers: Mapping[str, str]) -> bool:
    table = prompts()
    return all(key in table and table[key].takes(answer) for key, answer in answers.items())


def _is_contact(terms: SafeContact) -> bool:
    return (
        terms.channel in {"", *ContactChannel.values}
        and terms.may_say in {"", *MaySay.values}
        and (not terms.language or is_language(terms.language))
        and max(len(terms.who), len(terms.hours)) <= LONGEST_OF_CONTACT
    )


def _has_number_for_none(facts: CaseFacts) -> bool:
    return facts.contact.channel == ContactChannel.NONE and bool(facts.safe_contact)


def groups_of(facts: CaseFacts, *, urgency: Urgency) -> dict[FieldGroup, dict[str, Any]]:
    """The content of every group. All are always written: an absent one would tell something."""
    people = facts.people
    return {
        FieldGroup.NEEDS: {
            "needs": list(facts.needs),
            "urgent_needs": sorted(facts.urgent_needs),
            "emergency_needs": sorted(facts.emergency_needs),
            "urgency": urgency.value,
            "age_bands": [str(person.age_band) for person in people],
            "language": facts.language,
            "answers": _answers_in(facts, FieldGroup.NEEDS),
        },
        FieldGroup.PROFILE: {
            "sexes": [person.sex for person in people],
            "relations": [person.relation for person in people],
            "stays": [person.stays for person in people],
            "nationality": facts.nationality,
            "start_node": facts.start_node,
            "heads_for": facts.heads_for,
            "documents": sorted(facts.documents),
            "profiles": sorted(facts.profiles),
            "accompanied": facts.accompanied,
            "protection_sensitive": facts.protection_sensitive,
            "best_interests": decisions.to_json(facts.best_interests),
            "answers": _answers_in(facts, FieldGroup.PROFILE),
        },
        FieldGroup.CONTACT: {
            "safe_contact": facts.safe_contact,
            "terms": asdict(facts.contact),
            "answers": _answers_in(facts, FieldGroup.CONTACT),
        },
        FieldGroup.IDENTITY: {
            "name": facts.name,
            "labels": [person.label for person in people],
            "answers": _answers_in(facts, FieldGroup.IDENTITY),
        },
        FieldGroup.HEALTH: {
            "health": facts.health,
            "answers": _answers_in(facts, FieldGroup.HEALTH),
        },
        FieldGroup.NARRATIVE: {
            "narrative": facts.narrative,
            "factors": sorted(facts.factors),
            "factor_note": facts.factor_note,
            "answers": _answers_in(facts, FieldGroup.NARRATIVE),
        },
    }


def _answers_in(facts: CaseFacts, group: FieldGroup) -> dict[str, str]:
    table = prompts()
    return {key: answer for key, answer in facts.answers.items() if table[key].group == group}


def facts_of(groups: Mapping[FieldGroup, Mapping[str, Any]]) -> CaseFacts:
    """The facts back from the opened groups; one sealed before a fact existed has it empty."""
    needs, profile = groups[FieldGroup.NEEDS], groups[FieldGroup.PROFILE]
    contact, narrative = groups[FieldGroup.CONTACT], groups[FieldGroup.NARRATIVE]
    return CaseFacts(
        needs=tuple(needs["needs"]),
        people=_people_of(groups),
        language=needs["language"],
        urgent_needs=frozenset(needs["urgent_needs"]),
        emergency_needs=frozenset(needs.get("emergency_needs", ())),
        nationality=profile["nationality"],
        start_node=profile["start_node"],
        heads_for=profile["heads_for"],
        documents=frozenset(profile["documents"]),
        profiles=frozenset(profile["profiles"]),
        accompanied=profile["accompanied"],
        protection_sensitive=profile["protection_sensitive"],
        best_interests=decisions.of_json(profile.get("best_interests")),
        factors=frozenset(narrative.get("factors", ())),
        answers={
            key: answer
            for content in groups.values()
            for key, answer in content.get("answers", {}).items()
        },
        contact=SafeContact(**contact.get("terms", {})),
        safe_contact=contact["safe_contact"],
        name=groups[FieldGroup.IDENTITY]["name"],
        health=groups[FieldGroup.HEALTH]["health"],
        narrative=narrative["narrative"],
        factor_note=narrative.get("factor_note", ""),
    )


def _people_of(groups: Mapping[FieldGroup, Mapping[str, Any]]) -> tuple[Person, ...]:
    bands = groups[FieldGroup.NEEDS]["age_bands"]
    profile, identity = groups[FieldGroup.PROFILE], groups[FieldGroup.IDENTITY]
    number = len(bands)
    return tuple(
        Person(age_band=band, sex=sex, relation=relation, label=label, stays=stays)
        for band, sex, relation, label, stays in zip(
            bands,
            profile["sexes"],
            profile.get("relations", [""] * number),
            identity.get("labels", [""] * number),
            profile.get("stays", [True] * number),
            strict=True,
        )
    )


def digest_of(facts: CaseFacts, names: Collection[str], *, urgency: str) -> str:
    """A digest of some facts, to notice that somebody else changed them; needs have the urgency."""
    shown = {name: _plain(getattr(facts, name)) for name in names}
    if "needs" in names:
        shown["urgency"] = urgency
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Person | SafeContact):
        return asdict(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return sorted(value) if isinstance(value, frozenset) else value


def urgency_of(groups: Mapping[FieldGroup, Mapping[str, Any]]) -> Urgency:
    return Urgency(groups[FieldGroup.NEEDS]["urgency"])

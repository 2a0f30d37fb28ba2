"""What is recorded of a case, and in which sealed group each fact lies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from relevo.cases.enums import FieldGroup, Urgency
from relevo.cases.errors import FactsRefused
from relevo.journeys.rules.profiles import (
    PROTECTION_NEEDS,
    PROTECTION_PROFILES,
    SAID_BY_NEED,
)
from relevo.kernel.ages import CHILD_BANDS, AgeBand

MOST_PEOPLE = 60
MOST_CODES = 20
LONGEST: dict[str, int] = {
    "start_node": 40,
    "safe_contact": 300,
    "name": 300,
    "health": 2000,
    "narrative": 8000,
}
SEXES = frozenset({"", "f", "m", "x"})
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the group, as coarse as the law allows."""

    age_band: str
    sex: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that is known of a case. Only needs, people and language are needed to begin.

    ``protection_sensitive``: international protection, trafficking, gender-based violence,
    LGBTIQ+, internal displacement or witness; some needs and profiles say it by themselves.
    """

    needs: tuple[str, ...]
    people: tuple[Person, ...]
    language: str = "es"
    urgent_needs: frozenset[str] = frozenset()
    nationality: str = ""
    start_node: str = ""
    heads_for: str = ""
    documents: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    accompanied: bool = True
    protection_sensitive: bool = False
    safe_contact: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    health: str = field(default="", repr=False)
    narrative: str = field(default="", repr=False)


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


def is_child_alone(facts: CaseFacts) -> bool:
    """A child of the group is without parent or guardian."""
    has_child = any(person.age_band in CHILD_BANDS for person in facts.people)
    return has_child and (not facts.accompanied or is_without_adult(facts))


def route_codes(facts: CaseFacts) -> frozenset[str]:
    """Profiles and needs by which an agreed route is for this case."""
    codes = {*facts.profiles, *facts.needs}
    codes |= {SAID_BY_NEED[need] for need in facts.needs if need in SAID_BY_NEED}
    if is_child_alone(facts):
        codes.add("nna")
    elif any(person.age_band in CHILD_BANDS for person in facts.people):
        codes.add("family")
    return frozenset(codes)


def is_language(code: str) -> bool:
    """A language by its ISO 639 code; which ones are offered is the surface's choice."""
    return bool(_LANGUAGE.fullmatch(code))


def check_facts(facts: CaseFacts) -> None:
    """FactsRefused with the first field that says nothing usable."""
    refusals = (
        (not facts.needs, "needs", "missing"),
        (len(facts.needs) > MOST_CODES, "needs", "too_many"),
        (not facts.people, "people", "missing"),
        (len(facts.people) > MOST_PEOPLE, "people", "too_many"),
        (any(p.age_band not in set(AgeBand) for p in facts.people), "people", "age_band"),
        (any(p.sex not in SEXES for p in facts.people), "people", "sex"),
        (not is_language(facts.language), "language", "unknown"),
        (not facts.urgent_needs <= set(facts.needs), "urgent_needs", "not_needed"),
        *((not _is_country(getattr(facts, name)), name, "unknown") for name in COUNTRIES),
        *((_too_many_or_no_codes(getattr(facts, name)), name, "unknown") for name in CODES),
        *((len(getattr(facts, name)) > most, name, "too_long") for name, most in LONGEST.items()),
    )
    for refused, name, problem in refusals:
        if refused:
            raise FactsRefused(field=name, problem=problem)


COUNTRIES = ("nationality", "heads_for")
CODES = ("needs", "documents", "profiles")


def _is_country(text: str) -> bool:
    return not text or bool(_COUNTRY.fullmatch(text))


def _too_many_or_no_codes(codes: frozenset[str] | tuple[str, ...]) -> bool:
    return len(codes) > MOST_CODES or not all(_CODE.fullmatch(code) for code in codes)


def groups_of(facts: CaseFacts, *, urgency: Urgency) -> dict[FieldGroup, dict[str, Any]]:
    """The content of every group. All are always written: an absent one would tell something."""
    return {
        FieldGroup.NEEDS: {
            "needs": list(facts.needs),
            "urgent_needs": sorted(facts.urgent_needs),
            "urgency": urgency.value,
            "age_bands": [str(person.age_band) for person in facts.people],
            "language": facts.language,
        },
        FieldGroup.PROFILE: {
            "sexes": [person.sex for person in facts.people],
            "nationality": facts.nationality,
            "start_node": facts.start_node,
            "heads_for": facts.heads_for,
            "documents": sorted(facts.documents),
            "profiles": sorted(facts.profiles),
            "accompanied": facts.accompanied,
            "protection_sensitive": facts.protection_sensitive,
        },
        FieldGroup.CONTACT: {"safe_contact": facts.safe_contact},
        FieldGroup.IDENTITY: {"name": facts.name},
        FieldGroup.HEALTH: {"health": facts.health},
        FieldGroup.NARRATIVE: {"narrative": facts.narrative},
    }


def facts_of(groups: Mapping[FieldGroup, Mapping[str, Any]]) -> CaseFacts:
    """The facts back from the opened groups."""
    needs, profile = groups[FieldGroup.NEEDS], groups[FieldGroup.PROFILE]
    return CaseFacts(
        needs=tuple(needs["needs"]),
        people=tuple(
            Person(age_band=band, sex=sex)
            for band, sex in zip(needs["age_bands"], profile["sexes"], strict=True)
        ),
        language=needs["language"],
        urgent_needs=frozenset(needs["urgent_needs"]),
        nationality=profile["nationality"],
        start_node=profile["start_node"],
        heads_for=profile["heads_for"],
        documents=frozenset(profile["documents"]),
        profiles=frozenset(profile["profiles"]),
        accompanied=profile["accompanied"],
        protection_sensitive=profile["protection_sensitive"],
        safe_contact=groups[FieldGroup.CONTACT]["safe_contact"],
        name=groups[FieldGroup.IDENTITY]["name"],
        health=groups[FieldGroup.HEALTH]["health"],
        narrative=groups[FieldGroup.NARRATIVE]["narrative"],
    )


def urgency_of(groups: Mapping[FieldGroup, Mapping[str, Any]]) -> Urgency:
    return Urgency(groups[FieldGroup.NEEDS]["urgency"])

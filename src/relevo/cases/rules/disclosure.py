"""What goes to whom: consent and need and policy, all three.

Of the needs of a case those go that were named to the person, and no other. The table
``disclosure.csv`` is reviewed data: need x kind of recipient x field. What a recipient gets is what
the table allows for the needs it serves, of the fields that were read out. A field that is not in
the table goes to nobody.
"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relevo.cases.enums import FactField, FieldGroup, RecipientClass, Urgency
from relevo.cases.errors import OfferRefused
from relevo.cases.rules.consents import LiveConsent, LiveGround
from relevo.cases.rules.facts import CaseFacts, contact_told, has_child
from relevo.journeys.rules.profiles import PROTECTION_NEEDS

TABLE = Path(__file__).with_name("disclosure.csv")
ANY_NEED = "*"
REFERS_ONWARDS = "referral"
EVERY_FIELD: frozenset[FactField] = frozenset(FactField)

GROUP_FIELDS: dict[FieldGroup, frozenset[FactField]] = {
    FieldGroup.NEEDS: frozenset(
        {
            FactField.NEEDS,
            FactField.URGENCY,
            FactField.AGE_BANDS,
            FactField.GROUP_SIZE,
            FactField.LANGUAGE,
            FactField.ARRIVES_AT,
        }
    ),
    FieldGroup.PROFILE: frozenset(
        {
            FactField.SEXES,
            FactField.ACCOMPANIED,
            FactField.DOCUMENTS,
            FactField.PROFILES,
            FactField.NATIONALITY,
            FactField.HEADS_FOR,
        }
    ),
    FieldGroup.CONTACT: frozenset({FactField.SAFE_CONTACT}),
    FieldGroup.IDENTITY: frozenset({FactField.NAME}),
    FieldGroup.HEALTH: frozenset({FactField.HEALTH}),
    FieldGroup.NARRATIVE: frozenset({FactField.NARRATIVE}),
}
PREVIEW: frozenset[FactField] = GROUP_FIELDS[FieldGroup.NEEDS]

_CLASS_OF_SERVICE: dict[str, RecipientClass] = {
    **dict.fromkeys(
        ("hospital", "clinic_point", "isolation_center", "mobile_unit"), RecipientClass.HEALTH
    ),
    **dict.fromkeys(
        ("child_protection_office", "child_shelter", "border_child_team"), RecipientClass.CHILD
    ),
    **dict.fromkeys(
        ("asylum_office", "trafficking_team", "ombudsman_office", "women_center"),
        RecipientClass.LEGAL,
    ),
    "consulate": RecipientClass.CONTROL,
}
_CLASS_OF_INSTITUTION: dict[str, RecipientClass] = {
    "health": RecipientClass.HEALTH,
    "child_protection": RecipientClass.CHILD,
    **dict.fromkeys(
        (
            *("anti_trafficking", "asylum", "court", "human_rights", "legal_aid", "ombudsman"),
            *("prosecutor", "registry", "women"),
        ),
        RecipientClass.LEGAL,
    ),
    **dict.fromkeys(
        ("church", "community", "faith", "igo", "ngo", "ngo_lgbtiq", "red_cross", "un"),
        RecipientClass.CARE,
    ),
    **dict.fromkeys(
        ("army", "customs", "gov_foreign", "gov_migration", "police"), RecipientClass.CONTROL
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the reviewed table."""

    need: str
    recipients: frozenset[RecipientClass]
    fields: frozenset[FactField]


@lru_cache(maxsize=1)
def matrix() -> tuple[Line, ...]:
    """The table; a word in it that is not of our lists stops the instance from starting wrong."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Line(
                need=row["need"],
                recipients=frozenset(RecipientClass(word) for word in row["recipients"].split()),
                fields=frozenset(FactField(word) for word in row["fields"].split()),
            )
            for row in csv.DictReader(file)
        )


def class_of(*, institution_kind: str, service_kind: str) -> RecipientClass:
    """What kind of recipient a service is; one that controls people is that, whatever it runs."""
    by_institution = _CLASS_OF_INSTITUTION.get(institution_kind, RecipientClass.PUBLIC)
    if by_institution == RecipientClass.CONTROL:
        return by_institution
    return _CLASS_OF_SERVICE.get(service_kind, by_institution)


def needs_told(needs: Sequence[str], *, served: Collection[str]) -> tuple[str, ...]:
    """The needs that a recipient may hear of: those it serves. They are read out by name.

    One that refers onwards hears of all that do not by themselves say who the person is. Of one
    that gives none of them there is nothing to ask: OfferRefused.
    """
    told = _may_hear(needs, served=served)
    if not told:
        raise OfferRefused(field="service", problem="serves_no_need")
    return told


def _may_hear(needs: Sequence[str], *, served: Collection[str]) -> tuple[str, ...]:
    refers = REFERS_ONWARDS in served
    return tuple(
        need for need in needs if need in served or (refers and need not in PROTECTION_NEEDS)
    )


def _needs_sent(
    facts: CaseFacts, *, consent: LiveConsent | LiveGround, served: Collection[str]
) -> tuple[str, ...]:
    """Of the needs that were named to the person those that the recipient may hear of.

    What goes without consent was read out to nobody: where a life is in danger a house that gives
    none of it hears of all that do not by themselves say who the person is.
    """
    told = _may_hear(facts.needs, served=served)
    if isinstance(consent, LiveConsent):
        return tuple(need for need in told if need in consent.needs)
    return told or tuple(need for need in facts.needs if need not in PROTECTION_NEEDS)


def needs_answered(needs: Sequence[str], *, served: Collection[str]) -> frozenset[str]:
    """The needs for which fields may go: those the recipient itself serves, or that it refers on.

    To hear of a need is not to need to know more for it.
    """
    answered = {need for need in needs if need in served}
    return frozenset(answered | ({REFERS_ONWARDS} & set(served)))


def allowed(needs: Collection[str], *, recipient: RecipientClass) -> frozenset[FactField]:
    """The fields that the table lets go to a kind of recipient for these needs."""
    return frozenset().union(
        *(
            line.fields
            for line in matrix()
            if recipient in line.recipients and (line.need == ANY_NEED or line.need in needs)
        )
    )


def fields_to_read_out(
    field_groups: Collection[str],
    *,
    needs: Sequence[str],
    served: Collection[str],
    recipient: RecipientClass,
    law_allows: frozenset[FactField] = EVERY_FIELD,
) -> frozenset[FactField]:
    """What would go if the person agrees to these groups: this is read out, and no more goes."""
    agreed = frozenset().union(*(GROUP_FIELDS[FieldGroup(group)] for group in field_groups))
    by_table = allowed(needs_answered(needs, served=served), recipient=recipient)
    return agreed & by_table & law_allows


def that_apply(facts: CaseFacts) -> frozenset[FactField]:
    """The fields that say something of this group.

    Who travels with the children is neither read out nor sent where there is no child: it would
    tell a shelter that a woman of forty has her guardian with her. What nobody noted is not
    promised either.
    """
    silent = {
        FactField.ACCOMPANIED: not has_child(facts),
        FactField.SAFE_CONTACT: not contact_told(facts),
        FactField.NAME: not facts.name,
        FactField.HEALTH: not facts.health,
        FactField.NARRATIVE: not facts.narrative,
    }
    return EVERY_FIELD - {field for field, says_nothing in silent.items() if says_nothing}


def build_preview(
    facts: CaseFacts,
    *,
    consent: LiveConsent | LiveGround,
    served: Collection[str],
    urgency: Urgency,
    arrives_at: datetime | None,
) -> dict[str, Any]:
    """The little by which a recipient can say yes or no: always these fields, never another.

    OfferRefused when no need is left that may be told.
    """
    needs = _needs_sent(facts, consent=consent, served=served)
    if not needs:
        raise OfferRefused(field="service", problem="serves_no_need")
    return _chosen(
        facts,
        fields=PREVIEW & consent.fields,
        needs=needs,
        urgency=urgency,
        arrives_at=arrives_at,
    )


def build_packet(
    facts: CaseFacts,
    *,
    consent: LiveConsent | LiveGround,
    recipient: RecipientClass,
    served: Collection[str],
    urgency: Urgency,
    arrives_at: datetime | None,
    law_allows: frozenset[FactField] = EVERY_FIELD,
) -> dict[str, Any]:
    """What opens to the recipient once it has accepted: consent and need and policy.

    ``law_allows``: what the law of the recipient's country leaves open (``rules/law.py``).
    """
    answered = needs_answered(facts.needs, served=served)
    return _chosen(
        facts,
        fields=consent.fields & allowed(answered, recipient=recipient) & law_allows,
        needs=_needs_sent(facts, consent=consent, served=served),
        urgency=urgency,
        arrives_at=arrives_at,
    )


def _chosen(
    facts: CaseFacts,
    *,
    fields: frozenset[FactField],
    needs: Sequence[str],
    urgency: Urgency,
    arrives_at: datetime | None,
) -> dict[str, Any]:
    everything: dict[FactField, Any] = {
        FactField.NEEDS: list(needs),
        FactField.URGENCY: urgency.value,
        FactField.AGE_BANDS: [str(person.age_band) for person in facts.people],
        FactField.GROUP_SIZE: len(facts.people),
        FactField.LANGUAGE: facts.language,
        FactField.ARRIVES_AT: None if arrives_at is None else arrives_at.isoformat(),
        FactField.SEXES: [person.sex for person in facts.people],
        FactField.ACCOMPANIED: facts.accompanied,
        FactField.DOCUMENTS: sorted(facts.documents),
        FactField.PROFILES: sorted(facts.profiles),
        FactField.NATIONALITY: facts.nationality,
        FactField.HEADS_FOR: facts.heads_for,
        FactField.SAFE_CONTACT: contact_told(facts),
        FactField.NAME: facts.name,
        FactField.HEALTH: facts.health,
        FactField.NARRATIVE: facts.narrative,
    }
    told = fields & that_apply(facts)
    return {field.value: everything[field] for field in FactField if field in told}

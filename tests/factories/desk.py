"""What the story's persons do at their desks, as far as a test needs it done."""

from relevo.cases import access, actions
from relevo.cases.models import Referral
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service

NACAOME, LA_UNION = "demo-nacaome", "demo-la-union"
WINDOW = "SP-058"
"""The window of La Unión: it tells people where to go, and refers them on."""

MOTHER = {
    "place": "El Amatillo",
    "side": "HN",
    "age_0": "21-59",
    "sex_0": "f",
    "age_1": "0-4",
    "sex_1": "m",
    "needs": ["medical", "shelter"],
    "urgent_needs": ["medical"],
    "urgency": "urgent",
    "nationality": "SV",
    "heads_for": "SV",
    "language": "es",
    "documents": ["national_id"],
}
"""A Salvadoran woman with a feverish boy, on her way home; as the intake form sends it."""

GROUPS = ("needs", "profile", "contact")
ALL_GOES = {"goes_profile": "on", "goes_contact": "on"}
"""The boxes of the consent form as they stand when it opens: nothing is left out."""


def open_case(*, by=NACAOME, urgency="urgent", **facts):
    """The case of the mother, as it is after the intake."""
    told = {
        "needs": ("medical", "shelter"),
        "people": (Person("21-59", "f"), Person("0-4", "m")),
        "urgent_needs": frozenset({"medical"}),
        "nationality": "SV",
        "start_node": "HNSV-AMA-HN",
        "heads_for": "SV",
        "documents": frozenset({"national_id"}),
        "safe_contact": "por la ventanilla",
    }
    case_facts = CaseFacts(**told | facts)
    return actions.open_case(facts=case_facts, urgency=urgency, by=actor_of(by), at=STARTS_AT)


def route_shown(client, case, index=0):
    """What the page of the plan sends with the choice of a route."""
    shown = client.get(f"/es/mesa/casos/{case.pk}/plan/").context["options"][index]
    return {"itinerary": str(index), "digest": shown.digest}


def choose_route(client, case, **told):
    """Look at the plan of a case and choose its first route."""
    address = f"/es/mesa/casos/{case.pk}/plan/"
    return client.post(address, {**route_shown(client, case), **told})


def offer(case, key=WINDOW, *, by=NACAOME, form="oral", at=STARTS_AT, **changes):
    """Consent and offer of a case to a service."""
    asked = {
        "case_id": case.pk,
        "service_id": Service.objects.get(key=key).pk,
    }
    text = access.consent_text(
        actor_of(by), **asked, field_groups=GROUPS, form=form, language="es", at=at
    )
    consent = actions.record_consent(
        **asked,
        field_groups=GROUPS,
        form=form,
        language="es",
        read_digest=text.digest,
        by=actor_of(by),
        at=at,
    )
    return actions.offer_referral(
        **asked
        | {
            "urgency": "urgent",
            "consent_id": consent.pk,
            "is_life_in_danger": False,
            "is_protocol_signed": True,
            "by": actor_of(by),
            "at": at,
        }
        | changes
    )


def state(referral):
    return Referral.objects.get(pk=referral.pk).status

"""A case at El Amatillo and everybody around it. All institutions are invented."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.factories import directory
from tests.factories.accounts import person

from relevo.cases import access, actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import Referral
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.directory.models import Institution, Service
from relevo.kernel.actor import Actor

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
TERMS = {
    "medical": "need",
    "shelter": "need",
    "documents": "need",
    "gbv_care": "need",
    "international_protection": "need",
    "consular": "need",
    "referral": "need",
    "family": "profile",
}
NAME, CONTACT, HEALTH, STORY = "Xiomara Canaria", "9988-7766 Nelda", "fiebre alta", "huyó de Zot"


@dataclass
class Stage:
    """Nacaome sends, La Unión receives; Amina has the case and Carlos answers."""

    nacaome: Institution
    la_union: Institution
    window: Service
    shelter: Service
    clinic: Service
    post: Service
    consulate: Service
    amina: Actor
    berta: Actor
    carlos: Actor
    dora: Actor
    elena: Actor
    fausto: Actor


def stage():
    """Berta: a colleague of Amina's. Carlos and Dora (analyst): La Unión. Elena: a shelter.

    Fausto: the police.
    """
    terms = {
        code: directory.term(code, f"{code} es", f"{code} en", kind=kind)
        for code, kind in TERMS.items()
    }
    nacaome = directory.institution("HN-DEMO-NAC", "DEMO Nacaome", kind="municipality")
    la_union = directory.institution("SV-DEMO-LU", "DEMO La Unión", kind="municipality")
    house = directory.institution("SV-DEMO-CASA", "DEMO Casa", kind="church")
    health = directory.institution("SV-DEMO-SALUD", "DEMO Salud", kind="health")
    police = directory.institution("HN-DEMO-POL", "DEMO Policía", kind="police")
    foreign = directory.institution("SV-DEMO-RREE", "DEMO Relaciones", kind="gov_foreign")
    return Stage(
        nacaome=nacaome,
        la_union=la_union,
        window=directory.service(
            "S-WINDOW",
            "Ventanilla",
            of=la_union,
            kind="municipal_window",
            terms=[terms["referral"]],
        ),
        shelter=directory.service("S-HOUSE", "Casa", of=house, terms=[terms["shelter"]]),
        clinic=directory.service(
            "S-CLINIC",
            "Hospital",
            of=health,
            kind="hospital",
            terms=[terms["medical"], terms["gbv_care"], terms["family"]],
        ),
        post=directory.service(
            "S-POST", "Puesto", of=police, kind="border_post", terms=[terms["documents"]]
        ),
        consulate=directory.service(
            "S-CONSULATE", "Consulado", of=foreign, kind="consulate", terms=[terms["consular"]]
        ),
        amina=person("amina", of=nacaome, roles=["officer"]),
        berta=person("berta", of=nacaome, roles=["officer", "coordinator"]),
        carlos=person("carlos", of=la_union, roles=["duty_officer"]),
        dora=person("dora", of=la_union, roles=["analyst", "coordinator", "institution_admin"]),
        elena=person("elena", of=house, roles=["officer"]),
        fausto=person("fausto", of=police, roles=["officer"]),
    )


def facts(**changes):
    """A woman of 21 to 59 and a boy under five, with something to leak in every group."""
    return CaseFacts(
        **{
            "needs": ("medical", "shelter", "documents"),
            "people": (Person("21-59", "f"), Person("0-4", "m")),
            "urgent_needs": frozenset({"medical"}),
            "nationality": "SV",
            "start_node": "HN-1701",
            "heads_for": "SV",
            "documents": frozenset({"national_id"}),
            "profiles": frozenset({"family"}),
            "safe_contact": CONTACT,
            "name": NAME,
            "health": HEALTH,
            "narrative": STORY,
        }
        | changes
    )


ALL_GROUPS = ("needs", "profile", "contact", "identity", "health", "narrative")


def case(stage, *, urgency="urgent", **changes):
    return actions.open_case(facts=facts(**changes), urgency=urgency, by=stage.amina, at=NOON)


def consent(stage, case, service, *, at=NOON, **changes):
    """What was read out is what is agreed to."""
    asked = {
        "case_id": case.pk,
        "service_id": service.pk,
        "field_groups": ALL_GROUPS,
        "form": "oral",
        "language": "es",
    } | changes
    text = access.consent_text(stage.amina, at=at, **asked)
    return actions.record_consent(**asked, read_digest=text.digest, by=stage.amina, at=at)


def offer(stage, case, service, *, given=None, at=NOON, **changes):
    given = given or consent(stage, case, service, at=at)
    return actions.offer_referral(
        **{
            "case_id": case.pk,
            "service_id": service.pk,
            "urgency": "urgent",
            "consent_id": given.pk,
            "is_life_in_danger": False,
            "is_protocol_signed": True,
            "by": stage.amina,
            "at": at,
        }
        | changes
    )


PATHS = {
    S.DRAFT: (),
    S.OFFERED: (),
    S.SEEN: (S.SEEN,),
    S.ACCEPTED: (S.ACCEPTED,),
    S.DECLINED: (S.DECLINED,),
    S.WITHDRAWN: (S.WITHDRAWN,),
    S.EXPIRED: (S.EXPIRED,),
    S.ARRIVED: (S.ACCEPTED, S.ARRIVED),
    S.NOT_ARRIVED: (S.ACCEPTED, S.NOT_ARRIVED),
    S.DELIVERED: (S.ACCEPTED, S.ARRIVED, S.DELIVERED),
    S.NOT_DELIVERED: (S.ACCEPTED, S.ARRIVED, S.NOT_DELIVERED),
    S.CLOSED: (S.DECLINED, S.CLOSED),
}
VERBS = {
    S.SEEN: actions.mark_seen,
    S.ACCEPTED: actions.accept,
    S.DECLINED: actions.decline,
    S.WITHDRAWN: actions.withdraw,
    S.ARRIVED: actions.mark_arrived,
    S.NOT_ARRIVED: actions.mark_not_arrived,
    S.DELIVERED: actions.mark_delivered,
    S.NOT_DELIVERED: actions.mark_not_delivered,
    S.CLOSED: actions.close_referral,
}
SAID_WITH = {S.DECLINED: {"code": "no_capacity"}, S.CLOSED: {"reason": "no_service"}}


def move(referral, to, *, by, at=NOON + HOUR):
    return VERBS[to](referral_id=referral.pk, by=by, at=at, **SAID_WITH.get(to, {}))


def referral(stage, status=S.OFFERED, *, case_row=None):
    """A referral to La Unión's window in a state, moved there by who may."""
    case_row = case_row or case(stage)
    row = offer(stage, case_row, stage.window)
    if status == S.DRAFT:
        Referral.objects.filter(pk=row.pk).update(status=S.DRAFT, offered_at=None, deadline_at=None)
    for step in PATHS[status]:
        if step == S.EXPIRED:
            actions.expire_due(at=row.deadline_at)
        else:
            by = stage.amina if step in {S.WITHDRAWN, S.CLOSED} else stage.carlos
            move(row, step, by=by)
    return Referral.objects.get(pk=row.pk)

"""One invented person, everybody who has or has not to do with her, and what may not be told."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from relevo.accounts.enums import Attribute, Role
from relevo.accounts.models import Membership, User
from relevo.accounts.queries import get_actor, list_memberships
from relevo.cases import access
from relevo.cases import actions as cases
from relevo.cases.actions import links
from relevo.cases.enums import ConsentForm, ExclusionKind, FieldGroup, GlassReason, Urgency
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.feedback import access as voices
from relevo.feedback import actions as feedback
from relevo.feedback.actions.telling import Where
from relevo.feedback.enums import Channel, Matter
from relevo.feedback.rules.bodies import NO_BODY
from relevo.feedback.rules.sorting import Told
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.places.models import Node
from relevo.plumbing import clock
from relevo.plumbing.links import make_token

SIDES = (
    "owner",
    "receiver",
    "ex_receiver",
    "withdrawn",
    "excluded",
    "accused",
    "stranger",
    "police",
)
"""Institutions of the proof; of the first is the case."""
GROUPS = (FieldGroup.NEEDS, FieldGroup.PROFILE, FieldGroup.CONTACT)
A_WOMAN = CaseFacts(
    needs=("shelter",), people=(Person(age_band="21-59", sex="f"),), nationality="HN"
)
CASE_WORKERS = (Role.OFFICER, Role.DUTY_OFFICER)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who asks. ``None`` as user: nobody signed in."""

    relation: str
    role: str
    user: User | None
    side: str

    @property
    def label(self) -> str:
        return f"{self.relation}/{self.role}"


@dataclass
class World:
    """What there is, by name; texts and ids that only some may see stand in ``canaries``."""

    at: datetime
    person: CaseFacts | None = None
    institutions: dict[str, Institution] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    referrals: dict[str, UUID] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    subjects: list[Subject] = field(default_factory=list)

    def actor(self, name: str) -> Actor:
        """The actor of somebody of the proof, as a page would make it."""
        return get_actor(list_memberships(self.people[name], on=self.at.date()))


def build(*, at: datetime, person: CaseFacts | None = None) -> World:
    """The world with the person in it."""
    world = World(at=at, person=person)
    populate(world)
    tell_of(world)
    return world


def populate(world: World) -> None:
    """Institutions, services and people, and one case that is nobody's secret."""
    for side in SIDES:
        world.institutions[side] = _institution(side)
        world.services[side] = _service(world.institutions[side], at=world.at)
    _add(world, "owner", "owner", Role.OFFICER)
    _add(world, "team", "owner", Role.DUTY_OFFICER)
    _add(world, "former_team", "owner", Role.OFFICER)
    _add(world, "excluded_person", "owner", Role.OFFICER)
    _add(world, "excluded_person", "owner", Role.INSTITUTION_ADMIN, *Attribute)
    _add(world, "supervisor", "owner", Role.OFFICER, Attribute.SUPERVISOR)
    _add(world, "breaker", "owner", Role.OFFICER, Attribute.BREAK_GLASS)
    for role in Role:
        is_admin = role == Role.INSTITUTION_ADMIN
        _add(world, "administrator" if is_admin else "same_institution", "owner", role)
    _add(world, "same_institution", "owner", Role.OFFICER, Attribute.PSEA)
    for side in SIDES[1:]:
        for role in Role:
            relation = side
            if side in {"receiver", "ex_receiver", "withdrawn"} and role not in CASE_WORKERS:
                relation = f"{side}_other_role"
            _add(world, relation, side, role)
    for attribute in Attribute:
        _add(world, "stranger", "stranger", Role.OFFICER, attribute)
    _add(world, "excluded", "excluded", Role.OFFICER, *Attribute)
    _ordinary_case(world)
    world.subjects.append(Subject("anonymous", "nobody", None, ""))
    world.subjects.append(Subject("signed_link", "nobody", None, ""))


def tell_of(world: World) -> None:
    """The case of the person, what was offered of it, its exclusions, and her complaint."""
    mark = secrets.token_hex(4)
    texts = {
        "name": f"Canaria Nombre{mark}",
        "contact": f"+504 9{mark} vecina",
        "health": f"canariasalud{mark}",
        "narrative": f"canariarelato{mark} en Canarialugar{mark}",
        "why": f"canariamotivo{mark}",
        "complaint": f"canariaqueja{mark}",
    }
    world.canaries |= texts
    owner, at = world.actor("owner"), world.at
    start = Node.objects.filter(country="HN", kind="post").order_by("key")[0]
    facts = replace(
        world.person or A_WOMAN,
        start_node=start.key,
        safe_contact=texts["contact"],
        name=texts["name"],
        health=texts["health"],
        narrative=texts["narrative"],
    )
    case = cases.open_case(facts=facts, urgency=Urgency.URGENT, by=owner, at=at)
    world.ids |= {"case_id": str(case.pk)}
    world.canaries |= {"case_code": case.code, "case_id": str(case.pk)}
    for name in ("team", "former_team"):
        cases.add_to_team(case_id=case.pk, user_id=world.people[name].pk, by=owner, at=at)
    former = world.people["former_team"].pk
    cases.remove_from_team(case_id=case.pk, user_id=former, by=owner, at=at)
    _offer(world, case.pk, "excluded")
    exclude(world)
    for side in ("receiver", "ex_receiver", "withdrawn"):
        _offer(world, case.pk, side)
    _answer(world)
    _complain(world, words=texts["complaint"])
    glass = cases.break_glass(
        code=case.code,
        reason=GlassReason.CHILD_MISSING,
        why=texts["why"],
        by=world.actor("breaker"),
        at=at,
    )
    world.ids |= {"glass_id": str(glass.pk), "case_code": case.code}


def exclude(world: World) -> None:
    """The person names an institution and a colleague who must never know."""
    owner, case_id = world.actor("owner"), UUID(world.ids["case_id"])
    chosen = (
        (ExclusionKind.INSTITUTION, world.institutions["excluded"].pk),
        *(
            (ExclusionKind.USER, subject.user.pk)
            for subject in world.subjects
            if subject.relation == "excluded_person" and subject.user is not None
        ),
    )
    for kind, who in chosen:
        row = cases.add_exclusion(case_id=case_id, kind=kind, who=who, by=owner, at=world.at)
        world.ids |= {"exclusion_id": str(row.pk)}
        world.canaries |= {"exclusion_id": str(row.pk)}


def _ordinary_case(world: World) -> None:
    """Somebody else whom the same institution helps: without any case nothing could hide one."""
    by = world.actor("same_institution")
    case = cases.open_case(facts=A_WOMAN, urgency=Urgency.NORMAL, by=by, at=world.at)
    _offer(world, case.pk, "receiver", by=by)
    for told in (world.referrals, world.canaries, world.ids):
        told.clear()


def _institution(side: str) -> Institution:
    mark = secrets.token_hex(3)
    return Institution.objects.create(
        key=f"PROOF-{side}-{mark}".upper()[:40],
        name_es=f"Institución {side}",
        name_en=f"Institution {side}",
        name_folded=f"institucion {side}",
        sort_key=f"institucion {side}",
        country="HN",
        kind="police" if side == "police" else "ngo",
        is_demo=clock.is_demo(),
    )


def _service(institution: Institution, *, at: datetime) -> Service:
    service = Service.objects.create(
        key=f"PS-{secrets.token_hex(5)}".upper(),
        institution=institution,
        name_es=f"Albergue de {institution.name_es}",
        name_en=f"Shelter of {institution.name_en}",
        sort_key=institution.sort_key,
        kind="shelter",
        country="HN",
        status=ServiceStatus.ACTIVE,
        visibility=Visibility.PUBLIC,
        valid_from=(at - timedelta(days=1)).date(),
        is_demo=institution.is_demo,
    )
    service.terms.set(Term.objects.filter(code="shelter"))
    return service


def _add(world: World, relation: str, side: str, role: Role, *attributes: Attribute) -> None:
    told = "+".join([role.value, *(attribute.value for attribute in attributes)])
    user = User.objects.create(username=f"proof-{relation}-{told}-{secrets.token_hex(3)}"[:150])
    held: Mapping[Attribute, str] = {
        Attribute.SUPERVISOR: "is_supervisor",
        Attribute.PSEA: "is_psea_focal_point",
        Attribute.BREAK_GLASS: "may_break_glass",
        Attribute.PROBATION: "is_on_probation",
    }
    Membership.objects.create(
        user=user,
        institution=world.institutions[side],
        role=role,
        starts_on=date(2019, 1, 1),
        **{held[attribute]: True for attribute in attributes},
    )
    world.people.setdefault(relation, user)
    world.subjects.append(Subject(relation, told, user, side))


def _offer(world: World, case_id: UUID, side: str, *, by: Actor | None = None) -> None:
    asked = {
        "case_id": case_id,
        "service_id": world.services[side].pk,
        "field_groups": GROUPS,
        "form": ConsentForm.ORAL,
        "language": "es",
        "at": world.at,
    }
    owner = by or world.actor("owner")
    text = access.consent_text(owner, **asked)  # type: ignore[arg-type]  # one table for two calls
    consent = cases.record_consent(**asked, read_digest=text.digest, by=owner)  # type: ignore[arg-type]
    referral = cases.offer_referral(
        case_id=case_id,
        service_id=world.services[side].pk,
        urgency=Urgency.URGENT,
        consent_id=consent.pk,
        is_life_in_danger=False,
        is_protocol_signed=True,
        by=owner,
        at=world.at,
    )
    world.referrals[side] = referral.pk
    world.ids[f"{side}_consent_id"] = str(consent.pk)
    world.canaries[f"{side}_code"] = referral.code
    world.canaries[f"{side}_referral_id"] = str(referral.pk)
    world.canaries[f"{side}_receipt"] = consent.receipt_code


def _answer(world: World) -> None:
    """Accepted with a link for its next stage; declined; taken back."""
    at, owner = world.at, world.actor("owner")
    cases.accept(referral_id=world.referrals["receiver"], by=world.actor("receiver"), at=at)
    link, number = links.make_link(referral_id=world.referrals["receiver"], by=owner, at=at)
    world.ids |= {"link_id": str(link.pk), "token": make_token("answer", row_id=link.pk)}
    world.canaries |= {"number": number}
    cases.decline(
        referral_id=world.referrals["ex_receiver"],
        code="no_capacity",
        is_learnt=False,
        by=world.actor("ex_receiver"),
        at=at,
    )
    taken = UUID(world.ids["withdrawn_consent_id"])
    cases.withdraw_consent(consent_id=taken, by=owner, at=at)
    world.ids["consent_id"] = world.ids["receiver_consent_id"]


def _complain(world: World, *, words: str) -> None:
    """What was asked in return at the accused institution, for the readers of the networks."""
    told = Told(matters=frozenset({Matter.MONEY}), words=words, went_on=world.at.date())
    feedback.tell(
        told=told,
        where=Where(country="HN", service_id=world.services["accused"].pk),
        code=new_code(),
        channel=Channel.ONLINE,
        outside_body=NO_BODY,
        only_outside=False,
        on_demo=clock.is_demo(),
        barred_by_code=_nobody_barred,
        at=world.at,
    )
    focal = Membership.objects.filter(is_psea_focal_point=True).select_related("user")
    for user in {membership.user for membership in focal.order_by("pk")}:
        reader = get_actor(list_memberships(user, on=world.at.date()))
        if voices.reads_complaints(reader, at=world.at):
            rows = voices.list_complaints(reader, worked_on=_on_no_case, at=world.at)
            newest = [str(row.complaint_id) for row in rows if row.received_at == world.at]
            found = dict(zip(("complaint_id",), newest, strict=False))
            world.ids |= found
            world.canaries |= found


def _on_no_case(_user_id: UUID, _codes: Collection[str]) -> frozenset[str]:
    return frozenset()


def _nobody_barred(_code: str) -> frozenset[UUID]:
    return frozenset()

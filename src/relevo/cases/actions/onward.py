"""A recipient keeps a case of its own of what it received, and refers it onward."""

from datetime import datetime
from typing import Any
from uuid import UUID

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.access.proofs import lock_permissions, newest_own_record
from relevo.cases.actions.cases import open_case
from relevo.cases.actions.exclusions import carry_exclusions
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import FactField, Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import MoveNotYours, OnwardRefused
from relevo.cases.models import Case, Referral
from relevo.cases.rules import facts, transitions
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.kernel.actor import Actor


def open_own_case(*, referral_id: UUID, by: Actor, at: datetime) -> Case:
    """Open a case out of what was received, with the person's consent to just that.

    It holds what was received, as far as she let it be kept, and nothing that stayed with the
    sender; that it must be protected goes along, for what must not be known there must not be sent
    on from there either. Asking twice gives the same case. Raises CaseNotVisible, MoveNotYours,
    OnwardRefused, ConsentMissing, ConsentExpired, ConsentWithdrawn.
    """
    with undone_but_recorded(referral_id, by=by, at=at):
        lock_permissions(referral_id)
        locked = access.locked_for(by, referral_id=referral_id)
        referral = locked.referral
        if Party.RECIPIENT not in locked.parties:
            raise MoveNotYours(wanted="own_case")
        own = Case.objects.filter(origin=referral, institution=referral.recipient_id)
        if (earlier := own.order_by("opened_on", "id").first()) is not None:
            if not access.visible_cases(by).filter(pk=earlier.pk).exists():
                raise OnwardRefused(problem="a_colleague_has_it")
            return earlier
        if S(referral.status) not in transitions.PACKET_OPEN or referral.packet is None:
            raise OnwardRefused(problem="not_open")
        access.check_own_record(referral, at=at)
        case = open_case(facts=_received(referral), urgency=referral.urgency, by=by, at=at)
        case.origin = referral
        case.save(update_fields=["origin"])
        carry_exclusions(referral.case_id, to=case, by=by, at=at)
        audit.record("case.opened_from", subject=str(referral.pk), actor=by, at=at)
        return case


def _received(referral: Referral) -> CaseFacts:
    allowed = newest_own_record(referral)
    kept = allowed.fields if allowed else ()
    packet = {name: told for name, told in queries.opened_packet(referral).items() if name in kept}
    known = queries.opened_facts(referral.case_id)
    bands: list[str] = packet.get(FactField.AGE_BANDS, [])
    sexes: list[str] = packet.get(FactField.SEXES, [""] * len(bands))
    return CaseFacts(
        needs=tuple(packet[FactField.NEEDS]),
        people=tuple(Person(band, sex) for band, sex in zip(bands, sexes, strict=True)),
        language=_text(packet, FactField.LANGUAGE) or "es",
        nationality=_text(packet, FactField.NATIONALITY),
        heads_for=_text(packet, FactField.HEADS_FOR),
        documents=frozenset(packet.get(FactField.DOCUMENTS, ())),
        profiles=frozenset(packet.get(FactField.PROFILES, ())),
        accompanied=bool(packet.get(FactField.ACCOMPANIED, True)),
        protection_sensitive=(facts.is_protection_sensitive(known) or facts.is_child_alone(known)),
        safe_contact=_text(packet, FactField.SAFE_CONTACT),
        name=_text(packet, FactField.NAME),
        health=_text(packet, FactField.HEALTH),
        narrative=_text(packet, FactField.NARRATIVE),
    )


def _text(packet: Any, name: FactField) -> str:  # noqa: ANN401 -- opened JSON
    return str(packet.get(name, "") or "")

"""The information-sharing protocol: drafted, put in force by an acta, signed by each for itself."""

from dataclasses import asdict, fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.actions.signatures import end_signatures_of
from relevo.networks.enums import ProtocolState
from relevo.networks.errors import (
    NetworkUnknown,
    NotMember,
    NotYoursToSign,
    ProtocolRefused,
    ProtocolUnknown,
)
from relevo.networks.models import Acta, Network, Protocol, ProtocolSignature
from relevo.networks.rules.protocols import ProtocolText, check_text, digest_of
from relevo.outbox import actions as outbox

LONGEST_ROLE = 160
LONGEST_DOCUMENT = 160
PIECE = 4


def text_of(protocol: Protocol) -> ProtocolText:
    """What is signed of a version."""
    return ProtocolText(
        **{field.name: getattr(protocol, field.name) for field in fields(ProtocolText)}
    )


@transaction.atomic
def draft_protocol(*, key: str, text: ProtocolText, by: Actor, at: datetime) -> Protocol:
    """A new version as a draft; the one in force stays so. One draft at a time.

    Raises NetworkUnknown, NotKeeper, ProtocolRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    check_text(text)
    if Protocol.objects.filter(network=network, state=ProtocolState.DRAFT).exists():
        raise ProtocolRefused(field="state", problem="drafted_already")
    newest = Protocol.objects.filter(network=network).order_by("-version").first()
    version = 1 if newest is None else newest.version + 1
    protocol = Protocol.objects.create(
        network=network,
        version=version,
        state=ProtocolState.DRAFT,
        digest=digest_of(text, network_key=network.key, version=version),
        **asdict(text),
    )
    _tell("protocol.drafted", protocol, by=by, at=at)
    return protocol


@transaction.atomic
def edit_protocol(
    *, key: str, version: int, text: ProtocolText, read_digest: str, by: Actor, at: datetime
) -> Protocol:
    """Change a draft; whoever signed it already signed another text and must sign anew.

    ``read_digest`` is of the text that was changed: a colleague's change is never written over.
    Raises NetworkUnknown, NotKeeper, ProtocolUnknown, ProtocolRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    protocol = _version(network, version)
    if protocol.state != ProtocolState.DRAFT:
        raise ProtocolRefused(field="state", problem="not_draft")
    if protocol.digest != read_digest:
        raise ProtocolRefused(field="digest", problem="changed_meanwhile")
    check_text(text)
    digest = digest_of(text, network_key=network.key, version=version)
    if digest == protocol.digest:
        return protocol
    for name, told in asdict(text).items():
        setattr(protocol, name, told)
    protocol.digest = digest
    protocol.save()
    ProtocolSignature.objects.filter(protocol=protocol, ended_on=None).update(
        ended_on=at.date(), ended_by=by.id
    )
    _tell("protocol.edited", protocol, by=by, at=at)
    return protocol


@transaction.atomic
def put_in_force(
    *, key: str, version: int, acta_number: str, on: date, by: Actor, at: datetime
) -> Protocol:
    """The network's acta puts a draft in force; the version before is history from then.

    Who has not signed this very version shares no case until it has. Raises NetworkUnknown,
    NotKeeper, ProtocolUnknown, ProtocolRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    protocol = _version(network, version)
    if protocol.state != ProtocolState.DRAFT:
        raise ProtocolRefused(field="state", problem="not_draft")
    acta = Acta.objects.filter(network=network, number=acta_number).first()
    if acta is None:
        raise ProtocolRefused(field="acta_number", problem="unknown")
    if not acta.adopted_on <= on <= at.date():
        raise ProtocolRefused(field="on", problem="before_acta_or_to_come")
    Protocol.objects.filter(network=network, state=ProtocolState.IN_FORCE).update(
        state=ProtocolState.SUPERSEDED
    )
    protocol.state, protocol.in_force_on, protocol.acta = ProtocolState.IN_FORCE, on, acta
    protocol.save(update_fields=["state", "in_force_on", "acta"])
    _tell("protocol.in_force", protocol, by=by, at=at)
    return protocol


@transaction.atomic
def sign_protocol(
    *,
    key: str,
    version: int,
    signed_role: str,
    document: str,
    read_digest: str,
    by: Actor,
    at: datetime,
) -> ProtocolSignature:
    """An institution signs for itself; nobody records it for another.

    A draft may be signed before its acta: it counts once the version is in force, as long as no
    word changes. Raises NetworkUnknown, ProtocolUnknown, NotYoursToSign, NotMember,
    ProtocolRefused.
    """
    network = _network_locked(key)
    institution_id = _own_institution(by)
    if not access.is_member(by, network):
        raise NotMember(key=key)
    protocol = _version(network, version)
    if protocol.state == ProtocolState.SUPERSEDED:
        raise ProtocolRefused(field="state", problem="superseded")
    if read_digest != protocol.digest:
        raise ProtocolRefused(field="digest", problem="changed_meanwhile")
    _check_signing(signed_role, document)
    live = ProtocolSignature.objects.filter(
        protocol=protocol, institution=institution_id, ended_on=None
    )
    if live.exists():
        raise ProtocolRefused(field="institution", problem="signed_already")
    signature = ProtocolSignature.objects.create(
        protocol=protocol,
        institution_id=institution_id,
        signed_on=at.date(),
        signed_role=signed_role.strip(),
        document=document.strip(),
        text_digest=protocol.digest,
        signed_by=by.id,
        signed_at=at,
    )
    _tell("protocol.signed", protocol, by=by, at=at)
    return signature


def _check_signing(signed_role: str, document: str) -> None:
    if not signed_role.strip():
        raise ProtocolRefused(field="signed_role", problem="missing")
    if len(signed_role) > LONGEST_ROLE:
        raise ProtocolRefused(field="signed_role", problem="too_long")
    if len(document) > LONGEST_DOCUMENT:
        raise ProtocolRefused(field="document", problem="too_long")


@transaction.atomic
def end_signature(*, key: str, by: Actor, at: datetime) -> int:
    """An institution takes back what it signed in a network and keeps its seat; how many ended.

    Offers already made stay; no new case moves to it or from it through this network. Raises
    NetworkUnknown, NotYoursToSign, ProtocolRefused.
    """
    network = _network_locked(key)
    institution_id = _own_institution(by)
    ended = end_signatures_of(institution_id, network=network, on=at.date(), by=by, at=at)
    if not ended:
        raise ProtocolRefused(field="institution", problem="not_signed")
    outbox.queue("protocol.signature_ended", subject_id=str(network.pk), at=at)
    return ended


def _own_institution(by: Actor) -> UUID:
    if by.institution_id is None or not access.speaks_for_own(by):
        raise NotYoursToSign
    return by.institution_id


def _network_locked(key: str) -> Network:
    network = Network.objects.select_for_update(no_key=True).filter(key=key).first()
    if network is None:
        raise NetworkUnknown(key)
    return network


def _version(network: Network, version: int) -> Protocol:
    found = Protocol.objects.filter(network=network, version=version).first()
    if found is None:
        raise ProtocolUnknown(f"{network.key} {version}")
    return found


def _tell(verb: str, protocol: Protocol, *, by: Actor, at: datetime) -> None:
    facts: dict[str, object] = {
        "version": protocol.version,
        "network": str(protocol.network_id),
        "digest": _in_pieces(protocol.digest),
    }
    subject = str(protocol.pk)
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)


def _in_pieces(digest: str) -> list[str]:
    """So short that no run of digits in it looks like somebody's number."""
    return [digest[at : at + PIECE] for at in range(0, len(digest), PIECE)]

"""Reads of protocols: which version holds, who signed it, and whether two may share a case."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from relevo.networks.enums import ProtocolState, SeatRole
from relevo.networks.errors import ProtocolUnknown
from relevo.networks.models import Member, Network, Protocol, ProtocolSignature


def may_share(institution_a: UUID, institution_b: UUID, *, on: date) -> bool:
    """Whether a case may move between two institutions on a day.

    Both hold a live signature on the text that is in force in one same network, and a current
    seat there. Inside one institution nothing moves.
    """
    if institution_a == institution_b:
        return True
    return (
        Protocol.objects.filter(state=ProtocolState.IN_FORCE, in_force_on__lte=on)
        .filter(_signed_and_sits(institution_a, on=on))
        .filter(_signed_and_sits(institution_b, on=on))
        .exists()
    )


def _signed_and_sits(institution_id: UUID, *, on: date) -> Q:
    signature = ProtocolSignature.objects.filter(
        _not_ended("ended_on", on=on),
        protocol=OuterRef("pk"),
        institution=institution_id,
        signed_on__lte=on,
        text_digest=F("protocol__digest"),
    )
    seat = Member.objects.filter(
        _not_ended("left_on", on=on),
        Q(joined_on=None) | Q(joined_on__lte=on),
        network=OuterRef("network"),
        institution=institution_id,
    ).exclude(role=SeatRole.LISTED)
    return Q(Exists(signature)) & Q(Exists(seat))


def _not_ended(field: str, *, on: date) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gt": on})


def list_protocols(network: Network) -> list[Protocol]:
    """All versions, the newest first, with the acta."""
    return list(
        Protocol.objects.filter(network=network)
        .select_related("acta", "network")
        .order_by("-version")
    )


def get_protocol(network: Network, *, version: int) -> Protocol:
    """One version; raises ProtocolUnknown."""
    found = (
        Protocol.objects.filter(network=network, version=version)
        .select_related("acta", "network")
        .first()
    )
    if found is None:
        raise ProtocolUnknown(f"{network.key} {version}")
    return found


def list_signatures(protocol: Protocol) -> list[ProtocolSignature]:
    """Who signed a version, those that hold first; for who may read inside the network."""
    return list(
        ProtocolSignature.objects.filter(protocol=protocol)
        .select_related("institution")
        .order_by(F("ended_on").asc(nulls_first=True), "institution__sort_key", "id")
    )


def list_unsigned(protocol: Protocol) -> list[Member]:
    """Seats whose institution has not signed this version, or took its signature back."""
    signed = ProtocolSignature.objects.filter(
        protocol=protocol, ended_on=None, text_digest=protocol.digest
    )
    return list(
        Member.objects.seated()
        .filter(network=protocol.network_id, institution__isnull=False)
        .exclude(institution__in=signed.values("institution"))
        .select_related("institution")
        .order_by("country", "institution__sort_key", "id")
    )


def has_signed(protocol: Protocol, *, institution_id: UUID | None) -> bool:
    """Whether an institution's signature on this version holds."""
    return (
        institution_id is not None
        and ProtocolSignature.objects.filter(
            protocol=protocol,
            institution=institution_id,
            ended_on=None,
            text_digest=protocol.digest,
        ).exists()
    )

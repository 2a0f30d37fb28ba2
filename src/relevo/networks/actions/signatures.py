"""Signatures that end with something else: with a seat, or because their institution says so."""

from datetime import date, datetime
from uuid import UUID

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks.models import Network, ProtocolSignature


def end_signatures_of(
    institution_id: UUID, *, network: Network, on: date, by: Actor, at: datetime
) -> int:
    """End what an institution signed in a network, in the transaction of the caller; how many.

    A signature that ended is still there to be read: until then it held.
    """
    ended = ProtocolSignature.objects.filter(
        protocol__network=network, institution=institution_id, ended_on=None
    ).update(ended_on=on, ended_by=by.id)
    if ended:
        audit.record(
            "protocol.signature_ended",
            subject=str(network.pk),
            actor=by,
            at=at,
            facts={"institution": str(institution_id), "count": ended},
        )
    return ended

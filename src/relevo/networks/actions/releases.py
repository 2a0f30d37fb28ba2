"""Which figures a network shows beyond its members: its acta decides."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.errors import ReleaseRefused
from relevo.networks.models import Acta, Network
from relevo.outbox import actions as outbox


@transaction.atomic
def decide_shown(
    *, network_key: str, codes: Collection[str], acta_number: str, by: Actor, at: datetime
) -> Network:
    """Show these figures to donors and to other networks, by an acta of this network.

    Raises NetworkUnknown, NotKeeper, ReleaseRefused (the network has no such acta).
    """
    network = access.network_to_keep_locked(by, key=network_key)
    if not Acta.objects.filter(network=network, number=acta_number).exists():
        raise ReleaseRefused(read=acta_number)
    network.shown_indicators = sorted(set(codes))
    network.shown_acta = acta_number
    network.save(update_fields=["shown_indicators", "shown_acta"])
    facts = {"count": len(network.shown_indicators)}
    outbox.queue("network.figures_shown", subject_id=str(network.pk), at=at, facts=facts)
    audit.record("network.figures_shown", subject=str(network.pk), actor=by, at=at, facts=facts)
    return network

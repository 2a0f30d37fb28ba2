"""Counterparts across a crossing: the same task on both sides, so that each knows whom to call."""

from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.errors import MirrorRefused, MirrorUnknown
from relevo.networks.models import Mirror
from relevo.networks.queries.rounds import institutions_of
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing

LONGEST_NOTE = 200


@transaction.atomic
def add_mirror(
    *,
    network_key: str,
    crossing_key: str,
    keys: tuple[str, str],
    by: Actor,
    at: datetime,
    note: str = "",
) -> Mirror:
    """Two institutions of different countries are each other's counterpart at a crossing.

    The order in which they are named says nothing. Raises NetworkUnknown, NotKeeper, MirrorRefused.
    """
    network = access.network_to_keep_locked(by, key=network_key)
    crossing = Crossing.objects.filter(key=crossing_key).first()
    if crossing is None:
        raise MirrorRefused(field="crossing", problem="unknown")
    if len(note) > LONGEST_NOTE:
        raise MirrorRefused(field="note", problem="too_long")
    found = list(institutions_of(network).filter(key__in=keys).order_by("key"))
    if len(found) != len(set(keys)):
        raise MirrorRefused(field="institution_b", problem="unknown")
    if len(found) == 1 or found[0].country == found[1].country:
        raise MirrorRefused(field="institution_b", problem="same_side")
    pair = {"network": network, "crossing": crossing}
    first, second = found
    if Mirror.objects.filter(**pair, institution_a=first, institution_b=second).exists():
        raise MirrorRefused(field="institution_b", problem="known")
    mirror = Mirror.objects.create(
        **pair, institution_a=first, institution_b=second, note_es=note, note_en=note
    )
    _tell("mirror.added", mirror, by=by, at=at)
    return mirror


@transaction.atomic
def remove_mirror(*, network_key: str, mirror_id: int, by: Actor, at: datetime) -> None:
    """They are no counterparts any more. Raises NetworkUnknown, NotKeeper, MirrorUnknown."""
    network = access.network_to_keep_locked(by, key=network_key)
    mirror = Mirror.objects.filter(network=network, pk=mirror_id).first()
    if mirror is None:
        raise MirrorUnknown(mirror_id)
    _tell("mirror.removed", mirror, by=by, at=at)
    mirror.delete()


def _tell(verb: str, mirror: Mirror, *, by: Actor, at: datetime) -> None:
    facts: dict[str, object] = {
        "institutions": [str(mirror.institution_a_id), str(mirror.institution_b_id)]
    }
    subject = str(mirror.network_id)
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)

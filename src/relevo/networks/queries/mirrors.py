"""Reads of mirror pairs: who is whose counterpart across a crossing."""

from uuid import UUID

from django.db.models import Q

from relevo.networks.models import Mirror, Network


def list_mirrors(network: Network) -> list[Mirror]:
    """The pairs of a network by crossing."""
    return list(
        Mirror.objects.filter(network=network)
        .select_related("crossing", "institution_a", "institution_b")
        .order_by("crossing__sort_key", "institution_a__sort_key", "institution_b__sort_key", "id")
    )


def counterparts_of(institution_id: UUID) -> list[Mirror]:
    """All pairs in which an institution stands, whatever the network and the side."""
    return list(
        Mirror.objects.filter(Q(institution_a=institution_id) | Q(institution_b=institution_id))
        .select_related("crossing", "institution_a", "institution_b")
        .order_by("crossing__sort_key", "id")
    )

"""Redes and mesas with their seats."""

from relevo.kernel.ids import imported_id
from relevo.networks.models import Member, Network
from relevo.plumbing.folding import sort_key
from relevo.region.tables import NETWORK_MEMBERS, NETWORKS
from relevo.region.upserts import Writing, cut, in_both, replace, source_of, texts, upsert

SORT = 300
LOCAL_NETWORK = "local_network"
SETTLED_BY_THE_NETWORK = (
    "focal_role",
    "alternate_role",
    "is_steering",
    "joined_on",
    "term_until",
    "left_on",
    "successor",
)


def write_networks(writing: Writing) -> None:
    rows = writing.of(NETWORKS)
    upsert(
        [
            Network(
                id=imported_id("network", row.text("id")),
                key=row.text("id"),
                **texts(row, "scope", "started", "started_precision"),
                **in_both(row, "name", "territory", "started_evidence", "members_count"),
                **in_both(row, "governance", "outputs", "meetings", "problems", "status"),
                sort_key=cut(sort_key(row.text("name_es")), SORT),
                countries="|".join(row.parts("countries")),
                **source_of(row),
            )
            for row in rows
        ],
        by=["id"],
        keep=["verify_every_days", "calendar_nonce", "is_demo"],
    )
    through = Network.crossings.through
    ids = [imported_id("network", row.text("id")) for row in rows]
    replace(
        through._default_manager.filter(network_id__in=ids),  # noqa: SLF001 -- Django's own
        [
            through(
                network_id=imported_id("network", row.text("id")),
                crossing_id=imported_id("crossing", key),
            )
            for row in rows
            for key in row.parts("crossing_ids")
        ],
    )
    _write_parts(writing)
    _write_seats(writing)


def _write_parts(writing: Writing) -> None:
    """A seat that is a local network of that very name is a part; a network's own parts stay."""
    by_name = {row.text("name_es"): row.text("id") for row in writing.of(NETWORKS)}
    through = Network.parts.through
    through._default_manager.bulk_create(  # noqa: SLF001 -- Django's own
        [
            through(
                from_network_id=imported_id("network", row.text("network_id")),
                to_network_id=imported_id("network", by_name[row.text("stated_name_es")]),
            )
            for row in writing.of(NETWORK_MEMBERS)
            if row.text("role") == LOCAL_NETWORK and row.text("stated_name_es") in by_name
        ],
        ignore_conflicts=True,
    )


def _write_seats(writing: Writing) -> None:
    """Seats as the sources name them; of what a network changed itself nothing is written over."""
    settled = set(
        Member.objects.filter(changes__isnull=False).values_list(
            "network__key", "stated_name_es", "country"
        )
    )
    rows = [row for row in writing.of(NETWORK_MEMBERS) if row.key(NETWORK_MEMBERS) not in settled]
    upsert(
        [
            Member(
                network_id=imported_id("network", row.text("network_id")),
                institution_id=(
                    imported_id("institution", row.text("institution_id"))
                    if row.values["institution_id"]
                    else None
                ),
                **in_both(row, "stated_name"),
                **texts(row, "country", "role"),
                **source_of(row),
            )
            for row in rows
        ],
        by=["network", "stated_name_es", "country"],
        keep=SETTLED_BY_THE_NETWORK,
    )

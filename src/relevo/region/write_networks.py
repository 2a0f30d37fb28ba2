"""Redes and mesas with their seats."""

from relevo.kernel.ids import imported_id
from relevo.networks.models import Member, Network
from relevo.plumbing.folding import sort_key
from relevo.region.tables import NETWORK_MEMBERS, NETWORKS
from relevo.region.upserts import Writing, cut, in_both, replace, source_of, texts, upsert

SORT = 300


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
            for row in writing.of(NETWORK_MEMBERS)
        ],
        by=["network", "stated_name_es", "country"],
    )

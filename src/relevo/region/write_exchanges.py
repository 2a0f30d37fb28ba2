"""Exchanges that a public page tells of: closed, with only what the page says."""

from relevo.exchange.enums import ExchangeState
from relevo.exchange.models import Exchange, Participation, Series
from relevo.kernel.ids import imported_id
from relevo.region.tables import EXCHANGE_SERIES, EXCHANGES
from relevo.region.upserts import Writing, day, in_both, replace, source_of, texts, upsert


def write_exchanges(writing: Writing) -> None:
    """Series, exchanges and the networks that a page names among the participants."""
    upsert(
        [
            Series(
                id=imported_id("exchange_series", row.text("id")),
                key=row.text("id"),
                **in_both(row, "name", "convener"),
                network_id=(
                    imported_id("network", row.text("network_id"))
                    if row.values["network_id"]
                    else None
                ),
            )
            for row in writing.of(EXCHANGE_SERIES)
        ],
        by=["id"],
    )
    rows = writing.of(EXCHANGES)
    upsert(
        [
            Exchange(
                id=imported_id("exchange", row.text("id")),
                key=row.text("id"),
                series_id=imported_id("exchange_series", row.text("series_id")),
                number=row.values["number"],
                **in_both(row, "title", "aim"),
                starts_on=day(row.values["starts_on"]),
                ends_on=day(row.values["ends_on"]),
                **texts(row, "date_precision", "place", "modality"),
                state=ExchangeState.CLOSED,
                **source_of(row),
            )
            for row in rows
        ],
        by=["id"],
        keep=["host", "closed_at"],
    )
    ids = [imported_id("exchange", row.text("id")) for row in rows]
    replace(
        Participation.objects.filter(exchange_id__in=ids),
        [
            Participation(
                exchange_id=imported_id("exchange", row.text("id")),
                network_id=imported_id("network", key),
            )
            for row in rows
            for key in row.parts("network_ids")
        ],
    )

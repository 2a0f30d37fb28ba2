"""Countries by ISO 3166-1 code; the three of the region and the CA-4 group."""

from enum import StrEnum


class Country(StrEnum):
    """The three countries whose networks use Relevo."""

    GUATEMALA = "GT"
    HONDURAS = "HN"
    EL_SALVADOR = "SV"


REGION: tuple[str, ...] = ("GT", "HN", "SV")
CA4: frozenset[str] = frozenset({"GT", "HN", "NI", "SV"})
"""Nationals of these four travel among them with the national identity document (CA-4, 2006)."""

UTC_OFFSET_MINUTES = -360
"""All three countries keep UTC-6 without daylight saving."""

"""Reads of series and exchanges."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Prefetch, QuerySet

from relevo.exchange.enums import PracticeState
from relevo.exchange.errors import ExchangeUnknown
from relevo.exchange.models import (
    Exchange,
    ExchangeSession,
    Participation,
    Practice,
    Series,
)
from relevo.plumbing.folding import fold


@dataclass(frozen=True, slots=True)
class ExchangeList:
    """One page of exchanges, and how many there are in all."""

    rows: list[Exchange]
    total: int


def list_series() -> list[Series]:
    """All series in Spanish order, with how many exchanges each has (``count``)."""
    found = Series.objects.select_related("network").annotate(count=Count("exchanges"))
    return list(found.order_by("name_es", "key"))


def find_series(key: str) -> Series | None:
    """The series of a key, if there is one."""
    return Series.objects.select_related("network").filter(key=key).first()


def list_exchanges(
    *,
    series_key: str = "",
    state: str = "",
    country: str = "",
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> ExchangeList:
    """Exchanges, the newest first; those without a date come last.

    ``country``: of a network that takes part or that the series belongs to. ``text``: words of
    the title, the series, its convener or the place, folded. Exchanges are few (some a year), so
    their words are compared here and need no index.
    """
    found = Exchange.objects.all()
    if series_key:
        found = found.filter(series__key=series_key)
    if state:
        found = found.filter(state=state)
    if country:
        takes_part = Participation.objects.filter(network__countries__contains=country)
        found = found.filter(pk__in=takes_part.values("exchange")) | found.filter(
            series__network__countries__contains=country
        )
    listed = _words(found)
    keys = [key for key, words in listed if not text or _holds(words, text)]
    shown = keys[offset : offset + limit]
    rows = {row.pk: row for row in _with_series(shown)}
    return ExchangeList([rows[key] for key in shown], len(keys))


def get_exchange(key: str) -> Exchange:
    """An exchange with its series, sessions and participants; raises ExchangeUnknown."""
    participants = Participation.objects.select_related("network", "institution").order_by("id")
    sessions = ExchangeSession.objects.order_by("position", "id")
    found = (
        Exchange.objects.select_related("series__network", "host")
        .prefetch_related(Prefetch("participations", participants), Prefetch("sessions", sessions))
        .filter(key=key)
        .first()
    )
    if found is None:
        raise ExchangeUnknown(key)
    return found


def list_practices(exchange: Exchange) -> list[Practice]:
    """Published practices that were told at an exchange, in Spanish order."""
    found = Practice.objects.filter(exchange=exchange, state=PracticeState.PUBLISHED)
    return list(found.select_related("institution", "network").order_by("sort_key", "id"))


def _words(found: QuerySet[Exchange]) -> list[tuple[UUID, str]]:
    """The words of each exchange, the newest first."""
    columns = ("title_es", "title_en", "place", "series__name_es", "series__name_en")
    convener = ("series__convener_es", "series__convener_en")
    newest_first = found.order_by(
        F("starts_on").desc(nulls_last=True), "series__name_es", "series__key", "-number"
    )
    return [
        (key, " ".join(words))
        for key, *words in newest_first.values_list("pk", *columns, *convener)
    ]


def _holds(words: str, text: str) -> bool:
    said = fold(words)
    return all(word in said for word in fold(text).split())


def _with_series(keys: list[UUID]) -> QuerySet[Exchange]:
    return Exchange.objects.select_related("series", "host").filter(pk__in=keys).order_by("pk")

"""Reads of restrictions by area and hour."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from relevo.borders.errors import RestrictionUnknown
from relevo.borders.models import Restriction
from relevo.borders.rules.restrictions import End, RestrictionFact, in_force
from relevo.places.models import Area


def fact_of(row: Restriction, *, within: dict[UUID, frozenset[str]]) -> RestrictionFact:
    """The row as a plain value; ``within``: what lies in each area, by its id."""
    areas = [within[area.pk] for area in row.areas.all()]
    return RestrictionFact(
        key=row.key,
        kind=row.kind,
        stops=row.stops,
        country=row.country,
        from_at=row.from_at,
        known_from=row.known_from,
        until_at=row.until_at,
        ends=tuple(End(end.until_at, end.known_from) for end in row.ends.all()),
        areas=frozenset().union(*areas),
        binding_hours=row.binding_hours,
        applies_to=row.applies_to,
        basis=row.basis,
        text_es=row.text_es,
        text_en=row.text_en,
        source=row.source,
        is_demo=row.is_demo,
    )


def facts_of(rows: Iterable[Restriction]) -> list[RestrictionFact]:
    """The rows as plain values, with every area that lies within theirs."""
    listed = list(rows)
    within = _within({area.pk for row in listed for area in row.areas.all()})
    return [fact_of(row, within=within) for row in listed]


def _within(chosen: set[UUID]) -> dict[UUID, frozenset[str]]:
    if not chosen:
        return {}
    children: dict[UUID | None, list[tuple[UUID, str]]] = defaultdict(list)
    keys: dict[UUID, str] = {}
    rows = Area.objects.values_list("pk", "key", "parent_id", "predecessor_id")
    for pk, key, parent, predecessor in rows:
        keys[pk] = key
        # A district is named by what it was, too: places lie in the one, words name the other.
        for holder in (parent, predecessor):
            children[holder].append((pk, key))
    found = {}
    for area in chosen:
        waiting, inside = [area], {keys[area]}
        while waiting:
            for pk, key in children[waiting.pop()]:
                inside.add(key)
                waiting.append(pk)
        found[area] = frozenset(inside)
    return found


def list_restrictions(*, known_at: datetime) -> list[Restriction]:
    """Every restriction told by then, newest first, with its areas and the words of its end."""
    return list(
        Restriction.objects.filter(known_from__lte=known_at)
        .prefetch_related("areas", "ends")
        .order_by("-from_at", "key")
    )


def known_restrictions(
    *, known_at: datetime, start: datetime, end: datetime
) -> list[RestrictionFact]:
    """Those that may hold at some time between two instants, as known at one."""
    rows = Restriction.objects.filter(known_from__lte=known_at, from_at__lt=end)
    facts = facts_of(rows.prefetch_related("areas", "ends").order_by("key"))
    return [fact for fact in facts if fact.holds_until(known_at=known_at) > start]


def restrictions_in_force(
    *, at: datetime, known_at: datetime, country: str = "", area_keys: Iterable[str] = ()
) -> list[Restriction]:
    """Those in force at ``at`` as known at ``known_at``; in a country, or where a place lies."""
    rows = Restriction.objects.filter(known_from__lte=known_at, from_at__lte=at)
    if country:
        rows = rows.filter(country=country)
    by_key = {row.key: row for row in rows.prefetch_related("areas", "ends").order_by("key")}
    facts = in_force(facts_of(by_key.values()), at=at, known_at=known_at)
    keys = set(area_keys)
    return [
        by_key[fact.key]
        for fact in facts
        if not keys or fact.concerns_area(country=fact.country, keys=keys)
    ]


def key_of(restriction_id: UUID) -> str:
    """The key of a restriction that there is."""
    return Restriction.objects.values_list("key", flat=True).get(pk=restriction_id)


def get_restriction(key: str, *, known_at: datetime) -> Restriction:
    """One restriction told by then; RestrictionUnknown."""
    row = (
        Restriction.objects.filter(key=key, known_from__lte=known_at)
        .prefetch_related("areas", "ends")
        .first()
    )
    if row is None:
        raise RestrictionUnknown(key)
    return row


def list_restrictions_of(keys: Iterable[str]) -> list[Restriction]:
    """The rows of these keys with their areas, for telling."""
    wanted = list(keys)
    if not wanted:
        return []
    rows = Restriction.objects.filter(key__in=wanted).prefetch_related("areas")
    return list(rows.order_by("country", "from_at", "key"))

"""Reads of roads: what was said and seen of each, and what decides."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from relevo.places.models import Link
from relevo.situation.models import RoadReport
from relevo.situation.rules.roads import RoadWord, road_at


@dataclass(frozen=True, slots=True)
class RoadLine:
    """A road and the word that decides on it: all that a list, a map or a page shows."""

    link: Link
    word: RoadWord


def word_of(row: RoadReport) -> RoadWord:
    return RoadWord(
        key=row.key,
        link_key=row.link_key,
        state=row.state,
        basis=row.basis,
        from_at=row.from_at,
        known_from=row.known_from,
        until_at=row.until_at,
        text_es=row.text_es,
        text_en=row.text_en,
        source=row.source,
        reporter_institution_id=row.reporter_institution_id,
        is_demo=row.is_demo,
    )


def known_words(
    *, known_at: datetime, before: datetime, links: Collection[str] | None = None
) -> dict[str, list[RoadWord]]:
    """Words known at one instant that begin by another, by the key of their link."""
    rows = RoadReport.objects.filter(known_from__lte=known_at, from_at__lte=before)
    if links is not None:
        rows = rows.filter(link_key__in=links)
    found: dict[str, list[RoadWord]] = defaultdict(list)
    for row in rows.order_by("key"):
        found[row.link_key].append(word_of(row))
    return dict(found)


def road_states(
    *, at: datetime, known_at: datetime, links: Collection[str] | None = None
) -> Mapping[str, RoadWord]:
    """The deciding word of every road of which one holds, by the key of its link."""
    words = known_words(known_at=known_at, before=at, links=links)
    found = {}
    for key in sorted(words):
        word = road_at(words[key], at=at, known_at=known_at)
        if word is not None:
            found[key] = word
    return found


def list_roads(
    *, at: datetime, known_at: datetime, area_keys: Collection[str] | None = None
) -> list[RoadLine]:
    """Roads of which a word holds, worst first; with ``area_keys`` those that touch a place there.

    A road that is open again is listed as long as the word of it holds.
    """
    states = road_states(at=at, known_at=known_at)
    links = Link.objects.filter(pk__in=states).select_related(
        "from_node__area", "to_node__area", "from_node__department", "to_node__department"
    )
    if area_keys is not None:
        touches = Q()
        for end in ("from_node", "to_node"):
            touches |= Q(**{f"{end}__area__key__in": area_keys})
            touches |= Q(**{f"{end}__department__key__in": area_keys})
        links = links.filter(touches)
    order = {"cut": 0, "slow": 1, "open": 2}
    lines = [RoadLine(link=link, word=states[link.key]) for link in links]
    return sorted(lines, key=lambda line: (order[line.word.state], line.link.key))


def list_road_words(link_key: str, *, known_at: datetime) -> list[RoadWord]:
    """All that was said and seen of one road, newest first."""
    rows = RoadReport.objects.filter(link_key=link_key, known_from__lte=known_at)
    return [word_of(row) for row in rows.order_by("-from_at", "-known_from", "key")]


def link_of(report_key: str) -> str:
    """The key of the link a report speaks of; empty where there is no such report."""
    rows = RoadReport.objects.filter(key=report_key).values_list("link_key", flat=True)
    return rows.first() or ""

"""``./relevo crossings`` and ``./relevo services``."""

import argparse
import json

from django.utils.translation import get_language, gettext

from relevo.borders import queries as borders
from relevo.borders.queries.hours import crossing_closed, hours_kept
from relevo.cli import reading
from relevo.directory import queries as directory
from relevo.directory.queries import ServiceHit
from relevo.kernel.text import LocalisedText
from relevo.places import queries as places
from relevo.plumbing import clock
from relevo.wording import crossings as wording
from relevo.wording.hours import closed_words
from relevo.wording.words import both

MOST_SERVICES = 200


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    crossings = commands.add_parser("crossings", help="what each crossing does")
    crossings.add_argument("--at", type=reading.moment, help="state at this time (default: now)")
    crossings.add_argument("--as-of", type=reading.moment, help="as known then (default: --at)")
    crossings.add_argument("--json", action="store_true")
    crossings.set_defaults(run=_crossings)

    services = commands.add_parser("services", help="where help is")
    services.add_argument("--need", type=reading.short_text, action="append", default=[])
    services.add_argument("--near", type=reading.short_text, help="town or crossing")
    services.add_argument("--side", choices=("GT", "HN", "SV"), help="country of the place")
    services.add_argument("--country", choices=("GT", "HN", "SV"), help="only services there")
    services.add_argument("--text", type=reading.short_text)
    services.add_argument("--limit", type=reading.whole(1, MOST_SERVICES), default=20)
    services.add_argument("--json", action="store_true")
    services.set_defaults(run=_services)


def _crossings(asked: argparse.Namespace) -> int:
    at = asked.at or clock.now()
    known_at = asked.as_of or at
    statuses = borders.statuses(at=at, known_at=known_at)
    hours = hours_kept(statuses, at=at, known_at=known_at)
    rows = [
        (
            crossing,
            borders.crossing_status(statuses, crossing.key),
            crossing_closed(hours, crossing.key),
        )
        for crossing in places.list_crossings()
    ]
    if asked.json:
        documents = [
            {
                "id": crossing.key,
                "name": crossing.name_es,
                "pair": crossing.border_pair,
                "state": str(status.state),
                "confirmed": status.is_confirmed,
                "basis": status.basis or None,
                "opening_hours": status.opening_hours or None,
                "closed_at_this_hour": closed is not None,
                "opens": closed.opens_at.isoformat() if closed and closed.opens_at else None,
                "from": status.from_at.isoformat() if status.from_at else None,
                "source": status.source or None,
            }
            for crossing, status, closed in rows
        ]
        print(json.dumps(documents, ensure_ascii=False, indent=2))
        return 0
    names = wording.authorities(status for _, status, _ in rows)
    for crossing, status, closed in rows:
        sentence = wording.status_sentence(status, names=names)
        if closed is not None:
            sentence = f"{closed_words([closed], at=at)}. {sentence}"
        print(f"{both(crossing, 'name')} ({crossing.border_pair}): {sentence}")
    return 0


def _services(asked: argparse.Namespace) -> int:
    at = clock.now()
    terms = [reading.need(text) for text in asked.need]
    near = None
    if asked.near:
        near = places.point_of(reading.place(asked.near, at=at, side=asked.side))
    found = directory.search_services(
        needs=[term.code for term in terms],
        text=asked.text or "",
        near=near,
        country=asked.country or "",
        on=at.date(),
        at=at,
        limit=asked.limit,
    )
    if asked.json:
        print(json.dumps([_document(hit) for hit in found.hits], ensure_ascii=False, indent=2))
        return 0
    for hit in found.hits:
        print(_line(hit))
    if not found.hits:
        print(gettext("Nothing found."))
    return 0


def _document(hit: ServiceHit) -> dict[str, object]:
    return {
        "id": hit.service.key,
        "name": hit.service.name_es,
        "country": hit.service.country,
        "place": hit.service.place_name,
        "needs": [term.code for term in hit.need_terms],
        "distance_km": None if hit.distance_m is None else round(hit.distance_m / 1000, 1),
        "line": hit.line.number if hit.line else None,
        "confidence_percent": hit.confidence_percent,
        "source": hit.service.source or None,
    }


def _line(hit: ServiceHit) -> str:
    name = LocalisedText(hit.service.name_es, hit.service.name_en)
    distance = "" if hit.distance_m is None else f"{hit.distance_m / 1000:6.0f} km  "
    line = f"  ☎ {hit.line.number}" if hit.line else ""
    where = f"{hit.service.place_name}, {hit.service.country}"
    return f"{distance}{name.in_language(get_language() or 'es')} ({where}){line}"

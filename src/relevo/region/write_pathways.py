"""Draft routes from public sources: nobody has agreed to them, networks take them up.

Their content is a tree and not a table, so it stands in a file of its own kind.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from relevo.directory.models import Institution, Service, Term
from relevo.kernel.confidence import Confidence
from relevo.kernel.ids import imported_id
from relevo.pathways.actions.drafts import write_reliances
from relevo.pathways.enums import VersionState
from relevo.pathways.errors import ContentUnreadable
from relevo.pathways.models import Pathway, PathwayProfile, PathwayVersion
from relevo.pathways.rules.content import Content, dump_content, parse_content
from relevo.places.models import Crossing
from relevo.plumbing.folding import sort_key
from relevo.region.reading import LARGEST_FILE, Problem, shown
from relevo.region.upserts import cut, retire

FILE = "pathways.json"
SORT = 240
_NAMES = frozenset(
    {"key", "title_es", "title_en", "profiles", "countries", "crossing", "sources", "content"}
)
_LISTS = ("profiles", "countries", "sources")


@dataclass(frozen=True, slots=True)
class Seed:
    """One draft as the file has it."""

    key: str
    title_es: str
    title_en: str
    profiles: tuple[str, ...]
    countries: tuple[str, ...]
    crossing: str
    sources: tuple[str, ...]
    content: Content


def seeds_digest(folder: Path) -> str:
    """Changes when a byte of the file does; empty when there is no such file."""
    path = folder / FILE
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def read_seeds(folder: Path) -> tuple[list[Seed], list[Problem]]:
    """The drafts of the file, and every problem in it. Without the file there are none."""
    path = folder / FILE
    if not path.is_file():
        return [], []
    if path.stat().st_size > LARGEST_FILE:
        most = _("at most %(count)d bytes") % {"count": LARGEST_FILE}
        return [], [Problem(FILE, 0, "", _("more bytes"), most)]
    try:
        raw = json.loads(path.read_bytes())
    except ValueError:
        return [], [Problem(FILE, 0, "", _("something else"), _("a list of routes in JSON"))]
    if not isinstance(raw, list):
        return [], [Problem(FILE, 0, "", _("something else"), _("a list of routes in JSON"))]
    seeds: list[Seed] = []
    problems: list[Problem] = []
    for number, item in enumerate(raw, start=1):
        found = _read(number, item)
        if isinstance(found, Seed):
            seeds.append(found)
        else:
            problems += found
    keys = [seed.key for seed in seeds]
    problems += [
        Problem(FILE, 0, "key", shown(key), _("each route once"))
        for key in sorted(set(keys))
        if keys.count(key) > 1
    ]
    return seeds, problems


def _read(number: int, item: object) -> Seed | list[Problem]:
    if not isinstance(item, Mapping) or set(item) != _NAMES or not _is_shaped(item):
        names = ", ".join(sorted(_NAMES))
        return [
            Problem(
                FILE, number, "", shown(str(item)), _("a route with %(names)s") % {"names": names}
            )
        ]
    try:
        content = parse_content(item["content"])
    except ContentUnreadable as refusal:
        return [
            Problem(
                FILE, number, problem.path, problem.code, _("what the content of a route holds")
            )
            for problem in refusal.problems
        ]
    return Seed(
        key=item["key"],
        title_es=item["title_es"],
        title_en=item["title_en"],
        profiles=tuple(item["profiles"]),
        countries=tuple(item["countries"]),
        crossing=item["crossing"],
        sources=tuple(item["sources"]),
        content=content,
    )


def _is_shaped(item: Mapping[str, Any]) -> bool:
    texts = ("key", "title_es", "title_en", "crossing")
    return all(isinstance(item[name], str) for name in texts) and all(
        isinstance(item[name], list) and all(isinstance(part, str) for part in item[name])
        for name in _LISTS
    )


def check_seeds(seeds: Sequence[Seed]) -> list[Problem]:
    """Keys that a draft names and that nothing has; asked once the tables are written."""
    known: dict[str, frozenset[str]] = {
        "institutions.csv": frozenset(
            Institution.objects.order_by("key").values_list("key", flat=True)
        ),
        "services.csv": frozenset(Service.objects.order_by("key").values_list("key", flat=True)),
        "taxonomy.csv": frozenset(Term.objects.order_by("code").values_list("code", flat=True)),
        "crossings.csv": frozenset(Crossing.objects.order_by("key").values_list("key", flat=True)),
    }
    return [
        Problem(FILE, number, seed.key, shown(key), _("a key of %(file)s") % {"file": file})
        for number, seed in enumerate(seeds, start=1)
        for file, keys in _named(seed).items()
        for key in sorted(keys - known[file])
    ]


def _named(seed: Seed) -> dict[str, frozenset[str]]:
    steps = seed.content.steps
    institutions = {step.institution_key for step in steps}
    institutions |= {one.institution_key for step in steps for one in step.alternates}
    return {
        "institutions.csv": frozenset(institutions - {""}),
        "services.csv": frozenset({step.service_key for step in steps} - {""}),
        "taxonomy.csv": frozenset(({step.need for step in steps} | set(seed.profiles)) - {""}),
        "crossings.csv": frozenset({seed.crossing} - {""}),
    }


def write_pathways(seeds: Sequence[Seed], *, at: datetime) -> list[str]:
    """Write every draft with its one version; those that vanished go.

    Answers which of those are still there, because a network took them up.
    """
    for seed in seeds:
        _write(seed, at=at)
    keys = [seed.key for seed in seeds]
    gone = Pathway.objects.filter(is_seed=True).exclude(key__in=keys).order_by("key")
    return [f"{FILE} {row.pk}" for row in retire(list(gone), at=at)]


def _write(seed: Seed, *, at: datetime) -> None:
    crossing = Crossing.objects.filter(key=seed.crossing).first() if seed.crossing else None
    pathway, _created = Pathway.objects.update_or_create(
        id=imported_id("pathway", seed.key),
        defaults={
            "key": seed.key,
            "title_es": seed.title_es,
            "title_en": seed.title_en,
            "sort_key": cut(sort_key(seed.title_es), SORT),
            "countries": "|".join(seed.countries),
            "crossing": crossing,
            "is_seed": True,
            "source": " ".join(seed.sources),
            "sourced": bool(seed.sources),
            "confidence": Confidence.LOW.value,
        },
    )
    PathwayProfile.objects.filter(pathway=pathway).delete()
    PathwayProfile.objects.bulk_create(
        PathwayProfile(pathway=pathway, code=code) for code in seed.profiles
    )
    version, _created = PathwayVersion.objects.update_or_create(
        id=imported_id("pathway_version", f"{seed.key}:1"),
        defaults={
            "pathway": pathway,
            "number": 1,
            "state": VersionState.DRAFT,
            "content": dump_content(seed.content),
            "changed_at": at,
        },
    )
    write_reliances(version, seed.content)

"""All routes: found by profile, countries, network and state; and where there is none yet."""

from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relevo.directory.models import Term
from relevo.kernel.countries import REGION
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Network
from relevo.pathways.enums import VersionState
from relevo.pathways.models import Pathway, PathwayProfile, PathwayVersion
from relevo.pathways.queries import versions
from relevo.plumbing import clock
from relevo.plumbing.folding import fold
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import local
from relevo.web.desk.pathways import choices, findings, reading
from relevo.web.paging import page_links, page_of
from relevo.web.pathway_phrases import VERSION_STATES
from relevo.web.phrases import COUNTRIES

PAGE_SIZE = 25
LONGEST_QUERY = 80
SECTION = "pathways"
PAIRS: tuple[tuple[str, ...], ...] = (
    *((code,) for code in REGION),
    *combinations(REGION, 2),
    REGION,
)
SEED = "seed"
IN_WORK = (VersionState.DRAFT, VersionState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for, as far as it can be understood."""

    text: str
    profile: str
    pair: str
    crossing: str
    network: str
    state: str


@dataclass(frozen=True, slots=True)
class Row:
    """A route in the list. ``broken``: how much of it does not hold any more."""

    pathway: Pathway
    title: str
    territory: str
    profiles: list[str]
    network: str
    state: str
    number: int
    in_work: PathwayVersion | None
    broken: int
    is_invented: bool


def _asked(request: DeskRequest) -> Asked:
    told = {
        name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_QUERY]
        for name in ("q", "profile", "pair", "crossing", "network", "state")
    }
    return Asked(
        text=told["q"],
        profile=told["profile"],
        pair=told["pair"],
        crossing=told["crossing"],
        network=told["network"],
        state=told["state"],
    )


def _found(asked: Asked) -> QuerySet[Pathway]:
    found = versions.list_pathways(network_key=asked.network, profile=asked.profile)
    if asked.pair:
        pair = asked.pair.split("-")
        for code in pair:
            found = found.filter(countries__contains=code)
        for code in set(REGION) - set(pair):
            found = found.exclude(countries__contains=code)
    if asked.crossing:
        found = found.filter(crossing__key=asked.crossing)
    if asked.state == SEED:
        found = found.filter(is_seed=True)
    elif asked.state in VersionState.values:
        with_state = PathwayVersion.objects.filter(state=asked.state)
        found = found.filter(is_seed=False, pk__in=with_state.values("pathway"))
    if asked.text:
        found = found.filter(pk__in=_named(asked.text))
    return found


def _named(text: str) -> list[UUID]:
    """Routes whose title or key has every word, whatever the accents."""
    words = fold(text).split()
    rows = Pathway.objects.order_by("pk").values_list("pk", "key", "title_es", "title_en")
    return [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in words)]


@require_safe
def pathway_list(request: DeskRequest) -> HttpResponse:
    """The routes that fit, those that do not hold any more marked as such."""
    asked, page = _asked(request), page_of(request)
    found = _found(asked)
    total = found.count()
    pathways = list(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    names = reading.profile_names(pathways)
    broken, on_demo = findings.broken_routes(at=clock.now()), clock.is_demo()
    return render(
        request,
        "desk/pathway_list.html",
        {
            "rows": [
                _row(row, names=names, broken=broken.get(row.pk, 0), on_demo=on_demo)
                for row in pathways
            ],
            "total": total,
            "page": page_links(total, number=page, size=PAGE_SIZE),
            "asked": asked,
            "profiles": _used_profiles(),
            "pairs": [("-".join(pair), _countries(pair)) for pair in PAIRS],
            "crossings": choices.crossing_options(),
            "networks": choices.network_options(_used_networks()),
            "states": [(SEED, _("Draft from public sources")), *VERSION_STATES.items()],
            "may_begin": bool(choices.own_networks(request.actor)),
            "section": SECTION,
        },
    )


def _used_profiles() -> list[tuple[str, str]]:
    used = Term.objects.filter(code__in=PathwayProfile.objects.values("code"))
    return [
        (term.code, local(LocalisedText(term.name_es, term.name_en)))
        for term in used.order_by("-kind", "position", "code")
    ]


def _used_networks() -> list[Network]:
    used = Network.objects.filter(pk__in=Pathway.objects.values("network"))
    return list(used.order_by("sort_key", "key"))


def _countries(codes: tuple[str, ...]) -> str:
    return " – ".join(str(COUNTRIES[code]) for code in codes)


def _row(pathway: Pathway, *, names: dict[str, str], broken: int, on_demo: bool) -> Row:
    known = list(pathway.versions.all())
    works = next((row for row in known if row.state == VersionState.VALIDATED), None)
    in_work = next((row for row in known if row.state in IN_WORK), None)
    shown = works or in_work or known[0]
    network = pathway.network
    return Row(
        pathway=pathway,
        title=reading.title_of(pathway),
        territory=reading.territory_of(pathway),
        profiles=[names.get(row.code, row.code) for row in pathway.profiles.all()],
        network=local(LocalisedText(network.name_es, network.name_en)) if network else "",
        state=shown.state,
        number=shown.number,
        in_work=in_work if in_work is not shown else None,
        broken=broken,
        is_invented=pathway.is_demo or (on_demo and not pathway.is_seed),
    )


@require_safe
def coverage(request: DeskRequest) -> HttpResponse:
    """For which profile and countries a route is agreed, in work, only a seed, or missing."""
    cells: dict[tuple[str, str], str] = {}
    for pathway in versions.list_pathways():
        standing = _standing(pathway)
        pair = "-".join(code for code in REGION if code in pathway.countries.split("|"))
        for profile in pathway.profiles.all():
            cell = profile.code, pair
            cells[cell] = min(standing, cells.get(cell, NONE), key=STANDINGS.index)
    pairs = [("-".join(pair), _countries(pair)) for pair in PAIRS]
    return render(
        request,
        "desk/pathway_coverage.html",
        {
            "standings": STANDINGS,
            "pairs": pairs,
            "rows": [
                (
                    code,
                    name,
                    [(pair, words, cells.get((code, pair), NONE)) for pair, words in pairs],
                )
                for code, name in _used_profiles()
            ],
            "section": SECTION,
        },
    )


AGREED, WORKED_ON, FROM_SOURCES, NONE = "agreed", "in_work", "seed", "none"
STANDINGS = (AGREED, WORKED_ON, FROM_SOURCES, NONE)


def _standing(pathway: Pathway) -> str:
    states = {version.state for version in pathway.versions.all()}
    if VersionState.VALIDATED in states:
        return AGREED
    if pathway.is_seed:
        return FROM_SOURCES
    return WORKED_ON if states & set(IN_WORK) else NONE

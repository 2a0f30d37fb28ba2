"""What concerns people and help: movements, needs, promises, places, who does what."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from relevo.cases import access as cases
from relevo.directory import queries as directory
from relevo.directory.enums import Visibility
from relevo.directory.models import ServiceQuerySet
from relevo.kernel.suppression import THRESHOLD, is_small
from relevo.networks.queries.directory import services_of
from relevo.networks.queries.rounds import institutions_of
from relevo.situation.access import pictures_for, reads_warnings, sees_live, warning_lines_for
from relevo.situation.loaders.movements import Picture
from relevo.situation.queries.emergencies import list_emergencies
from relevo.situation.queries.pledges import list_pledges
from relevo.situation.queries.points import list_point_services
from relevo.web.emergency_phrases import PLEDGE_KINDS
from relevo.web.figure_lines import count
from relevo.web.mapping.events import movement_name, state_said
from relevo.web.movement_phrases import NEED_CODES, people_said
from relevo.web.sheet_phrases import PLACES_OF
from relevo.web.sheets.content import Line, Scope, Section, by_country
from relevo.wording.words import both, window

MOST_NAMES = 4
MOST_PLACES = 3
SHORT_LETTERS = 72
"""Of a need and who gives it on one page: two rows with the number of those left out."""

Told = dict[str, list[Line]]


def movements(scope: Scope) -> Section | None:
    """Where large movements are and where they are expected; None for whom they are not."""
    viewer, asof = scope.viewer, scope.asof
    if viewer is None or not sees_live(viewer):
        return None
    told: Told = defaultdict(list)
    for picture in pictures_for(viewer, at=asof.at, known_at=asof.known_at):
        href = reverse("desk:movement", args=[picture.row.pk]) + asof.query
        here = picture.here.area
        seen = window(picture.since.start, picture.since.end)
        text = f"{movement_name(picture)}: {people_said(picture.people)}. "
        text += f"{state_said(picture, at=asof.at)}, {here.name}, {seen}"
        told[here.country].append(Line(text, href))
        for country, places in _next_places(picture, at=asof.at).items():
            told[country].append(Line(f"{movement_name(picture)} → {'; '.join(places)}", href))
    return by_country("movements", scope.countries, told)


def _next_places(picture: Picture, *, at: datetime) -> dict[str, list[str]]:
    """By country where it may be next and when: the first few, the rest stands on its page."""
    found: dict[str, list[str]] = defaultdict(list)
    for stop in picture.still_ahead(at=at):
        if len(found[stop.area.country]) < MOST_PLACES:
            name = both(stop.crossing, "name") if stop.crossing is not None else stop.area.name
            span = window(stop.window.start, stop.window.end)
            may = pgettext("large movement", "may be there %(span)s") % {"span": span}
            found[stop.area.country].append(f"{name}: {may}")
    return found


def warnings(scope: Scope) -> Section | None:
    """Needs of windows that are not over; None for whom warnings are not."""
    viewer, asof = scope.viewer, scope.asof
    if viewer is None or not reads_warnings(viewer):
        return None
    told: Told = defaultdict(list)
    for line in warning_lines_for(viewer, at=asof.at, known_at=asof.known_at):
        row = line.row
        if not line.stands or row.until_at <= asof.at:
            continue
        needs = "; ".join(
            f"{NEED_CODES[code]}: {count(number)}" for code, number in row.needs.items()
        )
        span = window(row.from_at, row.until_at)
        text = f"{row.area.name}, {span}: {needs}"
        if line.before is not None:
            text += ". " + _("In place of what was warned of before.")
        told[row.area.country].append(Line(text, reverse("desk:warnings") + asof.query))
    return by_country("warnings", scope.countries, told)


def open_needs(scope: Scope) -> Section | None:
    """By need: how many referrals between members wait for an answer, in steps of five.

    Rounded down, so that one more is seen by nobody. None outside the network and for who enforces.
    """
    viewer, asof = scope.viewer, scope.asof
    if viewer is None or not sees_live(viewer):
        return None
    members = set(institutions_of(scope.network).values_list("pk", flat=True))
    if viewer.institution_id not in members:
        return None
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for country, codes in cases.open_needs_for_counting(
        institutions=members, at=min(asof.at, asof.known_at), viewer=viewer
    ):
        counts[country].update(codes)
    needs = {term.code: term for term in directory.list_needs()}
    told: Told = {
        country: [
            Line(f"{both(needs[code], 'name')}: {_in_steps(number)}")
            for code, number in sorted(counts[country].items(), key=lambda one: (-one[1], one[0]))
            if code in needs
        ]
        for country in scope.countries
    }
    return by_country("open_needs", scope.countries, told)


def _in_steps(number: int) -> str:
    if is_small(number):
        return _("fewer than %(number)s wait for an answer") % {"number": THRESHOLD}
    return _("%(number)s or more wait for an answer") % {"number": number // THRESHOLD * THRESHOLD}


def pledges(scope: Scope) -> Section | None:
    """What was promised for the emergencies of these countries and has arrived, by place.

    In sums: who promised stands on the page of the emergency. None outside the network.
    """
    viewer, asof = scope.viewer, scope.asof
    if viewer is None:
        return None
    told: Told = defaultdict(list)
    numbers: dict[tuple[str, str, str], tuple[int, int]] = {}
    for emergency in list_emergencies(
        at=asof.at, known_at=asof.known_at, sees_live=sees_live(viewer)
    ):
        if emergency.is_over:
            continue
        for row in list_pledges(emergency_key=emergency.key, known_at=asof.known_at):
            if row.standing.state == "withdrawn":
                continue
            key = (row.place.country, row.place.words, row.kind)
            promised, arrived = numbers.get(key, (0, 0))
            numbers[key] = (promised + row.amount, arrived + row.standing.delivered)
    for (country, place, kind), (promised, arrived) in sorted(numbers.items()):
        text = _("%(place)s, %(what)s: %(promised)s promised, %(arrived)s delivered") % {
            "place": place,
            "what": PLEDGE_KINDS[kind],
            "promised": promised,
            "arrived": arrived,
        }
        told[country].append(Line(text, reverse("desk:emergencies") + asof.query))
    return by_country("pledges", scope.countries, told)


def capacity(scope: Scope) -> Section | None:
    """How many places services declare, never how many are free. None outside the network."""
    if scope.viewer is None:
        return None
    told: Told = defaultdict(list)
    for row in directory.count_declared_places(_services(scope)):
        text = ngettext(
            "%(places)s %(unit)s in %(n)s service, as declared; not how many are free",
            "%(places)s %(unit)s in %(n)s services, as declared; not how many are free",
            row.services,
        ) % {"places": row.places, "unit": PLACES_OF[row.unit], "n": row.services}
        told[row.country].append(Line(text, reverse("desk:directory")))
    return by_country("capacity", scope.countries, told)


def who(scope: Scope) -> Section:
    """By need: the institutions of the network that give it, on each side."""
    needs = {term.code: term for term in directory.list_needs()}
    given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = _visible_services(scope)
    for row in rows:
        for term in row.terms.all():
            code = term.parent_id or term.code
            if code in needs:
                given[row.country][code].add(both(row.institution, "name"))
    told: Told = {
        country: [
            _given(both(needs[code], "name"), sorted(given[country][code]))
            for code in needs
            if code in given[country]
        ]
        for country in scope.countries
    }
    return by_country("who", scope.countries, told)


def _services(scope: Scope) -> ServiceQuerySet:
    """Of the network, without temporary points: these have a section of their own."""
    offered = services_of(scope.network, on=scope.asof.at.date())
    return offered.exclude(pk__in=list_point_services())


def _visible_services(scope: Scope) -> ServiceQuerySet:
    found = _services(scope).exclude(visibility=Visibility.RESTRICTED)
    if scope.viewer is None:
        found = found.public()
    return found.select_related("institution").prefetch_related("terms")


def _given(need: str, names: Sequence[str]) -> Line:
    return Line(
        f"{need}: {_first(names, MOST_NAMES)}",
        short=f"{need}: {_first(names, _how_many_fit(need, names))}",
    )


def _how_many_fit(need: str, names: Sequence[str]) -> int:
    """One name at least; more as long as they stay short."""
    length = len(need)
    for number, name in enumerate(names[:MOST_NAMES]):
        length += len(name) + 2
        if number and length > SHORT_LETTERS:
            return number
    return MOST_NAMES


def _first(names: Sequence[str], most: int) -> str:
    shown = ", ".join(names[:most])
    more = len(names) - most
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": shown,
        "n": more,
    }

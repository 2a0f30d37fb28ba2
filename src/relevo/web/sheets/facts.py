"""What is true on either side: crossings, alerts, roads, restrictions, advice, temporary points."""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter

from django.urls import reverse
from django.utils.translation import gettext as _

from relevo.borders import queries as borders
from relevo.borders.queries.hours import hours_kept
from relevo.borders.queries.restrictions import restrictions_in_force
from relevo.borders.rules.hours import closed_now
from relevo.borders.rules.state import Status
from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.places.models import Crossing
from relevo.situation.access import sees_live
from relevo.situation.queries.alerts import alerts_in_force
from relevo.situation.queries.emergencies import list_emergencies
from relevo.situation.queries.points import list_points
from relevo.situation.queries.roads import list_roads
from relevo.situation.queries.signals import advisories_at
from relevo.web.alert_phrases import ALERT_SEVERITIES
from relevo.web.emergency_phrases import CRISIS_PHASES
from relevo.web.mapping.events import headline, road_name, road_said
from relevo.web.restriction_phrases import RESTRICTION_KINDS
from relevo.web.sheets.content import Line, Scope, Section, by_country
from relevo.wording.crossings import authorities, side_sentence
from relevo.wording.words import both, day, local, moment, until

Told = dict[str, list[Line]]
FIRST_OF_CROSSINGS = ("closed", "restricted", "open", "not_confirmed")


def crossings(scope: Scope) -> Section:
    """Each crossing of the network by side; entering and leaving apart where they differ.

    Those that are not simply open stand first: where room is scarce, the others are left out.
    """
    asof = scope.asof
    rows = _crossings_of(scope)
    known = borders.statuses(at=asof.at, known_at=asof.known_at, crossings=rows)
    hours = hours_kept(known, at=asof.at, known_at=asof.known_at)
    names = authorities(known.values())
    found: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for row in rows:
        href = reverse("desk:crossing", args=[row.key]) + asof.query
        for post in row.posts.all():
            entering, leaving = (known[row.key, post.country, way] for way in ("in", "out"))
            kept = {
                way: hours[row.key, post.country, way]
                for way in ("in", "out")
                if (row.key, post.country, way) in hours
            }
            said = side_sentence(
                entering=entering, leaving=leaving, names=names, hours=kept, at=asof.at
            )
            is_closed = closed_now(kept.values()) is not None
            rank = 0 if is_closed else min(_rank(entering), _rank(leaving))
            found[post.country].append((rank, Line(f"{both(row, 'name')}: {said}", href)))
    told = {
        country: [line for _rank, line in sorted(ranked, key=itemgetter(0))]
        for country, ranked in found.items()
    }
    return by_country("crossings", scope.countries, told)


def _rank(status: Status) -> int:
    """What one has to know first: closed or in dispute, restricted; last what nobody knows."""
    if status.is_contradicted:
        return FIRST_OF_CROSSINGS.index("closed")
    return FIRST_OF_CROSSINGS.index(status.state.value)


def _crossings_of(scope: Scope) -> list[Crossing]:
    """Those of the network; of one that names none, all between its countries."""
    own = list(scope.network.crossings.prefetch_related("posts").order_by("sort_key", "key"))
    if own:
        return own
    countries = set(scope.countries)
    rows = Crossing.objects.prefetch_related("posts").order_by("sort_key", "key")
    return [row for row in rows if {post.country for post in row.posts.all()} <= countries]


def alerts(scope: Scope) -> Section:
    """Real alerts in force that name a place of these countries, or none at all."""
    told: Told = defaultdict(list)
    common = []
    for line in alerts_in_force(at=scope.asof.at, known_at=scope.asof.known_at):
        text = _("%(what)s (%(severity)s), until %(moment)s.") % {
            "what": headline(line),
            "severity": ALERT_SEVERITIES[line.severity],
            "moment": moment(line.ends_at),
        }
        where = {place.country for place in line.places}
        names = ", ".join(place.name for place in line.places)
        href = reverse("desk:alert", args=[line.id]) + scope.asof.query
        said = Line(f"{text} {names}".strip(), href)
        if not where:
            common.append(said)
        _to_each(told, where, said)
    return by_country("alerts", scope.countries, told, common=common)


def emergencies(scope: Scope) -> Section:
    """Emergencies that are not over, with where they are felt."""
    live = scope.viewer is not None and sees_live(scope.viewer)
    told: Told = defaultdict(list)
    for line in list_emergencies(at=scope.asof.at, known_at=scope.asof.known_at, sees_live=live):
        if line.is_over:
            continue
        for country in {place.country for place in line.places}:
            where = "; ".join(
                place.words for place in line.places if place.country == country and place.words
            )
            text = _("%(name)s (%(phase)s), since %(moment)s") % {
                "name": local(line.name),
                "phase": CRISIS_PHASES[line.phase],
                "moment": day(line.from_at),
            }
            href = reverse("desk:emergency-view", args=[line.key]) + scope.asof.query
            told[country].append(Line(f"{text}. {where}".strip(), href))
    return by_country("emergencies", scope.countries, told)


def roads(scope: Scope) -> Section:
    """Roads that are cut or slow."""
    told: Told = defaultdict(list)
    for line in list_roads(at=scope.asof.at, known_at=scope.asof.known_at):
        if line.word.state != "open":
            said = Line(
                f"{road_name(line)}: {road_said(line)}",
                reverse("desk:roads") + scope.asof.query,
            )
            told[line.link.from_node.country].append(said)
    return by_country("roads", scope.countries, told)


def restrictions(scope: Scope) -> Section:
    """What may not be done now, in the words of the act."""
    told: Told = defaultdict(list)
    for row in restrictions_in_force(at=scope.asof.at, known_at=scope.asof.known_at):
        where = ", ".join(area.name for area in row.areas.all())
        kind = str(RESTRICTION_KINDS[row.kind])
        said = Line(
            f"{kind}{f' ({where})' if where else ''}: {both(row, 'text')}",
            reverse("desk:restriction", args=[row.key]) + scope.asof.query,
        )
        told[row.country].append(said)
    return by_country("restrictions", scope.countries, told)


def advisories(scope: Scope) -> Section:
    """What the networks tell the public."""
    told: Told = defaultdict(list)
    common = []
    for row in advisories_at(at=scope.asof.at, known_at=scope.asof.known_at):
        said = Line(f"{both(row, 'title')}. {both(row, 'text')}")
        if row.area is not None:
            told[row.area.country].append(said)
        else:
            common.append(said)
    return by_country("advisories", scope.countries, told, common=common)


def points(scope: Scope) -> Section:
    """Temporary points that are open, as far as the directory shows them."""
    lines = list_points(at=scope.asof.at, known_at=scope.asof.known_at, only_open=True)
    shown = set(
        Service.objects.visible_to(scope.viewer)
        .filter(pk__in=[line.service_id for line in lines])
        .exclude(visibility=Visibility.RESTRICTED)
        .values_list("pk", flat=True)
    )
    told: Told = defaultdict(list)
    for line in lines:
        if line.service_id in shown:
            needs = ", ".join(both(term, "name") for term in line.needs)
            text = _("%(name)s (%(who)s), %(place)s, until %(moment)s") % {
                "name": local(line.name),
                "who": local(line.institution),
                "place": line.place,
                "moment": until(line.until_at),
            }
            told[line.country].append(Line(f"{text}: {needs}" if needs else text))
    return by_country("points", scope.countries, told)


def _to_each(told: Told, countries: Iterable[str], line: Line) -> None:
    for country in countries:
        told[country].append(line)

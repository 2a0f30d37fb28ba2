"""Reads of the directory: search, one entry, what is known of it, the taxonomy."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language
from rapidfuzz import fuzz, process

from relevo.directory.enums import SERVICE_ENDED, VerificationMethod, Visibility
from relevo.directory.errors import AreaUnknown, ServiceUnknown, TermUnknown
from relevo.directory.models import (
    AdmissionRule,
    AssistanceLine,
    Assumption,
    Holiday,
    Institution,
    Schedule,
    SearchToken,
    Service,
    ServiceQuerySet,
    Term,
)
from relevo.directory.rules import STOP_WORDS, confidence_percent
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.geo import Point, distance_m
from relevo.kernel.text import LocalisedText
from relevo.places.models import Area, AreaAlias, Crossing, Node, Post
from relevo.plumbing.folding import fold, query_words

MOST_NEAREST = 5
NEAR_ENOUGH = 60
LONGEST_QUERY = 200
DANGER_KINDS = ("ambulance", "emergency", "police", "red_cross")
SHORTEST_START = 2
"""Words of an institution's name that already tell it: *Cruz Roja*."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Whom to call: the service's own line, else its institution's national line."""

    number: str
    note: LocalisedText
    own: bool
    is_sourced: bool


@dataclass(frozen=True, slots=True)
class ShownCapacity:
    """Places as far as a viewer may know. ``available`` None: not known, or not theirs to know."""

    unit: str
    condition: str
    maximum: int | None
    available: int | None
    isolation_places: int | None
    updated_at: datetime | None
    note: LocalisedText


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service that was found; ``distance_m`` None: no place was asked for, or none is known."""

    service: Service
    distance_m: float | None
    confidence_percent: int | None
    line: ContactLine | None

    @property
    def kilometers(self) -> int | None:
        return None if self.distance_m is None else round(self.distance_m / 1000)

    @property
    def need_terms(self) -> list[Term]:
        return self.service.need_terms


@dataclass(frozen=True, slots=True)
class SearchResult:
    hits: list[ServiceHit]
    total: int


def search_services(
    *,
    needs: Sequence[str] = (),
    text: str = "",
    near: Point | None = None,
    country: str = "",
    area_key: str = "",
    on: date,
    at: datetime,
    viewer: Actor | None = None,
    limit: int = 50,
    offset: int = 0,
) -> SearchResult:
    """Services offered on a day that give any of the needs and match every word.

    Nearest first if a place is given, else in Spanish order. Restricted services, for those who
    may know of them, are found whatever the place: where they are decides nothing.
    Raises AreaUnknown.
    """
    found = Service.objects.visible_to(viewer).offered_on(on)
    if country:
        found = found.filter(country=country)
    if needs:
        terms = Term.objects.filter(Q(code__in=needs) | Q(parent__in=needs)).values("code")
        found = found.filter(pk__in=Service.objects.filter(terms__in=terms).values("pk"))
    words = _asked_words(text)
    if words:
        # The words of a protected name find it for nobody else: they could say where it is.
        found = found.exclude(_not_ones_own(viewer))
    for variants in words:
        tokens = SearchToken.objects.filter(token__in=variants)
        found = found.filter(pk__in=tokens.values("service"))
    if area_key:
        found = found.filter(_in_area(area_key))
    page = slice(offset, offset + limit)
    if near is None:
        total = found.count()
        rows = list(_with_facts(found, viewer).order_by("sort_key", "key")[page])
        return SearchResult([_hit(_shown(row, viewer), None, at=at) for row in rows], total)
    distances = _distances(found, near)
    ids = list(distances)[page]
    by_id = _with_facts(Service.objects.all(), viewer).in_bulk(ids)
    return SearchResult(
        [_hit(_shown(by_id[pk], viewer), distances[pk], at=at) for pk in ids], len(distances)
    )


def _asked_words(text: str) -> list[frozenset[str]]:
    words = query_words(text[:LONGEST_QUERY])
    return [word for word in words if not word & STOP_WORDS] or words


def _in_area(key: str) -> Q:
    """Services in an area, in its parts, or in what these were before a reform and after it."""
    area = Area.objects.filter(key=key).first()
    if area is None:
        raise AreaUnknown(key)
    restricted = Q(visibility=Visibility.RESTRICTED, country=area.country)
    if area.level == "department":
        return restricted | (Q(department=area) & ~Q(visibility=Visibility.RESTRICTED))
    parts = Area.objects.filter(Q(pk=area.pk) | Q(parent=area))
    before = parts.filter(predecessor__isnull=False).values("predecessor")
    after = Area.objects.filter(predecessor__in=parts.values("pk")).values("pk")
    return restricted | Q(
        location__area__in=Area.objects.filter(
            Q(pk__in=parts.values("pk")) | Q(pk__in=before) | Q(pk__in=after)
        ).values("pk")
    )


def _distances(found: ServiceQuerySet, near: Point) -> dict[UUID, float | None]:
    """Ids with distances, nearest first; those without a point last; equals in Spanish order."""
    measured: list[tuple[bool, float, str, str, UUID]] = []
    columns = found.values_list("pk", "sort_key", "key", "location__lat", "location__lon")
    for pk, sort_key, key, lat, lon in columns:
        here = None if lat is None or lon is None else Point(lat, lon)
        distance = distance_m(near, here) if here else 0.0
        measured.append((here is None, distance, sort_key, key, pk))
    return {pk: None if nowhere else distance for nowhere, distance, _, _, pk in sorted(measured)}


PROTECTED = LocalisedText("Albergue protegido", "Protected shelter")


def _not_ones_own(viewer: Actor | None) -> Q:
    own = viewer.institution_id if viewer is not None else None
    return Q(visibility=Visibility.RESTRICTED) & ~Q(institution_id=own)


def is_protected_from(service: Service, *, institution_id: UUID | None) -> bool:
    """Whether all that somebody of this institution may know of a service is its line."""
    return service.visibility == Visibility.RESTRICTED and service.institution_id != institution_id


def name_for(service: Service, *, institution_id: UUID | None) -> LocalisedText:
    """The name of a service as somebody of an institution may read it, wherever it stands."""
    if is_protected_from(service, institution_id=institution_id):
        return PROTECTED
    return LocalisedText(service.name_es, service.name_en)


def _shown(service: Service, viewer: Actor | None) -> Service:
    """A restricted service is a line for others: its name, notes and source stay with its own."""
    own = viewer.institution_id if viewer is not None else None
    if is_protected_from(service, institution_id=own):
        service.name_es, service.name_en = PROTECTED.es, PROTECTED.en
        service.note_es = service.note_en = service.source = service.email = service.url = ""
    return service


def _with_facts(services: ServiceQuerySet, viewer: Actor | None) -> QuerySet[Service]:
    """Rules of admission are free text: those of a restricted service are for its own only."""
    own = viewer.institution_id if viewer is not None else None
    rules = AdmissionRule.objects.exclude(
        Q(service__visibility=Visibility.RESTRICTED) & ~Q(service__institution_id=own)
    )
    return services.select_related(
        "institution", "department", "location__area", "crossing", "schedule"
    ).prefetch_related("terms", Prefetch("admission_rules", rules), "verifications")


def schedule_of(service: Service, *, viewer: Actor | None) -> Schedule | None:
    """Opening hours in words; of a restricted service only for its own."""
    own = viewer.institution_id if viewer is not None else None
    if is_protected_from(service, institution_id=own):
        return None
    return getattr(service, "schedule", None)


def _hit(service: Service, distance: float | None, *, at: datetime) -> ServiceHit:
    return ServiceHit(
        service=service,
        distance_m=distance,
        confidence_percent=confidence_of(service, at=at),
        line=contact_line(service),
    )


def get_service(key: str, *, viewer: Actor | None) -> Service:
    """One entry with its facts; raises ServiceUnknown, also when it is hidden from the viewer."""
    found = _with_facts(Service.objects.visible_to(viewer), viewer).filter(key=key).first()
    if found is None:
        raise ServiceUnknown(key)
    return _shown(found, viewer)


def confidence_of(service: Service, *, at: datetime) -> int | None:
    """Percent of trust at an instant: what the latest verification was worth, worn off since.

    None: nobody looked or asked (that it was published confirms nothing), so nothing wears off.
    Half of it while somebody says that they found the place closed.
    """
    said = (v for v in service.verifications.all() if v.method != VerificationMethod.PUBLISHED)
    latest = next((v for v in said if v.at <= at), None)
    if latest is None:
        return None
    percent = confidence_percent(
        Confidence(latest.confidence),
        verified_at=latest.at,
        permanence=service.permanence,
        at=at,
    )
    told = service.told_closed_on
    return percent // 2 if told is not None and told <= at.date() else percent


def contact_line(service: Service) -> ContactLine | None:
    """The line to call before going; None: no telephone is known."""
    if service.phone:
        return ContactLine(service.phone, LocalisedText("", ""), True, service.is_phone_sourced)
    institution = service.institution
    if institution.public_line:
        note = LocalisedText(institution.line_note_es, institution.line_note_en)
        return ContactLine(institution.public_line, note, False, institution.is_line_sourced)
    return None


def capacity_of(service: Service, *, viewer: Actor | None) -> list[ShownCapacity]:
    """Capacity by unit and condition; free places only for the service's own institution."""
    is_own = viewer is not None and viewer.institution_id == service.institution_id
    if service.visibility == Visibility.RESTRICTED and not is_own:
        return []
    return [
        ShownCapacity(
            unit=row.unit,
            condition=row.condition,
            maximum=row.maximum,
            available=row.available if is_own else None,
            isolation_places=row.isolation_places,
            updated_at=row.updated_at if is_own else None,
            note=LocalisedText(row.note_es, row.note_en),
        )
        for row in service.capacities.order_by("unit", "condition")
    ]


def assumption_for(service: Service) -> Assumption | None:
    """What is assumed of this kind of service where nobody has confirmed it."""
    return Assumption.objects.filter(kind=service.kind).first()


def list_needs() -> list[Term]:
    """The needs a person can have, in the order of the taxonomy."""
    return list(Term.objects.filter(kind="need").order_by("position", "code"))


def words_of(codes: Collection[str]) -> dict[str, LocalisedText]:
    """The names of terms by their code; a code that is none stands for itself."""
    found = Term.objects.filter(code__in=codes).order_by("code")
    known = {term.code: LocalisedText(term.name_es, term.name_en) for term in found}
    return {code: known.get(code, LocalisedText(code, "")) for code in codes}


def get_term(code: str) -> Term:
    """A term by its code; raises TermUnknown."""
    found = Term.objects.filter(code=code).first()
    if found is None:
        raise TermUnknown(code, nearest=_nearest_terms(code, list(Term.objects.all())))
    return found


def find_term(text: str) -> Term:
    """The need or service type of that code or name in either language; raises TermUnknown."""
    wanted = fold(text[:LONGEST_QUERY])
    terms = list(Term.objects.exclude(kind="profile").order_by("position", "code"))
    by_code = next((term for term in terms if fold(term.code) == wanted), None)
    if by_code is not None:
        return by_code
    named = next((term for term in terms if wanted and f"|{wanted}|" in term.name_folded), None)
    if named is None:
        raise TermUnknown(text, nearest=_nearest_terms(text, terms))
    return named


def _nearest_terms(text: str, terms: Collection[Term]) -> list[str]:
    names = {
        name: term.code
        for term in terms
        for name in (fold(term.code), *term.name_folded.strip("|").split("|"))
    }
    close = process.extract(
        fold(text[:LONGEST_QUERY]), list(names), scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH
    )
    return list(dict.fromkeys(names[name] for name, _score, _index in close))[:MOST_NEAREST]


def localized_name(term: Term) -> str:
    """The name of a term in the language of the page."""
    return LocalisedText(term.name_es, term.name_en).in_language(get_language() or "es")


def list_lines(
    *, kinds: Collection[str] = (), countries: Collection[str] = ()
) -> list[AssistanceLine]:
    """Short public lines by country; without kinds or countries, all of them."""
    found = AssistanceLine.objects.order_by("country", "kind", "number")
    if kinds:
        found = found.filter(kind__in=kinds)
    if countries:
        found = found.filter(country__in=countries)
    return list(found)


def list_danger_lines() -> list[AssistanceLine]:
    """Whom to call where a life is in danger: in no country does one number answer for all."""
    return list_lines(kinds=DANGER_KINDS)


def list_known_names() -> set[str]:
    """Places, crossings and institutions, and how names of institutions begin.

    What free text may name.
    """
    names: set[str] = set()
    for rows in (
        Area.objects.order_by("pk").values_list("name"),
        AreaAlias.objects.order_by("pk").values_list("name"),
        Node.objects.order_by("pk").values_list("name"),
        Post.objects.order_by("pk").values_list("name"),
        Crossing.objects.order_by("pk").values_list("name_es", "name_en"),
    ):
        names.update(name for row in rows for name in row)
    for row in Institution.objects.order_by("pk").values_list("name_es", "name_en"):
        for name in row:
            words = name.split()
            names.update(" ".join(words[:size]) for size in range(SHORTEST_START, len(words) + 1))
            names.add(name)
    return names


def list_holidays(*, country: str, start: date, end: date) -> frozenset[date]:
    """The public holidays of a country from ``start`` to ``end``, both included."""
    days = Holiday.objects.filter(country=country, on__gte=start, on__lte=end)
    return frozenset(days.values_list("on", flat=True))


def entries_to_confirm() -> ServiceQuerySet:
    """Entries of which somebody should say whether they are right: all that have not ended."""
    return Service.objects.exclude(status__in=SERVICE_ENDED)


def with_care_facts(services: ServiceQuerySet) -> QuerySet[Service]:
    """Entries with all that their own institution is shown of them. Nothing is hidden here."""
    return services.select_related(
        "institution", "department", "location__area", "schedule"
    ).prefetch_related("terms", "admission_rules")


def list_overdue(*, institutions: QuerySet[Institution], on: date) -> list[Service]:
    """Entries of these institutions that are to be confirmed again by today; nobody's first."""
    return list(
        entries_to_confirm()
        .filter(Q(verify_by=None) | Q(verify_by__lte=on), institution__in=institutions)
        .select_related("institution")
        .prefetch_related("verifications")
        .order_by(F("verify_by").asc(nulls_first=True), "sort_key", "key")
    )


def bodies_of(institution_ids: Collection[UUID]) -> frozenset[UUID]:
    """Institutions with their predecessors and successors: each one body under several names."""
    found, waiting = set(institution_ids), set(institution_ids)
    while waiting:
        rows = Institution.objects.filter(successor__in=waiting) | Institution.objects.filter(
            pk__in=waiting
        )
        pairs = rows.order_by("key").values_list("pk", "successor")
        waiting = {pk for pair in pairs for pk in pair if pk is not None} - found
        found |= waiting
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class DeclaredPlaces:
    """Places that services of one country declare in one unit; nobody learns how many are free."""

    country: str
    unit: str
    places: int
    services: int


def count_declared_places(services: ServiceQuerySet) -> list[DeclaredPlaces]:
    """Sums of what services declare as their maximum, without restricted ones."""
    rows = (
        services.exclude(visibility=Visibility.RESTRICTED)
        .filter(capacities__condition="nominal", capacities__maximum__gt=0)
        .order_by("country", "capacities__unit")
        .values_list("country", "capacities__unit")
        .annotate(Sum("capacities__maximum"), Count("pk", distinct=True))
    )
    return [DeclaredPlaces(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many services one area has, restricted ones never counted: a number can tell, too.

    ``point`` None: where the area lies is not known.
    """

    area: Area
    count: int
    point: Point | None


def _offered(*, on: date, viewer: Actor | None, without: Collection[UUID]) -> ServiceQuerySet:
    visible = Service.objects.visible_to(viewer).offered_on(on)
    return visible.exclude(visibility=Visibility.RESTRICTED).exclude(pk__in=without)


def count_by_department(
    *, on: date, viewer: Actor | None, without: Collection[UUID] = ()
) -> list[PlaceCount]:
    """Services of each department that has any, in the order of the areas."""
    counted = _offered(on=on, viewer=viewer, without=without).filter(department__isnull=False)
    return _by_area(counted, "department")


def count_by_town(
    *,
    country: str,
    department_key: str = "",
    on: date,
    viewer: Actor | None,
    without: Collection[UUID] = (),
) -> list[PlaceCount]:
    """Services of each town of a country or a department whose place is known."""
    counted = _offered(on=on, viewer=viewer, without=without)
    counted = counted.filter(location__area__country=country)
    if department_key:
        counted = counted.filter(department__key=department_key)
    return _by_area(counted, "location__area")


def _by_area(counted: ServiceQuerySet, field: str) -> list[PlaceCount]:
    numbers = dict(counted.order_by().values_list(field).annotate(Count("pk")))
    areas = Area.objects.filter(pk__in=numbers).select_related("parent__parent")
    return [PlaceCount(area, numbers[area.pk], _point_of(area)) for area in areas]


def _point_of(area: Area | None) -> Point | None:
    """Of the area, else of the smallest around it that has one."""
    while area is not None:
        if area.lat is not None and area.lon is not None:
            return Point(area.lat, area.lon)
        area = area.parent
    return None

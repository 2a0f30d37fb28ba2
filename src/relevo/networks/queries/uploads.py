"""Reads for a list on its way into the directory: what its words mean, what is there already."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz

from relevo.directory.enums import Visibility
from relevo.directory.errors import TermUnknown
from relevo.directory.models import Institution, Service, Term, valid_on
from relevo.directory.queries import find_term
from relevo.directory.rules import STOP_WORDS
from relevo.networks.errors import UploadRowUnknown, UploadUnknown
from relevo.networks.models import DirectoryUpload, Network, UploadRow
from relevo.networks.rules import uploads as rules
from relevo.networks.rules.uploads import Problem
from relevo.places.models import Area
from relevo.places.queries import PlaceMatch, find_places, nearest_place_names
from relevo.plumbing.folding import fold, query_words

LIKE_INSTITUTION = 86
LIKE_SERVICE = 75
LIKE_ROW = 88
SURE = 95
_SUBSET_COSTS = 8
_ELSEWHERE_COSTS = 40
_ONE_WORD_DIFFERS = 70
_SAME_WORD = 72
_SHORTEST_ACRONYM = 2
_PARTS = re.compile(r"[,;/\n•|·]| y | e | and ")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row says it is: the area that was found, or nothing."""

    area: Area | None = None
    department: Area | None = None
    match: PlaceMatch | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as far as it is compared."""

    id: UUID
    words: str
    acronym: str
    country: str
    area_id: UUID | None = None
    institution_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest entry: an institution, perhaps one of its services, and how like it is."""

    institution_id: UUID | None = None
    service_id: UUID | None = None
    likeness: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A row after it was looked at."""

    values: dict[str, str]
    problems: list[Problem]
    match: Match
    place: Place
    terms: tuple[str, ...]


@dataclass(slots=True)
class Checker:
    """Looks at the rows of one list; what it once looked up it remembers."""

    on: date
    institutions: list[Known] = field(default_factory=list)
    services: dict[UUID, list[Known]] = field(default_factory=dict)
    _places: dict[tuple[str, str], list[PlaceMatch]] = field(default_factory=dict)
    _nearest: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _terms: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    _named: list[tuple[str, str]] = field(default_factory=list)
    _areas: dict[str, Area] = field(default_factory=dict)

    def check(self, values: dict[str, str], *, corrected: Mapping[str, str]) -> Checked:
        """Everything that can be said of one row."""
        problems = rules.check_values(values, corrected=corrected)
        protected = rules.is_protected(values)
        place, wrong = Place(), None
        if not (protected and corrected.get(rules.KEEP_PROTECTED)):
            place, wrong = self._place(values)
        terms, about_needs = self._needs(values)
        problems += [problem for problem in (wrong, *about_needs) if problem is not None]
        match = Match() if protected else self.match(values, place)
        return Checked(values, problems, match, place, terms)

    def _found(self, text: str, country: str) -> list[PlaceMatch]:
        key = fold(text), country
        if key not in self._places:
            found = find_places(text, on=self.on, country=country or None) if key[0] else []
            self._places[key] = [m for m in found if m.kind != "crossing"]
        return self._places[key]

    def _place(self, values: Mapping[str, str]) -> tuple[Place, Problem | None]:
        country = values["country"] if values["country"] in rules.DIAL else ""
        town, _, rest = values["municipality"].partition(",")
        asked = "municipality" if town.strip() else "locality" if values["locality"] else ""
        text = town.strip() or values["locality"]
        department = fold(rest or values["department"])
        if not text:
            return self._department(values, country)
        found = [m for m in self._found(text, country) if m.level != "department"]
        narrowed = [m for m in found if fold(m.department) == department]
        found = narrowed or found
        areas = [m for m in found if m.kind == "area"] or found
        keys = {m.area_key for m in areas}
        if len(keys) > 1:
            names = tuple(f"{m.name}, {m.department}" for m in areas)[:5]
            return Place(), Problem("place_ambiguous", asked, text, names)
        if areas:
            return self._placed(areas[0]), None
        if asked == "locality":
            return self._department(values, country)
        return Place(), Problem("place_unknown", asked, text, self._near(text, country))

    def _department(self, values: Mapping[str, str], country: str) -> tuple[Place, Problem | None]:
        text = values["department"]
        if not text:
            return Place(), Problem("no_place", "municipality")
        found = [m for m in self._found(text, country) if m.level == "department"]
        if not found:
            near = self._near(text, country)
            return Place(), Problem("place_unknown", "department", text, near)
        area = self._area(found[0].key)
        return Place(area=None, department=area, match=None), None

    def _placed(self, match: PlaceMatch) -> Place:
        area = self._area(match.area_key)
        department = area
        while department is not None and department.parent is not None:
            department = department.parent
        return Place(area=area, department=department, match=match)

    def _area(self, key: str) -> Area | None:
        if not self._areas:
            rows = Area.objects.select_related("parent__parent").order_by("key")
            self._areas.update({row.key: row for row in rows})
        return self._areas.get(key)

    def _near(self, text: str, country: str) -> tuple[str, ...]:
        key = fold(text), country
        if key not in self._nearest:
            names = nearest_place_names(text, on=self.on)
            self._nearest[key] = tuple(name for name in names if self._found(name, country))
        return self._nearest[key]

    def _needs(self, values: Mapping[str, str]) -> tuple[tuple[str, ...], list[Problem]]:
        text = values["needs"]
        if not text:
            guessed = self._in_words(f"{values['service']} {values['requirements']}")
            code = "needs_guessed" if guessed else "no_needs"
            return guessed, [Problem(code, "needs", "", guessed)]
        try:
            return (find_term(text).code,), []
        except TermUnknown:
            pass  # then it names several, or names it in another way
        terms: list[str] = []
        problems: list[Problem] = []
        for part in (part.strip(" .-") for part in _PARTS.split(text)):
            if not fold(part):
                continue
            codes, nearest = self._term(part)
            terms += codes
            if not codes:
                problems.append(Problem("need_unknown", "needs", part, nearest))
        return tuple(dict.fromkeys(terms)), problems

    def _term(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The term a text names, else those that come near."""
        key = fold(text)
        if key not in self._terms:
            try:
                self._terms[key] = (find_term(text).code,), ()
            except TermUnknown as unknown:
                inside = self._in_words(text) or self._by_stem(text)
                self._terms[key] = inside, () if inside else tuple(unknown.nearest)
        return self._terms[key]

    def _in_words(self, text: str) -> tuple[str, ...]:
        """Terms whose whole name stands in the text."""
        if not self._named:
            for term in Term.objects.exclude(kind="profile").order_by("position", "code"):
                self._named += [
                    (name, term.code) for name in term.name_folded.strip("|").split("|") if name
                ]
        said = f" {fold(text)} "
        return tuple(dict.fromkeys(code for name, code in self._named if f" {name} " in said))

    def _by_stem(self, text: str) -> tuple[str, ...]:
        """The one term whose name has the same words in another form; none if there are several."""
        asked = query_words(text)
        found = {
            code
            for name, code in self._named
            if len(words := query_words(name)) == len(asked)
            and all(any(word & other for other in words) for word in asked)
        }
        return tuple(found) if len(found) == 1 else ()

    def match(self, values: Mapping[str, str], place: Place) -> Match:
        """The nearest institution of the same country, and the nearest of its services."""
        words, acronym = compared(values["institution"]), fold(values["acronym"])
        best, found = 0, None
        for known in self.institutions:
            if values["country"] and known.country not in {values["country"], ""}:
                continue
            score = likeness(words, known.words)
            if known.acronym and known.acronym in {acronym, fold(values["institution"])}:
                score = max(score, SURE + 1)
            if score > best:
                best, found = score, known
        if found is None or best < LIKE_INSTITUTION:
            return Match()
        service, score = self._service(found, values, place)
        if service is not None:
            return Match(found.id, service.id, score)
        return Match(found.id, None, best)

    def _service(
        self, institution: Known, values: Mapping[str, str], place: Place
    ) -> tuple[Known | None, int]:
        words = compared(values["service"])
        best: tuple[Known | None, int] = (None, 0)
        for known in self.services.get(institution.id, ()):
            score = likeness(words, known.words) if words else SURE
            if place.area is not None and known.area_id not in {None, place.area.pk}:
                score -= _ELSEWHERE_COSTS
            elif place.area is None or known.area_id is None:
                score -= _SUBSET_COSTS
            if score > best[1]:
                best = known, score
        return best if best[1] >= LIKE_SERVICE else (None, 0)


def compared(text: str) -> str:
    """Folded words that tell one name from another, without what stands in brackets."""
    plain = re.sub(r"\([^)]*\)", " ", text)
    return " ".join(word for word in fold(plain or text).split() if word not in STOP_WORDS)


def likeness(one: str, other: str) -> int:
    """Percent; a name of two words or more that is part of the other is nearly the same.

    Two offices whose names differ by one whole word are two: north is not south.
    """
    if not one or not other:
        return 0
    score = fuzz.token_sort_ratio(one, other)
    if not _has_all_words(one, other):
        return round(min(score, _ONE_WORD_DIFFERS))
    if min(len(one.split()), len(other.split())) > 1:
        score = max(score, fuzz.token_set_ratio(one, other) - _SUBSET_COSTS)
    return round(score)


def checker(*, on: date) -> Checker:
    """A checker that knows the institutions and services of today, but no protected house."""
    institutions = [
        Known(pk, compared(name), fold(acronym), country)
        for pk, name, acronym, country in Institution.objects.nameable()
        .filter(valid_on(on))
        .order_by("key")
        .values_list("pk", "name_es", "acronym", "country")
    ]
    services: dict[UUID, list[Known]] = {}
    rows = (
        Service.objects.offered_on(on)
        .exclude(visibility=Visibility.RESTRICTED)
        .order_by("key")
        .values_list("pk", "name_es", "country", "location__area", "institution")
    )
    for pk, name, country, area_id, institution_id in rows:
        known = Known(pk, compared(name), "", country, area_id, institution_id)
        services.setdefault(institution_id, []).append(known)
    return Checker(on=on, institutions=institutions, services=services)


def _has_all_words(one: str, other: str) -> bool:
    """Whether each word of the shorter name is, but for its spelling, one of the longer."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return all(
        any(
            long.startswith(word) or word.startswith(long) or fuzz.ratio(word, long) >= _SAME_WORD
            for long in longer
        )
        for word in shorter
    )


def same_rows(values: Iterable[tuple[int, Mapping[str, str]]]) -> dict[int, tuple[int, int]]:
    """Rows that say what an earlier row says: number to (number of that row, percent)."""
    groups: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    found: dict[int, tuple[int, int]] = {}
    for number, row in values:
        place = fold(row["municipality"].partition(",")[0] or row["department"])
        group = groups.setdefault((row["country"], place), [])
        name, service = compared(row["institution"]), compared(row["service"])
        for other, other_name, other_service in group:
            score = likeness(name, other_name)
            if service and other_service:
                score = min(score, likeness(service, other_service))
            if score >= LIKE_ROW and bool(service) == bool(other_service):
                found[number] = other, score
                break
        else:
            group.append((number, name, service))
    return found


def get_upload(network: Network, *, upload_id: UUID) -> DirectoryUpload:
    """A list of this network; raises UploadUnknown."""
    found = DirectoryUpload.objects.filter(network=network, pk=upload_id).first()
    if found is None:
        raise UploadUnknown(str(upload_id))
    return found


def list_uploads(network: Network) -> list[DirectoryUpload]:
    """Lists of a network that are still open, the last first."""
    return list(
        DirectoryUpload.objects.filter(network=network)
        .filter(Q(state="mapping") | Q(state="checking"))
        .order_by("-uploaded_at", "id")[:20]
    )


def list_rows(
    upload: DirectoryUpload, *, numbers: Collection[int] | None = None
) -> list[UploadRow]:
    """Rows with the entries they may repeat; all of them unless numbers are given."""
    found = UploadRow.objects.filter(upload=upload)
    if numbers is not None:
        found = found.filter(number__in=numbers)
    return list(
        found.select_related(
            "same_institution",
            "same_service__institution",
            "same_service__location__area",
            "same_service__department",
            "same_service__schedule",
            "written_service",
        )
        .prefetch_related("same_service__terms")
        .order_by("number")
    )


def get_row(upload: DirectoryUpload, *, number: int) -> UploadRow:
    """A row; raises UploadRowUnknown."""
    found = UploadRow.objects.filter(upload=upload, number=number).first()
    if found is None:
        raise UploadRowUnknown(number)
    return found


def values_of(row: UploadRow, *, upload: DirectoryUpload) -> dict[str, str]:
    """What a row says now, by field."""
    return rules.values_of(
        row.cells, mapping=upload.mapping, corrected=row.corrected, country=upload.country
    )


def samples(upload: DirectoryUpload) -> list[list[str]]:
    """A few different values of each column, for who maps it."""
    rows = (
        UploadRow.objects.filter(upload=upload).order_by("number").values_list("cells", flat=True)
    )
    found: list[list[str]] = [[] for _ in upload.columns]
    for cells in rows[:60]:
        for index, text in enumerate(cells[: len(found)]):
            if text and text not in found[index] and len(found[index]) < 3:  # noqa: PLR2004
                found[index].append(text[:60])
    return found

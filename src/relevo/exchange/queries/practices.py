"""Reads of good practices: search with filters, one with what others told of it, its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from relevo.exchange.enums import PracticeState, TagKind
from relevo.exchange.models import (
    Adoption,
    EvidenceReview,
    Practice,
    PracticeTag,
    PracticeToken,
)
from relevo.plumbing import revisions
from relevo.plumbing.folding import query_words
from relevo.plumbing.models import Revision

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """A practice in a list: how many adopted it, what the newest review says (empty: none)."""

    row: Practice
    adoptions: int
    verdict: str


@dataclass(frozen=True, slots=True)
class PracticePage:
    lines: list[PracticeLine]
    total: int


def search_practices(
    *,
    institution_id: UUID | None,
    text: str = "",
    tags: Mapping[str, str] | None = None,
    only_reviewed: bool = False,
    only_adopted: bool = False,
    only_own: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> PracticePage:
    """Published practices and one's own, where every word and every asked code is found.

    In Spanish order of their titles.
    """
    own = Q(institution=institution_id) if institution_id else Q(pk__in=[])
    found = Practice.objects.filter(own if only_own else own | Q(state=PracticeState.PUBLISHED))
    for kind, code in (tags or {}).items():
        tagged = PracticeTag.objects.filter(practice=OuterRef("pk"), kind=kind, code=code)
        found = found.filter(Exists(tagged))
    if only_reviewed:
        found = found.filter(Exists(EvidenceReview.objects.filter(practice=OuterRef("pk"))))
    if only_adopted:
        found = found.filter(Exists(Adoption.objects.filter(practice=OuterRef("pk"))))
    for variants in query_words(text[:LONGEST_QUERY]):
        tokens = PracticeToken.objects.filter(practice=OuterRef("pk"), token__in=variants)
        found = found.filter(Exists(tokens))
    # Asked once, for the page and the total: what costs is the search, not the ids.
    ids = list(found.order_by("sort_key", "id").values_list("pk", flat=True))
    return PracticePage(_lines(ids[offset : offset + limit]), len(ids))


def _lines(ids: list[UUID]) -> list[PracticeLine]:
    counted = Adoption.objects.filter(practice__in=ids).values("practice")
    adopted = {
        row["practice"]: row["number"]
        for row in counted.annotate(number=Count("id")).order_by("practice")
    }
    rows = _with_facts(Practice.objects.filter(pk__in=ids)).order_by("sort_key", "id")
    return [
        PracticeLine(row, adopted.get(row.pk, 0), next((r.verdict for r in row.reviews.all()), ""))
        for row in rows
    ]


def _with_facts(rows: QuerySet[Practice]) -> QuerySet[Practice]:
    reviews = EvidenceReview.objects.select_related("institution")
    return rows.select_related("institution", "network").prefetch_related(
        Prefetch("tags", PracticeTag.objects.order_by("kind", "code")),
        Prefetch("reviews", reviews.order_by("-reviewed_at", "-id")),
    )


def list_adoptions(practice_id: UUID) -> list[Adoption]:
    """Who adopted it and what happened there, the newest first."""
    rows = Adoption.objects.filter(practice=practice_id).select_related("institution")
    return list(rows.order_by("-adopted_on", "institution__sort_key", "id"))


def list_reviews(practice_id: UUID) -> list[EvidenceReview]:
    """What universities said of its evidence, the newest first."""
    rows = EvidenceReview.objects.filter(practice=practice_id).select_related("institution")
    return list(rows.order_by("-reviewed_at", "-id"))


def tags_of(practice_id: UUID) -> dict[str, list[str]]:
    """The codes a practice is filed under, by kind; kinds without any are empty."""
    found: dict[str, list[str]] = {kind: [] for kind in TagKind.values}
    rows = PracticeTag.objects.filter(practice=practice_id).order_by("kind", "code")
    for kind, code in rows.values_list("kind", "code"):
        found[kind].append(code)
    return found


def subject_of(practice_id: UUID) -> str:
    """The name of a practice among the texts that several people write."""
    return f"practice:{practice_id}"


def adoption_subject(adoption_id: int) -> str:
    """The name of what an adopter told, among texts that are kept."""
    return f"adoption:{adoption_id}"


def list_versions(practice_id: UUID) -> list[Revision]:
    """All saved states of its text, the newest first."""
    return revisions.list_revisions(subject_of(practice_id))


def list_beside(practice_id: UUID) -> list[Revision]:
    """Texts of it that wait for a person to take them in."""
    return revisions.list_beside(subject_of(practice_id))

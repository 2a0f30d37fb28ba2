"""Reads of counts and of what two sides differ by. Pages ask ``access``, which says who looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.networks.models import Network
from relevo.situation.enums import StepKind
from relevo.situation.models import Count, Reconciliation, ReconciliationStep
from relevo.situation.rules import counts as rules
from relevo.situation.rules.releases import FIRST_EYES

NEAR = timedelta(days=7)
MOST_OPPOSITE = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A row by its key and its name in both languages."""

    id: UUID
    key: str
    name_es: str
    name_en: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count as pages show it. ``parts_gap``: value less its parts, None where there are none."""

    id: UUID
    root: UUID
    crossing: Named | None
    network: Named | None
    institution: Named | None
    country: str
    direction: str
    category: str
    since_at: datetime | None
    cut_off_at: datetime
    value: int
    parts: rules.Parts
    parts_total: int
    parts_gap: int | None
    said_by: str
    source: str
    known_from: datetime
    corrects: UUID | None
    is_spoken_for: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """What somebody said about a gap."""

    kind: str
    reason: str
    people: int | None
    note: str
    institution: Named | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReconciliationLine:
    """Two counts as they stand now, what they differ by and who has agreed."""

    id: UUID
    outflow: CountLine
    inflow: CountLine
    part: str
    gap: rules.Gap
    problem: str
    responsible: Named | None
    network: Named | None
    steps: tuple[StepLine, ...]
    agreed: frozenset[int]
    known_from: datetime
    closed_at: datetime | None
    is_demo: bool

    @property
    def lacks_reason(self) -> bool:
        return rules.lacks_reason(self.gap, (step.reason for step in self.steps))


def rows() -> QuerySet[Count]:
    """Counts with what a line needs."""
    return Count.objects.select_related("crossing", "network", "institution")


def holding(*, at: datetime, known_at: datetime) -> QuerySet[Count]:
    """The counts that hold: the same as ``rules.counts.standing``, asked of the database."""
    newer = Count.objects.filter(corrects=OuterRef("pk"), known_from__lte=known_at)
    return rows().filter(~Exists(newer), known_from__lte=known_at, cut_off_at__lte=at)


def seen_by(eyes: rules.Eyes, *, at: datetime) -> Q:
    """The rows that ``rules.counts.may_see`` lets see, asked of the database."""
    if eyes.sees_everything:
        return Q()
    if eyes.institution_id is None:
        return Q(pk__in=())
    own = Q(institution_id=eyes.institution_id)
    if eyes.is_enforcement:
        return own
    closed = ReconciliationStep.objects.filter(
        Q(reconciliation__outflow=OuterRef("pk")) | Q(reconciliation__inflow=OuterRef("pk")),
        kind=StepKind.CLOSED,
        at__lte=at,
    )
    is_out = Q(first_known__lte=at - FIRST_EYES) | Exists(closed)
    of_network = Q(network_id__in=eyes.network_ids) | Q(
        network=None, crossing_id__in=eyes.network_crossing_ids
    )
    if eyes.network_ids:
        of_network |= Q(network=None, crossing=None)
    at_the_table = Q(crossing_id__in=eyes.network_crossing_ids) | Q(network_id__in=eyes.network_ids)
    return own | (Q(crossing_id__in=eyes.counts_at) & at_the_table) | (is_out & of_network)


def crossings_counted_by(institution_id: UUID, *, known_at: datetime) -> frozenset[UUID]:
    """At which crossings an institution has told a count."""
    told = Count.objects.filter(institution_id=institution_id, known_from__lte=known_at)
    return frozenset(told.exclude(crossing=None).values_list("crossing_id", flat=True))


def versions(roots: Iterable[UUID], *, known_at: datetime) -> dict[UUID, list[Count]]:
    """All versions of counts by their root, the newest last: each corrects the one before."""
    told = (
        rows().filter(root__in=set(roots), known_from__lte=known_at).order_by("known_from", "key")
    )
    found: dict[UUID, list[Count]] = {row.pk: [row] for row in told if row.corrects_id is None}
    after = {row.corrects_id: row for row in told if row.corrects_id is not None}
    for chain in found.values():
        while (newer := after.get(chain[-1].pk)) is not None:
            chain.append(newer)
    return found


def opposite(line: Count, eyes: rules.Eyes, *, at: datetime, known_at: datetime) -> list[CountLine]:
    """Counts of the other side that may be of the same people, those with its cut-off first."""
    is_out = line.direction == "out"
    mine = 0 if is_out else 1
    categories = [pair[1 - mine] for pair in rules.SAME_PEOPLE if pair[mine] == line.category]
    found = (
        holding(at=at, known_at=known_at)
        .filter(
            seen_by(eyes, at=known_at),
            direction="in" if is_out else "out",
            category__in=categories,
            cut_off_at__range=(line.cut_off_at - NEAR, line.cut_off_at + NEAR),
        )
        .exclude(country=line.country)
    )
    if line.crossing_id is not None:
        found = found.filter(Q(crossing=None) | Q(crossing_id=line.crossing_id))
    is_other_hour = Case(When(cut_off_at=line.cut_off_at, then=0), default=1)
    found = found.order_by(is_other_hour, "-cut_off_at", "key")[:MOST_OPPOSITE]
    told = [count_line(row) for row in found]
    return sorted(told, key=lambda row: (row.cut_off_at != line.cut_off_at, -row.value))


def reconciliations(eyes: rules.Eyes, *, known_at: datetime) -> QuerySet[Reconciliation]:
    """Those a person may see: both counts, or as the one who must resolve it."""
    told = Reconciliation.objects.filter(known_from__lte=known_at)
    if not eyes.sees_everything:
        if eyes.is_enforcement or eyes.institution_id is None:
            return told.none()
        seen = Count.objects.filter(seen_by(eyes, at=known_at)).values("pk")
        told = told.filter(
            Q(responsible_id=eyes.institution_id) | (Q(outflow__in=seen) & Q(inflow__in=seen))
        )
    return told.select_related("outflow", "inflow", "responsible", "network").prefetch_related(
        "steps__institution"
    )


def reconciliation_lines(
    found: Iterable[Reconciliation], *, known_at: datetime
) -> list[ReconciliationLine]:
    """With the counts as they stand, in one more query for all."""
    told = list(found)
    roots = [root for row in told for root in (row.outflow.root, row.inflow.root)]
    known = versions(roots, known_at=known_at)
    return [_reconciliation_line(row, known, known_at=known_at) for row in told]


def _reconciliation_line(
    row: Reconciliation, known: dict[UUID, list[Count]], *, known_at: datetime
) -> ReconciliationLine:
    heads = (known[row.outflow.root][-1], known[row.inflow.root][-1])
    steps = [step for step in row.steps.all() if step.at <= known_at]
    sides = [side_of(head) for head in heads]
    return ReconciliationLine(
        id=row.pk,
        outflow=count_line(heads[0]),
        inflow=count_line(heads[1]),
        part=row.part,
        gap=rules.gap_of(
            *sides,
            part=row.part,
            explained=[
                step.people
                for step in steps
                if step.kind == StepKind.REASON and rules.explains(step.reason)
            ],
        ),
        problem=rules.compared_problem(sides[0], sides[1], part=row.part),
        responsible=named(row.responsible),
        network=named(row.network),
        steps=tuple(
            StepLine(
                kind=step.kind,
                reason=step.reason,
                people=step.people,
                note=step.note,
                institution=named(step.institution),
                at=step.at,
            )
            for step in steps
        ),
        agreed=agreed_sides(row, heads, steps),
        known_from=row.known_from,
        closed_at=closed_since(heads, steps),
        is_demo=row.is_demo,
    )


def closed_since(
    heads: tuple[Count, Count], steps: Iterable[ReconciliationStep]
) -> datetime | None:
    """Since when it is closed with the figures as they stand: a correction opens it again."""
    since = max(head.known_from for head in heads)
    told = (step.at for step in steps if step.kind == StepKind.CLOSED and step.at >= since)
    return next(told, None)


def agreed_sides(
    row: Reconciliation, heads: tuple[Count, Count], steps: Iterable[ReconciliationStep]
) -> frozenset[int]:
    """Sides that have agreed on the figures as they stand: a correction asks them again."""
    since = max(head.known_from for head in heads)
    speakers = [speaker_of(head) for head in heads]
    agreed: set[int] = set()
    for step in steps:
        if step.kind == StepKind.AGREED and step.at >= since:
            agreed |= rules.sides_of(
                step.institution_id, sides=speakers, responsible_id=row.responsible_id
            )
    return frozenset(agreed)


def speaker_of(row: Count) -> rules.Speaker:
    """Who speaks for the side of a count."""
    is_silent = row.institution is None or row.institution.kind in ENFORCEMENT_KINDS
    return rules.Speaker(row.institution_id, is_silent)


def side_of(row: Count) -> rules.Side:
    """A count as one side of a comparison: as old as its first version."""
    return rules.Side(
        category=row.category,
        country=row.country,
        cut_off_at=row.cut_off_at,
        value=row.value,
        parts=parts_of(row),
        known_from=row.first_known,
    )


def parts_of(row: Count) -> rules.Parts:
    """The parts as the source gives them."""
    return tuple((code, number) for code, number in row.parts)


def count_line(row: Count) -> CountLine:
    """A row as pages show it."""
    parts = parts_of(row)
    return CountLine(
        id=row.pk,
        root=row.root,
        crossing=None
        if row.crossing is None
        else Named(row.crossing.pk, row.crossing.key, row.crossing.name_es, row.crossing.name_en),
        network=named(row.network),
        institution=named(row.institution),
        country=row.country,
        direction=row.direction,
        category=row.category,
        since_at=row.since_at,
        cut_off_at=row.cut_off_at,
        value=row.value,
        parts=parts,
        parts_total=rules.parts_sum(parts),
        parts_gap=row.value - rules.parts_sum(parts) if parts else None,
        said_by=row.said_by,
        source=row.source,
        known_from=row.known_from,
        corrects=row.corrects_id,
        is_spoken_for=speaker_of(row).is_spoken_for,
        is_demo=row.is_demo,
    )


def named(row: Institution | Network | None) -> Named | None:
    """The name of a row, if there is one."""
    return None if row is None else Named(row.pk, row.key, row.name_es, row.name_en)

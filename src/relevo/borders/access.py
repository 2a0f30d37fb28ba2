"""Who reads which institution saw something, who corrects it, who settles what differs.

The observer's institution is for the steering committee of a network that has the crossing in its
territory, and for nobody else. Everybody else reads that *the network* saw it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.borders.enums import Basis
from relevo.borders.models import Correction, StatusReport
from relevo.borders.queries.facts import as_value, list_reports
from relevo.borders.rules.state import LOOKS_BACK
from relevo.borders.rules.trust import confidence_at
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.networks.access import steers_crossing
from relevo.networks.models import Member
from relevo.places.models import Crossing

MAY_CORRECT: frozenset[str] = frozenset({"coordinator", "duty_officer", "border_monitor"})
LONGEST_TIMELINE = 100
MAY_SETTLE: frozenset[str] = frozenset({"coordinator"})


@dataclass(frozen=True, slots=True)
class Beside:
    """What the official post says of a report; it stands beside it."""

    correction: Correction
    institution: Institution | None


@dataclass(frozen=True, slots=True)
class Told:
    """One word about a crossing, as one reader may see it.

    ``observer`` is empty for whoever may not know it, and for what no member of a network saw.
    ``authority``: who announced it. ``is_open_to_correction``: this reader's institution is the
    official post, and is asked whether it is right.
    """

    report: StatusReport
    authority: Institution | None
    observer: Institution | None
    confidence: Confidence
    holds: bool
    beside: tuple[Beside, ...] = ()
    is_open_to_correction: bool = False

    @property
    def is_of_network(self) -> bool:
        """Seen by somebody who tells it here; else it comes from a published source."""
        return (
            self.report.basis == Basis.OBSERVED and self.report.reporter_institution_id is not None
        )


def own_crossings(actor: Actor) -> frozenset[UUID]:
    """Crossings in the territory of the networks in which the person's institution sits."""
    if actor.institution_id is None:
        return frozenset()
    seats = Member.objects.seated().filter(institution=actor.institution_id)
    rows = Crossing.objects.filter(pk__in=seats.values("network__crossings"))
    return frozenset(rows.values_list("pk", flat=True))


def official_sides(actor: Actor, *, crossing: Crossing) -> frozenset[str]:
    """The countries whose post at this crossing is the person's institution."""
    if actor.institution_id is None:
        return frozenset()
    key = Institution.objects.filter(pk=actor.institution_id).values_list("key", flat=True).first()
    return frozenset(
        post.country for post in crossing.posts.all() if key in post.authority_keys.split("|")
    )


def may_correct(actor: Actor, report: StatusReport, *, sides: frozenset[str]) -> bool:
    """The official post of a side the report speaks of, on what somebody else saw there."""
    return (
        bool(MAY_CORRECT & actor.roles)
        and report.basis == Basis.OBSERVED
        and report.reporter_institution_id != actor.institution_id
        and bool(sides if not report.country else sides & {report.country})
    )


def may_settle(actor: Actor) -> bool:
    return bool(MAY_SETTLE & actor.roles)


def list_told(
    crossing: Crossing, *, at: datetime, known_at: datetime, viewer: Actor | None
) -> list[Told]:
    """The newest that was said and seen, as this reader may see it. None: the public."""
    rows = list_reports(crossing, known_at=known_at, limit=LONGEST_TIMELINE)
    sees_observers = viewer is not None and steers_crossing(viewer, crossing=crossing)
    sides = frozenset() if viewer is None else official_sides(viewer, crossing=crossing)
    corrections = list(
        Correction.objects.filter(report__crossing=crossing, known_from__lte=known_at)
    )
    names = Institution.objects.in_bulk(
        {correction.institution_id for correction in corrections}
        | ({row.reporter_institution_id for row in rows} - {None} if sees_observers else set())
    )
    authorities = Institution.objects.in_bulk(
        {row.authority_key for row in rows} - {""}, field_name="key"
    )
    beside: dict[object, list[Beside]] = {}
    for correction in corrections:
        beside.setdefault(correction.report_id, []).append(
            Beside(correction, names.get(correction.institution_id))
        )
    return [
        Told(
            report=row,
            authority=authorities.get(row.authority_key),
            observer=names.get(row.reporter_institution_id) if sees_observers else None,
            confidence=confidence_at(as_value(row), at=at),
            holds=as_value(row).holds_at(at),
            beside=tuple(beside.get(row.pk, ())),
            is_open_to_correction=(
                viewer is not None
                and at - row.from_at <= LOOKS_BACK
                and may_correct(viewer, row, sides=sides)
            ),
        )
        for row in rows
    ]

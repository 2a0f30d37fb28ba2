"""Figures about the work of a network: its seats, directory, pathways and commitments."""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Max, Q, Sum

from relevo.directory.enums import ServiceStatus, VerificationMethod
from relevo.directory.models import Service
from relevo.exchange.enums import CommitmentState
from relevo.exchange.models import Commitment
from relevo.networks.enums import MeetingState, ProtocolState, SeatRole
from relevo.networks.models import Attendance, Meeting, Member, Network, ProtocolSignature
from relevo.pathways.enums import VersionState
from relevo.pathways.models import PathwayVersion
from relevo.plumbing.clock import LOCAL
from relevo.web.indicators.figures import Figure, Telling
from relevo.web.indicators.periods import Quarter

REVIEWED_WITHIN = timedelta(days=365)


def seats_on(network: Network, *, quarter: Quarter) -> list[Member]:
    """Seats that were current on the last day of a quarter."""
    last = quarter.last_on
    return list(
        Member.objects.filter(network=network)
        .filter(Q(joined_on=None) | Q(joined_on__lte=last), Q(left_on=None) | Q(left_on__gt=last))
        .exclude(role=SeatRole.LISTED)
        .select_related("institution")
        .order_by("id")
    )


def network_figures(
    network: Network, seats: Collection[Member], *, quarter: Quarter, telling: Telling
) -> list[Figure]:
    """Seats, meetings, who came, who signed the protocol."""
    kinds = Counter(seat.institution.kind if seat.institution else "" for seat in seats)
    held = Meeting.objects.filter(
        network=network,
        state=MeetingState.HELD,
        starts_at__gte=quarter.since,
        starts_at__lt=quarter.until,
    )
    came = Attendance.objects.filter(meeting__in=held).aggregate(w=Sum("women"), m=Sum("men"))
    women, men = came["w"] or 0, came["m"] or 0
    known = {seat.institution_id for seat in seats if seat.institution_id}
    signed = (
        ProtocolSignature.objects.filter(
            protocol__network=network,
            protocol__state=ProtocolState.IN_FORCE,
            institution_id__in=known,
            signed_on__lte=quarter.last_on,
        )
        .filter(Q(ended_on=None) | Q(ended_on__gt=quarter.last_on))
        .values("institution_id")
        .distinct()
        .count()
    )
    return [
        *telling.count("members", kinds),
        *telling.count("meetings", {"held": held.count()})[:1],
        telling.percent("women_at_meetings", women, women + men),
        telling.percent("protocol_signed", signed, len(known)),
    ]


def directory_figures(
    institutions: Collection[UUID], *, quarter: Quarter, telling: Telling
) -> list[Figure]:
    """How true the entries are: a published list is not a confirmation."""
    rows = list(
        Service.objects.filter(institution_id__in=institutions, status=ServiceStatus.ACTIVE)
        .annotate(
            confirmed_at=Max(
                "verifications__at",
                filter=Q(verifications__at__lt=quarter.until)
                & ~Q(verifications__method=VerificationMethod.PUBLISHED),
            )
        )
        .order_by("id")
        .values_list("confirmed_at", flat=True)
    )
    ages = [(quarter.last_on - at.astimezone(LOCAL).date()).days for at in rows if at is not None]
    return [
        telling.percent("verified_90", sum(age <= 90 for age in ages), len(rows)),  # noqa: PLR2004 -- as its name says
        telling.percent("verified_180", sum(age <= 180 for age in ages), len(rows)),  # noqa: PLR2004 -- as its name says
        telling.middle("entry_age", ages),
    ]


def pathway_figures(network: Network, *, quarter: Quarter, telling: Telling) -> list[Figure]:
    """Which profiles have an agreed route that worked at the end of the quarter."""
    working = list(
        PathwayVersion.objects.filter(
            pathway__network=network,
            state__in=[VersionState.VALIDATED, VersionState.SUPERSEDED],
            validated_at__lt=quarter.until,
        )
        .filter(Q(superseded_at=None) | Q(superseded_at__gte=quarter.until))
        .prefetch_related("pathway__profiles")
        .order_by("id")
    )
    profiles = Counter(
        profile.code for version in working for profile in version.pathway.profiles.all()
    )
    total, *parts = telling.count("pathways_agreed", profiles)
    fresh = sum(
        version.validated_at is not None and version.validated_at >= quarter.until - REVIEWED_WITHIN
        for version in working
    )
    return [
        Figure(total.indicator, value=len(working)),
        *parts,
        telling.percent("pathways_reviewed", fresh, len(working)),
    ]


def commitment_figures(
    network: Network, *, owners: Collection[UUID] | None, quarter: Quarter, telling: Telling
) -> list[Figure]:
    """Commitments of a network; ``owners``: of these institutions only."""
    rows = Commitment.objects.filter(network=network).exclude(state=CommitmentState.SET_ASIDE)
    if owners is not None:
        rows = rows.filter(owner_id__in=owners)
    due = rows.filter(due_on__gte=quarter.start_on, due_on__lt=quarter.end_on)
    kept = due.filter(state=CommitmentState.CONFIRMED, confirmed_at__date__lte=F("due_on"))
    made = rows.filter(made_at__gte=quarter.since, made_at__lt=quarter.until).count()
    return [
        *telling.count("commitments_made", {"made": made})[:1],
        telling.percent("commitments_on_time", kept.count(), due.count()),
    ]

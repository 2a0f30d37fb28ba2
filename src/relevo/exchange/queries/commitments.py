"""Reads of commitments: what is owed, what waits for a confirmation, what is late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from relevo.directory.models import Institution
from relevo.exchange.enums import CommitmentState, ConfirmerKind
from relevo.exchange.models import Commitment, CommitmentEvent
from relevo.exchange.rules.commitments import GOES_ON
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Mirror, Network
from relevo.plumbing.folding import query_words
from relevo.plumbing.models import Instance, InstanceKind

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in a list. ``is_overdue``: still open after its day, and it may be said."""

    row: Commitment
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    lines: list[CommitmentLine]
    total: int


@dataclass(frozen=True, slots=True)
class SuggestedConfirmer:
    """Whom to propose as the one who confirms; ``why`` is mirror, across, member or steering."""

    kind: ConfirmerKind
    institution: Institution | None
    why: str


def list_for_agenda(*, network_id: UUID, on: date) -> list[CommitmentLine]:
    """What the next agenda of a network opens with: late, then reported, then still to come."""
    rank = Case(
        When(_late(on), then=Value(0)),
        When(state=CommitmentState.REPORTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = _with_names().filter(network=network_id, state__in=GOES_ON)
    return _lines(rows.order_by(rank, "due_on", "number"), on=on)


def list_of_exchange(*, exchange_id: UUID, on: date) -> list[CommitmentLine]:
    """What was promised at an exchange, network by network, in the order of the numbers."""
    rows = _with_names().filter(exchange=exchange_id)
    return _lines(rows.order_by("network__sort_key", "number", "id"), on=on)


def list_of_meeting(*, meeting_id: UUID, on: date) -> list[CommitmentLine]:
    """What was promised at a meeting, in the order of the numbers."""
    return _lines(_with_names().filter(meeting=meeting_id).order_by("number", "id"), on=on)


def list_of_network(
    *,
    network_id: UUID,
    on: date,
    state: str = "",
    owner_id: UUID | None = None,
    only_overdue: bool = False,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> CommitmentPage:
    """The commitments a network follows, the earliest date first; every word must be found."""
    found = Commitment.objects.filter(network=network_id)
    if owner_id is not None:
        found = found.filter(owner=owner_id)
    return _page(
        found, on=on, state=state, only_overdue=only_overdue, text=text, cut=(limit, offset)
    )


def list_of_owner(
    *,
    institution_id: UUID,
    on: date,
    state: str = "",
    only_overdue: bool = False,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> CommitmentPage:
    """What an institution promised in all its networks, the earliest date first."""
    found = Commitment.objects.filter(owner=institution_id)
    return _page(
        found, on=on, state=state, only_overdue=only_overdue, text=text, cut=(limit, offset)
    )


def list_waiting_for(
    *, institution_id: UUID, on: date, limit: int = 50, offset: int = 0
) -> CommitmentPage:
    """Reported ones that this institution may confirm: named, or by its seat in the committee."""
    steers = Member.objects.filter(
        institution=institution_id, left_on=None, is_steering=True
    ).exclude(role=SeatRole.LISTED)
    named = Q(confirmer_kind=ConfirmerKind.COUNTERPART, counterpart=institution_id)
    committee = Q(confirmer_kind=ConfirmerKind.STEERING, network__in=steers.values("network"))
    found = Commitment.objects.filter(named | committee).exclude(owner=institution_id)
    return _page(found, on=on, state=CommitmentState.REPORTED, cut=(limit, offset))


def count_overdue(*, network_id: UUID, on: date) -> int:
    """How many commitments of a network are late."""
    return Commitment.objects.filter(_late(on), network=network_id).count()


def count_by_state(*, network_id: UUID) -> dict[str, int]:
    """How many commitments of a network are in each state; states without any are 0."""
    rows = (
        Commitment.objects.filter(network=network_id)
        .values("state")
        .annotate(number=Count("id"))
        .order_by("state")
    )
    counted = {row["state"]: row["number"] for row in rows}
    return {state: counted.get(state, 0) for state in CommitmentState.values}


def list_owners(*, network_id: UUID) -> list[Institution]:
    """Institutions that promised something in a network, in Spanish order."""
    owners = Commitment.objects.filter(network=network_id).values("owner")
    return list(Institution.objects.filter(pk__in=owners).order_by("sort_key", "key"))


def list_events(commitment_id: UUID) -> list[CommitmentEvent]:
    """What happened to a commitment, the newest first."""
    rows = CommitmentEvent.objects.filter(commitment=commitment_id)
    return list(rows.select_related("institution", "confirmer").order_by("-at", "-id"))


def is_overdue(commitment: Commitment, *, on: date) -> bool:
    """Late: still open after its day. A demonstration shows no real institution late."""
    is_late = commitment.state == CommitmentState.OPEN and commitment.due_on < on
    return is_late and (commitment.owner.is_demo or not _is_demo())


def suggest_confirmer(*, network_id: UUID, owner_id: UUID) -> SuggestedConfirmer:
    """Whom to propose: the mirror across the border, a member there, another, the committee."""
    mirror = (
        Mirror.objects.filter(
            Q(institution_a=owner_id) | Q(institution_b=owner_id), network=network_id
        )
        .select_related("institution_a", "institution_b")
        .order_by("crossing__sort_key", "id")
        .first()
    )
    if mirror is not None:
        is_first = mirror.institution_a_id == owner_id
        other = mirror.institution_b if is_first else mirror.institution_a
        return SuggestedConfirmer(ConfirmerKind.COUNTERPART, other, "mirror")
    owner = Institution.objects.get(pk=owner_id)
    others = (
        Institution.objects.filter(pk__in=_seats(network_id).values("institution"))
        .exclude(pk__in={owner_id, owner.successor_id or owner_id})
        .exclude(successor=owner_id)
        .order_by("sort_key", "key")
    )
    across = others.exclude(country=owner.country).first()
    if across is not None:
        return SuggestedConfirmer(ConfirmerKind.COUNTERPART, across, "across")
    other_member = others.first()
    if other_member is not None:
        return SuggestedConfirmer(ConfirmerKind.COUNTERPART, other_member, "member")
    return SuggestedConfirmer(ConfirmerKind.STEERING, None, "steering")


def list_at_the_table(ids: Collection[UUID]) -> list[Institution]:
    """Institutions to choose an owner or a counterpart from, in Spanish order."""
    return list(Institution.objects.filter(pk__in=ids).order_by("sort_key", "key"))


def list_networks_of(*, institution_id: UUID) -> list[Network]:
    """Networks in which an institution sits, in Spanish order."""
    seats = Member.objects.filter(institution=institution_id, left_on=None).exclude(
        role=SeatRole.LISTED
    )
    rows = Network.objects.filter(pk__in=seats.values("network"))
    return list(rows.order_by("sort_key", "key"))


def _seats(network_id: UUID) -> QuerySet[Member]:
    seats = Member.objects.filter(network=network_id, left_on=None, institution__isnull=False)
    return seats.exclude(role=SeatRole.LISTED)


def _is_demo() -> bool:
    return Instance.objects.filter(kind=InstanceKind.DEMO).exists()


def _late(on: date) -> Q:
    late = Q(state=CommitmentState.OPEN, due_on__lt=on)
    return late & Q(owner__is_demo=True) if _is_demo() else late


def _with_names() -> QuerySet[Commitment]:
    return Commitment.objects.select_related(
        "network", "owner", "counterpart", "confirmed_by_institution", "reported_by_institution"
    )


def _lines(rows: QuerySet[Commitment], *, on: date) -> list[CommitmentLine]:
    shows_all = not _is_demo()
    return [
        CommitmentLine(
            row,
            row.state == CommitmentState.OPEN
            and row.due_on < on
            and (shows_all or row.owner.is_demo),
        )
        for row in rows
    ]


def _page(
    found: QuerySet[Commitment],
    *,
    on: date,
    state: str = "",
    only_overdue: bool = False,
    text: str = "",
    cut: tuple[int, int],
) -> CommitmentPage:
    if state:
        found = found.filter(state=state)
    if only_overdue:
        found = found.filter(_late(on))
    for variants in query_words(text[:LONGEST_QUERY]):
        any_form = Q()
        for variant in sorted(variants):
            any_form |= Q(folded__contains=f" {variant} ")
        found = found.filter(any_form)
    limit, offset = cut
    ids = found.order_by("due_on", "number", "id").values_list("id", flat=True)
    rows = _with_names().filter(pk__in=list(ids[offset : offset + limit]))
    return CommitmentPage(_lines(rows.order_by("due_on", "number", "id"), on=on), found.count())

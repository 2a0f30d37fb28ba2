"""How institutions stand to a version, and which steps stand on which of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from relevo.directory.models import Institution
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Network
from relevo.pathways.models import Endorsement, PathwayVersion
from relevo.pathways.queries.versions import content_of
from relevo.pathways.rules.content import Content, Step

UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class InstitutionStance:
    """One institution's latest word on a version, or that it has said nothing."""

    institution: Institution
    stance: str
    said: Endorsement | None = None
    steps: tuple[str, ...] = ()
    """Steps for which it is responsible."""


@dataclass(frozen=True, slots=True)
class StepStance:
    """On what one step stands: the word of its responsible institution, and who has reservations.

    ``stance`` empty: the step names no institution.
    """

    step: Step
    institution: Institution | None
    stance: str
    reserved_by: tuple[Institution, ...] = ()


def list_stances(version: PathwayVersion) -> list[InstitutionStance]:
    """Who sits in the network or is responsible for a step, in Spanish order. Three queries."""
    said = _latest(version)
    responsible: dict[UUID, list[str]] = {}
    named = version.reliances.select_related("institution").filter(is_alternate=False)
    institutions: dict[UUID, Institution] = {}
    for reliance in named.order_by("id"):
        if reliance.institution is not None:
            institutions[reliance.institution.pk] = reliance.institution
            responsible.setdefault(reliance.institution.pk, []).append(reliance.step_key)
    for seat in _seats(version):
        if seat.institution is not None:
            institutions[seat.institution.pk] = seat.institution
    for word in said.values():
        institutions[word.institution.pk] = word.institution
    order = {key: place for place, key in enumerate(content_of(version).keys)}
    return [
        InstitutionStance(
            institution=row,
            stance=said[pk].stance if pk in said else UNANSWERED,
            said=said.get(pk),
            steps=tuple(sorted(responsible.get(pk, []), key=lambda key: order.get(key, 0))),
        )
        for pk, row in sorted(
            institutions.items(), key=lambda item: (item[1].sort_key, item[1].key)
        )
    ]


def stances_by_step(version: PathwayVersion, content: Content) -> list[StepStance]:
    """Which steps stand on which: by the word of each step's responsible institution."""
    words = {row.institution.key: row for row in list_stances(version)}
    return [
        StepStance(
            step=step,
            institution=words[step.institution_key].institution
            if step.institution_key in words
            else None,
            stance=words[step.institution_key].stance if step.institution_key in words else "",
            reserved_by=tuple(
                row.institution
                for row in words.values()
                if row.said is not None
                and row.stance == "reserved"
                and (not row.said.step_keys or step.key in row.said.step_keys)
            ),
        )
        for step in content.steps
    ]


def _latest(version: PathwayVersion) -> Mapping[UUID, Endorsement]:
    """The last word of each institution."""
    rows = version.endorsements.select_related("institution").order_by("stated_at", "id")
    return {row.institution_id: row for row in rows}


def _seats(version: PathwayVersion) -> list[Member]:
    """Current seats of the route's network and of those that it is made of."""
    network_id = version.pathway.network_id
    if network_id is None:
        return []
    parts = Network.objects.filter(wholes=network_id).values("pk")
    seats = Member.objects.select_related("institution").filter(left_on=None)
    found = seats.filter(network=network_id) | seats.filter(network__in=parts)
    return list(
        found.filter(institution__isnull=False).exclude(role=SeatRole.LISTED).order_by("id")
    )

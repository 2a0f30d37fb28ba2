"""A network's report for one quarter: for its members, for one of them alone, or for others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from relevo.networks.models import Member, Network
from relevo.web.indicators.definitions import Topic
from relevo.web.indicators.figures import Figure, Telling
from relevo.web.indicators.people import attention_figures, referral_figures
from relevo.web.indicators.periods import Quarter
from relevo.web.indicators.work import (
    commitment_figures,
    directory_figures,
    network_figures,
    pathway_figures,
    seats_on,
)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures in the order of the report. ``is_closed`` False: figures about people are to come."""

    network: Network
    quarter: Quarter
    is_closed: bool
    figures: tuple[Figure, ...]

    def of(self, topic: Topic) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.indicator.topic == topic)


def network_report(network: Network, *, quarter: Quarter, on: date) -> Report:
    """The totals of a network, for its members."""
    telling = Telling(is_own=False)
    seats = seats_on(network, quarter=quarter)
    members = _institutions(seats)
    is_closed = quarter.is_closed(on)
    figures = [
        *network_figures(network, seats, quarter=quarter, telling=telling),
        *directory_figures(members, quarter=quarter, telling=telling),
        *pathway_figures(network, quarter=quarter, telling=telling),
        *commitment_figures(network, owners=None, quarter=quarter, telling=telling),
    ]
    if is_closed:
        figures += referral_figures(members, quarter=quarter, telling=telling)
        figures += attention_figures(members, quarter=quarter, telling=telling)
    else:
        figures = [figure for figure in figures if not figure.indicator.counts_people]
    return Report(network, quarter, is_closed, tuple(figures))


def own_report(network: Network, *, institution_id: UUID, quarter: Quarter, on: date) -> Report:
    """What an institution alone is told of itself: it sees its own figures first, and whole."""
    telling = Telling(is_own=True)
    own = [institution_id]
    figures = (
        *directory_figures(own, quarter=quarter, telling=telling),
        *commitment_figures(network, owners=own, quarter=quarter, telling=telling),
        *referral_figures(own, quarter=quarter, telling=telling),
        *attention_figures(own, quarter=quarter, telling=telling),
    )
    return Report(network, quarter, quarter.is_closed(on), figures)


def shown_report(network: Network, *, quarter: Quarter, on: date) -> Report:
    """What an acta of the network decided to show beyond its members."""
    report = network_report(network, quarter=quarter, on=on)
    shown = set(network.shown_indicators)
    figures = tuple(figure for figure in report.figures if figure.indicator.code in shown)
    return Report(network, quarter, report.is_closed, figures)


def _institutions(seats: Sequence[Member]) -> Collection[UUID]:
    return sorted({seat.institution_id for seat in seats if seat.institution_id is not None})

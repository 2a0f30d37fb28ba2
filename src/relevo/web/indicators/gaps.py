"""Gaps of service: which needs no active entry answers, by department of a network's territory."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from relevo.directory.enums import Visibility
from relevo.directory.models import Service, ServiceQuerySet, Term
from relevo.directory.queries import list_needs
from relevo.networks.enums import SeatRole
from relevo.networks.models import Network
from relevo.places.models import Area, Post


@dataclass(frozen=True, slots=True)
class Gaps:
    """Entries by need and department. ``counts`` has a zero where there is none."""

    departments: tuple[Area, ...]
    needs: tuple[Term, ...]
    counts: dict[tuple[str, str], int]

    def at(self, need: str, department_key: str) -> int:
        return self.counts.get((need, department_key), 0)


def gaps_of(network: Network, *, on: date) -> Gaps:
    """Departments on both sides of the network's crossings; without one, those of its members.

    Restricted services are in no cell: a count by place would say where they are.
    """
    entries = Service.objects.offered_on(on).exclude(visibility=Visibility.RESTRICTED)
    departments = _at_crossings(network) or _of_members(network, entries)
    counted: Counter[tuple[str, str]] = Counter()
    rows = (
        entries.filter(department__in=departments)
        .order_by("id")
        .values_list("id", "department__key", "terms__code", "terms__parent__code", "terms__kind")
    )
    seen = set()
    for service_id, department, code, parent, kind in rows:
        need = parent if kind == "service_type" else code
        if need is not None and (service_id, need) not in seen:
            seen.add((service_id, need))
            counted[need, department] += 1
    return Gaps(tuple(departments), tuple(list_needs()), dict(counted))


def _at_crossings(network: Network) -> list[Area]:
    areas = Post.objects.filter(crossing__in=network.crossings.all()).values("area")
    above = Q(children__in=areas) | Q(children__children__in=areas)
    return list(_departments(Q(pk__in=areas) | above))


def _of_members(network: Network, entries: ServiceQuerySet) -> list[Area]:
    seats = network.members.filter(left_on=None).exclude(role=SeatRole.LISTED)
    own = entries.filter(institution__in=seats.values("institution_id"))
    return list(_departments(Q(pk__in=own.values("department_id"))))


def _departments(wanted: Q) -> QuerySet[Area]:
    found = Area.objects.filter(wanted, level="department").distinct()
    return found.order_by("country", "sort_key", "key")

"""Gaps of service: which needs no active entry answers, by department of a network's territory."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from relevo.directory.enums import Visibility
from relevo.directory.models import Service, Term
from relevo.directory.queries import list_needs
from relevo.networks.enums import SeatRole
from relevo.networks.models import Network
from relevo.places.models import Area


@dataclass(frozen=True, slots=True)
class Gaps:
    """Entries by need and department. ``counts`` has a zero where there is none."""

    departments: tuple[Area, ...]
    needs: tuple[Term, ...]
    counts: dict[tuple[str, str], int]

    def at(self, need: str, department_key: str) -> int:
        return self.counts.get((need, department_key), 0)


def p_code(area: Area) -> str:
    """The place code of the common operational datasets: ``HN17``; empty where it has none."""
    return f"{area.country}{area.official_code}" if area.official_code else ""


def gaps_of(network: Network, *, on: date) -> Gaps:
    """Departments of the network's crossings and of its members' services.

    Restricted services are in no cell: a count by place would say where they are.
    """
    entries = Service.objects.offered_on(on).exclude(visibility=Visibility.RESTRICTED)
    seats = network.members.filter(left_on=None).exclude(role=SeatRole.LISTED)
    own = entries.filter(institution__in=seats.values("institution_id"))
    departments = _departments(network, own_departments=own.values("department_id"))
    counted: Counter[tuple[str, str]] = Counter()
    needs = list_needs()
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
    return Gaps(tuple(departments), tuple(needs), dict(counted))


def _departments(network: Network, *, own_departments: object) -> list[Area]:
    at_crossings = Area.objects.filter(
        pk__in=network.crossings.values("posts__area__parent_id")
    ).values("pk")
    wanted = Q(pk__in=at_crossings) | Q(pk__in=own_departments)
    above = Q(children__in=at_crossings)
    return list(
        Area.objects.filter(wanted | above, level="department")
        .distinct()
        .order_by("country", "sort_key", "key")
    )

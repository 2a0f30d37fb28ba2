"""A network begins, is made of others, and settles how often its directory is confirmed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.refusals import raise_first
from relevo.networks import access
from relevo.networks.enums import SeatChangeKind, SeatRole
from relevo.networks.errors import NetworkRefused, NotMayFound
from relevo.networks.models import Member, Network, SeatChange
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing
from relevo.plumbing.folding import sort_key

KEY = re.compile(r"[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]")
FROM_SOURCES = "NET-"
"""Keys of the networks that are known from public sources begin so; a new one may not."""
LONGEST_NAME = 300
LONGEST_TERRITORY = 200
SCOPES = ("municipal", "departmental", "national", "cross_border", "trinational", "civil_society")
COUNTRIES = frozenset({"GT", "HN", "SV"})
FEWEST_DAYS, MOST_DAYS = 7, 730


@dataclass(frozen=True, slots=True)
class Founding:
    """What is said of a network when it begins."""

    key: str
    name_es: str
    scope: str
    countries: tuple[str, ...]
    name_en: str = ""
    territory_es: str = ""
    territory_en: str = ""
    crossing_keys: tuple[str, ...] = ()
    part_keys: tuple[str, ...] = ()


@transaction.atomic
def found_network(told: Founding, *, started_on: date, by: Actor, at: datetime) -> Network:
    """A coordinator begins a network alone; her institution has its secretariat.

    Raises NotMayFound, NetworkRefused.
    """
    if not (by.has_role("coordinator") or access.EVERYWHERE & by.roles):
        raise NotMayFound
    _check(told, started_on=started_on, on=at.date())
    founder = (
        None
        if by.institution_id is None
        else Institution.objects.filter(pk=by.institution_id).first()
    )
    network = Network.objects.create(
        id=uuid4(),
        key=told.key,
        name_es=told.name_es.strip(),
        name_en=told.name_en.strip(),
        sort_key=sort_key(told.name_es)[:LONGEST_NAME],
        scope=told.scope,
        countries="|".join(told.countries),
        territory_es=told.territory_es,
        territory_en=told.territory_en,
        started=started_on.isoformat(),
        started_precision="day",
        confidence=Confidence.HIGH,
        is_demo=founder is not None and founder.is_demo,
    )
    network.crossings.set(Crossing.objects.filter(key__in=told.crossing_keys))
    network.parts.set(_parts(told.part_keys))
    if founder is not None:
        _seat_founder(network, founder, started_on=started_on, by=by, at=at)
    _tell("network.founded", network, by=by, at=at)
    return network


def _check(told: Founding, *, started_on: date, on: date) -> None:
    _check_key(told.key)
    name = told.name_es.strip()
    refusals = (
        (not name, "name_es", "missing"),
        (max(len(name), len(told.name_en)) > LONGEST_NAME, "name_es", "too_long"),
        (
            max(len(told.territory_es), len(told.territory_en)) > LONGEST_TERRITORY,
            "territory_es",
            "too_long",
        ),
        (told.scope not in SCOPES, "scope", "unknown"),
        (not told.countries or not set(told.countries) <= COUNTRIES, "countries", "unknown"),
        (started_on > on, "started_on", "to_come"),
    )
    raise_first(refusals, NetworkRefused)
    known = Crossing.objects.filter(key__in=told.crossing_keys).count()
    if known != len(set(told.crossing_keys)):
        raise NetworkRefused(field="crossings", problem="unknown")


def _check_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise NetworkRefused(field="key", problem="shape")
    if key.startswith(FROM_SOURCES):
        raise NetworkRefused(field="key", problem="reserved")
    if Network.objects.filter(key=key).exists():
        raise NetworkRefused(field="key", problem="taken")


def _parts(keys: Sequence[str]) -> list[Network]:
    parts = list(Network.objects.filter(key__in=keys).order_by("key"))
    if len(parts) != len(set(keys)):
        raise NetworkRefused(field="parts", problem="unknown")
    return parts


def _seat_founder(
    network: Network, founder: Institution, *, started_on: date, by: Actor, at: datetime
) -> None:
    seat = Member.objects.create(
        network=network,
        institution=founder,
        stated_name_es=founder.name_es,
        stated_name_en=founder.name_en,
        country=founder.country,
        role=SeatRole.SECRETARIAT,
        joined_on=started_on,
    )
    SeatChange.objects.create(
        member=seat,
        kind=SeatChangeKind.JOINED,
        on=started_on,
        after=SeatRole.SECRETARIAT,
        actor_id=by.id,
        at=at,
    )


@transaction.atomic
def settle_network(
    *, key: str, part_keys: Sequence[str], verify_every_days: int, by: Actor, at: datetime
) -> Network:
    """Of which local networks it is made, and how often its directory is to be confirmed.

    No network is a part of itself, at any distance. Raises NetworkUnknown, NotKeeper,
    NetworkRefused.
    """
    network = access.network_to_keep_locked(by, key=key)
    if not FEWEST_DAYS <= verify_every_days <= MOST_DAYS:
        raise NetworkRefused(field="verify_every_days", problem="out_of_range")
    parts = _parts(part_keys)
    _check_no_ring(network, parts)
    network.parts.set(parts)
    network.verify_every_days = verify_every_days
    network.save(update_fields=["verify_every_days"])
    _tell("network.settled", network, by=by, at=at)
    return network


def _check_no_ring(network: Network, parts: Sequence[Network]) -> None:
    beneath = {part.pk for part in parts}
    seen = set(beneath)
    while beneath:
        if network.pk in beneath:
            raise NetworkRefused(field="parts", problem="itself")
        beneath = (
            set(Network.objects.filter(wholes__in=beneath).values_list("pk", flat=True)) - seen
        )
        seen |= beneath


def _tell(verb: str, network: Network, *, by: Actor, at: datetime) -> None:
    outbox.queue(verb, subject_id=str(network.pk), at=at)
    audit.record(verb, subject=str(network.pk), actor=by, at=at)

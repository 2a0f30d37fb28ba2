"""What is told of the invented network and is not to be seen by who enforces."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from string import ascii_lowercase
from uuid import UUID, uuid4

from relevo.accounts.enums import Role
from relevo.accounts.models import Membership, User
from relevo.demo.replay.drill import AT_WORK_SINCE
from relevo.directory.actions.temporary import TemporaryFacts, TemporaryPlace
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Network
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import counts, emergencies, movements, pledges, points, signals
from relevo.situation.enums import EmergencyKind, Measure, Phase, PledgeKind, Qualifier
from relevo.situation.rules.movements import People

ORIGIN, AHEAD, CROSSING = "HN-1709", "HN-1706", "HNSV-AMA"
BEGAN, PAUSED, QUIET = timedelta(days=60), timedelta(days=55), timedelta(days=30)
"""How long ago the emergency began and ended before it began again, and when nobody spoke of it."""

SEPARATORS = ("", ",", ".", " ", "\u00a0", "\u202f")
"""How a page may group the digits of a number."""
NUMBERS = range(21_111, 98_999)
"""Of the numbers that are looked for: as many people as one may tell of, in five digits."""
_GROUPED = "|".join(re.escape(mark) for mark in SEPARATORS)
NUMBER = re.compile(f"(?<![0-9A-Za-z])[2-9][0-9](?:{_GROUPED})[0-9]{{3}}(?![0-9A-Za-z])".encode())


@dataclass
class Canaries:
    """Words, numbers and ids that stand nowhere but in what only some may read."""

    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def asked_for(self, address: str) -> set[str]:
        """What whoever asks at this address has said themselves: an answer may say it back."""
        said = {**self.words, **{name: str(row_id) for name, row_id in self.ids.items()}}
        return {name for name, text in said.items() if text in address}

    def patterns(self) -> dict[str, re.Pattern[bytes]]:
        """What to look for, by name."""
        found = {name: re.compile(re.escape(text.encode())) for name, text in self.words.items()}
        for name, number in self.numbers.items():
            head, tail = divmod(number, 1_000)
            forms = "|".join(re.escape(f"{head}{mark}{tail:03}") for mark in SEPARATORS)
            found[name] = re.compile(f"(?<![0-9A-Za-z])(?:{forms})(?![0-9A-Za-z])".encode())
        for name, row_id in self.ids.items():
            found[name] = re.compile(f"{row_id}|{row_id.hex}".encode())
        return found


class World:
    """An invented network: who tells, who may read, and who enforces."""

    def __init__(self, *, at: datetime) -> None:
        self.at, self.mark = at, secrets.token_hex(4)
        self.network = Network.objects.create(
            key=f"PROOF-{self.mark}".upper(),
            name_es="Red de la prueba",
            name_en="Network of the proof",
            sort_key="red de la prueba",
            scope="cross_border",
        )
        self.network.crossings.set(Crossing.objects.filter(key=CROSSING))
        kinds = ("gov_social", "red_cross", "municipality", *sorted(ENFORCEMENT_KINDS))
        self.institutions = {kind: self._institution(kind) for kind in kinds}
        for kind, row in self.institutions.items():
            Member.objects.create(
                network=self.network,
                institution=row,
                stated_name_es=row.name_es,
                stated_name_en=row.name_en,
                country=row.country,
                role=SeatRole.SECRETARIAT if kind == "gov_social" else SeatRole.MEMBER,
            )
        self.canaries = Canaries()
        self.emergency_key = self.point_key = ""
        self.public_ids: dict[str, UUID] = {}
        """Of what everybody may know, on whose pages the rest must not stand."""

    def _institution(self, kind: str) -> Institution:
        return Institution.objects.create(
            key=f"PROOF-{kind}-{self.mark}".upper()[:40],
            name_es=f"Prueba {kind}",
            name_en=f"Proof {kind}",
            name_folded=f"prueba {kind}",
            sort_key=f"prueba {kind}",
            country="HN",
            kind=kind,
            is_demo=clock.is_demo(),
        )

    def person(self, *held: tuple[str, Role]) -> User:
        """Somebody with memberships; they act in the first."""
        user = User.objects.create(username=f"proof-{secrets.token_hex(6)}")
        for kind, role in held:
            Membership.objects.create(
                user=user,
                institution=self.institutions[kind],
                role=role,
                starts_on=AT_WORK_SINCE,
            )
        return user

    def actor(self, kind: str, *roles: Role) -> Actor:
        """Who tells."""
        return Actor(uuid4(), self.institutions[kind].pk, frozenset(roles))


def numbers_in(body: bytes) -> set[int]:
    """Every number of five digits, as also coordinates, years side by side and figures may read."""
    return {int(re.sub(rb"[^0-9]", b"", found)) for found in NUMBER.findall(body)}


def plant(world: World, *, taken: Collection[int] = ()) -> None:
    """A signal with a finding, a movement with a warning, two counts, and an emergency of it.

    ``taken``: numbers that answers carry already, and that would say nothing if they were found.
    """
    told, numbers = world.canaries.words, world.canaries.numbers
    words = ("signal", "finding", "sighting", "movement", "count")
    for name in (*words, "emergency", "again", "figure", "note", "pledge"):
        told[name] = f"canario{name}{_letters()}"
    names = ("least", "likely", "most", "left", "returned", "sheltered", "promised")
    free = [number for number in NUMBERS if number not in taken]
    drawn = Random(len(names)).sample(free, len(names))  # noqa: S311 -- the same in every run
    low, best, high = sorted(drawn[:3])
    numbers.update(zip(names, (low, best, high, *drawn[3:]), strict=True))
    keeper = world.actor("gov_social", Role.COORDINATOR)
    monitor = world.actor("municipality", Role.COORDINATOR, Role.BORDER_MONITOR)
    _plant_signal(world, keeper=keeper, monitor=monitor)
    _plant_movement(world, keeper=keeper, monitor=monitor)
    _plant_counts(world, keeper=keeper)
    _plant_emergency(world, keeper=keeper)


def _letters() -> str:
    return "".join(secrets.choice(ascii_lowercase) for _ in range(9))


def _plant_signal(world: World, *, keeper: Actor, monitor: Actor) -> None:
    row = signals.note_signal(
        kind="call_to_depart",
        text=f"dicen {world.canaries.words['signal']}",
        source_type="chat",
        confidence="low",
        crossing_key=CROSSING,
        by=monitor,
        at=world.at,
    )
    signals.give_verdict(
        signal_id=row.pk,
        verdict="unclear",
        reason=f"se supo {world.canaries.words['finding']}",
        by=keeper,
        at=world.at,
    )
    world.canaries.ids["signal_id"] = row.pk


def _plant_movement(world: World, *, keeper: Actor, monitor: Actor) -> None:
    at, numbers = world.at, world.canaries.numbers
    today = at.astimezone(clock.LOCAL).date()
    row = movements.open_movement(
        heading="away",
        origin_key=ORIGIN,
        via=[CROSSING],
        day=today,
        source=f"medio {world.canaries.words['movement']}",
        by=monitor,
        at=at,
    )
    people = People(numbers["least"], numbers["likely"], numbers["most"])
    seen = movements.Seen(
        area_key=ORIGIN,
        day=today,
        half="am",
        kind="departure",
        source_type="observed",
        low=people.low,
        best=people.best,
        high=people.high,
        estimate="estimate",
        source=f"medio {world.canaries.words['sighting']}",
    )
    movements.add_sighting(movement_id=row.pk, seen=seen, by=monitor, at=at)
    picture = access.movement_for(keeper, movement_id=row.pk, at=at, known_at=at)
    window = picture.ahead[0].window
    warning = movements.issue_warning(
        movement_id=row.pk,
        area_key=AHEAD,
        from_at=window.start,
        until_at=window.end,
        people=people,
        stay="overnight",
        by=keeper,
        at=at,
    )
    world.canaries.ids |= {"movement_id": row.pk, "warning_id": warning.pk}
    numbers["water"] = int(warning.needs["water_liters"])


def _plant_counts(world: World, *, keeper: Actor) -> None:
    """Told two days ago, so that the network may read them; nobody has put them side by side."""
    told_at = world.at - timedelta(days=2)
    for number, country, direction in (("left", "HN", "out"), ("returned", "SV", "in")):
        row = counts.tell_count(
            crossing_key=CROSSING,
            country=country,
            direction=direction,
            category="left" if direction == "out" else "entered",
            cut_off_at=told_at - timedelta(hours=1),
            value=world.canaries.numbers[number],
            said_by=f"fuente {world.canaries.words['count']}",
            by=keeper,
            at=told_at,
        )
        world.canaries.ids[f"{number}_count_id"] = row.pk


def _plant_emergency(world: World, *, keeper: Actor) -> None:
    """Over long ago and begun again: its past must not open it, nor its point name it."""
    at, words, numbers = world.at, world.canaries.words, world.canaries.numbers
    row = emergencies.open_emergency(
        told=emergencies.EmergencyFacts(
            kind=EmergencyKind.MOVEMENT,
            name_es=f"Salida {_letters()} de muchas personas hacia el norte {words['emergency']}",
            from_at=at - BEGAN,
            where=[emergencies.Where("HN", ORIGIN)],
        ),
        by=keeper,
        at=at - BEGAN,
    )
    for phase, since, reason in (
        (Phase.CLOSED, at - PAUSED, ""),
        (Phase.DURING, at, f"otra vez {words['again']}"),
    ):
        emergencies.move_phase(
            emergency_id=row.pk, phase=phase, from_at=since, reason_es=reason, by=keeper, at=since
        )
    figure = emergencies.FigureFacts(
        measure=Measure.SHELTERED,
        value=numbers["sheltered"],
        qualifier=Qualifier.EXACT,
        said_by=f"fuente {words['figure']}",
        as_of_at=at,
        source="nota de prensa",
        country="HN",
        area_key=ORIGIN,
        note_es=f"dicen {words['note']}",
    )
    emergencies.tell_figure(emergency_id=row.pk, told=figure, by=keeper, at=at)
    helper = world.actor("red_cross", Role.COORDINATOR)
    offered = pledges.PledgeFacts(
        kind=PledgeKind.BEDS,
        amount=numbers["promised"],
        area_key=ORIGIN,
        from_at=at,
        note=f"viene {words['pledge']}",
    )
    pledge = pledges.make_pledge(emergency_id=row.pk, told=offered, by=helper, at=at)
    point = points.open_point(told=_point(at), emergency_id=row.pk, by=helper, at=at)
    words["emergency_key"] = world.emergency_key = row.key
    world.canaries.ids["pledge_id"] = pledge.pk
    world.public_ids["point_id"], world.point_key = point.pk, point.service.key


def _point(at: datetime) -> TemporaryFacts:
    return TemporaryFacts(
        name_es="Punto temporal de la prueba",
        name_en="Temporary point of the proof",
        kind="red_cross_point",
        needs=["water"],
        place=TemporaryPlace(country="HN", area_key=ORIGIN),
        from_at=at,
        until_at=at + timedelta(days=2),
    )

"""What every act of a replay works with: the event, its instant, who acts, what was made before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from relevo.accounts import queries as memberships
from relevo.accounts.errors import NoMembership
from relevo.accounts.models import User
from relevo.borders.errors import CrossingUnknown, NotACoordinator, NotAMonitor, ReportRefused
from relevo.demo.story import STARTS_AT
from relevo.directory.errors import (
    ChangeRefused,
    NotYourService,
    NotYoursToVerify,
    ServiceRefused,
    VerificationRefused,
)
from relevo.kernel.actor import Actor
from relevo.networks.errors import MeetingMoveRefused, MeetingRefused, NetworkUnknown, NotKeeper
from relevo.region.events import Event
from relevo.situation.errors import AuthorCannotDecide, FactRefused, NotAllowed, NotFound

MONITOR = "demo-monitor"
LEADERS: Mapping[str, str] = {
    "HN": "demo-secretaria",
    "SV": "demo-red-sv",
    "GT": "demo-red-gt",
}
"""Who coordinates on each side: invented people of institutions marked DEMO."""

LONGEST_SOURCE = 300
_SECOND_LEVEL = frozenset({"com", "gob", "org", "gov"})


class NothingToBuildOn(Exception):
    """An act needs what an earlier one makes, and that one was not played here."""

    def __init__(self, kind: str, label: str) -> None:
        super().__init__(f"{kind} {label}")
        self.kind = kind
        self.label = label


REFUSALS = (
    *(AuthorCannotDecide, FactRefused, NotAllowed, NotFound),
    *(CrossingUnknown, NotACoordinator, NotAMonitor, ReportRefused),
    *(ChangeRefused, NotYourService, NotYoursToVerify, ServiceRefused, VerificationRefused),
    *(MeetingMoveRefused, MeetingRefused, NetworkUnknown, NotKeeper),
    NoMembership,
)
"""Why an act may not be done here: people have told or changed otherwise what it is about."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A row that an act made. ``label``: the name by which later acts know it.

    ``is_recognized``: the committed facts of the region hold this row already; nothing was added.
    """

    kind: str
    row: str
    label: str = ""
    is_recognized: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One act at its instant. ``made``: what was made before in this scenario."""

    event: Event
    at: datetime
    made: Sequence[Effect] = field(default=())

    def find(self, kind: str, label: str = "") -> UUID:
        """The newest row of a kind that was made under a label; NothingToBuildOn."""
        for effect in reversed(self.made):
            if effect.kind == kind and effect.label == label:
                return UUID(effect.row)
        raise NothingToBuildOn(kind, label)

    @property
    def source(self) -> str:
        return cut(self.event.source)

    @property
    def medium(self) -> str:
        """Who said it, without an address: live facts keep no links."""
        host = urlsplit(self.event.source.split(" ; ")[0]).hostname or ""
        names = host.split(".")[:-1]
        while len(names) > 1 and names[-1] in _SECOND_LEVEL:
            names.pop()
        return names[-1] if names else ""


def cut(source: str) -> str:
    """As many of the addresses as a fact holds."""
    kept = ""
    for address in source.split(" ; "):
        longer = f"{kept} ; {address}" if kept else address
        if len(longer) > LONGEST_SOURCE:
            break
        kept = longer
    return kept or source[:LONGEST_SOURCE]


class Act(Protocol):
    """What an event becomes: one use of one action."""

    @property
    def kind(self) -> str:
        """Its code, as in the column ``becomes``."""

    def when(self, event: Event, /) -> datetime:
        """The instant at which it is told."""

    def play(self, stage: Stage, /) -> Sequence[Effect]:
        """Do it, and say which rows came of it."""


@dataclass(frozen=True, slots=True)
class AtTheEvent:
    """An act that is told when the event happens."""

    def when(self, event: Event, /) -> datetime:
        return event.at


def person(username: str) -> Actor:
    """The actor of one invented person."""
    user = User.objects.get(username=username)
    return memberships.get_actor(memberships.list_memberships(user, on=STARTS_AT.date()))


def leader(country: str = "HN") -> Actor:
    """Who coordinates on a side."""
    return person(LEADERS[country])

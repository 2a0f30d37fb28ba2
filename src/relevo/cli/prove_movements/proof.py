"""Everything that answers is asked and searched, and what was found is counted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from relevo.cli.outcome import Outcome, within
from relevo.cli.prove_movements.asking import (
    addresses_of,
    ask,
    knows_instants,
    one_who_enforces,
    outside_of,
    subjects_of,
    witnesses,
)
from relevo.cli.prove_movements.drills import DrillsAsked, ask_drill, list_drills
from relevo.cli.prove_movements.world import World, numbers_in, plant
from relevo.cli.scratch import rolled_back
from relevo.plumbing import clock

LIMITS: dict[str, int | float | str] = {
    "leaks": 0,
    "answers that failed": 0,
    "canaries no coordinator sees": 0,
    "events of drills no coordinator sees": 0,
    "events of drills that leak": 0,
}
AROUND = 30
"""Bytes on either side of a leak that are told with it."""


@dataclass
class Told:
    """What was answered to who may not see it."""

    answers: int = 0
    pages: int = 0
    failed: int = 0
    size: int = 0
    leaks: list[str] = field(default_factory=list)

    def search(
        self,
        client: Client,
        addresses: Sequence[str],
        *,
        world: World,
        patterns: Mapping[str, re.Pattern[bytes]],
        label: str,
    ) -> None:
        """Ask for every address, and look for every canary that the address does not name."""
        for asked in ask(client, addresses):
            self.answers, self.size = self.answers + 1, self.size + len(asked.body)
            self.pages += asked.status == HTTPStatus.OK
            self.failed += asked.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            said = world.canaries.asked_for(asked.address)
            self.leaks += [
                f"{name} at {asked.address} by {label}: {_around(asked.body, found)}"
                for name, pattern in patterns.items()
                if name not in said and (found := pattern.search(asked.body))
            ]


def _around(body: bytes, found: re.Match[bytes]) -> str:
    start, end = max(found.start() - AROUND, 0), found.end() + AROUND
    return " ".join(body[start:end].decode(errors="replace").split())


def prove(*, full: bool, within_parts: Sequence[str] = ("/",)) -> Outcome:
    """Look for what was told in every answer to who enforces, and to everybody.

    All of it is told at a full minute, so that the instant an address names knows of it.
    ``within_parts``: only addresses with one of these parts are asked.
    """
    at = clock.now().replace(second=0, microsecond=0)
    with (
        rolled_back(),
        clock.stopped(at),
        override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]),
    ):
        world = World(at=at)
        plant(world, taken=_numbers_before(world, within_parts))
        addresses = _addresses(world, within_parts, full=full)
        patterns = world.canaries.patterns()
        unseen, failed = _read_by_witnesses(world, addresses, patterns)
        subjects = list(subjects_of(world, full=full))
        told = Told()
        for label, client in subjects:
            told.search(client, addresses, world=world, patterns=patterns, label=label)
        drills = DrillsAsked()
        for drill in list_drills():
            ask_drill(drill, world, [client for _label, client in subjects], into=drills)
    figures: dict[str, int | float | str] = {
        "addresses": len(addresses),
        "people who ask": len(subjects),
        "answers searched": told.answers,
        "of them pages": told.pages,
        "bytes searched": told.size,
        "canaries": len(patterns),
        "canaries no coordinator sees": len(unseen),
        "leaks": len(told.leaks),
        "answers that failed": failed + told.failed,
        "events of drills": drills.events,
        "events of drills no coordinator sees": drills.unseen,
        "events of drills that leak": drills.leaks,
    }
    if unseen:
        figures["not seen by who may"] = ", ".join(sorted(unseen))
    if told.leaks:
        figures["first leak"] = told.leaks[0]
    holds = within(figures, LIMITS) and told.pages > 0
    return Outcome("prove movements", figures, LIMITS, holds)


def _addresses(world: World, within_parts: Sequence[str], *, full: bool) -> list[str]:
    return [
        address
        for address in addresses_of(world, full=full)
        if any(part in address for part in within_parts)
    ]


def _numbers_before(world: World, within_parts: Sequence[str]) -> set[int]:
    """What stands in answers before anything is told: finding it again would be no leak."""
    answers = ask(one_who_enforces(world), _addresses(world, within_parts, full=False))
    return {number for asked in answers for number in numbers_in(asked.body)}


def _read_by_witnesses(
    world: World, addresses: Sequence[str], patterns: Mapping[str, re.Pattern[bytes]]
) -> tuple[set[str], int]:
    """What no witness sees, and how many answers failed; the first asks at every instant."""
    of_instants = [address for address in addresses if knows_instants(address)]
    unseen, failed = set(patterns), 0
    for number, witness in enumerate(witnesses(world)):
        asks = of_instants if number else [*of_instants, *outside_of(of_instants)]
        for asked in ask(witness, asks):
            failed += asked.status >= HTTPStatus.INTERNAL_SERVER_ERROR
            unseen -= {name for name in unseen if patterns[name].search(asked.body)}
            if number and not unseen:
                break
    return unseen, failed

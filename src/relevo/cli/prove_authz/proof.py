"""Ask the cells and count: every address, every relation, every method."""

import random
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import product

from django.conf import settings
from django.test.utils import override_settings
from django.urls import URLPattern, reverse

from relevo.cli.outcome import Outcome, within
from relevo.cli.prove_authz import samples
from relevo.cli.prove_authz.matrix import (
    METHODS,
    Answer,
    Asker,
    Cell,
    arguments_of,
    body_of,
    problems_of,
)
from relevo.cli.prove_authz.policy import check_complete, named_patterns, read_policy
from relevo.cli.prove_authz.world import Subject, World, build
from relevo.cli.scratch import rolled_back
from relevo.plumbing import clock

FEW, MANY = 8_200, 60_000
SHOWN = 12
CONTROLS = (
    ("desk:case", "owner", ("contact", "case_code")),
    ("desk:case-known", "owner", ("name", "contact", "narrative", "health")),
    ("desk:case-known", "team", ("name",)),
    ("desk:exclusions", "owner", ("exclusion_id",)),
    ("desk:referral", "receiver", ("contact", "receiver_code")),
    ("desk:referral", "ex_receiver", ("ex_receiver_code",)),
    ("desk:emergency-case", "breaker", ("contact", "health", "case_code")),
    ("desk:team", "supervisor", ("case_code",)),
    ("desk:emergency-reviews", "administrator", ("case_code",)),
)
"""Who must be able to read what: else there would be nothing that could leak."""


def prove(
    *, full: bool, seed: int | None = None, few: int = FEW, only: Collection[str] = ()
) -> Outcome:
    """Ask an even sample of all cells in which every pattern meets every relation.

    With ``full`` a large one, in which every pattern meets every subject by GET and by POST.

    ``only``: at these addresses, for the test of the proof itself.
    """
    seed = secrets.randbelow(10**6) if seed is None else seed
    policy = read_policy()
    check_complete(policy)
    patterns = dict(named_patterns())
    samples.forget()
    hosts = [*settings.ALLOWED_HOSTS, "testserver"]
    at = clock.now()
    with rolled_back(), override_settings(ALLOWED_HOSTS=hosts), clock.stopped(at):
        world = build(at=at)
        asker = Asker(world)
        unread = list(_unread(asker, patterns))
        chosen = {name: found for name, found in patterns.items() if not only or name in only}
        cells = all_cells(chosen, world.subjects)
        near = {name for name, row in policy.items() if row.is_near_cases}
        of_each = _subject if full else _relation
        asked = sample(cells, few=MANY if full else few, seed=seed, near=near, of_each=of_each)
        problems = []
        for cell in asked:
            pattern = patterns[cell.name]
            found = problems_of(
                cell,
                policy[cell.name],
                _ask(asker, cell, pattern),
                asker=asker,
                of_nothing=partial(_ask, asker, cell, pattern, is_unknown=True),
            )
            problems += [f"{cell.told()}: {problem}" for problem in found]
    figures = {
        "cells": len(asked),
        "addresses": len(chosen),
        "subjects": len(world.subjects),
        "relations": len({subject.relation for subject in world.subjects}),
        "seed": seed,
        "leaks": sum(1 for problem in problems if ": leaked" in problem),
        "wrong answers": sum(1 for problem in problems if ": leaked" not in problem),
        "not readable by who may": len(unread),
    } | {f"problem {n}": told for n, told in enumerate([*unread, *problems][:SHOWN], start=1)}
    limits = {"leaks": 0, "wrong answers": 0, "not readable by who may": 0}
    return Outcome("prove authz", figures, limits, within(figures, limits))


def address_of(cell: Cell, pattern: URLPattern, world: World, *, is_unknown: bool = False) -> str:
    """The address of a cell, with rows of the world in it."""
    return reverse(cell.name, kwargs=arguments_of(pattern, cell, world, is_unknown=is_unknown))


def _ask(asker: Asker, cell: Cell, pattern: URLPattern, *, is_unknown: bool = False) -> Answer:
    address = address_of(cell, pattern, asker.world, is_unknown=is_unknown)
    return asker.ask(cell.subject, cell.method, address, body_of(cell, asker.world))


def all_cells(patterns: dict[str, URLPattern], subjects: Sequence[Subject]) -> list[Cell]:
    """Each address x subject x method; where one has an own row, also the row of another."""
    cells = [Cell(*one) for one in product(patterns, subjects, METHODS)]
    foreign = [
        Cell(name, subject, method, is_foreign=True)
        for name, pattern in patterns.items()
        if "referral_id" in pattern.pattern.converters
        for subject, method in product(subjects, METHODS)
        if subject.user is not None
    ]
    return cells + foreign


def _relation(cell: Cell) -> tuple[str, ...]:
    return cell.name, cell.subject.relation


def _subject(cell: Cell) -> tuple[str, ...]:
    return cell.name, cell.subject.label, cell.method


def sample(
    cells: Sequence[Cell],
    *,
    few: int,
    seed: int,
    near: Collection[str],
    of_each: Callable[[Cell], tuple[str, ...]] = _relation,
) -> list[Cell]:
    """Every address ``of_each`` once, and an even choice of the rest.

    Where something of a case could stand (``near``) it is asked by GET or POST.
    """
    chance = random.Random(seed)  # noqa: S311 -- a sample, no secret
    shuffled = list(cells)
    chance.shuffle(shuffled)
    first: dict[tuple[str, ...], Cell] = {}
    for cell in shuffled:
        if cell.method in {"GET", "POST"} or cell.name not in near:
            first.setdefault(of_each(cell), cell)
    chosen = set(first.values())
    rest = [cell for cell in shuffled if cell not in chosen]
    return [*first.values(), *rest[: max(0, few - len(first))]]


def _unread(asker: Asker, patterns: dict[str, URLPattern]) -> Iterator[str]:
    """What somebody who may read it did not find."""
    for name, relation, canaries in CONTROLS:
        subject = next(one for one in asker.world.subjects if one.relation == relation)
        cell = Cell(name, subject, "GET")
        address = address_of(cell, patterns[name], asker.world)
        body = asker.ask(subject, "GET", address).body.decode(errors="replace")
        for canary in canaries:
            text = asker.world.canaries[canary]
            code = "-".join([text[0:4], text[4:8], text[8:12], text[12:]])
            if text not in body and code not in body:
                yield f"{relation} did not find {canary} at {name}"

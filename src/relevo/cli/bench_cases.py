"""Cases at their full size: search in one's team's cases, a change of state, the lists.

200,000 cases across institutions with ``--full``, else 5,000; one team has 2,000 of them. All is
invented in a database and with keys of their own that go afterwards, and kept there as an instance
keeps it: what is measured is everything, a commit to the disk included.

CPU is held to the limits, as in the other benchmarks. What the clock on the wall says is held to
them only where nothing else ran when it began.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.cases import access
from relevo.cases.actions.rehearsal import Cast, Someone, fill_for_measurement
from relevo.cases.enums import ReferralStatus
from relevo.cli.bench_names import pairs
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.own_database import own_database
from relevo.cli.timing import p50, p95
from relevo.demo.story import STARTS_AT
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.kernel.actor import SYSTEM, Actor
from relevo.plumbing import clock, memory
from relevo.plumbing.models import InstanceKind
from relevo.region.loader import load_region

SHORTEST = 2
"""Initials and particles of the list of names are no names."""
NEEDS = ("shelter", "medical")
DESK = "/es/mesa"
ROOM_TO_FILL = -1_000_000
"""Of SQLite's pages, in KiB."""
FREE = 0.5
"""Up to this load of the last minute a machine counts as free."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is invented, and how often each thing is done."""

    cases: int
    of_the_team: int
    institutions: int
    times: int


FULL = Size(cases=200_000, of_the_team=2_000, institutions=100, times=60)
SMALL = Size(cases=5_000, of_the_team=2_000, institutions=20, times=15)
LIMITS = {
    "search by name": 150,
    "search by telephone": 150,
    "search by code": 150,
    "change of state": 150,
    "inbox of the recipient": 300,
    "inbox of the team": 300,
    "list of cases": 300,
}
Act = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Players:
    """Who sends and who answers, as users and as actors."""

    sender: User
    receiver: User
    sends: Actor
    answers: Actor


def measure(*, full: bool) -> Outcome:
    """Elapsed and CPU milliseconds of whole requests, and the queries of each."""
    size = FULL if full else SMALL
    load = round(os.getloadavg()[0], 1)
    figures: dict[str, Figure] = {
        "cases": size.cases,
        "of the team": size.of_the_team,
        "load at the start": load,
    }
    limits: dict[str, Figure] = {}
    with own_database(), override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=STARTS_AT)
        load_region(at=STARTS_AT)
        at = clock.now()
        institutions = _add_institutions(size.institutions)
        services = _add_services(institutions[1:])
        sender = _person("bench-officer", institutions[0], Role.OFFICER, at=at)
        receiver = _person("bench-receiver", institutions[1], Role.DUTY_OFFICER, at=at)
        people = _people(size.of_the_team)
        cast = Cast(
            institution_id=institutions[0].pk,
            user_id=sender.pk,
            people=people,
            others=[institution.pk for institution in institutions[1:]],
            service_ids=[service.pk for service in services],
        )
        started = time.perf_counter()
        with _room_to_fill():
            fill_for_measurement(cast, cases=size.cases, at=at)
        _settle()
        figures["seconds to fill"] = round(time.perf_counter() - started, 1)
        players = Players(
            sender=sender,
            receiver=receiver,
            sends=Actor(sender.pk, institutions[0].pk, frozenset({Role.OFFICER})),
            answers=Actor(receiver.pk, institutions[1].pk, frozenset({Role.DUTY_OFFICER})),
        )
        acts = _acts(players, people, at=at)
        for name, act in acts.items():
            elapsed, used, queries = _measured(act, times=size.times)
            figures[f"{name}: queries"] = queries
            figures[f"{name}: p50 ms"] = p50(elapsed)
            figures[f"{name}: p95 ms"] = p95(elapsed)
            figures[f"{name}: p95 CPU ms"] = p95(used)
            limits[f"{name}: p95 CPU ms"] = LIMITS[name]
            if load <= FREE:
                limits[f"{name}: p95 ms"] = LIMITS[name]
        _check_accepted(players, size.times + 1, at=at)
    return Outcome("bench cases", figures, limits, within(figures, limits))


@contextmanager
def _room_to_fill() -> Iterator[None]:
    """More memory for SQLite's pages while they are filled; what is measured has the usual."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {ROOM_TO_FILL}")
        yield
        cursor.execute(f"PRAGMA cache_size = {int(usual)}")


def _settle() -> None:
    """What was written lies where it stays, and the database knows how much of it there is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("ANALYZE")


def _acts(cast: Players, people: list[Someone], *, at: datetime) -> Mapping[str, Act]:
    """What is measured, by name; each call does the next of its kind."""
    sender, receiver = _signed_in(cast.sender), _signed_in(cast.receiver)
    waiting = cycle(row.referral_id for row in access.inbox_of(cast.answers, at=at))
    some = people[:: max(1, len(people) // 50)]
    names, numbers = cycle(_misspelled(some)), cycle(someone.safe_contact for someone in some)
    codes = cycle(row.code for row in access.list_cases(cast.sends, page=1))
    memory.settle()  # as the web processes do
    return {
        "search by name": lambda: _search(sender, next(names)),
        "search by telephone": lambda: _search(sender, next(numbers)),
        "search by code": lambda: _search(sender, next(codes)),
        "inbox of the recipient": lambda: _shown(receiver, f"{DESK}/bandeja/"),
        "inbox of the team": lambda: _shown(sender, f"{DESK}/bandeja/"),
        "list of cases": lambda: _shown(sender, f"{DESK}/casos/"),
        "change of state": lambda: _accept(receiver, next(waiting)),
    }


def _search(client: Client, text: str) -> None:
    response = client.post(f"{DESK}/casos/buscar/", {"text": text})
    if response.status_code != 200 or b'class="inbox"' not in response.content:  # noqa: PLR2004
        raise LookupError("a search found nothing")


def _shown(client: Client, address: str) -> None:
    if client.get(address).status_code != 200:  # noqa: PLR2004 -- HTTP
        raise LookupError(address)


def _accept(client: Client, referral_id: UUID) -> None:
    """The move with the most to do: the packet is built and sealed, a place held."""
    client.post(f"{DESK}/referencias/{referral_id}/accepted/")


def _check_accepted(cast: Players, number: int, *, at: datetime) -> None:
    """LookupError unless each change of state that was measured was one."""
    rows = access.inbox_of(cast.answers, at=at, open_only=False)
    if sum(row.status == ReferralStatus.ACCEPTED for row in rows) != number:
        raise LookupError("a referral was not accepted")


def _measured(act: Act, *, times: int) -> tuple[list[float], list[float], int]:
    """Elapsed and CPU milliseconds of each call, and the queries of one; the first warms up."""
    with CaptureQueriesContext(connection) as captured:
        act()
        queries = len(captured)
    elapsed, used = [], []
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        act()
        used.append((time.process_time() - cpu) * 1000)
        elapsed.append((time.perf_counter() - began) * 1000)
    return elapsed, used, queries


def _people(count: int) -> list[Someone]:
    """Names out of the words of the list of pairs, and a number of eight digits for each."""
    chance = Random(4)  # noqa: S311 -- invented people, the same in every run
    words = sorted({word for pair in pairs() for word in pair.a.split() if word[SHORTEST:]})
    words = [word for word in words if word.istitle() and word[-1] not in ".,"]
    return [
        Someone(" ".join(chance.sample(words, 4)), f"{number + 20_000_000}")
        for number in range(count)
    ]


def _misspelled(people: list[Someone]) -> Iterator[str]:
    """As somebody types who heard the name: by sound, one word missing."""
    for someone in people:
        heard = someone.name.split()[:3]
        yield " ".join(heard).replace("v", "b").replace("z", "s").replace("ll", "y")


def _add_institutions(count: int) -> list[Institution]:
    return Institution.objects.bulk_create(
        Institution(
            key=f"BENCH-C-{number}",
            name_es=f"Institución de medición {number}",
            name_en=f"Measured institution {number}",
            name_folded=f"institucion de medicion {number}",
            sort_key=f"institucion de medicion {number:05}",
            country=("GT", "HN", "SV")[number % 3],
            kind="ngo",
            is_demo=True,
        )
        for number in range(count)
    )


def _add_services(institutions: list[Institution]) -> list[Service]:
    services = Service.objects.bulk_create(
        Service(
            key=f"BENCH-S-{number}",
            institution=institution,
            name_es=f"Albergue de medición {number}",
            name_en=f"Measured shelter {number}",
            sort_key=f"albergue de medicion {number:05}",
            kind="shelter",
            country=institution.country,
            status=ServiceStatus.ACTIVE,
            visibility=Visibility.NETWORK,
            is_demo=True,
        )
        for number, institution in enumerate(institutions)
    )
    through = Service.terms.through
    terms = Term.objects.filter(code__in=NEEDS).order_by("code")
    through.objects.bulk_create(
        through(service_id=service.pk, term_id=term.pk) for term in terms for service in services
    )
    return services


def _person(username: str, institution: Institution, role: Role, *, at: datetime) -> User:
    return accounts.create_person(
        username=username,
        institution=institution,
        role=role,
        starts_on=at.date() - timedelta(days=1),
        acta="bench",
        by=SYSTEM,
        at=at,
    )


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = "bench"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client

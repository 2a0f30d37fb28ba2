"""List pages with 1 and with 50 rows: the same number of queries, their time, their bytes.

Rows are invented inside one transaction that is rolled back.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.accounts.queries import get_actor, list_memberships
from relevo.audit import actions as audit
from relevo.cases import actions as cases
from relevo.cases.enums import Urgency
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.cli.timing import milliseconds, p95
from relevo.demo.story import offer
from relevo.directory import actions as directory
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.kernel.actor import SYSTEM, Actor
from relevo.plumbing import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FEW, MANY = 1, 50
LIMIT_P95_MS = 200
LIMIT_FIRST_PAGE_BYTES = 60_000
FIRST_PAGE_FILES = (
    "web/relevo.css",
    "web/pages.css",
    "web/map.css",
    "web/relevo.js",
    "web/pictograms.svg",
    "web/icon.svg",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list page and how rows get onto it."""

    name: str
    address: str
    client: Client
    fill: Callable[[int], None]


def measure(*, full: bool) -> Outcome:
    """Figures of every list page."""
    figures: dict[str, Figure] = {}
    limits: dict[str, Figure] = {}
    times = 40 if full else 10
    with rolled_back(), override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        for page in _pages(at=clock.now()):
            page.fill(FEW)
            few = _queries(page)
            page.fill(MANY - FEW)
            many = _queries(page)
            measured = milliseconds(partial(page.client.get, page.address), times=times)
            figures[f"{page.name}: queries at {FEW}"] = few
            figures[f"{page.name}: queries at {MANY}"] = many
            limits[f"{page.name}: queries at {MANY}"] = few
            figures[f"{page.name}: p95 CPU ms at {MANY}"] = p95(measured)
            limits[f"{page.name}: p95 CPU ms at {MANY}"] = LIMIT_P95_MS
            figures[f"{page.name}: bytes at {MANY}"] = wire(page.client, page.address)
        figures["first public page: bytes"] = first_page(Client())
        limits["first public page: bytes"] = LIMIT_FIRST_PAGE_BYTES
    return Outcome("bench pages", figures, limits, within(figures, limits))


def _queries(page: Listed) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = page.client.get(page.address)
    if response.status_code != 200:  # noqa: PLR2004 -- HTTP
        raise LookupError(f"{page.address} answered {response.status_code}")
    return len(captured)


def wire(client: Client, address: str) -> int:
    """Bytes as a browser gets them: compressed."""
    return len(client.get(address, headers={"accept-encoding": "gzip"}).content)


def first_page(client: Client) -> int:
    """Bytes of the start page with every file that it asks for, compressed."""
    total = wire(client, "/es/")
    for name in FIRST_PAGE_FILES:
        path = finders.find(name)
        if path is None:
            raise LookupError(name)
        with open(path, "rb") as file:  # noqa: PTH123 -- the finder gives a text
            total += len(gzip.compress(file.read()))
    return total


def _pages(*, at: datetime) -> list[Listed]:
    officer = signed_in("bench-officer", "HN-MUN-NACAOME", at=at)
    duty = signed_in("bench-duty", "SV-MUN-LU", at=at)
    stranger = Client()
    actor = _actor(officer[1], at=at)
    for who in (actor, _actor(duty[1], at=at)):  # the first act of an institution begins its chain
        audit.record("bench.began", subject=str(who.id), actor=who, at=at)

    def add_services(count: int) -> None:
        _add_services(count, at=at)

    def add_cases(count: int) -> None:
        for _ in range(count):
            _add_case(actor, at=at)

    def add_offers(count: int) -> None:
        service = Service.objects.get(key="SP-059")
        for _ in range(count):
            offer(service, facts=_facts(), by=actor, at=at)

    return [
        Listed("public services", "/es/ayuda/?q=medicionxyz", stranger, add_services),
        Listed("desk directory", "/es/mesa/directorio/?q=medicionxyz", officer[0], lambda _n: None),
        Listed("desk cases", "/es/mesa/casos/", officer[0], add_cases),
        Listed("desk inbox", "/es/mesa/bandeja/", duty[0], add_offers),
        Listed("public crossings", "/es/fronteras/", stranger, lambda _n: None),
        Listed("public networks", "/es/redes/", stranger, lambda _n: None),
    ]


def signed_in(username: str, institution_key: str, *, at: datetime) -> tuple[Client, User]:
    user = accounts.create_person(
        username=username,
        institution=Institution.objects.get(key=institution_key),
        role=Role.OFFICER,
        starts_on=at.date() - timedelta(days=1),
        acta="bench",
        by=SYSTEM,
        at=at,
    )
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["second_factor"] = "bench"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client, user


def _actor(user: User, *, at: datetime) -> Actor:
    return get_actor(list_memberships(user, on=at.date()))


def _add_services(count: int, *, at: datetime) -> None:
    owner = Institution.objects.get(key="HN-MUN-NACAOME")
    offset = Service.objects.filter(key__startswith="BENCH-").count()
    for number in range(offset, offset + count):
        service = Service.objects.create(
            key=f"BENCH-{number}",
            institution=owner,
            name_es=f"Medicionxyz {number}",
            name_en=f"Medicionxyz {number}",
            sort_key=f"medicionxyz {number:04}",
            kind="shelter",
            country="HN",
            status=ServiceStatus.ACTIVE,
            visibility=Visibility.PUBLIC,
            valid_from=at.date() - timedelta(days=1),
        )
        service.terms.set(Term.objects.filter(code="shelter"))
    directory.index_services(Service.objects.filter(key__startswith="BENCH-"))


def _facts() -> CaseFacts:
    return CaseFacts(
        needs=("shelter",),
        people=(Person(age_band="21-59", sex="f"),),
        nationality="SV",
        start_node="HN-1709",
    )


def _add_case(actor: Actor, *, at: datetime) -> None:
    cases.open_case(facts=_facts(), urgency=Urgency.URGENT, by=actor, at=at)

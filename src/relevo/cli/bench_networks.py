"""The lists of networks, practices and commitments at their full size.

500 institutions, 60 networks, 2,000 practices, 10,000 commitments (a tenth of it without
``--full``), invented inside one transaction that is rolled back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.cli.timing import milliseconds, p95
from relevo.directory.models import Institution
from relevo.exchange.enums import CommitmentState, ConfirmerKind, PracticeState, TagKind
from relevo.exchange.models import Commitment, Practice, PracticeTag, PracticeToken
from relevo.exchange.rules.commitments import folded_words
from relevo.kernel.actor import SYSTEM
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Network
from relevo.plumbing import clock
from relevo.plumbing.folding import search_tokens

LIMIT_P95_MS = 200
SEATS_OF_EACH = 30
COUNTRIES = ("GT", "HN", "SV")
SUBJECTS = ("albergue", "documentos", "salud", "niñez", "transporte", "información", "agua")
WORDS = ("ventanilla", "jornada", "enlace", "directorio", "punto", "brigada", "mesa", "ruta")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is invented."""

    institutions: int
    networks: int
    practices: int
    commitments: int


FULL = Size(institutions=500, networks=60, practices=2_000, commitments=10_000)
SMALL = Size(institutions=50, networks=6, practices=200, commitments=1_000)


def pages(network_key: str) -> dict[str, str]:
    """Every list and search page that grows with networks, practices and commitments."""
    desk = "/es/mesa"
    return {
        "networks": f"{desk}/redes/",
        "one network": f"{desk}/redes/{network_key}/",
        "its members": f"{desk}/redes/{network_key}/miembros/",
        "its commitments": f"{desk}/compromisos/red/{network_key}/",
        "its commitments by words": f"{desk}/compromisos/red/{network_key}/?q=directorio",
        "my commitments": f"{desk}/compromisos/",
        "practices": f"{desk}/practicas/",
        "practices by words": f"{desk}/practicas/?q=ventanilla+documentos",
        "practices by filters": f"{desk}/practicas/?emergency=storm&need=shelter",
        "pathways": f"{desk}/rutas/",
        "exchanges": f"{desk}/intercambios/",
        "its figures": f"{desk}/informes/{network_key}/",
        "public networks": "/es/redes/",
    }


def measure(*, full: bool) -> Outcome:
    """Queries and times of every page."""
    size = FULL if full else SMALL
    figures: dict[str, Figure] = {
        "institutions": size.institutions,
        "networks": size.networks,
        "practices": size.practices,
        "commitments": size.commitments,
    }
    limits: dict[str, Figure] = {}
    with rolled_back(), override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        at = clock.now()
        institutions = _add_institutions(size.institutions)
        networks = _add_networks(size.networks, institutions)
        _add_practices(size.practices, institutions, at=at)
        _add_commitments(size.commitments, networks, institutions, at=at)
        connection.cursor().execute("ANALYZE")
        client = _signed_in(institutions[0], at=at)
        for name, address in pages(networks[0].key).items():
            figures[f"{name}: queries"] = _queries(client, address)
            measured = milliseconds(partial(client.get, address), times=40 if full else 10)
            figures[f"{name}: p95 CPU ms"] = p95(measured)
            limits[f"{name}: p95 CPU ms"] = LIMIT_P95_MS
    return Outcome("bench networks", figures, limits, within(figures, limits))


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:  # noqa: PLR2004 -- HTTP
        raise LookupError(f"{address} answered {response.status_code}")
    return len(captured)


def _add_institutions(count: int) -> list[Institution]:
    return Institution.objects.bulk_create(
        Institution(
            key=f"BENCH-I-{number}",
            name_es=f"Institución de medición {number}",
            name_en=f"Measured institution {number}",
            name_folded=f"institucion de medicion {number}",
            sort_key=f"institucion de medicion {number:05}",
            country=COUNTRIES[number % 3],
            kind="ngo",
            is_demo=True,
        )
        for number in range(count)
    )


def _add_networks(count: int, institutions: list[Institution]) -> list[Network]:
    networks = Network.objects.bulk_create(
        Network(
            key=f"BENCH-N-{number}",
            name_es=f"Red de medición {number}",
            name_en=f"Measured network {number}",
            sort_key=f"red de medicion {number:05}",
            scope="cross_border",
            countries="HN|SV",
            is_demo=True,
        )
        for number in range(count)
    )
    Member.objects.bulk_create(_seats(networks, institutions))
    return networks


def _seats(networks: list[Network], institutions: list[Institution]) -> Iterator[Member]:
    for place, network in enumerate(networks):
        for number in range(min(SEATS_OF_EACH, len(institutions))):
            seated = institutions[(place * 7 + number) % len(institutions)]
            yield Member(
                network=network,
                institution=seated,
                stated_name_es=seated.name_es,
                stated_name_en=seated.name_en,
                country=seated.country,
                role=SeatRole.MEMBER if number else SeatRole.SECRETARIAT,
            )


def _add_practices(count: int, institutions: list[Institution], *, at: datetime) -> None:
    practices = Practice.objects.bulk_create(
        Practice(
            institution=institutions[number % len(institutions)],
            title_es=_title(number),
            sort_key=f"{number:05}",
            context_es="Contexto de la práctica medida. " * 10,
            steps_es="Un paso y otro paso. " * 20,
            state=PracticeState.PUBLISHED,
            published_at=at,
            changed_at=at,
            is_demo=True,
        )
        for number in range(count)
    )
    PracticeToken.objects.bulk_create(
        PracticeToken(practice=practice, token=token)
        for practice in practices
        for token in sorted(search_tokens(practice.title_es))
    )
    PracticeTag.objects.bulk_create(
        PracticeTag(practice=practice, kind=kind, code=codes[number % len(codes)])
        for number, practice in enumerate(practices)
        for kind, codes in {
            TagKind.EMERGENCY: ("storm", "epidemic", "border_closure"),
            TagKind.NEED: ("shelter", "medical", "documents", "water"),
        }.items()
    )


def _title(number: int) -> str:
    first, second = WORDS[number % len(WORDS)], WORDS[number // 8 % len(WORDS)]
    return f"{first.capitalize()} de {SUBJECTS[number % len(SUBJECTS)]} con {second} {number}"


def _add_commitments(
    count: int, networks: list[Network], institutions: list[Institution], *, at: datetime
) -> None:
    Commitment.objects.bulk_create(
        _commitment(number, networks, institutions, at=at) for number in range(count)
    )


def _commitment(
    number: int, networks: list[Network], institutions: list[Institution], *, at: datetime
) -> Commitment:
    owner = institutions[number % len(institutions)]
    counterpart = institutions[(number + 1) % len(institutions)]
    state = list(CommitmentState)[number % 3]
    row = Commitment(
        network=networks[number % len(networks)],
        number=number + 1,
        text_es=_promise(number),
        folded=folded_words((_promise(number),)),
        owner=owner,
        confirmer_kind=ConfirmerKind.COUNTERPART,
        counterpart=counterpart,
        due_on=_due(number, on=at.date()),
        state=state,
        made_by=SYSTEM.id,
        made_at=at,
        is_demo=True,
    )
    if state != CommitmentState.OPEN:
        row.reported_by, row.reported_at = UUID(int=number + 1), at
        row.reported_by_institution = owner
    if state == CommitmentState.CONFIRMED:
        row.confirmed_by, row.confirmed_at = uuid4(), at
        row.confirmed_by_institution = counterpart
    return row


def _promise(number: int) -> str:
    return f"Compromiso medido {number}: actualizar el directorio de la ventanilla."


def _due(number: int, *, on: date) -> date:
    return on + timedelta(days=number % 120 - 60)


def _signed_in(institution: Institution, *, at: datetime) -> Client:
    user = accounts.create_person(
        username="bench-coordinator",
        institution=institution,
        role=Role.COORDINATOR,
        starts_on=at.date() - timedelta(days=1),
        acta="bench",
        by=SYSTEM,
        at=at,
    )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = "bench"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client

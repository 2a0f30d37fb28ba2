"""Who asks, and for which addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product

from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.urls.converters import UUIDConverter
from django.utils import translation

from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.cli.prove_authz.matrix import headers_of, masked
from relevo.cli.prove_authz.policy import named_patterns
from relevo.cli.prove_movements.world import AHEAD, CROSSING, ORIGIN, QUIET, World
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Service
from relevo.exchange.models import Exchange
from relevo.pathways.models import Pathway
from relevo.plumbing import clock
from relevo.web.as_of import FORMAT

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LANGUAGES = ("es", "en")
FEW_ROLES = (Role.OFFICER, Role.COORDINATOR, Role.BORDER_MONITOR)
MOST_OF_ONE = 6
"""Addresses of one pattern that are asked, where several parts can be put together."""

SITUATION = (
    *("situacion", "frontera", "mapa", "avisos", "inicio"),
    *("/emergencias/", "/alertas/", "/requisitos/"),
)
"""Parts of addresses whose pages know of instants."""

OUTSIDE = ("en=9999-12-31T23:59", "sabido=0001-01-01T00:00")
"""Instants that no other time zone can hold."""

OF_EMERGENCIES = ("emergency-", "pledge-", "checklist-")
OF_SERVICES = ("service", "entry")
LEFT_OUT = ("logout", "account_", "mfa_")


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer without its own address, tokens, times and length."""

    address: str
    status: int
    body: bytes


def witnesses(world: World) -> Iterator[Client]:
    """Who may read: there is something to leak."""
    for kind in ("gov_social", "red_cross", "municipality"):
        yield _signed_in(world.person((kind, Role.COORDINATOR)))


def subjects_of(world: World, *, full: bool) -> Iterator[tuple[str, Client]]:
    """Who may not: each kind in its roles, a second hat, and nobody in particular."""
    roles: Sequence[Role] = tuple(Role) if full else FEW_ROLES
    yield "nobody", Client()
    for kind in sorted(ENFORCEMENT_KINDS):
        chosen = roles if full or kind == "police" else roles[1:2]
        for role in chosen:
            yield f"{kind}/{role.value}", _signed_in(world.person((kind, role)))
        hats = (("red_cross", Role.COORDINATOR), (kind, Role.OFFICER))
        yield f"red_cross and {kind}", _signed_in(world.person(*hats))


def one_who_enforces(world: World) -> Client:
    """Somebody who sees what most of them see."""
    return _signed_in(world.person(("police", Role.COORDINATOR)))


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["second_factor"] = "proof"
    session["institution"] = user.memberships.order_by("pk")[0].institution.key
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def ask(client: Client, addresses: Sequence[str]) -> Iterator[Asked]:
    for address in addresses:
        response = client.get(address)
        streamed = getattr(response, "streaming_content", None)
        body = b"".join(streamed) if streamed is not None else response.content
        headers = headers_of(response).encode()
        yield Asked(address, response.status_code, masked(body, address) + masked(headers, address))


def knows_instants(address: str) -> bool:
    return any(part in address for part in SITUATION) or address in {"/es/", "/en/"}


def addresses_of(world: World, *, full: bool) -> Iterator[str]:
    """Every address that answers, with keys and ids that exist; pages of instants also of today."""
    local = world.at.astimezone(clock.LOCAL)
    instant, quiet = local.strftime(FORMAT), (local - QUIET).strftime(FORMAT)
    languages = LANGUAGES if full else LANGUAGES[:1]
    told = {
        address
        for name, pattern in named_patterns()
        for language in languages
        for address in _of(world, name, pattern, language=language)
    }
    for address in sorted(told):
        yield address
        if knows_instants(address):
            yield f"{address}?en={instant}&sabido={instant}"
            yield f"{address}?en={quiet}"
            if full:
                later = (local + timedelta(days=1)).strftime(FORMAT)
                yield f"{address}?en={later}&sabido={instant}"


def outside_of(addresses: Sequence[str]) -> Iterator[str]:
    """The same pages at instants that no calendar takes."""
    for address in addresses:
        if "?" not in address:
            yield from (f"{address}?{instant}" for instant in OUTSIDE)


def _of(world: World, name: str, pattern: URLPattern, *, language: str) -> Iterator[str]:
    if any(part in name for part in LEFT_OUT):
        return
    converters = pattern.pattern.converters
    choices = [
        _ids(world, part) if isinstance(converter, UUIDConverter) else _words(world, name, part)
        for part, converter in converters.items()
    ]
    with translation.override(language):
        for values in islice(product(*choices), MOST_OF_ONE):
            try:
                yield reverse(name, kwargs=dict(zip(converters, values, strict=True)))
            except NoReverseMatch:
                continue


def _ids(world: World, part: str) -> list[object]:
    """Ids that exist; those of what the address is about first."""
    ids = {**world.canaries.ids, **world.public_ids}
    return [ids[name] for name in sorted(ids, key=lambda name: not name.endswith(part))]


def _words(world: World, name: str, part: str) -> list[object]:
    """Keys that exist; what the address is about first, then where the movement goes."""
    if part != "key":
        return ["es", 1]
    keys: list[object] = [AHEAD, ORIGIN, CROSSING, world.network.key]
    if any(word in name for word in OF_EMERGENCIES):
        keys.insert(0, world.emergency_key)
    if any(word in name for word in OF_SERVICES):
        keys.insert(0, world.point_key)
    for rows in (Service.objects.public(), Exchange.objects.all(), Pathway.objects.all()):
        keys += rows.order_by("key").values_list("key", flat=True)[:1]
    return keys

"""The safe-house test: an invented restricted place is put in, and looked for in every byte.

Everything happens in one transaction that is rolled back. The test first shows that there is
something to leak (the place is in the database and its own institution may read it), then asks
every page, list, search, plan and export as a stranger and as each role, and searches the answers.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils import translation

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.accounts.queries import get_actor, list_memberships
from relevo.cases import access
from relevo.cases import actions as cases
from relevo.cases.enums import Urgency
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cli.outcome import Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.directory import queries as directory
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, SearchToken, Service, Term
from relevo.exchange.models import Exchange
from relevo.journeys.actions import compute_plan
from relevo.journeys.rules import PlanProfile
from relevo.kernel.actor import SYSTEM, Actor
from relevo.pathways.models import Pathway
from relevo.places.models import Area, Node
from relevo.planner import Member
from relevo.plumbing import clock
from relevo.plumbing.folding import fold, search_tokens
from relevo.wording import plain
from relevo.wording.plan import tell_plan
from relevo.wording.plan_json import to_json

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LANGUAGES = ("es", "en")
FEW, MANY = 2, 10_000
"""Areas and crossings whose pages are fetched: a few in the test run, all with ``--full``."""
ROLES = tuple(Role)


class Canary:
    """An invented safe house: no text of it may stand in any answer to a stranger."""

    def __init__(self) -> None:
        mark = secrets.token_hex(4)
        self.texts = [f"canariocasa{mark}", f"canarioaldea{mark}", f"canarionota{mark}"]

    def plant(self, *, at: datetime) -> Service:
        """Put it into the directory, in a department that has a crossing."""
        name, hamlet, note = self.texts
        owner = Institution.objects.create(
            key=f"PROOF-{name}",
            name_es="Refugio de la prueba",
            name_en="Refuge of the proof",
            name_folded="refugio de la prueba",
            sort_key="refugio",
            country="HN",
            kind="ngo",
        )
        department = Area.objects.filter(country="HN", level="department").order_by("key")[0]
        service = Service.objects.create(
            key=f"PROOF-{secrets.token_hex(4)}",
            institution=owner,
            name_es=name,
            name_en=name,
            sort_key=name,
            kind="shelter",
            country="HN",
            department=department,
            status=ServiceStatus.ACTIVE,
            visibility=Visibility.RESTRICTED,
            note_es=f"{hamlet} {note}",
            note_en=note,
            valid_from=(at - timedelta(days=1)).date(),
        )
        service.terms.set(Term.objects.filter(code="shelter"))
        SearchToken.objects.bulk_create(
            SearchToken(service=service, token=token[:60])
            for token in sorted(search_tokens(name, note))
        )
        return service

    def found_in(self, answer: bytes) -> bool:
        """Whether any of its texts stands in the answer, in any common form."""
        lowered = answer.lower()
        return any(
            form in lowered
            for text in self.texts
            for form in (text.encode(), fold(text).encode(), text[::-1].encode())
        )


def prove(*, full: bool) -> Outcome:
    """Search every answer of this instance for the invented place."""
    canary = Canary()
    at = clock.now()
    with rolled_back(), override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        service = canary.plant(at=at)
        planted = canary.found_in(service.name_es.encode())
        owner = Actor(
            id=SYSTEM.id,
            institution_id=service.institution_id,
            roles=frozenset({Role.DUTY_OFFICER}),
        )
        own = directory.get_service(service.key, viewer=owner)
        readable_by_owner = own.pk == service.pk
        hits = sum(_searches(canary, service, at=at))
        answers = [*_pages(canary, service, full=full, at=at), *_plans(service, at=at)]
        leaks = sum(canary.found_in(answer) for answer in answers)
    figures = {
        "answers searched": len(answers),
        "bytes searched": sum(len(answer) for answer in answers),
        "leaks": leaks,
        "hits of searches for its words": hits,
        "planted and readable by its own": int(planted and readable_by_owner),
    }
    limits = {"leaks": 0, "hits of searches for its words": 0}
    holds = within(figures, limits) and planted and readable_by_owner and bool(answers)
    return Outcome("prove restricted", figures, limits, holds)


def _searches(canary: Canary, service: Service, *, at: datetime) -> Iterator[int]:
    """Searches for its very words; a page would echo them, so the search itself is asked."""
    for viewer in (None, *_strangers(service)):
        for text in canary.texts:
            found = directory.search_services(text=text, on=at.date(), at=at, viewer=viewer)
            yield found.total


def _strangers(service: Service) -> Iterator[Actor]:
    """An actor of another institution in every role."""
    other = Institution.objects.exclude(pk=service.institution_id).order_by("key")[0]
    for role in Role:
        yield Actor(id=SYSTEM.id, institution_id=other.pk, roles=frozenset({role}))


def _pages(canary: Canary, service: Service, *, full: bool, at: datetime) -> Iterator[bytes]:
    """Every address that a GET answers, as a stranger and as each role of another institution."""
    addresses = sorted(set(_addresses(service, full=full)))
    clients: list[tuple[Client, list[str]]] = [(Client(), addresses)]
    other = Institution.objects.exclude(pk=service.institution_id).order_by("key")[0]
    for role in ROLES:
        user = accounts.create_person(
            username=f"proof-{role}-{canary.texts[0]}"[:40].replace("canario", ""),
            institution=other,
            role=role,
            starts_on=at.date() - timedelta(days=1),
            acta="proof",
            by=SYSTEM,
            at=at,
        )
        clients.append((_signed_in(user), [*addresses, *_within_a_case(user, service, at=at)]))
    for client, asked in clients:
        for address in asked:
            response = client.get(address)
            streamed = getattr(response, "streaming_content", None)
            yield b"".join(streamed) if streamed is not None else response.content
            yield str(response.headers).encode()


def _within_a_case(user: User, service: Service, *, at: datetime) -> list[str]:
    """The pages of a case of one's own that is to be referred to the protected house."""
    actor = get_actor(list_memberships(user, on=at.date()))
    if not access.works_on_cases(actor):
        return []
    start = Node.objects.filter(department=service.department).order_by("key")[0]
    facts = CaseFacts(
        needs=("shelter",),
        people=(Person(age_band="21-59", sex="f"),),
        nationality="HN",
        start_node=start.key,
    )
    case = cases.open_case(facts=facts, urgency=Urgency.URGENT, by=actor, at=at)
    return [
        reverse("desk:case", args=[case.pk]),
        reverse("desk:plan", args=[case.pk]),
        reverse("desk:consent", args=[case.pk, service.key]),
        f"{reverse('desk:directory')}?case={case.pk}",
    ]


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["second_factor"] = "proof"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def _addresses(service: Service, *, full: bool) -> Iterator[str]:
    """All addresses by introspection, with keys that exist: a new page is searched too."""
    areas = list(
        Area.objects.exclude(level="department").order_by("key").values_list("key", flat=True)
    )
    keys = [service.key, "SP-059", "HNSV-AMA", "NET-SUR", *areas[: MANY if full else FEW]]
    keys += Exchange.objects.order_by("key").values_list("key", flat=True)[:1]
    keys += Pathway.objects.order_by("key").values_list("key", flat=True)[:1]
    for name, parameters in _named_patterns(get_resolver()):
        for language in LANGUAGES if full else LANGUAGES[:1]:
            with translation.override(language):
                for address in _reversed(name, parameters, {"key": keys, "token": ["unknown"]}):
                    yield address
                    if name in SEARCHES:
                        yield from (address + query for query in QUERIES)


SEARCHES = frozenset({"public:services", "public:find-place", "desk:directory"})
QUERIES = ("?need=shelter", "?need=shelter&place=Nacaome", "?need=shelter&country=HN&page=2")


def _named_patterns(
    resolver: URLResolver, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _named_patterns(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and "logout" not in pattern.name:
            yield ":".join((*namespaces, pattern.name)), tuple(pattern.pattern.converters)


def _reversed(
    name: str, parameters: tuple[str, ...], chosen: dict[str, list[str]]
) -> Iterable[str]:
    if len(parameters) > 1 or (parameters and parameters[0] not in chosen):
        return []
    try:
        if not parameters:
            return [reverse(name)]
        return [reverse(name, kwargs={parameters[0]: value}) for value in chosen[parameters[0]]]
    except NoReverseMatch:
        return []


def _plans(service: Service, *, at: datetime) -> Iterator[bytes]:
    """The place may be offered as a contact; its name, place and note may not be told."""
    for node in Node.objects.filter(kind="post", country="HN").order_by("key")[:3]:
        for viewer in (None, next(_strangers(service))):
            computed = compute_plan(
                profile=PlanProfile(
                    start_node=node.key,
                    nationality="SV",
                    members=(Member(age=24, sex="f"),),
                    needs=("shelter",),
                ),
                at=at,
                known_at=at,
                viewer=viewer,
            )
            yield to_json(computed).encode()
            for language in LANGUAGES:
                yield plain.render(
                    tell_plan(computed, language=language), language=language
                ).encode()

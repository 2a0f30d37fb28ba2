"""The cells: one address, one subject, one method; asked in process, undone afterwards."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, UUIDConverter

from relevo.cli.prove_authz import samples
from relevo.cli.prove_authz.policy import Row
from relevo.cli.prove_authz.world import Subject, World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FAILED, NOT_FOUND, NOT_ALLOWED, ELSEWHERE = 500, 404, 405, 302
BEFORE_LOOKING = frozenset({ELSEWHERE, 403, 422})
"""A form that is wrong, or a role that does nothing there: said before any row is looked for."""
CODE = re.compile(r"[0-9A-Z]{12}.")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TEAM = frozenset({"owner", "team"})
HOLDERS = frozenset({"receiver", "ex_receiver", "withdrawn"})
ALLOWED: dict[str, frozenset[str]] = {
    "team": TEAM,
    "sender": TEAM,
    "parties": TEAM | HOLDERS,
    "holder": HOLDERS,
    "opener": frozenset({"breaker"}),
    "reviewer": frozenset({"supervisor"}),
    "answers": TEAM,
    "steward": frozenset({"administrator"}),
}
"""Whom a word of the policy lets in, as far as the relation to the case says it."""
BY_ATTRIBUTE: dict[str, frozenset[str]] = {
    "supervisor": frozenset({"supervisor"}),
    "breaker": frozenset({"break_glass"}),
    "answers": frozenset({"supervisor", "institution_admin"}),
}
"""Whom a word lets in by role or attribute, each to what is of their own institution."""
SEES: dict[str, frozenset[str]] = {
    "owner": frozenset(
        {
            "name",
            "contact",
            "health",
            "narrative",
            "why",
            "case_code",
            "case_id",
            "exclusion_id",
            "number",
            *(
                f"{side}_{what}"
                for side in ("receiver", "ex_receiver", "withdrawn", "excluded")
                for what in ("code", "referral_id", "receipt")
            ),
        }
    ),
    "breaker": frozenset({"contact", "health", "case_code"}),
    "supervisor": frozenset({"case_code", "why", "case_id"}),
    "administrator": frozenset({"case_code"}),
    "receiver": frozenset({"contact", "receiver_code", "receiver_referral_id"}),
    "ex_receiver": frozenset({"ex_receiver_code", "ex_receiver_referral_id"}),
    "withdrawn": frozenset({"withdrawn_code", "withdrawn_referral_id"}),
}
"""What of the invented person each relation may read, wherever they ask; others nothing."""
SEES["team"] = SEES["owner"]


@dataclass(frozen=True, slots=True)
class Cell:
    """``is_foreign``: with the ids of somebody else's row where there is an own one."""

    name: str
    subject: Subject
    method: str
    is_foreign: bool = False

    def told(self) -> str:
        foreign = " (the row of another)" if self.is_foreign else ""
        return f"{self.method} {self.name} by {self.subject.label}{foreign}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, without what differs in every answer, and how many writes it made."""

    status: int
    location: str
    body: bytes
    headers: str
    writes: int


class Asker:
    """Asks as each subject, with one session each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.sessions: dict[str, SimpleCookie] = {}
        self.nothing: dict[str, bytes] = {}

    def cookies_of(self, subject: Subject) -> SimpleCookie:
        """Signed in once, second factor shown; a new jar for each question."""
        if subject.user is None:
            return SimpleCookie()
        if subject.label not in self.sessions:
            client = Client()
            client.force_login(subject.user, backend=BACKEND)
            session = client.session
            session["second_factor"] = "proof"
            session.save()
            client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
            self.sessions[subject.label] = client.cookies
        return SimpleCookie(
            {name: morsel.value for name, morsel in self.sessions[subject.label].items()}
        )

    def ask(
        self, subject: Subject, method: str, address: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """One question, undone afterwards."""
        self.client.cookies = self.cookies_of(subject)
        given = {"data": dict(body or {})} if method == "POST" else {}
        with undone() as writes:
            call = getattr(self.client, method.lower())
            response: HttpResponse = call(address, **given)
            return Answer(
                status=response.status_code,
                location=_without(response.headers.get("Location", ""), address),
                body=masked(_content(response), address),
                headers=headers_of(response, without=("Location",)),
                writes=writes[0],
            )

    def nothing_there(self, subject: Subject) -> bytes:
        """The bytes of a page that never was, for this subject."""
        if subject.label not in self.nothing:
            address = reverse("desk:case", args=[uuid4()])
            self.nothing[subject.label] = self.ask(subject, "GET", address).body
        return self.nothing[subject.label]


def _content(response: HttpResponse) -> bytes:
    streamed = getattr(response, "streaming_content", None)
    return response.content if streamed is None else b"".join(streamed)


def headers_of(response: HttpResponseBase, *, without: Collection[str] = ()) -> str:
    """Names and values in order, but of times and lengths; of signed cookies the names."""
    told = {name: response.headers[name] for name in sorted(response.headers)}
    for name in ("Expires", "Date", "Last-Modified", "Content-Length", *without):
        told.pop(name, None)
    return f"{told} {sorted(response.cookies)}"


def _without(location: str, address: str) -> str:
    """Where one is led, without the address that was asked for."""
    path = address.partition("?")[0]
    return location.replace(quote(path, safe=""), "").replace(quote(path), "").replace(path, "")


_TOKEN = re.compile(rb'(name="(?:csrfmiddlewaretoken|op)" value=")[^"]*')
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def masked(body: bytes, address: str) -> bytes:
    """Without the tokens of forms, and without the address, which every page carries.

    Of a file that is an archive, what is in it: the archive itself says when it was made.
    """
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    path = address.partition("?")[0]
    for language in ("/es/", "/en/"):
        if path.startswith(language):
            path = path.removeprefix(language)
            break
    hidden = body.replace(path.encode(), b"") if len(path) > len("mesa/") else body
    return _TOKEN.sub(rb"\1", hidden)


@contextmanager
def undone() -> Iterator[list[int]]:
    """Undo all that is written within; how many writes there were.

    Recording an access insists on a transaction of its own: as in ``cli.scratch``, the block says
    that nothing in it is meant to last.
    """
    writes = [0]

    def count(execute: Any, sql: str, params: object, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 -- Django's signature
        is_write = sql.lstrip("( ").upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if is_write and '"audit_' not in sql:  # that something was refused may be written there
            writes[0] += 1
        return execute(sql, params, many, context)

    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 -- as in scratch
    with block, connection.execute_wrapper(count):
        yield writes
        transaction.set_rollback(True)


def arguments_of(
    pattern: URLPattern, cell: Cell, world: World, *, is_unknown: bool = False
) -> dict[str, object]:
    """What stands in the address: rows of the invented person where it asks for such a one.

    ``is_unknown``: ids of rows that never were.
    """
    found: dict[str, object] = {}
    for name, converter in pattern.pattern.converters.items():
        if is_unknown and isinstance(converter, UUIDConverter):
            found[name] = uuid4()
        elif name == "referral_id":
            found[name] = _referral_of(cell, world)
        elif name in world.ids:
            found[name] = world.ids[name]
        elif isinstance(converter, UUIDConverter):
            found[name] = UUID(int=7)
        elif isinstance(converter, IntConverter):
            found[name] = 1
        else:
            found[name] = samples.word_for(cell.name, name)
    return found


def _referral_of(cell: Cell, world: World) -> UUID:
    """One's own, or with ``is_foreign`` the one of another."""
    own = cell.subject.side if cell.subject.side in world.referrals else "receiver"
    if not cell.is_foreign:
        return world.referrals[own]
    return world.referrals["receiver" if own != "receiver" else "ex_receiver"]


def body_of(cell: Cell, world: World) -> dict[str, Any]:
    """A body that would be right, where one is known; it is sent by who may and who may not."""
    told = samples.BODIES.get(cell.name, {})
    return {name: world.ids.get(value, value) for name, value in told.items()}


def is_allowed(word: str, cell: Cell) -> bool:
    """Whether the policy lets this subject in."""
    subject = cell.subject
    if cell.is_foreign and word in {"parties", "holder"} and subject.relation in HOLDERS:
        return False
    if subject.relation in ALLOWED.get(word, frozenset()):
        return True
    held = set(subject.role.split("+"))
    return bool(held & BY_ATTRIBUTE.get(word, frozenset()))


def problems_of(
    cell: Cell, row: Row, answer: Answer, *, asker: Asker, of_nothing: Callable[[], Answer]
) -> Iterator[str]:
    """Every way in which an answer is not what the policy says.

    ``of_nothing`` asks the same for rows that never were.
    """
    if answer.status >= FAILED:
        yield f"answered {answer.status}"
    yield from _leaks(cell, answer, world=asker.world)
    word = {"GET": row.get, "HEAD": row.get, "POST": row.post}.get(cell.method, row.other)
    if word == "open":
        return
    if cell.subject.user is None and cell.name.startswith("desk:"):
        if answer.status != ELSEWHERE or "/entrar/" not in answer.location:
            yield f"a visitor got {answer.status}, not the way to sign in"
        if answer.writes:
            yield f"a visitor wrote {answer.writes} times"
        return
    if word == "-":
        if answer.status != NOT_ALLOWED or answer.writes:
            yield f"answered {answer.status} to a method that is nobody's"
    elif word not in {"desk", "lists"} and not is_allowed(word, cell):
        yield from _not_there(cell, answer, asker=asker, of_nothing=of_nothing)


def _not_there(
    cell: Cell, answer: Answer, *, asker: Asker, of_nothing: Callable[[], Answer]
) -> Iterator[str]:
    if answer.status in BEFORE_LOOKING:
        never = of_nothing()
        if _told(answer) != _told(never):
            yield f"answered {answer.status}, and otherwise than for what never was"
    elif answer.status != NOT_FOUND:
        yield f"answered {answer.status} where nothing is"
    elif cell.method != "HEAD" and answer.body != asker.nothing_there(cell.subject):
        yield "the page is not the one of what never was"
    if answer.writes:
        yield f"wrote {answer.writes} times though refused"


def _told(answer: Answer) -> tuple[int, str, bytes]:
    return answer.status, _ID.sub("", answer.location), answer.body


def _leaks(cell: Cell, answer: Answer, *, world: World) -> Iterator[str]:
    hidden = set(world.canaries) - SEES.get(cell.subject.relation, frozenset())
    typed = set(body_of(cell, world).values()) if cell.method == "POST" else set()
    said = answer.body + answer.headers.encode() + answer.location.encode()
    for name in sorted(hidden):
        text = world.canaries[name]
        is_own = text in typed or (text in answer.location and cell.method != "GET")
        if not is_own and any(form in said for form in forms_of(text)):
            yield f"leaked {name}"


def forms_of(text: str) -> Iterator[bytes]:
    """A text as it could stand in an answer."""
    yield text.encode()
    if CODE.fullmatch(text):  # in groups, as it is read out
        yield "-".join([text[0:4], text[4:8], text[8:12], text[12:]]).encode()

"""A browser as far as the proof needs one: it reads forms as they are shown, and fills them in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import uuid4

TIMEOUT = 30


@dataclass(slots=True)
class Field:
    """One field of a form, with what it offers."""

    name: str
    kind: str
    value: str = ""
    is_checked: bool = False
    options: list[str] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Form:
    """A form of a page."""

    action: str
    method: str
    is_multipart: bool
    fields: list[Field] = field(default_factory=list)

    @property
    def signature(self) -> tuple[str, ...]:
        """What makes it the same form on another page of its kind."""
        path = re.sub(r"[0-9a-f-]{36}", "ID", urlsplit(self.action).path)
        return (path, *sorted({one.name for one in self.fields}))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(urljoin(self.address, told["href"]))
        elif tag == "form":
            self.forms.append(
                Form(
                    action=urljoin(self.address, told.get("action") or self.address),
                    method=told.get("method", "get").lower(),
                    is_multipart="multipart" in told.get("enctype", ""),
                )
            )
        elif self.forms and told.get("name"):
            self._field(tag, told)
        elif tag == "option" and self._select is not None and told.get("value"):
            self._select.options.append(told["value"])

    def _field(self, tag: str, told: dict[str, str]) -> None:
        if tag not in {"input", "textarea", "select", "button"}:
            return
        kind = told.get("type", "submit" if tag == "button" else "text")
        one = Field(
            name=told["name"],
            kind=tag if tag in {"textarea", "select"} else kind.lower(),
            value=told.get("value", ""),
            is_checked="checked" in told,
            limits=told,
        )
        self.forms[-1].fields.append(one)
        self._select = one if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: where it came from in the end, its forms and links."""

    address: str
    status: int
    text: str
    forms: list[Form]
    links: list[str]


class Browser:
    """One person's browser, with the cookies of its own."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> Page:
        return self._ask(Request(urljoin(self.root, address)))  # noqa: S310 -- our own server

    def send(self, form: Form, values: list[tuple[str, Any]], *, page: Page) -> Page:
        """Send a form as a browser does, from the page on which it stands."""
        kind, body = _body(form, values)
        headers = {"Content-Type": kind, "Referer": page.address}
        return self._ask(Request(form.action, data=body, headers=headers))  # noqa: S310

    def _ask(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return _page(answer.url, answer.status, answer.read())
        except HTTPError as refused:
            with refused:
                return _page(refused.url, refused.code, refused.read())


def _page(address: str, status: int, content: bytes) -> Page:
    text = content.decode("utf-8", errors="replace")
    reader = _Reader(address)
    reader.feed(text)
    return Page(address, status, text, reader.forms, reader.links)


def _body(form: Form, values: list[tuple[str, Any]]) -> tuple[str, bytes]:
    if not form.is_multipart:
        return "application/x-www-form-urlencoded", urlencode(values).encode()
    edge = uuid4().hex
    parts = []
    for name, value in values:
        if isinstance(value, bytes):
            head = f'name="{name}"; filename="{name}.png"\r\nContent-Type: image/png'
            content = value
        else:
            head, content = f'name="{name}"', str(value).encode()
        lead = f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
        parts.append(lead.encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()

"""What may be done with something now, each move with its form, as its page offers it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django import forms
from django.utils.functional import Promise


class Verb(Protocol):
    """A move as far as every page offers it."""

    @property
    def button(self) -> Promise: ...

    @property
    def kind(self) -> str: ...


V = TypeVar("V", bound=Verb)


@dataclass(frozen=True, slots=True)
class Offered:
    """A move with its form, as the page shows it."""

    verb: str
    button: Promise
    kind: str
    form: forms.Form
    is_open: bool


def offered(
    verbs: Mapping[str, V],
    *,
    may: Collection[str],
    bound: Mapping[str, forms.Form],
    form: Callable[[V], forms.Form],
) -> list[Offered]:
    """The moves that may be made now, in their order; ``bound``: what was sent and refused."""
    return [
        Offered(
            verb=name,
            button=verb.button,
            kind=verb.kind,
            form=bound.get(name) or form(verb),
            is_open=name in bound or verb.kind == "primary",
        )
        for name, verb in verbs.items()
        if name in may or name in bound
    ]

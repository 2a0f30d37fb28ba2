"""Who may ask for what: ``policy.csv``, one row for every address, compared with the resolver."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).parent / "policy.csv"
WORDS = frozenset(
    {
        "-",
        "open",
        "desk",
        "lists",
        "team",
        "sender",
        "steward",
        "parties",
        "holder",
        "supervisor",
        "breaker",
        "answers",
        "readers",
        "opener",
        "reviewer",
    }
)
"""See ``docs/reference/permissions.md``. ``-``: the method is not allowed to anybody."""

FAR_FROM_CASES = frozenset({"-", "open", "desk"})
"""Words of addresses where nothing of a case is expected; a sample asks there by any method."""


class PolicyIncomplete(Exception):
    """The table and the addresses differ; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Row:
    """Who may get and who may post at one address, and who may ask in any other way."""

    pattern: str
    get: str
    post: str
    other: str

    @property
    def is_near_cases(self) -> bool:
        return not {self.get, self.post} <= FAR_FROM_CASES


def read_policy() -> dict[str, Row]:
    """The table by name of address; PolicyIncomplete when a row says nothing."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [Row(**row) for row in csv.DictReader(lines)]
    for row in rows:
        for word in (row.get, row.post, row.other):
            if word not in WORDS:
                raise PolicyIncomplete(f"policy.csv: {row.pattern}: {word!r} is not one of {WORDS}")
    return {row.pattern: row for row in rows}


def named_patterns(
    resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the instance, by its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from named_patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or "")), entry


def check_complete(policy: dict[str, Row]) -> None:
    """PolicyIncomplete with the very lines to add or to take away."""
    found = {name for name, _pattern in named_patterns()}
    missing, gone = sorted(found - set(policy)), sorted(set(policy) - found)
    if not missing and not gone:
        return
    told = ["src/relevo/cli/prove_authz/policy.csv and the addresses differ."]
    if missing:
        told.append("Add one row each (pattern,get,post,other), such as:")
        told += [f"  {name},{_suggested(name)}" for name in missing]
        told.append(f"with who may ask: one of {', '.join(sorted(WORDS))}.")
    told += [f"Take away: {name}" for name in gone]
    raise PolicyIncomplete("\n".join(told))


def _suggested(name: str) -> str:
    return "team,team,-" if name.startswith("desk:") else "open,open,open"

"""Planner values as coded text and back: the same value, the same bytes."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


PLAIN = frozenset({str, int, bool, float})


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))


def encoded(value: object) -> Any:  # noqa: ANN401 - JSON is what it is
    """Plain JSON values; sets sorted, empty parts kept."""
    if value is None or type(value) in PLAIN:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: encoded(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(encoded(item) for item in value)
    if isinstance(value, tuple):
        return [encoded(item) for item in value]
    return value


def canonical(value: object) -> str:
    """One line of text that is the same for equal values."""
    return json.dumps(encoded(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decoded(kind: type[Value], value: Any) -> Value:  # noqa: ANN401 - JSON is what it is
    """The value of a planner type that ``encoded`` wrote."""
    hint: Any = kind
    read: Value = _reader(hint)(value)
    return read


@lru_cache(maxsize=256)
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a type hint is what it is
    """What reads a value of this type: put together once, since a plan has thousands of values."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        (only,) = (part for part in inner if part is not NoneType)
        read = _reader(only)
        return lambda value: None if value is None else read(value)
    if origin in {frozenset, tuple}:
        read = _reader(inner[0])
        return lambda value: origin(map(read, value))
    if isinstance(kind, type) and is_dataclass(kind):
        parts = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
        return lambda value: kind(**{name: parts[name](item) for name, item in value.items()})
    read_plain: Callable[[Any], Any] = kind
    return read_plain

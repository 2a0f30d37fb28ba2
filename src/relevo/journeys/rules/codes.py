"""Planner values as coded text and back: the same value, the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def encoded(value: object) -> Any:  # noqa: ANN401 - JSON is what it is
    """Plain JSON values; sets sorted, empty parts kept."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: encoded(getattr(value, part.name)) for part in fields(value)}
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


@lru_cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def decoded(kind: type[Value], value: Any) -> Value:  # noqa: ANN401 - JSON is what it is
    """The value of a planner type that ``encoded`` wrote."""
    read: Value = _decoded(kind, value)
    return read


def _decoded(kind: Any, value: Any) -> Any:  # noqa: ANN401 - JSON is what it is
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        (only,) = (part for part in inner if part is not NoneType)
        return None if value is None else _decoded(only, value)
    if origin is frozenset:
        return frozenset(_decoded(inner[0], item) for item in value)
    if origin is tuple:
        return tuple(_decoded(inner[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _decoded(hints[name], item) for name, item in value.items()})
    return kind(value)

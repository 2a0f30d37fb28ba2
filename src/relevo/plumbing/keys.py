"""Which key holder this process asks: its own, or the one behind a socket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from relevo.keyholder.client import RemoteHolder, is_listening
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import Caller, KeyHolder
from relevo.keyholder.places import Places
from relevo.keyholder.rations import Rations

_CALLER: ContextVar[Callable[[], Caller] | None] = ContextVar("relevo_key_caller", default=None)


class HolderKind(StrEnum):
    """LOCAL: the keys lie in every process of the instance, fit for a demonstration only."""

    LOCAL = "local"
    SOCKET = "socket"


def places() -> Places:
    """Where the keys of this instance lie."""
    return Places(Path(settings.RELEVO_KEY_FILE))


def socket_path() -> Path | None:
    """The holder's socket; None where this process holds the keys itself.

    A command beside a served instance finds the holder where ``serve`` puts it. After a ceremony
    there is no root key to read: then the holder's is the only way.
    """
    if settings.RELEVO_KEY_SOCKET:
        return Path(settings.RELEVO_KEY_SOCKET)
    found = places()
    return found.socket if found.ceremony.exists() or is_listening(found.socket) else None


def holder_kind() -> HolderKind:
    return HolderKind.LOCAL if socket_path() is None else HolderKind.SOCKET


def holder() -> KeyHolder:
    """The holder of this instance."""
    path = socket_path()
    if path is not None:
        return _remote(path)
    return _local(
        Path(settings.RELEVO_KEY_FILE), settings.RELEVO_KEYS_DURABLE, settings.RELEVO_KEY_RATION
    )


@contextmanager
def calling(name: Callable[[], str], purpose: Callable[[], str] = str) -> Iterator[None]:
    """For whom keys are asked meanwhile, and what for: codes. Without it, for the instance.

    Both are asked when a key is: who looks at a page is known only once it is being made.
    """
    token = _CALLER.set(lambda: Caller(name(), purpose()))
    try:
        yield
    finally:
        _CALLER.reset(token)


def caller() -> Caller:
    found = _CALLER.get()
    return Caller() if found is None else found()


@lru_cache(maxsize=16)
def _local(root_file: Path, durable: bool, ration: int) -> Holder:  # noqa: FBT001 -- a cache's key
    # In one's own process a ration guards nothing: it is counted only where somebody asks for it.
    return Holder(Places(root_file), durable=durable, rations=Rations(each=ration or None))


@lru_cache(maxsize=16)
def _remote(path: Path) -> RemoteHolder:
    return RemoteHolder(path)

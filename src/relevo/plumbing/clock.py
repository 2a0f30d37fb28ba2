"""The one clock. Surfaces, tasks and commands read it; everything below takes the time as argument.

A demo instance has a domain clock that was set to an instant of its story and ticks from there.
Sign-in, CSRF and tokens use real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone

from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.plumbing.models import ClockSetting, Instance, InstanceKind

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))

_STOPPED: ContextVar[datetime | None] = ContextVar("relevo_clock_stopped", default=None)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Domain time stands still meanwhile: for proofs, which compare answers byte by byte."""
    token = _STOPPED.set(at.astimezone(LOCAL))
    try:
        yield
    finally:
        _STOPPED.reset(token)


def real_now() -> datetime:
    return datetime.now(tz=UTC)


def instance_kind() -> str | None:
    """``demo``, ``real``, or None before the first start wrote it."""
    return Instance.objects.values_list("kind", flat=True).first()


def is_demo() -> bool:
    return instance_kind() == InstanceKind.DEMO


def now() -> datetime:
    """Domain time: the demo's clock on a demo instance, real time elsewhere.

    Told in the time of the three countries, so that its date is the day people live in.
    """
    stands = _STOPPED.get()
    if stands is not None:
        return stands
    real = real_now()
    setting = ClockSetting.objects.first() if is_demo() else None
    instant = real if setting is None else setting.domain_at + (real - setting.real_at)
    return instant.astimezone(LOCAL)


def start_instance(kind: InstanceKind, *, real_at: datetime, domain_at: datetime | None) -> None:
    """Write what this instance is; once. A demo also gets its story's first instant."""
    Instance(kind=kind, started_at=real_at).save()
    if kind == InstanceKind.DEMO and domain_at is not None:
        set_demo_clock(domain_at, real_at=real_at)


def set_demo_clock(domain_at: datetime, *, real_at: datetime) -> None:
    """Move a demo's clock to another scene; a real instance has no such clock."""
    if not is_demo():
        raise ValueError("only a demo instance has a clock that can be set")
    ClockSetting.objects.create(real_at=real_at, domain_at=domain_at)

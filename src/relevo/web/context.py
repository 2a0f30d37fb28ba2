"""What every page knows: the domain's time, whether this is a demo, whether anyone tends it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from relevo.borders.models import StatusReport
from relevo.directory.models import Verification
from relevo.plumbing import clock
from relevo.plumbing.keys import HolderKind, holder_kind
from relevo.plumbing.models import ClockSetting, Instance


def common(request: HttpRequest) -> dict[str, object]:
    """Context of every template. Lazy: a page that shows none of it asks nothing."""
    now = clock.now()
    return {
        "now": now,
        "demo": now if clock.is_demo() else False,
        "unattended": SimpleLazyObject(lambda: unattended_since(now) or ""),
        "signed_in": signed_in(request),
    }


def unattended_since(at: datetime) -> datetime | None:
    """When a person last told this instance anything, if that is 30 days ago or more.

    Committed facts do not count: they only say that somebody once installed it.
    """
    told = [
        StatusReport.objects.filter(reporter_id__isnull=False, known_from__lte=at)
        .order_by("-known_from", "key")
        .values_list("known_from", flat=True)
        .first(),
        Verification.objects.filter(by_institution__isnull=False, at__lte=at)
        .order_by("-at", "-id")
        .values_list("at", flat=True)
        .first(),
        _started_at(),
    ]
    last = max((moment for moment in told if moment is not None), default=None)
    if last is None or at - last < timedelta(days=settings.RELEVO_UNATTENDED_AFTER_DAYS):
        return None
    return last


def _started_at() -> datetime | None:
    first = ClockSetting.objects.order_by("id").values_list("domain_at", flat=True).first()
    return first or Instance.objects.values_list("started_at", flat=True).first()


def signed_in(request: HttpRequest) -> dict[str, object] | None:
    """Role and institution of who sits at the desk; the wall has set the membership."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return None
    return {
        "role": membership.role,
        "membership": membership,
        "has_local_keys": holder_kind() == HolderKind.LOCAL,
    }

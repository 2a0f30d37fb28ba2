"""Failed sign-ins are counted so that guessing gets slow, and soon forgotten.

What is kept for it says nothing to who reads the table: name and address are keyed digests, and
what was typed is not kept at all (people type their password where the name belongs).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

COUNTED_FOR = timedelta(minutes=30)
_SALT = "relevo.plumbing.attempts"
_LOCAL_NETWORK = b"\xfd"
"""First byte of addresses that exist on no network between networks."""


def _digest(text: str) -> bytes:
    return salted_hmac(_SALT, text, algorithm="sha256").digest()


def coded_name(_request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """The name somebody tried, as a digest that only this instance can make again."""
    return _digest(f"name {(credentials or {}).get('username')}").hex()


def coded_address(request: HttpRequest) -> str:
    """The address it came from, as a digest in the shape of an address: the column takes no other.

    Behind a proxy all come from the proxy; then the name alone tells attempts apart.
    """
    digest = _digest(f"address {request.META.get('REMOTE_ADDR', '')}")
    return str(IPv6Address(_LOCAL_NETWORK + digest[:15]))


class CountedOnly(AxesDatabaseHandler):  # type: ignore[misc]  # axes is not typed
    """Counts in the database, for all web processes, without what came with the attempt."""

    def user_login_failed(
        self,
        sender: object,
        credentials: Mapping[str, str],
        request: HttpRequest,
        **kwargs: object,
    ) -> None:
        """Let axes count while the request shows nothing of what it holds."""
        got, posted = request.GET, request.POST
        request.GET = request.POST = QueryDict()
        for name in ("axes_user_agent", "axes_http_accept", "axes_path_info"):
            setattr(request, name, "")
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = got, posted


def forget_attempts(*, at: datetime) -> None:
    """Delete what is no longer counted. Real time; a worker calls it again and again."""
    old = AccessAttempt.objects.filter(attempt_time__lte=at - COUNTED_FOR)
    if old.exists():
        old.delete()

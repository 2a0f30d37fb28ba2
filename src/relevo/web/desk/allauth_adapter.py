"""What allauth may do here: accounts are made by administrators, never by whoever comes by."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Nobody signs up: an institution's administrator hands out one-time links."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

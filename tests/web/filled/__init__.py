"""How each form is filled in rightly, one module for each noun; ``test_bad_input`` starts there.

A module has ``FORMS`` (form class to a function that gives a ``Filled``), and may have ``BOUND``
(form class to a function that gives what the form is made with, beside its data) and
``MORE_FIELDS`` (form class to wrong values of what its page reads beside the form).
"""

import importlib
import pkgutil
from dataclasses import dataclass

from django.test import Client
from tests.factories.pages import signed_in

from relevo.accounts.models import User


@dataclass(frozen=True)
class Filled:
    """A form as somebody fills it in who does nothing wrong."""

    client: Client
    address: str
    values: dict


def signed_in_as(username):
    return signed_in(User.objects.get(username=username))


def more_of(name):
    """The tables of this name of all modules, as one."""
    found = {}
    for module in pkgutil.iter_modules(__path__, "tests.web.filled."):
        found |= getattr(importlib.import_module(module.name), name, {})
    return found

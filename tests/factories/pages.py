"""Reading pages as people do: their words, without the markup around them."""

import html
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, pgettext

from relevo.accounts.models import User

FREE = "All help is free. Nobody may ask you for money, work or sex in exchange for it."
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def visitor(instance):
    """Somebody with a browser and nothing else."""
    return Client()


@pytest.fixture
def desk(instance):
    """Sign in as one of the story's invented persons: ``desk("demo-copan")``."""

    def sign_in(username):
        return signed_in(User.objects.get(username=username))

    return sign_in


def signed_in(user, **session):
    """A browser in which somebody has signed in and shown the second factor."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    held = client.session
    for name, value in {"second_factor": "test", **session}.items():
        held[name] = value
    held.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = held.session_key  # the cookie is the session
    return client


def words(response):
    """The text of a page, one space between words."""
    source = response.content.decode()
    source = re.sub(r"<(head|script|style)\b.*?</\1>", " ", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", source)).split())


def main_words(response):
    """The text of what the page is about, without header and footer."""
    source = response.content.decode()
    found = re.search(r"<main\b.*</main>", source, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found[0])).split())


def said(message, *, language="es", context=None, **values):
    """What the interface says in a language, so that a better translation breaks no test."""
    with translation.override(language):
        found = pgettext(context, message) if context else gettext(message)
    return (found % values) if values else found


@pytest.fixture
def count_queries():
    """How many queries something takes: ``count_queries(lambda: client.get(...))``."""

    def count(call):
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count

"""Every address is public on purpose or behind the wall; a new one is neither until named."""

import itertools
import re
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

PUBLIC_NAMESPACE = "public"
WALLED_NAMESPACE = "desk"
SIGN_IN_NAMESPACE = "accounts"
LINK_NAMESPACES = {"link", "answer", "voice"}
# Without a namespace: for machines, the doors, and the sign-in pages of the account library.
OPEN_NAMES = {"healthz", "service-worker", "root", "door", "desk", "gallery"}
LIBRARY_NAMES = re.compile(r"^(account|mfa|socialaccount|usersessions)_[a-z0-9_]+$")
SAMPLES = {
    "int": 1,
    "path": "x",
    "slug": "x",
    "str": "x",
    "uuid": UUID(int=1),
}


def patterns(resolver=None, namespaces=()):
    """Every pattern with its namespaces."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from patterns(entry, inside)
        else:
            yield namespaces, entry


def address(namespaces, pattern):
    converters = {type(converter): name for name, converter in get_converters().items()}
    given = {
        name: SAMPLES[converters[type(converter)]]
        for name, converter in pattern.pattern.converters.items()
    }
    return reverse(":".join([*namespaces, pattern.name]), kwargs=given)


def in_namespace(name):
    return [(namespaces, pattern) for namespaces, pattern in patterns() if name in namespaces]


def test_every_address_is_named():
    assert [str(pattern.pattern) for _, pattern in patterns() if not pattern.name] == []


def test_every_address_is_public_on_purpose_or_walled():
    assert [
        ":".join([*namespaces, pattern.name])
        for namespaces, pattern in patterns()
        if not {PUBLIC_NAMESPACE, WALLED_NAMESPACE, SIGN_IN_NAMESPACE, *LINK_NAMESPACES}
        & set(namespaces)
        and not (
            not namespaces and (pattern.name in OPEN_NAMES or LIBRARY_NAMES.match(pattern.name))
        )
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_is_led_from_every_desk_page_to_sign_in(client, method):
    walled = in_namespace(WALLED_NAMESPACE)
    assert walled != []
    door = reverse("accounts:start")
    let_in = {}
    for namespaces, pattern in walled:
        target = address(namespaces, pattern)
        response = getattr(client, method)(target)
        if response.status_code != 302 or not response["Location"].startswith(door):
            let_in[target] = response.status_code
        assert response["Cache-Control"] == "no-store"
    assert let_in == {}


@pytest.mark.django_db
def test_public_pages_set_no_cookie(client):
    public = in_namespace(PUBLIC_NAMESPACE)
    assert public != []
    for namespaces, pattern in public:
        response = client.get(address(namespaces, pattern))
        assert dict(response.cookies) == {}, pattern.name
        assert response.status_code < 500


@pytest.mark.django_db
def test_pages_behind_a_link_set_no_cookie_are_kept_nowhere_and_tell_no_other_page(client):
    behind = [found for name in sorted(LINK_NAMESPACES) for found in in_namespace(name)]
    assert behind != []
    for namespaces, pattern in behind:
        for method in (client.get, client.post):
            response = method(address(namespaces, pattern))
            assert dict(response.cookies) == {}, pattern.name
            assert (response["Cache-Control"], response["Referrer-Policy"]) == (
                "no-store",
                "no-referrer",
            )
        if pattern.name != "calendar":
            assert b'name="robots" content="noindex' in response.content


def test_walk_sees_patterns_at_every_depth():
    depths = {len(namespaces) for namespaces, _ in patterns()}
    kinds = {type(pattern) for _, pattern in itertools.islice(patterns(), 5)}
    assert (depths, kinds) == ({0, 1}, {URLPattern})

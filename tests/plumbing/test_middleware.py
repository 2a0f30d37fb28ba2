import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from relevo.plumbing.middleware import incident_number, incident_of, security_headers


def answer(*, namespaces, caching="max-age=60", path="/"):
    def view(request):
        if namespaces is not None:
            request.resolver_match = ResolverMatch(view, (), {}, namespaces=namespaces)
        return HttpResponse("ok", headers={"Cache-Control": caching} if caching else {})

    return security_headers(view)(RequestFactory().get(path))


def test_every_answer_is_hardened():
    headers = dict(answer(namespaces=["public"]).headers)
    policy = headers.pop("Permissions-Policy").split(", ")
    assert headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "max-age=60",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    assert {"geolocation=()", "camera=()", "microphone=()"} <= set(policy)
    assert all(feature.endswith("=()") for feature in policy)


@pytest.mark.parametrize("namespaces", [None, [], ["desk"], ["accounts"]])
def test_page_with_a_form_tells_its_own_server_where_it_was_sent_from(namespaces):
    # With no-referrer browsers send "Origin: null", and every form would be refused.
    assert answer(namespaces=namespaces)["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("caching", ["public, max-age=600", None])
@pytest.mark.parametrize("namespaces", [None, [], ["desk"], ["accounts"], ["link"]])
def test_only_a_public_page_may_be_kept(namespaces, caching):
    assert answer(namespaces=namespaces, caching=caching)["Cache-Control"] == "no-store"


def test_public_page_decides_for_itself():
    assert answer(namespaces=["public"])["Cache-Control"] == "max-age=60"
    assert "Cache-Control" not in answer(namespaces=["public"], caching=None).headers


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/static/relevo.0c0ffee.css", "max-age=60"),
        ("/es/static/", "no-store"),
        ("/staticfake", "no-store"),
    ],
)
def test_static_file_is_kept_as_its_server_says(path, caching):
    assert answer(namespaces=None, path=path)["Cache-Control"] == caching


def test_each_request_has_a_number_of_its_own():
    seen = []

    def view(request):
        seen.append(incident_of(request))
        return HttpResponse()

    middleware = incident_number(view)
    for _ in range(2):
        middleware(RequestFactory().get("/"))
    assert len(set(seen)) == 2
    assert all(len(number) == 8 and int(number, 16) >= 0 for number in seen)


@pytest.mark.parametrize("request_", [None, "not a request", RequestFactory().get("/")])
def test_what_has_no_number_has_an_empty_one(request_):
    assert incident_of(request_) == ""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from relevo.web.public.responses import public_page


def answer(view, verb="get"):
    return public_page(view)(getattr(RequestFactory(), verb)("/es/"))


def greet(request):
    return HttpResponse("Hola")


@pytest.mark.parametrize("verb", ["get", "head"])
def test_page_may_be_kept_but_is_asked_for_again(verb):
    response = answer(greet, verb)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, no-cache, max-age=0"


def test_page_that_is_missing_is_asked_for_again_too():
    def view(request):
        raise Http404

    response = answer(view)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "public, no-cache, max-age=0"


def test_page_is_not_written_to():
    assert answer(greet, "post").status_code == 405

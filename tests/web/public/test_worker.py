from django.contrib.staticfiles import finders

from relevo.web.public.worker import LANGUAGES, PRECACHED_FILES


def test_worker_keeps_public_pages_and_nothing_behind_the_sign_in(visitor):
    response = visitor.get("/sw.js")
    source = response.content.decode()
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] in {"no-cache", "no-store"}
    assert response.cookies == {}
    for language in LANGUAGES:
        for kept in ("", "sin-conexion/"):
            assert f'"/{language}/{kept}"' in source
        for private in ("mesa/", "entrar/", "cuenta/"):
            assert f'"/{language}/{private}"' in source


def test_every_file_that_it_keeps_is_there():
    assert [name for name in PRECACHED_FILES if finders.find(name) is None] == []


def test_worker_is_only_read(visitor):
    assert visitor.post("/sw.js").status_code == 405

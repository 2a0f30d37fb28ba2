import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from relevo.plumbing.failures import PLAIN, server_error


def failed(incident="00c0ffee") -> HttpRequest:
    request = RequestFactory().get("/")
    request.META["relevo.incident"] = incident
    return request


def use_templates(settings, folder):
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder]}
    ]


def test_failure_page_shows_the_number(settings, tmp_path):
    (tmp_path / "500.html").write_text("<p>Número {{ reference }}</p>", encoding="utf-8")
    use_templates(settings, tmp_path)
    response = server_error(failed())
    assert (response.status_code, response.content.decode()) == (500, "<p>Número 00c0ffee</p>")


def test_failure_page_that_is_missing_or_broken_is_told_in_plain_text(settings, tmp_path):
    use_templates(settings, tmp_path)
    missing = server_error(failed())
    (tmp_path / "500.html").write_text("{% nothing %}", encoding="utf-8")
    broken = server_error(failed())
    for response in (missing, broken):
        assert (response.status_code, response["Content-Type"], response.content.decode()) == (
            500,
            "text/plain; charset=utf-8",
            PLAIN.format(incident="00c0ffee"),
        )


@pytest.mark.django_db
def test_page_of_the_project_renders_with_the_number():
    response = server_error(failed())
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "00c0ffee" in response.content.decode()


def test_number_is_told_without_a_database(django_db_blocker):
    """Touching the database fails here, as it does when it is down."""
    with django_db_blocker.block():
        response = server_error(failed())
    assert response.content.decode() == PLAIN.format(incident="00c0ffee")

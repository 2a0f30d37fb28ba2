"""The guards around every test: each must be able to fail."""

import socket

import pytest
from django.template import Context, Template, engines
from tests.conftest import OUR_TEMPLATES, NetworkClosed, UndefinedVariable

from relevo.places.models import Area


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "10.0.0.1"])
def test_no_test_leaves_this_machine(host):
    with socket.socket() as connection:
        for connect in (connection.connect, connection.connect_ex):
            with pytest.raises(NetworkClosed):
                connect((host, 80))


def test_tests_may_talk_to_this_machine():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert client.connect_ex(("localhost", server.getsockname()[1])) == 0


def template(source, *, name):
    return Template(
        source,
        origin=type("Origin", (), {"name": str(name), "template_name": "x"})(),
        engine=engines["django"].engine,
    )


def test_undefined_variable_of_our_templates_fails():
    page = template("Hola {{ nombre }}", name=OUR_TEMPLATES / "web" / "templates" / "x.html")
    assert page.render(Context({"nombre": "Ana"})) == "Hola Ana"
    with pytest.raises(UndefinedVariable, match=r"x\.html: nombre"):
        page.render(Context({}))


def test_undefined_variable_of_other_templates_is_their_business():
    assert template("Hola {{ nombre }}", name="/elsewhere/x.html").render(Context({})) == "Hola "


@pytest.mark.django_db
def test_unordered_rows_are_asked_for_in_random_order():
    asked = Area.objects.filter(name="x")
    assert "RAND" not in str(asked.query).upper()
    assert "RAND" in str(asked.order_by().query).upper()
    assert "RAND" not in str(asked.order_by().distinct().query).upper()

"""What commands say on an instance on which nothing was loaded."""

import pytest
from tests.factories.shell import shell

pytestmark = pytest.mark.django_db


def test_plans_are_not_measured_before_there_is_a_region(capsys):
    ended = shell(capsys, "--lang", "en", "bench", "plan")
    assert (ended.code, ended.out) == (2, "")
    assert "./relevo setup" in ended.err


@pytest.mark.parametrize("command", ["crossings", "services"])
def test_lists_are_empty(capsys, command):
    ended = shell(capsys, command, "--json")
    assert (ended.code, ended.out, ended.err) == (0, "[]\n", "")

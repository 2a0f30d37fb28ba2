import json

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.cli import prove_restricted
from relevo.cli.prove import PROOFS
from relevo.directory.models import Service

pytestmark = pytest.mark.usefixtures("instance")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(prove_restricted, "FEW", 1)
    monkeypatch.setattr(prove_restricted, "LANGUAGES", ("es",))
    monkeypatch.setattr(prove_restricted, "ROLES", (Role.OFFICER, Role.PLATFORM_ADMIN))


@pytest.mark.slow  # ./test proves the same, apart
def test_safe_house_is_in_no_answer_and_nothing_of_the_proof_stays(capsys):
    with nothing_written():
        ended = shell(capsys, "prove", "restricted", "--json")
    proof = json.loads(ended.out)
    assert (ended.code, proof["name"], proof["holds"]) == (0, "prove restricted", True)
    assert proof["figures"]["leaks"] == 0
    assert proof["figures"]["hits of searches for its words"] == 0
    assert proof["figures"]["planted and readable by its own"] == 1
    assert proof["figures"]["answers searched"] > 100


@pytest.mark.one_database
def test_leak_is_found_and_the_exit_code_says_so(capsys, monkeypatch):
    monkeypatch.setattr(prove_restricted, "ROLES", ())  # a stranger finds it
    plant = prove_restricted.Canary.plant

    def leak(canary, *, at):
        row = plant(canary, at=at)
        Service.objects.filter(pk=row.pk).update(visibility="public")
        return row

    monkeypatch.setattr(prove_restricted.Canary, "plant", leak)
    ended = shell(capsys, "prove", "restricted")
    assert ended.code == 1
    assert "DOES NOT HOLD" in ended.out


def test_pages_behind_the_sign_in_are_searched_too(monkeypatch):
    """A client that never passes the wall would prove nothing."""
    client = prove_restricted._signed_in(User.objects.get(username="demo-nacaome"))
    assert client.get("/es/mesa/bandeja/").status_code == 200


def test_page_that_needs_what_nobody_can_name_is_left_out():
    assert prove_restricted._reversed("desk:case", ("case_id",), {}) == []
    assert prove_restricted._reversed("nowhere", (), {}) == []


def test_proof_that_does_not_exist_is_refused_with_those_that_do(capsys):
    ended = shell(capsys, "prove", "everything")
    assert ended.code == 2
    for name in PROOFS:
        assert name in ended.err

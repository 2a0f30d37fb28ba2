"""``./relevo keys`` and ``./relevo keyholder``."""

import io
import os
import sys
import threading

import pytest
from tests.factories.shell import shell

from relevo.audit.models import Event
from relevo.cli import keyholder as holding
from relevo.cli.keys import status_lines
from relevo.directory.models import Institution
from relevo.keyholder import ceremony
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import State
from relevo.keyholder.server import Server
from relevo.plumbing import keys
from relevo.plumbing.keys import HolderKind

pytestmark = pytest.mark.usefixtures("instance")

PASSPHRASES = ("uno dos tres cuatro", "cinco seis siete ocho", "nueve diez once doce")
TOLD = "".join(f"Custodio {n}\n{p}\n{p}\n" for n, p in enumerate(PASSPHRASES, start=1))


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(ceremony, "COST", {"time_cost": 1, "memory_cost": 8, "parallelism": 1})


@pytest.fixture
def places(settings, tmp_path):
    """Keys of their own; what the instance sealed before stays out of it."""
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    return keys.places()


@pytest.fixture
def served(places, settings):
    """A holder as ``serve`` starts it, in a thread."""
    settings.RELEVO_KEY_SOCKET = str(places.socket)
    serving = Server(Holder(places, durable=False), places.socket)
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    yield serving
    serving.stop()
    thread.join()


def typed(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def run(capsys, *arguments):
    return shell(capsys, "--lang", "en", "keys", *arguments)


def verbs():
    return list(
        Event.objects.filter(verb__startswith="keys.").order_by("id").values_list("verb", flat=True)
    )


def test_status_of_a_demonstration_says_what_its_keys_are_fit_for(capsys, places):
    ended = run(capsys, "status")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "The keys are open.",
        "They lie in every process of the instance: fit for a demonstration only.",
        "The root key is a plain file: whoever has the data folder and it reads every case.",
        "Institutions: 0. Cases and packets: 0; destroyed: 0.",
    ]


def test_status_of_a_holder_of_its_own(capsys, served):
    ended = run(capsys, "status")
    assert ended.code == 0
    assert "They lie in a process of their own; web pages ask for one at a time." in ended.out
    assert "The system grants it: nothing." in ended.out
    served.holder.seal()
    ended = run(capsys, "status")
    assert (ended.code, ended.out.splitlines()[0]) == (1, "The keys are sealed.")


def test_status_names_what_the_system_grants():
    state = State(True, True, False, 1, 2, 3, no_core=True, is_locked=True, is_undumpable=True)
    lines = status_lines(state, HolderKind.SOCKET)
    assert lines[2:] == [
        "El sistema le concede: sin volcado de memoria, sin depurador, sin memoria de intercambio.",
        "La clave raíz no está en ningún disco: dos de tres custodios la abren en cada inicio.",
        "Instituciones: 3. Casos y envíos: 1; destruidos: 2.",
    ]
    lost = State(False, False, False, 0, 0, 0)
    assert len(status_lines(lost, HolderKind.LOCAL)) == 3


def test_status_when_nobody_answers(capsys, settings, tmp_path):
    settings.RELEVO_KEY_SOCKET = str(tmp_path / "nobody.sock")
    ended = run(capsys, "status")
    assert (ended.code, ended.out) == (
        1,
        "The key holder does not answer. Start it: ./relevo serve\n",
    )
    ended = run(capsys, "rotate")
    assert (ended.code, ended.err) == (2, "The keys are sealed. Open them: ./relevo keys open\n")


def test_from_ceremony_to_opening_with_two_of_three(capsys, places, monkeypatch, settings):
    keys.holder().macs("x", [["x"]])  # makes the root key
    typed(monkeypatch, TOLD)
    ended = run(capsys, "ceremony")
    assert ended.code == 0, ended.err
    assert "has lost every case, for good" in ended.out
    assert not places.root_file.exists()
    assert run(capsys, "ceremony").code == 2

    assert keys.holder_kind() == HolderKind.SOCKET
    serving = Server(Holder(places, durable=False), places.socket)
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    try:
        assert run(capsys, "status").code == 1
        for wrong in ("\n\n\n", f"{PASSPHRASES[0]}\n\n\n"):
            typed(monkeypatch, wrong)
            ended = run(capsys, "open")
            assert (ended.code, ended.err) == (2, "Two of the three keepers are needed.\n")
        typed(monkeypatch, f"{PASSPHRASES[0]}\n{PASSPHRASES[2]}\n")
        ended = run(capsys, "open")
        assert (ended.code, ended.err.splitlines()[-1]) == (2, "That does not open the keys.")
        assert verbs() == []
        typed(monkeypatch, f"{PASSPHRASES[0]}\n\n{PASSPHRASES[2]}\n")
        ended = run(capsys, "open")
        assert (ended.code, ended.err) == (0, "")
        assert "Passphrase of Custodio 3" in ended.out
        assert run(capsys, "status").code == 0
        assert run(capsys, "seal").code == 0
        assert run(capsys, "status").code == 1
        assert verbs() == ["keys.opened", "keys.sealed"]
    finally:
        serving.stop()
        thread.join()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("A\nuno dos tres cuatro\nother\n", "The two are not the same"),
        ("A\nx\nx\nB\ny\ny\nC\nz\nz\n", "Three different passphrases of at least 16"),
    ],
)
def test_ceremony_that_is_refused_changes_nothing(capsys, places, monkeypatch, told, words):
    keys.holder().macs("x", [["x"]])
    typed(monkeypatch, told)
    ended = run(capsys, "ceremony")
    assert ended.code == 2
    assert words in ended.err
    assert places.root_file.exists()
    assert not places.ceremony.exists()


def test_ceremony_needs_the_root_key(capsys, places, monkeypatch):
    keys.holder().macs("x", [["x"]])
    places.root_file.unlink()
    typed(monkeypatch, TOLD)
    ended = run(capsys, "ceremony")
    assert (ended.code, ended.err) == (2, "The root key is not here. Bring its file back first.\n")


def test_passphrases_are_asked_unseen_at_a_terminal(capsys, places, monkeypatch):
    keys.holder().macs("x", [["x"]])
    lines = iter(TOLD.splitlines())

    class Terminal(io.StringIO):
        def isatty(self):
            return True

        def readline(self, *_):
            return next(lines) + "\n"

    monkeypatch.setattr(sys, "stdin", Terminal())
    asked = []
    monkeypatch.setattr(
        "relevo.cli.keys.getpass", lambda sentence: asked.append(sentence) or next(lines)
    )
    assert run(capsys, "ceremony").code == 0
    assert asked == ["Passphrase: ", "Once more: "] * 3


def test_local_keys_are_neither_sealed_nor_opened(capsys, places):
    for verb in ("seal", "open"):
        ended = run(capsys, verb)
        assert ended.code == 2
        assert "The keys of this instance are local" in ended.err


def test_sealed_with_a_plain_root_file_it_says_that_this_is_not_the_end(capsys, served):
    assert run(capsys, "rotate").code == 0
    ended = run(capsys, "seal")
    assert ended.code == 0
    assert "The root key is still a plain file on this disk" in ended.out
    ended = run(capsys, "rotate", "HN-MUN-NACAOME")
    assert (ended.code, ended.err) == (2, "No institution with keys is called HN-MUN-NACAOME.\n")
    assert run(capsys, "open").code == 0
    assert verbs() == ["keys.sealed", "keys.opened"]


def test_rotation_of_one_institution_and_of_all(capsys, places):
    first, second = Institution.objects.order_by("key")[:2]
    for row in (first, second):
        keys.holder().macs("x", [["x"]], institution=row.pk)
    ended = run(capsys, "rotate", first.key)
    assert (ended.code, ended.out) == (0, f"{first.pk}: 1 keys wrapped anew.\n")
    ended = run(capsys, "rotate")
    assert len(ended.out.splitlines()) == 2
    assert verbs() == ["keys.rotated"] * 3
    assert Event.objects.filter(verb="keys.rotated").first().facts == {"number": 1}


def test_command_becomes_the_holder(places, settings, monkeypatch, capsys):
    became = []
    monkeypatch.setattr(os, "execv", lambda *told: became.append(told))
    shell(capsys, "keyholder")
    settings.RELEVO_KEY_SOCKET = "/run/relevo/k.sock"
    settings.RELEVO_KEY_RATION = 9
    shell(capsys, "keyholder")
    root = str(places.root_file)
    assert became == [
        (
            sys.executable,
            [
                sys.executable,
                "-m",
                "relevo.keyholder",
                "--root",
                root,
                "--socket",
                str(places.socket),
            ],
        ),
        (
            sys.executable,
            [
                *(sys.executable, "-m", "relevo.keyholder", "--root", root),
                *("--socket", "/run/relevo/k.sock", "--ration", "9"),
            ],
        ),
    ]


def test_demonstration_keeps_its_keys_local_and_a_real_instance_does_not(places, settings):
    assert holding.wanted_socket() is None
    settings.RELEVO_KEY_SOCKET = "/run/relevo/k.sock"
    assert str(holding.wanted_socket()) == "/run/relevo/k.sock"


@pytest.mark.parametrize("instance_kind", ["real"])
def test_a_real_instance_has_a_holder_of_its_own(places):
    assert holding.wanted_socket() == places.socket

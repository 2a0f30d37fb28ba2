"""``./relevo feeds``: what is asked is configured here and nowhere else."""

import pytest
from tests.factories.feeds import IOTA, storms
from tests.factories.shell import shell

from relevo.cli import feeds as command
from relevo.situation.models import Alert, Feed

pytestmark = pytest.mark.usefixtures("instance")


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def run(capsys, *arguments):
    return shell(capsys, "--lang", "en", "feeds", *arguments)


def test_without_a_source_it_says_so(capsys):
    ended = run(capsys, "list")
    assert (ended.code, ended.out) == (0, "No source of alerts is configured.\n")


def test_a_source_with_an_address(capsys):
    ended = run(
        capsys, "set", "gdacs", "--kind", "gdacs", "--name", "GDACS", "--url", "https://gdacs.org/x"
    )
    assert (ended.code, ended.out) == (0, "The worker asks it every 15 minutes.\n")
    assert Feed.objects.get().address == "https://gdacs.org/x"
    listed = run(capsys, "list")
    assert (listed.code, listed.out) == (1, "gdacs\tgdacs\turl\t-\told\n")


def test_a_source_without_an_address_has_a_folder_that_is_read(capsys):
    ended = run(capsys, "set", "tormentas", "--kind", "nhc", "--name", "NHC")
    place = command.folder() / "tormentas"
    assert str(place) in ended.out
    (place / "CurrentStorms.json").write_bytes(storms(IOTA))
    asked = run(capsys, "ask")
    assert asked.code == 0
    assert asked.out.endswith("\tgood\n")
    assert Alert.objects.filter(feed__key="tormentas").get().identifier.startswith("al312020.")


def test_a_source_that_is_stopped(capsys):
    run(capsys, "set", "tormentas", "--kind", "nhc", "--name", "NHC")
    assert run(capsys, "stop", "tormentas").out == "It is not asked any more.\n"
    assert run(capsys, "list").out.endswith("\tstopped\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("stop", "nadie"), "No source of alerts is called nadie. See: ./relevo feeds list"),
        (("set", "NO", "--kind", "nhc", "--name", "x"), "Not a key: NO."),
        (("set", "no", "--kind", "nhc", "--name", "x" * 121), "accepted: 1 to 120 characters"),
        (
            ("set", "no", "--kind", "nhc", "--name", "x", "--url", "ftp://x"),
            "read 'ftp://x'; accepted: an address that begins with https:// or http://",
        ),
        (
            ("set", "no", "--kind", "nhc", "--name", "x", "--url", "https://x/" + "x" * 500),
            "accepted: at most 500 characters",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(capsys, arguments, told):
    ended = run(capsys, *arguments)
    assert ended.code == 2
    assert told in ended.err
    assert not Feed.objects.exists()

import pytest

from relevo.plumbing.checks import check_exposure, check_places, check_secrets


@pytest.fixture
def key_file(settings, tmp_path):
    path = tmp_path / "sealing.key"
    path.touch(mode=0o600)
    path.write_bytes(b"k" * 32)
    settings.RELEVO_KEY_FILE = path
    return path


def ids(findings):
    return [finding.id for finding in findings]


@pytest.mark.parametrize(
    ("hosts", "debug", "https", "found"),
    [
        (["localhost", "127.0.0.1", "[::1]"], True, False, []),
        (["relevo.example"], False, True, []),
        (["relevo.example"], False, False, ["relevo.W001"]),
        (["localhost", "relevo.example"], True, True, ["relevo.E002"]),
        (["*"], True, False, ["relevo.E001", "relevo.E002", "relevo.W001"]),
    ],
)
def test_exposure(settings, hosts, debug, https, found):
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.HTTPS = hosts, debug, https
    assert ids(check_exposure()) == found


@pytest.mark.parametrize(("length", "found"), [(31, ["relevo.E003"]), (32, [])])
def test_short_secret(settings, key_file, length, found):
    settings.SECRET_KEY = "s" * length
    assert ids(check_secrets()) == found


def test_key_that_is_not_yet_made_is_no_problem(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "none"
    assert check_secrets() == []


@pytest.mark.parametrize(
    ("mode", "found"), [(0o640, ["relevo.E004"]), (0o604, ["relevo.E004"]), (0o400, [])]
)
def test_key_that_others_may_read(key_file, mode, found):
    key_file.chmod(mode)
    assert ids(check_secrets()) == found


@pytest.mark.parametrize("size", [0, 31, 33])
def test_key_of_a_wrong_size(key_file, size):
    key_file.write_bytes(b"k" * size)
    assert ids(check_secrets()) == ["relevo.E005"]


def test_key_and_rows_in_the_folder_that_is_served(settings, key_file, tmp_path, monkeypatch):
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "NAME", str(tmp_path / "data" / "db.sqlite3"))
    settings.STATIC_ROOT = tmp_path / "static"
    assert check_places() == []
    settings.STATIC_ROOT = tmp_path
    assert ids(check_places()) == ["relevo.E006", "relevo.E006"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.postgresql")
    assert ids(check_places()) == ["relevo.E006"]


def test_every_finding_says_what_to_do(settings, key_file):
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.SECRET_KEY = ["*"], True, "short"
    key_file.chmod(0o644)
    key_file.write_bytes(b"")
    findings = [*check_exposure(), *check_secrets()]
    assert len(findings) == 6
    assert all(finding.hint for finding in findings)


def test_keys_of_institutions_are_looked_at_too(key_file):
    held = key_file.parent / "holders" / "a.key"
    held.parent.mkdir()
    held.write_bytes(b"k" * 31)
    held.chmod(0o644)
    assert ids(check_secrets()) == ["relevo.E004", "relevo.E005"]


def test_wrapped_keys_are_their_owners_only_too(key_file):
    (key_file.parent / "keys").mkdir()
    for name in ("keys.sqlite3", "root.json"):
        (key_file.parent / "keys" / name).touch(mode=0o644)
        (key_file.parent / "keys" / name).chmod(0o644)
    assert ids(check_secrets()) == ["relevo.E004", "relevo.E004"]

from pathlib import Path

import pytest

from relevo.plumbing import env
from relevo.plumbing.env import SettingUnreadable

SEE = "See docs/reference/environment.md."


def test_text_is_the_value_or_the_default(monkeypatch):
    monkeypatch.setenv("RELEVO_X", "Nacaome")
    assert env.text("RELEVO_X", "La Unión") == "Nacaome"
    assert env.text("RELEVO_MISSING", "La Unión") == "La Unión"


def test_text_without_default_is_refused_when_missing():
    with pytest.raises(SettingUnreadable) as refused:
        env.text("RELEVO_MISSING")
    assert str(refused.value) == f"RELEVO_MISSING: read nothing; accepted: a text. {SEE}"
    assert refused.value.name == "RELEVO_MISSING"


@pytest.mark.parametrize(("read", "meant"), [("true", True), ("false", False)])
def test_flag_is_what_stands_there(monkeypatch, read, meant):
    monkeypatch.setenv("RELEVO_X", read)
    assert env.flag("RELEVO_X", default=not meant) is meant


@pytest.mark.parametrize("default", [True, False])
def test_flag_that_is_missing_is_its_default(default):
    assert env.flag("RELEVO_MISSING", default=default) is default


@pytest.mark.parametrize("read", ["", "True", "1", "yes", "sí", " true"])
def test_flag_that_is_neither_word_is_refused(monkeypatch, read):
    monkeypatch.setenv("RELEVO_X", read)
    with pytest.raises(SettingUnreadable) as refused:
        env.flag("RELEVO_X", default=True)
    assert str(refused.value) == f"RELEVO_X: read {read!r}; accepted: true or false. {SEE}"


@pytest.mark.parametrize(("read", "number"), [("1", 1), ("08000", 8000), ("65535", 65535)])
def test_whole_number_within_its_bounds(monkeypatch, read, number):
    monkeypatch.setenv("RELEVO_X", read)
    assert env.whole("RELEVO_X", default=5, low=1, high=65535) == number


def test_whole_number_that_is_missing_is_its_default():
    assert env.whole("RELEVO_MISSING", default=5, low=1, high=9) == 5


@pytest.mark.parametrize("read", ["", "0", "10", "-1", "1.5", "٣", "1e3", "nine"])
def test_what_is_no_whole_number_within_its_bounds_is_refused(monkeypatch, read):
    monkeypatch.setenv("RELEVO_X", read)
    with pytest.raises(SettingUnreadable) as refused:
        env.whole("RELEVO_X", default=5, low=1, high=9)
    assert str(refused.value) == (
        f"RELEVO_X: read {read!r}; accepted: a whole number from 1 to 9. {SEE}"
    )


@pytest.mark.parametrize(("read", "path"), [("/srv/relevo", "/srv/relevo"), ("", "var")])
def test_path_is_the_value_or_the_default_when_empty(monkeypatch, read, path):
    monkeypatch.setenv("RELEVO_X", read)
    assert env.path("RELEVO_X", Path("var")) == Path(path)


def test_secret_is_read_from_the_file_that_is_named(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("RELEVO_X", "from the variable")
    assert env.secret("RELEVO_X") == "from the variable"
    monkeypatch.setenv("RELEVO_X_FILE", str(file))
    assert env.secret("RELEVO_X") == "from the file"


def test_secret_that_is_missing_is_its_default():
    assert env.secret("RELEVO_MISSING", default="") == ""


def test_secret_whose_file_cannot_be_read_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("RELEVO_X_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingUnreadable) as refused:
        env.secret("RELEVO_X")
    assert refused.value.name == "RELEVO_X_FILE"


def test_child_gets_this_environment_with_the_changes(monkeypatch):
    monkeypatch.setenv("RELEVO_X", "before")
    monkeypatch.setenv("RELEVO_Y", "kept")
    child = env.for_child(RELEVO_X="changed")
    assert (child["RELEVO_X"], child["RELEVO_Y"]) == ("changed", "kept")
    assert env.text("RELEVO_X") == "before"

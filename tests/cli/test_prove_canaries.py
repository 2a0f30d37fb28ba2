"""The search finds what is planted, and the browser fills in forms as they are shown."""

import base64
import io
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from relevo.cli.prove_canaries import Served, _session, browser, planting
from relevo.cli.prove_canaries.browser import Form
from relevo.cli.prove_canaries.scan import CHUNK, MARK, PHONE_MARK, WRITTEN, scan

PAGE = """
<a href="/es/mesa/casos/">cases</a>
<form action="/es/mesa/casos/nuevo/" method="post" enctype="multipart/form-data">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="op" value="1">
<input name="place"><input type="checkbox" name="needs" value="food">
<input type="checkbox" name="sure" required><input type="checkbox" name="maybe" value="x">
<input type="radio" name="side" value=""><input type="radio" name="sex" value="">
<input type="radio" name="sex" value="f"><input type="radio" name="sex" value="m">
<select name="who"><option value=""></option><option value="a">A</option></select>
<input type="date" name="due" min="2020-12-01"><input type="time" name="at">
<input type="datetime-local" name="by"><input type="number" name="days" min="3">
<input type="tel" name="phone"><input name="line" inputmode="tel"><input type="file" name="file">
<input name="short" maxlength="10"><textarea name="text"></textarea>
<button name="go" value="now">Go</button></form>
<form><input name="q"></form>
"""


def read(page=PAGE):
    reader = browser._Reader("http://localhost/es/mesa/casos/x/")
    reader.feed(page)
    return reader


def test_every_encoding_is_found_also_across_two_blocks(tmp_path):
    for number, written in enumerate(WRITTEN.values()):
        (tmp_path / f"{number}").write_bytes(b"-" * (CHUNK - 2) + written)
    found = scan(tmp_path)
    assert {hit.encoding for hit in found.hits} >= set(WRITTEN)
    assert found.files == len(WRITTEN)


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "una frase antes: "])
def test_words_in_base64_are_found_whatever_stands_before(tmp_path, before):
    (tmp_path / "f").write_bytes(base64.b64encode(f"{before}{MARK}abcdefgh".encode()))
    assert scan(tmp_path).hits != ()


def test_folded_words_and_numbers_are_found_and_nothing_else(tmp_path):
    (tmp_path / "folded").write_text(MARK.lower())
    (tmp_path / "number").write_text(f"+504 {PHONE_MARK}9")
    (tmp_path / "clean").write_bytes(bytes(range(256)) * 10)
    assert {hit.path.name for hit in scan(tmp_path).hits} == {"folded", "number"}


def test_what_vanishes_meanwhile_is_passed(tmp_path, monkeypatch):
    (tmp_path / "gone").write_text("x")
    (tmp_path / "folder").mkdir()

    def gone(path):
        raise FileNotFoundError(path)

    monkeypatch.setattr(sys.modules["relevo.cli.prove_canaries.scan"], "_hits", gone)
    assert scan(tmp_path).files == 0


def test_a_form_is_filled_as_it_is_shown():
    reader = read()
    form, other = reader.forms

    values = dict(planting.fill(form))

    assert reader.links == ["http://localhost/es/mesa/casos/"]
    assert (form.action, form.method, form.is_multipart) == (
        "http://localhost/es/mesa/casos/nuevo/",
        "post",
        True,
    )
    assert (values["csrfmiddlewaretoken"], values["op"], values["place"]) == (
        "t",
        "1",
        "El Amatillo",
    )
    assert (values["sure"], values["sex"], values["who"], values["go"]) == ("on", "f", "a", "now")
    assert (values["due"], values["at"], values["by"], values["days"]) == (
        "2020-12-01",
        "16:00",
        "2020-11-20T16:00",
        "3",
    )
    assert "maybe" not in values
    assert values["phone"].startswith(PHONE_MARK)
    assert values["line"].startswith(PHONE_MARK)
    assert values["text"].startswith(MARK)
    assert (len(values["short"]), values["short"].startswith(MARK)) == (10, True)
    assert Image.open(io.BytesIO(values["file"])).size == (40, 40)
    assert MARK.encode() in values["file"]
    assert (other.method, other.action) == ("get", "http://localhost/es/mesa/casos/x/")
    assert form.signature != other.signature


def test_a_code_is_left_out_where_words_are_taken():
    reader = read(
        '<form method="post"><input name="code"><textarea name="words"></textarea></form>'
    )
    assert [name for name, _value in planting.fill(reader.forms[0])] == ["words"]


def test_bodies_are_written_as_a_browser_does():
    form = Form("http://localhost/", "post", is_multipart=False)
    assert browser._body(form, [("a", "ñ")]) == (
        "application/x-www-form-urlencoded",
        b"a=%C3%B1",
    )
    form.is_multipart = True
    kind, body = browser._body(form, [("a", "ñ"), ("f", b"png")])
    edge = kind.partition("boundary=")[2].encode()
    assert body.count(edge) == 3
    assert "ñ".encode() in body
    assert b'filename="f.png"' in body


STARTS_ANOTHER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0)
print("started", flush=True)
input()
"""


def test_nothing_that_was_served_goes_on_after_the_cut(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS_ANOTHER],
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"started\n"
    assert len(_session(process.pid)) == 2
    Served("http://127.0.0.1", tmp_path, process).kill()
    assert process.returncode == -9
    for _ in range(100):  # whoever was killed beside it may take a moment
        if not _alive(process.pid):
            break
        time.sleep(0.05)
    assert not _alive(process.pid)
    process.stdin.close()
    process.stdout.close()


def _alive(session):
    """Who goes on, without those that wait to be collected by who has taken them in."""
    found = []
    for pid in _session(session):
        with suppress(FileNotFoundError, ProcessLookupError):
            if b") Z " not in Path(f"/proc/{pid}/stat").read_bytes():
                found.append(pid)
    return found

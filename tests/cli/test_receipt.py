"""``./relevo receipt`` asks no database: the paper, a key and a day."""

import json
from datetime import date

import pytest

from relevo.cli.main import _run
from relevo.kernel.ids import new_code
from relevo.plumbing import receipts


@pytest.fixture
def text():
    return receipts.issue(
        code=new_code(), given_on=date(2020, 11, 20), until=date(2020, 12, 20), digest="ab" * 32
    )


def run(*words):
    return _run(["receipt", *words])


def test_receipt_is_verified_with_a_published_key(text, capsys):
    assert run("key") == 0
    key = capsys.readouterr().out.strip()
    assert run("verify", text, "--key", key, "--on", "2020-12-20", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["given_on"], told["until"]) == (True, "2020-11-20", "2020-12-20")
    assert run("verify", text, "--on", "2020-12-20") == 0
    assert told["code"] in capsys.readouterr().out


def test_receipt_that_does_not_hold_is_refused_with_a_sentence(text, capsys):
    assert run("verify", text) == 1
    assert "el permiso ya terminó" in capsys.readouterr().err
    forged = ("0" if text[10] != "0" else "1").join([text[:10], text[11:]])
    assert run("verify", forged, "--json") == 1
    assert json.loads(capsys.readouterr().out) == {"holds": False, "problem": "forged"}
    for wrong in ([text[:-2]], [text, "--key", "zz"]):
        with pytest.raises(SystemExit) as ended:
            run("verify", *wrong)
        assert ended.value.code == 2

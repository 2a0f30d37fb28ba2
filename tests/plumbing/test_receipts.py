"""Receipts verify from their text and the public key alone; everything else is refused."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import override_settings

from relevo.kernel.ids import ALPHABET, new_code
from relevo.plumbing import receipts
from relevo.plumbing.receipts import ReceiptRefused, Statement

GIVEN, UNTIL = date(2020, 11, 20), date(2020, 12, 20)
DIGEST = "ab" * 32


@pytest.fixture(autouse=True)
def _own_key(tmp_path):
    with override_settings(RELEVO_KEY_FILE=tmp_path / "keys" / "sealing.key"):
        yield


def issued(code=None):
    code = code or new_code()
    return receipts.issue(code=code, given_on=GIVEN, until=UNTIL, digest=DIGEST)


def problem(text, *, key=None, today=GIVEN):
    with pytest.raises(ReceiptRefused) as refused:
        receipts.verify(text, key=key or receipts.public_key(), today=today)
    return refused.value.problem


def test_receipt_says_a_code_two_days_and_a_digest_and_nothing_else():
    code = new_code()
    text = issued(code)
    key = receipts.key_of(receipts.key_text(receipts.public_key()))
    spelled = " ".join(text[at : at + 4] for at in range(0, len(text), 4)).lower()
    for told in (text, spelled.replace("0", "o").replace("1", "l"), f"\n{text}-\n"):
        assert receipts.verify(told, key=key, today=UNTIL) == Statement(
            code=code, given_on=GIVEN, until=UNTIL, digest="ab" * 16, key_id=key_id(text)
        )
    assert issued(code) == text
    assert (len(text), set(text) <= set(ALPHABET)) == (receipts.LETTERS, True)


def key_id(text):
    return receipts.verify(text, key=receipts.public_key(), today=GIVEN).key_id


def test_forged_truncated_and_foreign_receipts_are_refused():
    text = issued()
    assert problem(text[:-1]) == "truncated"
    assert problem("") == "truncated"
    assert problem(text + "0") == "unreadable"
    assert problem(text[:-1] + "U") == "unreadable"
    assert problem(text[:-1] + ALPHABET[ALPHABET.index(text[-1]) | 1]) == "unreadable"
    other = Ed25519PrivateKey.generate().public_key()
    assert problem(text, key=other) == "other_instance"
    assert problem(text, today=GIVEN - timedelta(days=1)) == "early"
    assert problem(text, today=UNTIL + timedelta(days=1)) == "expired"


def test_every_changed_letter_is_noticed():
    text = issued()
    found = set()
    for place, letter in enumerate(text):
        other = ALPHABET[(ALPHABET.index(letter) + 1) % 32]
        found.add(problem(text[:place] + other + text[place + 1 :]))
    assert found <= {"forged", "other_instance", "unreadable"}
    assert "forged" in found


def test_what_was_signed_for_something_else_is_no_receipt(settings):
    body = receipts._bytes(issued())[: receipts.BODY_BYTES]
    signature = receipts._signing_key().sign(b"relevo links v1\x00" + body)
    assert problem(receipts._letters(body + signature)) == "forged"
    with pytest.raises(ReceiptRefused):
        receipts.key_of("no key")


def test_key_is_made_once_and_only_its_owner_reads_it(settings):
    path = settings.RELEVO_KEY_FILE.with_name(receipts.FILE_NAME)
    first = receipts.key_text(receipts.public_key())
    assert path.stat().st_mode & 0o777 == 0o600
    receipts._write_key(path)  # somebody else was quicker: theirs stays
    receipts._read_key.cache_clear()
    assert receipts.key_text(receipts.public_key()) == first
    assert [found.name for found in path.parent.iterdir()] == [receipts.FILE_NAME]

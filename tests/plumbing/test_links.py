"""A signed link: one spelling, nothing else, and only for what it was made for."""

import string
from uuid import UUID

import pytest

from relevo.plumbing.links import LinkBroken, make_token, read_token

ROW = UUID("12345678-1234-4321-8765-1234567890ab")
LETTERS = string.ascii_letters + string.digits + "-_+/="


def test_a_link_says_its_row_and_is_always_the_same():
    token = make_token("entry", row_id=ROW)

    assert read_token("entry", token=token) == ROW
    assert make_token("entry", row_id=ROW) == token
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")


def test_every_letter_counts():
    token = make_token("entry", row_id=ROW)
    for place in range(len(token)):
        for letter in set(LETTERS) - {token[place]}:
            with pytest.raises(LinkBroken):
                read_token("entry", token=token[:place] + letter + token[place + 1 :])


@pytest.mark.parametrize("change", ["", "x", "é", "=", " ", "x" * 9000, "\n"])
def test_nothing_is_added_or_taken_away(change):
    token = make_token("entry", row_id=ROW)
    for wrong in (change, token + change, change + token, token[:-1], token[1:]):
        if wrong != token:
            with pytest.raises(LinkBroken):
                read_token("entry", token=wrong)


def test_a_link_of_one_kind_opens_no_other():
    with pytest.raises(LinkBroken):
        read_token("calendar", token=make_token("entry", row_id=ROW))

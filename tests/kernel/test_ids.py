from unittest.mock import patch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relevo.kernel.ids import (
    ALPHABET,
    CHECK_ALPHABET,
    CodeUnreadable,
    check_character,
    group_code,
    imported_id,
    new_code,
    parse_code,
)

bodies = st.text(ALPHABET, min_size=12, max_size=12)


def test_imported_id_is_the_same_everywhere_and_differs_by_kind():
    assert str(imported_id("crossing", "el-amatillo")) == "31fd9e02-d847-510a-b1ba-19171ab5b080"
    assert imported_id("post", "el-amatillo") != imported_id("crossing", "el-amatillo")


def test_check_character_of_known_bodies():
    assert [check_character(body) for body in ("000000000000", "000000000001", "00000000000Z")] == [
        "0",
        "1",
        "Z",
    ]
    assert check_character("000000000010") == "*"


@given(bodies)
def test_grouped_code_reads_back(body):
    code = body + check_character(body)
    assert parse_code(group_code(code)) == code
    assert parse_code(f" {group_code(code).lower()} ") == code


@given(bodies, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body, place, other):
    code = body + check_character(body)
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        assert parse_code(wrong) == code
    else:
        with pytest.raises(CodeUnreadable, match="the check character does not fit"):
            parse_code(wrong)


def test_letters_that_look_like_digits_are_read_as_digits():
    body = "0110ABCDEFGH"
    assert parse_code("OIL0ABCDEFGH" + check_character(body)) == body + check_character(body)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "a code has 13 characters"),
        ("ABCD-EFGH-JKMN", "a code has 13 characters"),
        ("ABCD-EFGH-JKMN-PP", "a code has 13 characters"),
        ("ABCD-EFGH-JKMU-P", "a code has digits and letters without I, L, O, U"),
        ("ABCD-EFGH-JK¡N-P", "a code has digits and letters without I, L, O, U"),
    ],
)
def test_what_is_no_code_is_refused_with_its_problem(typed, problem):
    with pytest.raises(CodeUnreadable) as refused:
        parse_code(typed)
    assert (refused.value.read, refused.value.problem) == (typed, problem)
    assert str(refused.value) == f"{problem}: {typed!r}"


@given(st.lists(bodies, min_size=1, max_size=20))
def test_new_code_ends_in_what_can_be_said_and_remembered(drawn):
    """What would end in a sign is drawn again; the first that can be said is given."""
    sayable = [body for body in drawn if check_character(body) in ALPHABET]
    letters = iter("".join([*drawn, "000000000001"]))
    with patch("relevo.kernel.ids.secrets.choice", side_effect=lambda _from: next(letters)):
        code = new_code()
    assert code == (sayable or ["000000000001"])[0] + code[-1]
    assert code[-1] in ALPHABET
    assert parse_code(code) == code


@given(bodies, st.sampled_from("*~$=U"))
def test_code_of_earlier_that_ends_in_a_sign_is_still_read(body, sign):
    value = CHECK_ALPHABET.index(sign)
    shift = (value - CHECK_ALPHABET.index(check_character(body[:-1] + "0"))) % 37
    assume(shift < 32)
    old = body[:-1] + ALPHABET[shift] + sign
    assert parse_code(group_code(old)) == old


def test_letter_that_looks_like_the_digit_at_the_end_is_read_as_it():
    assert parse_code("00000000000O" + "o") == "0" * 13
    assert parse_code("000000000001" + "l") == "0" * 11 + "11"


def test_new_codes_are_readable_and_differ():
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert {parse_code(code) for code in codes} == codes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.phones import ending, is_number, matcher

WRITTEN = (
    "9988-7766",
    "99887766",
    "99 88 77 66",
    "(504) 9988.7766",
    "+50499887766",
    "00504 9988–7766",
)


@pytest.mark.parametrize("asked", WRITTEN)
@pytest.mark.parametrize("written", WRITTEN)
def test_one_number_in_its_many_spellings(asked, written):
    assert is_number(asked)
    assert matcher(asked)(f"WhatsApp {written}, hermana") == 1.0


@pytest.mark.parametrize(
    "text", ["", "9988-7765", "de 8 a 5, tel. 998-7766", "9988 y 7766", "99887 / 766", "Nelda"]
)
def test_another_number_is_not_found(text):
    assert matcher("9988-7766")(text) == 0.0


@pytest.mark.parametrize("text", ["", "998-7766", "Nelda 9988-7766", "ABCD-1234-5678-9", "+ - ."])
def test_what_is_no_number(text):
    assert not is_number(text)


def test_too_few_digits_find_nothing():
    assert ending("998-7766") == ""
    assert matcher("998-7766")("998-7766") == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_answered(asked, written):
    assert matcher(asked)(written) in {0.0, 1.0}

"""What may stand in clear beside an act."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.coded import (
    LARGEST_NUMBER,
    MOST_ITEMS,
    FactNotCoded,
    check_code,
    check_facts,
    is_code,
    is_id,
)

AN_ID = "0c9d8a34-0000-4000-8000-123456789012"


@pytest.mark.parametrize(
    "code",
    [
        "referral.accepted",
        "no_capacity",
        "60+",
        "0-4",
        "SP-001",
        "HN-INM",
        "GTHN-COR",
        "2020-11-20",
        "132",
        "es",
    ],
)
def test_codes_of_the_domain_are_codes(code):
    assert is_code(code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "María",
        "Maria",
        "maria lopez",
        "MARIA LOPEZ",
        "niña",
        "+50433377888",
        "5043337788",
        "3333-7788",
        "504-3333-7788",
        "0801-1990-12345",
        "01234567-8",
        "a" * 61,
        "two\nlines",
    ],
)
def test_names_texts_and_numbers_of_persons_are_no_codes(text):
    assert not is_code(text)


def test_an_id_may_hold_a_long_run_of_digits():
    assert is_id(AN_ID)
    assert is_id(f"R-{AN_ID}")
    assert not is_id("SP-001")
    check_code(AN_ID, place="subject")
    check_code(f"R-{AN_ID}", place="subject")


def test_an_empty_code_is_allowed_only_where_said():
    check_code("", place="purpose", may_be_empty=True)
    with pytest.raises(FactNotCoded) as refused:
        check_code("", place="verb")
    assert refused.value.place == "verb"


def test_coded_facts_pass():
    check_facts(
        {
            "state": "closed",
            "count": LARGEST_NUMBER - 1,
            "is_demo": True,
            "until": None,
            "groups": ["needs", "contact", 3],
            "service": AN_ID,
        }
    )


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"note": "Ana Pérez"}, "note"),
        ({"phone": 50433377888}, "phone"),
        ({"loss": -LARGEST_NUMBER}, "loss"),
        ({"weight": 1.5}, "weight"),
        ({"nested": {"a": "b"}}, "nested"),
        ({"names": ["needs", "Ana"]}, "names"),
        ({"many": ["a"] * (MOST_ITEMS + 1)}, "many"),
        ({"A Key": "a"}, "key"),
        ({f"k{n}": n for n in range(MOST_ITEMS + 1)}, "facts"),
    ],
)
def test_facts_that_are_not_coded_are_refused_without_repeating_them(facts, place):
    with pytest.raises(FactNotCoded) as refused:
        check_facts(facts)
    assert refused.value.place == place
    assert str(refused.value) == f"{place} is not a code, an id or a small number"


@given(st.text(alphabet="abcdefghijklmnñopqrstuvwxyzáéíóú", min_size=1, max_size=12))
def test_a_capitalised_word_of_two_letters_or_more_is_never_a_code(word):
    assert not is_code(word[0].upper() + word.lower() + "z")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.coded import (
    LARGEST_NUMBER,
    LONGEST_CODE,
    MOST_ITEMS,
    FactNotCoded,
    check_code,
    check_facts,
    is_code,
    is_id,
)

UUID = "6f1a1c0e-5a43-5f0b-9d57-3b5a8f5f8a11"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("referral.accepted", True),
        ("no_capacity", True),
        ("HN-0801", True),
        ("60+", True),
        ("a" * LONGEST_CODE, True),
        ("a" * (LONGEST_CODE + 1), False),
        ("", False),
        ("María", False),
        ("Ana", False),
        ("ana lópez", False),
        ("ana lopez", False),
        ("50499887766", False),
        ("9988-7766", False),
        ("0801-1990-12345", False),
        ("tel:99887766", False),
        ("a\n", False),
    ],
)
def test_code_is_what_no_name_and_no_number_of_a_person_looks_like(text, code):
    assert is_code(text) is code


@pytest.mark.parametrize(
    ("text", "identifies"),
    [(UUID, True), (f"R-{UUID}", True), (UUID.upper(), False), (UUID[:-1], False), ("", False)],
)
def test_id_is_a_uuid_with_or_without_its_kind(text, identifies):
    assert is_id(text) is identifies


def test_empty_code_is_refused_unless_it_may_be_empty():
    check_code("", place="purpose", may_be_empty=True)
    check_code(UUID, place="subject")
    with pytest.raises(FactNotCoded) as refused:
        check_code("", place="purpose")
    assert refused.value.place == "purpose"


def test_refusal_repeats_nothing_of_what_was_written():
    with pytest.raises(FactNotCoded) as refused:
        check_code("María López", place="reason")
    assert str(refused.value) == "reason is not a code, an id or a small number"


def test_facts_are_codes_ids_and_small_numbers():
    check_facts({})
    check_facts(
        {
            "needs": ["medical", "shelter"],
            "case": UUID,
            "people": 2,
            "urgent": True,
            "until": None,
            "least": 1 - LARGEST_NUMBER,
        }
    )


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"name": "María"}, "name"),
        ({"telephone": LARGEST_NUMBER}, "telephone"),
        ({"share": 0.5}, "share"),
        ({"needs": ["medical", "con fiebre"]}, "needs"),
        ({"nested": {"a": "b"}}, "nested"),
        ({"many": [1] * (MOST_ITEMS + 1)}, "many"),
        ({"Two words": 1}, "key"),
        ({f"k{number}": 1 for number in range(MOST_ITEMS + 1)}, "facts"),
    ],
)
def test_other_facts_are_refused_with_their_place(facts, place):
    with pytest.raises(FactNotCoded) as refused:
        check_facts(facts)
    assert refused.value.place == place


@given(st.text(st.characters(categories=["Lu", "Ll", "Zs"]), min_size=2, max_size=30))
def test_name_as_people_write_it_is_no_code(text):
    written = text.title()
    if written not in {written.lower(), written.upper()}:
        assert not is_code(written)

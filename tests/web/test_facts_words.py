import pytest
from tests.factories.pages import said

from relevo.web.desk.allauth_adapter import ClosedAccounts
from relevo.web.templatetags.relevo_facts import hours_words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("24/7", said("day and night")),
        ("06:00-18:00", said("every day %(hours)s", hours="06:00–18:00")),
        (
            "Mo-Su 06:00-12:00,13:00-18:00",
            said("every day %(hours)s", hours="06:00–12:00, 13:00–18:00"),
        ),
        ("Mo-Fr 08:00-16:00; PH off", "Mo-Fr 08:00-16:00; PH off"),
        ("", ""),
    ],
)
def test_hours_are_told_in_words_where_they_are_simple(expression, words):
    assert hours_words(expression) == words


def test_nobody_opens_an_account_for_themselves(rf):
    assert ClosedAccounts().is_open_for_signup(rf.get("/")) is False

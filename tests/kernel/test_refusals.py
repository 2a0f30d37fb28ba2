import pytest

from relevo.kernel.refusals import raise_first


class Refused(Exception):
    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")


def test_first_row_that_is_refused_is_said_and_no_other():
    rows = (
        (False, "text", "missing"),
        (True, "text", "too_long"),
        (True, "source", "missing"),
    )
    with pytest.raises(Refused, match=r"^text: too_long$"):
        raise_first(rows, Refused)


def test_nothing_is_raised_where_no_row_is_refused():
    raise_first(((False, "text", "missing"), (False, "source", "missing")), Refused)
    raise_first((), Refused)

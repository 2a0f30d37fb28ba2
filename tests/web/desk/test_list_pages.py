"""The inbox and the list of cases, fifty rows at a time; each list of the inbox by itself."""

import pytest
from tests.factories.desk import LA_UNION, offer, open_case
from tests.factories.pages import main_words, said

from relevo.cases import access, queries
from relevo.kernel.ids import group_code


@pytest.fixture(autouse=True)
def _two_rows(monkeypatch):
    monkeypatch.setattr(queries, "PAGE_ROWS", 2)
    monkeypatch.setattr(access, "PAGE_ROWS", 2)


def test_the_list_of_cases_is_turned(nacaome):
    cases = [open_case() for _number in range(3)]
    codes = {group_code(case.code) for case in cases}
    pages = [main_words(nacaome.get(f"/es/mesa/casos/?page={page}")) for page in (1, 2, 99)]
    shown = [{code for code in codes if code in page} for page in pages]
    assert (len(shown[0]), len(shown[1])) == (2, 1)
    assert shown[0] | shown[1] == codes
    assert shown[2] == shown[1]  # there is no page 99: the last one
    assert said("Page %(number)s of %(total)s", number=2, total=2) in pages[1]


def test_both_lists_of_the_inbox_are_turned_each_by_itself(nacaome, desk):
    sent = {group_code(offer(open_case()).code) for _number in range(3)}
    first = nacaome.get("/es/mesa/bandeja/").content.decode()
    assert "?sent=2" in first
    second = main_words(nacaome.get("/es/mesa/bandeja/?sent=2&received=5"))
    assert len({code for code in sent if code in main_words(nacaome.get("/es/mesa/bandeja/"))}) == 2
    assert len({code for code in sent if code in second}) == 1
    received = desk(LA_UNION)
    assert "?received=2" in received.get("/es/mesa/bandeja/").content.decode()
    pages = [main_words(received.get(f"/es/mesa/bandeja/?received={page}")) for page in (1, 2)]
    assert sent == {code for code in sent if any(code in page for page in pages)}

"""The search of one's own cases, as a page: what is typed stays nowhere."""

import pytest
from tests.factories.desk import LA_UNION, open_case
from tests.factories.pages import main_words, said, words

from relevo.audit.models import Event
from relevo.cases.rules.searching import LONGEST
from relevo.kernel.ids import group_code

PAGE = "/es/mesa/casos/buscar/"
NAME, NUMBER = "Rosa Hernández Tz'unun", "9988-7766"


@pytest.fixture
def case(instance):
    return open_case(name=NAME, safe_contact=f"{NUMBER}, hermana")


def search(client, text, language="es"):
    return client.post(f"/{language}/mesa/casos/buscar/", {"text": text})


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Tzunun Hernández, Rosa", ("Very similar", "name in a search")),
        ("Rosa Ernandes", ("Similar", "name in a search")),
        (NUMBER, ("The number is in its safe contact.", "search of cases")),
    ],
)
def test_a_case_is_found_with_how_near_it_is_and_without_its_name(
    nacaome, case, language, typed, told
):
    response = search(nacaome, typed, language)
    text = main_words(response)
    assert response.status_code == 200
    assert group_code(case.code) in text
    assert said(told[0], language=language, context=told[1]) in text
    assert said("A person decides: compare before you open.", language=language) in text
    assert f'href="/{language}/mesa/casos/{case.pk}/"' in response.content.decode()
    for secret in (NAME, "hermana", "Tz&#x27;unun"):
        assert secret not in response.content.decode()


def test_a_code_finds_the_case_and_a_wrong_character_is_said(nacaome, case):
    assert said("This is its code or one of its referrals'.", context="search of cases") in words(
        search(nacaome, case.code)
    )
    for wrong in ("7Q3M-9ZTB-2H4K0", "71Q2-3M45-67B8A"):
        refused = search(nacaome, wrong)
        assert refused.status_code == 422
        assert said(
            "No code looks like this: a character is wrong or missing. Read it again."
        ) in words(refused)


@pytest.mark.parametrize("typed", ["", "x", "123", "a" * (LONGEST + 1)])
def test_what_looks_for_nothing_is_refused_and_recorded_nowhere(nacaome, typed):
    assert search(nacaome, typed).status_code == 422
    assert not Event.objects.filter(verb="case.searched").exists()


def test_another_institution_reads_what_it_would_read_of_no_case_at_all(desk, case):
    stranger = desk(LA_UNION)
    for typed in (case.code, NAME, NUMBER):
        text = main_words(search(stranger, typed))
        assert said("None of your cases looks like this") in text
        assert group_code(case.code) not in text.replace(typed, "")


def test_the_list_begins_with_the_field_and_nothing_is_asked_by_address(nacaome, case):
    listed = nacaome.get("/es/mesa/casos/").content.decode()
    assert f'<form method="post" action="{PAGE}"' in listed
    empty = nacaome.get(PAGE, {"text": NAME})
    assert empty.status_code == 200
    assert group_code(case.code) not in main_words(empty)
    assert 'autocomplete="off"' in empty.content.decode()
    assert "no-store" in search(nacaome, NAME)["Cache-Control"]
    assert NAME not in str(dict(nacaome.session))


def test_a_closed_case_is_marked(nacaome, case):
    nacaome.post(f"/es/mesa/casos/{case.pk}/cerrar/", {"reason": "helped"})
    assert said("Closed", context="case") in main_words(search(nacaome, case.code))

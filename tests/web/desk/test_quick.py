import pytest
from tests.factories.pages import said, words
from tests.factories.world import nothing_written

from relevo.cases.models import QuickAttention
from relevo.demo.story import STARTS_AT
from relevo.web.desk.quick import TOLD

ASKED = {"asked": "shelter", "told": "place", "language": "es"}
PAGE = "/es/mesa/atencion-rapida/"


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_asks_codes_and_nothing_of_a_person(nacaome, language):
    response = nacaome.get(f"/{language}/mesa/atencion-rapida/")
    assert list(response.context["form"].fields) == [
        "asked",
        "told",
        "language",
        "sex",
        "age_band",
    ]
    assert said("What was asked and what was done. No name, no case.", language=language) in (
        words(response)
    )


def test_two_taps_note_an_attention(nacaome):
    response = nacaome.post(PAGE, ASKED, follow=True)
    assert said("Noted. Ready for the next person.") in words(response)
    assert response.context["today"] == 1
    row = QuickAttention.objects.get()
    assert (row.asked, row.told, row.language, row.sex, row.age_band, row.on) == (
        "shelter",
        "place",
        "es",
        "",
        "",
        STARTS_AT.date(),
    )


@pytest.mark.parametrize("told", list(TOLD))
def test_everything_that_can_be_told_can_be_noted(nacaome, told):
    more = {"told": told, "sex": "x", "age_band": "0-4", "language": "kek"}
    assert nacaome.post(PAGE, ASKED | more).status_code == 302
    row = QuickAttention.objects.get()
    assert (row.told, row.sex, row.age_band, row.language) == (told, "x", "0-4", "kek")


def test_count_is_that_of_ones_own_institution_today(nacaome, la_union):
    for client in (nacaome, nacaome, la_union):
        client.post(PAGE, ASKED)
    QuickAttention.objects.filter(institution__key="HN-MUN-NACAOME").first().delete()
    assert [client.get(PAGE).context["today"] for client in (nacaome, la_union)] == [1, 1]


@pytest.mark.parametrize("who", ["demo-monitor", "demo-secretaria"])
def test_who_is_no_officer_is_told_so(desk, who):
    client = desk(who)
    with nothing_written():
        response = client.post(PAGE, ASKED)
    assert response.status_code == 422
    assert said("Only officers and duty officers note attentions.") in words(response)


def test_half_a_note_is_none(nacaome):
    with nothing_written():
        response = nacaome.post(PAGE, {"told": "place"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"asked", "language"}

"""How windows and numbers are told on the pages of a movement: over as over, one number once."""

from tests.factories import movements as make
from tests.factories.pages import main_words, said
from tests.web.filled.movements import MONITOR, MOVEMENTS, SECRETARY, opened
from tests.web.filled.movements import warning as filled_warning

from relevo.demo.story import STARTS_AT, actor_of
from relevo.situation.actions import movements as actions

LATER = "?en=2020-12-20T12:00"


def test_windows_that_are_over_are_not_told_as_coming(desk):
    row, client = opened(), desk(SECRETARY)
    page = f"{MOVEMENTS}{row.pk}/"
    first = client.get(page).context["ahead"]
    between = first[0].window.end.strftime("%Y-%m-%dT%H:%M")
    left = client.get(f"{page}?en={between}").context["ahead"]
    assert 0 < len(left) < len(first)
    assert all(place.window.end > first[0].window.end for place in left)


def test_when_all_are_over_the_page_says_since_when_there_is_no_word(desk):
    row, client = opened(), desk(SECRETARY)
    shown = client.get(f"{MOVEMENTS}{row.pk}/{LATER}")
    assert shown.context["is_silent"]
    words = main_words(shown)
    assert said("Under way", context="movement") not in words
    assert "20 de noviembre de 2020" in words
    assert shown.context["ahead"] == ()


def test_needs_of_a_window_that_is_over_say_so(desk):
    row, client = opened(), desk(SECRETARY)
    page = f"{MOVEMENTS}{row.pk}/municipio/HN-1706/"
    assert said("The window is over") not in main_words(client.get(page))
    assert said("The window is over") in main_words(client.get(f"{page}{LATER}"))


def test_the_list_says_since_when_there_is_no_word(desk):
    opened()
    opened(seen=False)
    client = desk(SECRETARY)
    assert said("Under way", context="movement") in main_words(client.get(MOVEMENTS))
    later = main_words(client.get(f"{MOVEMENTS}{LATER}"))
    assert said("Under way", context="movement") not in later
    assert later.count(said("No word since %(day)s", day="20 de noviembre de 2020")) == 2


def test_a_band_of_one_number_is_told_as_that_number(desk):
    row, client = opened(seen=False), desk(SECRETARY)
    seen = make.seen(area_key="HN-1709", low=250, best=250, high=250)
    actions.add_sighting(movement_id=row.pk, seen=seen, by=actor_of(MONITOR), at=STARTS_AT)
    page = main_words(client.get(f"{MOVEMENTS}{row.pk}/"))
    assert "250" in page
    assert "250 –" not in page
    needs = main_words(client.get(f"{MOVEMENTS}{row.pk}/municipio/HN-1706/"))
    assert "(250 – 250)" not in needs
    assert said("Beds for a night") in needs


def test_a_warning_for_one_number_of_people_is_told_as_that(desk):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values | {"low": "200", "high": "200"})
    told = main_words(filled.client.get(f"{MOVEMENTS}necesidades/"))
    assert said("%(number)s people", number="200") in told
    assert (
        said("%(low)s to %(high)s people, most likely %(best)s", low=200, high=200, best=200)
        not in told
    )


def test_rates_of_needs_are_told_in_the_language_of_the_page(desk):
    row, client = opened(), desk(SECRETARY)
    page = f"{MOVEMENTS}{row.pk}/municipio/HN-1706/"
    assert "supuesto nuestro" in main_words(client.get(page))
    assert "our assumption" not in main_words(client.get(page))
    assert "our assumption" in main_words(client.get(page.replace("/es/", "/en/")))

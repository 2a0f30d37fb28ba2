from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.borders.actions import Sighting, report_status
from relevo.borders.models import Requirement
from relevo.demo.story import STARTS_AT, actor_of
from relevo.places.models import Crossing, Post
from relevo.web.phrases import CROSSING_STATES
from relevo.web.templatetags.relevo_facts import asked_when

AMATILLO = "/es/frontera/HNSV-AMA/"


def report(state, *, minutes, **told):
    """A monitor says what El Amatillo does, so many minutes after the story begins."""
    at = STARTS_AT + timedelta(minutes=minutes)
    sighting = Sighting(
        **{
            "country": "",
            "direction": "both",
            "state": state,
            "basis": "observed",
            "source": "Monitora en el puesto",
            "from_at": at,
        }
        | told
    )
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=at)
    move_clock(at + timedelta(minutes=1))


def headline(visitor, address=AMATILLO):
    return str(visitor.get(address).context["status"].state)


def in_list(visitor, address):
    lines = visitor.get(address).context["lines"]
    return next(str(line.status.state) for line in lines if line.crossing.key == "HNSV-AMA")


@pytest.mark.parametrize("language", ["es", "en"])
def test_says_what_stands_behind_a_state_and_since_when(visitor, language):
    response = visitor.get(f"/{language}/frontera/HNSV-AMA/")
    text = main_words(response)
    assert "El Amatillo" in text
    assert said("As of", language=language) in text
    assert str(response.context["status"].state) == "restricted"
    assert "14:05" in text
    assert said("Observed by the network on %(moment)s.", language=language, moment="").strip(
        " ."
    ) in (text)
    assert "Monitoreo fronterizo (DEMO)" not in text, "which institution saw it is not public"
    assert "06:00–18:00" in text
    assert [(line.country, line.direction) for line in response.context["sides"]] == [
        ("HN", "entry"),
        ("HN", "exit"),
        ("SV", "entry"),
        ("SV", "exit"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "DEMO: paso de personas de 06:00 a 18:00, con mascarilla."),
        ("en", "DEMO: people cross from 06:00 to 18:00, with a mask."),
    ],
)
def test_report_of_the_story_is_told_in_the_language_of_the_page(visitor, language, text):
    told = main_words(visitor.get(f"/{language}/frontera/HNSV-AMA/"))
    assert text in told
    assert ("mascarilla." in told) == (language == "es")


def test_says_what_each_country_asks_with_its_source(visitor):
    response = visitor.get(AMATILLO)
    text = main_words(response)
    rows = [row for group in response.context["asked"] for row in group.rows]
    assert {row.country for row in rows} == {"HN", "SV"}
    for row in rows:
        assert " ".join(row.text_es.split()) in text
    assert text.count(said("Source:")) >= len(rows)
    assert (said("not stated") in text) == any(not row.source for row in rows)


def test_says_from_when_until_when_something_is_asked(visitor):
    row = Requirement.objects.get(key="HN-ENTRY-TEST-2020")
    words = "Se pide desde el 19 de octubre de 2020 hasta el {}; ese día ya no."
    page = main_words(visitor.get(AMATILLO))
    assert words.format("1 de enero de 2022") in page
    assert "se toma el 1 de enero de 2022" in " ".join(row.text_es.split())
    row.ends.create(
        until=date(2020, 12, 1),
        known_from=STARTS_AT,
        source="https://example.org",
        confidence="high",
    )
    assert words.format("1 de diciembre de 2020") in main_words(visitor.get(AMATILLO))


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (None, None, ""),
        (date(2020, 3, 1), None, "Asked since 1 March 2020."),
        (None, date(2021, 3, 1), "Asked until 1 March 2021, and on that day no longer."),
    ],
)
def test_of_what_is_asked_only_what_is_known_of_its_time_is_said(start, end, told):
    row = Requirement.objects.get(key="HN-ENTRY-TEST-2020")
    row.valid_from, row.valid_until = start, end
    with translation.override("en"):
        assert asked_when(row, STARTS_AT) == told


def test_the_start_of_what_is_asked_is_not_called_the_day_it_was_looked_at(visitor):
    folds = visitor.get(AMATILLO).content.decode().split('class="asked-groups"')[1]
    facts = folds.split("</section>")[0]
    assert f"<span>{said('As of')} " not in facts


def test_of_what_is_asked_only_what_holds_today_is_shown(visitor):
    today = Requirement.objects.get(key=visitor.get(AMATILLO).context["asked"][0].rows[0].key)
    assert today.text_es in main_words(visitor.get(AMATILLO))
    Requirement.objects.filter(pk=today.pk).update(valid_until=STARTS_AT.date())
    keys = [row.key for group in visitor.get(AMATILLO).context["asked"] for row in group.rows]
    assert today.key not in keys


def test_day_is_that_of_the_three_countries_also_in_the_evening(visitor):
    Requirement.objects.filter(country="HN").update(
        valid_until=STARTS_AT.date() + timedelta(days=1)
    )
    move_clock(STARTS_AT.replace(hour=23))  # elsewhere it is tomorrow already
    countries = {group.country for group in visitor.get(AMATILLO).context["asked"]}
    assert countries == {"HN", "SV"}


def test_help_near_by_comes_nearest_first_with_the_lines_of_both_sides(visitor):
    response = visitor.get(AMATILLO)
    distances = [hit.distance_m for hit in response.context["near"]]
    assert len(distances) == 6
    assert distances == sorted(distances)
    assert {line.country for line in response.context["lines"]} == {"HN", "SV"}


def test_closed_crossing_shows_at_once_and_its_reopening_undoes_it(visitor):
    report("closed", minutes=5, until_at=STARTS_AT + timedelta(hours=8), text="Paso cerrado.")
    for address in (AMATILLO, "/en/frontera/HNSV-AMA/"):
        assert headline(visitor, address) == "closed"
    assert [in_list(visitor, address) for address in ("/es/", "/es/fronteras/")] == ["closed"] * 2
    text = main_words(visitor.get(AMATILLO))
    assert str(CROSSING_STATES["closed"]) in text
    assert "Paso cerrado." in text
    assert "Monitora en el puesto" not in text
    report("open", minutes=10)
    assert headline(visitor) == "open"
    assert [in_list(visitor, address) for address in ("/es/", "/es/fronteras/")] == ["open"] * 2


def test_closing_ends_when_it_was_said_to_end(visitor):
    report("closed", minutes=5, until_at=STARTS_AT + timedelta(hours=8))
    move_clock(STARTS_AT + timedelta(hours=7, minutes=59))
    assert headline(visitor) == "closed"
    move_clock(STARTS_AT + timedelta(hours=8))
    assert headline(visitor) == "restricted"


def test_one_side_that_is_closed_decides_for_the_crossing(visitor):
    report("open", minutes=5)
    report("closed", minutes=6, country="SV", direction="in")
    response = visitor.get(AMATILLO)
    assert {
        (line.country, line.direction): str(line.status.state) for line in response.context["sides"]
    } == {
        ("HN", "entry"): "open",
        ("HN", "exit"): "open",
        ("SV", "entry"): "closed",
        ("SV", "exit"): "open",
    }
    assert headline(visitor) == "closed"


def test_old_word_is_not_confirmed_and_says_to_ask(visitor):
    move_clock(STARTS_AT + timedelta(days=200))
    response = visitor.get(AMATILLO)
    assert headline(visitor) == "not_confirmed"
    assert said("Confirm before you travel") in main_words(response)


def test_two_members_who_saw_different_things_are_told_of(visitor):
    report("open", minutes=5)
    at = STARTS_AT + timedelta(minutes=10)
    sighting = Sighting("", "both", "closed", "observed", "Ventanilla siete", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-secretaria"), at=at)
    move_clock(at)
    assert headline(visitor) == "not_confirmed"
    response = visitor.get(AMATILLO)
    assert said(
        "Members of the network saw different things here within a few hours. "
        "Until that is cleared up it is not confirmed."
    ) in main_words(response)
    assert [line.told.report.state for line in response.context["beside"]] == ["closed", "open"]
    assert "Ventanilla siete" not in main_words(response)


@pytest.mark.parametrize("key", ["GTHN-FLO", "HNSV-POY", "HNSV-PER"])
def test_crossing_of_which_less_is_known_has_its_page_too(visitor, key):
    found = Crossing.objects.get(key=key)
    response = visitor.get(f"/es/frontera/{key}/")
    assert found.name_es in main_words(response)
    assert bool(response.context["near"]) == (found.lat is not None)


def test_every_crossing_has_its_page_in_both_languages(visitor):
    for crossing in Crossing.objects.order_by("key"):
        for language, name in (("es", crossing.name_es), ("en", crossing.name_en)):
            assert name in main_words(visitor.get(f"/{language}/frontera/{crossing.key}/"))


def test_list_begins_with_the_three_countries_and_leaves_none_out(visitor):
    lines = visitor.get("/es/fronteras/").context["lines"]
    assert len(lines) == Crossing.objects.count() == 26
    pairs = [line.crossing.border_pair for line in lines]
    inside = [pair in {"GT-HN", "GT-SV", "HN-SV"} for pair in pairs]
    assert inside == sorted(inside, reverse=True)


def test_list_takes_the_same_queries_for_fifty_crossings_more(visitor, count_queries):
    before = count_queries(lambda: visitor.get("/es/fronteras/"))
    posts = list(Post.objects.filter(crossing__key="HNSV-AMA").order_by("country"))
    for number in range(50):
        more = Crossing.objects.create(
            key=f"HNSV-{number:03}",
            name_es=f"Paso {number}",
            name_en=f"Crossing {number}",
            border_pair="HN-SV",
            kind="official",
            lat=13.5,
            lon=-87.7,
        )
        Post.objects.bulk_create(
            Post(key=f"{more.key}-{post.country}", crossing=more, country=post.country)
            for post in posts
        )
    assert count_queries(lambda: visitor.get("/es/fronteras/")) == before
    assert len(visitor.get("/es/fronteras/").context["lines"]) == 76

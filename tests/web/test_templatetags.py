"""Words, times and numbers as people of the three countries read them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import formats, translation

from relevo.web.templatetags import relevo_facts as facts
from relevo.web.templatetags import relevo_web as tags

FRIDAY = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


def in_english(function, *args, **kwargs):
    with translation.override("en"):
        return function(*args, **kwargs)


def render(source, **values):
    return Template("{% load relevo_web %}" + source).render(Context(values))


def test_moment_is_told_in_the_time_of_the_three_countries():
    assert tags.moment(FRIDAY) == "vie 20 nov 2020, 15:40"
    assert in_english(tags.moment, FRIDAY) == "Fri 20 Nov 2020, 15:40"
    assert tags.long_moment(FRIDAY) == "viernes 20 nov 2020 15:40"
    assert in_english(tags.long_moment, FRIDAY) == "Friday 20 Nov 2020 15:40"


def test_day_of_an_instant_after_midnight_in_utc_is_the_local_day():
    late = datetime(2020, 11, 21, 5, 30, tzinfo=UTC)
    assert tags.day(late) == "20 nov 2020"
    assert tags.hour(late) == "23:30"
    assert tags.day(date(2021, 5, 1)) == "1 may 2021"


def test_times_that_are_not_known_show_nothing():
    assert [f(None) for f in (tags.moment, tags.long_moment, tags.day, tags.hour)] == [""] * 4
    assert tags.machine_time(None) == ""


def test_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without zone"):
        tags.moment(datetime(2020, 11, 20, 15, 40))  # noqa: DTZ001 -- the mistake itself


def test_as_time_carries_words_for_people_and_a_time_for_machines():
    assert tags.as_time(FRIDAY) == (
        '<time datetime="2020-11-20T15:40-06:00">vie 20 nov 2020, 15:40</time>'
    )
    assert tags.as_time(date(2020, 11, 20)) == '<time datetime="2020-11-20">20 nov 2020</time>'
    assert "data-asof" in tags.as_time(FRIDAY, age=True)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (45, 70, "45 a 70 min"),
        (30, 30, "30 min"),
        (90, 120, "1 h 30 min a 2 h"),
        (60, 60, "1 h"),
        (45, 150, "45 min a 2 h 30 min"),
        (None, 70, "tiempo no estimado"),
        (45, None, "tiempo no estimado"),
    ],
)
def test_band_of_minutes(low, high, told):
    assert tags.band(low, high) == told


def test_band_in_english():
    assert in_english(tags.band, 45, 70) == "45 to 70 min"


@pytest.mark.parametrize(
    ("left", "tone", "told"),
    [
        (timedelta(minutes=1), "soon", "Falta 1 minuto"),
        (timedelta(minutes=59, seconds=59), "soon", "Faltan 59 minutos"),
        (timedelta(hours=1), "soon", "Falta 1 hora"),
        (timedelta(hours=6), "soon", "Faltan 6 horas"),
        (timedelta(hours=6, seconds=1), "calm", "Faltan 6 horas"),
        (timedelta(hours=47, minutes=59), "calm", "Faltan 47 horas"),
        (timedelta(days=2), "calm", "Faltan 2 días"),
        (timedelta(seconds=0), "soon", "Faltan 0 minutos"),
    ],
)
def test_remaining_time(left, tone, told):
    assert tags.remaining(FRIDAY + left, FRIDAY) == tags.Remaining(tone, told)


def test_remaining_time_that_is_up_names_the_moment():
    due = FRIDAY - timedelta(seconds=1)
    assert tags.remaining(due, FRIDAY) == tags.Remaining(
        "over", "Plazo cumplido desde el vie 20 nov 2020, 15:39"
    )


def test_group_code_accepts_a_code_with_or_without_groups():
    assert tags.group_code("0123456789AB*") == "0123-4567-89AB-*"
    assert tags.group_code("0123-4567-89AB-*") == "0123-4567-89AB-*"


def test_loc_follows_the_language_and_falls_back_to_the_other():
    row = SimpleNamespace(name_es="Frontera", name_en="Crossing", note_es="", note_en="Only here")
    assert tags.loc(row, "name") == "Frontera"
    assert in_english(tags.loc, row, "name") == "Crossing"
    assert tags.loc(row, "note") == "Only here"
    assert tags.loc({"name_es": "", "name_en": None}, "name") == ""


def test_loc_of_a_name_that_the_row_does_not_have_fails():
    with pytest.raises(AttributeError):
        tags.loc(SimpleNamespace(), "name")


def test_word_finds_every_table_and_refuses_what_it_does_not_know():
    assert tags.word("not_confirmed", "crossing_states") == "No confirmado"
    assert tags.side("HN") == "lado hondureño"
    for call in (
        lambda: tags.word("ajar", "crossing_states"),
        lambda: tags.word("open", "weather"),
        lambda: tags.word("open", "help_is_free"),
        lambda: tags.side("MX"),
        lambda: tags.confidence_steps("certain"),
        lambda: tags.lookup_icon("weather"),
    ):
        with pytest.raises(tags.WordUnknown):
            call()


def test_country_without_a_name_is_shown_by_its_code():
    assert [tags.country_name(code) for code in ("MX", "ZM")] == ["México", "ZM"]


@pytest.mark.parametrize(
    ("number", "country", "dialled"),
    [
        ("132", "SV", "132"),
        ("2200-0000", "HN", "+50422000000"),
        ("2600 0000", "SV", "+50326000000"),
        ("2200-0000", "", "22000000"),
        ("+502 2411 0000", "HN", "+50224110000"),
        ("1-801-000-0000", "GT", "18010000000"),
    ],
)
def test_tel_dials_short_lines_as_they_are_and_local_numbers_from_anywhere(
    number, country, dialled
):
    assert tags.tel(number, country) == dialled


def test_short_line_is_one_that_only_its_country_knows():
    assert [tags.is_short_line(n) for n in ("132", "1500", "2200-0000")] == [True, True, False]


def test_lookup_and_pictures_of_choices():
    assert (tags.lookup({"a": 1}, "a"), tags.lookup({"a": 1}, "b"), tags.lookup(None, "a")) == (
        1,
        "",
        "",
    )
    assert tags.picture_of("value", "food") == "food"
    assert tags.picture_of({"1": "food"}, 1) == "food"
    assert tags.picture_of("", "food") == ""


def test_beside_pairs_headings_with_cells_and_refuses_a_short_row():
    assert tags.beside(["A", "B"], [1, 2]) == [("A", 1), ("B", 2)]
    with pytest.raises(ValueError, match="shorter"):
        tags.beside(["A", "B"], [1])


def test_page_query_changes_the_page_and_keeps_the_rest():
    request = RequestFactory().get("/x/", {"need": ["a", "b"], "page": "2", "q": "a&b=<c>"})
    assert tags.page_query(Context({"request": request}), 3) == (
        "?need=a&need=b&page=3&q=a%26b%3D%3Cc%3E"
    )


def test_error_links_name_the_field_and_lead_to_its_first_control():
    class TwoFields(forms.Form):
        place = forms.CharField(label="Lugar", error_messages={"required": "Falta."})
        need = forms.ChoiceField(
            label="Necesidad",
            choices=[("a", "A")],
            widget=forms.RadioSelect,
            error_messages={"required": "Elija."},
        )

        def clean(self):
            raise forms.ValidationError("No concuerda.")

    assert tags.error_links(TwoFields({})) == [
        ("", "", "No concuerda."),
        ("id_place", "Lugar", "Falta."),
        ("id_need_0", "Necesidad", "Elija."),
    ]


@pytest.mark.urls("tests.web.sample_urls")
def test_other_language_url_prefers_the_view_then_the_same_page_then_the_start():
    asked = RequestFactory().get("/nowhere/", {"q": "x"})
    assert render("{% other_language_url %}", alternate_url="/en/crossing/?a=1") == (
        "/en/crossing/?a=1"
    )
    assert render("{% other_language_url %}", request=asked) == "/en/"
    assert render("{% other_language_url %}") == "/en/"
    assert in_english(render, "{% other_language_url %}") == "/es/"
    listed = RequestFactory().get("/es/crossings/", {"side": "HN"})
    assert render("{% other_language_url %}", request=listed) == "/en/crossings/?side=HN"


@pytest.mark.parametrize(("language", "shown"), [("es", "23 nov 2026"), ("en", "23 Nov 2026")])
def test_dates_and_numbers_are_written_as_the_region_writes_them(language, shown):
    with translation.override(language):
        assert formats.date_format(date(2026, 11, 23)) == shown
        assert formats.number_format(1234.5, decimal_pos=2, force_grouping=True) == "1,234.50"
        assert formats.time_format(FRIDAY) == "21:40"


@pytest.mark.parametrize(
    ("precision", "spanish", "english"),
    [
        ("year", "2018", "2018"),
        ("month", "junio de 2018", "June 2018"),
        ("day", "1 de junio de 2018", "1 June 2018"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(precision, spanish, english):
    with translation.override("es"):
        assert facts.known_date("2018-06-01", precision) == spanish
    with translation.override("en"):
        assert facts.known_date("2018-06-01", precision) == english


def test_an_institution_of_several_countries_has_no_code_for_a_country():
    assert tags.country_name("RG") == "varios países"
    assert tags.country_name("HN") == "Honduras"


def test_a_whole_day_is_told_without_an_hour_and_an_end_by_its_last_day():
    day = datetime(2020, 11, 20, 6, tzinfo=UTC)
    assert (tags.since(day), tags.until(day)) == ("vie 20 nov 2020", "jue 19 nov 2020 inclusive")
    assert in_english(tags.until, day) == "Thu 19 Nov 2020 inclusive"
    assert tags.since(FRIDAY) == tags.until(FRIDAY) == tags.moment(FRIDAY)
    assert (tags.since(None), tags.until(None), tags.whole_day(None)) == ("", "", None)
    assert (tags.whole_day(day), tags.whole_day(FRIDAY)) == (date(2020, 11, 20), FRIDAY)
    assert tags.as_time(tags.whole_day(day)) == '<time datetime="2020-11-20">20 nov 2020</time>'

"""*What is asked of me*, on the real rules of 2020 and 2021."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.utils import translation
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.borders.models import Requirement, Restriction
from relevo.demo.story import STARTS_AT
from relevo.places.models import Area
from relevo.plumbing import clock
from relevo.web.templatetags.relevo_web import moment
from relevo.wording.words import moment as told_moment

PAGE, SHEET, PICTURE = (
    "/es/requisitos/",
    "/es/requisitos/hoja/",
    "/es/requisitos/imagen.png",
)
GIRL = {"nac": "HN", "edad": "12-17", "paso": "GTHN-FLO", "de": "HN", "fecha": "2021-01-15"}
WOMAN = {
    "nac": "SV",
    "edad": "21-59",
    "doc": ["national_id"],
    "paso": "HNSV-AMA",
    "de": "SV",
    "fecha": "2020-11-20",
}
PNG = b"\x89PNG\r\n\x1a\n"


def ask(visitor, told, *, page=PAGE):
    return visitor.get(f"{page}?{urlencode(told, doseq=True)}")


@pytest.fixture
def in_2022(instance):
    """The demo on a day on which all of it is known."""
    move_clock(STARTS_AT + timedelta(days=500))


def keys_of(reply):
    """Verdicts by the Spanish text's own row, so that a test reads like the law."""
    by_text = {row.text_es: row.key for row in Requirement.objects.all()}
    found = {}
    for line in reply.lines:
        key = next(key for text, key in by_text.items() if text in line.text)
        found[key] = str(line.verdict)
    return found


def reply(visitor, told):
    return ask(visitor, told).context["reply"]


def test_girl_of_17_without_papers_at_el_florido_in_january_2021(visitor, in_2022):
    told = reply(visitor, GIRL)
    found = keys_of(told)
    assert {
        "HN-EXIT-MINOR-PASSPORT": "missing",
        "HN-EXIT-MINOR-AUTHORIZATION": "missing",
        "GT-ENTRY-CA4-MINOR-PASSPORT": "missing",
        "GT-ENTRY-CA4-MINOR-PARENT": "missing",
        "GT-ENTRY-TEST-2021": "missing",
    }.items() <= found.items()
    assert "GT-ENTRY-CA4-ID" not in found
    assert (str(told.result), told.kind) == ("barred", "danger")
    assert said(
        "Whoever flees from danger may ask for refuge at the post, with or without papers. "
        "Nobody has to be paid to bring you across."
    ) in main_words(ask(visitor, GIRL))


def test_same_girl_with_everything(visitor, in_2022):
    told = reply(
        visitor,
        GIRL
        | {
            "doc": ["passport", "parental_authorization", "negative_rapid_test"],
            "con": ["accompanied_by_both_parents"],
        },
    )
    assert set(keys_of(told).values()) <= {"met", "cannot_tell"}
    assert str(told.result) == "with_consequence"
    (test,) = [line for line in told.lines if "5 de enero de 2021" in line.text]
    hours = said("Only if it is not older than %(hours)d hours when you cross.", hours=72)
    assert hours in test.reasons


def test_salvadoran_woman_with_her_identity_document_at_el_amatillo(visitor):
    told = reply(visitor, WOMAN)
    found = keys_of(told)
    assert found["SV-EXIT-NATIONALS-ID"] == "met"
    assert found["HN-ENTRY-CA4-ID"] == "met"
    assert found["HN-ENTRY-TEST-2020"] == "missing"
    assert str(told.result) == "with_consequence"
    assert (str(told.status.state), told.kind) == ("restricted", "info")
    assert "14:05" in told.state


CARRIES_ID = {"doc": ["national_id"]}
NOBODY_KNOWS = {
    "no rule for her nationality": {"nac": "VE", "edad": "21-59"},
    "no rule for a child of it": {"nac": "VE", "edad": "0-4"},
    "no rule of the country": {"paso": "GTMX-CAR", "de": "GT", "nac": "HN", "edad": "21-59"},
    "no rule, not confirmed": {"paso": "HNNI-GUA", "nac": "HN", "edad": "21-59"} | CARRIES_ID,
}


@pytest.mark.parametrize("who", NOBODY_KNOWS)
@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_where_no_rule_is_known_nobody_is_told_to_pass(visitor, who, page):
    asked = {"paso": "GTHN-FLO", "de": "HN", "fecha": "2020-11-20"} | NOBODY_KNOWS[who]
    told = ask(visitor, asked, page=page)
    answer = told.context["reply"]
    assert (str(answer.result) in {"no_rule", "state_unknown"}, answer.kind) == (True, "warn")
    assert answer.sentence in main_words(told)
    assert said("You would be let through, and something more is asked of you.") not in (
        main_words(told)
    )
    assert answer.call in main_words(told)


def test_venezuelan_without_papers_reads_that_it_is_no_permission(visitor):
    answer = reply(visitor, {"nac": "VE", "edad": "21-59", "paso": "GTHN-FLO", "de": "HN"})
    assert answer.sentence == said(
        "We cannot tell whether you would be let through: we know of no rule for people like you "
        "here. That is no permission. Ask at the post before you travel."
    )


def test_honduran_of_19_needs_a_passport_and_the_authorization(visitor):
    told = reply(visitor, WOMAN | {"nac": "HN", "edad": "18-20", "de": "HN"})
    found = keys_of(told)
    assert (found["HN-EXIT-MINOR-PASSPORT"], found["HN-EXIT-MINOR-AUTHORIZATION"]) == (
        "missing",
        "missing",
    )
    older = keys_of(reply(visitor, WOMAN | {"nac": "HN", "edad": "21-59", "de": "HN"}))
    assert "HN-EXIT-MINOR-PASSPORT" not in older
    assert older["HN-EXIT-NATIONALS-ID"] == "met"


@pytest.mark.parametrize("day", ["2020-03-20", "2020-11-20", "2021-01-15"])
@pytest.mark.parametrize("age", ["0-4", "12-17", "18-20", "60+"])
def test_guatemalan_who_goes_home_is_never_refused_there(visitor, in_2022, day, age):
    told = reply(visitor, {"nac": "GT", "edad": age, "paso": "GTHN-FLO", "de": "HN", "fecha": day})
    home = [line for line in told.lines if line.where.startswith("Guatemala")]
    assert home
    assert not any(str(line.verdict) == "not_admitted" for line in home)
    leaving = [line for line in told.lines if line.where.startswith("Honduras")]
    assert (str(told.result) == "barred") <= bool(leaving)


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(
    ("crossing", "left", "verdict", "result"),
    [("GTSV-CHI", "GT", "missing", "barred"), ("HNSV-AMA", "HN", "not_asked", "with_consequence")],
)
def test_on_21_september_2020_the_test_is_asked_at_one_crossing_and_not_at_the_other(
    visitor, crossing, left, verdict, result
):
    asked = {
        "nac": left,
        "edad": "21-59",
        "doc": ["national_id", "passport"],
        "paso": crossing,
        "de": left,
        "fecha": "2020-09-21",
    }
    told = reply(visitor, asked)
    assert keys_of(told)["SV-ENTRY-PCR-2020"] == verdict
    assert (str(told.result) == "barred") is (result == "barred")
    next_day = reply(visitor, asked | {"fecha": "2020-09-22"})
    assert keys_of(next_day)["SV-ENTRY-PCR-2020"] == "missing"


@pytest.mark.parametrize(
    ("day", "is_asked"),
    [("2020-10-18", False), ("2020-10-19", True), ("2021-12-31", True), ("2022-01-01", False)],
)
def test_rule_holds_from_its_first_day_until_its_last(visitor, in_2022, day, is_asked):
    told = reply(visitor, WOMAN | {"fecha": day})
    assert ("HN-ENTRY-TEST-2020" in keys_of(told)) is is_asked


OF_HONDURAS = [("GTHN-COR", "HN"), ("GTHN-FLO", "HN"), ("GTHN-AGC", "HN"), ("HNSV-AMA", "HN")]
OF_HONDURAS += [("HNSV-POY", "HN"), ("HNSV-MAP", "HN"), ("HNNI-GUA", "HN"), ("HNNI-MAN", "HN")]


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(("crossing", "left"), OF_HONDURAS)
def test_opening_that_was_announced_and_not_done_is_no_opening_once_that_is_known(
    visitor, crossing, left
):
    """Honduras announced 9 to 12 October 2020 and opened on the 19th, at every post."""
    asked = {"nac": "HN", "edad": "21-59", "doc": ["national_id", "negative_pcr"]}
    asked |= {"paso": crossing, "de": left, "fecha": "2020-10-10"}
    told = reply(visitor, asked | {"sabido": "2020-11-20T12:00"})
    assert (str(told.result), told.kind) == ("closed", "danger")
    assert (str(told.status.state), told.status.basis) == ("closed", "observed")
    then = reply(visitor, asked | {"en": "2020-10-10T12:00", "sabido": "2020-10-10T12:00"})
    assert str(then.status.state) != "closed"
    for day in ("2020-10-09", "2020-10-12"):
        assert str(reply(visitor, asked | {"fecha": day}).result) == "closed"
    opened = reply(visitor, asked | {"fecha": "2020-10-19"})
    assert str(opened.status.state) != "closed"


def test_what_was_not_known_yet_is_not_told(visitor, in_2022):
    asked = WOMAN | {"fecha": "2020-10-20"}
    assert "HN-ENTRY-TEST-2020" in keys_of(reply(visitor, asked))
    then = reply(visitor, asked | {"sabido": "2020-10-18T12:00"})
    assert "HN-ENTRY-TEST-2020" not in keys_of(then)


def test_who_asks_as_of_an_instant_is_told_so_and_asks_on_from_there(visitor, in_2022):
    asof = {"en": "2020-10-20T12:00", "sabido": "2020-10-18T12:00"}
    page = visitor.get(PAGE, asof)
    assert said("This is not how it is now", context="as of") in main_words(page)
    for name, value in asof.items():
        assert f'name="{name}" value="{value}"' in page.content.decode()
    crossing = visitor.get("/es/frontera/HNSV-AMA/", asof)
    assert "?paso=HNSV-AMA&amp;en=2020-10-20T12:00&amp;sabido=2020-10-18T12:00" in (
        crossing.content.decode()
    )
    assert said("This is not how it is now", context="as of") not in main_words(visitor.get(PAGE))


@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_without_a_day_the_answer_is_of_the_instant_of_the_page(visitor, in_2022, page):
    asked = WOMAN | {"fecha": "", "en": "2020-10-18T12:00"}
    response = ask(visitor, asked, page=page)
    told = response.context["reply"]
    assert told == reply(visitor, asked | {"fecha": "2020-10-18"})
    assert "HN-ENTRY-TEST-2020" not in keys_of(told)
    later = reply(visitor, asked | {"en": "2020-10-19T00:00"})
    assert "HN-ENTRY-TEST-2020" in keys_of(later)
    with translation.override("es"):
        known = moment(clock.now())
    assert banner("2020-10-18T12:00", known) in main_words(response)


@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_banner_of_another_day_than_was_asked_for_says_only_what_was_known_when(
    visitor, in_2022, page
):
    asof = {"en": "2020-10-19T12:00", "sabido": "2020-10-20T12:00"}
    shown = main_words(ask(visitor, WOMAN | {"fecha": "2020-10-10"} | asof, page=page))
    with translation.override("es"):
        known = moment(datetime.fromisoformat("2020-10-20T12:00-06:00"))
    assert said("This is not how it is now", context="as of") in shown
    assert said("As known on %(moment)s.", moment=known) in shown
    assert banner("2020-10-19T12:00", known) not in shown
    same = main_words(ask(visitor, WOMAN | {"fecha": "2020-10-19"} | asof, page=page))
    assert banner("2020-10-19T12:00", known) in same


def banner(at, known):
    with translation.override("es"):
        told = moment(datetime.fromisoformat(f"{at}-06:00"))
    return said("What was true on %(at)s, as known on %(known)s.", at=told, known=known)


def test_the_end_of_a_rule_is_told_on_the_page_and_in_the_chat(visitor):
    page = ask(visitor, WOMAN)
    (line,) = [row for row in page.context["reply"].lines if "prueba negativa" in row.text]
    assert (line.since, line.until) == ("19 de octubre de 2020", "1 de enero de 2022")
    told = f"{said('Since %(day)s.', day=line.since)} {said('Until %(day)s.', day=line.until)}"
    assert told in page.context["chat_text"]
    assert said("until %(day)s", day=line.until) in main_words(page)


def test_the_end_that_somebody_told_goes_before_the_end_that_was_taken(visitor):
    row = Requirement.objects.get(key="HN-ENTRY-TEST-2020")
    row.ends.create(
        until=date(2020, 12, 1),
        known_from=STARTS_AT,
        source="https://example.org",
        confidence="high",
    )
    (line,) = [told for told in reply(visitor, WOMAN).lines if row.text_es in told.text]
    assert line.until == "1 de diciembre de 2020"


def test_page_begins_with_the_questions_and_with_the_crossing_one_came_from(visitor):
    response = visitor.get(f"{PAGE}?paso=HNSV-AMA")
    assert response.context["reply"] is None
    assert response.context["form"].errors == {}
    assert 'value="HNSV-AMA" selected' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nac": ""}, "nac"),
        ({"nac": "XX"}, "nac"),
        ({"edad": "17"}, "edad"),
        ({"doc": ["passport", "sword"]}, "doc"),
        ({"con": "everybody"}, "con"),
        ({"paso": "HNSV-XXX"}, "paso"),
        ({"paso": ""}, "paso"),
        ({"de": "GT"}, "de"),
        ({"de": ""}, "de"),
        ({"fecha": "ayer"}, "fecha"),
        ({"fecha": "2017-12-31"}, "fecha"),
        ({"fecha": "2021-11-22"}, "fecha"),
        ({"fecha": "9999-12-31"}, "fecha"),
    ],
)
@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_what_cannot_be_read_is_said_at_its_question(visitor, changes, field, page):
    response = ask(visitor, WOMAN | changes, page=page)
    assert response.status_code == 200
    assert response.context["reply"] is None
    assert list(response.context["form"].errors) == [field]


MEANGUERA = WOMAN | {"paso": "SVXX-MEA"}


def asks_whither(response):
    """Whether the page asks which country is entered."""
    asked = said("Which country do you enter?", context="what is asked of me")
    return asked in main_words(response)


@pytest.mark.parametrize(
    ("left", "entered", "title"),
    [
        ("SV", "NI", "de El Salvador a Nicaragua"),
        ("SV", "HN", "de El Salvador a Honduras"),
        ("NI", "SV", "de Nicaragua a El Salvador"),
        ("HN", "SV", "de Honduras a El Salvador"),
    ],
)
def test_crossing_of_three_countries_answers_for_the_one_that_is_entered(
    visitor, left, entered, title
):
    asked = MEANGUERA | {"de": left, "a": entered}
    assert title in reply(visitor, asked).title
    assert title in main_words(ask(visitor, asked, page=SHEET))


def test_crossing_of_three_countries_asks_which_one_is_entered(visitor):
    begun = visitor.get(f"{PAGE}?paso=SVXX-MEA")
    assert (begun.context["form"].errors, asks_whither(begun)) == ({}, True)
    for entered in ("", "SV", "GT"):
        response = ask(visitor, MEANGUERA | {"a": entered})
        assert response.context["reply"] is None
        assert list(response.context["form"].errors) == ["a"]
        assert asks_whither(response)
    response = ask(visitor, MEANGUERA | {"de": "GT", "a": "NI"})
    assert list(response.context["form"].errors) == ["de"]


def test_crossing_of_two_countries_does_not_ask_which_one_is_entered(visitor):
    for asked in (WOMAN, WOMAN | {"a": "NI"}, WOMAN | {"nac": ""}):
        response = ask(visitor, asked)
        assert not asks_whither(response)
        assert "a" not in response.context["form"].errors
    assert reply(visitor, WOMAN | {"a": "NI"}).title == reply(visitor, WOMAN).title


def test_side_one_cannot_leave_there_is_told_with_the_two_that_one_can(visitor):
    words = main_words(ask(visitor, WOMAN | {"de": "GT"}))
    assert (
        said(
            "%(crossing)s lies between %(countries)s: choose one of the two.",
            crossing="El Amatillo",
            countries="Honduras y El Salvador",
        )
        in words
    )


def test_answer_is_the_same_on_page_sheet_and_in_the_chat(visitor):
    page, sheet = ask(visitor, WOMAN), ask(visitor, WOMAN, page=SHEET)
    assert page.context["reply"] == sheet.context["reply"]
    chat = page.context["chat_text"]
    for line in page.context["reply"].lines:
        for words in (line.label, line.text, *line.reasons):
            assert " ".join(words.split()) in main_words(page)
            assert words in chat
    assert page.context["reply"].sentence in chat
    assert said("DEMONSTRATION: this is not the situation of today.") in chat


@pytest.mark.parametrize("language", ["es", "en"])
def test_picture_is_a_png_of_the_same_answer(visitor, language):
    response = ask(visitor, WOMAN, page=f"/{language}/requisitos/imagen.png")
    assert response.headers["Content-Type"] == "image/png"
    assert response.content.startswith(PNG)
    assert len(response.content) < 250_000
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("told", [{}, {"nac": "XX"}])
def test_picture_of_no_answer_leads_to_the_questions(visitor, told):
    response = ask(visitor, told, page=PICTURE)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{PAGE}?{urlencode(told)}"


@pytest.mark.parametrize("page", [PAGE, SHEET, PICTURE])
def test_nothing_is_kept_of_who_asks(visitor, page):
    response = ask(visitor, GIRL, page=page)
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert {*response.headers["Cache-Control"].split(", ")} == {"public", "no-cache", "max-age=0"}


def test_page_is_light(visitor):
    response = visitor.get(
        f"{PAGE}?{urlencode(WOMAN, doseq=True)}", headers={"accept-encoding": "gzip"}
    )
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 25_000


@pytest.mark.parametrize("address", ["/es/", "/es/fronteras/", "/es/frontera/HNSV-AMA/"])
def test_start_page_and_crossings_lead_there(visitor, address):
    assert 'href="/es/requisitos/' in visitor.get(address).content.decode()


def test_english_says_the_same(visitor):
    told = ask(visitor, WOMAN, page="/en/requisitos/").context["reply"]
    assert told.title == "El Amatillo, from El Salvador to Honduras"
    assert told.sentence == "You would be let through, and something more is asked of you."


HOME = {"edad": "21-59", "doc": ["national_id", "passport"]}
TO_GUATEMALA = HOME | {"nac": "GT", "paso": "GTSV-CHI", "de": "SV"}
TO_EL_SALVADOR = HOME | {"nac": "SV", "paso": "GTSV-CHI", "de": "GT"}
TO_HONDURAS = HOME | {"nac": "HN", "paso": "HNSV-POY", "de": "SV"}


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(
    "asked", [TO_GUATEMALA, TO_EL_SALVADOR, TO_EL_SALVADOR | {"paso": "HNSV-AMA", "de": "HN"}]
)
def test_nobody_who_goes_home_reads_that_their_own_border_is_closed(visitor, asked):
    """April 2020: the three countries let in their own; 1,076 people entered at Las Chinamas."""
    page = ask(visitor, asked | {"fecha": "2020-04-10"})
    told = page.context["reply"]
    assert (str(told.result), told.kind) == ("closed_to_others", "warn")
    assert said("This crossing is told to be closed: do not count on being let through.") not in (
        main_words(page)
    )
    assert str(told.status.state) == "closed"


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(
    "asked", [TO_HONDURAS | {"paso": "HNSV-AMA"}, TO_EL_SALVADOR | {"paso": "HNSV-AMA", "de": "HN"}]
)
def test_where_only_cargo_was_seen_to_pass_it_is_closed_to_who_goes_home_too(visitor, asked):
    told = reply(visitor, asked | {"fecha": "2020-10-12"})
    assert (str(told.result), told.kind) == ("closed", "danger")


LIVES_THERE = {"edad": "21-59", "doc": ["national_id", "passport", "residence_permit"], "nac": "NI"}


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"paso": "GTSV-CHI", "de": "GT", "fecha": "2020-03-14"}, "SV-ENTRY-RESIDENTS-2020"),
        ({"paso": "HNSV-POY", "de": "SV", "fecha": "2020-04-10"}, "HN-ENTRY-RESIDENTS-2020"),
        ({"paso": "HNSV-POY", "de": "SV", "fecha": "2020-08-10"}, "HN-ENTRY-RESIDENTS-CARD-2020"),
    ],
)
def test_a_resident_reads_that_residents_were_let_in_and_who_says_so(visitor, asked, key):
    told = reply(visitor, LIVES_THERE | asked)
    found = keys_of(told)
    assert found[key] == "met"
    assert "not_admitted" not in found.values()
    assert str(told.result) != "barred"
    line = next(
        line for line in told.lines if line.text == Requirement.objects.get(key=key).text_es
    )
    assert line.source
    assert said("It depends on the kind of residence permit: ask at the post.") in line.reasons


@pytest.mark.usefixtures("in_2022")
def test_of_residents_of_guatemala_no_source_speaks_and_the_answer_says_so(visitor):
    asked = LIVES_THERE | {"paso": "GTSV-CHI", "de": "SV", "fecha": "2020-04-10"}
    told = reply(visitor, asked)
    assert keys_of(told)["GT-ENTRY-CLOSED-2020"] == "cannot_tell"
    line = next(line for line in told.lines if "no deja entrar" in line.text)
    assert (
        said(
            "The source does not say whether people with a residence permit of this country are "
            "let in. That is neither a yes nor a no: ask its migration authority before you travel."
        )
        in line.reasons
    )
    assert line.reasons[-1] == said("No telephone is known: ask the network.")
    assert line.source
    assert str(told.result) == "closed"
    without = reply(visitor, asked | {"doc": ["national_id", "passport"]})
    assert (str(without.result), keys_of(without)["GT-ENTRY-CLOSED-2020"]) == (
        "barred",
        "not_admitted",
    )


def test_a_residence_permit_is_asked_for_as_one_of_the_country_entered(visitor):
    page = main_words(visitor.get(PAGE))
    assert said("Residence permit of the country you enter") in page


@pytest.mark.usefixtures("in_2022")
def test_who_is_of_another_country_reads_what_bars_them_there(visitor):
    asked = TO_GUATEMALA | {"nac": "SV", "fecha": "2020-04-10"}
    assert str(reply(visitor, asked).result) == "barred"


@pytest.mark.usefixtures("in_2022")
@pytest.mark.parametrize(
    ("asked", "day", "keys"),
    [
        (TO_EL_SALVADOR, "2020-03-10", set()),
        (TO_EL_SALVADOR, "2020-03-14", {"SV-ENTRY-QUARANTINE-2020"}),
        (TO_EL_SALVADOR, "2020-09-20", set()),
        (TO_HONDURAS, "2020-03-14", set()),
        (TO_HONDURAS, "2020-03-20", {"HN-ENTRY-QUARANTINE-2020"}),
        (TO_HONDURAS, "2020-04-10", {"HN-ENTRY-ISOLATION-2020"}),
        (TO_HONDURAS, "2020-10-19", set()),
        (TO_GUATEMALA, "2020-03-16", set()),
        (TO_GUATEMALA, "2020-03-20", {"GT-ENTRY-HOME-QUARANTINE-2020"}),
    ],
)
def test_who_goes_home_reads_of_the_quarantine_of_those_days(visitor, asked, day, keys):
    page = ask(visitor, asked | {"fecha": day})
    told = page.context["reply"]
    found = {key for key in keys_of(told) if "QUARANTINE" in key or "ISOLATION" in key}
    assert found == keys
    if keys:
        assert str(told.result) != "complete"
        follows = said("It follows", context="what is asked of me")
        assert follows in main_words(page)
        assert follows in page.context["chat_text"]


def test_what_was_told_later_of_a_quarantine_is_not_told_before(visitor, in_2022):
    asked = TO_HONDURAS | {"fecha": "2020-04-10", "sabido": "2020-03-31T12:00"}
    assert "HN-ENTRY-ISOLATION-2020" not in keys_of(reply(visitor, asked))


def a_curfew(**columns):
    row = Restriction.objects.create(
        **{
            "key": "RS-HN-CURFEW",
            "kind": "curfew",
            "stops": "all_travel",
            "country": "HN",
            "binding_hours": "Mo-Su 20:00-05:00",
            "from_at": STARTS_AT - timedelta(hours=1),
            "known_from": STARTS_AT - timedelta(hours=1),
            "basis": "announced",
            "text_es": "Nadie circula de noche.",
            "text_en": "Nobody is on the way at night.",
            "source": "https://example.org/toque",
            "sourced": True,
            "confidence": "high",
        }
        | columns
    )
    row.areas.add(Area.objects.get(key="HN-04"))
    return row


LEAVES = {"nac": "HN", "edad": "21-59", "doc": ["national_id", "passport", "negative_pcr"]}
LEAVES |= {"paso": "GTHN-FLO", "de": "HN", "fecha": "2020-11-20"}


@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_curfew_where_one_crosses_stands_in_the_answer(visitor, page):
    before = reply(visitor, LEAVES)
    assert before.restrictions == ()
    a_curfew()
    shown = ask(visitor, LEAVES, page=page)
    told = shown.context["reply"]
    assert [line.row.key for line in told.restrictions] == ["RS-HN-CURFEW"]
    assert told.kind == ("warn" if str(before.result) == "with_consequence" else before.kind)
    assert "Nadie circula de noche." in main_words(shown)
    if page == PAGE:
        chat = shown.context["chat_text"]
        assert "Nadie circula de noche." in chat
        assert "20:00" in chat
        assert ask(visitor, LEAVES, page=PICTURE).content.startswith(PNG)


@pytest.mark.parametrize(
    ("columns", "changes"),
    [
        ({}, {"paso": "HNSV-AMA"}),
        ({}, {"fecha": "2020-11-18"}),
        ({"until_at": STARTS_AT + timedelta(days=1)}, {"fecha": "2020-11-23"}),
        ({"known_from": STARTS_AT + timedelta(days=1)}, {}),
        ({"applies_to": "foreigners"}, {}),
    ],
)
def test_what_holds_others_up_or_elsewhere_or_at_another_time_is_left_out(
    visitor, columns, changes
):
    a_curfew(**columns)
    assert reply(visitor, LEAVES | changes).restrictions == ()


def test_what_begins_later_that_day_is_told_with_its_hour(visitor):
    begins = datetime.fromisoformat("2020-11-21T22:00-06:00")
    a_curfew(from_at=begins, until_at=begins + timedelta(days=2), legal_act_es="Decreto 1")
    told = ask(visitor, LEAVES | {"fecha": "2020-11-21"})
    (line,) = told.context["reply"].restrictions
    assert line.standing == "coming"
    with translation.override("es"):
        first, last = told_moment(begins), told_moment(begins + timedelta(days=2))
    chat = told.context["chat_text"]
    assert said("It begins on %(moment)s.", context="restriction", moment=first) in chat
    assert said("It ends on %(moment)s.", context="restriction", moment=last) in chat
    assert "Decreto 1." in chat


def test_state_of_prevention_stands_in_the_answer_and_stops_nobody(visitor, in_2022):
    told = reply(visitor, GIRL | {"edad": "21-59", "doc": ["passport", "negative_pcr"]})
    assert [line.row.key for line in told.restrictions] == ["RS-GT-20210114-PREVENTION"]
    assert (str(told.result), told.kind) == ("with_consequence", "info")
    assert said("Read too what is in force where you cross.") in told.sentence


SMALL = {"nac": "HN", "edad": "5-11", "paso": "HNSV-POY", "de": "SV", "fecha": "2020-11-20"}


@pytest.mark.parametrize(
    "way", [("HN", "HNSV-POY", "SV"), ("GT", "GTHN-FLO", "HN"), ("SV", "HNSV-AMA", "HN")]
)
@pytest.mark.parametrize(
    ("papers", "is_met"),
    [
        (["birth_certificate"], True),
        (["passport"], True),
        (["national_id"], True),
        ([], False),
    ],
)
def test_for_a_child_a_birth_certificate_is_enough_to_go_home(visitor, way, papers, is_met):
    nationality, crossing, left = way
    asked = SMALL | {"nac": nationality, "paso": crossing, "de": left, "edad": "12-17"}
    told = reply(visitor, asked | {"doc": papers, "con": ["accompanied_by_parent"]})
    (line,) = [row for row in told.lines if "partida de nacimiento" in row.text]
    assert (str(line.verdict) == "met") is is_met
    if not is_met:
        assert "partida de nacimiento" in " ".join(line.reasons)
    grown = reply(visitor, asked | {"edad": "21-59", "doc": ["birth_certificate"]})
    assert not any("partida de nacimiento" in row.text for row in grown.lines)


@pytest.mark.parametrize(
    ("changes", "result", "authority"),
    [
        # going home with a passport, from El Salvador, Guatemala and Honduras
        ({"doc": ["passport"]}, "child_alone", "ISNA"),
        ({"doc": ["passport"], "paso": "GTHN-FLO", "de": "GT", "nac": "HN"}, None, "PGN"),
        ({"doc": ["passport"], "paso": "HNSV-AMA", "de": "HN", "nac": "SV"}, None, "DINAF"),
        # leaving the own country alone
        ({"paso": "GTHN-FLO", "de": "HN"}, "barred", "DINAF"),
        ({"paso": "GTHN-FLO", "de": "GT", "nac": "GT"}, "barred", "PGN"),
        ({"paso": "GTSV-CHI", "de": "SV", "nac": "SV"}, "barred", "CONNA"),
        # of a country of which no rule is known
        ({"nac": "VE", "edad": "0-4", "paso": "GTHN-FLO", "de": "HN"}, "no_rule", "DINAF"),
    ],
)
@pytest.mark.parametrize("page", [PAGE, SHEET])
def test_child_alone_reads_whom_to_turn_to_whatever_the_answer(
    visitor, changes, result, authority, page
):
    shown = ask(visitor, SMALL | changes, page=page)
    told = shown.context["reply"]
    assert result in {None, str(told.result)}
    assert str(told.result) not in {"complete", "with_consequence"}
    words = main_words(shown)
    first = (
        "No child travels alone. Call the child-protection authority now, and wait with a "
        "responsible institution until it takes over."
    )
    for sentence in (said(first), told.child.authorities, *told.child.lines):
        assert sentence in words
    assert authority in told.child.authorities
    assert told.child.lines
    assert 1 <= len(told.child.near) <= 3
    left = (SMALL | changes)["de"]
    assert {hit.service.country for hit in told.child.near} == {left}
    if page == PAGE:
        chat = shown.context["chat_text"]
        for sentence in (said(first), told.child.authorities, *told.child.lines):
            assert sentence in chat
        assert all(hit.service.name_es in chat for hit in told.child.near)


def test_authority_of_a_day_is_named_and_not_its_successor(visitor, in_2022):
    names = reply(visitor, SMALL).child.authorities
    assert "CONNA" in names
    assert "CONAPINA" not in names


@pytest.mark.parametrize(
    "changes", [{"con": ["accompanied_by_parent"]}, {"edad": "18-20"}, {"edad": "60+"}]
)
def test_whoever_is_grown_or_with_a_parent_reads_nothing_of_a_child_alone(visitor, changes):
    page = ask(visitor, SMALL | changes)
    assert page.context["reply"].child is None
    assert said("A child alone") not in main_words(page)


def test_where_nobody_is_known_it_is_said(visitor):
    """At the border with Belize, whose authority, line and services nobody has told."""
    told = reply(visitor, SMALL | {"paso": "GTBZ-MEL", "de": "BZ"})
    assert told.child.near == ()
    assert told.child.authorities == said(
        "Who protects children in %(country)s on that day, we do not know: ask at the post.",
        country="Belice",
    )
    assert told.child.none_near in main_words(
        ask(visitor, SMALL | {"paso": "GTBZ-MEL", "de": "BZ"})
    )
    nowhere = reply(visitor, SMALL | {"paso": "GTMX-ING", "de": "GT"})
    assert nowhere.child.near == ()


def test_exit_of_a_child_of_another_country_names_who_takes_over(visitor):
    told = reply(visitor, SMALL | {"doc": ["passport"]})
    (line,) = [row for row in told.lines if "van con su madre o su padre" in row.text]
    assert "oficiales migratorios de protección de la niñez" in line.consequence
    assert line.source

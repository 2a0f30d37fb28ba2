"""Good practices on their pages."""

import io

import pytest
from docx import Document
from tests.factories.pages import main_words, said
from tests.web.filled.practices import FILLED, HERE, shared

from relevo.demo.story import STARTS_AT, actor_of
from relevo.exchange.actions import practices as actions
from relevo.exchange.models import Adoption, EvidenceReview, Practice
from relevo.exchange.rules.practices import PracticeText

OWN, OTHER, UNIVERSITY = "demo-red-gt", "demo-albergue", "demo-universidad"


def url(row, tail=""):
    return f"{HERE}{row.pk}/{tail}"


def titles(response):
    return [line.row.title_es for line in response.context["lines"]]


def published():
    rows = Practice.objects.filter(state="published").order_by("sort_key", "id")
    return list(rows.values_list("title_es", flat=True))


def draft():
    return Practice.objects.get(institution__key="DEMO-VENTANILLA-COPAN", state="draft")


def test_published_ones_are_for_all_and_a_draft_for_its_own(desk):
    stranger, own = desk("demo-nacaome"), desk("demo-copan")

    assert titles(stranger.get(HERE)) == published()
    assert shared().title_es in published()
    assert draft().title_es in titles(own.get(HERE))
    assert titles(own.get(f"{HERE}?own=1")) == [draft().title_es]
    assert stranger.get(url(draft())).status_code == 404
    assert own.get(url(draft())).status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=bolsas", 1),
        ("q=arrival+list", 1),
        ("emergency=storm", 1),
        ("need=return_reception&country=HN", 1),
        ("need=return_reception&country=SV", 0),
        ("profile=family&sector=2", 1),
        ("reviewed=1", 1),
        ("adopted=1", 1),
        ("emergency=nonsense&page=x", None),
        ("q=nada+de+esto", 0),
    ],
)
def test_words_and_filters_narrow_the_list(desk, query, count):
    expected = len(published()) if count is None else count
    assert desk("demo-nacaome").get(f"{HERE}?{query}").context["total"] == expected


def test_one_says_what_it_needs_elsewhere_who_adopted_it_and_what_reviewers_say(desk):
    words = main_words(desk("demo-nacaome").get(url(shared())))

    for expected in (
        "Una persona de turno en cada lado que conteste de noche.",
        said("It worked after a change", context="adoption"),
        "Sirvió cuando se cambió la llamada",
        said("Promising evidence", context="evidence"),
        "Doce turnos son pocos",
        said("Many returns at once", context="emergency"),
    ):
        assert expected in words


def test_what_is_told_begins_as_a_draft_and_is_published(desk):
    teller = desk(OTHER)

    page = teller.post(f"{HERE}nueva/", FILLED, follow=True)
    made = Practice.objects.get(title_es="Puente de mensajes")
    assert said("Draft", context="practice") in main_words(page)

    teller.post(url(made, "publicar/"))

    made.refresh_from_db()
    assert (made.state, made.institution.key) == ("published", "DEMO-ALBERGUE")
    teller.post(url(made, "retirar/"))
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_what_lacks_a_part_is_not_published_and_says_what_is_missing(desk):
    page = desk("demo-copan").post(url(draft(), "publicar/"), follow=True)

    assert draft().state == "draft"
    assert said(
        "Before it is published it says context, problem, steps and results in Spanish."
    ) in [str(message) for message in page.context["messages"]]


def edited(row, **changes):
    return FILLED | {"title_es": row.title_es, "base": "1"} | changes


def test_who_saves_second_finds_both_texts_side_by_side(desk):
    row, own = shared(), desk(OWN)
    own.post(url(row, "editar/"), edited(row, steps_es="Primero"))

    page = own.post(url(row, "editar/"), edited(row, steps_es="Segundo"), follow=True)

    row.refresh_from_db()
    assert row.steps_es == "Primero"
    words = main_words(page)
    assert "Primero" in words
    assert "Segundo" in words
    revision, _differences = page.context["beside"][0]
    assert page.request["PATH_INFO"] == url(row, "versiones/")
    assert main_words(own.get(url(row))).count(said("Versions", context="practice")) == 1
    assert own.get(url(row)).context["beside"] == 1
    own.post(url(row, f"aparte/{revision.pk}/"))
    assert own.get(url(row)).context["beside"] == 0


def test_a_published_one_keeps_the_parts_it_needs(desk):
    row = shared()

    page = desk(OWN).post(url(row, "editar/"), edited(row, steps_es=""))

    assert page.status_code == 422
    assert said("Before it is published it says this in Spanish.") in main_words(page)


def test_the_form_opens_with_what_is_there(desk):
    form = desk(OWN).get(url(shared(), "editar/")).context["form"]
    assert (form["base"].value(), form["country"].value()) == (1, ["GT", "HN"])
    assert form["title_es"].value() == shared().title_es


@pytest.mark.parametrize("tail", ["editar/", "versiones/"])
def test_others_do_not_edit_it(desk, tail):
    assert desk(OTHER).get(url(shared(), tail)).status_code == 404


@pytest.mark.parametrize("tail", ["publicar/", "volar/", "aparte/1/"])
def test_others_do_not_move_it(desk, tail):
    assert desk(OTHER).post(url(shared(), tail)).status_code == 404


def test_a_second_withdrawal_changes_nothing_and_says_so(desk):
    row, own = shared(), desk(OWN)
    own.post(url(row, "retirar/"))
    page = own.post(url(row, "retirar/"), follow=True)
    assert said("The practice is in another state now. Nothing was changed.") in [
        str(message) for message in page.context["messages"]
    ]


ADOPTED = {"adopted_on": "2020-11-10", "result": "worked", "story_es": "Sirvió"}


def test_another_institution_adopts_it_and_tells_it_anew(desk):
    row, other = shared(), desk(OTHER)
    assert other.get(url(row, "adoptar/")).context["form"]["result"].value() == "under_way"

    other.post(url(row, "adoptar/"), ADOPTED)
    page = other.post(
        url(row, "adoptar/"), ADOPTED | {"result": "did_not_work", "story_es": "Faltó"}, follow=True
    )

    told = Adoption.objects.get(institution__key="DEMO-ALBERGUE")
    assert (told.result, told.story_es) == ("did_not_work", "Faltó")
    assert said("It did not work here", context="adoption") in main_words(page)
    assert other.get(url(row, "adoptar/")).context["form"]["story_es"].value() == "Faltó"


@pytest.mark.parametrize(
    ("who", "changes", "told"),
    [
        (OWN, {}, "Others adopt and review what your institution told."),
        (OTHER, {"story_es": ""}, "Say what happened."),
        (OTHER, {"adopted_on": "2021-11-10"}, "This day lies ahead."),
    ],
)
def test_what_is_refused_comes_back_with_a_sentence(desk, who, changes, told):
    page = desk(who).post(url(shared(), "adoptar/"), ADOPTED | changes)

    assert page.status_code == 422
    assert said(told) in main_words(page)


def test_a_draft_is_adopted_by_nobody(desk):
    page = desk("demo-copan").post(url(draft(), "adoptar/"), ADOPTED)
    assert said("The practice is not published. Nothing was noted.") in main_words(page)


REVIEWED = {"revision": "1", "verdict": "strong", "text_es": "Consta"}


def test_a_university_reviews_and_nobody_else(desk):
    row = shared()
    assert desk(UNIVERSITY).get(url(row)).context["may_review"] is True
    assert desk(OTHER).get(url(row)).context["may_review"] is False

    page = desk(OTHER).post(url(row, "revisar/"), REVIEWED)
    assert page.status_code == 422
    assert said("Only universities and research institutions review evidence.") in main_words(page)
    assert EvidenceReview.objects.count() == 1

    page = desk(UNIVERSITY).post(url(row, "revisar/"), REVIEWED, follow=True)
    assert said("Strong evidence", context="evidence") in main_words(page)
    assert EvidenceReview.objects.count() == 2


def test_a_monitor_reads_and_tells_nothing(desk):
    monitor = desk("demo-monitor")
    assert monitor.get(HERE).context["may_tell"] is False
    assert monitor.get(f"{HERE}nueva/")["Location"] == HERE
    assert monitor.get(url(shared())).context["may_adopt"] is False


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_is_handed_out_as_word_and_as_text(desk, language):
    row, reader = shared(), desk("demo-nacaome")
    here = url(row).replace("/es/", f"/{language}/")
    title = row.title_es if language == "es" else row.title_en

    paper = Document(io.BytesIO(reader.get(f"{here}documento/").content))
    words = "\n".join(part.text for part in paper.paragraphs)
    chat = reader.get(f"{here}texto/").content.decode()

    for text in (words, chat):
        assert title in text
        assert said("DEMONSTRATION: an invented practice.", language=language) in text
        assert said("Promising evidence", context="evidence", language=language) in text


def test_a_real_practice_with_a_source_says_where_it_is_from(desk):
    row = shared()
    Practice.objects.filter(pk=row.pk).update(source="https://example.org/nota", is_demo=False)
    reader = desk("demo-nacaome")

    assert said("From public sources") in main_words(reader.get(url(row)))
    assert "https://example.org/nota" in reader.get(url(row, "texto/")).content.decode()


def test_a_list_takes_as_many_queries_for_one_as_for_many(desk, count_queries):
    reader = desk("demo-nacaome")
    reader.get(HERE)
    before = count_queries(lambda: reader.get(HERE))
    for number in range(3):
        made = actions.draft_practice(
            text=PracticeText(**FILLED_TEXT | {"title_es": f"Otra {number}"}),
            tags={"emergency": ["storm"]},
            by=actor_of(OTHER),
            at=STARTS_AT,
        )
        actions.publish_practice(practice_id=made.pk, by=actor_of(OTHER), at=STARTS_AT)
    assert count_queries(lambda: reader.get(HERE)) == before
    assert reader.get(HERE).context["total"] == len(published())


FILLED_TEXT = {
    name: value for name, value in FILLED.items() if isinstance(value, str) and name != "base"
}

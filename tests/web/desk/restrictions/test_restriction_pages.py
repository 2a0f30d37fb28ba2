"""Restrictions at the desk: coordinators tell them and their end, everybody reads them."""

import pytest
from tests.factories import situation
from tests.factories.pages import main_words, said, words

from relevo.borders.models import Restriction, RestrictionEnd
from relevo.demo.story import STARTS_AT
from relevo.outbox.models import Message

HERE = "/es/mesa/situacion/restricciones/"
NEW = f"{HERE}nueva/"
SECRETARY, OFFICER = "demo-secretaria", "demo-nacaome"
ONLY_COORDINATORS = "Only coordinators tell what is restricted."
NO_CHANGE = "This cannot be kept as it is. Look at it again."
TOLD = {
    "kind": "curfew",
    "country": "HN",
    "areas": ["HN-17"],
    "stops": "all_travel",
    "opening_hours": "21:00-05:00",
    "from_at": "2020-11-20T05:00",
    "until_at": "2020-11-30T05:00",
    "basis": "announced",
    "legal_act": "PCM de la prueba",
    "text": "Nadie circula de noche.",
    "text_en": "Nobody is on the way at night.",
    "safe_conduct": "Personal de salud, con salvoconducto.",
    "source": "Gobierno de la prueba",
}
END = {"until_at": "2020-12-24T12:00", "source": "Gaceta de la prueba"}


def newest():
    return Restriction.objects.filter(key__startswith="X-").order_by("-known_from").first()


def test_what_is_told_stands_on_page_list_and_public_page(desk, visitor):
    client, before = desk(SECRETARY), Restriction.objects.count()
    response = client.post(NEW, TOLD, follow=True)
    row = newest()
    assert Restriction.objects.count() == before + 1
    assert response.redirect_chain == [(f"{HERE}{row.key}/", 302)]
    assert said("It is on the public page, and open routes follow it.") in words(response)
    assert [area.key for area in row.areas.all()] == ["HN-17"]
    assert row.is_demo
    assert Message.objects.get(topic="restriction.told").subject_id == str(row.pk)
    hours = said("every day from %(start)s to %(end)s", start="21:00", end="05:00")
    parts = ("Valle (Honduras)", hours, *(TOLD[name] for name in ("text", "legal_act", "source")))
    for page in (
        client.get(f"{HERE}{row.key}/"),
        client.get(HERE),
        visitor.get("/es/restricciones/"),
    ):
        text = main_words(page)
        assert [part for part in (*parts, TOLD["safe_conduct"]) if part not in text] == []
    assert TOLD["text_en"] in main_words(visitor.get("/en/restricciones/"))


def test_one_municipality_alone_can_be_named(desk):
    desk(SECRETARY).post(NEW, {**TOLD, "areas": [], "town": "nacaome"})
    assert [area.name for area in newest().areas.all()] == ["Nacaome"]


@pytest.mark.parametrize(
    "written",
    [
        "San Francisco (Lempira)",
        "san francisco, LEMPIRA",
        "San Francisco, Lempíra",
        "San Francisco(Lempira",
    ],
)
def test_town_of_a_name_that_several_have_is_told_apart_by_its_department(desk, written):
    client, before = desk(SECRETARY), Restriction.objects.count()
    response = client.post(NEW, {**TOLD, "areas": [], "town": "San Francisco"})
    assert response.status_code == 422
    assert "San Francisco (Atlántida); San Francisco (Lempira)" in words(response)
    assert Restriction.objects.count() == before
    client.post(NEW, {**TOLD, "areas": [], "town": written})
    (area,) = newest().areas.all()
    assert (area.name, area.parent.name) == ("San Francisco", "Lempira")


@pytest.mark.parametrize(
    ("day", "level"), [("2024-04-30", "municipality"), ("2024-05-02", "district")]
)
def test_salvadoran_town_is_found_before_and_after_it_became_a_district(desk, day, level):
    told = {**TOLD, "country": "SV", "areas": [], "town": "Pasaquina", "until_at": ""}
    desk(SECRETARY).post(NEW, {**told, "from_at": f"{day}T05:00"})
    (area,) = newest().areas.all()
    assert (area.name, area.level) == ("Pasaquina", level)


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        (
            {"areas": ["SV-14"]},
            "areas",
            "Choose departments of the country that you named.",
        ),
        *(
            ({"areas": [], "town": town}, "town", "No municipality of that country has this name.")
            for town in ("Ningunaparte", "Valle", "San Francisco (Valle)")
        ),
        (
            {"town": "Nacaome"},
            "town",
            "Choose departments or write one municipality, not both.",
        ),
        ({"opening_hours": "de noche"}, "opening_hours", "Write hours as 06:00-18:00 or 24/7."),
        ({"until_at": "2020-11-01T05:00"}, "until_at", "The end must lie after the start."),
        ({"text": "   "}, "text", None),
        ({"source": ""}, "source", None),
        ({"stops": "everything"}, "stops", None),
        ({"from_at": "mañana"}, "from_at", None),
    ],
)
def test_what_is_refused_comes_back_with_a_sentence_and_leaves_no_row(desk, told, field, sentence):
    before = Restriction.objects.count()
    response = desk(SECRETARY).post(NEW, {**TOLD, **told})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence is None or said(sentence) in words(response)
    assert Restriction.objects.count() == before
    assert not Message.objects.filter(topic="restriction.told").exists()


@pytest.mark.parametrize("username", [OFFICER, "demo-monitor"])
def test_only_coordinators_tell(desk, username):
    row, client, before = situation.curfew(STARTS_AT), desk(username), Restriction.objects.count()
    for call in (lambda: client.get(NEW, follow=True), lambda: client.post(NEW, TOLD, follow=True)):
        response = call()
        assert response.redirect_chain == [(HERE, 302)]
        assert said(ONLY_COORDINATORS) in words(response)
    page = client.get(f"{HERE}{row.key}/")
    assert said("End or prolong it") not in main_words(page)
    assert said("Tell a restriction") not in main_words(client.get(HERE))
    response = client.post(f"{HERE}{row.key}/", END, follow=True)
    assert said(ONLY_COORDINATORS) in words(response)
    assert (Restriction.objects.count(), RestrictionEnd.objects.count()) == (before, 0)


def test_its_end_is_told_later_and_stands_beside(desk, visitor):
    row, client = situation.curfew(STARTS_AT), desk(SECRETARY)
    page = f"{HERE}{row.key}/"
    assert said("nobody has said until when") in main_words(client.get(page))
    response = client.post(page, END, follow=True)
    assert said("The new end is noted.", context="restriction") in words(response)
    end = RestrictionEnd.objects.get()
    assert (end.restriction, end.source) == (row, END["source"])
    assert said("Words of its end") in main_words(response)
    assert END["source"] in main_words(response)
    assert "24 dic 2020" in main_words(visitor.get("/es/restricciones/"))
    assert Message.objects.filter(topic="restriction.told", subject_id=str(row.pk)).count() == 2


def test_an_end_before_the_start_is_refused(desk):
    row = situation.curfew(STARTS_AT)
    page = f"{HERE}{row.key}/"
    response = desk(SECRETARY).post(page, {**END, "until_at": "2019-01-01T12:00"})
    assert response.status_code == 422
    assert said("The end must lie after the start.") in words(response)
    assert not RestrictionEnd.objects.exists()


def test_one_that_ended_is_listed_as_over_and_one_ahead_as_coming(desk, visitor):
    client = desk(SECRETARY)
    client.post(NEW, {**TOLD, "from_at": "2020-11-25T05:00", "text": "Toque que viene."})
    row = newest()
    response = client.get(HERE)
    assert row.key in [line.row.key for line in response.context["current"]]
    assert said("Coming", context="restriction") in main_words(response)
    later = client.get(f"{HERE}?en=2020-12-15T12:00")
    assert row.key in [line.row.key for line in later.context["past"]]
    assert row.key not in [line.row.key for line in later.context["current"]]
    assert "Toque que viene." not in main_words(
        visitor.get("/es/restricciones/?en=2020-12-15T12:00")
    )


def test_as_it_was_known_before_it_was_told(desk):
    row, client = situation.curfew(STARTS_AT), desk(SECRETARY)
    before = "?en=2020-11-30T12:00&sabido=2020-11-01T12:00"
    assert client.get(f"{HERE}{row.key}/{before}").status_code == 404
    listed = client.get(f"{HERE}{before}")
    assert row.key not in [
        line.row.key for line in (*listed.context["current"], *listed.context["past"])
    ]
    assert not listed.context["may_tell"]
    assert client.get(f"{HERE}X-ninguna/").status_code == 404


def test_list_asks_the_same_for_one_and_for_three(desk, count_queries):
    client = desk(SECRETARY)
    situation.curfew(STARTS_AT)
    one = count_queries(lambda: client.get(HERE))
    for _number in range(2):
        situation.curfew(STARTS_AT)
    assert count_queries(lambda: client.get(HERE)) == one


def test_one_of_the_region_is_ended_like_any_other(desk):
    row = Restriction.objects.get(key="RS-HN-202004-QUARANTINE")
    response = desk(SECRETARY).post(f"{HERE}{row.key}/", END, follow=True)
    assert said("The new end is noted.", context="restriction") in words(response)
    assert RestrictionEnd.objects.get().restriction == row

"""Roads at the desk: a place, one of its roads, and what is the matter on it."""

import html

import pytest
from tests.factories import situation
from tests.factories.pages import main_words, said, words

from relevo.demo.story import STARTS_AT
from relevo.outbox.models import Message
from relevo.places.models import Link, Node
from relevo.plumbing import clock
from relevo.situation.errors import FactRefused
from relevo.situation.queries.roads import list_roads

HERE = "/es/mesa/situacion/caminos/"
PLACE = "HN-1701"
NEW = f"{HERE}nuevo/?lugar={PLACE}"
ALONE = "LOC-ALONE"
SENTENCES = (
    "We know no place called “%(read)s”. Did you mean: %(nearest)s?",
    "Several places have this name: %(listed)s. Name a town near.",
    "No road to this place is known.",
)
MONITOR, OFFICER = "demo-monitor", "demo-nacaome"


def link():
    return Link.objects.filter(from_node=PLACE).order_by("key").first()


def told(**values):
    return {
        "link": link().key,
        "state": "cut",
        "basis": "announced",
        "source": "Copeco de la prueba",
        "text": "Derrumbe en el kilómetro 12.",
    } | values


def known():
    at = clock.now()
    return {line.link.key: line.word for line in list_roads(at=at, known_at=at)}


def test_a_road_that_is_to_be_cut_later_is_not_cut_now(desk):
    client = desk(MONITOR)
    client.post(NEW, told(from_at="2020-11-23T06:00"))
    assert link().key not in known()
    monday = STARTS_AT.replace(day=23, hour=14)
    (line,) = [row for row in list_roads(at=monday, known_at=monday) if row.link == link()]
    assert line.word.state == "cut"
    seen = client.post(NEW, told(basis="observed", from_at="2020-11-23T06:00"))
    assert list(seen.context["form"].errors) == ["from_at"]


@pytest.mark.parametrize("username", [MONITOR, "demo-secretaria"])
def test_what_is_told_is_listed_and_public(desk, visitor, username):
    client = desk(username)
    response = client.post(NEW, told(), follow=True)
    assert response.redirect_chain == [(HERE, 302)]
    assert said("It is noted, and open routes follow it.") in words(response)
    word = known()[link().key]
    assert (word.state, word.source, word.is_demo) == ("cut", "Copeco de la prueba", True)
    assert Message.objects.get(topic="road.reported").subject_id == word.key
    for page in (response, visitor.get("/es/restricciones/")):
        text = main_words(page)
        assert f"{link().from_node.name} – {link().to_node.name}" in text
        assert "Copeco de la prueba" in text
        assert "Derrumbe en el kilómetro 12." in text


def test_who_saw_it_is_not_named(desk, visitor):
    desk(MONITOR).post(NEW, told(basis="observed", source="", state="slow"))
    word = known()[link().key]
    assert (word.basis, word.source) == ("observed", said("Network"))
    assert said("Seen by the network, %(moment)s.", moment="").split(",")[0] in main_words(
        visitor.get("/es/restricciones/")
    )


def test_open_again_is_told_in_the_same_way(desk):
    client = desk(MONITOR)
    client.post(NEW, told())
    client.post(NEW, told(state="open"))
    assert known()[link().key].state == "open"


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"source": " "}, "source", "Say who announced it."),
        ({"until_at": "2020-11-01T12:00"}, "until_at", "The end must lie after the start."),
        ({"link": "no-road"}, "link", None),
        ({"state": "gone"}, "state", None),
    ],
)
def test_what_is_refused_comes_back_and_leaves_no_row(desk, values, field, sentence):
    before = known()
    response = desk(MONITOR).post(NEW, told(**values))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence is None or said(sentence) in words(response)
    assert known() == before
    assert not Message.objects.filter(topic="road.reported").exists()


@pytest.mark.parametrize(
    ("place", "begins"),
    [
        ("Ningunaparte del Zzz", "We know no place called"),
        ("Santa Rosa", "Several places have this name"),
        (ALONE, "No road to this place is known."),
    ],
)
def test_place_that_does_not_say_which_roads_is_asked_for_again(desk, place, begins):
    Node.objects.create(pk=ALONE, name=ALONE, **without_roads())
    response = desk(MONITOR).get(f"{HERE}nuevo/", {"lugar": place})
    assert response.context["form"] is None
    assert response.context["problem"].startswith(said_start(begins))
    assert html.escape(response.context["problem"]) in response.content.decode()


def said_start(begins):
    (full,) = [text for text in SENTENCES if text.startswith(begins)]
    return said(full).split("%(")[0]


def without_roads():
    like = Node.objects.get(pk=PLACE)
    names = ("kind", "country", "department", "area", "lat", "lon", "precision")
    return {name: getattr(like, name) for name in names}


def test_place_is_named_as_people_name_it(desk):
    client = desk(MONITOR)
    form = client.get(f"{HERE}nuevo/", {"lugar": "nacaome"}).context["form"]
    assert link().key in dict(form.fields["link"].choices)
    assert client.get(f"{HERE}nuevo/").context["problem"] == ""


def test_sending_without_a_place_tells_nothing(desk):
    response = desk(MONITOR).post(f"{HERE}nuevo/", told())
    assert response.status_code == 422
    assert not Message.objects.filter(topic="road.reported").exists()


def test_only_monitors_and_coordinators_report(desk):
    client = desk(OFFICER)
    for call in (
        lambda: client.get(NEW, follow=True),
        lambda: client.post(NEW, told(), follow=True),
    ):
        response = call()
        assert response.redirect_chain == [(HERE, 302)]
        assert said("Only border monitors and coordinators report.") in words(response)
    assert said("Tell of a road") not in main_words(client.get(HERE))
    assert not Message.objects.filter(topic="road.reported").exists()


def test_nothing_is_known_before_it_was_told(desk):
    client = desk(MONITOR)
    client.post(NEW, told())
    assert "Derrumbe en el kilómetro 12." in main_words(client.get(HERE))
    before = client.get(f"{HERE}?en=2020-11-30T12:00&sabido=2020-11-01T12:00")
    assert "Derrumbe en el kilómetro 12." not in main_words(before)
    assert not before.context["may_tell"]


def test_list_asks_the_same_for_one_and_for_three(desk, count_queries):
    client = desk(MONITOR)
    situation.cut_road(STARTS_AT)
    one = count_queries(lambda: client.get(HERE))
    for row in Link.objects.filter(from_node=PLACE).order_by("key")[:2]:
        client.post(NEW, told(link=row.key))
    assert count_queries(lambda: client.get(HERE)) == one


@pytest.mark.parametrize("field", ["source", "text"])
def test_words_that_lead_to_a_person_are_refused_beside_their_field(desk, field):
    response = desk(MONITOR).post(NEW, told(**{field: "Juan Pérez, 9999-8888"}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert said("Take the telephone number out: nobody's number is kept here.") in words(response)
    assert not Message.objects.filter(topic="road.reported").exists()


def test_road_that_is_gone_meanwhile_is_a_bug_and_no_sentence(desk, monkeypatch):
    monkeypatch.setattr("relevo.situation.actions.roads.link_between", lambda *_nodes: None)
    with pytest.raises(FactRefused):
        desk(MONITOR).post(NEW, told())

"""An emergency of people on the way: no page of a member that enforces names or opens it."""

from datetime import timedelta

import pytest
from tests.factories import movements as make
from tests.factories import situation
from tests.factories.pages import main_words, said, signed_in
from tests.factories.world import move_clock, nothing_written

from relevo.accounts.models import User
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.actions.temporary import TemporaryFacts, TemporaryPlace
from relevo.plumbing import clock
from relevo.situation.actions import checklist, emergencies, points
from relevo.web.as_of import FORMAT

HERE = "/es/mesa/situacion/emergencias/"
COORDINATOR, OFFICER = "demo-secretaria", "demo-copan"
NAME = "Movilización numerosa"
DAY = timedelta(days=1)
TABS = ("", "puntos/", "ofrecimientos/", "lista/")
FORMS = ("fase/", "area/", "cifra/", "ofrecimientos/nuevo/")


def people_on_the_way(at):
    return emergencies.open_emergency(
        told=emergencies.EmergencyFacts(
            kind="movement", name_es=NAME, from_at=at, where=[emergencies.Where("HN", "HN-05")]
        ),
        by=actor_of(COORDINATOR),
        at=at,
    )


def point_of(emergency, at):
    return points.open_point(
        told=TemporaryFacts(
            name_es="Punto temporal: agua. Nacaome",
            name_en="Temporary point: water. Nacaome",
            kind="red_cross_point",
            needs=["water"],
            place=TemporaryPlace("HN", area_key="HN-1709"),
            from_at=at,
            until_at=at + 2 * DAY,
        ),
        emergency_id=emergency.pk,
        by=actor_of(OFFICER),
        at=at,
    )


def moved(emergency, phase, at, reason=""):
    emergencies.move_phase(
        emergency_id=emergency.pk,
        phase=phase,
        from_at=at,
        reason_es=reason,
        by=actor_of(COORDINATOR),
        at=at,
    )


@pytest.fixture
def enforcer():
    make.stage()
    return signed_in(User.objects.get(username="mv-police"))


def test_a_point_names_its_emergency_to_who_may_see_it_alone(desk, enforcer):
    emergency = people_on_the_way(STARTS_AT)
    point = point_of(emergency, STARTS_AT)
    address = f"{HERE}puntos/{point.pk}/"

    shown = desk(COORDINATOR).get(address).content.decode()
    hidden = enforcer.get(address)

    assert NAME in shown
    assert emergency.key in shown
    assert hidden.status_code == 200
    assert "Punto temporal: agua. Nacaome" in main_words(hidden)
    assert NAME not in hidden.content.decode()
    assert emergency.key not in hidden.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        HERE,
        "/es/emergencias/",
        "/es/mapa/",
        "/es/mesa/situacion/mapa/",
        "/es/mesa/situacion/hoja/NET-SUR/",
        "/es/mesa/situacion/hoja/NET-SUR/hoja.docx",
        "entry",
        "entry at the desk",
    ],
)
def test_no_page_with_points_names_the_emergency(enforcer, address):
    emergency = people_on_the_way(STARTS_AT)
    entry = point_of(emergency, STARTS_AT).service.key
    pages = {
        "entry": f"/es/servicio/{entry}/",
        "entry at the desk": f"/es/mesa/directorio/{entry}/",
    }

    response = enforcer.get(pages.get(address, address))

    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert NAME.encode() not in body
    assert emergency.key.encode() not in body


def test_one_that_began_again_is_not_opened_through_its_past(desk, enforcer):
    begun = STARTS_AT - 60 * DAY
    emergency = people_on_the_way(begun)
    moved(emergency, "closed", begun + 5 * DAY)
    quiet = (begun + 20 * DAY).astimezone(clock.LOCAL).strftime(FORMAT)
    assert [enforcer.get(f"{HERE}{emergency.key}/{tab}").status_code for tab in TABS] == [200] * 4
    moved(emergency, "during", STARTS_AT, "Vuelve a salir gente")
    checklist.mark_item(
        emergency_id=emergency.pk,
        item="during-triage",
        is_done=True,
        by=actor_of(OFFICER),
        at=STARTS_AT,
    )

    for tab in TABS:
        address = f"{HERE}{emergency.key}/{tab}?en={quiet}"
        assert desk(COORDINATOR).get(address).status_code == 200
        assert enforcer.get(address).status_code == 404
    assert NAME not in main_words(enforcer.get(f"{HERE}?en={quiet}"))
    assert NAME not in main_words(enforcer.get(f"/es/emergencias/?en={quiet}"))


def test_forms_look_at_now_whatever_instant_is_asked_for(desk):
    storm, client = situation.storm(STARTS_AT), desk(COORDINATOR)
    move_clock(STARTS_AT + DAY)
    moved(storm, "after", STARTS_AT + DAY)
    before = (STARTS_AT - DAY).astimezone(clock.LOCAL).strftime(FORMAT)
    then = STARTS_AT.astimezone(clock.LOCAL).strftime(FORMAT)

    for form in FORMS:
        address = f"{HERE}{storm.key}/{form}"
        assert client.get(f"{address}?en={before}&sabido={before}").status_code == 200
        line = client.get(f"{address}?en={then}&sabido={then}").context["line"]
        assert line.phase == "after", form


def test_forms_open_nothing_that_is_held_back_now(enforcer):
    begun = STARTS_AT - 60 * DAY
    emergency = people_on_the_way(begun)
    moved(emergency, "closed", begun + 5 * DAY)
    moved(emergency, "during", STARTS_AT, "Vuelve a salir gente")
    quiet = (begun + 20 * DAY).astimezone(clock.LOCAL).strftime(FORMAT)

    with nothing_written():
        for form in FORMS:
            address = f"{HERE}{emergency.key}/{form}?en={quiet}&sabido={quiet}"
            assert enforcer.get(address).status_code == 404, form
            assert enforcer.post(address, {}).status_code == 404, form


@pytest.mark.parametrize("item", ["a%0Ab", "a%0D%0Ab", "a b", "%22"])
def test_an_item_that_can_be_none_is_not_there(desk, item):
    storm = situation.storm(STARTS_AT)
    answer = desk(OFFICER).post(f"{HERE}{storm.key}/lista/{item}/", {"done": "yes"})
    assert answer.status_code == 404
    assert said("Noted for your institution.") not in answer.content.decode()

"""Emergencies at the desk: read by all, written by the coordination, points by their own."""

from datetime import timedelta

import pytest
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock
from tests.web.filled.emergencies import FORMS

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.plumbing import clock
from relevo.situation.actions import emergencies, points
from relevo.situation.models.emergency import Figure
from relevo.situation.queries.checklist import read_checklist
from relevo.situation.queries.emergencies import get_emergency, list_emergencies
from relevo.situation.queries.pledges import list_pledges
from relevo.situation.queries.points import get_point, list_points
from relevo.web.desk.emergencies import forms

HERE = "/es/mesa/situacion/emergencias/"
STORMS = f"{HERE}eta-iota-2020/"
COORDINATOR, OFFICER, MONITOR = "demo-secretaria", "demo-copan", "demo-monitor"
POINT = {
    "place": "El Amatillo",
    "country": "HN",
    "needs": ["water", "food"],
    "from_at": "2020-11-20T15:40",
    "until_at": "2020-11-23T15:40",
    "kind": "care_center",
}
NOW = f"{STARTS_AT:%Y-%m-%dT%H:%M}"


def storms(at=STARTS_AT):
    return get_emergency("eta-iota-2020", at=at, known_at=at, sees_live=True)


def demo_point():
    (row,) = list_points(at=STARTS_AT, known_at=STARTS_AT, only_open=True)
    return row


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("tab", ["", "puntos/", "ofrecimientos/", "lista/"])
def test_every_tab_is_read_by_who_signs_in(desk, language, tab):
    response = desk(MONITOR).get(STORMS.replace("/es/", f"/{language}/") + tab)

    assert response.status_code == 200
    name = "Tormentas Eta e Iota" if language == "es" else "Storms Eta and Iota"
    assert name in main_words(response)


def test_figures_stand_source_by_source_and_sums_that_differ_are_said(desk):
    assert said("The parts do not add up") not in main_words(desk(OFFICER).get(STORMS))
    Figure.objects.filter(country="", value=4_900_000).update(note_es="", note_en="")
    words = main_words(desk(OFFICER).get(STORMS))

    assert "1,800,000" in words or "1.800.000" in words
    assert "OCHA" in words
    assert "CONRED" in words
    assert said("The parts do not add up") in words
    assert "3,900,000" in words or "3.900.000" in words


def test_the_time_machine_shows_what_was_known_then(desk):
    client = desk(OFFICER)

    early = client.get(STORMS + "?en=2020-11-10T12:00&sabido=2020-11-10T12:00")
    before = client.get(STORMS + "?en=2020-11-01T12:00&sabido=2020-11-01T12:00")

    words = main_words(early)
    assert "37,600" in words or "37.600" in words
    assert "96,000" not in words
    assert said("Add a figure") not in words
    assert before.status_code == 404


def test_the_list_has_the_open_point_and_asks_as_often_for_more(desk, count_queries):
    client = desk(COORDINATOR)
    page = client.get(HERE)
    assert demo_point().name.es in main_words(page)
    few = count_queries(lambda: client.get(HERE))
    for number in range(3):
        emergencies.open_emergency(
            told=emergencies.EmergencyFacts(
                kind="flood",
                name_es=f"Crecida {number}",
                from_at=STARTS_AT,
                where=[emergencies.Where("HN", "HN-17")],
            ),
            by=actor_of(COORDINATOR),
            at=STARTS_AT,
        )

    assert count_queries(lambda: client.get(HERE)) == few


def test_the_coordination_opens_an_emergency_on_one_page(desk):
    client = desk(COORDINATOR)
    form = client.get(HERE + "abrir/").context["form"]
    assert f"{form.initial['from_at']:%Y-%m-%dT%H:%M}" == NOW

    response = client.post(
        HERE + "abrir/",
        {
            "kind": "landslide",
            "name_es": "Derrumbe en Omoa",
            "country": "HN",
            "place": "Omoa",
            "phase": "during",
            "from_at": NOW,
            "source": "COPECO",
        },
        follow=True,
    )

    assert response.redirect_chain == [(HERE + "derrumbe-en-omoa-2020/", 302)]
    view = get_emergency(
        "derrumbe-en-omoa-2020", at=clock.now(), known_at=clock.now(), sees_live=True
    )
    assert [(place.country, place.area_key) for place in view.line.places] == [("HN", "HN-0503")]
    assert view.line.is_demo
    assert "Omoa, Cortés (Honduras)" in main_words(response)


@pytest.mark.parametrize("act", ["abrir/", "eta-iota-2020/fase/", "eta-iota-2020/area/"])
def test_others_are_told_who_writes_it_and_nothing_is_written(desk, act):
    before = storms()

    response = desk(OFFICER).post(HERE + act, {"from_at": NOW, "phase": "after"}, follow=True)

    assert response.status_code == 200
    assert "coordinación de una institución" in main_words(response)
    assert storms() == before


def test_the_phase_moves_with_its_reason(desk):
    client = desk(COORDINATOR)
    assert client.get(STORMS + "fase/").status_code == 200

    refused = client.post(STORMS + "fase/", {"phase": "during", "from_at": NOW})
    moved = client.post(
        STORMS + "fase/",
        {"phase": "after", "from_at": NOW, "reason_es": "Bajó el agua"},
        follow=True,
    )

    assert refused.status_code == 422
    assert said("It is in this phase already.") in main_words(refused)
    assert "Bajó el agua" in main_words(moved)
    assert storms(clock.now()).line.phase == "after"


def test_an_area_is_added_and_taken_off_and_both_stay_known(desk):
    client = desk(COORDINATOR)
    move_clock(STARTS_AT + timedelta(minutes=1))
    added = client.post(
        STORMS + "area/", {"country": "SV", "place": "Pasaquina", "from_at": NOW}, follow=True
    )
    assert "Pasaquina, La Unión (El Salvador)" in main_words(added)
    move_clock(STARTS_AT + timedelta(minutes=9))

    ended = client.post(STORMS + "area/fin/", {"country": "SV", "area": "SV-1412"}, follow=True)
    again = client.post(STORMS + "area/fin/", {"country": "SV", "area": "SV-1412"}, follow=True)

    assert "Pasaquina" not in main_words(ended)
    assert said("This area is not there any more.") in main_words(again)
    then = get_emergency(
        "eta-iota-2020",
        at=STARTS_AT + timedelta(minutes=5),
        known_at=STARTS_AT + timedelta(minutes=5),
        sees_live=True,
    )
    assert "SV-1412" in [place.area_key for place in then.line.places]


def test_a_place_nobody_knows_is_told_on_its_field(desk):
    response = desk(COORDINATOR).post(
        STORMS + "area/", {"country": "SV", "place": "Zzyzx", "from_at": NOW}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["place"])


def test_a_figure_stands_beside_the_others(desk):
    response = desk(COORDINATOR).post(
        STORMS + "cifra/",
        {
            "measure": "sheltered",
            "qualifier": "at_least",
            "value": "51000",
            "said_by": "COPECO",
            "as_of_at": NOW,
            "country": "HN",
            "source": "Boletín 70",
            "confidence": "medium",
        },
        follow=True,
    )

    words = main_words(response)
    assert "COPECO" in words
    assert "51,000" in words or "51.000" in words
    assert said("Sources differ", context="figure") in words


def test_a_number_of_the_future_is_refused_with_its_form(desk):
    response = desk(COORDINATOR).post(
        STORMS + "cifra/",
        {
            "measure": "dead",
            "qualifier": "exact",
            "value": "1",
            "said_by": "COPECO",
            "as_of_at": "2020-12-20T10:00",
            "source": "Boletín",
            "confidence": "low",
        },
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["as_of_at"])


def test_a_point_is_opened_with_place_and_services_alone(desk):
    client = desk(OFFICER)
    page = client.get(HERE + "puntos/abrir/?emergencia=eta-iota-2020&paso=HNSV-AMA")
    form = page.context["form"]
    assert (form["place"].value(), form["until_at"].value() - form["from_at"].value()) == (
        "El Amatillo",
        timedelta(hours=72),
    )

    response = client.post(HERE + "puntos/abrir/?emergencia=eta-iota-2020", POINT, follow=True)

    assert response.status_code == 200
    entry = Service.objects.get(key__startswith="TMP-", institution__key="DEMO-VENTANILLA-COPAN")
    assert entry.name_es == "Punto temporal: agua, alimentación. El Amatillo"
    public = client.get(f"/es/servicio/{entry.key}/")
    assert said("Temporary point until %(day)s", day="23 nov 2020") in main_words(public)
    assert f"Lo abrió {entry.institution.name_es}, 20" in main_words(public)
    assert said("Nobody has confirmed this entry yet") not in main_words(public)
    found = client.get("/es/ayuda/?need=water&place=El+Amatillo")
    assert entry.name_es in main_words(found)
    assert entry.name_es in main_words(client.get("/es/frontera/HNSV-AMA/"))
    assert entry.name_es in main_words(client.get("/es/emergencias/"))


def test_a_point_opened_outside_its_hours_says_its_hours_and_is_not_open(desk):
    client = desk(OFFICER)
    move_clock(STARTS_AT.replace(hour=15, minute=53))
    hours = {"opens": "20:00", "closes": "22:00", "places": "40"}

    page = client.post(HERE + "puntos/abrir/", POINT | hours, follow=True)

    words = main_words(page)
    assert said("Closed at this hour", context="temporary point") in words
    assert said("Open now", context="temporary point") not in words
    assert "cada día de 20:00 a 22:00" in words
    assert "40" in words
    assert said(
        "The point is noted. Whoever looks for help finds it with its days and hours."
    ) in page.content.decode().replace("&nbsp;", " ")
    found = main_words(client.get("/es/ayuda/?need=water&place=El+Amatillo"))
    assert "cada día de 20:00 a 22:00" in found


def test_closing_takes_it_from_every_page(desk):
    row, client = demo_point(), desk(COORDINATOR)
    pages = (
        "/es/ayuda/?need=water&place=El+Amatillo",
        "/es/emergencias/",
        "/es/frontera/HNSV-AMA/",
    )
    assert all(row.name.es in main_words(client.get(page)) for page in pages)

    response = client.post(f"{HERE}puntos/{row.id}/cerrar/", follow=True)

    assert said("The point is closed, here and everywhere else.") in response.content.decode()
    assert [page for page in pages if row.name.es in main_words(client.get(page))] == []
    kept = client.get(f"/es/servicio/{row.service_key}/")
    assert said("This temporary point is closed") in main_words(kept)
    again = client.post(f"{HERE}puntos/{row.id}/cerrar/", follow=True)
    assert said("This point has closed already. Open a new one.") in again.content.decode()


def test_a_point_stays_longer_by_its_own_institution(desk):
    row = demo_point()
    address = f"{HERE}puntos/{row.id}/"
    own, other = desk(COORDINATOR), desk(OFFICER)
    assert said("Close it now, everywhere") in main_words(own.get(address))
    assert said("Close it now, everywhere") not in main_words(other.get(address))

    refused = other.post(address, {"until_at": "2020-11-30T12:00"})
    kept = own.post(address, {"until_at": "2020-11-30T12:00"}, follow=True)

    assert said("Only the institution that runs the point changes it.") in main_words(refused)
    assert (refused.status_code, kept.status_code) == (422, 200)
    assert get_point(row.id, at=clock.now()).until_at.isoformat() == "2020-11-30T18:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "Zzyzx"}, "place"),
        ({"place": "La Unión", "country": "HN"}, "place"),
        ({"until_at": "2020-11-20T10:00"}, "until_at"),
        ({"until_at": "mañana"}, "until_at"),
        ({"until_at": "1900-01-01T10:00"}, "until_at"),
        ({"opens": "07:00"}, "closes"),
        ({"opens": "07:00", "closes": "07:00"}, "closes"),
        ({"needs": []}, "needs"),
        ({"phone": "llame"}, "phone"),
    ],
)
def test_what_cannot_be_a_point_comes_back_with_its_form(desk, changes, field):
    response = desk(OFFICER).post(HERE + "puntos/abrir/", POINT | changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert len(list_points(at=STARTS_AT, known_at=STARTS_AT)) == 1


def test_who_speaks_for_nobody_opens_no_point(desk):
    response = desk(MONITOR).post(HERE + "puntos/abrir/", POINT, follow=True)

    assert said("Choose first for which institution you act: it opens its own points.") in (
        response.content.decode()
    )
    assert len(list_points(at=STARTS_AT, known_at=STARTS_AT)) == 1


@pytest.mark.parametrize("path", ["nada-2020/", "nada-2020/lista/", "nada-2020/area/"])
def test_an_emergency_that_is_not_there(desk, path):
    assert desk(COORDINATOR).get(HERE + path).status_code == 404


def test_points_and_pledges_that_are_not_there(desk):
    client, nobody = desk(COORDINATOR), "00000000-0000-4000-8000-000000000009"

    for address in (f"puntos/{nobody}/", f"ofrecimientos/{nobody}/"):
        assert client.get(HERE + address).status_code == 404
    unknown = client.get(HERE + "puntos/abrir/?paso=NADA")
    assert (unknown.status_code, unknown.context["form"]["place"].value()) == (200, None)


def test_a_pledge_is_offered_delivered_and_withdrawn_by_its_own_institution(desk):
    client = desk(OFFICER)
    empty = client.get(STORMS + "ofrecimientos/nuevo/").context["form"]
    assert empty["country"].value() == "HN"
    made = client.post(
        STORMS + "ofrecimientos/nuevo/",
        {"kind": "beds", "amount": "20", "country": "HN", "place": "Nacaome", "from_at": NOW},
        follow=True,
    )
    assert said("Thank you. The offer stands with the others.") in made.content.decode()
    (row,) = [
        line
        for line in list_pledges(emergency_key="eta-iota-2020", known_at=clock.now())
        if line.kind == "beds"
    ]
    address = f"{HERE}ofrecimientos/{row.id}/"
    other = desk(COORDINATOR)
    assert other.get(address).status_code == 200
    refused = other.post(address, {"amount": "20"})
    assert refused.status_code == 422

    client.post(address, {"amount": "12"})
    client.post(address + "retirar/")
    twice = client.post(address + "retirar/", follow=True)

    (line,) = [
        line
        for line in list_pledges(emergency_key="eta-iota-2020", known_at=clock.now())
        if line.id == row.id
    ]
    assert (line.standing.state, line.standing.delivered) == ("withdrawn", 12)
    assert said("This pledge was withdrawn. Make a new one.") in twice.content.decode()


def test_pledges_are_summed_and_nobody_is_called_late(desk):
    words = main_words(desk(OFFICER).get(STORMS + "ofrecimientos/"))

    assert said("Kits", context="pledge") in words
    assert " 120 80 " in words
    assert "tarde" not in words.lower()


def test_a_pledge_needs_somebody_to_speak_for_an_institution(desk):
    response = desk(MONITOR).get(STORMS + "ofrecimientos/nuevo/", follow=True)

    assert said("Choose first for which institution you act.") in response.content.decode()


def test_a_pledge_that_ends_before_it_begins_comes_back(desk):
    client = desk(OFFICER)
    assert client.get(STORMS + "ofrecimientos/nuevo/").status_code == 200
    values = {"kind": "beds", "amount": "2", "country": "HN", "place": "Nacaome", "from_at": NOW}

    response = client.post(
        STORMS + "ofrecimientos/nuevo/", values | {"until_at": "2020-11-19T10:00"}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["until_at"])


def test_an_item_is_marked_and_taken_back_by_each_institution_for_itself(desk):
    client, item = desk(OFFICER), "during-triage"
    address = f"{STORMS}lista/{item}/"

    marked = client.post(address, {"done": "yes"})
    twice = client.post(address, {"done": "yes"}, follow=True)

    assert marked.headers["Location"] == f"{STORMS}lista/#item-{item}"
    assert said("Your institution has marked this already.") in twice.content.decode()
    assert line_of(item).is_ours
    client.post(address, {"done": "no"})
    assert not line_of(item).is_ours
    unknown = client.post(f"{STORMS}lista/nada/", {"done": "yes"}, follow=True)
    assert unknown.status_code == 200


def line_of(item):
    view = storms()
    found = read_checklist(
        emergency_id=view.line.id,
        kind="storm",
        known_at=clock.now(),
        institution_id=actor_of(OFFICER).institution_id,
    )
    return next(row for row in found.items if row.code == item)


def test_a_member_that_enforces_reads_no_emergency_of_people_on_the_way(desk):
    emergencies.open_emergency(
        told=emergencies.EmergencyFacts(
            kind="movement",
            name_es="Movilización numerosa",
            from_at=STARTS_AT,
            where=[emergencies.Where("HN", "HN-05")],
        ),
        by=actor_of(COORDINATOR),
        at=STARTS_AT,
    )

    assert "Movilización numerosa" in main_words(desk(OFFICER).get(HERE))
    assert "Movilización numerosa" not in main_words(desk(OFFICER).get("/es/emergencias/"))
    seen = list_emergencies(at=clock.now(), known_at=clock.now(), sees_live=False)
    assert "movement" not in [line.kind for line in seen]


def test_points_of_a_plan_end_with_the_point(desk):
    row = demo_point()
    points.close_point(point_id=row.id, by=actor_of(COORDINATOR), at=clock.now())

    assert Service.objects.get(pk=row.service_id).status == "closed"


@pytest.mark.parametrize(
    ("address", "form", "field"),
    [
        (f"{HERE}abrir/", "EmergencyForm", "name_es"),
        (f"{HERE}abrir/", "EmergencyForm", "source"),
        (f"{STORMS}cifra/", "FigureForm", "said_by"),
        (f"{STORMS}cifra/", "FigureForm", "source"),
        (f"{STORMS}cifra/", "FigureForm", "note_es"),
        (f"{STORMS}fase/", "PhaseForm", "reason_es"),
        (f"{STORMS}ofrecimientos/nuevo/", "PledgeForm", "note"),
        (f"{HERE}puntos/abrir/", "PointForm", "locality"),
    ],
)
def test_who_writes_of_a_person_is_told_beside_the_field(desk, address, form, field):
    filled = FORMS[getattr(forms, form)]()
    told = filled.values | {field: "Juan Pérez Martínez, 9999-8888"}
    response = desk(COORDINATOR).post(address, told)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    sentence = said("Take the telephone number out: nobody's number is kept here.")
    assert sentence in main_words(response)

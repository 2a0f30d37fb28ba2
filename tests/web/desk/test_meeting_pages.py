"""Meetings, actas and the annual plan at the desk."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from tests.factories import meetings as factory
from tests.factories.meetings import KEY, NOON
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.demo.story import STARTS_AT
from relevo.demo.story import actor_of as demo_actor
from relevo.directory.models import Institution
from relevo.exchange.models import Commitment
from relevo.networks.actions import actas, meetings, plans
from relevo.networks.enums import MeetingState
from relevo.networks.models import Acta, Attendance, Decision, Meeting, Network, PlanItem
from relevo.networks.rules.meetings import ActaDetails, AgendaPoint, Attended
from relevo.networks.rules.plans import PlanLine
from relevo.plumbing import revisions

HOME = f"/es/mesa/redes/{KEY}/"
SECRETARY, MEMBER, STRANGER = "demo-secretaria", "demo-albergue", "demo-copan"


@pytest.fixture
def table(instance):
    row, rows = factory.world_table()
    return row, rows


@pytest.fixture
def secretary(table, desk):
    return desk(SECRETARY)


def by():
    return demo_actor(SECRETARY)


def one():
    return Meeting.objects.get(network__key=KEY)


def planned(**changes):
    return factory.planned(by(), at=STARTS_AT, **changes)


def held(**changes):
    return factory.held(by(), at=STARTS_AT, **changes)


MEETING_FORM = {
    "kind": "technical",
    "title_es": "Mesa de salud",
    "title_en": "",
    "starts_on": "2020-12-01",
    "starts_hour": "09:30",
    "ends_hour": "11:00",
    "ends_on": "",
    "modality": "virtual",
    "place": "",
}


def test_keeper_plans_a_meeting_in_local_time(secretary):
    response = secretary.post(f"{HOME}reuniones/nueva/", MEETING_FORM)

    row = Meeting.objects.get(network__key=KEY)
    assert response["Location"] == f"{HOME}reuniones/1/"
    assert (row.number, row.kind, row.title_es, row.modality, row.state) == (
        1,
        "technical",
        "Mesa de salud",
        "virtual",
        "planned",
    )
    assert row.starts_at.isoformat() == "2020-12-01T15:30:00+00:00"
    assert row.ends_at.isoformat() == "2020-12-01T17:00:00+00:00"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_hour": "25:00"}, "starts_hour"),
        ({"ends_hour": "08:00"}, "ends_hour"),
        ({"ends_hour": "", "ends_on": "2020-12-02"}, "ends_hour"),
        ({"ends_hour": "", "kind": "party"}, "kind"),
        ({"starts_on": "2027-01-01"}, "starts_on"),
        ({"title_es": " "}, "title_es"),
    ],
)
def test_meeting_that_cannot_be_is_refused_beside_its_field(secretary, changes, field):
    response = secretary.post(f"{HOME}reuniones/nueva/", MEETING_FORM | changes)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Meeting.objects.filter(network__key=KEY).exists()


def test_keeper_changes_holds_and_calls_off(secretary):
    first = planned()
    second = planned(title_es="Otra")
    form = secretary.get(f"{HOME}reuniones/{first.number}/cambiar/").context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert (shown["starts_on"].isoformat(), shown["starts_hour"]) == ("2020-11-27", "12:00")

    values = MEETING_FORM | {"starts_on": "2020-11-20", "starts_hour": "08:00", "ends_on": ""}
    response = secretary.post(f"{HOME}reuniones/{first.number}/cambiar/", values)
    assert response["Location"] == f"{HOME}reuniones/{first.number}/"
    secretary.post(f"{HOME}reuniones/{first.number}/estado/hold/")
    secretary.post(f"{HOME}reuniones/{second.number}/estado/cancel/")

    assert dict(
        Meeting.objects.filter(network__key=KEY).order_by("number").values_list("number", "state")
    ) == {
        1: MeetingState.HELD,
        2: MeetingState.CANCELLED,
    }
    again = secretary.post(f"{HOME}reuniones/{first.number}/estado/cancel/", follow=True)
    assert said("This meeting was held already. Nothing was changed.") in main_words(again)
    late = secretary.post(f"{HOME}reuniones/{first.number}/cambiar/", MEETING_FORM)
    assert late.status_code == 422
    assert secretary.post(f"{HOME}reuniones/{first.number}/estado/move/").status_code == 404
    assert secretary.post(f"{HOME}reuniones/99/estado/hold/").status_code == 404


def test_member_reads_what_a_stranger_does_not(table, desk):
    row = held()
    meetings.write_minutes(
        network_key=KEY,
        number=row.number,
        es="Se habló del hospital.",
        en="",
        base=0,
        by=by(),
        at=NOON,
    )
    address = f"{HOME}reuniones/{row.number}/"

    inside, outside = desk(MEMBER).get(address), desk(STRANGER).get(address)
    assert "Se habló del hospital." in main_words(inside)
    assert "Sala municipal, Nacaome" in main_words(inside)
    shown = main_words(outside)
    assert "Reunión de noviembre" in shown
    assert "hospital" not in shown
    assert "Sala municipal" not in shown
    listed = main_words(desk(STRANGER).get(f"{HOME}reuniones/"))
    assert "Reunión de noviembre" in listed
    assert "Sala municipal" not in listed


KEEPER_PAGES = [
    "reuniones/nueva/",
    "reuniones/1/cambiar/",
    "reuniones/1/agenda/",
    "reuniones/1/asistencia/",
    "reuniones/1/minuta/",
    "reuniones/1/acuerdos/",
    "reuniones/1/compromisos/",
    "reuniones/1/acta/",
    "actas/nueva/",
    "plan/nueva/",
]


@pytest.mark.parametrize("page", KEEPER_PAGES)
@pytest.mark.parametrize("username", [MEMBER, STRANGER])
def test_who_does_not_keep_the_network_is_led_away(table, desk, page, username):
    planned()
    for method in ("get", "post"):
        response = getattr(desk(username), method)(f"{HOME}{page}", follow=True)
        assert response.redirect_chain == [(f"{HOME}reuniones/", 302)]
        assert len(response.context["messages"]) == 1


@pytest.mark.parametrize("page", KEEPER_PAGES)
def test_keeper_pages_open_in_both_languages(secretary, page):
    planned()
    for language in ("es", "en"):
        assert secretary.get(f"/{language}/mesa/redes/{KEY}/{page}").status_code == 200


MEMBER_FILES = [
    "reuniones/1/agenda/es.docx",
    "reuniones/1/agenda/en.txt",
    "reuniones/1/acta/es.docx",
    "reuniones/1/acta/en.txt",
    "reuniones/1/reunion.ics",
]


@pytest.mark.parametrize("page", MEMBER_FILES)
def test_files_of_a_meeting_are_for_members(table, desk, page):
    planned()
    assert desk(MEMBER).get(f"{HOME}{page}").status_code == 200
    assert desk(STRANGER).get(f"{HOME}{page}")["Location"] == f"{HOME}reuniones/"


@pytest.mark.parametrize(
    "page",
    [
        "reuniones/9/",
        "reuniones/9/agenda/es.docx",
        "reuniones/1/agenda/fr.docx",
        "reuniones/1/acta/fr.txt",
        "reuniones/1/acuerdos/7/",
        "reuniones/1/asistencia/2/",
        "reuniones/1/asistencia/0/",
        "actas/00000000-0000-0000-0000-000000000001/",
        "plan/00000000-0000-0000-0000-000000000001/",
        "plan/00000000-0000-0000-0000-000000000001/avance/",
        "plan/2021/fr.csv",
    ],
)
def test_what_is_not_there_is_a_page_that_does_not_exist(secretary, page):
    planned()
    assert secretary.get(f"{HOME}{page}").status_code == 404
    assert secretary.get(f"/es/mesa/redes/NADIE/{page}").status_code == 404


def test_agenda_points_are_added_moved_and_taken_off_without_script(secretary):
    planned()
    address = f"{HOME}reuniones/1/agenda/"
    for title in ("Uno", "Dos", "Tres"):
        secretary.post(address, {"title_es": title, "title_en": "", "minutes": "15"})
    points = {item.title_es: item.pk for item in one().agenda.all()}
    secretary.post(f"{address}{points['Tres']}/up/")
    points = {item.title_es: item.pk for item in one().agenda.all()}
    secretary.post(f"{address}{points['Uno']}/down/")
    points = {item.title_es: item.pk for item in one().agenda.all()}
    assert list(points) == ["Tres", "Uno", "Dos"]
    secretary.post(f"{address}{points['Dos']}/remove/")

    assert [item.title_es for item in one().agenda.all()] == ["Tres", "Uno"]
    assert secretary.post(f"{address}1/sideways/").status_code == 404
    assert secretary.post(f"{HOME}reuniones/9/agenda/1/up/").status_code == 404
    meetings.cancel_meeting(network_key=KEY, number=1, by=by(), at=STARTS_AT)
    refused = secretary.post(f"{address}{points['Uno']}/up/", follow=True)
    assert said("This meeting was called off. Nothing was changed.") in main_words(refused)
    assert secretary.post(address, {"title_es": "Más"}).status_code == 422


def test_attendance_is_noted_by_seat(secretary, table):
    _row, rows = table
    held()
    seats = {seat.institution.key: seat.pk for seat in _row.members.select_related("institution")}
    own, shelter, health = (seats[row.key] for row in rows)
    values = {
        f"presence-{own}": "present",
        f"women-{own}": "2",
        f"men-{own}": "1",
        f"represented_by-{own}": "Coordinación",
        f"presence-{shelter}": "excused",
        f"represented_by-{shelter}": "",
        f"presence-{health}": "",
    }
    response = secretary.post(f"{HOME}reuniones/1/asistencia/", values)

    assert response["Location"] == f"{HOME}reuniones/1/"
    assert list(
        Attendance.objects.filter(meeting__network__key=KEY)
        .order_by("institution__sort_key")
        .values_list("institution__key", "presence", "women", "men", "represented_by")
    ) == [
        ("DEMO-ALBERGUE", "excused", None, None, ""),
        ("DEMO-RED-SUR", "present", 2, 1, "Coordinación"),
    ]
    page = main_words(secretary.get(f"{HOME}reuniones/1/"))
    assert (
        said(
            "Institutions present: %(institutions)s. Women: %(women)s. Men: %(men)s.",
            institutions=1,
            women=2,
            men=1,
        )
        in page
    )
    wrong = secretary.post(
        f"{HOME}reuniones/1/asistencia/", values | {f"women-{shelter}": "3", f"men-{own}": "x"}
    )
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {f"women-{shelter}", f"men-{own}"}


def test_attendance_of_many_seats_goes_on_in_parts(secretary, table):
    row, _rows = table
    for institution in Institution.objects.filter(is_demo=False).order_by("key")[:30]:
        factory.seat(row, institution)
    held()
    first = secretary.post(f"{HOME}reuniones/1/asistencia/", {})
    assert first["Location"] == f"{HOME}reuniones/1/asistencia/2/"
    second = secretary.get(first["Location"])
    assert (second.context["part"], len(second.context["form"].seats)) == (2, 3)
    assert len(secretary.get(f"{HOME}reuniones/1/asistencia/").context["form"].fields) == 120


def test_attendance_of_a_meeting_called_off_is_refused(secretary, table):
    planned()
    meetings.cancel_meeting(network_key=KEY, number=1, by=by(), at=STARTS_AT)
    assert secretary.post(f"{HOME}reuniones/1/asistencia/", {}).status_code == 422


def test_second_text_of_minutes_is_shown_beside_and_merged(secretary):
    held()
    address = f"{HOME}reuniones/1/minuta/"
    secretary.post(address, {"es": "De Ana", "en": "", "base": "0"})
    beside = secretary.post(address, {"es": "De Beto", "en": "By B", "base": "0"}, follow=True)

    assert beside.redirect_chain == [(address, 302)]
    shown = main_words(beside)
    assert "De Ana" in shown
    assert "De Beto" in shown
    form = beside.context["form"]
    values = {name: form[name].value() for name in ("base", "settles")}
    assert values["base"] == 1
    done = secretary.post(address, values | {"es": "De Ana y de Beto", "en": "By both"})
    assert done["Location"] == f"{HOME}reuniones/1/"
    row = one()
    assert (row.minutes_es, row.minutes_en, row.minutes_revision) == (
        "De Ana y de Beto",
        "By both",
        2,
    )
    assert "De Beto" not in main_words(secretary.get(address))
    texts = {entry.content["es"] for entry in revisions.list_revisions(f"minutes:{row.pk}")}
    assert texts == {"De Ana", "De Beto", "De Ana y de Beto"}
    late = secretary.post(address, values | {"es": "Otra vez", "en": ""})
    assert late.status_code == 422


def test_text_kept_beside_is_set_aside_by_a_person(secretary):
    held()
    address = f"{HOME}reuniones/1/minuta/"
    for text in ("Uno", "Dos"):
        secretary.post(address, {"es": text, "en": "", "base": "0"})
    revision = secretary.get(address).context["beside"][0]
    page = main_words(secretary.get(f"{HOME}reuniones/1/"))
    assert said("Compare and merge") in page

    done = secretary.post(f"{address}{revision.pk}/dejar/", follow=True)
    assert done.context["beside"] == []
    again = secretary.post(f"{address}{revision.pk}/dejar/", follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["error"]
    assert secretary.post(f"{HOME}reuniones/9/minuta/1/dejar/").status_code == 404


def test_decisions_are_noted_and_corrected_until_an_acta_holds_them(secretary):
    held()
    address = f"{HOME}reuniones/1/acuerdos/"
    secretary.post(address, {"text_es": "Ampliar el horario", "text_en": ""})
    secretary.post(f"{address}1/", {"text_es": "Ampliar el horario a las 20:00", "text_en": ""})
    assert (
        Decision.objects.get(meeting__network__key=KEY).text_es == "Ampliar el horario a las 20:00"
    )
    actas.record_acta(
        network_key=KEY,
        details=ActaDetails("05-2020", "meeting", NOON.date(), "Acta", attending=3),
        meeting_number=1,
        by=by(),
        at=STARTS_AT,
    )
    refused = secretary.post(f"{address}1/", {"text_es": "Otro", "text_en": ""})
    assert refused.status_code == 422
    assert secretary.get(f"{address}1/").status_code == 200
    meetings.plan_meeting(network_key=KEY, details=factory.details(), by=by(), at=STARTS_AT)
    meetings.cancel_meeting(network_key=KEY, number=2, by=by(), at=STARTS_AT)
    off = secretary.post(f"{HOME}reuniones/2/acuerdos/", {"text_es": "x", "text_en": ""})
    assert off.status_code == 422


PROMISE = {
    "text_es": "Actualizar el directorio.",
    "text_en": "",
    "owner": "DEMO-ALBERGUE",
    "due_on": "2020-11-25",
    "confirmer": "DEMO-SALUD",
}


def test_commitments_are_typed_with_who_confirms(secretary):
    held()
    address = f"{HOME}reuniones/1/compromisos/"
    assert secretary.post(address, PROMISE)["Location"] == address
    row = Commitment.objects.get(network__key=KEY)
    assert (row.text_es, row.owner.key, row.counterpart.key, row.due_on.isoformat()) == (
        "Actualizar el directorio.",
        "DEMO-ALBERGUE",
        "DEMO-SALUD",
        "2020-11-25",
    )
    assert row.meeting.number == 1
    same = secretary.post(address, PROMISE | {"confirmer": "DEMO-ALBERGUE"})
    assert (same.status_code, list(same.context["form"].errors)) == (422, ["confirmer"])
    far = secretary.post(address, PROMISE | {"due_on": "2050-01-01"})
    assert (far.status_code, list(far.context["form"].errors)) == (422, ["due_on"])
    alone = secretary.post(address, PROMISE | {"confirmer": "steering"})
    assert alone.status_code == 422  # nobody sits in the steering committee
    assert Commitment.objects.filter(network__key=KEY).count() == 1


def opened(response):
    return Document(BytesIO(response.content))


def texts(response):
    document = opened(response)
    told = [paragraph.text for paragraph in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [text for text in told if text.strip()]


def promise(*, owner, due_on, text, meeting=None, counterpart="DEMO-SALUD"):
    from relevo.exchange.actions.commitments import make_commitment

    return make_commitment(
        network_key=KEY,
        meeting_id=meeting.pk if meeting else None,
        text_es=text,
        text_en=f"{text} (en)",
        owner_id=Institution.objects.get(key=owner).pk,
        confirmer_kind="counterpart",
        counterpart_id=Institution.objects.get(key=counterpart).pk,
        due_on=due_on,
        by=by(),
        at=STARTS_AT,
    )


def agenda_of_three(table):
    """A held meeting with commitments and a decision, and the next one."""
    row, _rows = table
    real = Institution.objects.get(key="HN-MUN-NACAOME")
    factory.seat(row, real)
    last = held()
    meetings.add_decision(
        network_key=KEY,
        number=1,
        text_es="Se amplía el horario",
        text_en="Longer hours",
        by=by(),
        at=STARTS_AT,
    )
    today = STARTS_AT.date()
    promise(
        owner="DEMO-ALBERGUE", due_on=today - timedelta(days=3), text="Tarde demo", meeting=last
    )
    promise(owner=real.key, due_on=today - timedelta(days=3), text="De una real", meeting=last)
    promise(owner="DEMO-ALBERGUE", due_on=today + timedelta(days=5), text="A tiempo", meeting=last)
    promise(owner="DEMO-ALBERGUE", due_on=today + timedelta(days=90), text="Lejano", meeting=last)
    planned()
    meetings.set_agenda(
        network_key=KEY,
        number=2,
        points=[AgendaPoint("Situación en El Amatillo", "Situation", 20)],
        by=by(),
        at=STARTS_AT,
    )


def test_next_agenda_opens_with_what_is_overdue(secretary, table):
    agenda_of_three(table)
    told = texts(secretary.get(f"{HOME}reuniones/2/agenda/es.docx"))
    joined = "\n".join(told)
    order = [
        said("Commitments past their day"),
        "Tarde demo",
        said("Commitments due before this meeting"),
        "A tiempo",
        said("Decisions of the last meeting to follow up"),
        "Se amplía el horario",
        said("Points of this meeting"),
        "Situación en El Amatillo (20",
    ]
    places = [joined.index(text) for text in order]
    assert places == sorted(places)
    assert "Lejano" not in joined
    real = next(text for text in told if text.startswith("De una real"))
    assert "17" not in real  # a demonstration never says that a real institution is late
    assert joined.index(real) > joined.index(said("Commitments due before this meeting"))


def test_agenda_is_text_for_a_chat_in_both_languages(secretary, table):
    agenda_of_three(table)
    spanish = secretary.get(f"{HOME}reuniones/2/agenda/es.txt").content.decode()
    english = secretary.get(f"{HOME}reuniones/2/agenda/en.txt").content.decode()
    assert spanish.startswith(f"*{said('Agenda: %(title)s', title='Reunión de noviembre')}*")
    assert english.startswith("*Agenda: November meeting*")
    assert "Tarde demo (en)" in english
    assert "1. Situation (20 minutes)" in english


def test_page_shows_the_agenda_in_the_same_order(secretary, table):
    agenda_of_three(table)
    page = main_words(secretary.get(f"{HOME}reuniones/2/"))
    places = [page.index(text) for text in ("Tarde demo", "A tiempo", "Se amplía el horario")]
    assert places == sorted(places)
    assert "Lejano" not in page


def test_held_meeting_leads_on_to_the_next(secretary, table):
    held()
    address = f"{HOME}reuniones/1/"
    plan_it = "Plan the next meeting: its agenda opens with the commitments from here"
    assert said(plan_it) in main_words(secretary.get(address))
    planned()
    shown = main_words(secretary.get(address))
    assert said("The next agenda, with the commitments from here") in shown
    assert said(plan_it) not in shown


def test_draft_acta_has_all_a_network_signs(secretary, table):
    _row, rows = table
    agenda_of_three(table)
    real = Institution.objects.get(key="HN-MUN-NACAOME")
    meetings.record_attendance(
        network_key=KEY,
        number=1,
        attended={
            rows[0].pk: Attended("present", women=2, men=1, represented_by="Coordinación"),
            rows[1].pk: Attended("absent"),
            rows[2].pk: Attended("excused"),
            real.pk: Attended("absent"),
        },
        by=by(),
        at=STARTS_AT,
    )
    meetings.write_minutes(
        network_key=KEY,
        number=1,
        es="Primera parte.\n\nSegunda parte.",
        en="",
        base=0,
        by=by(),
        at=STARTS_AT,
    )
    document = opened(secretary.get(f"{HOME}reuniones/1/acta/es.docx"))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == said("Draft acta")
    assert "Primera parte." in paragraphs
    assert "Segunda parte." in paragraphs
    assert "Se amplía el horario" in paragraphs
    joined = "\n".join(paragraphs)
    assert said("Excused: %(institutions)s.", institutions=rows[2].name_es) in joined
    assert said("Absent: %(institutions)s.", institutions=rows[1].name_es) in joined
    assert real.name_es not in joined  # absent, real, on a demonstration
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert [rows[0].name_es, "Honduras", "Coordinación", "2", "1"] in cells
    promised = [row for row in cells if row[0] == "Tarde demo"]
    assert [row[1:3] for row in promised] == [[rows[1].name_es, rows[2].name_es]]
    assert any(f"Coordinación · {rows[0].name_es}" in row[0] for row in cells)
    english = texts(secretary.get(f"{HOME}reuniones/1/acta/en.docx"))
    assert english[0] == "Draft acta"


def test_acta_is_recorded_once_and_shown(secretary, table, desk):
    _row, rows = table
    held()
    meetings.record_attendance(
        network_key=KEY,
        number=1,
        attended={row.pk: Attended("present") for row in rows[:2]},
        by=by(),
        at=STARTS_AT,
    )
    meetings.add_decision(
        network_key=KEY, number=1, text_es="Acordado", text_en="", by=by(), at=STARTS_AT
    )
    form = secretary.get(f"{HOME}reuniones/1/acta/").context["form"]
    assert (form["attending"].value(), form["adopted_on"].value().isoformat()) == (2, "2020-11-13")
    values = {
        "number": "05-2020",
        "kind": "meeting",
        "adopted_on": "2020-11-13",
        "title_es": "Acta de noviembre",
        "title_en": "",
        "attending": "9",
        "kept_where": "Archivo municipal",
    }
    response = secretary.post(f"{HOME}reuniones/1/acta/", values)
    acta = Acta.objects.get(network__key=KEY)
    assert response["Location"] == f"{HOME}actas/{acta.pk}/"
    assert (acta.number, acta.attending, acta.meeting.number) == ("05-2020", 2, 1)
    assert Decision.objects.get(meeting__network__key=KEY).acta == acta
    taken = secretary.post(f"{HOME}actas/nueva/", values)
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["number"])
    own = main_words(secretary.get(response["Location"]))
    others = main_words(desk(STRANGER).get(response["Location"]))
    assert "Archivo municipal" in own
    assert "Acordado" in own
    assert "Acta de noviembre" in others
    assert "Archivo municipal" not in others
    assert "Acordado" not in others
    assert "05-2020" in main_words(desk(STRANGER).get(f"{HOME}actas/"))
    title = opened(secretary.get(f"{HOME}reuniones/1/acta/es.docx")).paragraphs[0].text
    assert title == said("Acta %(number)s", number="05-2020")


def plan_line(**changes):
    told = {"year": 2020, "title_es": "Simulacro", "phase": "before", "sector": 8}
    return plans.add_plan_item(
        network_key=KEY, line=PlanLine(**told | changes), by=by(), at=STARTS_AT
    )


LINE = {
    "year": "2020",
    "title_es": "Jornada de documentación",
    "title_en": "",
    "phase": "during",
    "sector": "12",
    "institution": "DEMO-SALUD",
    "due_on": "2020-12-15",
}


def test_line_of_the_plan_is_written_changed_and_reported(secretary):
    added = secretary.post(f"{HOME}plan/nueva/", LINE)
    assert added["Location"] == f"{HOME}plan/?year=2020"
    item = PlanItem.objects.get(network__key=KEY)
    assert (item.title_es, item.phase, item.sector, item.institution.key, item.state) == (
        "Jornada de documentación",
        "during",
        12,
        "DEMO-SALUD",
        "planned",
    )
    secretary.post(f"{HOME}plan/{item.pk}/", LINE | {"title_es": "Dos jornadas"})
    report = {"state": "done", "result_es": "Ciento veinte personas", "result_en": "", "acta": ""}
    secretary.post(f"{HOME}plan/{item.pk}/avance/", report)
    item.refresh_from_db()
    assert (item.title_es, item.state, item.result_es) == (
        "Dos jornadas",
        "done",
        "Ciento veinte personas",
    )
    silent = secretary.post(f"{HOME}plan/{item.pk}/avance/", report | {"result_es": " "})
    assert (silent.status_code, list(silent.context["form"].errors)) == (422, ["result_es"])
    other = secretary.post(f"{HOME}plan/nueva/", LINE | {"due_on": "2021-01-02"})
    assert (other.status_code, list(other.context["form"].errors)) == (422, ["due_on"])
    far = secretary.post(f"{HOME}plan/{item.pk}/", LINE | {"year": "2099", "due_on": ""})
    assert (far.status_code, list(far.context["form"].errors)) == (422, ["year"])


def test_form_of_the_plan_that_is_not_filled_in_is_shown_again(secretary):
    item = plan_line()
    for page in ("plan/nueva/", f"plan/{item.pk}/", f"plan/{item.pk}/avance/"):
        assert secretary.get(f"{HOME}{page}").status_code == 200
        assert secretary.post(f"{HOME}{page}", {}).status_code == 422


def test_plan_is_filtered_and_its_gaps_are_counted(secretary):
    plan_line()
    plan_line(title_es="Albergue temporal", phase="during", sector=2)
    plan_line(title_es="Dejado", phase="during", sector=2)
    dropped = PlanItem.objects.get(title_es="Dejado")
    plans.report_plan_item(
        network_key=KEY,
        item_id=dropped.pk,
        state="dropped",
        result_es="Sin fondos",
        result_en="",
        by=by(),
        at=STARTS_AT,
    )

    def titles(query):
        page = secretary.get(f"{HOME}plan/{query}")
        return [item.title_es for group in page.context["by_phase"] for item in group.lines]

    assert titles("") == ["Simulacro", "Albergue temporal", "Dejado"]
    assert titles("?phase=before") == ["Simulacro"]
    assert titles("?sector=2&state=planned") == ["Albergue temporal"]
    assert titles("?year=2019") == []
    assert titles("?year=x&phase=x&sector=99&state=x") == [
        "Simulacro",
        "Albergue temporal",
        "Dejado",
    ]
    covered = {row.sector: row.counts for row in secretary.get(f"{HOME}plan/").context["covered"]}
    assert (covered[2], covered[8], covered[15]) == ((0, 1, 0), (1, 0, 0), (0, 0, 0))


def test_plan_is_a_document_and_a_table(secretary):
    plan_line(title_es="=1+1", title_en="Drill")
    document = opened(secretary.get(f"{HOME}plan/2020/en.docx"))
    assert document.paragraphs[0].text == "Annual operational plan 2020"
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Disaster risk reduction and resilience", "Drill", "", "", "Planned", ""] in cells
    assert ["Humanitarian communications", "—", "—", "—"] in cells
    response = secretary.get(f"{HOME}plan/2020/es.csv")
    table = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert table[0].startswith("year,phase,sector,sector_name,action")
    assert ",'=1+1," in table[1]
    empty = texts(secretary.get(f"{HOME}plan/2030/en.docx"))
    assert "Nothing is planned for this year yet." in empty


def test_calendar_has_a_secret_address_that_dies(secretary, desk, client):
    planned()
    before = secretary.get(f"{HOME}reuniones/")
    assert before.context["calendar_url"] == ""
    secretary.post(f"{HOME}reuniones/calendario/")
    address = secretary.get(f"{HOME}reuniones/").context["calendar_url"]
    assert address in main_words(desk(MEMBER).get(f"{HOME}reuniones/"))
    assert desk(STRANGER).get(f"{HOME}reuniones/").context["calendar_url"] == ""
    feed = client.get(address)
    assert feed.status_code == 200
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Reunión de noviembre" in feed.content.decode()
    assert dict(feed.cookies) == {}
    secretary.post(f"{HOME}reuniones/calendario/")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405
    for broken in ("x", "x.y", address.rpartition("/")[2][:-6] + ".ics"):
        assert client.get(f"/es/enlace/calendario/{broken}.ics").status_code == 404
    assert Network.objects.get(key=KEY).calendar_nonce != ""


def test_lists_ask_the_same_for_one_row_and_for_three(secretary, table, count_queries):
    agenda_of_three(table)
    plan_line()
    details = ActaDetails("1", "council", NOON.date(), "Acta", attending=3)
    actas.record_acta(network_key=KEY, details=details, by=by(), at=STARTS_AT)
    pages = ("reuniones/", "reuniones/2/", "actas/", "plan/", "reuniones/1/compromisos/")
    few = [count_queries(lambda page=page: secretary.get(f"{HOME}{page}")) for page in pages]
    for number in (2, 3):
        planned(title_es=f"Otra {number}")
        plan_line(title_es=f"Línea {number}", institution_id=table[1][0].pk)
        promise(
            owner="DEMO-ALBERGUE",
            due_on=STARTS_AT.date() - timedelta(days=number),
            text=f"Más {number}",
            meeting=Meeting.objects.get(network__key=KEY, number=1),
        )
        meetings.add_point(
            network_key=KEY, number=2, point=AgendaPoint("Más"), by=by(), at=STARTS_AT
        )
        more = ActaDetails(str(number), "council", NOON.date(), "Acta", attending=3)
        actas.record_acta(network_key=KEY, details=more, by=by(), at=STARTS_AT)
    many = [count_queries(lambda page=page: secretary.get(f"{HOME}{page}")) for page in pages]
    assert many == few


def test_meeting_that_has_begun_can_be_noted_as_held(secretary):
    row = planned(starts_at=STARTS_AT + timedelta(hours=1), ends_at=None)
    address = f"{HOME}reuniones/{row.number}/"
    early = secretary.post(f"{address}estado/hold/", follow=True)
    assert said("This meeting has not begun yet.") in main_words(early)
    move_clock(STARTS_AT + timedelta(hours=2))
    secretary.post(f"{address}estado/hold/")
    row.refresh_from_db()
    assert row.state == MeetingState.HELD

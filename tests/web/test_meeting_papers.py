"""Papers of meetings as they are composed, where nothing is a demonstration."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document as Opened
from tests.factories import directory
from tests.factories import meetings as factory
from tests.factories.directory import actor_of
from tests.factories.meetings import KEY, NOON

from relevo.exchange.actions.commitments import make_commitment, report_commitment
from relevo.exchange.queries import commitments
from relevo.formats.chat import render_chat
from relevo.formats.documents import Bullets, Heading, Paragraph, Signatures, Table
from relevo.formats.docx import render_docx
from relevo.formats.ical import Status
from relevo.networks.actions import actas, meetings, plans
from relevo.networks.errors import NotKeeper
from relevo.networks.models import PlanItem
from relevo.networks.queries import meetings as queries
from relevo.networks.queries.plans import coverage_of
from relevo.networks.rules.meetings import ActaDetails, AgendaPoint, Attended
from relevo.networks.rules.plans import PlanLine
from relevo.web.desk.meetings.outline import compose_agenda
from relevo.web.desk.meetings.refused import NOT_KEEPER, sentence
from relevo.web.documents.acta import acta_document
from relevo.web.documents.agenda import agenda_document, promises
from relevo.web.documents.calendar import meeting_calendar
from relevo.web.documents.poa import plan_document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table():
    return factory.table()


@pytest.fixture
def secretary(table):
    return actor_of(table[1][0], "coordinator")


def commit(secretary, text, *, owner, due_in, confirmer=None):
    return make_commitment(
        network_key=KEY,
        text_es=text,
        text_en="",
        owner_id=owner.pk,
        confirmer_kind="counterpart" if confirmer else "steering",
        counterpart_id=confirmer.pk if confirmer else None,
        due_on=NOON.date() + timedelta(days=due_in),
        by=secretary,
        at=NOON,
    )


def test_agenda_of_a_real_network_tells_all_that_is_open(table, secretary):
    row, (_own, health, shelter) = table
    factory.seat(row, directory.institution("HN-COMITE"), is_steering=True)
    commit(secretary, "Vencido", owner=health, due_in=-2, confirmer=shelter)
    told = commit(secretary, "Informado", owner=shelter, due_in=3)
    officer = actor_of(shelter, "coordinator")
    report_commitment(commitment_id=told.pk, evidence="Oficio 12", by=officer, at=NOON)
    directory.service("S-1", "Albergue", of=shelter)
    secretary = actor_of(row.members.get(is_steering=True).institution, "coordinator")
    meeting = factory.planned(secretary, ends_at=None, place="")
    meetings.add_point(
        network_key=KEY, number=1, point=AgendaPoint("Varios"), by=secretary, at=NOON
    )
    meeting = queries.get_meeting(row, number=1)

    document = agenda_document(compose_agenda(meeting, viewer=secretary, at=NOON))

    assert document.title == "Agenda: November meeting"
    by_committee = "Confirms: The steering committee."
    promised = f"Informado. In charge: GT-ALBERGUE, until 23 November 2020. {by_committee}"
    assert document.blocks[1:] == (
        Heading("Commitments past their day"),
        Bullets(("Vencido. In charge: SV-SALUD, until 18 November 2020. Confirms: GT-ALBERGUE.",)),
        Heading("Commitments due before this meeting"),
        Bullets((f"{promised} Reported by the owner, waits to be confirmed.",)),
        Heading("Directory entries to confirm"),
        Paragraph("1 entry of the directory waits to be confirmed."),
        Bullets(("Albergue · GT-ALBERGUE",)),
        Heading("Points of this meeting"),
        Bullets(("Varios",), ordered=True),
    )
    facts = dict(document.blocks[0].pairs)
    assert facts["Meeting"] == "Ordinary meeting, number 1"
    assert list(facts) == ["Meeting", "When", "How it is held"]


def test_agenda_names_no_entry_that_is_not_public(table, secretary):
    row, rows = table
    directory.service("S-1", "Reservada", of=rows[1], visibility="network_only")
    factory.planned(secretary)
    meeting = queries.get_meeting(row, number=1)
    document = agenda_document(compose_agenda(meeting, viewer=secretary, at=NOON))
    assert document.blocks[1:] == (
        Heading("Directory entries to confirm"),
        Paragraph("1 entry of the directory waits to be confirmed."),
    )


def test_what_a_meeting_promised_is_not_on_its_own_agenda(table, secretary):
    row, rows = table
    meeting = factory.held(secretary)
    make_commitment(
        network_key=KEY,
        meeting_id=meeting.pk,
        text_es="Propio",
        text_en="",
        owner_id=rows[1].pk,
        confirmer_kind="counterpart",
        counterpart_id=rows[2].pk,
        due_on=NOON.date(),
        by=secretary,
        at=NOON,
    )
    own = queries.get_meeting(row, number=1)
    assert compose_agenda(own, viewer=secretary, at=NOON).due == ()
    factory.planned(secretary)
    own.state = "planned"  # as if it were still to come
    assert compose_agenda(own, viewer=secretary, at=NOON).due == ()
    after = compose_agenda(queries.get_meeting(row, number=2), viewer=secretary, at=NOON)
    assert [promise.text for promise in after.due] == ["Propio"]


def test_agenda_of_a_held_meeting_keeps_its_own_points_only(table, secretary):
    row, rows = table
    directory.service("S-1", "Albergue", of=rows[1])
    commit(secretary, "Vencido", owner=rows[1], due_in=-2, confirmer=rows[2])
    factory.held(secretary)
    meeting = queries.get_meeting(row, number=1)
    document = agenda_document(compose_agenda(meeting, viewer=secretary, at=NOON))
    assert len(document.blocks) == 1


def test_acta_takes_annexes_before_the_signatures(table, secretary):
    row, rows = table
    meeting = factory.held(secretary)
    meetings.record_attendance(
        network_key=KEY,
        number=1,
        attended={
            rows[0].pk: Attended("present", represented_by="Enlace"),
            rows[1].pk: Attended("present"),
            rows[2].pk: Attended("absent"),
        },
        by=secretary,
        at=NOON,
    )
    annex = (Heading("Annex: pathway"), Paragraph("Step 1"))
    meeting = queries.get_meeting(row, number=1)

    document = acta_document(meeting, promised=(), is_demo=False, extra=annex)

    assert document.title == "Draft acta"
    assert document.blocks[-4:] == (
        *annex,
        Heading("Signatures by institution"),
        Signatures(("Enlace · HN-SECRETARIA", "SV-SALUD")),
    )
    found = next(block for block in document.blocks if isinstance(block, Table))
    assert found.rows == (
        ("HN-SECRETARIA", "Honduras", "Enlace", "", ""),
        ("SV-SALUD", "El Salvador", "", "", ""),
    )
    assert Paragraph("Absent: GT-ALBERGUE.") in document.blocks
    opened = Opened(BytesIO(render_docx(document)))
    told = [paragraph.text for paragraph in opened.paragraphs]
    assert told.index("Annex: pathway") < told.index("Signatures by institution")
    assert "Step 1" in render_chat(document)


def test_acta_without_attendance_has_nobody_to_sign(table, secretary):
    factory.held(secretary)
    meeting = queries.get_meeting(table[0], number=1)
    document = acta_document(meeting, promised=(), is_demo=False)
    assert document.blocks[-1] == Paragraph("Attendance was not noted.")


def test_promise_of_a_real_institution_on_a_demonstration_has_no_day_that_passed(table, secretary):
    row, (_own, health, shelter) = table
    commit(secretary, "Vencido", owner=health, due_in=-2, confirmer=shelter)
    lines = commitments.list_for_agenda(network_id=row.pk, on=NOON.date())
    assert [promise.due_on for promise in promises(lines, on=NOON.date())] != [None]
    hidden = [
        commitments.CommitmentLine(line.row, is_overdue=False) for line in lines
    ]  # as a demonstration tells it
    assert [promise.due_on for promise in promises(hidden, on=NOON.date())] == [None]


def test_plan_of_a_real_network_tells_results_and_actas(table, secretary):
    row, rows = table
    acta = actas.record_acta(
        network_key=KEY,
        details=ActaDetails("07-2020", "meeting", NOON.date(), "Acta", attending=2),
        by=secretary,
        at=NOON,
    )
    results = ("Ciento veinte personas", "")
    for result in results:
        item = plans.add_plan_item(
            network_key=KEY,
            line=PlanLine(2020, "Jornada", "during", 12, institution_id=rows[1].pk),
            by=secretary,
            at=NOON,
        )
        plans.report_plan_item(
            network_key=KEY,
            item_id=item.pk,
            state="done" if result else "under_way",
            result_es=result,
            result_en="",
            acta_id=acta.pk,
            by=secretary,
            at=NOON,
        )
    items = list(PlanItem.objects.select_related("institution", "acta").order_by("result_es"))

    document = plan_document(
        row, year=2020, items=items, covered=coverage_of(row, year=2020), is_demo=False
    )

    assert document.blocks[0] == Heading("During")
    assert [line[2:] for line in document.blocks[1].rows] == [
        ("SV-SALUD", "", "Under way", "Acta 07-2020"),
        ("SV-SALUD", "", "Done", "Ciento veinte personas (Acta 07-2020)"),
    ]
    assert document.blocks[-1].rows[11] == ("Emergency consular assistance", "—", "2", "—")


def test_calendar_of_a_network_counts_changes_and_strikes_out(table, secretary):
    row, _rows = table
    first = factory.planned(secretary)
    before = meeting_calendar(row, [first]).events[0]
    meetings.cancel_meeting(network_key=KEY, number=1, by=secretary, at=NOON + timedelta(minutes=1))
    after = meeting_calendar(row, queries.list_meetings(row)).events[0]

    assert (before.uid, before.status, after.status) == (
        f"{first.pk}@relevo",
        Status.CONFIRMED,
        Status.CANCELLED,
    )
    assert after.uid == before.uid
    assert after.sequence == before.sequence + 60
    assert after.title == "November meeting"
    assert after.description == "Ordinary meeting. In person."


def test_who_keeps_the_network_no_more_is_told_so():
    assert sentence(NotKeeper(key=KEY)) == str(NOT_KEEPER)

"""A form that is sent twice is one act; changed and sent again it is refused with a sentence."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from tests.factories.desk import MOTHER, open_case
from tests.factories.pages import said, words
from tests.factories.world import move_clock
from tests.web.filled import alerts, counts, crossings, emergencies, movements, restrictions

from relevo.borders.models import (
    Correction,
    Requirement,
    RequirementEnd,
    Restriction,
    RestrictionEnd,
    StatusReport,
)
from relevo.cases.models import Case, Note
from relevo.plumbing import clock
from relevo.situation.models import (
    Advisory,
    Alert,
    Count,
    Emergency,
    EmergencyName,
    EmergencyPhase,
    Figure,
    Movement,
    NeedsWarning,
    Pledge,
    Reconciliation,
    ReconciliationStep,
    RoadReport,
    Sighting,
    Signal,
    SignalFinding,
    TemporaryPoint,
)

SENTENCE = (
    "This form was sent before, with other content. Nothing was changed now: open a new form."
)


def test_a_case_is_opened_once(nacaome):
    page = "/es/mesa/casos/nuevo/"
    shown = nacaome.get(page)
    op = str(shown.context["form"]["op"].value())
    assert f'value="{op}"' in shown.content.decode()
    before = Case.objects.count()

    first, second = (nacaome.post(page, {**MOTHER, "op": op}) for _ in range(2))
    changed = nacaome.post(page, {**MOTHER, "op": op, "nationality": "HN"})
    wrong = nacaome.post(page, {**MOTHER, "op": "x"})

    assert first["Location"] == second["Location"]
    assert Case.objects.count() == before + 1
    assert (changed.status_code, said(SENTENCE) in words(changed)) == (422, True)
    assert wrong.status_code == 422


def test_a_note_is_written_once(nacaome):
    case = open_case()
    page = f"/es/mesa/casos/{case.pk}/notas/"
    op = str(uuid4())

    for _ in range(2):
        nacaome.post(page, {"text": "Duerme mejor.", "op": op})
    changed = nacaome.post(page, {"text": "Duerme peor.", "op": op})

    assert Note.objects.filter(case=case).count() == 1
    assert said(SENTENCE) in words(changed)


AGUA_CALIENTE = "/es/mesa/fronteras/GTHN-AGC/"
SEEN = {"state": "closed", "country": "GT", "direction": "both", "basis": "observed"}
AGAIN = "You had sent this before: it stands once."


def shown_op(client, page, form="form"):
    """The id of the act, as the page carries it."""
    response = client.get(page)
    op = str(response.context[form]["op"].value())
    assert f'value="{op}"' in response.content.decode()
    return op


def test_a_report_of_a_crossing_sent_twice_stands_once(desk):
    client = desk("demo-red-gt")
    op = shown_op(client, AGUA_CALIENTE)
    before = StatusReport.objects.count()

    client.post(AGUA_CALIENTE, {**SEEN, "op": op})
    again = client.post(AGUA_CALIENTE, {**SEEN, "op": op}, follow=True)
    changed = client.post(AGUA_CALIENTE, {**SEEN, "op": op, "state": "open"})

    assert StatusReport.objects.count() == before + 1
    assert said(AGAIN) in words(again)
    assert (changed.status_code, said(SENTENCE) in words(changed)) == (422, True)


def test_a_word_confirmed_twice_stands_once(desk):
    client = desk("demo-red-gt")
    op = shown_op(client, AGUA_CALIENTE, "confirming")
    word = client.get(AGUA_CALIENTE).context["to_confirm"]
    before = StatusReport.objects.count()

    for _ in range(2):
        client.post(f"{AGUA_CALIENTE}sigue/", {"report": word.key, "country": "GT", "op": op})
    changed = client.post(f"{AGUA_CALIENTE}sigue/", {"report": word.key, "op": op})

    assert StatusReport.objects.count() == before + 1
    assert (changed.status_code, said(SENTENCE) in words(changed)) == (422, True)


def test_who_goes_back_and_sends_the_same_again_has_sent_it_once(desk):
    """The page is not kept, so that going back brings a new id with the old content."""
    client = desk("demo-red-gt")
    before = StatusReport.objects.count()

    def send(**changes):
        return client.post(AGUA_CALIENTE, {**SEEN, "op": str(uuid4()), **changes}, follow=True)

    send()
    assert said(AGAIN) in words(send())
    assert StatusReport.objects.count() == before + 1
    send(state="open")  # it was a slip of the finger
    send()
    assert StatusReport.objects.count() == before + 3
    move_clock(clock.now() + timedelta(minutes=11))
    assert said(AGAIN) not in words(send())
    assert StatusReport.objects.count() == before + 4


SENT = {
    "alert": (alerts, "AlertForm", Alert),
    "alert's cancellation": (alerts, "CancelForm", Alert),
    "crisis": (emergencies, "EmergencyForm", Emergency),
    "figure": (emergencies, "FigureForm", Figure),
    "crisis's name": (emergencies, "NameForm", EmergencyName),
    "phase": (emergencies, "PhaseForm", EmergencyPhase),
    "point": (emergencies, "PointForm", TemporaryPoint),
    "pledge": (emergencies, "PledgeForm", Pledge),
    "signal": (movements, "SignalForm", Signal),
    "verdict": (movements, "VerdictForm", SignalFinding),
    "advisory": (movements, "AdvisoryForm", Advisory),
    "movement": (movements, "MovementForm", Movement),
    "sighting": (movements, "SightingForm", Sighting),
    "warning": (movements, "WarningForm", NeedsWarning),
    "count": (counts, "CountForm", Count),
    "pair": (counts, "CompareForm", Reconciliation),
    "reason": (counts, "ReasonForm", ReconciliationStep),
    "restriction": (restrictions, "RestrictionForm", Restriction),
    "restriction's end": (restrictions, "EndForm", RestrictionEnd),
    "requirement": (restrictions, "RequirementForm", Requirement),
    "requirement's end": (restrictions, "RequirementEndForm", RequirementEnd),
    "road": (restrictions, "RoadForm", RoadReport),
    "settled": (crossings, "SettleForm", StatusReport),
    "correction": (crossings, "CorrectForm", Correction),
}


@pytest.mark.parametrize("what", SENT)
@pytest.mark.usefixtures("instance")
def test_what_the_desk_is_told_of_the_situation_is_told_once(what):
    module, name, model = SENT[what]
    fill = next(fill for form, fill in module.FORMS.items() if form.__name__ == name)
    filled = fill()
    page = filled.client.get(filled.address)
    op = str(uuid4())
    before = model.objects.count()

    assert page.status_code != HTTPStatus.OK or 'name="op"' in page.content.decode()
    first, second = (
        filled.client.post(filled.address, {**filled.values, "op": op}) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert model.objects.count() == before + 1

"""A copy that is granted is one, and a restriction that is granted stops what is sent."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from tests.cases.test_onward_walls import received, send_on
from tests.cases.traces import Refused
from tests.factories.cases import HOUR, NOON, case, consent, offer

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access.rights import read_rights
from relevo.cases.actions import rights
from relevo.cases.actions.batches import offer_batch
from relevo.cases.errors import CaseNotVisible, RestrictionStands
from relevo.cases.models import Consent, Referral

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR


@pytest.fixture
def own(played, kept):
    code, phrase = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    return rights.open_own(code=code, phrase=phrase, by=played.elena, at=NOON)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 200)).save(file, "PNG")
    return file.getvalue()


def written(played, kept, *, at=NOON):
    by = played.amina
    actions.add_note(case_id=kept.pk, text="Llamó la hermana", by=by, at=at)
    actions.add_task(
        case_id=kept.pk, kind="follow_up", what="Llamar", due_on=at.date(), by=by, at=at
    )
    return actions.add_attachment(
        case_id=kept.pk, name="Partida", description="Del niño", data=picture(), by=by, at=at
    )


def answered(played, own, kind, outcome="granted", *, at=NOON):
    reason = "" if outcome == "granted" else "not_hers"
    asked = rights.ask(own, kind=kind, text="", at=at)
    return rights.answer_request(
        request_id=asked.pk, outcome=outcome, reason=reason, by=played.amina, at=at
    )


def told(work):
    return (
        [one.text for one in work.notes],
        [one.what for one in work.tasks],
        [(one.name, one.description) for one in work.files],
    )


def test_what_the_team_wrote_opens_once_a_copy_is_granted(played, kept, own):
    file = written(played, kept)
    before = rights.show_own(own, at=NOON).work
    assert (told(before), before.kept, before.closed) == (([], [], []), 3, 3)
    with pytest.raises(CaseNotVisible):
        rights.open_own_file(own, attachment_id=file.pk, at=NOON)

    answered(played, own, "copy")
    written(played, kept, at=LATER)

    work = rights.show_own(own, at=LATER).work
    assert told(work) == (["Llamó la hermana"], ["Llamar"], [("Partida", "Del niño")])
    assert (work.granted_at, work.closed) == (NOON, 3)


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_what_tells_of_somebody_else_stays_closed(played, kept, own, outcome):
    file = written(played, kept)
    answered(played, own, "copy")
    answered(played, own, "copy", outcome, at=LATER)

    work = rights.show_own(own, at=LATER).work

    assert (told(work), work.closed) == (([], [], []), 3)
    with pytest.raises(CaseNotVisible):
        rights.open_own_file(own, attachment_id=file.pk, at=LATER)


def test_a_file_of_the_copy_is_opened_and_recorded(played, kept, own):
    file = written(played, kept)
    answered(played, own, "copy")
    later = written(played, kept, at=LATER)
    of_another = written(played, case(played))

    kind, content = rights.open_own_file(own, attachment_id=file.pk, at=LATER)

    assert (kind, content[:2]) == ("image", b"\xff\xd8")
    event = Event.objects.filter(verb="rights.read").latest("number")
    assert (event.subject, event.actor_id) == (str(kept.pk), played.elena.id)
    assert event.facts == {"part": "attachment", "attachment": str(file.pk)}
    for hidden in (later, of_another):
        with pytest.raises(CaseNotVisible):
            rights.open_own_file(own, attachment_id=hidden.pk, at=LATER)


@pytest.mark.parametrize("outcome", ["granted", "partly"])
def test_while_a_restriction_stands_nothing_new_is_sent(played, kept, own, outcome):
    sent = offer(played, kept, played.window)
    given = consent(played, kept, played.clinic)
    answered(played, own, "restriction", outcome)

    with Refused(RestrictionStands, recorded="restricted_by_person", subject=kept.pk):
        offer(played, kept, played.clinic, given=given)
    with pytest.raises(RestrictionStands):
        consent(played, kept, played.window)
    (line,) = offer_batch(
        case_ids=[kept.pk],
        service_id=played.clinic.pk,
        is_protocol_signed=True,
        by=played.amina,
        at=NOON,
    )

    assert (line.referral_id, line.missing) == (None, "restricted")
    why = access.why_not_asked(played.amina, case_id=kept.pk, services=[played.clinic], at=NOON)
    assert why == {played.clinic.pk: "restricted"}
    assert [row.pk for row in Referral.objects.all()] == [sent.pk]
    assert Consent.objects.filter(withdrawn_at=None).count() == 2
    assert rights.show_own(own, at=NOON).restricted_at == NOON


def test_she_lifts_it_herself_and_it_goes_on(played, kept, own):
    given = consent(played, kept, played.clinic)
    answered(played, own, "restriction")

    assert rights.lift_restriction(own, at=LATER) == 1

    assert rights.lift_restriction(own, at=LATER) == 0
    assert Event.objects.filter(verb="rights.lifted", subject=str(kept.pk)).count() == 1
    assert rights.show_own(own, at=LATER).restricted_at is None
    assert offer(played, kept, played.clinic, given=given, at=LATER).status == "offered"


def test_what_is_not_granted_stops_nothing(played, kept, own):
    answered(played, own, "restriction", "refused")
    rights.ask(own, kind="restriction", text="", at=NOON)

    assert rights.lift_restriction(own, at=NOON) == 0
    assert offer(played, kept, played.clinic).status == "offered"


def test_reading_what_she_asked_is_recorded_and_told_to_her(played, kept, own):
    asked = rights.ask(own, kind="copy", text="Todo", at=NOON)

    read_rights(played.amina, request_id=asked.pk, at=NOON + timedelta(minutes=1))

    newest = rights.show_own(own, at=LATER).looked[0]
    assert (newest.verb, newest.is_look) == ("rights.request_read", True)


def test_nothing_goes_on_from_a_case_that_came_out_of_a_restricted_one(played):
    sent, onward = received(played)
    code, phrase = rights.give_key(case_id=sent.case_id, by=played.amina, at=NOON)
    own = rights.open_own(code=code, phrase=phrase, by=played.elena, at=NOON)
    answered(played, own, "restriction")

    with pytest.raises(RestrictionStands):
        send_on(onward, played.shelter, by=played.carlos)

    rights.lift_restriction(own, at=NOON)
    assert send_on(onward, played.shelter, by=played.carlos).status == "offered"

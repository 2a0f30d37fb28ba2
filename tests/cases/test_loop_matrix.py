"""Every verb of the loop, in every state, by everybody there is: written from the design."""

import pytest
from django.db import transaction
from tests.cases.test_access import SENDERS, relations
from tests.cases.test_hand_over import TERMS
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.enums import Purpose
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AlternateRefused,
    CaseNotVisible,
    HandOverRefused,
    MoveNotYours,
    OnwardRefused,
    PhoneRefused,
    SlipUnknown,
    TransitionRefused,
)
from relevo.cases.models import Referral

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

AT = NOON + 2 * HOUR
REFUSED = (AlternateRefused, HandOverRefused, OnwardRefused, PhoneRefused, TransitionRefused)
BOTH = frozenset({*SENDERS, "receiver"})
WAITING = {S.OFFERED, S.SEEN}
THERE = {S.ARRIVED, S.DELIVERED, S.NOT_DELIVERED}
HERE = frozenset(S)
WHO_AND_WHEN = {
    "add_alternate": (SENDERS, WAITING | {S.ACCEPTED}),
    "note_phone_answer": (SENDERS, WAITING | {S.ACCEPTED}),
    "confirm_phone_answer": ({"receiver"}, WAITING | {S.ACCEPTED}),  # a yes, said once more
    "contradict_phone_answer": ({"receiver"}, HERE),
    "arrive_by_slip": ({"receiver"}, WAITING | {S.ACCEPTED} | THERE),
    "write_hand_over": (BOTH, {S.ACCEPTED} | THERE),
    "confirm_given": (SENDERS, HERE),
    "confirm_received": ({"receiver"}, {S.ACCEPTED} | THERE),
    "open_own_case": ({"receiver"}, {S.ACCEPTED, S.ARRIVED}),
}
"""Who may, and in which states something comes of it."""
ANSWERED_AS_ABSENT = {"add_alternate", "note_phone_answer"}
"""The other side does not even learn that there is such a thing to do."""


def expected(verb, relation, state):
    if verb == "arrive_by_slip" and (relation != "receiver" or state == S.DRAFT):
        return "unknown"
    if relation not in BOTH or (relation == "receiver" and state == S.DRAFT):
        return "invisible"
    who, states = WHO_AND_WHEN[verb]
    if relation not in who:
        return "invisible" if verb in ANSWERED_AS_ABSENT else "not_yours"
    return "allowed" if state in states else "refused"


def tried(act):
    undo = transaction.atomic()
    undo._from_testcase = True  # like a test's own: refusals may be recorded inside it
    with undo:
        try:
            act()
        except CaseNotVisible:
            return "invisible"
        except MoveNotYours:
            return "not_yours"
        except SlipUnknown:
            return "unknown"
        except REFUSED:
            return "refused"
        finally:
            transaction.set_rollback(True)
    return "allowed"


def prepared(stage, state):
    """A referral in a state with all that the verbs need, whatever the state is."""
    referral = cast.referral(stage, state)
    given = cast.consent(stage, referral.case, stage.shelter)
    asked = {"case_id": referral.case_id, "service_id": stage.window.pk}
    asked |= {"field_groups": cast.ALL_GROUPS, "form": "oral", "language": "es"}
    asked |= {"purpose": Purpose.OWN_RECORD}
    text = access.consent_text(stage.amina, at=NOON, **asked)
    actions.record_consent(**asked, read_digest=text.digest, by=stage.amina, at=NOON)
    row = {"referral_id": referral.pk, "at": NOON + HOUR, "by": stage.amina}
    stands = Referral.objects.filter(pk=referral.pk)
    held = stands.values("status", "offered_at", "deadline_at", "closing_reason").get()
    clocks = {"offered_at": NOON, "deadline_at": NOON + 72 * HOUR}
    stands.update(**clocks, status=S.OFFERED)
    answer = actions.note_phone_answer(**row, told="accepted", role="la enfermera")
    stands.update(status=S.ACCEPTED)
    acta = actions.write_hand_over(**row, terms=TERMS, handed_at=NOON)
    shown = {"seen": access.digest_of(acta)}
    stands.update(**held)
    one = {"referral_id": referral.pk, "at": AT}
    calls = {
        "add_alternate": one | {"consent_id": given.pk},
        "note_phone_answer": one | {"told": "arrived", "role": "la enfermera"},
        "confirm_phone_answer": one | {"answer_id": answer.pk},
        "contradict_phone_answer": one | {"answer_id": answer.pk},
        "arrive_by_slip": {"code": referral.slip_code, "at": AT},
        "write_hand_over": one | {"terms": TERMS, "handed_at": NOON},
        "confirm_given": one | shown,
        "confirm_received": one | shown,
        "open_own_case": one,
    }
    assert set(calls) == set(WHO_AND_WHEN)
    return calls


@pytest.mark.parametrize("state", S)
def test_every_verb_by_everybody_does_what_the_design_says(state):
    stage = cast.stage()
    calls = prepared(stage, state)
    everybody = relations(stage)
    found = {
        (verb, relation): tried(lambda: getattr(actions, verb)(**call, by=actor))  # noqa: B023 -- called at once
        for verb, call in calls.items()
        for relation, actor in everybody.items()
    }
    assert found == {
        (verb, relation): expected(verb, relation, state)
        for verb in calls
        for relation in everybody
    }

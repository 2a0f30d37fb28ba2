"""Sent twice, done once: also at the same time, and never for somebody with another content."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from tests.factories.cases import NOON, facts, stage
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.cases import actions
from relevo.cases.actions.work import add_note
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Case, Note
from relevo.plumbing.models import Operation
from relevo.plumbing.operations import OperationDiffers, once

OP = UUID(int=77)


def opened(by, *, op_id=OP, **changes):
    return actions.open_case(facts=facts(**changes), urgency="urgent", by=by, at=NOON, op_id=op_id)


@pytest.mark.django_db
def test_a_case_sent_twice_is_opened_once_and_seen_by_its_sender_alone():
    played = stage()

    first, second = opened(played.amina), opened(played.amina)

    assert first.pk == second.pk
    assert (Case.objects.count(), Event.objects.filter(verb="case.opened").count()) == (1, 1)
    stored = Operation.objects.get()
    assert (stored.result_id, "Xiomara" in repr(stored.__dict__)) == (first.pk, False)
    assert opened(played.elena).pk != first.pk
    assert opened(played.amina, op_id=None).pk != opened(played.amina, op_id=uuid4()).pk


@pytest.mark.django_db
def test_another_content_under_the_same_id_is_refused():
    played = stage()
    opened(played.amina)

    for other in (
        lambda: opened(played.amina, name="Otra"),
        lambda: opened(played.amina, narrative="Otra"),
        lambda: opened(played.berta),
    ):
        with pytest.raises(OperationDiffers):
            other()
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_who_has_lost_access_meanwhile_is_not_told_what_was_made():
    played = stage()
    case = opened(played.amina)
    actions.add_to_team(case_id=case.pk, user_id=played.berta.id, by=played.amina, at=NOON)
    actions.remove_from_team(case_id=case.pk, user_id=played.amina.id, by=played.berta, at=NOON)

    with pytest.raises(CaseNotVisible):
        opened(played.amina)


@pytest.mark.django_db
def test_a_note_sent_twice_is_one_note():
    played = stage()
    case = opened(played.amina)
    told = {"case_id": case.pk, "text": "Duerme mejor.", "by": played.amina, "at": NOON}

    notes = {add_note(**told, op_id=uuid4()).pk, add_note(**told).pk}
    notes |= {add_note(**told, op_id=OP.__class__(int=5)).pk for _ in range(3)}

    assert notes == set(Note.objects.values_list("pk", flat=True))
    assert len(notes) == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one(tmp_path):
    with on_disk(tmp_path):
        played = stage()
        made = at_once(lambda: opened(played.amina).pk, lambda: opened(played.amina).pk)
        assert (len(set(made)), Case.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_act_that_breaks_another_rule_of_the_table_says_so():
    def broken():
        raise IntegrityError

    with pytest.raises(IntegrityError):
        once(OP, institution_id=OP, content={}, at=NOON, act=broken, again=lambda pk: pk)

"""Two years after it was closed a complaint ends, and no copy of the database opens it again."""

from datetime import timedelta

import pytest
from tests.factories.feedback import NOON, complaint, stage, step, tell

from relevo.audit.models import Event
from relevo.feedback import queries
from relevo.feedback.errors import FollowUpUnknown
from relevo.feedback.models import Complaint, FocalPoint, Report, Statement, Step, Tally
from relevo.feedback.rules.states import KEPT
from relevo.feedback.tasks import forget
from relevo.plumbing.sealed import is_envelope_destroyed

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


def test_what_was_closed_ends_after_its_time_and_not_before(caplog):
    scene = stage()
    code, _receipt = tell(scene)
    row = Complaint.objects.get()
    step("acknowledge", row, scene.ana, at=NOON)
    step("close", row, scene.ana, at=NOON, reason="done")
    assert (forget(at=NOON + KEPT - A_SECOND), Complaint.objects.count()) == (0, 1)
    assert forget(at=NOON + KEPT) == 1
    assert [model.objects.count() for model in (Complaint, Statement, Step)] == [0, 0, 0]
    assert is_envelope_destroyed(row.pk)
    with pytest.raises(FollowUpUnknown):
        queries.follow_up(code)
    assert Event.objects.filter(verb="complaint.ended", subject=str(row.pk)).count() == 1
    assert forget(at=NOON + KEPT) == 0


def test_what_nobody_closed_waits_however_old_it_is():
    complaint(stage())
    assert forget(at=NOON + 5 * KEPT) == 0
    assert Complaint.objects.get().state == "received"


def test_reports_counts_and_ended_tasks_go_too():
    scene = stage()
    tell(scene, matters=frozenset(), words="", found="open")
    FocalPoint.objects.filter(user=scene.ana.id).update(until=NOON)
    forget(at=NOON + KEPT - timedelta(days=1))
    assert [m.objects.count() for m in (Report, Tally, FocalPoint)] == [1, 1, 2]
    forget(at=NOON + KEPT + timedelta(days=31))
    assert [m.objects.count() for m in (Report, Tally, FocalPoint)] == [0, 0, 1]

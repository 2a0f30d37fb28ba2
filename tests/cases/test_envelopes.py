"""What was sent ends with its key: a copy of the database made before opens it no more."""

import pytest
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import SealedGroup
from relevo.cases.queries import group_context, packet_context, preview_context
from relevo.plumbing.sealed import EnvelopeDestroyed, is_envelope_destroyed, unseal

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def copies_of(referral):
    """The blobs of a referral, as a back-up has them."""
    blobs = [(bytes(referral.preview), preview_context(referral.pk))]
    if referral.packet:
        blobs.append((bytes(referral.packet), packet_context(referral.pk)))
    return blobs


def ended_by_the_recipient(stage, referral):
    to = S.DECLINED if referral.status == S.OFFERED else S.DELIVERED
    cast.move(referral, to, by=stage.carlos)


def ended_by_the_person(stage, referral):
    actions.withdraw_consent(consent_id=referral.consent_id, by=stage.amina, at=NOON + 2 * HOUR)


@pytest.mark.parametrize("end", [ended_by_the_recipient, ended_by_the_person])
@pytest.mark.parametrize("state", [S.OFFERED, S.ARRIVED])
def test_what_was_sent_opens_no_more_once_it_has_ended(
    stage, state, end, django_capture_on_commit_callbacks
):
    other = cast.referral(stage, S.ACCEPTED)
    referral = cast.referral(stage, state)
    blobs = copies_of(referral)
    assert all(unseal(blob, context=context) for blob, context in blobs)
    with django_capture_on_commit_callbacks(execute=True):
        end(stage, referral)
    assert is_envelope_destroyed(referral.pk)
    for blob, context in blobs:
        with pytest.raises(EnvelopeDestroyed):
            unseal(blob, context=context)
    assert all(unseal(blob, context=context) for blob, context in copies_of(other))
    for row in SealedGroup.objects.filter(case=referral.case_id):
        assert isinstance(unseal(row.sealed, context=group_context(row.case_id, row.group)), dict)

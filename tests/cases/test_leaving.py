"""An institution that leaves for good takes the key to what it kept of people with it."""

import pytest
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.errors import CaseNotVisible, LeavingRefused
from relevo.cases.models import SealedGroup
from relevo.cases.queries import opened_facts
from relevo.kernel.actor import SYSTEM
from relevo.networks.models import Network, Protocol, ProtocolSignature
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import KeyDestroyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    return cast.stage()


@pytest.fixture
def administrator(stage):
    return person("ada", of=stage.nacaome, roles=["institution_admin"])


def sign(institution):
    network = Network.objects.create(key="N", name_es="N", name_en="N", sort_key="n")
    protocol = Protocol.objects.create(
        network=network, version=1, state="in_force", retention_days=365
    )
    return ProtocolSignature.objects.create(
        protocol=protocol,
        institution=institution,
        signed_on=NOON.date(),
        signed_role="Alcaldía",
        text_digest="0" * 64,
        signed_by=SYSTEM.id,
        signed_at=NOON,
    )


def leave(by):
    actions.destroy_sealed_cases(by=by, at=NOON + HOUR)


def close(case, *, by):
    actions.close_case(case_id=case.pk, reason="moved_on", by=by, at=NOON)


def test_nothing_it_kept_opens_again(stage, administrator, django_capture_on_commit_callbacks):
    case = cast.case(stage)
    close(case, by=stage.amina)
    assert opened_facts(case.pk).needs
    assert access.list_cases(stage.amina, open_only=False)
    with django_capture_on_commit_callbacks(execute=True):
        leave(administrator)
    with pytest.raises(CaseNotVisible) as hidden:
        opened_facts(case.pk)
    assert isinstance(hidden.value.__cause__, KeyDestroyed)
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.amina, case.pk)
    assert access.list_cases(stage.amina, open_only=False) == []
    assert SealedGroup.objects.filter(case=case).exists()
    assert Event.objects.filter(verb="institution.key_destroyed").count() == 1


def test_it_opens_no_case_afterwards(stage, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        leave(administrator)
    with pytest.raises(KeyDestroyed):
        cast.case(stage)


@pytest.mark.parametrize("role", ["officer", "duty_officer", "coordinator", "platform_admin"])
def test_only_its_administrator_does_it(stage, role):
    with pytest.raises(LeavingRefused) as refused:
        leave(person("otra", of=stage.nacaome, roles=[role]))
    assert refused.value.standing == "not_the_administrator"
    assert not DestroyedKey.objects.exists()


def test_not_while_a_case_is_open(stage, administrator):
    cast.case(stage)
    with pytest.raises(LeavingRefused) as refused:
        leave(administrator)
    assert refused.value.standing == "open_cases"
    assert not DestroyedKey.objects.exists()


def test_not_while_a_signature_is_live(stage, administrator):
    signature = sign(stage.nacaome)
    with pytest.raises(LeavingRefused) as refused:
        leave(administrator)
    assert refused.value.standing == "live_signatures"
    signature.ended_on = NOON.date()
    signature.save()
    leave(administrator)
    assert DestroyedKey.objects.filter(holder=stage.nacaome.pk).exists()


def test_not_while_a_referral_to_it_is_open(stage):
    cast.referral(stage)
    receiver = person("rosa", of=stage.la_union, roles=["institution_admin"])
    with pytest.raises(LeavingRefused) as refused:
        leave(receiver)
    assert refused.value.standing == "open_referrals"

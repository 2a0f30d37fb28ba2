"""Who sees which entries, and who speaks for a service."""

import pytest
from tests.factories import directory
from tests.factories.directory import actor_of

from relevo.directory import access
from relevo.directory.errors import NotYourService, NotYoursToVerify, ServiceUnknown

pytestmark = pytest.mark.django_db
ROLES = ("officer", "duty_officer", "border_monitor", "coordinator", "analyst", "institution_admin")


@pytest.fixture
def shelter():
    house = directory.institution("SV-CASA", "Casa de Acogida")
    directory.service("S-NET", "Mesa interna", of=house, visibility="network_only")
    directory.service("S-SAFE", "Casa protegida", of=house, visibility="restricted")
    return directory.service("S-PUB", "Albergue", of=house)


def test_the_public_sees_public_entries_and_the_networks_see_all(shelter):
    def seen(viewer):
        return sorted(row.key for row in access.visible_services(viewer))

    assert seen(None) == ["S-PUB"]
    assert seen(actor_of(None)) == ["S-NET", "S-PUB", "S-SAFE"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
def test_who_speaks_for_a_service(shelter, role, own):
    speaker = actor_of(shelter.institution if own else directory.institution("HN-OTRA"), role)
    speaks = own and role in {"officer", "duty_officer", "coordinator", "institution_admin"}
    verifies = speaks or role == "coordinator"

    if speaks:
        assert access.own_service_locked(speaker, service_id=shelter.pk) == shelter
    else:
        with pytest.raises(NotYourService) as refusal:
            access.own_service_locked(speaker, service_id=shelter.pk)
        assert refusal.value.service_id == shelter.pk
    if verifies:
        assert access.service_to_verify(speaker, service_id=shelter.pk) == shelter
    else:
        with pytest.raises(NotYoursToVerify) as not_theirs:
            access.service_to_verify(speaker, service_id=shelter.pk)
        assert not_theirs.value.service_id == shelter.pk


def test_an_unknown_service_is_unknown(shelter):
    speaker, absent = actor_of(shelter.institution, "coordinator"), shelter.institution.pk

    for door in (access.own_service_locked, access.service_to_verify):
        with pytest.raises(ServiceUnknown) as refusal:
            door(speaker, service_id=absent)
        assert refusal.value.read == str(absent)

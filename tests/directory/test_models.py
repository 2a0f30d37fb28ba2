"""Rows are called by their Spanish name, and a protected house cannot be given a place."""

import pytest
from django.db import IntegrityError
from tests.factories import directory

from relevo.directory.models import Institution, Location, Service

pytestmark = pytest.mark.django_db


def test_rows_are_called_by_their_spanish_name():
    house = directory.institution("SV-CASA", "Casa de Acogida")

    assert str(house) == "Casa de Acogida"
    assert str(directory.service("S-1", "Albergue", of=house)) == "Albergue"
    assert str(directory.term("shelter")) == "Albergue"


def test_a_protected_house_has_no_location():
    row = directory.service(
        "S-2", "Casa protegida", of=directory.institution("SV-CASA"), visibility="restricted"
    )

    with pytest.raises(IntegrityError):
        Service.objects.filter(pk=row.pk).update(location=Location.objects.create())


def test_who_is_known_for_a_protected_house_alone_stands_in_no_list_to_choose_from(db):
    house = directory.institution("HN-DEMO-CASA", "DEMO Casa")
    both = directory.institution("HN-DEMO-DOS", "DEMO Dos")
    directory.institution("HN-DEMO-NADA", "DEMO Nada")
    for owner, visibility in ((house, "restricted"), (both, "restricted"), (both, "public")):
        directory.service(f"S-{owner.key}-{visibility}", "x", of=owner, visibility=visibility)
    found = Institution.objects.nameable().order_by("key").values_list("key", flat=True)
    assert list(found) == ["HN-DEMO-DOS", "HN-DEMO-NADA"]

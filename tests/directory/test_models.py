"""Rows are called by their Spanish name, and a protected house cannot be given a place."""

import pytest
from django.db import IntegrityError
from tests.factories import directory

from relevo.directory.models import Location, Service

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

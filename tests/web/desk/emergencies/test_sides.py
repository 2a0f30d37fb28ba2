"""A place that lies on the other side is told as that, not as one that nobody knows."""

import pytest
from django import forms
from tests.factories.pages import said

from relevo.demo.story import STARTS_AT
from relevo.web.desk.emergencies.places import read_place

pytestmark = pytest.mark.usefixtures("instance")


def refused(text, *, country):
    form = forms.Form({})
    form.fields["place"] = forms.CharField(required=False)
    assert form.is_valid()
    assert read_place(form, text, country=country, on=STARTS_AT.date()) is None
    (sentence,) = form.errors["place"]
    return sentence


@pytest.mark.parametrize("text", ["El Amatillo", "Nacaome"])
def test_a_place_of_another_country_is_told_as_that(text):
    told = {"read": text, "country": "Guatemala"}
    assert refused(text, country="GT") == said("“%(read)s” is not in %(country)s.") % told


def test_a_place_that_nobody_knows_is_told_as_before():
    assert "no está en" not in refused("Ningunaparte", country="GT")

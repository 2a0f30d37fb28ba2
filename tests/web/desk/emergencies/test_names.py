"""The name of an emergency is corrected from its page, and every page says the one known then."""

from datetime import timedelta

import pytest
from tests.factories.pages import main_words, said, words

from relevo.plumbing import clock
from relevo.situation.models import EmergencyName

HERE = "/es/mesa/situacion/emergencias/"
STORMS = f"{HERE}eta-iota-2020/"
RIGHT = {"name_es": "Eta e Iota", "name_en": "Eta and Iota", "reason": "Es más corto."}
pytestmark = pytest.mark.usefixtures("instance")


def earlier(client):
    return client.get(STORMS).context["line"].name


def test_a_corrected_name_stands_everywhere_and_the_earlier_one_in_its_history(desk, visitor):
    client = desk("demo-secretaria")
    before = earlier(client)
    page = client.get(f"{STORMS}nombre/")
    assert page.context["form"].initial == {"name_es": before.es, "name_en": before.en}
    before_it = clock.now().astimezone(clock.LOCAL) - timedelta(minutes=1)
    instant = before_it.strftime("%Y-%m-%dT%H:%M")

    assert client.post(f"{STORMS}nombre/", RIGHT).status_code == 302

    shown = main_words(client.get(STORMS))
    assert client.get(STORMS).context["line"].name.es == "Eta e Iota"
    assert said("Earlier names", context="emergency") in shown
    assert before.es in shown
    assert "Es más corto." in shown
    for address, name in (("/es/emergencias/", "Eta e Iota"), ("/en/emergencias/", "Eta and Iota")):
        public = main_words(visitor.get(address))
        assert name in public
        assert before.es not in public
        assert "Es más corto." not in public
    asked = f"?en={instant}&sabido={instant}"
    then = main_words(client.get(STORMS + asked))
    assert before.es in then
    assert said("Earlier names", context="emergency") not in then
    assert before.es in main_words(visitor.get("/es/emergencias/" + asked))


def test_what_was_filled_in_wrongly_is_told_beside_its_field(desk):
    client = desk("demo-secretaria")
    before = earlier(client)
    for changes, field, sentence in (
        ({"name_es": before.es, "name_en": before.en}, "name_es", "It is called so already."),
        ({"reason": " "}, "reason", None),
        (
            {"reason": "Lo pidió Juan Pérez"},
            "reason",
            (
                "This looks like the name of a person. Write the role or the institution instead; "
                "places and institutions of the directory may be named."
            ),
        ),
    ):
        answer = client.post(f"{STORMS}nombre/", RIGHT | changes)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert sentence is None or said(sentence) in words(answer)
    assert not EmergencyName.objects.exists()


def test_who_does_not_coordinate_is_led_back(desk):
    client = desk("demo-monitor")
    assert said("Correct the name") not in main_words(client.get(STORMS))
    assert client.post(f"{STORMS}nombre/", RIGHT)["Location"] == STORMS
    assert client.get(f"{HERE}nada/nombre/").status_code == 404
    assert not EmergencyName.objects.exists()

"""What a source knows by the day alone has no hour on any page."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from tests.factories.pages import main_words

from relevo.borders.models import Restriction, StatusReport
from relevo.plumbing import clock
from relevo.situation.models import EmergencyPhase, Figure
from relevo.wording.words import is_whole_day

pytestmark = pytest.mark.usefixtures("instance")
AN_HOUR_OF_NO_SOURCE = re.compile(r"\b00:00\b|\b12:00 a\.m\.")


def asked(at):
    told = at.astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")
    return urlencode({"en": told, "sabido": told})


def told(client, address, at):
    response = client.get(f"{address}?{asked(at)}")
    assert response.status_code == 200
    text = main_words(response) if "svg" not in address else response.content.decode()
    return text.replace(at.astimezone(clock.LOCAL).strftime("%H:%M"), "")


def days(model, *fields):
    rows = model.objects.values_list(*fields)
    return {at for row in rows for at in row if at is not None and is_whole_day(at)}


def test_the_history_of_a_crossing_tells_days_where_days_are_known(visitor):
    report = StatusReport.objects.get(key="ST-GTHN-AGC-HN-20181020-1")
    assert is_whole_day(report.from_at)
    at = report.from_at + timedelta(hours=9, minutes=7)
    for language, words in (
        ("es", "20 oct 2018 inclusive"),
        ("en", "20 Oct 2018 inclusive"),
    ):
        shown = told(visitor, f"/{language}/frontera/GTHN-AGC/", at)
        assert words in shown
        assert not AN_HOUR_OF_NO_SOURCE.search(shown)


@pytest.mark.parametrize(
    "address",
    ["/es/fronteras/", "/es/restricciones/", "/es/emergencias/", "/es/mapa/", "/en/mapa.svg"],
)
def test_no_page_invents_an_hour(visitor, address):
    whole = days(StatusReport, "from_at") | days(Restriction, "from_at") | days(Figure, "as_of_at")
    whole |= days(EmergencyPhase, "from_at")
    assert len(whole) > 20
    for at in sorted(whole)[:: max(1, len(whole) // 6)]:
        assert not AN_HOUR_OF_NO_SOURCE.search(told(visitor, address, at + timedelta(hours=9)))


@pytest.mark.parametrize(
    "address",
    ["/es/mesa/situacion/", "/es/mesa/situacion/emergencias/eta-iota-2020/"],
)
def test_no_page_of_the_desk_invents_an_hour(desk, address):
    at = Figure.objects.get(key="eta-iota-2020-hn-sheltered-1127").as_of_at
    shown = told(desk("demo-secretaria"), address, at + timedelta(hours=9))
    assert not AN_HOUR_OF_NO_SOURCE.search(shown)

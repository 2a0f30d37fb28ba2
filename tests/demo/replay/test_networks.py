"""What pages say of the life of the networks while it is played, against the table of events.

These pages look at nothing but now: so an instance of its own is played up to each instant.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from tests.demo.replay.reading import DESK, moment
from tests.factories.pages import main_words, said, signed_in

from relevo.accounts.models import User
from relevo.demo.network import KEY
from relevo.demo.replay.drill import load_drill, opens_at
from relevo.demo.replay.network_acts import date_words
from relevo.demo.replay.player import advance_clock, play_until
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind
from relevo.region.events import find_scenario

NET = find_scenario("NET")
EVENTS = {event.number: event for event in NET.events}
MEETINGS = f"{DESK}/redes/{KEY}/reuniones/"
DRILL = f"{DESK}/situacion/simulacros/NET/"


@dataclass(frozen=True)
class Told:
    """A meeting: the number of its event, its title, and its date as the source gives it."""

    event: int
    title: str
    dated: str


HELD = (
    Told(1, "Taller de experiencias de frontera", "junio de 2015, aproximada"),
    Told(3, "Tercer encuentro El Salvador-Honduras", "abril de 2017"),
    Told(4, "Segundo encuentro Honduras-Guatemala", "5 de mayo de 2017"),
    Told(6, "Creación de la red Guatemala-Honduras", "junio de 2018"),
    Told(28, "Comité El Salvador-Honduras", "23 de mayo de 2019 – 24 de mayo de 2019"),
    Told(
        29,
        "Quinto intercambio Guatemala-Honduras",
        "29 de julio de 2019 – 30 de julio de 2019, aproximada",
    ),
    Told(43, "Primer intercambio de experiencias locales", "8 de septiembre de 2020, aproximada"),
    Told(76, "Segundo intercambio de experiencias", "2021"),
)
UNION, OF_2017 = "SP-058", ("SP-055", "SP-056")
"""The windows of La Unión, and of Nacaome and El Progreso."""

"""Of 100, what an entry is worth on the day on which somebody published that it opened."""


@pytest.fixture(scope="module")
def _opened(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=opens_at([NET]))
        assert load_drill([NET]).problems == []
        yield
        transaction.set_rollback(True)


@pytest.fixture
def on(_opened, db):
    """``on(instant)`` plays up to it; then it reads the words of a page as they are now."""

    def play(at):
        play_until(NET, until=moment(at))
        advance_clock(moment(at))
        return read

    def read(address):
        response = signed_in(User.objects.get(username="demo-secretaria")).get(address)
        assert response.status_code == 200, address
        return main_words(response)

    return play


def told_on(words):
    """The day of what an entry rests on that nobody verified."""
    begins, _, ends = said(
        "Nobody has confirmed this entry yet (source: %(source)s, of %(day)s)"
    ).partition("%(source)s")
    between, _, last = ends.partition("%(day)s")
    pattern = f"{re.escape(begins)}.*?{re.escape(between)}(\\d.*?){re.escape(last)}"
    return re.search(pattern, words)[1]


@pytest.mark.parametrize(
    ("at", "happened", "held"),
    [
        ("2015-06-01T07:00", 1, 0),  # on the day of the first meeting, before it is over
        ("2017-06-01T09:00", 4, 3),
        ("2018-07-01T09:00", 6, 4),
        ("2021-02-01T09:00", 10, 8),
    ],
)
def test_networks_tell_what_was_with_date_and_source_and_nothing_that_came_later(
    on, at, happened, held
):
    read = on(at)
    look_at_meetings(read, HELD[:held], later=HELD[held:])
    look_at_drill(read(DRILL), NET.events[:happened], later=NET.events[happened:])


def look_at_meetings(read, rows, *, later):
    told = read(MEETINGS)
    kind = said("Extraordinary meeting", context="kind of meeting")
    took_place = said("Held", context="state of a meeting")
    assert len(re.findall(rf"\b{took_place}\b", told)) == len(rows)
    assert [row.title for row in later if row.title in told] == []
    for number, row in enumerate(rows, start=1):
        event = EVENTS[row.event]
        assert f"{row.title} {kind} · {event.place} " in told
        assert (
            f"{event.text.es} Fecha según la fuente: {row.dated}. La hora no consta. "
            f"Fuente: {event.source}"
        ) in read(f"{MEETINGS}{number}/")


def look_at_drill(told, events, *, later):
    assert [event.key for event in later if event.text.es in told] == []
    past = told[told.index(said("What has happened")) :]
    places = [past.index(f"· {event.place} {event.text.es}") for event in events]
    assert places == sorted(places, reverse=True)  # the newest stands first
    addresses = [part for event in events for part in event.source.split(" ; ")]
    hosts = [urlsplit(address).hostname.removeprefix("www.") for address in addresses]
    assert sorted(re.findall(r"Fuente: (\S+)", past)) == sorted(hosts)


def test_networks_tell_a_month_or_a_year_no_more_exactly_than_the_source_does(on):
    told = on("2021-02-01T09:00")(DRILL)
    assert "junio 2015 (aproximado) · El Amatillo" in told
    assert "2016 · La Unión" in told
    assert "26 sep 2017 · Nacaome" in told
    assert "2021 · Centroamérica" in told
    assert said("All of it was played.") in told


def test_networks_confirm_an_entry_when_its_window_opens_and_not_before(on):
    def days(at):
        read = on(at)
        return [told_on(read(f"{DESK}/directorio/{key}/")) for key in (UNION, *OF_2017)]

    loaded = "1 de junio de 2015"
    assert days("2015-12-31T09:00") == [loaded, loaded, loaded]
    assert days("2016-01-01T09:00") == ["1 de enero de 2016", loaded, loaded]
    assert days("2017-09-25T09:00") == ["1 de enero de 2016", loaded, loaded]
    assert days("2017-09-26T09:00") == [
        "1 de enero de 2016",
        "26 de septiembre de 2017",
        "26 de septiembre de 2017",
    ]


def test_networks_date_their_meetings_in_english_too():
    told = [date_words(EVENTS[row.event], "en") for row in HELD]
    assert told == [
        "June 2015, approximate",
        "April 2017",
        "5 May 2017",
        "June 2018",
        "23 May 2019 – 24 May 2019",
        "29 July 2019 – 30 July 2019, approximate",
        "8 September 2020, approximate",
        "2021",
    ]

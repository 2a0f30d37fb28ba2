"""Outside of its hours every surface says that a crossing is closed, and when it opens."""

import json
from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.borders import queries
from relevo.borders.actions import Sighting, report_status
from relevo.cli.main import main
from relevo.demo.story import STARTS_AT, actor_of
from relevo.places.models import Crossing
from relevo.web.as_of import AsOf
from relevo.web.crossing_lines import crossing_lines, markers
from relevo.web.mapping.page import Zone
from relevo.web.mapping.sources import crossings
from relevo.web.templatetags.relevo_facts import in_hours

NIGHT = STARTS_AT.replace(hour=20, minute=0)
EARLY = STARTS_AT.replace(hour=2, minute=0) + timedelta(days=1)
KEY = "HNSV-POY"
CLOSED = said("Closed at this hour: opens at %(hour)s", hour="06:00")
PUBLIC = ["/es/", "/es/fronteras/", f"/es/frontera/{KEY}/"]
DESK = ["/es/mesa/fronteras/", f"/es/mesa/fronteras/{KEY}/"]
ASKED = (
    f"/es/requisitos/?paso={KEY}&de=HN&nac=HN&edad=21-59&doc=national_id",
    f"/es/requisitos/hoja/?paso={KEY}&de=HN&nac=HN&edad=21-59&doc=national_id",
)


def tell(state, *, at, key=KEY, who="demo-monitor", **told):
    values = {
        "country": "",
        "direction": "both",
        "state": state,
        "basis": "observed",
        "source": "Monitora en el puesto",
        "from_at": at,
    } | told
    report_status(crossing_key=key, sighting=Sighting(**values), by=actor_of(who), at=at)


@pytest.fixture
def now(instance):
    return move_clock


def line_of(lines, key=KEY):
    return next(line for line in lines if line.crossing.key == key)


@pytest.mark.parametrize("at", [NIGHT, EARLY])
@pytest.mark.parametrize("address", [*PUBLIC, *ASKED])
def test_public_pages_say_that_it_is_closed_at_this_hour(now, visitor, address, at):
    now(at)
    assert CLOSED in main_words(visitor.get(address))


@pytest.mark.parametrize("address", DESK)
def test_desk_says_that_it_is_closed_at_this_hour(now, desk, address):
    client = desk("demo-monitor")
    page = f"{address}?en={NIGHT:%Y-%m-%dT%H:%M}"
    now(NIGHT + timedelta(minutes=1))
    assert CLOSED in main_words(client.get(page))


@pytest.mark.parametrize("address", [*PUBLIC, *ASKED])
def test_by_day_nothing_is_closed_by_its_hours(now, visitor, address):
    now(STARTS_AT)
    assert CLOSED not in main_words(visitor.get(address))


def test_sign_on_both_maps_is_that_of_a_closed_crossing(now, visitor):
    now(NIGHT)
    lines = crossing_lines(at=NIGHT)
    sign = next(row for row in markers(lines) if KEY in row.href)
    with override("es"):
        again = next(row for row in markers(crossing_lines(at=NIGHT)) if KEY in row.href)
        assert again.label == f"El Poy: {CLOSED}"
    assert sign.state == "closed"
    asof = AsOf(at=NIGHT, known_at=NIGHT, is_now=False)
    with override("es"):
        layer = crossings(asof=asof, zone=Zone(), viewer=None)
        entry = next(row for row in layer.entries if row.name == "El Poy")
        assert (entry.state, entry.said) == ("closed", CLOSED)


def test_chat_text_says_it_first_and_then_what_is_told_and_the_hours(now, visitor):
    now(NIGHT)
    text = visitor.get("/es/fronteras/").context["chat_text"]
    (line,) = [row for row in text.splitlines() if row.startswith("• El Poy:")]
    assert line.startswith(f"• El Poy: {CLOSED}. ")
    assert "todos los días 06:00–18:00" in line


def test_command_says_it_in_words_and_in_json(now, capsys):
    at = NIGHT.isoformat()
    assert main(["crossings", "--at", at]) == 0
    (line,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith("El Poy")]
    assert f": {CLOSED}. " in line
    assert main(["crossings", "--at", at, "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["id"] == KEY]
    assert (row["closed_at_this_hour"], row["opens"]) == (True, "2020-11-21T12:00:00+00:00")
    assert main(["crossings", "--at", STARTS_AT.isoformat(), "--json"]) == 0
    (row,) = [row for row in json.loads(capsys.readouterr().out) if row["id"] == KEY]
    assert (row["closed_at_this_hour"], row["opens"]) == (False, None)


def test_state_of_the_rule_and_so_of_plans_is_left_as_it_was(now):
    row = Crossing.objects.get(key=KEY)
    states = [
        queries.crossing_status(queries.statuses(at=at, known_at=at, crossings=[row]), KEY).state
        for at in (STARTS_AT, NIGHT)
    ]
    assert states[0] == states[1] != "closed"


def test_hours_that_differ_are_shown_by_side(now, visitor):
    """Guatemala tells no hours of El Florido; Honduras closes at six."""
    now(STARTS_AT)
    for page in ("/es/", "/es/fronteras/"):
        line = line_of(visitor.get(page).context["lines"], "GTHN-FLO")
        with override("es"):
            words = line.hours_said
        assert "Honduras: todos los días 06:00–18:00" in words
        assert "Guatemala: " in words
        assert words in main_words(visitor.get(page))


def test_word_without_hours_leaves_them_on_the_card_with_who_told_them(now, visitor):
    at = STARTS_AT + timedelta(minutes=5)
    tell("restricted", at=at, country="HN")
    now(at + timedelta(minutes=1))
    sides = visitor.get(f"/es/frontera/{KEY}/").context["sides"]
    (entry,) = [side for side in sides if (side.country, side.direction) == ("HN", "entry")]
    assert str(entry.status.state) == "restricted"
    assert entry.hours.startswith("todos los días 06:00–18:00. Anunciado por ")
    assert entry.hours in main_words(visitor.get(f"/es/frontera/{KEY}/"))


def test_words_that_contradict_each_other_are_marked_in_the_lists(now, visitor, desk):
    at = STARTS_AT + timedelta(minutes=5)
    tell("closed", at=at)
    tell("restricted", at=at + timedelta(minutes=1), who="demo-secretaria")
    now(at + timedelta(minutes=2))
    mark = said("words differ", context="crossing")
    for page in ("/es/", "/es/fronteras/"):
        response = visitor.get(page)
        assert line_of(response.context["lines"]).is_contradicted
        assert mark in main_words(response)
    assert mark in main_words(desk("demo-monitor").get("/es/mesa/fronteras/"))
    sign = next(
        row for row in markers(crossing_lines(at=at + timedelta(minutes=2))) if KEY in row.href
    )
    assert sign.state == "not_confirmed"


def test_start_page_says_that_not_confirmed_is_also_a_contradiction(now, visitor):
    assert said(
        "“Not confirmed” means that nobody has told us lately, or that members of the network saw "
        "different things. Ask before you go."
    ) in main_words(visitor.get("/es/"))


def test_signs_of_a_map_of_the_past_lead_to_the_same_past(now, visitor, desk):
    asof = "?en=2020-04-15T12:00&sabido=2020-05-01T12:00"
    for client, page, name in (
        (visitor, "/es/fronteras/", "frontera"),
        (desk("demo-monitor"), "/es/mesa/fronteras/", "mesa/fronteras"),
    ):
        html = client.get(page + asof).content.decode()
        leads = [part.split('"')[0] for part in html.split('href="') if f"/{name}/{KEY}/" in part]
        assert len(leads) >= 2
        assert all("en=2020-04-15" in lead for lead in leads if "#" not in lead)


def test_word_before_the_state_says_that_it_was_only_announced(now):
    row = Crossing.objects.get(key=KEY)
    known = queries.statuses(at=STARTS_AT, known_at=STARTS_AT, crossings=[row])
    with override("en"):
        assert in_hours(known[KEY, "HN", "in"]) == "In its hours: Announced: Open"


def test_sheet_says_it_and_puts_it_first(now, desk):
    client = desk("demo-secretaria")
    now(NIGHT + timedelta(minutes=1))
    page = client.get(f"/es/mesa/situacion/hoja/NET-SUR/?en={NIGHT:%Y-%m-%dT%H:%M}")
    (section,) = [row for row in page.context["sheet"].sections if row.code == "crossings"]
    for side in section.sides:
        if side.country == "HN":
            assert CLOSED in side.lines[0].text


def test_what_vehicles_meet_is_closed_at_this_hour_too(now, visitor):
    at = STARTS_AT + timedelta(minutes=5)
    tell("open", at=at, mode="vehicles", opening_hours="06:00-18:00")
    now(NIGHT)
    sides = visitor.get(f"/es/frontera/{KEY}/").context["sides"]
    told = [other for side in sides for other in side.others]
    assert {(other.mode, other.closed) for other in told} == {("vehicles", CLOSED)}
    assert {other.hours for other in told} == {"todos los días 06:00–18:00"}


def test_legend_of_the_map_says_that_open_may_be_only_announced(now, visitor):
    words = main_words(visitor.get("/es/mapa/"))
    assert said("crossing open, seen or only announced", context="sign on the map") in words


def test_yes_of_what_is_asked_begins_with_that_it_is_closed(now, visitor):
    now(NIGHT)
    asked = f"/es/requisitos/?paso={KEY}&de=SV&nac=SV&edad=21-59&doc=national_id"
    answer = visitor.get(asked).context["reply"]
    assert str(answer.result) == "with_consequence"
    assert answer.sentence.startswith(f"{CLOSED}. ")
    assert answer.kind == "warn"


def test_announcement_is_listed_with_its_day_and_no_hour(now, visitor):
    now(NIGHT)
    lines = visitor.get("/es/fronteras/").context["lines"]
    told = line_of(lines)
    assert (told.status.basis, str(told.said_on)) == ("announced", "2020-10-18")
    seen = line_of(lines, "HNSV-AMA")
    assert seen.said_on == seen.said_at
    untold = next(line for line in lines if line.said_at is None)
    assert untold.said_on is None

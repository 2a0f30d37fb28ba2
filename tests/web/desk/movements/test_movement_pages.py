"""Movements at the desk: half-days, windows, needs against what there is, and who has read it."""

import re

import pytest
from tests.factories import movements as make
from tests.factories.browser import press
from tests.factories.movements import ENFORCEMENT
from tests.factories.pages import main_words, said, signed_in
from tests.factories.world import move_clock
from tests.web.filled.movements import (
    MONITOR,
    MOVEMENTS,
    OTHER,
    SECRETARY,
    TOWN,
    opened,
)
from tests.web.filled.movements import movement as filled_movement
from tests.web.filled.movements import sighting as filled_sighting
from tests.web.filled.movements import warning as filled_warning

from relevo.accounts.models import User
from relevo.demo.story import STARTS_AT, actor_of
from relevo.situation.actions import movements as actions
from relevo.situation.models import Movement, NeedsWarning, Sighting, WarningReceipt
from relevo.situation.rules.movements import Span, half_day
from relevo.web.desk.movements.forms import marks_around
from relevo.web.movement_phrases import NEED_CODES

UNKNOWN = "00000000-0000-4000-8000-000000000000"
INBOX = f"{MOVEMENTS}necesidades/"
OTHER_TOWNS = ("HN-1701", "HN-1709")
DESK_INBOX = "/es/mesa/bandeja/"


def page(row, tail=""):
    return f"{MOVEMENTS}{row.pk}/{tail}"


def warn(area_key):
    """The same window and number for another town."""
    row = NeedsWarning.objects.first()
    return actions.issue_warning(
        movement_id=row.movement_id,
        area_key=area_key,
        from_at=row.from_at,
        until_at=row.until_at,
        people=actions.People(row.low, row.best, row.high),
        stay="overnight",
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )


def told(text):
    """Times of day in a text of the page, without the six-hour marks."""
    return set(re.findall(r"\b\d{2}:\d{2}\b", text)) - {"00:00", "06:00", "12:00", "18:00"}


def test_movement_is_opened_and_shown(desk):
    filled = filled_movement()
    form = filled.client.get(filled.address).context["form"]
    assert form["day"].value().isoformat() == "2020-11-20"
    answer = filled.client.post(filled.address, filled.values)
    row = Movement.objects.get()
    assert (answer.status_code, answer.url) == (302, page(row))
    assert row.way[-2:] == ["HNSV-AMA-HN", "HNSV-AMA-SV"]
    shown = main_words(desk(OTHER).get(page(row)))
    assert "Nadie la ha visto aún. Se calcula desde" in shown
    assert "Necesidades de donde se dice que sale:" in shown
    assert "Necesidades donde se vio por última vez" not in shown
    assert said("Add a sighting") in shown
    assert said("Add a sighting") not in main_words(desk("demo-nacaome").get(page(row)))
    listed = main_words(desk(OTHER).get(MOVEMENTS))
    assert said("From %(place)s, %(day)s", place=TOWN, day="20 nov 2020") in listed


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"place": "Ningunaparte"}, "place"),
        ({"first_crossing": "GTMX-TU1"}, "first_crossing"),
        ({"second_crossing": "HNSV-AMA"}, "first_crossing"),
        ({"day": "2019-01-01"}, "day"),
        ({"source": "@alguien"}, "source"),
    ],
)
def test_movement_that_is_refused_comes_back(told, field):
    filled = filled_movement()
    answer = filled.client.post(filled.address, {**filled.values, **told})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Movement.objects.exists()


def test_way_over_two_crossings(desk):
    filled = filled_movement()
    values = {**filled.values, "place": "San Pedro Sula", "first_crossing": "GTHN-AGC"}
    filled.client.post(filled.address, {**values, "second_crossing": "GTMX-TU1"})
    row = Movement.objects.get()
    assert row.way[0] == "HN-0501"
    assert {"GTHN-AGC-HN", "GTHN-AGC-GT", "GTMX-TU1-GT"} <= set(row.way)
    shown = main_words(desk(OTHER).get(page(row)))
    assert "Tecún Umán" in shown
    assert "El Florido" in shown


def test_sighting_takes_a_day_and_its_half_and_shows_no_other_hour(desk):
    filled = filled_sighting()
    form = filled.client.get(filled.address).context["form"]
    assert {"day", "half"} <= set(form.fields)
    assert not {"hour", "time", "at"} & set(form.fields)
    row = Movement.objects.get()
    answer = filled.client.post(filled.address, {**filled.values, "hour": "05:35"})
    assert answer.url == page(row)
    newest = Sighting.objects.order_by("-known_from", "-best").get(area__key="HN-1706")
    assert (str(newest.day), newest.half, newest.best) == ("2020-11-20", "am", 200)
    response = desk(OTHER).get(page(row))
    shown = main_words(response)
    parts = shown.split(said("What was seen"))[1]
    assert told(parts) == set()
    assert "100 – 200 – 300" in parts


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"low": ""}, "best"),
        ({"low": "900"}, "best"),
        ({"estimate": ""}, "estimate"),
        ({"day": "2020-11-21"}, "day"),
        ({"place": "Ningunaparte"}, "place"),
        ({"place": "Meanguera del Golfo"}, None),
    ],
)
def test_sighting_that_is_refused_comes_back(told, field):
    filled = filled_sighting()
    before = Sighting.objects.count()
    answer = filled.client.post(filled.address, {**filled.values, **told})
    if field is None:
        assert answer.status_code in {302, 422}
        return
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Sighting.objects.count() == before


def test_figures_that_differ_stand_side_by_side(desk):
    row = opened()
    seen = make.seen(area_key="HN-1709", source_type="press", low=900, best=1000, high=1500)
    actions.add_sighting(movement_id=row.pk, seen=seen, by=actor_of(OTHER), at=STARTS_AT)
    shown = main_words(desk(SECRETARY).get(page(row)))
    assert said("The figures differ") in shown
    assert "200 – 300 – 500" in shown
    assert "900 – 1,000 – 1,500" in shown


def test_group_that_is_held_up_has_no_window_ahead(desk):
    row = opened()
    seen = make.seen(area_key="HN-1706", kind="blocked", half="pm")
    actions.add_sighting(movement_id=row.pk, seen=seen, by=actor_of(MONITOR), at=STARTS_AT)
    client = desk(SECRETARY)
    sentence = "It is not going on as far as known, so no window ahead is told."
    assert said(sentence) in main_words(client.get(page(row)))
    needs = main_words(client.get(page(row, "municipio/HN-1706/")))
    assert said("They are held up", context="stay") in needs


def test_needs_without_numbers_say_so(desk):
    row = opened(seen=False)
    shown = main_words(desk(SECRETARY).get(page(row, "municipio/HN-1709/")))
    assert said("Nobody has given a number yet") in shown


def test_coordinator_warns_and_who_is_warned_reads(desk):
    filled = filled_warning()
    before = main_words(filled.client.get(filled.address))
    assert said("Warn of these needs") in before
    assert said("Beds for a night") in before
    row = Movement.objects.get()
    answer = filled.client.post(filled.address, filled.values)
    assert answer.url == page(row)
    warning = NeedsWarning.objects.get()
    assert (warning.area.key, warning.best, warning.needs["beds"]) == ("HN-1706", 200, 200)
    assert said("nobody yet", context="warning") in main_words(filled.client.get(page(row)))
    reader = desk("demo-nacaome")
    assert said("Read", context="warning") in main_words(reader.get(INBOX))
    assert reader.post(f"{INBOX}{warning.pk}/leido/").url == INBOX
    assert said("Read by your institution") in main_words(reader.get(INBOX))
    assert WarningReceipt.objects.get().institution.key == "HN-MUN-NACAOME"
    assert "Nacaome" in main_words(filled.client.get(page(row)))
    listed = main_words(filled.client.get(MOVEMENTS))
    assert "1" in listed


def test_what_would_be_sent_for_the_chosen_stay_is_shown_before_it_is_sent(desk):
    filled = filled_warning()
    before = main_words(filled.client.get(filled.address))
    assert said("Warn", context="movement") not in before.split(said("Warn of these needs"))[1]

    chosen = {**filled.values, "stay": "transit"}
    shown = filled.client.post(f"{filled.address}?mostrar=1", chosen)

    assert shown.status_code == 200
    assert not NeedsWarning.objects.exists()
    goes = main_words(shown).split(said("This would be sent"))[1]
    assert said("They pass through", context="stay") in goes
    for code, number in shown.context["goes"].needs.items():
        assert number == 0 or f"{number} {NEED_CODES[code]}" in goes
    sends = dict(shown.context["goes"].values)
    assert {name: str(value) for name, value in sends.items()} == chosen
    filled.client.post(filled.address, sends)
    assert NeedsWarning.objects.get().needs == shown.context["goes"].needs

    wrong = {**chosen, "until": chosen["start"]}
    assert filled.client.post(f"{filled.address}?mostrar=1", wrong).context["goes"] is not None
    unread = filled.client.post(f"{filled.address}?mostrar=1", {**chosen, "stay": "x"})
    assert (unread.status_code, unread.context["goes"]) == (422, None)
    other = desk(MONITOR).post(f"{filled.address}?mostrar=1", chosen)
    assert other.context["goes"] is None
    assert NeedsWarning.objects.count() == 1


def test_warning_is_sent_from_the_page_that_shows_it(desk):
    filled = filled_warning()
    page = filled.client.get(filled.address)
    shown = press(filled.client, page, said("Show what would be sent"), stay="transit")
    assert not NeedsWarning.objects.exists()

    sent = press(filled.client, shown, said("Warn", context="movement"))

    movement = NeedsWarning.objects.get().movement
    assert (sent.status_code, sent.url) == (302, f"{MOVEMENTS}{movement.pk}/")
    reader = desk("demo-nacaome")
    assert said("Read", context="warning") in main_words(reader.get(INBOX))
    assert reader.get(DESK_INBOX).context["warnings_unread"] == 1


def test_inbox_of_the_desk_tells_of_warnings_until_ones_institution_has_read_them(
    desk, count_queries
):
    filled, reader = filled_warning(), desk("demo-nacaome")
    before = reader.get(DESK_INBOX)
    assert (before.context["warnings_unread"], INBOX in notices(before)) == (0, False)
    filled.client.post(filled.address, filled.values)
    for area_key in OTHER_TOWNS:
        warn(area_key)
    page = reader.get(DESK_INBOX)
    assert page.context["warnings_unread"] == 3
    assert f'href="{INBOX}"' in notices(page)
    assert "3 avisos esperan" in main_words(page)
    three = count_queries(lambda: reader.get(DESK_INBOX))
    first, *others = NeedsWarning.objects.all()
    for row in others:
        reader.post(f"{INBOX}{row.pk}/leido/")
    assert "1 aviso espera" in main_words(reader.get(DESK_INBOX))
    assert "1 warning waits" in main_words(reader.get(DESK_INBOX.replace("/es/", "/en/")))
    assert count_queries(lambda: reader.get(DESK_INBOX)) == three
    assert desk("demo-la-union").get(DESK_INBOX).context["warnings_unread"] == 3
    move_clock(first.until_at)
    assert INBOX not in notices(reader.get(DESK_INBOX))


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_inbox_of_who_enforces_tells_of_no_warning(desk, kind):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values)
    make.stage()
    page = signed_in(User.objects.get(username=f"mv-{kind}")).get(DESK_INBOX)
    assert (page.context["warnings_unread"], INBOX in notices(page)) == (0, False)


def notices(page):
    """What stands above what was received."""
    return page.content.decode().split("<main")[1].split('id="received"')[0]


def test_warning_that_is_refused_comes_back(desk):
    filled = filled_warning()
    values = {**filled.values, "until": filled.values["start"]}
    answer = filled.client.post(filled.address, values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["until"]
    assert not NeedsWarning.objects.exists()
    refused = desk(MONITOR).post(filled.address, filled.values)
    assert refused.status_code == 422
    assert said("Warn of these needs") not in main_words(refused)
    assert not NeedsWarning.objects.exists()


def test_numbers_out_of_order_are_refused_in_a_sentence(desk):
    filled = filled_sighting()
    answer = filled.client.post(filled.address, {**filled.values, "low": "301"})
    assert answer.status_code == 422
    (problem,) = answer.context["form"].errors["best"]
    assert problem.startswith("Escriba los números en orden:")
    assert "≤" not in main_words(answer)


def test_window_that_is_over_says_so(desk):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values)
    later = main_words(filled.client.get(f"{INBOX}?en=2020-11-25T00:00"))
    assert said("The window is over") in later
    assert said("Read", context="warning") not in later.split(said("The window is over"))[1]


def test_inbox_without_warnings(desk):
    assert said("No warning") in main_words(desk("demo-nacaome").get(INBOX))


def test_analyst_of_a_university_is_not_warned(desk):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values)
    warning = NeedsWarning.objects.get()
    client = desk("demo-universidad")
    kind = User.objects.get(username="demo-universidad").memberships.get().institution.kind
    if kind in {"academia", "university"}:
        assert client.get(INBOX).status_code == 404
        assert client.post(f"{INBOX}{warning.pk}/leido/").status_code == 404
        assert said("Warnings of needs") not in main_words(client.get(MOVEMENTS))


@pytest.mark.parametrize(
    "tail",
    [f"{UNKNOWN}/", f"{UNKNOWN}/vista/", f"{UNKNOWN}/municipio/HN-1706/"],
)
def test_movement_that_does_not_exist_is_no_page(desk, tail):
    assert desk(SECRETARY).get(f"{MOVEMENTS}{tail}").status_code == 404


def test_needs_of_a_place_off_the_way_are_no_page(desk):
    row = opened()
    assert desk(SECRETARY).get(page(row, "municipio/GT-0101/")).status_code == 404
    assert desk(SECRETARY).post(f"{INBOX}{UNKNOWN}/leido/").status_code == 404


def test_page_as_it_was_has_no_forms(desk):
    row, client = opened(), desk(SECRETARY)
    then = "?en=2020-11-19T12:00&sabido=2020-11-19T12:00"
    assert client.get(f"{page(row)}{then}").status_code == 404
    assert said("No large movement is known") in main_words(client.get(f"{MOVEMENTS}{then}"))
    later = "?en=2020-11-21T12:00"
    assert said("Add a sighting") not in main_words(client.get(f"{page(row)}{later}"))
    needs = main_words(client.get(f"{page(row, 'municipio/HN-1706/')}{later}"))
    assert said("Warn of these needs") not in needs


def test_nobody_warns_in_the_past(desk):
    filled = filled_warning()
    answer = filled.client.post(f"{filled.address}?en=2020-11-21T12:00", filled.values)
    assert (answer.status_code, answer.url) == (302, filled.address)
    told = filled.client.get(answer.url).content.decode()
    assert said("Nobody is warned in the past. Here it is now: warn from here.") in told
    assert not NeedsWarning.objects.exists()


def test_list_asks_the_same_for_one_movement_and_for_three(desk, count_queries):
    client = desk(SECRETARY)
    opened()
    one = count_queries(lambda: client.get(MOVEMENTS))
    opened()
    opened(seen=False)
    assert count_queries(lambda: client.get(MOVEMENTS)) == one


def test_inbox_asks_the_same_for_one_warning_and_for_three(desk, count_queries):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values)
    one = count_queries(lambda: filled.client.get(INBOX))
    for area_key in OTHER_TOWNS:
        warn(area_key)
    assert len(filled.client.get(INBOX).context["lines"]) == 3
    assert count_queries(lambda: filled.client.get(INBOX)) == one


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_for_who_enforces_there_is_no_such_page(desk, kind):
    filled = filled_warning()
    filled.client.post(filled.address, filled.values)
    row, warning = Movement.objects.get(), NeedsWarning.objects.get()
    make.stage()
    client = signed_in(User.objects.get(username=f"mv-{kind}"))
    for method, address in (
        ("get", MOVEMENTS),
        ("get", f"{MOVEMENTS}nueva/"),
        ("post", f"{MOVEMENTS}nueva/"),
        ("get", page(row)),
        ("get", page(row, "vista/")),
        ("post", page(row, "vista/")),
        ("get", page(row, "municipio/HN-1706/")),
        ("post", page(row, "municipio/HN-1706/")),
        ("get", INBOX),
        ("post", f"{INBOX}{warning.pk}/leido/"),
    ):
        assert getattr(client, method)(address).status_code == 404, (method, address)
    known, unknown = (
        client.get(f"{MOVEMENTS}{key}/").content.replace(str(key).encode(), b"")
        for key in (row.pk, UNKNOWN)
    )
    assert known == unknown
    assert Movement.objects.count() == NeedsWarning.objects.count() == 1


def test_marks_reach_around_a_window():
    span = half_day(STARTS_AT.date(), "pm")
    marks = [stamp for stamp, _words in marks_around(Span(span.start, span.end))]
    assert (marks[0], marks[-1], len(marks)) == ("2020-11-19T12:00", "2020-11-24T00:00", 19)

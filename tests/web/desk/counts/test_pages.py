"""Counts on their pages: told, seen by whom, corrected, compared."""

from datetime import datetime, timedelta

import pytest
from tests.factories.accounts import person
from tests.factories.pages import main_words, said, signed_in

from relevo.accounts.models import User
from relevo.directory.models import Institution
from relevo.networks.models import Network
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import counts as actions
from relevo.situation.models import Count, Reconciliation

HERE = "/es/mesa/situacion/cifras/"
AT = datetime(2020, 11, 20, 15, 40, tzinfo=clock.LOCAL)
CUT_OFF = AT.replace(minute=0)
HOUR = timedelta(hours=1)
TOLD = {
    "post": "HNSV-AMA|HN",
    "kind": "left_out",
    "value": "120",
    "cut_off_at": "2020-11-20T15:00",
    "since_at": "2020-11-20T06:00",
    "said_by": "Turno del puesto",
    "parts": "HN 100; SV 15",
    "source": "",
}


@pytest.fixture(autouse=True)
def _stands():
    """The clock of the story stands still, so that hours can be counted."""
    with clock.stopped(AT):
        yield


@pytest.fixture
def monitor(desk):
    return desk("demo-monitor")


def of(institution, name, roles, *, network="NET-SUR", role="member"):
    """Somebody of an institution that has a seat in the network."""
    row = Institution.objects.get(key=institution)
    Network.objects.get(key=network).members.get_or_create(
        institution=row, defaults={"stated_name_es": name, "stated_name_en": name, "role": role}
    )
    return person(name, of=row, roles=roles)


@pytest.fixture
def other_side():
    """A monitor of the Salvadoran side, as an actor."""
    return of("SV-MUN-LU", "sv-monitor", ["border_monitor"])


def tell(by, **changed):
    told = {
        "crossing_key": "HNSV-AMA",
        "country": "SV",
        "direction": "in",
        "category": "entered",
        "cut_off_at": CUT_OFF,
        "value": 100,
        "said_by": "Ventanilla",
        "at": AT,
    }
    return actions.tell_count(**told | changed, by=by, is_demo=True)


def page(client, path="", **more):
    return client.get(f"{HERE}{path}", **more)


def as_person(actor):
    return signed_in(User.objects.get(pk=actor.id))


def test_a_count_is_told_in_one_form(monitor):
    form = page(monitor, "nueva/?puesto=HNSV-AMA|HN&que=left_out&hasta=2020-11-20T15:00")
    assert form.context["form"].initial["cut_off_at"] == CUT_OFF
    answer = monitor.post(f"{HERE}nueva/", TOLD)
    row = Count.objects.get()
    assert answer.url == f"{HERE}{row.pk}/"
    assert (row.value, row.parts, row.cut_off_at) == (120, [["HN", 100], ["SV", 15]], CUT_OFF)
    assert (row.country, row.direction, row.category) == ("HN", "out", "left")
    told = main_words(page(monitor, f"{row.pk}/"))
    assert said("The parts do not add up") in told
    assert (
        said(
            "The total says %(value)s, its parts add up to %(parts)s. Both stand as the source "
            "gives them.",
            value="120",
            parts="115",
        )
        in told
    )


@pytest.mark.parametrize("asked", ["", "?hasta=ayer&puesto=x&que=y", "?hasta=2020-11-20T00:00"])
def test_an_address_fills_in_what_can_be_read(monitor, asked):
    assert page(monitor, f"nueva/{asked}").status_code == 200


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("HN 2,631; SV 96; NI 5", (("HN", 2631), ("SV", 96), ("NI", 5))),
        ("hn: 3\notros 4", (("HN", 3), ("other", 4))),
        ("HN=3, SV=2", (("HN", 3), ("SV", 2))),
    ],
)
def test_parts_are_read_as_people_write_them(monitor, text, parts):
    monitor.post(f"{HERE}nueva/", TOLD | {"parts": text})
    assert tuple(map(tuple, Count.objects.get().parts)) == parts


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"parts": "muchos"}, "parts", "Write each part as a country and a number: HN 2631."),
        ({"parts": "HN 1; HN 2"}, "parts", "One of the parts stands there twice."),
        (
            {"cut_off_at": "2020-11-21T15:00"},
            "cut_off_at",
            "This hour lies ahead. Until when did you really count?",
        ),
        ({"since_at": "2020-11-20T15:00"}, "since_at", "The count begins before it ends."),
        ({"kind": "left_out", "post": "HNSV-AMA|GT"}, "post", None),
    ],
)
def test_what_is_no_count_comes_back_with_a_sentence(monitor, changed, field, sentence):
    answer = monitor.post(f"{HERE}nueva/", TOLD | changed)
    assert answer.status_code == 422
    if sentence:
        assert answer.context["form"].errors == {field: [said(sentence)]}
    assert not Count.objects.exists()


def test_who_counts_nothing_is_sent_back(desk):
    for client in (desk("demo-copan"), desk("demo-universidad")):
        assert page(client, "nueva/").url == HERE
        assert client.post(f"{HERE}nueva/", TOLD).url == HERE
    assert not Count.objects.exists()


def test_an_institution_without_a_network_is_told_who_counts(desk):
    row = Institution.objects.get(key="GT-MINEX")
    lone = person("lone", of=row, roles=["border_monitor"])
    Network.objects.model.objects.get(key="NET-SUR").members.filter(institution=row).delete()
    for network in Network.objects.all():
        network.members.filter(institution=row).delete()
    answer = as_person(lone).post(f"{HERE}nueva/", TOLD)
    assert answer.status_code == 422
    assert said(
        "Counts are told by border monitors, duty officers and coordinators of institutions that "
        "sit in a network."
    ) in main_words(answer)


def test_a_count_is_corrected_by_who_told_it(monitor, other_side, desk):
    monitor.post(f"{HERE}nueva/", TOLD)
    first = Count.objects.get()
    address = f"{first.pk}/corregir/"
    form = page(monitor, address).context["form"]
    assert form.initial["parts"] == "HN 100; SV 15"
    monitor.post(f"{HERE}{address}", TOLD | {"value": "115"})
    second = Count.objects.get(corrects=first)
    told = main_words(page(monitor, f"{first.pk}/"))
    assert said("A newer version holds") in told
    assert second.value == 115
    again = monitor.post(f"{HERE}{address}", TOLD | {"value": "1"})
    assert said(
        "This count was corrected already. Open the newest version and correct that one."
    ) in main_words(again)
    theirs = tell(other_side)
    assert page(monitor, f"{theirs.pk}/corregir/").url == f"{HERE}{theirs.pk}/"
    assert page(desk("demo-copan"), f"{theirs.pk}/corregir/").status_code == 404
    whole = tell(access_actor("demo-monitor"), crossing_key="", since_at=AT - 9 * HOUR)
    assert page(monitor, f"{whole.pk}/corregir/").context["form"].initial["post"] == "|SV"
    assert Count.objects.count() == 4
    kind = f"{whole.category}_{whole.direction}"
    posted = TOLD | {"post": "|SV", "kind": kind, "value": "3"}
    monitor.post(f"{HERE}{whole.pk}/corregir/", posted)
    assert Count.objects.get(corrects=whole).value == 3


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "0001-01-01T00:00", "ayer", "2021-01-19"])
def test_an_hour_in_the_address_that_cannot_be_is_left_out(monitor, until):
    assert page(monitor, f"nueva/?hasta={until}").status_code == 200


def access_actor(username):
    from relevo.demo.story import actor_of

    return actor_of(username)


def test_the_list_shows_what_one_may_see_and_asks_the_same_number_of_questions(
    monitor, other_side, count_queries
):
    def row(value):
        tell(other_side, value=value)
        tell(access_actor("demo-monitor"), country="HN", direction="out", category="left")

    row(41)
    few = count_queries(lambda: page(monitor))
    for value in (42, 43, 44):
        row(value)
    assert count_queries(lambda: page(monitor)) == few
    shown = main_words(page(monitor))
    assert [value for value in (41, 42, 43, 44) if f"{value} ·" in shown] == [41, 42, 43, 44]
    assert said("No count to see here yet") in main_words(page(monitor, "?paso=GTHN-FLO"))
    assert "41 ·" in main_words(page(monitor, "?paso=HNSV-AMA"))


def test_the_list_can_be_read_as_it_was(monitor, other_side):
    tell(other_side, value=41)
    before = page(monitor, "?en=2020-11-20T14:00&sabido=2020-11-20T14:00")
    assert said("No count to see here yet") in main_words(before)


def test_who_enforces_sees_its_own_and_is_told_who_tells_it_the_other(other_side):
    police = of("HN-INM", "inm", ["border_monitor"])
    client = as_person(police)
    theirs = tell(other_side, value=77)
    client.post(f"{HERE}nueva/", TOLD | {"value": "88"})
    own = Count.objects.get(value=88)
    with clock.stopped(AT + timedelta(days=30)):
        shown = main_words(page(client))
        assert "88 ·" in shown
        assert "77" not in shown
        assert said("Your own counts") in shown
        assert page(client, f"{theirs.pk}/").status_code == 404
        opened = main_words(page(client, f"{own.pk}/"))
        assert "77" not in opened
        assert said("Put them side by side") not in opened
        assert said("Nothing stands side by side yet") in main_words(
            page(client, "conciliaciones/")
        )
        assert page(client, f"conciliar/{own.pk}/{theirs.pk}/").status_code == 404
        assert page(client, f"conciliar/{own.pk}/{own.pk}/").status_code == 404


@pytest.fixture
def pair(monitor, other_side):
    """What left Honduras and what El Salvador received, the latter by its own monitor."""
    monitor.post(f"{HERE}nueva/", TOLD)
    return Count.objects.get(), tell(other_side)


def open_pair(client, pair, **values):
    out, into = pair
    return client.post(f"{HERE}conciliar/{out.pk}/{into.pk}/", {"part": "", **values})


def test_two_counts_are_put_side_by_side_explained_and_confirmed(monitor, pair, other_side):
    out, into = pair
    assert said("Put them side by side") in main_words(page(monitor, f"{out.pk}/"))
    assert said("Put them side by side") in main_words(page(monitor, f"{into.pk}/"))
    assert page(monitor, f"conciliar/{out.pk}/{into.pk}/").status_code == 200
    answer = open_pair(monitor, pair)
    row = Reconciliation.objects.get()
    address = f"conciliaciones/{row.pk}/"
    assert answer.url == f"{HERE}{address}"
    shown = main_words(page(monitor, address))
    assert said("Gap: %(people)s people", people=20) in shown
    assert said("Without explanation: %(people)s", people=20) in shown
    reason = {"reason": "in_transit", "people": "12", "note": "Bus en camino"}
    assert monitor.post(f"{HERE}{address}motivo/", reason).url == f"{HERE}{address}"
    wrong = monitor.post(f"{HERE}{address}motivo/", reason)
    assert wrong.status_code == 422
    assert said("This is more than what nobody has explained yet.") in main_words(wrong)
    shown = main_words(page(monitor, address))
    assert said("Without explanation: %(people)s", people=8) in shown
    assert "Bus en camino" in shown
    assert page(monitor, "conciliaciones/").status_code == 200
    assert said("Side by side") in main_words(page(monitor, f"{out.pk}/"))
    for client in (monitor, as_person(other_side)):
        client.post(f"{HERE}{address}acuerdo/")
    shown = main_words(page(monitor, address))
    assert said("Confirmed by both sides", context="gap") in shown
    again = monitor.post(f"{HERE}{address}acuerdo/", follow=True)
    assert said("This is closed: both sides have confirmed it.") in main_words(again)


def test_a_gap_is_confirmed_with_a_reason_even_that_none_is_known(monitor, pair, other_side):
    open_pair(monitor, pair)
    address = f"conciliaciones/{Reconciliation.objects.get().pk}/"
    sentence = said(
        "Before the figures are confirmed, name a likely reason for the gap. Where nobody knows "
        "one, choose that it is not known yet: it then stays named as without explanation."
    )
    shown = main_words(page(monitor, address))
    assert sentence in shown
    assert said("Confirm for our side") not in shown
    told = monitor.post(f"{HERE}{address}acuerdo/", follow=True)
    assert sentence in main_words(told)
    monitor.post(f"{HERE}{address}motivo/", {"reason": "unknown", "people": "20", "note": ""})
    shown = main_words(page(monitor, address))
    assert sentence not in shown
    assert said("Confirm for our side") in shown
    for client in (monitor, as_person(other_side)):
        client.post(f"{HERE}{address}acuerdo/")
    for where in (address, "conciliaciones/"):
        shown = main_words(page(monitor, where))
        assert said("Confirmed by both sides", context="gap") in shown
        assert said("Without explanation: %(people)s", people=20) in shown


def test_a_gap_of_the_last_hour_is_not_of_zero_hours(monitor, pair):
    open_pair(monitor, pair, responsible="DEMO-MONITOREO")
    address = f"conciliaciones/{Reconciliation.objects.get().pk}/"
    assert said("Both counts have been known for less than an hour.") in main_words(
        page(monitor, address)
    )
    with clock.stopped(AT + HOUR):
        assert "desde hace 1 hora." in main_words(page(monitor, address))
    with clock.stopped(AT + 47 * HOUR):
        assert "desde hace 47 horas." in main_words(page(monitor, address))
    with clock.stopped(AT + 71 * HOUR):
        assert "desde hace 2 días." in main_words(page(monitor, address))
    with clock.stopped(AT + 1659 * HOUR):
        assert "desde hace 69 días." in main_words(page(monitor, address))


def test_what_cannot_be_put_side_by_side_says_why(monitor, pair, other_side):
    out, _into = pair
    late = tell(other_side, cut_off_at=CUT_OFF - HOUR)
    shown = page(monitor, f"conciliar/{out.pk}/{late.pk}/")
    assert said("Tell a count until the same hour") in main_words(shown)
    assert b'name="part"' not in shown.content
    beside = main_words(page(monitor, f"{late.pk}/"))
    assert said("Not comparable yet: see what is missing") in beside
    assert said("Put them side by side") not in beside
    assert "?puesto=HNSV-AMA|SV&que=entered_in&hasta=2020-11-20T15:00" in shown.context["ask"]
    refused = open_pair(monitor, (out, late))
    assert refused.status_code == 422
    assert said(
        "Not comparable yet: the two sides stopped counting at different times.", context="gap"
    ) in main_words(refused)
    open_pair(monitor, pair)
    assert open_pair(monitor, pair).status_code == 422
    assert not Reconciliation.objects.exclude(outflow=out).exists()


def test_a_gap_that_is_no_longer_comparable_says_so(monitor, pair, other_side):
    open_pair(monitor, pair, responsible="DEMO-MONITOREO")
    tell(other_side, cut_off_at=CUT_OFF - HOUR, corrects=pair[1].pk, at=AT)
    row = Reconciliation.objects.get()
    shown = main_words(page(monitor, f"conciliaciones/{row.pk}/"))
    assert said("Not comparable yet") in shown
    assert said("Not comparable yet") in main_words(page(monitor, "conciliaciones/"))
    answer = monitor.post(f"{HERE}conciliaciones/{row.pk}/acuerdo/", follow=True)
    assert said(
        "Not comparable yet: the two sides stopped counting at different times.", context="gap"
    ) in main_words(answer)


def test_the_same_number_on_both_sides_is_no_gap(monitor, pair, other_side):
    out, into = pair
    tell(other_side, value=120, corrects=into.pk)
    open_pair(monitor, (out, Count.objects.get(corrects=into)))
    row = Reconciliation.objects.get()
    assert said("Both sides say the same") in main_words(page(monitor, f"conciliaciones/{row.pk}/"))


def test_more_may_arrive_than_left(monitor, pair, other_side):
    out, into = pair
    tell(other_side, value=150, corrects=into.pk)
    open_pair(monitor, (out, Count.objects.get(corrects=into)))
    row = Reconciliation.objects.get()
    shown = main_words(page(monitor, f"conciliaciones/{row.pk}/"))
    assert said("Gap: %(people)s people", people=30) in shown
    assert said("More arrived in the count of one side than left in that of the other.") in shown


def test_lists_of_pairs_ask_the_same_number_of_questions(monitor, other_side, count_queries):
    def row():
        out = tell(
            access_actor("demo-monitor"), country="HN", direction="out", category="left", value=9
        )
        open_pair(monitor, (out, tell(other_side)))

    row()
    few = count_queries(lambda: page(monitor, "conciliaciones/"))
    for _turn in range(3):
        row()
    assert count_queries(lambda: page(monitor, "conciliaciones/")) == few


def test_a_pair_that_is_not_for_somebody_is_not_there(monitor, pair, desk):
    open_pair(monitor, pair)
    row = Reconciliation.objects.get()
    address = f"{HERE}conciliaciones/{row.pk}/"
    stranger = as_person(of("HN-INM", "inm", ["coordinator"]))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}motivo/", {"reason": "typing"}).status_code == 404
    assert stranger.post(f"{address}acuerdo/", follow=True).status_code == 404
    outside = desk("demo-albergue")  # it may compare, but not these
    assert outside.post(f"{address}motivo/", {"reason": "typing"}).status_code == 404
    assert outside.post(f"{address}acuerdo/").status_code == 404
    bad = monitor.post(f"{address}motivo/", {"reason": "odio"})
    assert bad.status_code == 422


def test_access_and_pages_agree_on_who_may_act(monitor, pair):
    assert access.may_compare(access_actor("demo-monitor"))
    assert not access.may_publish(access_actor("demo-monitor"))
    assert not access.may_count(access_actor("demo-copan"))

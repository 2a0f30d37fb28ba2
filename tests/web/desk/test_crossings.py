import pytest
from tests.factories.pages import main_words, said, words
from tests.factories.world import nothing_written

from relevo.borders.models import StatusReport
from relevo.demo.story import STARTS_AT, actor_of
from relevo.places.models import Crossing

PAGE = "/es/mesa/fronteras/HNSV-AMA/"
CLOSED = {"state": "closed", "basis": "observed", "direction": "both"}
ANNOUNCED = {"basis": "announced", "source": "Migración"}


def reports():
    return set(StatusReport.objects.values_list("key", flat=True))


@pytest.mark.parametrize("language", ["es", "en"])
def test_list_shows_every_crossing_on_a_map_that_leads_to_the_desk(nacaome, language):
    response = nacaome.get(f"/{language}/mesa/fronteras/")
    assert len(response.context["lines"]) == Crossing.objects.count()
    assert f"/{language}/mesa/fronteras/HNSV-AMA/" in str(response.context["map"])
    assert "El Amatillo" in main_words(response)


@pytest.mark.parametrize("who", ["demo-monitor", "demo-secretaria"])
def test_monitor_and_coordinator_report(desk, who):
    client = desk(who)
    before = reports()
    response = client.post(PAGE, CLOSED | {"until_at": "2020-11-20T23:30"}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Su reporte ya está en la página pública" in words(response)
    (key,) = reports() - before
    report = StatusReport.objects.get(key=key)
    assert (report.state, report.basis, report.country, report.direction, report.source) == (
        "closed",
        "observed",
        "",
        "both",
        "",
    )
    assert report.until_at == STARTS_AT.replace(hour=23, minute=30)
    assert (report.is_demo, report.reporter_id) == (True, actor_of(who).id)


def test_public_page_follows_a_report_and_its_correction(desk, visitor):
    for state in ("closed", "open", "restricted"):
        assert desk("demo-monitor").post(PAGE, CLOSED | {"state": state}).status_code == 302
        assert str(visitor.get("/es/frontera/HNSV-AMA/").context["status"].state) == state


def test_all_that_can_be_said_is_kept(desk):
    before = reports()
    told = {
        "state": "restricted",
        "basis": "announced",
        "country": "SV",
        "direction": "in",
        "source": "Migración",
        "opening_hours": "06:00-18:00",
        "text": "Solo con cita.",
    }
    assert desk("demo-monitor").post(PAGE, told).status_code == 302
    (key,) = reports() - before
    row = StatusReport.objects.get(key=key)
    assert {name: getattr(row, name) for name in told if name != "text"} | {
        "text": row.text_es
    } == told


def test_an_announcement_for_later_changes_nothing_before_its_hour(desk, visitor):
    client = desk("demo-monitor")
    client.post(PAGE, CLOSED)
    told = {"state": "open", "basis": "announced", "direction": "both", "source": "Migración"}
    client.post(PAGE, told | {"from_at": "2020-11-23T06:00"})
    page = visitor.get("/es/frontera/HNSV-AMA/")
    assert str(page.context["status"].state) == "closed"
    assert "Anunciado por Migración el 20 de noviembre de 2020" in words(page)
    monday = visitor.get("/es/frontera/HNSV-AMA/?en=2020-11-23T06:30")
    assert str(monday.context["status"].state) == "open"


@pytest.mark.parametrize("who", ["demo-nacaome", "demo-la-union", "demo-albergue"])
def test_officer_sees_and_does_not_report(desk, who):
    client = desk(who)
    assert client.get(PAGE).context["may_report"] is False
    assert said("Border monitors and coordinators report here.") in words(client.get(PAGE))
    with nothing_written():
        response = client.post(PAGE, CLOSED)
    assert response.headers["Location"] == PAGE
    response = client.get(PAGE)
    assert said("Only border monitors and coordinators report.") in words(response)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": ""}, "state"),
        ({"state": "not_confirmed"}, "state"),
        ({"basis": "rumor"}, "basis"),
        ({"country": "GT"}, "country"),
        ({"direction": "up"}, "direction"),
        ({"basis": "announced", "source": ""}, "source"),
        ({"basis": "announced", "source": "   "}, "source"),
        ({"basis": "announced", "source": "x" * 301}, "source"),
        ({"mode": "boats"}, "mode"),
        ({"text": "x" * 501}, "text"),
        ({"opening_hours": "de seis a seis"}, "opening_hours"),
        ({"opening_hours": "25:00-26:00x"}, "opening_hours"),
        ({"opening_hours": "x" * 61}, "opening_hours"),
        ({"until_at": "2020-11-20T15:39"}, "until_at"),
        ({"until_at": "2019-01-01T00:00"}, "until_at"),
        ({"until_at": "0001-01-01T00:00"}, "until_at"),
        ({"until_at": "9999-12-31T23:59"}, "until_at"),
        ({"until_at": "2022-01-01T00:00"}, "until_at"),
        ({"until_at": "pronto"}, "until_at"),
        ({"from_at": "2020-11-23T06:00"}, "from_at"),
        (ANNOUNCED | {"from_at": "2018-01-01T00:00"}, "from_at"),
        (ANNOUNCED | {"from_at": "2022-01-01T00:00"}, "from_at"),
        (ANNOUNCED | {"from_at": "9999-12-31T23:59"}, "from_at"),
        (ANNOUNCED | {"from_at": "2020-11-23T06:00", "until_at": "2020-11-22T06:00"}, "until_at"),
    ],
)
def test_report_that_says_nothing_usable_is_refused_at_its_field(desk, changes, field):
    client = desk("demo-monitor")
    with nothing_written():
        response = client.post(PAGE, CLOSED | changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("key", ["HNSV-XXX", "x" * 300])
def test_crossing_that_does_not_exist(desk, key):
    assert desk("demo-monitor").get(f"/es/mesa/fronteras/{key}/").status_code == 404
    assert desk("demo-monitor").post(f"/es/mesa/fronteras/{key}/", CLOSED).status_code == 404


def test_page_lists_what_was_said_newest_first(desk):
    client = desk("demo-monitor")
    client.post(PAGE, CLOSED | {"text": "Paso cerrado por agua."})
    response = client.get(PAGE)
    assert "Paso cerrado por agua." in main_words(response)
    starts = [line.told.report.from_at for line in response.context["timeline"].lines]
    assert starts == sorted(starts, reverse=True)

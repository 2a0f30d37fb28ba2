"""The map of the situation, for the public and at the desk: what is on it, and what never is."""

import gzip
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from tests.factories import situation
from tests.factories.pages import main_words, said

from relevo.accounts.models import User
from relevo.directory.enums import ServiceStatus, Visibility
from relevo.directory.models import Institution, Location, Service
from relevo.places.models import Area, Crossing
from relevo.plumbing import clock
from relevo.web.mapping.page import DESK_LAYERS, PUBLIC_LAYERS

PUBLIC, DESK = "/es/mapa/", "/es/mesa/situacion/mapa/"
SMALL = 60_000
pytestmark = pytest.mark.usefixtures("instance")


@pytest.fixture
def going_on():
    return situation.everything(clock.now() - timedelta(hours=2))


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - our own text


def tables(response):
    return {
        table.code: [entry.name for entry in table.entries] for table in response.context["tables"]
    }


def services(count, *, visibility=Visibility.PUBLIC, key="MAP"):
    at = clock.now().date()
    town = Area.objects.get(key="HN-1701")
    place = None if visibility == Visibility.RESTRICTED else town
    for number in range(count):
        Service.objects.create(
            key=f"{key}-{number}",
            institution=Institution.objects.get(key="HN-MUN-NACAOME"),
            name_es=f"Canario {number}",
            name_en=f"Canary {number}",
            sort_key="canario",
            kind="shelter",
            country="HN",
            department=town.parent,
            location=place and Location.objects.create(area=town, lat=town.lat, lon=town.lon),
            status=ServiceStatus.ACTIVE,
            visibility=visibility,
            valid_from=at - timedelta(days=1),
        )


def count_in(response, name):
    entries = next(t.entries for t in response.context["tables"] if t.code == "services")
    return sum(entry.count for entry in entries if entry.name == name)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_public_map_has_all_its_layers(visitor, going_on, language):
    response = visitor.get(f"/{language}/mapa/")
    shown = tables(response)
    assert set(shown) == set(PUBLIC_LAYERS)
    name = {"es": "Tormenta de la prueba", "en": "Storm of the test"}[language]
    assert name in shown["emergencies"]
    assert len(shown["roads"]) == 1
    assert len(shown["crossings"]) == Crossing.objects.count()
    assert len(gzip.compress(response.content)) <= SMALL


def test_every_sign_on_the_map_stands_in_the_tables(visitor, going_on):
    response = visitor.get(PUBLIC)
    root = parsed(response.context["map"])
    drawn = [
        found.get("aria-label")
        for found in root.iter()
        if "map-marker" in found.get("class", "").split()
    ]
    listed = {entry.label for table in response.context["tables"] for entry in table.entries}
    assert drawn
    assert set(drawn) <= listed


def test_movements_are_on_no_public_map_whatever_is_asked_for(visitor, going_on):
    for address in (PUBLIC, f"{PUBLIC}?capa=movements", "/es/mapa.svg?capa=movements"):
        text = visitor.get(address).content.decode()
        assert "3222" not in text.replace(",", "")
        assert "map-marker--movement" not in text.split("map-legend")[0]


def test_at_the_desk_movements_are_for_those_who_may_see_them(desk, going_on):
    response = desk("demo-secretaria").get(DESK)
    assert response.context["asked"].offered == DESK_LAYERS
    shown = tables(response)
    assert shown["movements"][0] == said("From %(place)s", place="San Pedro Sula")
    assert "3,222" in main_words(response)


def test_windows_that_are_over_are_not_on_the_map_and_movements_are_counted(desk, going_on):
    client = desk("demo-secretaria")
    now = next(t for t in client.get(DESK).context["tables"] if t.code == "movements")
    assert len(now.entries) > 1
    assert now.count == 1
    assert f"({now.count})" in main_words(client.get(f"{DESK}?capa=movements"))
    assert all("de noviembre" in entry.said for entry in now.entries)
    later = client.get(f"{DESK}?en=2020-12-20T12:00")
    (left,) = next(t.entries for t in later.context["tables"] if t.code == "movements")
    assert "→" not in left.name


@pytest.mark.parametrize("kind", ["police", "army", "gov_migration"])
def test_members_that_enforce_see_no_movement_on_the_map(desk, going_on, kind):
    institution = User.objects.get(username="demo-copan").memberships.get().institution
    institution.kind = kind
    institution.save()
    client = desk("demo-copan")
    for address in (DESK, f"{DESK}?capa=movements", "/es/mesa/situacion/mapa.svg"):
        response = client.get(address)
        assert response.status_code == 200
        assert "3222" not in response.content.decode().replace(",", "")
    assert client.get(DESK).context["asked"].offered == PUBLIC_LAYERS


def test_the_file_of_the_desk_holds_what_the_public_may_see(desk, going_on):
    response = desk("demo-secretaria").get("/es/mesa/situacion/mapa.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == 'attachment; filename="mapa.svg"'
    assert "map-marker--movement" not in response.content.decode()
    parsed(response.content)


def test_layers_are_chosen_by_address_and_unknown_ones_are_as_if_not_said(visitor, going_on):
    assert set(tables(visitor.get(f"{PUBLIC}?capa=roads&capa=alerts"))) == {"alerts", "roads"}
    asked = visitor.get(f"{PUBLIC}?capa=nothing").context["asked"]
    assert asked.layers == PUBLIC_LAYERS


@pytest.mark.parametrize(
    ("zone", "code", "name"),
    [
        ("hn", "HN", "Honduras"),
        ("HN-17", "HN-17", "Valle"),
        ("XX", "", None),
        ("HN-1701", "", None),
        ("'\"><script>", "", None),
    ],
)
def test_a_zone_is_a_country_or_a_department(visitor, zone, code, name):
    asked = visitor.get(PUBLIC, {"zona": zone}).context["asked"]
    assert (asked.zone.code, asked.zone.name) == (code, name or said("The three countries"))


def test_a_zone_lists_what_touches_it(visitor, going_on):
    honduras = tables(visitor.get(f"{PUBLIC}?zona=HN"))
    guatemala = tables(visitor.get(f"{PUBLIC}?zona=GT"))
    assert "El Amatillo" in honduras["crossings"]
    assert "El Amatillo" not in guatemala["crossings"]
    assert "Tormenta de la prueba" not in guatemala.get("emergencies", [])
    assert "roads" not in guatemala
    assert "DEMO punto de la prueba" in honduras["points"]
    assert "DEMO punto de la prueba" not in guatemala.get("points", [])


def test_services_are_counted_by_department_then_by_town(visitor):
    before = count_in(visitor.get(PUBLIC), "Valle")
    services(4)
    whole = visitor.get(PUBLIC)
    assert count_in(whole, "Valle") == before + 4
    assert 'href="?zona=HN-17"' in whole.content.decode()
    near = visitor.get(f"{PUBLIC}?zona=HN-17")
    assert count_in(near, "Nacaome") >= 4
    assert "/es/ayuda/?country=HN&amp;place=Nacaome" in near.content.decode()


@pytest.mark.parametrize("address", [PUBLIC, f"{PUBLIC}?zona=HN", f"{PUBLIC}?zona=HN-17", DESK])
def test_restricted_services_change_nothing_anywhere(visitor, desk, address):
    client = desk("demo-secretaria") if address == DESK else visitor
    before = [(e.name, e.count) for t in client.get(address).context["tables"] for e in t.entries]
    services(3, visibility=Visibility.RESTRICTED, key="HIDDEN")
    response = client.get(address)
    assert [(e.name, e.count) for t in response.context["tables"] for e in t.entries] == before
    assert "Canario" not in response.content.decode()


def test_services_of_the_networks_are_counted_at_the_desk_only(visitor, desk):
    client = desk("demo-secretaria")
    public, inside = count_in(visitor.get(PUBLIC), "Valle"), count_in(client.get(DESK), "Valle")
    services(2, visibility=Visibility.NETWORK, key="NET")
    assert count_in(visitor.get(PUBLIC), "Valle") == public
    assert count_in(client.get(DESK), "Valle") == inside + 2


@pytest.mark.parametrize("address", [PUBLIC, f"{PUBLIC}?zona=HN-17"])
def test_many_services_take_as_many_queries_as_one(visitor, count_queries, address):
    services(1)
    visitor.get(address)
    one = count_queries(lambda: visitor.get(address))
    services(20, key="MORE")
    assert count_queries(lambda: visitor.get(address)) == one


def test_a_temporary_point_that_left_the_public_is_on_no_public_map(visitor, desk, going_on):
    service = going_on["point"].service
    assert "DEMO punto de la prueba" in tables(visitor.get(PUBLIC))["points"]
    service.visibility = Visibility.NETWORK
    service.save()
    assert "DEMO punto de la prueba" not in tables(visitor.get(PUBLIC)).get("points", [])
    assert "DEMO punto de la prueba" in tables(desk("demo-secretaria").get(DESK))["points"]
    service.location, service.visibility = None, Visibility.RESTRICTED
    service.save()
    inside = tables(desk("demo-secretaria").get(DESK))
    assert "DEMO punto de la prueba" not in inside.get("points", [])


def test_nothing_on_the_map_has_more_than_the_page_asks_for(visitor, going_on):
    """No tiles, no library, no request to anybody else."""
    text = visitor.get(PUBLIC).content.decode()
    main = text.split("<main")[1].split("</main>")[0]
    assert "http://" not in main.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in main
    assert "<img" not in main


def test_an_advisory_of_a_crossing_stands_at_the_crossing(visitor):
    situation.advisory(clock.now() - timedelta(hours=1), crossing_key="HNSV-AMA")
    situation.advisory(clock.now() - timedelta(hours=1))
    response = visitor.get(f"{PUBLIC}?capa=advisories")
    (table,) = response.context["tables"]
    amatillo = Crossing.objects.get(key="HNSV-AMA")
    points = [entry.point and (entry.point.lat, entry.point.lon) for entry in table.entries]
    assert sorted(points, key=str) == sorted([None, (amatillo.lat, amatillo.lon)], key=str)

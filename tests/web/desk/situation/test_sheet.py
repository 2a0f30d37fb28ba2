"""The situation sheet: both sides, for a viewer, and the version that may leave the network."""

import io
from datetime import timedelta

import pytest
from docx import Document
from tests.factories import situation
from tests.factories.pages import main_words, said

from relevo.accounts.models import User
from relevo.directory.enums import Visibility
from relevo.directory.models import Capacity, Service
from relevo.networks.models import Member, Network
from relevo.networks.queries.directory import services_of
from relevo.plumbing import clock
from relevo.web.sheets import people
from relevo.web.sheets.content import Section, Side

FIRST, SUR = "/es/mesa/situacion/", "/es/mesa/situacion/hoja/NET-SUR/"
SHARED = f"{SUR}?version=publica"
INSIDE = ("movements", "warnings", "open_needs", "pledges", "capacity")


@pytest.fixture
def going_on():
    return situation.everything(clock.now() - timedelta(hours=2))


def told(response, code):
    section = next(found for found in response.context["sheet"].sections if found.code == code)
    return {side.country: [line.text for line in side.lines] for side in section.sides}


def codes(response):
    return [section.code for section in response.context["sheet"].sections]


def one_of_the_network():
    """A public service that is the first to be named for a need, on the Honduran side."""
    network = Network.objects.get(key="NET-SUR")
    rows = services_of(network, on=clock.now().date()).filter(
        country="HN", visibility=Visibility.PUBLIC, terms__isnull=False
    )
    return rows.order_by("institution__name_es", "key").first()


def docx_words(response):
    found = Document(io.BytesIO(response.content))
    return "\n".join(paragraph.text for paragraph in found.paragraphs)


def test_the_first_sheet_is_of_ones_own_network(desk):
    response = desk("demo-secretaria").get(FIRST)
    own = response.context["own"]
    assert response.context["network"] == own[0]
    assert list(told(response, "crossings")) == list(response.context["sheet"].scope.countries)


def test_who_leads_a_network_reads_its_sheet_first(desk):
    """Also where another of one's networks comes before it in the order of names."""
    institution = User.objects.get(username="demo-secretaria").memberships.get().institution
    seats = Member.objects.filter(institution=institution)
    network = Network.objects.exclude(members__institution=institution).last()
    own = Member.objects.create(
        network=network, institution=institution, stated_name_es="x", stated_name_en="x"
    )
    seats.update(role="member")
    Member.objects.filter(pk=own.pk).update(role="secretariat")
    response = desk("demo-secretaria").get(FIRST)
    assert response.context["network"] == network
    assert response.context["network"] != response.context["own"][0]


def test_who_leads_none_reads_first_of_one_that_touches_the_own_country(desk):
    institution = User.objects.get(username="demo-secretaria").memberships.get().institution
    seat = Member.objects.filter(institution=institution).first()
    Member.objects.filter(institution=institution).exclude(pk=seat.pk).delete()
    Member.objects.filter(pk=seat.pk).update(role="member")
    last = Network.objects.exclude(pk=seat.network_id).last()
    Member.objects.create(
        network=last, institution=institution, stated_name_es="x", stated_name_en="x"
    )
    own = list(Network.objects.filter(members__institution=institution).distinct())
    assert own[-1] == last
    for network in own:
        touches = f"{institution.country}|RG" if network == last else "RG"
        Network.objects.filter(pk=network.pk).update(countries=touches)
    response = desk("demo-secretaria").get(FIRST)
    assert response.context["network"] == last


def test_a_movement_takes_one_line_and_three_places_of_each_country(desk, going_on):
    lines = told(desk("demo-secretaria").get(SUR), "movements")
    (row,) = [line for line in lines["HN"] if "3,222" in line]
    assert "viernes 20 de noviembre" in row  # with its day, for whoever reads it later
    ahead = [line for line in lines["HN"] if "→" in line]
    assert len(ahead) == 1
    assert ahead[0].count(said("may be there %(span)s", context="large movement", span="")) == 3


def test_a_movement_that_nobody_tells_of_any_more_is_not_called_under_way(desk, going_on):
    lines = told(desk("demo-secretaria").get(f"{SUR}?en=2020-12-20T12:00"), "movements")["HN"]
    (row,) = lines
    assert said("Under way", context="movement") not in row
    assert said("No word since %(day)s", day="20 de noviembre de 2020") in row


def test_who_sits_in_no_network_reads_the_first_of_all(desk):
    institution = User.objects.get(username="demo-copan").memberships.get().institution
    institution.pk, institution.key = None, "HN-NEW"
    institution.save()
    User.objects.get(username="demo-copan").memberships.update(institution=institution)
    response = desk("demo-copan").get(FIRST)
    assert response.context["own"] == []
    assert response.context["network"] == Network.objects.order_by("sort_key", "key").first()


def test_an_unknown_network_has_no_sheet(desk):
    client = desk("demo-copan")
    assert client.get("/es/mesa/situacion/hoja/NET-NONE/").status_code == 404
    assert client.get("/es/mesa/situacion/hoja/NET-NONE/hoja.docx").status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_sheet_says_everything_of_both_sides(desk, going_on, language):
    response = desk("demo-secretaria").get(f"/{language}/mesa/situacion/hoja/NET-SUR/")
    assert list(told(response, "crossings")) == ["HN", "SV"]
    assert codes(response) == [
        "crossings",
        "alerts",
        "emergencies",
        "roads",
        "restrictions",
        "movements",
        "warnings",
        "open_needs",
        "points",
        "pledges",
        "advisories",
        "capacity",
        "who",
    ]
    text = main_words(response)
    for words in {
        "es": ("Tormenta de la prueba", "Nadie circula de noche.", "Sobre un mensaje que circula"),
        "en": ("Storm of the test", "Nobody is on the way at night.", "About a message"),
    }[language]:
        assert words in text
    assert "3,222" in " ".join(told(response, "movements")["HN"])
    assert any("40" in line for line in told(response, "pledges")["HN"])
    assert any("Valle" in line for line in told(response, "emergencies")["HN"])
    assert told(response, "roads")["HN"]
    assert told(response, "who")["HN"]


def test_the_shared_version_holds_only_what_everybody_may_know(desk, going_on):
    client = desk("demo-secretaria")
    page, file = client.get(SHARED), client.get(f"{SUR}hoja.docx?version=publica")
    assert not set(INSIDE) & set(codes(page))
    for text in (page.content.decode(), docx_words(file), page.context["chat_text"]):
        assert "3222" not in text.replace(",", "")
        assert said("For the network only: do not pass it on.") not in text
    assert "Tormenta de la prueba" in page.context["chat_text"]
    assert page.context["file_query"] == "?version=publica"


def test_the_inner_version_says_that_it_stays_inside(desk, going_on):
    client = desk("demo-secretaria")
    inside = said("For the network only: do not pass it on.")
    assert inside in main_words(client.get(SUR))
    words = docx_words(client.get(f"{SUR}hoja.docx"))
    assert inside in words
    assert "3,222" in words


@pytest.mark.parametrize("kind", ["police", "army", "gov_migration"])
def test_members_that_enforce_get_no_movement_in_any_form(desk, going_on, kind):
    institution = User.objects.get(username="demo-copan").memberships.get().institution
    institution.kind = kind
    institution.save()
    client = desk("demo-copan")
    page = client.get(SUR)
    assert not {"movements", "warnings", "open_needs"} & set(codes(page))
    for text in (page.content.decode(), docx_words(client.get(f"{SUR}hoja.docx"))):
        assert "3222" not in text.replace(",", "")


def test_open_needs_are_told_in_steps_of_five_to_members_only(desk, monkeypatch):
    told_needs = [("HN", frozenset({"shelter", "medical"}))] * 4 + [
        ("SV", frozenset({"shelter"}))
    ] * 13
    monkeypatch.setattr(people.cases, "open_needs_for_counting", lambda **_asked: told_needs)
    client = desk("demo-secretaria")
    lines = told(client.get(SUR), "open_needs")
    assert len(lines["HN"]) == 2
    assert all(
        said("fewer than %(number)s wait for an answer") % {"number": 5} in one
        for one in lines["HN"]
    )
    assert said("%(number)s or more wait for an answer") % {"number": 10} in lines["SV"][0]
    Member.objects.filter(network__key="NET-SUR").delete()
    assert "open_needs" not in codes(client.get(SUR))


def test_places_are_declared_ones_and_never_free_ones(desk):
    service = one_of_the_network()
    Capacity.objects.filter(service=service).delete()
    client = desk("demo-secretaria")
    before = told(client.get(SUR), "capacity")["HN"]
    Capacity.objects.create(service=service, unit="families", maximum=717, available=313)
    lines = told(client.get(SUR), "capacity")["HN"]
    (line,) = set(lines) - set(before)
    assert "717" in line
    assert "313" not in client.get(SUR).content.decode()
    service.location, service.visibility = None, Visibility.RESTRICTED
    service.save()
    assert told(client.get(SUR), "capacity")["HN"] == before


def test_a_restricted_house_helps_nobody_on_the_sheet(desk):
    institution = one_of_the_network().institution
    client = desk("demo-secretaria")
    assert any(institution.name_es in line for line in told(client.get(SUR), "who")["HN"])
    for service in Service.objects.filter(institution=institution):
        service.location, service.visibility = None, Visibility.RESTRICTED
        service.save()
    for address in (SUR, SHARED):
        lines = told(client.get(address), "who")["HN"]
        assert not any(institution.name_es in line for line in lines)


def test_more_than_four_names_are_counted(desk):
    lines = told(desk("demo-secretaria").get(SUR), "who")
    more = said("%(names)s and %(n)s more", n=3, names="x")
    assert "3" in more
    for line in [*lines["HN"], *lines["SV"]]:
        assert line.count(",") <= 4


def test_a_section_without_a_line_is_empty():
    assert Section("roads", (Side("HN", ()),)).is_empty
    assert Section("roads").is_empty


def test_without_networks_the_page_says_so(desk, monkeypatch):
    monkeypatch.setattr("relevo.networks.queries.network.list_networks", list)
    monkeypatch.setattr("relevo.networks.queries.network.networks_of", lambda _id: [])
    response = desk("demo-copan").get(FIRST)
    assert said("No network is known here yet.") in main_words(response)


def test_a_network_without_crossings_shows_those_between_its_countries(desk):
    network = Network.objects.get(key="NET-SUR")
    network.crossings.clear()
    network.countries = "GT|HN|SV"
    network.save()
    response = desk("demo-secretaria").get(SUR)
    assert len(told(response, "crossings")["SV"]) > 2
    network.countries = ""
    network.save()
    assert list(told(desk("demo-secretaria").get(SUR), "crossings")) == ["GT", "HN", "SV"]


def test_the_sheet_takes_as_many_queries_with_three_roads_as_with_one(desk, count_queries):
    client = desk("demo-secretaria")
    at = clock.now() - timedelta(hours=1)
    situation.cut_road(at)
    situation.advisory(at)
    client.get(SUR)
    few = count_queries(lambda: client.get(SUR))
    for minutes in (10, 20):
        situation.curfew(at + timedelta(minutes=minutes))
        situation.advisory(at + timedelta(minutes=minutes), area_key="HN-1701")
        situation.advisory(at + timedelta(minutes=minutes))
    more = count_queries(lambda: client.get(SUR))
    assert more <= few + 2  # the areas and the ends of restrictions, once for all of them

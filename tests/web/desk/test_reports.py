"""An institution sees its own figures, its network's totals, and what others decided to show."""

import csv
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Institution, Service
from relevo.networks.actions.releases import decide_shown
from relevo.networks.enums import ActaKind, SeatRole
from relevo.networks.errors import NotKeeper, ReleaseRefused
from relevo.networks.models import Acta, Member, Network
from relevo.web.indicators.gaps import gaps_of

REPORT = "/es/mesa/informes/NET-SUR/"


@pytest.fixture
def sur(instance):
    """The network of the south, with an acta, kept by the demo's secretariat."""
    network = Network.objects.get(key="NET-SUR")
    secretariat = Institution.objects.get(key="DEMO-RED-SUR")
    Member.objects.update_or_create(
        network=network,
        institution=secretariat,
        defaults={
            "stated_name_es": secretariat.name_es,
            "stated_name_en": secretariat.name_en,
            "country": "HN",
            "role": SeatRole.SECRETARIAT,
        },
    )
    Acta.objects.create(
        network=network,
        number="03-2020",
        kind=ActaKind.MEETING,
        adopted_on=STARTS_AT.date(),
        title_es="Acta de ejemplo",
        attending=9,
        recorded_by=uuid4(),
        recorded_at=STARTS_AT,
    )
    return network


def show(codes, *, acta="03-2020", by="demo-secretaria"):
    return decide_shown(
        network_key="NET-SUR", codes=codes, acta_number=acta, by=actor_of(by), at=STARTS_AT
    )


def codes_of(parts):
    return {line.figure.indicator.code for part in parts for line in part.lines}


def test_member_sees_its_own_figures_and_the_totals(sur, desk):
    response = desk("demo-secretaria").get(REPORT, {"quarter": "2020-Q3"})
    assert "referrals_offered" in codes_of(response.context["parts"])
    assert codes_of(response.context["own_parts"]) >= {"referrals_offered", "verified_90"}
    assert said("Only your institution sees this part.") in main_words(response)


def test_totals_about_people_wait_until_the_quarter_is_over(sur, desk):
    response = desk("demo-secretaria").get(REPORT, {"quarter": "2020-Q4"})
    assert not {"referrals_offered", "attentions", "women_at_meetings"} & codes_of(
        response.context["parts"]
    )
    assert "members" in codes_of(response.context["parts"])
    assert "referrals_offered" in codes_of(response.context["own_parts"])


def test_others_see_nothing_until_an_acta_shows_something(sur, desk):
    assert desk("demo-copan").get(REPORT).status_code == 404
    for name in ("datos.csv", "datos.xlsx"):
        assert desk("demo-copan").get(REPORT + name).status_code == 404
    assert "NET-SUR" not in desk("demo-copan").get("/es/mesa/informes/").content.decode()


def test_others_see_what_the_acta_shows_and_no_more(sur, desk):
    show(["members", "pathways_agreed"])
    client = desk("demo-copan")
    assert "NET-SUR" in client.get("/es/mesa/informes/").content.decode()
    response = client.get(REPORT, {"quarter": "2020-Q3"})
    assert codes_of(response.context["parts"]) == {"members", "pathways_agreed"}
    assert response.context["own_parts"] == []
    assert client.get(REPORT, {"quarter": "2020-Q4"}).status_code == 404
    rows = list(csv.DictReader(StringIO(_text(client.get(REPORT + "datos.csv")))))
    assert {row["indicator"] for row in rows} == {"members", "pathways_agreed"}


def _text(response):
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_files_say_the_same_as_the_page_with_place_codes_and_tags(sur, desk):
    client = desk("demo-secretaria")
    asked = {"quarter": "2020-Q3", "hxl": "1"}
    page = client.get(REPORT, asked)
    rows = list(csv.reader(StringIO(_text(client.get(REPORT + "datos.csv", asked)))))
    figures = [line.figure for part in page.context["parts"] for line in part.lines]
    assert len(rows) == len(figures) + 2
    assert rows[1][:3] == ["#org+network", "#date+quarter", "#indicator+code"]
    book = load_workbook(BytesIO(client.get(REPORT + "datos.xlsx", asked).content))
    assert book.sheetnames == ["Cifras", "Vacíos de servicio", "Diccionario"]
    gaps = list(book["Vacíos de servicio"].iter_rows(values_only=True))
    assert gaps[0][:3] == ("country", "p_code", "department")
    assert ("HN", "HN17", "Valle") in {row[:3] for row in gaps[2:]}


def test_keeper_writes_down_what_the_acta_decided(sur, desk):
    client = desk("demo-secretaria")
    values = {"codes": ["members"], "acta_number": "03-2020"}
    response = client.post(REPORT + "mostrar/", values, follow=True)
    assert said("Noted. These figures are shown beyond the members.") in main_words(response)
    sur.refresh_from_db()
    assert (sur.shown_indicators, sur.shown_acta) == (["members"], "03-2020")


def test_figures_are_shown_by_an_acta_the_network_has(sur):
    with pytest.raises(ReleaseRefused) as refused:
        show(["members"], acta="99-2020")
    assert refused.value.read == "99-2020"
    sur.refresh_from_db()
    assert sur.shown_indicators == []


@pytest.mark.parametrize("who", ["demo-copan", "demo-albergue", "demo-nacaome"])
def test_nobody_else_decides_what_is_shown(sur, desk, who):
    with pytest.raises(NotKeeper):
        show(["members"], by=who)
    values = {"codes": ["members"], "acta_number": "03-2020"}
    desk(who).post(REPORT + "mostrar/", values)
    sur.refresh_from_db()
    assert sur.shown_indicators == []


def test_refusals_are_sentences(sur, desk):
    client = desk("demo-secretaria")
    wrong = {"codes": ["members"], "acta_number": "99-2020"}
    page = client.post(REPORT + "mostrar/", wrong, follow=True)
    assert said(
        "The network has no acta with this number. Record the acta first, then the figures."
    ) in main_words(page)
    page = client.post(REPORT + "mostrar/", {"codes": ["x"]}, follow=True)
    assert said("Choose figures of the list and name the acta.") in main_words(page)


def _need(term):
    return term.parent_id if term.kind == "service_type" else term.code


def test_gaps_count_entries_by_need_and_department_and_no_protected_house(sur, desk):
    found = gaps_of(sur, on=STARTS_AT.date())
    departments = {area.key: area.p_code for area in found.departments}
    assert departments["HN-17"] == "HN17"
    expected = {
        service.key
        for service in Service.objects.offered_on(STARTS_AT.date())
        .exclude(visibility="restricted")
        .filter(department__key="HN-17")
        if {"shelter"}
        & {
            term.parent_id if term.kind == "service_type" else term.code
            for term in service.terms.all()
        }
    }
    assert found.at("shelter", "HN-17") == len(expected)
    page = desk("demo-secretaria").get(REPORT + "vacios/")
    assert "Valle" in main_words(page)


def test_network_without_territory_says_so(instance, desk):
    Network.objects.create(key="NET-X", name_es="Sin lugar", name_en="No place", sort_key="sin")
    page = desk("demo-secretaria").get("/es/mesa/informes/NET-X/vacios/")
    assert said("No territory is known for this network yet.") in main_words(page)


def test_unknown_network_is_a_page_that_does_not_exist(instance, desk):
    for name in ("", "vacios/", "datos.csv"):
        assert desk("demo-secretaria").get(f"/es/mesa/informes/NADA/{name}").status_code == 404


def test_report_asks_as_much_of_the_database_for_many_as_for_few(
    sur, desk, django_assert_max_num_queries
):
    client = desk("demo-secretaria")
    client.get(REPORT, {"quarter": "2020-Q3"})
    with django_assert_max_num_queries(45):
        client.get(REPORT, {"quarter": "2020-Q3"})
    move_clock(STARTS_AT)

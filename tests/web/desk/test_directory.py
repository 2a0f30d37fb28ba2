import pytest
from tests.factories import directory as factory
from tests.factories.desk import ALL_GOES, open_case
from tests.factories.pages import main_words, said, words

from relevo.directory.models import Capacity, Institution, Location, Service, Term
from relevo.places.models import Area
from relevo.web.desk.directory import PAGE_SIZE

PAGE = "/es/mesa/directorio/"


def found(client, **asked):
    return client.get(PAGE, asked)


def keys(response):
    return [hit.service.key for hit in response.context["hits"]]


@pytest.mark.parametrize("language", ["es", "en"])
def test_search_by_need_place_and_words(nacaome, language):
    response = nacaome.get(
        f"/{language}/mesa/directorio/", {"need": "shelter", "place": "ócotepeque", "q": "casa"}
    )
    assert response.status_code == 200
    assert response.context["asked_needs"] == ["shelter"]
    distances = [hit.distance_m for hit in response.context["hits"] if hit.distance_m is not None]
    assert distances == sorted(distances)


def test_misspelled_place_names_the_nearest(nacaome):
    response = found(nacaome, place="Okotepeke")
    assert "Ocotepeque" in main_words(response)
    assert response.context["place_problem"]


def test_place_that_looks_like_none_says_only_that(nacaome):
    assert found(nacaome, place="%%%%").context["place_problem"] == "—"


def test_node_of_a_case_and_a_name_of_several_places_are_places_too(nacaome):
    by_node = found(nacaome, place="HNSV-AMA-HN")
    assert by_node.context["place_problem"] == ""
    assert by_node.context["hits"][0].distance_m is not None
    several = found(nacaome, place="San Isidro")
    assert several.context["place_problem"] == ""
    assert several.context["hits"][0].distance_m is not None
    nowhere = found(nacaome, place="San Antonio")
    assert nowhere.context["hits"][0].distance_m is None


def test_within_a_case_every_hit_can_be_referred_to(nacaome):
    case = open_case()
    response = found(nacaome, case=str(case.pk), need="shelter")
    for hit in response.context["hits"]:
        assert f"/es/mesa/casos/{case.pk}/oferta/{hit.service.key}/" in response.content.decode()
    assert "/oferta/" not in found(nacaome, need="shelter").content.decode()


def test_from_the_directory_to_a_sent_offer(nacaome, la_union):
    case = open_case()
    key = "SP-059"
    read = nacaome.get(f"/es/mesa/casos/{case.pk}/oferta/{key}/").context["text"].digest
    told = {"form": "oral", "said_yes": "on", "digest": read} | ALL_GOES
    assert nacaome.post(f"/es/mesa/casos/{case.pk}/oferta/{key}/", told).status_code == 302
    assert Service.objects.get(key=key).name_es in words(la_union.get("/es/mesa/bandeja/"))


@pytest.fixture
def network_house(instance):
    area = Area.objects.get(key="HN-1401")
    row = factory.service(
        "ZZ-NETWORK",
        "Casa Zapotal de la red",
        of=Institution.objects.get(key="DEMO-ALBERGUE"),
        terms=[Term.objects.get(code="shelter")],
        visibility="network_only",
    )
    row.location = Location.objects.create(area=area, lat=area.lat, lon=area.lon)
    row.save()
    return row


def test_what_the_network_shares_is_shown_to_who_has_signed_in(nacaome, visitor, network_house):
    assert keys(found(nacaome, q="zapotal")) == ["ZZ-NETWORK"]
    assert "Casa Zapotal de la red" in words(nacaome.get(f"{PAGE}ZZ-NETWORK/"))
    assert visitor.get("/es/servicio/ZZ-NETWORK/").status_code == 404


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_of_a_service_tells_what_is_known(nacaome, language):
    service = Service.objects.get(key="SP-059")
    text = words(nacaome.get(f"/{language}/mesa/directorio/SP-059/"))
    assert (service.name_es if language == "es" else service.name_en) in text
    assert said("Source", language=language) in text


def test_free_places_are_told_to_the_own_institution_only(desk):
    free = Capacity.objects.get(service__key="DEMO-SP-ALBERGUE").available
    assert free > 0
    for who, told in (("demo-albergue", free), ("demo-nacaome", None)):
        page = desk(who).get(f"{PAGE}DEMO-SP-ALBERGUE/")
        assert [row.available for row in page.context["capacities"]] == [told]


@pytest.mark.parametrize("key", ["SP-999", "x" * 300])
def test_service_that_does_not_exist(nacaome, key):
    assert nacaome.get(f"{PAGE}{key}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "x", "", "9" * 5000, "-1"])
def test_page_that_is_no_number_is_never_an_error(nacaome, page):
    assert found(nacaome, page=page).status_code == 200


def test_list_takes_the_same_queries_for_one_service_and_for_a_page_full(nacaome, count_queries):
    many = count_queries(lambda: found(nacaome))
    assert len(keys(found(nacaome))) == PAGE_SIZE
    Service.objects.exclude(key="SP-059").update(status="closed")
    assert keys(found(nacaome)) == ["SP-059"]
    assert count_queries(lambda: found(nacaome)) == many

import re

import pytest
from tests.factories import directory as factory
from tests.factories.pages import main_words, said, words

from relevo.directory import queries as directory
from relevo.directory.models import (
    AdmissionRule,
    Assumption,
    Institution,
    Location,
    Schedule,
    Service,
    Term,
)
from relevo.places.models import Area
from relevo.web.public.services import PAGE_SIZE

HIDDEN = "Casa Zapotal Escondida"


def found(visitor, *, language="es", **asked):
    return visitor.get(f"/{language}/ayuda/", asked)


def keys(response):
    return [hit.service.key for hit in response.context["hits"]]


@pytest.mark.parametrize("language", ["es", "en"])
def test_search_by_need_and_place_comes_nearest_first(visitor, language):
    response = found(visitor, language=language, need="shelter", place="Ocotepeque")
    hits = response.context["hits"]
    assert response.context["total"] >= len(hits) > 5
    distances = [hit.distance_m for hit in hits if hit.distance_m is not None]
    assert distances == sorted(distances)
    for hit in hits:
        assert "shelter" in {
            code for term in hit.service.terms.all() for code in (term.code, term.parent_id)
        } | {term.parent.code for term in hit.service.terms.all() if term.parent}
    text = main_words(response)
    assert hits[0].service.name_es in text or hits[0].service.name_en in text
    assert said("As of", language=language) in text


@pytest.mark.parametrize("typed", ["OCOTEPEQUE", "ocotepeque", "Ócotepeque"])
def test_accents_and_case_of_the_place_do_not_matter(visitor, typed):
    assert keys(found(visitor, place=typed)) == keys(found(visitor, place="Ocotepeque"))


@pytest.mark.parametrize("typed", ["CLINICA", "clínica", "Clínica de EJEMPLO", "clinica ejemplo"])
def test_accents_and_case_of_the_words_do_not_matter(visitor, typed):
    assert "DEMO-SP-SALUD" in keys(found(visitor, q=typed))


def test_several_needs_find_what_serves_any_of_them(visitor):
    total = found(visitor, need=["shelter", "medical"]).context["total"]
    each = [found(visitor, need=code).context["total"] for code in ("shelter", "medical")]
    assert max(each) <= total <= sum(each)


def test_country_narrows_the_list(visitor):
    response = found(visitor, country="SV")
    assert {hit.service.country for hit in response.context["hits"]} == {"SV"}


@pytest.mark.parametrize("asked", ["XX", "", "sv", "' OR 1=1"])
def test_country_that_is_none_of_the_three_narrows_nothing(visitor, asked):
    everything = found(visitor).context["total"]
    assert found(visitor, country=asked).context["total"] == everything


def test_need_that_does_not_exist_is_left_aside(visitor):
    everything = found(visitor).context["total"]
    assert found(visitor, need="nothing").context["total"] == everything
    assert found(visitor, need=["nothing", "shelter"]).context["asked_needs"] == ["shelter"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_misspelled_place_names_the_nearest_and_keeps_the_needs(visitor, language):
    response = found(visitor, language=language, place="Okotepeke", need="shelter")
    assert response.status_code == 200
    assert "Okotepeke" in main_words(response)
    assert "Ocotepeque" in response.context["nearest"]
    assert "?place=Ocotepeque&amp;need=shelter" in response.content.decode()
    assert response.context["total"] == found(visitor, need="shelter").context["total"]


def test_place_of_several_names_is_measured_from_the_first_and_says_so(visitor):
    response = found(visitor, place="San Isidro")
    place = response.context["place"]
    assert response.context["hits"][0].distance_m is not None
    assert said(
        "Several places have this name; distances are from %(name)s, %(department)s.",
        name=place.name,
        department=place.department,
    ) in main_words(response)


def test_place_of_which_nobody_knows_where_it_lies_says_so(visitor):
    response = found(visitor, place="San Antonio")
    assert response.context["hits"][0].distance_m is None
    sentence = said("We do not know exactly where this is; name a town near.")
    assert sentence in main_words(response)


def test_nothing_found_says_what_to_do(visitor):
    response = found(visitor, q="zzzzzz")
    assert (response.context["total"], keys(response)) == (0, [])
    assert said("Nothing found") in main_words(response)


def test_pages_of_a_long_list_hold_every_service_once(visitor):
    total = found(visitor).context["total"]
    seen = []
    for number in range(1, total // PAGE_SIZE + 2):
        seen += keys(found(visitor, page=number))
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1.5", "²", "9" * 5000])
def test_page_that_is_no_number_is_the_first_or_the_last(visitor, page):
    response = found(visitor, page=page)
    assert response.status_code == 200
    assert response.context["page"].number in {1, response.context["page"].paginator.num_pages}


def test_list_takes_the_same_queries_for_one_service_and_for_fifty(visitor, count_queries):
    Service.objects.exclude(key="SP-059").update(visibility="network_only")
    few = count_queries(lambda: found(visitor))
    assert keys(found(visitor)) == ["SP-059"]
    Service.objects.update(visibility="public")
    many = count_queries(lambda: found(visitor))
    assert len(keys(found(visitor))) == PAGE_SIZE == 50
    assert many == few
    near = count_queries(lambda: found(visitor, place="Ocotepeque"))
    Service.objects.exclude(key="SP-059").update(visibility="network_only")
    assert count_queries(lambda: found(visitor, place="Ocotepeque")) == near


@pytest.fixture
def hidden(instance):
    """An invented place of a network beside Ocotepeque, in two kinds of hiding."""

    def hide(visibility):
        area = Area.objects.get(key="HN-1401")
        owner = Institution.objects.get(key="DEMO-ALBERGUE")
        row = factory.service(
            "ZZ-HIDDEN",
            HIDDEN,
            of=owner,
            terms=[Term.objects.get(code="shelter")],
            visibility=visibility,
        )
        if visibility == "network_only":
            row.location = Location.objects.create(area=area, lat=area.lat, lon=area.lon)
            row.save()
        else:
            Service.objects.filter(pk=row.pk).update(department=area.parent)
        return row

    return hide


@pytest.mark.parametrize("visibility", ["network_only", "restricted"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_not_public_is_on_no_public_page(visitor, hidden, visibility, language):
    hidden(visibility)
    assert visitor.get(f"/{language}/servicio/ZZ-HIDDEN/").status_code == 404
    for address in (
        f"/{language}/ayuda/?q=zapotal",
        f"/{language}/ayuda/?need=shelter&place=Ocotepeque",
        f"/{language}/municipio/HN-1401/",
        f"/{language}/frontera/GTHN-AGC/",
    ):
        response = visitor.get(address)
        assert response.status_code == 200
        assert b"Zapotal" not in response.content
        assert b"ZZ-HIDDEN" not in response.content
    assert found(visitor, q="zapotal").context["total"] == 0


def test_hidden_service_is_missing_with_the_same_words_as_none(visitor, hidden):
    hidden("restricted")
    absent = visitor.get("/es/servicio/ZZ-ABSENT/")
    there = visitor.get("/es/servicio/ZZ-HIDDEN/")
    assert there.content.replace(b"ZZ-HIDDEN", b"ZZ-ABSENT") == absent.content


@pytest.mark.parametrize("language", ["es", "en"])
def test_service_page_tells_who_where_and_how_sure(visitor, language):
    service = directory.get_service("DEMO-SP-SALUD", viewer=None)
    response = visitor.get(f"/{language}/servicio/DEMO-SP-SALUD/")
    text = main_words(response)
    assert (service.name_es if language == "es" else service.name_en) in text
    assert "Esquipulas" in text
    assert f"{response.context['confidence']} %" in text
    assert said("Source", language=language) in text
    assert said("No telephone known: ask the network.", language=language) in text


def test_every_service_has_its_page_with_what_is_known(visitor):
    for service in Service.objects.filter(visibility="public").order_by("key")[:60]:
        response = visitor.get(f"/es/servicio/{service.key}/")
        text = main_words(response)
        assert " ".join(service.name_es.split()) in text, service.key
        verified = said("Not verified") not in text
        assert verified == service.sourced, service.key


def test_hours_come_from_the_entry_else_from_what_is_assumed_else_one_calls(visitor):
    schedule = Schedule.objects.filter(service__visibility="public").exclude(text_es="").first()
    own = visitor.get(f"/es/servicio/{schedule.service.key}/")
    assert " ".join(schedule.text_es.split()) in main_words(own)
    kinds = Assumption.objects.exclude(text_es="").values("kind")
    without = Service.objects.filter(schedule=None, visibility="public", kind__in=kinds).first()
    assumption = Assumption.objects.get(kind=without.kind)
    assumed = visitor.get(f"/es/servicio/{without.key}/")
    assert " ".join(assumption.text_es.split()) in main_words(assumed)
    assumption.delete()
    assert said("Not known. Call first.") in main_words(visitor.get(f"/es/servicio/{without.key}/"))


def test_who_is_admitted_stands_there(visitor):
    rule = AdmissionRule.objects.filter(service__visibility="public").order_by("key").first()
    text = main_words(visitor.get(f"/es/servicio/{rule.service.key}/"))
    assert " ".join(rule.text_es.split()) in text


def test_text_of_an_entry_is_never_markup(visitor):
    Service.objects.filter(key="SP-059").update(name_es="<script>alert(1)</script>")
    page = visitor.get("/es/servicio/SP-059/").content.decode()
    assert "<script>alert" not in page
    assert "<script>alert(1)</script>" in words(visitor.get("/es/servicio/SP-059/"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_nobody_confirmed_shows_its_source_and_no_percentage(visitor, language):
    service = Service.objects.get(key="SP-001")
    page = main_words(visitor.get(f"/{language}/servicio/{service.key}/"))
    begins = said(
        "Nobody has confirmed this entry yet (source: %(source)s, of %(day)s)", language=language
    )
    assert begins.partition("%")[0] + "proceso.hn" in page
    assert "%" not in page


def test_long_list_begins_with_its_sections(visitor):
    shown = found(visitor, need="shelter")
    page = shown.content.decode()
    targets = re.findall(r'class="sections".*?</nav>', page, re.DOTALL)[0]
    links = re.findall(r'href="([^"]+)"', targets)
    within = [link[1:] for link in links if link.startswith("#")]
    assert len(within) > 3
    assert all(page.count(f' id="{mark}"') == 1 for mark in within)
    assert page.index('href="#found"') < page.index("<form")
    assert page.count(' id="found"') == 1
    names = [hit.service.name_es for hit in shown.context["hits"]]
    letters = [letter for letter, _hit in shown.context["rows"] if letter]
    assert letters == sorted(set(letters))
    assert letters[0] == names[0][0]
    countries = [link for link in links if "country=" in link]
    assert len(countries) == 3
    for link in countries:
        asked = visitor.get("/es/ayuda/" + link.replace("&amp;", "&"))
        assert asked.context["asked_needs"] == ["shelter"]
        assert {hit.service.country for hit in asked.context["hits"]} == {asked.context["country"]}
        assert f'name="country" value="{asked.context["country"]}"' in asked.content.decode()


def test_list_by_distance_and_in_another_order_of_letters_has_no_letters(visitor):
    for asked in (found(visitor, place="Ocotepeque"), found(visitor, language="en")):
        assert {letter for letter, _hit in asked.context["rows"]} == {""}

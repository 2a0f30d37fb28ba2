"""Search, one entry, and what is known of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests.factories import directory, places
from tests.factories.directory import actor_of

from relevo.directory import queries
from relevo.directory.errors import AreaUnknown, ServiceUnknown, TermUnknown
from relevo.directory.models import (
    AdmissionRule,
    AssistanceLine,
    Assumption,
    Capacity,
    Holiday,
    Institution,
    Schedule,
    Service,
    Verification,
)
from relevo.directory.queries import ContactLine, ShownCapacity
from relevo.kernel.actor import SYSTEM_ID
from relevo.kernel.geo import Point
from relevo.kernel.text import LocalisedText
from relevo.places.models import Area

pytestmark = pytest.mark.django_db
ON = date(2020, 11, 20)
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
NACAOME = Point(13.53917, -87.48913)


@pytest.fixture
def region():
    """Two open houses and a hospital, one house of the networks, one protected house."""
    places.el_amatillo()
    area = {row.key: row for row in Area.objects.all()}
    medical, shelter = directory.term("medical", position=1), directory.term("shelter", position=2)
    hospital = directory.term(
        "hospital", "Hospital y emergencias", "Hospital", kind="service_type", parent=medical
    )
    everyone = directory.term("all", "Todas las personas", "Everyone", kind="profile")
    casa = directory.institution("HN-CASA", "Casa del Migrante")
    salud = directory.institution(
        "SV-MINSAL",
        "Ministerio de Salud",
        public_line="132",
        line_note_es="ambulancia",
        line_note_en="ambulance",
    )
    directory.service(
        "NAC",
        "Ñandú, albergue",
        of=casa,
        terms=[shelter, everyone],
        place=area["HN-1701"],
        at=(13.54, -87.49),
        phone="+504 2780-0199",
        is_phone_sourced=True,
    )
    directory.service(
        "UNI",
        "Albergue La Unión",
        of=casa,
        terms=[shelter],
        country="SV",
        place=area["SV-1408"],
        at=(13.34, -87.84),
    )
    directory.service(
        "HOS",
        "Hospital Nacional",
        of=salud,
        terms=[hospital],
        kind="hospital",
        place=area["SV-1408"],
        at=(13.35, -87.85),
    )
    directory.service(
        "NET", "Zaguán de la red", of=casa, terms=[shelter], visibility="network_only"
    )
    directory.service(
        "SAFE",
        "Casa protegida",
        of=casa,
        terms=[shelter],
        visibility="restricted",
        department=area["HN-17"],
    )
    return area


def search(**asked):
    found = queries.search_services(on=ON, at=NOON, **asked)
    return [hit.service.key for hit in found.hits], found.total


def signed_in():
    return actor_of(Institution.objects.get(key="SV-MINSAL"), "officer")


def test_without_words_everything_public_in_spanish_order(region):
    assert search() == (["UNI", "HOS", "NAC"], 3)


def test_who_signs_in_also_finds_what_is_for_the_networks(region):
    assert search(viewer=signed_in()) == (["UNI", "SAFE", "HOS", "NAC", "NET"], 5)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"needs": ["shelter"]}, ["UNI", "NAC"]),
        ({"needs": ["medical"]}, ["HOS"]),
        ({"needs": ["hospital"]}, ["HOS"]),
        ({"needs": ["medical", "shelter"]}, ["UNI", "HOS", "NAC"]),
        ({"needs": ["nothing"]}, []),
        ({"country": "SV"}, ["UNI", "HOS"]),
        ({"text": "ALBERGUES nandu"}, ["NAC"]),
        ({"text": "albergue en la unión"}, ["UNI"]),
        ({"text": "shelter"}, ["UNI", "NAC"]),
        ({"text": "albergue hospital"}, []),
        ({"text": "en la"}, []),
        ({"text": "la"}, ["UNI", "HOS"]),
        ({"text": "migrante valle"}, ["NAC"]),
        ({"text": "x" * 5000}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"area_key": "HN-1701"}, ["NAC"]),
        ({"area_key": "HN-17"}, ["NAC"]),
        ({"area_key": "SV-14", "needs": ["shelter"]}, ["UNI"]),
    ],
    ids=str,
)
def test_needs_words_and_places(region, asked, keys):
    assert search(**asked) == (keys, len(keys))


def test_nearest_first_and_equals_in_spanish_order(region):
    directory.service(
        "ALL", "Albergue de allá", of=Institution.objects.get(key="HN-CASA"), at=(13.54, -87.49)
    )

    found = queries.search_services(near=NACAOME, on=ON, at=NOON)

    assert [(hit.service.key, hit.kilometers) for hit in found.hits] == [
        ("ALL", 0),
        ("NAC", 0),
        ("UNI", 44),
        ("HOS", 44),
    ]
    assert round(found.hits[0].distance_m) == 132


def test_a_service_without_a_point_comes_last_and_has_no_distance(region):
    found = queries.search_services(near=NACAOME, on=ON, at=NOON, viewer=signed_in())

    assert [(hit.service.key, hit.kilometers) for hit in found.hits][3:] == [
        ("SAFE", None),
        ("NET", None),
    ]


def test_where_a_protected_house_is_decides_nothing(region):
    """There is something to leak: it has a department. No search narrows down to it."""
    assert Service.objects.get(key="SAFE").department.key == "HN-17"
    everywhere = [
        search(viewer=signed_in(), needs=["shelter"], country="HN", area_key=key)
        for key in ("HN-17", "HN-1701", "HN-1706")
    ]
    assert [("SAFE" in keys) for keys, _ in everywhere] == [True, True, True]
    assert search(viewer=signed_in(), text="protegida valle") == ([], 0)
    assert "SAFE" not in search(viewer=signed_in(), area_key="SV-14")[0]
    assert Service.objects.get(key="SAFE").place_name == ""


def test_an_area_is_what_it_was_before_a_reform_and_after(region):
    reform = date(2024, 5, 1)
    former = region["SV-1408"]
    south = places.area("SV-14-SUR", "La Unión Sur", parent=region["SV-14"], valid_from=reform)
    places.area(
        "SV-1408-D",
        "La Unión",
        parent=south,
        level="district",
        predecessor=former,
        valid_from=reform,
    )

    for key in ("SV-14-SUR", "SV-1408", "SV-1408-D"):
        assert search(area_key=key) == (["UNI", "HOS"], 2)
    Service.objects.get(key="UNI").location.__class__.objects.filter(service__key="UNI").update(
        area=Area.objects.get(key="SV-1408-D")
    )
    for key in ("SV-14-SUR", "SV-1408", "SV-1408-D"):
        assert search(area_key=key) == (["UNI", "HOS"], 2)


def test_an_unknown_area(region):
    with pytest.raises(AreaUnknown) as refusal:
        search(area_key="XX-1")
    assert refusal.value.read == "XX-1"


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "planned"},
        {"status": "historic"},
        {"status": "closed"},
        {"valid_until": ON},
        {"valid_from": ON + timedelta(days=1)},
    ],
    ids=str,
)
def test_what_is_not_offered_that_day_is_not_found(region, columns):
    Service.objects.filter(key="NAC").update(**columns)

    assert search(needs=["shelter"]) == (["UNI"], 1)


@pytest.mark.parametrize("near", [None, NACAOME], ids=["sorted", "near"])
def test_pages_and_the_same_queries_for_one_hit_and_for_many(
    region, near, django_assert_num_queries
):
    every = search(near=near)[0]

    for limit in (1, 2, 50):
        with django_assert_num_queries(5):
            found = queries.search_services(near=near, limit=limit, on=ON, at=NOON)
            for hit in found.hits:
                assert hit.need_terms
                assert hit.service.place_name
                assert list(hit.service.admission_rules.all()) == []
        assert ([hit.service.key for hit in found.hits], found.total) == (every[:limit], 3)
    assert search(near=near, limit=2, offset=2) == (every[2:], 3)
    assert search(near=near, offset=9) == ([], 3)


def test_one_entry_with_its_facts(region, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = queries.get_service("NAC", viewer=None)
        facts = (
            found.place_name,
            [term.code for term in found.need_terms],
            found.institution.key,
        )

    assert facts == ("Nacaome, Valle", ["shelter"], "HN-CASA")


@pytest.mark.parametrize("key", ["NET", "SAFE", "XXX"])
def test_a_hidden_entry_is_as_unknown_as_an_absent_one(region, key):
    with pytest.raises(ServiceUnknown) as refusal:
        queries.get_service(key, viewer=None)
    assert (str(refusal.value), refusal.value.read) == (key, key)


def test_a_protected_house_is_a_line_for_others_and_has_its_name_for_its_own(region):
    stranger = queries.get_service("SAFE", viewer=signed_in())
    own = actor_of(Institution.objects.get(key="HN-CASA"), "officer")
    house = queries.get_service("SAFE", viewer=own)

    assert (stranger.name_es, stranger.name_en, stranger.place_name) == (
        "Albergue protegido",
        "Protected shelter",
        "",
    )
    assert (house.name_es, house.location, house.place_name) == ("Casa protegida", None, "")


def test_no_free_text_of_a_protected_house_reaches_others(region):
    house = Service.objects.get(key="SAFE")
    Service.objects.filter(pk=house.pk).update(
        **dict.fromkeys(("source", "note_es", "note_en", "email", "url"), "Zot")
    )
    AdmissionRule.objects.create(
        key="R-SAFE", service=house, rule="only_women", text_es="Zot", text_en="Zot"
    )
    Schedule.objects.create(service=house, text_es="Zot", text_en="Zot")
    Capacity.objects.create(service=house, unit="beds", maximum=9, note_es="Zot", note_en="Zot")
    own = actor_of(Institution.objects.get(key="HN-CASA"), "officer")

    def texts(viewer):
        found = queries.get_service("SAFE", viewer=viewer)
        schedule = queries.schedule_of(found, viewer=viewer)
        capacities = queries.capacity_of(found, viewer=viewer)
        return [
            found.source,
            found.note_es,
            found.email,
            found.url,
            *(rule.text_es for rule in found.admission_rules.all()),
            *([schedule.text_es] if schedule else []),
            *(capacity.note.es for capacity in capacities),
        ]

    assert texts(signed_in()) == ["", "", "", ""]
    assert texts(own) == ["Zot"] * 7


def test_the_words_of_a_protected_name_find_it_for_its_own_only(region):
    own = actor_of(Institution.objects.get(key="HN-CASA"), "officer")

    assert search(text="casa protegida", viewer=signed_in()) == ([], 0)
    assert search(text="casa protegida", viewer=own) == (["SAFE"], 1)


def test_place_names_are_said_once(region):
    entry = Service.objects.get(key="UNI")
    entry.location.locality = "Barrio El Centro"

    assert entry.place_name == "Barrio El Centro, La Unión"
    entry.location.area = None
    entry.department = None
    assert entry.place_name == "Barrio El Centro"


def verified(entry, at, confidence):
    Verification.objects.create(
        service=entry,
        at=at,
        actor_id=SYSTEM_ID,
        method="visit",
        outcome="confirmed",
        confidence=confidence,
    )


def test_confidence_comes_from_the_latest_verification_until_then(region):
    entry = Service.objects.get(key="NAC")
    verified(entry, NOON - timedelta(days=180), "high")
    verified(entry, NOON - timedelta(days=18), "medium")

    percents = [
        queries.confidence_of(Service.objects.get(key="NAC"), at=NOON - timedelta(days=back))
        for back in (0, 18, 19, 180)
    ]

    assert percents == [65, 70, 54, 100]


@pytest.mark.parametrize("sourced", [True, False])
def test_what_nobody_verified_has_no_percentage_that_could_beat_one(region, sourced):
    Service.objects.filter(key="NAC").update(sourced=sourced, confidence="high")

    found = queries.search_services(text="ñandú", on=ON, at=NOON)

    assert [hit.confidence_percent for hit in found.hits] == [None]


def test_that_it_was_published_confirms_nothing_and_ends_no_verification(region):
    entry = Service.objects.get(key="NAC")
    read = {"actor_id": SYSTEM_ID, "outcome": "confirmed", "confidence": "high"}
    Verification.objects.create(service=entry, at=NOON, method="published", **read)
    assert queries.confidence_of(entry, at=NOON) is None

    verified(entry, NOON - timedelta(days=180), "high")

    assert queries.confidence_of(Service.objects.get(key="NAC"), at=NOON) == 50


def test_the_line_is_its_own_else_its_institutions_else_none(region):
    lines = {row.key: queries.contact_line(row) for row in Service.objects.all()}

    assert lines["NAC"] == ContactLine("+504 2780-0199", LocalisedText("", ""), True, True)
    assert lines["HOS"] == ContactLine(
        "132", LocalisedText("ambulancia", "ambulance"), False, False
    )
    assert lines["UNI"] is None


def test_free_places_are_shown_to_their_own_institution_only(region):
    entry = Service.objects.get(key="NAC")
    Capacity.objects.create(
        service=entry,
        unit="persons",
        condition="nominal",
        maximum=40,
        available=7,
        isolation_places=2,
        updated_at=NOON,
        note_es="nota",
        note_en="note",
    )
    shown = ShownCapacity(
        unit="persons",
        condition="nominal",
        maximum=40,
        available=None,
        isolation_places=2,
        updated_at=None,
        note=LocalisedText("nota", "note"),
    )

    assert queries.capacity_of(entry, viewer=None) == [shown]
    assert queries.capacity_of(entry, viewer=signed_in()) == [shown]
    assert queries.capacity_of(entry, viewer=actor_of(None, "coordinator")) == [shown]
    own = queries.capacity_of(entry, viewer=actor_of(entry.institution, "officer"))
    assert [(row.available, row.updated_at) for row in own] == [(7, NOON)]


def test_what_is_assumed_of_a_kind(region):
    entry = Service.objects.get(key="NAC")
    assert queries.assumption_for(entry) is None
    kept = Assumption.objects.create(kind="shelter", capacity_rule="by_call", duration_minutes=60)
    assert queries.assumption_for(entry) == kept


def test_needs_are_the_needs_in_their_order(region):
    assert [term.code for term in queries.list_needs()] == ["medical", "shelter"]


def test_a_term_by_code(region):
    assert queries.get_term("hospital").name_en == "Hospital"
    with pytest.raises(TermUnknown) as refusal:
        queries.get_term("hospitel")
    assert (refusal.value.read, refusal.value.nearest) == ("hospitel", ["hospital"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("medical", "medical"), ("ATENCION MÉDICA", "medical"), ("Shelter", "shelter")],
)
def test_a_term_by_code_or_name_in_either_language(region, typed, code):
    assert queries.find_term(typed).code == code


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("alberge", ["shelter"]), ("todas las personas", []), ("", []), ("|", [])],
)
def test_an_unknown_need_names_what_comes_near(region, typed, nearest):
    with pytest.raises(TermUnknown) as refusal:
        queries.find_term(typed)
    assert (refusal.value.read, refusal.value.nearest) == (typed, nearest)


def test_a_term_has_a_name_in_the_language_of_the_page(region):
    shelter = queries.get_term("shelter")

    assert queries.localized_name(shelter) == "Albergue"
    with translation.override("en"):
        assert queries.localized_name(shelter) == "Shelter"
    with translation.override(None):
        assert queries.localized_name(shelter) == "Albergue"


def test_lines_by_kind_and_country():
    for country, number, kind in (
        ("SV", "911", "emergency"),
        ("GT", "110", "police"),
        ("HN", "911", "emergency"),
    ):
        AssistanceLine.objects.create(country=country, number=number, kind=kind)

    def listed(**asked):
        return [(row.country, row.number) for row in queries.list_lines(**asked)]

    assert listed() == [("GT", "110"), ("HN", "911"), ("SV", "911")]
    assert listed(kinds=["emergency"]) == [("HN", "911"), ("SV", "911")]
    assert listed(countries=["GT", "SV"]) == [("GT", "110"), ("SV", "911")]
    assert listed(kinds=["emergency"], countries=["GT"]) == []


def test_holidays_of_a_country_between_days():
    for country, on in (("HN", ON), ("HN", ON + timedelta(days=2)), ("SV", ON)):
        Holiday.objects.create(country=country, on=on)

    assert queries.list_holidays(country="HN", start=ON, end=ON + timedelta(days=1)) == {ON}

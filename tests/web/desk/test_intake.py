import pytest
from tests.factories.desk import MOTHER
from tests.factories.pages import said, words
from tests.factories.world import nothing_written

from relevo.cases.models import Case
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.demo.story import STARTS_AT
from relevo.places.models import Area
from relevo.web.desk.intake import MOST_NEEDS, IntakeForm

ON = STARTS_AT.date()
CHILD = {"age_0": "12-17", "sex_0": "f", "age_1": "", "sex_1": ""}
NEEDS = [
    "medical",
    "shelter",
    "food",
    "water",
    "documents",
    "legal",
    "transport",
    "information",
    "psychosocial",
]


def filled(**changes):
    return IntakeForm(MOTHER | changes, on=ON)


def errors(**changes):
    form = filled(**changes)
    assert not form.is_valid()
    return {field: [str(error) for error in found] for field, found in form.errors.items()}


def facts(**changes):
    form = filled(**changes)
    assert form.is_valid(), form.errors
    return form.facts()


def test_form_becomes_the_facts_of_a_case():
    assert facts(safe_contact="por la ventanilla", profiles=["idp"]) == CaseFacts(
        needs=("medical", "shelter"),
        people=(Person("21-59", "f"), Person("0-4", "m")),
        language="es",
        urgent_needs=frozenset({"medical"}),
        nationality="SV",
        start_node="HNSV-AMA-HN",
        heads_for="SV",
        documents=frozenset({"national_id"}),
        profiles=frozenset({"idp"}),
        accompanied=True,
        protection_sensitive=False,
        safe_contact="por la ventanilla",
    )


@pytest.mark.parametrize(
    ("place", "side", "node"),
    [
        ("EL AMATILLO", "SV", "HNSV-AMA-SV"),
        ("el amatillo", "HN", "HNSV-AMA-HN"),
        ("Nacaome", "", "HN-1709"),
        ("ócotepeque", "", "HN-1401"),
        ("Copan Ruinas", "", "HN-0404"),
    ],
)
def test_place_is_found_however_it_is_typed(place, side, node):
    found = facts(place=place, side=side, urgent_needs=[]).start_node
    assert found == node or (node == "HN-1709" and found.startswith("HN-17"))


def test_crossing_needs_a_side():
    assert errors(side="") == {"side": [said("Say on which side of the crossing the person is.")]}


def test_side_that_a_place_does_not_have_is_an_unknown_place():
    assert list(errors(place="Nacaome", side="SV")) == ["place"]


def test_unknown_place_names_the_nearest():
    (sentence,) = errors(place="Nacaone", side="")["place"]
    assert "Nacaone" in sentence
    assert "Nacaome" in sentence


def test_place_unlike_any_other_is_told_without_a_guess():
    assert errors(place="qqqqqqqq", side="")["place"] == [
        said(
            "We know no place called “%(read)s” or anything like it; name a town near.",
            read="qqqqqqqq",
        )
    ]


def test_name_of_several_places_lists_them():
    (sentence,) = errors(place="San Antonio", side="")["place"]
    assert sentence.count("San Antonio (") > 1


def test_place_whose_point_is_not_known_cannot_be_a_start(instance):
    Area.objects.filter(key="HN-1401").update(node_key="")
    assert said("We do not know exactly where this is; name a town near.") in (
        errors(place="Nueva Ocotepeque", side="").get("place", [])
        + errors(place="Ocotepeque", side="").get("place", [])
    )


def test_only_what_is_needed_can_be_urgent():
    assert errors(urgent_needs=["food"]) == {
        "urgent_needs": [said("Only something that is needed can be urgent.")]
    }


@pytest.mark.parametrize(
    ("changes", "most"),
    [({}, MOST_NEEDS), (CHILD, MOST_NEEDS - 1), ({"alone": "on"}, MOST_NEEDS - 1)],
)
def test_one_plan_weighs_eight_needs_and_a_child_alone_has_one_of_its_own(changes, most):
    assert filled(needs=NEEDS[:most], urgent_needs=[], **changes).is_valid()
    told = errors(needs=NEEDS[: most + 1], urgent_needs=[], **changes)
    assert told == {
        "needs": [
            said(
                "Choose at most %(most)d needs; a child alone always has child protection.",
                most=MOST_NEEDS,
            )
        ]
    }


def test_child_protection_that_is_asked_for_is_not_counted_twice():
    needs = [*NEEDS[: MOST_NEEDS - 1], "child_protection"]
    assert filled(needs=needs, urgent_needs=[], **CHILD).is_valid()


@pytest.mark.parametrize(
    ("changes", "accompanied"), [({}, True), ({"alone": "on"}, False), (CHILD, False)]
)
def test_children_without_an_adult_are_not_accompanied(changes, accompanied):
    assert facts(**changes).accompanied is accompanied


def test_people_are_those_with_an_age():
    told = facts(age_1="", age_4="60+", sex_4="x")
    assert told.people == (Person("21-59", "f"), Person("60+", "x"))


def test_nobody_is_no_group():
    assert list(errors(age_0="")) == ["age_0"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_asks_no_name(nacaome, language):
    response = nacaome.get(f"/{language}/mesa/casos/nuevo/")
    assert response.status_code == 200
    assert said("Only what the route needs. No name is asked.", language=language) in (
        words(response)
    )
    names = set(response.context["form"].fields)
    assert not {"name", "first_name", "surname", "birth_date"} & names


def test_nationality_is_asked_and_never_guessed(nacaome):
    form = nacaome.get("/es/mesa/casos/nuevo/").context["form"]
    assert (form["nationality"].value(), form["language"].value()) == (None, "es")
    offered = [code for code, _words in form.fields["nationality"].choices]
    assert (offered[0], offered[-1]) == ("", "unknown")
    assert str(form.fields["nationality"].choices[0][1]) == said("Choose…", context="intake")
    assert "nationality" in errors(nationality="")


def test_nationality_that_nobody_knows_is_recorded_as_unknown_and_has_a_plan(nacaome):
    assert facts(nationality="unknown").nationality == ""
    response = nacaome.post(
        "/es/mesa/casos/nuevo/", MOTHER | {"nationality": "unknown"}, follow=True
    )
    assert response.status_code == 200
    assert response.redirect_chain[0][0].endswith("/plan/")


def test_case_is_recorded_and_leads_to_its_plan(nacaome):
    before = set(Case.objects.values_list("pk", flat=True))
    response = nacaome.post("/es/mesa/casos/nuevo/", MOTHER)
    (case,) = Case.objects.exclude(pk__in=before)
    assert response.headers["Location"] == f"/es/mesa/casos/{case.pk}/plan/"


def test_mistake_is_told_beside_what_was_typed(nacaome):
    with nothing_written():
        response = nacaome.post("/es/mesa/casos/nuevo/", MOTHER | {"place": "Nacaone"})
    assert response.status_code == 422
    assert "Nacaome" in words(response)
    assert 'value="Nacaone"' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "countries"),
    [
        ({}, {"HN"}),
        ({"side": "SV"}, {"SV"}),
        ({"place": "", "needs": [], "age_0": ""}, {"GT", "HN", "SV"}),
        ({"place": "Nacaone"}, {"GT", "HN", "SV"}),
    ],
)
def test_danger_to_life_shows_whom_to_call_and_records_nothing(nacaome, changes, countries):
    with nothing_written():
        response = nacaome.post(
            "/es/mesa/casos/nuevo/", MOTHER | changes | {"is_danger_to_life": "on"}
        )
    assert response.status_code == 200
    assert said("Danger to life is never an offer") in words(response)
    lines = response.context["lines"]
    assert {line.country for line in lines} == countries
    for line in lines:
        assert line.number in words(response)


@pytest.mark.parametrize("who", ["demo-monitor", "demo-secretaria"])
def test_only_officers_open_cases(desk, who):
    client = desk(who)
    with nothing_written():
        response = client.post("/es/mesa/casos/nuevo/", MOTHER)
    assert response.status_code == 422
    assert said("Only officers and duty officers open cases.") in words(response)


def urgency(**changes):
    made = filled(**changes)
    assert made.is_valid(), made.errors
    return made.asked_urgency()


def test_urgency_that_is_left_open_is_the_shortest_for_a_child_alone_who_needs_shelter(nacaome):
    page = nacaome.get("/es/mesa/casos/nuevo/").context["form"]
    assert page["urgency"].value() == "usual"
    girl = {"age_0": "12-17", "age_1": "", "sex_1": "", "urgency": "usual"}
    assert urgency(**girl) == "emergency"
    assert urgency(**girl | {"urgency": "urgent"}) == "urgent"  # the officer decides
    assert urgency(**girl | {"needs": ["medical"]}) == "urgent"
    assert urgency(urgency="usual") == "urgent"
    assert urgency(urgency="usual", alone="on") == "emergency"

"""What the words of a row mean: places, needs, telephones, kinds, persons."""

from datetime import date

import pytest
from tests.factories.directory import term
from tests.factories.places import area, el_amatillo

from relevo.formats.tables import FIELDS
from relevo.networks.queries.uploads import checker, likeness
from relevo.networks.rules import uploads as rules

ON = date(2020, 11, 20)


def values(**told):
    return dict.fromkeys(FIELDS, "") | {"institution": "Casa", "country": "HN"} | told


def codes(told, **corrected):
    return {problem.code for problem in rules.check_values(told, corrected=corrected)}


@pytest.mark.parametrize(
    ("text", "country", "good", "bad"),
    [
        ("2782-0000", "HN", ["+504 2782-0000"], []),
        ("(503) 2649 1111", "HN", ["+503 2649-1111"], []),
        ("2782-0000", "", ["27820000"], []),
        ("132 / 911", "HN", ["132", "911"], []),
        ("+52 962 123 4567", "HN", ["+529621234567"], []),
        ("2782-0000 / 27", "HN", ["+504 2782-0000"], []),
        ("12345", "HN", [], ["12345"]),
        ("sin dato", "HN", [], []),
    ],
)
def test_telephones_are_told_with_the_code_of_their_country(text, country, good, bad):
    assert rules.phones_of(text, country=country) == (good, bad)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Policía Municipal de Nacaome", "police"),
        ("PNC", "police"),
        ("Batallón 11", "army"),
        ("Alcaldía de Nacaome", "municipality"),
        ("Asociación Casa del Migrante", "ngo"),
        ("Hospital San Francisco", "health"),
        ("Casa Azul", ""),
    ],
)
def test_kind_is_told_by_the_name_and_enforcement_is_never_missed(name, kind):
    assert rules.kind_of(values(institution=name)) == kind


def test_kind_that_the_list_names_by_its_code():
    assert rules.kind_of(values(kind="red cross")) == "red_cross"


def test_what_is_only_said():
    told = values(phone="2782-0000, 2782-1111", email="a@b.hn; c@d.hn", hours="de día")
    assert codes(told) >= {"several_phones", "several_emails", "hours_as_words"}


def test_contact_may_be_dropped_whole():
    told = rules.values_of(
        ["Casa", "Ana Ruiz 9988-7766", "a@b.hn"],
        mapping={"0": "institution", "1": "phone", "2": "email"},
        corrected={rules.DROP_CONTACT: "yes"},
        country="HN",
    )
    assert (told["phone"], told["email"]) == ("", "")
    assert "names_dropped" in codes(told, **{rules.DROP_CONTACT: "yes"})


@pytest.mark.parametrize(
    ("now", "facts", "then"),
    [
        ("skip", (True, True, False), "skip"),
        ("new", (True, False, True), "undecided"),
        ("undecided", (False, False, True), "new"),
        ("merge", (False, True, True), "merge"),
        ("merge", (False, True, False), "undecided"),
    ],
)
def test_decision_stands_as_long_as_what_it_was_made_on(now, facts, then):
    stops, like, same = facts
    assert rules.settled_decision(now, stops=stops, has_likeness=like, is_same_match=same) == then


def test_names_that_differ_by_a_whole_word_are_two():
    assert likeness("centro salud norte", "centro salud sur") <= 70
    assert likeness("alcaldia nacaome", "alcaldia municipal nacaome") >= 90
    assert likeness("", "x") == 0


def test_sections_are_countries_or_nothing():
    columns = ["Institución", "§"]
    assert rules.guess_mapping(columns, [["a", "Honduras"], ["b", "EL SALVADOR"]])["1"] == "country"
    assert "1" not in rules.guess_mapping(columns, [["a", "Zona norte"]])


@pytest.fixture
def looked(db):
    el_amatillo()
    choluteca = area("HN-06", "Choluteca")
    area("HN-0601", "Nacaome", parent=choluteca)
    for code, name in (("food", "Alimentación"), ("water", "Agua"), ("medical", "Atención médica")):
        term(code, name, code)
    return checker(on=ON)


def place(looked, **told):
    found = looked.check(values(**told), corrected={})
    problem = next((p for p in found.problems if p.code.startswith(("place", "no_place"))), None)
    names = (
        found.place.area and found.place.area.key,
        found.place.department and (found.place.department.key),
    )
    return names, problem and (problem.code, problem.accepted)


def test_place_of_two_departments_is_asked(looked):
    assert place(looked, municipality="Nacaome") == (
        (None, None),
        ("place_ambiguous", ("Nacaome, Choluteca", "Nacaome, Valle")),
    )
    for told in (
        {"municipality": "Nacaome, Valle"},
        {"municipality": "Nacaome", "department": "Valle"},
    ):
        assert place(looked, **told) == (("HN-1701", "HN-17"), None)


def test_place_may_be_a_department_or_a_village(looked):
    assert place(looked, department="Valle") == ((None, "HN-17"), None)
    assert place(looked, locality="Jícaro Galán") == (("HN-1701", "HN-17"), None)
    assert place(looked, locality="Caserío x", department="Valle") == ((None, "HN-17"), None)
    assert place(looked, department="Vale") == (
        (None, None),
        ("place_unknown", ("Valle",)),
    )
    assert place(looked) == ((None, None), ("no_place", ()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Alimentos, agua", ("food", "water")),
        ("Atención médica y alimentación", ("medical", "food")),
        ("Agua; ;", ("water",)),
        ("servicio de agua potable", ("water",)),
    ],
)
def test_needs_are_known_in_parts_and_other_forms(looked, text, found):
    checked = looked.check(values(needs=text), corrected={})
    assert checked.terms == found
    assert "need_unknown" not in {p.code for p in checked.problems}


def test_needs_are_taken_from_the_words_of_the_service(looked):
    checked = looked.check(values(service="Entrega de agua"), corrected={})
    assert (checked.terms, {p.code for p in checked.problems} >= {"needs_guessed"}) == (
        ("water",),
        True,
    )

"""What is asked, told at the desk as rows: it is listed, obeyed and ends without any code."""

import pytest
from tests.factories.desk import NACAOME, open_case
from tests.factories.pages import main_words, said, words

from relevo.borders.models import Demand, Requirement, RequirementEnd
from relevo.outbox.models import Message

HERE = "/es/mesa/situacion/restricciones/"
NEW = f"{HERE}requisito/nuevo/"
SECRETARY, OFFICER = "demo-secretaria", "demo-nacaome"
ONLY_COORDINATORS = "Only coordinators tell what is asked."
TOLD = {
    "country": "SV",
    "crossing": "HNSV-AMA",
    "direction": "entry",
    "applies_to": "foreigners",
    "demand": "other",
    "new_kind": "vaccination",
    "new_name": "vacuna contra la rubéola",
    "new_name_en": "rubella vaccination",
    "is_blocking": "yes",
    "text": "Se pide la vacuna contra la rubéola.",
    "text_en": "A rubella vaccination is asked.",
    "valid_from": "2020-11-20",
    "basis": "announced",
    "source": "Salud de la prueba",
}
ASKED = "/es/requisitos/?nac=HN&edad=21-59&paso=HNSV-AMA&de=HN&fecha=2020-11-21"
END = {"until": "2020-12-24", "source": "Gaceta de la prueba"}


def newest():
    return Requirement.objects.exclude(told_by=None).order_by("-known_from").first()


def test_what_nobody_asked_for_before_is_told_listed_chosen_and_answered(desk, visitor):
    client = desk(SECRETARY)
    assert "rubéola" not in main_words(visitor.get(ASKED))
    response = client.post(NEW, TOLD, follow=True)
    row = newest()
    assert response.redirect_chain == [(f"{HERE}requisito/{row.key}/", 302)]
    assert (row.demand, row.applies_to) == ("vaccination_rubella_vaccination", "foreigners")
    assert Message.objects.get(topic="requirement.told").subject_id == str(row.pk)
    assert TOLD["text"] in main_words(client.get(HERE))
    without = visitor.get(ASKED)
    assert (row.demand, "Vacuna contra la rubéola") in without.context["form"].fields["doc"].choices
    (line,) = [line for line in without.context["reply"].lines if "rubéola" in line.text]
    assert line.verdict == "missing"
    (line,) = [
        line
        for line in visitor.get(f"{ASKED}&doc={row.demand}").context["reply"].lines
        if "rubéola" in line.text
    ]
    assert line.verdict == "met"
    assert TOLD["text_en"] in main_words(visitor.get(ASKED.replace("/es/", "/en/")))


def test_what_was_seen_to_be_asked_is_not_kept_as_announced(desk):
    client = desk(SECRETARY)
    assert client.get(NEW).context["form"]["basis"].value() == "announced"
    client.post(NEW, TOLD | {"basis": "observed"})
    assert newest().basis == "observed"
    assert client.post(NEW, TOLD | {"basis": "rumor"}).status_code == 422


def test_a_paper_told_as_a_row_is_chosen_at_intake_named_on_the_case_and_planned_with(desk):
    desk(SECRETARY).post(NEW, {**TOLD, "applies_to": "all"})
    code = newest().demand
    client = desk(NACAOME)
    form = client.get("/es/mesa/casos/nuevo/").context["form"]
    assert (code, "Vacuna contra la rubéola") in form.fields["documents"].choices
    with_it = open_case(documents=frozenset({"national_id", code}))
    without = open_case()
    assert "Vacuna contra la rubéola" in main_words(client.get(f"/es/mesa/casos/{with_it.pk}/"))
    crossed = {}
    for case in (with_it, without):
        options = client.get(f"/es/mesa/casos/{case.pk}/plan/").context["options"]
        crossed[case.pk] = any("El Amatillo" in step.step.title for step in options[0].steps)
    assert crossed == {with_it.pk: True, without.pk: False}


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"new_name": ""}, "new_name", "Say what it is."),
        ({"new_kind": ""}, "new_kind", "Say what it is."),
        (
            {"new_name": "¿?", "new_name_en": ""},
            "new_name",
            "Write a name with letters.",
        ),
        ({"country": "GT"}, "country", "That country has no side at this crossing."),
        (
            {"age_from": "18", "age_until": "12"},
            "age_until",
            "The end must lie after the start.",
        ),
        ({"until": "2020-11-01"}, "until", "The end must lie after the start."),
        ({"text": " "}, "text", None),
        (
            {"text": "Llamen al 9999-8888"},
            "text",
            "Take the telephone number out: nobody's number is kept here.",
        ),
        (
            {"new_name_en": "test of nobody@mail.test"},
            "new_name_en",
            "Take the e-mail address out: nobody's contact is kept here.",
        ),
        ({"demand": "nothing_known"}, "demand", None),
    ],
)
def test_what_is_refused_comes_back_and_leaves_no_row(desk, told, field, sentence):
    before = Demand.objects.count()
    response = desk(SECRETARY).post(NEW, {**TOLD, **told})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence is None or said(sentence) in words(response)
    assert newest() is None
    assert Demand.objects.count() == before
    assert not Message.objects.filter(topic="requirement.told").exists()


def test_of_whom_is_said_by_a_group_or_by_nationalities(desk):
    desk(SECRETARY).post(NEW, {**TOLD, "nationalities": ["HN", "NI"]})
    assert newest().applies_to == "HN|NI"


@pytest.mark.parametrize("username", [OFFICER, "demo-monitor"])
def test_only_coordinators_tell(desk, username):
    desk(SECRETARY).post(NEW, TOLD)
    row, client = newest(), desk(username)
    page = f"{HERE}requisito/{row.key}/"
    for call in (lambda: client.get(NEW, follow=True), lambda: client.post(NEW, TOLD, follow=True)):
        response = call()
        assert response.redirect_chain == [(HERE, 302)]
        assert said(ONLY_COORDINATORS) in words(response)
    shown = client.get(page)
    assert TOLD["text"] in main_words(shown)
    assert said("It is no longer asked") not in main_words(shown)
    assert said(ONLY_COORDINATORS) in words(client.post(page, END, follow=True))
    assert Requirement.objects.exclude(told_by=None).count() == 1
    assert not RequirementEnd.objects.exists()


def test_its_end_is_told_later_and_the_answer_follows(desk, visitor):
    client = desk(SECRETARY)
    client.post(NEW, TOLD)
    page = f"{HERE}requisito/{newest().key}/"
    refused = client.post(page, {**END, "until": "2020-11-01"})
    assert refused.status_code == 422
    assert said("The end must lie after the start.") in words(refused)
    response = client.post(page, END, follow=True)
    assert said("The new end is noted.", context="restriction") in words(response)
    assert END["source"] in main_words(response)
    assert RequirementEnd.objects.get().source == END["source"]
    assert TOLD["text"] in main_words(visitor.get(ASKED))
    after = ASKED.replace("2020-11-21", "2020-12-24")
    assert TOLD["text"] not in main_words(visitor.get(after))
    over = client.get(f"{HERE}?en=2020-12-30T12:00")
    assert [line.is_over for line in over.context["asked"]] == [True]
    assert said("Ended", context="restriction") in main_words(over)


def test_nothing_of_it_is_known_before_it_was_told(desk):
    client = desk(SECRETARY)
    client.post(NEW, TOLD)
    before = "?en=2020-11-30T12:00&sabido=2020-11-01T12:00"
    assert client.get(f"{HERE}requisito/{newest().key}/{before}").status_code == 404
    assert client.get(f"{HERE}{before}").context["asked"] == []
    assert client.get(f"{HERE}requisito/Q-ninguno/").status_code == 404


def test_list_asks_the_same_for_one_and_for_three(desk, count_queries):
    client = desk(SECRETARY)
    client.post(NEW, TOLD)
    one = count_queries(lambda: client.get(HERE))
    for _number in range(2):
        client.post(NEW, {**TOLD, "crossing": ""})
    assert count_queries(lambda: client.get(HERE)) == one

"""Papers in words: the usual ones, and those that were added as rows."""

import pytest
from django.utils import translation

from relevo.borders.models import Demand
from relevo.web.papers import paper_words, told_papers
from relevo.wording.words import document, documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def _rubella():
    names = {"name_es": "vacuna contra la rubéola", "name_en": "rubella vaccination"}
    Demand.objects.create(code="vaccination_rubella", kind="vaccination", **names)
    Demand.objects.create(code="mask_2", kind="condition", name_es="mascarilla", name_en="mask")
    Demand.objects.create(
        code="one_of_two", kind="document", accepts=["passport"], name_es="uno", name_en="one"
    )


@pytest.mark.usefixtures("_rubella")
@pytest.mark.parametrize(
    ("language", "name"), [("es", "Vacuna contra la rubéola"), ("en", "Rubella vaccination")]
)
def test_what_one_can_carry_is_listed_and_nothing_else(language, name):
    with translation.override(language):
        usual = {"national_id", "passport", "vaccination"}
        assert paper_words()["vaccination_rubella"] == name
        assert usual <= set(paper_words())
        assert not {"mask_2", "one_of_two"} & set(paper_words())
        assert told_papers(["vaccination_rubella", "gone"]) == ["gone", name]


@pytest.mark.usefixtures("_rubella")
def test_names_in_a_sentence_come_from_one_query(django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(1):
        assert documents(["passport", "vaccination_rubella", "mask_2", "gone"]) == [
            "passport",
            "rubella vaccination",
            "mask",
            "gone",
        ]
    with translation.override("en"):
        assert document("vaccination_rubella") == "rubella vaccination"


def test_usual_papers_ask_for_no_row(django_assert_num_queries):
    with translation.override("en"), django_assert_num_queries(0):
        assert documents(["passport"]) == ["passport"]
        assert told_papers({"passport", "national_id"}) == [
            "National identity document",
            "Passport",
        ]

"""Good practices: told, edited at once, found, adopted, reviewed; and what is refused."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from tests.factories.accounts import person
from tests.factories.directory import institution, term
from tests.factories.exchange_people import AT, cast
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.exchange.actions import practices as actions
from relevo.exchange.errors import (
    NotResearch,
    NotYourPractice,
    PracticeIsYours,
    PracticeMoveRefused,
    PracticeRefused,
    PracticeUnknown,
)
from relevo.exchange.models import Adoption, EvidenceReview, Exchange, Practice, Series
from relevo.exchange.queries import practices as queries
from relevo.exchange.rules.practices import PracticeText
from relevo.kernel.actor import Actor
from relevo.plumbing.models import Revision

TEXT = PracticeText(
    title_es="Ventanilla informativa en la frontera",
    title_en="Information window at the border",
    context_es="Paso con mucha gente",
    problem_es="Nadie sabe a quién preguntar",
    steps_es="Abrir, informar, referir",
    results_es="Más referencias aceptadas",
    elsewhere_es="Una persona por turno",
)
TAGS = {"need": ["shelter"], "emergency": ["storm"], "country": ["HN", "SV"], "sector": ["4"]}


@pytest.fixture
def people(db):
    term("shelter")
    term("medical")
    term("nna", "Niñez", "Children", kind="profile")
    made = cast()
    made.university = institution("HN-UNI", "Universidad", kind="academia")
    made.professor = person("cátedra", of=made.university, roles=["analyst"])
    return made


def told(people, *, text=TEXT, tags=TAGS, published=True, by=None, **more):
    by = by or people.owing
    practice = actions.draft_practice(text=text, tags=tags, by=by, at=AT, **more)
    if published:
        actions.publish_practice(practice_id=practice.pk, by=by, at=AT)
    return Practice.objects.get(pk=practice.pk)


def found(people, **asked):
    page = queries.search_practices(institution_id=people.stranger.pk, **asked)
    assert page.total == len(page.lines)
    return [line.row.title_es for line in page.lines]


def test_a_draft_is_read_by_its_own_and_a_published_one_by_all(people):
    practice = told(people, published=False)
    assert (practice.state, practice.revision, practice.is_demo) == ("draft", 1, False)
    assert found(people) == []
    own = queries.search_practices(institution_id=people.owner.pk, only_own=True)
    assert [line.row for line in own.lines] == [practice]
    with pytest.raises(PracticeUnknown):
        actions.access.practice_to_read(people.outside, practice_id=practice.pk)

    actions.publish_practice(practice_id=practice.pk, by=people.owing, at=AT)

    assert found(people) == [TEXT.title_es]
    verbs = Event.objects.filter(subject=str(practice.pk)).order_by("number")
    assert [event.verb for event in verbs] == ["practice.drafted", "practice.published"]
    assert queries.tags_of(practice.pk) == {
        "emergency": ["storm"],
        "need": ["shelter"],
        "profile": [],
        "sector": ["4"],
        "country": ["HN", "SV"],
    }


def test_a_practice_belongs_to_a_network_and_an_exchange(people):
    series = Series.objects.create(key="S", name_es="Serie", convener_es="Quien convoca")
    exchange = Exchange.objects.create(
        key="S-1", series=series, number=1, title_es="I", state="open"
    )
    practice = told(people, network_key="NET-A", exchange_id=exchange.pk)
    assert (practice.network, practice.exchange) == (people.network, exchange)


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"text": replace(TEXT, title_es=" ")}, "title_es", "empty"),
        ({"text": replace(TEXT, title_en="x" * 201)}, "title_en", "too_long"),
        ({"text": replace(TEXT, steps_en="x" * 4001)}, "steps_en", "too_long"),
        ({"text": replace(TEXT, steps_es="a\0b")}, "steps_es", "unreadable"),
        ({"tags": {"need": ["gold"]}}, "need", "unknown"),
        ({"tags": {"color": ["red"]}}, "color", "unknown"),
        ({"tags": {"sector": [str(n) for n in range(1, 23)]}}, "sector", "too_many"),
        ({"network_key": "NONE"}, "network", "unknown"),
        ({"exchange_id": uuid4()}, "exchange", "unknown"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_place(people, changes, field, problem):
    with pytest.raises(PracticeRefused) as refused:
        told(people, **changes)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert not Practice.objects.exists()


@pytest.mark.parametrize("part", ["context_es", "problem_es", "steps_es", "results_es"])
def test_nothing_is_published_without_what_one_needs_to_do_it_elsewhere(people, part):
    with pytest.raises(PracticeRefused) as refused:
        told(people, text=replace(TEXT, **{part: ""}))
    assert (refused.value.field, refused.value.problem) == (part, "needed")
    practice = told(people)
    with pytest.raises(PracticeRefused):
        edit(practice, people, replace(TEXT, **{part: ""}))


def edit(practice, people, text, *, base=1, by=None):
    return actions.edit_practice(
        practice_id=practice.pk, base=base, text=text, tags=TAGS, by=by or people.owing_too, at=AT
    )


def test_what_comes_second_is_kept_beside_and_nothing_is_lost(people):
    practice = told(people)
    first, second = replace(TEXT, steps_es="Primero"), replace(TEXT, steps_es="Segundo")

    assert edit(practice, people, first).is_current
    late = edit(practice, people, second, by=people.owing)

    practice.refresh_from_db()
    assert (practice.steps_es, practice.revision, late.is_current) == ("Primero", 2, False)
    assert [row.content["steps_es"] for row in queries.list_beside(practice.pk)] == ["Segundo"]
    assert len(queries.list_versions(practice.pk)) == 3

    actions.settle_practice(
        practice_id=practice.pk, revision_id=late.revision.pk, by=people.owing, at=AT
    )
    assert queries.list_beside(practice.pk) == []
    assert len(queries.list_versions(practice.pk)) == 3


@pytest.mark.parametrize("base", [-1, 2])
def test_a_revision_that_never_was_is_no_base(people, base):
    practice = told(people)
    with pytest.raises(PracticeRefused):
        edit(practice, people, TEXT, base=base)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_lose_nothing(tmp_path, transactional_db):
    with on_disk(tmp_path):
        term("shelter")
        made = cast()
        practice = told(made)
        texts = [replace(TEXT, steps_es=f"Paso {number}") for number in range(8)]

        outcomes = at_once(*(lambda text=text: edit(practice, made, text) for text in texts))

        assert [type(outcome).__name__ for outcome in outcomes] == ["Saved"] * 8
        assert sum(outcome.is_current for outcome in outcomes) == 1
        kept = {row.content["steps_es"] for row in Revision.objects.order_by("id")}
        assert kept == {TEXT.steps_es, *(text.steps_es for text in texts)}
        practice.refresh_from_db()
        assert practice.revision == 2


def test_only_its_own_institution_changes_it(people):
    practice = told(people)
    for call, more in (
        (actions.publish_practice, {}),
        (actions.withdraw_practice, {}),
        (actions.edit_practice, {"base": 1, "text": TEXT, "tags": TAGS}),
        (actions.settle_practice, {"revision_id": 1}),
    ):
        with pytest.raises(NotYourPractice):
            call(practice_id=practice.pk, by=people.confirming, at=AT, **more)
    watcher = person("mira", of=people.owner, roles=["border_monitor"])
    nobody = Actor(uuid4(), None, frozenset({"platform_admin"}))
    for actor in (watcher, nobody):
        with pytest.raises(NotYourPractice):
            told(people, by=actor)


def test_what_is_withdrawn_is_gone_for_others_and_can_come_back(people):
    practice = told(people)
    actions.withdraw_practice(practice_id=practice.pk, by=people.owing, at=AT)
    assert found(people) == []
    with pytest.raises(PracticeMoveRefused):
        actions.withdraw_practice(practice_id=practice.pk, by=people.owing, at=AT)
    with pytest.raises(PracticeUnknown):
        adopt(practice, people)
    actions.publish_practice(practice_id=practice.pk, by=people.owing, at=AT)
    assert found(people) == [TEXT.title_es]


def adopt(practice, people, *, by=None, result="worked", story_es="Sirvió", on=date(2020, 11, 1)):
    return actions.adopt_practice(
        practice_id=practice.pk,
        adopted_on=on,
        result=result,
        story_es=story_es,
        story_en="",
        by=by or people.confirming,
        at=AT,
    )


def test_an_adoption_is_told_anew_and_what_was_told_stays(people):
    practice = told(people)
    first = adopt(practice, people, result="under_way", story_es="")
    adopt(practice, people, result="did_not_work", story_es="Faltó personal")

    row = Adoption.objects.get()
    assert (row.pk, row.result, row.story_es) == (first.pk, "did_not_work", "Faltó personal")
    kept = Revision.objects.filter(subject=f"adoption:{row.pk}").order_by("number")
    assert [(state.number, state.content["result"]) for state in kept] == [
        (1, "under_way"),
        (2, "did_not_work"),
    ]
    assert queries.list_adoptions(practice.pk) == [row]


def test_nobody_adopts_their_own_nor_without_saying_what_happened(people):
    practice = told(people)
    with pytest.raises(PracticeIsYours):
        adopt(practice, people, by=people.owing)
    for wrong, field in (
        ({"result": "superb"}, "result"),
        ({"story_es": ""}, "story_es"),
        ({"story_es": "x" * 4001}, "story_es"),
        ({"story_es": "a\0"}, "story_es"),
        ({"on": date(2021, 1, 1)}, "adopted_on"),
    ):
        with pytest.raises(PracticeRefused) as refused:
            adopt(practice, people, **wrong)
        assert refused.value.field == field
    draft = told(people, published=False, by=people.confirming)
    with pytest.raises(PracticeUnknown):
        adopt(draft, people)


def review(practice, people, *, by=None, **changes):
    told = {"revision": 1, "verdict": "promising", "text_es": "Hay registro", "text_en": ""}
    return actions.review_evidence(
        practice_id=practice.pk, by=by or people.professor, at=AT, **told | changes
    )


def test_a_university_reviews_and_earlier_reviews_stay(people):
    practice = told(people)
    first = review(practice, people)
    second = review(practice, people, verdict="strong")
    assert queries.list_reviews(practice.pk) == [second, first]
    assert found(people, only_reviewed=True) == [TEXT.title_es]
    page = queries.search_practices(institution_id=None)
    assert [line.verdict for line in page.lines] == ["strong"]


@pytest.mark.parametrize("who", ["confirming", "steers", "outside", "admin"])
def test_who_is_no_university_reviews_nothing(people, who):
    practice = told(people)
    with pytest.raises((NotResearch, NotYourPractice)):
        review(practice, people, by=getattr(people, who))
    assert not EvidenceReview.objects.exists()


def test_a_university_does_not_review_its_own_nor_what_it_did_not_read(people):
    own = told(people, by=people.professor)
    with pytest.raises(PracticeIsYours):
        review(own, people)
    practice = told(people)
    for wrong in ({"revision": 9}, {"revision": 0}, {"verdict": "great"}, {"text_es": " "}):
        with pytest.raises(PracticeRefused):
            review(practice, people, **wrong)


def test_every_word_and_every_code_must_be_found(people):
    told(people)
    other = replace(TEXT, title_es="Albergue de tránsito", title_en="", elsewhere_es="")
    adopted = told(people, text=other, tags={"need": ["medical"], "profile": ["nna"]})
    adopt(adopted, people)

    assert found(people) == ["Albergue de tránsito", TEXT.title_es]
    assert found(people, text="ventanillas") == [TEXT.title_es]
    assert found(people, text="VENTANILLA border") == [TEXT.title_es]
    assert found(people, text="ventanilla tránsito") == []
    assert found(people, tags={"need": "medical"}) == ["Albergue de tránsito"]
    assert found(people, tags={"need": "shelter", "country": "HN"}) == [TEXT.title_es]
    assert found(people, tags={"need": "shelter", "country": "GT"}) == []
    assert found(people, only_adopted=True) == ["Albergue de tránsito"]
    page = queries.search_practices(institution_id=people.stranger.pk, limit=1, offset=1)
    assert ([line.row.title_es for line in page.lines], page.total) == ([TEXT.title_es], 2)


def test_a_list_takes_as_many_queries_for_one_as_for_many(people, django_assert_num_queries):
    told(people)
    with django_assert_num_queries(5):
        queries.search_practices(institution_id=people.stranger.pk, text="ventanilla")
    for _ in range(3):
        adopt(told(people), people)
    with django_assert_num_queries(5):
        queries.search_practices(institution_id=people.stranger.pk, text="ventanilla")

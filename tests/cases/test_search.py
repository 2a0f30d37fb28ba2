"""Looking for a case of one's own team: what is found, by whom, and what is written down of it."""

import pytest
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.enums import ExclusionKind
from relevo.cases.errors import SearchRefused
from relevo.cases.rules.facts import Person
from relevo.cases.rules.searching import Candidate, SearchKind, Sought, read
from relevo.kernel.ids import group_code
from relevo.plumbing.sealed import destroy_envelope, destroy_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        (" 5w1m-g6gy-2qv6-q ", SearchKind.CODE, "5W1MG6GY2QV6Q"),
        ("9988-7766", SearchKind.TELEPHONE, "99887766"),
        ("tel. 9988-7766 ext 12", SearchKind.TELEPHONE, "99887766"),
        ("00504 9988 7766", SearchKind.TELEPHONE, "99887766"),
        ("+1 (213) 555-0123", SearchKind.TELEPHONE, "35550123"),
        ("0801-1990-12345-678", SearchKind.TELEPHONE, "12345678"),
        ("Ana  Tz'i'", SearchKind.NAME, "Ana Tz'i'"),
        ("Ana 2", SearchKind.NAME, "Ana 2"),
    ],
)
def test_what_was_typed_says_by_itself_what_it_is(typed, kind, text):
    assert read(typed) == Sought(kind, text)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("5W1M-G6GY-2QV6-R", "wrong_code"),
        ("5W1M-G6GY-2QV6", "wrong_code"),
        ("71Q2-3M45-67B8A", "wrong_code"),  # nine digits, as many as a number has
        ("998-7766", "too_short"),
        ("a", "too_short"),
        ("", "too_short"),
        ("a" * 121, "too_long"),
    ],
)
def test_what_looks_for_nothing_is_refused_and_says_why(typed, problem):
    with pytest.raises(SearchRefused) as refused:
        read(typed)
    assert refused.value.problem == problem


def found(actor, text):
    return [(row.case_id, row.why.value, row.score) for row in search(actor, text)]


def search(actor, text):
    return access.search_cases(actor, text=text, at=NOON + HOUR)


def test_a_code_of_the_case_or_of_its_referral_finds_it(stage):
    case = cast.case(stage)
    referral = cast.offer(stage, case, stage.window)
    assert search(stage.amina, group_code(case.code)) == [
        Candidate(
            case_id=case.pk,
            code=case.code,
            status="open",
            opened_on=case.opened_on,
            urgency="urgent",
            needs=("medical", "shelter", "documents"),
            why=SearchKind.CODE,
            score=1.0,
        )
    ]
    assert found(stage.amina, referral.code.lower()) == [(case.pk, "code", 1.0)]


def test_names_and_numbers_find_the_nearest_first(stage):
    first = cast.case(stage, name="María Hernández Vásquez", safe_contact="+504 9988-7766, hermana")
    second = cast.case(stage, name="María Elena Ernandes Basquez", safe_contact="2233-4455")
    third = cast.case(
        stage, name="", safe_contact="", people=(Person("21-59"), Person("0-4", label="Tz'unun"))
    )
    assert found(stage.amina, "Vásquez Hernández, María") == [
        (first.pk, "name", 1.0),
        (second.pk, "name", 0.931),
    ]
    assert found(stage.amina, "tzunun") == [(third.pk, "name", 1.0)]
    assert found(stage.amina, "99 88 77 66") == [(first.pk, "telephone", 1.0)]
    assert found(stage.amina, "9988-7767") == []
    assert found(stage.amina, "Ximena Zot") == []


def test_a_closed_case_is_found_and_no_more_than_twenty_are(stage):
    cases = [cast.case(stage, name="Ana Paz") for _number in range(21)]
    actions.close_case(case_id=cases[0].pk, reason="helped", by=stage.amina, at=NOON)
    assert len(found(stage.amina, "Ana Paz")) == 20
    assert [row.status for row in search(stage.amina, cases[0].code)] == ["closed"]


def test_nobody_but_the_team_finds_anything(stage):
    case = cast.case(stage, name="Ana Paz")
    referral = cast.offer(stage, case, stage.window)
    nowhere = person("nobody", of=stage.nacaome, roles=["officer"])
    others = (stage.berta, stage.carlos, stage.dora, stage.elena, stage.fausto, nowhere)
    for other in others:
        for text in (case.code, referral.code, "Ana Paz", "9988-7766"):
            assert found(other, text) == []
    assert Event.objects.filter(verb="case.searched").count() == 4 * len(others)


def test_whom_the_person_excluded_finds_nothing_and_neither_does_a_former_member(stage):
    case = cast.case(stage, name="Ana Paz")
    former = cast.case(stage, name="Ana Paz")
    for row in (case, former):
        actions.add_to_team(case_id=row.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=former.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    assert found(stage.berta, "Ana Paz") == [(case.pk, "name", 1.0)]
    actions.add_exclusion(
        case_id=case.pk, kind=ExclusionKind.USER, who=stage.berta.id, by=stage.amina, at=NOON
    )
    for text in (case.code, "Ana Paz", "9988-7766"):
        assert found(stage.berta, text) == []


def test_destroyed_keys_end_what_can_be_found(stage):
    case, other = cast.case(stage, name="Ana Paz"), cast.case(stage, name="Ana Paz")
    destroy_envelope(case.pk, at=NOON)
    assert found(stage.amina, "Ana Paz") == [(other.pk, "name", 1.0)]
    assert found(stage.amina, case.code) == []
    destroy_key(stage.nacaome.pk, at=NOON)
    for text in (other.code, "Ana Paz", "9988-7766"):
        assert found(stage.amina, text) == []


def test_a_search_is_recorded_with_whom_it_found_and_never_what_was_typed(stage):
    case = cast.case(stage, name="Ana Paz")
    for text in (case.code, "Ana Paz", "9988-7766", "Zot Zot"):
        search(stage.amina, text)
    events = Event.objects.filter(verb="case.searched").order_by("number")
    assert [event.facts for event in events] == [
        {"by": "code", "hits": 1, "shown": [str(case.pk)]},
        {"by": "name", "hits": 1, "shown": [str(case.pk)]},
        {"by": "telephone", "hits": 1, "shown": [str(case.pk)]},
        {"by": "name", "hits": 0, "shown": []},
    ]
    assert {(event.actor_id, event.subject) for event in events} == {
        (stage.amina.id, str(stage.amina.id))
    }

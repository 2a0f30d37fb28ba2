"""After an erasure her code and words open one thing: that it was done, what stays, who had it."""

from datetime import timedelta

import pytest
from tests.cases.test_erased import erase
from tests.cases.test_rights import opened
from tests.cases.test_rights_walls import officer_of
from tests.cases.test_taking_back import without
from tests.cases.test_walls import breaker, broken, exclude
from tests.cases.traces import everything_in_clear
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON, case, offer

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access.rights import own_pass
from relevo.cases.actions import rights, stewardship
from relevo.cases.errors import KeyWrong
from relevo.cases.models import Case, Exclusion
from relevo.cases.rules import rights as rules
from relevo.cases.tasks import run_clocks

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR


@pytest.fixture
def kept(played):
    return case(played, nationality="SV")


def erased(played, kept, *, at=NOON):
    """Her key, and the erasure that she asked for with it, granted."""
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=at)
    asked = rights.ask(opened(key, played.elena, at=at), kind="erasure", text="", at=at)
    rights.answer_request(request_id=asked.pk, outcome="granted", by=played.amina, at=at)
    return key


def answer(key, by, *, at=LATER):
    own = opened(key, by, at=at)
    assert own.is_erased
    return rights.show_erased(own, at=at)


def test_she_reads_that_it_was_done_who_had_it_and_who_confirmed(played, kept):
    offer(played, kept, played.window)
    offer(played, kept, played.clinic)
    key = erased(played, kept)
    (held,) = access.list_held(played.carlos, at=LATER)
    actions.answer_retraction(
        retraction_id=held.retraction_id, answer="deleted", by=played.carlos, at=LATER
    )
    doctor = person("doctor", of=played.clinic.institution, roles=["officer"])
    (held,) = access.list_held(doctor, at=LATER)
    actions.answer_retraction(
        retraction_id=held.retraction_id,
        answer="kept_by_law",
        reason="medical_record",
        by=doctor,
        at=LATER,
    )

    told = answer(key, played.elena, at=LATER)

    assert (told.keeper.es, told.erased_at) == ("DEMO Nacaome", NOON)
    said = {
        row.institution.es: (one.answer, one.reason, one.answered_at)
        for row in told.referrals
        for one in [told.taken_back[row.referral_id]]
    }
    assert said == {
        "DEMO La Unión": ("deleted", "", LATER),
        played.clinic.institution.name_es: ("kept_by_law", "medical_record", LATER),
    }
    assert [(row.kind, row.outcome, row.answered_at) for row in told.requests] == [
        ("erasure", "granted", NOON)
    ]
    assert not told.is_reviewed
    verbs = list(Event.objects.filter(at=LATER).order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["rights.opened", "rights.read"]


def test_nothing_of_her_key_stands_in_clear_afterwards(played, kept):
    code, phrase = erased(played, kept)

    clear = everything_in_clear()
    assert (code in clear, phrase in clear) == (False, False)
    gone = Case.objects.get(pk=kept.pk)
    assert (gone.person_code, len(gone.erased_mark)) == ("", 64)


def test_what_is_still_reviewed_is_told(played, kept):
    broken(played, kept, by=breaker(played), at=NOON)
    sent_without = case(played)
    without(played, sent_without, played.shelter)

    assert answer(erased(played, kept), played.elena).is_reviewed
    assert answer(erased(played, sent_without), played.elena).is_reviewed


def test_whoever_must_never_know_and_a_wrong_word_are_one_refusal(played, kept):
    exclude(played, kept, played.la_union.pk)
    key = erased(played, kept)

    for by, told in (
        (played.carlos, key),
        (played.elena, (key[0], "no son estas palabras")),
        (played.elena, ("0" * 13, key[1])),
    ):
        with pytest.raises(KeyWrong):
            opened(told, by, at=LATER)
    assert answer(key, played.elena).referrals == ()
    assert [bytes(mark.sealed) for mark in Exclusion.objects.all()] == [b""]


def test_wrong_words_lock_it_for_a_day_as_before(played, kept):
    code, phrase = erased(played, kept)
    for _ in range(rules.MOST_TRIES):
        with pytest.raises(KeyWrong):
            opened((code, "x"), played.elena, at=LATER)

    with pytest.raises(KeyWrong):
        opened((code, phrase), played.amina, at=LATER)
    assert answer((code, phrase), played.amina, at=LATER + rules.LOCKED_FOR).erased_at == NOON


def test_no_authority_but_the_keeper_opens_it_once_nobody_knows_from_whom_she_fled(played, kept):
    key = erased(played, kept)
    for kind, country in (
        *(("police", "HN"), ("gov_foreign", "HN")),
        *(("gov_social", "SV"), ("gov_social", "GT")),
    ):
        with pytest.raises(KeyWrong):
            opened(key, officer_of(kind, country=country), at=LATER)
    assert answer(key, played.berta).keeper.es == "DEMO Nacaome"
    assert answer(key, officer_of("ngo")).keeper.es == "DEMO Nacaome"


def test_a_page_that_was_open_goes_no_further_once_all_is_erased(played, kept):
    key = erased(played, kept)
    with pytest.raises(KeyWrong):
        own_pass(played.elena, code=key[0], opened_at=NOON, at=LATER)


def test_a_case_that_ended_by_its_time_leaves_no_answer(played, kept):
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    actions.close_case(case_id=kept.pk, reason="helped", by=played.amina, at=NOON)
    Case.objects.filter(pk=kept.pk).update(retention="ordinary")
    assert stewardship.shred_ended(at=NOON.replace(year=2023)) == 1

    with pytest.raises(KeyWrong):
        opened(key, played.elena, at=NOON.replace(year=2023))
    gone = Case.objects.get(pk=kept.pk)
    assert (gone.erased_mark, gone.phrase_mark) == (None, "")


def test_the_answer_ends_after_five_years(played, kept):
    key = erased(played, kept)
    erase(played, case(played), at=NOON + timedelta(days=9))
    last = NOON + rules.ANSWER_LEFT_FOR

    run_clocks(at=last - HOUR)
    assert answer(key, played.elena, at=last - HOUR).erased_at == NOON
    run_clocks(at=last)

    with pytest.raises(KeyWrong):
        opened(key, played.elena, at=last)
    assert sorted(bool(gone.phrase_mark) for gone in Case.objects.all()) == [False, True]

"""With her key she reads to whom it went from recipients, as far as the desk may know."""

import pytest
from tests.cases.test_onward_walls import chain, send_on
from tests.cases.test_rights_walls import officer_of
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.actions import rights
from relevo.cases.models import Case, Referral
from relevo.directory.models import Service

pytestmark = pytest.mark.django_db
LATER = NOON + 2 * HOUR


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def linked(stage):
    """The sendings of a chain, and her key to the first case of it."""
    sent, second, last, doctor = chain(stage)
    key = rights.give_key(case_id=sent.case_id, by=stage.amina, at=NOON)
    return key, (sent, second, last), doctor


def shown(key, by, *, at=LATER):
    own = rights.open_own(code=key[0], phrase=key[1], by=by, at=at)
    return (rights.show_erased if own.is_erased else rights.show_own)(own, at=at)


def names(copy):
    return [(own.keeper.es, [row.institution.es for row in own.referrals]) for own in copy.further]


WHOLE = [("DEMO La Unión", ["DEMO Casa"]), ("DEMO Casa", ["DEMO Salud"])]


def test_she_reads_the_whole_chain_and_who_looked_in_it(stage, linked):
    key, (_sent, second, last), doctor = linked
    access.read_case(stage.carlos, case_id=second.case_id, at=NOON + HOUR)
    access.read_referral(stage.elena, referral_id=second.pk, at=NOON + HOUR)
    access.read_case(stage.elena, case_id=last.case_id, at=NOON + HOUR)
    access.show_cases(stage.elena, at=NOON + HOUR)
    access.read_referral(doctor, referral_id=last.pk, at=NOON + HOUR)

    copy = shown(key, stage.amina)

    assert (names(copy), copy.unnamed) == (WHOLE, 0)
    looks = {(one.institution.es, one.verb) for one in copy.looked if one.is_look}
    assert looks >= {
        ("DEMO La Unión", "case.read"),
        ("DEMO Casa", "referral.read"),
        ("DEMO Casa", "case.read"),
        ("DEMO Casa", "case.listed"),
        ("DEMO Salud", "referral.read"),
    }


def test_she_reads_who_further_on_was_asked_to_delete(stage, linked):
    key, (sent, second, last), doctor = linked
    actions.withdraw_consent(consent_id=sent.consent_id, by=stage.amina, at=LATER)
    (held,) = access.list_held(doctor, at=LATER)
    actions.answer_retraction(
        retraction_id=held.retraction_id, answer="deleted", by=doctor, at=LATER
    )
    told = shown(key, stage.amina).taken_back
    assert {pk: one.answer for pk, one in told.items()} == {
        sent.pk: "",
        second.pk: "",
        last.pk: "deleted",
    }


def test_whom_she_excluded_further_on_learns_nothing_of_it_or_of_what_is_behind(stage, linked):
    key, (_sent, second, _last), _doctor = linked
    ask = {"case_id": second.case_id, "kind": "institution", "who": stage.nacaome.pk}
    actions.add_exclusion(**ask, by=stage.carlos, at=LATER)
    here = shown(key, stage.amina)
    assert (names(here), here.unnamed) == ([], 0)
    assert {one.institution.es for one in here.looked} <= {"DEMO Nacaome", "DEMO La Unión"}


def test_whom_she_excluded_at_the_last_learns_nothing_of_that_one(stage, linked):
    key, (_sent, _second, last), _doctor = linked
    ask = {"case_id": last.case_id, "kind": "institution", "who": stage.nacaome.pk}
    actions.add_exclusion(**ask, by=stage.elena, at=LATER)
    here = shown(key, stage.amina)
    assert (names(here), here.unnamed) == (WHOLE[:1], 0)


def test_where_she_keeps_somebody_out_further_on_others_read_a_number(stage, linked):
    key, (_sent, second, _last), _doctor = linked
    send_on(Case.objects.get(pk=second.case_id), stage.clinic, by=stage.carlos)
    ask = {"case_id": second.case_id, "kind": "user", "who": stage.fausto.id}
    actions.add_exclusion(**ask, by=stage.carlos, at=LATER)
    here = shown(key, stage.amina)
    assert (names(here), here.unnamed) == ([], 3)
    assert "DEMO Casa" not in repr((here.looked, here.further))


def test_whom_she_kept_out_from_the_first_on_changes_nothing_further_on(stage, linked):
    key, (sent, _second, _last), _doctor = linked
    ask = {"case_id": sent.case_id, "kind": "user", "who": stage.fausto.id}
    actions.add_exclusion(**ask, by=stage.amina, at=LATER)
    assert names(shown(key, stage.amina)) == WHOLE


def test_a_protected_service_further_on_is_read_by_nobody_but_its_own(stage, linked):
    key, _sendings, _doctor = linked
    Service.objects.filter(pk=stage.shelter.pk).update(visibility="restricted")
    for by in (stage.amina, officer_of("ngo")):
        copy = shown(key, by)
        assert (names(copy), copy.unnamed) == ([("DEMO La Unión", [])], 2)
        assert "DEMO Casa" not in repr((copy.looked, copy.further))
    assert names(shown(key, stage.elena)) == WHOLE


def test_an_authority_that_may_not_have_what_is_known_further_on_reads_a_number(
    stage, linked, monkeypatch
):
    key, (_sent, second, _last), _doctor = linked
    monkeypatch.setattr(
        "relevo.cases.access.further.is_kept_from",
        lambda case, _here, *, at: at == LATER and case.pk == second.case_id,
    )
    copy = shown(key, officer_of("ngo"))
    assert (names(copy), copy.unnamed) == ([], 2)


def test_after_an_erasure_its_answer_names_the_chain_too(stage, linked):
    key, (_sent, second, _last), _doctor = linked
    own = rights.open_own(code=key[0], phrase=key[1], by=stage.amina, at=NOON + HOUR)
    asked = rights.ask(own, kind="erasure", text="", at=NOON + HOUR)
    rights.answer_request(request_id=asked.pk, outcome="granted", by=stage.amina, at=LATER)
    left = shown(key, officer_of("ngo"))
    assert names(left) == WHOLE
    forgotten = shown(key, stage.amina)  # an authority: nobody knows any more from whom she fled
    assert (names(forgotten), forgotten.unnamed) == ([], 2)
    assert second.pk in left.taken_back
    assert Referral.objects.filter(pk=second.pk, status="withdrawn").exists()

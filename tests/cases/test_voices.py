"""Whom a complaint is kept from: everybody who works on the case of a slip's code."""

import pytest
from tests.factories.cases import NOON, S, case, consent, referral, stage

from relevo.cases.access.voices import codes_worked_on, people_on
from relevo.cases.models import Case, Consent, Referral, TeamMember
from relevo.kernel.ids import new_code

pytestmark = pytest.mark.django_db


def test_everybody_on_either_side_by_every_code_of_the_case():
    scene = stage()
    row = referral(scene, S.ACCEPTED)
    receipt = Consent.objects.get(pk=row.consent_id).receipt_code
    slip, hers = new_code(), new_code()
    Referral.objects.filter(pk=row.pk).update(slip_code=slip)
    Case.objects.filter(pk=row.case_id).update(person_code=hers)
    TeamMember.objects.create(case_id=row.case_id, user_id=scene.berta.id, since=NOON, until=NOON)
    expected = {scene.amina.id, scene.berta.id, scene.carlos.id}
    codes = (row.case.code, row.code, receipt, slip, hers)
    assert [people_on(code) for code in codes] == [expected] * 5


def test_another_case_and_a_code_of_nothing_bar_nobody_of_it():
    scene = stage()
    first, second = case(scene), case(scene)
    TeamMember.objects.create(case=second, user_id=scene.berta.id, since=NOON)
    given = consent(scene, first, scene.window)
    assert people_on(given.receipt_code) == {scene.amina.id}
    assert people_on(new_code()) == frozenset()


def test_the_codes_that_lead_to_a_case_of_somebodys_are_those_that_bar_them():
    scene = stage()
    row = referral(scene, S.ACCEPTED)
    receipt = Consent.objects.get(pk=row.consent_id).receipt_code
    slip, hers = new_code(), new_code()
    Referral.objects.filter(pk=row.pk).update(slip_code=slip)
    Case.objects.filter(pk=row.case_id).update(person_code=hers)
    codes = [row.case.code, row.code, receipt, slip, hers, case(scene).code, new_code()]
    people = (scene.amina.id, scene.berta.id, scene.carlos.id)
    for user_id in people:
        barred = {code for code in codes if user_id in people_on(code)}
        assert codes_worked_on(user_id, codes) == barred
    assert codes_worked_on(scene.amina.id, []) == frozenset()

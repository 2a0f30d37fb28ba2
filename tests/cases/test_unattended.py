"""A membership that ends takes its person out of every team; a case without anybody gets one."""

from datetime import timedelta

import pytest
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.accounts.errors import NoMembership
from relevo.accounts.models import Membership, User
from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access.rights import list_rights
from relevo.cases.access.unattended import list_colleagues, list_unattended
from relevo.cases.actions import rights
from relevo.cases.actions.rekeying import renew_keys
from relevo.cases.actions.teams import end_membership, put_on_case
from relevo.cases.errors import CaseNotVisible, NotASupervisor, NotInTheInstitution
from relevo.cases.models import Case, TeamMember
from relevo.cases.rules.walls import UnattendedRow
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.ids import new_code

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR
SOON = LATER + timedelta(minutes=1)


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def boss(stage):
    return supervisor(person("boss", of=stage.nacaome, roles=["officer"]))


def supervisor(actor):
    return Actor(actor.id, actor.institution_id, actor.roles, frozenset({"supervisor"}))


def end(actor, of, *, role=None, at=LATER):
    user = User.objects.get(pk=actor.id)
    return end_membership(user=user, institution=of, role=role, by=SYSTEM, at=at)


def put(case, who, *, by, at=SOON, **told):
    return put_on_case(**{"code": case.code, "user_id": who.id} | told, by=by, at=at)


def close(case, stage):
    actions.close_case(case_id=case.pk, reason="helped", by=stage.amina, at=NOON)


def verbs(case):
    rows = Event.objects.filter(subject=str(case.pk), verb__startswith="case.team")
    ordered = rows.order_by("at", "institution_id", "number")
    return [(row.verb, row.actor_id, row.facts) for row in ordered]


def test_who_belongs_no_more_leaves_every_team_and_the_cases_get_new_keys(stage):
    alone, shared, closed = (cast.case(stage) for _ in range(3))
    actions.add_to_team(case_id=shared.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    close(closed, stage)
    assert end(stage.amina, stage.nacaome) == 2, "alone and closed have nobody"
    left = TeamMember.objects.filter(user_id=stage.amina.id)
    assert set(left.values_list("case", "until")) == {
        (case.pk, LATER) for case in (alone, shared, closed)
    }
    for case in (alone, shared, closed):
        with pytest.raises(CaseNotVisible):
            access.get_case(stage.amina, case.pk)
    assert access.get_case(stage.berta, shared.pk) == shared
    gone = ("case.team_left", SYSTEM.id, {"who": str(stage.amina.id)})
    assert [verbs(case)[-1] for case in (alone, shared, closed)] == [gone] * 3
    assert renew_keys(at=SOON) == 3


def test_who_keeps_another_role_stays_on_the_team(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    assert end(stage.berta, stage.nacaome, role=Role.COORDINATOR) == 0
    assert access.get_case(stage.berta, case.pk) == case
    end(stage.berta, stage.nacaome, role=Role.OFFICER)
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.berta, case.pk)


def test_teams_of_another_institution_stay(stage):
    Membership.objects.create(
        user_id=stage.amina.id,
        institution=stage.la_union,
        role="officer",
        starts_on=NOON.date(),
    )
    there = Actor(stage.amina.id, stage.la_union.pk, frozenset({"officer"}))
    case = cast.case(stage)
    other = actions.open_case(facts=cast.facts(), urgency="urgent", by=there, at=NOON)
    end(stage.amina, stage.nacaome)
    assert access.get_case(there, other.pk) == other
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.amina, case.pk)


def test_membership_that_never_was_ends_nothing(stage):
    case = cast.case(stage)
    with pytest.raises(NoMembership):
        end(stage.amina, stage.la_union)
    assert access.get_case(stage.amina, case.pk) == case


def test_supervisor_sees_cases_without_anybody_by_code(stage, boss):
    told, kept, hidden, closed = (cast.case(stage) for _ in range(4))
    shredded = cast.case(stage)
    Case.objects.filter(pk=shredded.pk).update(shredded_at=NOON)
    actions.add_to_team(case_id=kept.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    actions.add_exclusion(case_id=hidden.pk, kind="user", who=boss.id, by=stage.amina, at=NOON)
    request = asked(stage, closed)
    close(closed, stage)
    assert list_unattended(boss, at=LATER) == []
    Membership.objects.filter(user_id=stage.amina.id).update(ends_on=LATER.date())
    assert set(list_unattended(boss, at=LATER)) == {
        UnattendedRow(code=told.code, is_closed=False, answer_due=None),
        UnattendedRow(code=closed.code, is_closed=True, answer_due=request.due_at),
    }
    shown = Event.objects.get(verb="caseload.listed")
    assert set(shown.facts["shown"]) == {str(told.pk), str(closed.pk)}
    for other in (
        stage.berta,
        Actor(boss.id, None, boss.roles, boss.attributes),
        person("admin", of=stage.nacaome, roles=["institution_admin"]),
    ):
        with pytest.raises(NotASupervisor):
            list_unattended(other, at=LATER)
        with pytest.raises(NotASupervisor):
            list_colleagues(other, at=LATER)
        with pytest.raises(NotASupervisor):
            put(told, stage.berta, by=other)
    assert list_unattended(supervisor(stage.carlos), at=LATER) == []


def test_supervisor_puts_a_colleague_on_a_case_and_does_not_open_it(stage, boss):
    case = cast.case(stage)
    with pytest.raises(CaseNotVisible):
        put(case, stage.berta, by=boss)
    end(stage.amina, stage.nacaome)
    assert [one.name for one in list_colleagues(boss, at=SOON)] == ["berta"]
    put(case, stage.berta, by=boss, code=case.code.lower())
    assert access.read_case(stage.berta, case_id=case.pk, at=SOON).case_id == case.pk
    with pytest.raises(CaseNotVisible):
        access.get_case(boss, case.pk)
    joined = ("case.team_joined", boss.id, {"who": str(stage.berta.id)})
    assert verbs(case)[-1] == joined
    assert list_unattended(boss, at=SOON) == []
    with pytest.raises(CaseNotVisible):
        put(case, stage.berta, by=boss)


def term_goes_on(stage):
    accounts.extend_membership(
        user=User.objects.get(pk=stage.amina.id),
        institution=stage.nacaome,
        role=Role.OFFICER,
        ends_on=LATER.date() + timedelta(days=9),
        acta="4",
        by=SYSTEM,
        at=SOON,
    )


def test_whose_term_ran_out_leaves_when_somebody_takes_over(stage, boss):
    case = cast.case(stage)
    Membership.objects.filter(user_id=stage.amina.id).update(ends_on=LATER.date())
    put(case, stage.berta, by=boss)
    term_goes_on(stage)
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.amina, case.pk)
    assert [verb for verb, _by, _facts in verbs(case)] == ["case.team_left", "case.team_joined"]
    assert renew_keys(at=SOON) == 1


def test_whose_term_goes_on_is_on_the_team_again(stage):
    case = cast.case(stage)
    Membership.objects.filter(user_id=stage.amina.id).update(ends_on=LATER.date())
    term_goes_on(stage)
    assert access.get_case(stage.amina, case.pk) == case


def test_who_cannot_be_put_on_a_case(stage, boss):
    case = cast.case(stage)
    actions.add_exclusion(case_id=case.pk, kind="user", who=stage.berta.id, by=stage.amina, at=NOON)
    analyst = person("ana", of=stage.nacaome, roles=["analyst"])
    end(stage.amina, stage.nacaome)
    for who in (stage.berta, stage.carlos, analyst, stage.amina, boss):
        with pytest.raises(NotInTheInstitution):
            put(case, who, by=boss)
    assert not TeamMember.objects.filter(case=case, until=None).exists()


def test_what_is_no_case_without_anybody_is_one_refusal(stage, boss):
    hidden, foreign = cast.case(stage), cast.case(stage)
    actions.add_exclusion(case_id=hidden.pk, kind="user", who=boss.id, by=stage.amina, at=NOON)
    end(stage.amina, stage.nacaome)
    Case.objects.filter(pk=foreign.pk).update(institution=stage.la_union)
    for code in (hidden.code, foreign.code, new_code(), "no code", ""):
        with pytest.raises(CaseNotVisible):
            put(hidden, stage.berta, by=boss, code=code)
    for case in (hidden, foreign):
        assert not TeamMember.objects.filter(case=case, until=None).exists()


def asked(stage, case, *, kind="erasure"):
    code, phrase = rights.give_key(case_id=case.pk, by=stage.amina, at=NOON)
    own = rights.open_own(code=code, phrase=phrase, by=stage.carlos, at=NOON)
    return rights.ask(own, kind=kind, text="", at=NOON)


def test_request_of_a_closed_case_without_anybody_is_answered(stage, boss):
    case = cast.case(stage)
    request = asked(stage, case)
    close(case, stage)
    end(stage.amina, stage.nacaome)
    assert list_rights(stage.berta) == []
    put(case, stage.berta, by=boss)
    assert [row.request_id for row in list_rights(stage.berta)] == [request.pk]
    rights.answer_request(request_id=request.pk, outcome="granted", by=stage.berta, at=SOON)
    case.refresh_from_db()
    assert case.shredded_at == SOON

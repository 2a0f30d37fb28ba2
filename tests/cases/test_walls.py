"""Who must never know, what an emergency opens, what a supervisor sees, and who reads too much."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from tests.factories import cases as cast
from tests.factories import directory
from tests.factories.accounts import person
from tests.factories.cases import CONTACT, HEALTH, HOUR, NAME, NOON, STORY
from tests.race import at_once, on_disk

from relevo.accounts.models import Membership
from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.actions.exclusions import carry_exclusions
from relevo.cases.enums import ReferralStatus
from relevo.cases.errors import (
    CaseClosed,
    CaseNotVisible,
    ExclusionRefused,
    GlassRefused,
    LastOfTheTeam,
    NotASupervisor,
    NotInTheInstitution,
    OnProbation,
    ReadingTooFast,
    RecipientBlocked,
)
from relevo.cases.models import AnswerLink, BreakGlass, Case, Consent, Exclusion, Referral, Task
from relevo.cases.rules import walls
from relevo.cases.rules.facts import Person
from relevo.cases.tasks import run_clocks
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.plumbing.sealed import unseal

pytestmark = pytest.mark.django_db
LATER = NOON + HOUR


@pytest.fixture
def stage():
    return cast.stage()


def exclude(stage, case, who, *, kind="institution", by=None, at=LATER):
    return actions.add_exclusion(case_id=case.pk, kind=kind, who=who, by=by or stage.amina, at=at)


def with_attributes(actor, *attributes, also_of=()):
    return Actor(
        actor.id, actor.institution_id, actor.roles, frozenset(attributes), frozenset(also_of)
    )


def test_excluded_institution_has_never_heard_of_the_case(stage):
    case = cast.case(stage)
    sent = cast.offer(stage, case, stage.window)
    cast.move(sent, ReferralStatus.ACCEPTED, by=stage.carlos)
    row = exclude(stage, case, stage.la_union.pk)
    assert unseal(bytes(row.sealed), context=f"cases_exclusion|sealed|{row.pk}") == {
        "who": str(stage.la_union.pk)
    }
    assert str(stage.la_union.pk) not in row.mark
    sent.refresh_from_db()
    assert (sent.status, sent.packet) == (ReferralStatus.WITHDRAWN, None)
    assert Consent.objects.get(pk=sent.consent_id).withdrawn_at == LATER
    with pytest.raises(CaseNotVisible):
        access.read_referral(stage.carlos, referral_id=sent.pk, at=LATER)
    assert access.inbox_of(stage.carlos, at=LATER, open_only=False) == []
    for chosen in (False, True):
        with pytest.raises(RecipientBlocked):
            cast.consent(stage, case, stage.window, at=LATER, chosen_by_person=chosen)
    assert access.services_kept_out(stage.amina, case_id=case.pk) == {"S-WINDOW"}
    assert [row.who for row in access.list_exclusions(stage.amina, case_id=case.pk, at=LATER)] == [
        stage.la_union.pk
    ]


def test_consent_given_before_the_exclusion_is_good_for_nothing(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window)
    exclude(stage, case, stage.la_union.pk)
    Consent.objects.filter(pk=given.pk).update(withdrawn_at=None)
    with pytest.raises(RecipientBlocked):
        cast.offer(stage, case, stage.window, given=given, at=LATER)
    assert not Referral.objects.filter(case=case).exists()


def test_excluded_colleague_leaves_the_team_and_does_not_come_back(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    assert access.get_case(stage.berta, case.pk).pk == case.pk
    exclude(stage, case, stage.berta.id, kind="user")
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.berta, case.pk)
    with pytest.raises(NotInTheInstitution):
        actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=LATER)
    assert access.services_kept_out(stage.amina, case_id=case.pk) == frozenset()


def test_who_also_belongs_to_an_excluded_institution_does_not_see_the_case(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    person("berta", of=stage.la_union, roles=["analyst"])
    exclude(stage, case, stage.la_union.pk)
    both = with_attributes(stage.berta, also_of=[stage.la_union.pk])
    for actor in (stage.berta, both):
        with pytest.raises(CaseNotVisible):
            access.get_case(actor, case.pk)
    with pytest.raises(NotInTheInstitution):
        actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=LATER)
    sent = cast.offer(stage, case, stage.shelter, at=LATER)
    elena_too = with_attributes(stage.elena, also_of=[stage.la_union.pk])
    assert access.inbox_of(elena_too, at=LATER) == []
    assert [row.referral_id for row in access.inbox_of(stage.elena, at=LATER)] == [sent.pk]


@pytest.mark.parametrize(
    ("who", "kind", "problem"),
    [
        ("nacaome", "institution", "own_institution"),
        ("amina", "user", "yourself"),
        ("nobody", "user", "unknown"),
        ("nobody", "institution", "unknown"),
        ("la_union", "unit", "unknown"),
        ("la_union", "institution", "already"),
    ],
)
def test_exclusion_that_cannot_be(stage, who, kind, problem):
    case = cast.case(stage)
    ids = {
        "nacaome": stage.nacaome.pk,
        "amina": stage.amina.id,
        "nobody": UUID(int=9),
        "la_union": stage.la_union.pk,
    }
    if problem == "already":
        exclude(stage, case, ids[who])
    before = Exclusion.objects.count()
    with pytest.raises(ExclusionRefused) as refused:
        exclude(stage, case, ids[who], kind=kind)
    assert (refused.value.problem, Exclusion.objects.count()) == (problem, before)


def test_exclusion_leaves_somebody_who_can_open_the_case(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=case.pk, user_id=stage.amina.id, by=stage.berta, at=NOON)
    other = with_attributes(stage.berta)
    with pytest.raises(ExclusionRefused):
        exclude(stage, case, stage.berta.id, kind="user", by=other)
    person("berta", of=stage.la_union, roles=["analyst"])
    with pytest.raises(LastOfTheTeam):
        exclude(stage, case, stage.la_union.pk, by=other)
    assert not Exclusion.objects.exists()


def test_only_the_team_reads_or_changes_the_list_and_only_while_the_case_is_open(stage):
    case = cast.case(stage)
    row = exclude(stage, case, stage.la_union.pk)
    for outsider in (stage.berta, stage.carlos, stage.dora):
        with pytest.raises(CaseNotVisible):
            exclude(stage, case, stage.consulate.institution_id, by=outsider)
        with pytest.raises(CaseNotVisible):
            access.list_exclusions(outsider, case_id=case.pk, at=LATER)
        with pytest.raises(CaseNotVisible):
            actions.remove_exclusion(case_id=case.pk, exclusion_id=row.pk, by=outsider, at=LATER)
    actions.remove_exclusion(case_id=case.pk, exclusion_id=row.pk, by=stage.amina, at=LATER)
    with pytest.raises(ExclusionRefused):
        actions.remove_exclusion(case_id=case.pk, exclusion_id=row.pk, by=stage.amina, at=LATER)
    verbs = set(Event.objects.filter(subject=str(case.pk)).values_list("verb", flat=True))
    assert not [verb for verb in verbs if "exclu" in verb], "the audit does not tell it"
    actions.close_case(case_id=case.pk, reason="helped", by=stage.amina, at=LATER)
    with pytest.raises(CaseClosed):
        exclude(stage, case, stage.la_union.pk)


def breaker(stage):
    Membership.objects.filter(user_id=stage.berta.id).update(may_break_glass=True)
    return with_attributes(stage.berta, "break_glass")


def broken(stage, case, *, by=None, at=LATER, **changes):
    told = {"code": case.code, "reason": "life_in_danger", "why": "No contesta nadie"} | changes
    return actions.break_glass(**told, by=by or breaker(stage), at=at)


def test_emergency_opens_a_few_fields_for_four_hours_and_not_a_second_longer(stage):
    case, berta = cast.case(stage), breaker(stage)
    glass = broken(stage, case, code=case.code.lower())
    last = LATER + timedelta(hours=4)
    shown = access.read_glass(berta, glass_id=glass.pk, at=last)
    assert (shown.safe_contact, shown.start_node, shown.health) == (CONTACT, "HN-1701", HEALTH)
    assert not {NAME, STORY} & {str(getattr(shown, name)) for name in shown.__slots__}
    for at in (LATER - timedelta(seconds=1), last + timedelta(seconds=1)):
        with pytest.raises(CaseNotVisible):
            access.read_glass(berta, glass_id=glass.pk, at=at)
    for other in (stage.amina, stage.carlos, stage.berta):
        with pytest.raises(CaseNotVisible):
            access.read_glass(other, glass_id=glass.pk, at=LATER)
    with pytest.raises(CaseNotVisible):
        access.read_case(berta, case_id=case.pk, at=LATER)
    told = Event.objects.filter(subject=str(case.pk), verb__startswith="case.glass")
    assert [row.verb for row in told.order_by("number")] == ["case.glass_broken", "case.glass_read"]
    assert told.order_by("number")[0].facts == {"reason": "life_in_danger"}


def test_emergency_never_goes_through_an_exclusion(stage):
    case, berta = cast.case(stage), breaker(stage)
    glass = broken(stage, case)
    exclude(stage, case, stage.berta.id, kind="user")
    with pytest.raises(CaseNotVisible):
        access.read_glass(berta, glass_id=glass.pk, at=LATER)
    foreign = Case.objects.get(pk=cast.case(stage).pk)
    Case.objects.filter(pk=foreign.pk).update(institution=stage.la_union)
    closed = cast.case(stage)
    actions.close_case(case_id=closed.pk, reason="helped", by=stage.amina, at=NOON)
    answers = []
    for code in (case.code, new_code(), foreign.code, closed.code, "no code"):
        with pytest.raises(GlassRefused) as refused:
            actions.break_glass(code=code, reason="child_missing", why="Urge", by=berta, at=LATER)
        answers.append((refused.value.field, refused.value.problem))
    assert set(answers) == {("code", "unknown")}
    told = Event.objects.filter(verb="glass.refused")
    assert {row.subject for row in told} == {str(berta.id)}, "never the case"
    with pytest.raises(GlassRefused) as refused:
        broken(stage, cast.case(stage), by=berta)
    assert refused.value.problem == "too_often"
    broken(stage, cast.case(stage), by=berta, at=LATER + timedelta(hours=1, seconds=1))


def test_emergency_is_refused(stage):
    case, berta = cast.case(stage), breaker(stage)
    for changes, problem in (
        ({"reason": "curiosity"}, "unknown"),
        ({"why": "  "}, "missing"),
        ({"why": "x" * 1001}, "too_long"),
    ):
        with pytest.raises(GlassRefused) as refused:
            broken(stage, case, by=berta, **changes)
        assert refused.value.problem == problem
    with pytest.raises(CaseNotVisible):
        broken(stage, case, by=stage.berta)
    with pytest.raises(GlassRefused):
        broken(stage, case, by=with_attributes(stage.amina, "break_glass"))  # it is her own
    assert not BreakGlass.objects.exists()
    broken(stage, case, by=berta)
    broken(stage, cast.case(stage), by=berta)
    with pytest.raises(GlassRefused) as refused:
        broken(stage, cast.case(stage), by=berta)
    assert refused.value.problem == "too_many"
    broken(stage, cast.case(stage), by=berta, at=LATER + timedelta(days=7, seconds=1))


def test_emergency_sent_twice_is_one_opening(stage):
    case, berta = cast.case(stage), breaker(stage)
    first = broken(stage, case, by=berta)
    assert broken(stage, case, by=berta) == first
    broken(stage, cast.case(stage), by=berta)  # the second of the week is left
    assert broken(stage, case, by=berta, at=LATER + HOUR) == first
    assert Event.objects.filter(verb="case.glass_broken").count() == 2


@pytest.mark.django_db(transaction=True)
def test_emergency_twice_a_week_holds_also_at_once(stage, tmp_path):
    cases, berta = [cast.case(stage) for _number in range(5)], breaker(stage)
    with on_disk(tmp_path):
        outcomes = at_once(
            *[partial(broken, stage, case, by=berta) for case in cases],
        )
        assert BreakGlass.objects.count() == 2
    assert [type(one) for one in outcomes].count(GlassRefused) == 3


def test_emergency_is_seen_and_reviewed(stage):
    case, berta = cast.case(stage), breaker(stage)
    glass = broken(stage, case)
    boss = with_attributes(person("boss", of=stage.nacaome, roles=["officer"]), "supervisor")
    admin = person("admin", of=stage.nacaome, roles=["institution_admin"])
    seen = {
        name: [
            (row.why, row.may_review, row.is_open)
            for row in access.list_glass(actor, at=LATER, case_id=case.pk)
        ]
        for name, actor in {
            "team": stage.amina,
            "boss": boss,
            "admin": admin,
            "breaker": with_attributes(berta, "break_glass", "supervisor"),
            "colleague": person("colleague", of=stage.nacaome, roles=["officer"]),
            "elsewhere": with_attributes(stage.carlos, "supervisor"),
        }.items()
    }
    why = "No contesta nadie"
    assert seen == {
        "team": [(why, False, True)],
        "boss": [(why, True, True)],
        "admin": [("", False, True)],
        "breaker": [(why, False, True)],
        "colleague": [],
        "elsewhere": [],
    }
    for actor in (stage.amina, admin, berta, with_attributes(berta, "supervisor")):
        with pytest.raises(CaseNotVisible):
            actions.review_glass(glass_id=glass.pk, verdict="justified", by=actor, at=LATER)
    with pytest.raises(GlassRefused):
        actions.review_glass(glass_id=glass.pk, verdict="maybe", by=boss, at=LATER)
    actions.review_glass(glass_id=glass.pk, verdict="justified", by=boss, at=LATER)
    assert access.read_glass(berta, glass_id=glass.pk, at=LATER).case_code == case.code
    with pytest.raises(GlassRefused):
        actions.review_glass(glass_id=glass.pk, verdict="unjustified", by=boss, at=LATER)
    second = broken(stage, cast.case(stage), by=berta)
    actions.review_glass(glass_id=second.pk, verdict="unjustified", by=boss, at=LATER + HOUR)
    with pytest.raises(CaseNotVisible):
        access.read_glass(berta, glass_id=second.pk, at=LATER + HOUR + timedelta(seconds=1))
    assert not Membership.objects.filter(user_id=berta.id, may_break_glass=True).exists()


def test_right_ends_by_itself_when_nobody_reviews(stage):
    case, berta = cast.case(stage), breaker(stage)
    broken(stage, case, by=berta)
    due = LATER + timedelta(hours=72)
    run_clocks(at=due - timedelta(seconds=1))
    assert Membership.objects.filter(user_id=berta.id, may_break_glass=True).count() == 2
    run_clocks(at=due)
    run_clocks(at=due)
    assert not Membership.objects.filter(user_id=berta.id, may_break_glass=True).exists()
    taken = Event.objects.filter(verb="account.attribute_taken")
    assert [row.facts for row in taken] == [{"attribute": "break_glass"}]


def test_supervisor_sees_codes_and_no_case_that_must_not_be_known(stage):
    boss = with_attributes(person("boss", of=stage.nacaome, roles=["officer"]), "supervisor")
    case, hidden = cast.case(stage, urgency="emergency"), cast.case(stage)
    for due in (NOON.date(), NOON.date() + timedelta(days=5)):
        Task.objects.create(
            case=case,
            kind="follow_up",
            sealed=b"",
            due_on=due,
            created_at=NOON,
            created_by=stage.amina.id,
        )
    exclude(stage, hidden, boss.id, kind="user")
    for read in (case, hidden):
        access.read_case(stage.amina, case_id=read.pk, at=LATER)
    later = NOON + timedelta(days=3)
    assert access.list_caseload(boss, at=later) == [
        walls.CaseloadRow(code=case.code, urgency="emergency", days_open=3, overdue_tasks=1)
    ]
    assert access.list_readers(boss, at=later) == [
        walls.ReaderRow(user_id=stage.amina.id, cases=1, stopped=0)
    ]
    with pytest.raises(CaseNotVisible):
        access.read_case(boss, case_id=case.pk, at=later)
    for other in (stage.amina, with_attributes(Actor(boss.id, None), "supervisor")):
        with pytest.raises(NotASupervisor):
            access.list_caseload(other, at=later)
        with pytest.raises(NotASupervisor):
            access.list_readers(other, at=later)
    assert access.list_caseload(with_attributes(stage.carlos, "supervisor"), at=later) == []


def test_who_opens_more_cases_than_anybody_works_on_is_stopped(stage, settings):
    settings.RELEVO_CASES_AN_HOUR, settings.RELEVO_CASES_A_DAY = 2, 3
    boss = with_attributes(person("boss", of=stage.nacaome, roles=["officer"]), "supervisor")
    first, second, third, fourth = (cast.case(stage) for _ in range(4))

    def read(case, at):
        return access.read_case(stage.amina, case_id=case.pk, at=at).case_id

    read(first, NOON)
    read(second, NOON)
    with pytest.raises(ReadingTooFast) as refused:
        read(third, NOON + timedelta(minutes=59))
    assert refused.value.within == "hour"
    assert read(first, NOON + timedelta(minutes=59)) == first.pk, "what is open stays open"
    assert read(third, NOON + timedelta(hours=2)) == third.pk
    with pytest.raises(ReadingTooFast) as refused:
        read(fourth, NOON + timedelta(hours=5))
    assert refused.value.within == "day"
    assert read(fourth, NOON + timedelta(hours=27)) == fourth.pk
    (told,) = access.list_readers(boss, at=NOON + timedelta(hours=27))
    assert (told.cases, told.stopped) == (4, 2)


def test_link_to_an_excluded_institution_is_dead(stage):
    case = cast.case(stage)
    sent = cast.offer(stage, case, stage.window)
    link = AnswerLink.objects.create(
        referral=sent,
        stage="answer",
        word_mark="x",
        created_at=NOON,
        created_by=stage.amina.id,
        expires_at=NOON + timedelta(days=2),
    )
    exclude(stage, case, stage.la_union.pk)
    link.refresh_from_db()
    assert link.revoked_at == LATER


def test_excluding_who_has_just_opened_it_ends_that_at_once(stage):
    case = cast.case(stage)
    glass = broken(stage, case)
    directory.institution("HN-OTHER", "DEMO Otra")
    exclude(stage, case, stage.berta.id, kind="user", at=LATER + HOUR)
    glass.refresh_from_db()
    assert glass.until == LATER + HOUR


def test_who_is_on_probation_takes_over_few_and_no_child(stage):
    new = with_attributes(stage.carlos, "probation")
    child = cast.offer(stage, cast.case(stage), stage.window)
    with pytest.raises(OnProbation) as refused:
        actions.accept(referral_id=child.pk, by=new, at=LATER)
    assert refused.value.problem == "child"
    adults = [
        cast.offer(stage, cast.case(stage, people=(Person("21-59", "f"),)), stage.window)
        for _ in range(4)
    ]
    for sent in adults[:3]:
        assert actions.accept(referral_id=sent.pk, by=new, at=LATER).status == "accepted"
    with pytest.raises(OnProbation) as refused:
        actions.accept(referral_id=adults[3].pk, by=new, at=LATER)
    assert refused.value.problem == "too_many"
    for waiting in (child, adults[3]):
        assert actions.accept(referral_id=waiting.pk, by=stage.carlos, at=LATER).packet


def test_exclusions_hold_for_the_case_that_a_recipient_opens_of_it(stage):
    case, other = cast.case(stage), person("olga", of=stage.la_union, roles=["officer"])
    exclude(stage, case, stage.consulate.institution_id)
    sent = cast.offer(stage, case, stage.window)
    cast.move(sent, ReferralStatus.ACCEPTED, by=stage.carlos)
    own = actions.open_case(facts=cast.facts(), urgency="urgent", by=stage.carlos, at=LATER)
    Case.objects.filter(pk=own.pk).update(origin=sent)
    carry_exclusions(case.pk, to=own, by=stage.carlos, at=LATER)
    carry_exclusions(case.pk, to=own, by=stage.carlos, at=LATER)
    exclude(stage, case, other.id, kind="user")
    listed = access.list_exclusions(stage.carlos, case_id=own.pk, at=LATER)
    assert {row.who for row in listed} == {stage.consulate.institution_id, other.id}
    with pytest.raises(NotInTheInstitution):
        actions.add_to_team(case_id=own.pk, user_id=other.id, by=stage.carlos, at=LATER)

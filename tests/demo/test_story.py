"""The demo story: every state is there, and who fails in it does not exist."""

from datetime import timedelta

import pytest
from tests.factories.world import nothing_written, rows

from relevo.accounts.models import Membership, User
from relevo.audit.queries import verify_chain
from relevo.borders.models import StatusReport
from relevo.borders.queries import crossing_status, statuses
from relevo.cases import access
from relevo.cases.enums import TaskKind
from relevo.cases.models import Case, Consent, Referral, ReferralStep
from relevo.demo.people import INSTITUTIONS, PEOPLE, SEATS, SERVICES
from relevo.demo.story import STARTS_AT, actor_of, load_story
from relevo.directory.models import Institution, Service
from relevo.networks.access import keepers_of
from relevo.networks.models import Member, Network

pytestmark = pytest.mark.usefixtures("world", "db")

FAILS = {"declined", "expired", "not_arrived", "not_delivered"}
SHOWN = {
    *("offered", "seen", "accepted", "declined", "withdrawn", "arrived"),
    *("not_arrived", "delivered", "not_delivered", "closed", "expired"),
}


def test_telling_it_twice_changes_nothing():
    before = rows()
    with nothing_written():
        load_story()
    assert rows() == before


def test_story_needs_somebody_to_be_told_of(world):
    assert User.objects.filter(is_demo=True).count() == len(PEOPLE)


def test_every_state_of_a_referral_is_there():
    assert set(Referral.objects.values_list("status", flat=True)) == SHOWN


def test_only_institutions_marked_demo_have_any_part_in_what_fails():
    failed = ReferralStep.objects.filter(status__in=FAILS).select_related(
        "referral__sender", "referral__recipient"
    )
    assert {step.status for step in failed} == FAILS
    for step in failed:
        for institution in (step.referral.sender, step.referral.recipient):
            assert institution.is_demo, (step.status, institution.key)


def test_no_real_institution_answers_late():
    for referral in Referral.objects.filter(answered_at__isnull=False):
        assert referral.answered_at < referral.deadline_at
    waiting = Referral.objects.filter(status__in=["offered", "seen"])
    for referral in waiting.select_related("recipient"):
        assert referral.deadline_at > STARTS_AT or referral.recipient.is_demo


def test_every_person_is_invented_and_marked():
    for user in User.objects.all():
        assert user.is_demo
        assert user.username.startswith("demo-")
        assert (user.first_name, user.last_name, user.email) == ("", "", "")
        assert not user.has_usable_password()


def test_every_institution_and_service_that_does_not_exist_is_marked():
    assert {row.key for row in Institution.objects.filter(is_demo=True)} == {
        told.key for told in INSTITUTIONS
    }
    services = {row.key for row in Service.objects.filter(is_demo=True)}
    opened = {key for key in services if key.startswith("TMP-")}
    assert len(opened) == 1  # the water point at El Amatillo
    assert services - opened == {told.key for told in SERVICES}
    for row in (*Institution.objects.filter(is_demo=True), *Service.objects.filter(is_demo=True)):
        assert row.name_es.endswith("(DEMO)")
        assert row.name_en.endswith("(DEMO)")
        assert row.key.startswith(("DEMO-", "TMP-"))


def test_everybody_has_the_roles_that_the_list_gives_them():
    for told in PEOPLE:
        actor = actor_of(told.username)
        assert actor.roles == frozenset(told.roles)
        owner = Institution.objects.get(pk=actor.institution_id)
        assert owner.key == told.institution_key
    assert set(Membership.objects.values_list("acta", flat=True)) == {"DEMO"}


def test_el_amatillo_was_seen_an_hour_and_a_half_before():
    report = StatusReport.objects.get(is_demo=True, crossing__key="HNSV-AMA")
    assert (report.crossing.key, report.state, report.basis) == (
        "HNSV-AMA",
        "restricted",
        "observed",
    )
    assert report.text_es.startswith("DEMO")
    assert STARTS_AT - report.from_at == timedelta(minutes=95)
    status = crossing_status(statuses(at=STARTS_AT, known_at=STARTS_AT), "HNSV-AMA")
    assert (str(status.state), status.is_confirmed) == ("restricted", True)


def test_nothing_of_the_story_happens_after_it_begins():
    for step in ReferralStep.objects.all():
        assert step.at < STARTS_AT
    for consent in Consent.objects.all():
        assert consent.given_at < STARTS_AT < consent.expires_at


def test_every_chain_of_the_audit_is_whole():
    for institution in Institution.objects.filter(is_demo=True):
        assert verify_chain(institution.pk) == []


def test_cases_are_with_the_window_of_copan_and_open_for_it():
    officer = actor_of("demo-copan")
    assert len(access.list_cases(officer)) == Case.objects.count() == 11
    for row in access.list_cases(officer):
        known = access.read_case(officer, case_id=row.case_id, at=STARTS_AT).facts
        assert (known.name, known.health, known.narrative, known.safe_contact) == ("",) * 4


@pytest.mark.parametrize("username", ["demo-albergue", "demo-salud"])
def test_recipients_find_something_to_answer(username):
    waiting = [row.status for row in access.inbox_of(actor_of(username), at=STARTS_AT)]
    assert waiting


def test_visitor_can_play_the_main_part_from_the_start():
    assert access.list_cases(actor_of("demo-nacaome")) == []
    assert access.inbox_of(actor_of("demo-la-union"), at=STARTS_AT) == []


def test_invented_institutions_sit_in_real_networks_and_no_real_one_keeps_them():
    for told in SEATS:
        seat = Member.objects.get(
            network__key=told.network_key, institution__key=told.institution_key
        )
        assert (seat.role, seat.focal_role, seat.is_steering, seat.left_on) == (
            told.role,
            told.focal_role,
            told.is_steering,
            None,
        )
    for key in ("NET-SUR", "NET-COR"):
        keepers = keepers_of(Network.objects.get(key=key))
        assert {row.is_demo for row in Institution.objects.filter(pk__in=keepers)} == {True}


def test_a_case_of_copan_has_notes_a_plan_and_a_call_that_is_due():
    by = actor_of("demo-copan")
    (due,) = access.list_pending(by, at=STARTS_AT)
    counted = access.count_work(by, case_id=due.case_id, at=STARTS_AT)
    assert (due.kind, due.is_overdue) == ("follow_up", False)
    assert (counted.notes, counted.plan_open, counted.follow_ups_open) == (2, 2, 1)
    _case, steps = access.list_tasks(by, case_id=due.case_id, kind=TaskKind.PLAN, at=STARTS_AT)
    assert [(step.goal, step.outcome) for step in steps] == [
        ("Papeles", ""),
        ("Escuela", ""),
        ("Papeles", "done"),
    ]

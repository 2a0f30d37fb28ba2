"""Who sees what. First it is shown that there is something to see."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.enums import Party, ReadPurpose
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    CaseClosed,
    CaseNotVisible,
    ConsentTermsRefused,
    MoveNotYours,
    OfferRefused,
    RecipientBlocked,
    TransitionRefused,
)
from relevo.cases.models import Referral, TeamMember
from relevo.cases.rules.facts import Person
from relevo.cases.rules.transitions import OPEN
from relevo.cases.rules.views import AttentionCount, Preview, Step
from relevo.directory.models import Service
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.text import LocalisedText

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def relations(stage):
    """Everybody there is, by what they are to the case of Amina that was offered to La Unión."""
    former = person("greta", of=stage.nacaome, roles=["officer"])
    elsewhere = Actor(stage.amina.id, stage.shelter.institution_id, frozenset({"officer"}))
    return {
        "team": stage.amina,
        "colleague": stage.berta,
        "former_team": former,
        "team_at_another_institution": elsewhere,
        "receiver": stage.carlos,
        "receiver_without_duty": stage.dora,
        "team_without_role": replace(stage.amina, roles=frozenset()),
        "stranger": stage.elena,
        "police": stage.fausto,
        "nobody": Actor(stage.amina.id, None, frozenset({"officer", "duty_officer"})),
        "system": SYSTEM,
    }


SENDERS = {"team", "team_without_role"}
MOVES = {
    "seen": {"offered": "receiver"},
    "accepted": {"offered": "receiver", "seen": "receiver"},
    "declined": {"offered": "receiver", "seen": "receiver"},
    "withdrawn": dict.fromkeys(["draft", "offered", "seen", "accepted"], "team"),
    "arrived": {"accepted": "receiver"},
    "not_arrived": {"accepted": "receiver"},
    "delivered": {"arrived": "receiver"},
    "not_delivered": {"arrived": "receiver"},
    "closed": dict.fromkeys(
        ["declined", "expired", "withdrawn", "not_arrived", "delivered", "not_delivered"], "team"
    ),
}

MADE_BY = {
    wanted: SENDERS if "team" in by.values() else {"receiver"} for wanted, by in MOVES.items()
}
"""Who made a move gets the same answer a second time, and changes nothing."""


def expected(relation, state, wanted):
    if relation not in SENDERS | {"receiver"} or (relation == "receiver" and state == "draft"):
        return "invisible"
    mover = MOVES[wanted].get(state)
    if mover is None:
        return "allowed" if state == wanted and relation in MADE_BY[wanted] else "refused"
    mine = relation == "receiver" if mover == "receiver" else relation in SENDERS
    return "allowed" if mine else "not_yours"


def tried(referral, wanted, *, by):
    """What comes of a move, undone again."""
    with transaction.atomic():
        try:
            cast.move(referral, S(wanted), by=by)
        except CaseNotVisible:
            return "invisible"
        except TransitionRefused:
            return "refused"
        except MoveNotYours:
            return "not_yours"
        finally:
            transaction.set_rollback(True)
    return "allowed"


@pytest.mark.parametrize("state", S)
def test_every_relation_in_every_state_makes_exactly_its_own_moves(stage, state):
    case = cast.case(stage)
    everybody = relations(stage)
    former = everybody["former_team"]
    actions.add_to_team(case_id=case.pk, user_id=former.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=case.pk, user_id=former.id, by=stage.amina, at=NOON)
    referral = cast.referral(stage, state, case_row=case)
    found = {
        (relation, wanted): tried(referral, wanted, by=actor)
        for relation, actor in everybody.items()
        for wanted in MOVES
    }
    assert found == {
        (relation, wanted): expected(relation, state.value, wanted)
        for relation in everybody
        for wanted in MOVES
    }


def may_read(stage, read):
    def outcome(actor):
        try:
            read(actor)
        except CaseNotVisible:
            return False
        return True

    return {relation for relation, actor in relations(stage).items() if outcome(actor)}


@pytest.mark.parametrize("state", S)
def test_a_referral_is_read_by_team_and_receiver_and_for_all_others_is_not_there(stage, state):
    referral = cast.referral(stage, state)
    readers = may_read(
        stage, lambda actor: access.read_referral(actor, referral_id=referral.pk, at=NOON)
    )
    assert readers == SENDERS | ({"receiver"} if state != S.DRAFT else set())


def test_a_case_is_read_by_its_team_alone(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    case_id = referral.case_id
    reads = {
        "get": lambda actor: access.get_case(actor, case_id),
        "read": lambda actor: access.read_case(actor, case_id=case_id, at=NOON),
        "lock": lambda actor: access.locked_case(actor, case_id=case_id),
        "consent": lambda actor: access.get_consent(actor, consent_id=referral.consent_id),
    }
    assert {name: may_read(stage, read) for name, read in reads.items()} == dict.fromkeys(
        reads, SENDERS
    )


def test_what_is_absent_and_what_is_hidden_are_refused_alike(stage, django_assert_num_queries):
    referral = cast.referral(stage)
    hidden_and_absent = [(referral.case_id, referral.pk), (uuid4(), uuid4())]
    for case_id, referral_id in hidden_and_absent:
        with django_assert_num_queries(1), pytest.raises(CaseNotVisible) as refused:
            access.read_case(stage.elena, case_id=case_id, at=NOON)
        assert (str(refused.value), refused.value.args) == ("", ())
        with django_assert_num_queries(1), pytest.raises(CaseNotVisible) as refused:
            access.read_referral(stage.elena, referral_id=referral_id, at=NOON)
        assert (str(refused.value), refused.value.args) == ("", ())


def test_lists_show_each_their_own(stage):
    referral = cast.referral(stage)
    seen = {
        relation: (
            [row.referral_id for row in access.inbox_of(actor, at=NOON)],
            [row.referral_id for row in access.outgoing_of(actor, at=NOON)],
            [row.case_id for row in access.list_cases(actor)],
        )
        for relation, actor in relations(stage).items()
    }
    shown = {relation: lists for relation, lists in seen.items() if lists != ([], [], [])}
    mine = ([], [referral.pk], [referral.case_id])
    assert shown == {
        "team": mine,
        "team_without_role": mine,
        "receiver": ([referral.pk], [], []),
    }


PREVIEW = Preview(
    needs=("medical", "shelter", "documents"),
    urgency="urgent",
    age_bands=("21-59", "0-4"),
    group_size=2,
    language="es",
    arrives_at=None,
)


@pytest.mark.parametrize("state", sorted(set(S) - {S.DRAFT}))
def test_the_receiver_sees_the_preview_while_it_has_to_do_with_the_person(stage, state):
    referral = cast.referral(stage, state)
    view = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON + 2 * HOUR)
    assert view.row.preview == (PREVIEW if state in OPEN else None)
    assert (view.row.case_id, view.row.case_code) == (None, "")
    is_open = state in {S.ACCEPTED, S.ARRIVED}
    assert (view.packet is not None, view.packet_closed_why) == (is_open, "")


def test_once_accepted_the_consented_fields_are_open_and_no_other(stage):
    case = cast.case(stage)
    given = cast.consent(
        stage, case, stage.clinic, field_groups=["needs", "health", "narrative", "contact"]
    )
    referral = cast.offer(stage, case, stage.clinic, given=given, arrives_at=NOON + HOUR)
    nurse = person("nora", of=stage.clinic.institution, roles=["officer"])
    before = access.read_referral(nurse, referral_id=referral.pk, at=NOON)
    assert (before.packet, before.row.preview) == (
        None,
        replace(PREVIEW, needs=("medical",), arrives_at=NOON + HOUR),
    )
    actions.accept(referral_id=referral.pk, by=nurse, at=NOON)
    after = access.read_referral(nurse, referral_id=referral.pk, at=NOON)
    assert after.packet == {
        "needs": ["medical"],
        "urgency": "urgent",
        "age_bands": ["21-59", "0-4"],
        "group_size": 2,
        "language": "es",
        "arrives_at": "2020-11-20T19:00:00+00:00",
        "safe_contact": cast.CONTACT,
        "health": cast.HEALTH,
    }


def test_the_sender_sees_its_case_and_not_the_packet(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    view = access.read_referral(stage.amina, referral_id=referral.pk, at=NOON)
    assert (view.is_sender, view.is_recipient, view.packet, view.row.preview) == (
        True,
        False,
        None,
        None,
    )
    assert view.row.case_id == referral.case_id
    assert view.moves == ("withdrawn",)


def test_both_sides_see_the_same_history_without_persons(stage):
    referral = cast.referral(stage, S.CLOSED)
    views = [
        access.read_referral(actor, referral_id=referral.pk, at=NOON)
        for actor in (stage.amina, stage.carlos)
    ]
    history = (
        Step("offered", NOON, "sender"),
        Step("declined", NOON + HOUR, "recipient", "no_capacity"),
        Step("closed", NOON + HOUR, "sender", "no_service"),
    )
    assert [view.history for view in views] == [history, history]
    assert [view.moves for view in views] == [(), ()]


def test_an_offer_that_ran_out_was_ended_by_the_clock(stage):
    referral = cast.referral(stage, S.EXPIRED)
    view = access.read_referral(stage.amina, referral_id=referral.pk, at=NOON)
    assert view.history[-1] == Step("expired", NOON + timedelta(hours=72), "clock")


def test_within_one_institution_the_history_still_says_which_side(stage):
    colleague = person("diego", of=stage.la_union, roles=["officer"])
    case = actions.open_case(facts=cast.facts(), urgency="urgent", by=colleague, at=NOON)
    own = replace(stage, amina=colleague)
    referral = cast.offer(own, case, stage.window, is_protocol_signed=False)
    cast.move(referral, S.ACCEPTED, by=colleague)
    cast.move(referral, S.WITHDRAWN, by=colleague, at=NOON + 2 * HOUR)
    view = access.read_referral(colleague, referral_id=referral.pk, at=NOON)
    assert [(step.status, step.by) for step in view.history] == [
        ("offered", "sender"),
        ("accepted", "recipient"),
        ("withdrawn", "sender"),
    ]
    assert (view.is_sender, view.is_recipient) == (True, True)
    locked = access.locked_for(colleague, referral_id=referral.pk)
    assert locked.parties == {Party.SENDER, Party.RECIPIENT}


def test_opening_is_recorded_before_anything_is_shown(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    Event.objects.all().delete()
    access.read_case(stage.amina, case_id=referral.case_id, at=NOON, purpose=ReadPurpose.REVIEW)
    access.read_referral(stage.amina, referral_id=referral.pk, at=NOON)
    access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON)
    assert list(
        Event.objects.order_by("id").values_list("verb", "subject", "actor_id", "purpose", "facts")
    ) == [
        ("case.read", str(referral.case_id), stage.amina.id, "review", {}),
        (
            "referral.read",
            str(referral.pk),
            stage.amina.id,
            "referral",
            {"side": "sender", "fields": []},
        ),
        (
            "referral.read",
            str(referral.pk),
            stage.carlos.id,
            "referral",
            {
                "side": "recipient",
                "fields": [
                    "accompanied",
                    "age_bands",
                    "arrives_at",
                    "group_size",
                    "heads_for",
                    "language",
                    "needs",
                    "safe_contact",
                    "sexes",
                    "urgency",
                ],
            },
        ),
    ]


def test_a_reading_that_cannot_be_recorded_does_not_happen(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    for read in (
        lambda: access.read_case(stage.amina, case_id=referral.case_id, at=NOON),
        lambda: access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON),
    ):
        with pytest.raises(RuntimeError), transaction.atomic():
            read()


def test_a_packet_closes_with_its_consent_and_asking_for_it_is_recorded(stage):
    ended, why = timedelta(days=1), "consent_expired"
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window, days=1)
    referral = cast.offer(stage, case, stage.window, given=given)
    cast.move(referral, S.ACCEPTED, by=stage.carlos)

    def view(at):
        return access.read_referral(stage.carlos, referral_id=referral.pk, at=at)

    assert view(NOON + ended - timedelta(seconds=1)).packet is not None
    closed = view(NOON + ended)
    assert (closed.packet, closed.packet_closed_why) == (None, why)
    refused = Event.objects.get(verb="disclosure.refused")
    assert (refused.subject, refused.facts) == (str(referral.pk), {"reason": why})


def test_a_case_opened_shows_all_of_it_to_its_team(stage):
    case = cast.case(stage, urgency="emergency")
    actions.choose_route(
        case_id=case.pk,
        kind="direct",
        service_keys=["S-WINDOW"],
        reason="she asked",
        by=stage.amina,
        at=NOON,
    )
    referral = cast.referral(stage, S.DECLINED, case_row=case)
    view = access.read_case(stage.amina, case_id=case.pk, at=NOON)
    assert (view.code, view.status, view.urgency) == (case.code, "open", "emergency")
    assert (view.facts, view.closed_on, view.closing_reason) == (cast.facts(), None, "")
    assert [(row.referral_id, row.decline_code) for row in view.referrals] == [
        (referral.pk, "no_capacity")
    ]
    (consent,) = view.consents
    assert (consent.consent_id, consent.is_live, consent.field_groups) == (
        referral.consent_id,
        True,
        cast.ALL_GROUPS,
    )
    assert consent.recipient == LocalisedText(es="DEMO La Unión", en="DEMO La Unión")
    assert (view.route.kind, view.route.service_keys, view.route.reason) == (
        "direct",
        ("S-WINDOW",),
        "she asked",
    )


def test_a_case_without_route_or_consent_says_so(stage):
    view = access.read_case(stage.amina, case_id=cast.case(stage).pk, at=NOON)
    assert (view.route, view.consents, view.referrals) == (None, (), ())


def test_the_inbox_is_ordered_by_the_clock_and_says_what_is_overdue(stage):
    cases = [cast.case(stage) for _ in range(3)]
    slow = cast.offer(stage, cases[0], stage.window, urgency="normal")
    urgent = cast.offer(stage, cases[1], stage.window, needed_by=NOON + 5 * HOUR)
    emergency = cast.offer(stage, cases[2], stage.window, urgency="emergency")
    rows = access.inbox_of(stage.carlos, at=NOON + 6 * HOUR)
    assert [(row.referral_id, row.is_overdue, row.needed_by) for row in rows] == [
        (urgent.pk, True, NOON + 5 * HOUR),
        (emergency.pk, False, None),
        (slow.pk, False, None),
    ]
    assert rows[0].institution == LocalisedText(es="DEMO Nacaome", en="DEMO Nacaome")
    assert (rows[0].service_key, rows[0].is_institution_demo) == ("S-WINDOW", False)
    cast.move(slow, S.DECLINED, by=stage.carlos)
    assert len(access.inbox_of(stage.carlos, at=NOON)) == 2
    assert len(access.inbox_of(stage.carlos, at=NOON, open_only=False)) == 3
    assert len(access.outgoing_of(stage.amina, at=NOON)) == 3
    assert len(access.outgoing_of(stage.amina, at=NOON, open_only=True)) == 2


def test_lists_ask_the_same_few_questions_however_long_they_are(stage, django_assert_num_queries):
    for _ in range(3):
        cast.referral(stage)
        with django_assert_num_queries(1):
            access.inbox_of(stage.carlos, at=NOON)
        with django_assert_num_queries(1):
            access.outgoing_of(stage.amina, at=NOON)
        with django_assert_num_queries(2):
            access.list_cases(stage.amina)


def test_the_list_of_cases_says_what_waits(stage):
    case = cast.case(stage)
    offered = cast.offer(stage, case, stage.window)
    cast.offer(stage, case, stage.shelter, urgency="normal")
    closed = cast.case(stage)
    actions.close_case(case_id=closed.pk, reason="moved_on", by=stage.amina, at=NOON)
    (row,) = access.list_cases(stage.amina)
    assert (row.case_id, row.code, row.urgency, row.needs, row.group_size) == (
        case.pk,
        case.code,
        "urgent",
        ("medical", "shelter", "documents"),
        2,
    )
    assert (row.awaits_answer, row.next_deadline_at) == (2, offered.deadline_at)
    assert {row.case_id for row in access.list_cases(stage.amina, open_only=False)} == {
        case.pk,
        closed.pk,
    }


def test_who_joins_a_team_sees_and_who_leaves_no_longer(stage):
    case = cast.case(stage)
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    assert access.get_case(stage.berta, case.pk) == case
    actions.remove_from_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    with pytest.raises(CaseNotVisible):
        access.get_case(stage.berta, case.pk)
    assert TeamMember.objects.filter(case=case).count() == 2


def test_a_closed_case_can_be_read_and_not_changed(stage):
    case = cast.case(stage)
    actions.close_case(case_id=case.pk, reason="helped", by=stage.amina, at=NOON)
    assert access.read_case(stage.amina, case_id=case.pk, at=NOON).closing_reason == "helped"
    with pytest.raises(CaseClosed):
        access.locked_case(stage.amina, case_id=case.pk)


def police_referral(stage, **changes):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.post, **changes)
    return cast.offer(stage, case, stage.post, given=given)


def make_sensitive(stage, referral):
    actions.change_facts(
        case_id=referral.case_id,
        facts=cast.facts(needs=("documents", "international_protection"), urgent_needs=frozenset()),
        urgency="urgent",
        by=stage.amina,
        at=NOON,
    )


def test_the_police_see_an_offer_until_the_case_becomes_one_of_protection(stage):
    referral = police_referral(stage)
    assert [row.referral_id for row in access.inbox_of(stage.fausto, at=NOON)] == [referral.pk]
    make_sensitive(stage, referral)
    assert access.inbox_of(stage.fausto, at=NOON, open_only=False) == []
    for read in (
        lambda: access.read_referral(stage.fausto, referral_id=referral.pk, at=NOON),
        lambda: access.locked_for(stage.fausto, referral_id=referral.pk),
    ):
        with pytest.raises(CaseNotVisible):
            read()
    referral.refresh_from_db()
    assert (referral.status, referral.preview, referral.packet) == ("withdrawn", b"", None)


def test_the_police_do_not_see_what_slipped_past_the_taking_back(stage):
    """The door looks at what is known now, also where an offer still stands."""
    referral = police_referral(stage)
    make_sensitive(stage, referral)
    Referral.objects.filter(pk=referral.pk).update(status=S.OFFERED)
    for read in (
        lambda: access.read_referral(stage.fausto, referral_id=referral.pk, at=NOON),
        lambda: access.locked_for(stage.fausto, referral_id=referral.pk),
    ):
        with pytest.raises(CaseNotVisible):
            read()
    assert access.read_referral(stage.amina, referral_id=referral.pk, at=NOON).is_sender


def test_what_the_person_chose_stays_where_the_person_chose(stage):
    referral = police_referral(stage, chosen_by_person=True)
    make_sensitive(stage, referral)
    view = access.read_referral(stage.fausto, referral_id=referral.pk, at=NOON)
    assert view.row.status == "offered"


def text(stage, case, service, **changes):
    return access.consent_text(
        stage.amina,
        **{
            "case_id": case.pk,
            "service_id": service.pk,
            "field_groups": ["needs", "identity"],
            "form": "oral",
            "language": "es",
            "at": NOON,
        }
        | changes,
    )


def test_what_is_read_out_is_what_would_go(stage):
    case = cast.case(stage)
    assert text(stage, case, stage.clinic).goes[-1] == "su nombre"
    assert "su nombre" in text(stage, case, stage.shelter).stays
    english = text(stage, case, stage.clinic, language="en")
    assert english.goes[-1] == "your name"
    assert "DEMO Salud" in english.paragraphs[0]


@pytest.mark.parametrize(
    ("service", "why"),
    [("post", "enforcement"), ("consulate", "consulate"), ("window", "origin_authority")],
)
def test_a_blocked_recipient_is_refused_before_anything_is_read_out(stage, service, why):
    needs = ("medical", "shelter", "documents", "consular")
    case = cast.case(stage, protection_sensitive=True, needs=needs)
    blocked = getattr(stage, service)
    with pytest.raises(RecipientBlocked) as refused:
        text(stage, case, blocked, form="nod")
    assert refused.value.why == why
    assert "DEMO" in text(stage, case, blocked, chosen_by_person=True).paragraphs[0]
    assert text(stage, case, stage.shelter).goes


def test_no_text_for_an_unknown_service_or_wrong_terms(stage):
    case = cast.case(stage)
    with pytest.raises(OfferRefused):
        access.get_service(stage.amina, uuid4(), at=NOON)
    with pytest.raises(ConsentTermsRefused):
        text(stage, case, stage.clinic, language="quc")


@pytest.mark.parametrize(
    "gone", [{"status": "historic"}, {"status": "planned"}, {"valid_until": NOON.date()}]
)
def test_nothing_is_offered_to_a_service_that_does_not_work_now(stage, gone):
    case = cast.case(stage)
    consent = cast.consent(stage, case, stage.clinic)
    other = cast.referral(stage, case_row=case)
    Service.objects.filter(pk=stage.clinic.pk).update(**gone)
    for refused in (
        lambda: text(stage, case, stage.clinic),
        lambda: cast.consent(stage, case, stage.clinic),
        lambda: cast.offer(stage, case, stage.clinic, given=consent),
    ):
        with pytest.raises(OfferRefused):
            refused()
    with pytest.raises(AnswerRefused):
        actions.decline(
            referral_id=other.pk,
            code="out_of_area",
            better_service_id=stage.clinic.pk,
            by=stage.carlos,
            at=NOON + HOUR,
        )


PAPERS = {"nationality": "HN", "needs": ("documents",), "urgent_needs": frozenset()}


def test_a_child_alone_is_not_sent_to_those_who_control(stage):
    case = cast.case(stage, **PAPERS, people=(Person("12-17", "f"),))
    with pytest.raises(RecipientBlocked) as refused:
        text(stage, case, stage.post, form="assent")
    assert refused.value.why == "enforcement"
    assert text(stage, case, stage.window, form="assent").goes


def test_what_was_offered_to_control_is_taken_back_when_the_child_turns_out_to_be_alone(stage):
    case = cast.case(stage, **PAPERS)
    offered = cast.offer(stage, case, stage.post)
    assert [row.referral_id for row in access.inbox_of(stage.fausto, at=NOON)] == [offered.pk]
    changed = cast.facts(**PAPERS, accompanied=False)
    actions.change_facts(case_id=case.pk, facts=changed, urgency="urgent", by=stage.amina, at=NOON)
    assert access.inbox_of(stage.fausto, at=NOON, open_only=False) == []


SAFE_HOUSE = "Casa Canaria de Zot"


@pytest.fixture
def safe_house(stage):
    """Of Elena's institution; nobody else may read its name."""
    Service.objects.filter(pk=stage.shelter.pk).update(
        visibility="restricted", location=None, name_es=SAFE_HOUSE, name_en=SAFE_HOUSE
    )
    return Service.objects.get(pk=stage.shelter.pk)


def test_the_name_of_a_protected_house_is_in_nothing_that_its_sender_reads(stage, safe_house):
    case = cast.case(stage)
    read_out = text(stage, case, safe_house)
    assert any("Albergue protegido" in paragraph for paragraph in read_out.paragraphs)
    offered = cast.offer(stage, case, safe_house)
    declined = cast.offer(stage, case, stage.window)
    actions.decline(
        referral_id=declined.pk,
        code="out_of_area",
        better_service_id=safe_house.pk,
        by=stage.carlos,
        at=NOON + HOUR,
    )
    protected = LocalisedText("Albergue protegido", "Protected shelter")
    found = access.read_case(stage.amina, case_id=case.pk, at=NOON + HOUR)
    rows = {row.referral_id: row for row in found.referrals}
    assert (rows[offered.pk].service, rows[declined.pk].better_service) == (protected, protected)
    assert {consent.service for consent in found.consents} > {protected}
    for seen in (
        read_out,
        found,
        access.outgoing_of(stage.amina, at=NOON + HOUR),
        access.read_referral(stage.amina, referral_id=offered.pk, at=NOON + HOUR),
        access.read_referral(stage.carlos, referral_id=declined.pk, at=NOON + HOUR),
    ):
        assert SAFE_HOUSE not in repr(seen)
    (own,) = access.inbox_of(stage.elena, at=NOON + HOUR)
    assert own.service == LocalisedText(SAFE_HOUSE, SAFE_HOUSE)


@pytest.mark.parametrize("status", [S.OFFERED, S.SEEN, S.ACCEPTED, S.ARRIVED])
def test_the_preview_closes_with_the_consent_at_the_very_instant(stage, status):
    referral = cast.referral(stage, status)
    ends_at = referral.consent.expires_at
    for at, is_open in ((ends_at - timedelta(seconds=1), True), (ends_at, False)):
        view = access.read_referral(stage.carlos, referral_id=referral.pk, at=at)
        (listed,) = access.inbox_of(stage.carlos, at=at)
        assert (view.row.preview is not None, listed.preview is not None) == (is_open, is_open)
        assert bool(view.packet) == (is_open and status in {S.ACCEPTED, S.ARRIVED})


def test_attentions_are_counted_for_ones_own_institution(stage):
    for told in ("informed", "informed", "place"):
        actions.note_quick_attention(
            asked="shelter", told=told, language="es", by=stage.amina, at=NOON
        )
    actions.note_quick_attention(
        asked="medical", told="line", language="es", by=stage.amina, at=NOON - 24 * HOUR
    )
    today = NOON.date()
    assert access.count_quick_attentions(stage.berta, on=today) == [
        AttentionCount("shelter", "informed", 2),
        AttentionCount("shelter", "place", 1),
    ]
    assert len(access.count_quick_attentions(stage.berta, on=today, days=2)) == 3
    assert access.count_quick_attentions(stage.carlos, on=today, days=9) == []
    assert access.count_quick_attentions(SYSTEM, on=today, days=9) == []

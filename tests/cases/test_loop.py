"""How a referral closes its loop: reminders, next addresses, telephone, slip, groups, onward."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.traces import Refused, events_since, rows, traces
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON, offer
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.cases import access, actions
from relevo.cases.enums import Purpose, Urgency
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AlternateRefused,
    AnswerRefused,
    AnswerTooLate,
    CaseNotVisible,
    ConsentMissing,
    ConsentWithdrawn,
    MoveNotYours,
    OfferRefused,
    OnwardRefused,
    PhoneRefused,
    SlipUnknown,
    TooManyTries,
    TransitionRefused,
)
from relevo.cases.models import Alternate, Case, Consent, PhoneAnswer, Referral, ReferralStep
from relevo.cases.rules import clocks
from relevo.cases.rules.facts import (
    CHANNELS_TOLD,
    LONGEST_OF_CONTACT,
    LONGEST_TYPED_CONTACT,
    MAY_SAY_TOLD,
    SafeContact,
    contact_told,
)
from relevo.directory.models import Institution, Service
from relevo.kernel.ids import group_code, new_code
from relevo.outbox.models import Message
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    start_demo()
    return cast.stage()


def start_demo():
    """Between institutions of a demonstration no protocol is asked for."""
    clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=None)


def next_to(stage, referral, service, *, at=NOON):
    given = cast.consent(stage, referral.case, service, at=at)
    return actions.add_alternate(
        referral_id=referral.pk, consent_id=given.pk, by=stage.amina, at=at
    )


def told(stage, referral, word, *, at=NOON + HOUR, **more):
    return actions.note_phone_answer(
        **{
            "referral_id": referral.pk,
            "told": word,
            "role": "la enfermera de turno",
            "by": stage.amina,
            "at": at,
        }
        | more
    )


def settle(stage, answer, *, verb="confirm", by=None, at=NOON + 2 * HOUR):
    act = getattr(actions, f"{verb}_phone_answer")
    return act(referral_id=answer.referral_id, answer_id=answer.pk, by=by or stage.carlos, at=at)


def topics(referral):
    return set(Message.objects.filter(subject_id=str(referral.pk)).values_list("topic", flat=True))


def kinds(actor, referral, *, at=NOON + 3 * HOUR):
    seen = access.read_referral(actor, referral_id=referral.pk, at=at)
    return [(step.kind, step.status, step.by, step.code) for step in seen.history]


# The clock


@pytest.mark.parametrize(
    ("urgency", "hours", "after"),
    [
        (Urgency.EMERGENCY, 24, 12),
        (Urgency.URGENT, 72, 36),
        (Urgency.URGENT, 8, 2),  # six hours before the end come before half of eight
        (Urgency.EMERGENCY, 6, 3),  # where there are no six hours, halfway
        (Urgency.NORMAL, 8, 4),
    ],
)
def test_the_reminder_comes_halfway_and_what_presses_six_hours_before_the_end(
    urgency, hours, after
):
    assert (
        clocks.reminder_at(urgency, offered_at=NOON, deadline_at=NOON + hours * HOUR)
        == NOON + after * HOUR
    )


@given(hours=st.floats(0.1, 2000), urgency=st.sampled_from(Urgency))
def test_a_reminder_lies_within_the_clock(hours, urgency):
    deadline = NOON + timedelta(hours=hours)
    at = clocks.reminder_at(urgency, offered_at=NOON, deadline_at=deadline)
    assert NOON < at < deadline
    if urgency != Urgency.NORMAL and hours > 6:
        assert at <= deadline - clocks.REMIND_BEFORE


def test_the_recipient_is_reminded_once_and_both_sides_see_it(stage):
    referral = cast.referral(stage)
    answered = cast.referral(stage, S.ACCEPTED)
    half = NOON + 36 * HOUR
    assert actions.remind_due(at=half - timedelta(seconds=1)) == 0
    assert actions.remind_due(at=half) == 1
    assert actions.remind_due(at=half + HOUR) == 0
    referral.refresh_from_db()
    assert (referral.reminded_at, referral.status) == (half, "offered")
    assert "referral.reminded" in topics(referral)
    assert "referral.reminded" not in topics(answered)
    for actor in (stage.amina, stage.carlos):
        assert ("reminder", "reminded", "clock", "") in kinds(actor, referral)
    (row,) = [r for r in access.inbox_of(stage.carlos, at=half) if r.referral_id == referral.pk]
    assert row.reminded_at == half
    assert verify_chain(None) == []


def test_an_answer_between_looking_and_reminding_wins(stage):
    from relevo.cases.actions.deadlines import _remind

    referral = cast.referral(stage, S.ACCEPTED)
    assert _remind(referral.pk, at=NOON + 40 * HOUR) is False
    assert Referral.objects.get().reminded_at is None


def test_why_it_presses_is_told_to_whom_it_helps(stage):
    case = cast.case(stage)
    by = NOON + 5 * HOUR
    window = offer(stage, case, stage.window, needed_by=by, needed_why="medical")
    clinic = offer(stage, case, stage.clinic, needed_by=by, needed_why="medical")
    leaving = offer(stage, case, stage.shelter, needed_by=by, needed_why="departure")
    nurse = person("nora", of=stage.clinic.institution, roles=["officer"])

    def why(actor, referral):
        return access.read_referral(actor, referral_id=referral.pk, at=NOON).loop.needed_why

    assert why(stage.amina, window) == "medical"
    assert why(stage.carlos, window) == ""
    assert why(nurse, clinic) == "medical"
    assert why(stage.elena, leaving) == "departure"
    other = cast.case(stage)
    with Refused(OfferRefused) as refused:
        offer(stage, other, stage.window, given=Consent(pk=uuid4()), needed_why="legal")
    assert (refused.error.field, refused.error.problem) == ("needed_why", "unknown")


# Next addresses


@pytest.mark.parametrize("ending", [S.DECLINED, S.NOT_ARRIVED, S.EXPIRED])
def test_the_next_address_is_asked_at_once_by_the_system(stage, ending):
    case = cast.case(stage)
    referral = offer(stage, case, stage.window, arrives_at=NOON + 9 * HOUR, urgency="urgent")
    next_to(stage, referral, stage.shelter)
    next_to(stage, referral, stage.clinic)
    if ending == S.EXPIRED:
        assert actions.expire_due(at=referral.deadline_at) == 1
    else:
        for step in cast.PATHS[ending]:
            cast.move(referral, step, by=stage.carlos)
    made = Referral.objects.get(service=stage.shelter)
    first, second = Alternate.objects.order_by("position")
    assert (first.became, first.referral_id, first.skipped) == (made, referral.pk, "")
    assert (second.became, second.referral_id) == (None, made.pk)  # what is left goes along
    assert (made.status, made.urgency, made.case_id) == ("offered", "urgent", case.pk)
    assert made.consent.service == stage.shelter
    assert made.slip_code not in {"", referral.slip_code}
    step = ReferralStep.objects.get(referral=made)
    assert (step.by_institution_id, step.status) == (None, "offered")
    (row,) = access.inbox_of(stage.elena, at=NOON)
    assert row.preview.arrives_at == NOON + 9 * HOUR
    assert "referral.where_now" not in topics(referral)
    assert access.list_where_now(stage.amina) == []
    chains = (stage.nacaome.pk, stage.la_union.pk, None)
    assert [verify_chain(chain) for chain in chains] == [[], [], []]
    events = Event.objects.filter(subject=str(made.pk)).values_list("institution_id", flat=True)
    assert stage.la_union.pk not in set(events)  # who said no does not learn who is next


def test_by_when_and_why_then_go_on_to_the_next_address(stage):
    until = NOON + 30 * HOUR
    referral = offer(stage, cast.case(stage), stage.window, needed_by=until, needed_why="departure")
    next_to(stage, referral, stage.shelter)
    cast.move(referral, S.DECLINED, by=stage.carlos)
    made = Referral.objects.get(service=stage.shelter)
    seen = access.read_referral(stage.elena, referral_id=made.pk, at=made.offered_at)
    assert (seen.row.needed_by, seen.loop.needed_why) == (until, "departure")


@pytest.mark.parametrize("cause", ["declined", "expired", "not_arrived"])
def test_the_sender_alone_is_told_after_what_the_next_address_was_asked(stage, cause):
    referral = offer(stage, cast.case(stage), stage.window)
    assert access.read_referral(stage.amina, referral_id=referral.pk, at=NOON).asked_next is None
    next_to(stage, referral, stage.shelter)
    if cause == "expired":
        actions.expire_due(at=referral.deadline_at)
    elif cause == "declined":
        cast.move(referral, S.DECLINED, by=stage.carlos)
    else:
        cast.move(referral, S.ACCEPTED, by=stage.carlos)
        cast.move(referral, S.NOT_ARRIVED, by=stage.carlos)
    made = Referral.objects.get(service=stage.shelter)
    later = made.offered_at + HOUR
    assert kinds(stage.amina, made, at=later) == [("move", "offered", "turn", f"after_{cause}")]
    assert kinds(stage.elena, made, at=later) == [("move", "offered", "sender", "")]
    seen = access.read_referral(stage.amina, referral_id=referral.pk, at=later)
    assert (seen.asked_next.referral_id, seen.asked_next.status) == (made.pk, "offered")
    assert access.read_referral(stage.carlos, referral_id=referral.pk, at=later).asked_next is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("withdrawn", "no_consent"),
        ("expired", "no_consent"),
        ("ended", "not_offered"),
        ("blocked", "blocked"),
        ("protocol", "no_protocol"),
        ("too_late", "too_late"),
        ("closed", "case_closed"),
    ],
)
def test_an_address_that_cannot_be_asked_is_passed_over_and_the_officer_is_asked(
    stage, change, code
):
    case = cast.case(stage)
    needed = NOON + 2 * HOUR if change == "too_late" else None
    referral = offer(stage, case, stage.window, needed_by=needed)
    alternate = next_to(stage, referral, stage.shelter)
    if change == "withdrawn":
        actions.withdraw_consent(consent_id=alternate.consent_id, by=stage.amina, at=NOON)
    elif change == "expired":
        Consent.objects.filter(pk=alternate.consent_id).update(expires_at=NOON + HOUR)
    elif change == "ended":
        Service.objects.filter(pk=stage.shelter.pk).update(valid_until=NOON.date() - HOUR * 48)
    elif change == "blocked":
        police = stage.post.institution
        Institution.objects.filter(pk=stage.shelter.institution_id).update(kind=police.kind)
        facts = cast.facts(protection_sensitive=True, nationality="NI")
        actions.change_facts(
            case_id=case.pk, facts=facts, urgency="urgent", by=stage.amina, at=NOON
        )
    elif change == "protocol":
        from relevo.plumbing.models import Instance

        Instance.objects.update(kind=InstanceKind.REAL)
    elif change == "closed":
        Case.objects.filter(pk=case.pk).update(status="closed", closed_on=NOON.date())
    if change == "too_late":
        assert actions.expire_due(at=needed) == 1
    else:
        cast.move(referral, S.DECLINED, by=stage.carlos)
    alternate.refresh_from_db()
    assert (alternate.skipped, alternate.became) == (code, None)
    assert Referral.objects.count() == 1
    assert "referral.where_now" in topics(referral)
    skipped = Event.objects.get(verb="referral.alternate_skipped")
    assert (skipped.subject, skipped.facts) == (str(referral.pk), {"code": code})
    asked = [] if change == "closed" else [(referral.pk, (code,))]
    found = access.list_where_now(stage.amina)
    assert [(row.referral_id, row.skipped) for row in found] == asked
    assert access.list_where_now(stage.berta) == access.list_where_now(stage.carlos) == []


def test_where_to_now_is_asked_until_the_referral_is_closed(stage):
    referral = cast.referral(stage, S.DECLINED)
    (row,) = access.list_where_now(stage.amina)
    assert (row.case_id, row.code, row.status, row.ended_at, row.skipped) == (
        referral.case_id,
        referral.code,
        "declined",
        NOON + HOUR,
        (),
    )
    closed = cast.move(referral, S.CLOSED, by=stage.amina, at=NOON + 2 * HOUR)
    assert closed.closed_at == NOON + 2 * HOUR
    assert access.list_where_now(stage.amina) == []


def test_only_live_consents_to_another_service_of_the_case_are_noted(stage):
    referral = cast.referral(stage)
    given = next_to(stage, referral, stage.shelter).consent
    other = cast.consent(stage, cast.case(stage), stage.clinic)
    ended = cast.consent(stage, referral.case, stage.clinic)
    actions.withdraw_consent(consent_id=ended.pk, by=stage.amina, at=NOON)

    def add(consent_id, *, by=stage.amina, row=referral):
        actions.add_alternate(referral_id=row.pk, consent_id=consent_id, by=by, at=NOON)

    for consent_id, problem in (
        (other.pk, "unknown"),
        (uuid4(), "unknown"),
        (referral.consent_id, "the_same"),
        (given.pk, "noted"),
    ):
        with Refused(AlternateRefused) as refused:
            add(consent_id)
        assert refused.error.problem == problem
    with Refused(ConsentWithdrawn):
        add(ended.pk)
    for by in (stage.berta, stage.carlos, stage.elena, stage.fausto):
        with Refused(CaseNotVisible):
            add(given.pk, by=by)
    Alternate.objects.bulk_create(
        Alternate(referral=referral, position=n, service=stage.post, consent=given, added_at=NOON)
        for n in range(2, 6)
    )
    fresh = cast.consent(stage, referral.case, stage.clinic, at=NOON)
    with Refused(AlternateRefused) as refused:
        add(fresh.pk)
    assert refused.error.problem == "too_many"
    done = cast.referral(stage, S.DELIVERED)
    with Refused(AlternateRefused) as refused:
        add(done.consent_id, row=done)
    assert refused.error.problem == "has_ended"


def test_a_next_address_is_struck_out_by_the_team_and_told_to_nobody_else(stage):
    referral = cast.referral(stage)
    alternate = next_to(stage, referral, stage.shelter)
    loop = access.read_referral(stage.amina, referral_id=referral.pk, at=NOON).loop
    assert [(row.service_key, row.skipped, row.is_consent_live) for row in loop.alternates] == [
        ("S-HOUSE", "", True)
    ]
    theirs = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON).loop
    assert (theirs.alternates, theirs.slip_code, theirs.tellable) == ((), "", ())
    strike = {"referral_id": referral.pk, "alternate_id": alternate.pk, "at": NOON}
    with Refused(CaseNotVisible):
        actions.remove_alternate(**strike, by=stage.carlos)
    actions.remove_alternate(**strike, by=stage.amina)
    assert events_since(-1) == [("referral.alternate_removed", str(referral.pk), {})]
    with Refused(AlternateRefused):
        actions.remove_alternate(**strike, by=stage.amina)


# Telephone


@pytest.mark.parametrize(
    ("state", "word", "becomes", "code"),
    [
        (S.OFFERED, "accepted", "accepted", ""),
        (S.SEEN, "declined", "declined", "no_capacity"),
        (S.OFFERED, "arrived", "arrived", ""),
        (S.ACCEPTED, "arrived", "arrived", ""),
        (S.ACCEPTED, "not_arrived", "not_arrived", ""),
        (S.ARRIVED, "delivered", "delivered", ""),
        (S.ARRIVED, "not_delivered", "not_delivered", ""),
    ],
)
def test_what_was_told_moves_nothing_until_the_recipient_confirms(
    stage, state, word, becomes, code
):
    referral = cast.referral(stage, state)
    before = Referral.objects.values().get()
    answer = told(stage, referral, word, decline_code=code)
    assert Referral.objects.values().get() == before
    assert "referral.told_by_phone" in topics(referral)
    for actor, role in ((stage.amina, "la enfermera de turno"), (stage.carlos, "")):
        (shown,) = access.read_referral(actor, referral_id=referral.pk, at=NOON + HOUR).loop.phone
        assert (shown.told, shown.is_open, shown.role) == (word, True, role)
    moved = settle(stage, answer)
    assert moved.status == becomes
    answer.refresh_from_db()
    assert answer.confirmed_at == NOON + 2 * HOUR
    for actor in (stage.amina, stage.carlos):
        assert ("phone", word, "sender", code) in kinds(actor, referral)
        assert ("phone_confirmed", word, "recipient", "") in kinds(actor, referral)
    before = (rows(), traces())
    assert settle(stage, answer).status == becomes  # a second click
    assert (rows(), traces()) == before
    with Refused(PhoneRefused):
        settle(stage, answer, verb="contradict")


def test_an_answer_told_in_time_is_in_time_and_waits_a_day_for_its_confirmation(stage):
    referral = cast.referral(stage)
    end = referral.deadline_at
    answer = told(stage, referral, "accepted", at=end - HOUR)
    assert actions.expire_due(at=end) == 0
    accepted = settle(stage, answer, at=end + 23 * HOUR)
    assert (accepted.status, accepted.answered_at) == ("accepted", end - HOUR)
    other = cast.referral(stage)
    told(stage, other, "accepted", at=end - HOUR)
    assert actions.expire_due(at=end + 24 * HOUR) == 1
    late = cast.referral(stage)
    answer = told(stage, late, "declined", at=end, decline_code="other")
    with Refused(AnswerTooLate):
        settle(stage, answer, at=end + HOUR)
    assert actions.expire_due(at=end) == 1


def test_contradicted_both_stand_and_nothing_moves(stage):
    referral = cast.referral(stage)
    answer = told(stage, referral, "accepted")
    assert told(stage, referral, "accepted").pk == answer.pk  # noted twice is noted once
    settle(stage, answer, verb="contradict")
    before = (rows(), traces())
    assert settle(stage, answer, verb="contradict").contradicted_at == NOON + 2 * HOUR
    assert (rows(), traces()) == before
    assert Referral.objects.get().status == "offered"
    seen = kinds(stage.amina, referral)
    assert ("phone", "accepted", "sender", "") in seen
    assert ("phone_contradicted", "accepted", "recipient", "") in seen
    with Refused(PhoneRefused):
        settle(stage, answer)
    assert told(stage, referral, "accepted", at=NOON + 3 * HOUR).pk != answer.pk


def test_what_can_be_told_and_by_whom(stage):
    referral = cast.referral(stage)
    refusals = [
        ("delivered", {}, "told", "unknown"),
        ("accepted", {"decline_code": "other"}, "decline_code", "with_a_no_only"),
        ("declined", {}, "decline_code", "with_a_no_only"),
        ("declined", {"decline_code": "bored"}, "decline_code", "unknown"),
        ("accepted", {"role": " "}, "role", "missing"),
        ("accepted", {"role": "x" * 81}, "role", "too_long"),
        ("arrived", {"slip_code": "nonsense"}, "slip_code", "unreadable"),
        ("arrived", {"slip_code": new_code()}, "slip_code", "does_not_match"),
    ]
    for word, more, field, problem in refusals:
        with Refused(PhoneRefused) as refused:
            told(stage, referral, word, **more)
        assert (refused.error.field, refused.error.problem) == (field, problem)
    for by in (stage.berta, stage.carlos, stage.elena):
        with Refused(CaseNotVisible):
            told(stage, referral, "accepted", by=by)
    answer = told(stage, referral, "accepted")
    for verb in ("confirm", "contradict"):
        with Refused(MoveNotYours):
            settle(stage, answer, verb=verb, by=stage.amina)
        with Refused(CaseNotVisible):
            settle(stage, answer, verb=verb, by=stage.elena)
        stranger = PhoneAnswer(pk=uuid4(), referral_id=referral.pk)
        with Refused(PhoneRefused):
            settle(stage, stranger, verb=verb)
    actions.withdraw_consent(consent_id=referral.consent_id, by=stage.amina, at=NOON + HOUR)
    with Refused(TransitionRefused):
        settle(stage, answer)


def test_a_slip_read_out_over_the_telephone_is_proof_of_the_arrival(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    spoken = group_code(referral.slip_code).lower()
    answer = told(stage, referral, "arrived", slip_code=spoken)
    assert (answer.slip_matched, answer.confirmed_at) == (True, NOON + HOUR)
    assert Referral.objects.get().status == "arrived"
    for actor in (stage.amina, stage.carlos):
        seen = kinds(actor, referral)
        assert ("move", "arrived", "sender", "phone_slip") in seen
        assert ("phone", "arrived", "sender", "slip") in seen
        assert not [step for step in seen if step[0] == "phone_confirmed"]


def test_a_slip_opens_nothing_that_was_not_accepted(stage):
    referral = cast.referral(stage)
    answer = told(stage, referral, "arrived", slip_code=referral.slip_code)
    row = Referral.objects.get()
    assert (row.status, row.packet, answer.confirmed_at) == ("offered", None, None)
    settle(stage, answer)
    assert ReferralStep.objects.order_by("-id")[0].code == "slip"
    assert Referral.objects.get().packet is not None


def test_a_slip_read_out_counts_also_after_the_same_was_told_without_it(stage):
    referral = cast.referral(stage)
    spoken = group_code(referral.slip_code)
    plain = told(stage, referral, "arrived")
    with Refused(PhoneRefused) as refused:
        told(stage, referral, "arrived", slip_code=new_code())
    assert refused.error.problem == "does_not_match"
    early = told(stage, referral, "arrived", slip_code=spoken)
    assert (early.pk == plain.pk, early.slip_matched, early.confirmed_at) == (False, True, None)
    assert told(stage, referral, "arrived", slip_code=spoken).pk == early.pk
    actions.accept(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)

    proof = told(stage, referral, "arrived", slip_code=spoken, at=NOON + 2 * HOUR)

    assert Referral.objects.get().status == "arrived"
    before = (rows(), traces())
    again = told(stage, referral, "arrived", slip_code=spoken, at=NOON + 3 * HOUR)
    assert again.pk == proof.pk  # noted twice is noted once
    assert (rows(), traces()) == before


# The slip at the door


@pytest.mark.parametrize("state", [S.OFFERED, S.SEEN, S.ACCEPTED])
def test_who_comes_with_a_slip_has_arrived(stage, state):
    referral = cast.referral(stage, state)
    code = group_code(referral.slip_code).lower()
    arrived = actions.arrive_by_slip(code=code, by=stage.carlos, at=NOON + 2 * HOUR)
    assert (arrived.pk, arrived.status) == (referral.pk, "arrived")
    assert ("move", "arrived", "recipient", "slip") in kinds(stage.amina, referral)
    before = (rows(), traces())
    again = actions.arrive_by_slip(code=code, by=stage.carlos, at=NOON + 3 * HOUR)
    assert again.status == "arrived"
    assert (rows(), traces()) == before


def test_wrong_foreign_and_unknown_codes_are_one_refusal_and_limited(stage):
    referral = cast.referral(stage)
    others = offer(stage, cast.case(stage), stage.shelter)
    police = cast.case(stage)
    offered = offer(stage, police, stage.post)
    tries = [
        ("", stage.carlos),
        ("1234", stage.carlos),
        (new_code(), stage.carlos),
        (others.slip_code, stage.carlos),
        (referral.code, stage.carlos),
        (referral.slip_code, stage.dora),  # no officer
        (referral.slip_code, stage.amina),  # of the sender
        (referral.slip_code, stage.elena),
    ]
    for code, by in tries:
        with pytest.raises(SlipUnknown) as refused:
            actions.arrive_by_slip(code=code, by=by, at=NOON)
        assert refused.value.args == ()
        assert events_since(-1) == [("slip.refused", str(by.id), {})]
    sensitive = cast.facts(protection_sensitive=True)
    Consent.objects.filter(pk=offered.consent_id).update(withdrawn_at=None)
    actions.change_facts(
        case_id=police.pk, facts=sensitive, urgency="urgent", by=stage.amina, at=NOON
    )
    with pytest.raises(SlipUnknown):
        actions.arrive_by_slip(code=offered.slip_code, by=stage.fausto, at=NOON)
    for _ in range(5):
        with pytest.raises(SlipUnknown):
            actions.arrive_by_slip(code=new_code(), by=stage.carlos, at=NOON)
    with pytest.raises(TooManyTries):
        actions.arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=NOON)
    later = actions.arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=NOON + 2 * HOUR)
    assert later.status == "arrived"


def test_a_slip_of_what_has_ended_says_so_and_opens_nothing(stage):
    for state in (S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.NOT_ARRIVED, S.CLOSED):
        referral = cast.referral(stage, state)
        with Refused(TransitionRefused):
            actions.arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=NOON + 2 * HOUR)
    referral = cast.referral(stage)
    with Refused(AnswerTooLate):
        actions.arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=referral.deadline_at)
    Consent.objects.update(withdrawn_at=NOON)
    with Refused(ConsentWithdrawn, recorded="consent_withdrawn", subject=referral.pk):
        actions.arrive_by_slip(code=referral.slip_code, by=stage.carlos, at=NOON + HOUR)


# A group


def group(stage, cases, *, by=None, at=NOON, **more):
    return actions.offer_batch(
        **{
            "case_ids": [case.pk for case in cases],
            "service_id": stage.shelter.pk,
            "is_protocol_signed": True,
            "by": by or stage.amina,
            "at": at,
        }
        | more
    )


def test_a_group_is_offered_case_by_case_and_each_says_what_it_lacks(stage):
    ready = [cast.case(stage, urgency=urgency) for urgency in ("urgent", "normal")]
    silent, closed, other = cast.case(stage), cast.case(stage), cast.case(stage)
    for case in ready:
        cast.consent(stage, case, stage.shelter)
    cast.consent(stage, closed, stage.shelter)
    actions.close_case(case_id=closed.pk, reason="helped", by=stage.amina, at=NOON)
    foreign = actions.open_case(facts=cast.facts(), urgency="urgent", by=stage.berta, at=NOON)
    cases = [*ready, silent, closed, foreign]
    lacks = {line.case_id: line.missing for line in lines_of(stage, cases)}
    assert lacks == {
        ready[0].pk: "",
        ready[1].pk: "",
        silent.pk: "no_consent",
        closed.pk: "case_closed",
    }
    results = {one.code: one for one in group(stage, cases, needed_by=NOON + 9 * HOUR)}
    assert {code: one.missing for code, one in results.items()} == {
        ready[0].code: "",
        ready[1].code: "",
        silent.code: "no_consent",
        closed.code: "case_closed",
    }
    made = list(Referral.objects.order_by("code"))
    assert {row.pk for row in made} == {one.referral_id for one in results.values()} - {None}
    assert len({row.batch_id for row in made}) == 1
    assert made[0].batch_id is not None
    assert len({row.slip_code for row in made} | {row.code for row in made}) == 4
    assert {row.urgency for row in made} == {"urgent", "normal"}
    again = group(stage, cases)
    assert {one.missing for one in again} == {"is_offered", "no_consent", "case_closed"}
    assert Referral.objects.count() == 2
    assert other.referrals.count() == 0


def lines_of(stage, cases):
    return access.batch_lines(
        stage.amina,
        case_ids=[case.pk for case in cases],
        service_id=stage.shelter.pk,
        is_protocol_signed=True,
        at=NOON,
    )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"service_id": uuid4()}, "service", "unknown"),
        ({"needed_by": NOON}, "needed_by", "passed"),
        ({"case_ids": [uuid4()] * 61}, "cases", "too_many"),
    ],
)
def test_a_group_that_cannot_be_offered_at_all_is_refused(stage, changes, field, problem):
    case = cast.case(stage)
    with Refused(OfferRefused) as refused:
        group(stage, [case], **changes)
    assert (refused.error.field, refused.error.problem) == (field, problem)


def test_what_changes_between_looking_and_offering_holds_no_other_back(stage, monkeypatch):
    cases = [cast.case(stage) for _ in range(3)]
    for case in cases:
        cast.consent(stage, case, stage.shelter)
    stale = lines_of(stage, cases)
    gone, withdrawn, good = (line.case_id for line in stale)
    Case.objects.filter(pk=gone).update(status="closed", closed_on=NOON.date())
    Consent.objects.filter(case=withdrawn).update(withdrawn_at=NOON)
    from relevo.cases.actions import batches

    monkeypatch.setattr(batches, "batch_lines", lambda *_args, **_kwargs: stale)
    results = {one.code: one.missing for one in group(stage, cases)}
    codes = dict(Case.objects.values_list("pk", "code"))
    assert results == {codes[gone]: "case_closed", codes[withdrawn]: "no_consent", codes[good]: ""}
    assert [row.case_id for row in Referral.objects.all()] == [good]


def test_the_recipient_answers_a_group_one_by_one(stage):
    cases = [cast.case(stage) for _ in range(6)]
    for case in cases:
        cast.consent(stage, case, stage.shelter)
    group(stage, cases)
    first, second, third, fourth, fifth, sixth = Referral.objects.order_by("offered_at", "code")
    batch_id = first.batch_id
    actions.withdraw(referral_id=third.pk, by=stage.amina, at=NOON)
    Consent.objects.filter(pk=fourth.consent_id).update(expires_at=NOON + HOUR)
    alone = offer(stage, cast.case(stage), stage.shelter)
    answers = {
        first.pk: "accepted",
        second.pk: "no_capacity",
        third.pk: "accepted",
        fourth.pk: "accepted",
        fifth.pk: "whatever",
        alone.pk: "accepted",
    }
    told_by = {"batch_id": batch_id, "answers": answers, "at": NOON + HOUR}
    for by in (stage.carlos, stage.amina, stage.fausto):
        with Refused(CaseNotVisible):
            actions.answer_batch(**told_by, by=by)
    assert actions.answer_batch(**told_by, by=stage.elena) == {
        first.pk: "accepted",
        second.pk: "declined",
        third.pk: "moved_on",
        fourth.pk: "no_consent",
        fifth.pk: "no_reason",
    }
    states = dict(Referral.objects.values_list("pk", "status"))
    assert (states[sixth.pk], states[alone.pk]) == ("offered", "offered")
    late = {"batch_id": batch_id, "answers": {sixth.pk: "accepted"}, "at": sixth.deadline_at}
    assert actions.answer_batch(**late, by=stage.elena) == {sixth.pk: "too_late"}


# Onward


def own_record(stage, referral, *, groups=cast.ALL_GROUPS, at=NOON):
    asked = {
        "case_id": referral.case_id,
        "service_id": referral.service_id,
        "field_groups": groups,
        "form": "oral",
        "language": "es",
        "purpose": Purpose.OWN_RECORD,
    }
    text = access.consent_text(stage.amina, at=at, **asked)
    return actions.record_consent(**asked, read_digest=text.digest, by=stage.amina, at=at)


def test_a_recipient_opens_a_case_of_its_own_and_the_chain_is_kept(stage):
    case = cast.case(stage, protection_sensitive=True, nationality="NI")
    referral = cast.referral(stage, S.ACCEPTED, case_row=case)
    own_record(stage, referral)
    loop = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON).loop
    assert (loop.may_open_own, loop.own_case_id) == (True, None)
    own = actions.open_own_case(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    assert (own.origin_id, own.institution_id) == (referral.pk, stage.la_union.pk)
    known = access.read_case(stage.carlos, case_id=own.pk, at=NOON + HOUR).facts
    packet = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON).packet
    assert list(known.needs) == packet["needs"]
    assert (known.nationality, known.name, known.narrative) == ("", "", "")  # it was not sent
    assert known.protection_sensitive is True
    before = (rows(), traces())
    again = actions.open_own_case(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    assert again.pk == own.pk
    assert (rows(), traces()) == before
    julia = person("julia", of=stage.la_union, roles=["officer"])
    with Refused(OnwardRefused) as refused:
        actions.open_own_case(referral_id=referral.pk, by=julia, at=NOON + HOUR)
    assert refused.error.problem == "a_colleague_has_it"
    onward = offer_from(stage, own)
    assert (onward.parent_id, onward.sender_id) == (referral.pk, stage.la_union.pk)
    # No acta was confirmed: of the child somebody before still answers, named to who received it.
    told = {
        actor.id: access.read_referral(actor, referral_id=onward.pk, at=NOON + 3 * HOUR).loop
        for actor in (stage.carlos, stage.elena)
    }
    assert told[stage.carlos.id].responsible.en == "DEMO Nacaome"
    assert told[stage.elena.id].responsible.en == "an institution involved before DEMO La Unión"
    assert "Nacaome" not in repr(told[stage.elena.id])
    for actor in (stage.amina, stage.carlos):
        assert kinds(actor, referral)[-1] == ("onward", "offered", "recipient", "")
    seen = access.read_referral(stage.amina, referral_id=referral.pk, at=NOON + 3 * HOUR)
    assert "S-HOUSE" not in repr(seen)
    loop = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON).loop
    assert (loop.may_open_own, loop.own_case_id) == (False, own.pk)
    with pytest.raises(CaseNotVisible):
        access.read_case(stage.amina, case_id=own.pk, at=NOON)


def test_the_own_case_holds_no_more_than_what_she_let_it_keep(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    packet = access.read_referral(stage.carlos, referral_id=referral.pk, at=NOON).packet
    assert packet["safe_contact"]
    assert packet["sexes"]
    own_record(stage, referral, groups=("needs", "profile"))
    own = actions.open_own_case(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    known = access.read_case(stage.carlos, case_id=own.pk, at=NOON + HOUR).facts
    assert [person.sex for person in known.people] == packet["sexes"]
    assert known.safe_contact == ""


def test_the_longest_contact_that_can_be_noted_is_received_whole(stage):
    terms = SafeContact(
        channel=max(set(CHANNELS_TOLD) - {"none"}, key=lambda code: len(CHANNELS_TOLD[code])),
        who="w" * LONGEST_OF_CONTACT,
        hours="h" * LONGEST_OF_CONTACT,
        language="kek",
        may_say=max(MAY_SAY_TOLD, key=lambda code: len(MAY_SAY_TOLD[code])),
    )
    case = cast.case(stage, safe_contact="n" * LONGEST_TYPED_CONTACT, contact=terms)
    referral = cast.referral(stage, S.ACCEPTED, case_row=case)
    own_record(stage, referral)
    own = actions.open_own_case(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    known = access.read_case(stage.carlos, case_id=own.pk, at=NOON + HOUR).facts
    sent = access.read_case(stage.amina, case_id=case.pk, at=NOON + HOUR).facts
    assert known.safe_contact == contact_told(sent)


def offer_from(stage, own):
    asked = {
        "case_id": own.pk,
        "service_id": stage.shelter.pk,
        "field_groups": ("needs",),
        "form": "oral",
        "language": "es",
    }
    text = access.consent_text(stage.carlos, at=NOON + HOUR, **asked)
    given = actions.record_consent(
        **asked, read_digest=text.digest, by=stage.carlos, at=NOON + HOUR
    )
    return actions.offer_referral(
        case_id=own.pk,
        service_id=stage.shelter.pk,
        urgency="urgent",
        consent_id=given.pk,
        is_life_in_danger=False,
        is_protocol_signed=True,
        by=stage.carlos,
        at=NOON + 2 * HOUR,
    )


def test_without_the_consent_to_just_that_no_own_case_is_opened(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    ask = {"referral_id": referral.pk, "at": NOON + HOUR}
    with Refused(ConsentMissing, recorded="consent_missing", subject=referral.pk):
        actions.open_own_case(**ask, by=stage.carlos)
    own_record(stage, referral)
    with Refused(MoveNotYours):
        actions.open_own_case(**ask, by=stage.amina)
    for by in (stage.berta, stage.dora, stage.elena):
        with Refused(CaseNotVisible):
            actions.open_own_case(**ask, by=by)
    waiting = cast.referral(stage)
    own_record(stage, waiting)
    with Refused(OnwardRefused) as refused:
        actions.open_own_case(referral_id=waiting.pk, by=stage.carlos, at=NOON + HOUR)
    assert refused.error.problem == "not_open"


def test_what_came_back_has_a_code_and_no_content(stage):
    for to, code in ((S.DELIVERED, "in_part"), (S.NOT_DELIVERED, "refused_by_person")):
        referral = cast.referral(stage, S.ARRIVED)
        verb = cast.VERBS[to]
        with Refused(AnswerRefused):
            verb(referral_id=referral.pk, code="she said", by=stage.carlos, at=NOON + HOUR)
        verb(referral_id=referral.pk, code=code, by=stage.carlos, at=NOON + HOUR)
        assert ("move", to.value, "recipient", code) in kinds(stage.amina, referral)
        with Refused(TransitionRefused):
            verb(referral_id=referral.pk, code="", by=stage.carlos, at=NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_of_a_confirmation_and_an_answer_at_once_one_counts(tmp_path):
    with on_disk(tmp_path):
        start_demo()
        stage = cast.stage()
        referral = cast.referral(stage)
        next_to(stage, referral, stage.shelter)
        answer = told(stage, referral, "accepted")
        other = person("julia", of=stage.la_union, roles=["officer"])
        outcomes = at_once(
            lambda: settle(stage, answer).status,
            lambda: cast.move(referral, S.DECLINED, by=other).status,
            lambda: (
                actions.arrive_by_slip(
                    code=referral.slip_code, by=stage.carlos, at=NOON + HOUR
                ).status
            ),
        )
        refused = [o for o in outcomes if not isinstance(o, str)]
        assert all(isinstance(o, TransitionRefused) for o in refused)
        steps = ReferralStep.objects.filter(referral=referral)
        states = list(steps.order_by("id").values_list("status", flat=True))
        assert len({"accepted", "declined"} & set(states)) == 1
        assert len(states) == len(set(states))
        asked = Referral.objects.filter(service=stage.shelter).count()
        assert asked == ("declined" in states)
        assert [verify_chain(i) for i in (stage.nacaome.pk, stage.la_union.pk, None)] == [
            [],
            [],
            [],
        ]

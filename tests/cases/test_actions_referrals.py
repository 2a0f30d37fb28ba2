"""Offered, answered, followed up: what each act writes, and that a refused one writes nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from tests.cases.traces import Refused, events_since, rows, traces
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON, offer
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.audit.queries import verify_chain
from relevo.cases import access, actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    AnswerTooLate,
    CallNow,
    ConsentExpired,
    ConsentMissing,
    ConsentWithdrawn,
    OfferRefused,
    ProtocolUnsigned,
    RecipientBlocked,
    TransitionRefused,
)
from relevo.cases.models import (
    Consent,
    Referral,
    ReferralStep,
)
from relevo.directory.models import Capacity, Holiday, Verification
from relevo.kernel.ids import parse_code
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def test_offer_starts_the_clock_and_shows_no_more_than_the_preview(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window)
    referral = offer(
        stage, case, stage.window, given=given, needed_by=NOON + 5 * HOUR, arrives_at=NOON + HOUR
    )
    assert (referral.status, referral.urgency, referral.consent) == ("offered", "urgent", given)
    assert (referral.sender, referral.recipient) == (stage.nacaome, stage.la_union)
    assert (referral.offered_at, referral.deadline_at, referral.needed_by) == (
        NOON,
        NOON + 5 * HOUR,
        NOON + 5 * HOUR,
    )
    assert referral.packet is None
    assert len({parse_code(code) for code in (referral.code, case.code, given.receipt_code)}) == 3
    step = ReferralStep.objects.get()
    assert (step.status, step.at, step.by_institution_id, step.actor_id, step.code) == (
        "offered",
        NOON,
        stage.nacaome.pk,
        stage.amina.id,
        "",
    )
    assert events_since(-1) == [("referral.offered", str(referral.pk), {})]
    assert traces()[1] == [("referral.offered", str(referral.pk))]


def test_normal_runs_the_working_days_of_the_recipients_country(stage):
    Holiday.objects.create(country="SV", on=date(2020, 11, 23), name_es="", name_en="")
    Holiday.objects.create(country="HN", on=date(2020, 11, 24), name_es="", name_en="")
    referral = offer(stage, cast.case(stage), stage.window, urgency="normal")
    assert referral.deadline_at == NOON + timedelta(days=17)  # ten working days and one holiday


def test_danger_to_life_is_never_an_offer(stage):
    case = cast.case(stage)
    with Refused(CallNow) as refused:
        offer(stage, case, stage.window, given=Consent(pk=uuid4()), is_life_in_danger=True)
    assert refused.error.country == "SV"


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"urgency": "soon"}, "urgency", "unknown"),
        ({"needed_by": NOON}, "needed_by", "passed"),
        ({"service_id": uuid4()}, "service", "unknown"),
    ],
)
def test_offers_that_cannot_be_are_refused(stage, changes, field, problem):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window)
    with Refused(OfferRefused) as refused:
        offer(stage, case, stage.window, given=given, **changes)
    assert (refused.error.field, refused.error.problem) == (field, problem)


def test_a_second_offer_to_the_same_service_waits_for_the_first(stage):
    referral = cast.referral(stage)
    case, given = referral.case, referral.consent
    with Refused(OfferRefused) as refused:
        offer(stage, case, stage.window, given=given)
    assert refused.error.problem == "already_offered"
    cast.move(referral, S.DECLINED, by=stage.carlos)
    assert offer(stage, case, stage.window, given=given).code != referral.code


def test_between_institutions_nothing_moves_before_the_protocol_is_signed(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window)
    with Refused(ProtocolUnsigned, recorded="protocol_unsigned", subject=case.pk):
        offer(stage, case, stage.window, given=given, is_protocol_signed=False)


GIVEN = {
    "none": lambda _stage, _case: Consent(pk=None),
    "unknown": lambda _stage, _case: Consent(pk=uuid4()),
    "other_service": lambda stage, case: cast.consent(stage, case, stage.shelter),
    "other_case": lambda stage, _case: cast.consent(stage, cast.case(stage), stage.window),
    "ended": lambda stage, case: cast.consent(stage, case, stage.window, days=1),
    "withdrawn": lambda stage, case: actions.withdraw_consent(
        consent_id=cast.consent(stage, case, stage.window).pk, by=stage.amina, at=NOON
    ),
}


@pytest.mark.parametrize(
    ("given_for", "at", "refusal", "reason"),
    [
        ("none", NOON, ConsentMissing, "consent_missing"),
        ("unknown", NOON, ConsentMissing, "consent_missing"),
        ("other_service", NOON, ConsentMissing, "consent_missing"),
        ("other_case", NOON, ConsentMissing, "consent_missing"),
        ("ended", NOON + timedelta(days=1), ConsentExpired, "consent_expired"),
        ("withdrawn", NOON, ConsentWithdrawn, "consent_withdrawn"),
    ],
)
def test_an_offer_without_a_live_consent_for_it_is_refused_and_recorded(
    stage, given_for, at, refusal, reason
):
    case = cast.case(stage)
    given = GIVEN[given_for](stage, case)
    with Refused(refusal, recorded=reason, subject=case.pk):
        offer(stage, case, stage.window, given=given, at=at)


def test_an_offer_to_a_recipient_blocked_meanwhile_is_refused_and_recorded(stage):
    case = cast.case(stage)
    given = cast.consent(stage, case, stage.window)
    actions.change_facts(
        case_id=case.pk,
        facts=cast.facts(protection_sensitive=True),
        urgency="urgent",
        by=stage.amina,
        at=NOON,
    )
    with Refused(RecipientBlocked, recorded="recipient_blocked", subject=case.pk):
        offer(stage, case, stage.window, given=given)


@pytest.mark.parametrize(
    ("to", "path", "by"),
    [
        (S.SEEN, (), "carlos"),
        (S.ACCEPTED, (S.SEEN,), "carlos"),
        (S.DECLINED, (S.SEEN,), "carlos"),
        (S.WITHDRAWN, (), "amina"),
        (S.ARRIVED, (S.ACCEPTED,), "carlos"),
        (S.NOT_ARRIVED, (S.ACCEPTED,), "carlos"),
        (S.DELIVERED, (S.ACCEPTED, S.ARRIVED), "carlos"),
        (S.NOT_DELIVERED, (S.ACCEPTED, S.ARRIVED), "carlos"),
        (S.CLOSED, (S.DECLINED,), "amina"),
    ],
)
def test_every_move_leaves_one_step_one_event_and_one_message(stage, to, path, by):
    referral = cast.referral(stage)
    for step in path:
        cast.move(referral, step, by=stage.carlos)
    actor = getattr(stage, by)
    before = (ReferralStep.objects.count(), Event.objects.count(), Message.objects.count())
    moved = cast.move(referral, to, by=actor)
    assert (moved.status, Referral.objects.get().status) == (to, to)
    step = ReferralStep.objects.order_by("-id")[0]
    assert (step.status, step.actor_id, step.by_institution_id, step.at) == (
        to,
        actor.id,
        actor.institution_id,
        NOON + HOUR,
    )
    (code,) = cast.SAID_WITH.get(to, {"": ""}).values()
    assert step.code == code
    event = Event.objects.order_by("-id")[0]
    assert (event.verb, event.subject, event.facts) == (
        f"referral.{to}",
        str(referral.pk),
        {"code": code} if code else {},
    )
    verbs = Message.objects.filter(subject_id=str(referral.pk)).values_list("topic", flat=True)
    assert f"referral.{to}" in verbs
    assert (ReferralStep.objects.count(), Event.objects.count()) == (before[0] + 1, before[1] + 1)
    assert [verify_chain(i.pk) for i in (stage.nacaome, stage.la_union)] == [[], []]


def test_accepting_holds_places_and_what_does_not_come_gives_them_back(stage):
    for unit, available in (("persons", 5), ("beds", None)):
        Capacity.objects.create(service=stage.window, unit=unit, available=available, maximum=6)
    first = cast.referral(stage, S.ACCEPTED)
    assert Capacity.objects.get(unit="persons").available == 3
    assert Referral.objects.get().answered_at == NOON + HOUR
    assert ReferralStep.objects.order_by("-id")[0].code == "place_held"
    cast.referral(stage, S.ACCEPTED)
    third = cast.referral(stage, S.ACCEPTED)
    assert Capacity.objects.get(unit="persons").available == 0
    cast.move(third, S.NOT_ARRIVED, by=stage.carlos)
    cast.move(first, S.WITHDRAWN, by=stage.amina)
    assert Capacity.objects.get(unit="persons").available == 4


def test_without_known_places_none_is_held(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    assert ReferralStep.objects.order_by("-id")[0].code == ""
    cast.move(referral, S.WITHDRAWN, by=stage.amina)
    assert Capacity.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "refusal", "reason"),
    [
        ({"expires_at": NOON + HOUR}, ConsentExpired, "consent_expired"),
        ({"withdrawn_at": NOON}, ConsentWithdrawn, "consent_withdrawn"),
        ({"service": "S-HOUSE"}, ConsentMissing, "consent_missing"),
    ],
)
def test_accepting_without_a_live_consent_opens_nothing(stage, change, refusal, reason):
    referral = cast.referral(stage)
    if "service" in change:
        change = {"service": stage.shelter}
    Consent.objects.update(**change)
    with Refused(refusal, recorded=reason, subject=referral.pk):
        actions.accept(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)


def test_declining_says_why_names_better_and_tells_the_directory(stage):
    referral = cast.referral(stage)
    declined = actions.decline(
        referral_id=referral.pk,
        code="no_capacity",
        better_service_id=stage.shelter.pk,
        by=stage.carlos,
        at=NOON + HOUR,
    )
    assert (declined.decline_code, declined.better_service, declined.answered_at) == (
        "no_capacity",
        stage.shelter,
        NOON + HOUR,
    )
    (row,) = access.outgoing_of(stage.amina, at=NOON)
    assert (row.decline_code, row.better_service_key, row.better_service.es) == (
        "no_capacity",
        "S-HOUSE",
        "Casa",
    )
    known = Capacity.objects.get()
    assert (known.service, known.available, known.updated_at) == (stage.window, 0, NOON + HOUR)
    assert sorted(Verification.objects.values_list("method", "outcome")) == [
        ("own", "changed"),
        ("referral", "confirmed"),
    ]


@pytest.mark.parametrize("code", ["not_eligible", "missing_document", "out_of_area", "other"])
def test_a_no_about_the_person_is_evidence_that_somebody_works_there(stage, code):
    Capacity.objects.create(service=stage.window, unit="persons", available=5)
    referral = cast.referral(stage)
    actions.decline(referral_id=referral.pk, code=code, by=stage.carlos, at=NOON + HOUR)
    assert Capacity.objects.get().available == 5
    evidence = Verification.objects.get()
    assert (evidence.method, evidence.outcome, evidence.by_institution, evidence.at) == (
        "referral",
        "confirmed",
        stage.la_union,
        NOON + HOUR,
    )


def test_a_no_on_a_demonstration_teaches_the_directory_nothing(stage):
    referral = cast.referral(stage)
    actions.decline(
        referral_id=referral.pk, code="other", by=stage.carlos, at=NOON + HOUR, is_learnt=False
    )
    assert Verification.objects.count() == 0


def test_a_yes_is_evidence_that_somebody_works_there(stage):
    referral = cast.referral(stage)
    actions.accept(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    evidence = Verification.objects.get()
    assert (evidence.service, evidence.method, evidence.outcome) == (
        stage.window,
        "referral",
        "confirmed",
    )


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"code": ""}, "code", "unknown"),
        ({"code": "do not want"}, "code", "unknown"),
        ({"better": "window"}, "better_service", "the_same"),
        ({"better": "nowhere"}, "better_service", "unknown"),
    ],
)
def test_a_no_that_says_nothing_is_refused(stage, changes, field, problem):
    referral = cast.referral(stage)
    better = {"window": stage.window.pk, "nowhere": uuid4()}.get(changes.get("better"))
    with Refused(AnswerRefused) as refused:
        actions.decline(
            referral_id=referral.pk,
            code=changes.get("code", "other"),
            better_service_id=better,
            by=stage.carlos,
            at=NOON + HOUR,
        )
    assert (refused.error.field, refused.error.problem) == (field, problem)


@pytest.mark.parametrize("to", [S.SEEN, S.ACCEPTED, S.DECLINED])
def test_an_answer_after_the_deadline_is_too_late_even_before_the_clock_ran(stage, to):
    referral = cast.referral(stage)
    with Refused(AnswerTooLate):
        cast.move(referral, to, by=stage.carlos, at=referral.deadline_at)


@pytest.mark.parametrize("first", [S.ACCEPTED, S.DECLINED])
@pytest.mark.parametrize("second", [S.ACCEPTED, S.DECLINED, S.SEEN])
def test_nobody_answers_twice(stage, first, second):
    referral = cast.referral(stage, first)
    other = person("julia", of=stage.la_union, roles=["officer"])
    with Refused(TransitionRefused):
        cast.move(referral, second, by=other)
    if second == first:  # a second click of the same person: the same answer, and nothing written
        before = (rows(), traces())
        at = referral.deadline_at  # a repeat is answered before it is judged
        assert cast.move(referral, second, by=stage.carlos, at=at).status == first
        assert (rows(), traces()) == before
    else:
        with Refused(TransitionRefused):
            cast.move(referral, second, by=stage.carlos)


def test_closing_needs_a_reason_of_the_list(stage):
    referral = cast.referral(stage, S.DECLINED)
    with Refused(AnswerRefused) as refused:
        actions.close_referral(referral_id=referral.pk, reason="", by=stage.amina, at=NOON)
    assert (refused.error.field, refused.error.problem) == ("reason", "unknown")
    closed = cast.move(referral, S.CLOSED, by=stage.amina)
    assert closed.closing_reason == "no_service"


def test_the_clock_ends_what_is_due_and_nothing_else(stage):
    cases = [cast.case(stage) for _ in range(5)]
    due = offer(stage, cases[0], stage.window, urgency="emergency")
    seen = offer(stage, cases[1], stage.window, urgency="emergency")
    cast.move(seen, S.SEEN, by=stage.carlos)
    answered = offer(stage, cases[2], stage.window, urgency="emergency")
    cast.move(answered, S.ACCEPTED, by=stage.carlos)
    later = offer(stage, cases[3], stage.window, urgency="urgent")
    at = NOON + timedelta(hours=24)
    assert actions.expire_due(at=at - timedelta(seconds=1)) == 0
    assert actions.expire_due(at=at) == 2
    assert actions.expire_due(at=at) == 0
    assert dict(Referral.objects.values_list("pk", "status")) == {
        due.pk: "expired",
        seen.pk: "expired",
        answered.pk: "accepted",
        later.pk: "offered",
    }
    assert [(verb, subject) for verb, subject, _ in events_since(-2)] == [
        ("referral.expired", str(pk)) for pk in sorted([due.pk, seen.pk])
    ]
    assert verify_chain(None) == []


def test_an_act_that_is_undone_leaves_neither_event_nor_message(stage):
    referral = cast.referral(stage)
    before = (rows(), traces())
    with transaction.atomic():
        actions.accept(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
        transaction.set_rollback(True)
    assert (rows(), traces()) == before


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts(tmp_path):
    with on_disk(tmp_path):
        stage = cast.stage()
        referral = cast.referral(stage)
        outcomes = at_once(
            lambda: cast.move(referral, S.ACCEPTED, by=stage.carlos).status,
            lambda: cast.move(referral, S.DECLINED, by=stage.carlos).status,
            lambda: cast.move(referral, S.WITHDRAWN, by=stage.amina).status,
        )
        steps = list(ReferralStep.objects.order_by("id").values_list("status", flat=True))
        final = Referral.objects.get()
        wins = [outcome for outcome in outcomes if isinstance(outcome, str)]
        # An accepted offer may still be withdrawn: then two acts, one after the other, succeeded.
        assert ["offered", *steps[1:]] == steps
        assert sorted(steps[1:]) == sorted(wins)
        assert steps[-1] == final.status
        assert len({"accepted", "declined"} & set(wins)) <= 1
        refused = [o for o in outcomes if isinstance(o, TransitionRefused)]
        assert len(refused) + len(wins) == 3
        assert [verify_chain(i.pk) for i in (stage.nacaome, stage.la_union)] == [[], []]


@pytest.mark.django_db(transaction=True)
def test_withdrawing_consent_wins_against_an_answer_at_the_same_time(tmp_path):
    with on_disk(tmp_path):
        stage = cast.stage()
        for _ in range(4):
            referral = cast.referral(stage)
            at_once(
                lambda r=referral: actions.withdraw_consent(
                    consent_id=r.consent_id, by=stage.amina, at=NOON + HOUR
                ),
                lambda r=referral: cast.move(r, S.ACCEPTED, by=stage.carlos),
            )
            final = Referral.objects.get(pk=referral.pk)
            assert (final.status, bytes(final.preview), final.packet) == ("withdrawn", b"", None)

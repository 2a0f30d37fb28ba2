"""Her no, the two exceptions, and taking back from every holder: what the acts leave behind."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cases.traces import Refused, events_since, traces
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON, offer

from relevo.accounts.enums import Attribute
from relevo.cases import access, actions
from relevo.cases.enums import FactField, Purpose
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    BestInterestsRefused,
    CaseNotVisible,
    ConsentTermsRefused,
    ConsentWithdrawn,
    GroundRefused,
    NotACaseWorker,
    OfferRefused,
    RecipientBlocked,
    RefusalStands,
    RetractionRefused,
)
from relevo.cases.models import Consent, Referral, Refusal, Retraction, WithoutConsent
from relevo.cases.rules.best_interests import BestInterests
from relevo.cases.rules.consents import Explained
from relevo.cases.rules.facts import Person
from relevo.cases.rules.grounds import HOLDS
from relevo.plumbing.sealed import unseal

pytestmark = pytest.mark.django_db
LATER = NOON + 2 * HOUR
REASONS = "Está inconsciente y no se le puede preguntar."


@pytest.fixture
def stage():
    return cast.stage()


def refuse(stage, case, service, *, by=None):
    return actions.record_refusal(
        case_id=case.pk, service_id=service.pk, by=by or stage.amina, at=NOON
    )


def withdraw(stage, consent_id, *, at=LATER):
    return actions.withdraw_consent(consent_id=consent_id, by=stage.amina, at=at)


# Her no ------------------------------------------------------------------------------------------


def test_her_no_ends_what_she_had_agreed_to_and_stands(stage):
    referral = cast.referral(stage)
    case = referral.case
    (refusal,) = {refuse(stage, case, stage.window), refuse(stage, case, stage.window)}
    referral.refresh_from_db()
    assert (referral.status, refusal.recipient_id) == (S.WITHDRAWN, stage.la_union.pk)
    with Refused(RefusalStands, recorded="refused_by_person", subject=case.pk):
        actions.record_consent(
            case_id=case.pk,
            service_id=stage.window.pk,
            field_groups=["needs"],
            form="oral",
            language="es",
            read_digest="",
            by=stage.amina,
            at=NOON,
        )
    assert cast.consent(stage, case, stage.shelter)  # her no to one is a no to one
    (row,) = access.list_refusals(stage.amina, case_id=case.pk)
    assert (row.refusal_id, row.recipient_id) == (refusal.pk, stage.la_union.pk)
    for stranger in (stage.berta, stage.carlos):
        with Refused(CaseNotVisible):
            access.list_refusals(stranger, case_id=case.pk)


def test_only_she_lifts_her_no_and_who_was_present_is_kept(stage):
    case = cast.case(stage)
    refusal = refuse(stage, case, stage.window)
    lift = {"refusal_id": refusal.pk, "present": "relative", "at": LATER}
    with Refused(CaseNotVisible):
        actions.lift_refusal(**lift, by=stage.carlos)
    with Refused(ConsentTermsRefused):
        actions.lift_refusal(**lift | {"present": "police"}, by=stage.amina)
    actions.lift_refusal(**lift, by=stage.amina)
    refusal.refresh_from_db()
    assert (refusal.lifted_at, refusal.lifted_by, refusal.lifted_present) == (
        LATER,
        stage.amina.id,
        "relative",
    )
    assert events_since(-1)[0][2] == {"present": "relative"}
    with Refused(ConsentTermsRefused):
        actions.lift_refusal(**lift, by=stage.amina)
    assert cast.consent(stage, case, stage.window)
    refuse(stage, case, stage.window)
    assert Refusal.objects.filter(case=case).count() == 2


def test_nothing_of_a_refusal_is_ever_sent(stage):
    case = cast.case(stage)
    before = traces()[1]
    refuse(stage, case, stage.window)
    assert traces()[1] == before
    for who in (stage.carlos, stage.dora):
        assert access.inbox_of(who, at=NOON) == []
        assert access.list_held(who, at=NOON) == []


# How it was explained ----------------------------------------------------------------------------


def test_how_a_consent_was_explained_is_sealed(stage):
    case = cast.case(stage, people=(Person("12-17", "f"),), nationality="HN")
    asked = {
        "case_id": case.pk,
        "service_id": stage.clinic.pk,
        "field_groups": ["needs"],
        "form": "assent",
        "language": "es",
    }
    text = access.consent_text(stage.amina, **asked, at=NOON)
    told = {"read_digest": text.digest, "by": stage.amina, "at": NOON}
    with Refused(ConsentTermsRefused):
        actions.record_consent(**asked, **told)
    explained = Explained(
        how="interpreter", responsible="grandparent", known_how="family_said", words="Doña Nelda"
    )
    with Refused(ConsentTermsRefused):
        actions.record_consent(**asked, **told, explained=explained, purpose="marketing")
    given = actions.record_consent(**asked, **told, explained=explained)
    content = unseal(bytes(given.sealed), context=f"cases_consent|sealed|{given.pk}")
    assert content == {
        "needs": ["medical"],
        "how": "interpreter",
        "by": "case_worker",
        "present": "nobody",
        "responsible": "grandparent",
        "known_how": "family_said",
        "words": "Doña Nelda",
    }
    assert b"Nelda" not in bytes(given.sealed)


# Taking back -------------------------------------------------------------------------------------


def onward(stage):
    """La Unión refers on to the clinic what it had from Nacaome."""
    referral = cast.referral(stage)
    cast.consent(stage, referral.case, stage.window)
    own_record(stage, referral.case)
    cast.move(referral, S.ACCEPTED, by=stage.carlos)
    own = actions.open_own_case(referral_id=referral.pk, by=stage.carlos, at=NOON + HOUR)
    asked = {
        "case_id": own.pk,
        "service_id": stage.clinic.pk,
        "field_groups": ["needs"],
        "form": "oral",
        "language": "es",
    }
    digest = access.consent_text(stage.carlos, **asked, at=NOON).digest
    given = actions.record_consent(**asked, read_digest=digest, by=stage.carlos, at=NOON)
    send = {
        "case_id": own.pk,
        "service_id": stage.clinic.pk,
        "urgency": "urgent",
        "consent_id": given.pk,
        "is_life_in_danger": False,
        "is_protocol_signed": True,
        "by": stage.carlos,
        "at": NOON + HOUR,
    }
    return referral, send


def own_record(stage, case, *, at=NOON):
    asked = {
        "case_id": case.pk,
        "service_id": stage.window.pk,
        "field_groups": cast.ALL_GROUPS,
        "form": "oral",
        "language": "es",
        "purpose": Purpose.OWN_RECORD,
    }
    digest = access.consent_text(stage.amina, **asked, at=at).digest
    return actions.record_consent(**asked, read_digest=digest, by=stage.amina, at=at)


def test_taking_back_reaches_who_had_it_further_on(stage):
    first, send = onward(stage)
    second = actions.offer_referral(**send)
    withdraw(stage, first.consent_id)
    for referral in (first, second):
        referral.refresh_from_db()
        assert (referral.status, bytes(referral.preview), referral.packet) == (
            "withdrawn",
            b"",
            None,
        )
    assert second.consent.withdrawn_at == LATER
    rows = Retraction.objects.order_by("told_at", "id")
    assert {(row.holder_id, row.consent_id) for row in rows} == {
        (stage.la_union.pk, first.consent_id),
        (stage.clinic.institution_id, first.consent_id),
    }
    topics = [topic for topic, _subject in traces()[1]]
    assert topics.count("retraction.told") == 2
    # whoever sent it first sees that somebody further on has it, and not who
    seen = access.list_taken_back(stage.amina, at=LATER)
    assert sorted(row.holder is None for row in seen) == [False, True]
    assert [row.case_id for row in access.list_taken_back(stage.carlos, at=LATER)] == [
        second.case_id
    ]
    assert access.list_taken_back(stage.amina, at=LATER, case_id=second.case_id) == []
    assert all(not row.is_open for row in access.what_stands_of(first.consent_id))


def test_nothing_goes_on_from_what_was_taken_back(stage):
    first, send = onward(stage)
    withdraw(stage, first.consent_id)
    with Refused(ConsentWithdrawn, recorded="consent_withdrawn", subject=send["case_id"]):
        actions.offer_referral(**send)


@pytest.mark.parametrize("state", [S.DECLINED, S.EXPIRED, S.DELIVERED, S.CLOSED, S.WITHDRAWN])
def test_whoever_ever_had_it_is_asked_whatever_became_of_it(stage, state):
    referral = cast.referral(stage, state)
    withdraw(stage, referral.consent_id, at=NOON + timedelta(days=40))
    assert Retraction.objects.get().holder_id == stage.la_union.pk
    draft = cast.referral(stage, S.DRAFT, case_row=cast.case(stage))
    withdraw(stage, draft.consent_id, at=NOON + timedelta(days=40))
    assert Retraction.objects.count() == 1  # it had never been offered


def test_holder_says_once_that_it_deleted_or_by_which_law_it_keeps(stage):
    referral = cast.referral(stage)
    withdraw(stage, referral.consent_id)
    row = Retraction.objects.get()
    say = {"retraction_id": row.pk, "at": LATER}
    for stranger in (stage.amina, stage.elena, stage.dora):
        with Refused(CaseNotVisible):
            actions.answer_retraction(**say, answer="deleted", by=stranger)
    for wrong in (
        {"answer": "lost"},
        {"answer": "kept_by_law"},
        {"answer": "kept_by_law", "reason": "we_like_it"},
        {"answer": "deleted", "reason": "court_order"},
    ):
        with Refused(RetractionRefused):
            actions.answer_retraction(**say, **wrong, by=stage.carlos)
    held = access.list_held(stage.carlos, at=LATER + timedelta(hours=71))
    assert [(one.code, one.answer, one.is_late) for one in held] == [(referral.code, "", False)]
    assert access.list_held(stage.carlos, at=LATER + timedelta(hours=72))[0].is_late
    assert access.list_held(stage.dora, at=LATER) == []
    kept = {"answer": "kept_by_law", "reason": "court_order"}
    actions.answer_retraction(**say, **kept, by=stage.carlos)
    assert events_since(-1)[0][2] == kept
    actions.answer_retraction(**say, answer="deleted", by=stage.carlos)
    with Refused(RetractionRefused):
        actions.answer_retraction(**say, answer="deleted", by=stage.carlos)
    (seen,) = access.list_taken_back(stage.amina, at=LATER)
    assert (seen.answer, seen.reason, seen.is_late) == ("deleted", "", False)
    assert access.list_taken_back(stage.amina, at=LATER, open_only=True) == []


def test_police_are_asked_the_same_whatever_was_taken_back(stage):
    """A plain offer taken back, a consent, and a case that became one of protection."""
    for number in range(3):
        case = cast.case(stage)
        sent = offer(stage, case, stage.post)
        if number == 0:
            actions.withdraw(referral_id=sent.pk, by=stage.amina, at=LATER)
        elif number == 1:
            withdraw(stage, sent.consent_id)
        else:
            actions.change_facts(
                case_id=case.pk,
                facts=cast.facts(protection_sensitive=True),
                urgency="urgent",
                by=stage.amina,
                at=LATER,
            )
    held = access.list_held(stage.fausto, at=LATER)
    assert len(held) == 3
    assert {replace(row, retraction_id=None, code="") for row in held} == {
        replace(held[0], retraction_id=None, code="")
    }
    ordinary = cast.referral(stage)
    actions.withdraw(referral_id=ordinary.pk, by=stage.amina, at=LATER)
    assert access.list_held(stage.carlos, at=LATER) == []


def test_police_with_the_person_never_learn_why_a_packet_closed(stage):
    sent = offer(stage, cast.case(stage), stage.post)
    for to in (S.ACCEPTED, S.ARRIVED):
        cast.move(sent, to, by=stage.fausto)
    withdraw(stage, sent.consent_id)
    shown = access.read_referral(stage.fausto, referral_id=sent.pk, at=LATER)
    assert (shown.packet, shown.packet_closed_why) == (None, "closed")


@pytest.mark.parametrize("spelled", [lambda code: code, lambda code: f" {code[:4]}-{code[4:]} "])
def test_code_of_a_receipt_ends_it_at_any_institution(stage, spelled):
    referral = cast.referral(stage)
    code = referral.consent.receipt_code
    with Refused(NotACaseWorker):
        actions.withdraw_by_receipt(code=code, by=stage.dora, at=LATER)
    for _twice in range(2):
        actions.withdraw_by_receipt(code=spelled(code), by=stage.elena, at=LATER)
    referral.refresh_from_db()
    assert (referral.status, referral.consent.withdrawn_at) == (S.WITHDRAWN, LATER)
    told = ("receipt.told", str(stage.elena.institution_id), {})
    assert events_since(-1) == [told]
    for wrong in ("0" * 13, "not a code", ""):
        actions.withdraw_by_receipt(code=wrong, by=stage.elena, at=LATER)
        assert events_since(-1) == [told]
    assert Consent.objects.exclude(withdrawn_at=None).count() == 1


# Without consent ---------------------------------------------------------------------------------


def without(stage, case, service, *, by=None, **changes):
    asked = {
        "case_id": case.pk,
        "service_id": service.pk,
        "ground": "vital_interest",
        "reasons": REASONS,
        "second_person": stage.berta.id,
    }
    return actions.send_without_consent(**asked | changes, by=by or stage.amina, at=NOON)


def test_danger_to_life_sends_a_fixed_minimum_and_is_reviewed(stage):
    case = cast.case(stage)
    refuse(stage, case, stage.clinic)  # her no does not stand in the way of her life
    doctor = person("doctor", of=stage.clinic.institution, roles=["duty_officer"])
    row = without(stage, case, stage.clinic)
    sent = row.referral
    assert (sent.consent_id, sent.ground, sent.urgency) == (None, "vital_interest", "emergency")
    assert (row.review_due_at, row.second_person) == (NOON + timedelta(hours=24), stage.berta.id)
    (received,) = access.inbox_of(doctor, at=NOON)
    assert received.preview.needs == ("medical",)
    actions.accept(referral_id=sent.pk, by=doctor, at=NOON + HOUR)
    packet = access.read_referral(doctor, referral_id=sent.pk, at=LATER).packet
    assert set(packet) == {
        *("needs", "urgency", "age_bands", "group_size", "language", "arrives_at"),
        *("safe_contact", "health"),
    }
    over = access.read_referral(doctor, referral_id=sent.pk, at=NOON + HOLDS)
    assert (over.packet, over.packet_closed_why) == (None, "consent_expired")
    with Refused(OfferRefused):
        without(stage, case, stage.clinic)
    topics = dict(traces()[1])
    assert topics["exception.second_person"] == str(row.pk)
    assert topics["exception.review_due"] == str(row.pk)
    assert REASONS.encode() not in bytes(row.sealed)


def test_exception_is_refused_where_protection_or_exclusion_stands(stage):
    sensitive = cast.case(stage, protection_sensitive=True)
    for service in (stage.post, stage.consulate, stage.window):
        with Refused(RecipientBlocked, recorded="recipient_blocked", subject=sensitive.pk):
            without(stage, sensitive, service)
    case = cast.case(stage)
    kind = {"kind": "institution", "who": stage.clinic.institution_id}
    actions.add_exclusion(case_id=case.pk, **kind, by=stage.amina, at=NOON)
    with Refused(RecipientBlocked, recorded="recipient_blocked", subject=case.pk):
        without(stage, case, stage.clinic)
    for wrong in (
        {"ground": "because"},
        {"ground": "child_duty"},
        {"second_person": stage.amina.id},
        {"second_person": stage.carlos.id},
        {"reasons": "Urge"},
    ):
        with Refused(GroundRefused):
            without(stage, case, stage.shelter, **wrong)
    with Refused(CaseNotVisible):
        without(stage, case, stage.shelter, by=stage.carlos)
    assert WithoutConsent.objects.count() == 0


def test_whom_she_excluded_is_no_second_person(stage):
    case = cast.case(stage)
    assert access.list_second_people(stage.amina, case_id=case.pk, at=NOON) == [stage.berta.id]
    kind = {"kind": "user", "who": stage.berta.id}
    actions.add_exclusion(case_id=case.pk, **kind, by=stage.amina, at=NOON)
    assert access.list_second_people(stage.amina, case_id=case.pk, at=NOON) == []


def test_duty_for_children_tells_the_authority_where_the_child_is(stage):
    office = stage.nacaome
    type(office).objects.filter(pk=stage.clinic.institution_id).update(
        kind="child_protection", country="HN"
    )
    girl = cast.case(
        stage,
        people=(Person("12-17", "f"),),
        accompanied=False,
        nationality="GT",
        needs=("medical", "shelter"),
    )
    row = without(stage, girl, stage.clinic, ground="child_duty")
    officer = person("officer", of=stage.clinic.institution, roles=["officer"])
    actions.accept(referral_id=row.referral_id, by=officer, at=NOON + HOUR)
    packet = access.read_referral(officer, referral_id=row.referral_id, at=LATER).packet
    assert FactField.NAME not in packet
    assert FactField.NARRATIVE not in packet
    with Refused(GroundRefused):
        without(stage, girl, stage.shelter, ground="child_duty")


def test_supervisor_who_had_no_part_reviews_it(stage):
    row = without(stage, cast.case(stage), stage.shelter)
    chief = replace(
        person("chief", of=stage.nacaome, roles=["officer"]),
        attributes=frozenset({Attribute.SUPERVISOR}),
    )
    told = {"exception_id": row.pk, "verdict": "unjustified", "at": LATER}
    supervising = frozenset({Attribute.SUPERVISOR})
    involved = [replace(who, attributes=supervising) for who in (stage.amina, stage.berta)]
    for who in (*involved, stage.berta, stage.elena):
        with Refused(CaseNotVisible):
            actions.review_exception(**told, by=who)
    with Refused(GroundRefused):
        actions.review_exception(**told | {"verdict": "maybe"}, by=chief)
    (shown,) = access.list_exceptions(chief, at=NOON + timedelta(hours=24))
    assert (shown.may_review, shown.is_late, shown.reasons) == (True, True, REASONS)
    (second,) = access.list_exceptions(stage.berta, at=NOON)
    assert (second.is_second, second.may_review, second.reasons) == (True, False, "")
    assert access.list_exceptions(stage.carlos, at=NOON) == []
    nobody = replace(chief, institution_id=None)
    assert access.list_exceptions(nobody, at=NOON) == []
    actions.review_exception(**told, by=chief)
    row.referral.refresh_from_db()
    assert row.referral.status == S.WITHDRAWN
    assert Retraction.objects.get().consent_id is None
    with Refused(GroundRefused):
        actions.review_exception(**told, by=chief)
    assert access.list_exceptions(chief, at=LATER, open_only=True) == []
    other = without(stage, cast.case(stage), stage.shelter)
    again = told | {"exception_id": other.pk, "verdict": "justified"}
    actions.review_exception(**again, by=chief)
    assert Referral.objects.get(pk=other.referral_id).status == S.OFFERED


# Best interests ----------------------------------------------------------------------------------

RETURN = BestInterests(
    decided_kind="court",
    decided_country="HN",
    decided_on=NOON.date(),
    outcome="reunited_at_origin",
    is_protection_ruled_out=True,
    names_kind="municipality",
    names_country="SV",
)


def test_decision_opens_the_way_and_stays_when_facts_change(stage):
    alone = {"people": (Person("12-17", "f"),), "accompanied": False, "start_node": ""}
    girl = cast.case(stage, **alone)
    assert access.is_child_case(stage.amina, case_id=girl.pk)
    read = {"field_groups": ["needs"], "form": "assent"}
    with Refused(RecipientBlocked):
        access.consent_text(
            stage.amina,
            case_id=girl.pk,
            service_id=stage.window.pk,
            **read,
            language="es",
            at=NOON,
            chosen_by_person=True,
        )
    told = {"case_id": girl.pk, "at": NOON}
    with Refused(CaseNotVisible):
        actions.record_best_interests(**told, decision=RETURN, by=stage.carlos)
    with Refused(BestInterestsRefused):
        actions.record_best_interests(**told, decision=RETURN, by=stage.amina)
    decision = replace(RETURN, names_kind="registry")
    type(stage.la_union).objects.filter(pk=stage.la_union.pk).update(kind="registry")
    actions.record_best_interests(**told, decision=decision, by=stage.amina)
    assert cast.consent(stage, girl, stage.window, **read)
    actions.change_facts(
        case_id=girl.pk, facts=cast.facts(**alone), urgency="urgent", by=stage.amina, at=NOON
    )
    known = access.read_case(stage.amina, case_id=girl.pk, at=NOON).facts
    assert known.best_interests == decision

"""Consent is given for one sending and taken back; then nothing of it opens."""

from datetime import timedelta

import pytest
from tests.cases.traces import Refused, events_since, traces
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON, offer

from relevo.cases import access, actions, queries
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    ConsentTextChanged,
    ConsentWithdrawn,
    OfferRefused,
    RecipientBlocked,
)
from relevo.cases.models import (
    Consent,
)
from relevo.directory.models import Capacity, Term
from relevo.kernel.ids import parse_code
from relevo.plumbing.sealed import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def test_record_consent_keeps_what_was_read_out_and_gives_a_receipt(stage):
    case = cast.case(stage)
    given = cast.consent(
        stage, case, stage.clinic, field_groups=["health", "needs"], days=7, form="written"
    )
    text = access.consent_text(
        stage.amina,
        case_id=case.pk,
        service_id=stage.clinic.pk,
        field_groups=["health", "needs"],
        form="written",
        language="es",
        days=7,
        at=NOON,
    )
    assert (given.text_version, given.text_digest) == (text.version, text.digest)
    assert (given.recipient, given.service, given.purpose, given.form, given.language) == (
        stage.clinic.institution,
        stage.clinic,
        "referral",
        "written",
        "es",
    )
    assert (given.field_groups, given.chosen_by_person) == (["needs", "health"], False)
    assert given.fields == [
        "needs",
        "urgency",
        "age_bands",
        "group_size",
        "language",
        "arrives_at",
        "health",
    ]
    assert (given.given_at, given.expires_at) == (NOON, NOON + timedelta(days=7))
    assert parse_code(given.receipt_code) != case.code
    assert events_since(1) == [
        (
            "consent.given",
            str(given.pk),
            {
                "case": str(case.pk),
                "service": str(stage.clinic.pk),
                "fields": given.fields,
                "chosen_by_person": False,
            },
        )
    ]


def test_without_a_number_of_days_a_consent_holds_thirty(stage):
    given = cast.consent(stage, cast.case(stage), stage.clinic)
    assert given.expires_at == NOON + timedelta(days=30)


def test_agreeing_to_another_text_than_was_read_out_is_refused(stage):
    case = cast.case(stage)
    with Refused(ConsentTextChanged):
        actions.record_consent(
            case_id=case.pk,
            service_id=stage.clinic.pk,
            field_groups=["needs"],
            form="oral",
            language="es",
            read_digest="0" * 64,
            by=stage.amina,
            at=NOON,
        )


def test_consent_for_a_blocked_recipient_is_refused_and_the_refusal_recorded(stage):
    case = cast.case(stage, protection_sensitive=True)
    with Refused(RecipientBlocked, recorded="recipient_blocked", subject=case.pk):
        actions.record_consent(
            case_id=case.pk,
            service_id=stage.post.pk,
            field_groups=["needs"],
            form="oral",
            language="es",
            read_digest="",
            by=stage.amina,
            at=NOON,
        )


def test_the_very_recipient_the_person_chose_is_recorded_as_chosen(stage):
    case = cast.case(stage, protection_sensitive=True)
    given = cast.consent(stage, case, stage.window, chosen_by_person=True)
    assert given.chosen_by_person
    assert events_since(-1)[0][2]["chosen_by_person"] is True
    assert offer(stage, case, stage.window, given=given).status == "offered"


@pytest.mark.parametrize(
    ("state", "afterwards"),
    [
        (S.DRAFT, S.WITHDRAWN),
        (S.OFFERED, S.WITHDRAWN),
        (S.SEEN, S.WITHDRAWN),
        (S.ACCEPTED, S.WITHDRAWN),
        (S.ARRIVED, S.ARRIVED),
        (S.DECLINED, S.DECLINED),
        (S.DELIVERED, S.DELIVERED),
    ],
)
def test_withdrawing_consent_ends_what_is_open_and_shreds_what_was_sent(stage, state, afterwards):
    Capacity.objects.create(service=stage.window, unit="persons", available=5)
    referral = cast.referral(stage, state)
    was_held = Capacity.objects.get().available
    actions.withdraw_consent(consent_id=referral.consent_id, by=stage.amina, at=NOON + 2 * HOUR)
    referral.refresh_from_db()
    assert (referral.status, bytes(referral.preview), referral.packet) == (afterwards, b"", None)
    assert Consent.objects.get().withdrawn_at == NOON + 2 * HOUR
    assert Capacity.objects.get().available == (5 if state == S.ACCEPTED else was_held)
    topics = [topic for topic, _ in traces()[1]]
    assert topics.count("consent.withdrawn") == 1
    with Refused(ConsentWithdrawn):
        actions.withdraw_consent(consent_id=referral.consent_id, by=stage.amina, at=NOON + HOUR)


def test_after_withdrawal_who_has_the_person_no_longer_opens_the_packet(stage):
    referral = cast.referral(stage, S.ARRIVED)
    read = {"referral_id": referral.pk, "at": NOON + 2 * HOUR}
    assert access.read_referral(stage.carlos, **read).packet is not None
    actions.withdraw_consent(consent_id=referral.consent_id, by=stage.amina, at=NOON + 2 * HOUR)
    closed = access.read_referral(stage.carlos, **read)
    assert (closed.packet, closed.packet_closed_why) == (None, "consent_withdrawn")


# The needs that are named ------------------------------------------------------------------------


def known_as(case, **changes):
    return {
        "case_id": case.pk,
        "facts": cast.facts(**changes),
        "urgency": "urgent",
        "at": NOON + HOUR,
    }


def needs_told(stage, case, given, service):
    """The needs that the recipient reads, before it accepts and after: the same."""
    sent = offer(stage, case, service, given=given, at=NOON + HOUR)
    preview = queries.opened_preview(sent).needs
    cast.move(sent, S.ACCEPTED, by=stage.carlos)
    sent.refresh_from_db()
    assert list(preview) == queries.opened_packet(sent)["needs"]
    return preview


def text_for(stage, case, service):
    return access.consent_text(
        stage.amina,
        case_id=case.pk,
        service_id=service.pk,
        field_groups=["needs"],
        form="oral",
        language="es",
        at=NOON,
    )


def test_needs_are_read_out_by_name_and_just_those_go(stage):
    case = cast.case(stage, needs=("medical", "documents", "gbv_care"), nationality="NI")
    words = text_for(stage, case, stage.window).goes[0]
    named = "medical", "documents"  # a window that refers on hears of what gives nobody away
    assert words == "la ayuda que necesita: " + ", ".join(
        Term.objects.get(code=code).name_es for code in named
    )
    given = cast.consent(stage, case, stage.window)
    actions.change_facts(
        **known_as(case, needs=("documents", "shelter", "medical")), by=stage.amina
    )
    assert needs_told(stage, case, given, stage.window) == ("documents", "medical")


def test_what_she_needs_no_more_is_not_told_either(stage):
    case = cast.case(stage, needs=("medical", "documents"))
    given = cast.consent(stage, case, stage.window)
    actions.change_facts(**known_as(case, needs=("shelter", "medical")), by=stage.amina)
    assert needs_told(stage, case, given, stage.window) == ("medical",)


def test_another_need_is_another_text(stage):
    case = cast.case(stage, needs=("medical", "documents"))
    digest = text_for(stage, case, stage.window).digest
    actions.change_facts(**known_as(case, needs=("medical", "shelter")), by=stage.amina)
    assert text_for(stage, case, stage.window).digest != digest


def test_service_that_gives_nothing_of_what_is_needed_is_not_asked_for(stage):
    case = cast.case(stage, needs=("documents", "shelter"), urgent_needs=frozenset())
    for asked in (text_for, cast.consent):
        with pytest.raises(OfferRefused) as refused:
            asked(stage, case, stage.clinic)
        assert (refused.value.field, refused.value.problem) == ("service", "serves_no_need")


@pytest.mark.parametrize("is_sealed", [True, False])
def test_consent_from_before_needs_were_named_is_for_what_the_service_gives(stage, is_sealed):
    case = cast.case(stage, needs=("medical", "documents"))
    given = cast.consent(stage, case, stage.window)
    context = queries.consent_context(given.pk)
    old = seal({"how": "in_person"}, context=context, holder=case.institution_id, envelope=case.pk)
    given.sealed = old if is_sealed else b""
    given.save(update_fields=["sealed"])
    stage.window.terms.add(Term.objects.get(code="medical"))
    assert needs_told(stage, case, given, stage.window) == ("medical",)

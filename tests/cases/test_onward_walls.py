"""What protects a person goes with her along the chain, also what no holder was ever told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cases.test_taking_back import own_record
from tests.cases.traces import Refused
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions, queries
from relevo.cases.actions.shredding import shred_case
from relevo.cases.enums import Purpose
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import CaseNotVisible, ConsentWithdrawn, RecipientBlocked, RefusalStands
from relevo.cases.models import Case, Consent, Exclusion, Referral, Retraction
from relevo.cases.rules.best_interests import BestInterests
from relevo.cases.rules.facts import Person
from relevo.cases.rules.grounds import HOLDS
from relevo.cases.rules.recipients import Protected
from relevo.directory.models import Institution

pytestmark = pytest.mark.django_db
LATER = NOON + 2 * HOUR


@pytest.fixture
def stage():
    return cast.stage()


def received(stage, **known):
    """La Unión's own case of somebody of whom it was told the needs alone."""
    first = cast.case(stage, **known)
    given = cast.consent(stage, first, stage.window, field_groups=("needs",))
    sent = cast.offer(stage, first, stage.window, given=given)
    own_record(stage, first)
    cast.move(sent, S.ACCEPTED, by=stage.carlos)
    own = actions.open_own_case(referral_id=sent.pk, by=stage.carlos, at=NOON + HOUR)
    return sent, own


def agree(own, service, *, by, **changes):
    asked = {
        "case_id": own.pk,
        "service_id": service.pk,
        "field_groups": ["needs"],
        "form": "oral",
        "language": "es",
    } | changes
    digest = access.consent_text(by, **asked, at=NOON).digest
    return actions.record_consent(**asked, read_digest=digest, by=by, at=NOON)


def send_on(own, service, *, by, at=NOON + HOUR, consent_id=None, **changes):
    return actions.offer_referral(
        case_id=own.pk,
        service_id=service.pk,
        urgency="urgent",
        consent_id=consent_id or agree(own, service, by=by, **changes).pk,
        is_life_in_danger=False,
        is_protocol_signed=True,
        by=by,
        at=at,
    )


def is_of(service, kind, country):
    Institution.objects.filter(pk=service.institution_id).update(kind=kind, country=country)
    service.refresh_from_db()


RETURNED = {"nationality": "SV", "profiles": frozenset({"returned"})}


def test_law_that_protects_who_was_returned_holds_where_it_was_never_told(stage):
    stage.window.terms.add(*stage.post.terms.all())
    on = NOON + timedelta(days=600)  # after the state of emergency had begun
    own = received(stage, **RETURNED)[1]
    known = access.read_case(stage.carlos, case_id=own.pk, at=NOON).facts
    assert (known.nationality, known.profiles) == ("", frozenset())
    onward = send_on(own, stage.post, by=stage.carlos, chosen_by_person=True)
    assert not access.is_blocked(onward, at=on)
    is_of(stage.post, "police", "SV")
    onward = Referral.objects.get(pk=onward.pk)
    assert access.is_blocked(onward, at=on)
    assert access.law_allows(own, service=stage.post, at=on) == frozenset()
    with Refused(RecipientBlocked, recorded="recipient_blocked", subject=own.pk):
        send_on(own, stage.post, by=stage.carlos, at=on, consent_id=onward.consent_id)
    asked = {"case_id": own.pk, "service_id": stage.post.pk, "form": "oral", "language": "es"}
    for chosen in (False, True):
        with Refused(RecipientBlocked):
            access.consent_text(
                stage.carlos, **asked, field_groups=["needs"], chosen_by_person=chosen, at=on
            )


def test_state_of_who_flees_it_is_refused_onward_whatever_the_holder_writes(stage):
    own = received(stage, nationality="GT", protection_sensitive=True)[1]
    is_of(stage.clinic, "municipality", "GT")
    for nationality in ("", "NI"):
        actions.change_facts(
            case_id=own.pk,
            facts=cast.facts(nationality=nationality, profiles=frozenset()),
            urgency="urgent",
            by=stage.carlos,
            at=NOON + HOUR,
        )
        with Refused(RecipientBlocked):
            agree(own, stage.clinic, by=stage.carlos)
        with Refused(RecipientBlocked, recorded="recipient_blocked", subject=own.pk):
            without(stage, own, stage.clinic)


def without(stage, own, service):
    return actions.send_without_consent(
        case_id=own.pk,
        service_id=service.pk,
        ground="vital_interest",
        reasons="Está inconsciente y no se le puede preguntar.",
        second_person=stage.amina.id,
        by=stage.carlos,
        at=NOON + HOUR,
    )


def test_child_that_was_sent_alone_is_alone_further_on(stage):
    group = (Person("21-59", "f"), Person("12-17", "f"))
    own = received(stage, people=group, accompanied=False, nationality="NI")[1]
    known = queries.opened_facts(own.pk)
    assert known.accompanied is True  # it was not told
    protected = queries.protected_of(own, known)
    assert (protected.is_child_alone, protected.nationality) == (True, "NI")


def test_whom_nobody_remembers_any_more_is_protected(stage):
    sent, own = received(stage)
    known = queries.opened_facts(own.pk)
    assert queries.protected_of(own, known).is_sensitive is False
    actions.withdraw(referral_id=sent.pk, by=stage.amina, at=LATER)
    shred_case(Case.objects.get(pk=sent.case_id), at=LATER)
    protected = queries.protected_of(own, known)
    assert (protected.is_sensitive, protected.nationality) == (True, "")


def test_what_was_known_before_only_adds_walls():
    here = Protected(is_sensitive=False, is_child_alone=False, nationality="GT", is_in="HN")
    before = Protected(is_sensitive=True, is_child_alone=True, nationality="HN", is_in="SV")
    both = here.joined(before)
    assert both == Protected(
        is_sensitive=True,
        is_child_alone=True,
        nationality="GT",
        is_in="HN",
        is_returned=True,
        others=frozenset({"HN"}),
    )
    assert both.nationalities == ("GT", "HN")
    unknown = Protected(is_sensitive=False, is_child_alone=False, nationality="", is_in="")
    assert unknown.joined(unknown) == unknown


# Who must never know ------------------------------------------------------------------------------


def chain(stage):
    """Nacaome, then La Unión, then the shelter, which has offered it to the clinic."""
    sent, own = received(stage, needs=("medical", "shelter"))
    second = send_on(own, stage.shelter, by=stage.carlos, field_groups=cast.ALL_GROUPS)
    agree(own, stage.shelter, by=stage.carlos, field_groups=cast.ALL_GROUPS, purpose="own_record")
    cast.move(second, S.ACCEPTED, by=stage.elena)
    third = actions.open_own_case(referral_id=second.pk, by=stage.elena, at=NOON + HOUR)
    stage.clinic.terms.add(*stage.shelter.terms.all())
    last = send_on(third, stage.clinic, by=stage.elena)
    doctor = person("doctor", of=stage.clinic.institution, roles=["duty_officer"])
    cast.move(last, S.ACCEPTED, by=doctor)
    return sent, second, last, doctor


def test_exclusion_reaches_the_last_of_the_chain_and_takes_back_there(stage):
    sent, second, last, doctor = chain(stage)
    who = stage.clinic.institution_id
    ask = {"case_id": sent.case_id, "kind": "institution", "who": who}
    actions.add_exclusion(**ask, by=stage.amina, at=LATER)
    for case_id in (sent.case_id, second.case_id, last.case_id):
        with pytest.raises(RecipientBlocked):
            access.check_may_receive(case_id, institution_id=who)
    rows = {row.pk: row for row in Referral.objects.all()}
    assert (rows[last.pk].status, rows[last.pk].packet, bytes(rows[last.pk].preview)) == (
        S.WITHDRAWN,
        None,
        b"",
    )
    assert rows[last.pk].consent.withdrawn_at == LATER
    assert (rows[sent.pk].status, rows[second.pk].status) == (S.ACCEPTED, S.ACCEPTED)
    (asked,) = Retraction.objects.all()
    assert (asked.referral_id, asked.holder_id) == (last.pk, who)
    with pytest.raises(CaseNotVisible):
        access.read_referral(doctor, referral_id=last.pk, at=LATER)
    seen = access.read_referral(stage.elena, referral_id=last.pk, at=LATER)
    assert (seen.history[-1].status, seen.history[-1].by) == (S.WITHDRAWN, "sender")


def test_exclusion_leaves_a_bare_mark_where_a_case_is_shredded(stage):
    sent, second, last, _doctor = chain(stage)
    actions.withdraw_consent(consent_id=second.consent_id, by=stage.carlos, at=LATER)
    shred_case(Case.objects.get(pk=second.case_id), at=LATER)
    ask = {"case_id": sent.case_id, "kind": "user", "who": stage.fausto.id}
    actions.add_exclusion(**ask, by=stage.amina, at=LATER)
    noted = {row.case_id: bool(row.sealed) for row in Exclusion.objects.order_by("case_id")}
    assert noted == {sent.case_id: True, second.case_id: False, last.case_id: True}


# A case of the recipient's own --------------------------------------------------------------------


def test_who_may_keep_no_case_any_more_is_asked_to_delete_and_sends_nothing_on(stage):
    sent, second, last, _doctor = chain(stage)
    allowed = Consent.objects.get(case=sent.case_id, purpose=Purpose.OWN_RECORD)
    own = Case.objects.get(origin=sent)
    given = agree(own, stage.clinic, by=stage.carlos)
    assert {row.referral_id for row in access.what_stands_of(allowed.pk)} == {second.pk, last.pk}
    actions.withdraw_consent(consent_id=allowed.pk, by=stage.amina, at=LATER)
    assert not any(row.is_open for row in access.what_stands_of(allowed.pk))
    sent.refresh_from_db()
    assert (sent.status, sent.packet is None, sent.consent.withdrawn_at) == (
        S.ACCEPTED,
        False,
        None,
    )
    for row in Referral.objects.filter(pk__in=[second.pk, last.pk]).order_by("id"):
        assert (row.status, row.packet, row.consent.withdrawn_at) == (S.WITHDRAWN, None, LATER)
    asked = Retraction.objects.filter(consent=allowed)
    assert {row.referral_id for row in asked} == {sent.pk, second.pk, last.pk}
    with pytest.raises(ConsentWithdrawn):
        agree(own, stage.clinic, by=stage.carlos)
    with Refused(ConsentWithdrawn, recorded="consent_withdrawn", subject=own.pk):
        send_on(own, stage.clinic, by=stage.carlos, consent_id=given.pk)
    with Refused(ConsentWithdrawn, recorded="consent_withdrawn", subject=last.case_id):
        send_on(
            Case.objects.get(pk=last.case_id),
            stage.clinic,
            by=stage.elena,
            consent_id=last.consent_id,
        )
    again = own_record(stage, sent.case, at=LATER)  # she allows it once more
    assert send_on(own, stage.clinic, by=stage.carlos, consent_id=given.pk).status == S.OFFERED
    held = Retraction.objects.get(referral=sent)
    actions.answer_retraction(retraction_id=held.pk, answer="deleted", by=stage.carlos, at=LATER)
    actions.withdraw_consent(consent_id=sent.consent_id, by=stage.amina, at=LATER + HOUR)
    held.refresh_from_db()
    assert (held.consent_id, held.told_at, held.answer, held.answered_by) == (
        sent.consent_id,
        LATER + HOUR,
        "",
        None,
    )
    actions.withdraw_consent(consent_id=again.pk, by=stage.amina, at=LATER + 2 * HOUR)
    held.refresh_from_db()
    assert held.told_at == LATER + HOUR


def test_nobody_is_asked_for_a_case_that_was_never_opened(stage):
    sent = cast.referral(stage, S.ACCEPTED)
    allowed = own_record(stage, sent.case)
    actions.withdraw_consent(consent_id=allowed.pk, by=stage.amina, at=LATER)
    assert not Retraction.objects.exists()


def test_own_case_waits_for_a_withdrawal_that_was_first(stage):
    """It locks as a withdrawal does: the sender's case, what was agreed to, then the sending."""
    sent = cast.referral(stage, S.ACCEPTED)
    own_record(stage, sent.case)
    with CaptureQueriesContext(connection) as asked:
        actions.open_own_case(referral_id=sent.pk, by=stage.carlos, at=LATER)
    reads = [query["sql"] for query in asked if query["sql"].startswith("SELECT")][:3]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in reads]
    assert tables == ["cases_case", "cases_consent", "cases_referral"]
    if connection.features.has_select_for_update:
        assert all("FOR NO KEY UPDATE" in sql for sql in reads)


# Without consent, and what is known anew ----------------------------------------------------------


def test_no_of_a_child_stands_in_the_way_of_telling_the_authority(stage):
    Institution.objects.filter(pk=stage.clinic.institution_id).update(
        kind="child_protection", country="HN"
    )
    girl = cast.case(stage, people=(Person("12-17", "f"),), accompanied=False, nationality="GT")
    ask = {
        "case_id": girl.pk,
        "service_id": stage.clinic.pk,
        "reasons": "La ley manda avisar a la autoridad de niñez.",
        "second_person": stage.berta.id,
        "by": stage.amina,
        "at": NOON,
    }
    actions.record_refusal(case_id=girl.pk, service_id=stage.clinic.pk, by=stage.amina, at=NOON)
    with Refused(RefusalStands, recorded="refused_by_person", subject=girl.pk):
        actions.send_without_consent(**ask, ground="child_duty")
    assert actions.send_without_consent(**ask, ground="vital_interest").referral_id


DECISION = BestInterests(
    decided_kind="child_protection",
    decided_country="HN",
    decided_on=NOON.date(),
    outcome="reunited_at_origin",
    is_protection_ruled_out=True,
    names_kind="registry",
    names_country="SV",
)


def test_offer_that_a_later_decision_closes_is_taken_back(stage):
    """La Unión was named; then another decision names nobody there."""
    child = cast.case(stage, people=(Person("12-17", "f"),), accompanied=False)
    decide = {"case_id": child.pk, "by": stage.amina}
    Institution.objects.filter(pk=stage.la_union.pk).update(kind="registry")
    stage.window.refresh_from_db()
    actions.record_best_interests(**decide, decision=DECISION, at=NOON)
    given = cast.consent(stage, child, stage.window, form="assent", field_groups=("needs",))
    sent = cast.offer(stage, child, stage.window, given=given)
    assert access.inbox_of(stage.carlos, at=NOON)[0].preview
    other = replace(DECISION, names_kind="court")
    actions.record_best_interests(**decide, decision=other, at=LATER)
    sent.refresh_from_db()
    assert (sent.status, bytes(sent.preview), sent.consent.withdrawn_at) == (
        S.WITHDRAWN,
        b"",
        LATER,
    )
    assert access.inbox_of(stage.carlos, at=LATER) == []
    assert Retraction.objects.get().referral_id == sent.pk


def test_what_becomes_known_at_the_first_takes_back_further_on(stage):
    sent, own = received(stage, needs=("medical", "consular"))
    onward = send_on(own, stage.consulate, by=stage.carlos)
    actions.change_facts(
        case_id=sent.case_id,
        facts=cast.facts(protection_sensitive=True),
        urgency="urgent",
        by=stage.amina,
        at=LATER,
    )
    onward.refresh_from_db()
    sent.refresh_from_db()
    assert (onward.status, bytes(onward.preview), sent.status) == (S.WITHDRAWN, b"", S.WITHDRAWN)


def test_preview_of_what_went_without_consent_closes_with_its_ground(stage):
    case = cast.case(stage)
    doctor = person("doctor", of=stage.clinic.institution, roles=["duty_officer"])
    actions.send_without_consent(
        case_id=case.pk,
        service_id=stage.clinic.pk,
        ground="vital_interest",
        reasons="Está inconsciente y no se le puede preguntar.",
        second_person=stage.berta.id,
        by=stage.amina,
        at=NOON,
    )
    shown = [
        access.inbox_of(doctor, at=at)[0].preview is not None
        for at in (NOON, NOON + HOLDS - HOUR, NOON + HOLDS)
    ]
    assert shown == [True, True, False]


def test_sender_whom_she_excluded_further_on_does_not_learn_that_it_went_on(stage):
    sent, own = received(stage, needs=("medical", "shelter"))
    onward = send_on(own, stage.shelter, by=stage.carlos)

    def seen():
        history = access.read_referral(stage.amina, referral_id=sent.pk, at=LATER).history
        return "onward" in [step.kind for step in history]

    assert seen()
    ask = {"case_id": own.pk, "kind": "institution", "who": stage.nacaome.pk}
    actions.add_exclusion(**ask, by=stage.carlos, at=LATER)
    assert not seen()
    actions.withdraw_consent(consent_id=sent.consent_id, by=stage.amina, at=LATER)
    assert Retraction.objects.filter(referral=onward).exists()
    (row,) = access.list_taken_back(stage.amina, at=LATER)
    assert row.holder.es == "DEMO La Unión"
    assert len(access.list_taken_back(stage.carlos, at=LATER)) == 1

"""What an institution answers for: cases end in time, who is affected is named, two answer."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON, case, consent, offer, stage

from relevo.audit import actions as audit
from relevo.cases import access, actions
from relevo.cases.access import stewardship as seen
from relevo.cases.actions import exclusions, rights
from relevo.cases.actions import stewardship as acts
from relevo.cases.enums import Retention
from relevo.cases.errors import CaseNotVisible, NotASteward, StewardshipRefused
from relevo.cases.models import Case, LegalRequest, Referral, SealedGroup
from relevo.cases.rules import stewardship as rules
from relevo.cases.rules.facts import Person
from relevo.kernel.actor import Actor

DAY = timedelta(days=1)
ADULT = (Person("21-59", "f"),)
TWO_YEARS = NOON.replace(year=NOON.year + 2)


@pytest.fixture
def played(db):
    return stage()


def steward(played, *, number=7):
    """An administrator of the institution in Nacaome."""
    admin = played.amina
    return Actor(
        id=admin.id.__class__(int=number),
        institution_id=admin.institution_id,
        roles=frozenset({"institution_admin"}),
    )


def closed(played, *, people=ADULT, at=NOON, **changes):
    found = case(played, people=people, **changes)
    actions.close_case(case_id=found.pk, reason="helped", by=played.amina, at=at)
    return found


@given(st.dates(date(2015, 1, 1), date(2060, 1, 1)), st.integers(1, 24))
def test_a_case_ends_when_its_months_are_over_and_not_a_day_before(today, months):
    last = rules.closed_before(today, months=months)
    assert rules.ends_on(last, months=months) <= today < rules.ends_on(last + DAY, months=months)


def test_months_end_on_the_last_day_there_is():
    assert rules.ends_on(date(2020, 12, 31), months=2) == date(2021, 2, 28)
    assert rules.ends_on(date(2020, 11, 20), months=24) == date(2022, 11, 20)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"people": ADULT}, Retention.ORDINARY),
        ({"people": (*ADULT, Person("12-17", "m"))}, Retention.REVIEWED),
        ({"people": ADULT, "profiles": frozenset({"trafficking"})}, Retention.REVIEWED),
    ],
)
def test_minors_and_evidence_of_trafficking_wait_for_a_person(played, changes, expected):
    assert Case.objects.get(pk=closed(played, **changes).pk).retention == expected


def test_an_ordinary_case_ends_by_itself_after_two_years_and_no_earlier(played):
    ended, kept = closed(played), closed(played, people=(Person("0-4", "f"),))
    open_one = case(played)

    assert acts.shred_ended(at=TWO_YEARS - DAY) == 0
    assert acts.shred_ended(at=TWO_YEARS) == 1
    assert acts.shred_ended(at=TWO_YEARS) == 0

    left = Case.objects.filter(shredded_at=None).values_list("pk", flat=True)
    assert set(left) == {kept.pk, open_one.pk}
    assert not SealedGroup.objects.filter(case=ended).exists()
    with pytest.raises(CaseNotVisible):
        access.read_case(played.amina, case_id=ended.pk, at=TWO_YEARS)


def test_a_shorter_time_can_be_set(played, settings):
    settings.RELEVO_CASE_MONTHS = 1
    closed(played)
    assert acts.shred_ended(at=NOON + 31 * DAY) == 1


def test_what_the_person_asked_is_answered_first(played):
    kept = case(played, people=ADULT)
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    actions.close_case(case_id=kept.pk, reason="helped", by=played.amina, at=NOON)
    own = rights.open_own(code=key[0], phrase=key[1], by=played.elena, at=NOON)
    rights.ask(own, kind="copy", text="", at=NOON)

    assert acts.shred_ended(at=TWO_YEARS) == 0


def test_what_ends_stands_in_a_list_two_weeks_before(played):
    ordinary, minor = closed(played), closed(played, people=(Person("0-4", "f"),))
    admin = steward(played)

    assert seen.list_ending(admin, at=TWO_YEARS - 15 * DAY) == []
    rows = seen.list_ending(admin, at=TWO_YEARS - 14 * DAY)
    assert {(row.code, row.is_reviewed, row.is_due) for row in rows} == {
        (ordinary.code, False, False),
        (minor.code, True, False),
    }

    acts.keep_longer(case_id=ordinary.pk, by=admin, at=TWO_YEARS - DAY)
    assert acts.shred_ended(at=TWO_YEARS) == 0
    with pytest.raises(StewardshipRefused):
        acts.end_reviewed(case_id=minor.pk, by=admin, at=TWO_YEARS - DAY)
    acts.end_reviewed(case_id=minor.pk, by=admin, at=TWO_YEARS)
    (row,) = seen.list_ending(admin, at=TWO_YEARS)
    assert (row.code, row.is_reviewed, row.is_due) == (ordinary.code, True, True)


def test_a_case_with_an_open_referral_is_not_ended(played):
    kept = closed(played, people=(Person("0-4", "f"),))
    other = case(played)
    referral = offer(played, other, played.window)
    Referral.objects.filter(pk=referral.pk).update(case=kept)
    with pytest.raises(StewardshipRefused):
        acts.end_reviewed(case_id=kept.pk, by=steward(played), at=TWO_YEARS)


def test_a_case_whose_person_waits_for_an_answer_is_not_ended(played):
    kept = case(played, people=(Person("0-4", "f"),))
    key = rights.give_key(case_id=kept.pk, by=played.amina, at=NOON)
    actions.close_case(case_id=kept.pk, reason="helped", by=played.amina, at=NOON)
    own = rights.open_own(code=key[0], phrase=key[1], by=played.elena, at=NOON)
    rights.ask(own, kind="copy", text="", at=NOON)
    with pytest.raises(StewardshipRefused, match="unanswered_request"):
        acts.end_reviewed(case_id=kept.pk, by=steward(played), at=TWO_YEARS)


def test_only_a_steward_of_the_institution_decides(played):
    kept = closed(played)
    for nobody in (played.amina, played.carlos, played.berta):
        for act in (
            lambda by: seen.list_ending(by, at=NOON),
            lambda by: acts.keep_longer(case_id=kept.pk, by=by, at=NOON),
            lambda by: acts.end_reviewed(case_id=kept.pk, by=by, at=NOON),
            seen.list_legal,
            seen.list_incidents,
        ):
            with pytest.raises(NotASteward):
                act(nobody)
        assert not seen.is_steward(nobody)
    assert seen.is_steward(played.dora)
    with pytest.raises(CaseNotVisible):
        acts.keep_longer(case_id=kept.pk, by=played.dora, at=NOON)
    with pytest.raises(CaseNotVisible):
        acts.keep_longer(case_id=case(played).pk, by=steward(played), at=NOON)


def incident(played, suspect=None, *, since=NOON - HOUR, until=NOON + 2 * HOUR, **changes):
    asked = {"suspect_id": suspect, "since": since, "until": until, "text": "Perdió el teléfono"}
    return acts.open_incident(**asked | changes, by=steward(played), at=NOON + HOUR)


def test_who_is_affected_follows_from_the_audit(played):
    read, consented, sent = case(played), case(played), case(played)
    case(played)
    at = NOON + HOUR
    access.read_case(played.amina, case_id=read.pk, at=at)
    consent(played, consented, played.window, at=at)
    offer(played, sent, played.window, at=at)

    found = seen.read_incident(
        steward(played),
        incident_id=incident(played, played.amina.id, since=at - timedelta(seconds=1)).pk,
        at=at,
    )

    row, text, affected = found
    assert (row.suspect_id, text) == (played.amina.id, "Perdió el teléfono")
    assert set(affected.cases) == {read.code, consented.code, sent.code}
    assert (affected.referrals, affected.elsewhere, affected.reads) == ((), 0, 1)


def test_what_was_received_is_named_by_its_own_code_and_others_only_counted(played):
    referral = offer(played, case(played), played.window)
    access.read_referral(played.carlos, referral_id=referral.pk, at=NOON + HOUR)
    admin = played.dora
    opened = acts.open_incident(
        suspect_id=None, since=NOON, until=NOON + 2 * HOUR, text="Intrusos", by=admin, at=NOON
    )

    _row, _text, affected = seen.read_incident(admin, incident_id=opened.pk, at=NOON)

    assert (affected.cases, affected.referrals, affected.elsewhere) == ((), (referral.code,), 0)
    with pytest.raises(CaseNotVisible):
        seen.read_incident(steward(played), incident_id=opened.pk, at=NOON)


def test_what_a_steward_must_never_know_is_in_no_number(played):
    kept, hidden = case(played), case(played)
    at = NOON + HOUR
    referral = offer(played, hidden, played.window, at=at)
    for one in (kept, hidden, hidden):
        access.read_case(played.amina, case_id=one.pk, at=at)
    access.search_cases(played.amina, text=hidden.code, at=at)
    for verb, subject in (
        ("referral.read", referral.pk),
        ("referral.read", referral.consent_id),
        ("case.glass_read", kept.pk),
        ("complaint.read", uuid4()),
        ("caseload.read", played.nacaome.pk),
    ):
        audit.record_access(verb, subject=str(subject), actor=played.amina, at=at)
    opened = incident(played, played.amina.id, since=at)
    other = steward(played, number=8)
    admin = person("admin", of=played.nacaome, roles=["institution_admin"])
    exclusions.add_exclusion(case_id=hidden.pk, kind="user", who=admin.id, by=played.amina, at=NOON)

    def told(viewer):
        _row, _text, affected = seen.read_incident(viewer, incident_id=opened.pk, at=NOON)
        return (affected.cases, affected.elsewhere, affected.reads, affected.searches)

    assert told(admin) == ((kept.code,), 0, 2, 1)
    assert told(other) == (tuple(sorted((kept.code, hidden.code))), 0, 6, 1)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"until": NOON - 2 * HOUR}, "before_since"),
        ({"since": NOON + 5 * HOUR, "until": NOON + 6 * HOUR}, "in_the_future"),
        ({"text": " "}, "missing"),
        ({"text": "x" * 2001}, "too_long"),
    ],
)
def test_an_incident_says_when_and_what(played, changes, problem):
    with pytest.raises(StewardshipRefused) as refusal:
        incident(played, **changes)
    assert refusal.value.problem == problem


def test_whose_account_is_suspected_neither_sees_nor_closes_the_incident(played):
    suspect, other = steward(played), steward(played, number=8)
    found = incident(played, suspect.id)
    assert seen.list_incidents(suspect) == []
    assert [row.incident_id for row in seen.list_incidents(other)] == [found.pk]
    with pytest.raises(CaseNotVisible):
        seen.read_incident(suspect, incident_id=found.pk, at=NOON)
    with pytest.raises(CaseNotVisible):
        acts.close_incident(incident_id=found.pk, by=suspect, at=NOON)
    assert seen.read_incident(other, incident_id=found.pk, at=NOON)


def test_an_incident_is_closed_once(played):
    opened, admin = incident(played), steward(played)
    acts.close_incident(incident_id=opened.pk, by=admin, at=NOON + HOUR)
    with pytest.raises(StewardshipRefused):
        acts.close_incident(incident_id=opened.pk, by=admin, at=NOON + HOUR)
    (row,) = seen.list_incidents(admin)
    assert row.closed_at == NOON + HOUR


def demand(played, **changes):
    asked = {"kind": "police", "country": "sv", "received_on": NOON.date(), "text": "Una lista"}
    return acts.register_demand(**asked | changes, by=steward(played), at=NOON)


def test_a_demand_is_answered_by_two(played):
    asked, first, second = demand(played), steward(played), steward(played, number=8)
    with pytest.raises(StewardshipRefused):
        acts.confirm_answer(request_id=asked.pk, seen="neither", by=first, at=NOON)
    acts.propose_answer(request_id=asked.pk, answer="neither", by=first, at=NOON)
    assert not seen.read_legal(first, request_id=asked.pk, at=NOON).may_confirm
    with pytest.raises(StewardshipRefused):
        acts.confirm_answer(request_id=asked.pk, seen="neither", by=first, at=NOON)
    assert seen.read_legal(second, request_id=asked.pk, at=NOON).may_confirm

    acts.propose_answer(request_id=asked.pk, answer="complied", by=first, at=NOON)
    with pytest.raises(StewardshipRefused):  # another one than was read
        acts.confirm_answer(request_id=asked.pk, seen="neither", by=second, at=NOON)
    acts.propose_answer(request_id=asked.pk, answer="neither", by=first, at=NOON)
    acts.confirm_answer(request_id=asked.pk, seen="neither", by=second, at=NOON + HOUR)

    (row,) = seen.list_legal(first)
    assert (row.answer, row.is_answered, row.country) == ("neither", True, "SV")
    assert seen.read_legal(first, request_id=asked.pk, at=NOON).text == "Una lista"
    assert seen.count_legal(first) == [(2020, "neither", 1)]
    with pytest.raises(StewardshipRefused):
        acts.propose_answer(request_id=asked.pk, answer="complied", by=first, at=NOON)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"country": "El"}, None),
        ({"country": "S1"}, "country"),
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"received_on": NOON.date() + DAY}, "received_on"),
    ],
)
def test_a_demand_says_who_and_what(played, changes, field):
    if field is None:
        assert demand(played, **changes).country == "EL"
        return
    with pytest.raises(StewardshipRefused) as refusal:
        demand(played, **changes)
    assert (refusal.value.field, LegalRequest.objects.count()) == (field, 0)


def test_an_answer_is_of_the_list_and_of_ones_own_register(played):
    asked = demand(played)
    with pytest.raises(StewardshipRefused):
        acts.propose_answer(request_id=asked.pk, answer="everything", by=steward(played), at=NOON)
    with pytest.raises(CaseNotVisible):
        acts.propose_answer(request_id=asked.pk, answer="neither", by=played.dora, at=NOON)
    assert seen.count_legal(steward(played)) == [(2020, "", 1)]


def test_what_was_written_of_an_incident_and_a_demand_ends_five_years_after_it_ended(played):
    admin, second = steward(played), steward(played, number=8)
    incident = acts.open_incident(
        suspect_id=None, since=NOON - DAY, until=NOON, text="Un teléfono.", by=admin, at=NOON
    )
    demand = acts.register_demand(
        kind="court", country="HN", received_on=NOON.date(), text="Oficio 7", by=admin, at=NOON
    )
    five = rules.WORDS_STAY
    assert acts.forget_words(at=NOON + five + DAY) == 0, "what is open stays"
    acts.close_incident(incident_id=incident.pk, by=admin, at=NOON)
    acts.propose_answer(request_id=demand.pk, answer="neither", by=admin, at=NOON)
    acts.confirm_answer(request_id=demand.pk, seen="neither", by=second, at=NOON)
    assert acts.forget_words(at=NOON + five - DAY) == 0
    assert acts.forget_words(at=NOON + five) == 2
    assert acts.forget_words(at=NOON + five) == 0
    later = NOON + five + DAY
    assert seen.read_legal(admin, request_id=demand.pk, at=later).text == ""
    assert seen.read_incident(admin, incident_id=incident.pk, at=later)[1] == ""
    assert seen.count_legal(admin) == [(2020, "neither", 1)]

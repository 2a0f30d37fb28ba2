"""What an erased case leaves: rows to be judged, nothing for the excluded, a code to match."""

import pytest
from tests.cases.test_rights import opened, to_state
from tests.cases.test_taking_back import LATER, REASONS, onward, withdraw, without
from tests.cases.test_walls import breaker, broken, exclude, with_attributes
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON

from relevo.cases import access, actions
from relevo.cases.access import stewardship as access_to
from relevo.cases.access.glass import list_glass_lately
from relevo.cases.access.rights import read_own
from relevo.cases.actions import rights, stewardship
from relevo.cases.enums import ExclusionKind
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import BreakGlass, Case, Exclusion, Referral, Retraction
from relevo.plumbing import sealed

pytestmark = pytest.mark.django_db
AFTER = LATER + HOUR


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def boss(stage):
    return with_attributes(person("boss", of=stage.nacaome, roles=["officer"]), "supervisor")


def erase(stage, case, *, at=LATER):
    key = rights.give_key(case_id=case.pk, by=stage.amina, at=at)
    asked = rights.ask(opened(key, stage.elena, at=at), kind="erasure", text="", at=at)
    rights.answer_request(request_id=asked.pk, outcome="granted", by=stage.amina, at=at)


# Reviews -----------------------------------------------------------------------------------------


def test_an_opening_of_an_erased_case_is_told_as_such_and_reviewed(stage, boss):
    case, other = cast.case(stage), cast.case(stage)
    berta = breaker(stage)
    glass, kept = broken(stage, case, by=berta, at=NOON), broken(stage, other, by=berta, at=NOON)

    erase(stage, case)

    rows = {row.glass_id: row for row in access.list_glass(boss, at=LATER)}
    told = {pk: (row.case_code, row.is_erased, row.is_gone, row.why) for pk, row in rows.items()}
    assert told == {
        glass.pk: ("", True, True, ""),
        kept.pk: (other.code, False, False, "No contesta nadie"),
    }
    assert [rows[one.pk].is_open for one in (glass, kept)] == [False, True]
    with pytest.raises(CaseNotVisible):
        access.read_glass(berta, glass_id=glass.pk, at=LATER)
    waiting = list_glass_lately(boss, at=LATER)
    assert sorted((row.case_code, row.is_erased) for row in waiting) == [
        ("", True),
        (other.code, False),
    ]
    actions.review_glass(glass_id=glass.pk, verdict="justified", by=boss, at=AFTER)
    assert BreakGlass.objects.get(pk=glass.pk).reviewed_by == boss.id
    assert [row.case_code for row in list_glass_lately(boss, at=AFTER)] == [other.code]


@pytest.mark.parametrize("verdict", ["justified", "unjustified"])
def test_a_sending_without_consent_of_an_erased_case_is_told_as_such_and_reviewed(
    stage, boss, verdict
):
    case, other = cast.case(stage), cast.case(stage)
    row, kept = (without(stage, one, stage.shelter) for one in (case, other))

    erase(stage, case)

    rows = access.list_exceptions(boss, at=LATER)
    told = {one.exception_id: one for one in rows}
    assert {
        pk: (one.case_code, one.is_erased, one.is_gone, one.reasons) for pk, one in told.items()
    } == {row.pk: ("", True, True, ""), kept.pk: (other.code, False, False, REASONS)}
    assert told[row.pk].may_review
    actions.review_exception(exception_id=row.pk, verdict=verdict, by=boss, at=AFTER)
    assert [one.exception_id for one in access.list_exceptions(boss, at=AFTER, open_only=True)] == [
        kept.pk
    ]
    assert Retraction.objects.filter(referral=row.referral_id).count() == 1


def test_reviews_stand_when_the_key_of_the_institution_was_destroyed(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    stage = cast.stage()
    boss = with_attributes(person("boss", of=stage.nacaome, roles=["officer"]), "supervisor")
    case, berta = cast.case(stage), breaker(stage)
    glass = broken(stage, case, by=berta, at=NOON)
    row = without(stage, case, stage.shelter)

    sealed.destroy_key(stage.nacaome.pk, at=NOON)
    sealed.finish_destroying(at=NOON)

    (opening,) = access.list_glass(boss, at=LATER)
    assert (opening.case_code, opening.is_erased, opening.is_gone) == (case.code, False, True)
    (sending,) = access.list_exceptions(boss, at=LATER)
    assert (sending.case_code, sending.is_erased, sending.is_gone) == (case.code, False, True)
    with pytest.raises(CaseNotVisible):
        access.read_glass(berta, glass_id=glass.pk, at=NOON)
    actions.review_glass(glass_id=glass.pk, verdict="justified", by=boss, at=LATER)
    actions.review_exception(exception_id=row.pk, verdict="justified", by=boss, at=LATER)


def test_what_a_steward_noted_opens_without_words_when_the_key_was_destroyed(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    stage = cast.stage()
    admin = person("admin", of=stage.nacaome, roles=["institution_admin"])
    noted = {"text": "Se perdió un teléfono", "by": admin, "at": NOON}
    incident = stewardship.open_incident(
        suspect_id=None, since=NOON - 2 * HOUR, until=NOON - HOUR, **noted
    )
    demand = stewardship.register_demand(
        kind="court", country="HN", received_on=NOON.date(), **noted
    )

    sealed.destroy_key(stage.nacaome.pk, at=NOON)
    sealed.finish_destroying(at=NOON)

    assert access_to.read_incident(admin, incident_id=incident.pk, at=LATER)[1] == ""
    assert access_to.read_legal(admin, request_id=demand.pk, at=LATER).text == ""


# Whom she chose never to know --------------------------------------------------------------------


def seen_by(actor, *, at=AFTER):
    return (
        [row.code for row in access.list_held(actor, at=at)],
        [row.referral_id for row in access.inbox_of(actor, at=at, open_only=False)],
        access.count_held(actor),
    )


@pytest.mark.parametrize("ending", ["erased", "ended"])
def test_an_erasure_tells_nothing_to_whom_she_excluded(stage, ending):
    case = cast.case(stage)
    sent = cast.offer(stage, case, stage.window)
    cast.move(sent, S.ACCEPTED, by=stage.carlos)
    exclude(stage, case, stage.la_union.pk, at=NOON + HOUR)
    assert seen_by(stage.carlos) == ([], [], 0)

    end(stage, case, ending)

    assert Case.objects.get(pk=case.pk).shredded_at is not None
    assert seen_by(stage.carlos) == ([], [], 0)
    (mark,) = Exclusion.objects.filter(case=case)
    assert (bytes(mark.sealed), mark.mark) == (
        b"",
        access.exclusion_mark(ExclusionKind.INSTITUTION, stage.la_union.pk),
    )
    assert [row.code for row in Retraction.objects.all()] == [""]


def end(stage, case, ending):
    if ending == "erased":
        erase(stage, case)
    else:
        actions.close_case(case_id=case.pk, reason="helped", by=stage.amina, at=LATER)
        Case.objects.filter(pk=case.pk).update(retention="ordinary")
        stewardship.shred_ended(at=NOON.replace(year=2023))


def test_an_excluded_supervisor_reaches_no_review_of_an_erased_case(stage, boss):
    case = cast.case(stage)
    broken(stage, case, at=NOON)
    without(stage, case, stage.shelter)
    exclude(stage, case, boss.id, kind="user", at=NOON + HOUR)

    erase(stage, case)

    assert access.list_glass(boss, at=LATER) == []
    assert access.list_exceptions(boss, at=LATER) == []
    assert access.count_exceptions(boss) == 0


def test_of_a_case_that_went_to_nobody_a_mark_is_left_while_its_answer_is(stage):
    erased, ended = cast.case(stage), cast.case(stage)
    for case in (erased, ended):
        exclude(stage, case, stage.la_union.pk)

    end(stage, erased, "erased")
    end(stage, ended, "ended")

    assert [mark.case_id for mark in Exclusion.objects.all()] == [erased.pk]


def test_whom_she_excludes_later_learns_nothing_from_a_case_that_ended_further_on(stage):
    first, send = onward(stage)
    doctor = person("doctor", of=stage.clinic.institution, roles=["officer"])
    actions.offer_referral(**send)
    own = Case.objects.get(origin=first)
    rights_of_own = rights.give_key(case_id=own.pk, by=stage.carlos, at=LATER)
    asked = rights.ask(
        opened(rights_of_own, stage.elena, at=LATER), kind="erasure", text="", at=LATER
    )
    rights.answer_request(request_id=asked.pk, outcome="granted", by=stage.carlos, at=LATER)
    assert access.count_held(doctor) == 1

    exclude(stage, first.case, stage.clinic.institution_id, at=AFTER)

    assert seen_by(doctor) == ([], [], 0)
    (mark,) = Exclusion.objects.filter(case=own)
    assert bytes(mark.sealed) == b""


# The code that the holder has on paper -----------------------------------------------------------


def test_who_must_delete_finds_the_code_it_had_until_it_has(stage):
    case = cast.case(stage)
    sent = cast.offer(stage, case, stage.window)

    erase(stage, case)

    assert Referral.objects.get(pk=sent.pk).code != sent.code
    (held,) = access.list_held(stage.carlos, at=LATER)
    assert (held.code, held.offered_at) == (sent.code, sent.offered_at)
    say = {"retraction_id": held.retraction_id, "by": stage.carlos, "at": LATER}
    actions.answer_retraction(**say, answer="kept_by_law", reason="court_order")
    assert [row.code for row in access.list_held(stage.carlos, at=LATER)] == [sent.code]
    actions.answer_retraction(**say, answer="deleted")
    assert [row.code for row in access.list_held(stage.carlos, at=LATER)] == [""]
    assert Retraction.objects.get().code == ""


def test_of_what_had_lost_its_code_before_it_was_taken_back_the_day_is_told(stage):
    case = cast.case(stage)
    sent = to_state(stage, case, S.DELIVERED)
    end(stage, case, "ended")
    Retraction.objects.create(referral=sent, holder=stage.la_union, told_at=LATER)

    (held,) = access.list_held(stage.carlos, at=LATER)

    assert (held.code, held.offered_at) == ("", sent.offered_at)


# Who is never asked ------------------------------------------------------------------------------


def test_the_sender_learns_that_whom_she_excluded_is_not_asked(stage):
    case = cast.case(stage)
    for service in (stage.window, stage.shelter):
        cast.offer(stage, case, service)
    exclude(stage, case, stage.la_union.pk)
    erased = [given.pk for given in case.consents.filter(withdrawn_at=None)]
    for pk in erased:
        withdraw(stage, pk)

    rows = access.list_taken_back(stage.amina, at=LATER + 100 * HOUR)

    told = {row.holder.es: (row.is_asked, row.is_late) for row in rows}
    assert told == {"DEMO La Unión": (False, False), "DEMO Casa": (True, True)}
    key = rights.give_key(case_id=case.pk, by=stage.amina, at=LATER)
    copy = read_own(opened(key, stage.amina, at=LATER), at=LATER)
    assert sorted(one.is_asked for one in copy.taken_back.values()) == [False, True]


def test_who_answered_before_it_was_excluded_has_answered(stage):
    sent = cast.referral(stage)
    withdraw(stage, sent.consent_id)
    (held,) = access.list_held(stage.carlos, at=LATER)
    actions.answer_retraction(
        retraction_id=held.retraction_id, answer="deleted", by=stage.carlos, at=LATER
    )
    exclude(stage, sent.case, stage.la_union.pk)

    (row,) = access.list_taken_back(stage.amina, at=LATER)

    assert (row.answer, row.is_asked) == ("deleted", True)

"""A case gets a new key when somebody has left its team, and once a year."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models
from tests.cases.test_case_work import keep, note, task
from tests.factories import cases as cast
from tests.factories.cases import HOUR, NOON

from relevo.audit.models import Event
from relevo.cases import access, actions, queries
from relevo.cases.access import exclusions, glass, handovers, loop, rights, work
from relevo.cases.actions import rekeying
from relevo.cases.actions.rekeying import IN_THE_CASE, STILL_WRITING, renew_keys, sealed_columns
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import (
    Attachment,
    BreakGlass,
    Case,
    Consent,
    Exclusion,
    HandOver,
    Incident,
    LegalRequest,
    Note,
    PhoneAnswer,
    Referral,
    RightsRequest,
    RouteChoice,
    SealedGroup,
    Task,
    WithoutConsent,
)
from relevo.keyholder.records import SealBroken, dek_id_of
from relevo.plumbing import sealed
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import EnvelopeDestroyed, unseal

pytestmark = pytest.mark.django_db
LATER = NOON + 2 * HOUR
SOON = LATER + timedelta(minutes=1)
YEAR = timedelta(days=365)


@pytest.fixture
def stage():
    return cast.stage()


@pytest.fixture
def full(stage):
    """A case with what one visit leaves, of which Berta is no longer in the team."""
    referral = cast.referral(stage, S.ACCEPTED)
    case = referral.case
    note(stage, case)
    task(stage, case)
    keep(stage, case)
    left(stage, case)
    return case


def left(stage, case, *, at=LATER):
    actions.add_to_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=NOON)
    actions.remove_from_team(case_id=case.pk, user_id=stage.berta.id, by=stage.amina, at=at)


def blobs(case):
    """Every sealed value of a case: model, column and row, with the bytes."""
    return {
        (model.__name__, name, row.pk): bytes(getattr(row, name))
        for model, way in IN_THE_CASE
        for row in model._default_manager.filter(**{way: case}).order_by("pk")
        for name in sealed_columns(model)
        if getattr(row, name)
    }


def keys_of(case):
    return {dek_id_of(blob) for blob in blobs(case).values()}


def clear(case):
    """What the sealed values say."""
    return {
        (model.__name__, name, row.pk): sealed.unseal_bytes(
            getattr(row, name), context=rekeying._context(row, name)
        )
        for model, way in IN_THE_CASE
        for row in model._default_manager.filter(**{way: case})
        for name in sealed_columns(model)
        if getattr(row, name)
    }


def test_who_left_a_team_leaves_a_case_with_another_key(full):
    before, said = blobs(full), clear(full)
    (old,) = keys_of(full)
    assert {name for name, _column, _pk in before} >= {
        "Attachment",
        "Consent",
        "Note",
        "SealedGroup",
        "Task",
    }
    assert renew_keys(at=SOON) == 1
    (new,) = keys_of(full)
    assert new != old
    assert clear(full) == said
    assert set(blobs(full)) == set(before)
    assert not set(blobs(full).values()) & set(before.values())
    assert Event.objects.filter(verb="case.key_renewed", subject=str(full.pk)).count() == 1
    assert renew_keys(at=SOON + HOUR / 2) == 0
    assert keys_of(full) == {new}


def test_the_former_key_opens_for_an_hour_and_then_for_nobody(full):
    group = SealedGroup.objects.filter(case=full).first()
    context = queries.group_context(full.pk, group.group)
    copy = bytes(group.sealed)
    renew_keys(at=SOON)
    renew_keys(at=SOON + STILL_WRITING - timedelta(seconds=1))
    assert unseal(copy, context=context)
    renew_keys(at=SOON + STILL_WRITING)
    with pytest.raises(SealBroken):
        unseal(copy, context=context)
    assert clear(full)
    full.refresh_from_db()
    assert (full.key_since, full.has_former_key) == (SOON, False)
    assert renew_keys(at=SOON + 2 * HOUR) == 0


def test_what_was_still_written_with_the_former_key_is_found_before_it_ends(stage, full):
    group = SealedGroup.objects.filter(case=full).first()
    copy = bytes(group.sealed)
    renew_keys(at=SOON)
    SealedGroup.objects.filter(pk=group.pk).update(sealed=copy)  # an act that began before
    assert len(keys_of(full)) == 2
    renew_keys(at=SOON + STILL_WRITING)
    assert len(keys_of(full)) == 1
    full.refresh_from_db()
    assert full.has_former_key  # once more without such a find
    renew_keys(at=SOON + STILL_WRITING)
    full.refresh_from_db()
    assert not full.has_former_key
    assert clear(full)
    _case, known, _urgency = access.read_facts(stage.amina, case_id=full.pk, at=SOON + 2 * HOUR)
    assert known.name == cast.NAME


def test_only_a_case_that_somebody_left_and_only_once_for_each(stage, full):
    other = cast.case(stage)
    ((theirs,), (old,)) = keys_of(other), keys_of(full)
    renew_keys(at=SOON)
    renew_keys(at=SOON + STILL_WRITING)
    assert keys_of(other) == {theirs}
    (second,) = keys_of(full)
    again = SOON + 3 * HOUR
    left(stage, full, at=again)
    assert renew_keys(at=again + HOUR) == 1
    assert len({old, second, *keys_of(full)}) == 3


def test_a_key_is_a_year_old_at_most(stage):
    case = cast.case(stage)
    (first,) = keys_of(case)
    assert renew_keys(at=NOON + YEAR) == 0
    due = NOON + YEAR + timedelta(days=1)
    assert renew_keys(at=due) == 1
    (second,) = keys_of(case)
    renew_keys(at=due + STILL_WRITING)
    assert renew_keys(at=due + YEAR - HOUR) == 0
    assert renew_keys(at=due + YEAR) == 1
    assert len({first, second, *keys_of(case)}) == 3


def test_few_at_once_and_none_is_forgotten(stage):
    cases = [cast.case(stage) for _ in range(5)]
    for case in cases:
        left(stage, case)
    assert [renew_keys(at=SOON, at_once=2) for _ in range(4)] == [2, 2, 1, 0]
    assert Case.objects.filter(key_since=SOON).count() == 5


def test_what_is_interrupted_loses_nothing_and_is_done_again(full, monkeypatch):
    said, before = clear(full), blobs(full)
    monkeypatch.setattr(rekeying, "_seal_anew", lambda _case: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        renew_keys(at=SOON)
    assert blobs(full) == before
    assert clear(full) == said
    monkeypatch.undo()
    assert renew_keys(at=SOON) == 1
    assert clear(full) == said
    assert len(keys_of(full)) == 1


def test_another_process_may_have_been_faster(full):
    assert renew_keys(at=SOON) == 1
    assert rekeying._renew(full.pk, at=SOON) is False
    renew_keys(at=SOON + STILL_WRITING)
    rekeying._end_former(full.pk, at=SOON + STILL_WRITING)
    assert clear(full)


def test_a_log_that_is_still_read_keeps_the_case_on_the_list(full, monkeypatch):
    renew_keys(at=SOON)
    monkeypatch.setattr(rekeying, "end_former_keys", lambda _envelope: False)
    renew_keys(at=SOON + STILL_WRITING)
    full.refresh_from_db()
    assert full.has_former_key


def test_a_value_that_does_not_open_is_left_and_stops_nothing(full):
    broken = Note.objects.get(case=full)
    for blob in (b"\x03no record", bytes(broken.sealed)[:-1] + b"\x00"):
        Note.objects.filter(pk=broken.pk).update(sealed=blob)
        (_new,) = sealed.sealed_anew(
            [(blob, f"cases_note|sealed|{broken.pk}")],
            envelope=full.pk,
            holder=full.institution_id,
        )
        assert _new is None
    assert renew_keys(at=SOON) == 1
    broken.refresh_from_db()
    assert bytes(broken.sealed) == blob


def test_what_no_longer_opens_is_not_asked_for(stage, full):
    DestroyedKey.objects.create(holder=full.institution_id, at=NOON)
    assert renew_keys(at=SOON) == 0
    DestroyedKey.objects.all().delete()
    Case.objects.filter(pk=full.pk).update(shredded_at=SOON)
    assert renew_keys(at=SOON) == 0


def test_a_case_that_ends_takes_its_former_key_along(full, django_capture_on_commit_callbacks):
    group = SealedGroup.objects.filter(case=full).first()
    copy, context = bytes(group.sealed), queries.group_context(full.pk, group.group)
    renew_keys(at=SOON)
    with django_capture_on_commit_callbacks(execute=True):
        sealed.destroy_envelope(full.pk, at=SOON)
    with pytest.raises(EnvelopeDestroyed):
        unseal(copy, context=context)
    with pytest.raises(EnvelopeDestroyed):
        sealed.renew_envelope(full.pk)


CONTEXTS = {
    Attachment: lambda row, name: work.attachment_context(row.pk, name),
    BreakGlass: lambda row, _name: glass.glass_context(row.pk),
    Consent: lambda row, _name: queries.consent_context(row.pk),
    Exclusion: lambda row, _name: exclusions.exclusion_context(row.pk),
    HandOver: lambda row, _name: handovers.hand_over_context(row.pk),
    Note: lambda row, _name: work.note_context(row.pk),
    PhoneAnswer: lambda row, _name: loop.phone_context(row.pk),
    RightsRequest: lambda row, _name: rights.rights_context(row.pk),
    RouteChoice: lambda row, _name: queries.route_context(row.pk),
    SealedGroup: lambda row, _name: queries.group_context(row.case_id, row.group),
    Task: lambda row, _name: work.task_context(row.pk),
    WithoutConsent: lambda row, _name: access.exception_context(row.pk),
}
ELSEWHERE = {Referral, Incident, LegalRequest}
"""Sealed in the envelope of what was sent, or of the institution."""


def test_every_sealed_column_of_cases_has_its_envelope():
    with_blobs = {
        model
        for model in apps.get_app_config("cases").get_models()
        if any(isinstance(field, models.BinaryField) for field in model._meta.fields)
    }
    assert with_blobs == {model for model, _way in IN_THE_CASE} | ELSEWHERE
    assert set(CONTEXTS) == {model for model, _way in IN_THE_CASE}


@pytest.mark.parametrize("model", CONTEXTS, ids=lambda model: model.__name__)
def test_a_value_is_sealed_anew_for_the_place_it_stands_in(model):
    row = (
        model(pk=UUID(int=7)) if model is not SealedGroup else model(case_id=UUID(int=7), group="x")
    )
    for name in sealed_columns(model):
        assert rekeying._context(row, name) == CONTEXTS[model](row, name)

"""A new key for a case: once somebody has left its team, and once a year.

What was sealed with the former key is sealed anew at once, and the former key is removed an hour
later, when nobody can still be writing with it. A case is done whole or not at all; what was
interrupted is found again by what it lacks.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q

from relevo.audit import actions as audit
from relevo.cases.models import (
    Attachment,
    BreakGlass,
    Case,
    Consent,
    Exclusion,
    HandOver,
    Note,
    PhoneAnswer,
    RightsRequest,
    RouteChoice,
    SealedGroup,
    Task,
    TeamMember,
    WithoutConsent,
)
from relevo.cases.queries import group_context
from relevo.cases.rules.clocks import LOCAL
from relevo.kernel.actor import SYSTEM
from relevo.plumbing.models import DestroyedEnvelope, DestroyedKey
from relevo.plumbing.sealed import end_former_keys, renew_envelope, sealed_anew

KEPT_FOR = timedelta(days=365)
STILL_WRITING = timedelta(hours=1)
"""No act takes longer than this from asking for a key to its commit."""
AT_ONCE = 5
FILE = "content"
"""The column of an attachment that holds a whole file: one at a time."""
FILES: dict[type[models.Model], tuple[str, ...]] = {Attachment: (FILE,)}
IN_THE_CASE: tuple[tuple[type[models.Model], str], ...] = (
    (Attachment, "case"),
    (BreakGlass, "case"),
    (Consent, "case"),
    (Exclusion, "case"),
    (HandOver, "referral__case"),
    (Note, "case"),
    (PhoneAnswer, "referral__case"),
    (RightsRequest, "case"),
    (RouteChoice, "case"),
    (SealedGroup, "case"),
    (Task, "case"),
    (WithoutConsent, "case"),
)
"""Whose sealed columns lie in the envelope of a case, and the way from the row to it."""


def renew_keys(*, at: datetime, at_once: int = AT_ONCE) -> int:
    """Give a new key to the cases that are due, and end former ones; how many got a new one.

    Few at once: the key holder counts what the instance itself asks for, too.
    """
    for case_id in _ids(_settled(at).order_by("key_since", "id"), at_once):
        _end_former(case_id, at=at)
    due: dict[UUID, None] = {}
    for cases in (_left(at), _of_last_year(at), _never_renewed(at)):
        due |= dict.fromkeys(_ids(cases.order_by("id"), at_once - len(due)))
    return sum(_renew(case_id, at=at) for case_id in due)


def _ids(cases: "models.QuerySet[Case]", number: int) -> list[UUID]:
    return list(cases.values_list("pk", flat=True)[:number])


def _readable() -> "models.QuerySet[Case]":
    """Cases whose content still opens."""
    return (
        Case.objects.filter(shredded_at=None)
        .exclude(institution_id__in=DestroyedKey.objects.values("holder"))
        .exclude(pk__in=DestroyedEnvelope.objects.values("envelope"))
    )


def _left(at: datetime) -> "models.QuerySet[Case]":
    """Somebody left the team since the case got its key."""
    gone = TeamMember.objects.filter(until__lte=at).filter(
        Q(case__key_since=None) | Q(until__gt=F("case__key_since"))
    )
    return _readable().filter(has_former_key=False, pk__in=gone.values("case_id"))


def _of_last_year(at: datetime) -> "models.QuerySet[Case]":
    return _readable().filter(has_former_key=False, key_since__lte=at - KEPT_FOR)


def _never_renewed(at: datetime) -> "models.QuerySet[Case]":
    year_ago = (at - KEPT_FOR).astimezone(LOCAL).date()
    return _readable().filter(has_former_key=False, key_since=None, opened_on__lt=year_ago)


def _settled(at: datetime) -> "models.QuerySet[Case]":
    return _readable().filter(has_former_key=True, key_since__lte=at - STILL_WRITING)


@transaction.atomic
def _renew(case_id: UUID, *, at: datetime) -> bool:
    """False: another worker was faster, or the case was just destroyed."""
    cases = _readable().select_for_update(of=("self",), no_key=True)
    case = cases.filter(pk=case_id, has_former_key=False).first()
    if case is None:
        return False
    renew_envelope(case.pk)
    _seal_anew(case)
    case.key_since, case.has_former_key = at, True
    case.save(update_fields=["key_since", "has_former_key"])
    audit.record("case.key_renewed", subject=str(case.pk), actor=SYSTEM, at=at)
    return True


@transaction.atomic
def _end_former(case_id: UUID, *, at: datetime) -> None:
    """Remove the former key, unless something was still written with it: then the next time."""
    cases = _settled(at).select_for_update(of=("self",), no_key=True)
    case = cases.filter(pk=case_id).first()
    if case is None or _seal_anew(case) or not end_former_keys(case.pk):
        return
    case.has_former_key = False
    case.save(update_fields=["has_former_key"])


def _seal_anew(case: Case) -> int:
    """Seal with the newest key what is not; how many blobs that were."""
    files = Attachment.objects.filter(case=case).order_by("pk").iterator(chunk_size=1)
    return _lot_anew(case, list(_texts(case))) + sum(
        _lot_anew(case, [(row, FILE)]) for row in files
    )


def _texts(case: Case) -> Iterator[tuple[models.Model, str]]:
    """Every row of a case with a sealed column of it, but for whole files."""
    for model, way in IN_THE_CASE:
        rows = model._default_manager.filter(**{way: case}).defer(*FILES.get(model, ()))  # noqa: SLF001
        for row in rows.order_by("pk"):
            for name in sealed_columns(model):
                # What was emptied stays empty.
                if name != FILE and getattr(row, name):
                    yield row, name


def sealed_columns(model: type[models.Model]) -> list[str]:
    """The names of the columns that hold sealed content."""
    return [f.name for f in model._meta.get_fields() if isinstance(f, models.BinaryField)]  # noqa: SLF001


def _lot_anew(case: Case, lot: Sequence[tuple[models.Model, str]]) -> int:
    told = [(bytes(getattr(row, name)), _context(row, name)) for row, name in lot]
    made = sealed_anew(told, envelope=case.pk, holder=case.institution_id)
    number = 0
    for (row, name), (before, _its), after in zip(lot, told, made, strict=True):
        if after is not None:
            # Only over what was read: a change meanwhile is sealed by whoever made it.
            same = type(row)._default_manager.filter(pk=row.pk, **{name: before})  # noqa: SLF001
            number += same.update(**{name: after})
    return number


def _context(row: models.Model, name: str) -> str:
    if isinstance(row, SealedGroup):
        return group_context(row.case_id, row.group)
    return f"{row._meta.db_table}|{name}|{row.pk}"  # noqa: SLF001

"""What somebody says is different about an entry: asked, then decided by a person."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import access
from relevo.directory.actions.entries import write_verification
from relevo.directory.actions.search import index_services
from relevo.directory.enums import (
    SERVICE_ENDED,
    ChangeState,
    EntryField,
    VerificationMethod,
    VerificationOutcome,
)
from relevo.directory.errors import (
    ChangeDecided,
    ChangeOvertaken,
    ChangeRefused,
    NotYoursToWithdraw,
)
from relevo.directory.models import (
    ChangeRequest,
    Location,
    Schedule,
    Service,
    ServiceQuerySet,
    Term,
)
from relevo.directory.rules import LONGEST_REASON, check_change
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.folding import sort_key


@transaction.atomic
def request_change(
    *,
    service_id: UUID,
    changes: Mapping[str, str],
    reason: str,
    by: Actor,
    at: datetime,
    came_by_link: bool = False,
) -> ChangeRequest:
    """Ask that an entry says something else; nothing changes before its owner decides.

    ``changes``: ``EntryField`` to the text it shall have. New words for the hours take away the
    hours a machine reads, unless these are given too: they would contradict each other. What says
    the same as the entry is left out. Raises ServiceUnknown, NotYoursToChange, ChangeRefused.
    """
    service = access.service_to_change(by, service_id=service_id)
    before = texts_of(service)
    asked = {field: text.strip() for field, text in changes.items()}
    if asked.get(EntryField.HOURS) and before[EntryField.OPENING_HOURS]:
        asked.setdefault(EntryField.OPENING_HOURS, "")
    if EntryField.NEEDS in asked:
        asked[EntryField.NEEDS] = _joined(asked[EntryField.NEEDS])
    for field, text in asked.items():
        check_change(field, text, visibility=service.visibility)
    _check_needs(asked)
    told = {field: text for field, text in asked.items() if text != before[field]}
    reason = _checked_reason(reason, service=service, is_needed=not told)
    request = ChangeRequest.objects.create(
        service=service,
        changes=told,
        before={field: before[field] for field in told},
        reason=reason,
        from_institution_id=by.institution_id,
        came_by_link=came_by_link,
        requested_by=by.id,
        requested_at=at,
        state=ChangeState.OPEN,
    )
    facts: dict[str, object] = {
        "request": str(request.pk),
        "fields": sorted(told),
        "by_link": came_by_link,
    }
    _tell("service.change_requested", request, by=by, at=at, facts=facts)
    return request


def _checked_reason(reason: str, *, service: Service, is_needed: bool) -> str:
    """A remark may be all there is; of a restricted service none is kept: it could say where."""
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise ChangeRefused(field="reason", problem="too_long")
    if reason and access.is_restricted(service):
        raise ChangeRefused(field="reason", problem="restricted")
    if is_needed and not reason:
        raise ChangeRefused(field="changes", problem="nothing")
    return reason


def texts_of(service: Service) -> dict[str, str]:
    """What the entry says now, as texts by field; of a restricted one never a place."""
    schedule = Schedule.objects.filter(service=service).first()
    place = None if access.is_restricted(service) else service.location
    return {
        EntryField.PHONE: service.phone,
        EntryField.EMAIL: service.email,
        EntryField.URL: service.url,
        EntryField.HOURS: schedule.text_es if schedule else "",
        EntryField.OPENING_HOURS: schedule.opening_hours if schedule else "",
        EntryField.NAME: service.name_es,
        EntryField.NOTE: service.note_es,
        EntryField.LOCALITY: place.locality if place else "",
        EntryField.ADDRESS: place.address if place else "",
        EntryField.NEEDS: _joined(" ".join(service.terms.values_list("code", flat=True))),
        EntryField.STATUS: service.status,
    }


def _joined(codes: str) -> str:
    return " ".join(sorted(set(codes.split())))


def _check_needs(asked: Mapping[str, str]) -> None:
    codes = set(asked.get(EntryField.NEEDS, "").split())
    if Term.objects.filter(code__in=codes).count() != len(codes):
        raise ChangeRefused(field=EntryField.NEEDS, problem="unknown")


@transaction.atomic
def decide_change(*, request_id: UUID, approve: bool, by: Actor, at: datetime) -> ChangeRequest:
    """Take a change into the entry exactly as it was asked, or refuse it.

    If what it would replace is not what stood there when it was asked, nothing is written and a
    person looks again. Approved by, or on the word of, the institution itself it counts as a
    confirmation. Raises ChangeUnknown, NotYoursToDecide, ChangeDecided, ChangeOvertaken.
    """
    request = access.change_locked(by, request_id=request_id)
    _check_open(request)
    service = Service.objects.select_for_update(of=("self",), no_key=True).get(
        pk=request.service_id
    )
    if approve:
        now = texts_of(service)
        moved = sorted(field for field, text in request.before.items() if now[field] != text)
        if moved:
            raise ChangeOvertaken(fields=moved)
        for field, text in request.changes.items():
            check_change(field, text, visibility=service.visibility)
        _check_needs(request.changes)
        _apply(service, request.changes, on=at.date())
        index_services(Service.objects.filter(pk=service.pk))
        _count_as_confirmed(service, request, by=by, at=at)
    _settle(request, ChangeState.APPROVED if approve else ChangeState.REFUSED, by=by, at=at)
    facts: dict[str, object] = {"request": str(request.pk), "fields": sorted(request.changes)}
    _tell(f"service.change_{request.state}", request, by=by, at=at, facts=facts)
    return request


@transaction.atomic
def reapply_changes(services: ServiceQuerySet) -> None:
    """What persons decided about entries stays decided when published facts are loaded anew.

    In the order in which it was decided; index the entries afterwards.
    """
    known = {row.pk: row for row in services.select_related("location").order_by("key")}
    approved = ChangeRequest.objects.filter(state=ChangeState.APPROVED, service__in=list(known))
    for request in approved.order_by("decided_at", "id"):
        on = request.decided_at or request.requested_at
        _apply(known[request.service_id], request.changes, on=on.date())


def _apply(service: Service, changes: Mapping[str, str], *, on: date) -> None:
    told = dict(changes)
    if EntryField.NAME in told:
        service.name_es = service.name_en = told[EntryField.NAME]
        service.sort_key = sort_key(service.name_es)
    if EntryField.NOTE in told:
        service.note_es = service.note_en = told[EntryField.NOTE]
    if EntryField.PHONE in told:
        service.is_phone_sourced = bool(told[EntryField.PHONE])
    for field in (EntryField.PHONE, EntryField.EMAIL, EntryField.URL, EntryField.STATUS):
        setattr(service, field, told.get(field, getattr(service, field)))
    if service.status in SERVICE_ENDED:
        service.verify_by = None
    if EntryField.NEEDS in told:
        service.terms.set(Term.objects.filter(code__in=told[EntryField.NEEDS].split()))
    if {EntryField.HOURS, EntryField.OPENING_HOURS} & told.keys():
        _apply_hours(service, told, on=on)
    if {EntryField.LOCALITY, EntryField.ADDRESS} & told.keys():
        place = service.location or Location()
        place.locality = told.get(EntryField.LOCALITY, place.locality)
        place.address = told.get(EntryField.ADDRESS, place.address)
        place.save()
        service.location = place
    service.save()


def _apply_hours(service: Service, told: Mapping[str, str], *, on: date) -> None:
    schedule = Schedule.objects.filter(service=service).first() or Schedule(service=service)
    if EntryField.HOURS in told:
        # One language was told; the other would go on saying what is no longer so.
        schedule.text_es = schedule.text_en = told[EntryField.HOURS]
    schedule.opening_hours = told.get(EntryField.OPENING_HOURS, schedule.opening_hours)
    schedule.as_of, schedule.is_sourced = on, True
    schedule.save()


def _count_as_confirmed(
    service: Service, request: ChangeRequest, *, by: Actor, at: datetime
) -> None:
    if request.came_by_link:
        method = VerificationMethod.LINK
    elif by.institution_id == service.institution_id:
        method = VerificationMethod.OWN
    else:
        return
    write_verification(service, method=method, outcome=VerificationOutcome.CONFIRMED, by=by, at=at)


@transaction.atomic
def withdraw_change(*, request_id: UUID, by: Actor, at: datetime) -> ChangeRequest:
    """Who asked for a change takes it back.

    Raises ChangeUnknown, NotYoursToWithdraw, ChangeDecided.
    """
    request = access.change_of_viewer_locked(by, request_id=request_id)
    if request.requested_by != by.id and (
        by.institution_id is None or request.from_institution_id != by.institution_id
    ):
        raise NotYoursToWithdraw(request_id=request_id)
    _check_open(request)
    _settle(request, ChangeState.WITHDRAWN, by=by, at=at)
    _tell("service.change_withdrawn", request, by=by, at=at, facts={"request": str(request.pk)})
    return request


def _check_open(request: ChangeRequest) -> None:
    if request.state != ChangeState.OPEN:
        raise ChangeDecided(state=request.state)


def _settle(request: ChangeRequest, state: ChangeState, *, by: Actor, at: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, by.id, at
    request.save(update_fields=["state", "decided_by", "decided_at"])


def _tell(
    verb: str, request: ChangeRequest, *, by: Actor, at: datetime, facts: dict[str, object]
) -> None:
    subject = str(request.service_id)
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)

"""What an institution does about what it keeps: ends it, keeps it longer, answers for it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases.access import stewardship as access
from relevo.cases.actions.shredding import shred_case
from relevo.cases.enums import CaseStatus, Retention
from relevo.cases.errors import CaseNotVisible, StewardshipRefused
from relevo.cases.models import BreakGlass, Case, Incident, LegalRequest, Referral, RightsRequest
from relevo.cases.rules import stewardship, transitions
from relevo.cases.rules.clocks import LOCAL
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal


def shred_ended(*, at: datetime) -> int:
    """End every ordinary case whose time is over, each in its own transaction; how many ended.

    One about which the person has asked something that is not answered yet waits for the answer.
    """
    last = stewardship.closed_before(
        at.astimezone(LOCAL).date(), months=settings.RELEVO_CASE_MONTHS
    )
    ended = Case.objects.filter(
        status=CaseStatus.CLOSED,
        closed_on__lte=last,
        retention=Retention.ORDINARY,
        shredded_at=None,
    )
    ids = ended.order_by("closed_on", "id").values_list("pk", flat=True)
    return sum(_shred_ended(case_id, at=at) for case_id in list(ids))


@transaction.atomic
def _shred_ended(case_id: UUID, *, at: datetime) -> bool:
    case = (
        Case.objects.select_for_update(no_key=True)
        .filter(pk=case_id, retention=Retention.ORDINARY, shredded_at=None)
        .first()
    )
    if case is None or RightsRequest.objects.filter(case=case, outcome="").exists():
        return False
    shred_case(case, at=at)
    audit.record("case.shredded", subject=str(case.pk), actor=SYSTEM, at=at)
    return True


@transaction.atomic
def keep_longer(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Take a case out of those that end by themselves: from now on a person decides.

    Raises NotASteward, CaseNotVisible.
    """
    case = _closed(case_id, by=by)
    case.retention = Retention.REVIEWED
    case.save(update_fields=["retention"])
    audit.record("case.kept_longer", subject=str(case.pk), actor=by, at=at)


@transaction.atomic
def end_reviewed(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Decide that a case past its time is kept no longer.

    Raises NotASteward, CaseNotVisible, StewardshipRefused.
    """
    case = _closed(case_id, by=by)
    today = at.astimezone(LOCAL).date()
    if case.closed_on is None or (
        stewardship.ends_on(case.closed_on, months=settings.RELEVO_CASE_MONTHS) > today
    ):
        raise StewardshipRefused(field="case", problem="not_yet")
    if Referral.objects.filter(case=case, status__in=transitions.OPEN).exists():
        raise StewardshipRefused(field="case", problem="open_referrals")
    if RightsRequest.objects.filter(case=case, outcome="").exists():
        raise StewardshipRefused(field="case", problem="unanswered_request")
    shred_case(case, at=at)
    audit.record("case.shredded", subject=str(case.pk), actor=by, at=at)


def _closed(case_id: UUID, *, by: Actor) -> Case:
    case = (
        access.closed_cases(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise CaseNotVisible
    return case


@transaction.atomic
def open_incident(
    *,
    suspect_id: UUID | None,
    since: datetime,
    until: datetime,
    text: str,
    by: Actor,
    at: datetime,
) -> Incident:
    """Note that data may be in wrong hands. Raises NotASteward, StewardshipRefused."""
    institution_id = access.check_steward(by)
    refusals = (
        (not since < until, "until", "before_since"),
        (since > at, "since", "in_the_future"),
        (not text.strip(), "text", "missing"),
        (len(text) > stewardship.LONGEST_TEXT, "text", "too_long"),
    )
    raise_first(refusals, StewardshipRefused)
    incident_id = uuid4()
    incident = Incident.objects.create(
        id=incident_id,
        institution_id=institution_id,
        suspect_id=suspect_id,
        since=since,
        until=until,
        sealed=seal(
            {"text": text.strip()},
            context=access.incident_context(incident_id),
            holder=institution_id,
        ),
        opened_at=at,
        opened_by=by.id,
    )
    audit.record("incident.opened", subject=str(incident.pk), actor=by, at=at)
    outbox.queue("incident.opened", subject_id=str(incident.pk), at=at)
    return incident


@transaction.atomic
def close_incident(*, incident_id: UUID, by: Actor, at: datetime) -> None:
    """Everybody who is affected was told.

    Raises NotASteward, CaseNotVisible, StewardshipRefused.
    """
    incident = access.get_incident(by, incident_id=incident_id)
    open_one = Incident.objects.filter(pk=incident.pk, closed_at=None)
    if not open_one.update(closed_at=at):
        raise StewardshipRefused(field="incident", problem="closed")
    audit.record("incident.closed", subject=str(incident.pk), actor=by, at=at)


def forget_words(*, at: datetime) -> int:
    """Empty what was written of incidents, demands and emergencies that ended five years ago.

    Days, kinds and answers stay: they are counted. How many were emptied.
    """
    last = at - stewardship.WORDS_STAY
    ended = (
        Incident.objects.filter(closed_at__lte=last),
        LegalRequest.objects.filter(answered_at__lte=last),
        BreakGlass.objects.filter(reviewed_at__lte=last),
    )
    return sum(rows.exclude(sealed=b"").update(sealed=b"") for rows in ended)


@transaction.atomic
def register_demand(
    *, kind: str, country: str, received_on: date, text: str, by: Actor, at: datetime
) -> LegalRequest:
    """Register that an authority asked for somebody's data.

    Raises NotASteward, StewardshipRefused.
    """
    institution_id = access.check_steward(by)
    today = at.astimezone(LOCAL).date()
    stewardship.check_demand(kind, country=country, text=text, received_on=received_on, today=today)
    request_id = uuid4()
    request = LegalRequest.objects.create(
        id=request_id,
        institution_id=institution_id,
        kind=kind,
        country=country.upper(),
        received_on=received_on,
        sealed=seal(
            {"text": text.strip()},
            context=access.legal_context(request_id),
            holder=institution_id,
        ),
        registered_at=at,
        registered_by=by.id,
    )
    audit.record("demand.registered", subject=str(request.pk), actor=by, at=at)
    return request


@transaction.atomic
def propose_answer(*, request_id: UUID, answer: str, by: Actor, at: datetime) -> None:
    """The first of two persons says how to answer; neither confirming nor denying is the default.

    Raises NotASteward, CaseNotVisible, StewardshipRefused.
    """
    stewardship.check_legal_answer(answer)
    request = _demand(request_id, by=by)
    request.answer, request.proposed_by = answer, by.id
    request.save(update_fields=["answer", "proposed_by"])
    facts = {"answer": str(answer)}
    audit.record("demand.proposed", subject=str(request.pk), actor=by, at=at, facts=facts)


@transaction.atomic
def confirm_answer(*, request_id: UUID, seen: str, by: Actor, at: datetime) -> None:
    """Another person confirms it: only then is it the answer. ``seen``: the one that was read.

    Raises NotASteward, CaseNotVisible, StewardshipRefused.
    """
    request = _demand(request_id, by=by)
    if not request.answer:
        raise StewardshipRefused(field="answer", problem="not_proposed")
    if request.proposed_by == by.id:
        raise StewardshipRefused(field="answer", problem="same_person")
    if request.answer != seen:
        raise StewardshipRefused(field="answer", problem="changed")
    request.answered_at, request.answered_by = at, by.id
    request.save(update_fields=["answered_at", "answered_by"])
    facts = {"answer": request.answer}
    audit.record("demand.answered", subject=str(request.pk), actor=by, at=at, facts=facts)


def _demand(request_id: UUID, *, by: Actor) -> LegalRequest:
    found = access.get_legal(by, request_id=request_id)
    request = LegalRequest.objects.select_for_update(no_key=True).get(pk=found.pk)
    if request.answered_at is not None:
        raise StewardshipRefused(field="answer", problem="answered")
    return request

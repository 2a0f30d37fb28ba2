"""What an institution answers for: when cases end, who is affected by an incident, legal demands.

Its administrator and its supervisors. They see codes and numbers; to open a case takes its team.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from relevo.accounts.enums import Attribute, Role
from relevo.audit import actions as audit
from relevo.audit import queries as audited
from relevo.cases.access.doors import not_excluded
from relevo.cases.enums import CaseStatus, Retention
from relevo.cases.errors import CaseNotVisible, NotASteward
from relevo.cases.models import Case, Consent, Incident, LegalRequest, Referral
from relevo.cases.rules import stewardship
from relevo.cases.rules.clocks import LOCAL, start_of_day
from relevo.cases.rules.stewardship import Affected, EndingRow, IncidentRow, LegalRow
from relevo.kernel.actor import Actor
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import unseal_if_kept

SEARCHED = "case.searched"
READ = (".read", "_read")
"""How verbs of the audit end that are a reading; of a case opened in an emergency too."""


def check_steward(actor: Actor) -> UUID:
    """The institution for which the actor answers; NotASteward."""
    answers = actor.has_role(Role.INSTITUTION_ADMIN) or actor.has_attribute(Attribute.SUPERVISOR)
    if actor.institution_id is None or not answers:
        raise NotASteward
    return actor.institution_id


def is_steward(actor: Actor) -> bool:
    """Whether these pages are there for somebody."""
    try:
        check_steward(actor)
    except NotASteward:
        return False
    return True


def closed_cases(actor: Actor) -> QuerySet[Case]:
    """Closed cases of the steward's institution that are still readable by their teams."""
    institution_id = check_steward(actor)
    return (
        Case.objects.filter(
            not_excluded(actor),
            institution_id=institution_id,
            status=CaseStatus.CLOSED,
            shredded_at=None,
        )
        .exclude(institution_id__in=DestroyedKey.objects.values("holder"))
        .order_by("closed_on", "code")
    )


def list_ending(actor: Actor, *, at: datetime) -> list[EndingRow]:
    """Cases that end within the notice, and those past their time about which to decide. One query.

    Raises NotASteward.
    """
    today = at.astimezone(LOCAL).date()
    months = settings.RELEVO_CASE_MONTHS
    soon = stewardship.closed_before(today + stewardship.NOTICE, months=months)
    found = []
    for case in closed_cases(actor).filter(closed_on__lte=soon):
        ends = stewardship.ends_on(cast("datetime", case.closed_on), months=months)
        found.append(
            EndingRow(
                case_id=case.pk,
                code=case.code,
                closed_on=cast("datetime", case.closed_on),
                ends_on=ends,
                is_reviewed=case.retention != Retention.ORDINARY,
                is_due=ends <= today,
            )
        )
    return found


def list_incidents(actor: Actor) -> list[IncidentRow]:
    """Incidents of one's institution, the newest first; NotASteward."""
    return [_incident(row) for row in _incidents(actor).order_by("-opened_at", "id")]


def _incidents(actor: Actor) -> "QuerySet[Incident]":
    """For whose account is suspected there is none: another steward deals with it."""
    rows = Incident.objects.filter(institution_id=check_steward(actor))
    return rows.exclude(suspect_id=actor.id)


def _incident(row: Incident) -> IncidentRow:
    return IncidentRow(
        incident_id=row.pk,
        suspect_id=row.suspect_id,
        since=row.since,
        until=row.until,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def get_incident(actor: Actor, *, incident_id: UUID) -> Incident:
    """An incident of one's institution; NotASteward, CaseNotVisible."""
    row = _incidents(actor).filter(pk=incident_id).first()
    if row is None:
        raise CaseNotVisible
    return row


def incident_context(incident_id: UUID) -> str:
    return f"cases_incident|sealed|{incident_id}"


def read_incident(
    actor: Actor, *, incident_id: UUID, at: datetime
) -> tuple[IncidentRow, str, Affected]:
    """An incident, what was noted of it, and who is affected by what the audit says.

    That it was read is recorded. What was noted is empty once the institution has destroyed its
    key.
    """
    row = get_incident(actor, incident_id=incident_id)
    audit.record_access("incident.read", subject=str(row.pk), actor=actor, at=at)
    kept = unseal_if_kept(bytes(row.sealed), context=incident_context(row.pk)) or {}
    return _incident(row), kept.get("text", ""), affected_by(row, viewer=actor)


def affected_by(incident: Incident, *, viewer: Actor) -> Affected:
    """Every case that the account, or without one anybody of the institution, touched meanwhile.

    Those whose line a list showed it on these days are counted in.

    Not those that must never be known to the viewer, not even in a number: another steward sees
    them.

    Codes of the institution's own cases and of referrals it received; of others a number.
    """
    acts = audited.acts_between(
        institution_id=incident.institution_id,
        actor_id=incident.suspect_id,
        since=incident.since,
        until=incident.until,
    )
    shown = audited.list_shown_between(
        institution_id=incident.institution_id,
        actor_id=incident.suspect_id,
        since=start_of_day(incident.since),  # a line is recorded once a day
        until=incident.until,
    )
    subjects = {subject for _verb, subject in acts} | shown
    ids = [UUID(subject) for subject in sorted(subjects) if _is_id(subject)]
    own = incident.institution_id
    by_consent = Consent.objects.filter(pk__in=ids).values("case_id")
    by_referral = Referral.objects.filter(pk__in=ids, sender_id=own).values("case_id")
    touched = Q(pk__in=ids) | Q(pk__in=by_consent) | Q(pk__in=by_referral)
    known = not_excluded(viewer)
    cases = Case.objects.filter(known, touched, institution_id=own, shredded_at=None)
    received = Referral.objects.filter(
        not_excluded(viewer, case="case_id"), pk__in=ids, recipient_id=own
    ).exclude(sender_id=own)
    elsewhere = Case.objects.filter(known, touched).exclude(institution_id=own)
    return Affected(
        cases=tuple(cases.order_by("code").values_list("code", flat=True)),
        referrals=tuple(received.order_by("code").values_list("code", flat=True)),
        elsewhere=elsewhere.count(),
        reads=_count_reads(acts, ids=ids, viewer=viewer),
        searches=sum(1 for verb, _subject in acts if verb == SEARCHED),
    )


def _count_reads(acts: Sequence[tuple[str, str]], *, ids: Sequence[UUID], viewer: Actor) -> int:
    """How often a case, or a referral or consent of one, of which the viewer may know was read."""
    known = not_excluded(viewer, case="case_id")
    told = (
        Case.objects.filter(not_excluded(viewer), pk__in=ids),
        Referral.objects.filter(known, pk__in=ids),
        Consent.objects.filter(known, pk__in=ids),
    )
    subjects = {str(pk) for rows in told for pk in rows.order_by("pk").values_list("pk", flat=True)}
    return sum(1 for verb, subject in acts if verb.endswith(READ) and subject in subjects)


def _is_id(subject: str) -> bool:
    try:
        UUID(subject)
    except ValueError:
        return False
    return True


def legal_context(request_id: UUID) -> str:
    return f"cases_legalrequest|sealed|{request_id}"


def list_legal(actor: Actor) -> list[LegalRow]:
    """The register of one's institution, the newest first; NotASteward."""
    rows = LegalRequest.objects.filter(institution_id=check_steward(actor))
    return [_legal(row, actor) for row in rows.order_by("-received_on", "id")]


def _legal(row: LegalRequest, actor: Actor, *, text: str = "") -> LegalRow:
    is_answered = row.answered_at is not None
    return LegalRow(
        request_id=row.pk,
        kind=row.kind,
        country=row.country,
        received_on=row.received_on,
        answer=row.answer,
        is_answered=is_answered,
        may_confirm=bool(row.answer) and not is_answered and row.proposed_by != actor.id,
        text=text,
    )


def get_legal(actor: Actor, *, request_id: UUID) -> LegalRequest:
    """A demand of one's institution, locked by whoever changes it; NotASteward, CaseNotVisible."""
    institution_id = check_steward(actor)
    row = LegalRequest.objects.filter(pk=request_id, institution_id=institution_id).first()
    if row is None:
        raise CaseNotVisible
    return row


def read_legal(actor: Actor, *, request_id: UUID, at: datetime) -> LegalRow:
    """One demand with its words, after its reading was recorded.

    The words are empty once the institution has destroyed its key.
    """
    row = get_legal(actor, request_id=request_id)
    audit.record_access("legal.read", subject=str(row.pk), actor=actor, at=at)
    kept = unseal_if_kept(bytes(row.sealed), context=legal_context(row.pk)) or {}
    return _legal(row, actor, text=kept.get("text", ""))


def count_legal(actor: Actor) -> list[tuple[int, str, int]]:
    """How many demands a year, by answer: what is published. NotASteward."""
    rows = LegalRequest.objects.filter(institution_id=check_steward(actor)).order_by("received_on")
    counted: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (row.received_on.year, row.answer if row.answered_at else "")
        counted[key] = counted.get(key, 0) + 1
    return [(year, answer, number) for (year, answer), number in sorted(counted.items())]

"""Looking for one of one's own team's cases. Across institutions there is no search."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.audit import actions as audit
from relevo.audit.rules import SHOWN
from relevo.cases import queries
from relevo.cases.access.doors import visible_cases
from relevo.cases.enums import FieldGroup
from relevo.cases.models import Case, SealedGroup
from relevo.cases.rules import searching
from relevo.cases.rules.searching import SearchKind
from relevo.kernel.actor import Actor
from relevo.plumbing import sealed
from relevo.plumbing.models import DestroyedEnvelope

MOST_FOUND = 20
_LOOKED_IN = {
    SearchKind.TELEPHONE: (FieldGroup.CONTACT, "safe_contact"),
    SearchKind.NAME: (FieldGroup.IDENTITY, "name+labels"),
}


def search_cases(actor: Actor, *, text: str, at: datetime) -> list[searching.Candidate]:
    """Cases of the actor's teams that may be the one, the nearest first; who was found is recorded.

    By the code of the case or of one of its referrals, by a telephone number of the safe contact,
    or by a name of anybody in it. Names and numbers are compared where the keys are. SearchRefused.
    """
    sought = searching.read(text)
    cases = visible_cases(actor).exclude(pk__in=DestroyedEnvelope.objects.values("envelope"))
    scores = (
        _by_code(cases, sought.text)
        if sought.kind == SearchKind.CODE
        else _by_content(cases, sought)
    )
    audit.record_access(
        "case.searched",
        subject=str(actor.id),
        actor=actor,
        at=at,
        facts={"by": sought.kind.value, "hits": len(scores), SHOWN: sorted(map(str, scores))},
    )
    rows = queries.case_rows(cases.filter(pk__in=scores))
    found = [
        searching.Candidate(
            case_id=row.case_id,
            code=row.code,
            status=row.status,
            opened_on=row.opened_on,
            urgency=row.urgency,
            needs=row.needs,
            why=sought.kind,
            score=scores[row.case_id],
        )
        for row in rows
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def _by_code(cases: QuerySet[Case], code: str) -> dict[UUID, float]:
    found = cases.filter(Q(code=code) | Q(referrals__code=code)).order_by("pk").distinct()
    return dict.fromkeys(found.values_list("pk", flat=True), 1.0)


def _by_content(cases: QuerySet[Case], sought: searching.Sought) -> dict[UUID, float]:
    group, field = _LOOKED_IN[sought.kind]
    rows = SealedGroup.objects.filter(case__in=cases, group=group).order_by("case_id")
    blobs = list(rows.values_list("case_id", "sealed"))
    candidates = [
        sealed.Candidate(str(place), bytes(blob), queries.group_context(case_id, group), field)
        for place, (case_id, blob) in enumerate(blobs)
    ]
    matches = sealed.match(sought.text, candidates)
    return {blobs[int(found.id)][0]: found.score for found in matches}

"""What is known of a case, changed a part at a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from relevo.cases import access, queries
from relevo.cases.actions.cases import change_facts
from relevo.cases.errors import FactsChanged
from relevo.cases.models import Case
from relevo.cases.rules.facts import digest_of, facts_of, urgency_of
from relevo.kernel.actor import Actor


@transaction.atomic
def change_part(
    *,
    case_id: UUID,
    changes: Mapping[str, Any],
    seen: str,
    by: Actor,
    at: datetime,
    urgency: str = "",
) -> Case:
    """Change some facts of a case and leave the others as they are by now.

    ``seen``: the digest of these facts as they were shown (``rules.facts.digest_of``). Two of the
    team may change different parts at once; of the same part the second is refused and nothing of
    the first is lost. Raises CaseNotVisible, CaseClosed, FactsChanged, FactsRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    groups = queries.opened_groups(case.pk)
    known, before = facts_of(groups), urgency_of(groups).value
    if digest_of(known, changes, urgency=before) != seen:
        raise FactsChanged
    return change_facts(
        case_id=case_id,
        facts=replace(known, **changes),
        urgency=urgency or before,
        by=by,
        at=at,
    )

"""Why the rules leave a service out for a case, said wherever one refers without a plan."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.cases import access
from relevo.cases.rules.views import CaseView
from relevo.directory.access import visible_services
from relevo.directory.models import Service
from relevo.journeys.actions import compute_plan
from relevo.journeys.errors import NeedUnknown, NobodyTravels, NothingNeeded, StartUnknown
from relevo.kernel.actor import Actor
from relevo.planner import ReasonCode
from relevo.web.consent_phrases import WHY_NOT_ASKED
from relevo.web.desk.plans import profile_of
from relevo.wording.plan import tell_plan
from relevo.wording.reasons import ToldReason

Against = Mapping[str, Sequence[ToldReason]]

WHOM = frozenset(
    {
        *(ReasonCode.PROFILE_NOT_SERVED, ReasonCode.AGE, ReasonCode.SEX, ReasonCode.NATIONALITY),
        *(ReasonCode.CHILDREN_NOT_ALLOWED, ReasonCode.ADULTS_NOT_ALLOWED),
    }
)
"""It does not take such a person at all; papers and room can still be had."""

RULES = WHOM | {ReasonCode.DOCUMENT_MISSING, ReasonCode.NO_CAPACITY}
"""What a service says. Whom a case must not reach, ``not_asked`` says; the way there, a plan."""


def rules_against(actor: Actor, case: CaseView, *, at: datetime) -> Against:
    """By service that offers what the case needs: the sentences that a plan says of it.

    A case that no plan can be computed for has none.
    """
    try:
        computed = compute_plan(
            profile=profile_of(
                case, kept_out=access.services_kept_out(actor, case_id=case.case_id)
            ),
            at=at,
            known_at=at,
            viewer=actor,
            stop=lambda: True,  # what is left out is known before any way is sought
        )
    except (StartUnknown, NeedUnknown, NobodyTravels, NothingNeeded):
        return {}
    told = tell_plan(computed, language=get_language() or "es")
    found = {
        item.service_key: tuple(reason for reason in item.reasons if reason.code in RULES)
        for item in told.excluded
    }
    return {key: reasons for key, reasons in found.items() if reasons}


def not_asked(
    actor: Actor, case: CaseView, services: Sequence[Service], *, at: datetime
) -> Mapping[UUID, str]:
    """By id of a service for which no consent would be asked: the sentence that says why."""
    found = access.why_not_asked(actor, case_id=case.case_id, services=services, at=at)
    return {pk: str(WHY_NOT_ASKED[why]) for pk, why in found.items()}


def barred_for(
    actor: Actor, case_id: UUID, *, at: datetime, lets: Collection[str] = ()
) -> Callable[[Sequence[Service]], Collection[UUID]]:
    """For the list of a form of the case's team: which services must not be offered for it.

    ``lets``: reasons that do not count. That nothing is sent for now is said of the case, once.
    """

    def barred(services: Sequence[Service]) -> Collection[UUID]:
        found = access.why_not_asked(actor, case_id=case_id, services=services, at=at)
        return {pk for pk, why in found.items() if why not in {"restricted", *lets}}

    return barred


def why_barred(actor: Actor, case_id: UUID, key: str, *, at: datetime) -> str:
    """Why a service of the directory would not be asked for a case; empty: it would."""
    services = list(visible_services(actor).select_related("institution").filter(key=key))
    found = access.why_not_asked(actor, case_id=case_id, services=services, at=at)
    return "".join(str(WHY_NOT_ASKED[why]) for why in found.values())


class AllTheSame(forms.Form):
    """Where the service does not take such a person: that it said it takes this one."""

    takes_all_the_same = forms.BooleanField(
        label=pgettext_lazy(
            "offer", "The service said by telephone that it takes this person all the same"
        ),
        error_messages={
            "required": _("By its rules it does not take such a person. Call it before you offer.")
        },
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        against: Sequence[ToldReason],
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        if not any(reason.code in WHOM for reason in against):
            del self.fields["takes_all_the_same"]

"""Reading out for a consent with which nothing is sent yet.

For a next address, for a group, or for a record of the recipient's own.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from relevo.cases import access, actions
from relevo.cases.enums import ConsentForm, Purpose, ReadPurpose
from relevo.cases.errors import (
    CaseClosed,
    ConsentTermsRefused,
    ConsentTextChanged,
    DisclosureRefused,
    OfferRefused,
)
from relevo.cases.rules.facts import is_without_adult
from relevo.cases.rules.views import CaseView
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest, service_or_404
from relevo.web.desk.loop.asking import (
    GROUPS,
    TEXT_CHANGED,
    answered,
    box_of,
    days_asked,
    groups_asked,
    is_answered,
    is_only_shown,
    kept,
)
from relevo.web.desk.loop.forms import SaidYesForm
from relevo.web.desk.names import institution_name
from relevo.web.desk.telling import service_name
from relevo.web.phrases import SPOKEN_LANGUAGES

PROBLEMS: dict[type[Exception], Promise] = {
    DisclosureRefused: _(
        "This case must not go to this institution now: by what protects the person, or because "
        "they said no."
    ),
    OfferRefused: _("This service gives none of what this case needs."),
    ConsentTextChanged: TEXT_CHANGED,
    ConsentTermsRefused: _("Say who answers for the child and how that is known."),
    CaseClosed: _("The case is closed."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """For what somebody is asked, what the page says of it, and what comes after a yes.

    ``carried``: the choice to which one comes back, kept in the page.
    ``like``: the service for which she was asked before; what she left out there starts left out.
    """

    purpose: Purpose
    why: str
    back: str
    then: Callable[[UUID, datetime], None]
    like: UUID | None = None
    carried: str = ""


def read_out(request: DeskRequest, *, case_id: UUID, key: str, asked: Asked) -> HttpResponse:
    """Read out, record, and go back; a refusal is a sentence."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.REFERRAL)
    service = service_or_404(request, key)
    without_adult = is_without_adult(case.facts)
    spoken = case.facts.language if case.facts.language in access.reading_languages() else "es"
    wanted: dict[str, Any] = {
        "case_id": case_id,
        "service_id": service.pk,
        "form": ConsentForm.ASSENT if without_adult else ConsentForm.ORAL,
        "language": spoken,
        "days": days_asked(request),
        "at": at,
    }
    groups = groups_asked(request, start=_start(case, like=asked.like))
    try:
        text = access.consent_text(request.actor, field_groups=groups, **wanted)
        words = access.words_by_group(request.actor, field_groups=GROUPS, **wanted)
    except tuple(PROBLEMS) as refusal:
        messages.error(request, _said(refusal))
        return redirect(asked.back)
    sending = request.method == "POST" and not is_only_shown(request)
    about: dict[str, Any] = {
        "without_adult": without_adult,
        "has_decision": case.facts.best_interests is not None,
        "may_leave_out": words,
    }
    boxes = {box_of(group): group in groups for group in GROUPS[1:]}
    filled = kept(request.POST) if is_answered(request) else boxes
    initial = filled | {"digest": text.digest}
    make = partial(SaidYesForm, initial=initial, **about)
    form, is_whole = make(None), False
    if sending:
        read = partial(access.consent_text, request.actor, **wanted)
        form, is_whole = answered(make, request, digest=text.digest, read=read)
    if is_whole:
        agreed = Agreed(case_id=case_id, service_id=service.pk, language=text.language)
        try:
            _record(request, agreed, form=form, asked=asked, at=at)
        except tuple(PROBLEMS) as refusal:
            form.add_error(None, _said(refusal))
        else:
            messages.success(request, gettext("The consent is recorded. Nothing was sent."))
            return redirect(asked.back)
    return render(
        request,
        "desk/loop_consent.html",
        {
            "case": case,
            "service_name": service_name(service),
            "institution": institution_name(service.institution),
            "language_name": SPOKEN_LANGUAGES[spoken],
            "text": text,
            "form": form,
            "asked": asked,
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _start(case: CaseView, *, like: UUID | None) -> Collection[str]:
    """The groups that she let go the last time she was asked for that service; else all."""
    given = [
        row for row in case.consents if row.service_id == like and row.purpose == Purpose.REFERRAL
    ]
    if not given:
        return GROUPS
    return max(given, key=lambda row: row.given_at).field_groups


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was read out: of which case, for which service, in which language."""

    case_id: UUID
    service_id: UUID
    language: str


def _record(
    request: DeskRequest, agreed: Agreed, *, form: SaidYesForm, asked: Asked, at: datetime
) -> None:
    """Record the consent and do what it was asked for."""
    consent = actions.record_consent(
        case_id=agreed.case_id,
        service_id=agreed.service_id,
        field_groups=groups_asked(request),
        form=form.cleaned_data["form"],
        language=agreed.language,
        days=int(form.cleaned_data["days"]),
        read_digest=form.cleaned_data["digest"],
        explained=form.explained(),
        purpose=asked.purpose,
        by=request.actor,
        at=at,
    )
    asked.then(consent.pk, at)


def _said(refusal: Exception) -> str:
    return str(next(words for kind, words in PROBLEMS.items() if isinstance(refusal, kind)))

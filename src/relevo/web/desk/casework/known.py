"""What is known of a case: all of it on one page, and each part to be changed on its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.cases import access, actions
from relevo.cases.errors import CaseClosed, FactsChanged, FactsRefused
from relevo.cases.rules.facts import CaseFacts
from relevo.kernel.actor import Actor
from relevo.plumbing import clock
from relevo.web.desk.casework import known_forms as parts
from relevo.web.desk.casework import told
from relevo.web.desk.casework.context import case_page, told_closed
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names

PARTS: dict[str, tuple[type[forms.Form], object]] = {
    "necesidades": (parts.NeedsForm, pgettext_lazy("case", "Needs")),
    "personas": (parts.PeopleForm, pgettext_lazy("case", "People")),
    "situacion": (parts.SituationForm, pgettext_lazy("case", "Place, way and papers")),
    "contacto": (parts.ContactForm, pgettext_lazy("case", "Safe contact")),
    "factores": (parts.FactorsForm, pgettext_lazy("case", "Risk and protective factors")),
    "relato": (parts.AccountForm, pgettext_lazy("case", "Name, health and story")),
}


@require_safe
def known(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """All that is known, part by part, with a link to change each."""
    case, facts, urgency = access.read_facts(request.actor, case_id=case_id, at=clock.now())
    shown = [
        (title, _lines(slug, facts, urgency), reverse("desk:case-known-part", args=[case_id, slug]))
        for slug, (_form, title) in PARTS.items()
    ]
    context = {"parts": shown, "answers": told.answers(facts)}
    return case_page(request, "case_known", case, context)


def _lines(slug: str, facts: CaseFacts, urgency: str) -> list[dict[str, str]]:
    lines = {
        "necesidades": lambda: told.needs(facts, urgency=urgency, names=need_names()),
        "personas": lambda: told.people(facts),
        "situacion": lambda: told.situation(facts),
        "contacto": lambda: told.contact(facts),
        "factores": lambda: told.factors_told(facts),
        "relato": lambda: told.account(facts),
    }
    return lines[slug]()


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: DeskRequest, case_id: UUID, part: str) -> HttpResponse:
    """One part, to be changed; what a colleague changed meanwhile is not overwritten."""
    if part not in PARTS:
        raise Http404
    at = clock.now()
    made, title = PARTS[part]
    case, facts, urgency = access.read_facts(request.actor, case_id=case_id, at=at)
    sent = request.POST if request.method == "POST" else None
    form = made(sent, known=facts, urgency=urgency, on=at.date())  # type: ignore[call-arg]  # each takes these
    if request.method == "POST" and form.is_valid():
        changes = form.changes()  # type: ignore[attr-defined]  # each has it
        try:
            is_kept = keep_part(form, case_id=case_id, changes=changes, by=request.actor, at=at)
        except CaseClosed:
            return told_closed(request, case_id, back="desk:case-known")
        if is_kept:
            messages.success(request, gettext("What is known is changed."))
            return redirect("desk:case-known", case_id=case_id)
    context = {"form": form, "part": part, "title": title}
    return case_page(request, "case_known_part", case, context)


def keep_part(
    form: forms.Form, *, case_id: UUID, changes: dict[str, Any], by: Actor, at: datetime
) -> bool:
    """Keep what the form says, or let the form say why it cannot be kept. Raises CaseClosed."""
    try:
        actions.change_part(
            case_id=case_id,
            changes=changes,
            seen=form.cleaned_data["seen"],
            urgency=form.cleaned_data.get("urgency", ""),
            by=by,
            at=at,
        )
    except FactsChanged:
        form.add_error(None, CHANGED_MEANWHILE)
    except FactsRefused:
        form.add_error(None, _("This cannot be kept so. Look at it again."))
    return form.is_valid()


CHANGED_MEANWHILE = _(
    "A colleague changed this part after you opened it. Nothing was overwritten: open the page"
    " again, look at what is there now, and change it if it is still wrong."
)

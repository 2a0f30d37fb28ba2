"""One commitment with its history, and what may be done with it now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from relevo.directory.access import visible_services
from relevo.exchange import access
from relevo.exchange.actions import commitments as actions
from relevo.exchange.enums import CommitmentMove
from relevo.exchange.errors import CommitmentUnknown
from relevo.exchange.models import Commitment
from relevo.exchange.queries import commitments as queries
from relevo.kernel.text import LocalisedText
from relevo.networks import access as networks
from relevo.pathways.queries import versions as pathways
from relevo.plumbing import clock
from relevo.web.desk.commitments.forms import (
    AsideForm,
    Choices,
    ConfirmerForm,
    ConfirmForm,
    LinkForm,
    PostponeForm,
    ReportForm,
    ReturnForm,
)
from relevo.web.desk.commitments.new import confirmer_of
from relevo.web.desk.commitments.refused import REFUSALS, tell
from relevo.web.desk.commitments.told import tell as told_line
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.moves import offered
from relevo.web.desk.names import institution_name, local


@dataclass(frozen=True, slots=True)
class Verb:
    """A move as the page offers it: its address, button and answer."""

    move: CommitmentMove
    form: Callable[[DeskRequest, Commitment, Mapping[str, str] | None], forms.Form]
    act: Callable[..., object]
    button: Promise
    done: Promise
    kind: str = "secondary"
    more: Callable[[Commitment, dict[str, Any]], dict[str, Any]] = lambda _row, told: told


def _plain(form: type[forms.Form]) -> Callable[..., forms.Form]:
    return lambda _request, _row, told: form(told)


def _confirmer_form(
    _request: DeskRequest, row: Commitment, told: Mapping[str, str] | None
) -> forms.Form:
    ids = access.sitting_ids(row.network, row.exchange) - access.bodies_of(row.owner_id)
    return ConfirmerForm(told, sitting=queries.list_at_the_table(ids))


def _confirmer(row: Commitment, told: dict[str, Any]) -> dict[str, Any]:
    ids = access.sitting_ids(row.network, row.exchange)
    table = {found.key: found for found in queries.list_at_the_table(ids)}
    kind, counterpart = confirmer_of(told["confirmer"], table)
    return {
        "note": told["note"],
        "confirmer_kind": kind,
        "counterpart_id": counterpart.pk if counterpart else None,
    }


def _link_form(request: DeskRequest, row: Commitment, told: Mapping[str, str] | None) -> forms.Form:
    rows = visible_services(request.actor).filter(institution=row.owner_id)
    services: Choices = [
        (str(found.pk), local(LocalisedText(found.name_es, found.name_en)))
        for found in rows.order_by("sort_key", "key")
    ]
    names: Choices = [
        (found.key, local(LocalisedText(found.title_es, found.title_en)))
        for found in pathways.list_pathways()
    ]
    initial = {
        "service": str(row.changed_service_id or ""),
        "pathway": row.changed_pathway_key,
    }
    return LinkForm(told, services=services, pathways=names, initial=initial)


def _link(_row: Commitment, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "service_id": UUID(told["service"]) if told["service"] else None,
        "pathway_key": told["pathway"],
    }


VERBS: dict[str, Verb] = {
    "informar": Verb(
        CommitmentMove.REPORTED,
        _plain(ReportForm),
        actions.report_commitment,
        pgettext_lazy("commitment", "Report that it was kept"),
        _("Noted as reported. Now somebody else confirms it."),
        "primary",
    ),
    "confirmar": Verb(
        CommitmentMove.CONFIRMED,
        _plain(ConfirmForm),
        actions.confirm_commitment,
        pgettext_lazy("commitment", "Confirm that it was kept"),
        _("Confirmed. Thank you for looking."),
        "primary",
    ),
    "devolver": Verb(
        CommitmentMove.RETURNED,
        _plain(ReturnForm),
        actions.return_commitment,
        pgettext_lazy("commitment", "Return: something is missing"),
        _("Returned. The commitment is open again, and what was reported stays in its history."),
    ),
    "posponer": Verb(
        CommitmentMove.POSTPONED,
        _plain(PostponeForm),
        actions.postpone_commitment,
        pgettext_lazy("commitment", "Postpone"),
        _("Postponed. The old day stays in the history."),
    ),
    "contraparte": Verb(
        CommitmentMove.CONFIRMER_CHANGED,
        _confirmer_form,
        actions.change_confirmer,
        pgettext_lazy("commitment", "Name another who confirms"),
        _("Noted who confirms from now on."),
        more=_confirmer,
    ),
    "enlazar": Verb(
        CommitmentMove.LINKED,
        _link_form,
        actions.link_change,
        pgettext_lazy("commitment", "Link to what it changed"),
        _("Noted what it changed."),
        more=_link,
    ),
    "apartar": Verb(
        CommitmentMove.SET_ASIDE,
        _plain(AsideForm),
        actions.set_commitment_aside,
        pgettext_lazy("commitment", "Set it aside"),
        _("Set aside, with the reason."),
        "danger",
    ),
}


@require_safe
def commitment(request: DeskRequest, commitment_id: UUID) -> HttpResponse:
    """One commitment: what, who, until when, who confirms, what happened."""
    return _page(request, _row(request, commitment_id))


@require_POST
def move(request: DeskRequest, commitment_id: UUID, verb: str) -> HttpResponse:
    """Do one thing with it; what is refused comes back with its form."""
    if verb not in VERBS:
        raise Http404
    chosen, row = VERBS[verb], _row(request, commitment_id)
    form = chosen.form(request, row, request.POST)
    if form.is_valid():
        try:
            chosen.act(
                commitment_id=row.pk,
                by=request.actor,
                at=clock.now(),
                **chosen.more(row, form.cleaned_data),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, str(chosen.done))
            return redirect("desk:commitment", commitment_id=row.pk)
    return _page(request, row, refused={verb: form}, status=422)


def _row(request: DeskRequest, commitment_id: UUID) -> Commitment:
    try:
        return access.commitment_to_read(request.actor, commitment_id=commitment_id)
    except CommitmentUnknown as unknown:
        raise Http404 from unknown


def _page(
    request: DeskRequest,
    row: Commitment,
    *,
    refused: Mapping[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = clock.now().date()
    may = access.moves_for(request.actor, row, on=on)
    bound = refused or {}
    line = queries.CommitmentLine(row, queries.is_overdue(row, on=on))
    shown = told_line(line, on=on)
    return render(
        request,
        "desk/commitment_page.html",
        {
            "line": shown,
            "commitment": row,
            "network": row.network,
            "is_keeper": networks.may_keep(request.actor, row.network),
            "is_member": networks.may_read_inside(request.actor, row.network),
            "owner": institution_name(row.owner),
            "offered": offered(
                VERBS,
                may={name for name, verb in VERBS.items() if verb.move in may},
                bound=bound,
                form=lambda verb: verb.form(request, row, None),
            ),
            "refused": next(iter(bound.values()), None),
            "events": queries.list_events(row.pk),
            "shows_days": shown.due_on is not None,
            "section": "networks",
        },
        status=status,
    )

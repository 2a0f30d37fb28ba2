"""One alert in both languages, and what may be done with it now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import alerts as receipts
from relevo.situation.actions import own_alerts as actions
from relevo.situation.enums import AlertState, CapMessage
from relevo.situation.errors import NotAllowed, NotFound
from relevo.situation.queries import alert_receipts
from relevo.situation.queries import alerts as queries
from relevo.situation.queries.alert_messages import ended_by
from relevo.web.alert_lines import show, shown_rows
from relevo.web.as_of import as_of
from relevo.web.desk.alerts.forms import CancelForm, RefuseForm, TakeBackForm
from relevo.web.desk.alerts.refused import NOT_ALLOWED, REFUSALS, tell
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.moves import offered
from relevo.web.desk.sent_once import OnceForm, sent_once


@dataclass(frozen=True, slots=True)
class Verb:
    """A move as the page offers it. ``told``: the texts of its form, which the action takes."""

    form: type[forms.Form]
    act: Callable[..., Any]
    button: Promise
    done: Promise
    kind: str = "secondary"


VERBS: dict[str, Verb] = {
    "enviar": Verb(
        forms.Form,
        actions.send_alert,
        pgettext_lazy("alert", "Send it to a second person"),
        _("Sent. It is published as soon as a second person approves it."),
        "primary",
    ),
    "aprobar": Verb(
        forms.Form,
        actions.approve_alert,
        pgettext_lazy("alert", "Approve and publish"),
        _("Published. Everybody sees it from now on."),
        "primary",
    ),
    "rechazar": Verb(
        RefuseForm,
        actions.refuse_alert,
        pgettext_lazy("alert", "Do not approve"),
        _("Noted, with the reason. Its author reads it."),
    ),
    "retirar": Verb(
        forms.Form,
        actions.withdraw_alert,
        pgettext_lazy("alert", "Withdraw it"),
        _("Withdrawn. It was never published."),
    ),
    "retractar": Verb(
        TakeBackForm,
        actions.take_back_alert,
        pgettext_lazy("alert", "Withdraw it"),
        _("Withdrawn. It was never published."),
    ),
    "cancelar": Verb(
        CancelForm,
        actions.cancel_alert,
        pgettext_lazy("alert", "Cancel this alert"),
        _("The cancellation waits for a second person. Until then the alert stays in force."),
        "danger",
    ),
}


@require_safe
def alert(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    """What it says, where, since when, who answers for it and who has read it."""
    return _page(request, alert_id)


@require_POST
def move(request: DeskRequest, alert_id: UUID, verb: str) -> HttpResponse:
    """Do one thing with it; what is refused comes back with its form."""
    if verb not in VERBS:
        raise Http404
    chosen = VERBS[verb]
    form = chosen.form(request.POST)
    if form.is_valid():
        try:
            made = _done(request, chosen, form, alert_id=alert_id)
        except NotFound as unknown:
            raise Http404 from unknown
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, str(chosen.done))
                return redirect("desk:alert", alert_id=made)
    return _page(request, alert_id, refused={verb: form}, status=422)


def _done(request: DeskRequest, verb: Verb, form: forms.Form, *, alert_id: UUID) -> UUID | None:
    """The alert that the move gives; None: sent before with other content, as the form says."""
    told = {name: value for name, value in form.cleaned_data.items() if name != "op"}
    at = clock.now()

    def act() -> UUID:
        made: UUID = verb.act(alert_id=alert_id, by=request.actor, at=at, **told).pk
        return made

    if not isinstance(form, OnceForm):
        return act()
    return sent_once(request, form, act, at=at, about=alert_id)


@require_POST
def read(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    """Say that our institution has read it."""
    try:
        receipts.acknowledge_alert(alert_id=alert_id, by=request.actor, at=clock.now())
    except NotFound as unknown:
        raise Http404 from unknown
    except NotAllowed:
        messages.error(request, gettext("Only members of the network say that they have read it."))
    else:
        messages.success(request, gettext("Noted that your institution has read it."))
    return redirect("desk:alert", alert_id=alert_id)


def _page(
    request: DeskRequest,
    alert_id: UUID,
    *,
    refused: Mapping[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, asof = request.actor, as_of(request)
    try:
        row = access.alert_to_read(actor, alert_id=alert_id)
    except NotFound as unknown:
        raise Http404 from unknown
    if row.known_from > asof.known_at:
        raise Http404
    line = queries.line_of(row, at=asof.at, known_at=asof.known_at)
    is_cancel = line.message == CapMessage.CANCEL
    told = partial(shown_rows, at=asof.at, known_at=asof.known_at)
    bound = refused or {}
    may = _may(request, row, line) if asof.is_now else {}
    return render(
        request,
        "desk/alert_page.html",
        {
            "asof": asof,
            "alert": show(line),
            "line": line,
            "columns": [show(line, language) for language in ("es", "en")]
            if line.is_own
            else [show(line)],
            "offered": offered(
                VERBS,
                may={name for name, is_so in may.items() if is_so},
                bound=bound,
                form=lambda verb: verb.form(),
            ),
            "refused": next(iter(bound.values()), None),
            "not_allowed": NOT_ALLOWED,
            "is_author": actor.id == row.author_id,
            "may": may,
            "receipts": alert_receipts.receipts_of(row),
            "has_read": alert_receipts.has_read(row, institution_id=actor.institution_id),
            "answers": told(queries.answers_to(row, known_at=asof.known_at) if line.is_own else []),
            "ended": told(ended_by(row, known_at=asof.known_at) if is_cancel else []),
            "section": "situation",
        },
        status=status,
    )


def _may(request: DeskRequest, row: Any, line: queries.AlertLine) -> dict[str, bool]:  # noqa: ANN401 -- a row that only its app imports
    """What the person may do with it now."""
    actor = request.actor
    edits, decides = access.may_edit_alert(actor, row), access.may_decide_alert(actor, row)
    writes = row.network is not None and access.may_write_alerts(actor, row.network)
    is_draft, is_waiting = row.state == AlertState.DRAFT, row.state == AlertState.WAITING
    stands = row.state == AlertState.PUBLISHED and line.standing in queries.STANDS
    speaks = row.message in {CapMessage.ALERT, CapMessage.UPDATE}
    return {
        "enviar": edits and is_draft,
        "edit": edits and is_draft and speaks,
        "retirar": edits and (is_draft or is_waiting),
        "retractar": is_waiting and access.may_take_back_alert(actor, row),
        "aprobar": decides and is_waiting,
        "rechazar": decides and is_waiting,
        "cancelar": writes and stands and speaks,
        "update": writes and stands and speaks,
        "read": access.may_acknowledge(actor, row),
    }

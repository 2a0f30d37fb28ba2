"""Writing an alert: a new one, a draft again, and a newer telling of a published one."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.networks.models import Network
from relevo.places.models import Area
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import own_alerts as actions
from relevo.situation.enums import AlertState, CapStatus
from relevo.situation.errors import NotFound
from relevo.situation.queries import alerts as queries
from relevo.situation.queries.alerts import AlertLine
from relevo.situation.rules.own_alerts import AlertDraft
from relevo.web.days import FORMAT
from relevo.web.desk.alerts.forms import AlertForm
from relevo.web.desk.alerts.refused import NOT_ALLOWED, REFUSALS, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import sent_once

Act = Callable[[AlertDraft, str], UUID]
"""What is done with a draft for the network of that key; gives the id of the alert."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A draft for a network that one may warn."""
    networks = access.networks_to_alert(request.actor)
    if not networks:
        messages.error(request, str(NOT_ALLOWED))
        return redirect("desk:alerts")

    def act(draft: AlertDraft, network_key: str) -> UUID:
        return actions.draft_alert(
            network_key=network_key,
            draft=draft,
            by=request.actor,
            at=clock.now(),
            is_demo=clock.is_demo(),
        ).pk

    return _write(request, networks, act, initial={"urgency": "Expected", "certainty": "Likely"})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    """A draft written anew."""
    line, network = _line(request, alert_id)
    if line.state != AlertState.DRAFT:
        raise Http404

    def act(draft: AlertDraft, _network_key: str) -> UUID:
        return actions.edit_alert(
            alert_id=alert_id, draft=draft, by=request.actor, at=clock.now()
        ).pk

    about = f"edit {alert_id}"
    return _write(request, [network], act, initial=_initial(line), line=line, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: DeskRequest, alert_id: UUID) -> HttpResponse:
    """A newer telling of what was published, beginning from what it says."""
    line, network = _line(request, alert_id)
    if line.standing not in queries.STANDS:
        raise Http404

    def act(draft: AlertDraft, _network_key: str) -> UUID:
        return actions.update_alert(
            alert_id=alert_id, draft=draft, by=request.actor, at=clock.now()
        ).pk

    about = f"update {alert_id}"
    return _write(
        request, [network], act, initial=_initial(line), line=line, about=about, is_update=True
    )


def _line(request: DeskRequest, alert_id: UUID) -> tuple[AlertLine, Network]:
    """The alert for who may write for its network."""
    try:
        row = access.alert_to_read(request.actor, alert_id=alert_id)
    except NotFound as unknown:
        raise Http404 from unknown
    if row.network is None or not access.may_write_alerts(request.actor, row.network):
        raise Http404
    at = clock.now()
    return queries.line_of(row, at=at, known_at=at), row.network


def _write(
    request: DeskRequest,
    networks: Iterable[Network],
    act: Act,
    *,
    initial: dict[str, Any],
    line: AlertLine | None = None,
    about: str = "",
    is_update: bool = False,
) -> HttpResponse:
    form = AlertForm(
        sent(request),
        networks=networks,
        on=clock.now().date(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        made = _once(request, form, act, about=about)
        if made is not None:
            messages.success(
                request,
                gettext("The draft is kept. Read it again, then send it to a second person."),
            )
            return redirect("desk:alert", alert_id=made)
    return render(
        request,
        "desk/alert_form.html",
        {"form": form, "line": line, "is_update": is_update, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _once(request: DeskRequest, form: AlertForm, act: Act, *, about: str) -> UUID | None:
    """The draft that it makes, once; None: the form says why not."""
    network_key = form.cleaned_data["network"]
    try:
        return sent_once(
            request, form, lambda: act(form.draft(), network_key), at=clock.now(), about=about
        )
    except REFUSALS as refusal:
        tell(form, refusal)
        return None


def _initial(line: AlertLine) -> dict[str, Any]:
    """The form as the alert says it."""
    told: dict[str, Any] = {
        "network": line.network.key if line.network is not None else "",
        "categories": next(iter(line.categories), ""),
        "severity": line.severity,
        "urgency": line.urgency,
        "certainty": line.certainty,
        "responses": list(line.responses),
        "onset_at": _picked(line.onset_at),
        "expires_at": _picked(line.ends_at),
        "is_exercise": line.status == CapStatus.EXERCISE,
        "contact": next((text.contact for text in line.texts), ""),
        "departments": [place.key for place in line.places if place.level == "department"],
        "municipalities": "\n".join(_municipalities(line)),
    }
    for text in line.texts:
        for name in ("event", "headline", "description", "instruction"):
            told[f"{name}_{text.language}"] = getattr(text, name)
    return told


def _picked(at: Any) -> str:  # noqa: ANN401 -- an instant or nothing
    return "" if at is None else at.astimezone(clock.LOCAL).strftime(FORMAT)


def _municipalities(line: AlertLine) -> list[str]:
    ids = [place.id for place in line.places if place.level != "department"]
    rows = Area.objects.filter(pk__in=ids).select_related("parent").order_by("sort_key", "key")
    return [", ".join([row.name, *([row.parent.name] if row.parent else [])]) for row in rows]

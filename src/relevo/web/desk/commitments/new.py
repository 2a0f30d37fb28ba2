"""A commitment that was made outside a meeting, written down by who keeps the network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.directory.models import Institution
from relevo.exchange import access as exchange_access
from relevo.exchange.actions import commitments as actions
from relevo.exchange.enums import ConfirmerKind
from relevo.exchange.queries import commitments as queries
from relevo.networks import access
from relevo.networks.models import Network
from relevo.plumbing import clock
from relevo.web.desk.commitments.forms import STEERING, CommitmentForm
from relevo.web.desk.commitments.refused import REFUSALS, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.networks.context import network_context, network_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest, key: str) -> HttpResponse:
    """What, who, until when, and who will say that it was kept."""
    network = network_or_404(key)
    if not access.may_keep(request.actor, network):
        messages.error(
            request,
            gettext("Only who keeps the network writes its commitments down. Ask its secretariat."),
        )
        return redirect("desk:network-commitments", key=key)
    sitting = queries.list_at_the_table(exchange_access.sitting_ids(network, None))
    form = CommitmentForm(sent(request), sitting=sitting)
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(request, network, form.cleaned_data, {row.key: row for row in sitting})
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The commitment is noted."))
            return redirect("desk:commitment", commitment_id=made)
    return render(
        request,
        "desk/commitment_new.html",
        {**network_context(request, network), "form": form},
        status=422 if form.errors else 200,
    )


def _make(
    request: DeskRequest,
    network: Network,
    told: dict[str, object],
    table: dict[str, Institution],
) -> object:
    owner = table[str(told["owner"])]
    kind, counterpart = confirmer_of(str(told["confirmer"]), table)
    if not told["confirmer"]:
        proposed = queries.suggest_confirmer(network_id=network.pk, owner_id=owner.pk)
        kind, counterpart = proposed.kind, proposed.institution
    made = actions.make_commitment(
        network_key=network.key,
        text_es=str(told["text_es"]),
        text_en=str(told["text_en"]),
        owner_id=owner.pk,
        confirmer_kind=kind,
        counterpart_id=counterpart.pk if counterpart else None,
        due_on=told["due_on"],  # type: ignore[arg-type]
        by=request.actor,
        at=clock.now(),
    )
    return made.pk


def confirmer_of(
    choice: str, table: dict[str, Institution]
) -> tuple[ConfirmerKind, Institution | None]:
    """A choice of the form as who confirms."""
    if choice == STEERING:
        return ConfirmerKind.STEERING, None
    return ConfirmerKind.COUNTERPART, table.get(choice)

"""An institution takes its own data along, and leaves a network if it wants to."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.networks import access
from relevo.networks.actions import seats as actions
from relevo.networks.errors import NotMember, NotYoursToSign
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.desk.networks.own_data import pack_own_data
from relevo.web.desk.networks.refused import REFUSALS, sentence
from relevo.web.downloads import bytes_response


class LeaveForm(forms.Form):
    """Leaving is said twice: by the box and by the button."""

    is_sure = forms.BooleanField(
        label=_("Our institution leaves this network today"),
    )


def _may_not(request: DeskRequest, key: str, refusal: Exception) -> HttpResponse:
    messages.error(request, sentence(refusal))
    return redirect("desk:network", key=key)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: DeskRequest, key: str) -> HttpResponse:
    """First the data, then the door."""
    network = network_or_404(key)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_network(key=key, by=request.actor, at=clock.now())
        except REFUSALS as refusal:
            return _may_not(request, key, refusal)
        messages.success(
            request,
            gettext(
                "Your institution has left. Its signatures have ended; what it entered is still "
                "its own."
            ),
        )
        return redirect("desk:networks")
    if not access.speaks_for_own(request.actor):
        return _may_not(request, key, NotYoursToSign())
    if not access.is_member(request.actor, network):
        return _may_not(request, key, NotMember(key=key))
    return render(
        request,
        "desk/network_leave.html",
        {
            **network_context(request, network),
            "form": form,
            "own": request.membership.institution,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def own_data(request: DeskRequest, key: str) -> HttpResponse:
    """What one's own institution has entered, as one file; nothing of any other."""
    network_or_404(key)
    if not access.speaks_for_own(request.actor):
        return _may_not(request, key, NotYoursToSign())
    institution = request.membership.institution
    return bytes_response(
        pack_own_data(institution, at=clock.now()),
        content_type="application/zip",
        name=f"datos {institution.key}",
        suffix="zip",
    )

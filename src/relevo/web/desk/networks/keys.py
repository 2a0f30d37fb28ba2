"""An institution makes what it kept of people unreadable, for good, when it leaves the instance."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.errors import LeavingRefused
from relevo.plumbing import clock
from relevo.plumbing.sealed import is_destroyed
from relevo.web.desk.http import DeskRequest

STANDING = {
    "not_the_administrator": _("Only the administrator of the institution does this."),
    "open_cases": _("Cases of your institution are still open. Close or hand over each of them."),
    "open_referrals": _("Referrals from or to your institution are still open. Close them first."),
    "live_signatures": _("Your institution has still signed a protocol. Leave the network first."),
}


class DestroyKeyForm(forms.Form):
    """Said twice, because nothing brings it back."""

    data_is_taken = forms.BooleanField(label=_("We have taken along what the law lets us keep"))
    is_sure = forms.BooleanField(label=_("We know that nobody will ever open these cases again"))


@require_http_methods(["GET", "HEAD", "POST"])
def destroy_key(request: DeskRequest) -> HttpResponse:
    """What stands in the way is said before anything is asked."""
    form = DestroyKeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.destroy_sealed_cases(by=request.actor, at=clock.now())
        except LeavingRefused as refusal:
            messages.error(request, STANDING[refusal.standing])
            return redirect("desk:institution-key")
        messages.success(
            request,
            gettext("The key is destroyed. The cases of your institution open for nobody."),
        )
        return redirect("desk:institution-key")
    own, standing = request.membership.institution, access.what_stands(request.actor)
    return render(
        request,
        "desk/network_key.html",
        {
            "form": form,
            "standing": [STANDING[reason] for reason in standing],
            "is_destroyed": is_destroyed(own.pk),
            "own": own,
            "section": "networks",
        },
        status=422 if form.errors else 200,
    )

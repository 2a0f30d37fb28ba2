"""The key that is given to the person: a code and four words, shown once and without a name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.cases.access.rights import has_key
from relevo.cases.actions.rights import give_key
from relevo.cases.errors import CaseClosed
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Say what the key is for; give one, on this answer alone."""
    code = phrase = ""
    if request.method == "POST":
        try:
            code, phrase = give_key(case_id=case_id, by=request.actor, at=clock.now())
        except CaseClosed:
            messages.error(request, gettext("The case is closed: no new key was made."))
            return redirect("desk:person-key", case_id=case_id)
    return render(
        request,
        "desk/person_key.html",
        {
            "case_id": case_id,
            "code": code,
            "phrase": phrase,
            "has_key": has_key(request.actor, case_id=case_id),
            "is_demo": clock.is_demo(),
            "section": "cases",
        },
    )

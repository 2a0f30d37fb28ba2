"""Looking for one of one's own team's cases: what is typed travels in the body, stays nowhere."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from relevo.cases import access
from relevo.cases.errors import SearchRefused
from relevo.cases.rules.searching import LONGEST, Candidate, SearchKind
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import need_names, told_needs

VERY_LIKE = 0.95
REFUSALS: dict[str, Promise] = {
    "wrong_code": _("No code looks like this: a character is wrong or missing. Read it again."),
    "too_short": _("Write a code, a telephone number of eight digits or a name."),
    "too_long": _("This is too long for a code, a telephone number or a name."),
}
FOUND_BY: dict[SearchKind, Promise] = {
    SearchKind.CODE: pgettext_lazy("search of cases", "This is its code or one of its referrals'."),
    SearchKind.TELEPHONE: pgettext_lazy("search of cases", "The number is in its safe contact."),
}


class SearchForm(forms.Form):
    """One field for all: what it is shows by itself."""

    text = forms.CharField(
        label=_("Search in my cases: code, telephone or name"),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: DeskRequest) -> HttpResponse:
    """The cases of one's team that may be the one. A person decides which it is."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        try:
            found = access.search_cases(
                request.actor, text=form.cleaned_data["text"], at=clock.now()
            )
        except SearchRefused as refusal:
            form.add_error("text", str(REFUSALS[refusal.problem]))
    names = need_names()
    return render(
        request,
        "desk/case_search.html",
        {
            "form": form,
            "was_searched": found is not None,
            "found": [
                (row, told_needs(row.needs, names), _alike(row), FOUND_BY.get(row.why))
                for row in found or ()
            ],
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _alike(row: Candidate) -> Promise | None:
    """How near the name is, in words; nothing where a code or a number is simply the same."""
    if row.why != SearchKind.NAME:
        return None
    if row.score >= VERY_LIKE:
        return pgettext_lazy("name in a search", "Very similar")
    return pgettext_lazy("name in a search", "Similar")

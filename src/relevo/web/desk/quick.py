"""Quick attention: what was asked and told, in ten seconds; no case, no code, no person."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.errors import NotACaseWorker
from relevo.directory import queries as directory
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.phrases import AGE_BANDS, SEXES, SPOKEN_LANGUAGES

TOLD = {
    "informed": pgettext_lazy("quick attention", "Explained"),
    "place": pgettext_lazy("quick attention", "Told where to go"),
    "line": pgettext_lazy("quick attention", "Given a telephone line"),
    "given": pgettext_lazy("quick attention", "Helped on the spot"),
    "nothing": pgettext_lazy("quick attention", "Nothing could be offered"),
}
SEX_CODES = {"f": SEXES["female"], "m": SEXES["male"], "x": SEXES["other"], "": SEXES["unknown"]}


class QuickForm(forms.Form):
    """Two taps are needed: what was asked, what was told."""

    asked = forms.ChoiceField(
        label=pgettext_lazy("quick attention", "What was asked?"), widget=forms.RadioSelect
    )
    told = forms.ChoiceField(
        label=pgettext_lazy("quick attention", "What was done?"),
        choices=list(TOLD.items()),
        initial="informed",
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("quick attention", "Language"),
        choices=list(SPOKEN_LANGUAGES.items()),
        initial="es",
    )
    sex = forms.ChoiceField(
        label=pgettext_lazy("quick attention", "Sex"),
        choices=list(SEX_CODES.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    age_band = forms.ChoiceField(
        label=pgettext_lazy("quick attention", "Age"),
        choices=[("", SEXES["unknown"]), *AGE_BANDS.items()],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        self.needs = directory.list_needs()
        self.fields["asked"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (term.code, directory.localized_name(term)) for term in self.needs
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def quick_attention(request: DeskRequest) -> HttpResponse:
    """Note one attention and be ready for the next."""
    form = QuickForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_quick_attention(**form.cleaned_data, by=request.actor, at=clock.now())
        except NotACaseWorker:
            form.add_error(None, gettext("Only officers and duty officers note attentions."))
        else:
            messages.success(request, gettext("Noted. Ready for the next person."))
            return redirect("desk:quick-attention")
    counted = access.count_quick_attentions(request.actor, on=clock.now().date())
    return render(
        request,
        "desk/quick_attention.html",
        {
            "form": form,
            "pictograms": {term.code: term.pictogram for term in form.needs},
            "first_aid": {term.code for term in form.needs if term.is_first_aid},
            "today": sum(row.number for row in counted),
            "section": "quick-attention",
        },
        status=422 if form.errors else 200,
    )

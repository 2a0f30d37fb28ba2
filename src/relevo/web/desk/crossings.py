"""Crossings at the desk: the state now, and the report of a monitor, which pages follow at once."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.borders import actions, queries
from relevo.directory.errors import HoursUnreadable
from relevo.formats.chat import render_chat
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.crossing_lines import crossing_lines, markers, side_lines
from relevo.web.desk.http import DeskRequest
from relevo.web.documents.crossings import crossings_today
from relevo.web.downloads import docx_response
from relevo.web.map import render_map
from relevo.web.phrases import COUNTRIES, CROSSING_STATES, REPORT_KINDS

REPORTED_STATES = ("open", "restricted", "closed")
LONGEST_SOURCE, LONGEST_TEXT, LONGEST_HOURS = 300, 500, 60
LONGEST_AHEAD = timedelta(days=366)


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own picker, in the time of the three countries."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ReportForm(forms.Form):
    """What a monitor tells: two taps are enough, the rest is optional."""

    state = forms.ChoiceField(
        label=pgettext_lazy("report", "What is its state?"),
        choices=[(code, CROSSING_STATES[code]) for code in REPORTED_STATES],
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(
        label=pgettext_lazy("report", "How do you know?"),
        choices=list(REPORT_KINDS.items()),
        initial="observed",
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("report", "Which side?"), required=False, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        label=pgettext_lazy("report", "Which direction?"),
        choices=[
            ("both", pgettext_lazy("direction", "Both directions")),
            ("in", pgettext_lazy("direction", "Entering")),
            ("out", pgettext_lazy("direction", "Leaving")),
        ],
        initial="both",
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=pgettext_lazy("report", "Who saw or said it? (a role, not a name)"),
        max_length=LONGEST_SOURCE,
    )
    until_at = forms.DateTimeField(
        label=pgettext_lazy("report", "Until when, if it is known"),
        required=False,
        widget=LocalDateTimeInput,
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    opening_hours = forms.CharField(
        label=pgettext_lazy("report", "Hours, such as 06:00-18:00"),
        max_length=LONGEST_HOURS,
        required=False,
    )
    text = forms.CharField(
        label=pgettext_lazy("report", "In a few words (no names of persons)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, crossing: Crossing, at: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        self.at = at
        sides = [(post.country, COUNTRIES[post.country]) for post in crossing.posts.all()]
        self.fields["country"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", pgettext_lazy("report", "Both sides")),
            *sides,
        ]

    def clean_until_at(self) -> datetime | None:
        """An end that somebody can know: after now, and not in another age."""
        until_at: datetime | None = self.cleaned_data["until_at"]
        if until_at is None:
            return None
        if until_at <= self.at:
            raise forms.ValidationError(_("The end must lie after the start."))
        if until_at > self.at + LONGEST_AHEAD:
            raise forms.ValidationError(_("The end lies too far ahead."))
        return until_at


@require_safe
def crossing_list(request: DeskRequest) -> HttpResponse:
    """Every crossing with its state, on a map and as a list."""
    lines = crossing_lines(at=clock.now())
    drawing = render_map(
        markers=markers(lines, url_name="desk:crossing"),
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    sheet = crossings_today(lines, at=clock.now(), is_demo=clock.is_demo())
    return render(
        request,
        "desk/crossing_list.html",
        {
            "lines": lines,
            "map": drawing,
            "chat_text": render_chat(sheet),
            "section": "crossings",
        },
    )


@require_safe
def crossings_sheet(request: DeskRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """*Fronteras hoy* as a Word file."""
    at = clock.now()
    sheet = crossings_today(crossing_lines(at=at), at=at, is_demo=clock.is_demo())
    return docx_response(sheet, name=f"{sheet.title} {at:%Y-%m-%d %H%M}")


@require_http_methods(["GET", "HEAD", "POST"])
def crossing(request: DeskRequest, key: str) -> HttpResponse:
    """One crossing; for a monitor with the form of the report."""
    found = Crossing.objects.prefetch_related("posts").filter(key=key).first()
    if found is None:
        raise Http404
    at = clock.now()
    may_report = bool(actions.MAY_REPORT & request.actor.roles)
    if request.method == "POST" and not may_report:
        messages.error(request, gettext("Only border monitors and coordinators report."))
        return redirect("desk:crossing", key=found.key)
    told = request.POST if request.method == "POST" else None
    form = ReportForm(told, crossing=found, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            _report(request, found, form, at)
        except HoursUnreadable:
            form.add_error("opening_hours", _("Write hours as 06:00-18:00 or 24/7."))
        else:
            messages.success(
                request, gettext("Your report is on the public page, and open plans follow it.")
            )
            return redirect("desk:crossing", key=found.key)
    known = queries.statuses(at=at, known_at=at, crossings=[found])
    return render(
        request,
        "desk/crossing_page.html",
        {
            "crossing": found,
            "status": queries.crossing_status(known, found.key),
            "sides": side_lines(known),
            "reports": queries.list_reports(found, known_at=at),
            "form": form,
            "may_report": may_report,
            "section": "crossings",
        },
        status=422 if form.errors else 200,
    )


def _report(request: DeskRequest, found: Crossing, form: ReportForm, at: datetime) -> None:
    told = form.cleaned_data
    actions.report_status(
        crossing_key=found.key,
        sighting=actions.Sighting(
            country=told["country"],
            direction=told["direction"],
            state=told["state"],
            basis=told["basis"],
            source=told["source"],
            from_at=at,
            until_at=told["until_at"],
            opening_hours=told["opening_hours"].strip(),
            text=told["text"].strip(),
        ),
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    )

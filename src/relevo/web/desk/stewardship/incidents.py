"""*Data may be in wrong hands*: who is affected, whom to tell, within seventy-two hours.

The letters carry numbers and no code: an authority is told how many, a person is told in person.
The Salvadoran law on personal data asks that the authority, the prosecutor and the persons are
told within 72 hours; the strictest of the three countries holds for all.
"""

from datetime import datetime, time, timedelta, tzinfo
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.accounts import queries as accounts
from relevo.cases.access import stewardship as access
from relevo.cases.actions import stewardship as actions
from relevo.cases.errors import StewardshipRefused
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.stewardship import LONGEST_TEXT, Affected, IncidentRow
from relevo.plumbing import clock
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.stewardship.door import for_stewards
from relevo.web.templatetags.relevo_web import day, moment

TELL_WITHIN = timedelta(hours=72)
LOOKED_BACK = timedelta(days=3 * 365)
"""Who left longer ago is not offered as the account in question."""


class IncidentForm(forms.Form):
    """Whose account, which days, what happened."""

    suspect = forms.ChoiceField(
        label=pgettext_lazy("incident", "Whose account?"),
        required=False,
        help_text=_("Leave it open if nobody knows: then everything the institution did counts."),
    )
    since = DayField(label=pgettext_lazy("incident", "From which day"))
    until = DayField(label=pgettext_lazy("incident", "To which day"))
    text = forms.CharField(
        label=pgettext_lazy("incident", "What happened?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No name of a person who was helped."),
    )

    def __init__(self, *args: Any, people: list[tuple[UUID, str]], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        suspect = cast("forms.ChoiceField", self.fields["suspect"])
        suspect.choices = [("", _("nobody knows")), *((str(pk), name) for pk, name in people)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return told


def _people(request: DeskRequest) -> list[tuple[UUID, str]]:
    """Whose account it can be; ending a membership is the first thing to do, and hides nobody."""
    today = clock.now().date()
    return accounts.list_user_names(
        institution_id=request.membership.institution_id,
        on=today,
        without=request.actor.id,
        since=today - LOOKED_BACK,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def incident_list(request: DeskRequest) -> HttpResponse:
    """Incidents of one's institution, and a new one."""
    form = IncidentForm(request.POST if request.method == "POST" else None, people=_people(request))
    if request.method == "POST" and form.is_valid():
        told, at = form.cleaned_data, clock.now()
        since = datetime.combine(told["since"], time.min, tzinfo=cast("tzinfo", LOCAL))
        until = datetime.combine(told["until"], time.max, tzinfo=cast("tzinfo", LOCAL))
        try:
            opened = actions.open_incident(
                suspect_id=UUID(told["suspect"]) if told["suspect"] else None,
                since=since,
                until=until,
                text=told["text"],
                by=request.actor,
                at=at,
            )
        except StewardshipRefused:
            form.add_error("since", _("This day has not come yet."))
        else:
            return redirect("desk:incident", incident_id=opened.pk)
    return render(
        request,
        "desk/stewardship_incidents.html",
        {
            "rows": access.list_incidents(request.actor),
            "form": form,
            "current": "incidents",
            "section": "stewardship",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def incident(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Who is affected, what to do now, and drafts of the letters."""
    if request.method == "POST":
        try:
            actions.close_incident(incident_id=incident_id, by=request.actor, at=clock.now())
            messages.success(request, gettext("The incident is closed."))
        except StewardshipRefused:
            messages.error(request, gettext("The incident was closed before."))
        return redirect("desk:incident", incident_id=incident_id)
    row, text, affected = access.read_incident(
        request.actor, incident_id=incident_id, at=clock.now()
    )
    names = accounts.user_names([row.suspect_id] if row.suspect_id else [])
    return render(
        request,
        "desk/stewardship_incident.html",
        {
            "row": row,
            "text": text,
            "affected": affected,
            "suspect": names.get(row.suspect_id, "") if row.suspect_id else "",
            "tell_until": row.opened_at + TELL_WITHIN,
            "letters": _letters(row, affected),
            "current": "incidents",
            "section": "stewardship",
        },
    )


def _letters(row: IncidentRow, affected: Affected) -> list[dict[str, str]]:
    """Drafts: numbers for an authority, words for a person, a short one for partners."""
    told = {
        "since": day(row.since),
        "until": day(row.until),
        "known": moment(row.opened_at),
        "number": len(affected.cases) + len(affected.referrals) + affected.elsewhere,
    }
    authority = gettext(
        "We report that between %(since)s and %(until)s data of people whom we help may have come "
        "into wrong hands. We have known it since %(known)s. Affected: %(number)d records. We are "
        "closing the access, finding out what happened, and telling each person in a way that is "
        "safe for her. To protect them this report names nobody."
    )
    person = gettext(
        "Something happened with the data that you trusted us with. Somebody may have seen them "
        "between %(since)s and %(until)s. We tell you in person because it concerns you. We can "
        "tell you what was recorded, change your safe contact or take back what was sent, and you "
        "can ask that everything is deleted. Do you feel safe where you are?"
    )
    partner = gettext(
        "An access of our institution was misused between %(since)s and %(until)s. If you get "
        "messages in our name, call us by telephone before you answer. This names no person."
    )
    drafts = (
        ("authority", gettext("To the data protection authority and the prosecutor"), authority),
        ("person", gettext("To say to the person, face to face or by her safe contact"), person),
        ("partner", gettext("To the institutions we work with"), partner),
    )
    return [{"id": name, "label": label, "text": text % told} for name, label, text in drafts]

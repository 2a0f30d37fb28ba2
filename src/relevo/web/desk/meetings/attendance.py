"""Attendance by institution: who was there by which role, how many women and men, never a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.networks.actions import meetings as actions
from relevo.networks.models import Attendance, Member, Network
from relevo.networks.queries import meetings as queries
from relevo.networks.rules.meetings import LONGEST_ROLE, MOST_PEOPLE, Attended
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import for_keepers, meeting_or_404
from relevo.web.desk.meetings.refused import REFUSALS, tell
from relevo.web.desk.networks.context import network_context
from relevo.web.network_phrases import PRESENCES

PEOPLE = {
    "women": pgettext_lazy("attendance", "Women"),
    "men": pgettext_lazy("attendance", "Men"),
}
SEATS_A_PAGE = 30
"""Four fields each: more would be more fields than a page may send."""


@dataclass(frozen=True, slots=True)
class Row:
    """A seat with its fields."""

    seat: Member
    presence: BoundField
    women: BoundField
    men: BoundField
    represented_by: BoundField


class AttendanceForm(forms.Form):
    """Four fields for each seat."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        seats: list[Member],
        known: Mapping[UUID, Attendance],
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        for seat in seats:
            self._add(seat, known.get(seat.institution_id) if seat.institution_id else None)

    def _add(self, seat: Member, row: Attendance | None) -> None:
        self.fields[f"presence-{seat.pk}"] = forms.ChoiceField(
            label=pgettext_lazy("attendance", "Attendance"),
            choices=[("", pgettext_lazy("attendance", "Not noted")), *PRESENCES.items()],
            required=False,
            initial=row.presence if row else "",
        )
        for name, label in PEOPLE.items():
            self.fields[f"{name}-{seat.pk}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=getattr(row, name, None),
            )
        self.fields[f"represented_by-{seat.pk}"] = forms.CharField(
            label=pgettext_lazy("attendance", "Represented by (a role)"),
            max_length=LONGEST_ROLE,
            required=False,
            initial=row.represented_by if row else seat.focal_role,
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for seat in self.seats:
            if told.get(f"presence-{seat.pk}") == "present":
                continue
            for name in (f"women-{seat.pk}", f"men-{seat.pk}"):
                if told.get(name) is not None:
                    self.add_error(name, _("Only who was present is counted."))
        return told

    def rows(self) -> list[Row]:
        """The seats with their fields, in order."""
        return [
            Row(
                seat,
                self[f"presence-{seat.pk}"],
                self[f"women-{seat.pk}"],
                self[f"men-{seat.pk}"],
                self[f"represented_by-{seat.pk}"],
            )
            for seat in self.seats
        ]

    def attended(self) -> dict[UUID, Attended | None]:
        """The filled-in form as values; a seat without an answer is not noted."""
        told = self.cleaned_data
        return {
            seat.institution.pk: (
                Attended(
                    told[f"presence-{seat.pk}"],
                    women=told[f"women-{seat.pk}"],
                    men=told[f"men-{seat.pk}"],
                    represented_by=told[f"represented_by-{seat.pk}"],
                )
                if told[f"presence-{seat.pk}"]
                else None
            )
            for seat in self.seats
            if seat.institution is not None
        }


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def attendance(request: DeskRequest, network: Network, number: int, part: int = 1) -> HttpResponse:
    """A part of the seats at a time; saving leads to the next part."""
    meeting = meeting_or_404(network, number)
    seats = queries.list_attending_seats(network)
    parts = max(1, -(-len(seats) // SEATS_A_PAGE))
    if not 1 <= part <= parts:
        raise Http404
    form = AttendanceForm(
        request.POST if request.method == "POST" else None,
        seats=seats[(part - 1) * SEATS_A_PAGE : part * SEATS_A_PAGE],
        known={row.institution_id: row for row in meeting.attendance.all()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_attendance(
                network_key=network.key,
                number=number,
                attended=form.attended(),
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Attendance is noted."))
            if part < parts:
                return redirect(
                    "desk:meeting-attendance-part", key=network.key, number=number, part=part + 1
                )
            return redirect("desk:meeting", key=network.key, number=number)
    return render(
        request,
        "desk/meeting_attendance.html",
        {
            **network_context(request, network),
            "meeting": meeting,
            "form": form,
            "part": part,
            "parts": parts,
        },
        status=422 if form.errors else 200,
    )

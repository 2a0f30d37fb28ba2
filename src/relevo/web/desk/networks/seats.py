"""Members of a network: who sits, for which part, who speaks, what changed, who comes after."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.directory.actions.succession import Heir, succeed_institution
from relevo.directory.models import Institution, valid_on
from relevo.networks import access
from relevo.networks.actions import seats as actions
from relevo.networks.enums import SeatChangeKind, SeatRole
from relevo.networks.errors import NotKeeper, SeatUnknown
from relevo.networks.models import Member, Network, SeatChange
from relevo.networks.queries import seats as queries
from relevo.networks.rules.seats import LONGEST_ACTA, LONGEST_NAME, LONGEST_ROLE, SeatTerms
from relevo.plumbing import clock
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.desk.networks.refused import REFUSALS, sentence, tell
from relevo.web.network_phrases import SEAT_ROLES
from relevo.web.phrases import COUNTRIES
from relevo.web.templatetags.relevo_web import day

ORDER = {code: place for place, code in enumerate(("GT", "HN", "SV"))}
"""The three countries first; organizations of several come after."""
ROLE_NOT_PERSON = _("A role, not the name of a person: people change, the role stays.")


def institution_choices(on: date) -> list[tuple[str, str]]:
    """Institutions of the directory on a day, with their country."""
    rows = Institution.objects.nameable().filter(valid_on(on))
    rows = rows.order_by("country", "sort_key", "key")
    return [(row.key, f"{institution_name(row)} ({row.country})") for row in rows]


class _TermsFields(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """What a network settles about a seat; a part of two forms, and none by itself."""

    role = forms.ChoiceField(
        label=pgettext_lazy("network", "Part in the network"),
        choices=[(code, SEAT_ROLES[code]) for code in SeatRole.values],
    )
    focal_role = forms.CharField(
        label=_("Role that speaks for it"),
        max_length=LONGEST_ROLE,
        required=False,
        help_text=ROLE_NOT_PERSON,
    )
    alternate_role = forms.CharField(
        label=_("Alternate role"),
        max_length=LONGEST_ROLE,
        required=False,
        help_text=_("The role that stands in for it."),
    )
    is_steering = forms.BooleanField(label=_("Sits in the steering committee"), required=False)
    term_until = DayField(
        label=_("Term until"),
        required=False,
        help_text=_("When an election or an appointment ends it."),
    )
    acta_number = forms.CharField(
        label=_("Number of the acta"),
        max_length=LONGEST_ACTA,
        required=False,
        help_text=_("If an acta decided it."),
    )

    def terms(self) -> SeatTerms:
        """The filled-in form as a value."""
        told = self.cleaned_data
        return SeatTerms(
            role=told["role"],
            focal_role=told["focal_role"],
            alternate_role=told["alternate_role"],
            term_until=told["term_until"],
            is_steering=told["is_steering"],
        )


class NewSeatForm(_TermsFields, forms.Form):
    """Who joins."""

    institution = forms.ChoiceField(
        label=_("Institution of the directory"),
        required=False,
        help_text=_("If it is not in the list, leave this empty and write its name below."),
    )
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=LONGEST_NAME, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME, required=False)
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=[("", "—"), *((code, COUNTRIES[code]) for code in ("GT", "HN", "SV"))],
    )
    joined_on = DayField(label=_("Since"))

    field_order = ("institution", "name_es", "name_en", "country", "joined_on")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *institution_choices(on),
        ]


class ChangeSeatForm(_TermsFields, forms.Form):
    """What is settled anew, and from which day."""

    on = DayField(label=_("From which day"))

    field_order = ("role", "focal_role", "alternate_role", "term_until", "is_steering", "on")

    def __init__(self, *args: Any, seat: Member, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        if seat.role not in SeatRole.values:  # a source calls it so, and it may stay
            self.fields["role"].choices = [  # type: ignore[attr-defined]  # a choice field
                (seat.role, SEAT_ROLES.get(seat.role, seat.role)),
                *self.fields["role"].choices,  # type: ignore[attr-defined]  # a choice field
            ]


END_IDS, PASS_IDS = "end-%s", "pass-%s"
"""Three forms of one page ask alike; each field has an id of its own."""


class EndSeatForm(forms.Form):
    """When somebody left, by which acta."""

    on = DayField(label=_("Left on"))
    acta_number = forms.CharField(
        label=_("Number of the acta"), max_length=LONGEST_ACTA, required=False
    )


class PassSeatForm(forms.Form):
    """Which institution comes after, and from when."""

    successor = forms.ChoiceField(
        label=_("The institution that follows"),
        required=False,
        help_text=_("If it is not in the list, leave this empty and write its name below."),
    )
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=LONGEST_NAME, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME, required=False)
    on = DayField(label=_("From which day"))
    acta_number = forms.CharField(
        label=_("Number of the acta, decree or law"), max_length=LONGEST_ACTA, required=False
    )

    def __init__(self, *args: Any, seat: Member, on: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        own = seat.institution.key if seat.institution else ""
        self.fields["successor"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *(choice for choice in institution_choices(on) if choice[0] != own),
        ]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A line of a seat's history in words."""

    kind: str
    on: date
    before: str
    after: str
    acta_number: str


def _told(change: SeatChange) -> ChangeLine:
    before, after = (_value(change.kind, told) for told in (change.before, change.after))
    return ChangeLine(change.kind, change.on, before, after, change.acta_number)


def _value(kind: str, told: str) -> str:
    if kind == SeatChangeKind.TERM and told:
        return day(date.fromisoformat(told))
    if kind == SeatChangeKind.STEERING:
        return gettext("Yes") if told else gettext("No")
    if kind in {SeatChangeKind.ROLE, SeatChangeKind.JOINED, SeatChangeKind.LEFT} and told:
        return str(SEAT_ROLES.get(told, told))
    return told


@require_safe
def members(request: DeskRequest, key: str) -> HttpResponse:
    """Seats by country, how many of each kind, and those that ended."""
    network = network_or_404(key)
    rows = queries.list_seats(network)
    seated = [row for row in rows if row.is_seat]
    kinds = Counter(row.institution.kind if row.institution else "" for row in seated)
    return render(
        request,
        "desk/network_members.html",
        {
            **network_context(request, network),
            "countries": [
                (country, list(found))
                for country, found in groupby(
                    sorted(seated, key=lambda row: ORDER.get(row.country, len(ORDER))),
                    key=lambda row: row.country,
                )
            ],
            "kinds": sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])),
            "listed": [row for row in rows if not row.is_seat],
            "ended": queries.list_ended_seats(network),
            "followed": queries.list_overdue_successions(network, on=clock.now().date()),
            "today": clock.now().date(),
        },
    )


def _seat(network: Network, seat_id: int) -> Member:
    try:
        return queries.get_seat(network, seat_id=seat_id)
    except SeatUnknown as unknown:
        raise Http404 from unknown


def _refused_keeper(request: DeskRequest, network: Network) -> HttpResponse | None:
    if access.may_keep(request.actor, network):
        return None
    messages.error(request, sentence(NotKeeper(key=network.key)))
    return redirect("desk:network-members", key=network.key)


@require_http_methods(["GET", "HEAD", "POST"])
def new_seat(request: DeskRequest, key: str) -> HttpResponse:
    """Somebody joins the network."""
    network, at = network_or_404(key), clock.now()
    refused = _refused_keeper(request, network)
    if refused is not None:
        return refused
    form = NewSeatForm(
        request.POST if request.method == "POST" else None,
        on=at.date(),
        initial={"role": SeatRole.MEMBER},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_seat(
                key=key,
                seated=actions.Seated(
                    institution_key=told["institution"],
                    name_es=told["name_es"],
                    name_en=told["name_en"],
                    country=told["country"],
                ),
                terms=form.terms(),
                joined_on=told["joined_on"],
                acta_number=told["acta_number"],
                by=request.actor,
                at=at,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The seat is there."))
            return redirect("desk:network-members", key=key)
    return render(
        request,
        "desk/network_seat_new.html",
        {**network_context(request, network), "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: DeskRequest, key: str, seat_id: int) -> HttpResponse:
    """One seat with its history; a keeper settles it anew here."""
    network, at = network_or_404(key), clock.now()
    row = _seat(network, seat_id)
    form = ChangeSeatForm(
        request.POST if request.method == "POST" else None,
        seat=row,
        initial={
            "role": row.role,
            "focal_role": row.focal_role,
            "alternate_role": row.alternate_role,
            "is_steering": row.is_steering,
            "term_until": row.term_until,
            "on": at.date(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_seat(
                key=key,
                seat_id=seat_id,
                terms=form.terms(),
                on=form.cleaned_data["on"],
                acta_number=form.cleaned_data["acta_number"],
                by=request.actor,
                at=at,
            )
        except SeatUnknown:
            messages.error(request, gettext("This seat has ended: nothing of it changes."))
            return redirect("desk:network-seat", key=key, seat_id=seat_id)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Settled. The history shows what changed."))
            return redirect("desk:network-seat", key=key, seat_id=seat_id)
    return _seat_page(request, network, row, form=form)


def _seat_page(
    request: DeskRequest,
    network: Network,
    row: Member,
    *,
    form: ChangeSeatForm | None = None,
    ending: EndSeatForm | None = None,
    passing: PassSeatForm | None = None,
) -> HttpResponse:
    today = clock.now().date()
    first = {"on": today}
    is_current = row.left_on is None
    followed = row.institution.successor if row.institution else None
    told = {
        "role": row.role,
        "focal_role": row.focal_role,
        "alternate_role": row.alternate_role,
        "is_steering": row.is_steering,
        "term_until": row.term_until,
    }
    shown = [form for form in (form, ending, passing) if form is not None]
    after = {**first, "successor": followed.key if followed else ""}
    return render(
        request,
        "desk/network_seat.html",
        {
            **network_context(request, network),
            "seat": row,
            "history": [_told(change) for change in queries.history_of(row)],
            "is_current": is_current,
            "form": form or ChangeSeatForm(seat=row, initial={**told, **first}),
            "ending": ending or EndSeatForm(initial=first, auto_id=END_IDS),
            "passing": passing or PassSeatForm(seat=row, on=today, initial=after, auto_id=PASS_IDS),
        },
        status=422 if any(form.errors for form in shown) else 200,
    )


@require_POST
def end_seat(request: DeskRequest, key: str, seat_id: int) -> HttpResponse:
    """Somebody leaves by decision of the network."""
    network = network_or_404(key)
    row = _seat(network, seat_id)
    form = EndSeatForm(request.POST, auto_id=END_IDS)
    if form.is_valid():
        try:
            actions.end_seat(
                key=key, seat_id=seat_id, **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except SeatUnknown:
            messages.error(request, gettext("This seat has ended: nothing of it changes."))
            return redirect("desk:network-seat", key=key, seat_id=seat_id)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The seat has ended. Its history stays."))
            return redirect("desk:network-members", key=key)
    return _seat_page(request, network, row, ending=form)


@require_POST
def pass_seat(request: DeskRequest, key: str, seat_id: int) -> HttpResponse:
    """The successor takes the seats of an institution in the networks that this person keeps.

    An institution that the directory still shows as current ends there by the same act.
    """
    network, at = network_or_404(key), clock.now()
    row = _seat(network, seat_id)
    if row.institution is None or row.left_on is not None:
        messages.error(request, gettext("Only a current seat of an institution passes on."))
        return redirect("desk:network-seat", key=key, seat_id=seat_id)
    form = PassSeatForm(request.POST, seat=row, on=at.date(), auto_id=PASS_IDS)
    if form.is_valid():
        try:
            passed = _pass_on(request, row.institution, form.cleaned_data, at=at)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(
                request,
                gettext(
                    "The seat has passed. The institution that follows signs the protocol for "
                    "itself: no signature passes with a seat."
                ),
            )
            mine = next((after for after in passed if after.network_id == network.pk), row)
            return redirect("desk:network-seat", key=key, seat_id=mine.pk)
    return _seat_page(request, network, row, passing=form)


@transaction.atomic
def _pass_on(
    request: DeskRequest, institution: Institution, told: dict[str, Any], *, at: datetime
) -> list[Member]:
    """Both or neither: the directory says who follows, and the seats pass."""
    by, on = request.actor, told["on"]
    if institution.successor is None:
        heir = Heir(key=told["successor"], name_es=told["name_es"], name_en=told["name_en"])
        new = succeed_institution(institution_id=institution.pk, heir=heir, on=on, by=by, at=at)
    else:
        new = Institution.objects.filter(key=told["successor"]).first() or institution.successor
    return actions.pass_seats(
        institution_id=institution.pk,
        successor_id=new.pk,
        on=on,
        acta_number=told["acta_number"],
        by=by,
        at=at,
    )

"""Change requests: what somebody says is different, beside what the entry says now."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.directory import actions
from relevo.directory import queries as directory
from relevo.directory.enums import OF_RESTRICTED, ChangeState, EntryField, ServiceStatus
from relevo.directory.errors import (
    ChangeDecided,
    ChangeOvertaken,
    ChangeRefused,
    NotYoursToDecide,
    NotYoursToWithdraw,
)
from relevo.directory.models import ChangeRequest, Institution, Service, Term
from relevo.directory.rules import LONGEST, LONGEST_REASON
from relevo.kernel.actor import Actor
from relevo.networks.queries import rounds as queries
from relevo.plumbing import clock
from relevo.web.care_phrases import ENTRY_FIELDS, SERVICE_STATUSES
from relevo.web.desk.care.door import care_context, network_inside
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.refused import show_refusal
from relevo.wording.words import both

LATEST = 20
SETTLED = (ChangeState.APPROVED, ChangeState.REFUSED, ChangeState.WITHDRAWN)
LONG = frozenset({EntryField.NOTE, EntryField.HOURS})
PROBLEMS: dict[str, Promise] = {
    "unreadable": _("This cannot be read as what the field is for. Write it differently."),
    "too_long": _("This is too long."),
    "missing": _("This cannot be left empty."),
    "unknown": _("Choose from the list."),
    "restricted": _("Of a protected service nothing is written that could say where it is."),
    "nothing": _("Change at least one field, or write what is different."),
}
HELP: dict[EntryField, Promise] = {
    EntryField.OPENING_HOURS: _(
        "As OpenStreetMap writes them, such as Mo-Fr 08:00-16:00. Empty: not known."
    ),
    EntryField.HOURS: _("As people say it. New words take the place of both languages."),
}


class ChangeForm(forms.Form):
    """The entry as it is, to be corrected; what stays as it was is not asked."""

    phone = forms.CharField(required=False, max_length=LONGEST[EntryField.PHONE])
    hours = forms.CharField(required=False, max_length=LONGEST[EntryField.HOURS])
    opening_hours = forms.CharField(required=False, max_length=LONGEST[EntryField.OPENING_HOURS])
    status = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("As it is")),
            *(
                (code.value, SERVICE_STATUSES[code])
                for code in sorted({ServiceStatus.ACTIVE, ServiceStatus.CLOSED})
            ),
        ],
    )
    name = forms.CharField(required=False, max_length=LONGEST[EntryField.NAME])
    needs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    locality = forms.CharField(required=False, max_length=LONGEST[EntryField.LOCALITY])
    address = forms.CharField(required=False, max_length=LONGEST[EntryField.ADDRESS])
    email = forms.CharField(required=False, max_length=LONGEST[EntryField.EMAIL])
    url = forms.CharField(required=False, max_length=LONGEST[EntryField.URL])
    note = forms.CharField(required=False, max_length=LONGEST[EntryField.NOTE])
    reason = forms.CharField(
        label=_("How do you know? What else is different?"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("No names of private persons, please."),
    )

    def __init__(
        self, data: object = None, *, now: Mapping[str, str], is_restricted: bool = False
    ) -> None:
        initial = {**now, EntryField.STATUS: "", EntryField.NEEDS: now[EntryField.NEEDS].split()}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.now = now
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (term.code, both(term, "name")) for term in Term.objects.order_by("position", "code")
        ]
        for field in EntryField:
            if is_restricted and field not in OF_RESTRICTED:
                del self.fields[field]
                continue
            shown = self.fields[field]
            shown.label = str(ENTRY_FIELDS[field])
            shown.help_text = str(HELP.get(field, ""))
            if field in LONG:
                shown.widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST[field]})
        if is_restricted:
            del self.fields["reason"]

    def changes(self) -> dict[str, str]:
        """Fields that say something else than the entry."""
        told = {
            field.value: self.cleaned_data[field] for field in EntryField if field in self.fields
        }
        told[EntryField.NEEDS] = " ".join(sorted(told[EntryField.NEEDS]))
        told[EntryField.STATUS] = told[EntryField.STATUS] or self.now[EntryField.STATUS]
        return {field: text for field, text in told.items() if text != self.now[field]}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the page shows it."""

    row: ChangeRequest
    name: str
    differences: tuple[Difference, ...]
    may_decide: bool
    may_withdraw: bool


def _words(field: str, text: str, *, terms: Mapping[str, str]) -> str:
    if field == EntryField.STATUS:
        return str(SERVICE_STATUSES[text])
    if field == EntryField.NEEDS:
        return ", ".join(terms.get(code, code) for code in text.split())
    return text


def _asked(row: ChangeRequest, *, actor: Actor, terms: Mapping[str, str], is_keeper: bool) -> Asked:
    service, is_open = row.service, row.state == ChangeState.OPEN
    name = directory.name_for(service, institution_id=actor.institution_id)
    return Asked(
        row=row,
        name=name.in_language(get_language() or "es"),
        differences=tuple(
            Difference(
                field=str(ENTRY_FIELDS[field]),
                before=_words(field, row.before[field], terms=terms),
                after=_words(field, row.changes[field], terms=terms),
            )
            for field in EntryField
            if field in row.changes
        ),
        may_decide=is_open and (is_keeper or actor.institution_id == service.institution_id),
        may_withdraw=is_open and row.requested_by == actor.id,
    )


@require_safe
def change_list(request: DeskRequest, key: str) -> HttpResponse:
    """What is to be decided, side by side with what the entry says; then what was decided."""
    network = network_inside(request, key)
    context = care_context(request, network)
    terms = {term.code: both(term, "name") for term in Term.objects.all()}
    opened = queries.list_changes_of(network, states=(ChangeState.OPEN,))
    settled = queries.list_changes_of(network, states=SETTLED)[:LATEST]
    told = {"actor": request.actor, "terms": terms, "is_keeper": bool(context["is_keeper"])}
    return render(
        request,
        "desk/care_changes.html",
        {
            **context,
            "open": [_asked(row, **told) for row in opened],  # type: ignore[arg-type]
            "settled": [_asked(row, **told) for row in settled],  # type: ignore[arg-type]
        },
    )


@require_POST
def decide(request: DeskRequest, key: str, request_id: UUID, verb: str) -> HttpResponse:
    """Take a change in, refuse it, or take it back."""
    network = network_inside(request, key)
    known = ChangeRequest.objects.filter(
        pk=request_id, service__institution__in=queries.institutions_of(network)
    ).select_related("service")
    row = known.first()
    if row is None or verb not in {"aprobar", "rechazar", "retirar"}:
        raise Http404
    is_keeper = bool(care_context(request, network)["is_keeper"])
    is_own = request.actor.institution_id == row.service.institution_id
    if verb != "retirar" and not (is_keeper or is_own):
        messages.error(request, gettext("The institution itself or the secretariat decides this."))
        return redirect("desk:network-changes", key=key)
    at = clock.now()
    try:
        if verb == "retirar":
            actions.withdraw_change(request_id=request_id, by=request.actor, at=at)
        else:
            actions.decide_change(
                request_id=request_id, approve=verb == "aprobar", by=request.actor, at=at
            )
    except (NotYoursToDecide, NotYoursToWithdraw):
        messages.error(request, gettext("The institution itself or the secretariat decides this."))
    except ChangeDecided:
        messages.error(request, gettext("Somebody has decided this already."))
    except ChangeOvertaken as overtaken:
        fields = ", ".join(str(ENTRY_FIELDS[field]) for field in overtaken.fields)
        messages.error(
            request,
            gettext(
                "The entry has changed since this was asked (%(fields)s), so nothing was taken in. "
                "Refuse it and ask anew with what the entry says now."
            )
            % {"fields": fields},
        )
    except ChangeRefused:
        messages.error(request, gettext("This can no longer be taken in as it was asked."))
    else:
        messages.success(
            request,
            gettext("The directory says it now.") if verb == "aprobar" else gettext("Noted."),
        )
    return redirect("desk:network-changes", key=key)


def _service(institutions: QuerySet[Institution], service_key: str) -> Service:
    service = (
        Service.objects.filter(key=service_key, institution__in=institutions)
        .select_related("institution", "location")
        .first()
    )
    if service is None:
        raise Http404
    return service


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request: DeskRequest, key: str, service_key: str) -> HttpResponse:
    """Correct an entry: it becomes a request that its institution or the secretariat decides."""
    network = network_inside(request, key)
    service = _service(queries.institutions_of(network), service_key)
    if directory.is_protected_from(service, institution_id=request.actor.institution_id):
        raise PermissionDenied
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        now=actions.texts_of(service),
        is_restricted=service.visibility == "restricted",
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_change(
                service_id=service.pk,
                changes=form.changes(),
                reason=form.cleaned_data.get("reason", ""),
                by=request.actor,
                at=clock.now(),
            )
        except ChangeRefused as refusal:
            show_refusal(form, refusal, PROBLEMS[refusal.problem])
        else:
            messages.success(request, gettext("Asked. It is decided under change requests."))
            return redirect("desk:network-changes", key=key)
    return render(
        request,
        "desk/care_change_new.html",
        {**care_context(request, network), "service": service, "form": form},
        status=422 if form.errors else 200,
    )

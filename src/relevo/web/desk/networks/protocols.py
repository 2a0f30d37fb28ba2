"""The information-sharing protocol: read side by side, drafted, put in force, signed, compared."""

from dataclasses import fields

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.networks import access
from relevo.networks.actions import protocols as actions
from relevo.networks.enums import ProtocolState
from relevo.networks.errors import NotKeeper, NotMember, NotYoursToSign, ProtocolUnknown
from relevo.networks.models import Acta, Network, Protocol
from relevo.networks.queries import protocols as queries
from relevo.networks.queries import seats
from relevo.networks.rules.protocols import (
    CLAUSES,
    LONGEST_RETENTION,
    LONGEST_TEXT,
    SHORTEST_RETENTION,
    ProtocolText,
    compare_words,
)
from relevo.networks.rules.seats import LONGEST_ACTA
from relevo.plumbing import clock
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context, network_or_404, unsigned_seats
from relevo.web.desk.networks.protocol_model import MODEL
from relevo.web.desk.networks.refused import REFUSALS, sentence, tell
from relevo.web.documents.protocol import protocol_document
from relevo.web.downloads import docx_response
from relevo.web.network_phrases import PROTOCOL_CLAUSES

LONGEST_DIGEST = 64


def _clause(*, is_needed: bool = False) -> forms.CharField:
    label = _("In Spanish") if is_needed else _("In English")
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=LONGEST_TEXT,
        required=is_needed,
    )


class ProtocolForm(forms.Form):
    """The clauses in both languages; Spanish is what is signed first."""

    what_es = _clause(is_needed=True)
    what_en = _clause()
    purpose_es = _clause(is_needed=True)
    purpose_en = _clause()
    holder_es = _clause(is_needed=True)
    holder_en = _clause()
    incident_es = _clause(is_needed=True)
    incident_en = _clause()
    leaving_es = _clause(is_needed=True)
    leaving_en = _clause()
    retention_days = forms.IntegerField(
        label=_("How many days data are kept"),
        min_value=SHORTEST_RETENTION,
        max_value=LONGEST_RETENTION,
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_DIGEST, required=False)

    def text(self) -> ProtocolText:
        """The filled-in form as a value."""
        told = self.cleaned_data
        return ProtocolText(**{field.name: told[field.name] for field in fields(ProtocolText)})

    def pairs(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Both languages of each clause side by side."""
        return [(name, self[f"{name}_es"], self[f"{name}_en"]) for name in CLAUSES]


class InForceForm(forms.Form):
    """The acta that put it in force, and from when."""

    acta_number = forms.CharField(label=_("Number of the acta"), max_length=LONGEST_ACTA)
    on = DayField(label=_("In force from"))


class SignForm(forms.Form):
    """Who signs for the institution, as a role, and with which paper."""

    signed_role = forms.CharField(
        label=_("Role that signs"),
        max_length=actions.LONGEST_ROLE,
        help_text=_("A role, not the name of a person: people change, the role stays."),
    )
    document = forms.CharField(
        label=_("Number of the signed paper or letter"),
        max_length=actions.LONGEST_DOCUMENT,
        required=False,
    )
    has_read = forms.BooleanField(label=_("We have read the whole text above and accept it"))
    digest = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_DIGEST)


def _protocol(network: Network, version: int) -> Protocol:
    try:
        return queries.get_protocol(network, version=version)
    except ProtocolUnknown as unknown:
        raise Http404 from unknown


def clauses_of(protocol: Protocol) -> list[dict[str, object]]:
    """Heading and both languages of each clause."""
    return [
        {
            "title": PROTOCOL_CLAUSES[name],
            "es": getattr(protocol, f"{name}_es"),
            "en": getattr(protocol, f"{name}_en"),
        }
        for name in CLAUSES
    ]


def _refused(request: DeskRequest, key: str, refusal: Exception) -> HttpResponse:
    messages.error(request, sentence(refusal))
    return redirect("desk:network-protocol", key=key)


@require_safe
def protocol(request: DeskRequest, key: str, version: int | None = None) -> HttpResponse:
    """The version in force (else the newest, or the one asked for) with all others."""
    network = network_or_404(key)
    versions = queries.list_protocols(network)
    if version is None:
        newest = next(iter(versions), None)
        shown = next((row for row in versions if row.state == ProtocolState.IN_FORCE), newest)
    else:
        shown = _protocol(network, version)
    context = network_context(request, network)
    inside = bool(context["is_member"]) and shown is not None
    institution_id = request.actor.institution_id
    sits = access.is_member(request.actor, network)
    return render(
        request,
        "desk/network_protocol.html",
        {
            **context,
            "protocol": shown,
            "versions": versions,
            "has_draft": any(row.state == ProtocolState.DRAFT for row in versions),
            "clauses": clauses_of(shown) if shown else [],
            "signatures": queries.list_signatures(shown) if inside and shown else [],
            "unsigned": unsigned_seats(shown) if inside and shown else [],
            "has_signed": shown is not None
            and queries.has_signed(shown, institution_id=institution_id),
            "may_sign": sits and access.speaks_for_own(request.actor),
            "sits": sits,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DeskRequest, key: str) -> HttpResponse:
    """A new version: begins with the newest one, or with a model to change."""
    network = network_or_404(key)
    if not access.may_keep(request.actor, network):
        return _refused(request, key, NotKeeper(key=key))
    newest = next(iter(queries.list_protocols(network)), None)
    text = MODEL if newest is None else actions.text_of(newest)
    form = ProtocolForm(
        request.POST if request.method == "POST" else None, initial=_as_initial(text)
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.draft_protocol(
                key=key, text=form.text(), by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The draft is there. Let the institutions read it."))
            return redirect("desk:network-protocol-version", key=key, version=row.version)
    return _form_page(request, network, form, is_model=newest is None)


def _as_initial(text: ProtocolText) -> dict[str, object]:
    return {field.name: getattr(text, field.name) for field in fields(ProtocolText)}


def _form_page(
    request: DeskRequest,
    network: Network,
    form: ProtocolForm,
    *,
    is_model: bool = False,
    protocol: Protocol | None = None,
) -> HttpResponse:
    return render(
        request,
        "desk/network_protocol_form.html",
        {
            **network_context(request, network),
            "form": form,
            "pairs": [(PROTOCOL_CLAUSES[name], es, en) for name, es, en in form.pairs()],
            "is_model": is_model,
            "protocol": protocol,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, key: str, version: int) -> HttpResponse:
    """Change a draft; whoever signed it already is asked to sign anew."""
    network = network_or_404(key)
    row = _protocol(network, version)
    if not access.may_keep(request.actor, network):
        return _refused(request, key, NotKeeper(key=key))
    initial = {**_as_initial(actions.text_of(row)), "digest": row.digest}
    form = ProtocolForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_protocol(
                key=key,
                version=version,
                text=form.text(),
                read_digest=form.cleaned_data["digest"],
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The draft is changed."))
            return redirect("desk:network-protocol-version", key=key, version=version)
    return _form_page(request, network, form, protocol=row)


@require_http_methods(["GET", "HEAD", "POST"])
def put_in_force(request: DeskRequest, key: str, version: int) -> HttpResponse:
    """The acta of the network puts a draft in force."""
    network = network_or_404(key)
    row = _protocol(network, version)
    if not access.may_keep(request.actor, network):
        return _refused(request, key, NotKeeper(key=key))
    form = InForceForm(
        request.POST if request.method == "POST" else None, initial={"on": clock.now().date()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_in_force(
                key=key,
                version=version,
                **form.cleaned_data,
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(
                request,
                gettext("It is in force. Each institution that shares cases signs it for itself."),
            )
            return redirect("desk:network-protocol", key=key)
    return render(
        request,
        "desk/network_protocol_force.html",
        {
            **network_context(request, network),
            "protocol": row,
            "form": form,
            "unsigned": unsigned_seats(row),
            "actas": Acta.objects.filter(network=network).order_by("-adopted_on", "number")[:10],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: DeskRequest, key: str, version: int) -> HttpResponse:
    """The whole text, and the signature of one's own institution below it."""
    network = network_or_404(key)
    row = _protocol(network, version)
    if not access.speaks_for_own(request.actor):
        return _refused(request, key, NotYoursToSign())
    if not access.is_member(request.actor, network):
        return _refused(request, key, NotMember(key=key))
    form = SignForm(
        request.POST if request.method == "POST" else None, initial={"digest": row.digest}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.sign_protocol(
                key=key,
                version=version,
                signed_role=told["signed_role"],
                document=told["document"],
                read_digest=told["digest"],
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Signed for your institution."))
            return redirect("desk:network-protocol-version", key=key, version=version)
    return render(
        request,
        "desk/network_protocol_sign.html",
        {
            **network_context(request, network),
            "protocol": row,
            "clauses": clauses_of(row),
            "form": form,
            "own": request.membership.institution,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def take_back(request: DeskRequest, key: str) -> HttpResponse:
    """One's own institution takes its signature back and keeps its seat."""
    network_or_404(key)
    try:
        actions.end_signature(key=key, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        return _refused(request, key, refusal)
    messages.success(
        request,
        gettext(
            "The signature has ended. Offers already made stay; no new case moves to your "
            "institution or from it through this network."
        ),
    )
    return redirect("desk:network-protocol", key=key)


@require_safe
def compare(request: DeskRequest, key: str, version: int) -> HttpResponse:
    """What a version changes against the one before it, to the letter."""
    network = network_or_404(key)
    after, before = _protocol(network, version), _protocol(network, version - 1)
    changed = []
    for name in CLAUSES:
        for language in ("es", "en"):
            pieces = list(
                compare_words(
                    getattr(before, f"{name}_{language}"), getattr(after, f"{name}_{language}")
                )
            )
            if any(kind != "kept" for kind, _text in pieces):
                changed.append(
                    {"title": PROTOCOL_CLAUSES[name], "language": language, "pieces": pieces}
                )
    return render(
        request,
        "desk/network_protocol_compare.html",
        {
            **network_context(request, network),
            "before": before,
            "after": after,
            "changed": changed,
        },
    )


@require_safe
def document(_request: DeskRequest, key: str, version: int) -> HttpResponse:
    """The text as a Word file with a table to sign by hand."""
    network = network_or_404(key)
    row = _protocol(network, version)
    made = protocol_document(
        row,
        seats=[seat for seat in seats.list_seats(network) if seat.is_seat and seat.institution],
        language=(get_language() or "es")[:2],
        is_demo=clock.is_demo(),
    )
    return docx_response(made, name=f"protocolo {network.key} {row.version}")

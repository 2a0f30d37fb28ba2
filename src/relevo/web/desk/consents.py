"""Consent for one recipient, read out, and the offer that it allows."""

from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.enums import ConsentForm, ReadPurpose
from relevo.cases.errors import (
    CaseClosed,
    ConsentTermsRefused,
    ConsentTextChanged,
    ConsentWithdrawn,
    OfferRefused,
    ProtocolUnsigned,
    RecipientBlocked,
    RefusalStands,
)
from relevo.cases.rules import consents as consent_rules
from relevo.cases.rules.facts import is_without_adult
from relevo.cases.rules.recipients import is_openable
from relevo.cases.rules.texts import ConsentText
from relevo.cases.rules.transitions import OPEN
from relevo.cases.rules.views import CaseView
from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.journeys import queries as journeys
from relevo.journeys.errors import PlanOfAnotherEngine
from relevo.kernel.actor import Actor
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.networks.queries.protocols import may_share
from relevo.plumbing import clock, receipts
from relevo.texts import queries as stored_texts
from relevo.texts.enums import TextKind
from relevo.web.consent_phrases import (
    CONSENT_REFUSALS,
    EXPLAINED_BY,
    EXPLAINED_HOW,
    KNOWN_HOW,
    PRESENT,
    RESPONSIBLE,
    WHY_NOT_ASKED,
)
from relevo.web.desk.http import DeskRequest, service_or_404
from relevo.web.desk.left_out import AllTheSame, rules_against
from relevo.web.desk.loop.asking import (
    GROUPS,
    TEXT_CHANGED,
    NeededByForm,
    YesForm,
    answered,
    days_asked,
    groups_asked,
    is_answered,
    is_only_shown,
    kept,
    needed_by_field,
    needed_why_field,
)
from relevo.web.desk.names import institution_name
from relevo.web.desk.protection.forms import LiftForm
from relevo.web.desk.telling import service_name
from relevo.web.phrases import SPOKEN_LANGUAGES

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


NOT_TOLD: dict[str, Any] = {"required": CONSENT_REFUSALS["missing"]}


class OfferForm(YesForm, NeededByForm, AllTheSame):
    """The answer to what was read out, and when the person is expected."""

    needed_by = needed_by_field(
        pgettext_lazy("offer", "Needed by (when the person leaves, or a legal limit)")
    )
    needed_why = needed_why_field(pgettext_lazy("offer", "Why then?"))
    how = forms.ChoiceField(
        label=pgettext_lazy("consent", "How was it explained?"),
        choices=list(EXPLAINED_HOW.items()),
        required=False,
        initial="in_person",
    )
    explained_by = forms.ChoiceField(
        label=pgettext_lazy("consent", "Who explained it?"),
        choices=list(EXPLAINED_BY.items()),
        required=False,
        initial="case_worker",
    )
    present = forms.ChoiceField(
        label=pgettext_lazy("consent", "Who else was there?"),
        choices=list(PRESENT.items()),
        required=False,
        initial="nobody",
    )
    words = forms.CharField(
        label=pgettext_lazy("consent", "Interpreter or witness, if it must be known (sealed)"),
        required=False,
        max_length=consent_rules.LONGEST_WORDS,
    )
    responsible = forms.ChoiceField(
        label=pgettext_lazy("guardian", "Who answers for the child?"),
        choices=[("", "—"), *RESPONSIBLE.items()],
        error_messages=NOT_TOLD,
    )
    known_how = forms.ChoiceField(
        label=pgettext_lazy("guardian", "How do you know?"),
        choices=[("", "—"), *KNOWN_HOW.items()],
        error_messages=NOT_TOLD,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        without_adult: bool,
        has_decision: bool = False,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, without_adult=without_adult, **kwargs)
        for name in ("responsible", "known_how"):
            self.fields[name].required = not has_decision
        if not without_adult:
            del self.fields["responsible"], self.fields["known_how"]

    def explained(self) -> consent_rules.Explained:
        """How it was explained, and who answers for a child."""
        told = self.cleaned_data
        usual = consent_rules.IN_PERSON
        return consent_rules.Explained(
            how=told["how"] or usual.how,
            by=told["explained_by"] or usual.by,
            present=told["present"] or usual.present,
            words=told["words"],
            responsible=told.get("responsible", ""),
            known_how=told.get("known_how", ""),
        )


class ChosenForm(forms.Form):
    """A recipient that is blocked for this case, unless the person chose that very one."""

    chosen = forms.BooleanField(
        label=pgettext_lazy(
            "consent", "The person was told of the risk and chose this very recipient"
        )
    )


PROBLEMS: dict[type[Exception], Promise] = {
    RefusalStands: WHY_NOT_ASKED["refused"],
    RecipientBlocked: WHY_NOT_ASKED["origin_authority"],
    ProtocolUnsigned: _(
        "Both institutions must sign the network's information-sharing protocol before a case "
        "moves between them. Call instead and let the person decide."
    ),
    ConsentTextChanged: TEXT_CHANGED,
    OfferRefused: _("This service has an open offer of this case already."),
    CaseClosed: _("The case is closed."),
}


REFUSALS: tuple[type[Exception], ...] = tuple(PROBLEMS)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """Read out, record, offer: one recipient at a time."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.REFERRAL)
    service = service_or_404(request, key)
    wanted = case.facts.language
    spoken = wanted if wanted in access.reading_languages() else "es"
    context: dict[str, object] = {
        "case": case,
        "service": service,
        "service_name": service_name(service),
        "institution": institution_name(service.institution),
        "spoken": spoken,
        "language_name": SPOKEN_LANGUAGES[spoken],
        "missing_language": SPOKEN_LANGUAGES.get(wanted, wanted) if wanted != spoken else "",
        "chosen": request.POST.get("chosen") == "on",
        "days": days_asked(request),
        "section": "cases",
        "key": key,
        **_gate(request.actor, service, at=at),
    }
    text = _text(request, case, service, context=context, at=at)
    if isinstance(text, HttpResponse):
        return text
    if "said_no" in request.POST:
        return _say_no(request, case, service, at=at)
    return _answer(request, case, service, text=text, context=context, at=at)


def _wanted(
    case: CaseView, service: Service, *, context: dict[str, object], at: datetime
) -> dict[str, Any]:
    """For what and how it is read out, whatever goes of it."""
    return {
        "case_id": case.case_id,
        "service_id": service.pk,
        "form": ConsentForm.ASSENT if is_without_adult(case.facts) else ConsentForm.ORAL,
        "language": str(context["spoken"]),
        "days": context["days"],
        "at": at,
        "chosen_by_person": bool(context["chosen"]),
    }


def _text(
    request: DeskRequest,
    case: CaseView,
    service: Service,
    *,
    context: dict[str, object],
    at: datetime,
) -> ConsentText | HttpResponse:
    """What is read out, or the page that says why nothing is."""
    wanted = _wanted(case, service, context=context, at=at)
    try:
        return access.consent_text(request.actor, field_groups=groups_asked(request), **wanted)
    except RecipientBlocked as blocked:
        opening = ChosenForm() if is_openable(blocked.why) else None
        return render(
            request,
            "desk/consent_blocked.html",
            {
                **context,
                "form": opening,
                "why": blocked.why,
                "why_words": WHY_NOT_ASKED[blocked.why],
            },
            status=422,
        )
    except RefusalStands:
        return _stands(request, case, service, context=context)
    except OfferRefused:
        messages.error(request, str(WHY_NOT_ASKED["serves_no_need"]))
        return redirect("desk:case", case_id=case.case_id)


def _answer(
    request: DeskRequest,
    case: CaseView,
    service: Service,
    *,
    text: ConsentText,
    context: dict[str, object],
    at: datetime,
) -> HttpResponse:
    """Her yes, with how it was explained; then the offer goes."""
    sending = is_answered(request) and not is_only_shown(request)
    wanted = _wanted(case, service, context=context, at=at)
    chosen = bool(context["chosen"])
    against = rules_against(request.actor, case, at=at).get(service.key, ())
    asked: dict[str, Any] = {
        "against": against,
        "without_adult": is_without_adult(case.facts),
        "has_decision": case.facts.best_interests is not None,
        "may_leave_out": access.words_by_group(request.actor, field_groups=GROUPS, **wanted),
        "at": at,
    }
    limit = access.proposed_needed_by(request.actor, case_id=case.case_id, service=service, at=at)
    filled = kept(request.POST) if is_answered(request) else {}
    initial = {"needed_by": limit} | filled | {"digest": text.digest}
    make = partial(OfferForm, initial=initial, **asked)
    form, is_whole = make(None), False
    if sending:
        read = partial(access.consent_text, request.actor, **wanted)
        form, is_whole = answered(make, request, digest=text.digest, read=read)
    if is_whole:
        try:
            _send(request, case, service, form=form, text=text, chosen=chosen, at=at)
        except ConsentTermsRefused as refusal:
            form.add_error(refusal.field, str(CONSENT_REFUSALS[refusal.problem]))
        except REFUSALS as refusal:
            form.add_error(None, str(PROBLEMS[type(refusal)]))
        else:
            messages.success(
                request, gettext("The offer is sent. The answer will show on this page.")
            )
            return redirect("desk:case", case_id=case.case_id)
    voice = stored_texts.voice_of(TextKind.CONSENT, language=text.language, version=text.version)
    return render(
        request,
        "desk/consent_page.html",
        {**context, "text": text, "form": form, "voice": voice, "against": against},
        status=422 if form.errors else 200,
    )


def _say_no(
    request: DeskRequest, case: CaseView, service: Service, *, at: datetime
) -> HttpResponse:
    """She says no: it stands, and nobody outside the team ever hears of it."""
    try:
        actions.record_refusal(case_id=case.case_id, service_id=service.pk, by=request.actor, at=at)
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    else:
        messages.success(
            request,
            gettext("Her no is noted and stands. Nothing goes there; we go on helping her."),
        )
    return redirect("desk:case", case_id=case.case_id)


def _stands(
    request: DeskRequest, case: CaseView, service: Service, *, context: dict[str, object]
) -> HttpResponse:
    refusal = next(
        row
        for row in access.list_refusals(request.actor, case_id=case.case_id)
        if row.recipient_id == service.institution_id
    )
    return render(
        request,
        "desk/consent_refused.html",
        {**context, "refusal": refusal, "form": LiftForm()},
        status=422,
    )


@require_POST
def lift(request: DeskRequest, case_id: UUID, refusal_id: UUID) -> HttpResponse:
    """Her no is lifted because she asked; the text is read out as for the first time."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say who else was there when she asked."))
        return redirect("desk:case", case_id=case_id)
    try:
        actions.lift_refusal(
            refusal_id=refusal_id,
            present=form.cleaned_data["present"],
            by=request.actor,
            at=clock.now(),
        )
    except (ConsentTermsRefused, CaseClosed):
        messages.error(request, gettext("This cannot be changed any more."))
    else:
        messages.success(request, gettext("Noted. Read the text out to her again."))
    return redirect("desk:case", case_id=case_id)


@require_POST
def withdraw(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """She takes a permission back: it ends now, and every holder is asked to delete.

    It cannot be undone, so it is asked once more before anything ends.
    """
    if "sure" not in request.POST:
        asked = access.get_consent(request.actor, consent_id=consent_id)
        name = service_name(asked.service)
        context = {
            "case_id": case_id,
            "consent_id": consent_id,
            "service_name": name,
            "recipient": institution_name(asked.recipient),
            "purpose": asked.purpose,
        }
        return render(request, "desk/consent_withdraw.html", {**context, "section": "cases"})
    try:
        actions.withdraw_consent(consent_id=consent_id, by=request.actor, at=clock.now())
    except ConsentWithdrawn:
        messages.error(request, gettext("This permission was taken back already."))
    else:
        messages.success(
            request,
            gettext("Taken back. Whoever had something of it is asked to delete it."),
        )
    return redirect("desk:case", case_id=case_id)


def _send(
    request: DeskRequest,
    case: CaseView,
    service: Service,
    *,
    form: OfferForm,
    text: ConsentText,
    chosen: bool,
    at: datetime,
) -> None:
    told = form.cleaned_data
    is_protocol_signed = _is_protocol_signed(request.actor, service, at=at)
    _check_sendable(request, case, service, is_protocol_signed=is_protocol_signed)
    consent_row = actions.record_consent(
        case_id=case.case_id,
        service_id=service.pk,
        field_groups=groups_asked(request),
        form=told["form"],
        language=text.language,
        days=int(told["days"]),
        read_digest=told["digest"],
        chosen_by_person=chosen,
        explained=form.explained(),
        by=request.actor,
        at=at,
    )
    actions.offer_referral(
        case_id=case.case_id,
        service_id=service.pk,
        urgency=case.urgency,
        consent_id=consent_row.pk,
        is_life_in_danger=False,  # asked at intake: then nothing is recorded and a line is shown
        is_protocol_signed=is_protocol_signed,
        needed_by=told["needed_by"],
        needed_why=told["needed_why"] if told["needed_by"] else "",
        arrives_at=_arrival(case, service.key, viewer=request.actor),
        by=request.actor,
        at=at,
    )


def _gate(actor: Actor, service: Service, *, at: datetime) -> dict[str, object]:
    """What the page says before anybody is asked for a consent that could not be used."""
    is_own = actor.institution_id == service.institution_id
    return {
        "may_share": is_own or _is_protocol_signed(actor, service, at=at),
        "protocol_unsigned": PROBLEMS[ProtocolUnsigned],
    }


def _is_protocol_signed(actor: Actor, service: Service, *, at: datetime) -> bool:
    """Whether both have signed the protocol of one network; a demo moves no real case."""
    if clock.is_demo():
        return True
    return actor.institution_id is not None and may_share(
        actor.institution_id, service.institution_id, on=at.date()
    )


def _check_sendable(
    request: DeskRequest, case: CaseView, service: Service, *, is_protocol_signed: bool
) -> None:
    """Refuse before a consent is recorded that nothing could be sent with."""
    if not is_protocol_signed and service.institution_id != request.actor.institution_id:
        raise ProtocolUnsigned
    if any(row.service_id == service.pk and row.status in OPEN for row in case.referrals):
        raise OfferRefused(field="service", problem="already_offered")


def _arrival(case: CaseView, key: str, *, viewer: Actor) -> datetime | None:
    """When the chosen route expects the person there."""
    if case.route is None or case.route.plan_id is None:
        return None
    try:
        kept = journeys.open_plan(journeys.get_stored_plan(case.route.plan_id, viewer=viewer))
    except PlanOfAnotherEngine:
        return None
    steps = kept.plan.itineraries[case.route.itinerary].steps
    minute = next((step.starts for step in steps if step.service_id == key), None)
    return None if minute is None else datetime.fromtimestamp(minute * 60, tz=LOCAL)


@require_safe
def receipt(request: DeskRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """The receipt of one consent to print: a code, never a name; of a protected place no address.

    The paper may be found by the very person from whom somebody is hiding.
    """
    case = access.read_case(
        request.actor, case_id=case_id, at=clock.now(), purpose=ReadPurpose.REFERRAL
    )
    row = next((found for found in case.consents if found.consent_id == consent_id), None)
    if row is None:
        raise Http404
    service = visible_services(request.actor).filter(pk=row.service_id).first()
    code = receipts.issue(
        code=row.receipt_code,
        given_on=row.given_at.astimezone(LOCAL).date(),
        until=row.expires_at.astimezone(LOCAL).date(),
        digest=row.text_digest,
    )
    shown = service if service is not None and service.visibility == Visibility.PUBLIC else None
    return render(
        request,
        "desk/receipt_page.html",
        {
            "case": case,
            "consent": row,
            "signed": code,
            "service": shown,
            "line": directory.contact_line(shown) if shown is not None else None,
            "section": "cases",
        },
    )

"""Reading out to somebody for one recipient, and the answer: whatever her yes is then used for.

The one place for an offer, for a group, for a next address and for a record of the recipient's own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.cases import access, actions
from relevo.cases.enums import ConsentForm, FieldGroup, Purpose, ReadPurpose
from relevo.cases.errors import (
    CaseClosed,
    ConsentTermsRefused,
    ConsentTextChanged,
    ConsentWithdrawn,
    OfferRefused,
    ProtocolUnsigned,
    RecipientBlocked,
    RefusalStands,
    RestrictionStands,
)
from relevo.cases.rules import consents as consent_rules
from relevo.cases.rules.facts import is_without_adult
from relevo.cases.rules.recipients import is_openable
from relevo.cases.rules.texts import ConsentText, kind_for
from relevo.cases.rules.views import CaseView
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.networks.queries.protocols import may_share
from relevo.plumbing import clock
from relevo.texts import queries as stored_texts
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
    USUAL,
    YesForm,
    answered,
    box_of,
    days_asked,
    groups_asked,
    is_answered,
    is_only_shown,
    kept,
)
from relevo.web.desk.names import institution_name
from relevo.web.desk.protection.forms import LiftForm
from relevo.web.desk.telling import service_name
from relevo.web.phrases import SPOKEN_LANGUAGES
from relevo.wording.reasons import ToldReason

NOT_TOLD: dict[str, Any] = {"required": CONSENT_REFUSALS["missing"]}


class AgreedForm(YesForm, AllTheSame):
    """Her yes to what was read out, how it was explained, and who answers for a child."""

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
    RestrictionStands: WHY_NOT_ASKED["restricted"],
    RecipientBlocked: WHY_NOT_ASKED["origin_authority"],
    ProtocolUnsigned: _(
        "Both institutions must sign the network's information-sharing protocol before a case "
        "moves between them. Call instead and let the person decide."
    ),
    ConsentTextChanged: TEXT_CHANGED,
    OfferRefused: _("This service has an open offer of this case already."),
    ConsentWithdrawn: _("What this case came out of was taken back: nothing goes on from it."),
    CaseClosed: _("The case is closed."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For what somebody is asked, and where one goes from there.

    ``after_no``: where her no leads to, if not back. ``carried``: the choice to which one comes
    back, kept in the page. ``like``: the service for which she was asked before; what she left out
    there starts left out. A record of the recipient's own starts as what was sent to it.
    """

    back: str
    after_no: str = ""
    purpose: Purpose = Purpose.REFERRAL
    like: UUID | None = None
    carried: str = ""

    @property
    def is_refusable(self) -> bool:
        """Whether her no is one to the recipient: not to a record of its own while it helps."""
        return self.purpose == Purpose.REFERRAL


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out of a case for one service, and what the page says beside it.

    ``wanted``: for what and how it is read out, whatever goes of it. ``against``: what the rules of
    the service say against this person.
    """

    case: CaseView
    service: Service
    asked: Asked
    text: ConsentText
    wanted: dict[str, Any]
    groups: list[FieldGroup]
    against: Sequence[ToldReason]
    context: dict[str, object]

    def page(self, form: forms.Form) -> dict[str, object]:
        """What the page of the answer shows."""
        text = self.text
        voice = stored_texts.voice_of(
            kind_for(self.asked.purpose), language=text.language, version=text.version
        )
        return {
            **self.context,
            "text": text,
            "voice": voice,
            "against": self.against,
            "form": form,
        }


def read_for(
    request: DeskRequest, *, case_id: UUID, key: str, asked: Asked, at: datetime
) -> Reading | HttpResponse:
    """What is to be read out; or the page that says why nothing is, or what follows her no."""
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.REFERRAL)
    service = service_or_404(request, key)
    context = _context(request, case, service, asked=asked, at=at)
    wanted: dict[str, Any] = {
        "case_id": case.case_id,
        "service_id": service.pk,
        "form": ConsentForm.ASSENT if is_without_adult(case.facts) else ConsentForm.ORAL,
        "language": context["spoken"],
        "days": days_asked(request),
        "at": at,
        "chosen_by_person": context["chosen"],
        "purpose": asked.purpose,
    }
    groups = groups_asked(request, start=_start(case, service, asked=asked))
    try:
        text = access.consent_text(request.actor, field_groups=groups, **wanted)
    except (RecipientBlocked, RestrictionStands) as blocked:
        why = blocked.why if isinstance(blocked, RecipientBlocked) else "restricted"
        shown = {
            "form": ChosenForm() if is_openable(why) else None,
            "why": why,
            "why_words": WHY_NOT_ASKED[why],
        }
        return render(request, "desk/consent_blocked.html", {**context, **shown}, status=422)
    except RefusalStands:
        return _stands(request, case, service, context=context)
    except OfferRefused:
        messages.error(request, str(WHY_NOT_ASKED["serves_no_need"]))
        return redirect(asked.back)
    except ConsentWithdrawn:
        messages.error(request, str(PROBLEMS[ConsentWithdrawn]))
        return redirect(asked.back)
    if "said_no" in request.POST and asked.is_refusable:
        return _say_no(request, case, service, asked=asked, at=at)
    against: Sequence[ToldReason] = ()
    if asked.is_refusable:
        against = rules_against(request.actor, case, at=at).get(service.key, ())
    return Reading(case, service, asked, text, wanted, groups, against, context)


def _context(
    request: DeskRequest, case: CaseView, service: Service, *, asked: Asked, at: datetime
) -> dict[str, object]:
    wanted = case.facts.language
    spoken = wanted if wanted in access.reading_languages(asked.purpose) else "es"
    return {
        "case": case,
        "service": service,
        "service_name": service_name(service),
        "institution": institution_name(service.institution),
        "spoken": spoken,
        "language_name": SPOKEN_LANGUAGES[spoken],
        "missing_language": SPOKEN_LANGUAGES.get(wanted, wanted) if wanted != spoken else "",
        "chosen": request.POST.get("chosen") == "on",
        "asked": asked,
        "section": "cases",
        "key": service.key,
        **_gate(request.actor, service, at=at),
    }


def _start(case: CaseView, service: Service, *, asked: Asked) -> Collection[str]:
    """The groups that she let go the last time she was asked for that service; else the usual.

    What she let go to one recipient beyond the usual does not start for another.
    """
    like = asked.like if asked.is_refusable else service.pk
    given = [
        row for row in case.consents if row.service_id == like and row.purpose == Purpose.REFERRAL
    ]
    if not given:
        return USUAL
    last = max(given, key=lambda row: row.given_at).field_groups
    return [group for group in last if group in USUAL] if asked.is_refusable else last


F = TypeVar("F", bound=AgreedForm)


def answer_form(
    request: DeskRequest,
    reading: Reading,
    kind: type[F],
    *,
    initial: dict[str, Any] | None = None,
    **more: Any,  # noqa: ANN401 -- what this kind of form asks besides
) -> tuple[F, bool]:
    """The form of her answer, and whether it is whole and answers what is read out now."""
    case, text = reading.case, reading.text
    boxes = {box_of(group): group in reading.groups for group in GROUPS[1:]}
    filled = kept(request.POST) if is_answered(request) else boxes
    make = partial(
        kind,
        initial=(initial or {}) | filled | {"digest": text.digest},
        against=reading.against,
        without_adult=is_without_adult(case.facts),
        has_decision=case.facts.best_interests is not None,
        may_leave_out=access.words_by_group(request.actor, field_groups=GROUPS, **reading.wanted),
        **more,
    )
    if not is_answered(request) or is_only_shown(request):
        return make(None), False
    read = partial(access.consent_text, request.actor, **reading.wanted)
    return answered(make, request, digest=text.digest, read=read)


def record(request: DeskRequest, reading: Reading, form: AgreedForm, *, at: datetime) -> UUID:
    """Record her yes, and say by which consent.

    Raises as ``record_consent``; ``tell_refusal`` says it at the form.
    """
    told = form.cleaned_data
    given = actions.record_consent(
        case_id=reading.case.case_id,
        service_id=reading.service.pk,
        field_groups=reading.groups,
        form=told["form"],
        language=reading.text.language,
        days=int(told["days"]),
        read_digest=told["digest"],
        chosen_by_person=reading.wanted["chosen_by_person"],
        explained=form.explained(),
        purpose=reading.asked.purpose,
        by=request.actor,
        at=at,
    )
    return given.pk


def tell_refusal(form: forms.Form, refusal: Exception) -> None:
    """Why it is no consent, at the field it is about."""
    if isinstance(refusal, ConsentTermsRefused):
        form.add_error(refusal.field, str(CONSENT_REFUSALS[refusal.problem]))
    else:
        form.add_error(None, str(PROBLEMS[type(refusal)]))


REFUSALS: tuple[type[Exception], ...] = (*PROBLEMS, ConsentTermsRefused)


def _say_no(
    request: DeskRequest, case: CaseView, service: Service, *, asked: Asked, at: datetime
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
    return redirect(asked.after_no or asked.back)


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


def _gate(actor: Actor, service: Service, *, at: datetime) -> dict[str, object]:
    """What the page says before anybody is asked for a consent that could not be used."""
    is_own = actor.institution_id == service.institution_id
    return {
        "may_share": is_own or is_protocol_signed(actor, service, at=at),
        "protocol_unsigned": PROBLEMS[ProtocolUnsigned],
    }


def is_protocol_signed(actor: Actor, service: Service, *, at: datetime) -> bool:
    """Whether both have signed the protocol of one network; a demo moves no real case."""
    if clock.is_demo():
        return True
    return actor.institution_id is not None and may_share(
        actor.institution_id, service.institution_id, on=at.date()
    )

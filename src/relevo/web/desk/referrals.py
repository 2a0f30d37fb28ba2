"""The inbox, and one referral from either side."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.access.links import list_links
from relevo.cases.errors import (
    AnswerRefused,
    AnswerTooLate,
    DisclosureRefused,
    MoveNotYours,
    OnProbation,
    RestrictionStands,
    TransitionRefused,
)
from relevo.cases.rules.transitions import PREVIEW_SHOWN
from relevo.cases.rules.views import ReferralView
from relevo.journeys import queries as journeys
from relevo.plumbing import clock
from relevo.situation import access as situation
from relevo.web.desk import telling
from relevo.web.desk.duties import duties_of
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.left_out import why_barred
from relevo.web.desk.loop.told import history, where_now
from relevo.web.desk.names import hides_failure, local, need_names
from relevo.web.loop_phrases import ON_HOLD, ON_PROBATION
from relevo.web.paging import page_links, page_of
from relevo.web.phrases import (
    DECLINE_CODES,
    MOVE_WORDS,
    PACKET_FIELDS,
    REFERRAL_CLOSINGS,
)
from relevo.web.service_choice import (
    LONGEST_WORDS,
    ServiceForm,
    Shelf,
    is_looked_for,
    near_institution,
    service_field,
)

SIMPLE_MOVES: dict[str, Callable[..., object]] = {
    "seen": actions.mark_seen,
    "accepted": actions.accept,
    "withdrawn": actions.withdraw,
    "arrived": actions.mark_arrived,
    "not_arrived": actions.mark_not_arrived,
    "delivered": actions.mark_delivered,
    "not_delivered": actions.mark_not_delivered,
}
MOVES = {*SIMPLE_MOVES, "declined", "closed"}


NO_FIELDS = ("code", "service", "service_words")
"""What is filled in of a no, and found again in the form; none of it tells of the person."""


class DeclineForm(ServiceForm):
    """Why not, and a better address if one is known."""

    code = forms.ChoiceField(
        label=pgettext_lazy("decline", "Why not?"),
        choices=list(DECLINE_CODES.items()),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose why it is declined.")
        ),
    )
    service = service_field(
        pgettext_lazy("decline", "A better address, if you know one"), required=False
    )


class CloseForm(forms.Form):
    """What comes after a referral that ended."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("closing", "What comes next?"),
        choices=list(REFERRAL_CLOSINGS.items()),
        widget=forms.RadioSelect,
    )


@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """What waits for an answer of one's institution, and what others answered."""
    at = clock.now()
    names = need_names()
    shows_all = "all" in request.GET
    pages = _pages(request, open_only=not shows_all)
    received = access.show_inbox(
        request.actor, at=at, open_only=not shows_all, page=pages["received_page"].number
    )
    sent = access.show_outgoing(
        request.actor, at=at, open_only=not shows_all, page=pages["sent_page"].number
    )
    on_demo, language = clock.is_demo(), get_language() or "es"
    return render(
        request,
        "desk/inbox.html",
        {
            "received": telling.received_lines(
                received,
                names=names,
                on_demo=on_demo,
                is_own_demo=request.membership.institution.is_demo,
            ),
            "sent": telling.sent_lines(sent, names=names, on_demo=on_demo),
            **pages,
            "where_now": where_now(access.list_where_now(request.actor), on_demo=on_demo),
            "may_open": access.works_on_cases(request.actor),
            "to_delete": access.count_held(request.actor),
            "to_review": access.count_exceptions(request.actor),
            "told_as_second": access.count_told(request.actor),
            "routes_changed": journeys.count_unread(
                {plan.plan_id for plan in access.list_followed(request.actor)}
            ),
            "alerts_to_decide": situation.alerts_to_decide(request.actor, language=language),
            "alerts_unread": situation.alerts_unread(request.actor, at=at, language=language),
            **duties_of(request.actor, at=at),
            "warnings_unread": situation.count_unread_warnings(request.actor, at=at),
            "shows_all": shows_all,
            "section": "inbox",
        },
    )


def _pages(request: DeskRequest, *, open_only: bool) -> dict[str, Page[int]]:
    """Each of the two lists is turned by itself."""
    totals = {
        "received": access.count_inbox(request.actor, open_only=open_only),
        "sent": access.count_outgoing(request.actor, open_only=open_only),
    }
    return {
        f"{name}_page": page_links(total, number=page_of(request, name), size=access.PAGE_ROWS)
        for name, total in totals.items()
    }


@require_safe
def referral(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """The preview, the clock, and the moves that are one's own; both sides see one history."""
    names = need_names()
    at = clock.now()
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    may_decline = "declined" in found.moves
    filled = {name: request.GET[name] for name in NO_FIELDS if name in request.GET}
    return render(
        request,
        "desk/referral_page.html",
        {
            "referral": found,
            "line": telling.line(
                found.row, names=names, is_failure_hidden=_hides_failure(request, found)
            ),
            "moves": [(move, words) for move, words in MOVE_WORDS.items() if move in found.moves],
            "better_told": {
                told.answer_id: local(told.better) for told in found.loop.phone if told.better
            },
            "better_barred": _better_barred(request, found),
            "may_decline": may_decline,
            "on_hold": ON_HOLD,
            "may_close": "closed" in found.moves,
            "decline_form": DeclineForm(initial=filled, shelf=_better_ones(request, found))
            if may_decline
            else None,
            "is_declining": bool(filled),
            "close_form": CloseForm(),
            "packet": telling.packet(found.packet, words=PACKET_FIELDS, names=names),
            "history": history(found.history),
            "asked_next": _asked_next(found, names=names),
            "responsible": local(found.loop.responsible),
            "held": access.find_held(request.actor, referral_id=referral_id, at=at)
            if found.is_recipient
            else None,
            "links": list_links(request.actor, referral_id=referral_id, at=at)
            if found.is_sender
            else None,
            "is_over": not found.is_sender and found.row.status not in PREVIEW_SHOWN,
            "section": "inbox",
        },
    )


def _better_ones(request: DeskRequest, found: ReferralView) -> Shelf:
    """What else gives what is asked for, near the service that says no.

    Also what the case must not reach: what is missing would tell the recipient of the person what
    it may not know. The team of the case reads it beside the answer.
    """
    preview = found.row.preview
    return Shelf(
        viewer=request.actor,
        at=clock.now(),
        needs=preview.needs if preview else (),
        near=near_institution(request.actor.institution_id),
        without=found.row.service_id,
    )


def _better_barred(request: DeskRequest, found: ReferralView) -> str:
    """Why the better address that was named must not be asked for: for the team of the case."""
    row = found.row
    if not found.is_sender or row.case_id is None or not row.better_service_key:
        return ""
    return why_barred(request.actor, row.case_id, row.better_service_key, at=clock.now())


def _asked_next(found: ReferralView, *, names: dict[str, tuple[str, str]]) -> telling.Line | None:
    """The next address that was asked meanwhile, so that nobody offers it twice."""
    if found.asked_next is None:
        return None
    (line,) = telling.sent_lines([found.asked_next], names=names, on_demo=clock.is_demo())
    return line


def _hides_failure(request: DeskRequest, found: ReferralView) -> bool:
    own = request.membership.institution
    return hides_failure(
        found.row,
        on_demo=clock.is_demo(),
        is_recipient_demo=found.row.is_institution_demo if found.is_sender else own.is_demo,
        past=[step.status for step in found.history],
    )


REFUSALS: dict[type[Exception], Promise] = {
    OnProbation: ON_PROBATION,
    TransitionRefused: _("This referral has already moved on. Nothing was changed."),
    MoveNotYours: _("The other institution makes this move."),
    AnswerTooLate: _("The time to answer is over. Call the sender."),
    AnswerRefused: _("This very service is no better address. Nothing was sent."),
    RestrictionStands: ON_HOLD,
    DisclosureRefused: _("The consent has ended: ask the sender to speak with the person again."),
}


def _refusal(refusal: Exception) -> str:
    return str(next(words for kind, words in REFUSALS.items() if isinstance(refusal, kind)))


@require_POST
def move(request: DeskRequest, referral_id: UUID, verb: str) -> HttpResponse:
    """Make one move; a refusal is a sentence and changes nothing."""
    if verb not in MOVES:
        raise Http404
    try:
        if verb == "declined":
            return _decline(request, referral_id)
        if verb == "closed":
            return _close(request, referral_id)
        SIMPLE_MOVES[verb](referral_id=referral_id, by=request.actor, at=clock.now())
        messages.success(request, gettext("Noted. The other side sees it now."))
    except tuple(REFUSALS) as refusal:
        messages.error(request, _refusal(refusal))
    return redirect("desk:referral", referral_id=referral_id)


def _decline(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    form = DeclineForm(request.POST, shelf=Shelf(viewer=request.actor, at=clock.now()))
    if is_looked_for(request.POST):
        return _to_the_form(request, referral_id)
    if not form.is_valid():
        for problem in dict.fromkeys(str(one) for many in form.errors.values() for one in many):
            messages.error(request, problem)
        return _to_the_form(request, referral_id)
    better = form.chosen
    actions.decline(
        referral_id=referral_id,
        code=form.cleaned_data["code"],
        better_service_id=better.pk if better else None,
        is_learnt=not clock.is_demo() or request.membership.institution.is_demo,
        by=request.actor,
        at=clock.now(),
    )
    messages.success(
        request, gettext("The sender sees the answer now and looks for another address.")
    )
    return redirect("desk:inbox")


def _to_the_form(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Back to the form of a no, with what was filled in: a service was looked for, or one lacks."""
    told = ((name, request.POST.get(name, "").strip()) for name in NO_FIELDS)
    filled = {name: text[:LONGEST_WORDS] for name, text in told if text and "\0" not in text}
    page = reverse("desk:referral", kwargs={"referral_id": referral_id})
    return redirect(f"{page}?{urlencode(filled)}#service-choice")


def _close(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what comes next."))
        return redirect("desk:referral", referral_id=referral_id)
    actions.close_referral(
        referral_id=referral_id,
        reason=form.cleaned_data["reason"],
        by=request.actor,
        at=clock.now(),
    )
    messages.success(request, gettext("The referral is closed."))
    return redirect("desk:referral", referral_id=referral_id)

"""*Answer without an account*: a small shelter answers from a chat, with a number told by voice.

Looking at the address shows a neutral page and spends nothing, however often and by whom: chats
fetch a preview of every link. Nothing of anybody stands in it before the number is typed. No cookie
is set; what was opened stays open for some minutes by a signed ticket in the page itself. A link
that is used, ended, taken back or forged is one and the same page.
"""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from relevo.cases.access import links as access
from relevo.cases.access.links import LinkPass
from relevo.cases.actions import links as actions
from relevo.cases.enums import LinkStage
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    AnswerTooLate,
    DisclosureRefused,
    HandOverRefused,
    LinkOver,
    MoveNotYours,
    OnProbation,
    PhoneRefused,
    RetractionRefused,
    TransitionRefused,
    WrongNumber,
)
from relevo.cases.rules.links import KIND
from relevo.cases.rules.loop_views import HandOverView
from relevo.cases.rules.views import ReferralView
from relevo.directory.models import Institution
from relevo.plumbing import clock
from relevo.plumbing.links import LinkBroken, read_token
from relevo.web.answer.forms import MoveForm, NumberForm
from relevo.web.consent_phrases import RETRACTION_REFUSALS
from relevo.web.desk import telling
from relevo.web.desk.loop.refused import said as said_of
from relevo.web.desk.names import local, need_names
from relevo.web.desk.protection.forms import RetractionForm
from relevo.web.documents.hand_over import hand_over_facts, hand_over_flags
from relevo.web.loop_phrases import ON_HOLD
from relevo.web.phrases import MOVE_WORDS, PACKET_FIELDS
from relevo.web.service_choice import Shelf, is_looked_for, near_institution, typed

TICKET = "relevo.answer.ticket"
RECEIVED = "received"
"""The one button that is no move of the referral: the acta is as it says."""

HELD = "held"
"""What is thanked for who answered what was taken back."""

SETTLED = {"confirmed": True, "contradicted": False}
"""What they say to an answer that was noted as told by telephone."""

NOT_ON_DEMO = _("On a demonstration only invented institutions answer.")


@csrf_exempt  # nothing is known of who answers but link and number; without a cookie none is forged
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The neutral page; with the number the referral; with a button the answer."""
    if request.method != "POST":
        return _neutral(request, NumberForm())
    at = clock.now()
    try:
        link_id = read_token(KIND, token=token)
        if "ticket" in request.POST:
            return _press(request, link_id, at=at)
        return _open(request, link_id, at=at)
    except (LinkBroken, LinkOver):
        return render(request, "answer/over.html", status=410)


def _neutral(request: HttpRequest, form: NumberForm, *, problem: str = "") -> HttpResponse:
    status = 422 if problem or form.errors else 200
    return render(request, "answer/number.html", {"form": form, "problem": problem}, status=status)


def _open(request: HttpRequest, link_id: UUID, *, at: datetime) -> HttpResponse:
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _neutral(request, form)
    try:
        link_pass = actions.open_link(link_id=link_id, number=form.cleaned_data["number"], at=at)
    except WrongNumber as wrong:
        if not wrong.left:
            raise LinkOver from wrong
        sentence = ngettext(
            "That is not the number. You can try %(left)d more time.",
            "That is not the number. You can try %(left)d more times.",
            wrong.left,
        )
        return _neutral(request, NumberForm(), problem=sentence % {"left": wrong.left})
    return _show(request, link_pass, ticket=_ticket(link_pass, at=at), at=at)


def _ticket(link_pass: LinkPass, *, at: datetime) -> str:
    """That this link was opened at this time, under our signature; it holds nothing else."""
    return signing.dumps([str(link_pass.link_id), at.timestamp()], salt=TICKET)


def _pass_of(ticket: str, *, link_id: UUID, at: datetime) -> LinkPass:
    try:
        said, opened_at = signing.loads(ticket, salt=TICKET)
    except signing.BadSignature as forged:
        raise LinkOver from forged
    if said != str(link_id):
        raise LinkOver
    opened = datetime.fromtimestamp(opened_at, tz=at.tzinfo)
    return access.pass_again(link_id, opened_at=opened, at=at)


def _show(
    request: HttpRequest,
    link_pass: LinkPass,
    *,
    ticket: str,
    at: datetime,
    sent: QueryDict | None = None,
    problem: str = "",
) -> HttpResponse:
    if link_pass.stage == LinkStage.DELETION:
        return _show_held(request, link_pass, ticket=ticket, at=at, problem=problem)
    names = need_names()
    found = access.read_by_link(link_pass, at=at)
    form = _form(link_pass, found, sent=sent, at=at)
    acta = access.read_acta_by_link(link_pass, at=at)
    is_late = _is_late(link_pass, found, at=at)
    shown = set() if is_late else set(found.moves) & set(actions.MOVES)
    return render(
        request,
        "answer/referral.html",
        {
            **_acta(acta),
            "referral": found,
            "line": telling.line(found.row, names=names, is_failure_hidden=False),
            "packet": telling.packet(found.packet, words=PACKET_FIELDS, names=names),
            "moves": [(move, words) for move, words in MOVE_WORDS.items() if move in shown],
            "told": [
                (told, local(told.better) if told.better else "")
                for told in found.loop.phone
                if told.is_open
            ],
            "may_decline": "declined" in found.moves and not is_late,
            "on_hold": ON_HOLD,
            "has_moves": bool(found.moves) and not is_late,
            "is_arrival": link_pass.stage == LinkStage.ARRIVAL,
            "may_answer": _may_answer(link_pass),
            "form": form,
            "is_declining": form.is_bound or bool(form.initial),
            "ticket": ticket,
            "problem": problem,
        },
        status=422 if problem or form.errors else 200,
    )


def _is_late(link_pass: LinkPass, found: ReferralView, *, at: datetime) -> bool:
    """Whether only what was told by telephone in time can still be settled."""
    deadline_at = found.row.deadline_at
    is_answer = link_pass.stage == LinkStage.ANSWER
    return is_answer and deadline_at is not None and at >= deadline_at


def _form(
    link_pass: LinkPass, found: ReferralView, *, sent: QueryDict | None, at: datetime
) -> MoveForm:
    """Empty, as it was sent, or as it starts again where a service was looked for.

    A better address is one that the public may see: whoever holds a link has no account.
    """
    preview = found.row.preview
    shelf = Shelf(
        viewer=None,
        at=at,
        needs=preview.needs if preview else (),
        near=near_institution(link_pass.actor.institution_id),
        without=found.row.service_id,
    )
    if sent is None or is_looked_for(sent):
        return MoveForm(None, initial=typed(sent) if sent else {}, shelf=shelf)
    return MoveForm(sent, shelf=shelf)


def _acta(acta: HandOverView | None) -> dict[str, object]:
    """What was handed over, to be confirmed where it was written and not confirmed yet."""
    if acta is None:
        return {"acta": None}
    return {
        "acta": acta,
        "acta_facts": [{"term": term, "text": text} for term, text in hand_over_facts(acta)],
        "acta_flags": hand_over_flags(acta),
        "responsible": local(acta.responsible),
        "may_receive": acta.received_at is None and not acta.own_first,
    }


def _may_answer(link_pass: LinkPass) -> bool:
    """On a demonstration only invented institutions answer: no real one is given words there."""
    answers = cast("UUID", link_pass.actor.institution_id)
    own = Institution.objects.filter(pk=answers, is_demo=True)
    return not clock.is_demo() or own.exists()


def _press(request: HttpRequest, link_id: UUID, *, at: datetime) -> HttpResponse:
    """One of the buttons of a page that the number opened."""
    ticket = request.POST["ticket"]
    link_pass = _pass_of(ticket, link_id=link_id, at=at)
    others = {RECEIVED: _receive, **dict.fromkeys(SETTLED, _settle)}
    act = others.get(request.POST.get("to", ""), _move)
    if link_pass.stage == LinkStage.DELETION:
        act = _answer_held
    return act(request, link_pass, ticket=ticket, at=at)


def _move(request: HttpRequest, link_pass: LinkPass, *, ticket: str, at: datetime) -> HttpResponse:
    form = MoveForm(request.POST, shelf=Shelf(viewer=None, at=at))
    if is_looked_for(request.POST) or not form.is_valid():
        return _show(request, link_pass, ticket=ticket, at=at, sent=request.POST)
    if not _may_answer(link_pass):
        return _show(request, link_pass, ticket=ticket, at=at, problem=str(NOT_ON_DEMO))
    to, code = form.cleaned_data["to"], form.cleaned_data["code"]
    better = form.chosen.pk if to == S.DECLINED and form.chosen else None
    try:
        actions.move_by_link(link_pass, to=to, code=code, better_service_id=better, at=at)
    except (DisclosureRefused, OnProbation) as refusal:
        return _show(request, link_pass, ticket=ticket, at=at, problem=said_of(refusal))
    except AnswerRefused as refusal:
        if refusal.field != "better_service":
            raise LinkOver from None
        said = gettext("This very service is no better address. Nothing was sent.")
        return _show(request, link_pass, ticket=ticket, at=at, sent=request.POST, problem=said)
    except (AnswerTooLate, MoveNotYours, TransitionRefused):
        raise LinkOver from None
    goes_on = to == S.ARRIVED
    return _thanks(request, link_pass, ticket=ticket, to=to, at=at, goes_on=goes_on)


def _receive(
    request: HttpRequest, link_pass: LinkPass, *, ticket: str, at: datetime
) -> HttpResponse:
    """The acta is confirmed as it was shown; one that was changed meanwhile is shown anew."""
    if not _may_answer(link_pass):
        return _show(request, link_pass, ticket=ticket, at=at, problem=str(NOT_ON_DEMO))
    try:
        seen = request.POST.get("seen", "")
        referral = actions.receive_by_link(link_pass, seen=seen, at=at)
    except HandOverRefused as refused:
        problem = said_of(refused)
        return _show(request, link_pass, ticket=ticket, at=at, problem=problem)
    is_there = referral.status == S.ARRIVED
    return _thanks(request, link_pass, ticket=ticket, to=RECEIVED, at=at, goes_on=is_there)


def _settle(
    request: HttpRequest, link_pass: LinkPass, *, ticket: str, at: datetime
) -> HttpResponse:
    """Whether they said by telephone what the sender noted."""
    if not _may_answer(link_pass):
        return _show(request, link_pass, ticket=ticket, at=at, problem=str(NOT_ON_DEMO))
    word = request.POST["to"]
    try:
        answer_id = UUID(request.POST.get("told", ""))
    except ValueError:
        raise LinkOver from None
    try:
        referral = actions.settle_by_link(
            link_pass, answer_id=answer_id, is_confirmed=SETTLED[word], at=at
        )
    except (AnswerTooLate, DisclosureRefused, OnProbation, PhoneRefused) as refusal:
        return _show(request, link_pass, ticket=ticket, at=at, problem=said_of(refusal))
    except (MoveNotYours, TransitionRefused):
        raise LinkOver from None
    if not SETTLED[word]:
        return _show(request, link_pass, ticket=ticket, at=at)
    return _thanks(request, link_pass, ticket=ticket, to=referral.status, at=at, goes_on=False)


def _show_held(
    request: HttpRequest,
    link_pass: LinkPass,
    *,
    ticket: str,
    at: datetime,
    problem: str = "",
    sent: QueryDict | None = None,
) -> HttpResponse:
    """What was taken back: its code and its service, no word of the person."""
    form = RetractionForm(sent)
    return render(
        request,
        "answer/held.html",
        {
            "held": access.held_by_link(link_pass, at=at),
            "may_answer": _may_answer(link_pass),
            "form": form,
            "ticket": ticket,
            "problem": problem,
        },
        status=422 if problem or form.errors else 200,
    )


def _answer_held(
    request: HttpRequest, link_pass: LinkPass, *, ticket: str, at: datetime
) -> HttpResponse:
    """Deleted, or kept by a law that is named."""
    if not _may_answer(link_pass):
        return _show_held(request, link_pass, ticket=ticket, at=at, problem=str(NOT_ON_DEMO))
    form = RetractionForm(request.POST)
    if not form.is_valid():
        return _show_held(request, link_pass, ticket=ticket, at=at, sent=request.POST)
    try:
        actions.answer_retraction_by_link(link_pass, **form.cleaned_data, at=at)
    except RetractionRefused as refusal:
        said = str(RETRACTION_REFUSALS[refusal.problem])
        return _show_held(request, link_pass, ticket=ticket, at=at, sent=request.POST, problem=said)
    return _thanks(request, link_pass, ticket=ticket, to=HELD, at=at, goes_on=False)


def _thanks(
    request: HttpRequest,
    link_pass: LinkPass,
    *,
    ticket: str,
    to: str,
    at: datetime,
    goes_on: bool,
) -> HttpResponse:
    """What was noted; after a yes also what the person consented to share, this once.

    The ticket goes on as it is: its minutes count from the number, not from the last answer.
    """
    names = need_names()
    packet = None
    if to == "accepted":
        packet = access.read_by_link(link_pass, at=at).packet
    return render(
        request,
        "answer/thanks.html",
        {
            "to": to,
            "packet": telling.packet(packet, words=PACKET_FIELDS, names=names),
            "goes_on": goes_on,
            "ticket": ticket,
        },
    )

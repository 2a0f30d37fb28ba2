"""What is kept of a person, for herself, at any member institution: by her code and four words.

Code and words come in the body of the request and stand nowhere afterwards. What was opened stays
open for twenty minutes by a signed ticket in the page itself, for the member who opened it alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases.access.rights import OwnPass, own_pass
from relevo.cases.actions import rights as actions
from relevo.cases.errors import (
    CaseNotVisible,
    KeyWrong,
    NotACaseWorker,
    RightsRefused,
    TooManyTries,
)
from relevo.cases.rules.rights import LONGEST_TEXT
from relevo.cases.rules.views import AskedToDelete, Looked, OwnCopy, OwnErased, RecipientCase
from relevo.plumbing import clock
from relevo.web.desk import telling
from relevo.web.desk.casework import told as casework
from relevo.web.desk.casework.files import handed_out
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import local, need_names, told_needs
from relevo.web.rights_phrases import LOOKED_VERBS, OTHER_ACT, RIGHTS_KINDS

TICKET = "relevo.rights.ticket"


class KeyForm(forms.Form):
    """The person's code and four words, as she tells them."""

    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phrase = forms.CharField(
        label=_("The four words"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class AskForm(forms.Form):
    """What she asks for. The ticket of the page goes beside it."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=list(RIGHTS_KINDS.items()),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a correction: what is wrong, and what would be right."),
    )


@dataclass(frozen=True, slots=True)
class LookedWords:
    """Who did what, when, in words. ``days``: on how many, where that is told together."""

    who: str
    act: str
    at: datetime
    is_look: bool
    days: int


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: DeskRequest) -> HttpResponse:
    """Ask for code and words; with them show what is hers to know."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at, told = clock.now(), form.cleaned_data
        try:
            opened = actions.open_own(
                code=told["code"], phrase=told["phrase"], by=request.actor, at=at
            )
        except KeyWrong:
            form.add_error(
                None,
                _("Code and words open nothing. After five wrong tries they rest for a day."),
            )
        except TooManyTries:
            form.add_error(None, _("Too many wrong tries from this desk. Try again in an hour."))
        except NotACaseWorker:
            form.add_error(None, _("Only officers and duty officers help with this."))
        else:
            if opened.is_erased:
                return _show_erased(request, opened, at=at)
            sealed = [told["code"], at.timestamp(), str(request.actor.id)]
            ticket = signing.dumps(sealed, salt=TICKET)
            return _show(request, opened, ticket=ticket, at=at)
    status = 422 if form.errors else 200
    return render(
        request, "desk/rights_key.html", {"form": form, "section": "rights"}, status=status
    )


def _show(
    request: DeskRequest,
    opened: OwnPass,
    *,
    ticket: str,
    at: datetime,
    form: AskForm | None = None,
    problem: str = "",
    done: str = "",
) -> HttpResponse:
    copy = actions.show_own(opened, at=at)
    names = need_names()
    on_demo = clock.is_demo()
    return render(
        request,
        "desk/rights_own.html",
        {
            "copy": copy,
            "keeper": local(copy.keeper),
            "needs": told_needs(copy.case.facts.needs, names),
            "summary": telling.case_summary(copy.case) + _own_words(copy),
            "factors": casework.factors_told(copy.case.facts),
            "answers": casework.answers(copy.case.facts),
            "work": copy.work,
            "received": [
                (line, _asked_to_delete(copy.taken_back, line, on_demo=on_demo))
                for line in telling.sent_lines(copy.case.referrals, names=names, on_demo=on_demo)
            ],
            "further": _further(copy, on_demo=on_demo),
            "unnamed": copy.unnamed,
            "looked": [_looked_words(one) for one in copy.looked],
            "requests": copy.requests,
            "form": form or AskForm(),
            "ticket": ticket,
            "may_withdraw": any(consent.is_live for consent in copy.case.consents),
            "problem": problem,
            "done": done,
            "section": "rights",
        },
        status=422 if problem or form is not None else 200,
    )


def _show_erased(request: DeskRequest, opened: OwnPass, *, at: datetime) -> HttpResponse:
    """The answer to an erasure; nothing is asked for from here, so the page carries no ticket."""
    left = actions.show_erased(opened, at=at)
    on_demo = clock.is_demo()
    lines = telling.sent_lines(left.referrals, names=need_names(), on_demo=on_demo)
    return render(
        request,
        "desk/rights_erased.html",
        {
            "left": left,
            "keeper": local(left.keeper),
            "received": [
                (line, _asked_to_delete(left.taken_back, line, on_demo=on_demo)) for line in lines
            ],
            "further": _further(left, on_demo=on_demo),
            "unnamed": left.unnamed,
            "section": "rights",
        },
    )


def _further(
    told: OwnCopy | OwnErased, *, on_demo: bool
) -> list[tuple[str, RecipientCase, list[tuple[telling.Line, AskedToDelete | None]]]]:
    """Each own case of a recipient: by whom it is kept, and what it sent on, in words."""
    names = need_names()
    return [
        (
            local(own.keeper),
            own,
            [
                (line, _asked_to_delete(told.taken_back, line, on_demo=on_demo))
                for line in telling.sent_lines(own.referrals, names=names, on_demo=on_demo)
            ],
        )
        for own in told.further
    ]


def _asked_to_delete(
    taken_back: Mapping[UUID, AskedToDelete], line: telling.Line, *, on_demo: bool
) -> AskedToDelete | None:
    """What the recipient said. On a demonstration no real institution is seen not to answer."""
    told = taken_back.get(line.row.referral_id)
    if told is None or (on_demo and not told.answer and not line.row.is_institution_demo):
        return None
    return told


def _own_words(copy: OwnCopy) -> list[dict[str, str]]:
    facts = copy.case.facts
    rows = (
        (gettext("Name"), facts.name),
        (gettext("Health"), facts.health),
        (gettext("What you told"), facts.narrative),
    )
    return [{"term": term, "text": text} for term, text in rows if text]


def _looked_words(one: Looked) -> LookedWords:
    if one.institution is None:
        who = gettext("Relevo itself (a clock)")
    else:
        who = gettext("%(institution)s, person %(number)d") % {
            "institution": local(one.institution),
            "number": one.person,
        }
    return LookedWords(
        who=who,
        act=str(LOOKED_VERBS.get(one.verb, OTHER_ACT)),
        at=one.at,
        is_look=one.is_look,
        days=one.days,
    )


def _pass_of(request: DeskRequest, *, at: datetime) -> tuple[OwnPass, str]:
    ticket = request.POST.get("ticket", "")
    try:
        code, opened_at, opened_by = signing.loads(ticket, salt=TICKET)
    except (signing.BadSignature, ValueError) as forged:
        raise KeyWrong from forged
    if opened_by != str(request.actor.id):
        raise KeyWrong
    moment = datetime.fromtimestamp(opened_at, tz=at.tzinfo)
    plain = actions.plain_code(code)
    return own_pass(request.actor, code=plain, opened_at=moment, at=at), ticket


def with_her_key(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What is done from the page that her code and words opened; once they rest, back to asking."""

    @require_POST
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        desk, at = cast("DeskRequest", request), clock.now()
        try:
            opened, ticket = _pass_of(desk, at=at)
        except KeyWrong:
            messages.error(
                request, gettext("The page was open for too long. Write code and words again.")
            )
            return redirect("desk:rights")
        return view(desk, opened, ticket=ticket, at=at)

    return asked


@with_her_key
def ask(request: DeskRequest, opened: OwnPass, *, ticket: str, at: datetime) -> HttpResponse:
    """Take down what she asks for; the team of her case answers in twenty working days."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show(request, opened, ticket=ticket, at=at, form=form)
    try:
        actions.ask(opened, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], at=at)
    except RightsRefused as refusal:
        if refusal.problem == "already_asked":
            said = gettext("This was asked before and is not answered yet.")
            return _show(request, opened, ticket=ticket, at=at, problem=said)
        form.add_error("text", _("Write what is wrong, and what would be right."))
        return _show(request, opened, ticket=ticket, at=at, form=form)
    done = gettext("Noted. Whoever keeps the case answers within twenty working days.")
    return _show(request, opened, ticket=ticket, at=at, done=done)


@with_her_key
def file(request: DeskRequest, opened: OwnPass, *, at: datetime, **_ticket: str) -> HttpResponse:
    """Hand out one file of the copy that was granted to her."""
    try:
        attachment_id = UUID(request.POST.get("file", ""))
    except ValueError as forged:
        raise CaseNotVisible from forged
    kind, content = actions.open_own_file(opened, attachment_id=attachment_id, at=at)
    return handed_out(kind, content)


@with_her_key
def lift(request: DeskRequest, opened: OwnPass, *, ticket: str, at: datetime) -> HttpResponse:
    """She lets work on her case go on again."""
    actions.lift_restriction(opened, at=at)
    done = gettext("Noted. Who keeps the case may ask you for consents and offer it again.")
    return _show(request, opened, ticket=ticket, at=at, done=done)


@with_her_key
def withdraw(request: DeskRequest, opened: OwnPass, *, ticket: str, at: datetime) -> HttpResponse:
    """She takes back every consent, here and now."""
    number = actions.withdraw_all(opened, at=at)
    said = ngettext(
        "%(number)d consent was taken back. Nothing of it opens any more.",
        "%(number)d consents were taken back. Nothing of them opens any more.",
        number,
    )
    return _show(request, opened, ticket=ticket, at=at, done=said % {"number": number})

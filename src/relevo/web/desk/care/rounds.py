"""Rounds of verification: who was asked, what to send, who answered, whom to telephone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.formats.documents import Document
from relevo.networks.actions import rounds as actions
from relevo.networks.enums import EntryAnswer, LinkState, MeetingState
from relevo.networks.errors import (
    LinkAnswered,
    LinkOver,
    LinkUnknown,
    NotKeeper,
    RoundRefused,
    RoundUnknown,
)
from relevo.networks.models import EntryLink, Meeting, Network, VerificationRound
from relevo.networks.queries import rounds as queries
from relevo.networks.rules.rounds import link_state
from relevo.plumbing import clock
from relevo.web.care_phrases import ENTRY_ANSWERS
from relevo.web.days import DayField
from relevo.web.desk.care.door import care_context, network_inside
from relevo.web.desk.care.invitations import invitation
from relevo.web.desk.http import DeskRequest
from relevo.web.documents.check_sheet import check_sheet
from relevo.web.downloads import docx_response
from relevo.wording.words import day

USUAL_DAYS = 7
REFUSED: dict[tuple[str, str], Promise] = {
    ("due_on", "passed"): _("This day has passed. Choose one from today on."),
    ("due_on", "too_far"): _("Choose a day within the next year."),
    ("due_on", "open_already"): _("A round is open already. Close it before you open another."),
    ("due_on", "nobody_to_ask"): _("The directory of this network has no entry to ask about yet."),
    ("meeting", "unknown"): _("This network has no such meeting."),
    ("state", "closed_already"): _("This round was closed before."),
}
ONLY_KEEPERS = _(
    "Only the coordination of the secretariat, the chair or the steering committee does this."
)


class RoundForm(forms.Form):
    """Until when everybody is asked, and for which meeting."""

    due_on = DayField(label=_("Answers until"))
    meeting = forms.ChoiceField(label=_("For the meeting"), required=False)

    def __init__(self, data: object = None, *, network: Network, initial: object = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        planned = Meeting.objects.filter(network=network, state=MeetingState.PLANNED)
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            ("", _("No meeting")),
            *(
                (str(row.pk), _("Meeting %(number)s") % {"number": row.number})
                for row in planned.order_by("number")
            ),
        ]


class TelephoneForm(forms.Form):
    """What somebody of the institution said on the telephone."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("round", "Answer by telephone"),
        choices=list(ENTRY_ANSWERS.items()),
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One institution of a round, as the page shows it."""

    link: EntryLink
    entries: int
    state: str
    is_open: bool
    may_answer: bool
    chat_es: str
    chat_en: str
    form: TelephoneForm


def _round(network: Network, round_id: UUID) -> VerificationRound:
    try:
        return queries.get_round(network, round_id=round_id)
    except RoundUnknown as unknown:
        raise Http404 from unknown


@require_http_methods(["GET", "HEAD", "POST"])
def round_list(request: DeskRequest, key: str) -> HttpResponse:
    """All rounds of a network; a keeper opens the next one."""
    network = network_inside(request, key)
    at = clock.now()
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        network=network,
        initial={"due_on": at.date() + timedelta(days=USUAL_DAYS)},
    )
    if request.method == "POST" and form.is_valid():
        meeting = form.cleaned_data["meeting"]
        try:
            opened = actions.open_round(
                network_key=key,
                due_on=form.cleaned_data["due_on"],
                meeting_id=UUID(meeting) if meeting else None,
                by=request.actor,
                at=at,
            )
        except NotKeeper:
            form.add_error(None, str(ONLY_KEEPERS))
        except RoundRefused as refusal:
            form.add_error(refusal.field, str(REFUSED[refusal.field, refusal.problem]))
        else:
            return redirect("desk:round", key=key, round_id=opened.pk)
    found = queries.list_rounds(network)
    return render(
        request,
        "desk/care_rounds.html",
        {
            **care_context(request, network),
            "rounds": found,
            "has_open": any(row.state == "open" for row in found),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _said(link: EntryLink, *, at: datetime, is_demo: bool) -> str:
    """How it stands. On a demonstration no real institution is shown as one that is silent."""
    if link.answered_at is not None:
        told = {"answer": ENTRY_ANSWERS[link.answer], "day": day(link.answered_at)}
        if link.answered_by_telephone:
            return gettext("%(answer)s, by telephone, %(day)s") % told
        return gettext("%(answer)s, %(day)s") % told
    if link.revoked_at is not None:
        return gettext("link taken back")
    if is_demo and not link.institution.is_demo:
        return gettext("asked")
    if at.date() > link.round.due_on:
        return gettext("no answer yet, asked until %(day)s") % {"day": day(link.round.due_on)}
    return gettext("no answer yet")


def _row(
    request: DeskRequest, asked: queries.AskedInstitution, *, at: datetime, is_demo: bool
) -> AskedRow:
    link = asked.link
    texts = {
        language: invitation(request, link, language=language, is_demo=is_demo)
        for language in ("es", "en")
    }
    state = link_state(
        answer=link.answer,
        revoked_at=link.revoked_at,
        expires_at=link.expires_at,
        round_state=link.round.state,
        at=at,
    )
    is_open = state == LinkState.OPEN
    return AskedRow(
        link=link,
        entries=asked.entries,
        state=_said(link, at=at, is_demo=is_demo),
        is_open=is_open,
        may_answer=not link.answer
        and state != LinkState.CLOSED
        and (link.institution.is_demo or not is_demo),
        chat_es=texts["es"] if is_open else "",
        chat_en=texts["en"] if is_open else "",
        form=TelephoneForm(auto_id=f"id_{link.pk.hex[:12]}_%s"),
    )


@require_safe
def round_page(request: DeskRequest, key: str, round_id: UUID) -> HttpResponse:
    """Who answered and who not yet; for keepers, what to send and what was said by telephone."""
    network = network_inside(request, key)
    found = _round(network, round_id)
    at = clock.now()
    # The network is loaded once for all links: each invitation names it.
    asked = queries.list_asked(found)
    for row in asked:
        row.link.round = found
    is_demo = clock.is_demo()
    rows = [_row(request, row, at=at, is_demo=is_demo) for row in asked]
    return render(
        request,
        "desk/care_round.html",
        {
            **care_context(request, network),
            "round": found,
            "waiting": [row for row in rows if not row.link.answer],
            "answered": [row for row in rows if row.link.answer],
            "total": len(rows),
        },
    )


def _act(
    request: DeskRequest, key: str, round_id: UUID, act: Callable[[], object], *, done: str
) -> HttpResponse:
    """Do one thing about a round and go back to it, saying how it went."""
    try:
        act()
    except NotKeeper:
        messages.error(request, str(ONLY_KEEPERS))
    except LinkAnswered:
        messages.error(request, gettext("This institution has answered already."))
    except (LinkOver, LinkUnknown):
        messages.error(request, gettext("This round or this link is over."))
    except RoundRefused as refusal:
        messages.error(request, str(REFUSED[refusal.field, refusal.problem]))
    else:
        messages.success(request, done)
    return redirect("desk:round", key=key, round_id=round_id)


@require_POST
def close(request: DeskRequest, key: str, round_id: UUID) -> HttpResponse:
    """End a round: its links answer no more."""
    found = _round(network_inside(request, key), round_id)

    def act() -> object:
        return actions.close_round(round_id=found.pk, by=request.actor, at=clock.now())

    return _act(request, key, round_id, act, done=gettext("The round is closed."))


def _link_of(request: DeskRequest, key: str, round_id: UUID, link_id: UUID) -> EntryLink:
    found = _round(network_inside(request, key), round_id)
    link = EntryLink.objects.filter(round=found, pk=link_id).select_related("institution").first()
    if link is None:
        raise Http404
    return link


@require_POST
def sent(request: DeskRequest, key: str, round_id: UUID, link_id: UUID) -> HttpResponse:
    """The secretary ticks that the text went out."""
    link = _link_of(request, key, round_id, link_id)

    def act() -> object:
        return actions.mark_sent(link_id=link.pk, by=request.actor, at=clock.now())

    return _act(request, key, round_id, act, done=gettext("Noted as sent."))


@require_POST
def revoke(request: DeskRequest, key: str, round_id: UUID, link_id: UUID) -> HttpResponse:
    """A link went to the wrong hands."""
    link = _link_of(request, key, round_id, link_id)

    def act() -> object:
        return actions.revoke_link(link_id=link.pk, by=request.actor, at=clock.now())

    done = gettext("The link no longer works. Ask this institution by telephone.")
    return _act(request, key, round_id, act, done=done)


@require_POST
def telephone(request: DeskRequest, key: str, round_id: UUID, link_id: UUID) -> HttpResponse:
    """Note what was answered on the telephone."""
    link = _link_of(request, key, round_id, link_id)
    form = TelephoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say which of the three answers was given."))
        return redirect("desk:round", key=key, round_id=round_id)
    if clock.is_demo() and not link.institution.is_demo:
        messages.error(request, gettext("On a demonstration only invented institutions answer."))
        return redirect("desk:round", key=key, round_id=round_id)
    answer = form.cleaned_data["answer"]

    def act() -> object:
        return actions.record_telephone_answer(
            link_id=link.pk, answer=answer, by=request.actor, at=clock.now()
        )

    done = (
        gettext("Noted. Now write down what changed, entry by entry, under change requests.")
        if answer == EntryAnswer.CHANGED
        else gettext("Noted.")
    )
    return _act(request, key, round_id, act, done=done)


def _sheet(request: DeskRequest, found: VerificationRound) -> Document:
    return check_sheet(
        found,
        queries.list_entries_asked(found),
        viewer=request.actor,
        at=clock.now(),
        is_demo=clock.is_demo(),
    )


@require_safe
def sheet(request: DeskRequest, key: str, round_id: UUID) -> HttpResponse:
    """The list to telephone with, for a printer."""
    network = network_inside(request, key)
    found = _round(network, round_id)
    context = {**care_context(request, network), "round": found, "sheet": _sheet(request, found)}
    return render(request, "desk/care_sheet.html", context)


@require_safe
def sheet_file(request: DeskRequest, key: str, round_id: UUID) -> HttpResponse:
    """The same as a Word file."""
    found = _round(network_inside(request, key), round_id)
    return docx_response(_sheet(request, found), name=gettext("Telephone sheet"))

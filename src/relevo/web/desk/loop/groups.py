"""A group: several cases for one service at once, and their answers on one page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.access import BatchLine
from relevo.cases.actions import BatchResult
from relevo.cases.enums import Purpose, SkipCode
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import OfferRefused
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.cases.rules.views import CaseRow, ReferralRow
from relevo.directory.models import Service
from relevo.kernel.ids import group_code
from relevo.plumbing import clock
from relevo.web.desk import telling
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.agreeing import is_protocol_signed
from relevo.web.desk.loop.forms import GroupAnswerForm, GroupForm, group_choice
from relevo.web.desk.loop.reading import Asked, read_out
from relevo.web.desk.loop.refused import said
from relevo.web.desk.names import need_names, told_needs
from relevo.web.loop_phrases import BATCH_ANSWERS, SKIPS
from relevo.web.phrases import AGE_BANDS
from relevo.web.service_choice import Shelf, is_looked_for, near_institution, typed


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: DeskRequest) -> HttpResponse:
    """Choose cases and a service; see what each lacks; offer those that can go.

    Who comes back from a consent finds the same cases chosen, and what they lack by now.
    """
    at = clock.now()
    told = _told(access.show_cases(request.actor, at=at))
    form = _form(request, told, at=at)
    lines: list[BatchLine] = []
    results: list[BatchResult] = []
    if form.is_bound and form.is_valid() and (service := form.chosen):
        try:
            if asked := request.POST.get("ask"):
                return _to_consent(form, service, asked=asked)
            if request.POST.get("go") == "offer":
                results = _offer(request, form, service, at=at)
            else:
                lines = _check(request, form, service, at=at)
        except OfferRefused as refusal:
            form.add_error(None, said(refusal))
    return render(
        request,
        "desk/loop_group.html",
        {
            "form": form,
            "lines": [
                (line, told[line.case_id].words, SKIPS.get(line.missing, ""), _lacks_consent(line))
                for line in lines
            ],
            "can_go": sum(not line.missing for line in lines),
            "results": _told_results(results, told),
            "may_open": access.works_on_cases(request.actor),
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


@dataclass(frozen=True, slots=True)
class ToldCase:
    """A case as its team knows it in a list: what is needed and how old they are, no name."""

    row: CaseRow
    words: str


def _told(rows: list[CaseRow]) -> dict[UUID, ToldCase]:
    names = need_names()
    return {row.case_id: ToldCase(row, _words(row, names=names)) for row in rows}


def _words(row: CaseRow, *, names: dict[str, tuple[str, str]]) -> str:
    needs = ", ".join(words for _pictogram, words in told_needs(row.needs, names))
    number = Counter(row.age_bands)
    ages = ", ".join(
        str(words) if number[band] == 1 else f"{number[band]} × {words}"
        for band, words in AGE_BANDS.items()
        if band in number
    )
    return f"{needs} · {ages}"


def _form(request: DeskRequest, told: dict[UUID, ToldCase], *, at: datetime) -> GroupForm:
    """As it was sent or left for a consent, else empty; who looks for a service only looks."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = set(sent.getlist("cases"))
    needs = {
        need
        for case_id, case in told.items()
        if not chosen or str(case_id) in chosen
        for need in case.row.needs
    }
    is_whole = not is_looked_for(sent) and (request.method == "POST" or "cases" in sent)
    return GroupForm(
        sent if is_whole else None,
        rows={
            case_id: f"{group_code(case.row.code)} · {case.words}" for case_id, case in told.items()
        },
        shelf=Shelf(
            viewer=request.actor,
            at=at,
            needs=sorted(needs),
            near=near_institution(request.actor.institution_id),
        ),
        at=at,
        initial=typed(sent, lists=("cases",)),
    )


def _to_consent(form: GroupForm, service: Service, *, asked: str) -> HttpResponse:
    """Ask one of them; the choice goes along, to be found again."""
    case_id = next((one for one in form.case_ids() if str(one) == asked), None)
    if case_id is None:
        raise Http404
    address = reverse("desk:loop-group-ask", kwargs={"case_id": case_id, "key": service.key})
    return redirect(f"{address}?{form.choice()}")


def _told_results(
    results: list[BatchResult], told: dict[UUID, ToldCase]
) -> list[tuple[BatchResult, str, Promise | str]]:
    words = {case.row.code: case.words for case in told.values()}
    return [(one, words[one.code], SKIPS.get(one.missing, "")) for one in results]


def _lacks_consent(line: BatchLine) -> bool:
    return line.missing == SkipCode.NO_CONSENT


def _check(
    request: DeskRequest, form: GroupForm, service: Service, *, at: datetime
) -> list[BatchLine]:
    return access.batch_lines(
        request.actor,
        case_ids=form.case_ids(),
        service_id=service.pk,
        is_protocol_signed=is_protocol_signed(request.actor, service, at=at),
        at=at,
    )


def _offer(
    request: DeskRequest, form: GroupForm, service: Service, *, at: datetime
) -> list[BatchResult]:
    needed_by, needed_why = form.needed()
    return actions.offer_batch(
        case_ids=form.case_ids(),
        service_id=service.pk,
        is_protocol_signed=is_protocol_signed(request.actor, service, at=at),
        needed_by=needed_by,
        needed_why=needed_why,
        by=request.actor,
        at=at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """Read out to one of a group: the consent is recorded, the group is offered together later."""
    left = request.POST.get("carried", "") if request.method == "POST" else request.GET.urlencode()
    choice = group_choice(QueryDict(left), key=key)
    asked = Asked(
        purpose=Purpose.REFERRAL,
        why=gettext("To be offered together with others. Each case goes by itself."),
        back=f"{reverse('desk:loop-group')}?{choice}#lacks",
        then=lambda _consent_id, _at: None,
        carried=choice,
    )
    return read_out(request, case_id=case_id, key=key, asked=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """All referrals of a group that were offered to one's institution: some yes, others no."""
    at = clock.now()
    rows = access.show_inbox(request.actor, at=at, open_only=False, batch_id=batch_id)
    if not rows:
        raise Http404
    form = _answers(rows, request.POST if request.method == "POST" else None)
    results: dict[UUID, str] = {}
    is_own_demo = request.membership.institution.is_demo
    if request.method == "POST" and form.is_valid():
        if answers := form.answers():
            results = actions.answer_batch(
                batch_id=batch_id,
                answers=answers,
                is_learnt=not clock.is_demo() or is_own_demo,
                by=request.actor,
                at=at,
            )
            if not {S.ACCEPTED, S.DECLINED}.isdisjoint(results.values()):
                messages.success(request, gettext("The sender sees the answers now."))
            rows = access.show_inbox(request.actor, at=at, open_only=False, batch_id=batch_id)
            form = _answers(rows, None)  # who was not answered is asked as before
        else:
            form.add_error(None, gettext("Answer at least one of them."))
    names = need_names()
    lines = telling.received_lines(
        rows, names=names, on_demo=clock.is_demo(), is_own_demo=is_own_demo
    )
    return render(
        request,
        "desk/loop_group_answer.html",
        {
            "lines": [
                (
                    line,
                    form[f"answer-{line.row.referral_id}"]
                    if f"answer-{line.row.referral_id}" in form.fields
                    else None,
                    BATCH_ANSWERS.get(results.get(line.row.referral_id, ""), ""),
                )
                for line in lines
            ],
            "form": form,
            "is_answered": not form.fields,
            "section": "inbox",
        },
        status=422 if form.errors else 200,
    )


def _answers(rows: list[ReferralRow], sent: QueryDict | None) -> GroupAnswerForm:
    """An answer to each that waits for one."""
    return GroupAnswerForm(sent, rows=[row for row in rows if row.status in AWAITS_ANSWER])

"""A group: several cases for one service at once, and their answers on one page."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.access import BatchLine
from relevo.cases.actions import BatchResult
from relevo.cases.enums import Purpose, SkipCode
from relevo.cases.errors import OfferRefused
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.directory.access import visible_services
from relevo.directory.models import Service
from relevo.networks.queries.protocols import may_share
from relevo.plumbing import clock
from relevo.web.desk import telling
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.forms import GroupAnswerForm, GroupForm
from relevo.web.desk.loop.reading import Asked, read_out
from relevo.web.desk.loop.refused import said
from relevo.web.desk.names import need_names
from relevo.web.loop_phrases import BATCH_ANSWERS, SKIPS


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: DeskRequest) -> HttpResponse:
    """Choose cases and a service; see what each lacks; offer those that can go."""
    at = clock.now()
    form = GroupForm(
        request.POST if request.method == "POST" else None,
        rows=access.list_cases(request.actor),
        at=at,
        initial={"service": request.GET.get("service", "")},
    )
    lines: list[BatchLine] = []
    results: list[BatchResult] = []
    service = None
    if request.method == "POST" and form.is_valid():
        try:
            service = _service(request, form.cleaned_data["service"])
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
            "service": service,
            "lines": [(line, SKIPS.get(line.missing, ""), _lacks_consent(line)) for line in lines],
            "can_go": sum(not line.missing for line in lines),
            "results": [(one, SKIPS.get(one.missing, "")) for one in results],
            "may_open": access.works_on_cases(request.actor),
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _service(request: DeskRequest, key: str) -> Service:
    service = visible_services(request.actor).filter(key=key.strip().upper()).first()
    if service is None:
        raise OfferRefused(field="service", problem="unknown")
    return service


def _lacks_consent(line: BatchLine) -> bool:
    return line.missing == SkipCode.NO_CONSENT


def _is_signed(request: DeskRequest, service: Service, *, at: datetime) -> bool:
    """Whether both have signed the protocol of one network; a demo moves no real case."""
    own = request.actor.institution_id
    return clock.is_demo() or (
        own is not None and may_share(own, service.institution_id, on=at.date())
    )


def _check(
    request: DeskRequest, form: GroupForm, service: Service, *, at: datetime
) -> list[BatchLine]:
    return access.batch_lines(
        request.actor,
        case_ids=form.case_ids(),
        service_id=service.pk,
        is_protocol_signed=_is_signed(request, service, at=at),
        at=at,
    )


def _offer(
    request: DeskRequest, form: GroupForm, service: Service, *, at: datetime
) -> list[BatchResult]:
    needed_by, needed_why = form.needed()
    return actions.offer_batch(
        case_ids=form.case_ids(),
        service_id=service.pk,
        is_protocol_signed=_is_signed(request, service, at=at),
        needed_by=needed_by,
        needed_why=needed_why,
        by=request.actor,
        at=at,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: DeskRequest, case_id: UUID, key: str) -> HttpResponse:
    """Read out to one of a group: the consent is recorded, the group is offered together later."""
    asked = Asked(
        purpose=Purpose.REFERRAL,
        why=gettext("To be offered together with others. Each case goes by itself."),
        back=f"{reverse('desk:loop-group')}?service={key}",
        then=lambda _consent_id, _at: None,
    )
    return read_out(request, case_id=case_id, key=key, asked=asked)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: DeskRequest, batch_id: UUID) -> HttpResponse:
    """All referrals of a group that were offered to one's institution: some yes, others no."""
    at = clock.now()
    rows = [
        row
        for row in access.inbox_of(request.actor, at=at, open_only=False)
        if row.batch_id == batch_id
    ]
    if not rows:
        raise Http404
    waiting = [row for row in rows if row.status in AWAITS_ANSWER]
    form = GroupAnswerForm(request.POST if request.method == "POST" else None, rows=waiting)
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
            messages.success(request, gettext("The sender sees the answers now."))
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
                    if f"answer-{line.row.referral_id}" in form.fields and not results
                    else None,
                    BATCH_ANSWERS.get(results.get(line.row.referral_id, ""), ""),
                )
                for line in lines
            ],
            "form": form,
            "is_answered": bool(results) or not waiting,
            "section": "inbox",
        },
        status=422 if form.errors else 200,
    )

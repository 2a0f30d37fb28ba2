"""What was taken back, the code of a receipt told at a desk, and receipts that are verified."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.errors import NotACaseWorker, RetractionRefused
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.views import TakenBackRow
from relevo.plumbing import clock, receipts
from relevo.web import phrases
from relevo.web.consent_phrases import RECEIPT_PROBLEMS, RETRACTION_REFUSALS
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import local
from relevo.web.desk.protection.forms import (
    LiftForm,
    ReceiptCodeForm,
    ReceiptTextForm,
    RetractionForm,
)


def told_consent(
    request: DeskRequest, *, case_id: UUID, at: datetime, on_demo: bool
) -> dict[str, object]:
    """What a case page says of refusals, of what was taken back, and of a child's interests."""
    taken = access.list_taken_back(request.actor, at=at, case_id=case_id)
    return {
        "refusals": [
            (row, LiftForm(auto_id=f"{row.refusal_id}_%s"))
            for row in access.list_refusals(request.actor, case_id=case_id)
        ],
        "taken_back": [(row, _holder(row, on_demo=on_demo)) for row in taken],
        "is_child_case": access.is_child_case(request.actor, case_id=case_id),
    }


def _holder(row: TakenBackRow, *, on_demo: bool) -> str:
    """Who holds it. On a demonstration no real institution is seen not to answer."""
    if row.holder is None:
        return gettext("An institution further on")
    if on_demo and not row.is_holder_demo:
        return str(phrases.PLAYED_BY_DEMO)
    return local(row.holder)


@require_safe
def retractions(request: DeskRequest) -> HttpResponse:
    """What one's institution must delete, and who has deleted what one took back."""
    at, on_demo = clock.now(), clock.is_demo()
    sent = [
        (row, _holder(row, on_demo=on_demo)) for row in access.list_taken_back(request.actor, at=at)
    ]
    return render(
        request,
        "desk/retractions.html",
        {
            "held": [
                (row, RetractionForm(auto_id=f"{row.retraction_id}_%s"))
                for row in access.list_held(request.actor, at=at)
            ],
            "sent": sent,
            "section": "inbox",
        },
    )


@require_POST
def answer(request: DeskRequest, retraction_id: UUID) -> HttpResponse:
    """Deleted, or kept by a law that is named."""
    form = RetractionForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say what your institution did."))
        return redirect("desk:retractions")
    try:
        actions.answer_retraction(
            retraction_id=retraction_id, **form.cleaned_data, by=request.actor, at=clock.now()
        )
    except RetractionRefused as refusal:
        messages.error(request, str(RETRACTION_REFUSALS[refusal.problem]))
    else:
        messages.success(request, gettext("Thank you: whoever sent it sees your answer."))
    return redirect("desk:retractions")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_by_code(request: DeskRequest) -> HttpResponse:
    """Code in, always the same answer out: it tells nobody whether there is such a receipt."""
    form = ReceiptCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_by_receipt(
                code=form.cleaned_data["code"], by=request.actor, at=clock.now()
            )
        except NotACaseWorker:
            form.add_error(None, gettext("Only officers and duty officers take a code."))
        else:
            messages.success(
                request,
                gettext(
                    "If there is a permission with this code, it has ended now, and whoever had "
                    "something of it is asked to delete it."
                ),
            )
            return redirect("desk:receipt-withdraw")
    return render(
        request,
        "desk/receipt_withdraw.html",
        {"form": form, "section": "inbox"},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: DeskRequest) -> HttpResponse:
    """Whether a receipt is genuine: asked of the paper and the public key, of no database."""
    form = ReceiptTextForm(request.POST if request.method == "POST" else None)
    statement, problem = None, ""
    if request.method == "POST" and form.is_valid():
        today = clock.now().astimezone(LOCAL).date()
        try:
            statement = receipts.verify(
                form.cleaned_data["text"], key=receipts.public_key(), today=today
            )
        except receipts.ReceiptRefused as refusal:
            problem = str(RECEIPT_PROBLEMS[refusal.problem])
    return render(
        request,
        "desk/receipt_verify.html",
        {"form": form, "statement": statement, "problem": problem, "section": "inbox"},
        status=422 if form.errors or problem else 200,
    )

"""What every page of the work on a case shows above its own: which case, whether it is closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from relevo.cases.enums import CaseStatus
from relevo.kernel.text import LocalisedText
from relevo.web.desk.http import DeskRequest


def case_page(
    request: DeskRequest,
    template: str,
    case: Any,  # noqa: ANN401 -- a row that only the door may name
    context: dict[str, Any],
) -> HttpResponse:
    """A page of one case; 422 when its form was refused. ``form`` is None for a closed case."""
    form = context.get("form")
    top = {
        "case_id": case.pk,
        "case_code": case.code,
        "is_open": case.status == CaseStatus.OPEN,
        "section": "cases",
    }
    refused = form is not None and bool(form.errors)
    return render(request, f"desk/{template}.html", top | context, status=422 if refused else 200)


def told_closed(request: DeskRequest, case_id: object, *, back: str) -> HttpResponse:
    """Back to the page, with why nothing was written."""
    messages.error(request, gettext("The case is closed."))
    return redirect(back, case_id=case_id)


def here(text: LocalisedText) -> str:
    """A text of a table in the language of the page."""
    return text.in_language(get_language() or "es")

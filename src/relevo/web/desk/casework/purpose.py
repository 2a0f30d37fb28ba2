"""Why a case is opened, asked where it is not obvious: of one that is closed."""

from uuid import UUID

from django.http import HttpResponse

from relevo.cases import access
from relevo.cases.enums import CaseStatus, ReadPurpose
from relevo.web.casework_phrases import READ_PURPOSES
from relevo.web.desk.casework.context import case_page
from relevo.web.desk.http import DeskRequest

ASKED = ("follow_up", "review", "referral")


def purpose_of(request: DeskRequest, *, case_id: UUID) -> ReadPurpose | None:
    """What a case is opened for; None when that has to be asked first. CaseNotVisible."""
    if access.get_case(request.actor, case_id).status == CaseStatus.OPEN:
        return ReadPurpose.FOLLOW_UP
    told = request.GET.get("para", "")
    return ReadPurpose(told) if told in ASKED else None


def ask_purpose(request: DeskRequest, *, case_id: UUID) -> HttpResponse:
    """The question, before anything of the case is opened."""
    case = access.get_case(request.actor, case_id)
    purposes = [(code, READ_PURPOSES[code]) for code in ASKED]
    context = {"purposes": purposes, "closing_reason": case.closing_reason, "case": case}
    return case_page(request, "case_purpose", case, context)

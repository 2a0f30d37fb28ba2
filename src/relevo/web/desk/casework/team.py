"""Who works on a case: whoever does opens it, and nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases import access, actions
from relevo.cases.errors import CaseClosed, LastOfTheTeam, NotInTheInstitution
from relevo.cases.rules.work import MemberRow
from relevo.plumbing import clock
from relevo.web.desk.casework.context import case_page
from relevo.web.desk.http import DeskRequest
from relevo.web.phrases import ROLES


class JoinForm(forms.Form):
    """A colleague of the institution who shall work on the case too."""

    colleague = forms.ChoiceField(label=pgettext_lazy("team", "Colleague"))

    def __init__(self, *args: Any, others: list[MemberRow], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(one.user_id), f"{one.name} ({ROLES[one.role]})") for one in others
        ]


class LeaveForm(forms.Form):
    """Who shall not open the case any more."""

    member = forms.CharField(label=pgettext_lazy("team", "Colleague"), max_length=36)

    def clean_member(self) -> UUID:
        try:
            return UUID(self.cleaned_data["member"])
        except ValueError as error:
            raise forms.ValidationError(_("This person is not on the team.")) from error


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The team, and adding somebody to it."""
    at = clock.now()
    case, members, others = access.list_team(request.actor, case_id=case_id, at=at)
    form = JoinForm(request.POST if request.method == "POST" else None, others=others)
    if request.method == "POST" and form.is_valid():
        user_id = UUID(form.cleaned_data["colleague"])
        _acted(
            request,
            lambda: actions.add_to_team(case_id=case_id, user_id=user_id, by=request.actor, at=at),
            done=gettext("Your colleague can open the case now."),
        )
        return redirect("desk:case-team", case_id=case_id)
    context = {"form": form, "members": members, "others": others}
    return case_page(request, "case_team", case, context)


@require_POST
def leave(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Close the case to one of the team."""
    form = LeaveForm(request.POST)
    if not form.is_valid():
        access.get_case(request.actor, case_id)  # strangers learn nothing of their mistake
        messages.error(request, gettext("This person is not on the team."))
        return redirect("desk:case-team", case_id=case_id)
    user_id = form.cleaned_data["member"]
    is_done = _acted(
        request,
        lambda: actions.remove_from_team(
            case_id=case_id, user_id=user_id, by=request.actor, at=clock.now()
        ),
        done=gettext("The case is closed to that person from now on."),
    )
    if is_done and user_id == request.actor.id:
        return redirect("desk:cases")
    return redirect("desk:case-team", case_id=case_id)


def _acted(request: DeskRequest, act: Callable[[], object], *, done: str) -> bool:
    """Do it, and say what came of it."""
    try:
        act()
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    except NotInTheInstitution:
        messages.error(request, gettext("This person is not on the team."))
    except LastOfTheTeam:
        messages.error(
            request, gettext("A case is never left without anybody. Add a colleague first.")
        )
    else:
        messages.success(request, done)
        return True
    return False

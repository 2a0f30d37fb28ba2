"""These pages are there for who answers for an institution, and for nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from relevo.cases.access.stewardship import is_steward
from relevo.web.desk.http import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def for_stewards(view: View[P]) -> View[P]:
    """Refuse everybody else before the view reads anything."""

    @wraps(view)
    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_steward(request.actor):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded

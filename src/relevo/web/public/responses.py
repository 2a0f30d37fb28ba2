"""How public pages answer: asked again each time, but cheap; never with a cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def public_page(view: View[P]) -> View[P]:
    """Read-only, cacheable with revalidation: a closed crossing shows at once.

    What is not there may be there tomorrow, so that answer is asked for again too.
    """

    @gzip_page  # safe here and only here: a public page holds no secret that a guess could find
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as missing:
            response = page_not_found(request, missing)
        patch_cache_control(response, public=True, no_cache=True, max_age=0)
        return response

    return cast("View[P]", answer)

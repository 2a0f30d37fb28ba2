"""``/sw.js``: the public pages open again without network; nothing behind the sign-in is kept."""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from relevo.web.worker import worker_source

LANGUAGES = ("es", "en")
PRECACHED_FILES = (
    "web/relevo.css",
    "web/pages.css",
    "web/map.css",
    "web/relevo.js",
    "web/pictograms.svg",
    "web/icon.svg",
)


def _in_each_language(name: str) -> list[str]:
    addresses = []
    for language in LANGUAGES:
        with translation.override(language):
            addresses.append(reverse(name))
    return addresses


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script itself, always asked for again so that a new release takes over."""
    private = [
        *_in_each_language("desk:home"),
        *_in_each_language("accounts:start"),
        *(f"/{language}/cuenta/" for language in LANGUAGES),
    ]
    source = worker_source(
        precache=[*map(static, PRECACHED_FILES), *_in_each_language("public:start")],
        offline=_in_each_language("public:offline"),
        private=private,
    )
    return HttpResponse(
        source, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )

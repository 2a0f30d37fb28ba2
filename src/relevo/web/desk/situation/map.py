"""The map of the situation at the desk, with movements for those who may see them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.plumbing import clock
from relevo.situation.access import sees_live
from relevo.web.desk.http import DeskRequest
from relevo.web.downloads import bytes_response
from relevo.web.mapping.layers_of import layers_of
from relevo.web.mapping.page import (
    DESK_LAYERS,
    PUBLIC_LAYERS,
    Asked,
    page_context,
    read_asked,
)
from relevo.web.mapping.sheet import sheet_file


def _asked(request: DeskRequest) -> Asked:
    """Whoever may see no movement is not even offered the layer."""
    return read_asked(request, offered=DESK_LAYERS if sees_live(request.actor) else PUBLIC_LAYERS)


@require_safe
def situation_map(request: DeskRequest) -> HttpResponse:
    """The map with the same things as tables."""
    asked = _asked(request)
    context = page_context(asked, layers_of(asked, viewer=request.actor))
    return render(request, "desk/situation_map.html", {**context, "section": "situation"})


@require_safe
def situation_map_file(request: DeskRequest) -> HttpResponse:
    """The map as a sheet, to print or to send: only what the public may see."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    content = sheet_file(asked, layers_of(asked, viewer=None), is_demo=clock.is_demo())
    return bytes_response(content, content_type="image/svg+xml", name="mapa", suffix="svg")

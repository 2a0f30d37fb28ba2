"""The map of the situation at the desk, with movements for those who may see them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.situation.access import sees_live
from relevo.web.desk.http import DeskRequest
from relevo.web.downloads import bytes_response
from relevo.web.mapping.file import as_file
from relevo.web.mapping.layers_of import layers_of
from relevo.web.mapping.page import (
    DESK_LAYERS,
    PUBLIC_LAYERS,
    Asked,
    drawing,
    page_context,
    read_asked,
)


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
    """The drawing alone, to print or to send: only what the public may see."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    svg = drawing(asked, layers_of(asked, viewer=None))
    return bytes_response(as_file(svg), content_type="image/svg+xml", name="mapa", suffix="svg")

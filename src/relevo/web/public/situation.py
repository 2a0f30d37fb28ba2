"""The map of the situation as everybody may see it: no movement, no capacity, no hidden place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.web.downloads import bytes_response
from relevo.web.mapping.file import as_file
from relevo.web.mapping.layers_of import layers_of
from relevo.web.mapping.page import PUBLIC_LAYERS, drawing, page_context, read_asked
from relevo.web.public.responses import public_page


@public_page
def situation_map(request: HttpRequest) -> HttpResponse:
    """The map with the same things as tables; parameters are codes."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    context = page_context(asked, layers_of(asked, viewer=None))
    return render(request, "public/situation_map.html", {**context, "section": "map"})


@public_page
def situation_map_file(request: HttpRequest) -> HttpResponse:
    """The drawing alone, to print or to send."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    svg = drawing(asked, layers_of(asked, viewer=None))
    response = bytes_response(as_file(svg), content_type="image/svg+xml", name="mapa", suffix="svg")
    del response["Cache-Control"]  # a public file is kept as the page is
    return response

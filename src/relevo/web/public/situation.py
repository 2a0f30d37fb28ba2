"""The map of the situation as everybody may see it: no movement, no capacity, no hidden place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.plumbing import clock
from relevo.web.downloads import bytes_response
from relevo.web.mapping.layers_of import layers_of
from relevo.web.mapping.page import PUBLIC_LAYERS, page_context, read_asked
from relevo.web.mapping.sheet import sheet_file
from relevo.web.public.responses import public_page


@public_page
def situation_map(request: HttpRequest) -> HttpResponse:
    """The map with the same things as tables; parameters are codes."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    context = page_context(asked, layers_of(asked, viewer=None))
    return render(request, "public/situation_map.html", {**context, "section": "map"})


@public_page
def situation_map_file(request: HttpRequest) -> HttpResponse:
    """The map as a sheet that says by itself what it shows, to print or to send."""
    asked = read_asked(request, offered=PUBLIC_LAYERS)
    content = sheet_file(asked, layers_of(asked, viewer=None), is_demo=clock.is_demo())
    response = bytes_response(content, content_type="image/svg+xml", name="mapa", suffix="svg")
    del response["Cache-Control"]  # a public file is kept as the page is
    return response

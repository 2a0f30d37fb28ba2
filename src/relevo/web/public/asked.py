"""*What is asked of me*: six choices in the address, and the answer in plain words.

Nothing is kept: no cookie, no name; who passes the address on passes the answer on.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from relevo.formats.chat import render_chat
from relevo.formats.picture import render_picture
from relevo.plumbing import clock
from relevo.web.as_of import AsOf, as_of
from relevo.web.public.asked_form import AskedForm
from relevo.web.public.asked_lines import Reply, document_of, fleeing, reply_to
from relevo.web.public.responses import public_page

ANSWERS = frozenset({"nac", "edad", "doc", "con", "de", "a", "fecha"})
"""Names in an address that answer something; a crossing alone only chooses where to begin."""


def _read(request: HttpRequest) -> tuple[AskedForm, AsOf]:
    """The form as the address fills it in; unfilled where nothing was answered yet."""
    asof = as_of(request)
    now = clock.now()
    if ANSWERS & set(request.GET):
        return AskedForm(request.GET, now=now, on=asof.at.date()), asof
    begins = {"paso": request.GET.get("paso", ""), "fecha": asof.at.date()}
    return AskedForm(now=now, initial=begins), asof


def _reply(form: AskedForm, asof: AsOf) -> Reply | None:
    if not form.is_valid():
        return None
    return reply_to(form.question, now=asof.at, known_at=asof.known_at)


def _shown(request: HttpRequest, template: str) -> HttpResponse:
    form, asof = _read(request)
    reply = _reply(form, asof)
    query = request.GET.urlencode()
    context: dict[str, object] = {
        "form": form,
        "reply": reply,
        "asof": asof,
        "is_of_another_day": reply is not None and form.question.on != asof.at.date(),
        "fleeing": fleeing(),
        "section": "asked",
    }
    if reply is not None:
        told = document_of(reply, is_demo=clock.is_demo())
        context |= {
            "question": form.question,
            "chat_text": render_chat(told),
            "picture_url": f"{reverse('public:asked-picture')}?{query}",
            "sheet_url": f"{reverse('public:asked-sheet')}?{query}",
            "page_url": f"{reverse('public:asked')}?{query}",
        }
    return render(request, template, context)


@public_page
def asked(request: HttpRequest) -> HttpResponse:
    """The questions, and under them the answer."""
    return _shown(request, "public/asked.html")


@public_page
def sheet(request: HttpRequest) -> HttpResponse:
    """The answer alone, for paper."""
    return _shown(request, "public/asked_sheet.html")


@public_page
def picture(request: HttpRequest) -> HttpResponse:
    """The answer as PNG; where there is none yet, the page that asks."""
    form, asof = _read(request)
    reply = _reply(form, asof)
    if reply is None:
        return redirect(f"{reverse('public:asked')}?{request.GET.urlencode()}")
    told = document_of(reply, is_demo=clock.is_demo())
    drawn = render_picture(told, more=_("The page says more."))
    response = HttpResponse(drawn, content_type="image/png")
    response["Content-Disposition"] = 'inline; filename="relevo.png"'
    return response

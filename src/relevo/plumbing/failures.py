"""The last page: shown when a bug stopped a request, with the number that finds it in the log."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import TemplateDoesNotExist, TemplateSyntaxError, loader

from relevo.plumbing.middleware import incident_of

PLAIN = (
    "Algo falló en el servidor. Lo que escribió no se guardó. Vuelva a intentarlo; si se repite, "
    "dé este número a quien administra Relevo: {incident}\n\n"
    "Something failed on the server. What you entered was not saved. Try again; if it happens "
    "again, give this number to your Relevo administrator: {incident}\n"
)


def server_error(request: HttpRequest) -> HttpResponse:
    """``500.html`` with the incident's number; plain text when that page itself does not render."""
    incident = incident_of(request)
    try:
        body = loader.get_template("500.html").render({"incident": incident})
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return HttpResponseServerError(
            PLAIN.format(incident=incident), content_type="text/plain; charset=utf-8"
        )
    return HttpResponseServerError(body)

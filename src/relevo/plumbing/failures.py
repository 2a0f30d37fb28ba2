"""The last page: shown when a bug stopped a request, with the number that finds it in the log."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from relevo.plumbing.middleware import incident_of

PLAIN = (
    "Algo falló en el servidor. Lo que escribió no se guardó. Vuelva a intentarlo; si se repite, "
    "dé este número a quien administra Relevo: {incident}\n\n"
    "Something failed on the server. What you entered was not saved. Try again; if it happens "
    "again, give this number to your Relevo administrator: {incident}\n"
)


def server_error(request: HttpRequest) -> HttpResponse:
    """``500.html`` with the incident's number; plain text when that page itself does not render.

    The page needs the database, which may be what failed: whatever happens here, words remain.
    """
    incident = incident_of(request)
    try:
        body = loader.render_to_string("500.html", {"reference": incident}, request)
    except Exception:  # noqa: BLE001 -- the last answer there is; the failure itself is logged
        return HttpResponseServerError(
            PLAIN.format(incident=incident), content_type="text/plain; charset=utf-8"
        )
    return HttpResponseServerError(body)

"""Addresses of *su voz*: no sign-in, no cookie, and no parameter."""

from django.urls import URLPattern, path

from relevo.feedback.access import BarredByCode
from relevo.web.voice import pages


def addresses(barred_by_code: BarredByCode) -> tuple[list[URLPattern], str]:
    """The pages and their namespace; who works on the case of a slip is asked of whoever mounts."""
    return [
        path("", pages.start, name="start"),
        path("contar/", pages.tell, name="tell"),
        path("enviar/", pages.send, {"barred_by_code": barred_by_code}, name="send"),
        path("respuesta/", pages.follow, name="follow"),
        path("agregar/", pages.add, name="add"),
    ], "voice"

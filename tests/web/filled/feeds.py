"""The form with which a file of alerts is taken in."""

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.feeds import IOTA, storms
from tests.web.filled import Filled, signed_in_as

from relevo.web.desk.feeds.pages import UploadForm


def to_take_in():
    content = SimpleUploadedFile("CurrentStorms.json", storms(IOTA))
    return Filled(
        signed_in_as("demo-secretaria"),
        "/es/mesa/situacion/fuentes/",
        {"kind": "nhc", "content": content},
    )


FORMS = {UploadForm: to_take_in}

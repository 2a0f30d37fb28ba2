"""The forms of texts and recordings, filled in rightly."""

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.filled import Filled, signed_in_as

from relevo.accounts.models import Membership, User
from relevo.cases.enums import FactField
from relevo.demo.story import STARTS_AT
from relevo.directory.models import Institution
from relevo.web.desk.protection import texts

WRITER = "demo-textos"
OPUS = b"OggS" + bytes(24) + b"OpusHead" + bytes(40)
PEOPLE = {"reviewer": "Berta Revisora", "on": "2020-11-19"}
WORDS = {f"word_{field}": f"kek {field}" for field in FactField}
TEXT = "Naq {recipient} {service}.\nToj {until}."
OWN = "Naq ajcui {recipient} {service}.\nToj {until}."


def writer():
    """The administrator of an institution."""
    user, _made = User.objects.get_or_create(username=WRITER)
    Membership.objects.get_or_create(
        user=user,
        institution=Institution.objects.get(key="HN-MUN-NACAOME"),
        role="institution_admin",
        starts_on=STARTS_AT.date(),
        acta="A1",
    )
    return signed_in_as(WRITER)


def recording(content=OPUS, name="kek.opus"):
    return SimpleUploadedFile(name, content)


def to_write():
    values = {"paragraphs": TEXT, "translator": "Ana Traductora"} | PEOPLE | WORDS
    return Filled(writer(), "/es/mesa/textos/consent/kek/nuevo/", values)


def to_record():
    values = {"content": recording(), "speaker": "Xiomara"} | PEOPLE
    return Filled(writer(), "/es/mesa/textos/consent/es/grabar/", values)


FORMS = {texts.TextForm: to_write, texts.RecordingForm: to_record}
BOUND = {texts.TextForm: lambda: {"kind": "consent"}}

"""The form with which an institution destroys its key: its case is closed, nothing is signed."""

from tests.web.filled import Filled, signed_in_as

from relevo.cases.models import Referral
from relevo.demo.story import STARTS_AT
from relevo.networks.models import ProtocolSignature
from relevo.web.desk.networks.keys import DestroyKeyForm


def to_destroy():
    key = "DEMO-ALBERGUE"
    ProtocolSignature.objects.filter(institution__key=key).update(ended_on=STARTS_AT.date())
    Referral.objects.filter(recipient__key=key).delete()
    return Filled(
        signed_in_as("demo-admin-albergue"),
        "/es/mesa/institucion/clave/",
        {"data_is_taken": "on", "is_sure": "on"},
    )


FORMS = {DestroyKeyForm: to_destroy}

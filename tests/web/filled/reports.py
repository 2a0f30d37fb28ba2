"""What an acta shows, filled in rightly."""

from uuid import uuid4

from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT
from relevo.networks.enums import ActaKind
from relevo.networks.models import Acta, Network
from relevo.web.desk.reports.pages import ShownForm


def to_show_figures():
    Acta.objects.create(
        network=Network.objects.get(key="NET-SUR"),
        number="77-2020",
        kind=ActaKind.MEETING,
        adopted_on=STARTS_AT.date(),
        title_es="Acta",
        attending=5,
        recorded_by=uuid4(),
        recorded_at=STARTS_AT,
    )
    values = {"codes": ["members"], "acta_number": "77-2020"}
    return Filled(signed_in_as("demo-secretaria"), "/es/mesa/informes/NET-SUR/mostrar/", values)


FORMS = {ShownForm: to_show_figures}

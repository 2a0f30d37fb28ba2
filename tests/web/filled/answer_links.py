"""The two forms behind an answer link: the number, and one of the buttons."""

import re

from django.test import Client
from tests.factories.desk import offer, open_case
from tests.web.filled import Filled

from relevo.cases.actions import links
from relevo.cases.rules.links import KIND
from relevo.demo.story import STARTS_AT, actor_of
from relevo.plumbing.links import make_token
from relevo.web.answer.forms import MoveForm, NumberForm
from relevo.web.service_choice import Shelf

HOUSE = "DEMO-SP-ALBERGUE"
"""Only invented institutions answer on a demonstration."""


def made(service=HOUSE):
    """A referral to the demonstration's shelter, the address of its link, and the number."""
    referral = offer(open_case(), service)
    link, number = links.make_link(
        referral_id=referral.pk, by=actor_of("demo-nacaome"), at=STARTS_AT
    )
    return referral, f"/es/respuesta/{make_token(KIND, row_id=link.pk)}/", number


def ticket_of(response):
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


def to_open():
    _referral, address, number = made()
    return Filled(Client(), address, {"number": number})


def to_answer():
    _referral, address, number = made()
    ticket = ticket_of(Client().post(address, {"number": number}))
    values = {"ticket": ticket, "to": "declined", "code": "no_capacity"}
    return Filled(Client(), address, values | {"service": "SP-059", "service_words": ""})


BOUND = {MoveForm: lambda: {"shelf": Shelf(viewer=None, at=STARTS_AT)}}
FORMS = {NumberForm: to_open, MoveForm: to_answer}

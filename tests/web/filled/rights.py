"""The forms of the person's rights: her key, what she asks for, the team's answer."""

import re

from tests.factories.desk import NACAOME, offer, open_case
from tests.web.filled import Filled, signed_in_as

from relevo.cases.actions import rights
from relevo.demo.story import STARTS_AT, actor_of
from relevo.web.desk.rights.own import AskForm, KeyForm
from relevo.web.desk.rights.requests import AnswerForm

OWN = "/es/mesa/derechos/"
HELPER = "demo-albergue"
"""A member far from where the case is kept."""


def given():
    """The case of the mother, offered once, and her key."""
    case = open_case()
    offer(case)
    code, phrase = rights.give_key(case_id=case.pk, by=actor_of(NACAOME), at=STARTS_AT)
    return case, {"code": code, "phrase": phrase}


def ticket_of(response):
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode())[1]


def opened(key):
    client = signed_in_as(HELPER)
    return client, ticket_of(client.post(OWN, key))


def to_open():
    _case, key = given()
    return Filled(signed_in_as(HELPER), OWN, key)


def to_ask():
    client, ticket = opened(given()[1])
    return Filled(
        client, f"{OWN}pedir/", {"ticket": ticket, "kind": "correction", "text": "Tiene 3 años."}
    )


def asked(kind="correction"):
    _case, key = given()
    own = rights.open_own(**key, by=actor_of(HELPER), at=STARTS_AT)
    return rights.ask(own, kind=kind, text="Tiene 3 años.", at=STARTS_AT)


def to_answer():
    return Filled(
        signed_in_as(NACAOME),
        f"{OWN}pedidos/{asked().pk}/",
        {"outcome": "refused", "reason": "not_hers"},
    )


FORMS = {
    KeyForm: to_open,
    AskForm: to_ask,
    AnswerForm: to_answer,
}

"""The forms with which a directory is kept true: rounds, a link's answer, changes, counterparts."""

from django.test import Client
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory import actions as directory
from relevo.directory.models import Institution, Service
from relevo.networks.actions import rounds as actions
from relevo.networks.models import EntryLink, Network, VerificationRound
from relevo.networks.queries import rounds as queries
from relevo.plumbing.links import make_token
from relevo.web.desk.care import changes, mirrors, rounds
from relevo.web.link.forms import AnswerForm

SECRETARY, KEY = "demo-secretaria", "NET-SUR"
HERE = f"/es/mesa/redes/{KEY}/"
SHELTER = "DEMO-SP-ALBERGUE"


def network():
    return Network.objects.get(key=KEY)


def no_open_round():
    VerificationRound.objects.update(state="closed", closed_at=STARTS_AT)


def opened():
    """A round of the southern network, and the link of the shelter of the demonstration in it."""
    no_open_round()
    made = actions.open_round(
        network_key=KEY,
        due_on=STARTS_AT.date(),
        by=actor_of(SECRETARY),
        at=STARTS_AT,
    )
    return EntryLink.objects.select_related("round").get(
        round=made, institution__key="DEMO-ALBERGUE"
    )


def address_of(link, language="es"):
    return f"/{language}/enlace/{make_token('entry', row_id=link.pk)}/"


def entries():
    house = Institution.objects.get(key="DEMO-ALBERGUE")
    return queries.entries_shown(EntryLink(institution=house))


def to_answer():
    link = opened()
    values = {"answer": "confirmed", "seen": queries.digest_of(entries())}
    return Filled(Client(), address_of(link), values)


def to_open():
    no_open_round()
    values = {"due_on": "2020-11-27", "meeting": ""}
    return Filled(signed_in_as(SECRETARY), f"{HERE}rondas/", values)


def to_telephone():
    link = opened()
    address = f"{HERE}rondas/{link.round_id}/{link.pk}/telefono/"
    return Filled(signed_in_as(SECRETARY), address, {"answer": "confirmed"})


def to_change():
    now = directory.texts_of(Service.objects.get(key=SHELTER))
    values = {
        **now,
        "phone": "+502 7943-0000",
        "status": "",
        "needs": now["needs"].split(),
        "reason": "Nos llamaron.",
    }
    return Filled(signed_in_as(SECRETARY), f"{HERE}cambios/nuevo/{SHELTER}/", values)


def to_pair():
    values = {
        "crossing": "HNSV-AMA",
        "institution_a": "DEMO-MONITOREO",
        "institution_b": "DEMO-RED-SV",
        "note": "Reciben a las mismas personas.",
    }
    return Filled(signed_in_as(SECRETARY), f"{HERE}espejos/", values)


FORMS = {
    AnswerForm: to_answer,
    rounds.RoundForm: to_open,
    rounds.TelephoneForm: to_telephone,
    changes.ChangeForm: to_change,
    mirrors.MirrorForm: to_pair,
}
BOUND = {
    AnswerForm: lambda: {"entries": entries()},
    rounds.RoundForm: lambda: {"network": network()},
    changes.ChangeForm: lambda: {
        "now": directory.texts_of(Service.objects.get(key=SHELTER)),
    },
    mirrors.MirrorForm: lambda: {"network": network()},
}

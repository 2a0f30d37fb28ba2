"""The forms of a network's workspace: seats, governance, protocol."""

from tests.factories import networks as made
from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT, actor_of
from relevo.networks.actions import protocols
from relevo.networks.models import Member, Network
from relevo.web.desk.networks import founding, leaving, seats
from relevo.web.desk.networks import protocols as pages

SECRETARY = "demo-secretaria"
SUR = "/es/mesa/redes/NET-SUR/"
TODAY = "2020-11-20"


def network():
    return Network.objects.get(key="NET-SUR")


def seat_of(key="DEMO-MONITOREO"):
    return Member.objects.get(network__key="NET-SUR", institution__key=key)


def draft():
    return protocols.draft_protocol(
        key="NET-SUR", text=made.text(), by=actor_of(SECRETARY), at=STARTS_AT
    )


def to_found():
    values = {
        "name_es": "Red de Ocotepeque",
        "name_en": "Network of Ocotepeque",
        "key": "RED-OCOTEPEQUE",
        "scope": "cross_border",
        "countries": ["HN", "GT"],
        "territory_es": "Ocotepeque",
        "crossings": ["GTHN-AGC"],
        "started_on": TODAY,
    }
    return Filled(signed_in_as(SECRETARY), "/es/mesa/redes/nueva/", values)


def to_settle():
    values = {"parts": ["NET-CORTES"], "verify_every_days": "60"}
    return Filled(signed_in_as(SECRETARY), f"{SUR}ajustes/", values)


TERMS = {
    "role": "member",
    "focal_role": "Dirección",
    "alternate_role": "Subdirección",
    "is_steering": "on",
    "term_until": "2022-01-25",
    "acta_number": "12-2020",
}


def to_add_seat():
    values = {
        "institution": "",
        "name_es": "Patronato de El Amatillo",
        "name_en": "Community board of El Amatillo",
        "country": "HN",
        "joined_on": TODAY,
        **TERMS,
    }
    return Filled(signed_in_as(SECRETARY), f"{SUR}miembros/nuevo/", values)


def to_change_seat():
    address = f"{SUR}miembros/{seat_of().pk}/"
    return Filled(signed_in_as(SECRETARY), address, {**TERMS, "on": TODAY})


def to_end_seat():
    address = f"{SUR}miembros/{seat_of().pk}/fin/"
    return Filled(signed_in_as(SECRETARY), address, {"on": TODAY, "acta_number": "12-2020"})


def to_pass_seat():
    values = {
        "successor": "",
        "name_es": "Monitoreo nuevo (DEMO)",
        "name_en": "New monitoring (DEMO)",
        "on": TODAY,
        "acta_number": "DECRETO-1",
    }
    return Filled(signed_in_as(SECRETARY), f"{SUR}miembros/{seat_of().pk}/sucesion/", values)


def to_draft():
    told = made.text()
    values = {name: str(getattr(told, name)) for name in told.__slots__}
    return Filled(signed_in_as(SECRETARY), f"{SUR}protocolo/nueva/", values)


def to_put_in_force():
    draft()
    made.acta(network(), "12-2020")
    values = {"acta_number": "12-2020", "on": TODAY}
    return Filled(signed_in_as(SECRETARY), f"{SUR}protocolo/1/vigencia/", values)


def to_sign():
    values = {
        "signed_role": "Coordinación",
        "document": "OF-1",
        "has_read": "on",
        "digest": draft().digest,
    }
    return Filled(signed_in_as(SECRETARY), f"{SUR}protocolo/1/firmar/", values)


def to_leave():
    return Filled(signed_in_as(SECRETARY), f"{SUR}salir/", {"is_sure": "on"})


FORMS = {
    founding.FoundForm: to_found,
    founding.SettleForm: to_settle,
    seats.NewSeatForm: to_add_seat,
    seats.ChangeSeatForm: to_change_seat,
    seats.EndSeatForm: to_end_seat,
    seats.PassSeatForm: to_pass_seat,
    pages.ProtocolForm: to_draft,
    pages.InForceForm: to_put_in_force,
    pages.SignForm: to_sign,
    leaving.LeaveForm: to_leave,
}
BOUND = {
    founding.SettleForm: lambda: {"network": network()},
    seats.NewSeatForm: lambda: {"on": STARTS_AT.date()},
    seats.ChangeSeatForm: lambda: {"seat": seat_of()},
    seats.PassSeatForm: lambda: {"seat": seat_of(), "on": STARTS_AT.date()},
}

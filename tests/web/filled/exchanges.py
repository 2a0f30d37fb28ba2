"""The forms of exchanges, filled in by the secretariat of the demonstration."""

from tests.factories.exchange_people import AT
from tests.web.filled import Filled, signed_in_as

from relevo.exchange.models import Exchange, ProposedRoute, WorkingTable
from relevo.networks.models import Acta, Network
from relevo.web.desk.exchanges import forms, route_forms

SECRETARY = "demo-secretaria"
HERE = "/es/mesa/intercambios/"
STEP = {
    "action_es_0": "Atender",
    "role_0": "Turno",
    "side_0": "HN",
    "institution_0": "DEMO-RED-SUR",
    "within_0": "2",
    "unit_0": "hours",
}
WRONG_STEPS = {
    "action_es_0": ["", "x" * 301, "a\0b"],
    "action_en_0": ["x" * 301],
    "role_0": ["", "x" * 161],
    "side_0": ["", "MX", "x" * 5000],
    "institution_0": ["NADA", "\0"],
    "within_0": ["0", "-1", "1.5", "1001", "9" * 5000],
    "unit_0": ["years"],
}


def demo():
    return Exchange.objects.get(is_demo=True)


def table():
    return WorkingTable.objects.order_by("position")[0]


def waiting():
    """The demonstration's route that nobody decided about."""
    return ProposedRoute.objects.get(state="proposed")


def filled(address, **values):
    return Filled(signed_in_as(SECRETARY), f"{HERE}{address}", values)


def to_found():
    return filled(
        "serie-nueva/",
        name_es="Mesas de prueba",
        name_en="Trial tables",
        convener_es="Secretaría",
        convener_en="Secretariat",
        network="NET-SUR",
    )


def to_plan():
    return filled(
        f"series/{demo().series.key}/siguiente/",
        title_es="Segundo",
        title_en="Second",
        aim_es="Seguir",
        aim_en="Go on",
        starts_on="2021-03-01",
        ends_on="2021-03-02",
        place="Nacaome",
        modality="virtual",
    )


def to_add_participant():
    return filled(
        f"{demo().key}/participantes/",
        network="NET-CHIQ",
        institution="DEMO-ALBERGUE",
        stated_name="Albergue",
        women="2",
        men="1",
    )


def to_add_session():
    return filled(
        f"{demo().key}/sesion-nueva/",
        title_es="Cierre",
        title_en="Closing",
        on="2020-11-20",
        hour="16:30",
        summary_es="Se acordó.",
        summary_en="It was agreed.",
    )


def to_set_up_table():
    return filled(
        f"{demo().key}/mesas/",
        crossing="HNSV-AMA",
        profile="nna",
        networks=["NET-SUR", "NET-COR"],
    )


def to_propose():
    return filled(
        f"mesas/{table().pk}/proponer/",
        shown="3",
        title_es="Ruta",
        title_en="Route",
        problem_es="Falla",
        problem_en="Fails",
        missing_es="Falta",
        missing_en="Missing",
        **STEP,
    )


def to_take_up():
    return filled(f"propuestas/{waiting().pk}/retomar/", network="NET-SUR")


def record_acta(key="DEMO-RED"):
    """An acta of a network, to adopt a route by."""
    network = Network.objects.get(key=key)
    return Acta.objects.create(
        network=network,
        number="DEMO-77",
        kind="meeting",
        adopted_on=AT.date(),
        title_es="Acta",
        attending=8,
        recorded_by=network.pk,
        recorded_at=AT,
    )


def to_adopt():
    if not Acta.objects.filter(number="DEMO-77").exists():
        record_acta()
    route = ProposedRoute.objects.get(state="taken_up")
    return filled(f"propuestas/{route.pk}/adoptar/", acta="DEMO-77")


def to_set_aside():
    return filled(f"propuestas/{waiting().pk}/apartar/", reason="Ya hay otra")


FORMS = {
    forms.SeriesForm: to_found,
    forms.ExchangeForm: to_plan,
    forms.ParticipantForm: to_add_participant,
    forms.SessionForm: to_add_session,
    route_forms.TableForm: to_set_up_table,
    route_forms.RouteForm: to_propose,
    route_forms.TakeUpForm: to_take_up,
    route_forms.AdoptForm: to_adopt,
    route_forms.SetAsideForm: to_set_aside,
}
NETWORKS = [("NET-SUR", "Sur"), ("NET-COR", "Corinto"), ("NET-CHIQ", "Chiquimula")]
INSTITUTIONS = [("DEMO-RED-SUR", "Secretaría"), ("DEMO-ALBERGUE", "Albergue")]
BOUND = {
    forms.SeriesForm: lambda: {"networks": NETWORKS},
    forms.ParticipantForm: lambda: {"networks": NETWORKS, "institutions": INSTITUTIONS},
    route_forms.TableForm: lambda: {
        "networks": NETWORKS,
        "crossings": [("HNSV-AMA", "El Amatillo")],
        "profiles": [("nna", "Niñez")],
    },
    route_forms.RouteForm: lambda: {"institutions": INSTITUTIONS},
    route_forms.TakeUpForm: lambda: {"networks": NETWORKS},
    route_forms.AdoptForm: lambda: {"actas": [("DEMO-77", "Acta")]},
}
MORE_FIELDS = {route_forms.RouteForm: WRONG_STEPS}

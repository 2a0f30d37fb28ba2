"""An exchange of two networks, small enough to know by heart, and who acts for whom in it."""

from dataclasses import dataclass

from tests.factories.accounts import person
from tests.factories.directory import institution, term
from tests.factories.exchange_people import AT, network, seat

from relevo.exchange.actions import exchanges, tables
from relevo.exchange.actions.exchanges import ExchangePlan, Participant
from relevo.exchange.actions.tables import TablePlan
from relevo.exchange.models import Exchange, ProposedRoute
from relevo.exchange.rules.tables import RouteDraft, StepDraft
from relevo.networks.models import Acta

PLAN = ExchangePlan("Rutas después de la tormenta", "Routes after the storm")
DRAFT = RouteDraft(
    title_es="Niñez de noche",
    title_en="Children by night",
    problem_es="Nadie sabe a quién llamar.",
    problem_en="Nobody knows whom to call.",
    missing_es="Un turno nocturno.",
    steps=(
        StepDraft("Atender", "Turno", "HN", "Attend", "HN-SUR", 30),
        StepDraft("Recibir", "Coordinación", "SV", within_minutes=120),
    ),
)


@dataclass
class Gathering:
    """Two networks with a seat each side, a third that only listens, and their people."""

    south: object
    north: object
    third: object
    host: object
    partner: object
    other: object

    def __post_init__(self):
        self.keeper = person("guarda", of=self.host, roles=["coordinator"])
        self.partner_keeper = person("norte", of=self.partner, roles=["coordinator"])
        self.third_keeper = person("tercera", of=self.other, roles=["coordinator"])
        self.officer = person("ventanilla", of=self.host, roles=["officer"])
        self.admin = person("administra", of=self.other, roles=["platform_admin"])
        self.series = exchanges.found_series(
            name_es="Intercambio de prueba", convener_es="Secretaría", by=self.keeper, at=AT
        )
        self.exchange = exchanges.plan_exchange(
            series_key=self.series.key, plan=PLAN, by=self.keeper, at=AT
        )
        for one in (self.south, self.north):
            exchanges.add_participation(
                key=self.exchange.key,
                who=Participant(network_key=one.key),
                by=self.keeper,
                at=AT,
            )
        self.table = tables.add_table(
            exchange_key=self.exchange.key,
            plan=TablePlan((self.south.key, self.north.key), profile="nna"),
            by=self.keeper,
            at=AT,
        )


def gathering(*, state="open"):
    """``state``: of the exchange."""
    term("nna", "Niñez", "Children", kind="profile")
    south = network("NET-S", "Red del sur", countries="HN|SV")
    north = network("NET-N", "Red del norte", countries="GT|HN")
    third = network("NET-T", "Tercera mesa", countries="SV")
    host = institution("HN-SUR", "Secretaría del sur", country="HN")
    partner = institution("GT-NORTE", "Coordinación del norte", country="GT")
    other = institution("SV-OTRA", "Otra", country="SV")
    seat(south, host, role="secretariat")
    seat(north, partner, role="secretariat")
    seat(third, other, role="chair")
    made = Gathering(south, north, third, host, partner, other)
    if state in {"open", "closed"}:
        exchanges.open_exchange(key=made.exchange.key, by=made.keeper, at=AT)
    if state == "closed":
        exchanges.close_exchange(key=made.exchange.key, by=made.keeper, at=AT)
    made.exchange = Exchange.objects.get(pk=made.exchange.pk)
    return made


def acta(of, number="12-2020"):
    return Acta.objects.create(
        network=of,
        number=number,
        kind="meeting",
        adopted_on=AT.date(),
        title_es="Acta",
        attending=9,
        recorded_by=of.pk,
        recorded_at=AT,
    )


def proposed(made, *, state="proposed"):
    """A route of the table, brought into a state through the actions."""
    route = tables.propose_route(table_id=made.table.pk, draft=DRAFT, by=made.keeper, at=AT)
    step = {"route_id": route.pk, "by": made.keeper, "at": AT}
    if state in {"taken_up", "adopted"}:
        tables.take_up_route(**step, network_key=made.south.key)
    if state == "adopted":
        acta(made.south)
        tables.adopt_route(**step, acta_number="12-2020")
    if state == "set_aside":
        tables.set_aside_route(**step, reason="Ya hay otra ruta")
    return ProposedRoute.objects.get(pk=route.pk)

"""Proposed routes: who writes at a table, who decides about a route, in which state."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.factories.exchange import DRAFT, acta, gathering, proposed
from tests.factories.exchange_people import AT

from relevo.audit.models import Event
from relevo.exchange.actions import tables
from relevo.exchange.enums import ExchangeState, ProposedState
from relevo.exchange.errors import (
    ActaOfAnotherNetwork,
    ExchangeNotInState,
    ExchangeRefused,
    NotAtTheTable,
    NotYoursToSetAside,
    RouteMoveRefused,
    RouteUnknown,
    TableUnknown,
)
from relevo.exchange.models import ProposedRoute
from relevo.exchange.rules.tables import StepDraft
from relevo.networks.errors import NotKeeper

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=7)
WRITES = [
    ("keeper", True),
    ("partner_keeper", True),
    ("admin", True),
    ("officer", False),
    ("third_keeper", False),
]


@pytest.mark.parametrize(("who", "may"), WRITES)
@pytest.mark.parametrize("state", ExchangeState)
def test_coordinators_at_the_table_propose_while_the_exchange_is_open(who, may, state):
    made = gathering(state=state)
    refusal = None if state == "open" else ExchangeNotInState
    refusal = refusal if may else NotAtTheTable
    act = {"table_id": made.table.pk, "draft": DRAFT, "by": getattr(made, who), "at": AT}
    if refusal is not None:
        with pytest.raises(refusal):
            tables.propose_route(**act)
        assert ProposedRoute.objects.count() == 0
        return
    route = tables.propose_route(**act)
    assert (route.state, route.proposed_by) == ("proposed", getattr(made, who).id)
    assert Event.objects.filter(verb="exchange.route_proposed", subject=str(route.pk)).exists()


def test_a_route_keeps_its_steps_as_the_table_wrote_them():
    made = gathering()
    route = proposed(made)
    assert (route.title_es, route.problem_en, route.missing_es) == (
        "Niñez de noche",
        "Nobody knows whom to call.",
        "Un turno nocturno.",
    )
    assert list(
        route.steps.order_by("position").values_list(
            "position", "action_es", "role", "institution__key", "side", "within_minutes"
        )
    ) == [
        (1, "Atender", "Turno", "HN-SUR", "HN", 30),
        (2, "Recibir", "Coordinación", None, "SV", 120),
    ]


@pytest.mark.parametrize(("who", "may"), WRITES)
@pytest.mark.parametrize("state", ProposedState)
def test_a_route_is_written_anew_only_while_it_is_proposed(who, may, state):
    made = gathering()
    route = proposed(made, state=state)
    shorter = replace(DRAFT, title_es="Otra", steps=DRAFT.steps[:1])
    act = {"route_id": route.pk, "draft": shorter, "by": getattr(made, who), "at": AT}
    refusal = None if state == "proposed" else RouteMoveRefused
    refusal = refusal if may else NotAtTheTable
    if refusal is not None:
        with pytest.raises(refusal):
            tables.change_route(**act)
        assert ProposedRoute.objects.get().title_es == "Niñez de noche"
        return
    tables.change_route(**act)
    row = ProposedRoute.objects.get()
    assert (row.title_es, row.steps.count()) == ("Otra", 1)


def test_a_route_of_a_closed_exchange_is_not_written_anew():
    made = gathering()
    route = proposed(made)
    type(made.exchange).objects.update(state="closed")
    with pytest.raises(ExchangeNotInState):
        tables.change_route(route_id=route.pk, draft=DRAFT, by=made.keeper, at=AT)


@pytest.mark.parametrize("state", ProposedState)
@pytest.mark.parametrize(
    ("who", "network", "may"),
    [
        ("keeper", "south", True),
        ("third_keeper", "third", True),
        ("admin", "north", True),
        ("keeper", "north", False),
        ("officer", "south", False),
    ],
)
def test_a_network_takes_a_route_up_through_who_keeps_it(state, who, network, may):
    made = gathering()
    route = proposed(made, state=state)
    taken_by = getattr(made, network)
    act = {"route_id": route.pk, "network_key": taken_by.key, "by": getattr(made, who), "at": AT}
    if not may:
        with pytest.raises(NotKeeper):
            tables.take_up_route(**act)
        return
    if state not in {"proposed", "set_aside"}:
        with pytest.raises(RouteMoveRefused):
            tables.take_up_route(**act)
        return
    tables.take_up_route(**act)
    row = ProposedRoute.objects.get()
    assert (row.state, row.taken_up_by, row.set_aside_reason) == ("taken_up", taken_by, "")


@pytest.mark.parametrize("state", ProposedState)
@pytest.mark.parametrize(
    ("who", "may"), [("keeper", True), ("admin", True), ("partner_keeper", False)]
)
def test_only_the_network_that_took_a_route_up_adopts_it(state, who, may):
    made = gathering()
    route = proposed(made, state=state)
    if state != "adopted":
        acta(made.south)
    act = {"route_id": route.pk, "acta_number": "12-2020", "by": getattr(made, who), "at": AT}
    if state != "taken_up":
        with pytest.raises(RouteMoveRefused):
            tables.adopt_route(**act)
        return
    if not may:
        with pytest.raises(NotKeeper):
            tables.adopt_route(**act)
        return
    tables.adopt_route(**act)
    row = ProposedRoute.objects.get()
    assert (row.state, row.acta.number) == ("adopted", "12-2020")


def test_an_acta_of_another_network_adopts_nothing():
    made = gathering()
    route = proposed(made, state="taken_up")
    acta(made.north, "9-2020")
    with pytest.raises(ActaOfAnotherNetwork):
        tables.adopt_route(route_id=route.pk, acta_number="9-2020", by=made.keeper, at=AT)
    assert ProposedRoute.objects.get().state == "taken_up"


@pytest.mark.parametrize(
    ("state", "who", "may"),
    [
        ("proposed", "keeper", True),
        ("proposed", "partner_keeper", True),
        ("proposed", "admin", True),
        ("proposed", "officer", False),
        ("proposed", "third_keeper", False),
        ("taken_up", "keeper", True),
        ("taken_up", "admin", True),
        ("taken_up", "partner_keeper", False),
        ("taken_up", "officer", False),
    ],
)
def test_a_route_is_set_aside_with_a_reason_by_who_decides_about_it(state, who, may):
    made = gathering()
    route = proposed(made, state=state)
    act = {"route_id": route.pk, "by": getattr(made, who), "at": AT}
    if not may:
        with pytest.raises(NotYoursToSetAside):
            tables.set_aside_route(**act, reason="No hay turno")
        return
    with pytest.raises(ExchangeRefused):
        tables.set_aside_route(**act, reason="  ")
    tables.set_aside_route(**act, reason=" No hay turno ")
    row = ProposedRoute.objects.get()
    assert (row.state, row.set_aside_reason, row.taken_up_by) == (
        "set_aside",
        "No hay turno",
        None,
    )


@pytest.mark.parametrize("state", ["set_aside", "adopted"])
def test_what_was_decided_is_not_set_aside(state):
    made = gathering()
    route = proposed(made, state=state)
    with pytest.raises(RouteMoveRefused):
        tables.set_aside_route(route_id=route.pk, reason="Otra", by=made.keeper, at=AT)


@pytest.mark.parametrize("state", ProposedState)
def test_a_pathway_is_linked_once_by_the_network_that_took_the_route_up(state):
    made = gathering()
    route = proposed(made, state=state)
    act = {"route_id": route.pk, "pathway_key": "rt-1", "at": AT}
    if state not in {"taken_up", "adopted"}:
        with pytest.raises(RouteMoveRefused):
            tables.link_pathway(**act, by=made.keeper)
        return
    with pytest.raises(NotKeeper):
        tables.link_pathway(**act, by=made.partner_keeper)
    tables.link_pathway(**act, by=made.keeper)
    assert ProposedRoute.objects.get().pathway_key == "rt-1"
    with pytest.raises(ExchangeRefused):
        tables.link_pathway(**act, by=made.keeper)


def test_a_step_names_an_institution_that_exists():
    made = gathering()
    draft = replace(DRAFT, steps=(StepDraft("Atender", "Turno", "HN", institution_key="NADA"),))
    with pytest.raises(ExchangeRefused):
        tables.propose_route(table_id=made.table.pk, draft=draft, by=made.keeper, at=AT)
    assert ProposedRoute.objects.count() == 0


def test_what_is_not_there_is_told_apart():
    made = gathering()
    with pytest.raises(TableUnknown):
        tables.propose_route(table_id=NOBODY, draft=DRAFT, by=made.keeper, at=AT)
    for act in (
        lambda: tables.change_route(route_id=NOBODY, draft=DRAFT, by=made.keeper, at=AT),
        lambda: tables.set_aside_route(route_id=NOBODY, reason="X", by=made.keeper, at=AT),
        lambda: tables.take_up_route(route_id=NOBODY, network_key="NET-S", by=made.keeper, at=AT),
    ):
        with pytest.raises(RouteUnknown):
            act()

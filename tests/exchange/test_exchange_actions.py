"""Series and exchanges: who may, in which state, what is written and what is recorded."""

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.accounts import person
from tests.factories.directory import institution
from tests.factories.exchange import PLAN, gathering
from tests.factories.exchange_people import AT, network, seat

from relevo.audit.models import Event
from relevo.exchange import access
from relevo.exchange.actions import exchanges as actions
from relevo.exchange.actions import tables
from relevo.exchange.actions.exchanges import Participant, SessionPlan
from relevo.exchange.actions.tables import TablePlan
from relevo.exchange.enums import ExchangeState
from relevo.exchange.errors import (
    AlreadyTakesPart,
    ExchangeMoveRefused,
    ExchangeNotInState,
    ExchangeRefused,
    ExchangeUnknown,
    NotExchangeKeeper,
    NotYourSeries,
    SeriesUnknown,
    SitsAtATable,
    TakesNoPart,
    TooFewNetworks,
)
from relevo.exchange.models import Exchange, ExchangeSession, Participation, Series, WorkingTable
from relevo.kernel.actor import Actor
from relevo.networks.models import Network
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
SESSION = SessionPlan("Situación", "Situation", AT, "Se contó.", "It was told.")


def verbs():
    return list(Event.objects.order_by("at", "id").values_list("verb", flat=True))


def acts(made):
    """Every act of a keeper on an exchange, by name."""
    key, at = made.exchange.key, AT
    pair = (made.south.key, made.north.key)
    first = made.exchange.participations.get(network=made.south).pk
    return {
        "change": lambda by: actions.change_exchange(key=key, plan=PLAN, by=by, at=at),
        "participant": lambda by: actions.add_participation(
            key=key, who=Participant(stated_name="Alcaldía"), by=by, at=at
        ),
        "remove": lambda by: actions.remove_participation(
            key=key, participation_id=first + 1000, by=by, at=at
        ),
        "session": lambda by: actions.add_session(key=key, session=SESSION, by=by, at=at),
        "table": lambda by: tables.add_table(
            exchange_key=key, plan=TablePlan(pair, profile="nna"), by=by, at=at
        ),
    }


ACTS = ("change", "participant", "remove", "session", "table")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ExchangeState)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("keeper", True),
        ("admin", True),
        ("officer", False),
        ("partner_keeper", False),
        ("third_keeper", False),
    ],
)
def test_only_who_keeps_an_exchange_changes_it_and_only_before_it_is_closed(act, state, who, may):
    made = gathering(state=state)
    before = Event.objects.count(), Message.objects.count()
    refusal = None if may else NotExchangeKeeper
    refusal = ExchangeNotInState if may and state == "closed" else refusal

    if refusal is None:
        acts(made)[act](getattr(made, who))
        return
    with pytest.raises(refusal):
        acts(made)[act](getattr(made, who))
    assert (Event.objects.count(), Message.objects.count()) == before


def test_a_series_is_founded_with_a_key_of_its_own_and_recorded():
    made = gathering()
    twin = actions.found_series(
        name_es="Intercambio de prueba",
        name_en="Trial exchange",
        convener_es="Secretaría",
        convener_en="Secretariat",
        network_key=made.south.key,
        by=made.keeper,
        at=AT,
    )
    third = actions.found_series(
        name_es="Intercambio de prueba", convener_es="X", by=made.keeper, at=AT
    )
    assert [made.series.key, twin.key, third.key] == [
        "intercambio-de-prueba",
        "intercambio-de-prueba-2",
        "intercambio-de-prueba-3",
    ]
    assert (twin.network, twin.is_demo, twin.convener_en) == (made.south, False, "Secretariat")
    assert verbs()[-1] == "exchange.series_founded"
    assert Message.objects.filter(topic="exchange.series_founded", subject_id=str(twin.pk)).exists()


def test_what_a_demonstration_institution_begins_is_marked():
    shown = institution("DEMO-X", "Ejemplo (DEMO)", country="HN", is_demo=True)
    by = person("demo", of=shown, roles=["coordinator"])
    series = actions.found_series(name_es="¿?", convener_es="DEMO", by=by, at=AT)
    exchange = actions.plan_exchange(series_key=series.key, plan=PLAN, by=by, at=AT)
    assert (series.key, series.is_demo, exchange.is_demo) == ("series", True, True)


def test_the_administrator_of_an_instance_founds_without_an_institution():
    admin = gathering().admin
    by = Actor(id=admin.id, institution_id=None, roles=admin.roles)
    series = actions.found_series(name_es="Serie", convener_es="OIM", by=by, at=AT)
    assert series.is_demo is False


@pytest.mark.parametrize("who", ["officer", "third_keeper"])
def test_who_does_not_keep_the_network_founds_no_series_of_it(who):
    made = gathering()
    with pytest.raises(NotYourSeries):
        actions.found_series(
            name_es="Otra",
            convener_es="X",
            network_key=made.south.key,
            by=getattr(made, who),
            at=AT,
        )


def test_a_series_names_a_network_that_exists():
    made = gathering()
    with pytest.raises(ExchangeRefused):
        actions.found_series(
            name_es="Otra", convener_es="X", network_key="NADA", by=made.keeper, at=AT
        )
    assert Series.objects.count() == 1


def test_numbers_are_given_within_each_series():
    made = gathering()
    second = actions.plan_exchange(series_key=made.series.key, plan=PLAN, by=made.keeper, at=AT)
    other = actions.found_series(name_es="Otra línea", convener_es="X", by=made.keeper, at=AT)
    first = actions.plan_exchange(series_key=other.key, plan=PLAN, by=made.keeper, at=AT)
    assert [(row.number, row.key) for row in (made.exchange, second, first)] == [
        (1, "intercambio-de-prueba-1"),
        (2, "intercambio-de-prueba-2"),
        (1, "otra-linea-1"),
    ]


def test_the_next_exchange_is_planned_by_a_host_or_who_keeps_the_network():
    made = gathering()
    for who in ("officer", "third_keeper", "partner_keeper"):
        with pytest.raises(NotYourSeries):
            actions.plan_exchange(
                series_key=made.series.key, plan=PLAN, by=getattr(made, who), at=AT
            )
    Series.objects.update(network=made.north)
    planned = actions.plan_exchange(
        series_key=made.series.key, plan=PLAN, by=made.partner_keeper, at=AT
    )
    assert (planned.number, planned.host_id) == (2, made.partner.pk)
    assert (
        actions.plan_exchange(series_key=made.series.key, plan=PLAN, by=made.admin, at=AT).number
        == 3
    )
    with pytest.raises(SeriesUnknown):
        actions.plan_exchange(series_key="nada", plan=PLAN, by=made.keeper, at=AT)


def test_who_keeps_the_series_network_keeps_its_exchanges():
    made = gathering()
    Series.objects.update(network=made.north)
    assert access.may_keep_exchange(made.partner_keeper, Exchange.objects.get(pk=made.exchange.pk))


def test_what_is_known_of_an_exchange_is_changed():
    made = gathering()
    plan = replace(
        PLAN,
        aim_es="Para qué",
        starts_on=date(2021, 3, 1),
        ends_on=date(2021, 3, 2),
        date_precision="day",
        place=" El Amatillo ",
        modality="virtual",
    )
    actions.change_exchange(key=made.exchange.key, plan=plan, by=made.keeper, at=AT)
    row = Exchange.objects.get(pk=made.exchange.pk)
    assert (row.aim_es, row.starts_on, row.ends_on, row.place, row.modality) == (
        "Para qué",
        date(2021, 3, 1),
        date(2021, 3, 2),
        "El Amatillo",
        "virtual",
    )
    for wrong in (replace(plan, modality="x"), replace(plan, title_es=" ")):
        with pytest.raises(ExchangeRefused):
            actions.change_exchange(key=made.exchange.key, plan=wrong, by=made.keeper, at=AT)
    with pytest.raises(ExchangeUnknown):
        actions.change_exchange(key="nada", plan=plan, by=made.keeper, at=AT)


@pytest.mark.parametrize("state", ExchangeState)
@pytest.mark.parametrize(("act", "begins"), [("open", "planned"), ("close", "open")])
def test_an_exchange_opens_once_and_closes_once(state, act, begins):
    made = gathering(state=state)
    do = {"open": actions.open_exchange, "close": actions.close_exchange}[act]
    if state == begins:
        after = do(key=made.exchange.key, by=made.keeper, at=AT)
        assert (after.state, after.closed_at) == (
            ("open", None) if act == "open" else ("closed", AT)
        )
        return
    with pytest.raises(ExchangeMoveRefused):
        do(key=made.exchange.key, by=made.keeper, at=AT)


def test_participants_are_counted_and_listed_once():
    made = gathering()
    key = {"key": made.exchange.key, "by": made.keeper, "at": AT}
    who = Participant("NET-T", "SV-OTRA", "", 2, 3)
    row = actions.add_participation(who=who, **key)
    assert (row.network, row.institution, row.women, row.men) == (made.third, made.other, 2, 3)
    with pytest.raises(AlreadyTakesPart):
        actions.add_participation(who=replace(who, women=9), **key)
    for wrong in (
        Participant(),
        Participant(stated_name="x" * 201),
        Participant("NADA"),
        Participant("", "NADA"),
        replace(who, women=-1),
        replace(who, men=2_001),
    ):
        with pytest.raises(ExchangeRefused):
            actions.add_participation(who=wrong, **key)
    assert Participation.objects.filter(exchange=made.exchange).count() == 3


def test_a_network_at_a_table_stays_on_the_list():
    made = gathering()
    key = {"key": made.exchange.key, "by": made.keeper, "at": AT}
    extra = actions.add_participation(who=Participant("NET-T"), **key)
    actions.remove_participation(participation_id=extra.pk, **key)
    sits = Participation.objects.get(network=made.south)
    with pytest.raises(SitsAtATable):
        actions.remove_participation(participation_id=sits.pk, **key)
    actions.add_participation(who=Participant("NET-S", "HN-SUR"), **key)
    actions.remove_participation(participation_id=sits.pk, **key)
    named = actions.add_participation(who=Participant(stated_name="Alcaldía"), **key)
    actions.remove_participation(participation_id=named.pk, **key)
    assert list(
        Participation.objects.order_by("id").values_list("network__key", "institution__key")
    ) == [("NET-N", None), ("NET-S", "HN-SUR")]


def test_sessions_stand_in_order_and_say_what_came_out():
    made = gathering()
    key = {"key": made.exchange.key, "by": made.keeper, "at": AT}
    actions.add_session(session=SESSION, **key)
    actions.add_session(session=SessionPlan("Cierre"), **key)
    actions.write_session(
        position=2, session=SessionPlan("Cierre", summary_es=" Se acordó. "), **key
    )
    with pytest.raises(ExchangeRefused):
        actions.write_session(position=9, session=SESSION, **key)
    with pytest.raises(ExchangeRefused):
        actions.add_session(session=SessionPlan(" "), **key)
    assert list(
        ExchangeSession.objects.order_by("position").values_list(
            "position", "title_es", "starts_at", "summary_es"
        )
    ) == [(1, "Situación", AT, "Se contó."), (2, "Cierre", None, "Se acordó.")]


def test_a_table_has_two_networks_that_take_part_and_a_subject_that_exists():
    made = gathering()
    key = {"exchange_key": made.exchange.key, "by": made.keeper, "at": AT}
    for plan, refusal in (
        (TablePlan(("NET-S",), profile="nna"), TooFewNetworks),
        (TablePlan(("NET-S", "NET-T"), profile="nna"), TakesNoPart),
        (TablePlan(("NET-S", "NET-N")), ExchangeRefused),
        (TablePlan(("NET-S", "NET-N"), profile="nadie"), ExchangeRefused),
        (TablePlan(("NET-S", "NET-N"), crossing_key="NADA"), ExchangeRefused),
    ):
        with pytest.raises(refusal):
            tables.add_table(plan=plan, **key)
    table = WorkingTable.objects.get()
    assert (table.position, table.profile) == (1, "nna")
    assert set(table.networks.all()) == {made.south, made.north}


def test_everything_is_undone_together_when_an_act_is_refused():
    made = gathering()
    before = Event.objects.count()
    with pytest.raises(ExchangeRefused):
        actions.plan_exchange(
            series_key=made.series.key,
            plan=replace(PLAN, ends_on=date(2021, 1, 1)),
            by=made.keeper,
            at=AT,
        )
    assert (Exchange.objects.count(), Event.objects.count()) == (1, before)


def test_a_secretary_that_sits_in_several_networks_is_asked_which_takes_a_route_up():
    made = gathering()
    more = network("NET-Z", "Zona")
    seat(more, made.host, role="listed")
    # Who only stands in the directory of a network takes nothing from who sits in it.
    for sits in made.table.networks.all():
        listed = institution(f"LISTED-{sits.key}", "Solo en el directorio")
        seat(sits, listed, role="listed")
    kept = access.list_kept_networks(made.keeper, table=made.table)
    assert [row.key for row in kept] == ["NET-S"]
    assert [row.key for row in access.list_kept_networks(made.admin, table=made.table)] == [
        "NET-N",
        "NET-S",
    ]
    assert Network.objects.count() == 4

"""Reads of exchanges: order, filters, words, and as many queries for one row as for three."""

from datetime import date
from uuid import UUID

import pytest
from tests.factories.exchange import PLAN, gathering, proposed
from tests.factories.exchange_people import AT

from relevo.exchange.actions import exchanges as actions
from relevo.exchange.errors import ExchangeUnknown, RouteUnknown, TableUnknown
from relevo.exchange.models import Exchange
from relevo.exchange.queries import exchanges as queries
from relevo.exchange.queries import tables

pytestmark = pytest.mark.django_db


def keys(**asked):
    return [row.key for row in queries.list_exchanges(**asked).rows]


@pytest.fixture
def made():
    """Three exchanges of two series: one open, one without a date, one of 2019."""
    found = gathering()
    other = actions.found_series(name_es="Red técnica", convener_es="OIM", by=found.keeper, at=AT)
    old = actions.plan_exchange(series_key=other.key, plan=PLAN, by=found.keeper, at=AT)
    undated = actions.plan_exchange(series_key=other.key, plan=PLAN, by=found.keeper, at=AT)
    Exchange.objects.filter(pk=old.pk).update(
        starts_on=date(2019, 7, 29), date_precision="day", place="Puerto Cortés"
    )
    Exchange.objects.filter(pk=found.exchange.pk).update(
        starts_on=date(2020, 11, 19), date_precision="day"
    )
    found.old, found.undated, found.technical = old, undated, other
    return found


def test_the_newest_comes_first_and_what_has_no_date_last(made):
    assert keys() == [made.exchange.key, made.old.key, made.undated.key]


def test_filters_and_words_narrow_the_list(made):
    assert keys(series_key=made.technical.key) == [made.old.key, made.undated.key]
    assert keys(state="open") == [made.exchange.key]
    assert keys(country="GT") == [made.exchange.key]
    assert keys(text="puerto CORTES") == [made.old.key]
    assert keys(text="tecnica oim") == [made.old.key, made.undated.key]
    assert keys(text="nada de esto") == []


def test_the_country_of_the_series_counts_too(made):
    type(made.series).objects.filter(pk=made.technical.pk).update(network=made.third)
    assert keys(country="SV") == [made.exchange.key, made.old.key, made.undated.key]


def test_a_page_is_cut_from_the_whole(made):
    page = queries.list_exchanges(limit=1, offset=1)
    assert ([row.key for row in page.rows], page.total) == ([made.old.key], 3)


def test_series_are_counted(made):
    assert [(row.key, row.count) for row in queries.list_series()] == [
        ("intercambio-de-prueba", 1),
        ("red-tecnica", 2),
    ]
    assert queries.find_series("nada") is None
    assert queries.find_series("red-tecnica") == made.technical


def test_reading_costs_the_same_for_one_and_for_three(made, django_assert_num_queries):
    first, second = proposed(made), proposed(made)
    with django_assert_num_queries(2):
        rows = queries.list_exchanges().rows
        assert len([row.series.name_es for row in rows]) == 3
    with django_assert_num_queries(4):
        (table,) = tables.list_tables(made.exchange)
        routes = list(table.routes.all())
        assert [
            (step.institution and step.institution.key)
            for row in routes
            for step in row.steps.all()
        ] == ["HN-SUR", None, "HN-SUR", None]
    assert {row.pk for row in routes} == {first.pk, second.pk}
    second.delete()
    with django_assert_num_queries(4):
        tables.list_tables(made.exchange)


def test_what_is_not_there_is_refused():
    with pytest.raises(ExchangeUnknown):
        queries.get_exchange("nada")
    with pytest.raises(TableUnknown):
        tables.get_table(UUID(int=1))
    with pytest.raises(RouteUnknown):
        tables.get_route(UUID(int=1))

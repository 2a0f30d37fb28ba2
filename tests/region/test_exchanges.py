"""Exchanges of the committed facts: each in its series, with only what its page says."""

from datetime import UTC, date, datetime

import pytest
from tests.region import tiny

from relevo.exchange.models import Exchange, Participation, Series
from relevo.region.loader import load_region

pytestmark = pytest.mark.django_db
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


def test_the_real_exchanges_stand_in_the_series_of_their_conveners():
    load_region(at=AT)
    told = Exchange.objects.order_by("key").values_list(
        "key", "series__key", "series__network__key", "number", "starts_on", "date_precision"
    )
    assert list(told) == [
        ("EXC-CORINTO-5", "SER-CORINTO", "NET-COR", 5, date(2019, 7, 29), "day"),
        ("EXC-GTHN-2", "SER-GTHN", None, 2, date(2017, 5, 5), "day"),
        ("EXC-REDES-1", "SER-REDES", None, 1, date(2020, 1, 1), "year"),
        ("EXC-REDES-2", "SER-REDES", None, 2, date(2021, 1, 1), "year"),
        ("EXC-SVHN-3", "SER-SVHN", "NET-SUR", 3, date(2017, 4, 1), "month"),
    ]
    assert {(row.state, row.host_id, row.is_demo) for row in Exchange.objects.all()} == {
        ("closed", None, False)
    }
    assert set(Participation.objects.values_list("exchange__key", "network__key")) == {
        ("EXC-CORINTO-5", "NET-CORTES"),
        ("EXC-CORINTO-5", "NET-IZABAL"),
        ("EXC-REDES-2", "NET-COR"),
        ("EXC-REDES-2", "NET-SUR"),
        ("EXC-SVHN-3", "NET-SUR"),
    }


def test_loading_again_keeps_what_the_instance_added_and_takes_out_what_vanished(tmp_path):
    rows = tiny.region()
    load_region(at=AT, folder=tiny.write(tmp_path, rows))
    assert Exchange.objects.get().source == tiny.SOURCE["source"]
    Exchange.objects.update(closed_at=AT)

    rows["exchanges.csv"][0]["place"] = "Nacaome"
    load_region(at=AT, folder=tiny.write(tmp_path, rows))
    row = Exchange.objects.get()
    assert (row.place, row.closed_at, row.participations.count()) == ("Nacaome", AT, 1)

    rows["exchanges.csv"], rows["exchange_series.csv"] = [], []
    load_region(at=AT, folder=tiny.write(tmp_path, rows))
    assert (Exchange.objects.count(), Series.objects.count()) == (0, 0)

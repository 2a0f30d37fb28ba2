from datetime import UTC, datetime

import pytest
from tests.factories.pages import said
from tests.region import tiny

from relevo.cli import reading
from relevo.cli.errors import CommandRefused
from relevo.region.loader import load_region

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region(tmp_path):
    load_region(at=AT, folder=tiny.write(tmp_path, tiny.region()))


def refusal(read, *arguments, **named):
    with pytest.raises(CommandRefused) as refused:
        read(*arguments, **named)
    return str(refused.value)


def test_an_unknown_place_names_the_nearest_if_there_is_one():
    assert refusal(reading.place, "Nacaone", at=AT) == said(
        "No place is called “%(read)s”. Nearest: %(nearest)s.",
        read="Nacaone",
        nearest="Nacaome, Nacaome Valle",
    )
    assert refusal(reading.place, "qqqqqqqq", at=AT) == said(
        "No place is called “%(read)s” or anything like it.", read="qqqqqqqq"
    )


def test_an_unknown_need_names_the_nearest_if_there_is_one():
    assert refusal(reading.need, "sheltr") == said(
        "There is no need “%(read)s”. Nearest: %(nearest)s.",
        read="sheltr",
        nearest="shelter, child_shelter",
    )
    assert refusal(reading.need, "qqqqqqqq") == said(
        "There is no need “%(read)s” or anything like it.", read="qqqqqqqq"
    )

"""Every test of the desk runs on the demo at its first instant, unless it says otherwise."""

import pytest
from tests.factories.desk import LA_UNION, NACAOME


@pytest.fixture(autouse=True)
def _demo(instance):
    pass


@pytest.fixture
def nacaome(desk):
    """The officer of the window in Nacaome."""
    return desk(NACAOME)


@pytest.fixture
def la_union(desk):
    """The duty officer of the mirror window in La Unión."""
    return desk(LA_UNION)

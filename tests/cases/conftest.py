"""The people and the case that most tests of what is kept of somebody begin with."""

import pytest
from tests.factories.cases import case, stage


@pytest.fixture
def played(db):
    return stage()


@pytest.fixture
def kept(played):
    return case(played)

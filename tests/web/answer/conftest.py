"""Pages behind an answer link are tested on the demo at its first instant."""

import pytest


@pytest.fixture(autouse=True)
def _demo(instance):
    pass

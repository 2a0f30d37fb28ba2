"""Every test of the public pages runs on the demo at its first instant."""

import pytest


@pytest.fixture(autouse=True)
def _demo(instance):
    pass

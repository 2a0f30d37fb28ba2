"""Pages without an account are tested on the demo at its first instant, unless a test says else."""

import pytest


@pytest.fixture(autouse=True)
def _demo(instance):
    pass

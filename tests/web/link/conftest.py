"""Pages behind a link are tested on the demo at its first instant, unless a test says otherwise."""

import pytest


@pytest.fixture(autouse=True)
def _demo(instance):
    pass

"""Files that are meant to do harm are refused by name, at once, and nothing is fetched for them."""

import socket
import time
import tracemalloc

import pytest

from relevo.cli.prove_cap.hostile import HOSTILE, hostile_file
from relevo.formats.cap import CapRefused, parse_cap


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_refused_by_name_in_bounded_time_and_memory(name, monkeypatch):
    def nowhere(*_arguments, **_options):
        raise AssertionError("something was asked for over the network")

    monkeypatch.setattr(socket, "socket", nowhere)
    data = hostile_file(name)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(CapRefused) as refused:
        parse_cap(data)
    took = time.perf_counter() - began
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == HOSTILE[name]
    assert took < 10  # tracing makes it slow; the proof measures it without
    assert peak < 64 * 1024 * 1024

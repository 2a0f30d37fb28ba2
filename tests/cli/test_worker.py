"""The worker: rounds until it is asked to stop, whatever happens in one."""

import logging
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from tests.factories import cases as cast

from relevo.cases.models import Referral
from relevo.cli import worker
from relevo.cli.worker import HANDLERS, run_worker, work_once
from relevo.journeys.tasks import RELIED_ON
from relevo.outbox.models import Message
from relevo.outbox.tasks import Drained
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind

pytestmark = pytest.mark.django_db(transaction=True)  # a round may close its connection


class StopAfter:
    """Set after so many rounds, like an event that somebody else sets."""

    def __init__(self, rounds):
        self.rounds = rounds

    def is_set(self):
        return self.rounds <= 0

    def wait(self, _seconds):
        self.rounds -= 1


def test_a_round_ends_what_is_due_and_tells_it_by_the_domain_clock():
    referral = cast.referral(cast.stage())
    real = clock.real_now()
    clock.start_instance(InstanceKind.DEMO, real_at=real, domain_at=cast.NOON)
    assert work_once() == Drained(told=1)
    assert Referral.objects.get().status == "offered"
    clock.set_demo_clock(referral.deadline_at, real_at=clock.real_now() - timedelta(seconds=1))
    assert work_once() == Drained(told=2)  # that it expired, and the reminder before
    assert Referral.objects.get().status == "expired"
    assert Message.objects.filter(done_at=None).count() == 0
    assert set(HANDLERS) >= set(RELIED_ON)


def test_works_until_the_event_is_set():
    cast.referral(cast.stage())
    assert run_worker(StopAfter(2), poll_seconds=0) == 0
    assert Referral.objects.get().status == "expired"


def test_an_event_that_is_set_stops_it_at_once():
    stop = threading.Event()
    stop.set()
    cast.referral(cast.stage())
    assert run_worker(stop) == 0
    assert Referral.objects.get().status == "offered"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_within_a_second(number):
    before = signal.getsignal(number)
    started = time.monotonic()
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    assert run_worker(poll_seconds=30) == 0
    assert time.monotonic() - started < 5
    assert signal.getsignal(number) is before


def test_a_round_without_a_database_is_logged_without_words_and_is_not_the_last(caplog):
    def away(*_arguments):
        raise OperationalError("at /secret/path for Ana Pérez")

    with connection.execute_wrapper(away), caplog.at_level(logging.ERROR):
        assert work_once() == Drained()
    assert [record.getMessage() for record in caplog.records] == ["worker: a round failed"]
    assert work_once() == Drained()


@pytest.mark.parametrize("step", ["ask_feeds", "read_folders", "release_due_months"])
def test_a_step_that_fails_keeps_no_other_from_running(step, monkeypatch, caplog):
    cast.referral(cast.stage())

    def fails(**_told):
        raise RuntimeError("nobody foresaw it")

    monkeypatch.setattr(worker.situation, step, fails)
    assert work_once().told
    assert Message.objects.filter(done_at=None).count() == 0
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        "worker: a step of a round failed"
    ]


def test_a_round_without_keys_says_so_in_a_line(caplog, settings, tmp_path):
    referral = cast.referral(cast.stage())
    settings.RELEVO_KEY_SOCKET = str(tmp_path / "nobody.sock")
    with caplog.at_level(logging.WARNING):
        assert work_once() == Drained()
    assert [record.getMessage() for record in caplog.records] == [
        "worker: nothing is done without keys, away"
    ]
    assert not caplog.records[0].exc_info
    assert Referral.objects.get().status == referral.status

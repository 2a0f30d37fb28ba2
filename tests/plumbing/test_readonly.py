from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from relevo.plumbing.models import Instance
from relevo.plumbing.readonly import ReadOnlySafeRequests, WriteInSafeRequest, writes_allowed

NOW = datetime(2020, 11, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def answer(method, view):
    return ReadOnlySafeRequests(view)(RequestFactory().generic(method, "/"))


def write(_request=None):
    Instance(kind="demo", started_at=NOW).save()
    return HttpResponse("written")


def read(_request):
    with transaction.atomic():
        return HttpResponse(str(Instance.objects.count()))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_request_reads_and_does_not_write(method):
    assert answer(method, read).content == b"0"
    with pytest.raises(WriteInSafeRequest) as refused, transaction.atomic():
        answer(method, write)
    assert refused.value.args == (["INSERT", "INTO", '"plumbing_instance"'],)
    assert Instance.objects.count() == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_request_may_write(method):
    assert answer(method, write).content == b"written"
    assert Instance.objects.count() == 1


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_no_kind_of_write_gets_through(verb):
    write()

    def change(_request):
        rows = Instance.objects.all()
        return rows.update(kind="real") if verb == "update" else rows._raw_delete(rows.db)

    with pytest.raises(WriteInSafeRequest), transaction.atomic():
        answer("GET", change)
    assert Instance.objects.get().kind == "demo"


def test_one_recording_may_be_let_through_and_only_it():
    def record_and_write(_request):
        with writes_allowed():
            write()
        Instance.objects.update(kind="real")

    with pytest.raises(WriteInSafeRequest), transaction.atomic():
        answer("GET", record_and_write)
    with pytest.raises(WriteInSafeRequest), transaction.atomic():
        answer("GET", write)
    with writes_allowed():
        answer("GET", write)
    assert Instance.objects.get().kind == "demo"


def test_guard_is_gone_after_the_request():
    answer("GET", read)
    assert connection.execute_wrappers == []

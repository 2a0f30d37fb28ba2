from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from relevo.plumbing.models import ClockSetting
from relevo.plumbing.postgres import lock_free_rows

NOW = datetime(2020, 11, 20, tzinfo=UTC)


@pytest.mark.django_db
def test_free_rows_are_locked_where_the_database_can():
    setting = ClockSetting.objects.create(real_at=NOW, domain_at=NOW)
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert list(lock_free_rows(ClockSetting.objects.all())) == [setting]
    skips = asked[-1]["sql"].endswith("FOR NO KEY UPDATE SKIP LOCKED")
    assert skips is (connection.vendor == "postgresql")

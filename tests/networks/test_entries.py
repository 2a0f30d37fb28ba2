"""An entry of a network's directory says when somebody confirmed it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.factories import directory

from relevo.directory.models import Service, Verification
from relevo.kernel.actor import Actor
from relevo.networks.queries.directory import list_entries

pytestmark = pytest.mark.django_db

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)


def confirmed_on(*told):
    """What an entry says after these words about it: method and days before noon."""
    service = directory.service("S-1", "Ventanilla", of=directory.institution("HN-A"))
    for method, days in told:
        Verification.objects.create(
            service=service,
            at=NOON - timedelta(days=days),
            actor_id=UUID(int=1),
            method=method,
            outcome="confirmed",
            confidence="high",
        )
    viewer = Actor(UUID(int=2), None, frozenset({"coordinator"}))
    (entry,) = list_entries(Service.objects.all(), viewer=viewer, at=NOON)
    return entry.confirmed_on and entry.confirmed_on.isoformat()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], None),
        ([("published", 1)], None),
        ([("published", 1), ("telephone", 9)], "2020-11-11"),
        ([("link", 3), ("telephone", 9)], "2020-11-17"),
        ([("own", -2)], None),
    ],
)
def test_being_published_confirms_nothing(told, expected):
    assert confirmed_on(*told) == expected

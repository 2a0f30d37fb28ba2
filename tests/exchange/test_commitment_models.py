"""The last line: whatever code writes a row, the database refuses the wrong hands."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.factories.exchange_people import AT, cast, promise
from tests.race import at_once, on_disk

from relevo.exchange.actions import commitments as actions
from relevo.exchange.errors import CommitmentMoveRefused
from relevo.exchange.models import Commitment, CommitmentEvent


@pytest.fixture
def reported(db):
    people = cast()
    return people, promise(people, state="reported")


def refuses(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def confirmed(**changes):
    return {"state": "confirmed", "confirmed_by": uuid4(), "confirmed_at": AT} | changes


def test_the_named_counterpart_is_the_only_institution_a_row_takes(reported):
    people, row = reported
    rows = Commitment.objects.filter(pk=row.pk)
    for wrong in (people.owner, people.steering, people.stranger, None):
        refuses(lambda wrong=wrong: rows.update(**confirmed(confirmed_by_institution=wrong)))

    rows.update(**confirmed(confirmed_by_institution=people.counterpart))

    assert rows.get().state == "confirmed"
    refuses(lambda: rows.update(owner=people.counterpart, counterpart=people.owner))
    refuses(lambda: rows.update(reported_by=rows.get().confirmed_by))
    refuses(lambda: rows.update(state="open"))


def test_raw_sql_is_refused_too(reported):
    _people, row = reported
    table = Commitment._meta.db_table

    def write():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET state = 'confirmed'")  # noqa: S608 -- our table

    refuses(write)
    row.refresh_from_db()
    assert row.state == "reported"


@pytest.mark.parametrize(
    "values",
    [
        {"reported_by": None},
        {"reported_by_institution": None},
        {"reported_at": None},
        {"counterpart": None},
        {"confirmer_kind": "steering"},
        {"state": "set_aside"},
    ],
)
def test_a_row_says_who_reported_who_confirms_and_why_it_ended(reported, values):
    _people, row = reported
    refuses(lambda: Commitment.objects.filter(pk=row.pk).update(**values))


def test_bulk_writes_are_refused_too(reported):
    people, row = reported
    row.state, row.confirmed_by, row.confirmed_at = "confirmed", row.reported_by, AT
    row.confirmed_by_institution = people.counterpart
    refuses(lambda: Commitment.objects.bulk_update([row], ["state", "confirmed_by"]))
    row.pk, row.number = uuid4(), 99
    refuses(lambda: Commitment.objects.bulk_create([row]))


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_returned_at_once_is_one_of_both(tmp_path, transactional_db):
    with on_disk(tmp_path):
        people = cast()
        row = promise(people, state="reported")
        told = {"commitment_id": row.pk, "by": people.confirming, "at": AT}

        outcomes = at_once(
            lambda: actions.confirm_commitment(**told),
            lambda: actions.return_commitment(**told, note="Falta"),
        )

        kinds = sorted(type(outcome).__name__ for outcome in outcomes)
        assert kinds == ["Commitment", CommitmentMoveRefused.__name__]
        row.refresh_from_db()
        moves = CommitmentEvent.objects.filter(commitment=row).order_by("id")
        assert len(moves) == 3
        assert (row.state == "confirmed") == (moves[2].move == "confirmed")


@pytest.mark.django_db(transaction=True)
def test_promises_made_at_once_get_numbers_of_their_own(tmp_path, transactional_db):
    with on_disk(tmp_path):
        people = cast()

        outcomes = at_once(*(lambda: promise(people) for _ in range(6)))

        assert sorted(row.number for row in outcomes) == [1, 2, 3, 4, 5, 6]

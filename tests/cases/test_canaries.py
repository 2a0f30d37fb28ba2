"""Whoever takes the database away reads nothing of anybody."""

import re

import pytest
from django.db import connection
from tests.factories import cases as cast
from tests.factories.cases import NOON

from relevo.cases import access, actions
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.rules.facts import Person

pytestmark = pytest.mark.django_db

CANARIES = {
    "name": cast.NAME,
    "contact": cast.CONTACT,
    "health": cast.HEALTH,
    "story": cast.STORY,
    "reason": "porque la busca su marido",
}
CODES = ("gbv_care", "medical", "21-59", "0-4", "national_id", "HN-1701")
OURS = ("cases_", "audit_", "outbox_", "journeys_", "accounts_", "django_", "directory_verif")
"""Tables that tell of a case; those of the directory hold the codes of needs for everyone."""

RANDOM_ID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def every_value():
    """Each stored value with its table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a name of the database's own
            for row in cursor.fetchall():
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    stored = bytes(value) if is_bytes else str(value).encode()
                    yield table, RANDOM_ID.sub(b"", stored)  # which may hold any digits


def found(words, *, tables=("",)):
    """Which words stand where, in plain, as JSON escapes and in other usual clothes."""
    values = [(table, value) for table, value in every_value() if table.startswith(tuple(tables))]
    assert values
    return [
        (word, table)
        for word in words
        for clothed in (word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"))
        for table, value in values
        if clothed in value
    ]


@pytest.fixture
def stage():
    return cast.stage()


@pytest.mark.parametrize("state", S)
def test_in_no_state_does_the_database_tell_of_the_person(stage, state):
    case = cast.case(stage, needs=("gbv_care", "medical"), protection_sensitive=True)
    given = cast.consent(stage, case, stage.clinic, chosen_by_person=True)
    own = actions.choose_route(
        case_id=case.pk,
        kind="direct",
        service_keys=["S-CLINIC"],
        reason=CANARIES["reason"],
        by=stage.amina,
        at=NOON,
    )
    assert own.is_current
    cast.offer(stage, case, stage.clinic, given=given)
    cast.referral(stage, state)
    view = access.read_case(stage.amina, case_id=case.pk, at=NOON)
    there_is = (
        *(view.facts.name, view.facts.safe_contact, view.facts.health, view.facts.narrative),
        view.route.reason,
    )
    assert set(there_is) == set(CANARIES.values())
    assert view.facts.people == (Person("21-59", "f"), Person("0-4", "m"))
    assert found(CANARIES.values()) == []
    assert found(CODES, tables=OURS) == []


def test_the_search_finds_what_stands_in_clear(stage):
    stage.window.name_es = cast.NAME
    stage.window.save()
    assert (cast.NAME, "directory_service") in found([cast.NAME])
    assert "directory_term" in {table for _, table in found(["gbv_care"])}


def test_no_two_codes_of_one_person_can_be_joined(stage):
    case = cast.case(stage)
    codes = [case.code]
    for service in (stage.window, stage.shelter, stage.clinic):
        given = cast.consent(stage, case, service)
        codes += [given.receipt_code, cast.offer(stage, case, service, given=given).code]
    assert len(set(codes)) == 7
    for actor, code in zip((stage.carlos, stage.elena), (codes[2], codes[4]), strict=True):
        (row,) = access.inbox_of(actor, at=NOON)
        assert (row.code, row.case_code, row.case_id) == (code, "", None)

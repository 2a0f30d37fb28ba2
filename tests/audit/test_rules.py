"""The digest of an event, and what may stand in one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from relevo.audit.rules import Entry, check_entry, digest
from relevo.kernel.coded import FactNotCoded

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
ENTRY = Entry(
    institution_id=UUID(int=1),
    number=1,
    verb="case.opened",
    subject=str(UUID(int=2)),
    actor_id=UUID(int=3),
    purpose="referral",
    facts={"groups": ["needs", "contact"], "urgency": "urgent"},
    at=NOON,
)


def test_digest_is_fixed_for_ever():
    """A changed canonical form would make every stored chain look tampered with."""
    assert digest(ENTRY, previous="") == (
        "ee9c753c6b9612a85c434a18f254ce0bd4d023df54446e7ff8f8bf476512238c"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"institution_id": UUID(int=9)},
        {"number": 2},
        {"verb": "case.closed"},
        {"subject": str(UUID(int=9))},
        {"actor_id": UUID(int=9)},
        {"purpose": ""},
        {"facts": {}},
        {"facts": {"groups": ["contact", "needs"], "urgency": "urgent"}},
        {"at": NOON + timedelta(microseconds=1)},
    ],
)
def test_digest_covers_every_part(change):
    assert digest(replace(ENTRY, **change), previous="") != digest(ENTRY, previous="")


def test_digest_covers_what_came_before():
    assert digest(ENTRY, previous="a") != digest(ENTRY, previous="")


def test_digest_is_of_the_instant_and_of_the_facts_not_of_their_writing():
    written_elsewhere = replace(
        ENTRY,
        at=NOON.astimezone(timezone(timedelta(hours=-6))),
        facts={"urgency": "urgent", "groups": ["needs", "contact"]},
    )
    assert digest(written_elsewhere, previous="") == digest(ENTRY, previous="")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"verb": "Opened a case"}, "verb"),
        ({"subject": "Ana Pérez"}, "subject"),
        ({"purpose": "she asked me to"}, "purpose"),
        ({"facts": {"name": "Ana Pérez"}}, "name"),
    ],
)
def test_check_entry_refuses_names_and_texts(change, place):
    with pytest.raises(FactNotCoded) as refused:
        check_entry(replace(ENTRY, **change))
    assert refused.value.place == place


def test_check_entry_accepts_codes():
    check_entry(ENTRY)
    check_entry(replace(ENTRY, purpose=""))

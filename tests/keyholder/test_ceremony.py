"""Three keepers, any two of whom open; nobody alone, and no changed file."""

import json
from itertools import combinations
from uuid import UUID

import pytest
from tests.keyholder.conftest import CALLER

from relevo.keyholder import ceremony
from relevo.keyholder.ceremony import (
    PassphrasesRefused,
    check_passphrases,
    keepers_of,
    opened_root,
    sealed_root,
)
from relevo.keyholder.errors import KeysSealed, KeyUnfit
from relevo.keyholder.holder import Holder
from relevo.keyholder.root import hold_ceremony

ROOT = bytes(range(32))
CALLER_ENVELOPE = UUID(int=40)
KEEPERS = ("Coordinadora", "Asesor en México", "Notaria")
PASSPHRASES = ("uno dos tres cuatro", "cinco seis siete ocho", "nueve diez once doce")
SMALL = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The cost of a guess is not what these tests are about."""
    monkeypatch.setattr(ceremony, "COST", SMALL)


@pytest.fixture(scope="module")
def content():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ceremony, "COST", SMALL)
        return sealed_root(ROOT, keepers=KEEPERS, passphrases=PASSPHRASES)


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_any_two_open(content, pair):
    given = {place: f"  {PASSPHRASES[place]} " for place in pair}
    assert opened_root(content, given) == ROOT
    assert opened_root(content, dict(enumerate(PASSPHRASES))) == ROOT


@pytest.mark.parametrize(
    "given",
    [
        {},
        {0: PASSPHRASES[0]},
        {0: PASSPHRASES[0], 1: PASSPHRASES[0]},
        {0: PASSPHRASES[1], 1: PASSPHRASES[0]},
        {0: PASSPHRASES[0], 1: PASSPHRASES[2]},
        {0: PASSPHRASES[0], 3: PASSPHRASES[1]},
    ],
)
def test_one_or_a_wrong_one_does_not_open(content, given):
    with pytest.raises(KeyUnfit):
        opened_root(content, given)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["keepers"].__setitem__(0, "Otra"),
        lambda d: d["salts"].__setitem__(0, "00" * 16),
        lambda d: d["cost"].__setitem__("time_cost", 10_000),
        lambda d: d["pairs"].__setitem__("0+1", d["pairs"]["0+2"]),
        lambda d: d["pairs"].__setitem__("0+1", "zz"),
        lambda d: d.pop("pairs"),
        lambda d: d.pop("cost"),
        lambda d: d.__setitem__("version", 2),
    ],
)
def test_a_changed_file_does_not_open(content, change):
    document = json.loads(content)
    change(document)
    with pytest.raises(KeyUnfit):
        opened_root(json.dumps(document).encode(), dict(enumerate(PASSPHRASES)))


def test_a_file_that_is_none_does_not_open():
    for content in (b"", b"[]", b"7", b"{"):
        with pytest.raises(KeyUnfit):
            opened_root(content, dict(enumerate(PASSPHRASES)))


@pytest.mark.parametrize(
    "passphrases",
    [
        PASSPHRASES[:2],
        (*PASSPHRASES[:2], PASSPHRASES[0] + " "),
        (*PASSPHRASES[:2], "x" * 15),
        (*PASSPHRASES, "una de más y también larga"),
    ],
)
def test_passphrases_that_are_too_short_or_the_same_are_refused(passphrases):
    with pytest.raises(PassphrasesRefused):
        check_passphrases(passphrases)


def test_after_the_ceremony_the_root_key_lies_on_no_disk(holder, places):
    (dek,) = holder.new_deks([(CALLER_ENVELOPE, CALLER_ENVELOPE)], CALLER)
    root = places.root_file.read_bytes()
    assert keepers_of(places.ceremony) == []
    hold_ceremony(places, keepers=KEEPERS, passphrases=PASSPHRASES)
    assert keepers_of(places.ceremony) == list(KEEPERS)
    assert not places.root_file.exists()
    assert places.ceremony.stat().st_mode & 0o777 == 0o600
    kept = [path.read_bytes() for path in places.root_file.parent.rglob("*") if path.is_file()]
    assert not any(root in found or root.hex().encode() in found for found in kept)

    started = Holder(places, durable=False)
    for given in ({}, {0: PASSPHRASES[0]}, {0: "wrong", 1: "wrong"}):
        with pytest.raises((KeysSealed, KeyUnfit)):
            started.open(given)
    with pytest.raises(KeysSealed):
        started.unwrap([dek.id], CALLER)
    started.open({1: PASSPHRASES[1], 2: PASSPHRASES[2]})
    assert started.unwrap([dek.id], CALLER).deks == {dek.id: dek}
    assert (started.state().has_ceremony, started.state().has_root_file) == (True, False)


def test_a_ceremony_without_the_root_key_changes_nothing(holder, places):
    holder.new_deks([(CALLER_ENVELOPE, CALLER_ENVELOPE)], CALLER)
    places.root_file.unlink()
    with pytest.raises(KeysSealed):
        hold_ceremony(places, keepers=KEEPERS, passphrases=PASSPHRASES)
    assert not places.ceremony.exists()


def test_a_ceremony_that_does_not_open_again_removes_nothing(places, monkeypatch):
    monkeypatch.setattr("relevo.keyholder.root.opened_root", lambda *_: bytes(32))
    with pytest.raises(KeyUnfit):
        hold_ceremony(places, keepers=KEEPERS, passphrases=PASSPHRASES)
    assert places.root_file.exists()
    assert not places.ceremony.exists()


def test_passphrases_open_nothing_where_there_was_no_ceremony(holder):
    with pytest.raises(KeysSealed):
        holder.open({0: PASSPHRASES[0], 1: PASSPHRASES[1]})

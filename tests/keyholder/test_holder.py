"""What the holder gives, what it never gives, and how keys end."""

import sqlite3
import stat
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from tests.keyholder.conftest import CALLER

from relevo.cases.actions import links, rights
from relevo.keyholder import holder as holding
from relevo.keyholder.errors import (
    EnvelopeGone,
    InstitutionGone,
    KeysSealed,
    KeyUnfit,
    Rationed,
)
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import GUESSED, Candidate, Match
from relevo.keyholder.places import Places
from relevo.keyholder.rations import Rations
from relevo.keyholder.records import Older, opened_record, sealed_record

CASE, OTHER_CASE = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=10), UUID(int=20)
CONTEXT = "cases_sealedgroup|sealed|{}|identity"


def dek_of(holder, envelope=CASE, institution=HERE):
    (dek,) = holder.new_deks([(envelope, institution)], CALLER)
    return dek


def test_each_envelope_in_each_hands_has_one_key_for_ever(holder, places):
    deks = holder.new_deks([(CASE, HERE), (CASE, THERE), (OTHER_CASE, HERE), (CASE, HERE)], CALLER)
    assert deks[0] == deks[3]
    assert len({dek.key for dek in deks}) == len({dek.id for dek in deks}) == 3
    assert [dek.institution for dek in deks] == [HERE, THERE, HERE, HERE]
    again = Holder(places, durable=False)
    assert again.new_deks([(CASE, THERE)], CALLER) == [deks[1]]
    found = again.unwrap([deks[0].id, deks[1].id, uuid4(), deks[0].id], CALLER)
    assert (found.deks, found.gone) == ({dek.id: dek for dek in deks[:2]}, {})
    assert again.unwrap([], CALLER).deks == {}
    assert again.institutions() == [HERE, THERE]


def test_no_key_lies_in_clear_and_the_files_are_their_owners_only(holder, places):
    dek = dek_of(holder)
    root = places.root_file.read_bytes()
    assert stat.S_IMODE(places.root_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.store.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.folder.stat().st_mode) == 0o700
    kept = b"".join(path.read_bytes() for path in places.folder.iterdir())
    assert dek.key not in kept
    assert root not in kept


def test_a_new_key_is_on_the_disk_before_it_is_given(places, tmp_path):
    """As after a power cut: what another process reads, with nothing closed here."""
    dek = dek_of(Holder(places))
    with sqlite3.connect(f"file:{places.store}?mode=ro", uri=True) as copy:
        assert copy.execute("SELECT id FROM dek").fetchall() == [(dek.id.bytes,)]
    copy.close()


def test_a_destroyed_envelope_opens_for_nobody_and_its_key_is_in_no_file(holder, places):
    mine, theirs, kept = (
        dek_of(holder),
        dek_of(holder, institution=THERE),
        dek_of(holder, OTHER_CASE),
    )
    with sqlite3.connect(places.store) as copy:
        wrapped = [
            row[0]
            for row in copy.execute("SELECT wrapped FROM dek WHERE envelope = ?", (CASE.bytes,))
        ]
    copy.close()
    assert len(wrapped) == 2
    assert holder.destroy_envelope(CASE)
    assert holder.destroy_envelope(CASE)
    found = holder.unwrap([mine.id, theirs.id, kept.id], CALLER)
    assert found.deks == {kept.id: kept}
    assert found.gone == {mine.id: EnvelopeGone, theirs.id: EnvelopeGone}
    for institution in (HERE, THERE, UUID(int=30)):
        with pytest.raises(EnvelopeGone):
            dek_of(holder, institution=institution)
    files = b"".join(path.read_bytes() for path in places.folder.iterdir())
    assert not any(blob in files for blob in wrapped)
    assert (holder.state().live, holder.state().destroyed) == (1, 3)


def test_an_envelope_may_end_before_it_had_a_key(holder):
    assert holder.destroy_envelope(CASE)
    with pytest.raises(EnvelopeGone):
        dek_of(holder)


def test_a_log_that_is_still_read_is_told(holder, places):
    dek_of(holder)
    with sqlite3.connect(places.store) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM dek").fetchall()
        assert not holder.destroy_envelope(CASE)
    reader.close()
    assert holder.destroy_envelope(CASE)


def test_an_institution_that_leaves_takes_all_its_keys_and_no_others(holder, places):
    places.holders.mkdir()
    key_file = places.holders / f"{HERE}.key"
    key_file.write_bytes(b"h" * 32)
    mine, theirs = dek_of(holder), dek_of(holder, institution=THERE)
    assert len(holder.older_keys([Older(HERE, b"s" * 16, b"")], CALLER)[0]) == 32
    mac = holder.macs("phrase", [["x"]], institution=HERE)
    assert holder.destroy_institution(HERE)
    assert not key_file.exists()
    found = holder.unwrap([mine.id, theirs.id], CALLER)
    assert (found.deks, found.gone) == ({theirs.id: theirs}, {mine.id: InstitutionGone})
    for ask in (
        lambda: dek_of(holder),
        lambda: dek_of(holder, OTHER_CASE),
        lambda: holder.older_keys([Older(HERE, b"s" * 16, b"")], CALLER),
        lambda: holder.macs("phrase", [["x"]], institution=HERE),
        lambda: holder.rotate(HERE),
    ):
        with pytest.raises(InstitutionGone):
            ask()
    assert holder.macs("phrase", [["x"]], institution=THERE) != mac
    assert holder.destroy_institution(UUID(int=77))  # one that never had a key
    with pytest.raises(InstitutionGone):
        dek_of(holder, institution=UUID(int=77))


def test_another_process_that_still_knows_an_institutions_key_makes_nothing_with_it(holder, places):
    dek = dek_of(holder)
    Holder(places, durable=False).destroy_institution(HERE)
    with pytest.raises(InstitutionGone):
        dek_of(holder, OTHER_CASE)
    assert holder.unwrap([dek.id], CALLER).deks == {}


def test_rotation_wraps_everything_anew_and_changes_no_key(holder, places, monkeypatch):
    monkeypatch.setattr(holding, "REWRAPPED_AT_ONCE", 2)
    deks = holder.new_deks([(uuid4(), HERE) for _ in range(5)], CALLER)
    theirs, gone = dek_of(holder, OTHER_CASE, THERE), dek_of(holder)
    holder.destroy_envelope(CASE)
    mac = holder.macs("phrase", [["x"]], institution=HERE)
    assert holder.rotate(HERE) == 6  # with the one of the institution itself
    assert epochs(places) == {HERE: [2], THERE: [1]}
    ids = [dek.id for dek in (*deks, theirs, gone)]
    found = Holder(places, durable=False).unwrap(ids, CALLER)
    assert found.deks == {dek.id: dek for dek in (*deks, theirs)}
    assert found.gone == {gone.id: EnvelopeGone}
    assert holder.macs("phrase", [["x"]], institution=HERE) == mac
    assert holder.rotate(HERE) == 6
    assert epochs(places) == {HERE: [3], THERE: [1]}


def test_a_renewed_envelope_is_sealed_with_a_new_key_and_opens_what_was_before(holder, places):
    old, theirs, other = dek_of(holder), dek_of(holder, CASE, THERE), dek_of(holder, OTHER_CASE)
    holder.renew(CASE)
    new = dek_of(holder)
    assert new.id != old.id
    assert new.key != old.key
    assert dek_of(holder, CASE, THERE).id != theirs.id  # in whose hands ever
    assert dek_of(holder, OTHER_CASE) == other
    ids = [old.id, theirs.id, new.id, other.id]
    assert set(Holder(places, durable=False).unwrap(ids, CALLER).deks) == set(ids)
    assert holder.rotate(HERE) == 3  # the former one, too
    assert epochs(places)[HERE] == [2]
    assert holder.unwrap([old.id], CALLER).deks == {old.id: old}
    assert holder.end_former(CASE)
    assert holder.unwrap(ids, CALLER).deks.keys() == {new.id, other.id}
    assert holder.state().live == 3
    holder.renew(UUID(int=99))  # no key was made there yet: nothing to renew


def test_former_keys_end_with_their_envelope_and_their_institution(holder):
    old, theirs = dek_of(holder), dek_of(holder, OTHER_CASE, THERE)
    holder.renew(CASE)
    holder.renew(OTHER_CASE)
    holder.destroy_envelope(CASE)
    holder.destroy_institution(THERE)
    found = holder.unwrap([old.id, theirs.id], CALLER)
    assert found.deks == {}
    assert found.gone == {old.id: EnvelopeGone, theirs.id: InstitutionGone}
    for envelope in (CASE, OTHER_CASE):
        with pytest.raises((EnvelopeGone, InstitutionGone)):
            holder.renew(envelope)
    holder.seal()
    holder.places.root_file.unlink()
    with pytest.raises(KeysSealed):
        holder.renew(CASE)


class Killed(Exception):
    pass


def test_rotation_that_was_interrupted_is_ended_by_the_next(holder, places, monkeypatch):
    monkeypatch.setattr(holding, "REWRAPPED_AT_ONCE", 2)
    deks = holder.new_deks([(uuid4(), HERE) for _ in range(5)], CALLER)
    rewrap, done = holder.store.rewrap, []

    def killed_in_the_middle(rows):
        if done:
            raise Killed
        done.append(rows)
        rewrap(rows)

    with monkeypatch.context() as patch:
        patch.setattr(holder.store, "rewrap", killed_in_the_middle)
        with pytest.raises(Killed):
            holder.rotate(HERE)
    started = Holder(places, durable=False)
    ids = [dek.id for dek in deks]
    assert epochs(places) == {HERE: [1, 2]}
    assert started.unwrap(ids, CALLER).deks == {dek.id: dek for dek in deks}
    new = dek_of(started)
    assert started.rotate(HERE) == 3
    assert epochs(places) == {HERE: [2]}
    assert started.unwrap([*ids, new.id], CALLER).deks == {d.id: d for d in (*deks, new)}


def test_a_key_that_is_read_while_another_process_rotates_is_found_again(holder, places):
    dek = dek_of(holder)
    reading = Holder(places, durable=False)
    (row,) = reading.store.deks([dek.id])
    holder.rotate(HERE)
    assert reading._dek(row) == dek
    (row,) = reading.store.deks([dek.id])
    holder.destroy_institution(HERE)
    with pytest.raises(InstitutionGone):
        Holder(places, durable=False)._dek(row)


def epochs(places):
    with sqlite3.connect(places.store) as copy:
        rows = copy.execute("SELECT institution, epoch FROM kek ORDER BY institution, epoch")
        found = {}
        for institution, epoch in rows:
            found.setdefault(UUID(bytes=institution), []).append(epoch)
    copy.close()
    return found


def test_sealed_it_gives_nothing_until_it_is_opened(holder, places):
    dek = dek_of(holder)
    assert holder.state().is_open
    kek = next(iter(holder._keks.values()))
    holder.seal()
    assert kek == bytes(32)
    for ask in (
        lambda: holder.unwrap([dek.id], CALLER),
        lambda: dek_of(holder),
        lambda: holder.macs("audit", [["x"]]),
        lambda: holder.older_keys([Older(None, b"s" * 16, b"")], CALLER),
        lambda: holder.match("ana", [], CALLER),
        lambda: holder.settled("x"),
        lambda: holder.rotate(HERE),
    ):
        with pytest.raises(KeysSealed):
            ask()
    assert not holder.state().is_open
    holder.open({})
    assert holder.unwrap([dek.id], CALLER).deks == {dek.id: dek}
    holder.seal()
    holder.seal()
    assert holder.destroy_envelope(CASE)  # ending keys needs none


def test_root_key_of_another_store_or_another_length_is_refused(holder, places, tmp_path):
    dek_of(holder)
    for root in (b"x" * 32, b"", b"x" * 31):
        places.root_file.write_bytes(root)
        with pytest.raises(KeyUnfit):
            Holder(places).unwrap([uuid4()], CALLER)
    places.root_file.unlink()
    with pytest.raises(KeysSealed):  # and none is made beside keys that need the old one
        Holder(places).new_deks([(CASE, HERE)], CALLER)


@pytest.mark.parametrize("column", ["id", "envelope", "institution", "epoch", "wrapped"])
def test_a_row_of_the_store_that_was_changed_gives_no_key(holder, places, column):
    dek, other = dek_of(holder), dek_of(holder, OTHER_CASE, THERE)
    values = {"id": UUID(int=99).bytes, "envelope": UUID(int=98).bytes, "epoch": 2}
    with sqlite3.connect(places.store) as copy:
        if column == "institution":
            copy.execute("UPDATE dek SET institution = ? WHERE id = ?", (THERE.bytes, dek.id.bytes))
        elif column == "wrapped":
            copy.execute(
                "UPDATE dek SET wrapped = (SELECT wrapped FROM dek WHERE id = ?) WHERE id = ?",
                (other.id.bytes, dek.id.bytes),
            )
        else:
            query = "UPDATE dek SET COLUMN = ? WHERE id = ?".replace("COLUMN", column)
            copy.execute(query, (values[column], dek.id.bytes))
    copy.close()
    wanted = UUID(int=99) if column == "id" else dek.id
    with pytest.raises((KeyUnfit, InstitutionGone)):
        holder.unwrap([wanted], CALLER)


def test_a_wrapped_key_of_an_institution_that_was_changed_gives_no_key(holder, places):
    dek = dek_of(holder)
    dek_of(holder, institution=THERE)
    with sqlite3.connect(places.store) as copy:
        copy.execute(
            "UPDATE kek SET wrapped = (SELECT wrapped FROM kek WHERE institution = ?)",
            (THERE.bytes,),
        )
    copy.close()
    with pytest.raises(KeyUnfit):
        Holder(places).unwrap([dek.id], CALLER)


def test_macs_depend_on_label_parts_and_holder(holder):
    made = [
        *holder.macs("a", [["x", "y"], ["xy"], ["x,y"], ['x","y'], []]),
        *holder.macs("b", [["x", "y"]]),
        *holder.macs("a", [["x", "y"]], institution=HERE),
        *holder.macs("a", [["x", "y"]], institution=THERE),
    ]
    assert len(set(made)) == len(made)
    assert all(len(mac) == 64 for mac in made)
    assert holder.macs("a", [["x", "y"]], institution=HERE) == [made[6]]
    assert holder.macs("a", []) == []


def test_what_is_settled_stays(holder, places):
    assert holder.settled("x") is None
    assert holder.settled("x", "1|á") == "1|á"
    assert holder.settled("x", "2") == "1|á"
    assert Holder(places).settled("x") == "1|á"
    assert holder.settled("root-check") is None  # another shelf than the holder's own settings


def test_keys_are_rationed_by_caller_and_new_ones_are_not(places):
    holder = Holder(places, durable=False, rations=Rations(each=25))
    deks = holder.new_deks([(uuid4(), HERE) for _ in range(100)], CALLER)
    holder.unwrap([dek.id for dek in deks[:20]], CALLER)
    for ask in (
        lambda: holder.unwrap([dek.id for dek in deks[:6]], CALLER),
        lambda: holder.match("ana", [], CALLER),
        lambda: holder.older_keys([Older(None, b"s" * 16, b"")] * 6, CALLER),
    ):
        with pytest.raises(Rationed):
            ask()
    holder.unwrap([dek.id for dek in deks[:5]], CALLER)
    assert holder.new_deks([(CASE, HERE)], CALLER)
    with pytest.raises(Rationed):
        holder.new_deks([(CASE, HERE)], CALLER)  # there already: it opens what lies in it


def candidate(holder, number, content, *, envelope=None):
    context = CONTEXT.format(number)
    dek = dek_of(holder, envelope or uuid4())
    return Candidate(str(number), sealed_record(content, dek=dek, context=context), context, "name")


def test_match_tells_the_nearest_ids_and_nothing_else(holder, places):
    places.holders.mkdir()
    found = [
        candidate(holder, 1, '{"name":"María Vásquez Hernández"}'.encode()),
        candidate(holder, 2, b'{"name":"Jose Lopez"}'),
        candidate(holder, 3, b'{"name":"Maria Basques Ernandes"}'),
        candidate(holder, 4, b'{"name":["Ana", "Maria Vasquez", 7], "phone":"+504 9999-1234"}'),
        candidate(holder, 5, b'{"other":"Maria Vasquez"}'),
        candidate(holder, 6, b"not json"),
        candidate(holder, 12, b'["Maria Vasquez"]'),
        candidate(holder, 7, b'{"name":"Maria Vasquez Hernandez"}', envelope=CASE),
        Candidate("8", b"nothing", "x", "name"),
        Candidate("9", b"\x01\x01" + b"x" * 80, "x", "name"),
        Candidate("10", b"\x02\x01" + b"x" * 80, "x", "name"),
        Candidate("11", b"\x03\x01" + b"x" * 80, "x", "name"),
    ]
    holder.destroy_envelope(CASE)
    matches = holder.match("Maria Vasquez Hernandez", found, CALLER)
    assert [match.id for match in matches] == ["1", "3", "4"]
    assert all(isinstance(match, Match) and 0.78 <= match.score <= 1 for match in matches)
    assert matches == sorted(matches, key=lambda match: -match.score)
    by_phone = [replace(one, field="name+phone") for one in found]
    assert [m.id for m in holder.match("9999 1234", by_phone, CALLER)] == ["4"]


def test_match_tells_twenty_at_most(holder):
    found = [candidate(holder, number, b'{"name":"Ana Paz"}') for number in range(25)]
    assert len(holder.match("Ana Paz", found, CALLER)) == 20


def test_match_opens_records_of_before_version_3_too(holder, places):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

    from relevo.keyholder.records import padded

    (key,) = holder.older_keys([Older(None, b"s" * 16, b"")], CALLER)
    body = AESGCMSIV(key).encrypt(b"n" * 12, padded(b'{"name":"Ana Paz"}'), b"t|c|1")
    older = Candidate("1", b"\x01\x01" + b"s" * 16 + b"n" * 12 + body, "t|c|1", "name")
    assert [match.id for match in holder.match("Ana Paz", [older], CALLER)] == ["1"]


def test_restored_database_with_todays_key_store_opens_nothing_that_was_destroyed(holder):
    dek = dek_of(holder)
    record = sealed_record(b"{}", dek=dek, context="t|c|1")
    holder.destroy_envelope(CASE)
    assert record  # as a backup has kept it
    assert holder.unwrap([dek.id], CALLER).deks == {}
    assert opened_record(record, dek=dek, context="t|c|1") == b"{}"  # it is the key that is gone


def test_store_is_opened_anew_after_it_was_closed(holder):
    dek = dek_of(holder)
    holder.store.close()
    holder.store.close()
    assert holder.unwrap([dek.id], CALLER).deks == {dek.id: dek}


def test_write_that_fails_leaves_nothing(holder):
    dek_of(holder)

    def write():
        with holder.store.writing() as connection:
            connection.execute("DELETE FROM dek")
            raise Killed

    with pytest.raises(Killed):
        write()
    assert holder.state().live == 1


def test_root_file_that_another_process_made_first_stands(tmp_path):
    from relevo.keyholder.wrapping import overwrite_and_remove, write_once

    path = tmp_path / "deep" / "sealing.key"
    write_once(path, b"first")
    write_once(path, b"second")
    assert path.read_bytes() == b"first"
    assert [found.name for found in path.parent.iterdir()] == ["sealing.key"]
    overwrite_and_remove(path)
    overwrite_and_remove(path)
    assert not path.exists()
    assert Places(path).socket == path.parent / "keys" / "holder.sock"


def test_what_can_be_guessed_is_rationed_and_other_macs_are_not(places):
    holder = Holder(places, durable=False, rations=Rations(each=25))
    numbers = [[str(CASE), f"{number:06d}"] for number in range(25)]
    for label, who in (("answer-link", "a"), ("person-phrase", "b")):
        caller = replace(CALLER, name=who)
        assert len(holder.macs(label, numbers, caller=caller)) == 25
        with pytest.raises(Rationed):
            holder.macs(label, numbers[:1], caller=caller)
    assert len(holder.macs("exclusion", numbers * 20, caller=replace(CALLER, name="a"))) == 500
    with pytest.raises(Rationed):  # in no name at all it has what all have together
        holder.macs("answer-link", numbers * 9)


def test_the_labels_that_are_rationed_are_those_of_the_number_and_of_the_words():
    assert frozenset({links.LABEL, rights.LABEL}) == GUESSED

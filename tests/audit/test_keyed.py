"""MACs, the epoch from which a chain has them, and the witness outside."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tests.race import at_once, on_disk

from relevo.audit import actions
from relevo.audit.models import Chain, Event
from relevo.audit.queries import (
    Problem,
    Tampering,
    list_heads,
    verify_chain,
    verify_witness,
)
from relevo.audit.rules import (
    EVENT_LABEL,
    INSTANCE_CHAIN,
    Entry,
    digest,
    is_witness_due,
    mac_parts,
)
from relevo.audit.tasks import tell_witness
from relevo.kernel.actor import Actor
from relevo.keyholder.errors import KeysSealed
from relevo.plumbing import keys, sealed

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
HERE = UUID(int=10)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    """What the key holder notes of chains is not undone with a test's transaction."""
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"


@pytest.fixture
def witness(tmp_path):
    return tmp_path / "elsewhere" / "heads.jsonl"


def act(chain=HERE, *, times=1):
    for _ in range(times):
        actions.record("case.read", subject=str(uuid4()), actor=Actor(uuid4(), chain), at=NOON)


def old_events(number, *, chain=HERE):
    """A chain as it was written before there were keys."""
    head = ""
    for place in range(1, number + 1):
        entry = Entry(chain, place, "case.read", "x1", UUID(int=1), "", {}, NOON)
        made = digest(entry, previous=head)
        Event.objects.create(
            institution_id=chain,
            number=place,
            verb="case.read",
            subject="x1",
            actor_id=UUID(int=1),
            at=NOON,
            previous=head,
            digest=made,
        )
        head = made
    Chain.objects.create(institution_id=chain, length=number, head=head)


def test_every_event_has_a_mac_over_its_place_and_its_digest():
    act(times=2)
    for event in Event.objects.order_by("number"):
        assert event.mac == sealed.mac(EVENT_LABEL, *mac_parts(HERE, event.number, event.digest))
    assert Chain.objects.get().keyed_from == 1
    assert verify_chain(HERE) == []


def test_chain_of_before_keys_is_whole_and_goes_on_with_keys():
    old_events(3)
    assert verify_chain(HERE) == []
    act(times=2)
    assert Chain.objects.get().keyed_from == 4
    assert list(Event.objects.order_by("number").values_list("mac", flat=True))[:3] == [""] * 3
    assert verify_chain(HERE) == []


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (lambda: Event.objects.filter(number=5).update(mac=""), Problem(Tampering.FORGED, 5)),
        (lambda: Event.objects.filter(number=2).update(mac="0" * 64), Problem(Tampering.FORGED, 2)),
        (lambda: Event.objects.filter(number=2).update(mac="é"), Problem(Tampering.FORGED, 2)),
        (lambda: Chain.objects.update(keyed_from=6), Problem(Tampering.EPOCH_CHANGED, 6)),
        (lambda: Chain.objects.update(keyed_from=None), Problem(Tampering.EPOCH_CHANGED, 0)),
    ],
)
def test_macs_and_epoch_are_guarded(tamper, problem):
    old_events(3)
    act(times=3)
    tamper()
    assert verify_chain(HERE) == [problem]


def test_events_of_before_keys_cannot_be_written_anew_either():
    old_events(3)
    act()
    last = Event.objects.get(number=4)
    Event.objects.filter(number__lte=3).delete()
    Chain.objects.all().delete()
    old_events(2)
    Event.objects.filter(number=4).update(number=3)
    Chain.objects.update(length=3, head=last.digest, keyed_from=3)
    kinds = {problem.kind for problem in verify_chain(HERE)}
    assert {Tampering.UNLINKED, Tampering.EDITED, Tampering.EPOCH_CHANGED} <= kinds


def test_macs_that_are_taken_off_are_not_forgotten_by_the_next_act():
    act(times=3)
    Event.objects.update(mac="")
    Chain.objects.update(keyed_from=None)
    act()
    assert Problem(Tampering.EPOCH_CHANGED, 4) in verify_chain(HERE)


def test_an_act_without_keys_does_not_happen():
    act()
    keys.holder().seal()
    with pytest.raises(KeysSealed):
        act()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("length", "witnessed", "ago", "is_due"),
    [
        (1, 0, None, True),
        (5, 5, timedelta(days=1), False),
        (6, 5, timedelta(minutes=4, seconds=59), False),
        (6, 5, timedelta(minutes=5), True),
        (104, 5, timedelta(0), False),
        (105, 5, timedelta(0), True),
    ],
)
def test_witness_is_told_every_100_events_or_5_minutes(length, witnessed, ago, is_due):
    at = None if ago is None else NOON - ago
    assert is_witness_due(length=length, witnessed=witnessed, witnessed_at=at, at=NOON) is is_due


def test_heads_are_added_to_the_witness_file_when_they_are_due(witness):
    act(times=2)
    act(UUID(int=20))
    assert actions.witness_heads(witness, at=NOON) == 2
    assert actions.witness_heads(witness, at=NOON + timedelta(hours=1)) == 0
    act(times=2)
    assert actions.witness_heads(witness, at=NOON + timedelta(minutes=4)) == 0
    assert actions.witness_heads(witness, at=NOON + timedelta(minutes=5)) == 1
    lines = [json.loads(line) for line in witness.read_text().splitlines()]
    assert [(line["chain"], line["length"], line["at"]) for line in lines] == [
        (str(HERE), 2, "2020-11-20T12:00:00+00:00"),
        (str(UUID(int=20)), 1, "2020-11-20T12:00:00+00:00"),
        (str(HERE), 4, "2020-11-20T12:05:00+00:00"),
    ]
    assert lines[2]["head"] == Chain.objects.get(institution_id=HERE).head
    assert witness.stat().st_mode & 0o777 == 0o600
    assert verify_witness(witness) == {}
    assert len(list_heads(at=NOON)) == 2


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_the_witness(witness):
    act(times=6)
    actions.witness_heads(witness, at=NOON)
    Event.objects.filter(number__gt=4).delete()
    Chain.objects.update(length=4, head=Event.objects.get(number=4).digest)
    assert verify_chain(HERE) == []
    assert verify_witness(witness) == {HERE: [Problem(Tampering.WITNESS_DIFFERS, 6)]}
    Event.objects.all().delete()
    Chain.objects.all().delete()
    assert verify_witness(witness) == {HERE: [Problem(Tampering.WITNESS_DIFFERS, 6)]}


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace('"length": 2', '"length": 1'),
        lambda line: line.replace(str(HERE), str(UUID(int=20))),
        lambda line: line.replace("12:00:00", "12:00:01"),
        lambda _line: "7\n",
        lambda _line: "{}\n",
        lambda _line: '{"chain": 7}\n',
        lambda _line: '{"chain": [\n',
        lambda _line: "\n",
    ],
)
def test_a_line_that_this_instance_did_not_write_is_found(witness, change):
    act(times=2)
    actions.witness_heads(witness, at=NOON)
    witness.write_text(change(witness.read_text()))
    assert verify_witness(witness) == {INSTANCE_CHAIN: [Problem(Tampering.WITNESS_FORGED, 1)]}


def test_a_line_torn_by_a_crash_is_no_forgery_and_is_written_over(witness):
    act()
    actions.witness_heads(witness, at=NOON)
    whole = witness.read_text()
    witness.write_text(whole + whole[:40])
    assert verify_witness(witness) == {}
    act()
    actions.witness_heads(witness, at=NOON + timedelta(minutes=5))
    assert verify_witness(witness) == {}
    assert len(witness.read_text().splitlines()) == 2


def test_many_witnessed_heads_are_looked_up_in_parts(witness, monkeypatch):
    monkeypatch.setattr("relevo.audit.queries.NUMBERS_AT_ONCE", 2)
    monkeypatch.setattr("relevo.audit.queries.VERIFIED_AT_ONCE", 2)
    for number in range(5):
        act()
        actions.witness_heads(witness, at=NOON + timedelta(hours=number))
    assert verify_witness(witness) == {}
    assert verify_chain(HERE) == []


def test_the_worker_tells_the_witness_in_real_time(settings, witness):
    settings.RELEVO_WITNESS_FILE = witness
    act()
    assert tell_witness() == 1
    told = json.loads(witness.read_text())
    assert abs(datetime.fromisoformat(told["at"]) - datetime.now(tz=UTC)) < timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_first_acts_of_one_chain_at_once_agree_from_where_it_is_keyed(tmp_path):
    with on_disk(tmp_path):
        assert at_once(act, act, act) == [None, None, None]
        assert verify_chain(HERE) == []

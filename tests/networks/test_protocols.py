"""The protocol: drafted, put in force, signed by each for itself; who may share with whom."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import directory, networks
from tests.factories.networks import AT, ON

from relevo.audit.models import Event
from relevo.networks.actions import protocols as actions
from relevo.networks.actions import seats as seat_actions
from relevo.networks.errors import (
    NetworkUnknown,
    NotKeeper,
    NotMember,
    NotYoursToSign,
    ProtocolRefused,
    ProtocolUnknown,
)
from relevo.networks.models import Member, Protocol, ProtocolSignature
from relevo.networks.queries import protocols as queries
from relevo.networks.rules.protocols import check_text, compare_words, digest_of

pytestmark = pytest.mark.django_db

TOMORROW = ON + timedelta(days=1)


@pytest.fixture
def red():
    row = networks.network()
    networks.seat(row, directory.institution("HN-SECRETARIA"), role="secretariat")
    return row


@pytest.fixture
def secretary(red):
    return directory.actor_of(red.members.get(role="secretariat").institution, "coordinator")


@pytest.fixture
def shelter(red):
    institution = directory.institution("GT-ALBERGUE")
    networks.seat(red, institution)
    return directory.actor_of(institution, "institution_admin")


def draft(secretary, **changed):
    return actions.draft_protocol(
        key="RED-PRUEBA", text=networks.text(**changed), by=secretary, at=AT
    )


def edit(secretary, row, **changed):
    told = {"version": row.version, "read_digest": row.digest, "text": networks.text()} | changed
    return actions.edit_protocol(key="RED-PRUEBA", **told, by=secretary, at=AT)


def put(secretary, row, *, acta_number="12", on=ON):
    return actions.put_in_force(
        key="RED-PRUEBA",
        version=row.version,
        acta_number=acta_number,
        on=on,
        by=secretary,
        at=AT,
    )


def refused(call, field, problem):
    with pytest.raises(ProtocolRefused) as refusal:
        call()
    assert (refusal.value.field, refusal.value.problem) == (field, problem)


def test_draft_is_numbered_and_has_the_digest_of_every_word(secretary, red):
    row = draft(secretary)
    assert (row.version, row.state, row.acta, row.in_force_on) == (1, "draft", None, None)
    assert row.digest == digest_of(networks.text(), network_key=red.key, version=1)
    assert actions.text_of(Protocol.objects.get()) == networks.text()
    facts = Event.objects.get(verb="protocol.drafted").facts
    assert "".join(facts["digest"]) == row.digest


def test_one_draft_at_a_time(secretary):
    draft(secretary)
    refused(lambda: draft(secretary), "state", "drafted_already")


@pytest.mark.parametrize("field", ["what_es", "holder_en", "retention_days"])
def test_any_word_gives_another_digest(field):
    before, after = networks.text(), networks.text(**{field: 7 if "days" in field else "otro"})
    assert digest_of(before, network_key="A", version=1) != digest_of(
        after, network_key="A", version=1
    )


def test_digest_is_of_this_version_of_this_network():
    text = networks.text()
    of = {digest_of(text, network_key=key, version=number) for key in "AB" for number in (1, 2)}
    assert len(of) == 4


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"what_es": " "}, "what_es", "missing"),
        ({"leaving_es": "x" * 6001}, "leaving_es", "too_long"),
        ({"leaving_en": "x" * 6001}, "leaving_en", "too_long"),
        ({"retention_days": 0}, "retention_days", "out_of_range"),
        ({"retention_days": 3654}, "retention_days", "out_of_range"),
    ],
)
def test_text_that_cannot_be_a_protocol(changed, field, problem):
    refused(lambda: check_text(networks.text(**changed)), field, problem)


def test_english_may_be_missing():
    check_text(networks.text(what_en=""))


def test_draft_is_changed_and_what_was_signed_of_it_ends(secretary, shelter):
    row = draft(secretary)
    signature = networks.sign(row, by=shelter)
    changed = edit(secretary, row, text=networks.text(what_es="Otra cosa"))
    assert (changed.what_es, changed.version) == ("Otra cosa", 1)
    assert changed.digest != row.digest
    signature.refresh_from_db()
    assert (signature.ended_on, signature.ended_by) == (ON, secretary.id)
    assert signature.text_digest == row.digest


def test_same_text_again_ends_no_signature(secretary, shelter):
    row = draft(secretary)
    signature = networks.sign(row, by=shelter)
    edit(secretary, row)
    signature.refresh_from_db()
    assert signature.ended_on is None
    assert not Event.objects.filter(verb="protocol.edited").exists()


def test_change_of_a_colleague_is_not_written_over(secretary):
    row = draft(secretary)
    edit(secretary, row, text=networks.text(what_es="De otra persona"))
    refused(
        lambda: edit(secretary, row, text=networks.text(what_es="Mía")),
        "digest",
        "changed_meanwhile",
    )
    assert Protocol.objects.get().what_es == "De otra persona"


def test_version_in_force_does_not_change(secretary, red):
    row = networks.in_force(red, by=secretary)
    refused(lambda: edit(secretary, row), "state", "not_draft")
    refused(lambda: put(secretary, row), "state", "not_draft")


def test_acta_puts_it_in_force_and_the_one_before_is_history(secretary, red):
    first = networks.in_force(red, by=secretary)
    acta = networks.acta(red)
    second = put(secretary, draft(secretary, what_es="Nuevo"))
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "in_force")
    assert (second.acta, second.in_force_on, second.version) == (acta, ON, 2)
    assert queries.list_protocols(red) == [second, first]


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"acta_number": "99"}, "acta_number", "unknown"),
        ({"on": TOMORROW}, "on", "before_acta_or_to_come"),
        ({"on": ON - timedelta(days=1)}, "on", "before_acta_or_to_come"),
    ],
)
def test_without_its_acta_it_stays_a_draft(secretary, red, told, field, problem):
    networks.acta(red)
    networks.acta(networks.network("RED-OTRA"), "99")
    row = draft(secretary)
    refused(lambda: put(secretary, row, **told), field, problem)
    assert Protocol.objects.get().state == "draft"


def test_version_that_is_not_there(secretary, red, shelter):
    networks.acta(red)
    missing = Protocol(network=red, version=9, digest="x")
    for call in (
        lambda: edit(secretary, missing),
        lambda: put(secretary, missing),
        lambda: networks.sign(missing, by=shelter),
        lambda: queries.get_protocol(red, version=9),
    ):
        with pytest.raises(ProtocolUnknown):
            call()


def test_network_that_is_not_there(shelter):
    for call in (
        lambda: actions.end_signature(key="RED-OTRA", by=shelter, at=AT),
        lambda: networks.sign(Protocol(network=networks.network("X"), version=1), by=shelter),
    ):
        with pytest.raises((NetworkUnknown, NotMember)):
            call()


@pytest.mark.parametrize("role", ["officer", "coordinator", "institution_admin"])
@pytest.mark.parametrize("seat", ["secretariat", "member", "none"])
def test_only_keepers_write_the_text(red, secretary, role, seat):
    networks.acta(red)
    own = directory.institution("HN-PROPIA")
    if seat != "none":
        networks.seat(red, own, role=seat)
    actor = directory.actor_of(own, role)
    row = draft(secretary)
    writes = [
        lambda: edit(actor, row, text=networks.text(what_es="Otro")),
        lambda: put(actor, row),
        lambda: draft(actor),
    ]
    for write in writes:
        if role == "coordinator" and seat == "secretariat":
            write()
        else:
            with pytest.raises(NotKeeper):
                write()


def test_signature_holds_the_exact_text(secretary, shelter):
    row = draft(secretary)
    signature = networks.sign(row, by=shelter)
    assert (signature.text_digest, signature.signed_on, signature.signed_by) == (
        row.digest,
        ON,
        shelter.id,
    )
    assert signature.institution_id == shelter.institution_id
    refused(lambda: networks.sign(row, by=shelter), "institution", "signed_already")


@pytest.mark.parametrize("role", ["officer", "duty_officer", "analyst", "platform_admin"])
def test_nobody_signs_for_an_institution_but_who_binds_it(secretary, shelter, role):
    row = draft(secretary)
    institution = Member.objects.get(institution=shelter.institution_id).institution
    with pytest.raises(NotYoursToSign):
        networks.sign(row, by=directory.actor_of(institution, role))
    with pytest.raises(NotYoursToSign):
        networks.sign(row, by=directory.actor_of(None, "coordinator"))


def test_who_has_no_seat_does_not_sign(secretary):
    row = draft(secretary)
    outsider = directory.actor_of(directory.institution("HN-FUERA"), "coordinator")
    with pytest.raises(NotMember):
        networks.sign(row, by=outsider)


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"signed_role": "  "}, "signed_role", "missing"),
        ({"signed_role": "x" * 161}, "signed_role", "too_long"),
        ({"document": "x" * 161}, "document", "too_long"),
        ({"read_digest": "0" * 64}, "digest", "changed_meanwhile"),
    ],
)
def test_signing_that_is_refused(secretary, shelter, told, field, problem):
    row = draft(secretary)
    values = {
        "key": "RED-PRUEBA",
        "version": 1,
        "signed_role": "Dirección",
        "document": "",
        "read_digest": row.digest,
        "by": shelter,
        "at": AT,
    }
    refused(lambda: actions.sign_protocol(**values | told), field, problem)
    assert not ProtocolSignature.objects.exists()


def test_replaced_version_is_not_signed(secretary, red, shelter):
    first = networks.in_force(red, by=secretary)
    networks.acta(red)
    put(secretary, draft(secretary))
    refused(lambda: networks.sign(first, by=shelter), "state", "superseded")


def test_signature_is_taken_back_and_given_anew(secretary, red, shelter):
    row = networks.in_force(red, by=secretary)
    networks.sign(row, by=shelter)
    assert queries.has_signed(row, institution_id=shelter.institution_id)
    assert actions.end_signature(key=red.key, by=shelter, at=AT) == 1
    assert not queries.has_signed(row, institution_id=shelter.institution_id)
    assert Event.objects.filter(verb="protocol.signature_ended").count() == 1
    refused(
        lambda: actions.end_signature(key=red.key, by=shelter, at=AT),
        "institution",
        "not_signed",
    )
    networks.sign(row, by=shelter)
    assert [one.ended_on for one in queries.list_signatures(row)] == [None, ON]


def test_who_has_not_signed(secretary, red, shelter):
    row = networks.in_force(red, by=secretary)
    networks.seat(red, directory.institution("HN-LISTA"), role="listed")
    networks.seat(red)
    keys = lambda: [seat.institution.key for seat in queries.list_unsigned(row)]  # noqa: E731
    assert keys() == ["GT-ALBERGUE", "HN-SECRETARIA"]
    networks.sign(row, by=shelter)
    assert keys() == ["HN-SECRETARIA"]
    assert not queries.has_signed(row, institution_id=None)


# Who may share with whom.

STATES = {
    "signed": True,
    "signed, seat ended": False,
    "signed, only listed": False,
    "signed, taken back": False,
    "signed another version": False,
    "not signed": False,
    "no seat": False,
}


def arrange(red, row, old, name, state):
    institution = directory.institution(name)
    if state == "no seat":
        return institution
    seat = networks.seat(red, institution)
    actor = directory.actor_of(institution, "coordinator")
    if state == "signed another version":
        ProtocolSignature.objects.create(
            protocol=old,
            institution=institution,
            signed_on=ON,
            signed_role="x",
            text_digest=old.digest,
            signed_by=actor.id,
            signed_at=AT,
        )
    elif state != "not signed":
        networks.sign(row, by=actor)
    if state == "signed, taken back":
        actions.end_signature(key=red.key, by=actor, at=AT)
    if state == "signed, only listed":
        Member.objects.filter(pk=seat.pk).update(role="listed")
    if state == "signed, seat ended":
        Member.objects.filter(pk=seat.pk).update(left_on=ON)
    return institution


@pytest.mark.parametrize(("a", "b"), list(product(STATES, STATES)))
def test_two_share_only_when_both_signed_and_both_sit(red, secretary, a, b):
    old = networks.in_force(red, by=secretary)
    networks.acta(red)
    row = put(secretary, draft(secretary, what_es="Nuevo"))
    one, other = (arrange(red, row, old, name, state) for name, state in (("HN-A", a), ("GT-B", b)))
    allowed = STATES[a] and STATES[b]
    assert queries.may_share(one.pk, other.pk, on=ON) == allowed
    assert queries.may_share(other.pk, one.pk, on=ON) == allowed


def test_inside_one_institution_nothing_has_to_be_signed():
    one = directory.institution("HN-A")
    assert queries.may_share(one.pk, one.pk, on=ON)


def test_two_networks_do_not_add_up(red, secretary, shelter):
    other = networks.network("RED-OTRA")
    keeper = directory.actor_of(directory.institution("HN-B"), "coordinator")
    networks.seat(other, Member.objects.get(institution=shelter.institution_id).institution)
    networks.seat(other, directory.Institution.objects.get(key="HN-B"), role="secretariat")
    networks.sign(networks.in_force(red, by=secretary), by=shelter)
    networks.sign(networks.in_force(other, by=keeper), by=keeper)
    assert not queries.may_share(shelter.institution_id, keeper.institution_id, on=ON)
    networks.sign(Protocol.objects.get(network=other), by=shelter)
    assert queries.may_share(shelter.institution_id, keeper.institution_id, on=ON)


def test_draft_signed_beforehand_counts_from_the_day_it_is_in_force(red, secretary, shelter):
    networks.acta(red)
    row = draft(secretary)
    for actor in (secretary, shelter):
        networks.sign(row, by=actor)
    pair = (secretary.institution_id, shelter.institution_id)
    assert not queries.may_share(*pair, on=ON)
    put(secretary, row)
    assert queries.may_share(*pair, on=ON)
    assert not queries.may_share(*pair, on=ON - timedelta(days=1))


def test_new_version_is_signed_anew_and_the_old_one_holds_until_then(red, secretary, shelter):
    first = networks.in_force(red, by=secretary)
    for actor in (secretary, shelter):
        networks.sign(first, by=actor)
    pair = (secretary.institution_id, shelter.institution_id)
    networks.acta(red)
    second = draft(secretary, what_es="Nuevo")
    assert queries.may_share(*pair, on=ON)
    put(secretary, second)
    assert not queries.may_share(*pair, on=ON)


def test_one_leaves_and_may_share_no_more(red, secretary, shelter):
    row = networks.in_force(red, by=secretary)
    for actor in (secretary, shelter):
        networks.sign(row, by=actor)
    pair = (secretary.institution_id, shelter.institution_id)
    assert queries.may_share(*pair, on=ON)
    seat_actions.leave_network(key=red.key, by=shelter, at=AT)
    assert not queries.may_share(*pair, on=ON)


def test_asking_is_one_query(django_assert_num_queries, red, secretary, shelter):
    with django_assert_num_queries(1):
        queries.may_share(secretary.institution_id, shelter.institution_id, on=ON)


# What a version changes.


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparison_is_exact(before, after):
    pieces = list(compare_words(before, after))
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "taken_out") == after


def test_comparison_names_the_words():
    assert list(compare_words("Se avisa en 24 horas.", "Se avisa en 48 horas siempre.")) == [
        ("kept", "Se avisa en "),
        ("taken_out", "24"),
        ("added", "48"),
        ("kept", " "),
        ("taken_out", "horas."),
        ("added", "horas siempre."),
    ]

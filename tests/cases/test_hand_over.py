"""The acta de entrega: written, confirmed by both, and at every instant one who answers."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.test_onward_walls import chain
from tests.cases.traces import Refused, events_since, rows, traces
from tests.factories import cases as cast
from tests.factories.accounts import person
from tests.factories.cases import HOUR, NOON
from tests.race import at_once, on_disk

from relevo.audit.models import Event
from relevo.cases import access, actions
from relevo.cases.access.handovers import list_flagged_lately
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import CaseNotVisible, HandOverRefused, MoveNotYours
from relevo.cases.models import HandOver, Referral, ReferralStep
from relevo.cases.rules import custody, handovers
from relevo.cases.rules.facts import Person
from relevo.cases.rules.handovers import HandOverTerms

pytestmark = pytest.mark.django_db

TERMS = HandOverTerms(
    place="Puente El Amatillo",
    condition="needs_care",
    condition_note="fiebre, dosis a las 16:00",
    papers="partida de nacimiento",
    belongings="una mochila",
    giver_role="oficial de ventanilla",
    receiver_role="enfermera de turno",
    receiver_name="Nelda Zúniga",
    alone_with_police="no",
    relation="checked",
)
ADULT = (Person("21-59", "f"),)


@pytest.fixture
def stage():
    return cast.stage()


def write(referral, *, by, terms=TERMS, handed_at=NOON + HOUR, at=NOON + HOUR):
    return actions.write_hand_over(
        referral_id=referral.pk, terms=terms, handed_at=handed_at, by=by, at=at
    )


def shown(referral):
    """The digest of the acta as it stands."""
    row = HandOver.objects.filter(referral=referral).first()
    return access.digest_of(row) if row else ""


def give(referral, *, by, at=NOON + 2 * HOUR, seen=None):
    seen = shown(referral) if seen is None else seen
    return actions.confirm_given(referral_id=referral.pk, seen=seen, by=by, at=at)


def receive(referral, *, by, at=NOON + 2 * HOUR, seen=None):
    seen = shown(referral) if seen is None else seen
    return actions.confirm_received(referral_id=referral.pk, seen=seen, by=by, at=at)


def responsible(actor, referral, *, at):
    found = access.read_referral(actor, referral_id=referral.pk, at=at)
    return found.loop.responsible.es


def test_both_confirm_and_from_then_on_the_recipient_answers_for_the_child(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    row = write(referral, by=stage.amina)
    assert (row.responsible_id, row.given_at, row.received_at) == (stage.nacaome.pk, None, None)
    assert b"Nelda" not in bytes(row.sealed)
    give(referral, by=stage.amina)
    assert responsible(stage.carlos, referral, at=NOON + 2 * HOUR) == "DEMO Nacaome"
    receive(referral, by=stage.carlos, at=NOON + 3 * HOUR)
    row.refresh_from_db()
    assert (row.responsible_id, row.given_by, row.received_by) == (
        stage.la_union.pk,
        stage.amina.id,
        stage.carlos.id,
    )
    assert Referral.objects.get().status == "arrived"
    assert ReferralStep.objects.order_by("-id")[0].code == "hand_over"
    for actor in (stage.amina, stage.carlos):
        seen = access.read_hand_over(actor, referral_id=referral.pk, at=NOON + 3 * HOUR)
        assert (seen.terms, seen.has_child, seen.given_at, seen.received_at) == (
            TERMS,
            True,
            NOON + 2 * HOUR,
            NOON + 3 * HOUR,
        )
        assert responsible(actor, referral, at=NOON + 3 * HOUR) == "DEMO La Unión"
        history = access.read_referral(actor, referral_id=referral.pk, at=NOON).history
        assert [step.status for step in history if step.kind == "hand_over"] == [
            "given",
            "received",
        ]
    events = Event.objects.filter(verb__startswith="hand_over").order_by("id")
    assert [event.verb for event in events] == [
        "hand_over.written",
        "hand_over.given",
        "hand_over.received",
        "hand_over.read",
        "hand_over.read",
    ]
    before = (rows(), traces())  # a second click
    receive(referral, by=stage.carlos, at=NOON + 4 * HOUR)
    give(referral, by=stage.amina, at=NOON + 4 * HOUR)
    assert (rows(), traces()) == before
    with Refused(HandOverRefused) as refused:
        write(referral, by=stage.carlos)
    assert refused.error.problem == "confirmed"


def test_either_side_writes_and_what_was_changed_is_given_anew(stage):
    referral = cast.referral(stage, S.ARRIVED)
    write(referral, by=stage.carlos)
    give(referral, by=stage.amina)
    write(referral, by=stage.carlos, terms=replace(TERMS, belongings="dos mochilas"))
    row = HandOver.objects.get()
    assert (row.given_at, row.given_by) == (None, None)
    receive(referral, by=stage.carlos)
    assert give(referral, by=stage.amina, at=NOON + 5 * HOUR).given_at == NOON + 5 * HOUR


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"place": " "}, "place", "missing"),
        ({"giver_role": ""}, "giver_role", "missing"),
        ({"receiver_role": ""}, "receiver_role", "missing"),
        ({"papers": "x" * 501}, "papers", "too_long"),
        ({"condition": "fine"}, "condition", "unknown"),
        ({"relation": "cousin"}, "relation", "unknown"),
        ({"alone_with_police": ""}, "alone_with_police", "missing"),
        ({"alone_with_police": "perhaps"}, "alone_with_police", "unknown"),
        ({"relation": ""}, "relation", "missing"),
        ({"handed_at": NOON + 3 * HOUR}, "handed_at", "ahead"),
        ({"handed_at": NOON - HOUR}, "handed_at", "before_the_offer"),
    ],
)
def test_an_acta_that_says_too_little_is_refused(stage, changes, field, problem):
    referral = cast.referral(stage, S.ACCEPTED)
    handed_at = changes.pop("handed_at", NOON + HOUR)
    with Refused(HandOverRefused) as refused:
        write(referral, by=stage.amina, terms=replace(TERMS, **changes), handed_at=handed_at)
    assert (refused.error.field, refused.error.problem) == (field, problem)


def test_of_adults_the_questions_about_a_child_are_not_asked(stage):
    referral = cast.referral(stage, S.ACCEPTED, case_row=cast.case(stage, people=ADULT))
    terms = replace(TERMS, alone_with_police="", relation="")
    write(referral, by=stage.amina, terms=terms)
    seen = access.read_hand_over(stage.carlos, referral_id=referral.pk, at=NOON)
    assert seen.has_child is False


def test_an_adult_who_arrived_is_with_the_recipient_and_a_child_only_by_the_acta(stage):
    adult = cast.referral(stage, S.ARRIVED, case_row=cast.case(stage, people=ADULT))
    child = cast.referral(stage, S.ARRIVED)
    later = NOON + 2 * HOUR
    assert responsible(stage.amina, adult, at=later) == "DEMO La Unión"
    assert responsible(stage.amina, child, at=later) == "DEMO Nacaome"


HAND_OVER = {S.ACCEPTED, S.ARRIVED, S.DELIVERED, S.NOT_DELIVERED}


@pytest.mark.parametrize("state", [s for s in S if s not in {S.DRAFT, *HAND_OVER}])
def test_only_from_the_yes_on_and_of_who_came(stage, state):
    referral = cast.referral(stage, state)
    with Refused(HandOverRefused) as refused:
        write(referral, by=stage.amina)
    assert refused.error.problem == "not_now"


def test_each_side_confirms_for_itself_and_nobody_else_sees_it(stage):
    referral = cast.referral(stage, S.ACCEPTED)
    assert access.read_hand_over(stage.amina, referral_id=referral.pk, at=NOON) is None
    for confirm, by in ((give, stage.amina), (receive, stage.carlos)):
        with Refused(HandOverRefused) as refused:
            confirm(referral, by=by)
        assert refused.error.problem == "not_written"
    write(referral, by=stage.amina)
    for confirm, by in ((give, stage.carlos), (receive, stage.amina)):
        with Refused(MoveNotYours):
            confirm(referral, by=by)
    for by in (stage.berta, stage.dora, stage.elena, stage.fausto):
        for act in (give, receive, write):
            with Refused(CaseNotVisible):
                act(referral, by=by)
        with Refused(CaseNotVisible):
            access.read_hand_over(by, referral_id=referral.pk, at=NOON)
    actions.withdraw(referral_id=referral.pk, by=stage.amina, at=NOON + HOUR)
    with Refused(HandOverRefused) as refused:
        receive(referral, by=stage.carlos)
    assert refused.error.problem == "not_now"


def test_whom_it_must_not_reach_opens_no_acta(stage):
    case = cast.case(stage)
    referral = cast.offer(stage, case, stage.post)
    actions.accept(referral_id=referral.pk, by=stage.fausto, at=NOON)
    write(referral, by=stage.amina)
    Referral.objects.filter(pk=referral.pk).update(status=S.DELIVERED)
    actions.change_facts(
        case_id=case.pk,
        facts=cast.facts(protection_sensitive=True),
        urgency="urgent",
        by=stage.amina,
        at=NOON,
    )
    with pytest.raises(CaseNotVisible):
        access.read_hand_over(stage.fausto, referral_id=referral.pk, at=NOON)
    assert events_since(-1)[0][0] != "hand_over.read"


@pytest.mark.django_db(transaction=True)
def test_two_officers_receive_at_once_and_it_counts_once(tmp_path):
    with on_disk(tmp_path):
        stage = cast.stage()
        referral = cast.referral(stage, S.ACCEPTED)
        write(referral, by=stage.amina)
        julia = person("julia", of=stage.la_union, roles=["officer"])
        outcomes = at_once(
            lambda: receive(referral, by=stage.carlos).received_by,
            lambda: receive(referral, by=julia).received_by,
            lambda: cast.move(referral, S.ARRIVED, by=julia).status,
        )
        first, second, _moved = outcomes
        assert first == second == HandOver.objects.get().received_by
        states = ReferralStep.objects.order_by("id").values_list("status", flat=True)
        assert list(states) == ["offered", "accepted", "arrived"]


def test_a_child_who_came_can_be_received_after_it_is_told_what_came_of_it(stage):
    referral = cast.referral(stage, S.DELIVERED)
    later = NOON + 3 * HOUR
    assert access.read_referral(stage.carlos, referral_id=referral.pk, at=later).loop.may_hand_over
    actions.close_referral(referral_id=referral.pk, reason="delivered", by=stage.amina, at=later)
    write(referral, by=stage.amina)
    assert responsible(stage.amina, referral, at=later) == "DEMO Nacaome"
    receive(referral, by=stage.carlos, at=later)
    assert responsible(stage.amina, referral, at=later) == "DEMO La Unión"
    assert Referral.objects.get(pk=referral.pk).status == S.CLOSED


def test_only_the_acta_that_was_shown_is_confirmed(stage):
    referral = cast.referral(stage, S.ARRIVED)
    write(referral, by=stage.amina)
    view = access.read_hand_over(stage.carlos, referral_id=referral.pk, at=NOON + HOUR)
    assert view.digest == shown(referral)
    write(referral, by=stage.amina, terms=replace(TERMS, condition="well"))
    for confirm, by in ((give, stage.amina), (receive, stage.carlos)):
        for seen in (view.digest, ""):
            with Refused(HandOverRefused) as refused:
                confirm(referral, by=by, seen=seen)
            assert refused.error.problem == "changed"
    write(referral, by=stage.amina)
    write(referral, by=stage.amina, handed_at=NOON + HOUR / 2)
    with Refused(HandOverRefused):
        receive(referral, by=stage.carlos, seen=view.digest)
    assert receive(referral, by=stage.carlos).received_at is not None


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({}, ()),
        ({"relation": "no_adult"}, ()),
        ({"alone_with_police": "yes"}, ("alone_with_police",)),
        ({"alone_with_police": "unknown"}, ("alone_unknown",)),
        (
            {"alone_with_police": "yes", "relation": "unchecked"},
            ("alone_with_police", "adult_unchecked"),
        ),
    ],
)
def test_what_should_not_have_happened_is_written_and_stands_out(stage, changes, flags):
    referral = cast.referral(stage, S.ARRIVED)
    write(referral, by=stage.carlos, terms=replace(TERMS, **changes))
    seen = access.read_hand_over(stage.amina, referral_id=referral.pk, at=NOON + HOUR)
    assert handovers.flags_of(seen.terms) == flags
    noted = list_flagged_lately(stage.amina, at=NOON + 2 * HOUR)
    assert [row.referral_code for row in noted] == [referral.code] * bool(flags)
    supervisor = replace(stage.berta, attributes=frozenset({"supervisor"}))
    assert list_flagged_lately(supervisor, at=NOON + 2 * HOUR) == noted
    for who in (stage.berta, stage.carlos, stage.elena):
        assert list_flagged_lately(who, at=NOON + 2 * HOUR) == []
    assert list_flagged_lately(stage.amina, at=NOON + HOUR + timedelta(days=7)) == []
    receive(referral, by=stage.carlos)
    assert responsible(stage.amina, referral, at=NOON + 2 * HOUR) == "DEMO La Unión"


def test_an_acta_of_the_first_kind_is_still_read(stage):
    old = handovers.content_of(TERMS, has_child=True)
    del old["alone_with_police"]
    assert handovers.terms_of(old | {"never_alone_with_police": True}) == (TERMS, True)
    said_nothing = replace(TERMS, alone_with_police="")
    assert handovers.terms_of(old | {"never_alone_with_police": False}) == (said_nothing, True)


# Along a chain -----------------------------------------------------------------------------------


def test_in_a_chain_one_institution_answers_and_who_may_know_it_learns_its_name(stage):
    first, second, last, doctor = chain(stage)
    links = ((first, stage.amina, stage.carlos), (second, stage.carlos, stage.elena))
    links += ((last, stage.elena, doctor),)
    for row, giver, _receiver in links:
        write(row, by=giver)
    for row, giver, receiver in links[1:]:
        for confirm, by in ((give, giver), (receive, receiver)):
            with Refused(HandOverRefused) as refused:
                confirm(row, by=by)
            assert refused.error.problem == "own_first"
        view = access.read_hand_over(receiver, referral_id=row.pk, at=NOON + 2 * HOUR)
        assert view.own_first is True

    def told(at):
        return [
            [
                access.read_hand_over(by, referral_id=row.pk, at=at).responsible.es
                for by in (giver, receiver)
            ]
            for row, giver, receiver in links
        ]

    before = "una institución que intervino antes que DEMO "
    after = "una institución que intervino después de DEMO "
    at = NOON + 3 * HOUR
    assert told(at) == [
        ["DEMO Nacaome", "DEMO Nacaome"],
        ["DEMO Nacaome", before + "La Unión"],
        [before + "La Unión", before + "Casa"],
    ]
    receive(first, by=stage.carlos, at=at)
    assert told(at) == [
        ["DEMO La Unión", "DEMO La Unión"],
        ["DEMO La Unión", "DEMO La Unión"],
        ["DEMO La Unión", before + "Casa"],
    ]
    receive(second, by=stage.elena, at=at + HOUR)
    assert told(at + HOUR) == [
        [after + "La Unión", "DEMO Casa"],
        ["DEMO Casa", "DEMO Casa"],
        ["DEMO Casa", "DEMO Casa"],
    ]
    receive(last, by=doctor, at=at + 2 * HOUR)
    assert told(at + 2 * HOUR) == [
        [after + "La Unión", after + "Casa"],
        [after + "Casa", "DEMO Salud"],
        ["DEMO Salud", "DEMO Salud"],
    ]
    assert told(at + HOUR)[0] == [after + "La Unión", "DEMO Casa"]  # as it was then


def test_a_colleague_without_the_case_does_not_learn_to_whom_it_went_on(stage):
    first, second, _last, _doctor = chain(stage)
    write(first, by=stage.amina)
    receive(first, by=stage.carlos)
    write(second, by=stage.carlos)
    receive(second, by=stage.elena)
    julia = person("julia", of=stage.la_union, roles=["officer"])
    said = access.read_hand_over(julia, referral_id=first.pk, at=NOON + 3 * HOUR).responsible
    assert said.es == "una institución que intervino después de DEMO La Unión"
    assert said.en == "an institution involved after DEMO La Unión"


def handed_on_twice(stage, first, second):
    for row, giver, receiver in (
        (first, stage.amina, stage.carlos),
        (second, stage.carlos, stage.elena),
    ):
        write(row, by=giver)
        receive(row, by=receiver)


def test_whom_the_person_keeps_out_further_on_learns_nothing_of_it(stage):
    first, second, _last, _doctor = chain(stage)
    handed_on_twice(stage, first, second)
    assert responsible(stage.amina, first, at=NOON + 3 * HOUR) != "DEMO La Unión"
    actions.add_exclusion(
        case_id=second.case_id,
        kind="institution",
        who=stage.nacaome.pk,
        by=stage.carlos,
        at=NOON + 2 * HOUR,
    )
    assert responsible(stage.amina, first, at=NOON + 3 * HOUR) == "DEMO La Unión"


def test_where_ones_own_acta_can_come_no_more_the_next_one_does_not_wait_for_it(stage):
    first, second, _last, _doctor = chain(stage)
    write(second, by=stage.carlos)
    Referral.objects.filter(pk=first.pk).update(status=S.NOT_ARRIVED)
    receive(second, by=stage.elena)
    assert responsible(stage.elena, second, at=NOON + 3 * HOUR) == "DEMO Casa"


# Beside each other -------------------------------------------------------------------------------

LATER = "otra institución que recibió después (pregunte a DEMO "


def two(stage):
    """One child, referred to La Unión and to the house, each of which said yes."""
    case = cast.case(stage)
    first, second = (cast.offer(stage, case, service) for service in (stage.window, stage.shelter))
    cast.move(first, S.ACCEPTED, by=stage.carlos, at=NOON)
    cast.move(second, S.ACCEPTED, by=stage.elena, at=NOON)
    return first, second


def handed(referral, *, giver, receiver, handed_at, at):
    write(referral, by=giver, handed_at=handed_at, at=at)
    receive(referral, by=receiver, at=at)


def ended(actor, referral):
    history = access.read_referral(actor, referral_id=referral.pk, at=NOON).history
    return [(step.at, step.by) for step in history if step.kind == "hand_over_ended"]


def told_of(stage, first, second, *, at):
    """What each side reads on each page, of the referral and of the acta."""
    pages = ((stage.amina, first), (stage.carlos, first), (stage.amina, second))
    said = []
    for actor, referral in (*pages, (stage.elena, second)):
        acta = access.read_hand_over(actor, referral_id=referral.pk, at=at).responsible.es
        assert acta == responsible(actor, referral, at=at)
        said.append(acta)
    return said


@pytest.mark.parametrize("confirmed_first", ["earlier", "later"])
def test_of_two_actas_of_one_case_the_later_hand_over_counts_on_every_page(stage, confirmed_first):
    first, second = two(stage)
    hours = {first: NOON + HOUR, second: NOON + 2 * HOUR}
    receivers = {first: stage.carlos, second: stage.elena}
    order = [first, second] if confirmed_first == "earlier" else [second, first]
    for referral, at in zip(order, (NOON + 3 * HOUR, NOON + 4 * HOUR), strict=True):
        receiver = receivers[referral]
        handed(referral, giver=stage.amina, receiver=receiver, handed_at=hours[referral], at=at)

    house = "DEMO Casa"
    assert told_of(stage, first, second, at=NOON + 5 * HOUR) == [
        house,
        LATER + "Nacaome)",
        house,
        house,
    ]
    for actor in (stage.amina, stage.carlos):  # both sides of what has ended
        assert ended(actor, first) == [(NOON + 4 * HOUR, "sender")]
    for actor in (stage.amina, stage.elena):
        assert ended(actor, second) == []
    between = "DEMO La Unión" if confirmed_first == "earlier" else house
    assert responsible(stage.amina, first, at=NOON + 3 * HOUR) == between


def test_of_two_hand_overs_at_one_hour_what_was_confirmed_last_counts(stage):
    first, second = two(stage)
    for referral, receiver, at in (
        (second, stage.elena, NOON + 3 * HOUR),
        (first, stage.carlos, NOON + 4 * HOUR),
    ):
        handed(referral, giver=stage.amina, receiver=receiver, handed_at=NOON + HOUR, at=at)

    union = "DEMO La Unión"
    assert told_of(stage, first, second, at=NOON + 5 * HOUR) == [
        union,
        union,
        union,
        LATER + "Nacaome)",
    ]


def test_an_acta_that_nobody_received_ends_nothing(stage):
    first, second = two(stage)
    at = NOON + 3 * HOUR
    handed(first, giver=stage.amina, receiver=stage.carlos, handed_at=NOON + HOUR, at=at)
    write(second, by=stage.amina, handed_at=NOON + 2 * HOUR, at=at)

    union = "DEMO La Unión"
    assert told_of(stage, first, second, at=at) == [union, union, union, LATER + "Nacaome)"]
    assert ended(stage.amina, first) == []


def test_a_later_hand_over_beside_a_chain_ends_it_for_all_of_it(stage):
    first, second, _last, _doctor = chain(stage)
    case = first.case
    handed_on_twice(stage, first, second)
    assert ended(stage.carlos, first) == [(NOON + 2 * HOUR, "recipient")]
    assert ended(stage.elena, second) == []
    beside = cast.offer(stage, case, stage.clinic, at=NOON + 2 * HOUR)
    nurse = person("nurse", of=stage.clinic.institution, roles=["officer"])
    actions.accept(referral_id=beside.pk, by=nurse, at=NOON + 2 * HOUR)
    handed(
        beside,
        giver=stage.amina,
        receiver=nurse,
        handed_at=NOON + 3 * HOUR,
        at=NOON + 4 * HOUR,
    )

    at = NOON + 5 * HOUR
    assert responsible(stage.amina, first, at=at) == "DEMO Salud"
    assert responsible(nurse, beside, at=at) == "DEMO Salud"
    assert responsible(stage.carlos, first, at=at) == LATER + "Nacaome)"
    assert responsible(stage.elena, second, at=at) == LATER + "La Unión)"
    assert ended(stage.elena, second) == [(NOON + 4 * HOUR, "sender")]


def test_whom_the_person_keeps_out_is_not_told_that_it_ended(stage):
    """Of a case that it must never know it learns nothing; here, of what went on from it."""
    first, second, _last, _doctor = chain(stage)
    handed_on_twice(stage, first, second)
    actions.add_exclusion(
        case_id=second.case_id,
        kind="institution",
        who=stage.nacaome.pk,
        by=stage.carlos,
        at=NOON + 2 * HOUR,
    )
    assert ended(stage.amina, first) == []
    assert ended(stage.carlos, first) == [(NOON + 2 * HOUR, "recipient")]


def test_that_an_adult_arrived_elsewhere_ends_no_acta(stage):
    case = cast.case(stage, people=ADULT)
    first, second = (cast.offer(stage, case, service) for service in (stage.window, stage.shelter))
    for referral, by in ((first, stage.carlos), (second, stage.elena)):
        cast.move(referral, S.ACCEPTED, by=by, at=NOON)
    cast.move(second, S.ARRIVED, by=stage.elena)
    assert responsible(stage.amina, first, at=NOON + 2 * HOUR) == "DEMO Casa"
    handed(
        first,
        giver=stage.amina,
        receiver=stage.carlos,
        handed_at=NOON + HOUR / 2,
        at=NOON + 2 * HOUR,
    )
    assert responsible(stage.amina, second, at=NOON + 2 * HOUR) == "DEMO La Unión"


def test_an_hour_that_was_corrected_gives_responsibility_back_to_nobody():
    """Further on never counts less than what it goes on from, whatever hours were written."""
    here, there, beside = (UUID(int=n) for n in (1, 2, 3))

    def taken(referral, parent, *, minute, hour):
        own = custody.custody_of(
            sender_id=UUID(int=9),
            recipient_id=referral,
            received_at=NOON + timedelta(minutes=minute),
            handed_at=NOON + timedelta(minutes=hour),
            arrived_at=None,
            has_child=True,
        )
        return custody.Link(referral, parent, own)

    joined = custody.joined(
        [
            taken(here, None, minute=10, hour=9),
            taken(beside, None, minute=5, hour=4),
            taken(there, here, minute=20, hour=1),
        ]
    )
    assert custody.responsible_at(joined, at=NOON + timedelta(minutes=30)) == there
    ended = custody.ended_at(joined, beside)
    assert (ended[0], ended[1].to) == (NOON + timedelta(minutes=10), here)
    assert custody.ended_at(joined, UUID(int=7)) is None


HOUSES = st.sampled_from([UUID(int=n) for n in range(1, 6)])
MINUTES = st.integers(0, 10_000)


@given(
    chain=st.lists(
        st.tuples(HOUSES, st.none() | MINUTES, st.none() | MINUTES, st.booleans()),
        min_size=1,
        max_size=5,
    ),
    first=HOUSES,
    asked=st.lists(MINUTES, min_size=1, max_size=5),
)
def test_at_every_instant_exactly_one_institution_answers(chain, first, asked):
    """From the design: nobody is lost between two houses, and nobody is held by two."""

    def instant(minute):
        return None if minute is None else NOON + timedelta(minutes=minute)

    sender, links, handed = first, [], []
    for number, (recipient, received, arrived, has_child) in enumerate(chain):
        custodian = custody.custody_of(
            sender_id=sender,
            recipient_id=recipient,
            received_at=instant(received),
            arrived_at=instant(arrived),
            has_child=has_child,
        )
        parent = UUID(int=100 + number - 1) if number else None
        links.append(custody.Link(UUID(int=100 + number), parent, custodian))
        handed.append((received if has_child or received is not None else arrived, recipient))
        sender = recipient
    joined = custody.joined(links)
    for minute in asked:
        holder = custody.responsible_at(joined, at=NOON + timedelta(minutes=minute))
        taken = [who for moment, who in handed if moment is not None and moment <= minute]
        assert holder == (taken[-1] if taken else first)  # the one furthest on

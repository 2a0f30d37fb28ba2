"""Counts and reconciliations through the actions: who tells, who sees when, what it comes to."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories import counts as told
from tests.factories.counts import CUT_OFF, DAY, HOUR, TOLD_AT, compare, tell, tell_inflow
from tests.factories.networks import seat
from tests.factories.places import crossing

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM, Actor
from relevo.networks.models import Network
from relevo.situation import access
from relevo.situation.actions import counts as actions
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Count, Reconciliation, ReconciliationStep
from relevo.situation.queries import counts as queries
from relevo.situation.rules import counts as rules

pytestmark = pytest.mark.django_db
LATER = TOLD_AT + DAY


@pytest.fixture
def stage():
    return told.stage()


def seen(viewer, *, at=LATER, known_at=None):
    known_at = known_at or at
    page = access.list_counts(viewer, at=at, known_at=known_at, limit=50)
    assert page.total == len(page.lines)
    return {line.value for line in page.lines}


def test_a_count_is_told_with_all_that_is_known_of_it(stage):
    row = tell(stage.igm, source="Comunicado 12", since_at=CUT_OFF - DAY)
    line = access.count_view(stage.igm, count_id=row.pk, at=LATER, known_at=LATER).line
    assert (line.value, line.parts_total, line.parts_gap) == (2731, 2732, -1)
    assert (line.crossing.key, line.network.key, line.institution.key) == (
        "GTHN-FLO",
        "RED",
        "GT-IGM",
    )
    assert (line.is_spoken_for, line.source, line.known_from) == (True, "Comunicado 12", TOLD_AT)
    assert (row.sourced, row.confidence, row.root) == (True, "high", row.pk)
    assert Event.objects.get(verb="count.told").facts == {"category": "returned"}


def test_the_instance_tells_what_somebody_published(stage):
    row = tell(for_institution="GT-IGM", network_key="RED", key="E-88")
    assert (row.institution.key, row.network.key, row.key) == ("GT-IGM", "RED", "E-88")
    row = tell_inflow()
    assert (row.institution, row.network.key, row.confidence) == (None, "RED", "medium")
    assert tell(crossing_key="").network is None


def test_who_tells_counts(stage):
    for actor in (stage.west, stage.east, stage.keeper, stage.igm, stage.inm):
        assert tell(actor).institution_id == actor.institution_id
    with pytest.raises(NotAllowed):
        tell(stage.officer)
    lone = Actor(uuid4(), stage.west.institution_id, frozenset({"border_monitor"}))
    Network.objects.get(key="RED").members.filter(institution=lone.institution_id).delete()
    with pytest.raises(NotAllowed):
        tell(lone)
    assert Count.objects.count() == 5


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"crossing_key": "NADA"}, "crossing", "unknown"),
        ({"country": "SV"}, "country", "not_a_side"),
        ({"country": "gt", "crossing_key": ""}, "country", "not_a_side"),
        ({"direction": "both"}, "direction", "unknown"),
        ({"category": "entered"}, "direction", "other_way"),
        ({"category": "x"}, "category", "unknown"),
        ({"value": -1}, "value", "not_a_number"),
        ({"value": 1_000_001}, "value", "not_a_number"),
        ({"cut_off_at": TOLD_AT + HOUR}, "cut_off_at", "in_the_future"),
        ({"cut_off_at": TOLD_AT - 3_700 * DAY}, "cut_off_at", "too_long_ago"),
        ({"since_at": CUT_OFF}, "since_at", "not_before"),
        ({"since_at": CUT_OFF - 400 * DAY}, "since_at", "too_long_ago"),
        ({"parts": (("HN", 1), ("HN", 1))}, "parts", "twice"),
        ({"said_by": " "}, "said_by", "missing"),
        ({"said_by": "x" * 121}, "said_by", "too_long"),
        ({"source": "x" * 501}, "source", "too_long"),
        ({"network_key": "NADA"}, "network", "unknown"),
        ({"for_institution": "NADA"}, "institution", "unknown"),
    ],
)
def test_what_is_no_count_is_refused_and_leaves_no_row(stage, changed, field, problem):
    with pytest.raises(FactRefused) as refused:
        tell(**changed)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert not Count.objects.exists()


def test_a_network_in_which_one_has_no_seat_is_unknown(stage):
    with pytest.raises(FactRefused, match="network: unknown"):
        tell(stage.west, network_key="LEJOS")
    row = tell(stage.stranger)
    assert row.network.key == "LEJOS"  # it has no crossing, but it is where the teller sits


def test_who_tells_a_zero_elsewhere_sees_nothing_more_for_it(stage):
    tell(stage.west)
    tell_inflow(stage.east)
    tell(stage.stranger, value=0)
    assert seen(stage.stranger, at=TOLD_AT) == {0}
    assert seen(stage.west, at=TOLD_AT) == {2731, 1761, 0}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"crossing_key": "GTHN-COR"}, "crossing"),
        ({"crossing_key": ""}, "crossing"),
        ({"country": "HN"}, "crossing"),
        ({"direction": "in"}, "direction"),
    ],
)
def test_a_correction_stays_at_its_post_and_direction(stage, changed, field):
    crossing("GTHN-COR", "Corinto", countries=["GT", "HN"])
    first = tell(stage.west)
    with pytest.raises(FactRefused, match=f"{field}: another_count"):
        tell(stage.west, corrects=first.pk, at=LATER, **changed)
    assert Count.objects.count() == 1


def test_a_correction_is_a_newer_row_of_the_same_institution(stage):
    first = tell(stage.west)
    with pytest.raises(NotFound):
        tell(stage.east, corrects=first.pk)
    second = tell(stage.west, value=2732, corrects=first.pk, at=LATER)
    with pytest.raises(FactRefused, match="corrected_already"):
        tell(stage.west, value=1, corrects=first.pk, at=LATER)
    with pytest.raises(NotFound):
        tell(stage.west, corrects=uuid4())
    assert (second.root, second.first_known) == (first.pk, TOLD_AT)
    assert seen(stage.west) == {2732}
    assert seen(stage.west, at=TOLD_AT) == {2731}
    view = access.count_view(stage.west, count_id=first.pk, at=LATER, known_at=LATER)
    assert [line.value for line in view.versions] == [2732, 2731]
    assert Event.objects.filter(verb="count.corrected").count() == 1


def test_a_count_holds_from_its_cut_off_once_it_is_known(stage):
    tell(stage.west)
    assert seen(stage.west, at=CUT_OFF - HOUR, known_at=LATER) == set()
    assert seen(stage.west, at=CUT_OFF, known_at=LATER) == {2731}
    assert seen(stage.west, at=LATER, known_at=TOLD_AT - HOUR) == set()


def test_the_two_posts_see_it_first_and_the_network_after_a_day(stage):
    tell(stage.igm)
    assert seen(stage.igm, at=TOLD_AT) == {2731}
    for actor in (stage.west, stage.east, stage.member, stage.keeper, stage.stranger):
        assert seen(actor, at=TOLD_AT + 23 * HOUR) == set()
    tell_inflow(stage.east, at=TOLD_AT)
    assert seen(stage.east, at=TOLD_AT) == {2731, 1761}  # it counts at the crossing itself
    assert seen(stage.west, at=TOLD_AT) == set()
    for actor in (stage.west, stage.member, stage.keeper):
        assert seen(actor) == {2731, 1761}
    assert seen(stage.stranger) == set()
    assert seen(SYSTEM, at=TOLD_AT) == {2731, 1761}


def test_who_enforces_sees_what_it_told_itself_and_nothing_else(stage):
    tell(stage.igm)
    tell_inflow(stage.inm)
    tell(stage.west, value=2700)
    year = LATER + timedelta(days=365)
    assert seen(stage.igm, at=year) == {2731}
    assert seen(stage.inm, at=year) == {1761}
    also = Actor(
        stage.west.id,
        stage.west.institution_id,
        stage.west.roles,
        also_of=frozenset({stage.igm.institution_id}),
    )
    assert seen(also, at=year) == {2700}


def test_one_crossing_can_be_asked_for(stage):
    tell(stage.west)
    for key, total in (("GTHN-FLO", 1), ("HNSV-AMA", 0)):
        page = access.list_counts(stage.west, at=LATER, known_at=LATER, crossing_key=key, limit=5)
        assert page.total == total


def test_the_database_and_the_rule_agree_on_who_sees_what(stage):
    rows = [
        tell(stage.igm),
        tell_inflow(stage.east, at=TOLD_AT + HOUR),
        tell(stage.stranger, value=3),
        tell(crossing_key="", country="GT", value=4),
        tell(stage.west, value=5, at=LATER),
    ]
    actors = [
        *(stage.west, stage.east, stage.keeper, stage.member, stage.stranger),
        *(stage.igm, stage.inm, SYSTEM, Actor(uuid4(), None)),
    ]
    for at in (TOLD_AT, LATER, LATER + HOUR):
        for actor in actors:
            eyes = access.eyes_of(actor, known_at=at)
            expected = {
                row.pk
                for row in rows
                if rules.may_see(
                    eyes,
                    rules.Seen(
                        row.institution_id,
                        row.crossing_id,
                        row.network_id,
                        row.first_known,
                        is_settled=False,
                    ),
                    at=at,
                )
            }
            found = Count.objects.filter(queries.seen_by(eyes, at=at))
            assert set(found.values_list("pk", flat=True)) == expected


def test_a_count_that_is_not_for_somebody_is_not_there(stage):
    row = tell(stage.igm)
    for actor, at in ((stage.inm, LATER), (stage.member, TOLD_AT), (stage.igm, CUT_OFF)):
        with pytest.raises(NotFound):
            access.count_view(actor, count_id=row.pk, at=at, known_at=at)


def test_a_count_names_what_may_be_of_the_same_people(stage):
    out = tell(stage.west)
    same, late = tell_inflow(stage.east), tell_inflow(value=9, cut_off_at=TOLD_AT, at=TOLD_AT)
    tell_inflow(category="entered")
    whole = tell_inflow(crossing_key="", value=2000)
    tell_inflow(cut_off_at=CUT_OFF - 8 * DAY)
    view = access.count_view(stage.keeper, count_id=out.pk, at=LATER, known_at=LATER)
    assert [line.id for line in view.opposite] == [whole.pk, same.pk, late.pk]
    view = access.count_view(stage.keeper, count_id=whole.pk, at=LATER, known_at=LATER)
    assert [line.id for line in view.opposite] == [out.pk]


def pair(stage):
    """Both migration institutes tell theirs; after a day the secretariat compares."""
    out, into = tell(stage.igm), tell_inflow(stage.inm)
    return compare(out, into, stage.keeper, part="HN", at=LATER)


def view(viewer, row, *, at=LATER):
    return access.reconciliation_view(viewer, reconciliation_id=row.pk, known_at=at)


def test_the_gap_of_the_nineteenth_of_january(stage):
    row = pair(stage)
    line = view(stage.keeper, row)
    assert (line.gap.outflow, line.gap.inflow, line.gap.people) == (2631, 1761, 870)
    assert (line.gap.since, line.gap.rest, line.problem) == (TOLD_AT, 870, "")
    assert (line.responsible.key, line.network.key) == ("HN-KEEPER", "RED")
    assert (line.agreed, line.closed_at, line.steps) == (frozenset(), None, ())
    assert [
        found.id for found in access.list_reconciliations(stage.member, known_at=LATER, limit=9)[0]
    ] == [row.pk]
    compared = access.count_view(
        stage.keeper, count_id=row.outflow_id, at=LATER, known_at=LATER
    ).compared
    assert [found.id for found in compared] == [row.pk]


def test_reasons_explain_part_of_it(stage):
    row = pair(stage)
    step = {"reconciliation_id": row.pk, "by": stage.keeper, "at": LATER}
    actions.add_step(reason="in_transit", people=500, note=" en camino ", **step)
    actions.add_step(reason="awaiting_registration", **step)
    line = view(stage.keeper, row)
    assert (line.gap.explained, line.gap.rest) == (500, 370)
    assert [(told.reason, told.people, told.note) for told in line.steps] == [
        ("in_transit", 500, "en camino"),
        ("awaiting_registration", None, ""),
    ]
    for changed, field in (
        ({"reason": "bad"}, "reason"),
        ({"note": "x" * 301}, "note"),
        ({"people": 0}, "people"),
        ({"people": 371}, "people"),
    ):
        with pytest.raises(FactRefused) as refused:
            actions.add_step(**{"reason": "typing"} | step | changed)
        assert refused.value.field == field
    assert ReconciliationStep.objects.count() == 2


def test_who_enforces_never_opens_reads_or_explains_it(stage):
    out, into = tell(stage.igm), tell_inflow(stage.inm)
    with pytest.raises(NotAllowed):
        compare(out, into, stage.igm, at=LATER)
    row = compare(out, into, stage.keeper, part="HN", at=LATER)
    for actor in (stage.igm, stage.inm, stage.stranger, Actor(uuid4(), None)):
        with pytest.raises(NotFound):
            view(actor, row)
        assert access.list_reconciliations(actor, known_at=LATER, limit=9) == ([], 0)
    for act in (
        lambda: actions.agree(reconciliation_id=row.pk, by=stage.igm, at=LATER),
        lambda: actions.add_step(reconciliation_id=row.pk, reason="typing", by=stage.inm, at=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        actions.agree(reconciliation_id=row.pk, by=stage.stranger, at=LATER)
    assert not ReconciliationStep.objects.exists()


def test_the_responsible_one_agrees_for_who_enforces(stage):
    row = pair(stage)
    with pytest.raises(NotAllowed):
        actions.agree(reconciliation_id=row.pk, by=stage.member, at=LATER)
    actions.add_step(
        reconciliation_id=row.pk, reason="awaiting_registration", by=stage.member, at=LATER
    )
    actions.agree(reconciliation_id=row.pk, by=stage.keeper, at=LATER)
    line = view(stage.keeper, row)
    assert (line.agreed, line.closed_at) == ({0, 1}, LATER)
    assert [step.kind for step in line.steps] == ["reason", "agreed", "closed"]
    for act in (
        lambda: actions.agree(reconciliation_id=row.pk, by=stage.keeper, at=LATER),
        lambda: actions.add_step(
            reconciliation_id=row.pk, reason="typing", by=stage.keeper, at=LATER
        ),
    ):
        with pytest.raises(FactRefused, match="closed"):
            act()


def test_gap_is_not_confirmed_before_somebody_has_said_why(stage):
    row = pair(stage)
    told = {"reconciliation_id": row.pk, "by": stage.keeper, "at": LATER}
    with pytest.raises(FactRefused) as refused:
        actions.agree(**told)
    assert (refused.value.field, refused.value.problem) == ("", "reason_needed")
    assert view(stage.keeper, row).lacks_reason
    actions.add_step(reason="unknown", people=870, **told)
    actions.agree(**told)
    line = view(stage.keeper, row)
    assert (line.closed_at, line.lacks_reason) == (LATER, False)
    assert (line.gap.explained, line.gap.rest) == (0, 870), "named, and still not explained"


def test_where_both_say_the_same_no_reason_is_asked_for(stage):
    row = compare(tell(stage.west), tell_inflow(stage.east, value=2731), stage.east)
    for by in (stage.east, stage.west):
        actions.agree(reconciliation_id=row.pk, by=by, at=TOLD_AT + HOUR)
    assert view(stage.east, row).closed_at == TOLD_AT + HOUR


def test_each_side_agrees_for_itself_and_then_the_network_sees_it(stage):
    out, into = tell(stage.west), tell_inflow(stage.east)
    row = compare(out, into, stage.east)
    agree = {"reconciliation_id": row.pk, "at": TOLD_AT + 2 * HOUR}
    actions.add_step(reason="double_count", by=stage.west, **agree)
    actions.agree(by=stage.east, **agree)
    with pytest.raises(FactRefused, match="agreed_already"):
        actions.agree(by=stage.east, **agree)
    assert view(stage.east, row, at=agree["at"]).agreed == {1}
    assert seen(stage.member, at=agree["at"]) == set()
    actions.agree(by=stage.west, **agree)
    assert seen(stage.member, at=agree["at"]) == {2731, 1761}
    assert view(stage.member, row, at=agree["at"]).closed_at == agree["at"]


def test_a_correction_moves_the_gap_and_asks_both_sides_again(stage):
    out, into = tell(stage.west), tell_inflow(stage.east)
    row = compare(out, into, stage.east)
    told = {"reconciliation_id": row.pk, "by": stage.east, "at": TOLD_AT + HOUR}
    actions.add_step(reason="typing", **told)
    actions.agree(**told)
    tell(stage.west, value=2000, corrects=out.pk, at=TOLD_AT + 2 * HOUR)
    line = view(stage.east, row)
    assert (line.gap.people, line.gap.since, line.agreed) == (239, TOLD_AT, frozenset())
    assert view(stage.east, row, at=TOLD_AT + HOUR).gap.people == 970


def test_a_correction_opens_a_closed_comparison_again(stage):
    out, into = tell(stage.west), tell_inflow(stage.east, value=2731)
    row = compare(out, into, stage.east)
    for by in (stage.east, stage.west):
        actions.agree(reconciliation_id=row.pk, by=by, at=TOLD_AT + HOUR)
    tell(stage.west, value=2000, corrects=out.pk, at=TOLD_AT + 2 * HOUR)
    line = view(stage.east, row)
    assert (line.closed_at, line.gap.people, line.agreed) == (None, -731, frozenset())
    assert view(stage.east, row, at=TOLD_AT + HOUR).closed_at == TOLD_AT + HOUR
    later = {"reconciliation_id": row.pk, "at": TOLD_AT + 3 * HOUR}
    actions.add_step(reason="typing", by=stage.west, **later)
    for by in (stage.east, stage.west):
        actions.agree(by=by, **later)
    assert view(stage.east, row).closed_at == later["at"]


def test_the_count_that_stops_at_the_same_hour_is_offered_among_many(stage):
    out = tell(stage.west)
    tell_inflow(stage.east, value=1761)
    for hours in range(1, 25):
        tell_inflow(stage.east, value=hours, cut_off_at=CUT_OFF + hours * HOUR, at=LATER + DAY)
    told = access.count_view(
        stage.west, count_id=out.pk, at=LATER + DAY, known_at=LATER + DAY
    ).opposite
    assert told[0].value == 1761
    assert len(told) == 20


def test_a_correction_to_another_hour_makes_them_not_comparable(stage):
    out, into = tell(stage.west), tell_inflow(stage.east)
    row = compare(out, into, stage.east)
    tell(stage.west, cut_off_at=CUT_OFF - HOUR, corrects=out.pk, at=TOLD_AT + HOUR)
    line = view(stage.east, row)
    assert (line.gap.people, line.problem) == (None, "not_comparable")
    with pytest.raises(FactRefused, match="not_comparable"):
        actions.agree(reconciliation_id=row.pk, by=stage.east, at=LATER)
    actions.add_step(reconciliation_id=row.pk, reason="unknown", people=5, by=stage.east, at=LATER)


def test_what_cannot_be_compared_is_refused(stage):
    out, into = tell(stage.west), tell_inflow(stage.east)
    late = tell_inflow(cut_off_at=TOLD_AT)
    for changed, field, problem in (
        ({"part": "SV"}, "", ""),
        ({"part": "BR"}, "part", "unknown_part"),
        ({"inflow_id": late.pk}, "inflow", "not_comparable"),
        ({"inflow_id": out.pk}, "inflow", "other_way"),
        ({"outflow_id": into.pk}, "outflow", "other_way"),
        ({"responsible_key": "GT-IGM"}, "responsible", "not_at_the_table"),
        ({"responsible_key": "HN-STRANGER"}, "responsible", "not_at_the_table"),
        ({"part": "SV"}, "inflow", "already"),
    ):
        if not field:
            compare(out, into, stage.east, **changed)
            continue
        with pytest.raises(FactRefused) as refused:
            compare(out, into, stage.east, **changed)
        assert (refused.value.field, refused.value.problem) == (field, problem)
    with pytest.raises(NotFound):
        compare(out, into, stage.stranger)
    assert Reconciliation.objects.count() == 1


def test_counts_of_different_crossings_are_not_compared(stage):
    crossing("GTHN-COR", "Corinto", countries=["GT", "HN"])
    out, into = tell(), tell_inflow(crossing_key="GTHN-COR")
    with pytest.raises(FactRefused, match="other_crossing"):
        compare(out, into)


def test_who_is_responsible(stage):
    out, into = tell(stage.west), tell_inflow(stage.east)
    named = compare(out, into, stage.east, responsible_key="HN-MEMBER")
    assert named.responsible.key == "HN-MEMBER"
    seats = Network.objects.get(key="RED").members
    seats.filter(institution__key="GT-IGM").update(role="secretariat")
    seats.filter(institution__key="HN-KEEPER").update(role="chair")
    assert compare(out, into, stage.east, part="HN").responsible.key == "HN-KEEPER"
    seats.exclude(institution__kind="gov_migration").delete()
    seat(Network.objects.get(key="LEJOS"), stage_institution("HN-EAST"))
    assert compare(out, into, part="SV").responsible is None
    alone = compare(tell(crossing_key=""), tell_inflow(crossing_key=""))
    assert (alone.network, alone.responsible) == (None, None)
    with pytest.raises(FactRefused, match="not_at_the_table"):
        compare(tell(crossing_key=""), tell_inflow(crossing_key=""), responsible_key="HN-EAST")


def stage_institution(key):
    from relevo.directory.models import Institution

    return Institution.objects.get(key=key)


def test_the_instance_tells_reasons_and_agreements_of_others(stage):
    row = compare(tell(for_institution="GT-WEST"), tell_inflow(for_institution="HN-EAST"))
    told_by = {"reconciliation_id": row.pk, "by": SYSTEM, "at": LATER}
    actions.add_step(reason="in_transit", for_institution="HN-EAST", **told_by)
    for key in ("GT-WEST", "HN-EAST"):
        actions.agree(for_institution=key, **told_by)
    line = view(SYSTEM, row)
    assert [step.institution.key for step in line.steps] == [
        "HN-EAST",
        "GT-WEST",
        "HN-EAST",
        "HN-EAST",
    ]
    assert line.closed_at == LATER


def test_nobody_in_particular_agrees_to_nothing(stage):
    row = compare(tell(), tell_inflow())
    with pytest.raises(NotAllowed):
        actions.agree(reconciliation_id=row.pk, by=SYSTEM, at=LATER)
    with pytest.raises(NotAllowed):
        compare(tell(), tell_inflow(), stage.officer)
    with pytest.raises(NotFound):
        actions.agree(reconciliation_id=uuid4(), by=stage.keeper, at=LATER)

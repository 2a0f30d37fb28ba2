"""A mistaken sighting is corrected, a mistaken warning replaced or taken back; what was, stays."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import movements as make
from tests.factories.movements import DAY, HOUR, NOON

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM
from relevo.outbox.models import Message
from relevo.situation import access
from relevo.situation.actions import movements
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import NeedsWarning, Sighting, WarningWithdrawal
from relevo.situation.queries.movements import standing_warnings
from relevo.situation.rules.movements import People, Warned, replacements

WHY = "Se escribió un cero de más"


@pytest.fixture
def scene(db):
    make.road()
    return make.stage()


def picture(row, *, at=NOON + DAY, known_at=None):
    return access.movement_for(SYSTEM, movement_id=row.pk, at=at, known_at=known_at or at)


def correct(scene, wrong, *, by=None, at=NOON + HOUR, **told):
    return movements.add_sighting(
        movement_id=wrong.movement_id,
        seen=make.seen(**told),
        corrects=wrong.pk,
        by=by or scene.monitor,
        at=at,
    )


def test_correction_takes_the_place_of_the_sighting_from_when_it_is_known(scene):
    row = make.movement(scene)
    wrong = make.sighting(scene, row, high=40_000)
    right = correct(scene, wrong, high=500)
    assert (right.corrects, right.first_known) == (wrong, NOON)
    assert Sighting.objects.get(pk=wrong.pk).high == 40_000
    assert picture(row).people == People(200, 300, 500)
    assert picture(row, known_at=NOON).people == People(200, 300, 40_000)
    assert [told.pk for told in picture(row).told[0].sightings] == [right.pk]
    assert Event.objects.get(verb="movement.sighting_corrected").subject == str(row.pk)
    assert Message.objects.filter(topic="movement.sighting_corrected").count() == 1

    again = correct(scene, right, at=NOON + 2 * HOUR, high=600)
    assert again.first_known == NOON
    assert picture(row).people == People(200, 300, 600)
    assert picture(row, known_at=NOON + HOUR).people == People(200, 300, 500)


def test_correction_to_another_half_day_or_place_leaves_nothing_where_it_stood(scene):
    row = make.movement(scene)
    wrong = make.sighting(scene, row)
    correct(scene, wrong, half="pm", area_key="HN-1706")
    found = picture(row)
    assert [(told.area.key, told.sightings[0].half) for told in found.told] == [("HN-1706", "pm")]
    assert found.here.area.key == "HN-1706"
    early = picture(row, at=NOON - HOUR, known_at=NOON + DAY)
    assert early.told == (), "its half-day has not begun then, and the wrong one holds no more"


def test_correction_of_an_older_word_does_not_make_it_the_newest(scene):
    row = make.movement(scene)
    first = make.sighting(scene, row)
    make.sighting(scene, row, at=NOON + HOUR, area_key="HN-1706", kind="transit")
    assert picture(row).here.area.key == "HN-1706"
    correct(scene, first, at=NOON + 2 * HOUR, high=600)
    assert picture(row).here.area.key == "HN-1706"


def test_who_told_it_corrects_it_and_once(scene):
    row, other = make.movement(scene), make.movement(scene)
    wrong = make.sighting(scene, row)
    with pytest.raises(NotFound):
        correct(scene, wrong, by=scene.red_cross)
    with pytest.raises(NotAllowed):
        correct(scene, wrong, by=scene.officer)
    with pytest.raises(NotFound):
        movements.add_sighting(
            movement_id=other.pk, seen=make.seen(), corrects=wrong.pk, by=scene.monitor, at=NOON
        )
    with pytest.raises(NotFound):
        movements.add_sighting(
            movement_id=row.pk, seen=make.seen(), corrects=uuid4(), by=scene.monitor, at=NOON
        )
    correct(scene, wrong, by=scene.keeper)
    with pytest.raises(FactRefused) as caught:
        correct(scene, wrong, at=NOON + 2 * HOUR)
    assert (caught.value.field, caught.value.problem) == ("", "corrected_already")
    assert Sighting.objects.count() == 2


def known(at=NOON + DAY, **asked):
    return access.warnings_for(SYSTEM, at=NOON, known_at=at, **asked)


def test_newer_warning_takes_the_place_of_the_earlier_one_of_its_town_and_movement(scene):
    row, other = make.movement(scene), make.movement(scene)
    wrong = make.warning(scene, row, people=People(30_000, 30_000, 30_000))
    elsewhere = make.warning(scene, row, area_key="SV-1412")
    others = make.warning(scene, other)
    right = make.warning(scene, row, at=NOON + HOUR, people=People(300, 300, 300))
    assert right.replaces == wrong
    assert set(known()) == {right, elsewhere, others}
    assert set(known(NOON)) == {wrong, elsewhere, others}
    lines = {
        line.row: line for line in access.warning_lines_for(SYSTEM, at=NOON, known_at=NOON + DAY)
    }
    assert (lines[right].before, lines[right].after, lines[right].stands) == (wrong, None, True)
    assert (lines[wrong].before, lines[wrong].after, lines[wrong].stands) == (None, right, False)
    assert access.count_unread_warnings(scene.mayor, at=NOON + HOUR) == 3
    assert access.count_unread_warnings(scene.mayor, at=NOON) == 3


def test_of_warnings_sent_at_one_instant_the_last_one_stands(scene):
    row = make.movement(scene)
    sent = [make.warning(scene, row) for _number in range(4)]
    assert known() == [sent[-1]]
    assert list(standing_warnings(known_at=NOON)) == [sent[-1]]


def withdraw(warning, *, by, at=NOON + HOUR, reason=WHY):
    return movements.withdraw_warning(warning_id=warning.pk, reason=reason, by=by, at=at)


def test_warning_is_taken_back_by_somebody_at_some_time_for_a_reason(scene):
    row = make.movement(scene)
    first = make.warning(scene, row)
    second = make.warning(scene, row, at=NOON + HOUR)
    withdraw(second, by=scene.second, at=NOON + 2 * HOUR)
    told = WarningWithdrawal.objects.values("warning", "reason", "institution", "by", "at").get()
    assert told == {
        "warning": second.pk,
        "reason": WHY,
        "institution": scene.second.institution_id,
        "by": scene.second.id,
        "at": NOON + 2 * HOUR,
    }
    assert known() == [], "what it replaced does not come back"
    assert known(NOON + HOUR) == [second]
    assert access.count_unread_warnings(scene.mayor, at=NOON + HOUR) == 1
    assert access.count_unread_warnings(scene.mayor, at=NOON + 2 * HOUR) == 0
    assert Event.objects.get(verb="warning.withdrawn").subject == str(second.pk)
    assert Message.objects.filter(topic="warning.withdrawn").count() == 1
    lines = access.warning_lines_for(scene.mayor, at=NOON, known_at=NOON + DAY)
    assert {line.row: line.withdrawal and line.withdrawal.reason for line in lines} == {
        first: None,
        second: WHY,
    }
    third = make.warning(scene, row, at=NOON + 3 * HOUR)
    assert known() == [third]
    assert third.replaces is None


def test_what_cannot_be_taken_back(scene):
    row = make.movement(scene)
    first, second = make.warning(scene, row), make.warning(scene, row, at=NOON + HOUR)
    for by in (scene.monitor, scene.officer, *scene.enforcers.values()):
        with pytest.raises(NotAllowed):
            withdraw(second, by=by)
    with pytest.raises(NotFound):
        movements.withdraw_warning(warning_id=uuid4(), reason=WHY, by=scene.keeper, at=NOON)
    for warning, told, refused in (
        (first, {}, ("", "stands_no_more")),
        (second, {"reason": "  "}, ("reason", "needed")),
        (second, {"reason": "x" * 301}, ("reason", "too_long")),
        (second, {"reason": "Lo dijo @alguien"}, ("reason", "handle")),
        (second, {"at": second.until_at}, ("", "past")),
    ):
        with pytest.raises(FactRefused) as caught:
            withdraw(warning, by=scene.keeper, **told)
        assert (caught.value.field, caught.value.problem) == refused
    withdraw(second, by=scene.keeper)
    with pytest.raises(FactRefused) as caught:
        withdraw(second, by=scene.keeper)
    assert caught.value.problem == "stands_no_more"


PLACES = [(UUID(int=1), UUID(int=place)) for place in (2, 3)]
WARNED = st.lists(
    st.builds(
        lambda place, hours, chained: (place, NOON + timedelta(hours=hours), chained),
        st.sampled_from(PLACES),
        st.integers(0, 3),
        st.booleans(),
    ),
    max_size=7,
)


@given(WARNED)
def test_at_most_one_stands_where_each_says_whom_it_replaces(told):
    rows, last = [], {}
    for number, (place, known_from, _chained) in enumerate(sorted(told, key=lambda row: row[1])):
        row = Warned(UUID(int=100 + number), place, known_from, last.get(place))
        last[place] = row.id
        rows.append(row)
    after = replacements(rows)
    assert {row.id for row in rows} - after.keys() == set(last.values())
    places = {row.id: row.place for row in rows}
    assert all(places[old] == places[new] for old, new in after.items())


@given(WARNED)
def test_older_ones_fall_where_nothing_was_said(told):
    rows = [Warned(UUID(int=100 + n), place, at) for n, (place, at, _) in enumerate(told)]
    after = replacements(rows)
    newest = {
        place: max(row.known_from for row in rows if row.place == place)
        for place in {row.place for row in rows}
    }
    stands = {row.id for row in rows if row.known_from == newest[row.place]}
    assert {row.id for row in rows} - after.keys() == stands


def test_database_says_the_same_as_the_rule(scene):
    row = make.movement(scene)
    for hours in (0, 0, 1, 2, 2):
        make.warning(scene, row, at=NOON + hours * HOUR)
        make.warning(scene, row, at=NOON + hours * HOUR, area_key="SV-1412")
    for hours in range(4):
        at = NOON + hours * HOUR
        lines = access.warning_lines_for(SYSTEM, at=NOON, known_at=at)
        assert {line.row.pk for line in lines if line.stands} == set(
            standing_warnings(known_at=at).values_list("pk", flat=True)
        )
    assert NeedsWarning.objects.count() == 10

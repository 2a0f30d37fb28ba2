"""Movements: opened, seen, told in windows, warned of; nothing of it for who enforces."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.factories import directory, places
from tests.factories import movements as make
from tests.factories.added_only import changeable
from tests.factories.movements import DAY, ENFORCEMENT, HOUR, NOON, TODAY

from relevo.audit.models import Event
from relevo.directory.models import Capacity as Places
from relevo.directory.models import Schedule
from relevo.directory.queries import list_known_names
from relevo.kernel.actor import SYSTEM
from relevo.outbox.models import Message
from relevo.places.models import Area
from relevo.situation import access
from relevo.situation.actions import movements
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.loaders.movements import expected_at, load_picture
from relevo.situation.models import (
    Emergency,
    EmergencyPhase,
    Movement,
    NeedsWarning,
    Pledge,
    PledgeStep,
    Sighting,
    WarningReceipt,
)
from relevo.situation.queries.movements import get_movement, going_at
from relevo.situation.queries.needs import list_needs_at
from relevo.situation.rules.movements import LOCAL, PRIOR, People, Span
from relevo.situation.rules.needs import Capacity

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def scene():
    make.road()
    return make.stage()


def local(day, hour):
    return datetime(2020, 11, day, hour, tzinfo=LOCAL)


def picture(row, *, at=NOON, known_at=None, by=SYSTEM):
    return access.movement_for(by, movement_id=row.pk, at=at, known_at=known_at or at)


def test_movement_keeps_the_way_it_is_expected_to_go(scene):
    row = make.movement(scene, source="Diario El Heraldo", confidence="low")
    assert Movement.objects.values().get() == {
        "id": row.pk,
        "source": "Diario El Heraldo",
        "sourced": True,
        "confidence": "low",
        "key": row.key,
        "heading": "away",
        "origin_id": Area.objects.get(key="HN-1701").pk,
        "way": ["HN-1701", "HNSV-AMA-HN", "HNSV-AMA-SV"],
        "day": TODAY,
        "known_from": NOON,
        "opened_by": scene.monitor.id,
        "institution_id": scene.monitor.institution_id,
        "is_demo": False,
    }
    assert Event.objects.get().verb == Message.objects.get().topic == "movement.opened"


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"heading": "x"}, ("heading", "unknown")),
        ({"confidence": "x"}, ("confidence", "unknown")),
        ({"day": TODAY + timedelta(days=31)}, ("day", "far_away")),
        ({"day": TODAY - timedelta(days=11)}, ("day", "far_away")),
        ({"origin_key": "HN-17"}, ("origin", "unknown")),
        ({"origin_key": "HN-9999"}, ("via", "no_way")),
        ({"via": []}, ("via", "needed")),
        ({"via": ["HNSV-AMA", "HNSV-AMA"]}, ("via", "needed")),
        ({"via": ["X"]}, ("via", "unknown")),
        ({"via": ["GTHN-NONE"]}, ("via", "no_way")),
        ({"source": "Lo dijo @alguien"}, ("source", "handle")),
        ({"source": "a" * 201}, ("source", "too_long")),
    ],
)
def test_refused_movement_leaves_nothing(scene, told, refused):
    places.crossing("GTHN-NONE", "Sin camino", countries=["GT", "HN"])
    places.area("HN-9999", "Sin camino", parent=Area.objects.get(key="HN-17"))
    with pytest.raises(FactRefused) as caught:
        make.movement(scene, **told)
    assert (caught.value.field, caught.value.problem) == refused
    assert not Movement.objects.exists()
    assert not Event.objects.exists()


def test_sighting_keeps_a_municipality_and_half_a_day(scene):
    row = make.movement(scene)
    told = make.sighting(scene, row, source="Equipo propio", area_key="HN-1706", half="pm")
    found = Sighting.objects.values().get()
    known_from = found.pop("known_from")
    assert found == {
        "id": told.pk,
        "source": "Equipo propio",
        "sourced": True,
        "confidence": "medium",
        "key": told.key,
        "movement_id": row.pk,
        "area_id": Area.objects.get(key="HN-1706").pk,
        "crossing_id": None,
        "day": TODAY,
        "half": "pm",
        "kind": "departure",
        "low": 200,
        "best": 300,
        "high": 500,
        "estimate": "estimate",
        "source_type": "observed",
        "corrects_id": None,
        "first_known": None,
        "reporter_id": scene.monitor.id,
        "institution_id": scene.monitor.institution_id,
        "is_demo": False,
    }
    assert known_from == NOON, "when it was told, not when it was seen"
    columns = {field.get_internal_type() for field in Sighting._meta.get_fields()}
    assert not {"TimeField", "DurationField", "FloatField", "DecimalField"} & columns
    moments = [f.name for f in Sighting._meta.get_fields() if "DateTime" in f.get_internal_type()]
    assert moments == ["known_from", "first_known"]
    asked = {field.name for field in fields(movements.Seen)}
    assert not {"at", "hour", "time", "lat", "lon", "point"} & asked


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"half": "x"}, ("half", "unknown")),
        ({"kind": "x"}, ("kind", "unknown")),
        ({"source_type": "x"}, ("source_type", "unknown")),
        ({"confidence": "x"}, ("confidence", "unknown")),
        ({"estimate": "x"}, ("estimate", "unknown")),
        ({"estimate": ""}, ("estimate", "needed")),
        ({"low": None}, ("best", "all_three")),
        ({"low": 301}, ("best", "not_in_order")),
        ({"high": 100_001}, ("best", "not_in_order")),
        ({"day": TODAY + timedelta(days=1)}, ("day", "not_yet")),
        ({"area_key": "HN-17"}, ("area", "unknown")),
        ({"area_key": "HN-9999"}, ("area", "no_way")),
        ({"crossing_key": "X"}, ("crossing", "unknown")),
        ({"source": "9999-0000"}, ("source", "phone")),
    ],
)
def test_refused_sighting_leaves_nothing(scene, told, refused):
    places.area("HN-9999", "Sin camino", parent=Area.objects.get(key="HN-17"))
    row = make.movement(scene)
    with pytest.raises(FactRefused) as caught:
        make.sighting(scene, row, **told)
    assert (caught.value.field, caught.value.problem) == refused
    assert not Sighting.objects.exists()


def test_half_day_that_has_not_begun_is_not_seen(scene):
    row = make.movement(scene)
    with pytest.raises(FactRefused):
        make.sighting(scene, row, half="pm", at=NOON - HOUR)
    assert make.sighting(scene, row, half="pm", at=NOON).half == "pm"


def test_numbers_may_be_missing(scene):
    row = make.movement(scene)
    make.sighting(scene, row, low=None, best=None, high=None, estimate="")
    found = picture(row)
    assert found.people is None
    assert not found.told[0].differs


TELLS = {"keeper": True, "monitor": True, "red_cross": True, "officer": False}


@pytest.mark.parametrize(("name", "may"), TELLS.items())
def test_who_opens_and_adds(scene, name, may):
    by, row = getattr(scene, name), make.movement(scene)
    acts = (
        lambda: make.movement(scene, by=by),
        lambda: make.sighting(scene, row, by=by),
    )
    for act in acts:
        if may:
            assert act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert access.may_tell(by) is may


@pytest.mark.parametrize(
    ("name", "may"),
    [("keeper", True), ("red_cross", True), ("monitor", False), ("officer", False)],
)
def test_who_warns(scene, name, may):
    row = make.movement(scene)
    if may:
        assert make.warning(scene, row, by=getattr(scene, name))
    else:
        with pytest.raises(NotAllowed):
            make.warning(scene, row, by=getattr(scene, name))
        assert not NeedsWarning.objects.exists()
    assert access.may_lead(getattr(scene, name)) is may


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_who_enforces_does_and_sees_nothing(scene, kind):
    row = make.movement(scene)
    make.sighting(scene, row)
    warning = make.warning(scene, row)
    by = scene.enforcers[kind]
    second_hat = replace(scene.red_cross, also_of=frozenset({by.institution_id}))
    for actor in (by, second_hat):
        for act in (
            lambda actor=actor: make.movement(scene, by=actor),
            lambda actor=actor: make.sighting(scene, row, by=actor),
            lambda actor=actor: make.warning(scene, row, by=actor),
            lambda actor=actor: read(warning, by=actor),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert access.movements_for(actor, at=NOON, known_at=NOON) == []
        assert access.pictures_for(actor, at=NOON, known_at=NOON) == []
        assert access.warnings_for(actor, at=NOON, known_at=NOON) == []
        for unseen in (
            lambda actor=actor: picture(row, by=actor),
            lambda actor=actor: access.warning_for(actor, warning_id=warning.pk, known_at=NOON),
        ):
            with pytest.raises(NotFound):
                unseen()
    assert (Movement.objects.count(), Sighting.objects.count()) == (1, 1)
    assert not WarningReceipt.objects.exists()


def test_movement_that_does_not_exist_is_not_found(scene):
    gone = Movement(pk=uuid4())
    for act in (
        lambda: make.sighting(scene, gone),
        lambda: make.warning(scene, gone),
        lambda: picture(gone),
        lambda: access.warning_for(SYSTEM, warning_id=uuid4(), known_at=NOON),
    ):
        with pytest.raises(NotFound):
            act()


def test_announced_movement_is_reckoned_from_its_day(scene):
    row = make.movement(scene, day=TODAY + timedelta(days=1))
    found = picture(row)
    assert (found.going, found.told, found.people) == ("expected", (), None)
    assert found.is_under_way
    assert found.since == Span(local(21, 0), local(22, 0))
    assert found.pace == PRIOR
    assert [crossing.key for crossing in found.crossings] == ["HNSV-AMA"]


def told_places(rows):
    return [(row.crossing.key if row.crossing else row.area.key, row.km, row.stay) for row in rows]


def test_windows_of_towns_and_crossings_ahead(scene):
    row = make.movement(scene)
    make.sighting(scene, row)
    found = picture(row)
    assert told_places(found.ahead) == [
        ("HN-1706", 40, "overnight"),
        ("HNSV-AMA", 40, "overnight"),
        ("SV-1412", 40, "overnight"),
    ]
    near, far = found.ahead[1].window, found.ahead[2].window
    assert near == Span(local(20, 0), local(21, 0)), "40 km: 2.7 to 22 hours after the morning"
    assert far == Span(local(20, 0), local(21, 6)), "and up to six more behind the border"
    assert told_places(found.elsewhere) == [("HNSV-POY", 100, "overnight")]
    assert (found.here.area.key, found.here.stay) == ("HN-1701", "transit")
    assert found.here.window == Span(local(20, 0), local(21, 0))
    assert expected_at(found, "SV-1412") == found.ahead[2]
    assert expected_at(found, "HN-1701") == found.here
    assert expected_at(found, "SV-1408") is None
    assert not found.is_over


def test_group_behind_the_border_has_nothing_ahead(scene):
    row = make.movement(scene)
    make.sighting(scene, row, day=YESTERDAY)
    make.sighting(scene, row, area_key="SV-1412", crossing_key="HNSV-AMA", kind="crossing")
    found = picture(row)
    assert (found.going, found.ahead) == ("moving", ())
    assert found.here.area.key == "SV-1412"


def test_group_at_the_border_is_on_its_own_side(scene):
    row = make.movement(scene)
    make.sighting(scene, row, area_key="HN-1706", crossing_key="HNSV-AMA", kind="overnight")
    found = picture(row)
    assert told_places(found.ahead) == [("HNSV-AMA", 0, "overnight"), ("SV-1412", 0, "overnight")]
    assert found.here.stay == "overnight"


def test_crossing_far_from_the_municipality_does_not_move_it(scene):
    places.crossing("GTSV-X", "Otro", countries=["GT", "SV"])
    row = make.movement(scene)
    make.sighting(scene, row, crossing_key="GTSV-X")
    assert told_places(picture(row).ahead)[0] == ("HN-1706", 40, "overnight")


def test_slow_group_is_expected_later_and_gathering_is_no_walking(scene):
    row = make.movement(scene, day=YESTERDAY)
    make.sighting(scene, row, day=YESTERDAY - timedelta(days=3), kind="gathering")
    make.sighting(scene, row, kind="gathering")
    waiting = picture(row)
    assert waiting.pace == PRIOR
    assert waiting.here.stay == "overnight"
    make.sighting(scene, row, day=YESTERDAY - timedelta(days=2), kind="departure")
    make.sighting(scene, row, area_key="HN-1706", kind="transit")
    assert picture(row).pace.slow == 1.0


@pytest.mark.parametrize(
    ("kind", "going", "stay"),
    [
        ("blocked", "held", "stranded"),
        ("stranded", "held", "stranded"),
        ("return", "returning", "transit"),
        ("dispersal", "over", "transit"),
    ],
)
def test_group_that_does_not_go_on_has_no_window_ahead(scene, kind, going, stay):
    row = make.movement(scene)
    make.sighting(scene, row, day=YESTERDAY)
    make.sighting(scene, row, kind=kind)
    found = picture(row)
    assert (found.going, found.ahead, found.elsewhere) == (going, (), ())
    assert found.here.stay == stay
    shown = access.pictures_for(SYSTEM, at=NOON, known_at=NOON)
    assert len(shown) == (0 if going == "over" else 1)


def test_contested_figures_stand_side_by_side(scene):
    row = make.movement(scene)
    make.sighting(scene, row, at=NOON, source_type="observed")
    make.sighting(scene, row, at=NOON + HOUR, source_type="press", low=900, best=1_000, high=2_000)
    make.sighting(scene, row, at=NOON + HOUR, area_key="HN-1706", day=YESTERDAY)
    found = picture(row, at=NOON + HOUR)
    assert [(told.area.key, told.span.start, told.differs) for told in found.told] == [
        ("HN-1701", local(20, 0), True),
        ("HN-1706", local(19, 0), False),
    ]
    assert [s.source_type for s in found.told[0].sightings] == ["observed", "press"]
    assert found.people == found.told[0].people == People(200, 300, 2_000)


def test_numbers_of_an_earlier_half_day_count_until_there_are_newer(scene):
    row = make.movement(scene)
    make.sighting(scene, row, day=YESTERDAY)
    make.sighting(scene, row, low=None, best=None, high=None, estimate="")
    assert picture(row).people == People(200, 300, 500)


def test_only_what_was_known_and_had_begun_counts(scene):
    row = make.movement(scene, at=NOON)
    make.sighting(scene, row, at=NOON + HOUR, day=YESTERDAY)
    make.sighting(scene, row, at=NOON + 2 * HOUR, kind="ended")
    assert access.movements_for(SYSTEM, at=NOON, known_at=NOON - HOUR) == []
    assert [picture(row, known_at=NOON + n * HOUR, at=NOON + DAY).going for n in range(3)] == [
        "expected",
        "moving",
        "over",
    ]
    then = picture(row, at=NOON - DAY, known_at=NOON + DAY)
    assert (then.going, len(then.told)) == ("moving", 1), "true then, as known now"
    found = get_movement(row.pk, at=NOON, known_at=NOON + DAY)
    assert going_at(found, at=NOON) == "over"


def test_movement_whose_nodes_are_gone_still_shows(scene):
    row = make.movement(scene)
    with changeable(Movement):
        Movement.objects.filter(pk=row.pk).update(way=[])
    found = load_picture(get_movement(row.pk, at=NOON, known_at=NOON), at=NOON)
    assert (found.ahead, found.elsewhere, found.crossings) == ((), (), ())


def needs(area_key="HN-1706", *, stay="overnight", known_at=NOON):
    rows = list_needs_at(
        Area.objects.get(key=area_key),
        People(200, 300, 500),
        stay=stay,
        during=Span(local(20, 18), local(21, 6)),
        known_at=known_at,
    )
    return {row.code: row for row in rows}


def service(scene, key, *, hours="", beds=None, unit="beds", terms, **columns):
    row = directory.service(
        key,
        f"Servicio {key}",
        of=scene.institutions["red_cross"],
        place=Area.objects.get(key="HN-1706"),
        terms=terms,
        **columns,
    )
    if hours:
        Schedule.objects.create(service=row, opening_hours=hours, text_es="x", text_en="x")
    if beds is not None:
        Places.objects.create(service=row, unit=unit, maximum=beds, condition="nominal")
    return row


def test_needs_beside_what_there_is(scene):
    bed, food = directory.term("shelter"), directory.term("food", "Comida", "Food")
    service(scene, "S-1", beds=40, terms=[bed], hours="24/7")
    service(scene, "S-2", terms=[bed])
    service(scene, "S-3", beds=99, terms=[bed], hours="Mo-Fr 08:00-12:00")
    service(scene, "S-4", beds=10, terms=[bed], hours="when it rains")
    service(scene, "S-5", beds=60, terms=[food], unit="persons_per_day")
    service(scene, "S-6", beds=999, terms=[bed], status="closed")
    found = needs()
    assert found["beds"].capacity == Capacity(known=50, pledged=0, unknown=1, services=3)
    assert (found["beds"].low, found["beds"].best, found["beds"].high) == (200, 300, 500)
    assert found["beds"].gap == 250
    assert found["meals"].capacity == Capacity(known=60, services=1)
    assert (found["meals"].best, found["meals"].gap) == (603, 543)
    assert found["toilets"].capacity == Capacity()
    assert needs(stay="transit")["beds"].best == 60
    assert needs("HN-1701")["beds"].capacity == Capacity()


def test_protected_house_is_no_capacity(scene):
    bed = directory.term("shelter")
    row = directory.service(
        "S-SAFE",
        "Casa",
        of=scene.institutions["red_cross"],
        terms=[bed],
        visibility="restricted",
    )
    Places.objects.create(service=row, unit="beds", maximum=12, condition="nominal")
    assert needs()["beds"].capacity == Capacity()


def test_pledges_cover_until_they_are_taken_back(scene):
    emergency = Emergency.objects.create(
        key="E-1", kind="movement", name_es="x", name_en="x", from_at=NOON, known_from=NOON,
        opened_by=uuid4(),
    )  # fmt: skip

    def pledge(kind, amount, **columns):
        return Pledge.objects.create(
            emergency=emergency,
            institution=scene.institutions["red_cross"],
            kind=kind,
            amount=amount,
            area=Area.objects.get(key="HN-1706"),
            **{"from_at": NOON, "made_by": uuid4(), "made_at": NOON} | columns,
        )

    beds = pledge("beds", 80)
    pledge("beds", 20)
    pledge("teams", 9)
    pledge("water", 500, until_at=NOON)
    pledge("meals", 500, from_at=NOON + 9 * DAY)
    found = needs()
    assert {code: row.capacity.pledged for code, row in found.items() if row.capacity.pledged} == {
        "beds": 100
    }
    assert found["beds"].gap == 200
    PledgeStep.objects.create(pledge=beds, state="withdrawn", by=uuid4(), at=NOON + HOUR)
    assert needs()["beds"].capacity.pledged == 100, "not known yet"
    assert needs(known_at=NOON + HOUR)["beds"].capacity.pledged == 20

    def phase(name, *, known_from):
        EmergencyPhase.objects.create(
            emergency=emergency, phase=name, from_at=NOON, known_from=known_from, told_by=uuid4()
        )

    phase("closed", known_from=NOON + 2 * HOUR)
    assert needs(known_at=NOON + HOUR)["beds"].capacity.pledged == 20, "still open as known then"
    assert needs(known_at=NOON + 2 * HOUR)["beds"].capacity.pledged == 0
    phase("during", known_from=NOON + 3 * HOUR)
    assert needs(known_at=NOON + 3 * HOUR)["beds"].capacity.pledged == 20, "it began again"


def read(warning, *, by, at=NOON + HOUR):
    return movements.acknowledge_warning(warning_id=warning.pk, by=by, at=at)


def test_warning_says_how_much_from_when_until_when(scene):
    row = make.movement(scene)
    told = make.warning(scene, row)
    found = NeedsWarning.objects.values().get()
    assert found == {
        "id": told.pk,
        "movement_id": row.pk,
        "area_id": Area.objects.get(key="HN-1706").pk,
        "from_at": datetime(2020, 11, 21, tzinfo=UTC),
        "until_at": datetime(2020, 11, 21, 12, tzinfo=UTC),
        "low": 200,
        "best": 300,
        "high": 500,
        "needs": {
            "water_liters": 2250,
            "meals": 603,
            "beds": 300,
            "toilets": 6,
            "health_attentions": 30,
            "child_teams": 1,
            "calls": 45,
            "return_seats": 18,
        },
        "known_from": NOON,
        "replaces_id": None,
        "issued_by": scene.keeper.id,
        "institution_id": scene.keeper.institution_id,
        "is_demo": False,
    }
    assert Message.objects.order_by("created_at", "id").filter(topic="warning.issued").exists()


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"until_at": local(20, 20)}, ("until_at", "not_a_window")),
        ({"from_at": local(20, 17)}, ("until_at", "not_a_window")),
        ({"from_at": local(19, 0), "until_at": local(20, 12)}, ("until_at", "past")),
        ({"people": People(5, 4, 6)}, ("best", "not_in_order")),
        ({"stay": "x"}, ("stay", "unknown")),
        ({"area_key": "HN-17"}, ("area", "unknown")),
    ],
)
def test_refused_warning_leaves_nothing(scene, told, refused):
    row = make.movement(scene)
    with pytest.raises(FactRefused) as caught:
        make.warning(scene, row, **told)
    assert (caught.value.field, caught.value.problem) == refused
    assert not NeedsWarning.objects.exists()


def test_who_is_warned_reads_and_says_so_once(scene):
    row = make.movement(scene)
    warning = make.warning(scene, row)
    for by in (scene.red_cross, scene.mayor, scene.red_cross):
        assert read(warning, by=by).institution_id == by.institution_id
    assert WarningReceipt.objects.count() == 2
    assert Event.objects.filter(verb="warning.read").count() == 2
    listed = access.warnings_for(scene.mayor, at=NOON, known_at=NOON + DAY, movement_id=row.pk)
    assert [receipt.institution_id for receipt in listed[0].receipts.all()] == [
        scene.red_cross.institution_id,
        scene.mayor.institution_id,
    ]
    assert list(access.warnings_for(scene.mayor, at=NOON, known_at=NOON)[0].receipts.all()) == []
    assert access.warnings_for(scene.mayor, at=NOON, known_at=NOON - HOUR) == []


def test_consulate_sees_the_movement_and_is_not_warned(scene):
    row = make.movement(scene)
    warning = make.warning(scene, row)
    officer = replace(scene.consulate, roles=frozenset({"officer"}))
    assert picture(row, by=officer).row == row
    assert access.warnings_for(officer, at=NOON, known_at=NOON) == []
    with pytest.raises(NotAllowed):
        read(warning, by=officer)
    with pytest.raises(NotAllowed):
        read(warning, by=SYSTEM)
    assert access.warnings_for(scene.consulate, at=NOON, known_at=NOON) == [warning]
    assert access.warning_for(scene.mayor, warning_id=warning.pk, known_at=NOON) == warning


def test_warnings_ahead_stand_before_those_that_are_over(scene):
    row = make.movement(scene)
    first = make.warning(scene, row)
    second = make.warning(
        scene, row, from_at=local(22, 0), until_at=local(22, 6), area_key="SV-1412"
    )
    at = local(21, 12)
    listed = access.warnings_for(SYSTEM, at=at, known_at=at)
    assert listed == [second, first]


def test_names_that_may_be_written_are_those_of_the_directory(scene):
    names = list_known_names()
    assert {"Nacaome", "El Amatillo", "DEMO red_cross", "Goascoran Viejo"} <= names

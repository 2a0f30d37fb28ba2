"""Emergencies: who opens and tells, what is refused, and what the committed facts become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.directory import actor_of, institution
from tests.factories.places import el_amatillo

from relevo.audit.models import Event
from relevo.situation.actions import checklist, emergencies, pledges, published
from relevo.situation.actions.emergencies import EmergencyFacts, FigureFacts, Where
from relevo.situation.actions.pledges import PledgeFacts
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import (
    ChecklistItem,
    ChecklistMark,
    Emergency,
    EmergencyArea,
    EmergencyPhase,
    Figure,
    Pledge,
    PledgeStep,
)
from relevo.situation.queries import checklist as checklist_queries
from relevo.situation.queries import emergencies as queries
from relevo.situation.queries import pledges as pledge_queries

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
STORM = EmergencyFacts(kind="storm", name_es="Tormenta", from_at=AT, where=[Where("HN")])
COUNTED = FigureFacts(
    measure="affected",
    value=100,
    qualifier="about",
    said_by="OCHA",
    as_of_at=AT,
    source="https://example.org",
    country="HN",
)
BEDS = PledgeFacts("beds", 20, "HN-1701", AT)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(db):
    el_amatillo()


@pytest.fixture
def leader():
    return actor_of(institution("HN-RED", country="HN", is_demo=True), "coordinator")


@pytest.fixture
def storm(leader):
    return emergencies.open_emergency(told=STORM, by=leader, at=AT)


def view(key="tormenta-2020", at=AT, known_at=None, *, sees_live=True):
    return queries.get_emergency(key, at=at, known_at=known_at or at, sees_live=sees_live)


def refused(call):
    with pytest.raises(FactRefused) as refusal:
        call()
    return refusal.value.field, refusal.value.problem


def test_an_emergency_is_opened_with_its_place_and_phase(storm):
    found = view()

    assert (storm.key, storm.is_demo, storm.sourced) == ("tormenta-2020", True, False)
    assert (found.line.phase, found.line.name.en) == ("during", "Tormenta")
    assert [place.country for place in found.line.places] == ["HN"]
    assert Event.objects.get(verb="emergency.opened").facts == {
        "kind": "storm",
        "phase": "during",
    }


def test_two_of_one_name_have_two_keys(storm, leader):
    again = emergencies.open_emergency(told=STORM, by=leader, at=AT)

    assert again.key == "tormenta-2020-2"


@pytest.mark.parametrize(
    ("role", "kind", "may"),
    [
        ("coordinator", "ngo", True),
        ("system", "ngo", True),
        ("coordinator", "police", False),
        ("coordinator", "army", False),
        ("coordinator", "gov_migration", False),
        ("officer", "ngo", False),
        ("duty_officer", "ngo", False),
        ("border_monitor", "ngo", False),
        ("analyst", "ngo", False),
        ("institution_admin", "ngo", False),
    ],
)
def test_who_opens_and_tells(storm, role, kind, may):
    by = actor_of(institution("HN-X", kind=kind), role)
    acts = (
        lambda: emergencies.open_emergency(told=replace(STORM, name_es="Otra"), by=by, at=AT),
        lambda: emergencies.add_area(
            emergency_id=storm.pk, where=Where("SV"), from_at=AT, by=by, at=AT
        ),
        lambda: emergencies.end_area(
            emergency_id=storm.pk, where=Where("HN"), until_at=AT, by=by, at=AT
        ),
        lambda: emergencies.move_phase(
            emergency_id=storm.pk, phase="after", from_at=AT, by=by, at=AT
        ),
        lambda: emergencies.tell_figure(emergency_id=storm.pk, told=COUNTED, by=by, at=AT),
    )
    for act in acts:
        if may:
            act()
            continue
        with pytest.raises(NotAllowed):
            act()
    rows = (Emergency, EmergencyArea, EmergencyPhase, Figure)
    assert [row.objects.count() for row in rows] == ([2, 4, 3, 1] if may else [1, 1, 1, 0])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name_es": " "}, ("name_es", "missing")),
        ({"name_es": "x" * 121}, ("name_es", "too_long")),
        ({"kind": "war"}, ("kind", "unknown")),
        ({"phase": "closed"}, ("phase", "unknown")),
        ({"confidence": "total"}, ("confidence", "unknown")),
        ({"from_at": AT + HOUR}, ("from_at", "in_the_future")),
        ({"where": []}, ("where", "missing")),
        ({"where": [Where("MX")]}, ("where", "unknown")),
        ({"where": [Where("SV", "HN-17")]}, ("where", "unknown")),
    ],
)
def test_what_is_no_emergency(leader, changes, expected):
    def act():
        emergencies.open_emergency(told=replace(STORM, **changes), by=leader, at=AT)

    assert refused(act) == expected
    assert (Emergency.objects.count(), EmergencyPhase.objects.count()) == (0, 0)


def test_an_area_is_added_once_and_ended_once(storm, leader):
    asked = {"emergency_id": storm.pk, "where": Where("SV", "SV-1412"), "by": leader}

    emergencies.add_area(**asked, from_at=AT, at=AT)
    assert refused(lambda: emergencies.add_area(**asked, from_at=AT, at=AT)) == (
        "where",
        "already",
    )
    assert refused(lambda: emergencies.end_area(**asked, until_at=AT - HOUR, at=AT)) == (
        "until_at",
        "before_start",
    )
    emergencies.end_area(**asked, until_at=AT + HOUR, at=AT + HOUR)
    assert refused(lambda: emergencies.end_area(**asked, until_at=AT + HOUR, at=AT + HOUR)) == (
        "where",
        "not_there",
    )

    assert [place.area_key for place in view(at=AT).line.places] == ["", "SV-1412"]
    assert [place.area_key for place in view(at=AT + HOUR).line.places] == [""]
    assert view(at=AT).line.places[1].words == "Pasaquina, La Unión"


def test_phases_move_and_the_earlier_ones_stay(storm, leader):
    asked = {"emergency_id": storm.pk, "by": leader}
    later = AT + HOUR

    assert refused(lambda: emergencies.move_phase(**asked, phase="during", from_at=AT, at=AT)) == (
        "phase",
        "same",
    )
    assert refused(lambda: emergencies.move_phase(**asked, phase="gone", from_at=AT, at=AT)) == (
        "phase",
        "unknown",
    )
    assert refused(
        lambda: emergencies.move_phase(**asked, phase="after", from_at=AT - HOUR, at=AT)
    ) == ("from_at", "before_phase")
    emergencies.move_phase(**asked, phase="during", from_at=AT, at=AT, reason_es="Otra tormenta")
    emergencies.move_phase(**asked, phase="closed", from_at=later, at=later)

    assert (view(at=AT).line.phase, view(at=later).line.phase) == ("during", "closed")
    assert view(at=later, known_at=AT).line.phase == "during"
    assert [row.phase for row in view(at=later).history] == ["during", "during", "closed"]
    assert view(at=later).line.is_over


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"measure": "people"}, ("measure", "unknown")),
        ({"qualifier": "some"}, ("qualifier", "unknown")),
        ({"confidence": "total"}, ("confidence", "unknown")),
        ({"as_of_at": AT + HOUR}, ("as_of_at", "in_the_future")),
        ({"value": -1}, ("value", "out_of_range")),
        ({"value": 100_000_001}, ("value", "out_of_range")),
        ({"high": 99}, ("high", "below_value")),
        ({"said_by": ""}, ("said_by", "missing")),
        ({"source": ""}, ("source", "missing")),
        ({"country": "", "area_key": "HN-17"}, ("where", "unknown")),
        ({"note_es": "x" * 301}, ("note_es", "too_long")),
    ],
)
def test_what_is_no_figure(storm, leader, changes, expected):
    def act():
        emergencies.tell_figure(
            emergency_id=storm.pk, told=replace(COUNTED, **changes), by=leader, at=AT
        )

    assert refused(act) == expected
    assert Figure.objects.count() == 0


def test_figures_stand_by_measure_and_place_as_known_then(storm, leader):
    for told, at in (
        (COUNTED, AT),
        (replace(COUNTED, value=90, said_by="CONRED", high=95), AT),
        (replace(COUNTED, value=150, as_of_at=AT + HOUR), AT + 2 * HOUR),
        (replace(COUNTED, measure="dead", value=1, country="", note_es="Nota"), AT),
    ):
        emergencies.tell_figure(emergency_id=storm.pk, told=told, by=leader, at=at)

    then, now = view(at=AT).figures, view(at=AT + 3 * HOUR).figures
    assert [(g.measure, g.country, len(g.latest), len(g.earlier)) for g in then.groups] == [
        ("affected", "HN", 2, 0),
        ("dead", "", 1, 0),
    ]
    assert sorted(row.value for row in now.groups[0].latest) == [90, 150]
    assert [row.value for row in now.groups[0].earlier] == [100]
    assert view(at=AT + 3 * HOUR, known_at=AT).figures == then
    assert now.groups[1].latest[0].note.en == "Nota"


def test_people_on_the_way_are_not_there_for_who_does_not_see_live(leader):
    told = replace(STORM, kind="movement", name_es="Movilización numerosa")
    moving = emergencies.open_emergency(told=told, by=leader, at=AT)

    assert queries.list_emergencies(at=AT, known_at=AT, sees_live=False) == []
    assert [row.id for row in queries.list_emergencies(at=AT, known_at=AT, sees_live=True)] == [
        moving.pk
    ]
    with pytest.raises(NotFound):
        view(moving.key, sees_live=False)
    emergencies.move_phase(emergency_id=moving.pk, phase="closed", from_at=AT, by=leader, at=AT)
    much_later = AT + timedelta(days=14)
    assert view(moving.key, at=much_later, sees_live=False).line.id == moving.pk


def test_people_on_the_way_again_are_not_there_in_the_past_either(leader):
    told = replace(STORM, kind="movement", name_es="Movilización numerosa")
    moving = emergencies.open_emergency(told=told, by=leader, at=AT)
    emergencies.move_phase(emergency_id=moving.pk, phase="closed", from_at=AT, by=leader, at=AT)
    quiet, again = AT + timedelta(days=20), AT + timedelta(days=40)
    assert view(moving.key, at=quiet, known_at=again, sees_live=False).line.is_over
    emergencies.move_phase(
        emergency_id=moving.pk, phase="during", from_at=again, by=leader, at=again
    )

    with pytest.raises(NotFound):
        view(moving.key, at=quiet, known_at=again, sees_live=False)
    assert queries.list_emergencies(at=quiet, known_at=again, sees_live=False) == []
    assert view(moving.key, at=quiet, known_at=quiet, sees_live=False).line.is_over
    assert view(moving.key, at=quiet, known_at=again).line.is_over


def test_what_is_not_there_yet_or_at_all(storm, leader):
    with pytest.raises(NotFound):
        view(at=AT - HOUR)
    with pytest.raises(NotFound):
        view("nada")
    with pytest.raises(NotFound):
        emergencies.tell_figure(emergency_id=leader.id, told=COUNTED, by=leader, at=AT)
    assert queries.emergency_of(storm.key, known_at=AT, sees_live=True).id == storm.pk


def test_a_pledge_is_of_its_own_institution_alone(storm, leader):
    other = actor_of(institution("HN-OTRA"), "officer")
    pledge = pledges.make_pledge(emergency_id=storm.pk, told=BEDS, by=other, at=AT)

    for act in (
        lambda: pledges.deliver_pledge(pledge_id=pledge.pk, amount=5, by=leader, at=AT),
        lambda: pledges.withdraw_pledge(pledge_id=pledge.pk, by=leader, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert PledgeStep.objects.count() == 0
    pledges.deliver_pledge(pledge_id=pledge.pk, amount=5, by=other, at=AT)
    assert refused(
        lambda: pledges.deliver_pledge(pledge_id=pledge.pk, amount=5, by=other, at=AT)
    ) == ("amount", "same")
    pledges.withdraw_pledge(pledge_id=pledge.pk, by=other, at=AT + HOUR)
    for act in (
        lambda: pledges.deliver_pledge(pledge_id=pledge.pk, amount=9, by=other, at=AT + HOUR),
        lambda: pledges.withdraw_pledge(pledge_id=pledge.pk, by=other, at=AT + HOUR),
    ):
        assert refused(act) == ("state", "withdrawn")

    then = pledge_queries.get_pledge(pledge.pk, at=AT).standing
    now = pledge_queries.get_pledge(pledge.pk, at=AT + HOUR).standing
    assert (then.state, then.delivered, now.state, now.delivered) == (
        "delivered",
        5,
        "withdrawn",
        5,
    )
    lines = pledge_queries.list_pledges(emergency_key=storm.key, known_at=AT)
    (total,) = pledge_queries.sum_pledges(lines)
    assert (total.kind, total.area, total.promised, total.delivered) == (
        "beds",
        "Nacaome, Valle",
        20,
        5,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "gold"}, ("kind", "unknown")),
        ({"amount": 0}, ("amount", "out_of_range")),
        ({"area_key": "X"}, ("place", "unknown")),
        ({"until_at": AT}, ("until_at", "before_start")),
        ({"from_at": AT - 2 * HOUR, "until_at": AT - HOUR}, ("until_at", "past")),
        ({"note": "x" * 201}, ("note", "too_long")),
    ],
)
def test_what_is_no_pledge(storm, leader, changes, expected):
    def act():
        pledges.make_pledge(emergency_id=storm.pk, told=replace(BEDS, **changes), by=leader, at=AT)

    assert refused(act) == expected
    assert Pledge.objects.count() == 0


def test_nothing_is_promised_for_what_is_over_or_by_nobody(storm, leader):
    for by in (actor_of(None, "officer"), actor_of(institution("HN-Y"), "analyst")):
        with pytest.raises(NotAllowed):
            pledges.make_pledge(emergency_id=storm.pk, told=BEDS, by=by, at=AT)
    with pytest.raises(NotFound):
        pledges.make_pledge(emergency_id=leader.id, told=BEDS, by=leader, at=AT)
    with pytest.raises(NotFound):
        pledges.withdraw_pledge(pledge_id=leader.id, by=leader, at=AT)
    with pytest.raises(NotFound):
        pledge_queries.get_pledge(leader.id, at=AT)
    emergencies.move_phase(emergency_id=storm.pk, phase="closed", from_at=AT, by=leader, at=AT)

    assert refused(
        lambda: pledges.make_pledge(emergency_id=storm.pk, told=BEDS, by=leader, at=AT)
    ) == ("emergency", "closed")
    assert Pledge.objects.count() == 0


ITEMS = [
    published.PublishedItem("a", "before", 2, "", "Uno", "One"),
    published.PublishedItem("b", "during", 4, "epidemic", "Dos", "Two"),
    published.PublishedItem("c", "during", 4, "storm|flood", "Tres", "Three"),
]


def test_an_item_is_marked_taken_back_and_marked_again(storm, leader):
    published.publish_checklist(ITEMS)
    asked = {"emergency_id": storm.pk, "item": "a", "by": leader}

    assert refused(lambda: checklist.mark_item(**asked, is_done=False, at=AT)) == ("item", "same")
    checklist.mark_item(**asked, is_done=True, at=AT)
    assert refused(lambda: checklist.mark_item(**asked, is_done=True, at=AT)) == ("item", "same")
    checklist.mark_item(**asked, is_done=False, at=AT + HOUR)
    with pytest.raises(NotFound):
        checklist.mark_item(**asked | {"emergency_id": leader.id}, is_done=True, at=AT)
    with pytest.raises(NotAllowed):
        checklist.mark_item(**asked | {"by": actor_of(None, "officer")}, is_done=True, at=AT)
    assert refused(lambda: checklist.mark_item(**asked | {"item": "z"}, is_done=True, at=AT)) == (
        "item",
        "unknown",
    )

    def read(at):
        return checklist_queries.read_checklist(
            emergency_id=storm.pk, kind="storm", known_at=at, institution_id=leader.institution_id
        )

    assert [(row.code, row.is_ours) for row in read(AT).items] == [("a", True), ("c", False)]
    assert [row.done_by for row in read(AT + HOUR).items] == [(), ()]
    assert [(row.phase, row.done, row.total) for row in read(AT).progress] == [
        ("before", 1, 1),
        ("during", 0, 1),
    ]
    assert ChecklistMark.objects.count() == 2


def test_an_item_that_vanished_is_kept_for_its_marks(storm, leader):
    published.publish_checklist(ITEMS)
    checklist.mark_item(emergency_id=storm.pk, item="a", is_done=True, by=leader, at=AT)

    assert published.publish_checklist(ITEMS[2:]) == 1

    assert [(row.code, row.is_current) for row in ChecklistItem.objects.order_by("code")] == [
        ("a", False),
        ("c", True),
    ]
    published.publish_checklist(ITEMS)
    assert ChecklistItem.objects.filter(is_current=True).count() == 3


SOURCE = {"source": "https://example.org", "sourced": True, "confidence": "high"}
ETA = published.PublishedEmergency(
    key="eta",
    kind="storm",
    name_es="Eta",
    name_en="Eta",
    from_at=AT,
    known_from=AT,
    **SOURCE,
    phases=[published.PublishedPhase("during", AT, AT, "", "", **SOURCE)],
    areas=[published.PublishedArea("HN", "", AT, None, AT, **SOURCE)],
    figures=[
        published.PublishedFigure(
            key="eta-1",
            country="HN",
            area_key="",
            measure="dead",
            value=1,
            high=None,
            qualifier="exact",
            said_by="COPECO",
            note_es="",
            note_en="",
            as_of_at=AT,
            known_from=AT,
            **SOURCE,
        )
    ],
)


def test_publishing_twice_is_publishing_once_and_what_people_told_stays(leader):
    published.publish_emergencies([ETA])
    found = Emergency.objects.get(key="eta")
    emergencies.tell_figure(emergency_id=found.pk, told=COUNTED, by=leader, at=AT)
    later = AT + HOUR
    emergencies.move_phase(emergency_id=found.pk, phase="after", from_at=later, by=leader, at=later)

    assert published.publish_emergencies([ETA]) == 0
    assert published.publish_emergencies([replace(ETA, figures=[], name_es="Tormenta Eta")]) == 1

    shown = view("eta", at=later)
    assert (shown.line.name.es, shown.line.phase) == ("Tormenta Eta", "after")
    assert [group.measure for group in shown.figures.groups] == ["affected"]
    assert (EmergencyPhase.objects.count(), EmergencyArea.objects.count()) == (2, 1)


def test_a_published_one_that_vanished_goes_unless_somebody_told_of_it(leader):
    other = replace(ETA, key="iota", figures=[])
    published.publish_emergencies([ETA, other])
    told_of = Emergency.objects.get(key="iota")
    emergencies.tell_figure(emergency_id=told_of.pk, told=COUNTED, by=leader, at=AT)

    assert published.publish_emergencies([]) == 2

    assert [row.key for row in Emergency.objects.all()] == ["iota"]

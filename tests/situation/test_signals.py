"""Word that goes around: noted without a person in it, found out by a second one, answered."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import movements as make
from tests.factories import places
from tests.factories.movements import ADVISORY, DAY, ENFORCEMENT, HOUR, NOON

from relevo.audit.models import Event
from relevo.kernel.actor import SYSTEM
from relevo.outbox.models import Message
from relevo.places.models import Area, Post
from relevo.situation import access
from relevo.situation.actions import signals
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Advisory, Signal, SignalFinding
from relevo.situation.queries.signals import advisories_at
from relevo.situation.rules.signals import Term, speaks, verdict_of

pytestmark = pytest.mark.django_db
REASON = "Llamamos a la autoridad migratoria y no lo ha anunciado"


@pytest.fixture
def scene():
    return make.stage()


def find(row, *, by, verdict="refuted", reason=REASON, at=NOON + HOUR):
    return signals.give_verdict(signal_id=row.pk, verdict=verdict, reason=reason, by=by, at=at)


def test_signal_is_noted_without_its_author(scene):
    places.el_amatillo()
    row = make.signal(
        scene, area_key="HN-1701", crossing_key="HNSV-AMA", about_at=NOON + DAY, kind="opening"
    )
    found = Signal.objects.values().get(pk=row.pk)
    assert found == {
        "id": row.pk,
        "kind": "opening",
        "text": "Dicen que el viernes sale mucha gente de la terminal",
        "source_type": "chat",
        "confidence": "low",
        "area_id": Area.objects.get(key="HN-1701").pk,
        "crossing_id": row.crossing.pk,
        "about_at": NOON + DAY,
        "known_from": NOON,
        "noted_by": scene.monitor.id,
        "institution_id": scene.monitor.institution_id,
        "is_demo": False,
    }
    event = Event.objects.get()
    assert (event.verb, event.facts) == (
        "signal.noted",
        {"kind": "opening", "source_type": "chat"},
    )
    assert Message.objects.get().topic == "signal.noted"


def test_signal_of_an_example_institution_is_an_example(scene):
    scene.institutions["secretariat"].is_demo = True
    scene.institutions["secretariat"].save()
    assert make.signal(scene).is_demo is True
    assert make.signal(scene, by=SYSTEM).is_demo is False


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"text": "Ver https://ejemplo.test"}, ("text", "link")),
        ({"text": "Lo organiza Juan Pérez"}, ("text", "name")),
        ({"text": "Llamar al 9999-0000"}, ("text", "phone")),
        ({"text": "  "}, ("text", "needed")),
        ({"text": "a" * 301}, ("text", "too_long")),
        ({"kind": "x"}, ("kind", "unknown")),
        ({"source_type": "x"}, ("source_type", "unknown")),
        ({"confidence": "x"}, ("confidence", "unknown")),
        ({"area_key": "HN-0000"}, ("area", "unknown")),
        ({"crossing_key": "X"}, ("crossing", "unknown")),
    ],
)
def test_refused_signal_leaves_nothing(scene, told, refused):
    with pytest.raises(FactRefused) as caught:
        make.signal(scene, **told)
    assert (caught.value.field, caught.value.problem) == refused
    assert not Signal.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("name", "may"),
    [("monitor", True), ("keeper", True), ("red_cross", True), ("officer", False)],
)
def test_who_notes(scene, name, may):
    if may:
        assert make.signal(scene, by=getattr(scene, name)).noted_by == getattr(scene, name).id
        return
    with pytest.raises(NotAllowed) as caught:
        make.signal(scene, by=getattr(scene, name))
    assert caught.value.act == "signal.note"
    assert not Signal.objects.exists()


@pytest.mark.parametrize("kind", ENFORCEMENT)
def test_who_enforces_notes_finds_and_tells_nothing(scene, kind):
    row, told = make.signal(scene), make.advisory(scene)
    by = scene.enforcers[kind]
    second_hat = replace(scene.second, also_of=frozenset({by.institution_id}))
    for actor in (by, second_hat):
        for act in (
            lambda actor=actor: make.signal(scene, by=actor),
            lambda actor=actor: find(row, by=actor),
            lambda actor=actor: make.advisory(scene, by=actor),
            lambda actor=actor: signals.end_advisory(advisory_id=told.pk, by=actor, at=NOON),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert access.signals_for(actor, known_at=NOON, limit=9) == []
        assert access.count_signals_for(actor, known_at=NOON) == 0
        with pytest.raises(NotFound):
            access.signal_for(actor, signal_id=row.pk, known_at=NOON)
    assert not SignalFinding.objects.exists()


def test_second_person_says_what_it_is_worth(scene):
    row = make.signal(scene)
    find(row, by=scene.keeper)
    find(row, by=scene.second, verdict="verified", at=NOON + 2 * HOUR)
    line = access.signal_for(scene.red_cross, signal_id=row.pk, known_at=NOON + 3 * HOUR)
    assert line.verdict == "verified"
    assert [(f.verdict, f.role, f.reason) for f in line.findings] == [
        ("verified", "coordinator", REASON),
        ("refuted", "coordinator", REASON),
    ]
    earlier = access.signals_for(scene.red_cross, known_at=NOON + HOUR, limit=9)
    assert [found.verdict for found in earlier] == ["refuted"]
    assert access.signals_for(scene.red_cross, known_at=NOON - HOUR, limit=9) == []
    assert access.count_signals_for(scene.red_cross, known_at=NOON) == 1
    with pytest.raises(NotFound):
        access.signal_for(scene.red_cross, signal_id=row.pk, known_at=NOON - HOUR)


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("monitor", "signal.find"),
        ("officer", "signal.find"),
        ("red_cross", "signal.find"),
        ("mayor", "signal.find"),
    ],
)
def test_only_the_coordination_of_a_keeper_finds(scene, name, act):
    row = make.signal(scene)
    with pytest.raises(NotAllowed) as caught:
        find(row, by=getattr(scene, name))
    assert caught.value.act == act
    assert not SignalFinding.objects.exists()


def test_nobody_finds_out_alone(scene):
    row = make.signal(scene, by=scene.keeper)
    with pytest.raises(NotAllowed) as caught:
        find(row, by=scene.keeper)
    assert caught.value.act == "signal.find_own"
    assert not access.may_find(scene.keeper, row)
    assert access.may_find(scene.second, row)
    assert not access.may_find(replace(scene.second, institution_id=None), row)


def test_instance_plays_both_parts_of_a_replay(scene):
    row = make.signal(scene, by=SYSTEM)
    assert find(row, by=SYSTEM).role == "system"


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ({"verdict": "x"}, ("verdict", "unknown")),
        ({"reason": ""}, ("reason", "needed")),
        ({"reason": "Lo dijo @alguien"}, ("reason", "handle")),
    ],
)
def test_refused_finding_leaves_nothing(scene, told, refused):
    row = make.signal(scene)
    with pytest.raises(FactRefused) as caught:
        find(row, by=scene.keeper, **told)
    assert (caught.value.field, caught.value.problem) == refused
    assert not SignalFinding.objects.exists()


def test_signal_that_does_not_exist_is_not_found(scene):
    for act in (
        lambda: find(SimpleNamespace(pk=uuid4()), by=scene.keeper),
        lambda: make.advisory(scene, signal_id=uuid4()),
        lambda: signals.end_advisory(advisory_id=uuid4(), by=scene.keeper, at=NOON),
    ):
        with pytest.raises(NotFound):
            act()


def test_advisory_answers_once_a_second_person_has_looked(scene):
    row = make.signal(scene)
    with pytest.raises(FactRefused) as caught:
        make.advisory(scene, signal_id=row.pk)
    assert (caught.value.field, caught.value.problem) == ("signal", "no_finding")
    assert not Advisory.objects.exists()
    find(row, by=scene.second)
    told = make.advisory(scene, signal_id=row.pk)
    assert (told.signal_id, told.title_es) == (row.pk, ADVISORY.title_es)
    assert [event.verb for event in Event.objects.order_by("id")][-1] == "advisory.published"


@pytest.mark.parametrize(
    ("told", "more", "refused"),
    [
        ({"text_es": "El mensaje es falso"}, {}, ("text_es", "wording")),
        ({"title_en": "Fake message"}, {}, ("title_en", "wording")),
        ({"text_en": "Caravan ahead"}, {}, ("text_en", "wording")),
        ({"text_en": "See www.x"}, {}, ("text_en", "link")),
        ({"title_es": ""}, {}, ("title_es", "needed")),
        ({"title_es": "a" * 121}, {}, ("title_es", "too_long")),
        ({}, {"until_at": NOON}, ("until_at", "not_later")),
        ({}, {"from_at": NOON - DAY, "until_at": NOON - HOUR}, ("until_at", "not_later")),
        ({}, {"until_at": NOON + 31 * DAY}, ("until_at", "far_away")),
        ({}, {"area_key": "X"}, ("area", "unknown")),
    ],
)
def test_refused_advisory_leaves_nothing(scene, told, more, refused):
    with pytest.raises(FactRefused) as caught:
        make.advisory(scene, told=replace(ADVISORY, **told), **more)
    assert (caught.value.field, caught.value.problem) == refused
    assert not Advisory.objects.exists()


def test_quotation_may_say_what_the_message_says(scene):
    text = "Circula el mensaje de que sale una «caravana». Hasta ahora nadie lo ha anunciado."
    assert make.advisory(scene, told=replace(ADVISORY, text_es=text)).text_es == text


def test_monitor_does_not_speak_to_the_public(scene):
    with pytest.raises(NotAllowed):
        make.advisory(scene, by=scene.monitor)
    assert not Advisory.objects.exists()


def test_who_keeps_no_network_tells_the_public_only_in_answer_to_a_signal(scene):
    with pytest.raises(NotAllowed) as refused:
        make.advisory(scene, by=scene.red_cross)
    assert refused.value.act == "advisory.unasked"
    assert not Advisory.objects.exists()
    row = make.signal(scene)
    find(row, by=scene.second)
    assert make.advisory(scene, by=scene.red_cross, signal_id=row.pk).signal_id == row.pk
    assert make.advisory(scene, by=scene.second).signal_id is None


def shown(at=NOON, known_at=None, **where):
    return [row.pk for row in advisories_at(at=at, known_at=known_at or at, **where)]


def test_advisory_expires_by_itself_or_is_ended(scene):
    row = make.advisory(scene, lasts=DAY)
    later = NOON + 2 * HOUR
    assert shown(later) == [row.pk]
    assert shown(NOON + DAY) == []
    assert shown(NOON, NOON - HOUR) == []
    signals.end_advisory(advisory_id=row.pk, by=scene.second, at=later)
    assert shown(later) == []
    assert shown(NOON + HOUR, later) == [row.pk]
    assert shown(later, NOON + HOUR) == [row.pk], "as known before it was ended"
    for at in (later, NOON + DAY):
        with pytest.raises(FactRefused) as caught:
            signals.end_advisory(advisory_id=row.pk, by=scene.keeper, at=at)
        assert caught.value.problem == "over"


def test_expired_advisory_is_not_ended_again(scene):
    row = make.advisory(scene, lasts=HOUR)
    with pytest.raises(FactRefused):
        signals.end_advisory(advisory_id=row.pk, by=scene.keeper, at=NOON + DAY)
    assert Advisory.objects.get().ended_at is None


def test_advisory_stands_where_it_belongs(scene):
    places.el_amatillo()
    post = Post.objects.get(key="HNSV-AMA-HN")
    post.area = Area.objects.get(key="HN-1706")
    post.save()
    everywhere = make.advisory(scene)
    crossing = make.advisory(scene, crossing_key="HNSV-AMA", at=NOON + HOUR)
    department = make.advisory(scene, area_key="HN-17", at=NOON + 2 * HOUR)
    town = make.advisory(scene, area_key="HN-1701", at=NOON + 3 * HOUR)
    at = NOON + 4 * HOUR
    assert shown(at) == [town.pk, department.pk, crossing.pk, everywhere.pk]
    assert shown(at, crossing_key="HNSV-AMA") == [department.pk, crossing.pk]
    assert shown(at, area_key="HN-1701") == [town.pk, department.pk]
    assert shown(at, area_key="HN-17") == [town.pk, department.pk]
    assert shown(at, area_key="SV-14") == []


hours = st.integers(0, 100).map(lambda count: NOON + timedelta(hours=count))


@given(st.builds(Term, hours, hours, hours, st.none() | hours), hours, hours)
def test_advisory_is_never_told_before_it_was_known(term, at, known_at):
    if speaks(term, at=at, known_at=known_at):
        assert term.known_from <= known_at
        assert term.from_at <= at < term.until_at
        assert term.ended_at is None or term.ended_at > known_at or at < term.ended_at


@given(st.lists(st.tuples(hours, st.sampled_from(["verified", "refuted", "unclear"]))), hours)
def test_verdict_is_the_newest_known(told, known_at):
    rows = [SimpleNamespace(at=at, verdict=verdict) for at, verdict in told]
    known = [row for row in rows if row.at <= known_at]
    found = verdict_of(rows, known_at=known_at)
    if not known:
        assert found == "unclear"
    else:
        newest = max(row.at for row in known)
        assert found in {row.verdict for row in known if row.at == newest}

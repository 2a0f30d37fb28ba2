"""Counterparts across a crossing."""

import pytest
from tests.factories import care, places
from tests.factories.care import NOON
from tests.factories.directory import actor_of

from relevo.audit.models import Event
from relevo.networks.actions import mirrors as actions
from relevo.networks.errors import MirrorRefused, MirrorUnknown, NetworkUnknown, NotKeeper
from relevo.networks.models import Mirror
from relevo.networks.queries import mirrors as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = care.stage()
    scene.crossing = places.crossing("HNSV-AMA", "El Amatillo", countries=["HN", "SV"])
    return scene


def add(scene, *keys, by=None, **more):
    told = {"network_key": "RED-X", "crossing_key": "HNSV-AMA", "by": by or scene.secretary}
    return actions.add_mirror(keys=keys, at=NOON, **told | more)


def test_a_pair_is_shown_on_both_sides_whatever_the_order(scene):
    pair = add(scene, "SV-CASA", "HN-CLIN", note="Reciben a las mismas personas")

    assert (pair.institution_a, pair.institution_b, pair.crossing) == (
        scene.clinic,
        scene.house,
        scene.crossing,
    )
    assert (pair.note_es, pair.note_en) == ("Reciben a las mismas personas",) * 2
    assert queries.list_mirrors(scene.network) == [pair]
    assert queries.counterparts_of(scene.clinic.pk) == [pair]
    assert queries.counterparts_of(scene.house.pk) == [pair]
    assert queries.counterparts_of(scene.secretariat.pk) == []
    assert Event.objects.get().facts == {
        "institutions": [str(scene.clinic.pk), str(scene.house.pk)]
    }


@pytest.mark.parametrize(
    ("keys", "more", "field", "problem"),
    [
        (("SV-CASA", "SV-CASA"), {}, "institution_b", "same_side"),
        (("HN-SEC", "HN-CLIN"), {}, "institution_b", "same_side"),
        (("SV-CASA", "GT-OTRA"), {}, "institution_b", "unknown"),
        (("SV-CASA", "X"), {}, "institution_b", "unknown"),
        (("HN-CLIN", "SV-CASA"), {}, "institution_b", "known"),
        (("SV-CASA", "HN-SEC"), {"crossing_key": "X"}, "crossing", "unknown"),
        (("SV-CASA", "HN-SEC"), {"note": "x" * 201}, "note", "too_long"),
    ],
)
def test_who_are_no_counterparts(scene, keys, more, field, problem):
    add(scene, "SV-CASA", "HN-CLIN")

    with pytest.raises(MirrorRefused) as refusal:
        add(scene, *keys, **more)

    assert (refusal.value.field, refusal.value.problem) == (field, problem)
    assert (Mirror.objects.count(), Event.objects.count()) == (1, 1)


def remove(scene, pair, *, by=None, key="RED-X"):
    actions.remove_mirror(network_key=key, mirror_id=pair.pk, by=by or scene.secretary, at=NOON)


def test_a_pair_is_taken_out_by_who_keeps_the_network(scene):
    pair = add(scene, "SV-CASA", "HN-CLIN")
    member = actor_of(scene.house, "coordinator")
    for act in (lambda: remove(scene, pair, by=member), lambda: add(scene, "A", "B", by=member)):
        with pytest.raises(NotKeeper):
            act()
    with pytest.raises(NetworkUnknown):
        remove(scene, pair, key="RED-Z")

    remove(scene, pair)

    assert not Mirror.objects.exists()
    assert sorted(Event.objects.values_list("verb", flat=True)) == [
        "mirror.added",
        "mirror.removed",
    ]


def test_a_pair_of_another_network_is_unknown(scene):
    care.seat(care.network("RED-Y"), scene.secretariat, "secretariat")
    pair = add(scene, "SV-CASA", "HN-CLIN")

    with pytest.raises(MirrorUnknown) as refusal:
        remove(scene, pair, key="RED-Y")

    assert refusal.value.mirror_id == pair.pk

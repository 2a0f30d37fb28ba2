import json

import pytest
from tests.factories import directory, places
from tests.factories.journeys import NOON, a_region, girl_alone, mother_and_child, requirement

from relevo.journeys.actions import compute_plan
from relevo.wording.plan_json import to_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def border():
    return a_region()


def computed(profile, **columns):
    return compute_plan(profile=profile, at=NOON, known_at=NOON, **{"viewer": None} | columns)


def document(profile, **columns):
    return json.loads(to_json(computed(profile, **columns)))


def test_a_plan_as_codes_keys_and_instants(border):
    plan = document(mother_and_child(needs=("shelter",), urgent=frozenset({"shelter"})))
    route = plan["itineraries"][0]
    assert {key: plan[key] for key in ("schema", "engine", "at", "known_at", "mode")} == {
        "schema": "relevo.plan/1",
        "engine": "1",
        "at": "2020-11-20T12:00-06:00",
        "known_at": "2020-11-20T12:00-06:00",
        "mode": "bus",
    }
    assert (plan["confirmed"], plan["counted"], plan["unserved"], plan["complete"]) == (
        1,
        2,
        [],
        True,
    )
    assert plan["request"]["depart"] == "2020-11-20T12:00-06:00"
    assert plan["request"]["members"] == [{"age": 24, "sex": "f"}, {"age": 2, "sex": "m"}]
    assert plan["request"]["needs"] == [
        {"code": "shelter", "urgent": True, "by": "2020-11-21T06:00-06:00", "after": []}
    ]
    assert (route["completes"], route["urgent_done"]) == ("2020-11-20T17:07-06:00",) * 2
    assert [step["kind"] for step in route["steps"]] == ["cross", "travel", "service"]
    assert route["steps"][2] == {
        "because": ["only_option", "earliest"],
        "checks": ["capacity_unknown", "hours_assumed"],
        "crossing_id": "",
        "ends": "2020-11-20T14:30-06:00",
        "ends_late": "2020-11-20T17:07-06:00",
        "gives": [],
        "holds_until": "2020-11-20T19:00-06:00",
        "is_confirmed": False,
        "kind": "service",
        "needs": ["shelter"],
        "node": "SV-1408",
        "rule": "",
        "service_id": "SP-2",
        "starts": "2020-11-20T13:30-06:00",
        "to_node": "",
        "told": [],
        "via": [],
    }
    assert plan["names"]["services"] == {
        "SP-2": {"es": "Albergue de La Unión", "en": "Albergue de La Unión"}
    }
    assert plan["names"]["crossings"] == {"HNSV-AMA": {"es": "El Amatillo", "en": "El Amatillo"}}
    assert plan["names"]["places"]["SV-1408"] == {"country": "SV", "name": "La Unión"}


def test_the_explained_no_as_codes(border):
    requirement("SV-PASSPORT", "passport", applies_to="HN")
    plan = document(girl_alone(needs=("shelter",)))
    reason = {
        "code": "crossing_requirement",
        "facts": ["passport"],
        "rule": "SV-PASSPORT",
        "would_need": ["passport"],
    }
    assert plan["blockers"] == [
        {
            "crossing": "HNSV-AMA",
            "from": "HNSV-AMA-HN",
            "to": "HNSV-AMA-SV",
            "reasons": [reason],
        }
    ]
    assert [excluded["service"] for excluded in plan["excluded"]] == ["SP-2"]
    assert (plan["itineraries"], plan["confirmed"], plan["counted"]) == ([], 0, 0)
    assert plan["unserved"] == ["shelter", "child_protection"]


def test_the_same_input_gives_the_same_bytes(border):
    assert to_json(computed(mother_and_child())) == to_json(computed(mother_and_child()))


def test_a_restricted_shelter_has_no_name(border):
    ngo = directory.institution("HN-CASA", "Asociación Secreta")
    directory.service(
        "SP-R",
        "Casa Secreta",
        of=ngo,
        terms=["shelter"],
        visibility="restricted",
        department=places.Area.objects.get(key="HN-17"),
    )
    wanted = mother_and_child(needs=("shelter",))
    text = to_json(computed(wanted, viewer=directory.actor_of(ngo, "officer")))
    assert '"SP-R"' in text
    assert "Secreta" not in text

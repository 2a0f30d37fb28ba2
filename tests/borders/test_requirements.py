"""What is asked, told as rows: who may, what is refused, what is left behind."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.factories import places
from tests.factories.journeys import NOON, requirement

from relevo.audit.models import Event
from relevo.borders.actions.requirements import (
    LONGEST_NAME,
    RequirementTold,
    add_demand,
    end_requirement,
    tell_requirement,
)
from relevo.borders.actions.telling import LONGEST_SOURCE, LONGEST_TEXT
from relevo.borders.errors import (
    CrossingUnknown,
    NotACoordinator,
    ReportRefused,
    RequirementUnknown,
)
from relevo.borders.models import Demand, Requirement, RequirementEnd
from relevo.borders.queries.requirements import (
    ends_on,
    get_requirement,
    list_papers,
    list_told_requirements,
    still_asked,
)
from relevo.kernel.actor import SYSTEM, Actor
from relevo.outbox.models import Message

pytestmark = pytest.mark.django_db
COORDINATOR = Actor(uuid4(), uuid4(), frozenset({"coordinator"}))
ROLES = ("officer", "border_monitor", "auditor", "supervisor", "")
ASKED = RequirementTold(
    country="SV",
    crossing_key="HNSV-AMA",
    direction="entry",
    demand="test_cholera",
    is_blocking=True,
    text=" Se pide una prueba de cólera. ",
    source="Ministerio de Salud",
    valid_from=date(2020, 11, 20),
)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _crossing():
    places.el_amatillo()
    cholera()


def cholera(**told):
    return add_demand(
        **{
            "kind": "test",
            "name": "prueba de cólera",
            "name_en": "cholera",
            "by": COORDINATOR,
            "at": NOON,
        }
        | told
    )


def tell(told=ASKED, *, by=COORDINATOR, at=NOON):
    return tell_requirement(told=told, by=by, at=at)


def rows():
    return Requirement.objects.count(), RequirementEnd.objects.count(), Message.objects.count()


@pytest.mark.parametrize("actor", [COORDINATOR, SYSTEM])
def test_told_it_is_a_row_audited_and_news(actor):
    row = tell(by=actor)
    assert (row.crossing.key, row.country, row.demand, row.applies_to, row.mode) == (
        "HNSV-AMA",
        "SV",
        "test_cholera",
        "all",
        "people",
    )
    assert (row.text_es, row.text_en) == ("Se pide una prueba de cólera.",) * 2
    assert (row.known_from, row.told_by, row.sourced) == (NOON, actor.id, True)
    facts = {"country": "SV", "direction": "entry", "demand": "test_cholera"}
    assert Event.objects.get(verb="requirement.told", subject=row.key).facts == facts
    assert Message.objects.get(topic="requirement.told").subject_id == str(row.pk)


@pytest.mark.parametrize("role", ROLES)
def test_only_coordinators_tell_add_and_end(role):
    row, before = tell(), rows()
    actor = Actor(uuid4(), uuid4(), frozenset({role} - {""}))
    for act in (
        lambda: tell(by=actor),
        lambda: cholera(by=actor),
        lambda: end_requirement(
            key=row.key, until=date(2020, 12, 1), source="x", by=actor, at=NOON
        ),
    ):
        with pytest.raises(NotACoordinator):
            act()
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"country": "NI"}, "country", "unknown"),
        ({"country": "GT"}, "country", "not_a_side"),
        ({"direction": "both"}, "direction", "unknown"),
        ({"applies_to": "tourists"}, "applies_to", "unknown"),
        ({"applies_to": "HN|"}, "applies_to", "unknown"),
        ({"basis": "rumor"}, "basis", "unknown"),
        ({"demand": "test_unheard_of"}, "demand", "unknown"),
        ({"age_from": -1}, "age_from", "out_of_range"),
        ({"age_until": 122}, "age_from", "out_of_range"),
        ({"age_from": 12, "age_until": 12}, "age_until", "before_start"),
        ({"text": "  "}, "text", "missing"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text", "too_long"),
        ({"consequence_en": "x" * (LONGEST_TEXT + 1)}, "text", "too_long"),
        ({"source": " "}, "source", "missing"),
        ({"source": "x" * (LONGEST_SOURCE + 1)}, "source", "too_long"),
        ({"until": date(2020, 11, 20)}, "until", "before_start"),
        ({"text": "Pregunten a Juan Pérez"}, "text", "name"),
        ({"text_en": "Call 9999-8888"}, "text_en", "phone"),
        ({"consequence": "Se firma con Juan Pérez"}, "consequence", "name"),
        ({"consequence_en": "Write to nobody@mail.test"}, "consequence_en", "email"),
        ({"source": "Juan Pérez"}, "source", "name"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(changes, field, problem):
    before = rows()
    with pytest.raises(ReportRefused) as refused:
        tell(replace(ASKED, **changes))
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert rows() == before


def test_an_unknown_crossing_is_refused():
    with pytest.raises(CrossingUnknown):
        tell(replace(ASKED, crossing_key="HNSV-NONE"))
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize("whom", ["all", "nationals", "foreigners", "residents", "ca4", "HN|NI"])
def test_whom_it_is_asked_of(whom):
    assert tell(replace(ASKED, crossing_key="", applies_to=whom)).applies_to == whom


def test_the_same_name_twice_is_one_demand():
    assert cholera(valid_hours=24).pk == "test_cholera"
    row = Demand.objects.get(pk="test_cholera")
    assert (row.kind, row.name_es, row.name_en, row.valid_hours) == (
        "test",
        "prueba de cólera",
        "cholera",
        None,
    )
    assert Event.objects.filter(verb="demand.added").count() == 1
    assert row in list_papers()


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"kind": "condition"}, "kind", "unknown"),
        ({"name": " "}, "name", "missing"),
        ({"name_en": "x" * (LONGEST_NAME + 1)}, "name", "too_long"),
        ({"name": "¿?", "name_en": ""}, "name", "unreadable"),
        ({"name": "prueba de Juan Pérez"}, "name", "name"),
        ({"name_en": "test at 9999-8888"}, "name_en", "phone"),
    ],
)
def test_a_demand_without_a_name_is_refused(told, field, problem):
    before = Demand.objects.count()
    with pytest.raises(ReportRefused) as refused:
        cholera(**told)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert Demand.objects.count() == before


def test_its_end_is_another_word_known_from_when_it_was_told():
    row, until = tell(), date(2020, 12, 1)
    end_requirement(key=row.key, until=until, source=" Gaceta ", by=COORDINATOR, at=NOON + DAY)
    told = get_requirement(row.key, known_at=NOON + DAY)
    assert [end.source for end in told.ends.all()] == ["Gaceta"]
    assert (ends_on(told, known_at=NOON), ends_on(told, known_at=NOON + DAY)) == (None, until)
    assert still_asked([told], on=until - DAY, known_at=NOON + DAY) == [told]
    assert still_asked([told], on=until, known_at=NOON + DAY) == []
    assert still_asked([told], on=until, known_at=NOON) == [told]
    assert Message.objects.filter(topic="requirement.told", subject_id=str(row.pk)).count() == 2
    assert list_told_requirements(known_at=NOON - DAY) == []
    with pytest.raises(RequirementUnknown):
        get_requirement(row.key, known_at=NOON - DAY)


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        ({"until": date(2020, 11, 20)}, "until", "before_start"),
        ({"source": " "}, "source", "missing"),
        ({"source": "x" * (LONGEST_SOURCE + 1)}, "source", "too_long"),
        ({"source": "Juan Pérez"}, "source", "name"),
    ],
)
def test_an_end_that_cannot_be_is_refused(told, field, problem):
    row = tell()
    before = rows()
    with pytest.raises(ReportRefused) as refused:
        end_requirement(
            **{"key": row.key, "until": date(2020, 12, 1), "source": "x"} | told,
            by=COORDINATOR,
            at=NOON,
        )
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert rows() == before


def test_nothing_unknown_is_ended():
    with pytest.raises(RequirementUnknown):
        end_requirement(key="Q-none", until=date(2020, 12, 1), source="x", by=COORDINATOR, at=NOON)
    assert rows() == (0, 0, 0)


def test_one_that_was_loaded_with_a_long_name_is_ended_too():
    row = requirement("RQ-SV-20201120-CHOLERA-AT-EVERY-CROSSING", "test_cholera")
    end_requirement(key=row.key, until=date(2020, 12, 1), source="x", by=COORDINATOR, at=NOON + DAY)
    assert Event.objects.filter(verb="requirement.ended", subject=str(row.pk)).count() == 1

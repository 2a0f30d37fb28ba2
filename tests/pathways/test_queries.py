from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import directory
from tests.factories.pathways import (
    HEAD,
    NOON,
    TODAY,
    Alternate,
    border,
    draft,
    text,
    validate,
    validated,
)

from relevo.directory.models import Institution, Schedule, Service
from relevo.networks.models import Member
from relevo.pathways import access
from relevo.pathways.actions import drafts, states
from relevo.pathways.enums import ConsentKind
from relevo.pathways.enums import FindingKind as F
from relevo.pathways.models import Pathway, PathwayVersion
from relevo.pathways.queries import findings, versions
from relevo.pathways.rules.checks import Finding
from relevo.pathways.rules.comparison import Comparison, Stop, compare
from relevo.pathways.rules.content import Content, Step

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def stage():
    return border()


def nothing_forbidden(tellings, profiles):
    return {}


def whole(key="s1", **changes):
    """A step in which everything holds."""
    return Step(
        key,
        **{
            "side": "SV",
            "institution_key": "SV-CLI",
            "within_minutes": 10_000,
            "alternates": (Alternate(text("otra"), "HN-NAC"),),
            "is_exit": True,
        }
        | changes,
    )


def found(version, **changes):
    return findings.list_findings(version, **{"at": NOON, "forbidden": nothing_forbidden} | changes)


def queries_of(read):
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


IN_FORCE = {"codes": {"family"}, "side": "HN", "countries": {"SV"}, "at": NOON}


@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        ({}, [1]),
        ({"side": "SV", "countries": {"HN"}}, [1]),
        ({"side": "SV", "countries": {"HN", "GT"}}, [1]),
        ({"codes": {"family", "medical"}}, [1]),
        ({"codes": {"nna"}}, []),
        ({"side": "GT", "countries": {"HN", "SV"}}, []),
        ({"countries": set()}, []),
        ({"at": NOON - DAY}, []),
        ({"at": NOON + 2 * DAY}, [2]),
        ({"at": NOON + DAY}, [2]),
    ],
)
def test_the_version_that_worked_then_for_whom_and_between_which_countries(stage, changes, numbers):
    first = validated(stage)
    second = drafts.new_version(key=first.pathway.key, by=stage.amina, at=NOON)
    states.propose_version(version_id=second.pk, by=stage.amina, at=NOON)
    validate(stage, second, at=NOON + DAY, number="2/2020")
    draft(stage)

    got = versions.list_in_force(**IN_FORCE | changes)

    assert [version.number for version in got] == numbers


def test_the_route_for_most_of_what_is_needed_comes_first(stage):
    validated(stage)
    both = validated(
        stage,
        number="2/2020",
        head=replace(HEAD, title_es="Z", profiles=("family", "medical")),
    )

    got = versions.list_in_force(**IN_FORCE | {"codes": {"family", "medical"}})

    assert got[0].pathway == both.pathway
    assert len(got) == 2


def test_routes_are_listed_by_network_profile_country_and_kind(stage):
    family = draft(stage).pathway
    child = draft(stage, head=replace(HEAD, title_es="Niñez", profiles=("nna",))).pathway
    seed = Pathway.objects.create(
        key="SEED", title_es="A", sort_key="a", countries="GT", is_seed=True
    )

    def keys(**changes):
        return [row.key for row in versions.list_pathways(**changes)]

    assert keys() == ["SEED", family.key, child.key]
    assert keys(network_key="NET-T") == [family.key, child.key]
    assert keys(profile="nna") == [child.key]
    assert keys(country="GT") == [seed.key]
    assert keys(seeds=True) == [seed.key]
    assert keys(seeds=False, country="SV") == [family.key, child.key]
    assert versions.get_pathway(child.key) == child


def test_as_many_queries_for_one_route_as_for_three(stage):
    def read():
        for row in versions.list_pathways():
            row.profiles.all()[0].code, row.versions.all()[0].number, row.network.key

    validated(stage)
    one = queries_of(read)
    flagged = queries_of(lambda: findings.list_flagged(at=NOON, forbidden=nothing_forbidden))
    for number in ("2/2020", "3/2020"):
        validated(stage, number=number, head=replace(HEAD, profiles=("family", "medical")))

    assert queries_of(read) == one
    assert (
        queries_of(lambda: findings.list_flagged(at=NOON, forbidden=nothing_forbidden)) == flagged
    )


def test_versions_are_listed_newest_first(stage):
    first = validated(stage)
    second = drafts.new_version(key=first.pathway.key, by=stage.amina, at=NOON)

    assert versions.list_versions(first.pathway.key) == [second, first]
    assert versions.get_version(first.pathway.key, 2) == second


def test_a_route_in_which_everything_holds_is_not_flagged(stage):
    version = validated(stage, content=Content(steps=(whole(service_key="SV-CLI-1"),)))

    assert found(version) == ()
    assert findings.list_flagged(at=NOON, forbidden=nothing_forbidden) == []


def test_a_route_is_flagged_when_a_service_closes_and_only_its_own_network_asks_for_it(stage):
    version = validated(stage, content=Content(steps=(whole(service_key="SV-CLI-1"),)))
    Service.objects.update(status="closed")

    (flagged,) = findings.list_flagged(at=NOON, forbidden=nothing_forbidden)

    assert (flagged.version, flagged.findings) == (
        version,
        (Finding(F.NO_ACTIVE_SERVICE, "s1", ("SV-CLI-1",)),),
    )
    assert findings.list_flagged(at=NOON, forbidden=nothing_forbidden, network_key="NET-T")
    assert not findings.list_flagged(at=NOON, forbidden=nothing_forbidden, network_key="NET-O")


def test_dates_of_services_and_institutions_count(stage):
    version = draft(stage, content=Content(steps=(whole(service_key="SV-CLI-1"),)))
    heir = directory.institution("SV-NUEVA", "Nueva")
    Service.objects.update(valid_from=TODAY + DAY)
    Institution.objects.filter(key="SV-CLI").update(valid_until=TODAY, successor=heir)

    assert found(version) == (
        Finding(F.NO_ACTIVE_INSTITUTION, "s1", ("SV-CLI", "SV-NUEVA")),
        Finding(F.NO_ACTIVE_SERVICE, "s1", ("SV-CLI-1",)),
    )
    Service.objects.update(valid_from=TODAY, valid_until=TODAY + DAY)
    Institution.objects.filter(key="SV-CLI").update(valid_until=TODAY + DAY)
    assert found(version) == ()


def test_a_member_that_left_is_found_with_who_sits_in_its_place(stage):
    version = draft(stage, content=Content(steps=(whole(),)))
    Member.objects.filter(institution=stage.clinic).update(
        left_on=TODAY, successor=Member.objects.get(institution=stage.la_union)
    )

    assert found(version) == (Finding(F.MEMBER_LEFT, "s1", ("SV-CLI", "SV-LU")),)
    assert found(version, at=NOON - DAY) == ()


def test_hours_of_the_service_make_a_time_limit_impossible(stage):
    version = draft(
        stage, content=Content(steps=(whole(service_key="SV-CLI-1", within_minutes=240),))
    )
    Schedule.objects.create(service=stage.service, opening_hours="Mo-Fr 08:00-16:00")

    assert found(version) == (Finding(F.TIME_LIMIT_IMPOSSIBLE, "s1", ("3840", "fri-16:00")),)


def test_what_may_not_be_told_is_asked_once_for_all_steps_with_all_that_the_rules_ask(stage):
    stage.service.terms.add("medical")
    steps = (
        whole(
            "s1",
            fields=("name",),
            consent=ConsentKind.CONSENT,
            feedback_minutes=9,
            service_key="SV-CLI-1",
            institution_key="",
            is_exit=False,
        ),
        whole("s2"),
        whole("s3", institution_key="", side="GT"),
    )
    version = draft(stage, content=Content(steps=steps))
    asked = []

    def forbidden(tellings, profiles):
        asked.append((tellings, profiles))
        return {"s1": frozenset({"name"})}

    got = found(version, forbidden=forbidden)

    assert Finding(F.FORBIDDEN_DISCLOSURE, "s1", ("name",)) in got
    ((tellings, profiles),) = asked
    assert profiles == {"family"}
    assert tellings == [
        findings.Telling(
            "s1", ("name",), "", "health", "SV", "clinic_point", frozenset({"medical"})
        ),
        findings.Telling("s2", (), "", "health", "SV", "", frozenset()),
        findings.Telling("s3", (), "", "", "GT", "", frozenset()),
    ]


def test_a_seed_without_a_network_is_checked_too(stage):
    version = draft(stage, content=Content(steps=(whole(),)))
    version.pathway.network = None
    version.pathway.save()

    assert found(version) == ()


def test_what_relies_on_a_service_or_an_institution_is_found_by_one_query(stage):
    version = validated(stage)
    gone = draft(stage)
    states.withdraw_version(version_id=gone.pk, by=stage.amina, at=NOON)

    def read(**wanted):
        return [(row.version, row.step_key) for row in findings.list_relying_on(**wanted)]

    assert read(service_id=stage.service.pk) == [(version, "s2")]
    assert read(institution_id=stage.la_union.pk) == [(version, "s2"), (version, "s3")]
    assert read(institution_id=stage.outside.pk) == []
    assert queries_of(lambda: read(service_id=stage.service.pk)) == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [("olga", True), ("zoila", True), ("administrator", True), ("nobody", False)],
)
def test_who_acts_for_any_institution_reads_routes(stage, who, may):
    others = {
        "administrator": directory.actor_of(None, "platform_admin"),
        "nobody": directory.actor_of(None, "coordinator"),
    }
    actor = others[who] if who in others else getattr(stage, who)

    assert access.may_read(actor) is may


def test_nobody_drafts_or_validates_for_no_network(stage):
    assert not access.may_draft(stage.amina, None)
    assert not access.may_validate(stage.amina, None)


def test_the_versions_of_a_route_go_with_it(stage):
    validated(stage).pathway.delete()

    assert PathwayVersion.objects.count() == 0


A, B, C = (
    Step("s1", "HN", institution_key="HN-A", need="shelter"),
    Step("s2", "HN", service_key="S-2"),
    Step("s3", "HN", need="medical"),
)
PLAIN = Step("s4", "HN", institution_key="HN-A")


def stop(key, institution="HN-X", *needs):
    return Stop(key, institution, frozenset(needs))


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ([], Comparison(missing=("s1", "s2", "s3"))),
        (
            [stop("S-1", "HN-A", "shelter"), stop("S-2"), stop("S-3", "HN-Z", "medical")],
            Comparison(),
        ),
        (
            [stop("S-2"), stop("S-1", "HN-A", "shelter"), stop("S-3", "HN-Z", "medical")],
            Comparison(earlier=("s2",)),
        ),
        ([stop("S-1", "HN-Z", "shelter")], Comparison(beyond=("S-1",), missing=("s1", "s2", "s3"))),
        ([stop("S-2"), stop("S-2")], Comparison(beyond=("S-2",), missing=("s1", "s3"))),
        ([stop("S-9", "HN-A", "food")], Comparison(beyond=("S-9",), missing=("s1", "s2", "s3"))),
    ],
)
def test_a_plan_beside_a_route(stops, expected):
    compared = compare(stops, Content(steps=(A, B, C, PLAIN)))

    assert compared == expected
    assert compared.is_same == (expected == Comparison())


def test_an_alternate_answers_a_step_too():
    step = replace(A, alternates=(Alternate(text("x"), "HN-B"),))

    assert compare([stop("S-1", "HN-B", "shelter")], Content(steps=(step,))).is_same

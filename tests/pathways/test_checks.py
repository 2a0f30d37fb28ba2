from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories.pathways import text

from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.enums import FindingKind as F
from relevo.pathways.rules.checks import (
    Finding,
    InstitutionFacts,
    RouteFacts,
    ServiceFacts,
    check_route,
    longest_wait,
)
from relevo.pathways.rules.content import Alternate, Branch, Content, Step

FRIDAY = date(2020, 11, 20)
OFFICE, NIGHT, ALWAYS = "Mo-Fr 08:00-16:00", "Mo-Su 20:00-06:00", "24/7"


def step(number, **changes):
    return Step(
        **{
            "key": f"s{number}",
            "side": "HN",
            "institution_key": "HN-A",
            "within_minutes": 4 * 24 * 60,
            "alternates": (Alternate(text("otra"), "HN-B"),),
            "adult": AdultPresent.YES,
            "handover": text("con acta"),
        }
        | changes
    )


def content(*steps, **changes):
    steps = steps or (step(1), step(2, is_exit=True))
    return Content(**{"steps": steps, "children_heard": ChildrenHeard.HEARD} | changes)


def facts(hours=None, **changes):
    services = {
        key: ServiceFacts(key, is_active=True, country="HN", opening_hours=expression)
        for key, expression in (hours or {}).items()
    }
    return RouteFacts(
        **{
            "institutions": {
                key: InstitutionFacts(key, is_active=True) for key in ("HN-A", "HN-B", "HN-C")
            },
            "services": services,
            "profiles": frozenset({"family"}),
            "on": FRIDAY,
        }
        | changes
    )


CHILD = {"profiles": frozenset({"nna"})}
GONE = {
    "HN-A": InstitutionFacts("HN-A", is_active=True, has_left=True, successor="HN-C"),
    "HN-B": InstitutionFacts("HN-B", is_active=True),
}
ENDED = {
    "HN-A": InstitutionFacts("HN-A", is_active=False, successor="HN-C"),
    "HN-B": InstitutionFacts("HN-B", is_active=True),
}
CLOSED = {"S": ServiceFacts("S", is_active=False, country="HN")}
TELLS = {"fields": ("needs", "name"), "consent": ConsentKind.CONSENT, "feedback_minutes": 60}
LAST = step(2, is_exit=True)


def test_a_route_in_which_everything_holds_has_no_finding():
    assert check_route(content(), facts(**CHILD)) == ()


FOUND = [
    # what is found, the route and facts with it, the near miss
    (
        Finding(F.NO_ACTIVE_INSTITUTION, "s1", ("HN-A", "HN-C")),
        (content(step(1)), facts(institutions=ENDED)),
        (content(step(1)), facts()),
    ),
    (
        Finding(F.NO_ACTIVE_INSTITUTION, "s1"),
        (content(step(1, institution_key="")), facts()),
        (content(step(1)), facts()),
    ),
    (
        Finding(F.MEMBER_LEFT, "s1", ("HN-A", "HN-C")),
        (content(step(1)), facts(institutions=GONE)),
        (
            content(step(1)),
            facts(institutions=GONE | {"HN-A": replace(GONE["HN-A"], has_left=False)}),
        ),
    ),
    (
        Finding(F.NO_ACTIVE_SERVICE, "s1", ("S",)),
        (content(step(1, service_key="S")), facts(services=CLOSED)),
        (content(step(1, service_key="S")), facts({"S": ""})),
    ),
    (
        Finding(F.NO_ACTIVE_SERVICE, "s1", ("S",)),
        (content(step(1, service_key="S")), facts()),
        (content(step(1)), facts()),
    ),
    (
        Finding(F.NO_ALTERNATE, "s1"),
        (content(step(1, alternates=(Alternate(text("alguien")),))), facts()),
        (content(step(1)), facts()),
    ),
    (
        Finding(F.NO_ALTERNATE, "s1"),
        (
            content(step(1, institution_key="HN-B", alternates=(Alternate(text("x"), "HN-A"),))),
            facts(institutions=GONE),
        ),
        (
            content(step(1, institution_key="HN-B", alternates=(Alternate(text("x"), "HN-A"),))),
            facts(),
        ),
    ),
    (
        Finding(F.NO_TIME_LIMIT, "s1"),
        (content(step(1, within_minutes=None)), facts()),
        (content(step(1, within_minutes=0)), facts()),
    ),
    (
        Finding(F.CLOSED_HOURS, "s2", ("NIGHT",)),
        (
            content(step(1, service_key="DAY"), step(2, service_key="NIGHT", is_exit=True)),
            facts({"DAY": OFFICE, "NIGHT": NIGHT}),
        ),
        (
            content(step(1, service_key="DAY"), step(2, service_key="NIGHT", is_exit=True)),
            facts({"DAY": "Mo-Fr 08:00-20:01", "NIGHT": NIGHT}),
        ),
    ),
    (
        Finding(F.CLOSED_HOURS, "s1", ("S",)),
        (content(step(1, service_key="S")), facts({"S": "off"})),
        (content(step(1, service_key="S")), facts({"S": ALWAYS})),
    ),
    (
        # From Friday 16:00 to Monday 08:00 are 64 hours.
        Finding(F.TIME_LIMIT_IMPOSSIBLE, "s1", ("3840", "fri-16:00")),
        (content(step(1, service_key="S", within_minutes=240)), facts({"S": OFFICE})),
        (content(step(1, service_key="S", within_minutes=3840)), facts({"S": OFFICE})),
    ),
    (
        # Whoever is sent at the last moment of an office day waits for the next.
        Finding(F.TIME_LIMIT_IMPOSSIBLE, "s2", ("3840", "fri-16:00")),
        (
            content(
                step(1, service_key="S"),
                step(2, service_key="S", within_minutes=3839, is_exit=True),
            ),
            facts({"S": OFFICE}),
        ),
        (
            content(
                step(1, service_key="T"),
                step(2, service_key="S", within_minutes=0, is_exit=True),
            ),
            facts({"S": OFFICE, "T": "Mo-Fr 08:00-15:00"}),
        ),
    ),
    (
        Finding(F.FORBIDDEN_DISCLOSURE, "s1", ("name",)),
        (content(step(1, **TELLS)), facts(forbidden={"s1": frozenset({"name", "health"})})),
        (content(step(1, **TELLS)), facts(forbidden={"s2": frozenset({"name"})})),
    ),
    (
        Finding(F.FORBIDDEN_DISCLOSURE, "s1", ("no_consent",)),
        (content(step(1, **TELLS | {"consent": ConsentKind.NONE})), facts()),
        (content(step(1, **TELLS | {"consent": ConsentKind.LEGAL_DUTY})), facts()),
    ),
    (
        Finding(F.NO_FEEDBACK, "s1"),
        (content(step(1, **TELLS | {"feedback_minutes": None})), facts()),
        (content(step(1)), facts()),
    ),
    (
        Finding(F.CHILD_WITHOUT_ADULT, "s1"),
        (content(step(1, adult=AdultPresent.NO), LAST), facts(**CHILD)),
        (content(step(1, adult=AdultPresent.NO), LAST), facts()),
    ),
    (
        Finding(F.CHILD_WITHOUT_ADULT, "s1"),
        (content(step(1, adult=AdultPresent.NOT_CONCERNED), LAST), facts(**CHILD)),
        (content(step(1), LAST), facts(**CHILD)),
    ),
    (
        # Between two institutions nobody is said to answer for the child.
        Finding(F.CHILD_WITHOUT_ADULT, "s1", ("s2",)),
        (
            content(step(1, handover=text("")), replace(LAST, institution_key="HN-B")),
            facts(**CHILD),
        ),
        (content(step(1, handover=text("")), LAST), facts(**CHILD)),
    ),
    (
        Finding(F.UNREACHABLE_STEP, "s2"),
        (content(step(1, is_exit=True), step(2)), facts()),
        (content(step(1, is_exit=True), step(2), branches=(Branch("s1", "s2"),)), facts()),
    ),
    (
        Finding(F.NO_EXIT),
        (content(step(1), step(2)), facts()),
        (content(step(1), step(2), branches=(Branch("s1", ""),)), facts()),
    ),
    (
        Finding(F.NO_EXIT),  # an exit to which nothing leads is none
        (content(step(1), step(2), step(3)), facts()),
        (content(step(1), step(2), step(3, is_exit=True)), facts()),
    ),
    (
        Finding(F.CHILDREN_NOT_HEARD),
        (content(children_heard=ChildrenHeard.NOT_HEARD), facts(**CHILD)),
        (content(children_heard=ChildrenHeard.NOT_HEARD), facts()),
    ),
]


@pytest.mark.parametrize(("finding", "with_it", "near_miss"), FOUND, ids=lambda x: str(x)[:50])
def test_each_thing_that_does_not_hold_is_found_and_its_near_miss_is_not(
    finding, with_it, near_miss
):
    assert finding in check_route(*with_it)
    assert [
        one
        for one in check_route(*near_miss)
        if one.kind == finding.kind and one.step_key == finding.step_key
    ] == []


def test_every_kind_of_finding_has_a_test():
    assert {finding.kind for finding, *_ in FOUND} == set(F)


def test_a_route_without_steps_cannot_be_left():
    assert check_route(Content(), facts()) == (Finding(F.NO_EXIT),)


def test_a_step_behind_one_whose_hours_nobody_knows_may_be_reached_at_any_time():
    route = content(
        step(1, service_key="UNKNOWN"), step(2, service_key="S", within_minutes=60, is_exit=True)
    )

    assert check_route(route, facts({"UNKNOWN": "", "S": OFFICE})) == (
        Finding(F.TIME_LIMIT_IMPOSSIBLE, "s2", ("3840", "fri-16:00")),
    )


HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2020, 11, 23, tzinfo=UTC)


def span(start, end):
    return (MIDNIGHT + start * HOUR, MIDNIGHT + end * HOUR)


@pytest.mark.parametrize(
    ("reached", "hours", "wait"),
    [
        ([span(0, 24)], [span(8, 16), span(32, 40)], (16, 16)),
        ([span(8, 16)], [span(8, 16), span(32, 40)], (16, 16)),
        ([span(8, 15)], [span(8, 16), span(32, 40)], (0, 8)),
        ([span(20, 22)], [span(8, 16), span(32, 40)], (12, 20)),
        ([span(0, 4)], [span(8, 16)], (8, 0)),
        ([], [span(8, 16)], (0, 8)),
    ],
)
def test_the_longest_wait_is_of_who_comes_first_after_the_closing(reached, hours, wait):
    assert longest_wait(reached, hours) == (wait[0] * HOUR, MIDNIGHT + wait[1] * HOUR)


def test_the_longest_wait_is_that_of_somebody_who_comes_at_some_minute():
    hours = [span(8, 12), span(14, 17), span(32, 36)]
    reached = [span(6, 13), span(16, 20)]
    minutes = [
        start + n * timedelta(minutes=1)
        for start, end in reached
        for n in range(int((end - start) / timedelta(minutes=1)) + 1)
    ]
    waits = [
        next(max(opens - came, 0 * HOUR) for opens, closes in hours if came < closes)
        for came in minutes
    ]

    assert longest_wait(reached, hours)[0] == max(waits)

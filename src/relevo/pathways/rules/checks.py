"""What does not hold in a route: found before it is adopted, and watched afterwards.

Everything is known beforehand and comes as values; nothing here reads a row or a clock. Hours are
looked at over an ordinary week: what an institution says is closed on a holiday is no finding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from relevo.directory.rules import Interval, windows
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind, FindingKind
from relevo.pathways.rules.content import NOTHING, Content, Step, followers

CHILD_PROFILES: frozenset[str] = frozenset({"nna"})
"""Routes for children: at every step somebody answers for the child."""
NO_CONSENT = "no_consent"
WEEK = timedelta(days=7)
HORIZON = 4 * WEEK
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class InstitutionFacts:
    """An institution as far as routes ask. ``successor``: who took its place, or its seat."""

    key: str
    is_active: bool
    has_left: bool = False
    successor: str = ""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service. ``opening_hours`` empty: not known, which is no finding."""

    key: str
    is_active: bool
    country: str
    opening_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """What is known about what a route relies on.

    ``forbidden``: by step, the fields that the rules let nobody tell there.
    """

    institutions: Mapping[str, InstitutionFacts]
    services: Mapping[str, ServiceFacts]
    profiles: frozenset[str]
    on: date
    forbidden: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_for_children(self) -> bool:
        return bool(self.profiles & CHILD_PROFILES)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. ``step_key`` empty: of the whole route; ``facts``: codes."""

    kind: FindingKind
    step_key: str = ""
    facts: tuple[str, ...] = ()


def check_route(content: Content, facts: RouteFacts) -> tuple[Finding, ...]:
    """Everything that does not hold: of the route first, then step by step in its order."""
    found = list(_of_route(content, facts))
    reached = reachable(content)
    for step in content.steps:
        if step.key not in reached:
            found.append(Finding(FindingKind.UNREACHABLE_STEP, step.key))
        found += _who(step, facts)
        found += _when(content, step, facts)
        found += _told(step, facts)
        if facts.is_for_children:
            found += _without_adult(content, step)
    return tuple(found)


def reachable(content: Content) -> frozenset[str]:
    """Steps to which something leads from the first one."""
    found: set[str] = set()
    waiting = list(content.keys[:1])
    while waiting:
        key = waiting.pop()
        if key and key not in found:
            found.add(key)
            waiting += followers(content, key)
    return frozenset(found)


def _of_route(content: Content, facts: RouteFacts) -> Iterator[Finding]:
    reached = reachable(content)
    leaves = any(step.is_exit for step in content.steps if step.key in reached) or any(
        not branch.to_key for branch in content.branches if branch.from_key in reached
    )
    if not leaves:
        yield Finding(FindingKind.NO_EXIT)
    if facts.is_for_children and content.children_heard != ChildrenHeard.HEARD:
        yield Finding(FindingKind.CHILDREN_NOT_HEARD)


def _who(step: Step, facts: RouteFacts) -> Iterator[Finding]:
    responsible = facts.institutions.get(step.institution_key)
    if responsible is None or not responsible.is_active:
        yield Finding(FindingKind.NO_ACTIVE_INSTITUTION, step.key, _named(step, responsible))
    elif responsible.has_left:
        yield Finding(FindingKind.MEMBER_LEFT, step.key, _named(step, responsible))
    service = facts.services.get(step.service_key)
    if step.service_key and (service is None or not service.is_active):
        yield Finding(FindingKind.NO_ACTIVE_SERVICE, step.key, (step.service_key,))
    if not any(_stands_in(one.institution_key, facts) for one in step.alternates):
        yield Finding(FindingKind.NO_ALTERNATE, step.key)


def _named(step: Step, found: InstitutionFacts | None) -> tuple[str, ...]:
    keys = (step.institution_key, found.successor if found else "")
    return tuple(key for key in keys if key)


def _stands_in(key: str, facts: RouteFacts) -> bool:
    """An alternate is an institution that is there; a role alone is somebody, but nobody's."""
    found = facts.institutions.get(key)
    return found is not None and found.is_active and not found.has_left


def _told(step: Step, facts: RouteFacts) -> Iterator[Finding]:
    wrong = sorted(set(step.fields) & facts.forbidden.get(step.key, frozenset()))
    if step.fields and step.consent == ConsentKind.NONE:
        wrong.append(NO_CONSENT)
    if wrong:
        yield Finding(FindingKind.FORBIDDEN_DISCLOSURE, step.key, tuple(wrong))
    if step.fields and step.feedback_minutes is None:
        yield Finding(FindingKind.NO_FEEDBACK, step.key)


def _without_adult(content: Content, step: Step) -> Iterator[Finding]:
    """A step at which nobody is said to answer for the child, or a way to the next without it."""
    if step.adult != AdultPresent.YES:
        yield Finding(FindingKind.CHILD_WITHOUT_ADULT, step.key)
        return
    if step.handover != NOTHING:
        return
    for key in followers(content, step.key):
        following = content.step(key)
        if following is not None and _other_hands(step, following):
            yield Finding(FindingKind.CHILD_WITHOUT_ADULT, step.key, (key,))


def _other_hands(step: Step, following: Step) -> bool:
    ours = step.institution_key, step.side
    return ours != (following.institution_key, following.side)


def _when(content: Content, step: Step, facts: RouteFacts) -> Iterator[Finding]:
    if step.within_minutes is None:
        yield Finding(FindingKind.NO_TIME_LIMIT, step.key)
    start = _monday_after(facts.on)
    hours = _hours(step, facts, start=start, end=start + HORIZON)
    if hours is None:
        return
    reached = _reached(content, step, facts, start=start)
    if not _meet(reached, hours):
        yield Finding(FindingKind.CLOSED_HOURS, step.key, (step.service_key,))
    if step.within_minutes is None or not hours:
        return
    wait, since = longest_wait(reached, hours)
    if wait > step.within_minutes * MINUTE:
        at = (since - timedelta(hours=6)).strftime("%a-%H:%M").lower()
        yield Finding(FindingKind.TIME_LIMIT_IMPOSSIBLE, step.key, (str(wait // MINUTE), at))


def _monday_after(on: date) -> datetime:
    """The first local moment of the week after a day: midnight of UTC-6, told in UTC."""
    monday = on + timedelta(days=7 - on.weekday())
    return datetime.combine(monday, time(6), tzinfo=UTC)


def _hours(
    step: Step, facts: RouteFacts, *, start: datetime, end: datetime
) -> tuple[Interval, ...] | None:
    """When the service of a step is open; None where nobody knows."""
    service = facts.services.get(step.service_key)
    if service is None or not service.is_active or not service.opening_hours:
        return None
    return windows(
        service.opening_hours, country=service.country, holidays=(), start=start, end=end
    )


def _reached(
    content: Content, step: Step, facts: RouteFacts, *, start: datetime
) -> tuple[Interval, ...]:
    """When a step can be reached in a week: while a step before it works; the first at any time."""
    before = [one for one in content.steps if step.key in followers(content, one.key)]
    always = ((start, start + WEEK),)
    if not before or step.key == content.keys[0]:
        return always
    found: list[Interval] = []
    for one in before:
        hours = _hours(one, facts, start=start, end=start + WEEK)
        if hours is None:
            return always
        found += hours
    return tuple(sorted(found))


def _meet(first: Sequence[Interval], second: Sequence[Interval]) -> bool:
    return any(max(a, c) < min(b, d) for a, b in first for c, d in second)


def longest_wait(
    reached: Sequence[Interval], hours: Sequence[Interval]
) -> tuple[timedelta, datetime]:
    """The longest that somebody waits for an opening, and since when: over all moments of arrival.

    Within a closed time the wait is longest for who comes first.
    """
    worst = timedelta(0), reached[0][0] if reached else hours[0][0]
    closes: datetime | None = None
    for opens, next_closes in hours:
        for start, end in reached:
            came = start if closes is None else max(start, closes)
            # who is sent at the last moment of the step before comes at its end
            if came <= end and came < opens and opens - came > worst[0]:
                worst = opens - came, came
        closes = next_closes
    return worst

"""Crossings as the group meets them: hours, state, what is asked of them and what only is said."""

from collections.abc import Mapping
from dataclasses import dataclass

from relevo.planner.admission import Group, concerns
from relevo.planner.answer import Check, Reason, ReasonCode, Told
from relevo.planner.windows import Slots, hours_of, slots_of
from relevo.planner.world import Basis, CrossingState, Passage, Requirement

NOT_ISSUED = -(10**15)
"""Where a paper that has not been issued on the way has its minute of issue."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A blocking requirement that what the group holds does not meet.

    ``papers``: numbers of the papers that could be issued on the way and would meet it.
    """

    requirement: Requirement
    papers: tuple[int, ...]
    valid_minutes: int | None

    def is_met(self, issued: tuple[int, ...], *, at: int) -> bool:
        """Tell whether a paper issued on the way is there and still young enough."""
        for paper in self.papers:
            minute = issued[paper]
            if minute != NOT_ISSUED and (
                self.valid_minutes is None or at - minute <= self.valid_minutes
            ):
                return True
        return False

    @property
    def reason(self) -> Reason:
        papers = tuple(sorted(self.requirement.any_of))
        return Reason(ReasonCode.CROSSING_REQUIREMENT, self.requirement.id, papers, papers)


@dataclass(frozen=True, slots=True)
class Gate:
    """One passage, prepared for one group. ``number``: its place in the order of ids."""

    number: int
    passage: Passage
    origin: int
    target: int
    slots: Slots
    asks: tuple[Ask, ...]
    checks: tuple[Check, ...]

    @property
    def is_closed(self) -> bool:
        return self.passage.state is CrossingState.CLOSED

    def unmet(self, issued: tuple[int, ...], *, at: int) -> list[Ask]:
        """Return the requirements that the papers issued on the way do not meet at that minute."""
        return [ask for ask in self.asks if not ask.is_met(issued, at=at)]

    def checks_at(self, start: int) -> tuple[Check, ...]:
        """Return what crossing then would rest on: a state said until earlier is not confirmed."""
        until = self.passage.holds_until
        if until is None or start <= until or Check.CROSSING_NOT_CONFIRMED in self.checks:
            return self.checks
        return tuple(sorted((*self.checks, Check.CROSSING_NOT_CONFIRMED)))


def gate_of(
    passage: Passage,
    *,
    number: int,
    index: Mapping[str, int],
    group: Group,
    papers: Mapping[str, int],
    until: int,
) -> Gate:
    """Prepare a passage. ``papers`` numbers those that some service on the way can issue."""
    hours = hours_of(passage.windows, known=passage.windows_known)
    return Gate(
        number=number,
        passage=passage,
        origin=index[passage.from_node],
        target=index[passage.to_node],
        slots=slots_of(hours, minutes=passage.high_minutes, until=until),
        asks=tuple(
            Ask(
                requirement=rule,
                papers=tuple(sorted(papers[code] for code in rule.any_of if code in papers)),
                valid_minutes=None if rule.valid_hours is None else rule.valid_hours * 60,
            )
            for rule in blocking_unmet(passage, group=group)
        ),
        checks=_checks(passage, group=group),
    )


def blocking_unmet(passage: Passage, *, group: Group) -> list[Requirement]:
    """Return the blocking requirements that the papers held do not meet, in the order of ids."""
    return [
        rule
        for rule in sorted(passage.requirements, key=lambda rule: rule.id)
        if rule.blocking and concerns(rule.applies, group=group) and not rule.any_of & group.papers
    ]


def _checks(passage: Passage, *, group: Group) -> tuple[Check, ...]:
    checks: set[Check] = set()
    is_confirmed = passage.state_known is Basis.CONFIRMED
    if passage.state is CrossingState.NOT_CONFIRMED or not is_confirmed:
        checks.add(Check.CROSSING_NOT_CONFIRMED)
    if passage.windows_known is not Basis.CONFIRMED:
        checks.add(Check.CROSSING_HOURS_UNKNOWN)
    for rule in passage.requirements:
        if rule.known is not Basis.CONFIRMED and concerns(rule.applies, group=group):
            checks.add(Check.REQUIREMENT_UNVERIFIED)
    return tuple(sorted(checks))


def told_at(
    gate: Gate,
    *,
    group: Group,
    issued: Mapping[str, int],
    at: int,
) -> tuple[Told, ...]:
    """Return all that the post asks: of this group and, said only, of others.

    ``issued`` are the papers issued on the way with their minute.
    """
    told: list[Told] = []
    for rule in sorted(gate.passage.requirements, key=lambda rule: rule.id):
        if not concerns(rule.applies, group=group):
            told.append(Told(rule.id, asked=False))
            continue
        young = {
            code
            for code, minute in issued.items()
            if rule.valid_hours is None or at - minute <= rule.valid_hours * 60
        }
        met_by = tuple(sorted(rule.any_of & (group.papers | young)))
        told.append(Told(rule.id, asked=True, met_by=met_by))
    return tuple(told)

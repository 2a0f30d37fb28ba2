"""What is asked of one traveler at a crossing: met, missing, or nobody can tell.

Decisions on plain values. A planner's requirements (``journeys.rules.demands``) rest on the same
two readings, whom a rule names and which rows are alternatives, so that a plan and the page that
answers *what is asked of me* say the same.

- A rule on ages that cuts through the age band told is one that nobody can tell.
- Nobody is refused entry to their own country: there, what is missing never bars the way, and a
  crossing whose closing spares who goes home is not told to them as closed.
- Who has a residence permit of the country is no flat *not admitted*: where a rule says that
  residents are let in, that counts; where the rule names only foreigners, nobody can tell.
- Whether a child who is alone is let through, nobody can tell: the authority comes first.
- Where it was seen that a test was not asked at this crossing, the rule that asks for it stands
  beside and does not bar the way.
- Knowing of no rule is no permission: that somebody would pass is said only where a rule of each
  side tells what their passing hangs on, and the crossing is known to let people through.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from relevo.borders.enums import Basis, DemandKind, State
from relevo.borders.errors import RuleUnreadable
from relevo.kernel.countries import CA4

ISO_LENGTH = 2
NOBODY_STATED = "resident"
"""Stands where a nationality would: a residence permit is not known of anyone in a request."""

WITH_PARENT, WITH_BOTH = "accompanied_by_parent", "accompanied_by_both_parents"
RESIDENCE = "residence_permit"
NOT_ASKED = "test_not_asked"
"""The demand that says: seen at this place that no test was asked."""
QUARANTINES = frozenset({"quarantine", "quarantine_14d"})
"""Demands that are met after one entered: nothing to bring or to do at the post."""
CHILDREN_UNTIL = 18
"""Whom the authorities of child protection protect: everybody below this age."""


class Concerning(Protocol):
    """The parts of a rule that say whom it concerns and what it is an alternative to."""

    @property
    def key(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def applies_to(self) -> str: ...
    @property
    def age_from(self) -> int | None: ...
    @property
    def age_until(self) -> int | None: ...
    @property
    def any_of_group(self) -> str: ...


Rule = TypeVar("Rule", bound=Concerning)


def nationalities_of(applies_to: str, *, country: str) -> tuple[frozenset[str], frozenset[str]]:
    """Whom ``applies_to`` names: (only these, all but these); both empty is everyone.

    ``ca4`` are nationals of the other three countries of the agreement: nobody is refused entry
    to the own country for want of a paper of the agreement.
    """
    named: set[str] = set()
    foreigners = False
    for part in applies_to.split("|"):
        if part == "all":
            return frozenset(), frozenset()
        if part == "foreigners":
            foreigners = True
        elif part == "nationals":
            named.add(country)
        elif part == "ca4":
            named |= CA4 - {country}
        elif part == "residents":
            named.add(NOBODY_STATED)
        elif len(part) == ISO_LENGTH and part.isalpha() and part.isupper():
            named.add(part)
        else:
            raise RuleUnreadable(kind="applies_to", read=applies_to)
    if not foreigners:
        return frozenset(named), frozenset()
    return frozenset(), frozenset() if country in named else frozenset({country})


def grouped(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rows joined by ``any_of_group``, as long as they concern the same people; stable order."""
    groups: dict[tuple[object, ...], list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.key):
        name = (
            rule.any_of_group or rule.key,
            *(rule.country, rule.applies_to, rule.age_from, rule.age_until),
        )
        groups.setdefault(name, []).append(rule)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of what a country asks, as a plain value; see the model ``Requirement``.

    ``accepts``: papers, any one of which meets it. ``kind``: of the demand. ``is_sure``: it has a
    source that is not weak.
    """

    key: str
    country: str
    direction: str
    applies_to: str
    demand: str
    kind: str
    accepts: frozenset[str]
    is_blocking: bool
    is_sure: bool
    basis: str = Basis.ANNOUNCED
    is_local: bool = False
    age_from: int | None = None
    age_until: int | None = None
    any_of_group: str = ""
    valid_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Traveler:
    """Who asks. ``age_until`` is excluded; None: no upper end. No name, nothing is kept.

    ``papers``: codes held, the company of parents among them.
    """

    nationality: str
    age_from: int
    age_until: int | None
    papers: frozenset[str]

    @property
    def held(self) -> frozenset[str]:
        """Who travels with both parents travels with one."""
        return self.papers | ({WITH_PARENT} if WITH_BOTH in self.papers else frozenset())

    @property
    def is_child_alone(self) -> bool:
        """Below 18, and neither mother nor father nor guardian travels along."""
        is_child = self.age_until is not None and self.age_until <= CHILDREN_UNTIL
        return is_child and WITH_PARENT not in self.held


class Verdict(StrEnum):
    MET = "met"
    MISSING = "missing"
    CANNOT_TELL = "cannot_tell"
    NOT_ADMITTED = "not_admitted"
    """Nothing that a person could bring meets it."""
    NOT_ASKED = "not_asked"
    """Seen here: it was not asked."""


class Doubt(StrEnum):
    """Why nobody can tell."""

    AGE = "age"
    RESIDENCE = "residence"
    RESIDENTS_UNSAID = "residents_unsaid"
    """Foreigners are barred, and of those who live there the source says nothing."""
    NOT_A_PAPER = "not_a_paper"
    """A mask, a form at the post: it is not asked of whoever fills in the page."""
    FOLLOWS = "follows"
    """A quarantine: it comes after entering."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one requirement means for one traveler; ``keys`` names its rows.

    ``bars``: without it the person is not let through. ``confirm``: its source is weak or none.
    ``says_who_passes``: a rule on papers, company, or that nobody is let in; a mask says nothing.
    """

    keys: tuple[str, ...]
    country: str
    direction: str
    verdict: Verdict
    bars: bool
    confirm: bool
    says_who_passes: bool = False
    met_by: tuple[str, ...] = ()
    would_meet: tuple[str, ...] = ()
    doubt: Doubt | None = None
    valid_hours: int | None = None


def answers(rules: Iterable[Asked], *, traveler: Traveler) -> list[Answer]:
    """What is asked of this traveler, worst first; what does not concern them is left out."""
    rows = list(rules)
    waived = waived_keys(rows)
    groups = grouped(rows)
    if RESIDENCE in traveler.papers:
        groups = [group for group in groups if not _spares_residents(group, among=rows)]
    found = [
        answer
        for group in groups
        if (answer := _answer(group, traveler=traveler, waived=waived)) is not None
    ]
    return sorted(found, key=_worst_first)


def waived_keys(rules: Collection[Asked]) -> frozenset[str]:
    """Rules on tests that were seen not to be asked here, by their keys.

    A rule that itself was seen here stays: then two things were seen, and it is safer to carry it.
    """
    seen = {(rule.country, rule.direction) for rule in rules if rule.demand == NOT_ASKED}
    return frozenset(
        rule.key
        for rule in rules
        if rule.kind == DemandKind.TEST
        and (rule.country, rule.direction) in seen
        and not (rule.is_local and rule.basis == Basis.OBSERVED)
    )


def _answer(
    group: Sequence[Asked], *, traveler: Traveler, waived: Collection[str]
) -> Answer | None:
    first = group[0]
    concerned, doubt = _concerns(first, traveler=traveler)
    if not concerned:
        return None
    accepts = frozenset().union(*(rule.accepts for rule in group))
    met_by = tuple(sorted(accepts & traveler.held))
    is_waived = any(rule.key in waived or rule.demand == NOT_ASKED for rule in group)
    if doubt is None and RESIDENCE in traveler.papers and _is_silent_on_residents(group):
        doubt = Doubt.RESIDENTS_UNSAID
    verdict, doubt = _verdict(group, met_by=met_by, doubt=doubt, is_waived=is_waived)
    hours = [rule.valid_hours for rule in group if rule.valid_hours is not None]
    return Answer(
        keys=tuple(rule.key for rule in group),
        country=first.country,
        direction=first.direction,
        verdict=verdict,
        bars=(
            all(rule.is_blocking for rule in group)
            and not is_waived
            and not _goes_home(first, traveler=traveler)
        ),
        confirm=is_waived or not all(rule.is_sure for rule in group),
        says_who_passes=any(_says_who_passes(rule) for rule in group),
        met_by=met_by,
        would_meet=tuple(sorted(accepts)),
        doubt=doubt,
        valid_hours=min(hours, default=None),
    )


def _verdict(
    group: Sequence[Asked], *, met_by: tuple[str, ...], doubt: Doubt | None, is_waived: bool
) -> tuple[Verdict, Doubt | None]:
    if is_waived:
        return Verdict.NOT_ASKED, None
    if met_by:
        return Verdict.MET, Doubt.RESIDENCE if met_by == (RESIDENCE,) else None
    if doubt is not None:
        return Verdict.CANNOT_TELL, doubt
    if all(rule.kind == DemandKind.NONE for rule in group):
        return Verdict.NOT_ADMITTED, None
    if all(not _is_stated(rule) for rule in group):
        follows = all(rule.demand in QUARANTINES for rule in group)
        return Verdict.CANNOT_TELL, Doubt.FOLLOWS if follows else Doubt.NOT_A_PAPER
    return Verdict.MISSING, None


def _is_silent_on_residents(group: Sequence[Asked]) -> bool:
    """Whether it bars people, and neither names those who live there nor speaks of all."""
    return all(
        rule.kind == DemandKind.NONE
        and rule.demand != NOT_ASKED
        and {"all", "residents"}.isdisjoint(rule.applies_to.split("|"))
        for rule in group
    )


def _spares_residents(group: Sequence[Asked], *, among: Collection[Asked]) -> bool:
    """Whether another rule of that way says that residents pass."""
    ways = {
        (rule.country, rule.direction)
        for rule in among
        if rule.demand == RESIDENCE and "residents" in rule.applies_to.split("|")
    }
    return (group[0].country, group[0].direction) in ways and _is_silent_on_residents(group)


def _is_stated(rule: Asked) -> bool:
    """Whether the page asks who fills it in: papers and the company of parents."""
    return rule.kind in {DemandKind.DOCUMENT, DemandKind.TEST, DemandKind.VACCINATION} or (
        rule.demand in {WITH_PARENT, WITH_BOTH}
    )


def _says_who_passes(rule: Asked) -> bool:
    return (
        rule.kind == DemandKind.DOCUMENT
        or rule.demand in {WITH_PARENT, WITH_BOTH}
        or (rule.kind == DemandKind.NONE and rule.demand != NOT_ASKED)
    )


def _goes_home(rule: Asked, *, traveler: Traveler) -> bool:
    return rule.direction == "entry" and rule.country == traveler.nationality


def _concerns(rule: Asked, *, traveler: Traveler) -> tuple[bool, Doubt | None]:
    """Whether it concerns the traveler, and why that may not be told from what was stated."""
    doubt: Doubt | None = None
    only, all_but = nationalities_of(rule.applies_to, country=rule.country)
    if traveler.nationality in all_but:
        return False, None
    if only and traveler.nationality not in only:
        is_resident = NOBODY_STATED in only and RESIDENCE in traveler.papers
        if not is_resident:
            return False, None
        doubt = Doubt.RESIDENCE
    low, high = traveler.age_from, traveler.age_until
    starts, ends = rule.age_from or 0, rule.age_until
    if (high is not None and high <= starts) or (ends is not None and low >= ends):
        return False, None
    if low < starts or (ends is not None and (high is None or high > ends)):
        return True, Doubt.AGE
    return True, doubt


_ORDER = (
    Verdict.NOT_ADMITTED,
    Verdict.MISSING,
    Verdict.CANNOT_TELL,
    Verdict.NOT_ASKED,
    Verdict.MET,
)


def _worst_first(answer: Answer) -> tuple[bool, int, bool, tuple[str, ...]]:
    is_well = answer.verdict in {Verdict.MET, Verdict.NOT_ASKED}
    return (is_well or not answer.bars, _ORDER.index(answer.verdict), not answer.bars, answer.keys)


class Result(StrEnum):
    """What all of it together comes to, with what the crossing does."""

    BARRED = "barred"
    """Something that bars the way is missing, or nobody of this nationality is let in."""
    CLOSED = "closed"
    """The crossing is told to be closed: whatever one carries."""
    CLOSED_TO_OTHERS = "closed_to_others"
    """Told to be closed, and the source bars only people of other countries."""
    STATE_UNKNOWN = "state_unknown"
    """Nobody can tell: that the crossing lets people through is not confirmed."""
    NO_RULE = "no_rule"
    """Nobody can tell: of one side no rule is known that says who of these people passes."""
    CANNOT_TELL = "cannot_tell"
    CHILD_ALONE = "child_alone"
    """A child without a responsible adult: the authority of child protection comes first."""
    WITH_CONSEQUENCE = "with_consequence"
    """One passes, and something follows or has still to be done: a check, a quarantine, a mask."""
    COMPLETE = "complete"


def result_of(
    rules: Collection[Asked],
    *,
    traveler: Traveler,
    left: str,
    entered: str,
    state: State,
    spares_return: bool = False,
) -> Result:
    """The one sentence over the list, for who leaves one country and enters the other.

    ``state``: of the crossing that way; ``spares_return``: it is not closed to who goes home.
    Neither an unknown state nor an unknown rule is a yes.
    """
    found = answers(rules, traveler=traveler)
    if any(a.bars and a.verdict in {Verdict.MISSING, Verdict.NOT_ADMITTED} for a in found):
        return Result.BARRED
    if state == State.CLOSED:
        is_spared = spares_return and traveler.nationality == entered
        return Result.CLOSED_TO_OTHERS if is_spared else Result.CLOSED
    if state == State.NOT_CONFIRMED:
        return Result.STATE_UNKNOWN
    told = {(a.country, a.direction) for a in found if a.says_who_passes}
    if not {(left, "exit"), (entered, "entry")} <= told:
        return Result.NO_RULE
    return Result.CHILD_ALONE if traveler.is_child_alone else _of_an_open_way(found)


def _of_an_open_way(found: Iterable[Answer]) -> Result:
    open_ones = [a for a in found if a.verdict not in {Verdict.MET, Verdict.NOT_ASKED}]
    if any(a.bars for a in open_ones):
        return Result.CANNOT_TELL
    return Result.WITH_CONSEQUENCE if open_ones else Result.COMPLETE

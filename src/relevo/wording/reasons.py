"""Why something was left out or must be asked first, in whole sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relevo.borders.models import Requirement
from relevo.directory.models import AdmissionRule, Assumption, Service
from relevo.places.models import Crossing
from relevo.planner import Check, Reason, ReasonCode
from relevo.wording.crossings import requirement_text
from relevo.wording.words import Terms, any_of, both, country, documents, sex


@dataclass(frozen=True, slots=True)
class ToldReason:
    """``sentence`` says the rule; ``lets_in`` what would let it back in, empty when nothing does.

    ``source`` is where the rule comes from, empty for rules of Relevo itself.
    """

    code: str
    sentence: str
    lets_in: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows that a reason may name."""

    terms: Terms
    crossings: Mapping[str, Crossing]
    requirements: Mapping[str, tuple[Requirement, ...]]
    rules: Mapping[str, AdmissionRule]


def tell_reason(reason: Reason, *, facts: Facts) -> ToldReason:
    """One reason; a rule of a service or a crossing speaks in its own words."""
    sentence, lets_in = _TELLERS[reason.code](reason, facts)
    source = ""
    if reason.rule in facts.rules:
        rule = facts.rules[reason.rule]
        sentence, source = both(rule, "text"), rule.source
    if reason.code is ReasonCode.CROSSING_REQUIREMENT and reason.rule in facts.requirements:
        rows = facts.requirements[reason.rule]
        sentence = requirement_text(rows)
        source = " ; ".join(dict.fromkeys(row.source for row in rows if row.source))
    return ToldReason(code=reason.code.value, sentence=sentence, lets_in=lets_in, source=source)


Told = tuple[str, str]


def _profile(reason: Reason, facts: Facts) -> Told:
    names = any_of([facts.terms.profile(code) for code in reason.facts])
    return (
        _("It serves only: %(profiles)s.") % {"profiles": names},
        _("It would serve: %(profiles)s.") % {"profiles": names},
    )


def _age(reason: Reason, _facts: Facts) -> Told:
    return (
        _("Its rule on age leaves out: %(ages)s years.") % {"ages": any_of(reason.facts)},
        _("It takes people of %(ages)s years.") % {"ages": any_of(reason.would_need)},
    )


def _sex(reason: Reason, _facts: Facts) -> Told:
    takes = any_of([sex(code) for code in reason.would_need])
    return _("It does not take everyone in the group."), _("It takes %(whom)s.") % {"whom": takes}


def _nationality(reason: Reason, _facts: Facts) -> Told:
    wanted = any_of([country(code) for code in reason.would_need])
    return (
        _("It does not serve people of this nationality."),
        _("It serves nationals of %(countries)s.") % {"countries": wanted}
        if wanted
        else _("It serves people of other nationalities."),
    )


def _children(_reason: Reason, _facts: Facts) -> Told:
    return _("It does not take children."), _("It takes adults who come without children.")


def _adults(_reason: Reason, _facts: Facts) -> Told:
    return (
        _("It takes only children and adolescents, without the adults of the group."),
        _("It takes children who come without an adult."),
    )


def _document(reason: Reason, _facts: Facts) -> Told:
    names = any_of(documents(reason.would_need))
    if not names:
        return _("Nobody of this group is let through."), ""
    return (
        _("It asks for: %(documents)s.") % {"documents": names},
        _("It would be possible with: %(documents)s.") % {"documents": names},
    )


def _no_capacity(reason: Reason, _facts: Facts) -> Told:
    people = int(reason.facts[0])
    return (
        ngettext(
            "There is no room for %(people)s person now.",
            "There is no room for %(people)s people now.",
            people,
        )
        % {"people": people},
        _("It would be possible as soon as there is room: ask."),
    )


def _beyond(reason: Reason, facts: Facts) -> Told:
    if reason.rule == "max_crossings":
        return _("It lies beyond more borders than a route may cross."), ""
    names = [
        both(facts.crossings[key], "name") if key in facts.crossings else key
        for key in reason.facts
    ]
    return (
        _("It lies beyond %(crossings)s, which cannot be crossed now.")
        % {"crossings": any_of(names)},
        _("It would be possible once %(crossings)s can be crossed.") % {"crossings": any_of(names)},
    )


def _origin(reason: Reason, _facts: Facts) -> Told:
    origin = {"country": country(reason.facts[0])}
    if reason.rule == "unaccompanied_child":
        return (
            _(
                "It is an authority of %(country)s, the country of origin: for a child without an "
                "adult it is never proposed before its protection needs have been ruled out."
            )
            % origin,
            _("Only once a decision on the child's best interests names this authority."),
        )
    return (
        _(
            "It is an authority of %(country)s, the country of origin: in a case that needs "
            "protection it is never proposed."
        )
        % origin,
        _("Only if the person chooses this very service."),
    )


def _enforcement(reason: Reason, _facts: Facts) -> Told:
    if reason.rule == "unaccompanied_child":
        sentence = _(
            "It belongs to the police, the army or migration control: it is never proposed for "
            "a child without an adult."
        )
    else:
        sentence = _(
            "It belongs to the police, the army or migration control: in a case that needs "
            "protection it is never proposed."
        )
    return sentence, _("Only if the person chooses this very service.")


def _consulate(reason: Reason, _facts: Facts) -> Told:
    if reason.rule == "unaccompanied_child":
        sentence = _(
            "It is a consulate: for a child without an adult it is called only after protection "
            "needs have been ruled out."
        )
    else:
        sentence = _("It is a consulate: in a case that needs protection it is never proposed.")
    return sentence, _("Only if the person chooses this very service.")


def _too_late(reason: Reason, _facts: Facts) -> Told:
    if reason.rule == "by":
        return (
            _("It cannot be done before the time by which it is needed."),
            _("It would be possible if it may be done later."),
        )
    return (
        _("They would arrive after it closes for the rest of these four days."),
        _("It would be possible by leaving earlier."),
    )


def _fixed(sentence: Callable[[], Told]) -> Callable[[Reason, Facts], Told]:
    return lambda _reason, _facts: sentence()


_TELLERS: dict[ReasonCode, Callable[[Reason, Facts], Told]] = {
    ReasonCode.PROFILE_NOT_SERVED: _profile,
    ReasonCode.AGE: _age,
    ReasonCode.SEX: _sex,
    ReasonCode.NATIONALITY: _nationality,
    ReasonCode.CHILDREN_NOT_ALLOWED: _children,
    ReasonCode.ADULTS_NOT_ALLOWED: _adults,
    ReasonCode.DOCUMENT_MISSING: _document,
    ReasonCode.CROSSING_REQUIREMENT: _document,
    ReasonCode.NO_CAPACITY: _no_capacity,
    ReasonCode.BEYOND_CROSSING: _beyond,
    ReasonCode.ORIGIN_AUTHORITY: _origin,
    ReasonCode.ENFORCEMENT: _enforcement,
    ReasonCode.CONSULATE: _consulate,
    ReasonCode.TOO_LATE: _too_late,
    ReasonCode.NEVER_OPEN: _fixed(
        lambda: (_("It does not open during these four days, as far as is known."), "")
    ),
    ReasonCode.NOT_LOCATED: _fixed(
        lambda: (
            _("Its place is not recorded well enough to plan a way there."),
            _("It can be called, if a telephone is known."),
        )
    ),
    ReasonCode.NO_ROAD: _fixed(lambda: (_("No way to get there is known."), "")),
    ReasonCode.EXCLUDED_BY_REQUEST: _fixed(
        lambda: (_("It was left out on request."), _("Take it back in and plan again."))
    ),
    ReasonCode.CROSSING_CLOSED: _fixed(
        lambda: (_("It is closed to people."), _("As soon as it opens."))
    ),
    ReasonCode.CROSSING_NEVER_OPEN: _fixed(
        lambda: (_("It does not open to people during these four days."), "")
    ),
}


def tell_checks(
    checks: Sequence[Check], *, service: Service | None, assumption: Assumption | None
) -> tuple[str, ...]:
    """What is assumed and must be asked before one relies on it."""
    told: list[str] = []
    for check in checks:
        sentence = _check(check, service=service, assumption=assumption)
        if sentence not in told:
            told.append(sentence)
    return tuple(told)


def _check(check: Check, *, service: Service | None, assumption: Assumption | None) -> str:
    schedule = None if service is None else getattr(service, "schedule", None)
    has_own_hours = schedule is not None and bool(schedule.opening_hours)
    if check is Check.HOURS_ASSUMED and assumption is not None and not has_own_hours:
        return both(assumption, "text")
    sentences = {
        Check.HOURS_ASSUMED: _("Its hours have no source; confirm first."),
        Check.HOURS_UNKNOWN: _("Its hours are not known; confirm first."),
        Check.CAPACITY_UNKNOWN: _("It is not known whether there is room; confirm first."),
        Check.CAPACITY_ASSUMED: _("It is assumed that whoever comes is served; confirm first."),
        Check.EXISTENCE_UNVERIFIED: _(
            "Nobody has confirmed that it still works there; confirm first."
        ),
        Check.ADMISSION_UNVERIFIED: _(
            "Whom it takes is not confirmed; ask whether it takes this person or group."
        ),
        Check.CROSSING_NOT_CONFIRMED: _(
            "Announced or reported as usable, but nobody saw it today; confirm first."
        ),
        Check.CROSSING_HOURS_UNKNOWN: _("The hours of the crossing are not confirmed."),
        Check.REQUIREMENT_UNVERIFIED: _(
            "What is asked here is not confirmed by a strong source; ask what is asked now."
        ),
    }
    return sentences[check]

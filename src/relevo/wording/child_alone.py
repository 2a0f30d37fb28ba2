"""What is said first where a child is without a responsible adult: whom to call, and to wait."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from relevo.directory.models import AssistanceLine, Institution, valid_on
from relevo.directory.queries import list_lines
from relevo.journeys.actions import ComputedPlan
from relevo.journeys.rules import CHILD_PROTECTION, instant_of, is_in_night
from relevo.planner import Itinerary, Step, StepKind
from relevo.wording.words import all_of, both, clock, country

CHILD_KINDS, ANY_DANGER = ("child",), ("emergency",)


def first_of_all() -> str:
    return _(
        "No child travels alone. Call the child-protection authority now, and wait with a "
        "responsible institution until it takes over."
    )


def warnings(computed: ComputedPlan) -> tuple[str, ...]:
    """To wait with somebody, until when, and that all else waits for the authority."""
    if not computed.profile.is_child_alone:
        return ()
    told = [first_of_all()]
    if computed.begins_later:
        begins = clock(instant_of(computed.request.depart), seen_from=computed.at)
        told.append(
            _("Set out: %(time)s. Until then the child stays with a responsible institution.")
            % {"time": begins}
        )
    unserved = set(computed.plan.unserved)
    if CHILD_PROTECTION in unserved and len(unserved) > 1:
        told.append(
            _(
                "What else is needed waits for the child-protection authority, and no way to it "
                "is known now."
            )
        )
    return tuple(told)


def lines(computed: ComputedPlan, *, start_country: str) -> tuple[str, ...]:
    """The line of the authority of the country where the child is, or whom to call else."""
    return lines_in(start_country) if computed.profile.is_child_alone else ()


def lines_in(start_country: str) -> tuple[str, ...]:
    """The line of the authority of a country, or whom to call else."""
    rows = list_lines(kinds=CHILD_KINDS, countries=[start_country])
    if not rows:
        return _general_lines(start_country)
    return _told(_("Call now: %(number)s, %(name)s (%(country)s)."), rows)


def authorities_in(code: str, *, on: date) -> str:
    """Who protects children in a country on a day: authorities succeed each other."""
    rows = (
        Institution.objects.nameable()
        .filter(valid_on(on), country=code, kind="child_protection", level="national")
        .order_by("key")
    )
    names = [
        f"{row.acronym} ({both(row, 'name')})" if row.acronym else both(row, "name") for row in rows
    ]
    if not names:
        return _(
            "Who protects children in %(country)s on that day, we do not know: ask at the post."
        ) % {"country": country(code)}
    return _("Child protection in %(country)s on that day: %(names)s.") % {
        "country": country(code),
        "names": all_of(names),
    }


def _general_lines(start_country: str) -> tuple[str, ...]:
    """The general line of emergencies, where the data have none of the authority."""
    rows = list_lines(kinds=ANY_DANGER, countries=[start_country])
    if not rows:
        return (
            _(
                "No telephone of the child-protection authority of %(country)s is known: ask the "
                "coordinator of the network."
            )
            % {"country": country(start_country)},
        )
    sentence = _(
        "No telephone of the child-protection authority of %(country)s is known: call %(number)s, "
        "%(name)s, and tell the coordinator of the network."
    )
    return _told(sentence, rows)


def _told(sentence: str, rows: Iterable[AssistanceLine]) -> tuple[str, ...]:
    return tuple(
        sentence
        % {"number": row.number, "name": both(row, "name"), "country": country(row.country)}
        for row in rows
    )


def night_notes(computed: ComputedPlan, step: Step) -> tuple[str, ...]:
    """A warning at a ride or walk that may fall in the night."""
    if not computed.profile.is_child_alone or step.kind is not StepKind.TRAVEL:
        return ()
    if not is_in_night(step.starts, step.ends_late):
        return ()
    return (
        _(
            "Part of this way may fall in the night (19:00 to 05:00): no child is on the way then "
            "without a responsible adult."
        ),
    )


def night_of_route(computed: ComputedPlan, itinerary: Itinerary) -> tuple[str, ...]:
    """The same, once, for a route."""
    found = [note for step in itinerary.steps for note in night_notes(computed, step)]
    return tuple(dict.fromkeys(found))

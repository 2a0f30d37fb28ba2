"""A told plan as plain text for a terminal or a chat: 80 columns, nothing but words."""

import textwrap
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from relevo.wording.crossings import ToldRequirement
from relevo.wording.plan import ToldExcluded, ToldItinerary, ToldPlan, ToldStep
from relevo.wording.reasons import ToldReason

WIDTH = 80


def render(told: ToldPlan, *, language: str) -> str:
    """The whole plan; the best route in full, the others after it."""
    with override(language):
        return "\n".join(_lines(told)) + "\n"


def _wrapped(text: str, *, indent: int = 0, bullet: str = "") -> Iterator[str]:
    start = " " * indent + bullet
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _listed(texts: Iterable[str], *, indent: int) -> Iterator[str]:
    for text in texts:
        yield from _wrapped(text, indent=indent, bullet="- ")


def _titled(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * min(len(title), WIDTH)


def _lines(told: ToldPlan) -> Iterator[str]:
    if told.is_demo:
        yield pgettext("mark", "DEMO")
    yield from _wrapped(told.title)
    yield from _wrapped(told.as_of)
    yield from _listed((*told.warnings, *told.call_now), indent=0)
    for number, itinerary in enumerate(told.itineraries, start=1):
        yield from _titled(
            _("Route %(number)s: %(head)s") % {"number": number, "head": itinerary.head}
        )
        yield from _itinerary(itinerary)
    if told.notes or told.unserved:
        yield ""
        yield from _listed((*told.unserved, *told.notes), indent=0)
    here = [blocker for blocker in told.blockers if blocker.is_here]
    if here:
        yield from _titled(_("Crossings that cannot be used"))
        for blocker in here:
            yield from _wrapped(blocker.title)
            yield from _reasons(blocker.reasons)
    if told.excluded:
        yield from _titled(_("Services left out, and why"))
        for excluded in told.excluded:
            yield from _excluded(excluded)


def _itinerary(itinerary: ToldItinerary) -> Iterator[str]:
    number = 0
    for step in itinerary.steps:
        if step.is_counted:
            number += 1
        yield from _step(step, label=f"{number}. " if step.is_counted else "   ")
    yield from _listed((itinerary.done, *itinerary.unserved), indent=0)


def _step(step: ToldStep, *, label: str) -> Iterator[str]:
    yield from _wrapped(step.title, bullet=label)
    yield from _wrapped(step.where, indent=3)
    yield from _wrapped(step.when, indent=3)
    if step.needs:
        yield from _wrapped(_("Here: %(needs)s.") % {"needs": step.needs}, indent=3)
    yield from _wrapped(step.status, indent=3)
    yield from _listed(step.why, indent=3)
    if step.is_counted:  # before the lists of requirements, of which they are no part
        yield from _listed(step.notes, indent=3)
    if step.ask_first:
        yield from _wrapped(_("Confirm first:"), indent=3)
        yield from _listed(step.ask_first, indent=3)
    yield from _wrapped(step.call, indent=3)
    if step.asked:
        yield from _wrapped(_("What is asked of this group:"), indent=3)
        for requirement in step.asked:
            yield from _requirement(requirement)
    if step.others:
        yield from _wrapped(_("What is asked of others, not of this group:"), indent=3)
        for requirement in step.others:
            yield from _requirement(requirement)
    yield from _wrapped(step.holds_until, indent=3)
    for source in step.sources:
        yield from _source(source.text, as_of=source.as_of, indent=3)


def _source(text: str, *, as_of: str, indent: int) -> Iterator[str]:
    if not text:
        return
    if as_of:
        words = _("Source, as of %(day)s: %(source)s") % {"day": as_of, "source": text}
    else:
        words = _("Source: %(source)s") % {"source": text}
    yield from _wrapped(words, indent=indent)


def _requirement(requirement: ToldRequirement) -> Iterator[str]:
    yield from _wrapped(requirement.text, indent=3, bullet="- ")
    if requirement.is_asked:
        yield from _wrapped(requirement.outcome, indent=5)
    yield from _source(requirement.source, as_of=requirement.as_of, indent=5)


def _reasons(reasons: Iterable[ToldReason]) -> Iterator[str]:
    for reason in reasons:
        yield from _wrapped(reason.sentence, indent=2, bullet="- ")
        yield from _wrapped(reason.lets_in, indent=4)
        yield from _source(reason.source, as_of="", indent=4)


def _excluded(excluded: ToldExcluded) -> Iterator[str]:
    name = excluded.name
    if excluded.where:
        name = pgettext("service and place", "%(service)s · %(place)s") % {
            "service": excluded.name,
            "place": excluded.where,
        }
    yield from _wrapped(name)
    yield from _reasons(excluded.reasons)

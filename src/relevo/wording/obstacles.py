"""What stands in the way, in sentences: roads cut or slow, curfews, closed areas."""

import re
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from relevo.borders.enums import Basis, Stops
from relevo.borders.models import Restriction
from relevo.borders.rules.restrictions import RestrictionFact
from relevo.situation.enums import RoadState
from relevo.situation.queries.roads import RoadLine
from relevo.wording.words import Words, all_of, both, country, since, until

RESTRICTION_KINDS: Words = {
    "curfew": pgettext_lazy("restriction", "Curfew"),
    "circulation": pgettext_lazy("restriction", "Restricted circulation"),
    "transport": pgettext_lazy("restriction", "Transport restricted"),
    "prevention": pgettext_lazy("restriction", "State of prevention"),
    "calamity": pgettext_lazy("restriction", "State of calamity"),
    "cordon": pgettext_lazy("restriction", "Sanitary cordon"),
    "quarantine": pgettext_lazy("restriction", "Quarantine"),
}
DAILY = re.compile(r"(?:Mo-Su )?(\d\d:\d\d)-(\d\d:\d\d)")


def hours_of(expression: str) -> str:
    """When it binds, in words; empty where it always does or nobody says."""
    daily = DAILY.fullmatch(expression)
    if daily is None:
        return expression
    return _("every day from %(start)s to %(end)s") % {"start": daily[1], "end": daily[2]}


def area_names(row: Restriction) -> str:
    """Where it binds: its areas, or the whole country."""
    names = [area.name for area in row.areas.all()]
    if not names:
        return _("all of %(country)s") % {"country": country(row.country)}
    return pgettext("areas of a country", "%(areas)s (%(country)s)") % {
        "areas": all_of(names),
        "country": country(row.country),
    }


def road_sentence(line: RoadLine) -> str:
    """The road between two places: what is the matter, who says so, until when."""
    word = line.word
    facts = {
        "one": line.link.from_node.name,
        "other": line.link.to_node.name,
        "source": word.source,
        "moment": since(word.from_at),
    }
    if word.state == RoadState.CUT:
        first = _("The road between %(one)s and %(other)s is cut.") % facts
    else:
        first = _("The road between %(one)s and %(other)s is slow.") % facts
    if word.basis == Basis.OBSERVED:
        said = _("Seen by the network, %(moment)s.") % facts
    elif word.source.startswith("http"):
        said = pgettext("road", "Announced, %(moment)s.") % facts
    else:
        said = pgettext("road", "Announced by %(source)s, %(moment)s.") % facts
    return " ".join([first, said, *_until(word.until_at), both(word, "text")]).strip()


def _until(at: datetime | None) -> list[str]:
    if at is None:
        return [_("Nobody has said until when.")]
    return [_("Until %(moment)s.") % {"moment": until(at)}]


def restriction_sentence(row: Restriction, fact: RestrictionFact) -> str:
    """Kind, hours and place of a restriction, and what it stops."""
    head = pgettext("restriction", "%(kind)s in %(where)s") % {
        "kind": RESTRICTION_KINDS[row.kind],
        "where": area_names(row),
    }
    hours = hours_of(fact.binding_hours)
    stops = {
        Stops.PUBLIC_TRANSPORT.value: _("There is no public transport then."),
        Stops.ALL_TRAVEL.value: _("Nobody may be on the way then."),
        Stops.ENTRY.value: _("Nobody comes in or leaves then."),
    }.get(fact.stops, "")
    first = f"{head}, {hours}." if hours else f"{head}."
    return " ".join(text for text in (first, stops, both(row, "safe_conduct")) if text)

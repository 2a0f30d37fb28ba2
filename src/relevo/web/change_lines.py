"""What changed under a route, in sentences; the names of many changes are read at once."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from relevo.borders.models import Requirement, Restriction
from relevo.directory import queries as directory
from relevo.directory.models import Service
from relevo.journeys.queries import REFUSES, SHUT, Change
from relevo.places.models import Crossing, Link
from relevo.web import phrases
from relevo.web.restriction_phrases import RESTRICTION_KINDS
from relevo.wording.obstacles import area_names, hours_of
from relevo.wording.words import both, local


class ChangeTeller:
    """Holds the names of what changed."""

    def __init__(self, changes: Iterable[Change]) -> None:
        keys: dict[str, set[str]] = {}
        for change in changes:
            keys.setdefault(change.kind, set()).add(change.key)
        self.crossings = {
            row.key: row for row in Crossing.objects.filter(key__in=keys.get("crossing", ()))
        }
        self.services = {
            row.key: row
            for row in Service.objects.filter(key__in=keys.get("service", ())).select_related(
                "institution"
            )
        }
        self.links = {
            row.key: row
            for row in Link.objects.filter(pk__in=keys.get("road", ())).select_related(
                "from_node", "to_node"
            )
        }
        self.restrictions = {
            row.key: row
            for row in Restriction.objects.filter(
                key__in=keys.get("restriction", ())
            ).prefetch_related("areas")
        }
        self.requirements = {
            row.key: row for row in Requirement.objects.filter(key__in=keys.get("requirement", ()))
        }

    def tell(self, change: Change) -> str:
        """One change as one sentence."""
        tellers = {
            "crossing": self._crossing,
            "service": self._service,
            "road": self._road,
            "restriction": self._restriction,
            "requirement": self._requirement,
        }
        return tellers[change.kind](change)

    def tell_all(self, changes: Sequence[Change]) -> list[str]:
        return [self.tell(change) for change in changes]

    def _crossing(self, change: Change) -> str:
        row = self.crossings.get(change.key)
        name = both(row, "name") if row else change.key
        if change.now == SHUT:
            return _("%(name)s has other hours now: when the route passes there, it is shut.") % {
                "name": name
            }
        return _("%(name)s is now: %(state)s. When the route was chosen it was: %(before)s.") % {
            "name": name,
            "state": phrases.CROSSING_STATES.get(change.now, change.now),
            "before": phrases.CROSSING_STATES.get(change.was, change.was),
        }

    def _service(self, change: Change) -> str:
        row = self.services.get(change.key)
        name = local(directory.name_for(row, institution_id=None)) if row else change.key
        if change.now == SHUT:
            told = _("%(name)s has other hours now: when the route comes there, it is shut.")
            return told % {"name": name}
        if change.now == REFUSES:
            return _("%(name)s does not take this person or group any more.") % {"name": name}
        return _("%(name)s does not work any more as planned.") % {"name": name}

    def _road(self, change: Change) -> str:
        row = self.links.get(change.key)
        names = {
            "one": row.from_node.name if row else change.key,
            "other": row.to_node.name if row else "",
        }
        if change.now == "cut":
            return _("The road between %(one)s and %(other)s is cut.") % names
        return _("The road between %(one)s and %(other)s is slow.") % names

    def _restriction(self, change: Change) -> str:
        row = self.restrictions.get(change.key)
        if row is None:
            return _("A restriction binds where the route passes.")
        facts: Mapping[str, str] = {
            "kind": str(RESTRICTION_KINDS[row.kind]),
            "where": area_names(row),
            "hours": hours_of(row.binding_hours),
        }
        if row.binding_hours:
            return _("%(kind)s in %(where)s, %(hours)s: the route passes there then.") % facts
        return _("%(kind)s in %(where)s: the route passes there.") % facts

    def _requirement(self, change: Change) -> str:
        row = self.requirements.get(change.key)
        if row is None:
            return _("Something is asked now that was not asked before.")
        return _("It is asked now: %(text)s") % {"text": both(row, "text")}


def told_changes(changes: Sequence[Change]) -> list[str]:
    """Changes in sentences, in their order."""
    return ChangeTeller(changes).tell_all(changes)

"""What does not hold in a route: before it is adopted, and watched afterwards."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from relevo.pathways.enums import FindingKind
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import findings
from relevo.pathways.queries.findings import Flagged
from relevo.pathways.rules.checks import Finding
from relevo.pathways.rules.content import Content
from relevo.web.desk.pathway_facts import forbidden_disclosures
from relevo.web.flowchart import told
from relevo.web.pathway_phrases import FINDING_KINDS
from relevo.web.phrases import PACKET_FIELDS

BROKEN = frozenset(
    {
        FindingKind.NO_ACTIVE_INSTITUTION,
        FindingKind.NO_ACTIVE_SERVICE,
        FindingKind.MEMBER_LEFT,
        FindingKind.TIME_LIMIT_IMPOSSIBLE,
        FindingKind.FORBIDDEN_DISCLOSURE,
        FindingKind.CHILD_WITHOUT_ADULT,
        FindingKind.UNREACHABLE_STEP,
        FindingKind.NO_EXIT,
    }
)
"""What keeps a route from working as it says; the others are what would make it better."""


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding in words, and the step it is about (``number`` 0: the whole route)."""

    words: str
    number: int
    step_key: str
    action: str
    is_broken: bool


@dataclass(frozen=True, slots=True)
class ToldFindings:
    """What breaks a route first, then what would make it better."""

    broken: list[ToldFinding] = field(default_factory=list)
    better: list[ToldFinding] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.broken) + len(self.better)


def findings_of(version: PathwayVersion, content: Content, *, at: datetime) -> ToldFindings:
    """Everything that does not hold in a version, in words."""
    found = [
        _told(finding, content)
        for finding in findings.list_findings(version, at=at, forbidden=forbidden_disclosures)
    ]
    return ToldFindings(
        broken=[finding for finding in found if finding.is_broken],
        better=[finding for finding in found if not finding.is_broken],
    )


def broken_routes(*, at: datetime) -> dict[object, int]:
    """How much is broken in each route that works, by id; as many queries for one as for all."""
    counted: dict[object, int] = defaultdict(int)
    for flagged in findings.list_flagged(at=at, forbidden=forbidden_disclosures):
        number = _broken(flagged)
        if number:
            counted[flagged.version.pathway_id] = number
    return dict(counted)


def _broken(flagged: Flagged) -> int:
    return sum(1 for finding in flagged.findings if finding.kind in BROKEN)


def _told(finding: Finding, content: Content) -> ToldFinding:
    step = content.step(finding.step_key)
    words = str(FINDING_KINDS[finding.kind])
    if finding.kind == FindingKind.FORBIDDEN_DISCLOSURE:
        told_fields = [str(PACKET_FIELDS[one]) for one in finding.facts if one in PACKET_FIELDS]
        if told_fields:
            named = _("It is about: %(fields)s.") % {"fields": ", ".join(told_fields)}
            words = f"{words} {named}"
    return ToldFinding(
        words=words,
        number=content.keys.index(step.key) + 1 if step else 0,
        step_key=finding.step_key,
        action=told(step.action) if step else "",
        is_broken=finding.kind in BROKEN,
    )

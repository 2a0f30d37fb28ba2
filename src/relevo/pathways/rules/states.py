"""States of a version and what may follow.

Nothing goes back to being a draft: what was proposed is what the network saw. To change it, it is
withdrawn or superseded by the next version.
"""

from collections.abc import Mapping

from relevo.pathways.enums import VersionState
from relevo.pathways.errors import PathwayMoveRefused

ALLOWED: Mapping[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.PROPOSED, VersionState.WITHDRAWN}),
    VersionState.PROPOSED: frozenset({VersionState.VALIDATED, VersionState.WITHDRAWN}),
    VersionState.VALIDATED: frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED: frozenset(),
    VersionState.WITHDRAWN: frozenset(),
}
IN_WORK: frozenset[VersionState] = frozenset({VersionState.DRAFT, VersionState.PROPOSED})


def check_move(current: str, wanted: VersionState) -> None:
    """PathwayMoveRefused unless a version in one state may go to the other."""
    if wanted not in ALLOWED[VersionState(current)]:
        raise PathwayMoveRefused(current=str(current), wanted=wanted.value)

"""Writes of the directory, one verb each. The modules are split by noun; this is their one list."""

from relevo.directory.actions.changes import (
    decide_change,
    reapply_changes,
    request_change,
    texts_of,
    withdraw_change,
)
from relevo.directory.actions.entries import (
    confirm_by_link,
    note_evidence,
    note_told_closed,
    verify_service,
)
from relevo.directory.actions.places import (
    MOST_PLACES,
    hold_place,
    note_decline,
    release_place,
    set_capacity,
)
from relevo.directory.actions.search import index_services
from relevo.directory.actions.succession import Heir, succeed_institution
from relevo.directory.actions.temporary import (
    TemporaryFacts,
    TemporaryPlace,
    close_temporary_service,
    extend_temporary_service,
    open_temporary_service,
)

__all__ = [
    "MOST_PLACES",
    "Heir",
    "TemporaryFacts",
    "TemporaryPlace",
    "close_temporary_service",
    "confirm_by_link",
    "decide_change",
    "extend_temporary_service",
    "hold_place",
    "index_services",
    "note_decline",
    "note_evidence",
    "note_told_closed",
    "open_temporary_service",
    "reapply_changes",
    "release_place",
    "request_change",
    "set_capacity",
    "succeed_institution",
    "texts_of",
    "verify_service",
    "withdraw_change",
]

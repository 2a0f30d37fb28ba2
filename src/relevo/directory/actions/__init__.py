"""Writes of the directory, one verb each. The modules are split by noun; this is their one list."""

from relevo.directory.actions.changes import (
    decide_change,
    reapply_changes,
    request_change,
    texts_of,
    withdraw_change,
)
from relevo.directory.actions.entries import confirm_by_link, note_evidence, verify_service
from relevo.directory.actions.places import (
    MOST_PLACES,
    hold_place,
    note_decline,
    release_place,
    set_capacity,
)
from relevo.directory.actions.search import index_services
from relevo.directory.actions.succession import Heir, succeed_institution

__all__ = [
    "MOST_PLACES",
    "Heir",
    "confirm_by_link",
    "decide_change",
    "hold_place",
    "index_services",
    "note_decline",
    "note_evidence",
    "reapply_changes",
    "release_place",
    "request_change",
    "set_capacity",
    "succeed_institution",
    "texts_of",
    "verify_service",
    "withdraw_change",
]

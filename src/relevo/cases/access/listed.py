"""The lists as pages show them: whose lines stand there is recorded before anything is shown.

A line holds a code and what is needed, so it is a look. Each is told once a day for each reader
and kind of list. The event of one's own cases is about the reader, that of what an institution was
offered about the institution: there the person's page finds them (``access.rights``).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from relevo.audit import actions as audit
from relevo.cases.access.lists import inbox_of, list_cases, outgoing_of
from relevo.cases.rules import views
from relevo.cases.rules.clocks import start_of_day
from relevo.kernel.actor import Actor

CASES = "case.listed"
REFERRALS = "referral.listed"


def show_cases(
    actor: Actor, *, at: datetime, open_only: bool = True, page: int | None = None
) -> list[views.CaseRow]:
    """As ``list_cases``, recorded."""
    rows = list_cases(actor, open_only=open_only, page=page)
    _record(CASES, [row.case_id for row in rows], about=actor.id, actor=actor, at=at)
    return rows


def show_inbox(
    actor: Actor,
    *,
    at: datetime,
    open_only: bool = True,
    batch_id: UUID | None = None,
    page: int | None = None,
) -> list[views.ReferralRow]:
    """As ``inbox_of``, recorded."""
    rows = inbox_of(actor, at=at, open_only=open_only, batch_id=batch_id, page=page)
    institution = actor.institution_id or actor.id
    _record(REFERRALS, [row.referral_id for row in rows], about=institution, actor=actor, at=at)
    return rows


def show_outgoing(
    actor: Actor, *, at: datetime, open_only: bool = False, page: int | None = None
) -> list[views.ReferralRow]:
    """As ``outgoing_of``, recorded."""
    rows = outgoing_of(actor, at=at, open_only=open_only, page=page)
    _record(REFERRALS, [row.referral_id for row in rows], about=actor.id, actor=actor, at=at)
    return rows


def _record(verb: str, shown: Sequence[UUID], *, about: UUID, actor: Actor, at: datetime) -> None:
    if not shown:
        return
    audit.record_shown(
        verb, shown=shown, subject=str(about), actor=actor, since=start_of_day(at), at=at
    )

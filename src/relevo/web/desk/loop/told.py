"""The loop in words: history, telephone, next addresses, and where nobody goes yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from relevo.cases.rules.loop_views import WhereNow
from relevo.cases.rules.views import ReferralView, Step
from relevo.web.desk.names import local
from relevo.web.loop_phrases import HAND_OVER_CONFIRMED, HAND_OVER_ENDED, SKIPS, STEP_NOTES
from relevo.web.phrases import PLAYED_BY_DEMO, REFERRAL_STATES


def history(steps: Iterable[Step]) -> list[tuple[str, datetime, str, str]]:
    """What happened, when, which side, and what is to be said beside it."""
    return [(_step(step), step.at, step.by, str(STEP_NOTES.get(step.code, ""))) for step in steps]


def _step(step: Step) -> str:
    if step.kind == "reminder":
        return _("Reminded to answer")
    if step.kind == "hand_over":
        return str(HAND_OVER_CONFIRMED)
    if step.kind == "hand_over_ended":
        return str(HAND_OVER_ENDED)
    state = str(REFERRAL_STATES[step.status])
    told = {
        "onward": _("Referred onward. There: %(state)s"),
        "phone": _("By telephone: %(state)s"),
        "phone_confirmed": _("Confirmed what was told by telephone: %(state)s"),
        "phone_contradicted": _("Contradicted what was told by telephone: %(state)s"),
    }
    return told.get(step.kind, "%(state)s") % {"state": state}


@dataclass(frozen=True, slots=True)
class NextLine:
    """A next address in words."""

    alternate_id: UUID
    service: str
    skipped: str
    is_consent_live: bool
    barred: str


def next_lines(found: ReferralView, *, on_demo: bool) -> list[NextLine]:
    """The next addresses; a demonstration does not say of a real one that it could not be asked."""
    return [
        NextLine(
            alternate_id=row.alternate_id,
            service=str(PLAYED_BY_DEMO)
            if on_demo and row.skipped and not row.is_institution_demo
            else local(row.service),
            skipped=str(SKIPS[row.skipped]) if row.skipped else "",
            is_consent_live=row.is_consent_live,
            barred=str(SKIPS["restricted" if row.barred == "restricted" else "blocked"])
            if row.barred
            else "",
        )
        for row in found.loop.alternates
    ]


@dataclass(frozen=True, slots=True)
class WhereNowLine:
    """One question to the officer."""

    row: WhereNow
    service: str
    state: str
    skipped: list[str]


def where_now(rows: Iterable[WhereNow], *, on_demo: bool) -> list[WhereNowLine]:
    """Where now? What ended without help, by whom it is not told of a real one on a demo."""
    return [
        WhereNowLine(
            row=row,
            service=str(PLAYED_BY_DEMO)
            if on_demo and not row.is_institution_demo
            else local(row.service),
            state=str(REFERRAL_STATES[row.status]),
            skipped=[str(SKIPS[code]) for code in row.skipped],
        )
        for row in rows
    ]

"""Moving a referral: the state, its step in the history, the audit, and who must hear of it."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet

from relevo.audit import actions as audit
from relevo.cases import queries
from relevo.cases.enums import Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import Referral, ReferralStep
from relevo.cases.rules.transitions import OPEN, PREVIEW_SHOWN, check_move
from relevo.directory import actions as directory
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import destroy_envelope

PLACE_HELD = "place_held"
WITHDRAWN = "consent_withdrawn"


def write_move(
    referral: Referral,
    *,
    to: S,
    by: Actor,
    at: datetime,
    code: str = "",
    changed: Sequence[str] = (),
) -> Referral:
    """Write a move that the rules have let through.

    Once the recipient has no more to do with the person, preview and packet are shredded: the
    case's own groups are all that is left.
    """
    referral.status = to
    fields = {"status", *changed}
    if to not in PREVIEW_SHOWN:
        _shred(referral, at=at)
        fields |= {"preview", "packet"}
    referral.save(update_fields=sorted(fields))
    write_step(referral, by=by, at=at, code=code)
    return referral


def _shred(referral: Referral, *, at: datetime) -> None:
    """Forget what was sent, and its key: a back-up of before opens it no more either."""
    if referral.preview:
        destroy_envelope(referral.pk, at=at)
    referral.preview, referral.packet = b"", None


def write_step(referral: Referral, *, by: Actor, at: datetime, code: str = "") -> None:
    """The history, the audit and the outbox of the state a referral is now in."""
    ReferralStep.objects.create(
        referral=referral,
        status=referral.status,
        at=at,
        by_institution_id=by.institution_id,
        actor_id=by.id,
        code=code,
    )
    subject, verb = str(referral.pk), f"referral.{referral.status}"
    audit.record(verb, subject=subject, actor=by, at=at, facts={"code": code} if code else None)
    outbox.queue(verb, subject_id=subject, at=at)


def hold_place(referral: Referral, *, by: Actor, at: datetime) -> str:
    """Hold places for the group where free ones are known; the code of the step that says so."""
    is_held = directory.hold_place(
        service_id=referral.service_id, people=_group_size(referral), by=by, at=at
    )
    return PLACE_HELD if is_held else ""


def release_place(referral: Referral, *, at: datetime) -> None:
    """Give back what was held on acceptance. Call it before the audit is locked."""
    held = ReferralStep.objects.filter(referral=referral, status=S.ACCEPTED, code=PLACE_HELD)
    if held.exists():
        people = _group_size(referral)
        directory.release_place(service_id=referral.service_id, people=people, at=at)


def _group_size(referral: Referral) -> int:
    """As it was offered: what is given back is what was held, whatever has changed since."""
    preview = queries.opened_preview(referral)
    return preview.group_size if preview else 0


def take_back(referrals: QuerySet[Referral], *, by: Actor, at: datetime, code: str) -> None:
    """End every sending of these that is still open.

    What waits for an answer or for the person is withdrawn; where the person has already arrived
    only what was sent is shredded. The audit's head is locked after every other row.
    """
    sent = list(
        referrals.select_for_update(of=("self",), no_key=True)
        .filter(status__in=OPEN)
        .order_by("id")
    )
    withdrawn = [referral for referral in sent if referral.status != S.ARRIVED]
    for referral in sorted(withdrawn, key=attrgetter("service_id")):  # as services are locked
        release_place(referral, at=at)
    for referral in sent:
        if referral.status == S.ARRIVED:
            _shred(referral, at=at)
            referral.save(update_fields=["packet", "preview"])
    for referral in withdrawn:
        check_move(S(referral.status), S.WITHDRAWN, parties={Party.SENDER})
        write_move(referral, to=S.WITHDRAWN, by=by, at=at, code=code)

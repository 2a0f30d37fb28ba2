"""Rounds of verification: everybody in the directory is asked once whether the entry is true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import actions as directory
from relevo.directory.access import ENTRY_LINK
from relevo.directory.enums import VerificationMethod, VerificationOutcome
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.enums import EntryAnswer, RoundState
from relevo.networks.errors import (
    EntriesMoved,
    EntryAnswerRefused,
    LinkAnswered,
    LinkOver,
    LinkUnknown,
    RoundRefused,
    RoundUnknown,
)
from relevo.networks.models import EntryLink, Meeting, VerificationRound
from relevo.networks.queries import rounds as queries
from relevo.networks.rules.rounds import (
    check_answer,
    check_answerable,
    check_due,
    expires_at,
    link_state,
)
from relevo.outbox import actions as outbox


@dataclass(frozen=True, slots=True)
class EntryChange:
    """What is different about one entry, as its institution says."""

    service_id: UUID
    changes: Mapping[str, str]
    reason: str = ""


@transaction.atomic
def open_round(
    *, network_key: str, due_on: date, by: Actor, at: datetime, meeting_id: UUID | None = None
) -> VerificationRound:
    """Ask every institution that has an entry in the network's directory, until a day.

    One round at a time: two links for one question would cross. Raises NetworkUnknown, NotKeeper,
    RoundRefused.
    """
    network = access.network_to_keep_locked(by, key=network_key)
    check_due(due_on, on=at.date())
    if queries.find_open_round(network) is not None:
        raise RoundRefused(field="due_on", problem="open_already")
    meeting = None
    if meeting_id is not None:
        meeting = Meeting.objects.filter(network=network, pk=meeting_id).first()
        if meeting is None:
            raise RoundRefused(field="meeting", problem="unknown")
    asked = queries.institutions_to_ask(network, on=at.date())
    if not asked:
        raise RoundRefused(field="due_on", problem="nobody_to_ask")
    opened = VerificationRound.objects.create(
        network=network,
        meeting=meeting,
        state=RoundState.OPEN,
        due_on=due_on,
        opened_by=by.id,
        opened_at=at,
    )
    until = expires_at(due_on, at=at)
    EntryLink.objects.bulk_create(
        EntryLink(round=opened, institution=institution, expires_at=until) for institution in asked
    )
    _tell("round.opened", opened, by=by, at=at, facts={"asked": len(asked)})
    return opened


@transaction.atomic
def close_round(*, round_id: UUID, by: Actor, at: datetime) -> VerificationRound:
    """The round is over: its links answer no more. Raises RoundUnknown, NotKeeper, RoundRefused."""
    found = VerificationRound.objects.select_related("network").filter(pk=round_id).first()
    if found is None:
        raise RoundUnknown(round_id)
    access.network_to_keep_locked(by, key=found.network.key)
    found.refresh_from_db()
    if found.state == RoundState.CLOSED:
        raise RoundRefused(field="state", problem="closed_already")
    found.state, found.closed_at = RoundState.CLOSED, at
    found.save(update_fields=["state", "closed_at"])
    _tell("round.closed", found, by=by, at=at, facts={})
    return found


@transaction.atomic
def mark_sent(*, link_id: UUID, by: Actor, at: datetime) -> EntryLink:
    """The link went out; sent again, the first time counts.

    Raises LinkUnknown, NotKeeper, LinkAnswered, LinkOver.
    """
    link = _kept_locked(link_id, by=by)
    _check_open(link, at=at)
    if link.sent_at is None:
        link.sent_at = at
        link.save(update_fields=["sent_at"])
        _tell_link("round.link_sent", link, by=by, at=at)
    return link


@transaction.atomic
def revoke_link(*, link_id: UUID, by: Actor, at: datetime) -> EntryLink:
    """The link went to the wrong hands: from now on it is as if it had never been.

    The institution can still be asked by telephone. Raises LinkUnknown, NotKeeper, LinkAnswered,
    LinkOver.
    """
    link = _kept_locked(link_id, by=by)
    _check_open(link, at=at)
    link.revoked_at = at
    link.save(update_fields=["revoked_at"])
    _tell_link("round.link_revoked", link, by=by, at=at)
    return link


@transaction.atomic
def record_telephone_answer(*, link_id: UUID, answer: str, by: Actor, at: datetime) -> EntryLink:
    """Somebody of the institution answered on the telephone; the link is spent by it.

    *Right* confirms all its entries. What changed is then asked entry by entry, as anybody's
    change is. Raises LinkUnknown, NotKeeper, LinkAnswered, LinkOver, EntryAnswerRefused.
    """
    link = _kept_locked(link_id, by=by)
    if link.answered_at is not None:
        raise LinkAnswered(answer=link.answer, at=link.answered_at)
    if link.round.state == RoundState.CLOSED:
        raise LinkOver(state=RoundState.CLOSED)
    check_answer(answer, has_changes=answer == EntryAnswer.CHANGED)
    if answer == EntryAnswer.CONFIRMED:
        for entry in queries.entries_shown(link):
            directory.verify_service(
                service_id=entry.service_id,
                method=VerificationMethod.TELEPHONE,
                outcome=VerificationOutcome.CONFIRMED,
                by=by,
                at=at,
            )
    link.answered_by_telephone = True
    _spend(link, answer, by=by, at=at)
    return link


@transaction.atomic
def answer_link(
    *,
    link_id: UUID,
    answer: str,
    seen: str,
    at: datetime,
    changes: Sequence[EntryChange] = (),
) -> EntryLink:
    """An institution answers behind its link, once: right, changed, or not ours.

    ``seen`` is the digest of the entries that were shown: what moved since is shown again first.
    *Right* confirms them all; each change becomes a request that a person decides, so that a link
    that was passed on changes nothing by itself. Who acts is the link. Raises LinkUnknown,
    LinkAnswered, LinkOver, EntriesMoved, EntryAnswerRefused and the directory's ChangeRefused.
    """
    link = _locked(link_id)
    _check_open(link, at=at)
    check_answer(answer, has_changes=bool(changes))
    entries = queries.entries_shown(link)
    if queries.digest_of(entries) != seen:
        raise EntriesMoved
    own = {entry.service_id for entry in entries}
    if not own >= {change.service_id for change in changes}:
        raise EntryAnswerRefused(field="changes", problem="not_own")
    by = Actor(id=link.pk, institution_id=link.institution_id, roles=frozenset({ENTRY_LINK}))
    if answer == EntryAnswer.CONFIRMED:
        directory.confirm_by_link(service_ids=sorted(own), by=by, at=at)
    for change in changes:
        directory.request_change(
            service_id=change.service_id,
            changes=change.changes,
            reason=change.reason,
            by=by,
            at=at,
            came_by_link=True,
        )
    _spend(link, answer, by=by, at=at)
    return link


def _spend(link: EntryLink, answer: str, *, by: Actor, at: datetime) -> None:
    link.answer, link.answered_at = answer, at
    link.save(update_fields=["answer", "answered_at", "answered_by_telephone"])
    _tell_link("round.answered", link, by=by, at=at)


def _check_open(link: EntryLink, *, at: datetime) -> None:
    state = link_state(
        answer=link.answer,
        revoked_at=link.revoked_at,
        expires_at=link.expires_at,
        round_state=link.round.state,
        at=at,
    )
    check_answerable(state, answer=link.answer, answered_at=link.answered_at)


def _locked(link_id: UUID) -> EntryLink:
    link = (
        EntryLink.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__network", "institution")
        .filter(pk=link_id)
        .first()
    )
    if link is None:
        raise LinkUnknown
    return link


def _kept_locked(link_id: UUID, *, by: Actor) -> EntryLink:
    """The link, locked, for who keeps its network; raises LinkUnknown, NotKeeper."""
    link = _locked(link_id)
    access.network_to_keep(by, key=link.round.network.key)
    return link


def _tell(
    verb: str, round_: VerificationRound, *, by: Actor, at: datetime, facts: Mapping[str, object]
) -> None:
    told = {"network": str(round_.network_id), **facts}
    outbox.queue(verb, subject_id=str(round_.pk), at=at, facts=told)
    audit.record(verb, subject=str(round_.pk), actor=by, at=at, facts=told)


def _tell_link(verb: str, link: EntryLink, *, by: Actor, at: datetime) -> None:
    facts: dict[str, object] = {"institution": str(link.institution_id)}
    if link.answer:
        facts |= {"answer": link.answer, "by_telephone": link.answered_by_telephone}
    outbox.queue(verb, subject_id=str(link.pk), at=at, facts=facts)
    audit.record(verb, subject=str(link.pk), actor=by, at=at, facts=facts)

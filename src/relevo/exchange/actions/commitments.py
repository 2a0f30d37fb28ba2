"""Commitments: made, reported by the owner, confirmed by somebody else, postponed, set aside.

No move here makes a commitment confirmed by its owner alone, whichever hat a person of the owner
wears; the database refuses it once more, whatever code wrote the row.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from relevo.audit import actions as audit
from relevo.directory.access import visible_services
from relevo.exchange import access
from relevo.exchange.enums import CommitmentMove, CommitmentState, ConfirmerKind
from relevo.exchange.errors import CommitmentRefused, NobodyCanConfirm
from relevo.exchange.models import Commitment, CommitmentEvent, Exchange
from relevo.exchange.rules import commitments as rules
from relevo.kernel.actor import Actor
from relevo.kernel.coded import is_code
from relevo.networks import access as networks
from relevo.networks.models import Acta, Meeting, Network
from relevo.outbox import actions as outbox


@transaction.atomic
def make_commitment(
    *,
    network_key: str,
    text_es: str,
    text_en: str,
    owner_id: UUID,
    confirmer_kind: str,
    counterpart_id: UUID | None,
    due_on: date,
    by: Actor,
    at: datetime,
    meeting_id: UUID | None = None,
    exchange_id: UUID | None = None,
) -> Commitment:
    """Write down who promised what until when, and who will say that it was kept.

    By who keeps the network; the number is the next of the network. Who promises and who confirms
    sit at the table: in the network, its parts or wholes, or at the exchange. Raises
    NetworkUnknown, NotKeeper, CommitmentRefused, NobodyCanConfirm.
    """
    network = networks.network_to_keep_locked(by, key=network_key)
    words_es = rules.check_words("text_es", text_es, longest=rules.LONGEST_TEXT)
    words_en = rules.check_words("text_en", text_en, longest=rules.LONGEST_TEXT, may_be_empty=True)
    rules.check_due(due_on, today=at.date())
    meeting = _meeting(network, meeting_id)
    exchange = _exchange(exchange_id)
    sitting = access.sitting_ids(network, exchange)
    if owner_id not in sitting:
        raise CommitmentRefused(field="owner", problem="not_at_the_table")
    _check_confirmer(
        network, owner_id=owner_id, kind=confirmer_kind, named=counterpart_id, sitting=sitting
    )
    last = Commitment.objects.filter(network=network).aggregate(last=Max("number"))["last"]
    commitment = Commitment.objects.create(
        network=network,
        meeting=meeting,
        exchange=exchange,
        number=(last or 0) + 1,
        text_es=words_es,
        text_en=words_en,
        folded=rules.folded_words((words_es, words_en)),
        owner_id=owner_id,
        confirmer_kind=confirmer_kind,
        counterpart_id=counterpart_id,
        due_on=due_on,
        state=CommitmentState.OPEN,
        made_by=by.id,
        made_at=at,
        is_demo=network.is_demo,
    )
    commitment.is_demo = network.is_demo or commitment.owner.is_demo
    commitment.save(update_fields=["is_demo"])
    _note(commitment, CommitmentMove.MADE, by=by, at=at, due_on=due_on)
    return commitment


@transaction.atomic
def report_commitment(*, commitment_id: UUID, evidence: str, by: Actor, at: datetime) -> Commitment:
    """The owner says that it kept its word, and where one can see it: not confirmed yet.

    Who keeps the network may record it for an owner without an account; that shows, and the person
    who recorded it cannot confirm. Raises CommitmentUnknown, CommitmentNotYours,
    CommitmentMoveRefused, CommitmentRefused.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    access.check_may_report(by, commitment, move=CommitmentMove.REPORTED)
    rules.check_move(commitment.state, CommitmentMove.REPORTED)
    words = rules.check_words("evidence", evidence, longest=rules.LONGEST_EVIDENCE)
    if by.institution_id is None:
        raise CommitmentRefused(field="institution", problem="needed")
    commitment.state = CommitmentState.REPORTED
    commitment.evidence = words
    commitment.reported_by, commitment.reported_at = by.id, at
    commitment.reported_by_institution_id = by.institution_id
    commitment.save(
        update_fields=[
            "state",
            "evidence",
            "reported_by",
            "reported_at",
            "reported_by_institution",
        ]
    )
    _note(commitment, CommitmentMove.REPORTED, by=by, at=at, evidence=words)
    return commitment


@transaction.atomic
def confirm_commitment(
    *, commitment_id: UUID, by: Actor, at: datetime, note: str = ""
) -> Commitment:
    """Somebody of who was named when it was made says that it was kept.

    Nobody who belongs to the owner today, under any name it had, and not the person who wrote the
    report. Raises CommitmentUnknown, CommitmentMoveRefused, OwnerCannotDecide, CommitmentNotYours,
    ReporterCannotConfirm, CommitmentRefused.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    rules.check_confirms(
        access.promise_of(commitment),
        access.hands_of(by, on=at.date()),
        move=CommitmentMove.CONFIRMED,
    )
    words = rules.check_words("note", note, longest=rules.LONGEST_NOTE, may_be_empty=True)
    commitment.state = CommitmentState.CONFIRMED
    commitment.confirmed_by, commitment.confirmed_at = by.id, at
    commitment.confirmed_by_institution_id = by.institution_id
    commitment.save(
        update_fields=["state", "confirmed_by", "confirmed_at", "confirmed_by_institution"]
    )
    _note(commitment, CommitmentMove.CONFIRMED, by=by, at=at, note=words)
    return commitment


@transaction.atomic
def return_commitment(*, commitment_id: UUID, note: str, by: Actor, at: datetime) -> Commitment:
    """Who would confirm says what is still missing: it is open again, the report stays readable.

    Raises as ``confirm_commitment``.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    rules.check_confirms(
        access.promise_of(commitment),
        access.hands_of(by, on=at.date()),
        move=CommitmentMove.RETURNED,
    )
    words = rules.check_words("note", note, longest=rules.LONGEST_NOTE)
    commitment.state, commitment.evidence = CommitmentState.OPEN, ""
    commitment.reported_by = commitment.reported_at = None
    commitment.reported_by_institution = None
    commitment.save(
        update_fields=[
            "state",
            "evidence",
            "reported_by",
            "reported_at",
            "reported_by_institution",
        ]
    )
    _note(commitment, CommitmentMove.RETURNED, by=by, at=at, note=words)
    return commitment


@transaction.atomic
def postpone_commitment(
    *,
    commitment_id: UUID,
    due_on: date,
    note: str,
    by: Actor,
    at: datetime,
    acta_number: str = "",
) -> Commitment:
    """Give a later date, with the reason; the old dates stay in the history.

    By who keeps the network; who belongs to the owner needs an acta of the network for it. Raises
    CommitmentUnknown, CommitmentNotYours, OwnerCannotDecide, CommitmentMoveRefused,
    CommitmentRefused.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    access.check_keeps(by, commitment, move=CommitmentMove.POSTPONED)
    rules.check_move(commitment.state, CommitmentMove.POSTPONED)
    number = acta_number.strip()
    if number:
        if not Acta.objects.filter(network=commitment.network_id, number=number).exists():
            raise CommitmentRefused(field="acta_number", problem="unknown")
    else:
        rules.check_not_of_owner(
            access.promise_of(commitment),
            access.hands_of(by, on=at.date()),
            move=CommitmentMove.POSTPONED,
        )
    words = rules.check_words("note", note, longest=rules.LONGEST_NOTE)
    rules.check_later(due_on, before=commitment.due_on, today=at.date())
    commitment.due_on = due_on
    commitment.save(update_fields=["due_on"])
    _note(
        commitment,
        CommitmentMove.POSTPONED,
        by=by,
        at=at,
        note=words,
        due_on=due_on,
        acta_number=number,
    )
    return commitment


@transaction.atomic
def set_commitment_aside(
    *, commitment_id: UUID, reason: str, by: Actor, at: datetime
) -> Commitment:
    """End it without its being kept, with the reason. Nobody lets themselves off.

    By who keeps the network and does not belong to the owner. Raises CommitmentUnknown,
    CommitmentNotYours, OwnerCannotDecide, CommitmentMoveRefused, CommitmentRefused.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    access.check_keeps(by, commitment, move=CommitmentMove.SET_ASIDE)
    rules.check_move(commitment.state, CommitmentMove.SET_ASIDE)
    rules.check_not_of_owner(
        access.promise_of(commitment),
        access.hands_of(by, on=at.date()),
        move=CommitmentMove.SET_ASIDE,
    )
    words = rules.check_words("reason", reason, longest=rules.LONGEST_NOTE)
    commitment.state, commitment.set_aside_reason = CommitmentState.SET_ASIDE, words
    commitment.save(update_fields=["state", "set_aside_reason"])
    _note(commitment, CommitmentMove.SET_ASIDE, by=by, at=at, note=words)
    return commitment


@transaction.atomic
def change_confirmer(
    *,
    commitment_id: UUID,
    confirmer_kind: str,
    counterpart_id: UUID | None,
    note: str,
    by: Actor,
    at: datetime,
) -> Commitment:
    """Name another who will confirm, while it is open and nothing waits for an answer.

    By who keeps the network and does not belong to the owner. Raises CommitmentUnknown,
    CommitmentNotYours, OwnerCannotDecide, CommitmentMoveRefused, CommitmentRefused,
    NobodyCanConfirm.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    access.check_keeps(by, commitment, move=CommitmentMove.CONFIRMER_CHANGED)
    rules.check_move(commitment.state, CommitmentMove.CONFIRMER_CHANGED)
    rules.check_not_of_owner(
        access.promise_of(commitment),
        access.hands_of(by, on=at.date()),
        move=CommitmentMove.CONFIRMER_CHANGED,
    )
    words = rules.check_words("note", note, longest=rules.LONGEST_NOTE)
    _check_confirmer(
        commitment.network,
        owner_id=commitment.owner_id,
        kind=confirmer_kind,
        named=counterpart_id,
        sitting=access.sitting_ids(commitment.network, commitment.exchange),
    )
    if (confirmer_kind, counterpart_id) == (commitment.confirmer_kind, commitment.counterpart_id):
        raise CommitmentRefused(field="counterpart", problem="same")
    commitment.confirmer_kind, commitment.counterpart_id = confirmer_kind, counterpart_id
    commitment.save(update_fields=["confirmer_kind", "counterpart"])
    _note(
        commitment,
        CommitmentMove.CONFIRMER_CHANGED,
        by=by,
        at=at,
        note=words,
        confirmer_id=counterpart_id,
    )
    return commitment


@transaction.atomic
def link_change(
    *,
    commitment_id: UUID,
    by: Actor,
    at: datetime,
    service_id: UUID | None = None,
    pathway_key: str = "",
) -> Commitment:
    """Say which service or pathway a kept commitment changed; neither: take the link away.

    By who may report it. Whether the pathway exists is asked by the caller: pathways stand beside
    this app. Raises CommitmentUnknown, CommitmentNotYours, CommitmentMoveRefused,
    CommitmentRefused.
    """
    commitment = access.commitment_locked(by, commitment_id=commitment_id)
    access.check_may_report(by, commitment, move=CommitmentMove.LINKED)
    rules.check_move(commitment.state, CommitmentMove.LINKED)
    if service_id is not None and not visible_services(by).filter(pk=service_id).exists():
        raise CommitmentRefused(field="service", problem="unknown")
    if pathway_key and (len(pathway_key) > rules.LONGEST_PATHWAY_KEY or not is_code(pathway_key)):
        raise CommitmentRefused(field="pathway_key", problem="unknown")
    commitment.changed_service_id = service_id
    commitment.changed_pathway_key = pathway_key
    commitment.save(update_fields=["changed_service", "changed_pathway_key"])
    _note(commitment, CommitmentMove.LINKED, by=by, at=at)
    return commitment


def _meeting(network: Network, meeting_id: UUID | None) -> Meeting | None:
    if meeting_id is None:
        return None
    meeting = Meeting.objects.filter(pk=meeting_id, network=network).first()
    if meeting is None:
        raise CommitmentRefused(field="meeting", problem="unknown")
    return meeting


def _exchange(exchange_id: UUID | None) -> Exchange | None:
    if exchange_id is None:
        return None
    exchange = Exchange.objects.filter(pk=exchange_id).first()
    if exchange is None:
        raise CommitmentRefused(field="exchange", problem="unknown")
    return exchange


def _check_confirmer(
    network: Network,
    *,
    owner_id: UUID,
    kind: str,
    named: UUID | None,
    sitting: frozenset[UUID],
) -> None:
    """Somebody who is not the owner is there to confirm. CommitmentRefused, NobodyCanConfirm."""
    if kind not in ConfirmerKind.values:
        raise CommitmentRefused(field="confirmer_kind", problem="unknown")
    bodies = access.bodies_of(owner_id)
    if kind == ConfirmerKind.STEERING:
        if named is not None:
            raise CommitmentRefused(field="counterpart", problem="not_asked")
        if not access.steering_of(network) - bodies:
            raise NobodyCanConfirm(network_key=network.key)
        return
    if named is None:
        raise CommitmentRefused(field="counterpart", problem="empty")
    if named in bodies:
        raise CommitmentRefused(field="counterpart", problem="owner")
    if named not in sitting:
        raise CommitmentRefused(field="counterpart", problem="not_at_the_table")


def _note(
    commitment: Commitment,
    move: CommitmentMove,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    evidence: str = "",
    due_on: date | None = None,
    acta_number: str = "",
    confirmer_id: UUID | None = None,
) -> None:
    """A line of the history, with its message and its audit event: codes and ids only."""
    CommitmentEvent.objects.create(
        commitment=commitment,
        move=move,
        institution_id=by.institution_id,
        actor_id=by.id,
        at=at,
        note=note,
        evidence=evidence,
        due_on=due_on,
        acta_number=acta_number,
        confirmer_id=confirmer_id,
    )
    facts = {"network": str(commitment.network_id), "number": commitment.number}
    outbox.queue(f"commitment.{move}", subject_id=str(commitment.pk), at=at, facts=facts)
    audit.record(f"commitment.{move}", subject=str(commitment.pk), actor=by, at=at, facts=facts)

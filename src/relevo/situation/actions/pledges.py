"""An institution promises beds, meals, kits or teams, and says what arrived."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.access import is_of_the_demo
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.places.models import Area
from relevo.situation import access
from relevo.situation.actions.telling import check_code, check_names_nobody, locked_emergency
from relevo.situation.enums import Phase, PledgeKind, PledgeState
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Pledge, PledgeStep
from relevo.situation.rules.emergencies import check_text, current
from relevo.situation.rules.pledges import LONGEST_NOTE, check_amount, standing


@dataclass(frozen=True, slots=True)
class PledgeFacts:
    """What is promised. ``until_at`` None: for as long as it is needed."""

    kind: str
    amount: int
    area_key: str
    from_at: datetime
    until_at: datetime | None = None
    note: str = ""


@transaction.atomic
def make_pledge(*, emergency_id: UUID, told: PledgeFacts, by: Actor, at: datetime) -> Pledge:
    """Promise something in the name of one's own institution.

    Raises NotAllowed, NotFound, FactRefused.
    """
    institution_id = access.check_speaks(by, act="pledge.made")
    emergency = locked_emergency(emergency_id)
    phase = current(emergency.phases.all(), at=at, known_at=at)
    if phase is None or phase.phase == Phase.CLOSED:
        raise FactRefused(field="emergency", problem="closed")
    check_code("kind", told.kind, PledgeKind.values)
    check_amount(told.amount)
    if told.until_at is not None and told.until_at <= told.from_at:
        raise FactRefused(field="until_at", problem="before_start")
    if told.until_at is not None and told.until_at <= at:
        raise FactRefused(field="until_at", problem="past")
    area = Area.objects.filter(key=told.area_key).first()
    if area is None:
        raise FactRefused(field="place", problem="unknown")
    note = check_text("note", told.note, longest=LONGEST_NOTE, is_needed=False)
    check_names_nobody(note=note)
    pledge = Pledge.objects.create(
        emergency=emergency,
        institution_id=institution_id,
        kind=told.kind,
        amount=told.amount,
        area=area,
        from_at=told.from_at,
        until_at=told.until_at,
        note=note,
        made_by=by.id,
        made_at=at,
        is_demo=is_of_the_demo(by),
    )
    _tell("pledge.made", pledge, by=by, at=at)
    return pledge


@transaction.atomic
def deliver_pledge(*, pledge_id: UUID, amount: int, by: Actor, at: datetime) -> PledgeStep:
    """Say how much of it has arrived so far, all deliveries together.

    Raises NotAllowed, NotFound, FactRefused.
    """
    pledge = _own_locked(pledge_id, by=by, act="pledge.delivered")
    check_amount(amount)
    now = standing(pledge.steps.all(), known_at=at)
    if now.state == PledgeState.WITHDRAWN:
        raise FactRefused(field="state", problem="withdrawn")
    if amount == now.delivered:
        raise FactRefused(field="amount", problem="same")
    step = PledgeStep.objects.create(
        pledge=pledge, state=PledgeState.DELIVERED, amount=amount, by=by.id, at=at
    )
    _tell("pledge.delivered", pledge, by=by, at=at)
    return step


@transaction.atomic
def withdraw_pledge(*, pledge_id: UUID, by: Actor, at: datetime) -> PledgeStep:
    """What has not arrived does not come; what has arrived stays told.

    Raises NotAllowed, NotFound, FactRefused.
    """
    pledge = _own_locked(pledge_id, by=by, act="pledge.withdrawn")
    if standing(pledge.steps.all(), known_at=at).state == PledgeState.WITHDRAWN:
        raise FactRefused(field="state", problem="withdrawn")
    step = PledgeStep.objects.create(pledge=pledge, state=PledgeState.WITHDRAWN, by=by.id, at=at)
    _tell("pledge.withdrawn", pledge, by=by, at=at)
    return step


def _own_locked(pledge_id: UUID, *, by: Actor, act: str) -> Pledge:
    access.check_speaks(by, act=act)
    pledge = (
        Pledge.objects.select_for_update(of=("self",), no_key=True).filter(pk=pledge_id).first()
    )
    if pledge is None:
        raise NotFound("pledge", pledge_id)
    if pledge.institution_id != by.institution_id:
        raise NotAllowed(act=act)
    return pledge


def _tell(verb: str, pledge: Pledge, *, by: Actor, at: datetime) -> None:
    subject = str(pledge.pk)
    facts: dict[str, object] = {"kind": pledge.kind}
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)

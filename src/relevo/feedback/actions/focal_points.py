"""A network names the two persons who read its complaints, and ends their task."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.accounts import actions as accounts
from relevo.accounts.models import Membership
from relevo.audit import actions as audit
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.directory.queries import bodies_of
from relevo.feedback.errors import FocalPointRefused, FocalPointUnknown
from relevo.feedback.models import FocalPoint
from relevo.feedback.queries import NEVER_READERS, current_points
from relevo.kernel.actor import Actor
from relevo.networks import access as networks
from relevo.networks.models import Member, Network
from relevo.outbox import actions as outbox

TWO = 2


@transaction.atomic
def name_focal_point(
    *, network_key: str, user_id: UUID, institution_id: UUID, by: Actor, at: datetime
) -> FocalPoint:
    """Name one of the two, by who keeps the network; the two are of different institutions.

    Raises NetworkUnknown, NotKeeper, FocalPointRefused.
    """
    network = networks.network_to_keep_locked(by, key=network_key)
    _check_person(network, user_id=user_id, institution_id=institution_id, at=at)
    named = list(current_points().filter(network=network).order_by("since", "id"))
    if len(named) >= TWO:
        raise FocalPointRefused("two_already")
    own = bodies_of([institution_id])
    if any(point.institution_id in own for point in named):
        raise FocalPointRefused("same_institution")
    if any(point.user_id == user_id for point in named):
        raise FocalPointRefused("named_already")
    point = FocalPoint.objects.create(
        network=network, user_id=user_id, institution_id=institution_id, since=at, named_by=by.id
    )
    accounts.mark_focal_point(user_id=user_id, institution_id=institution_id, is_one=True)
    _tell("network.focal_point_named", point, by=by, at=at)
    return point


def _check_person(network: Network, *, user_id: UUID, institution_id: UUID, at: datetime) -> None:
    institution = Institution.objects.filter(pk=institution_id).first()
    seats = Member.objects.seated().filter(network=network, institution=institution_id)
    if institution is None or not seats.exists():
        raise FocalPointRefused("no_seat")
    if institution.kind in ENFORCEMENT_KINDS:
        raise FocalPointRefused("enforcement")
    current = Membership.objects.current(at.date()).filter(user=user_id)
    if not current.filter(institution=institution).exists():
        raise FocalPointRefused("no_member")
    if current.filter(role__in=NEVER_READERS).exists():
        raise FocalPointRefused("never_readers")
    if current.filter(is_on_probation=True).exists():
        raise FocalPointRefused("on_probation")


@transaction.atomic
def end_focal_point(*, network_key: str, point_id: int, by: Actor, at: datetime) -> None:
    """End somebody's task; from then on they open nothing.

    Raises NetworkUnknown, NotKeeper, FocalPointUnknown.
    """
    network = networks.network_to_keep_locked(by, key=network_key)
    point = (
        current_points()
        .select_for_update(of=("self",), no_key=True)
        .filter(network=network, pk=point_id)
    ).first()
    if point is None:
        raise FocalPointUnknown
    point.until, point.ended_by = at, by.id
    point.save(update_fields=["until", "ended_by"])
    others = current_points().filter(user=point.user_id, institution=point.institution_id)
    if not others.exists():
        accounts.mark_focal_point(
            user_id=point.user_id, institution_id=point.institution_id, is_one=False
        )
    _tell("network.focal_point_ended", point, by=by, at=at)


def _tell(verb: str, point: FocalPoint, *, by: Actor, at: datetime) -> None:
    subject, facts = str(point.network_id), {"person": str(point.user_id)}
    outbox.queue(verb, subject_id=subject, at=at)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)

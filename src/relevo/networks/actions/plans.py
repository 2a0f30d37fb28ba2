"""Writes of the annual operational plan: its lines, and what came of them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.enums import PlanItemState
from relevo.networks.errors import PlanItemUnknown, PlanRefused
from relevo.networks.models import Acta, Member, Network, PlanItem
from relevo.networks.rules.plans import PlanLine, check_line, check_report
from relevo.outbox import actions as outbox


@transaction.atomic
def add_plan_item(*, network_key: str, line: PlanLine, by: Actor, at: datetime) -> PlanItem:
    """Write a line into the plan of a year. Raises NetworkUnknown, NotKeeper, PlanRefused."""
    network = access.network_to_keep(by, key=network_key)
    check_line(line, on=at.date())
    item = PlanItem(network=network, state=PlanItemState.PLANNED)
    _write_line(item, line)
    item.save()
    return _told(item, "plan_item.added", by=by, at=at)


@transaction.atomic
def change_plan_item(
    *, network_key: str, item_id: UUID, line: PlanLine, by: Actor, at: datetime
) -> PlanItem:
    """Say a line otherwise; what came of it stays.

    Raises NetworkUnknown, NotKeeper, PlanItemUnknown, PlanRefused.
    """
    item = _item_to_keep(by, network_key=network_key, item_id=item_id)
    check_line(line, on=at.date())
    _write_line(item, line)
    item.save()
    return _told(item, "plan_item.changed", by=by, at=at)


@transaction.atomic
def report_plan_item(
    *,
    network_key: str,
    item_id: UUID,
    state: str,
    result_es: str,
    result_en: str,
    by: Actor,
    at: datetime,
    acta_id: UUID | None = None,
) -> PlanItem:
    """What came of a line so far, and the acta that says so, if one does.

    Raises NetworkUnknown, NotKeeper, PlanItemUnknown, PlanRefused.
    """
    item = _item_to_keep(by, network_key=network_key, item_id=item_id)
    check_report(state, result_es=result_es, result_en=result_en)
    if acta_id is not None and not Acta.objects.filter(network=item.network, pk=acta_id).exists():
        raise PlanRefused(field="acta", problem="unknown")
    item.state, item.acta_id = state, acta_id
    item.result_es, item.result_en = result_es.strip(), result_en.strip()
    item.save(update_fields=["state", "acta", "result_es", "result_en"])
    return _told(item, "plan_item.reported", by=by, at=at)


def _item_to_keep(actor: Actor, *, network_key: str, item_id: UUID) -> PlanItem:
    network = access.network_to_keep(actor, key=network_key)
    item = (
        PlanItem.objects.select_for_update(of=("self",), no_key=True)
        .select_related("network")
        .filter(network=network, pk=item_id)
        .first()
    )
    if item is None:
        raise PlanItemUnknown(str(item_id))
    return item


def _write_line(item: PlanItem, line: PlanLine) -> None:
    if line.institution_id is not None and line.institution_id != item.institution_id:
        _check_seat(item.network, line.institution_id)
    item.year, item.phase, item.sector = line.year, line.phase, line.sector
    item.title_es, item.title_en = line.title_es.strip(), line.title_en.strip()
    item.institution_id, item.due_on = line.institution_id, line.due_on


def _check_seat(network: Network, institution_id: UUID) -> None:
    if not Member.objects.seated().filter(network=network, institution=institution_id).exists():
        raise PlanRefused(field="institution", problem="no_seat")


def _told(item: PlanItem, verb: str, *, by: Actor, at: datetime) -> PlanItem:
    facts = {"network": item.network.key, "year": item.year, "state": item.state}
    outbox.queue(verb, subject_id=str(item.pk), at=at, facts=facts)
    audit.record(verb, subject=str(item.pk), actor=by, at=at, facts=facts)
    return item

"""Writes of what the public gets: a month once, and again only as a whole."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.situation import access
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.situation.models import Release
from relevo.situation.queries import releases as queries
from relevo.situation.rules import releases as rules


@transaction.atomic
def release_month(*, month: date, by: Actor, at: datetime) -> Release:
    """Publish a closed month for the first time; later counts change nothing of it.

    Raises NotAllowed, FactRefused (not yet, already, no counts).
    """
    if not access.may_publish(by):
        raise NotAllowed(act="release")
    if queries.list_versions(month):
        raise FactRefused(field="month", problem="already")
    known_at = rules.known_for(at)
    table = queries.table_of(month, known_at=known_at)
    if not table or not rules.may_go_out(month, at=at):
        raise FactRefused(field="month", problem="not_due")
    content = rules.first_content(table, month=month, known_at=known_at)
    return _write(content, month=month, version=1, by=by, at=at)


@transaction.atomic
def release_again(*, month: date, by: Actor, at: datetime) -> Release:
    """Publish a month anew as a whole, with what was known on the last day of the calendar.

    The versions before stay. Raises NotAllowed, FactRefused (never published, nothing changed).
    """
    if not access.may_publish(by):
        raise NotAllowed(act="release")
    versions = queries.list_versions(month)
    if not versions:
        raise FactRefused(field="month", problem="not_published")
    before: Mapping[str, Any] = versions[-1].content
    known_at = rules.known_for(at)
    content = rules.next_content(
        before,
        old=queries.table_of(month, known_at=datetime.fromisoformat(before["known_at"])),
        new=queries.table_of(month, known_at=known_at),
        month=month,
        known_at=known_at,
    )
    if all(content[part] == before[part] for part in ("rows", "totals")):
        raise FactRefused(field="month", problem="unchanged")
    return _write(content, month=month, version=versions[-1].version + 1, by=by, at=at)


def _write(
    content: dict[str, Any], *, month: date, version: int, by: Actor, at: datetime
) -> Release:
    row = Release.objects.create(
        table=rules.TABLE,
        month=month,
        version=version,
        content=content,
        digest=rules.digest_of(content),
        released_at=at,
        released_by=by.id,
    )
    audit.record(
        "figures.released",
        subject=f"{rules.TABLE}-{month.isoformat()}",
        actor=by,
        at=at,
        facts={"version": version},
    )
    outbox.queue("figures.released", subject_id=month.isoformat(), at=at)
    return row

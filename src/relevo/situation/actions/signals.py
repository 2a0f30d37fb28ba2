"""Writes of signals and advisories."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.access import is_of_the_demo
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.outbox import actions as outbox
from relevo.places.models import Area
from relevo.plumbing.traces import wounding_word
from relevo.situation import access
from relevo.situation.actions.telling import check_code, check_plain, crossing_if_told
from relevo.situation.enums import SignalKind, SourceType, Verdict
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Advisory, Signal, SignalFinding
from relevo.situation.rules.signals import (
    LONGEST_ADVISORY,
    LONGEST_TERM,
    LONGEST_TEXT,
    LONGEST_TITLE,
)


@dataclass(frozen=True, slots=True)
class AdvisoryText:
    """What the public reads, in both languages."""

    title_es: str
    title_en: str
    text_es: str
    text_en: str


@transaction.atomic
def note_signal(
    *,
    kind: str,
    text: str,
    source_type: str,
    confidence: str,
    by: Actor,
    at: datetime,
    area_key: str | None = None,
    crossing_key: str | None = None,
    about_at: datetime | None = None,
) -> Signal:
    """Note word that goes around, without whose word it is. Raises NotAllowed, FactRefused."""
    access.check_tells(by, act="signal.note")
    check_code("kind", kind, SignalKind.values)
    check_code("source_type", source_type, SourceType.values)
    check_code("confidence", confidence, [*Confidence])
    row = Signal.objects.create(
        kind=kind,
        text=_plain("text", text, longest=LONGEST_TEXT),
        source_type=source_type,
        confidence=confidence,
        area=_area(area_key),
        crossing=crossing_if_told(crossing_key),
        about_at=about_at,
        known_from=at,
        noted_by=by.id,
        institution_id=by.institution_id,
        is_demo=is_of_the_demo(by),
    )
    facts = {"kind": kind, "source_type": source_type}
    audit.record("signal.noted", subject=str(row.pk), actor=by, at=at, facts=facts)
    outbox.queue("signal.noted", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def give_verdict(
    *, signal_id: UUID, verdict: str, reason: str, by: Actor, at: datetime
) -> SignalFinding:
    """Say what was found out; who noted the signal never does. Raises NotAllowed, NotFound.

    FactRefused for a reason that says nothing or names somebody.
    """
    access.check_leads(by, act="signal.find")
    signal = (
        Signal.objects.select_for_update(of=("self",), no_key=True).filter(pk=signal_id).first()
    )
    if signal is None:
        raise NotFound("signal", signal_id)
    if not access.may_find(by, signal):
        own = signal.noted_by == by.id
        raise NotAllowed(act="signal.find_own" if own else "signal.find")
    check_code("verdict", verdict, Verdict.values)
    row = SignalFinding.objects.create(
        signal=signal,
        verdict=verdict,
        reason=_plain("reason", reason, longest=LONGEST_TEXT),
        by=by.id,
        role="coordinator" if by.institution_id is not None else "system",
        institution_id=by.institution_id,
        at=at,
    )
    facts = {"verdict": verdict}
    audit.record("signal.found", subject=str(signal.pk), actor=by, at=at, facts=facts)
    outbox.queue("signal.found", subject_id=str(signal.pk), at=at)
    return row


@transaction.atomic
def publish_advisory(
    *,
    told: AdvisoryText,
    from_at: datetime,
    until_at: datetime,
    by: Actor,
    at: datetime,
    signal_id: UUID | None = None,
    area_key: str | None = None,
    crossing_key: str | None = None,
) -> Advisory:
    """Tell the public, until a given time. Raises NotAllowed, NotFound, FactRefused.

    A signal is answered only once a second person has looked into it. What answers none is told by
    the coordination of an institution that keeps a network, and by nobody else.
    """
    access.check_leads(by, act="advisory.publish")
    if signal_id is None and not access.keeps_a_network(by):
        raise NotAllowed(act="advisory.unasked")
    signal = _answered(signal_id)
    texts = {
        name: _public(name, getattr(told, name), longest=longest)
        for name, longest in (
            ("title_es", LONGEST_TITLE),
            ("title_en", LONGEST_TITLE),
            ("text_es", LONGEST_ADVISORY),
            ("text_en", LONGEST_ADVISORY),
        )
    }
    if until_at <= max(from_at, at):
        raise FactRefused(field="until_at", problem="not_later")
    if until_at - from_at > LONGEST_TERM:
        raise FactRefused(field="until_at", problem="far_away")
    row = Advisory.objects.create(
        signal=signal,
        area=_area(area_key),
        crossing=crossing_if_told(crossing_key),
        **texts,
        from_at=from_at,
        until_at=until_at,
        known_from=at,
        written_by=by.id,
        institution_id=by.institution_id,
        is_demo=is_of_the_demo(by),
    )
    audit.record("advisory.published", subject=str(row.pk), actor=by, at=at)
    outbox.queue("advisory.published", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def end_advisory(*, advisory_id: UUID, by: Actor, at: datetime) -> Advisory:
    """Take it down before its time. Raises NotAllowed, NotFound, FactRefused when it is over."""
    access.check_leads(by, act="advisory.end")
    row = (
        Advisory.objects.select_for_update(of=("self",), no_key=True).filter(pk=advisory_id).first()
    )
    if row is None:
        raise NotFound("advisory", advisory_id)
    if row.ended_at is not None or row.until_at <= at:
        raise FactRefused(field="advisory", problem="over")
    row.ended_at, row.ended_by = at, by.id
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record("advisory.ended", subject=str(row.pk), actor=by, at=at)
    outbox.queue("advisory.ended", subject_id=str(row.pk), at=at)
    return row


def _answered(signal_id: UUID | None) -> Signal | None:
    if signal_id is None:
        return None
    signal = Signal.objects.filter(pk=signal_id).first()
    if signal is None:
        raise NotFound("signal", signal_id)
    if not signal.findings.exists():
        raise FactRefused(field="signal", problem="no_finding")
    return signal


def _plain(field: str, text: str, *, longest: int) -> str:
    """Words that say something, of nobody; FactRefused."""
    plain = check_plain(field, text, longest=longest)
    if not plain:
        raise FactRefused(field=field, problem="needed")
    return plain


def _public(field: str, text: str, *, longest: int) -> str:
    """The same for the public: nobody's message is called names either."""
    plain = _plain(field, text, longest=longest)
    if wounding_word(plain):
        raise FactRefused(field=field, problem="wording")
    return plain


def _area(key: str | None) -> Area | None:
    if not key:
        return None
    found = Area.objects.filter(key=key).first()
    if found is None:
        raise FactRefused(field="area", problem="unknown")
    return found

"""Our own alerts: one person writes, another approves, and what was published is never changed.

What came in by hand is approved in the same way, and keeps the words and the time of its sender.

An update or a cancellation is a message of its own, by the same two steps.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from relevo.audit import actions as audit
from relevo.formats.cap import P_CODE, findings
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CODE_LENGTH, new_code
from relevo.networks.models import Network
from relevo.outbox import actions as outbox
from relevo.places.models import Area
from relevo.situation.access import (
    alert_to_read,
    may_decide_alert,
    may_edit_alert,
    may_take_back_alert,
    may_write_alerts,
)
from relevo.situation.actions.telling import check_names_nobody
from relevo.situation.enums import AlertState, CapMessage, CapScope, CapStatus, Standing
from relevo.situation.errors import AuthorCannotDecide, FactRefused, NotAllowed, NotFound
from relevo.situation.models import Alert, AlertArea, AlertInfo
from relevo.situation.queries.alert_messages import message_of
from relevo.situation.queries.alerts import standing_now
from relevo.situation.rules.alerts import Span, Times, span_of
from relevo.situation.rules.own_alerts import (
    LANGUAGES,
    LONGEST_HEADLINE,
    LONGEST_REASON,
    AlertDraft,
    problems,
    text_problems,
    tidied,
    tidy,
)

PREFIX = "relevo-"
STILL_STANDS = frozenset({Standing.IN_FORCE, Standing.COMING})


@transaction.atomic
def draft_alert(
    *, network_key: str, draft: AlertDraft, by: Actor, at: datetime, is_demo: bool = False
) -> Alert:
    """Begin an alert of a network. Raises NotFound, NotAllowed, FactRefused."""
    network = Network.objects.filter(key=network_key).first()
    if network is None:
        raise NotFound("network", network_key)
    if not may_write_alerts(by, network):
        raise NotAllowed(act="alert.draft")
    return _begin(draft, network=network, by=by, at=at, is_demo=is_demo)


@transaction.atomic
def edit_alert(*, alert_id: UUID, draft: AlertDraft, by: Actor, at: datetime) -> Alert:
    """Write a draft anew; who did so last is its author.

    Raises NotFound, NotAllowed, FactRefused.
    """
    alert = _mine(alert_id, by=by, act="alert.edit", states={AlertState.DRAFT})
    draft = _checked(draft, at=at)
    if alert.message == CapMessage.ALERT:
        alert.status = _status(draft)
    span = _span(draft, sent_at=at)
    alert.author_id = by.id
    alert.starts_at, alert.ends_at = span.starts_at, span.ends_at
    alert.save(update_fields=["status", "author_id", "starts_at", "ends_at"])
    alert.infos.all().delete()
    _write(alert, draft)
    audit.record("alert.edited", subject=str(alert.pk), actor=by, at=at)
    return alert


@transaction.atomic
def send_alert(*, alert_id: UUID, by: Actor, at: datetime) -> Alert:
    """Ask a second person to approve it. Raises NotFound, NotAllowed, FactRefused."""
    alert = _mine(alert_id, by=by, act="alert.send", states={AlertState.DRAFT})
    alert.state = AlertState.WAITING
    alert.save(update_fields=["state"])
    audit.record("alert.sent", subject=str(alert.pk), actor=by, at=at)
    outbox.queue("alert.waiting", subject_id=str(alert.pk), at=at)
    return alert


@transaction.atomic
def withdraw_alert(*, alert_id: UUID, by: Actor, at: datetime) -> Alert:
    """Give it up before it is published. Raises NotFound, NotAllowed, FactRefused."""
    states = {AlertState.DRAFT, AlertState.WAITING}
    alert = _mine(alert_id, by=by, act="alert.withdraw", states=states)
    alert.state = AlertState.WITHDRAWN
    alert.save(update_fields=["state"])
    audit.record("alert.withdrawn", subject=str(alert.pk), actor=by, at=at)
    return alert


@transaction.atomic
def take_back_alert(*, alert_id: UUID, reason: str, by: Actor, at: datetime) -> Alert:
    """Withdraw what one brought by hand before a second person has confirmed it, and say why.

    Raises NotFound, NotAllowed, FactRefused.
    """
    alert = _locked(alert_id, by=by)
    if not may_take_back_alert(by, alert):
        raise NotAllowed(act="alert.take_back")
    if alert.state != AlertState.WAITING:
        raise FactRefused(field="state", problem=alert.state)
    reason = tidy(reason)
    _check_texts((("reason", reason, LONGEST_REASON),))
    check_names_nobody(reason=reason)
    return _not_published(alert, AlertState.WITHDRAWN, reason, by=by, at=at)


@transaction.atomic
def refuse_alert(*, alert_id: UUID, reason: str, by: Actor, at: datetime) -> Alert:
    """Say no to it, with the reason for its author.

    Raises NotFound, NotAllowed, AuthorCannotDecide, FactRefused.
    """
    alert = _decided(alert_id, by=by, act="alert.refuse")
    reason = tidy(reason)
    _check_texts((("reason", reason, LONGEST_REASON),))
    return _not_published(alert, AlertState.REFUSED, reason, by=by, at=at)


def _not_published(
    alert: Alert, state: AlertState, reason: str, *, by: Actor, at: datetime
) -> Alert:
    alert.state, alert.reason = state, reason
    _sign(alert, by=by, at=at)
    alert.save(update_fields=["state", "reason", "decided_by", "decided_for", "decided_at"])
    audit.record(f"alert.{state}", subject=str(alert.pk), actor=by, at=at)
    return alert


@transaction.atomic
def approve_alert(*, alert_id: UUID, by: Actor, at: datetime) -> Alert:
    """Publish it: a second person answers for it, and it is sent with the time of now.

    One that was brought by hand is published as it came.
    Raises NotFound, NotAllowed, AuthorCannotDecide, FactRefused.
    """
    alert = _decided(alert_id, by=by, act="alert.approve")
    if alert.network is None:
        return _confirmed(alert, by=by, at=at)
    sent_at = at.replace(microsecond=0)
    if alert.references:
        _check_still_stands(_referred(alert), at=sent_at)
    infos = [Times(row.effective_at, row.onset_at, row.expires_at) for row in alert.infos.all()]
    if any(info.expires_at is not None and info.expires_at <= sent_at for info in infos):
        raise FactRefused(field="expires_at", problem="past")
    span = span_of(sent_at=sent_at, infos=infos)
    alert.state = AlertState.PUBLISHED
    alert.sent_at = alert.known_from = sent_at
    alert.starts_at, alert.ends_at = span.starts_at, span.ends_at
    _sign(alert, by=by, at=at)
    for found in findings(message_of(alert)):
        raise FactRefused(field="message", problem=found.code)
    alert.save()
    audit.record(
        "alert.published",
        subject=str(alert.pk),
        actor=by,
        at=at,
        facts={"message": alert.message.lower(), "status": alert.status.lower()},
    )
    outbox.queue("alert.published", subject_id=str(alert.pk), at=at)
    return alert


def _confirmed(alert: Alert, *, by: Actor, at: datetime) -> Alert:
    alert.state, alert.known_from = AlertState.PUBLISHED, at
    _sign(alert, by=by, at=at)
    alert.save(update_fields=["state", "known_from", "decided_by", "decided_for", "decided_at"])
    audit.record("alert.confirmed", subject=str(alert.pk), actor=by, at=at)
    return alert


@transaction.atomic
def update_alert(*, alert_id: UUID, draft: AlertDraft, by: Actor, at: datetime) -> Alert:
    """Begin a newer telling of a published alert; the old one holds until it is approved.

    Raises NotFound, NotAllowed, FactRefused.
    """
    before = _published(alert_id, by=by, act="alert.update", at=at)
    return _begin(
        draft, network=before.network, by=by, at=at, is_demo=before.is_demo, before=before
    )


@transaction.atomic
def cancel_alert(
    *, alert_id: UUID, reason_es: str, reason_en: str, by: Actor, at: datetime
) -> Alert:
    """Ask to end a published alert before its time; it holds until a second person approves.

    Raises NotFound, NotAllowed, FactRefused.
    """
    before = _published(alert_id, by=by, act="alert.cancel", at=at)
    reason_es, reason_en = tidy(reason_es), tidy(reason_en)
    _check_texts(
        (
            ("reason_es", reason_es, LONGEST_HEADLINE),
            ("reason_en", reason_en, LONGEST_HEADLINE),
        )
    )
    check_names_nobody(reason_es=reason_es, reason_en=reason_en)
    alert = _row(
        network=before.network,
        by=by,
        at=at,
        span=span_of(sent_at=at, infos=()),
        message=CapMessage.CANCEL,
        state=AlertState.WAITING,
        status=before.status,
        is_demo=before.is_demo,
        before=before,
    )
    reasons = {"es": reason_es, "en": reason_en}
    for info in before.infos.prefetch_related("areas__areas"):
        areas = list(info.areas.all())
        info.pk, info.alert = None, alert
        info.headline, info.description, info.instruction = reasons[info.language], "", ""
        info.urgency, info.responses = "Past", ["AllClear"]
        info.effective_at = info.onset_at = info.expires_at = None
        info.save(force_insert=True)
        for area in areas:
            named = list(area.areas.all())
            area.pk, area.info = None, info
            area.save(force_insert=True)
            area.areas.set(named)
    audit.record("alert.sent", subject=str(alert.pk), actor=by, at=at, facts={"message": "cancel"})
    outbox.queue("alert.waiting", subject_id=str(alert.pk), at=at)
    return alert


def _begin(
    draft: AlertDraft,
    *,
    network: Network | None,
    by: Actor,
    at: datetime,
    is_demo: bool,
    before: Alert | None = None,
) -> Alert:
    draft = _checked(draft, at=at)
    alert = _row(
        network=network,
        by=by,
        at=at,
        span=_span(draft, sent_at=at),
        message=CapMessage.ALERT if before is None else CapMessage.UPDATE,
        state=AlertState.DRAFT,
        status=_status(draft) if before is None else before.status,
        is_demo=is_demo,
        before=before,
    )
    _write(alert, draft)
    audit.record("alert.drafted", subject=str(alert.pk), actor=by, at=at)
    return alert


def _row(
    *,
    network: Network | None,
    by: Actor,
    at: datetime,
    span: Span,
    message: str,
    state: str,
    status: str,
    is_demo: bool,
    before: Alert | None,
) -> Alert:
    return Alert.objects.create(
        identifier=PREFIX + new_code()[:CODE_LENGTH].lower(),
        sender=settings.RELEVO_CAP_SENDER if before is None else before.sender,
        sent_at=at,
        status=status,
        message=message,
        scope=CapScope.PUBLIC,
        references=[]
        if before is None
        else [[before.sender, before.identifier, before.sent_at.isoformat()]],
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        state=state,
        known_from=at,
        network=network,
        institution_id=by.institution_id,
        author_id=by.id,
        is_demo=is_demo,
    )


def _status(draft: AlertDraft) -> str:
    return CapStatus.EXERCISE if draft.is_exercise else CapStatus.ACTUAL


def _span(draft: AlertDraft, *, sent_at: datetime) -> Span:
    times = Times(onset_at=draft.onset_at, expires_at=draft.expires_at)
    return span_of(sent_at=sent_at, infos=(times,))


def _write(alert: Alert, draft: AlertDraft) -> None:
    areas = list(Area.objects.filter(pk__in=draft.area_ids).select_related("parent"))
    if len(areas) != len(set(draft.area_ids)):
        raise FactRefused(field="areas", problem="unknown")
    institution = alert.institution
    for language in LANGUAGES:
        wording = draft.es if language == "es" else draft.en
        info = AlertInfo.objects.create(
            alert=alert,
            language=language,
            categories=list(draft.categories),
            event=wording.event,
            responses=list(draft.responses),
            urgency=draft.urgency,
            severity=draft.severity,
            certainty=draft.certainty,
            onset_at=draft.onset_at,
            expires_at=draft.expires_at,
            sender_name=getattr(institution, f"name_{language}", ""),
            headline=wording.headline,
            description=wording.description,
            instruction=wording.instruction,
            contact=draft.contact,
        )
        for area in areas:
            row = AlertArea.objects.create(
                info=info,
                description=_place(area),
                geocodes=[[P_CODE, area.p_code]] if area.p_code else [],
            )
            row.areas.set([area])


def _place(area: Area) -> str:
    """A municipality with its department, either with its country's code."""
    parts = [area.name, area.parent.name if area.parent is not None else "", area.country]
    return ", ".join(filter(None, parts))


def _checked(draft: AlertDraft, *, at: datetime) -> AlertDraft:
    """The draft as it is kept. Raises FactRefused."""
    kept = tidied(draft)
    for field, problem in problems(kept, at=at):
        raise FactRefused(field=field, problem=problem)
    words = {
        f"{name}_{language}": getattr(wording, name)
        for language, wording in (("es", kept.es), ("en", kept.en))
        for name in ("event", "headline", "description", "instruction")
    }
    check_names_nobody(**words, contact=kept.contact)
    return kept


def _check_texts(texts: Iterable[tuple[str, str, int]]) -> None:
    for field, text, longest in texts:
        for name, problem in text_problems(text, field, longest):
            raise FactRefused(field=name, problem=problem)


def _locked(alert_id: UUID, *, by: Actor) -> Alert:
    """The alert if the actor may read it, locked until the end of the transaction."""
    alert_to_read(by, alert_id=alert_id)
    return Alert.objects.select_for_update(of=("self",), no_key=True).get(pk=alert_id)


def _mine(alert_id: UUID, *, by: Actor, act: str, states: set[AlertState]) -> Alert:
    alert = _locked(alert_id, by=by)
    if not may_edit_alert(by, alert):
        raise NotAllowed(act=act)
    if alert.state not in states:
        raise FactRefused(field="state", problem=alert.state)
    return alert


def _decided(alert_id: UUID, *, by: Actor, act: str) -> Alert:
    alert = _locked(alert_id, by=by)
    if by.id == alert.author_id:
        raise AuthorCannotDecide
    if not may_decide_alert(by, alert):
        raise NotAllowed(act=act)
    if alert.state != AlertState.WAITING:
        raise FactRefused(field="state", problem=alert.state)
    return alert


def _sign(alert: Alert, *, by: Actor, at: datetime) -> None:
    alert.decided_by, alert.decided_at = by.id, at
    alert.decided_for_id = by.institution_id


def _published(alert_id: UUID, *, by: Actor, act: str, at: datetime) -> Alert:
    alert = _locked(alert_id, by=by)
    if alert.network is None or not may_write_alerts(by, alert.network):
        raise NotAllowed(act=act)
    _check_still_stands(alert, at=at)
    return alert


def _check_still_stands(alert: Alert, *, at: datetime) -> None:
    if alert.state != AlertState.PUBLISHED or standing_now(alert, at=at) not in STILL_STANDS:
        raise FactRefused(field="alert", problem="not_in_force")


def _referred(alert: Alert) -> Alert:
    """What an own update or cancellation speaks of."""
    sender, identifier, _sent = alert.references[0]
    return Alert.objects.get(sender=sender, identifier=identifier, institution__isnull=False)

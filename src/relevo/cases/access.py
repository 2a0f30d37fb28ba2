"""The one door to cases and referrals. Everybody gets them here, or not at all.

Who is on the team opens a case; role and institution do not. An officer of the receiving
institution sees of a referral the preview, and what was consented once it is accepted. For anybody
else there is no such case: absent and hidden raise the same refusal after the same query.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from relevo.accounts.enums import Role
from relevo.audit import actions as audit
from relevo.cases import queries
from relevo.cases.enums import (
    CaseStatus,
    FactField,
    Party,
    ReadPurpose,
    ReferralStatus,
)
from relevo.cases.errors import (
    CaseClosed,
    CaseNotVisible,
    DisclosureRefused,
    OfferRefused,
    RecipientBlocked,
)
from relevo.cases.models import Case, Consent, Referral, TeamMember
from relevo.cases.rules import consents, disclosure, facts, recipients, texts, transitions, views
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.runs import shown_steps
from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.networks.models import ProtocolSignature
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries.versions import content_of, list_in_force
from relevo.pathways.rules.conformance import conformance
from relevo.plumbing.models import DestroyedKey

CASE_WORK: frozenset[str] = frozenset({Role.OFFICER, Role.DUTY_OFFICER})
"""Who opens cases, and who sees and answers what is offered to their institution."""

_GONE: frozenset[str] = frozenset({ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED})


def works_on_cases(actor: Actor) -> bool:
    return actor.institution_id is not None and bool(CASE_WORK & actor.roles)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases on whose team the actor is, in the institution for which they act now.

    An institution that destroyed its key has none: there is nothing left that could be opened.
    """
    if actor.institution_id is None:
        return Case.objects.none()
    team = TeamMember.objects.filter(case=OuterRef("pk"), user_id=actor.id, until=None)
    gone = DestroyedKey.objects.values("holder")
    return Case.objects.filter(Exists(team), institution_id=actor.institution_id).exclude(
        institution_id__in=gone
    )


def get_case(actor: Actor, case_id: UUID) -> Case:
    """The case without its content; CaseNotVisible."""
    case = visible_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise CaseNotVisible
    return case


def locked_case(actor: Actor, *, case_id: UUID) -> Case:
    """The open case, locked for a change; CaseNotVisible, CaseClosed."""
    case = visible_cases(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise CaseNotVisible
    if case.status == CaseStatus.CLOSED:
        raise CaseClosed
    return case


def _sent_by(actor: Actor) -> Q:
    return Q(sender_id=actor.institution_id, in_team=True)


def _received_by(actor: Actor) -> Q:
    """What was offered to the actor's institution.

    An institution that controls people does not learn that something was taken back: the case may
    have become one of protection.
    """
    taken_back = Q(recipient__kind__in=ENFORCEMENT_KINDS, status__in=_GONE)
    return Q(recipient_id=actor.institution_id, offered_at__isnull=False) & ~taken_back


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """Referrals the actor may know of, as one of the sending team or as an officer who receives."""
    team = TeamMember.objects.filter(case=OuterRef("case_id"), user_id=actor.id, until=None)
    referrals = Referral.objects.alias(in_team=Exists(team))
    if actor.institution_id is None:
        return referrals.none()
    if works_on_cases(actor):
        return referrals.filter(_sent_by(actor) | _received_by(actor))
    return referrals.filter(_sent_by(actor))


@dataclass(frozen=True, slots=True)
class LockedReferral:
    """A referral locked for a move, and as whom the actor may move it."""

    referral: Referral
    parties: frozenset[Party]


def locked_for(actor: Actor, *, referral_id: UUID) -> LockedReferral:
    """The referral, locked for a change; CaseNotVisible.

    What became a protection case after it was offered to a blocked recipient is not there for it.
    """
    referral = visible_to(actor).select_for_update(of=("self",)).filter(pk=referral_id).first()
    if referral is None:
        raise CaseNotVisible
    parties = _parties(actor, referral)
    if Party.SENDER not in parties and _is_blocked(referral):
        raise CaseNotVisible
    return LockedReferral(referral=referral, parties=parties)


def _parties(actor: Actor, referral: Referral) -> frozenset[Party]:
    found = set()
    if visible_cases(actor).filter(pk=referral.case_id).exists():
        found.add(Party.SENDER)
    if referral.recipient_id == actor.institution_id and works_on_cases(actor):
        found.add(Party.RECIPIENT)
    return frozenset(found)


def _is_blocked(referral: Referral) -> bool:
    """Whether this recipient must not have this case by what is known of it now.

    What was taken back has no content left, and looks the same whatever the reason was.
    """
    if referral.status in _GONE:
        return False
    known = queries.opened_facts(referral.case_id)
    try:
        recipients.check_recipient(
            queries.recipient_of(referral.service),
            is_sensitive=facts.is_protection_sensitive(known),
            is_child_alone=facts.is_child_alone(known),
            nationality=known.nationality,
            chosen_by_person=referral.consent is not None and referral.consent.chosen_by_person,
        )
    except RecipientBlocked:
        return True
    return False


def get_service(actor: Actor, service_id: UUID, *, at: datetime) -> Service:
    """A service to which a case can be offered now; OfferRefused, also when it works no more."""
    service = (
        visible_services(actor)
        .offered_on(at.astimezone(LOCAL).date())
        .select_related("institution")
        .filter(pk=service_id)
        .first()
    )
    if service is None:
        raise OfferRefused(field="service", problem="unknown")
    return service


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out before a consent, and what agreeing to it means."""

    text: texts.ConsentText
    fields: frozenset[FactField]
    expires_at: datetime


def reading_of(
    case: Case,
    *,
    service: Service,
    field_groups: Sequence[str],
    form: str,
    language: str,
    days: int,
    chosen_by_person: bool,
    at: datetime,
) -> Reading:
    """The text for one sending. RecipientBlocked before anything else, ConsentTermsRefused."""
    known = queries.opened_facts(case.pk)
    recipients.check_recipient(
        queries.recipient_of(service),
        is_sensitive=facts.is_protection_sensitive(known),
        is_child_alone=facts.is_child_alone(known),
        nationality=known.nationality,
        chosen_by_person=chosen_by_person,
    )
    consents.check_terms(
        field_groups=field_groups,
        form=form,
        days=days,
        language=language,
        languages=texts.languages(),
        is_without_adult=facts.is_without_adult(known),
    )
    served = queries.served_by(service)
    disclosure.needs_told(known.needs, served=served)  # refuses a service that serves no need
    fields = disclosure.fields_to_read_out(
        field_groups,
        needs=known.needs,
        served=served,
        recipient=queries.recipient_class_of(service),
    )
    expires_at = consents.end_of(at, days=days)
    institution = LocalisedText(service.institution.name_es, service.institution.name_en)
    name = directory.name_for(service, institution_id=case.institution_id)
    text = texts.consent_text(
        language=language,
        recipient=institution.in_language(language),
        service=name.in_language(language),
        fields=fields,
        expires_at=expires_at,
    )
    return Reading(text=text, fields=fields, expires_at=expires_at)


def consent_text(
    actor: Actor,
    *,
    case_id: UUID,
    service_id: UUID,
    field_groups: Sequence[str],
    form: str,
    language: str,
    at: datetime,
    days: int = consents.DEFAULT_DAYS,
    chosen_by_person: bool = False,
) -> texts.ConsentText:
    """What to read out; its digest goes back with the answer.

    Raises CaseNotVisible, OfferRefused, RecipientBlocked, ConsentTermsRefused.
    """
    return reading_of(
        get_case(actor, case_id),
        service=get_service(actor, service_id, at=at),
        field_groups=field_groups,
        form=form,
        language=language,
        days=days,
        chosen_by_person=chosen_by_person,
        at=at,
    ).text


def read_case(
    actor: Actor, *, case_id: UUID, at: datetime, purpose: ReadPurpose = ReadPurpose.FOLLOW_UP
) -> views.CaseView:
    """Open a case: its facts, referrals and consents. That it was opened is recorded first."""
    case = get_case(actor, case_id)
    audit.record_access(
        "case.read", subject=str(case.pk), actor=actor, at=at, purpose=purpose.value
    )
    groups = queries.opened_groups(case.pk)
    referrals = queries.with_names(Referral.objects.filter(case=case))
    return views.CaseView(
        case_id=case.pk,
        code=case.code,
        status=case.status,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        closing_reason=case.closing_reason,
        urgency=facts.urgency_of(groups).value,
        facts=facts.facts_of(groups),
        referrals=tuple(
            queries.referral_row(referral, for_recipient=False, at=at)
            for referral in referrals.order_by("-created_at", "id")
        ),
        consents=queries.consent_rows(case, at=at),
        route=queries.current_route(case),
    )


def read_referral(
    actor: Actor,
    *,
    referral_id: UUID,
    at: datetime,
    purpose: ReadPurpose = ReadPurpose.REFERRAL,
) -> views.ReferralView:
    """Open a referral: the preview, or what was consented once accepted. Recorded first.

    A packet whose consent has ended stays closed, and that it was asked for is recorded too.
    """
    referral = (
        queries.with_names(visible_to(actor))
        .select_related("consent", "service__institution")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise CaseNotVisible
    parties = _parties(actor, referral)
    as_recipient = Party.SENDER not in parties
    if as_recipient and _is_blocked(referral):
        raise CaseNotVisible
    packet, closed_why = _packet_for(actor, referral, parties=parties, at=at)
    audit.record_access(
        "referral.read",
        subject=str(referral.pk),
        actor=actor,
        at=at,
        purpose=purpose.value,
        facts={
            "side": (Party.RECIPIENT if as_recipient else Party.SENDER).value,
            "fields": sorted(packet or {}),
        },
    )
    status = ReferralStatus(referral.status)
    return views.ReferralView(
        row=queries.referral_row(referral, for_recipient=as_recipient, at=at),
        is_sender=not as_recipient,
        is_recipient=Party.RECIPIENT in parties,
        moves=tuple(
            wanted.value for wanted, movers in transitions.MOVES[status].items() if movers & parties
        ),
        history=queries.steps_of(referral),
        packet=packet,
        packet_closed_why=closed_why,
    )


def _packet_for(
    actor: Actor, referral: Referral, *, parties: frozenset[Party], at: datetime
) -> tuple[Any, str]:
    status = ReferralStatus(referral.status)
    if Party.RECIPIENT not in parties or status not in transitions.PACKET_OPEN:
        return None, ""
    try:
        consents.check_consent_live(queries.terms_of(referral.consent), use=use_of(referral), at=at)
    except DisclosureRefused as refusal:
        audit.record_access(
            "disclosure.refused",
            subject=str(referral.pk),
            actor=actor,
            at=at,
            facts={"reason": refusal.reason},
        )
        return None, refusal.reason
    return queries.opened_packet(referral), ""


def use_of(referral: Referral) -> consents.Use:
    return consents.Use(
        case_id=referral.case_id,
        recipient_id=referral.recipient_id,
        service_id=referral.service_id,
    )


def get_consent(actor: Actor, *, consent_id: UUID) -> Consent:
    """A consent of a case of one's team; CaseNotVisible."""
    consent = Consent.objects.filter(pk=consent_id, case__in=visible_cases(actor)).first()
    if consent is None:
        raise CaseNotVisible
    return consent


def inbox_of(actor: Actor, *, at: datetime, open_only: bool = True) -> list[views.ReferralRow]:
    """What was offered to the actor's institution: to be answered first, the earliest clock first.

    One query, however many rows.
    """
    if not works_on_cases(actor):
        return []
    received = visible_to(actor).filter(_received_by(actor))
    if open_only:
        received = received.filter(status__in=transitions.OPEN)
    return [
        queries.referral_row(referral, for_recipient=True, at=at)
        for referral in queries.with_names(received).order_by("deadline_at", "id")
    ]


def outgoing_of(actor: Actor, *, at: datetime, open_only: bool = False) -> list[views.ReferralRow]:
    """What the actor's own cases were offered to, the newest first. One query."""
    sent = visible_to(actor).filter(_sent_by(actor))
    if open_only:
        sent = sent.filter(status__in=transitions.OPEN)
    return [
        queries.referral_row(referral, for_recipient=False, at=at)
        for referral in queries.with_names(sent).order_by("-created_at", "id")
    ]


def list_cases(actor: Actor, *, open_only: bool = True) -> list[views.CaseRow]:
    """The cases of the actor's teams, by code and need. Two queries."""
    cases = visible_cases(actor)
    return queries.case_rows(cases.filter(status=CaseStatus.OPEN) if open_only else cases)


def count_quick_attentions(actor: Actor, *, on: date, days: int = 1) -> list[views.AttentionCount]:
    """What was asked and told in one's own institution."""
    return queries.count_quick_attentions(actor, on=on, days=days)


def outcomes_for_counting(
    *, institutions: Collection[UUID], since: datetime, until: datetime
) -> list[views.ReferralOutcome]:
    """What became of referrals of these institutions: for totals, whose small cells are hidden.

    Not a door to a case: no id, no code, no fact of a person is in it.
    """
    return queries.referral_outcomes(institutions=institutions, since=since, until=until)


def attentions_for_counting(
    *, institutions: Collection[UUID], since: date, until: date
) -> list[tuple[str, str, str, int]]:
    """Quick attentions by sex, age band and language, with how many: for totals."""
    return queries.attention_rows(institutions=institutions, since=since, until=until)


def list_runs(actor: Actor, *, case_id: UUID, at: datetime) -> tuple[views.RunView, ...]:
    """The agreed routes that a case follows, for its team; CaseNotVisible."""
    return queries.run_views(get_case(actor, case_id), at=at)


def list_routes_to_follow(actor: Actor, *, case_id: UUID, at: datetime) -> list[PathwayVersion]:
    """Routes that work now for what is known of a case and that it does not follow yet."""
    case = get_case(actor, case_id)
    known = queries.opened_facts(case.pk)
    followed = case.runs.values_list("version__pathway_id", flat=True)
    found = list_in_force(
        codes=facts.route_codes(known),
        side=queries.side_of(case, known),
        countries={known.nationality, known.heads_for} - {""},
        at=at,
    )
    return [
        version
        for version in found
        if version.pathway_id not in set(followed) and version.superseded_at is None
    ]


def conformance_of(
    actor: Actor, *, version: PathwayVersion, at: datetime
) -> views.ShownConformance:
    """How a route was followed, over runs that ended in whole months; small cells are hidden.

    Not a door to a case: histories have none. Others' figures stand together, never one by one.
    """
    local = at.astimezone(LOCAL)
    until = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = queries.run_histories(version, until=until)
    own = [history for institution, history in rows if institution == actor.institution_id]
    others = [history for institution, history in rows if institution != actor.institution_id]
    content = content_of(version)
    return views.ShownConformance(
        until=until.date(),
        own=shown_steps(conformance(content, own)),
        others=shown_steps(conformance(content, others)),
    )


def what_stands(actor: Actor) -> list[str]:
    """What keeps an institution's administrator from destroying its key, as codes; in order."""
    institution_id = actor.institution_id
    if institution_id is None or not actor.has_role(Role.INSTITUTION_ADMIN):
        return ["not_the_administrator"]
    own = Q(sender_id=institution_id) | Q(recipient_id=institution_id)
    standing: dict[str, QuerySet[Any]] = {
        "open_cases": Case.objects.filter(institution_id=institution_id, status=CaseStatus.OPEN),
        "open_referrals": Referral.objects.filter(own).exclude(status=ReferralStatus.CLOSED),
        "live_signatures": ProtocolSignature.objects.filter(
            institution_id=institution_id, ended_on=None
        ),
    }
    return [reason for reason, rows in standing.items() if rows.exists()]

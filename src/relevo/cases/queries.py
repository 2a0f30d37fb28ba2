"""Reads of cases: rows to plain values. Nobody outside comes here; ``access`` is the door."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from relevo.cases.enums import (
    FactField,
    FieldGroup,
    Purpose,
    RecipientClass,
    ReferralStatus,
    Urgency,
)
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import (
    Case,
    Consent,
    QuickAttention,
    Referral,
    ReferralStep,
    RouteChoice,
    SealedGroup,
)
from relevo.cases.rules import clocks, facts, transitions
from relevo.cases.rules.consents import ConsentTerms, Use
from relevo.cases.rules.disclosure import class_of
from relevo.cases.rules.grounds import HOLDS
from relevo.cases.rules.recipients import Protected, Recipient
from relevo.cases.rules.views import (
    AttentionCount,
    CaseRow,
    ConsentRow,
    Preview,
    ReferralOutcome,
    ReferralRow,
    RouteView,
    Step,
)
from relevo.directory.models import Holiday, Institution, Service
from relevo.directory.queries import name_for
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.places.models import Node
from relevo.plumbing.sealed import EnvelopeDestroyed, KeyDestroyed, unseal, unseal_many

Groups = dict[FieldGroup, dict[str, Any]]
PAGE_ROWS = 50
ANSWERS = (ReferralStatus.ACCEPTED, ReferralStatus.DECLINED)


def group_context(case_id: UUID, group: str) -> str:
    return f"cases_sealedgroup|sealed|{case_id}|{group}"


def preview_context(referral_id: UUID) -> str:
    return f"cases_referral|preview|{referral_id}"


def packet_context(referral_id: UUID) -> str:
    return f"cases_referral|packet|{referral_id}"


def consent_context(consent_id: UUID) -> str:
    """Where it is sealed how a consent was explained, and which needs were named."""
    return f"cases_consent|sealed|{consent_id}"


def route_context(route_id: UUID) -> str:
    return f"cases_routechoice|sealed|{route_id}"


def opened_groups(case_id: UUID) -> Groups:
    """Every group of a case, opened. Only behind the door."""
    rows = list(SealedGroup.objects.filter(case_id=case_id))
    contents = unseal_many([(bytes(row.sealed), group_context(case_id, row.group)) for row in rows])
    return {FieldGroup(row.group): content for row, content in zip(rows, contents, strict=True)}


def opened_facts(case_id: UUID) -> facts.CaseFacts:
    """What is known of a case; CaseNotVisible once it was destroyed, whichever key went with it."""
    try:
        groups = opened_groups(case_id)
    except (EnvelopeDestroyed, KeyDestroyed) as gone:
        raise CaseNotVisible from gone
    if not groups:
        raise CaseNotVisible
    return facts.facts_of(groups)


def opened_preview(referral: Referral) -> Preview | None:
    """The preview of a referral; None once it was shredded."""
    return opened_previews([referral]).get(referral.pk)


def opened_previews(referrals: Iterable[Referral]) -> dict[UUID, Preview]:
    """The previews that were not shredded, with one question to the key holder for all."""
    kept = [referral for referral in referrals if referral.preview]
    try:
        contents = unseal_many([(bytes(row.preview), preview_context(row.pk)) for row in kept])
    except (EnvelopeDestroyed, KeyDestroyed):
        if len(kept) == 1:
            return {}
        # One whose sender left closes no list: the others open, each by itself.
        return {pk: preview for row in kept for pk, preview in opened_previews([row]).items()}
    return {row.pk: _preview(content) for row, content in zip(kept, contents, strict=True)}


def _preview(content: Mapping[str, Any]) -> Preview:
    arrives = content[FactField.ARRIVES_AT]
    return Preview(
        needs=tuple(content[FactField.NEEDS]),
        urgency=content[FactField.URGENCY],
        age_bands=tuple(content[FactField.AGE_BANDS]),
        group_size=content[FactField.GROUP_SIZE],
        language=content[FactField.LANGUAGE],
        arrives_at=None if arrives is None else datetime.fromisoformat(arrives),
        needed_why=content.get("needed_why", ""),
    )


def opened_packet(referral: Referral) -> Mapping[str, Any]:
    """What was consented, of an accepted referral."""
    return unseal(bytes(referral.packet or b""), context=packet_context(referral.pk))


def terms_of(consent: Consent | None) -> ConsentTerms | None:
    """A consent as plain values."""
    if consent is None:
        return None
    return ConsentTerms(
        id=consent.pk,
        use=Use(
            case_id=consent.case_id,
            recipient_id=consent.recipient_id,
            service_id=consent.service_id,
            purpose=Purpose(consent.purpose),
        ),
        fields=frozenset(FactField(name) for name in consent.fields),
        given_at=consent.given_at,
        expires_at=consent.expires_at,
        withdrawn_at=consent.withdrawn_at,
        chosen_by_person=consent.chosen_by_person,
    )


def recipient_of(service: Service) -> Recipient:
    return Recipient(
        institution_kind=service.institution.kind,
        institution_country=service.institution.country,
        service_kind=service.kind,
    )


def protected_of(case: Case, known: facts.CaseFacts) -> Protected:
    """The person of a case as far as do-no-harm asks.

    Of a case that came out of a referral also by what is known where it came from: that is never
    told to who holds this one, and holds all the same.
    """
    own = _protected(case, known)
    if case.origin_id is None:
        return own
    source = Case.objects.select_related("institution").get(referrals=case.origin_id)
    try:
        known_there = opened_facts(source.pk)
    except CaseNotVisible:
        return own.joined(FORGOTTEN)
    return own.joined(protected_of(source, known_there))


FORGOTTEN = Protected(is_sensitive=True, is_child_alone=False, nationality="")
"""Whom nobody remembers any more where the case came from: as one who must be protected."""


def cases_from(case_id: UUID) -> list[Case]:
    """All cases that recipients opened out of this one, and out of those, each once."""
    found: dict[UUID, Case] = {}
    level = [case_id]
    while level:
        opened = Case.objects.select_related("institution").filter(origin__case__in=level)
        new = [case for case in opened.order_by("opened_on", "id") if case.pk not in found]
        found |= {case.pk: case for case in new}
        level = [case.pk for case in new]
    return list(found.values())


def _protected(case: Case, known: facts.CaseFacts) -> Protected:
    is_in = side_of(case, known)
    return Protected(
        is_sensitive=facts.is_protection_sensitive(known),
        is_child_alone=facts.is_child_alone(known),
        nationality=known.nationality,
        is_in=is_in,
        is_returned=facts.is_returned(known, is_in=is_in),
        decision=known.best_interests,
    )


def recipient_class_of(service: Service) -> RecipientClass:
    return class_of(institution_kind=service.institution.kind, service_kind=service.kind)


def served_by(service: Service) -> frozenset[str]:
    """The needs a service is for, by code."""
    return frozenset(term.code for term in service.terms.all() if term.kind != "profile")


def holidays_of(country: str, *, at: datetime) -> frozenset[date]:
    """The holidays that can move a deadline which starts now."""
    first = at.astimezone(clocks.LOCAL).date()
    return frozenset(
        Holiday.objects.filter(country=country, on__gte=first, on__lte=first + clocks.LONGEST_AHEAD)
        .order_by("on")
        .values_list("on", flat=True)
    )


def list_due(*, at: datetime) -> list[UUID]:
    """Offers whose clock has run out, the longest overdue first."""
    return list(
        Referral.objects.filter(status__in=transitions.AWAITS_ANSWER, deadline_at__lte=at)
        .order_by("deadline_at", "id")
        .values_list("pk", flat=True)
    )


def with_names(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    return referrals.select_related(
        "sender", "recipient", "service", "better_service", "case", "consent"
    )


def referral_row(referral: Referral, *, for_recipient: bool, at: datetime) -> ReferralRow:
    """One referral as one side lists it: the sender with its case, the recipient with a preview."""
    (row,) = referral_rows([referral], for_recipient=for_recipient, at=at)
    return row


def referral_rows(
    referrals: Iterable[Referral], *, for_recipient: bool, at: datetime
) -> list[ReferralRow]:
    """As ``referral_row``, all previews opened at once. The preview too closes with the consent."""
    listed = list(referrals)
    shown = [
        referral
        for referral in listed
        if for_recipient
        and referral.status in transitions.PREVIEW_SHOWN
        and _may_be_used(referral, at=at)
    ]
    previews = opened_previews(shown)
    return [
        _referral_row(row, for_recipient=for_recipient, preview=previews.get(row.pk), at=at)
        for row in listed
    ]


def _referral_row(
    referral: Referral, *, for_recipient: bool, preview: Preview | None, at: datetime
) -> ReferralRow:
    status = ReferralStatus(referral.status)
    other = referral.sender if for_recipient else referral.recipient
    reader_id = referral.recipient_id if for_recipient else referral.sender_id
    better = referral.better_service
    return ReferralRow(
        referral_id=referral.pk,
        code=referral.code,
        status=referral.status,
        urgency=referral.urgency,
        institution=_name(other),
        is_institution_demo=other.is_demo,
        service_id=referral.service_id,
        service_key=referral.service.key,
        service=name_for(referral.service, institution_id=reader_id),
        offered_at=referral.offered_at,
        deadline_at=referral.deadline_at,
        needed_by=referral.needed_by,
        answered_at=referral.answered_at,
        is_overdue=(
            status in transitions.AWAITS_ANSWER
            and referral.deadline_at is not None
            and referral.deadline_at <= at
        ),
        decline_code=referral.decline_code,
        better_service_key=better.key if better else "",
        better_service=name_for(better, institution_id=reader_id) if better else None,
        closing_reason=referral.closing_reason,
        case_id=None if for_recipient else referral.case_id,
        case_code="" if for_recipient else referral.case.code,
        preview=preview,
        reminded_at=referral.reminded_at,
        batch_id=referral.batch_id,
    )


def _may_be_used(referral: Referral, *, at: datetime) -> bool:
    """A preview closes with its consent, one that went without when that holds no more."""
    if referral.consent is None:
        offered_at = referral.offered_at
        return bool(referral.ground) and offered_at is not None and at < offered_at + HOLDS
    return not _has_ended(referral.consent, at=at)


def steps_of(referral: Referral) -> tuple[Step, ...]:
    """The history that both sides see alike: which side, never which person."""
    sides = {referral.sender_id: "sender", referral.recipient_id: "recipient"}
    # Where both sides are one institution, who answered is the recipient.
    by_status = {ReferralStatus.OFFERED: "sender", ReferralStatus.WITHDRAWN: "sender"}
    both = referral.sender_id == referral.recipient_id
    return tuple(
        Step(
            status=step.status,
            at=step.at,
            by=_side(step, sides=sides, fixed=by_status if both else {}),
            code=step.code,
        )
        for step in ReferralStep.objects.filter(referral=referral).order_by("at", "id")
    )


def _side(
    step: ReferralStep, *, sides: Mapping[UUID, str], fixed: Mapping[ReferralStatus, str]
) -> str:
    if step.by_institution_id is None:
        return "clock"
    # Who took it back further up the chain is told to neither: it is the sender's side.
    side = sides.get(step.by_institution_id, "sender")
    return fixed.get(ReferralStatus(step.status), side)


def page_slice(page: int) -> slice:
    """Which rows stand on a page of a list; the first page is 1."""
    return slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)


def case_rows(cases: QuerySet[Case], *, page: int | None = None) -> list[CaseRow]:
    """The list of a team: one query for the cases and one for what is needed, however many."""
    awaiting = Q(referrals__status__in=transitions.AWAITS_ANSWER)
    listed = cases.annotate(
        awaits_answer=Count("referrals", filter=awaiting),
        next_deadline_at=Min("referrals__deadline_at", filter=awaiting),
    ).prefetch_related(
        Prefetch(
            "groups",
            queryset=SealedGroup.objects.filter(group=FieldGroup.NEEDS).order_by("id"),
            to_attr="needs_groups",
        )
    )
    ordered = listed.order_by("-opened_on", "id")
    return _opened_rows(list(ordered if page is None else ordered[page_slice(page)]))


def _opened_rows(cases: list[Any]) -> list[CaseRow]:
    sealed = [
        (group.sealed, group_context(case.pk, FieldGroup.NEEDS))
        for case in cases
        for group in case.needs_groups
    ]
    return [_case_row(case, needs) for case, needs in zip(cases, unseal_many(sealed), strict=True)]


def _case_row(case: Any, needs: Mapping[str, Any]) -> CaseRow:  # noqa: ANN401 -- annotations are not typed
    return CaseRow(
        case_id=case.pk,
        code=case.code,
        status=case.status,
        opened_on=case.opened_on,
        urgency=Urgency(needs["urgency"]).value,
        needs=tuple(needs["needs"]),
        group_size=len(needs["age_bands"]),
        age_bands=tuple(needs["age_bands"]),
        awaits_answer=case.awaits_answer,
        next_deadline_at=case.next_deadline_at,
    )


def consent_rows(case: Case, *, at: datetime) -> tuple[ConsentRow, ...]:
    """All consents of a case, the newest first."""
    rows = Consent.objects.filter(case=case).select_related("recipient", "service")
    return tuple(
        ConsentRow(
            consent_id=row.pk,
            service_id=row.service_id,
            recipient=_name(row.recipient),
            service=name_for(row.service, institution_id=case.institution_id),
            fields=tuple(row.fields),
            field_groups=tuple(row.field_groups),
            form=row.form,
            language=row.language,
            given_at=row.given_at,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
            receipt_code=row.receipt_code,
            text_digest=row.text_digest,
            is_live=row.given_at <= at and not _has_ended(row, at=at),
            purpose=row.purpose,
        )
        for row in rows.order_by("-given_at", "id")
    )


def _has_ended(consent: Consent, *, at: datetime) -> bool:
    return consent.withdrawn_at is not None or at >= consent.expires_at


def current_route(case: Case) -> RouteView | None:
    """The route that was chosen last, opened."""
    route = RouteChoice.objects.filter(case=case, is_current=True).order_by("-chosen_at").first()
    if route is None:
        return None
    content = unseal(bytes(route.sealed), context=route_context(route.pk))
    return RouteView(
        kind=route.kind,
        plan_id=route.plan_id,
        itinerary=route.itinerary,
        reason=content["reason"],
        service_keys=tuple(content["service_keys"]),
        chosen_at=route.chosen_at,
    )


def count_quick_attentions(actor: Actor, *, on: date, days: int = 1) -> list[AttentionCount]:
    """What was asked and told in one's own institution on a day (or on the days up to it)."""
    if actor.institution_id is None:
        return []
    rows = (
        QuickAttention.objects.filter(
            institution_id=actor.institution_id, on__lte=on, on__gt=on - timedelta(days=days)
        )
        .values("asked", "told")
        .annotate(number=Count("id"))
        .order_by("-number", "asked", "told")
    )
    return [AttentionCount(**row) for row in rows]


def _name(row: Institution) -> LocalisedText:
    return LocalisedText(es=row.name_es, en=row.name_en)


def referral_outcomes(
    *, institutions: Collection[UUID], since: datetime, until: datetime
) -> list[ReferralOutcome]:
    """Referrals offered in a period that one of the institutions sent or received, without ids."""
    rows = (
        Referral.objects.filter(
            Q(sender_id__in=institutions) | Q(recipient_id__in=institutions),
            offered_at__gte=since,
            offered_at__lt=until,
        )
        .select_related("sender", "recipient", "service")
        .prefetch_related(Prefetch("history", ReferralStep.objects.order_by("at", "id")))
        .order_by("offered_at", "id")
    )
    return [_outcome_of(row) for row in rows]


def _outcome_of(row: Referral) -> ReferralOutcome:
    first = {step.status: step.at for step in reversed(row.history.all())}
    waited = [first[status] for status in ANSWERS if status in first]
    return ReferralOutcome(
        urgency=row.urgency,
        sender_id=row.sender_id,
        recipient_id=row.recipient_id,
        side_from=row.sender.country,
        side_to=row.service.country,
        offered_at=cast("datetime", row.offered_at),
        answered_at=min(waited, default=None),
        statuses=frozenset(first),
        decline_code=row.decline_code,
    )


def attention_rows(
    *, institutions: Collection[UUID], since: date, until: date
) -> list[tuple[str, str, str, int]]:
    """Quick attentions of a period: sex, age band, language, how many."""
    return list(
        QuickAttention.objects.filter(institution_id__in=institutions, on__gte=since, on__lt=until)
        .values_list("sex", "age_band", "language")
        .annotate(count=Count("id"))
        .order_by("sex", "age_band", "language")
    )


def side_of(case: Case, known: facts.CaseFacts) -> str:
    """On which side the case is: where the person is, else where the institution is."""
    node = Node.objects.filter(pk=known.start_node).first() if known.start_node else None
    return case.institution.country if node is None else node.country

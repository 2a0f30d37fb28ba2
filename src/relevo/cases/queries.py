"""Reads of cases: rows to plain values. Nobody outside comes here; ``access`` is the door."""

from collections.abc import Collection, Mapping
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
from relevo.cases.models import (
    Case,
    Consent,
    PathwayRun,
    QuickAttention,
    Referral,
    ReferralStep,
    RouteChoice,
    SealedGroup,
    StepMark,
)
from relevo.cases.rules import clocks, facts, transitions
from relevo.cases.rules.consents import ConsentTerms, Use
from relevo.cases.rules.disclosure import class_of
from relevo.cases.rules.recipients import Recipient
from relevo.cases.rules.views import (
    AttentionCount,
    CaseRow,
    ConsentRow,
    Preview,
    ReferralOutcome,
    ReferralRow,
    RouteView,
    RunStep,
    RunView,
    Step,
)
from relevo.directory.models import Holiday, Institution, Service
from relevo.directory.queries import name_for
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import MarkKind, VersionState
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries.versions import content_of
from relevo.pathways.rules.comparison import Stop, compare
from relevo.pathways.rules.conformance import History, Mark, states_of
from relevo.places.models import Node
from relevo.plumbing.sealed import unseal

Groups = dict[FieldGroup, dict[str, Any]]
ANSWERS = (ReferralStatus.ACCEPTED, ReferralStatus.DECLINED)


def group_context(case_id: UUID, group: str) -> str:
    return f"cases_sealedgroup|sealed|{case_id}|{group}"


def preview_context(referral_id: UUID) -> str:
    return f"cases_referral|preview|{referral_id}"


def packet_context(referral_id: UUID) -> str:
    return f"cases_referral|packet|{referral_id}"


def route_context(route_id: UUID) -> str:
    return f"cases_routechoice|sealed|{route_id}"


def opened_groups(case_id: UUID) -> Groups:
    """Every group of a case, opened. Only behind the door."""
    return {
        FieldGroup(row.group): unseal(bytes(row.sealed), context=group_context(case_id, row.group))
        for row in SealedGroup.objects.filter(case_id=case_id)
    }


def opened_facts(case_id: UUID) -> facts.CaseFacts:
    return facts.facts_of(opened_groups(case_id))


def opened_preview(referral: Referral) -> Preview | None:
    """The preview of a referral; None once it was shredded."""
    if not referral.preview:
        return None
    content = unseal(bytes(referral.preview), context=preview_context(referral.pk))
    arrives = content[FactField.ARRIVES_AT]
    return Preview(
        needs=tuple(content[FactField.NEEDS]),
        urgency=content[FactField.URGENCY],
        age_bands=tuple(content[FactField.AGE_BANDS]),
        group_size=content[FactField.GROUP_SIZE],
        language=content[FactField.LANGUAGE],
        arrives_at=None if arrives is None else datetime.fromisoformat(arrives),
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


def recipient_class_of(service: Service) -> RecipientClass:
    return class_of(institution_kind=service.institution.kind, service_kind=service.kind)


def served_by(service: Service) -> frozenset[str]:
    """The needs a service is for, by code."""
    return frozenset(
        service.terms.exclude(kind="profile").order_by("code").values_list("code", flat=True)
    )


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
    """One referral as one side lists it: the sender with its case, the recipient with a preview.

    The preview too is what was consented to: it closes with the consent.
    """
    status = ReferralStatus(referral.status)
    other = referral.sender if for_recipient else referral.recipient
    reader_id = referral.recipient_id if for_recipient else referral.sender_id
    better = referral.better_service
    shown = (
        for_recipient
        and status in transitions.PREVIEW_SHOWN
        and referral.consent is not None
        and not _has_ended(referral.consent, at=at)
    )
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
        preview=opened_preview(referral) if shown else None,
    )


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
    return fixed.get(ReferralStatus(step.status), sides[step.by_institution_id])


def case_rows(cases: QuerySet[Case]) -> list[CaseRow]:
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
    return [_case_row(case) for case in listed.order_by("-opened_on", "id")]


def _case_row(case: Any) -> CaseRow:  # noqa: ANN401 -- annotations are not typed
    (sealed,) = case.needs_groups
    needs = unseal(bytes(sealed.sealed), context=group_context(case.pk, FieldGroup.NEEDS))
    return CaseRow(
        case_id=case.pk,
        code=case.code,
        status=case.status,
        opened_on=case.opened_on,
        urgency=Urgency(needs["urgency"]).value,
        needs=tuple(needs["needs"]),
        group_size=len(needs["age_bands"]),
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
            is_live=row.given_at <= at and not _has_ended(row, at=at),
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


def run_views(case: Case, *, at: datetime) -> tuple[RunView, ...]:
    """The agreed routes that a case follows. As many queries for one step as for forty."""
    runs = list(
        PathwayRun.objects.filter(case=case)
        .select_related("version__pathway")
        .prefetch_related(Prefetch("marks", StepMark.objects.order_by("at", "id")))
        .order_by("started_at", "id")
    )
    if not runs:
        return ()
    working = dict(
        PathwayVersion.objects.filter(
            pathway__in=[run.version.pathway_id for run in runs], state=VersionState.VALIDATED
        )
        .order_by("pathway_id")
        .values_list("pathway_id", "number")
    )
    stops = _stops_of(case)
    return tuple(_run_view(run, stops, working=working, at=at) for run in runs)


def _run_view(
    run: PathwayRun, stops: list[Stop], *, working: Mapping[UUID, int], at: datetime
) -> RunView:
    content = content_of(run.version)
    history = _history_of(run)
    states = states_of(content, history)
    pathway = run.version.pathway
    newer = working.get(pathway.pk, run.version.number)
    return RunView(
        run_id=run.pk,
        pathway_key=pathway.key,
        title=LocalisedText(es=pathway.title_es, en=pathway.title_en),
        number=run.version.number,
        started_at=run.started_at,
        ended_at=run.ended_at,
        newer_number=newer if newer > run.version.number else None,
        steps=tuple(
            RunStep(
                step=step,
                state=states[step.key],
                is_marked=step.key in history.marks,
                is_overdue=(due := states[step.key].due_at) is not None and due < at,
            )
            for step in content.steps
        ),
        comparison=compare(stops, content),
    )


def _history_of(run: PathwayRun) -> History:
    return History(
        started_at=run.started_at,
        ended_at=run.ended_at,
        marks={
            mark.step_key: Mark(MarkKind(mark.outcome), mark.at, mark.institution_id)
            for mark in run.marks.all()
        },
    )


def _stops_of(case: Case) -> list[Stop]:
    """The services of the route that was chosen last, in its order."""
    route = current_route(case)
    if route is None:
        return []
    rows = Service.objects.select_related("institution").prefetch_related("terms")
    found = {row.key: row for row in rows.filter(key__in=route.service_keys).order_by("key")}
    return [
        Stop(
            key, found[key].institution.key, frozenset(term.code for term in found[key].terms.all())
        )
        for key in route.service_keys
        if key in found
    ]


def run_histories(version: PathwayVersion, *, until: datetime) -> list[tuple[UUID, History]]:
    """Ended runs of a version with the institution of each; no case in them."""
    runs = (
        PathwayRun.objects.filter(version=version, ended_at__lt=until)
        .select_related("case")
        .prefetch_related(Prefetch("marks", StepMark.objects.order_by("at", "id")))
        .order_by("ended_at", "id")
    )
    return [(run.case.institution_id, _history_of(run)) for run in runs]

"""Whom the person chose never to know: for her team alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from relevo.audit import actions as audit
from relevo.cases.access.doors import EXCLUSION, exclusion_mark, get_case
from relevo.cases.enums import ExclusionKind
from relevo.cases.models import Case, Exclusion, Retraction
from relevo.cases.rules.facts import CaseFacts, is_protection_sensitive
from relevo.cases.rules.walls import ExclusionRow
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.plumbing.sealed import macs, unseal_many


def exclusion_context(exclusion_id: UUID) -> str:
    return f"cases_exclusion|sealed|{exclusion_id}"


def list_exclusions(actor: Actor, *, case_id: UUID, at: datetime) -> list[ExclusionRow]:
    """Who must never know of a case; recorded as a reading of the case. CaseNotVisible."""
    case = get_case(actor, case_id)
    audit.record_access("case.read", subject=str(case.pk), actor=actor, at=at)
    return _opened(case)


def services_kept_out(actor: Actor, *, case_id: UUID) -> frozenset[str]:
    """Keys of the services that are never proposed for a case; CaseNotVisible."""
    opened = _opened(get_case(actor, case_id))
    kept_out = [row.who for row in opened if row.kind == ExclusionKind.INSTITUTION]
    if not kept_out:
        return frozenset()
    services = Service.objects.filter(institution_id__in=kept_out).order_by("key")
    return frozenset(services.values_list("key", flat=True))


def is_quiet(case_id: UUID, *, facts: CaseFacts) -> bool:
    """Whether answers to referrals of a case may teach the directory nothing.

    That a place answered is shown to everybody beside its entry; of a case of protection, or of one
    that somebody must never know of, it would say that there is a case.
    """
    return is_protection_sensitive(facts) or Exclusion.objects.filter(case_id=case_id).exists()


def _opened(case: Case) -> list[ExclusionRow]:
    rows = list(Exclusion.objects.filter(case=case).order_by("at", "id"))
    contents = unseal_many([(bytes(row.sealed), exclusion_context(row.pk)) for row in rows])
    return [
        ExclusionRow(exclusion_id=row.pk, kind=row.kind, who=UUID(content["who"]), at=row.at)
        for row, content in zip(rows, contents, strict=True)
    ]


def may_join(case_id: UUID, *, user_id: UUID, institutions: list[UUID]) -> bool:
    """Whether nobody chose that this colleague, or anything they belong to, never knows."""
    marks = [
        exclusion_mark(ExclusionKind.USER, user_id),
        *(exclusion_mark(ExclusionKind.INSTITUTION, pk) for pk in institutions),
    ]
    return not Exclusion.objects.filter(case_id=case_id, mark__in=marks).exists()


def never_asked(rows: Sequence[Retraction]) -> frozenset[UUID]:
    """Of what was taken back: where the holder is not asked, as she chose that it never knows.

    Only for who may know whom she chose, or that she did. Their referrals are read already.
    """
    cases = {row.referral.case_id for row in rows}
    marks = set(
        Exclusion.objects.filter(case__in=cases, kind=ExclusionKind.INSTITUTION)
        .order_by("case_id", "mark")
        .values_list("case_id", "mark")
    )
    if not marks:
        return frozenset()
    holders = sorted({row.holder_id for row in rows})
    asked = [(ExclusionKind.INSTITUTION.value, str(holder)) for holder in holders]
    mark_of = dict(zip(holders, macs(EXCLUSION, asked), strict=True))
    return frozenset(
        row.pk for row in rows if (row.referral.case_id, mark_of[row.holder_id]) in marks
    )

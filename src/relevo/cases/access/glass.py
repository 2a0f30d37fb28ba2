"""Break-glass: which case it may open, what it shows, and who sees that it was done."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from relevo.accounts.enums import Attribute, Role
from relevo.audit import actions as audit
from relevo.audit import queries as audited
from relevo.cases import queries
from relevo.cases.access.doors import institution_of, not_excluded, visible_cases
from relevo.cases.enums import CaseStatus, FieldGroup
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import BreakGlass, Case, TeamMember
from relevo.cases.rules import walls
from relevo.cases.rules.facts import told_contact
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, parse_code
from relevo.kernel.text import LocalisedText
from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import unseal_if_kept

WRONG_CODE = "glass.refused"


def glass_context(glass_id: UUID) -> str:
    return f"cases_breakglass|sealed|{glass_id}"


def case_for_glass(actor: Actor, *, code: str) -> Case:
    """The open case of one's institution with this code, unless its person excluded one.

    One query whatever is typed; CaseNotVisible.
    """
    try:
        read = parse_code(code)
    except CodeUnreadable:
        read = ""
    found = (
        Case.objects.filter(
            not_excluded(actor),
            institution_id=institution_of(actor),
            status=CaseStatus.OPEN,
            code=read,
        )
        .exclude(pk__in=visible_cases(actor))
        .first()
    )
    if found is None:
        raise CaseNotVisible
    return found


def open_glass(actor: Actor, *, case: Case, at: datetime) -> BreakGlass | None:
    """The opening of a case by somebody that still stands, if there is one."""
    return BreakGlass.objects.filter(
        case=case, user_id=actor.id, opened_at__lte=at, until__gte=at
    ).first()


def count_glass(actor: Actor, *, at: datetime) -> int:
    """How often somebody opened a case in an emergency in the last seven days."""
    return BreakGlass.objects.filter(
        user_id=actor.id, opened_at__gt=at - walls.GLASS_WEEK, opened_at__lte=at
    ).count()


def count_wrong_codes(actor: Actor, *, at: datetime) -> int:
    """How many codes that open nothing somebody tried lately."""
    return audited.count_of(
        WRONG_CODE, subject=str(actor.id), since=at - walls.WRONG_CODES_WITHIN, until=at
    )


def read_glass(actor: Actor, *, glass_id: UUID, at: datetime) -> walls.GlassFields:
    """What the opening shows while it lasts; recorded before anything is opened. CaseNotVisible."""
    glass = (
        BreakGlass.objects.filter(
            not_excluded(actor, case="case_id"),
            user_id=actor.id,
            institution_id=institution_of(actor),
            pk=glass_id,
            case__shredded_at=None,
        )
        .exclude(institution_id__in=DestroyedKey.objects.values("holder"))
        .select_related("case")
        .first()
    )
    is_open = glass is not None and walls.is_glass_open(
        opened_at=glass.opened_at, until=glass.until, at=at
    )
    if glass is None or not is_open or not actor.has_attribute(Attribute.BREAK_GLASS):
        raise CaseNotVisible
    audit.record_access("case.glass_read", subject=str(glass.case_id), actor=actor, at=at)
    groups = queries.opened_groups(glass.case_id)
    needs, profile = groups[FieldGroup.NEEDS], groups[FieldGroup.PROFILE]
    return walls.GlassFields(
        glass_id=glass.pk,
        case_code=glass.case.code,
        until=glass.until,
        needs=tuple(needs["needs"]),
        age_bands=tuple(needs["age_bands"]),
        language=needs["language"],
        start_node=profile["start_node"],
        safe_contact=told_contact(groups[FieldGroup.CONTACT]),
        health=groups[FieldGroup.HEALTH]["health"],
    )


def answers_for_glass(actor: Actor) -> bool:
    """Supervisors and the administrator, who answers for the data, see every opening."""
    return actor.has_attribute(Attribute.SUPERVISOR) or actor.has_role(Role.INSTITUTION_ADMIN)


def visible_glass(actor: Actor) -> QuerySet[BreakGlass]:
    """Openings that the actor sees: of the cases of their teams, or of the whole institution."""
    team = TeamMember.objects.filter(case=OuterRef("case_id"), user_id=actor.id, until=None)
    rows = BreakGlass.objects.filter(
        not_excluded(actor, case="case_id"), institution_id=institution_of(actor)
    )
    return rows if answers_for_glass(actor) else rows.filter(Q(Exists(team)))


def reviewable_glass(actor: Actor) -> QuerySet[BreakGlass]:
    """Openings on which the actor may decide: a supervisor, never about an own one."""
    if not actor.has_attribute(Attribute.SUPERVISOR):
        return BreakGlass.objects.none()
    return visible_glass(actor).exclude(user_id=actor.id)


def list_glass(actor: Actor, *, at: datetime, case_id: UUID | None = None) -> list[walls.GlassRow]:
    """What was opened in an emergency, the newest first; of one case for its team's page."""
    rows = visible_glass(actor).select_related("case")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    own_cases = set(visible_cases(actor).order_by("pk").values_list("pk", flat=True))
    may_review = set(reviewable_glass(actor).filter(reviewed_at=None).values_list("pk", flat=True))
    reads_why = actor.has_attribute(Attribute.SUPERVISOR)
    return [
        _glass_row(
            row,
            at=at,
            may_review=row.pk in may_review,
            reads_why=reads_why or row.case_id in own_cases,
        )
        for row in rows.order_by("-opened_at", "id")
    ]


def list_glass_lately(actor: Actor, *, at: datetime) -> list[walls.GlassNote]:
    """What others opened in the last seven days, and later what waits for this one's review.

    The newest first, in one query; not why, which is read where it is reviewed. Of an erased case
    only what waits: the right of who opened it hangs on that.
    """
    waits = Q(pk__in=reviewable_glass(actor).filter(reviewed_at=None))
    rows = (
        visible_glass(actor)
        .filter(Q(opened_at__gt=at - walls.GLASS_WEEK, case__shredded_at=None) | waits)
        .exclude(user_id=actor.id)
        .select_related("case", "institution")
    )
    return [
        walls.GlassNote(
            case_code=_code_of(row),
            institution=LocalisedText(row.institution.name_es, row.institution.name_en),
            opened_at=row.opened_at,
            is_erased=row.case.shredded_at is not None,
        )
        for row in rows.order_by("-opened_at", "id")
    ]


def _code_of(glass: BreakGlass) -> str:
    """The code of the case; the one that an erased case has now was never told to anybody."""
    return "" if glass.case.shredded_at is not None else glass.case.code


def _glass_row(
    glass: BreakGlass, *, at: datetime, may_review: bool, reads_why: bool
) -> walls.GlassRow:
    blob, context = bytes(glass.sealed), glass_context(glass.pk)
    kept = unseal_if_kept(blob, context=context) if reads_why else {}
    is_erased = glass.case.shredded_at is not None
    return walls.GlassRow(
        glass_id=glass.pk,
        case_id=glass.case_id,
        case_code=_code_of(glass),
        user_id=glass.user_id,
        reason=glass.reason,
        opened_at=glass.opened_at,
        until=glass.until,
        review_due_at=glass.review_due_at,
        reviewed_at=glass.reviewed_at,
        verdict=glass.verdict,
        is_open=not is_erased
        and walls.is_glass_open(opened_at=glass.opened_at, until=glass.until, at=at),
        may_review=may_review,
        is_erased=is_erased,
        is_gone=kept is None,
        why=(kept or {}).get("why", ""),
    )

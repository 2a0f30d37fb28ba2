"""Quick attention: most contacts need no case at all."""

from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.enums import Told
from relevo.cases.errors import AttentionRefused, NotACaseWorker
from relevo.cases.models import QuickAttention
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import SEXES, is_language
from relevo.directory.models import Term
from relevo.kernel.actor import Actor
from relevo.kernel.ages import AgeBand
from relevo.kernel.refusals import raise_first


@transaction.atomic
def note_quick_attention(
    *,
    asked: str,
    told: str,
    language: str,
    by: Actor,
    at: datetime,
    sex: str = "",
    age_band: str = "",
) -> QuickAttention:
    """Note what was asked and told in ten seconds: a day and codes, no person and no time of day.

    Raises NotACaseWorker, AttentionRefused.
    """
    if by.institution_id is None or not access.works_on_cases(by):
        raise NotACaseWorker
    refusals = (
        (not Term.objects.filter(code=asked).exclude(kind="profile").exists(), "asked", "unknown"),
        (told not in Told.values, "told", "unknown"),
        (not is_language(language), "language", "unknown"),
        (sex not in SEXES, "sex", "unknown"),
        (age_band not in {"", *AgeBand}, "age_band", "unknown"),
    )
    raise_first(refusals, AttentionRefused)
    attention = QuickAttention.objects.create(
        institution_id=by.institution_id,
        on=at.astimezone(LOCAL).date(),
        asked=asked,
        told=told,
        language=language,
        sex=sex,
        age_band=age_band,
    )
    # Not the row: the audit knows the minute, which would lead back to the person who asked.
    audit.record("attention.noted", subject=str(by.institution_id), actor=by, at=at)
    return attention

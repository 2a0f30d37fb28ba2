"""Figures about referrals and attentions: from outcomes that lead back to nobody."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from relevo.cases import access
from relevo.cases.enums import ReferralStatus, Urgency
from relevo.cases.rules.views import ReferralOutcome
from relevo.kernel.ages import AgeBand
from relevo.web.indicators.figures import Figure, Telling
from relevo.web.indicators.periods import Quarter

WITHIN = {
    Urgency.EMERGENCY: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=72),
    Urgency.NORMAL: timedelta(days=14),
}
"""IASC inter-agency referral form: emergency 24 h, urgent 72 h, normal two weeks."""
TOLD_BACK = frozenset(
    {ReferralStatus.NOT_ARRIVED, ReferralStatus.DELIVERED, ReferralStatus.NOT_DELIVERED}
)
SEXES = ("f", "m", "x", "")
BANDS = (*(str(band) for band in AgeBand), "")


def referral_figures(
    institutions: Collection[UUID], *, quarter: Quarter, telling: Telling
) -> list[Figure]:
    """What became of the referrals of a quarter."""
    outcomes = access.outcomes_for_counting(
        institutions=institutions, since=quarter.since, until=quarter.until
    )
    return told_outcomes(outcomes, telling=telling)


def told_outcomes(outcomes: Sequence[ReferralOutcome], *, telling: Telling) -> list[Figure]:
    """The figures of a list of outcomes."""
    across = [row for row in outcomes if row.side_from != row.side_to]
    accepted = [row for row in outcomes if ReferralStatus.ACCEPTED in row.statuses]
    answered = [row for row in outcomes if row.answered_at is not None]
    declined = [row for row in outcomes if ReferralStatus.DECLINED in row.statuses]
    by_urgency = Counter(row.urgency for row in outcomes)
    return [
        *telling.count(
            "referrals_offered", {urgency: by_urgency[urgency] for urgency in Urgency.values}
        ),
        *_answered_in_time(outcomes, telling=telling),
        telling.percent(
            "cross_border_answered", sum(row.answered_at is not None for row in across), len(across)
        ),
        telling.percent(
            "counter_referral",
            sum(bool(TOLD_BACK & row.statuses) for row in accepted),
            len(accepted),
        ),
        *telling.count("declined", Counter(row.decline_code for row in declined)),
        telling.middle("answer_minutes", [_minutes(row) for row in answered]),
    ]


def _answered_in_time(outcomes: Sequence[ReferralOutcome], *, telling: Telling) -> list[Figure]:
    """The share of the whole, and by urgency only where each of them can be told.

    One that is told beside the whole would give away, by subtraction, one that is not.
    """
    code = "referrals_answered_in_time"
    kept = Counter(row.urgency for row in outcomes if _in_time(row))
    counted = Counter(row.urgency for row in outcomes)
    whole = telling.percent(code, kept.total(), counted.total())
    parts = [
        telling.percent(code, kept[urgency], counted[urgency], by=(urgency,))
        for urgency in Urgency.values
        if counted[urgency]
    ]
    if any(part.is_hidden for part in parts):
        parts = [Figure(part.indicator, part.by, is_hidden=True) for part in parts]
    return [whole, *parts]


def _in_time(row: ReferralOutcome) -> bool:
    if row.answered_at is None:
        return False
    return row.answered_at - row.offered_at <= WITHIN[Urgency(row.urgency)]


def _minutes(row: ReferralOutcome) -> int:
    if row.answered_at is None:
        return 0
    return round((row.answered_at - row.offered_at).total_seconds() / 60)


def attention_figures(
    institutions: Collection[UUID], *, quarter: Quarter, telling: Telling
) -> list[Figure]:
    """Contacts of a quarter by sex and age band, and by language."""
    rows = access.attentions_for_counting(
        institutions=institutions, since=quarter.start_on, until=quarter.end_on
    )
    return told_attentions(rows, telling=telling)


def told_attentions(rows: Iterable[tuple[str, str, str, int]], *, telling: Telling) -> list[Figure]:
    """The figures of counted attentions: sex, age band, language, how many."""
    cells: Counter[tuple[str, str]] = Counter()
    languages: Counter[str] = Counter()
    for sex, band, language, count in rows:
        cells[sex, band] += count
        languages[language] += count
    return [
        *telling.table("attentions", cells, rows=SEXES, columns=BANDS),
        *telling.count("attention_languages", languages),
    ]

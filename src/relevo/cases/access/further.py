"""What went on from a case: the own cases of recipients, and what those sent to others.

Told to the person at somebody's desk, so only as far as that desk may know. Of a case that she
chose it never to know it learns nothing, no number either, nor of what went on from there.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from relevo.cases import queries
from relevo.cases.access.doors import institution_of, not_excluded
from relevo.cases.errors import CaseNotVisible, RecipientBlocked
from relevo.cases.models import Case, Exclusion, Referral
from relevo.cases.rules import recipients
from relevo.cases.rules.clocks import LOCAL
from relevo.directory.models import Institution
from relevo.directory.queries import is_protected_from
from relevo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Further:
    """Own cases and sendings that may be named, the earlier first. ``unnamed``: sendings else."""

    cases: tuple[Case, ...]
    sent: tuple[Referral, ...]
    unnamed: int


def further_of(case: Case, *, reader: Actor, at: datetime) -> Further:
    """Everything that was carried on from a case, as it may be told where ``reader`` works."""
    opened = queries.cases_from(case.pk)
    known = Case.objects.filter(not_excluded(reader), pk__in=[own.pk for own in opened])
    may_know = set(known.order_by("pk").values_list("pk", flat=True))
    offered = queries.with_names(Referral.objects.filter(case__in=known, offered_at__isnull=False))
    sent_from: dict[object, list[Referral]] = defaultdict(list)
    for row in offered.order_by("offered_at", "id"):
        sent_from[row.case_id].append(row)
    first = Referral.objects.filter(case=case).order_by("id").values_list("pk", flat=True)
    is_named = dict.fromkeys(first, True)  # by the sending; of one that is missing nothing is told
    cases, sent = [], []
    for own in opened:
        if own.pk not in may_know or own.origin_id not in is_named:
            continue
        is_told = is_named[own.origin_id] and not _is_unnamed(own, case, reader=reader, at=at)
        cases += [own] if is_told else []
        for row in sent_from[own.pk]:
            is_hidden = is_protected_from(row.service, institution_id=reader.institution_id)
            is_named[row.pk] = is_told and not is_hidden
            sent += [row] if is_named[row.pk] else []
    number = sum(len(sent_from[own.pk]) for own in opened if own.origin_id in is_named)
    return Further(tuple(cases), tuple(sent), unnamed=number - len(sent))


def _is_unnamed(own: Case, first: Case, *, reader: Actor, at: datetime) -> bool:
    """Whom she named to a recipient alone may be of this desk too: then only a number is told."""
    marks = Exclusion.objects.filter(case=first).values("mark")
    if Exclusion.objects.filter(case=own).exclude(mark__in=marks).exists():
        return True
    here = Institution.objects.get(pk=institution_of(reader))
    return is_kept_from(own, here, at=at)


def is_kept_from(case: Case, here: Institution, *, at: datetime) -> bool:
    """Whether what is known of the case keeps it from an institution; never from its keeper."""
    if case.institution_id == here.pk:
        return False
    asked = recipients.Recipient(
        institution_kind=here.kind, institution_country=here.country, service_kind=""
    )
    try:
        person = queries.protected_of(case, queries.opened_facts(case.pk))
    except CaseNotVisible:
        person = queries.FORGOTTEN
    on = at.astimezone(LOCAL).date()
    try:
        recipients.check_recipient(asked, person, chosen_by_person=False, on=on)
    except RecipientBlocked:
        return True
    return False

"""What desk pages say of cases and referrals: plain values to words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.cases.rules.facts import has_child, is_child_alone
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.cases.rules.views import CaseView, ReferralRow
from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.places.models import Node
from relevo.web import phrases
from relevo.web.desk.casework import told as casework
from relevo.web.desk.names import hides_failure, local, told_needs
from relevo.web.papers import told_papers
from relevo.web.templatetags.relevo_facts import language_name
from relevo.web.templatetags.relevo_web import moment


@dataclass(frozen=True, slots=True)
class Line:
    """One referral of a list, in words."""

    row: ReferralRow
    institution: str
    service: str
    state: str
    needs: list[tuple[str, str]]
    ages: str
    size: str
    language: str
    arrival: str
    better: str
    due: datetime | None


def line(row: ReferralRow, *, names: dict[str, tuple[str, str]], is_failure_hidden: bool) -> Line:
    """A referral as both the inbox and the case page show it."""
    preview = row.preview
    is_sent = row.case_id is not None  # the recipient never learns which case it is
    nobody = str(phrases.PLAYED_BY_DEMO)
    return Line(
        row=row,
        institution=nobody if is_failure_hidden and is_sent else local(row.institution),
        service=nobody if is_failure_hidden else local(row.service),
        state=str(phrases.REFERRAL_STATES[row.status]),
        needs=told_needs(preview.needs, names) if preview else [],
        ages=", ".join(str(phrases.AGE_BANDS[band]) for band in preview.age_bands)
        if preview
        else "",
        size=group_size(preview.group_size) if preview else "",
        language=language_name(preview.language) if preview else "",
        arrival=_("arrives about %(moment)s") % {"moment": moment(preview.arrives_at)}
        if preview and preview.arrives_at
        else "",
        better=local(row.better_service) if row.better_service else "",
        due=_due(row),
    )


def sent_lines(
    rows: Iterable[ReferralRow], *, names: dict[str, tuple[str, str]], on_demo: bool
) -> list[Line]:
    """What one's own cases were offered to."""
    return [
        line(
            row,
            names=names,
            is_failure_hidden=hides_failure(
                row, on_demo=on_demo, is_recipient_demo=row.is_institution_demo
            ),
        )
        for row in rows
    ]


def received_lines(
    rows: Iterable[ReferralRow],
    *,
    names: dict[str, tuple[str, str]],
    on_demo: bool,
    is_own_demo: bool,
) -> list[Line]:
    """What was offered to one's own institution."""
    return [
        line(
            row,
            names=names,
            is_failure_hidden=hides_failure(row, on_demo=on_demo, is_recipient_demo=is_own_demo),
        )
        for row in rows
    ]


def _due(row: ReferralRow) -> datetime | None:
    """The instant by which an answer is due: the clock or what it is needed by, the earlier."""
    if row.status not in AWAITS_ANSWER:
        return None
    return min((at for at in (row.deadline_at, row.needed_by) if at is not None), default=None)


def group_size(number: int) -> str:
    """``1 person``, ``4 people``."""
    return _("1 person") if number == 1 else _("%(number)d people") % {"number": number}


def case_summary(case: CaseView) -> list[dict[str, str]]:
    """What ``<c-summary-list>`` shows of a case."""
    facts = case.facts
    node = Node.objects.filter(pk=facts.start_node).first()
    people = "; ".join(casework.person(person) for person in facts.people)
    rows = [
        (pgettext("case", "Where"), f"{node.name}, {phrases.SIDES[node.country]}" if node else ""),
        (pgettext("case", "People"), people),
        (pgettext("case", "A child without parent or guardian"), _is_child_alone(case)),
        (
            pgettext("case", "Nationality"),
            str(phrases.COUNTRIES.get(facts.nationality, facts.nationality)),
        ),
        (
            pgettext("case", "Heading for"),
            str(phrases.COUNTRIES.get(facts.heads_for, "")) if facts.heads_for else "",
        ),
        (pgettext("case", "Language"), language_name(facts.language)),
        (
            pgettext("case", "Papers"),
            ", ".join(told_papers(facts.documents)) or _("none stated"),
        ),
        (
            pgettext("case", "Also relevant"),
            ", ".join(str(phrases.PROFILE_FACTORS[p]) for p in sorted(facts.profiles)),
        ),
        (pgettext("case", "Safe contact"), casework.contact_line(facts)),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


def _is_child_alone(case: CaseView) -> str:
    """Said of every group with a child, also when not, so that a wrong tick is seen."""
    if not has_child(case.facts):
        return ""
    return _("yes") if is_child_alone(case.facts) else _("no")


@dataclass(frozen=True, slots=True)
class RouteService:
    """A service of the chosen route, and the referral to it if there is one."""

    key: str
    name: str
    referral: ReferralRow | None


def route_services(case: CaseView, *, viewer: Actor, on_demo: bool) -> list[RouteService]:
    """The services of the current route in its order."""
    if case.route is None:
        return []
    services = {
        service.key: service
        for service in visible_services(viewer).filter(key__in=case.route.service_keys)
    }
    newest: dict[str, ReferralRow] = {}
    for row in case.referrals:
        newest.setdefault(row.service_key, row)
    return [
        RouteService(
            key,
            _name(services[key], newest.get(key), viewer=viewer, on_demo=on_demo),
            newest.get(key),
        )
        for key in case.route.service_keys
        if key in services
    ]


def failed_here(case: CaseView, *, on_demo: bool) -> frozenset[str]:
    """Services of real institutions that must not be seen failing on a demonstration."""
    return frozenset(
        row.service_key
        for row in case.referrals
        if hides_failure(row, on_demo=on_demo, is_recipient_demo=row.is_institution_demo)
    )


def without_failures(case: CaseView, *, on_demo: bool) -> CaseView:
    """The case as its page shows it: a consent stands beside its referral and names nobody else."""
    hidden = failed_here(case, on_demo=on_demo)
    ids = {row.service_id for row in case.referrals if row.service_key in hidden}
    nobody = LocalisedText(str(phrases.PLAYED_BY_DEMO), str(phrases.PLAYED_BY_DEMO))
    return replace(
        case,
        consents=tuple(
            replace(consent, service=nobody, recipient=nobody)
            if consent.service_id in ids
            else consent
            for consent in case.consents
        ),
    )


def _name(service: Service, referral: ReferralRow | None, *, viewer: Actor, on_demo: bool) -> str:
    is_hidden = referral is not None and hides_failure(
        referral, on_demo=on_demo, is_recipient_demo=referral.is_institution_demo
    )
    if is_hidden:
        return str(phrases.PLAYED_BY_DEMO)
    return local(directory.name_for(service, institution_id=viewer.institution_id))


def service_name(service: Service) -> str:
    """A service in the language of the page."""
    return local(LocalisedText(service.name_es, service.name_en))


def packet(
    content: Mapping[str, Any] | None,
    *,
    words: phrases.Words,
    names: dict[str, tuple[str, str]],
) -> list[dict[str, str]]:
    """The consented fields in words, as ``<c-summary-list>`` shows them."""
    if content is None:
        return []
    return [
        {"term": str(words[name]), "text": _field(name, content[name], names=names)}
        for name in words
        if name in content and content[name] not in ("", [], None)
    ]


def _field(name: str, value: Any, *, names: dict[str, tuple[str, str]]) -> str:  # noqa: ANN401 -- opened JSON
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "language":
        return language_name(value)
    if name == "arrives_at":
        return moment(datetime.fromisoformat(value))
    if name == "documents":
        return ", ".join(told_papers(value))
    if name == "needs":
        return ", ".join(words for _pictogram, words in told_needs(value, names))
    table = FIELD_WORDS.get(name)
    values = value if isinstance(value, list) else [value]
    shown = [str(table.get(item, item)) if table else str(item) for item in values if item != ""]
    return ", ".join(shown)


FIELD_WORDS: dict[str, Mapping[str, object]] = {
    "age_bands": phrases.AGE_BANDS,
    "sexes": casework.SEXES,
    "profiles": phrases.PROFILE_FACTORS,
    "nationality": phrases.COUNTRIES,
    "heads_for": phrases.COUNTRIES,
    "urgency": phrases.URGENCIES,
}

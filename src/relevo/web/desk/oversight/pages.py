"""What waits, what is late, how long answers take and why they are no.

By institution, by pair of countries and by clock; never a code, a need or a person. It is there so
that somebody calls the other side, not to rank: institutions stand in the order of the alphabet.
A protected place is in no line of its own; an institution that controls people sees no such page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from relevo.cases import access as cases
from relevo.cases.rules import oversight
from relevo.cases.rules.oversight import Counted, Line
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.networks import access
from relevo.networks.errors import NetworkUnknown, NotKeeper
from relevo.networks.models import Member, Network
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.networks.context import network_context
from relevo.web.phrases import COUNTRIES, DECLINE_CODES, URGENCIES
from relevo.web.templatetags.relevo_web import span

MAY_SEE_OWN = frozenset({"coordinator", "institution_admin", "duty_officer", "officer"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page: what its lines are about, and the lines in words."""

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@require_safe
def own(request: DeskRequest) -> HttpResponse:
    """An institution sees its own figures first, and alone: received by it, and sent by it."""
    institution = request.membership.institution
    if not MAY_SEE_OWN & request.actor.roles or institution.kind in ENFORCEMENT_KINDS:
        raise PermissionDenied
    at = clock.now()
    anybody = Institution.objects.order_by("key").values_list("pk", flat=True)
    received = cases.waiting_for_counting(
        recipients=[institution.pk], senders=anybody, at=at, viewer=request.actor
    )
    sent = cases.waiting_for_counting(
        recipients=anybody, senders=[institution.pk], at=at, viewer=request.actor
    )
    hidden = clock.is_demo() and not institution.is_demo
    parts = [
        (gettext("Offered to us"), [] if hidden else received),
        (gettext("Offered by us"), _shown(sent)),
    ]
    return render(
        request,
        "desk/oversight_own.html",
        {
            "parts": [(title, _tables(rows, at=at)) for title, rows in parts],
            "is_partly_hidden": clock.is_demo(),
            "section": "inbox",
        },
    )


@require_safe
def network(request: DeskRequest, key: str) -> HttpResponse:
    """A network's, for who keeps it: between its members, by the institution that is to answer."""
    kept = _network_to_oversee(request, key)
    at = clock.now()
    members = _members(kept)
    rows = cases.waiting_for_counting(
        recipients=members, senders=members, at=at, viewer=request.actor
    )
    names = _names(members)
    rows = _shown(rows)
    tables = [_by_institution(rows, names=names, at=at), *_tables(rows, at=at)]
    return render(
        request,
        "desk/oversight_network.html",
        {
            **network_context(request, kept),
            "tables": tables,
            "is_partly_hidden": clock.is_demo(),
            "current": "oversight",
        },
    )


def _network_to_oversee(request: DeskRequest, key: str) -> Network:
    try:
        kept = access.network_to_keep(request.actor, key=key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown
    except NotKeeper as refusal:
        raise PermissionDenied from refusal
    if request.membership.institution.kind in ENFORCEMENT_KINDS:
        raise PermissionDenied
    return kept


def _members(kept: Network) -> list[UUID]:
    seats = Member.objects.current().filter(network=kept, institution__isnull=False)
    ids = seats.order_by("institution_id").values_list("institution_id", flat=True)
    return [pk for pk in dict.fromkeys(ids) if pk is not None]


def _shown(rows: Sequence[Counted]) -> list[Counted]:
    """A demonstration tells nothing of how long a real institution took."""
    if not clock.is_demo():
        return list(rows)
    invented = set(_demo(row.recipient_id for row in rows))
    return [row for row in rows if row.recipient_id in invented]


def _demo(members: Iterable[UUID]) -> list[UUID]:
    rows = Institution.objects.filter(pk__in=list(members), is_demo=True)
    return list(rows.order_by("key").values_list("pk", flat=True))


def _names(members: Iterable[UUID]) -> dict[UUID, str]:
    """Institutions that may be named; who runs nothing but a protected house is not one."""
    rows = Institution.objects.nameable().filter(pk__in=list(members))
    return {row.pk: institution_name(row) for row in rows.order_by("sort_key", "key")}


def _by_institution(rows: list[Counted], *, names: dict[UUID, str], at: datetime) -> Table:
    protected = gettext("Protected places, together")
    lines = oversight.lines_by(rows, lambda row: names.get(row.recipient_id, protected), at=at)
    order = [*names.values(), protected]
    told = [(name, lines[name]) for name in dict.fromkeys(order) if name in lines]
    return _table(pgettext("oversight", "By institution that is to answer"), told)


def _tables(rows: list[Counted], *, at: datetime) -> list[Table]:
    by_pair = oversight.lines_by(rows, lambda row: (row.side_from, row.side_to), at=at)
    by_clock = oversight.lines_by(rows, lambda row: row.urgency, at=at)
    pairs = [
        (f"{COUNTRIES.get(here, here)} → {COUNTRIES.get(there, there)}", line)
        for (here, there), line in sorted(by_pair.items())
    ]
    clocks = [(str(URGENCIES[name]), by_clock[name]) for name in URGENCIES if name in by_clock]
    return [
        _table(pgettext("oversight", "By pair of countries"), pairs),
        _table(pgettext("oversight", "By clock"), clocks),
        Table(
            title=pgettext("oversight", "Why the answer was no"),
            headers=(pgettext("oversight", "Reason"), pgettext("oversight", "How often")),
            rows=[
                (str(DECLINE_CODES[code]), _few(number))
                for code, number in sorted(oversight.refusals(rows).items())
            ],
        ),
    ]


def _table(title: str, told: list[tuple[str, Line]]) -> Table:
    headers = (
        title,
        pgettext("oversight", "Waiting"),
        pgettext("oversight", "Late"),
        pgettext("oversight", "Longest wait"),
        pgettext("oversight", "Ran out unanswered"),
        pgettext("oversight", "Answered"),
        pgettext("oversight", "Usual time to an answer"),
    )
    rows = [
        (
            name,
            str(line.waiting),
            str(line.overdue),
            _time(line.oldest),
            str(line.silent),
            str(line.answered),
            _time(line.typical),
        )
        for name, line in told
    ]
    return Table(title=title, headers=headers, rows=rows)


def _few(number: int | None) -> str:
    return pgettext("oversight", "few") if number is None else str(number)


def _time(length: timedelta | None) -> str:
    return "–" if length is None else span(int(length.total_seconds() // 60))

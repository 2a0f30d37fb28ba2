"""Crossings at the desk: the state now and what stands behind it, and the word of a monitor."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.borders import access, actions, queries
from relevo.borders.errors import (
    NotACoordinator,
    NotAMonitor,
    NotTheOfficialPost,
    ReportRefused,
    ReportUnknown,
)
from relevo.borders.rules import Report
from relevo.directory.errors import HoursUnreadable
from relevo.directory.models import Institution
from relevo.formats.chat import render_chat
from relevo.kernel.actor import Actor
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.as_of import AsOf, as_of
from relevo.web.crossing_lines import (
    ToldLine,
    crossing_lines,
    markers,
)
from relevo.web.crossing_page import view_of
from relevo.web.desk.crossing_forms import (
    ConfirmForm,
    CorrectForm,
    ReportForm,
    SettleForm,
    StateForm,
)
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.sent_once import sent_once
from relevo.web.documents.crossings import crossings_today
from relevo.web.downloads import docx_response
from relevo.web.map import render_map
from relevo.web.op_field import SENT_BEFORE
from relevo.web.trace_phrases import TRACES

SHOWN_TO_CORRECT = 3
NOTHING_DIFFERS_THERE = _(
    "On this side and in this direction nothing differs. Choose the one where the words differ."
)


@require_safe
def crossing_list(request: DeskRequest) -> HttpResponse:
    """Every crossing with its state, on a map and as a list; those of one's own come first."""
    asof = as_of(request)
    lines = crossing_lines(at=asof.at, known_at=asof.known_at)
    drawing = render_map(
        markers=markers(lines, url_name="desk:crossing", query=asof.query),
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    sheet = crossings_today(lines, at=asof.known_at, is_demo=clock.is_demo())
    own = access.own_crossings(request.actor)
    return render(
        request,
        "desk/crossing_list.html",
        {
            "asof": asof,
            "own_lines": [line for line in lines if line.crossing.pk in own],
            "lines": lines,
            "map": drawing,
            "chat_text": render_chat(sheet),
            "may_report": asof.is_now and bool(actions.MAY_REPORT & request.actor.roles),
            "section": "crossings",
        },
    )


@require_safe
def crossings_sheet(request: DeskRequest) -> HttpResponse:
    """*Fronteras hoy* as a Word file."""
    asof = as_of(request)
    lines = crossing_lines(at=asof.at, known_at=asof.known_at)
    sheet = crossings_today(lines, at=asof.known_at, is_demo=clock.is_demo())
    return docx_response(sheet, name=f"{sheet.title} {asof.at:%Y-%m-%d %H%M}")


@require_http_methods(["GET", "HEAD", "POST"])
def crossing(request: DeskRequest, key: str) -> HttpResponse:
    """One crossing; for a monitor with the form of the report."""
    found = _crossing_or_404(key)
    if request.method != "POST":
        return _page(request, found, as_of(request))
    at = clock.now()
    form = ReportForm(request.POST, crossing=found, at=at)
    if not actions.MAY_REPORT & request.actor.roles:
        messages.error(request, gettext("Only border monitors and coordinators report."))
        return redirect("desk:crossing", key=found.key)
    if form.is_valid():
        try:
            made = sent_once(
                request, form, lambda: _report(request, found, form, at), at=at, about=found.key
            )
        except HoursUnreadable:
            form.add_error("opening_hours", _("Write hours as 06:00-18:00 or 24/7."))
        except ReportRefused as refusal:
            _refuse(form, refusal)
        else:
            if made is not None:
                return _reported(request, found, side=form.cleaned_data["country"])
    return _page(request, found, AsOf(at, at), form=form)


@require_POST
def confirm(request: DeskRequest, key: str) -> HttpResponse:
    """*It is still so*: the last word, seen again now."""
    found = _crossing_or_404(key)
    at = clock.now()
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, AsOf(at, at), refusal=_("Choose the word that you confirm."))
    told = form.cleaned_data

    def act() -> UUID:
        return actions.confirm_report(
            crossing_key=found.key,
            report_key=told["report"],
            country=told["country"],
            by=request.actor,
            at=at,
            is_demo=clock.is_demo(),
        ).pk

    try:
        made = sent_once(request, form, act, at=at, about=found.key)
    except NotAMonitor:
        messages.error(request, gettext("Only border monitors and coordinators report."))
        return redirect("desk:crossing", key=found.key)
    except (ReportUnknown, ReportRefused):
        refusal = _(
            "It holds no longer, or something else was told meanwhile. Look again, and then report."
        )
        return _page(request, found, AsOf(at, at), refusal=refusal)
    if made is None:
        return _page(request, found, AsOf(at, at), refusal=SENT_BEFORE)
    return _reported(request, found, side=told["country"])


@require_POST
def settle(request: DeskRequest, key: str) -> HttpResponse:
    """A coordinator compared the words that differ, and says the state."""
    found = _crossing_or_404(key)
    at = clock.now()
    form = SettleForm(request.POST, crossing=found, at=at)
    if form.is_valid():
        try:
            made = sent_once(
                request, form, lambda: _settle(request, found, form, at), at=at, about=found.key
            )
        except NotACoordinator:
            messages.error(request, gettext("Only coordinators settle what differs."))
            return redirect("desk:crossing", key=found.key)
        except ReportRefused as refused:
            if refused.problem == "nothing_differs_there":
                form.add_error("country", NOTHING_DIFFERS_THERE)
            elif refused.problem not in TRACES:
                refusal = _("Nothing contradicts itself any more; nothing had to be settled.")
                return _page(request, found, AsOf(at, at), refusal=refusal)
            else:
                _refuse(form, refused)
        else:
            if made is not None:
                messages.success(request, gettext("It is settled. Both words stay on the page."))
                return redirect("desk:crossing", key=found.key)
    return _page(request, found, AsOf(at, at), settling=form)


@require_POST
def correct(request: DeskRequest, key: str) -> HttpResponse:
    """The official post's own words beside a report."""
    found = _crossing_or_404(key)
    at = clock.now()
    form = CorrectForm(request.POST)
    if "report" in form.errors:
        messages.error(request, gettext("It is not said which report is to be corrected."))
        return redirect("desk:crossing", key=found.key)
    if form.is_valid():
        try:
            made = sent_once(
                request, form, lambda: _correct(request, found, form, at), at=at, about=found.key
            )
        except (NotTheOfficialPost, ReportUnknown):
            messages.error(request, gettext("Only the official post of that side corrects."))
            return redirect("desk:crossing", key=found.key)
        except ReportRefused as refusal:
            plain = _("Write plain words, without markup.")
            form.add_error("text", str(TRACES.get(refusal.problem, plain)))
        else:
            if made is not None:
                words = gettext("Your words stand beside the report, for everybody.")
                messages.success(request, words)
                return redirect("desk:crossing", key=found.key)
    return _page(request, found, AsOf(at, at), correcting=form)


def _settle(request: DeskRequest, found: Crossing, form: SettleForm, at: datetime) -> UUID:
    told = form.cleaned_data
    sighting = actions.Sighting(
        country=told["country"],
        direction=told["direction"],
        state=told["state"],
        basis="observed",
        source="",
        from_at=at,
        text=told["text"].strip(),
    )
    return actions.settle_state(
        crossing_key=found.key,
        sighting=sighting,
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    ).pk


def _correct(request: DeskRequest, found: Crossing, form: CorrectForm, at: datetime) -> UUID:
    return actions.correct_report(
        crossing_key=found.key,
        report_key=form.cleaned_data["report"],
        text=form.cleaned_data["text"],
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    ).pk


def _refuse(form: StateForm, refusal: ReportRefused) -> None:
    """Put what a text carries beside its field; anything else the form has asked for before."""
    if refusal.problem not in TRACES:
        raise refusal
    form.add_error(refusal.field, str(TRACES[refusal.problem]))


def _crossing_or_404(key: str) -> Crossing:
    found = Crossing.objects.prefetch_related("posts").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _reported(request: DeskRequest, found: Crossing, *, side: str) -> HttpResponse:
    at = clock.now()
    known = queries.statuses(at=at, known_at=at, crossings=[found])
    if any(
        status.is_contradicted
        for (_key, country, _direction), status in known.items()
        if side in {"", country}
    ):
        messages.warning(
            request,
            gettext(
                "Your report is on the public page. It contradicts another institution's word: "
                "the state stays “not confirmed” until it is settled."
            ),
        )
    else:
        messages.success(
            request, gettext("Your report is on the public page, and open plans follow it.")
        )
    return redirect("desk:crossing", key=found.key)


def _page(
    request: DeskRequest,
    found: Crossing,
    asof: AsOf,
    *,
    form: ReportForm | None = None,
    settling: SettleForm | None = None,
    correcting: CorrectForm | None = None,
    refusal: object = "",
) -> HttpResponse:
    view = view_of(found, asof=asof, viewer=request.actor)
    side = _own_side(request.actor, found)
    may_report = asof.is_now and bool(actions.MAY_REPORT & request.actor.roles)
    return render(
        request,
        "desk/crossing_page.html",
        {
            **view.context,
            "confirming": ConfirmForm(auto_id="confirm-%s"),
            "to_confirm": _to_confirm(view.known, side) if may_report else None,
            "form": form or ReportForm(crossing=found, at=asof.at, initial={"country": side}),
            "reports_for": side,
            "settling": _settling(request.actor, found, asof, view.known, told=settling),
            "to_correct": _to_correct(view.behind.lines, correcting) if asof.is_now else [],
            "may_report": may_report,
            "sees_observer": any(row.observer is not None for row in view.told),
            "refusal": refusal,
        },
        status=422 if refusal or form or settling or correcting else 200,
    )


def _own_side(actor: Actor, found: Crossing) -> str:
    """The country of one's own institution, where it is one of the two; else both sides."""
    if actor.institution_id is None:
        return ""
    row = Institution.objects.filter(pk=actor.institution_id).values_list("country", flat=True)
    country = row.first() or ""
    return country if country in {post.country for post in found.posts.all()} else ""


def _to_confirm(known: queries.Statuses, side: str) -> Report | None:
    """The newest word that still holds on the side a monitor stands on: no other is *still so*."""
    words = [
        status.holding
        for (_key, country, _direction), status in known.items()
        if status.holding is not None and side in {"", country}
    ]
    return max(words, key=lambda report: (report.from_at, report.known_from), default=None)


def _settling(
    actor: Actor,
    found: Crossing,
    asof: AsOf,
    known: queries.Statuses,
    *,
    told: SettleForm | None,
) -> SettleForm | None:
    """The form of who may settle, about the one side and direction that differ, if it is one."""
    apart = [where for where, status in known.items() if status.is_contradicted]
    if not apart or not asof.is_now or not access.may_settle(actor):
        return None
    sides = {country for (_key, country, _direction) in apart}
    ways = {direction for (_key, _country, direction) in apart}
    about = {
        "country": sides.pop() if len(sides) == 1 else "",
        "direction": ways.pop() if len(ways) == 1 else "both",
    }
    return told or SettleForm(crossing=found, at=asof.at, initial=about, auto_id="settle-%s")


def _to_correct(
    lines: Sequence[ToldLine], told: CorrectForm | None
) -> list[tuple[ToldLine, CorrectForm]]:
    """What the official post is asked about, each with its form; the refused one as filled in."""
    asked = [line for line in lines if line.told.is_open_to_correction][:SHOWN_TO_CORRECT]
    return [
        (
            line,
            told
            if told is not None and told.data.get("report") == line.told.report.key
            else CorrectForm(
                initial={"report": line.told.report.key}, auto_id=f"correct-{number}-%s"
            ),
        )
        for number, line in enumerate(asked)
    ]


def _report(request: DeskRequest, found: Crossing, form: ReportForm, at: datetime) -> UUID:
    told = form.cleaned_data
    is_seen = told["basis"] == "observed"
    return actions.report_status(
        crossing_key=found.key,
        sighting=actions.Sighting(
            country=told["country"],
            direction=told["direction"],
            state=told["state"],
            basis=told["basis"],
            source="" if is_seen else told["source"],
            from_at=told["from_at"] or at,
            mode=told["mode"],
            until_at=told["until_at"],
            opening_hours=told["opening_hours"].strip(),
            text=told["text"].strip(),
        ),
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    ).pk

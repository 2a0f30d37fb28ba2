"""Signals: noted in two taps, found out by a second person, answered to the public."""

from datetime import datetime, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import signals as actions
from relevo.situation.errors import NotFound
from relevo.situation.queries.signals import SignalLine, advisories_at
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import sent_once
from relevo.web.desk.signals.forms import LASTING, AdvisoryForm, SignalForm, VerdictForm
from relevo.web.desk.signals.refused import ACTS, REFUSALS, sentence, tell
from relevo.web.movement_phrases import VERDICT_TONES
from relevo.web.paging import page_links, page_of
from relevo.web.templatetags.relevo_web import day

PAGE_SIZE = 20
LONGEST_QUOTE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def signal_list(request: DeskRequest) -> HttpResponse:
    """What goes around, newest first, with the form to note more; for who sees live facts."""
    if not access.sees_live(request.actor):
        raise Http404
    asked, on = as_of(request), clock.now().date()
    form = SignalForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = _note(request, form, at=clock.now())
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                words = gettext("Noted. Now somebody else finds out what is known.")
                messages.success(request, words)
                return redirect("desk:signal", signal_id=made)
    page = page_of(request)
    total = access.count_signals_for(request.actor, known_at=asked.known_at)
    lines = access.signals_for(
        request.actor, known_at=asked.known_at, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    return render(
        request,
        "desk/signal_list.html",
        {
            "lines": [(line, VERDICT_TONES[line.verdict]) for line in lines],
            "page": page_links(total, number=page, size=PAGE_SIZE),
            "advisories": advisories_at(at=asked.at, known_at=asked.known_at),
            "form": form,
            "may_note": asked.is_now and access.may_tell(request.actor),
            "may_end": asked.is_now and access.may_lead(request.actor),
            "may_publish": asked.is_now and access.keeps_a_network(request.actor),
            "asof": asked,
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _note(request: DeskRequest, form: SignalForm, *, at: datetime) -> UUID | None:
    told = form.cleaned_data
    on = told["about_on"]

    def act() -> UUID:
        return actions.note_signal(
            kind=told["kind"],
            text=told["text"],
            source_type=told["source_type"],
            confidence=told["confidence"],
            area_key=told["area_key"],
            crossing_key=told["crossing"],
            about_at=datetime.combine(on, time(), clock.LOCAL) if on else None,
            by=request.actor,
            at=at,
        ).pk

    return sent_once(request, form, act, at=at)


@require_safe
def signal(request: DeskRequest, signal_id: UUID) -> HttpResponse:
    """One signal: what it says, what was found out, what the public was told."""
    return _page(request, signal_id)


@require_POST
def verdict(request: DeskRequest, signal_id: UUID) -> HttpResponse:
    """Say what was found out; a refusal comes back with the form."""
    _line(request, signal_id, known_at=clock.now())
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            done = _find(request, form, signal_id, at=clock.now())
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if done is not None:
                messages.success(request, gettext("What was found out is noted."))
                return redirect("desk:signal", signal_id=signal_id)
    return _page(request, signal_id, form=form, status=422)


def _find(request: DeskRequest, form: VerdictForm, signal_id: UUID, *, at: datetime) -> UUID | None:
    told = form.cleaned_data

    def act() -> UUID:
        return actions.give_verdict(
            signal_id=signal_id,
            verdict=told["verdict"],
            reason=told["reason"],
            by=request.actor,
            at=at,
        ).signal_id

    return sent_once(request, form, act, at=at, about=signal_id)


def _page(
    request: DeskRequest, signal_id: UUID, *, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    asked = as_of(request)
    line = _line(request, signal_id, known_at=asked.known_at)
    told = advisories_at(at=asked.at, known_at=asked.known_at)
    return render(
        request,
        "desk/signal_page.html",
        {
            "line": line,
            "tone": VERDICT_TONES[line.verdict],
            "form": form or VerdictForm(),
            "refused": form,
            "may_find": asked.is_now and access.may_find(request.actor, line.row),
            "may_publish": asked.is_now and access.may_lead(request.actor),
            "is_own": line.row.noted_by == request.actor.id,
            "advisories": [row for row in told if row.signal_id == line.row.pk],
            "asof": asked,
            "section": "situation",
        },
        status=status,
    )


def _line(request: DeskRequest, signal_id: UUID, *, known_at: datetime) -> SignalLine:
    try:
        return access.signal_for(request.actor, signal_id=signal_id, known_at=known_at)
    except NotFound as unknown:
        raise Http404 from unknown


@require_http_methods(["GET", "HEAD", "POST"])
def new_advisory(request: DeskRequest) -> HttpResponse:
    """Write what the public is told, of a signal (``senal``) or on one's own."""
    if not access.sees_live(request.actor):
        raise Http404
    if not access.may_lead(request.actor):
        messages.error(request, gettext("The coordination of an institution tells the public."))
        return redirect("desk:signals")
    now = clock.now()
    line = _answered(request, now)
    if line is None and not access.keeps_a_network(request.actor):
        messages.error(request, str(ACTS["advisory.unasked"]))
        return redirect("desk:signals")
    initial = _proposed(line, now) if line is not None else {}
    form = AdvisoryForm(sent(request), on=now.date(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _publish(request, form, line, now)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("Published. It ends by itself."))
                return redirect("desk:signals")
    return render(
        request,
        "desk/advisory_new.html",
        {"form": form, "line": line, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _answered(request: DeskRequest, now: datetime) -> SignalLine | None:
    asked = request.GET.get("senal", "")
    if not asked:
        return None
    try:
        signal_id = UUID(asked)
    except ValueError as unreadable:
        raise Http404 from unreadable
    return _line(request, signal_id, known_at=now)


def _publish(
    request: DeskRequest, form: AdvisoryForm, line: SignalLine | None, now: datetime
) -> UUID | None:
    told, signal_id = form.cleaned_data, line.row.pk if line is not None else None

    def act() -> UUID:
        return actions.publish_advisory(
            told=actions.AdvisoryText(
                title_es=told["title_es"],
                title_en=told["title_en"],
                text_es=told["text_es"],
                text_en=told["text_en"],
            ),
            from_at=now,
            until_at=now + LASTING[told["until"]][0],
            signal_id=signal_id,
            area_key=told["area_key"],
            crossing_key=told["crossing"],
            by=request.actor,
            at=now,
        ).pk

    return sent_once(request, form, act, at=now, about=signal_id)


def _proposed(line: SignalLine, now: datetime) -> dict[str, str]:
    """A beginning in both languages, in the words that the networks agreed on."""
    row = line.row
    initial = {
        "crossing": row.crossing.key if row.crossing else "",
        "place": row.area.name if row.area else "",
    }
    for language in ("es", "en"):
        with translation.override(language):
            initial[f"title_{language}"] = pgettext("advisory", "About a message that goes around")
            initial[f"text_{language}"] = _said(line, now)
    return initial


def _said(line: SignalLine, now: datetime) -> str:
    told = {"text": line.row.text[:LONGEST_QUOTE].rstrip(". "), "day": day(now)}
    if line.verdict == "verified":
        return (
            pgettext(
                "advisory",
                "A message goes around: «%(text)s». On %(day)s the network found that …",
            )
            % told
        )
    return (
        pgettext(
            "advisory",
            "A message goes around: «%(text)s». So far (%(day)s) no authority has announced it.",
        )
        % told
    )


@require_POST
def end_advisory(request: DeskRequest, advisory_id: UUID) -> HttpResponse:
    """Take an advisory down before its time."""
    if not access.sees_live(request.actor):
        raise Http404
    try:
        actions.end_advisory(advisory_id=advisory_id, by=request.actor, at=clock.now())
    except NotFound as unknown:
        raise Http404 from unknown
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    else:
        messages.success(request, gettext("The advisory has ended."))
    return redirect("desk:signals")

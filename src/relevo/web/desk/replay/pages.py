"""The list of scenarios, one scenario up to the clock, and the button that lets it go on."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.demo.replay.player import advance_clock, next_due, play_until
from relevo.demo.replay.stage import NothingToBuildOn
from relevo.plumbing import clock
from relevo.region.events import Scenario, find_scenario, list_scenarios
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.replay import lines

STRIDE = timedelta(hours=6)


class StepForm(forms.Form):
    """How far to go on: to the next act, or by six hours."""

    go = forms.ChoiceField(choices=(("next", _("Next event")), ("hours", _("6 hours on"))))


def _scenario_or_404(key: str) -> Scenario:
    found = find_scenario(key)
    if found is None:
        raise Http404
    return found


@require_safe
def scenario_list(request: DeskRequest) -> HttpResponse:
    """Every scenario with its dates, and how much of it was played here."""
    return render(
        request,
        "desk/replay_list.html",
        {
            "lines": [lines.scenario_line(scenario) for scenario in list_scenarios()],
            "is_demo": clock.is_demo(),
            "section": "situation",
        },
    )


@require_safe
def scenario(request: DeskRequest, key: str) -> HttpResponse:
    """What has happened of a scenario by now; what is still to come is not told."""
    found, now = _scenario_or_404(key), clock.now()
    shown, held_back = lines.timeline(found, viewer=request.actor, now=now)
    is_demo = clock.is_demo()
    return render(
        request,
        "desk/replay_scenario.html",
        {
            "line": lines.scenario_line(found),
            "events": [event for event in shown if event.is_played or not is_demo],
            "unplayed": [event for event in shown if is_demo and not event.is_played],
            "held_back": held_back,
            "may_play": lines.may_play(request.actor, is_demo=is_demo),
            "next_words": lines.next_words(found, now=now) if is_demo else "",
            "is_demo": is_demo,
            "at": now,
            "section": "situation",
        },
    )


@require_POST
def play(request: DeskRequest, key: str) -> HttpResponse:
    """Let a drill go on; a real instance has none."""
    found, form = _scenario_or_404(key), StepForm(request.POST)
    if not clock.is_demo():
        raise Http404
    if not lines.may_play(request.actor, is_demo=True):
        messages.error(request, gettext("Whoever coordinates or analyses lets a drill go on."))
    elif not form.is_valid():
        messages.error(request, gettext("Choose how far the drill goes on."))
    else:
        _go_on(request, found, by_hours=form.cleaned_data["go"] == "hours")
    return redirect("desk:replay-scenario", found.key)


def _go_on(request: DeskRequest, found: Scenario, *, by_hours: bool) -> None:
    step = next_due(found)
    until = clock.now() + STRIDE if by_hours or step is None else step.at
    try:
        played = play_until(found, until=until)
    except NothingToBuildOn:
        messages.error(request, gettext("Play this scenario from its beginning."))
        return
    advance_clock(until)
    left_out = [row for row in played if row.refusal is not None]
    count = len(played) - len(left_out)
    told = ngettext("%(count)d fact was told.", "%(count)d facts were told.", count)
    messages.success(request, told % {"count": count})
    if left_out:
        messages.warning(request, lines.left_out_words(left_out))

"""Sources of alerts: the age of what each last gave, and a file that a coordinator brings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.formats.cap import CapRefused
from relevo.formats.feeds.reading import LARGEST, FeedUnreadable
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import feeds as actions
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.situation.queries import feeds as queries
from relevo.situation.queries.feeds import FeedLine
from relevo.situation.rules.alerts import Goes, goes
from relevo.web.desk.http import DeskRequest
from relevo.web.feed_phrases import FEED_ACCEPTED, FEED_KINDS, FEED_PROBLEM, FEED_PROBLEMS
from relevo.web.templatetags.relevo_web import moment

WENT: dict[Goes, Promise] = {
    Goes.WAITS: _(
        "Waiting for a second person, who confirms it among the alerts; the public does not see it "
        "before: %(number)d."
    ),
    Goes.DRILL: _("An exercise or test, which members alone see: %(number)d."),
    Goes.NOT_PUBLIC: _(
        "On no list, because it says that it is not public or not a real alert: %(number)d."
    ),
}
NOT_YOURS = _(
    "Only coordinators of an institution that keeps a network, or of civil protection,"
    " take alerts in."
)


class UploadForm(forms.Form):
    """A file with alerts, as somebody got it."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("source of alerts", "What is it?"),
        choices=list(FEED_KINDS.items()),
        widget=forms.RadioSelect,
    )
    content = forms.FileField(
        label=pgettext_lazy("source of alerts", "File"),
        help_text=_("A CAP message, the RSS of GDACS or the list of storms of the NHC; 2 MB."),
    )

    def clean(self) -> dict[str, Any]:
        """No more is read than is taken."""
        told = super().clean() or {}
        content = told.get("content")
        if content is not None and content.size > LARGEST:
            self.add_error("content", str(FEED_PROBLEMS["too_large"]))
        return told


@dataclass(frozen=True, slots=True)
class Line:
    """A source with what was wrong with it, in words."""

    feed: FeedLine
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
def feed_list(request: DeskRequest) -> HttpResponse:
    """Every source with its age; who may, takes a file in."""
    at = clock.now()
    may_upload = access.may_bring_alerts(request.actor)
    sent = request.method == "POST"
    form = UploadForm(*((request.POST, request.FILES) if sent else ()))
    if sent and not may_upload:
        messages.error(request, str(NOT_YOURS))
        return redirect("desk:feeds")
    if sent and form.is_valid() and _taken(request, form):
        return redirect("desk:feeds")
    lines = [
        Line(feed, str(FEED_PROBLEMS.get(feed.problem, FEED_PROBLEM)) if feed.problem else "")
        for feed in queries.list_feeds(at=at)
    ]
    return render(
        request,
        "desk/feed_list.html",
        {"lines": lines, "form": form, "may_upload": may_upload, "section": "situation"},
        status=422 if form.errors else 200,
    )


def _taken(request: DeskRequest, form: UploadForm) -> bool:
    """Whether the file was taken in; what is wrong with it is said on the form."""
    told = form.cleaned_data
    try:
        taken = actions.take_upload(
            kind=told["kind"],
            content=told["content"].read(),
            by=request.actor,
            at=clock.now(),
        )
    except (FeedUnreadable, CapRefused) as refused:
        words = FEED_PROBLEMS.get(refused.code, FEED_PROBLEM)
        where = _("What was read: %(read)s. What is taken: %(accepted)s.") % {
            "read": refused.read or "–",
            "accepted": FEED_ACCEPTED.get(refused.code, refused.accepted or "–"),
        }
        form.add_error("content", f"{words} {where}")
        return False
    except FactRefused as refused:
        form.add_error("content", str(FEED_PROBLEMS.get(refused.code, FEED_PROBLEM)))
        return False
    except NotAllowed:
        form.add_error(None, str(NOT_YOURS))
        return False
    said = ngettext(
        "%(new)d new alert was taken in.", "%(new)d new alerts were taken in.", taken.new
    ) % {"new": taken.new}
    if taken.known or taken.elsewhere:
        said += " " + gettext(
            "Already here: %(known)d. Far from the three countries or over: %(elsewhere)d."
        ) % {"known": taken.known, "elsewhere": taken.elsewhere}
    messages.success(request, " ".join((said, *where_they_went(taken.stored, at=clock.now()))))
    return True


def where_they_went(stored: Iterable[Any], *, at: datetime) -> Iterator[str]:
    """Who sees what came in, and from when; ``stored``: rows that only their app imports."""
    by_way: dict[Goes, list[Any]] = {}
    for row in stored:
        way = goes(status=row.status, scope=row.scope, message=row.message)
        by_way.setdefault(way, []).append(row)
    for way, rows in by_way.items():
        yield str(WENT[way]) % {"number": len(rows)}
    told = [row for way, rows in by_way.items() if way != Goes.NOT_PUBLIC for row in rows]
    over = sum(row.ends_at <= at for row in told)
    if over:
        yield gettext("Over by its own times, and found among what is over: %(number)d.") % {
            "number": over
        }
    later = [row.starts_at for row in told if row.starts_at > at]
    if later:
        yield gettext("It begins later: from %(moment)s on.") % {"moment": moment(min(later))}

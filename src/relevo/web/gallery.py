"""The gallery: every component in every state, with invented neutral content marked as sample.

Screenshots, accessibility checks and people who build pages use it; it is served on demo
instances and while developing, never on a real one.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relevo.plumbing import clock
from relevo.web import phrases

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
CODE = "0123456789AB*"
NEED_PICTURES = ("medical", "shelter", "food", "documents", "child_protection", "transport")
PICTOGRAMS = (
    "medical",
    "shelter",
    "food",
    "water",
    "hygiene",
    "clothing",
    "documents",
    "child_protection",
    "international_protection",
    "legal",
    "psychosocial",
    "gbv_care",
    "trafficking",
    "family_links",
    "missing",
    "transport",
    "information",
    "phone",
    "human_rights",
    "consular",
    "return",
    "voluntary_return",
    "reintegration",
    "education",
    "labour",
    "migration",
    "quarantine",
    "justice",
    "displacement",
    "protection",
    "referral",
    "volunteers",
    "hospital",
    "ambulance",
    "maternity",
    "sexual_health",
    "dental",
    "child_shelter",
    "child_space",
    "border",
    "complaints",
)
SIGNS = (
    "open",
    "restricted",
    "closed",
    "not_confirmed",
    "danger",
    "check",
    "cross",
    "no",
    "arrow",
    "back",
    "search",
    "clock",
    "calendar",
    "place",
    "person",
    "people",
    "child",
    "elder",
    "print",
    "copy",
    "exit",
    "plus",
    "filter",
    "lock",
    "directory",
    "inbox",
    "cases",
    "quick",
    "network",
    "language",
    "offline",
    "walk",
    "car",
    "home",
    "edit",
    "external",
    "call",
    "mark",
    "route",
    "exchange",
    "upload",
    "download",
    "link",
    "chart",
    "handshake",
    "history",
    "alert",
    "counts",
    "emergency",
    "map",
    "movement",
    "road",
    "road_cut",
    "sheet",
    "signal",
    "tent",
)


class SampleForm(forms.Form):
    """One field of each kind, to look at; nothing is done with what is typed."""

    place = forms.CharField(
        label=gettext_lazy("Sample place"), help_text=gettext_lazy("A municipality or a village.")
    )
    count = forms.IntegerField(label=gettext_lazy("Sample number"), min_value=1, required=False)
    when = forms.DateField(
        label=gettext_lazy("Sample date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Sample state"), choices=list(phrases.CROSSING_STATES.items())
    )
    age = forms.ChoiceField(
        label=gettext_lazy("Sample age band"),
        choices=list(phrases.AGE_BANDS.items()),
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Sample urgency"),
        choices=list(phrases.URGENCIES.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Sample needs"),
        choices=[(code, code.replace("_", " ")) for code in NEED_PICTURES],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label=gettext_lazy("Sample box to tick"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Sample text"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


def _tables() -> dict[str, Any]:
    rows = [
        (_("Sample post A"), _("Entering"), "06:00–22:00", "1,250"),
        (_("Sample post B"), _("Leaving"), "24 h", "86"),
    ]
    return {
        "headers": [_("Post"), _("Direction"), _("Hours"), _("People")],
        "rows": rows,
        "numeric": [3],
        "tabs": [
            {"label": _("To answer"), "url": "?tab=1", "current": True, "count": 3},
            {"label": _("Answered"), "url": "?tab=2", "current": False, "count": 12},
        ],
        "summary": [
            {"term": _("Sample term"), "text": _("Sample text"), "url": "#", "change": ""},
            {"term": _("Sample age band"), "text": phrases.AGE_BANDS["21-59"], "url": ""},
        ],
        "page": Paginator(range(95), 20).page(2),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component; ``?desk`` shows it in the compact density. No page of a real instance."""
    if not (settings.DEBUG or clock.is_demo()):
        raise Http404
    compact = "desk" in request.GET
    sent = SampleForm({"place": "", "count": "-1", "needs": ["medical", "food"], "age": "5-11"})
    context: dict[str, Any] = {
        "base": "web/desk_base.html" if compact else "web/public_base.html",
        "demo": AT,
        "unattended": AT - timedelta(days=33) if "old" in request.GET else None,
        "signed_in": {"role": "officer", "institution": _("Sample institution")},
        "section": "inbox" if compact else "start",
        "at": AT,
        "soon": AT + timedelta(hours=5),
        "later": AT + timedelta(days=3, hours=2),
        "past": AT - timedelta(hours=2),
        "code": CODE,
        "states": list(phrases.CROSSING_STATES),
        "kinds": list(phrases.NOTICE_KINDS),
        "levels": list(phrases.CONFIDENCE),
        "urgencies": list(phrases.URGENCIES),
        "form": SampleForm(),
        "sent": sent,
        "needs": [(code, code.replace("_", " ")) for code in NEED_PICTURES[:3]],
        "documents": [_("identity document"), _("birth certificate of the child")],
        "trail": [(_("Start"), "#"), (_("Crossings"), "#"), (_("Sample crossing"), "")],
        "pictograms": PICTOGRAMS,
        "signs": SIGNS,
        **_tables(),
    }
    return render(request, "web/gallery.html", context)

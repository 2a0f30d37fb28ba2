"""Recurring terms of agreed routes of articulation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

VERSION_STATES: Words = {
    "draft": pgettext_lazy("pathway version", "Draft"),
    "proposed": pgettext_lazy("pathway version", "Proposed"),
    "validated": pgettext_lazy("pathway version", "Validated by acta: it works"),
    "superseded": pgettext_lazy("pathway version", "Superseded"),
    "withdrawn": pgettext_lazy("pathway version", "Withdrawn"),
}

STANCES: Words = {
    "endorsed": pgettext_lazy("stance", "Endorsed"),
    "noted": pgettext_lazy("stance", "Noted"),
    "reserved": pgettext_lazy("stance", "With a reservation"),
    "unanswered": pgettext_lazy("stance", "Unanswered"),
}

CHILDREN_HEARD: Words = {
    "heard": pgettext_lazy("children", "They were heard"),
    "not_heard": pgettext_lazy("children", "They were not heard"),
    "not_concerned": pgettext_lazy("children", "The route does not concern children"),
}

CONSENT_KINDS: Words = {
    "none": pgettext_lazy("consent before a step", "None: nothing about the person is passed on"),
    "consent": pgettext_lazy("consent before a step", "Consent of the person"),
    "assent": pgettext_lazy(
        "consent before a step", "Assent of the child, and consent of who answers for it"
    ),
    "legal_duty": pgettext_lazy(
        "consent before a step", "Legal duty towards children: the person is told"
    ),
}

ADULTS_PRESENT: Words = {
    "not_concerned": pgettext_lazy("adult at a step", "No child is concerned"),
    "yes": pgettext_lazy("adult at a step", "A responsible adult is with the child"),
    "no": pgettext_lazy("adult at a step", "No responsible adult is with the child"),
}

HEAD_FIELDS: Words = {
    "trigger": _("What sets it off"),
    "entry_points": _("Where people enter it"),
    "identification_guide": _("Identification guide"),
    "activation_form": _("Activation form"),
    "closing_form": _("Closing form"),
    "referral_form": _("Referral form"),
    "legal_basis": _("Legal basis"),
    "review_note": _("What to look at in the next review"),
    "children_heard": _("Were children heard?"),
    "children_how": _("How children were heard, and what they said"),
}

STEP_FIELDS: Words = {
    "action": _("What is done"),
    "role": _("Responsible role"),
    "side": _("Side of the border"),
    "institution_key": _("Responsible institution"),
    "service_key": _("Service"),
    "need": _("Need it answers"),
    "within_minutes": _("Time limit"),
    "documents": _("Documents and forms"),
    "consent": _("Consent"),
    "fields": _("What may be told"),
    "handover": _("How the hand-over is done"),
    "feedback_minutes": _("Feedback due"),
    "legal_basis": _("Legal basis"),
    "line": _("Line to call"),
    "alternates": _("Alternates"),
    "adult": _("Children"),
    "is_exit": _("The route ends here"),
}

FINDING_KINDS: Words = {
    "no_active_institution": _("No institution that works today answers for this step."),
    "no_active_service": _("The service of this step does not work any more."),
    "member_left": _("The institution of this step has left the network."),
    "closed_hours": _("The service of this step has hours in which it is closed."),
    "time_limit_impossible": _("The opening hours make this time limit impossible."),
    "no_alternate": _("Nobody takes over when the responsible institution cannot."),
    "no_time_limit": _("The step has no time limit."),
    "forbidden_disclosure": _("The step would tell somebody what the rules forbid to tell them."),
    "child_without_adult": _("A child would be without a responsible adult here."),
    "no_feedback": _("No feedback is due after this referral."),
    "unreachable_step": _("No way leads to this step."),
    "no_exit": _("No way leads to the end of the route."),
    "children_not_heard": _("The route concerns children, and they were not heard."),
}

STEP_OUTCOMES: Words = {
    "on_time": pgettext_lazy("step of a route", "On time"),
    "late": pgettext_lazy("step of a route", "Late"),
    "skipped": pgettext_lazy("step of a route", "Skipped"),
    "pending": pgettext_lazy("step of a route", "Pending"),
    "not_applicable": pgettext_lazy("step of a route", "Did not apply"),
}

LIMIT_UNITS: Words = {
    "minutes": pgettext_lazy("unit of a limit", "minutes"),
    "hours": pgettext_lazy("unit of a limit", "hours"),
    "days": pgettext_lazy("unit of a limit", "days"),
}

SEED_MARK = _("Draft from public sources: nobody has agreed to it.")

COVERAGES: Words = {
    "agreed": pgettext_lazy("coverage", "Agreed"),
    "in_work": pgettext_lazy("coverage", "Being worked on"),
    "seed": pgettext_lazy("coverage", "Draft from public sources"),
    "none": pgettext_lazy("coverage", "None yet"),
}

COVERAGE_SIGNS: dict[str, str] = {"agreed": "✓", "in_work": "…", "seed": "◦", "none": "–"}

TEXT_LANGUAGES: Words = {
    "es": pgettext_lazy("language of a text", "Spanish"),
    "en": pgettext_lazy("language of a text", "English"),
}

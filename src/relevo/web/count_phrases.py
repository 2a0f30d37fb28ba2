"""Words of counts, of what two sides differ by, and of the figures for the public."""

from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

COUNT_KINDS: Words = {
    "entered_in": pgettext_lazy("count", "Entered this country"),
    "left_out": pgettext_lazy("count", "Left this country"),
    "returned_out": pgettext_lazy("count", "Returned from this country"),
    "returned_in": pgettext_lazy("count", "Received as returned"),
    "refused_in": pgettext_lazy("count", "Not let in"),
    "refused_out": pgettext_lazy("count", "Not let out"),
    "unaccompanied_in": pgettext_lazy("count", "Children alone, arriving"),
    "unaccompanied_out": pgettext_lazy("count", "Children alone, leaving"),
    "claimed_in": pgettext_lazy("count", "Asked for protection on arrival"),
    "claimed_out": pgettext_lazy("count", "Asked for protection on leaving"),
    "other_in": pgettext_lazy("count", "Others, arriving"),
    "other_out": pgettext_lazy("count", "Others, leaving"),
}

GAP_REASONS: Words = {
    "in_transit": pgettext_lazy("gap", "On the way between the two posts"),
    "awaiting_registration": pgettext_lazy("gap", "Waiting to be registered"),
    "double_count": pgettext_lazy("gap", "Counted twice on one side"),
    "other_category": pgettext_lazy("gap", "Counted under another heading"),
    "other_post": pgettext_lazy("gap", "Passed at another post"),
    "typing": pgettext_lazy("gap", "Mistyped or misheard"),
    "unknown": pgettext_lazy("gap", "Not known yet"),
}

GAP_STEPS: Words = {
    "reason": pgettext_lazy("gap", "A likely reason"),
    "agreed": pgettext_lazy("gap", "Confirmed by one side"),
    "closed": pgettext_lazy("gap", "Confirmed by both sides: closed"),
}

NOT_COMPARED: Words = {
    "not_comparable": pgettext_lazy(
        "gap", "Not comparable yet: the two sides stopped counting at different times."
    ),
    "other_people": pgettext_lazy(
        "gap", "These two counts are not of the same people: look at what each counted."
    ),
    "unknown_part": pgettext_lazy("gap", "Neither side counted this nationality by itself."),
    "same_side": pgettext_lazy("gap", "Both counts are of the same country."),
}
